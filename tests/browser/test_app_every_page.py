"""What holds for every page of the app in Chromium: it restores, stays still, and is translated."""

import contextlib

import pytest
from playwright.sync_api import TimeoutError  # noqa: A004  # its own kind, not Python's

from geo.presets import PRESETS
from geo.types import PAGE_NAMES
from tests.browser.app_fixtures import MAP, Wire, move, query_of, settle
from tests.browser.conftest import watch

pytestmark = pytest.mark.browser

# an address that sets several controls of the page
ADDRESSES = {
    "overview": "?i=gdp&p=2022&d=f&k=4",
    "zones": "?zl=n&fd=em&sel=zone:deyang",
    "compare": "?pf=510100.510700.511500&i=gdp&p=2022&se=trend",
    "indicators": "?i=gdp&p=2020&f=s&wo=510100",
    "targets": "?am=3:30000",
    "catchments": "?cm=d&ci=45_90&cg=e&cw=d&ct=511902&zl=n&se=left_out",
    "platforms": "?pc=skl&pf=510100",
    "science": "?se=mystc&sel=science_city:MYSTC-1",
    "fields": "?th=b&i=gdp_per_capita&p=2020&i2=patent_grants&p2=2020",
    "monitoring": "?zi=hte_count&zp=2021",
    "eligibility": "?ez=nanchong&rs=sc_provincial_2022",
    "present": "?l=en",  # the deck is the visit's own
    "method": "?se=coverage",
}
EVERY = pytest.mark.parametrize("name", PAGE_NAMES)
WITH_MAP = pytest.mark.parametrize("name", sorted(PRESETS))


def path_of(name, query=""):
    return ("/" if name == "overview" else f"/{name}") + query


def open_any(page, address, name):
    """Open a page, with a map or without, and wait until nothing moves any more."""
    page.goto(address)
    page.wait_for_selector(".za-footer")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    if name in PRESETS:
        page.wait_for_selector(MAP)
        settle(page)
    wait_for_controls(page)


def wait_for_controls(page):
    """Wait for controls whose scripts are on their way: they have a place, but no words yet."""
    page.wait_for_selector(".za-tool-copy")
    page.wait_for_selector('[data-testid="stMain"] [aria-checked="true"]')  # of the languages
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stSkeleton\"]')")


def what_is_seen(page):
    """Return heading, chosen controls and map of the page, as a reader has them."""
    return page.evaluate(
        """() => ({
          heading: document.querySelector('h1').innerText,
          boxes: [...document.querySelectorAll('[data-testid="stMain"] [data-baseweb="select"]')]
            .map((box) => box.innerText),
          pressed: [...document.querySelectorAll('[data-testid="stMain"] [aria-checked="true"]')]
            .map((box) => box.innerText),
          map: document.querySelector('.za-box')?.dataset.shown || null,
          card: document.querySelector('.leaflet-popup .za-card-title')?.innerText || null,
        })"""
    )


def without_extent(page):
    """Return the address's parameters but for the extent."""
    return {key: text for key, text in query_of(page).items() if key != "ext"}


@EVERY
def test_the_address_of_a_page_restores_it_elsewhere(browser, page, app_server, name):
    open_any(page, app_server.url + path_of(name, ADDRESSES[name]), name)
    assert page.locator(".za-say").count() == 0, "the address was understood"
    first, address = what_is_seen(page), without_extent(page)
    other = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-US")
    try:
        again = watch(other.new_page())
        open_any(again, page.url, name)
        assert what_is_seen(again) == first
        # a card that opens may move the map, and then the extent stands in the address
        assert without_extent(again) == address
        assert again.foreign == []
    finally:
        other.close()


@WITH_MAP
def test_moving_the_map_runs_nothing(page, app_server, name):
    wire = Wire(page)
    open_any(page, app_server.url + path_of(name), name)
    wire.forget()
    extent = move(page)
    assert wire.sent == []
    assert query_of(page)["ext"] == extent


@EVERY
def test_the_switch_turns_all_of_a_page_to_english(page, app_server, name):
    open_any(page, app_server.url + path_of(name), name)
    page.get_by_role("radio", name="English").or_(
        page.get_by_role("button", name="English")
    ).first.click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('l') === 'en'")
    # tables and charts are drawn after the run has ended
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(
            "() => !/[\\u4e00-\\u9fff]/.test(document.body.innerText.replace('中文', ''))"
        )
    seen = page.locator("body").inner_text().replace("中文", "")
    chinese = [line for line in seen.splitlines() if any("\u4e00" <= c <= "\u9fff" for c in line)]
    assert chinese == []
    assert page.foreign == []


def test_one_step_back_leads_to_the_page_before_as_it_was(page, app_server):
    open_any(page, app_server.url + "/zones?sel=zone:yibin&zl=p&l=en", "zones")
    before, address = what_is_seen(page), without_extent(page)
    page.get_by_role("link", name="Targets").first.click()
    page.wait_for_function("() => location.pathname === '/targets'")
    page.get_by_role("heading", level=1, name="plan targets").wait_for()
    page.wait_for_function("() => new URLSearchParams(location.search).get('l') === 'en'")
    page.go_back()
    page.wait_for_function("() => location.pathname === '/zones'")
    page.wait_for_selector(MAP)
    settle(page)
    page.locator(".leaflet-popup").wait_for()
    wait_for_controls(page)
    assert what_is_seen(page) == before
    assert without_extent(page) == address
