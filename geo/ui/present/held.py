"""The deck of this visit: its slides, which of them is open, and whether it was saved.

Nothing of it is written anywhere by the program: it lives in the visit's memory and in the file
that the reader saves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from geo.deck import Deck, Fault

_DECK: Final = "present-deck"
_SAVED: Final = "present-saved"
_AT: Final = "present-at"
_TURN: Final = "present-turn"
_FAULTS: Final = "present-faults"


def current_deck() -> Deck | None:
    """Return the deck of this visit; None before there is one."""
    deck: Deck | None = st.session_state.get(_DECK)
    return deck


def put_deck(deck: Deck, *, at: int | None = None) -> None:
    """Keep a changed deck, and open the slide at a position (from 0) if one is given.

    Every box shows what its slide says then.
    """
    st.session_state[_DECK] = deck
    if at is not None:
        open_slide(at)
    st.session_state[_TURN] = turn() + 1


def retell_deck(deck: Deck) -> None:
    """Keep a deck whose words somebody is typing: the boxes stay as they are."""
    st.session_state[_DECK] = deck


def open_deck(deck: Deck) -> None:
    """Take over the deck of a file: it is as it was saved."""
    put_deck(deck, at=0)
    mark_saved(deck)


def mark_saved(deck: Deck) -> None:
    """Note that this is what the reader's file holds."""
    st.session_state[_SAVED] = deck


def is_unsaved() -> bool:
    """Whether anything would be lost if the visit ended now."""
    return st.session_state.get(_DECK) != st.session_state.get(_SAVED)


def open_slide(at: int) -> None:
    """Show the slide at a position (from 0)."""
    st.session_state[_AT] = at


def slide_at() -> int:
    """Return the position of the slide that is shown, within the deck."""
    deck = current_deck()
    last = len(deck.slides) - 1 if deck is not None else 0
    return max(0, min(int(st.session_state.get(_AT, 0)), last))


def turn() -> int:
    """Return a number that changes when boxes must show something else than was typed."""
    return int(st.session_state.get(_TURN, 0))


def put_faults(faults: tuple[Fault, ...]) -> None:
    """Keep what was wrong with the last change, to be told once."""
    st.session_state[_FAULTS] = faults


def take_faults() -> tuple[Fault, ...]:
    """Return what was wrong with the last change, once."""
    faults: tuple[Fault, ...] = st.session_state.pop(_FAULTS, ())
    return faults
