"""The file under axe, the accessibility checker: nothing serious, nothing critical."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.file_fixtures import (
    INDICATORS,
    LANGS,
    OVERVIEW,
    PROJECTOR,
    WITH_PLATFORMS,
    in_lang,
    opened,
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
