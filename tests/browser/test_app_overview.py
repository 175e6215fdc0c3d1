"""The overview in Chromium: complete, offline, silent."""

import pytest

from geo.export.formats import Order, render
from geo.presets import PRESETS
from tests.blocked import serve_blocked
from tests.browser.app_fixtures import MAP, Wire, move, open_page, query_of, settle, value_of
from tests.browser.conftest import watch

pytestmark = pytest.mark.browser


def test_the_overview_is_complete_and_asks_nobody(page, app_server):
    open_page(page, app_server)
    assert page.locator("path.za-area").count() == 21
    assert page.locator(".za-zone").count() == 24
    assert page.locator("path.za-circle").count() == 19
    assert page.locator(".za-figure").count() == 4
    assert page.locator(".za-progress").count() == 3
    assert page.foreign == []
    assert page.faults == []
    assert app_server.refused.lines() == []


def test_prefectures_are_reached_by_keyboard_and_named(page, app_server, catalog):
    open_page(page, app_server)
    named = page.locator("path.za-area").evaluate_all(
        "all => all.map(p => [p.getAttribute('tabindex'), p.getAttribute('aria-label')])"
    )
    assert all(index == "0" and "：" in label for index, label in named)
    value = value_of(catalog, "hte_count", "2023")
    assert f"成都市：{value:,.0f}家" in [label for _, label in named]
    page.locator('path.za-area[data-id="510100"]').focus()
    page.keyboard.press("Enter")
    page.get_by_text("成都市", exact=True).first.wait_for()
    assert page.locator(".leaflet-popup").count() == 1
    assert query_of(page)["sel"] == "510100"


def test_moving_the_map_runs_nothing_and_the_address_brings_it_back(page, app_server):
    wire = Wire(page)
    open_page(page, app_server)
    wire.forget()
    extent = move(page)
    page.locator(".za-menu-button").click()
    page.locator('.za-menu input[data-layer="platforms"]').check()
    page.locator('.za-menu input[data-layer="rivers"]').uncheck()
    assert wire.sent == []
    assert query_of(page)["ext"] == extent
    page.reload()
    page.wait_for_selector(MAP)
    settle(page)
    assert query_of(page)["ext"] == extent
    zoom = float(extent.rsplit(",", 1)[1])
    assert page.locator(".za-map").get_attribute("data-zoom") == f"{zoom:.2f}"
    page.locator(".za-menu-button").click()
    assert page.locator('.za-menu input[data-layer="platforms"]').is_checked()
    assert not page.locator('.za-menu input[data-layer="rivers"]').is_checked()
    assert page.locator("path.za-river").count() == 0
    assert page.locator(".za-cluster").count() > 0


def test_the_language_switch_turns_everything(page, app_server):
    open_page(page, app_server)
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    page.get_by_role("radio", name="English").or_(
        page.get_by_role("button", name="English")
    ).first.click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    settle(page)
    page.get_by_role("heading", name="Plan targets").wait_for()
    assert query_of(page)["l"] == "en"
    seen = page.locator("body").inner_text().replace("中文", "")
    chinese = [line for line in seen.splitlines() if any("\u4e00" <= c <= "\u9fff" for c in line)]
    assert chinese == []
    labels = page.locator("[aria-label]").evaluate_all(
        "all => all.map(e => e.getAttribute('aria-label'))"
    )
    assert [t for t in labels if any("\u4e00" <= c <= "\u9fff" for c in t) and "中文" not in t] in (
        [],
        ["语言 / Language"],
    )
    assert page.faults == []


def test_the_file_is_the_map_on_the_screen(page, app_server, catalog):
    open_page(page, app_server)
    page.get_by_role("button", name="做汇报").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出离线地图", exact=True).click()
    with open(download.value.path(), "rb") as file:  # noqa: PTH123
        assert file.read() == render(PRESETS["overview"], catalog, Order("html"))
    assert download.value.suggested_filename == "四川高新图谱-hte_count-2023.html"


def test_a_zone_is_looked_up(page, app_server):
    open_page(page, app_server)
    page.get_by_role("button", name="查高新区").click()
    page.get_by_role("combobox", name="高新区").fill("绵阳")
    page.get_by_role("option", name="绵阳").first.click()
    page.locator(".za-facts").wait_for()
    assert "国家高新区" in page.locator(".za-facts").inner_text()


@pytest.mark.parametrize("what", ["leaflet-", "component-", "areas-prefecture-"])
def test_a_map_whose_files_fail_says_so(page, app_server, what):
    page.route(f"**/component/**/{what}*", lambda route: route.abort())
    page.goto(app_server.url)
    page.locator(".za-box-note").get_by_text("地图未能显示").wait_for(timeout=15_000)
    assert page.locator(MAP).count() == 0


def test_a_map_that_does_not_come_says_so_after_five_seconds(page, app_server):
    held = []

    def hold(route):
        held.append(route)

    page.route("**/component/**/areas-prefecture-*", hold)
    page.goto(app_server.url)
    page.wait_for_selector(".za-box[aria-busy=true]")
    asked = page.evaluate("performance.now()")
    page.locator(".za-box-note").get_by_text("地图5秒后仍未显示").wait_for(timeout=15_000)
    waited = page.evaluate("performance.now()") - asked
    assert 3_000 < waited < 6_500
    for route in held:
        route.continue_()
    page.wait_for_selector(MAP)
    page.locator(".za-box-note").wait_for(state="hidden")


def test_a_second_visit_and_another_server_work_alike(context, app_server):
    first, second = watch(context.new_page()), watch(context.new_page())
    open_page(first, app_server)
    open_page(second, app_server, "/?l=en")
    assert first.locator(".za-map").get_attribute("lang") == "zh-CN"
    assert second.locator(".za-map").get_attribute("lang") == "en"
    with serve_blocked() as restarted:
        open_page(second, restarted)
        assert second.locator("path.za-area").count() == 21
        assert restarted.refused.lines() == []
    assert first.faults == []
