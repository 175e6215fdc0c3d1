"""Changes of a deck: each gives a new one and leaves the old one as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.deck.faults import Fault
from geo.deck.model import MOST_SLIDES
from geo.errors import DeckError

if TYPE_CHECKING:
    from geo.deck.model import Deck, Slide


def add_slide(deck: Deck, slide: Slide, at: int | None = None) -> Deck:
    """Return the deck with a slide more.

    Parameters
    ----------
    deck
        The deck.
    slide
        The slide; its id is dropped if the deck holds it already.
    at
        Position from 0 that it gets; at the end if not given.

    Raises
    ------
    DeckError
        If the deck is full, or has no such position.
    """
    if len(deck.slides) >= MOST_SLIDES:
        raise DeckError((Fault("", "too_long", {"most": MOST_SLIDES}, "slides"),))
    at = len(deck.slides) if at is None else at
    if at != len(deck.slides):
        _check_held(deck, at)
    slide = _with_own_id(slide, deck.slides)
    return _with_slides(deck, (*deck.slides[:at], slide, *deck.slides[at:]))


def move_slide(deck: Deck, number: int, to: int) -> Deck:
    """Return the deck with the slide at a position (from 0) at another.

    Raises
    ------
    DeckError
        If the deck has no such position.
    """
    _check_held(deck, number)
    _check_held(deck, to)
    slides = list(deck.slides)
    slides.insert(to, slides.pop(number))
    return _with_slides(deck, tuple(slides))


def remove_slide(deck: Deck, number: int) -> Deck:
    """Return the deck without the slide at a position (from 0).

    Raises
    ------
    DeckError
        If the deck has no such position.
    """
    _check_held(deck, number)
    return _with_slides(deck, deck.slides[:number] + deck.slides[number + 1 :])


def replace_slide(deck: Deck, number: int, slide: Slide) -> Deck:
    """Return the deck with another slide at a position (from 0).

    Raises
    ------
    DeckError
        If the deck has no such position.
    """
    _check_held(deck, number)
    others = deck.slides[:number] + deck.slides[number + 1 :]
    slide = _with_own_id(slide, others)
    return _with_slides(deck, (*deck.slides[:number], slide, *deck.slides[number + 1 :]))


def _check_held(deck: Deck, number: int) -> None:
    if not 0 <= number < len(deck.slides):
        fault = Fault("", "no_slide", {"most": len(deck.slides)}, "slides", value=str(number + 1))
        raise DeckError((fault,))


def _with_own_id(slide: Slide, others: tuple[Slide, ...]) -> Slide:
    taken = {other.id for other in others}
    return slide.model_copy(update={"id": ""}) if slide.id in taken else slide


def _with_slides(deck: Deck, slides: tuple[Slide, ...]) -> Deck:
    return deck.model_copy(update={"slides": slides})
