"""The file under axe, the accessibility checker: nothing serious, nothing critical."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.export.html import render_html
from tests.browser.file_fixtures import (
    INDICATORS,
    LANGS,
    OVERVIEW,
    PROJECTOR,
    WITH_PLATFORMS,
    in_lang,
    opened,
    opened_text,
    press_card,
)

pytestmark = pytest.mark.browser


def _grave(page):
    found = Axe().run(page).response["violations"]
    return [
        (rule["id"], [node["html"][:160] for node in rule["nodes"]][:4])
        for rule in found
        if rule["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "view", [OVERVIEW, INDICATORS, WITH_PLATFORMS], ids=["overview", "indicators", "platforms"]
)
def test_axe_finds_nothing_grave(browser, tmp_path, view, lang):
    with opened(browser, tmp_path, in_lang(view, lang), PROJECTOR) as page:
        assert _grave(page) == []


def test_axe_finds_nothing_grave_with_menu_and_card_open(browser, tmp_path):
    with opened(browser, tmp_path, OVERVIEW) as page:
        page.click(".za-menu-button")
        press_card(page, "path.za-area[data-id='510100']")
        assert _grave(page) == []


@pytest.mark.parametrize("finish", ["working", "presentation"])
@pytest.mark.parametrize("lang", LANGS)
def test_axe_finds_nothing_grave_around_the_map(browser, tmp_path, catalog, lang, finish):
    """With the choice, the footnotes, and the list of what was looked up open."""
    markup = render_html(
        in_lang(OVERVIEW, lang),
        catalog,
        finish=finish,
        langs=LANGS,
        indicators=("gdp_per_capita",),
    )
    with opened_text(browser, tmp_path, markup, PROJECTOR) as page:
        page.focus("#za-year")
        page.keyboard.press("ArrowLeft")
        page.fill("#za-look", "mian")
        assert page.locator("#za-look-list li").count() > 1
        assert _grave(page) == []
        page.fill("#za-look", "qqqq")
        page.select_option("#za-indicator", index=1)
        page.click(".za-language")
        assert _grave(page) == []


def test_the_tools_come_before_the_map_for_the_keyboard(browser, tmp_path, catalog):
    markup = render_html(OVERVIEW, catalog, langs=LANGS, indicators=("gdp",))
    with opened_text(browser, tmp_path, markup, PROJECTOR) as page:
        seen = []
        for _ in range(6):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate("document.activeElement.id || document.activeElement.className")
            )
        assert seen == [
            "za-tool za-language",
            "za-tool za-full",
            "za-tool za-print",
            "za-indicator",
            "za-year",
            "za-look",
        ]
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.matches('.za-map')")
        box = page.locator("#za-year").bounding_box()
        page.focus("#za-year")
        outline = page.evaluate("getComputedStyle(document.getElementById('za-year')).outlineStyle")
        assert outline == "solid"
        assert box["height"] >= 24  # what a finger or an unsteady hand can hit
