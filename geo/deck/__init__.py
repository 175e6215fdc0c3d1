"""Decks: a series of slides, each with words and the View of a map, kept in one file."""

from __future__ import annotations

from geo.deck.edit import add_slide, move_slide, remove_slide, replace_slide
from geo.deck.faults import Fault
from geo.deck.files import dump_deck, load_deck, load_shipped, shipped_decks
from geo.deck.model import Deck, Slide, Words, say

__all__ = [
    "Deck",
    "Fault",
    "Slide",
    "Words",
    "add_slide",
    "dump_deck",
    "load_deck",
    "load_shipped",
    "move_slide",
    "remove_slide",
    "replace_slide",
    "say",
    "shipped_decks",
]
