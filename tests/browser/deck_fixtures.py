"""The shipped deck, opened from ``file://`` in a Chromium that reaches nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
from functools import cache

from geo.catalog import load_catalog
from geo.deck import load_shipped
from geo.export.deck import render_deck
from tests.browser.file_fixtures import opened_text

DECK = load_shipped("zones-26-35")
TOTAL = len(DECK.slides)
TODAY = dt.date(2026, 11, 27)
FOUR_TO_THREE = (1024, 768)


@cache
def deck_page(lang):
    """Return the page of the shipped deck."""
    return render_deck(DECK, load_catalog(), lang=lang, today=TODAY)


@contextlib.contextmanager
def opened_deck(browser, folder, lang, size, text=None, *, still=True):
    """Open a deck with a map; `still` asks for no motion, as a reader's system may."""
    text = deck_page(lang) if text is None else text
    motion = "reduce" if still else "no-preference"
    with opened_text(browser, folder, text, size, reduced_motion=motion) as page:
        shown(page, 1)
        yield page


def shown(page, number):
    """Wait until a slide stands, its map drawn."""
    page.wait_for_selector(f'#zd-stage[data-shown="{number}"]')


def turn(page, key, number):
    """Press a key that leads to a slide."""
    page.keyboard.press(key)
    shown(page, number)


def visible_title(page):
    """Return the title of the one slide that is seen."""
    titles = page.locator(".zd-title").filter(visible=True).all_text_contents()
    assert len(titles) == 1
    return titles[0]


def colours(picture):
    """Return how many colours a picture has that are more than a few pixels."""
    found = picture.convert("RGB").getcolors(picture.width * picture.height)
    return len([count for count, _ in found if count > 20])
