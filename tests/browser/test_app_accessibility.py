"""Every page under axe, the accessibility checker, in both languages, light and dark."""

from __future__ import annotations

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.types import PAGE_NAMES
from tests.browser.app_fixtures import PROBE_TEXT, PROBES
from tests.browser.conftest import watch

pytestmark = pytest.mark.browser

TIMEOUT_MS = 45_000

# Of Streamlit's own making, each seen to be harmless; rule and element, nothing wider.
FORGIVEN = {
    # The grid of a table is drawn on a canvas. Glide gives a screen reader a table inside of it
    # and takes the keys on the canvas itself, which axe does not follow.
    ("scrollable-region-focusable", ".dvn-scroller"),
}


def open_at(page, server, name, lang="zh"):
    """Open a page, with a map or without, and wait until all of it stands."""
    path = "" if name == "overview" else name  # Streamlit's first page has no path of its own
    page.goto(f"{server.url}/{path}?l={lang}")
    page.locator(".stApp h1").wait_for(timeout=TIMEOUT_MS)
    page.locator(".za-tool-copy").wait_for(timeout=TIMEOUT_MS)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_function(
        "() => [...document.querySelectorAll('.za-box')].every("
        "b => b.dataset.shown && b.dataset.shown === b.dataset.asked)"
        " && !document.querySelector('[data-testid=\"stSkeleton\"]')"
    )


def grave(page):
    """Return rule, element and reason of what axe calls serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        (rule["id"], node["target"], node["html"][:200], node["failureSummary"][:300])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
        if not any(
            rule["id"] == name and any(part in str(node["target"]) for part in (where,))
            for name, where in FORGIVEN
        )
    ]


@pytest.fixture(scope="module", params=PAGE_NAMES)
def standing(browser, app_server, request):
    """Give a page in Chinese, opened once for all that only look at it; the name stands in it."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", service_workers="block"
    )
    page = watch(context.new_page())
    page.name = request.param
    open_at(page, app_server, page.name)
    yield page
    context.close()


def nothing_is_wrong(page, name):
    """Assert that a page is accessible, asks nobody and says nothing but the known probes."""
    assert grave(page) == []
    assert page.foreign == []
    assert page.faults == ([] if name == "overview" else [PROBE_TEXT] * PROBES)


def test_axe_finds_nothing_grave(standing):
    nothing_is_wrong(standing, standing.name)


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_nor_in_english(page, app_server, name):
    open_at(page, app_server, name, "en")
    nothing_is_wrong(page, name)


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_nor_in_the_dark(page, app_server, name):
    page.emulate_media(color_scheme="dark")
    open_at(page, app_server, name)
    assert page.evaluate("document.documentElement.dataset.zaTheme") == "dark"
    assert grave(page) == []


def test_nor_with_everything_open(page, app_server):
    open_at(page, app_server, "overview")
    page.locator("#za-search-input").fill("gaoxin")
    page.locator("[role=option]").first.wait_for()
    assert grave(page) == []
    page.keyboard.press("Escape")
    for name in ("查高新区", "做汇报", "审图号"):
        page.get_by_role("button", name=name).click()
        page.locator('[data-testid="stPopoverBody"]').wait_for()
        assert grave(page) == []
        page.keyboard.press("Escape")
        page.locator('[data-testid="stPopoverBody"]').wait_for(state="detached")


def test_headings_go_down_step_by_step(standing):
    levels = standing.locator("h1, h2, h3, h4, h5, h6").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => Number(e.tagName[1]))"
    )
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_all_is_reached_by_keyboard_and_the_focus_is_seen(standing):
    """Go through the whole page by Tab: every button, link and field comes, each marked."""
    page = standing
    page.evaluate("document.activeElement.blur()")
    wanted = page.evaluate(
        "() => { const all = [...document.querySelectorAll('button, a[href], input, select')]"
        ".filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0"
        " && e.type !== 'radio' && e.type !== 'file'"
        # of one choice among several the chosen one is a stop, and the arrows lead on
        " && (e.getAttribute('role') !== 'radio' || e.ariaChecked === 'true'));"
        " all.forEach((e, i) => { e.dataset.wanted = i; }); return all.length; }"
    )
    # an outline of its own or around it, or its frame in the accent's colour
    seen, unmarked = set(), []
    for _ in range(wanted * 4 + 120):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement; if (!e || e === document.body) return null;"
            " let marked = false;"
            " for (let n = e, i = 0; n && i < 6; n = n.parentElement, i += 1) {"
            "   const s = getComputedStyle(n);"
            "   if ((s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0)"
            "     || s.boxShadow !== 'none' || s.borderTopColor === 'rgb(29, 79, 145)') marked = true; }"
            " return [e.dataset.wanted ?? '', marked, e.outerHTML.slice(0, 120)]; }"
        )
        if found is None:
            # past the last stop, or a stop made anew by a run of the page, which the map asks for
            # when a sign in focus moves it: the next Tab goes on from the same place
            continue
        number, marked, html = found
        if number:
            seen.add(number)
        if number and not marked:
            unmarked.append(html)
        if len(seen) == wanted:
            break
    missed = set(map(str, range(wanted))) - seen
    assert [
        page.locator(f'[data-wanted="{n}"]').evaluate("e => e.outerHTML.slice(0, 160)")
        for n in missed
    ] == []
    assert unmarked == []
