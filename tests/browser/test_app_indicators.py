"""The indicators page in Chromium: a changed choice changes the map in place."""

import io

import pandas as pd
import pytest

from tests.browser.app_fixtures import (
    CHENGDU,
    PROBE_TEXT,
    PROBES,
    Wire,
    choose,
    move,
    open_page,
    query_of,
    settle,
    value_of,
    wait_for_title,
    zoom_of,
)

pytestmark = pytest.mark.browser

PATH = "/indicators"


def label_of_chengdu(page):
    return page.locator(CHENGDU).get_attribute("aria-label")


def legend(page):
    return page.locator(".za-legend").first.inner_text()


@pytest.fixture
def quiet(page):
    """Give the page, and see at the end that nothing but the known probes was said."""
    yield page
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES


def test_a_change_is_small_and_in_place(quiet, app_server, catalog):
    page, wire = quiet, Wire(quiet)
    open_page(page, app_server, PATH)
    extent = move(page)
    page.evaluate(
        "() => { document.querySelector('.za-map').marked = 1;"
        f" document.querySelector('{CHENGDU}').marked = 1; }}"
    )
    assert label_of_chengdu(page).startswith("成都市：6.14")
    first = page.locator(".za-box").get_attribute("data-shown")
    wire.forget()

    choose(page, "指标", "地区生产总值", exact=True)
    wait_for_title(page, "地区生产总值")
    assert 0 < sum(map(len, wire.maps())) < 12_000
    assert page.locator(".za-box").get_attribute("data-shown") != first
    assert "亿元" in label_of_chengdu(page)
    assert "地区生产总值" in legend(page)
    assert "每万人" not in legend(page)
    assert query_of(page)["i"] == "gdp"

    wire.forget()
    before = label_of_chengdu(page)
    choose(page, "年份", "2019年")
    wait_for_title(page, "2019年")
    assert 0 < sum(map(len, wire.maps())) < 12_000
    assert label_of_chengdu(page) != before
    assert f"{value_of(catalog, 'gdp', '2019'):,.0f}" in label_of_chengdu(page)

    assert page.evaluate("document.querySelector('.za-map').marked") == 1
    assert page.evaluate(f"document.querySelector('{CHENGDU}').marked") == 1
    assert zoom_of(page) == extent
    assert page.locator(".za-map").count() == 1


def test_the_last_of_quick_changes_wins(quiet, app_server, catalog):
    page = quiet
    open_page(page, app_server, PATH + "?i=gdp&p=2022")
    for year in ("2018年", "2021年", "2023年", "2019年"):
        choose(page, "年份", year)
    wait_for_title(page, "2019年")
    assert f"{value_of(catalog, 'gdp', '2019'):,.0f}" in label_of_chengdu(page)
    assert "2019年" in legend(page)
    assert query_of(page)["p"] == "2019"


def test_layers_switched_on_the_map_survive_a_rerun(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    page.locator(".za-menu-button").click()
    page.locator('.za-menu input[data-layer="zones"]').uncheck()
    page.locator('.za-menu input[data-layer="platforms"]').check()
    choose(page, "指标", "第三产业占比")
    wait_for_title(page, "第三产业占比")
    assert page.locator(".za-zone").count() == 0
    assert page.locator(".za-cluster").count() > 0
    assert query_of(page)["ly"] == "re.ri.ch.pl.sc.la"


def test_without_chengdu_there_are_other_classes(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    before = legend(page)
    page.get_by_text("不含成都").click()
    page.wait_for_function(
        "was => document.querySelector('.za-legend').innerText !== was", arg=before
    )
    settle(page)
    assert page.locator(CHENGDU).get_attribute("fill") == "#e1e4e8"
    assert query_of(page)["wo"] == "510100"


def test_a_link_opens_what_it_says(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH + "?i=gdp&p=2022&l=en")
    assert page.get_by_role("heading", name="Indicator maps").count() == 1
    assert label_of_chengdu(page).startswith("Chengdu: 20,818")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.get_by_role("link", name="Overview").count() >= 1


def test_the_table_is_given_as_csv(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载表格").click()
    with open(download.value.path(), "rb") as file:  # noqa: PTH123
        table = pd.read_csv(io.BytesIO(file.read()), dtype={0: str}, encoding="utf-8-sig")
    assert len(table) == 21
    assert table.iloc[0, 0] == "510100"
    assert table.iloc[0, 2] == pytest.approx(6.14, abs=0.005)


def test_the_way_from_the_overview_keeps_the_language(page, app_server):
    open_page(page, app_server, "/?l=en")
    page.get_by_role("link", name="Explore").click()
    page.get_by_role("heading", name="Indicator maps").wait_for()
    settle(page)
    assert page.locator(".za-map").count() == 1
    assert query_of(page) == {"l": "en"}
    assert page.faults == []
