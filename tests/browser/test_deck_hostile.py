"""Texts that try to run: in a deck that somebody sent, and in the data behind its maps."""

from __future__ import annotations

import re

import pytest

from geo.deck import Deck, Slide, Words
from geo.deck.model import MOST_SLIDES
from geo.export.deck import render_deck
from geo.presets import STARTS
from tests.browser.deck_fixtures import DECK, TODAY, TOTAL, opened_deck, shown, turn
from tests.browser.file_fixtures import LANGS, PROJECTOR, quiet
from tests.hostile import FLAG, PAYLOADS, plant

pytestmark = pytest.mark.browser


def _allowed(text):
    """Return a payload as the model lets it pass."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", text)


def _blank(text):
    return re.split(r"[ \t\n\f\r]+", text.strip(" \t\n\f\r"))


def _harmless(page):
    quiet(page)
    assert page.evaluate(f"window.{FLAG}") is None
    assert page.locator("iframe, object, embed, base, meta[http-equiv=refresh]").count() == 0


def test_words_of_a_deck_are_shown_as_they_are(browser, tmp_path, catalog):
    bodies = [_allowed(body) for body in PAYLOADS.values() if len(_allowed(body)) < 110]
    assert len(bodies) > 40
    bodies = bodies[:MOST_SLIDES]
    slides = tuple(
        Slide(
            kind="cover" if number % 2 else "text",
            title=Words(zh=f"§{body}"),
            text=(Words(zh=body),),
            notes=Words(zh=body),
            view=STARTS["zones"] if number == 0 else None,
        )
        for number, body in enumerate(bodies)
    )
    hostile = Words(zh=bodies[0])
    deck = Deck(title=hostile, subtitle=hostile, author=hostile, slides=slides)
    text = render_deck(deck, catalog, lang="zh")
    with opened_deck(browser, tmp_path, "zh", PROJECTOR, text) as page:
        page.keyboard.press("n")
        for number, body in enumerate(bodies, start=1):
            if number > 1:
                turn(page, "PageDown", number)
            assert _blank(page.text_content(".zd-now .zd-title")) == _blank(f"§{body}")
            assert _blank(page.text_content(".zd-now .zd-text li")) == _blank(body.strip())
            said = page.text_content("aside.zd-notes")
            assert all(line.strip() in said for line in body.splitlines())
            assert _blank(f"§{body}")[0] in page.text_content("[role=status]")
        page.keyboard.press("Escape")
        assert _blank(page.locator(".zd-card-title").nth(3).text_content()) == _blank(
            f"§{bodies[3]}"
        )
        _harmless(page)
        page.keyboard.press("Escape")
        page.pdf()
        _harmless(page)


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_data_stay_text_on_every_slide(browser, tmp_path, catalog, lang):
    planted = plant(catalog, 7)
    text = render_deck(DECK, planted.catalog, lang=lang, today=TODAY)
    with opened_deck(browser, tmp_path, lang, PROJECTOR, text) as page:
        for number in range(2, TOTAL + 1):
            turn(page, "PageDown", number)
        page.evaluate("location.hash = '#2'")
        shown(page, 2)
        (title,) = planted.shown("sources", f"title_{lang}", ["Z-S02"])
        assert _blank(title)[-1] in page.text_content(".zd-now .zd-foot")
        page.locator("#zd-map .za-zone").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#zd-map .leaflet-popup")
        _harmless(page)
