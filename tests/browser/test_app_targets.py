"""The targets in Chromium: the planner's task, bad input, the address, nothing asked of others."""

import pytest
from playwright.sync_api import expect

from tests.browser.app_fixtures import PROBE_TEXT, PROBES, query_of

pytestmark = pytest.mark.browser

IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
ROW_THREE = '.za-targets tbody tr:has(td:text-is("3"))'


@pytest.fixture
def quiet(page):
    """Give the page, and see at the end that nothing but the known probes was said."""
    loads = []

    def note(_loaded):
        loads.append(page.url)

    page.on("domcontentloaded", note)
    yield page
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES * len(loads)


def open_targets(page, server, query=""):
    page.goto(f"{server.url}/targets{query}")
    page.wait_for_selector(".za-targets")
    page.wait_for_selector(".za-footer")
    page.wait_for_selector(IDLE)


def aim_box(page, name):
    return page.get_by_role("textbox", name=f"{name}：2030年设想目标（家）", exact=True)


def test_the_planner_reads_row_three_and_sets_a_target(quiet, app_server):
    page = quiet
    open_targets(page, app_server)
    row = page.locator(ROW_THREE).inner_text()
    for part in ("8,160", "18,000", "2024年", "16,000", "2023年已达到", "125.5%"):
        assert part in row
    # one interaction: a figure typed in
    box = aim_box(page, "高新技术企业数")
    box.fill("30000")
    box.press("Enter")
    page.get_by_text("需年均+8.9%（自2024年起）").wait_for()
    page.wait_for_function("() => new URLSearchParams(location.search).get('am') === '3:30000'")
    page.reload()
    page.get_by_text("需年均+8.9%（自2024年起）").wait_for()
    expect(aim_box(page, "高新技术企业数")).to_have_value("30,000")


def test_a_slip_is_told_and_loses_nothing(quiet, app_server):
    page = quiet
    open_targets(page, app_server, "?am=5:25000")
    box = aim_box(page, "高新技术企业数")
    box.fill("三万")
    box.press("Enter")
    page.get_by_role("alert").get_by_text("请填数字").wait_for()
    expect(aim_box(page, "科技型中小企业数")).to_have_value("25,000")
    assert query_of(page)["am"] == "5:25000"
    box.fill("3万")
    box.press("Enter")
    page.get_by_text("需年均+8.9%（自2024年起）").wait_for()
    assert page.get_by_role("alert").count() == 0
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('am') === '3:30000,5:25000'"
    )


def test_the_line_of_the_target_runs_down_the_table(quiet, app_server):
    page = quiet
    open_targets(page, app_server)
    lines = page.locator(".za-way-target").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().left)"
    )
    assert len(lines) == 8
    assert max(lines) - min(lines) < 1
    ends = page.locator(".za-way").evaluate_all(
        "all => all.map(e => [e.querySelector('.za-way-latest').getBoundingClientRect().left + 5"
        " - e.querySelector('.za-way-target').getBoundingClientRect().left,"
        " parseFloat(e.querySelector('.za-way-told').textContent.replace(/[^0-9.]/g, ''))])"
    )
    assert all((gap > 0) == (way > 100) for gap, way in ends)


@pytest.mark.parametrize("width", [1366, 1920])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_wider_than_the_window(quiet, app_server, width, lang):
    page = quiet
    page.set_viewport_size({"width": width, "height": 768})
    open_targets(page, app_server, f"?l={lang}")
    page.wait_for_selector(".stVegaLiteChart canvas, .stVegaLiteChart svg")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    table = page.locator(".za-targets-box")
    assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
