"""A deck under axe: nothing serious, nothing critical, on any kind of slide and in the overview."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.deck import say
from tests.browser.deck_fixtures import DECK, TOTAL, opened_deck, shown, turn
from tests.browser.file_fixtures import LANGS, PROJECTOR

pytestmark = pytest.mark.browser


def grave(page):
    """Return what axe calls serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:4])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "name",
    ["cover", "aim", "enterprises", "targets", "science-city", "platforms", "coverage", "next"],
)
def test_axe_finds_nothing_grave_on_a_slide(browser, tmp_path, lang, name):
    number = [slide.id for slide in DECK.slides].index(name) + 1
    with opened_deck(browser, tmp_path, lang, PROJECTOR) as page:
        page.evaluate(f"location.hash = '#{number}'")
        shown(page, number)
        assert grave(page) == []


@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_grave_in_the_overview_and_the_notes(browser, tmp_path, lang):
    with opened_deck(browser, tmp_path, lang, PROJECTOR) as page:
        page.keyboard.press("n")
        assert grave(page) == []
        page.keyboard.press("Escape")
        assert page.is_visible(".zd-overview")
        assert grave(page) == []


def test_what_cannot_be_seen_cannot_be_reached(browser, tmp_path):
    with opened_deck(browser, tmp_path, "en", PROJECTOR) as page:
        seen = """() => {
          const node = document.activeElement;
          return [node.className.baseVal ?? node.className, node.checkVisibility({checkVisibilityCSS: true})];
        }"""
        page.keyboard.press("Escape")
        for _ in range(TOTAL + 3):
            page.keyboard.press("Tab")
            name, visible = page.evaluate(seen)
            assert "zd-card" in name or name in {"zd-page", "", "za-page zd-page"}, name
            assert visible
        page.keyboard.press("Escape")
        page.keyboard.press("b")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body")


def test_the_change_of_slides_is_announced(browser, tmp_path):
    with opened_deck(browser, tmp_path, "en", PROJECTOR) as page:
        turn(page, "PageDown", 2)
        title = say(DECK.slides[1].title, "en")
        assert page.text_content("[role=status]") == f"Slide 2 of {TOTAL}: {title}"
        assert page.get_attribute("[role=status]", "aria-live") == "polite"
        page.keyboard.press("b")
        assert "Black" in page.text_content("[role=status]")
        assert page.get_attribute("html", "lang") == "en"
