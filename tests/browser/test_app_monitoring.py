"""The zones' figures in Chromium: row and map are one, topics change in place, the address holds."""

import pytest

from tests.browser.app_fixtures import PROBE_TEXT, PROBES, open_page, query_of, settle

pytestmark = pytest.mark.browser

PATH = "/monitoring"


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


def test_a_topic_without_figures_is_said_and_comes_back(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    page.locator(".za-map").evaluate("e => { e.marked = 1; }")
    page.get_by_role("radio", name="研发").or_(page.get_by_role("button", name="研发")).click()
    page.get_by_text("研发：各高新区均未收录").wait_for()
    settle(page)
    assert page.locator(".za-map").evaluate("e => e.marked") == 1
    page.wait_for_function("() => new URLSearchParams(location.search).get('se') === 'rd'")
    page.reload()
    page.get_by_text("研发：各高新区均未收录").wait_for()


def test_a_zone_of_the_address_is_marked_in_table_and_map(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH + "?sel=zone:luzhou")
    page.locator(".leaflet-popup").get_by_text("泸州高新技术产业开发区").wait_for()
    page.locator('[data-testid="stDataFrame"]').first.wait_for()
    assert query_of(page)["sel"] == "zone:luzhou"


def test_the_grid_names_its_marks(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    grid = page.locator(".za-monitor-grid")
    assert grid.locator("tbody tr").count() == 24
    assert grid.locator(".za-monitor-mark").count() > 15
    first = grid.locator(".za-monitor-mark").first
    # the letter is for the eye, the name for who listens
    assert first.locator('[aria-hidden="true"]').inner_text() == "营"
    assert first.locator(".za-monitor-hidden").text_content() == "营业收入"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_wider_than_the_window(quiet, app_server, lang):
    page = quiet
    open_page(page, app_server, f"{PATH}?l={lang}")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1366
