"""The comparison page in Chromium: map and figures choose together, and links restore."""

import io

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.app_fixtures import (
    PROBE_TEXT,
    PROBES,
    open_page,
    query_of,
    settle,
    zoom_of,
)

pytestmark = pytest.mark.browser

PATH = "/compare"


@pytest.fixture
def quiet(page):
    """Give the page, and see at the end that nothing but the known probes was said."""
    yield page
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES


def area(code):
    return f'path.za-area[data-id="{code}"]'


def press(page, code):
    """Click a prefecture inside its outline: the middle of its box may lie outside."""
    page.wait_for_selector(area(code))
    at = page.evaluate(
        """selector => {
          const path = document.querySelector(selector);
          const box = path.getBoundingClientRect();
          for (let i = 1; i < 20; i++) for (let j = 1; j < 20; j++) {
            const x = box.left + box.width * i / 20, y = box.top + box.height * j / 20;
            if (document.elementFromPoint(x, y) === path) return [x, y];
          }
        }""",
        area(code),
    )
    page.mouse.click(*at)


def test_a_click_on_the_map_offers_to_add_and_the_table_follows(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    assert page.locator("table.za-cmp thead th").count() == 7
    press(page, "511800")
    button = page.get_by_role("button", name="把雅安加入对比")
    button.wait_for()
    assert query_of(page) == {"sel": "511800"}
    outlines = page.locator("path.za-line").count()
    button.click()
    page.get_by_role("button", name="移出雅安").wait_for()
    settle(page)
    assert query_of(page)["pf"] == "510100.510600.510700.511500.511800"
    # five prefectures stand below each other
    assert page.locator('table.za-cmp tbody th[scope="row"]', has_text="雅安").count() == 5
    page.wait_for_function(
        "n => document.querySelectorAll('path.za-line').length === n + 1", arg=outlines
    )
    page.get_by_role("button", name="只看雅安").click()
    page.get_by_text("雅安市主要指标").wait_for()
    assert query_of(page)["pf"] == "511800"


def test_a_link_restores_and_the_choice_survives_sections(page, app_server):
    open_page(page, app_server, PATH + "?pf=510100.510700&i=gdp&p=2022&wo=510100&l=en")
    heads = page.locator("table.za-cmp thead th").all_inner_texts()
    assert heads == ["Indicator", "Chengdu", "Mianyang", "Province", "Median"]
    page.get_by_text("Trend", exact=True).first.click()
    page.get_by_role("heading", name="Trend").wait_for()
    settle(page)
    expected = {"pf": "510100.510700", "i": "gdp", "p": "2022", "wo": "510100", "se": "trend"}
    assert query_of(page) == {**expected, "l": "en"}
    page.reload()
    page.get_by_role("heading", name="Trend").wait_for()
    settle(page)
    assert query_of(page) == {**expected, "l": "en"}
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES * 2  # each load probes


def test_the_counties_have_a_map_of_their_own(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH + "?pf=511000.511500")
    page.get_by_text("县（市、区）", exact=True).first.click()
    page.get_by_text("内江市各县（市、区）").wait_for()
    page.wait_for_selector('path.za-area[data-id="511002"]')
    settle(page)
    assert query_of(page)["g"] == "c"
    box = page.locator(".za-map").bounding_box()
    county = page.locator('path.za-area[data-id="511002"]').bounding_box()
    assert box["x"] < county["x"] < box["x"] + box["width"]
    assert county["width"] > 60  # the map looks at Neijiang, not at the province
    press(page, "511002")
    page.wait_for_function("() => new URLSearchParams(location.search).get('sel') === '511002'")
    page.get_by_text("对标表", exact=True).first.click()
    page.wait_for_selector('path.za-area[data-id="511000"]')
    settle(page)
    assert "g" not in query_of(page)
    assert "ext" not in query_of(page)


def test_the_extent_survives_a_change_of_the_choice(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    page.locator(".leaflet-control-zoom-in").click()
    extent = zoom_of(page)
    page.get_by_text("不含成都", exact=True).click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('wo') === '510100'")
    settle(page)
    assert zoom_of(page) == extent


def test_the_comparison_is_given_as_csv(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载表格").first.click()
    with open(download.value.path(), "rb") as file:  # noqa: PTH123
        table = pd.read_csv(io.BytesIO(file.read()), encoding="utf-8-sig")
    row = table[(table["指标"] == "高新技术企业数") & (table["市（州）"] == "绵阳市")].iloc[0]
    assert (row["数值"], row["位次"], row["年份"]) == (838, 2, "2023年")
    assert table["来源"].notna().all()


@pytest.mark.parametrize("section", ["table", "plot", "places", "peers", "counties"])
def test_axe_finds_nothing_grave(page, app_server, section):
    open_page(page, app_server, f"{PATH}?se={section}")
    found = Axe().run(page).response["violations"]
    grave = [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:4])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    ]
    assert grave == []


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080)])
def test_nothing_overflows_the_window(page, app_server, size):
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_page(page, app_server, f"{PATH}?l=en")
    main = '[data-testid="stMain"]'
    width = page.evaluate(f"() => document.querySelector('{main}').scrollWidth")
    assert width <= size[0]
    table = page.locator(".za-cmp-scroll").first
    assert table.evaluate("node => node.scrollWidth <= node.clientWidth")
