"""The platforms page in Chromium: list and map hold one selection, and nothing leaves."""

from urllib.parse import quote

import pytest

from tests.browser.app_fixtures import PROBES, open_page, query_of, settle

pytestmark = pytest.mark.browser

LIST = ".st-key-platforms-list"


def test_the_page_is_complete_and_asks_nobody(page, app_server):
    open_page(page, app_server, "/platforms")
    assert page.locator(".za-cover-bar").count() == 9
    assert page.locator(".za-cluster").count() > 0
    assert "229" in page.locator(".za-platform-sum").inner_text()
    assert page.foreign == []
    assert len(page.faults) == PROBES
    assert app_server.refused.lines() == []


def test_a_selected_platform_is_open_on_the_map_and_marked_in_the_list(page, app_server, catalog):
    row = catalog.platforms.loc["SKL-001"]
    assert row["place"] == "point"
    open_page(page, app_server, "/platforms?sel=platform:SKL-001")
    card = page.locator(".leaflet-popup")
    card.get_by_text(row["name_zh"]).wait_for()
    assert page.locator(".za-platform-record").count() == 0
    # another one, without a dot, picked in the list by its row's box
    page.get_by_role("textbox", name="依托单位").fill("不存在的单位")
    page.keyboard.press("Enter")
    page.get_by_text("没有可列出的平台").wait_for()
    settle(page)
    assert query_of(page)["ho"] == "不存在的单位"


def test_the_first_row_of_the_list_opens_on_the_map(page, app_server, catalog):
    open_page(page, app_server, f"/platforms?pc=skl&ho={quote('四川大学')}")
    table = page.locator(f"{LIST} [data-testid=stDataFrame]")
    box = table.bounding_box()
    # rows are painted on a canvas: the box of the first row stands left, below the heads
    page.mouse.click(box["x"] + 18, box["y"] + 52)
    page.wait_for_function("() => new URLSearchParams(location.search).get('sel')")
    chosen = query_of(page)["sel"].removeprefix("platform:")
    name = catalog.platforms["name_zh"][chosen]
    assert catalog.platforms["place"][chosen] == "point"
    page.locator(".leaflet-popup").get_by_text(name).wait_for()
    settle(page)
    assert query_of(page)["pc"] == "skl"


def test_a_filter_keeps_the_map_where_it_is(page, app_server):
    open_page(page, app_server, "/platforms?ext=104.1,30.6,9")
    page.get_by_role("textbox", name="依托单位").fill("四川大学")
    page.keyboard.press("Enter")
    page.wait_for_function("() => new URLSearchParams(location.search).get('ho')")
    settle(page)
    assert page.locator(".za-map").get_attribute("data-zoom") == "9.00"
    assert query_of(page)["ext"].startswith("104.1,30.6")
