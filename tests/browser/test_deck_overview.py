"""All slides of a deck at once: small pictures, found by keys and by the mouse."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from geo.deck import Deck, Slide, Words, say
from geo.deck.model import MOST_SLIDES
from geo.export.deck import render_deck
from geo.presets import STARTS
from tests.browser.deck_fixtures import (
    DECK,
    FOUR_TO_THREE,
    TODAY,
    TOTAL,
    colours,
    opened_deck,
    shown,
    turn,
    visible_title,
)
from tests.browser.file_fixtures import DESKTOP, LANGS, PROJECTOR, quiet

pytestmark = pytest.mark.browser

_CARDS = """() => {
  const box = (n) => { const r = n.getBoundingClientRect();
    return {l: r.left, t: r.top, r: r.right, b: r.bottom}; };
  const cards = [...document.querySelectorAll('.zd-card')];
  return cards.map((card) => {
    const thumb = card.querySelector('.zd-thumb');
    const picture = thumb.querySelector('.zd-picture');
    const panel = thumb.querySelector('.zd-panel');
    const title = card.querySelector('.zd-card-title');
    return {
      card: box(card), thumb: box(thumb), line: box(card.querySelector('.zd-card-line')),
      cut: card.scrollHeight - card.clientHeight,
      number: card.querySelector('.zd-card-number').textContent, title: title.textContent,
      size: parseFloat(getComputedStyle(title).fontSize),
      picture: picture && [box(picture), getComputedStyle(picture).backgroundImage.slice(0, 22)],
      words: panel && [box(panel), panel.textContent],
      current: card.getAttribute('aria-current'),
    };
  });
}"""


def opened_overview(page):
    page.keyboard.press("Escape")
    page.wait_for_selector(".zd-overview .zd-card")
    return page.evaluate(_CARDS)


def inside(inner, outer):
    hair = 1
    return (
        outer["l"] - hair <= inner["l"] <= inner["r"] <= outer["r"] + hair
        and outer["t"] - hair <= inner["t"] <= inner["b"] <= outer["b"] + hair
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [PROJECTOR, FOUR_TO_THREE, DESKTOP], ids=str)
def test_every_slide_has_a_small_picture_and_all_are_seen_at_once(browser, tmp_path, lang, size):
    with opened_deck(browser, tmp_path, lang, size) as page:
        turn(page, "PageDown", 2)
        cards = opened_overview(page)
        assert len(cards) == TOTAL
        window = {"l": 0, "t": 0, "r": size[0], "b": size[1]}
        for number, (slide, card) in enumerate(zip(DECK.slides, cards, strict=True), start=1):
            assert card["number"] == str(number)
            assert card["title"] == say(slide.title, lang)
            assert card["current"] == ("true" if number == 2 else None)
            assert inside(card["card"], window)
            assert card["cut"] <= 0
            assert card["size"] >= 13
            assert inside(card["thumb"], card["card"])
            assert card["thumb"]["r"] - card["thumb"]["l"] > 165
            if slide.view is not None:
                picture, background = card["picture"]
                assert background == 'url("data:image/png;ba'
                assert picture == pytest.approx(card["thumb"], abs=1)
                assert card["words"] is None
            else:
                # the slide itself, as small
                words, text = card["words"]
                assert inside(words, {**card["thumb"], "b": card["thumb"]["b"] + 1})
                assert words["r"] - words["l"] == pytest.approx(
                    card["thumb"]["r"] - card["thumb"]["l"], abs=1.5
                )
                assert say(slide.title, lang) in text
        quiet(page)


def test_pictures_are_found_by_keys_and_gone_when_a_slide_is_chosen(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        opened_overview(page)
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        focused = page.evaluate_handle("document.activeElement.querySelector('.zd-thumb')")
        assert colours(Image.open(io.BytesIO(focused.as_element().screenshot()))) > 20
        page.keyboard.press("Enter")
        shown(page, 4)
        assert visible_title(page) == say(DECK.slides[3].title, "zh")
        assert not page.locator(".zd-thumb").count()
        page.keyboard.press("Escape")
        page.click(".zd-thumb >> nth=7")
        shown(page, 8)
        quiet(page)


def test_pictures_cost_nothing_before_the_overview_opens(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        assert page.locator(".zd-picture").count() == len([s for s in DECK.slides if s.view])
        assert not page.locator(".zd-picture").filter(visible=True).count()
        assert not page.locator(".zd-notice").filter(visible=True).count()
        assert page.evaluate("document.documentElement.className") == "za-page zd-page zd-live"


def test_a_window_that_changes_lays_the_overview_out_anew(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", DESKTOP) as page:
        wide = opened_overview(page)
        page.set_viewport_size({"width": FOUR_TO_THREE[0], "height": FOUR_TO_THREE[1]})
        page.wait_for_function(
            "(was) => document.querySelector('.zd-thumb').clientWidth < was",
            arg=wide[0]["thumb"]["r"] - wide[0]["thumb"]["l"] - 50,
        )
        assert page.evaluate("document.querySelector('.zd-overview').scrollWidth <= innerWidth")
        page.keyboard.press("Escape")
        shown(page, 1)


def test_maps_without_pictures_are_words_beside_an_empty_ground(browser, tmp_path, catalog):
    text = render_deck(DECK, catalog, lang="zh", today=TODAY, pictures=False)
    with opened_deck(browser, tmp_path, "zh", PROJECTOR, text) as page:
        cards = opened_overview(page)
        assert not any(card["picture"] for card in cards)
        for slide, card in zip(DECK.slides, cards, strict=True):
            words, told = card["words"]
            share = (words["r"] - words["l"]) / (card["thumb"]["r"] - card["thumb"]["l"])
            assert share == pytest.approx(0.36 if slide.view else 1, abs=0.02)
            assert say(slide.title, "zh") in told
        quiet(page)


def test_many_slides_scroll_and_are_still_found(browser, tmp_path, catalog):
    view = STARTS["zones"]
    deck = Deck(
        title=Words(zh="题"),
        slides=tuple(
            Slide(title=Words(zh=f"第{n}题"), view=view if n == 1 else None)
            for n in range(1, MOST_SLIDES + 1)
        ),
    )
    text = render_deck(deck, catalog, lang="zh", pictures=False)
    with opened_deck(browser, tmp_path, "zh", PROJECTOR, text) as page:
        cards = opened_overview(page)
        assert all(card["thumb"]["r"] - card["thumb"]["l"] > 140 for card in cards)
        assert cards[-1]["card"]["b"] > PROJECTOR[1]
        page.keyboard.press("End")
        at = page.locator(".zd-card").last.bounding_box()
        assert at["y"] + at["height"] <= PROJECTOR[1] + 1
        page.keyboard.press("Enter")
        shown(page, MOST_SLIDES)
