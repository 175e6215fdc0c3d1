"""The page of high-tech zones in Chromium: map, table, timeline and profile are one."""

import pytest

from tests.browser.app_fixtures import MAP, PROBE_TEXT, PROBES, open_page, query_of, settle

pytestmark = pytest.mark.browser

_ROW = 35  # height of a row of Streamlit's table, its head included


def wait_for_profile(page, name):
    page.get_by_role("heading", name=f"{name}概况").wait_for()
    settle(page)


def count_zones(page, n):
    page.wait_for_function(
        "n => document.querySelectorAll('.za-zone').length === n", arg=n, timeout=15_000
    )


def test_a_zone_on_the_map_and_in_the_table_are_one(page, app_server):
    open_page(page, app_server, "/zones")
    assert page.locator(".za-zone").count() == 24
    page.locator('.za-zone[aria-label*="乐山高新技术产业开发区"]').first.focus()
    page.keyboard.press("Enter")
    wait_for_profile(page, "乐山高新技术产业开发区")
    assert query_of(page)["sel"] == "zone:leshan"
    # and back: the first row of the table, its box at the left
    table = page.locator(".st-key-zones-table [data-testid='stDataFrame']")
    table.click(position={"x": 16, "y": _ROW * 1.5})
    wait_for_profile(page, "成都高新技术产业开发区")
    assert query_of(page)["sel"] == "zone:chengdu"
    popup = page.locator(".leaflet-popup")
    popup.get_by_text("成都高新技术产业开发区").first.wait_for()
    assert [fault for fault in page.faults if PROBE_TEXT not in fault] == []
    assert len(page.faults) <= PROBES
    assert page.foreign == []


def test_the_timeline_moves_by_keyboard_and_keeps_the_place(page, app_server):
    open_page(page, app_server, "/zones?ext=104,30,8")
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("Home")
    page.get_by_text("2013年3月：公布4家，本图谱已识别4家").wait_for()
    count_zones(page, 4)
    page.keyboard.press("ArrowRight")
    page.get_by_text("2016年：公布11家，本图谱已识别8家").wait_for()
    count_zones(page, 8)
    settle(page)
    found = query_of(page)
    assert found["at"] == "2016"
    assert found["ext"].startswith("104,30,8")
    assert page.locator(".za-map").get_attribute("data-zoom") == "8.00"


def test_the_map_is_heard_after_the_page_has_written_its_address(page, app_server):
    open_page(page, app_server, "/zones")
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="High-tech zones: 26 to 35").wait_for()
    settle(page)
    assert query_of(page) == {"l": "en"}  # written by the server
    page.locator('.za-zone[aria-label*="Leshan"]').first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Profile of Leshan").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Profile of Leshan").wait_for(state="detached")
    page.locator(".za-map").focus()
    page.keyboard.press("+")
    page.wait_for_function("() => document.querySelector('.za-map').dataset.zoom === '6.50'")
    extent = query_of(page)["ext"]
    slider = page.get_by_role("slider").first
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_url("**at=2013-03**")
    settle(page)
    assert query_of(page) == {"l": "en", "at": "2013-03", "ext": extent}


def test_a_link_opens_the_same_profile(page, app_server):
    open_page(page, app_server, "/zones?sel=zone:yibin&se=reach_ten&at=2019-01&zm=p")
    wait_for_profile(page, "宜宾高新技术产业园区")
    count_zones(page, 5)  # Dazhou came later in 2019
    seen = page.locator(".za-facts").all_inner_texts()
    page.reload()
    page.wait_for_selector(MAP)
    settle(page)
    wait_for_profile(page, "宜宾高新技术产业园区")
    assert page.locator(".za-facts").all_inner_texts() == seen
    kept = {key: text for key, text in query_of(page).items() if key != "ext"}
    assert kept == {
        "sel": "zone:yibin", "se": "reach_ten", "at": "2019-01", "zm": "p",
    }  # fmt: skip
    link = page.get_by_text("/zones?sel=zone:yibin").first
    assert "se=reach_ten" in link.inner_text()


def test_cleared_filters_bring_the_zones_back(page, app_server):
    open_page(page, app_server, "/zones?pf=513200")
    assert page.locator(".za-zone").count() == 0
    page.get_by_role("button", name="清除筛选").click()
    count_zones(page, 24)
    settle(page)
    assert query_of(page) == {}


def test_the_file_leaves_old_mentions_behind(page, app_server):
    open_page(page, app_server, "/zones?zl=n.p.c")
    assert page.locator(".za-zone").count() == 26
    with page.expect_download() as download:
        page.get_by_role("button", name="下载表格").first.click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:  # noqa: PTH123
        text = file.read()
    assert len(text.strip().splitlines()) == 25
    assert "长明" not in text
    assert "彭山" not in text


def test_the_charts_table_is_sent_when_opened_and_stays_open(page, app_server):
    open_page(page, app_server, "/zones")
    fold = page.locator('[data-testid="stExpander"]')
    table = fold.locator('[data-testid="stDataFrame"] canvas').first
    assert fold.inner_text().strip().endswith("数据表：数值、数据状态与来源")
    assert table.count() == 0
    fold.locator("summary").click()
    table.wait_for()
    page.locator('.za-zone[aria-label*="乐山高新技术产业开发区"]').first.focus()
    page.keyboard.press("Enter")
    wait_for_profile(page, "乐山高新技术产业开发区")
    table.wait_for()
    page.get_by_text("English", exact=True).click()
    fold.get_by_text("The figures, with status and source").wait_for()
    settle(page)
    table.wait_for()
    fold.locator("summary").click()
    table.wait_for(state="detached")
    fold.locator("details:not([open])").wait_for()
