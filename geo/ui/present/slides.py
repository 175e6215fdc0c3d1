"""The list of slides: which is shown, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zlib import crc32

import streamlit as st

from geo.deck import add_slide, move_slide, remove_slide, say
from geo.deck.model import MOST_SLIDES
from geo.errors import DeckError
from geo.export.deck.compose import blank_slide
from geo.maps.text import escape
from geo.ui.labels import plain_label
from geo.ui.present.held import open_slide, put_deck, put_faults, slide_at, turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.deck import Deck
    from geo.deck.model import SlideKind
    from geo.locale import Translator

_KINDS: Final[tuple[SlideKind, ...]] = ("cover", "text", "table")
"""What is added here; maps come from their pages."""


def show_slides(deck: Deck, t: Translator) -> None:
    """Show the slides and what changes their order."""
    at, last = slide_at(), len(deck.slides) - 1
    if last < 0:
        st.html(f'<p class="za-note">{escape(t("present.no_slides"))}</p>')
    else:
        labels = [_label(deck, number, t) for number in range(last + 1)]
        # the browser tells a choice by its label: with other labels it is another box
        key = f"present.at.{turn()}.{crc32(repr(labels).encode('utf-8', 'replace'))}"

        def choose() -> None:
            open_slide(int(st.session_state[key]))

        st.radio(
            t("present.slides"),
            range(last + 1),
            index=at,
            format_func=labels.__getitem__,
            key=key,
            on_change=choose,
        )
        with st.container(key="present-order", horizontal=True, gap="small"):
            _button("up", "arrow_upward", lambda: _move(deck, at, at - 1), t, off=at == 0)
            _button("down", "arrow_downward", lambda: _move(deck, at, at + 1), t, off=at == last)
            _button("copy", "content_copy", lambda: _copy(deck, at), t, off=last + 1 >= MOST_SLIDES)
            _button("remove", "delete", lambda: _remove(deck, at), t)
    with st.container(key="present-new", horizontal=True, gap="small"):
        for kind in _KINDS:
            st.button(
                t(f"present.add_{kind}"),
                key=f"present.add.{kind}",
                on_click=_add,
                args=(deck, kind),
                icon=":material/add:",
                disabled=last + 1 >= MOST_SLIDES,
            )
    st.html(f'<p class="za-note">{escape(t("present.maps_from"))}</p>')


def _label(deck: Deck, number: int, t: Translator) -> str:
    slide = deck.slides[number]
    title = plain_label(say(slide.title, t.lang))
    return t("present.slide", number=number + 1, title=title, kind=t(f"present.kind_{slide.kind}"))


def _button(
    name: str, icon: str, act: Callable[[], None], t: Translator, *, off: bool = False
) -> None:
    st.button(
        t(f"present.{name}"),
        key=f"present.{name}",
        on_click=act,
        icon=f":material/{icon}:",
        disabled=off,
    )


def _move(deck: Deck, at: int, to: int) -> None:
    put_deck(move_slide(deck, at, to), at=to)


def _copy(deck: Deck, at: int) -> None:
    put_deck(add_slide(deck, deck.slides[at], at + 1), at=at + 1)


def _remove(deck: Deck, at: int) -> None:
    put_deck(remove_slide(deck, at), at=max(0, at - 1))


def _add(deck: Deck, kind: SlideKind) -> None:
    at = slide_at() + 1 if deck.slides else 0
    try:
        put_deck(add_slide(deck, blank_slide(kind), at), at=at)
    except DeckError as error:
        put_faults(error.faults)
