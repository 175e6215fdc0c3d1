"""Data and method in Chromium: sections, the way from the matrix to a map, and citations."""

import contextlib

import pytest
from playwright.sync_api import TimeoutError  # noqa: A004  # its own kind, not Python's

from tests.browser.app_fixtures import PROBE_TEXT, PROBES, query_of, settle

pytestmark = pytest.mark.browser

IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@pytest.fixture
def quiet(page):
    """Give the page, and see at the end that nothing but the known probes was said."""
    yield page
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES


def open_section(page, server, query=""):
    page.goto(f"{server.url}/method{query}")
    page.locator(".za-footer").wait_for()
    page.wait_for_selector(IDLE)


def test_sections_are_reached_by_keyboard_and_stand_in_the_address(quiet, app_server):
    page = quiet
    open_section(page, app_server)
    page.get_by_role("radio", name="已知矛盾").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="其他出入与口径说明").wait_for()
    page.wait_for_selector(IDLE)
    assert query_of(page)["se"] == "conflicts"
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(h => h.tagName)")
    assert levels[:3] == ["H1", "H2", "H3"]
    assert page.locator("table.za-grid th[scope=col]").count() > 20
    page.reload()
    page.get_by_role("heading", name="其他出入与口径说明").wait_for()
    page.faults.clear()  # the reload probes again
    page.faults.extend([PROBE_TEXT] * PROBES)


def test_a_cell_of_the_matrix_opens_its_map(quiet, app_server):
    page = quiet
    open_section(page, app_server, "?se=coverage&l=en")
    canvas = page.locator('[data-testid="stDataFrame"] canvas').first
    canvas.wait_for()
    # the first row is the regional product; its first year stands two cells to the right
    grid = canvas.bounding_box()
    link = page.get_by_role("link", name="Open the map: Gross regional product, 2018 (21)")
    for _ in range(3):  # a run that ends between two keys takes the grid's focus
        page.mouse.click(grid["x"] + 40, grid["y"] + 35 + 17)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        with contextlib.suppress(TimeoutError):
            link.wait_for(timeout=8_000)
            break
    link.click()
    page.wait_for_url("**/indicators**")
    page.wait_for_selector(".za-map[data-ready]")
    settle(page)
    assert {key: query_of(page)[key] for key in ("i", "p", "l")} == {
        "i": "gdp",
        "p": "2018",
        "l": "en",
    }


def test_a_citation_can_be_read_and_copied(quiet, app_server):
    page = quiet
    page.goto(app_server.url + "/indicators?i=hte_count&p=2023")
    page.wait_for_selector(".za-map[data-ready]")
    settle(page)
    page.get_by_role("button", name="引用本表").click()
    body = page.locator('[data-testid="stPopoverBody"]')
    body.get_by_text("数据来源（GB/T 7714—2015）").wait_for()
    body.locator("code").nth(1).wait_for()
    work, sources = body.locator("code").all_inner_texts()
    assert work.startswith("高新技术企业数（2023年）[DS]//四川高新图谱: 2026-11-22数据")
    assert "[1] 国家统计局城市社会经济调查司. 中国城市统计年鉴—2024" in sources
    assert "[出版地不详]: [出版者不详], 2024." in sources
