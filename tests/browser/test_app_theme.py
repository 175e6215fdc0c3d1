"""Light and dark: the page follows the reader's machine, and the map stays paper."""

import re
import tomllib
from pathlib import Path

import pytest

import geo.ui.frame
from geo.types import PAGE_NAMES
from tests.blocked import ROOT
from tests.browser.app_fixtures import open_page

pytestmark = pytest.mark.browser

STYLES = Path(geo.ui.frame.__file__).parent / "static"
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
SEVEN_TO_ONE, READABLE, VISIBLE = 7, 4.5, 3


def luminance(colour):
    """Return the relative luminance of WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def colours():
    """Return the colours of app.css by name: light and dark."""
    text = (STYLES / "app.css").read_text("utf-8")
    found = re.findall(r"--za-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    return {
        "light": {name: light for name, light, _ in found},
        "dark": {name: dark for name, _, dark in found},
    }


def test_contrast_is_computed_as_wcag_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)  # WebAIM's example


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_pair_of_colours_can_be_read(mode):
    own = colours()[mode]
    assert len(own) > 12
    for ground in ("page", "card", "soft"):
        for ink in ("ink", "text", "muted", "accent", "good", "bad"):
            assert contrast(own[ink], own[ground]) >= READABLE, (ink, ground)
        assert contrast(own["edge"], own[ground]) >= VISIBLE, ground
    assert contrast(own["ink"], own["accent-soft"]) >= SEVEN_TO_ONE
    assert contrast(own["muted"], own["accent-soft"]) >= READABLE
    assert contrast(own["accent"], own["accent-soft"]) >= READABLE
    assert contrast(own["warn-ink"], own["warn-bg"]) >= READABLE


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_streamlit_has_the_same_colours(mode):
    own, theirs = colours()[mode], THEME[mode]
    assert theirs["primaryColor"] == own["accent"]
    assert theirs["backgroundColor"] == own["page"]
    assert theirs["secondaryBackgroundColor"] == own["soft"]
    assert theirs["textColor"] == own["text"]


def test_the_three_lists_of_colours_agree():
    text = (STYLES / "app.css").read_text("utf-8")
    plain = re.findall(r"--za-([a-z-]+): (#[0-9a-f]{6});", text)
    half = len(plain) // 2
    assert dict(plain[:half]) == colours()["light"]
    assert dict(plain[half:]) == colours()["dark"]


def test_no_other_style_has_a_background_of_its_own():
    for path in STYLES.glob("*.css"):
        text = path.read_text("utf-8")
        rules = text.split("/* Paper", 1)[1] if path.name == "app.css" else text
        assert re.findall(r"background[a-z-]*:\s*(?:#|white|rgb)[^;}]*", rules) == [], path.name


def luminance_of(page, selector, what):
    """Return how light a colour of an element is, 0 to 1; what is clear is as what lies below."""
    return page.locator(selector).first.evaluate(
        "(e, what) => { let s; for (; e; e = e.parentElement) { s = getComputedStyle(e)[what];"
        " if (!/rgba\\(.*, 0\\)$/.test(s)) break; }"
        " const [r, g, b] = s.match(/[\\d.]+/g).map(Number);"
        " return (0.299 * r + 0.587 * g + 0.114 * b) / 255; }",
        what,
    )


def test_the_page_follows_the_machine_and_the_map_stays_paper(page, app_server):
    page.emulate_media(color_scheme="dark")
    open_page(page, app_server)
    assert page.evaluate("document.documentElement.dataset.zaTheme") == "dark"
    for part in (".stApp", ".za-figure", ".za-search-input", ".za-tool"):
        assert luminance_of(page, part, "backgroundColor") < 0.25, part
        assert luminance_of(page, part, "color") > 0.7, part
    assert luminance_of(page, ".za-map", "backgroundColor") > 0.8
    # what floats outside of the app is dark too
    page.get_by_role("button", name="查高新区").click()
    body = '[data-testid="stPopoverBody"]'
    page.locator(body).wait_for()
    assert luminance_of(page, body, "backgroundColor") < 0.25
    page.keyboard.press("Escape")
    # the machine turns light while the page is open
    page.emulate_media(color_scheme="light")
    page.wait_for_function("() => document.documentElement.dataset.zaTheme === 'light'")
    assert luminance_of(page, ".za-figure", "backgroundColor") > 0.9
    assert luminance_of(page, ".za-figure-value", "color") < 0.3
    assert page.foreign == []
    assert page.faults == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(1366, 625), (1366, 768), (1440, 900), (1920, 1080)])
def test_menu_head_and_doors_fit(page, app_server, lang, size):
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    open_page(page, app_server, f"/?l={lang}")
    links = page.locator('[data-testid="stTopNavLink"]')
    tops = links.evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => Math.round(e.getBoundingClientRect().y))"
    )
    assert len(tops) == len(PAGE_NAMES)  # none in a "more" menu
    assert len(set(tops)) == 1
    head = page.locator(".st-key-frame-head").bounding_box()
    assert head["height"] < 60  # one row
    doors = page.locator(".st-key-doors .stPageLink a, .st-key-doors .stPopover button")
    assert doors.count() == 3
    for door in doors.all():
        box = door.bounding_box()
        assert box["y"] + box["height"] <= height
        assert box["height"] >= 44  # a finger's width
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
