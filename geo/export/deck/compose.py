"""Slides and decks to begin with: of a View, of words alone, and an empty deck."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.deck.model import LONGEST_TITLE, Deck, Slide, Words
from geo.locale import translator
from geo.maps import build
from geo.types import LANGS

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.deck.model import SlideKind
    from geo.types import Lang
    from geo.view import View


def slide_of(view: View, catalog: Catalog) -> Slide:
    """Return the slide of a map, which bears the map's title in both languages."""
    titles = {
        lang: str(build(replace(view, lang=lang), catalog).payload()["title"])[:LONGEST_TITLE]
        for lang in LANGS
    }
    return Slide(kind="map", title=Words(**titles), view=replace(view, review_number=None))


def blank_slide(kind: SlideKind) -> Slide:
    """Return a slide of words alone, or of a table, that says what it is."""
    titles = {lang: translator(lang)(f"present.new_{kind}") for lang in LANGS}
    table = {"table": "targets"} if kind == "table" else {}
    return Slide.model_validate({"kind": kind, "title": Words(**titles), **table})


def blank_deck(lang: Lang) -> Deck:
    """Return a deck with a cover only."""
    title = translator(lang)("present.new_deck")
    return Deck(title=Words(zh=title, en=title), slides=(blank_slide("cover"),))
