"""The bar above the deck: begin one, open one, save it, and whether anything is unsaved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.deck import Fault, dump_deck, load_deck, load_shipped, say, shipped_decks
from geo.errors import DeckError
from geo.export.deck.compose import blank_deck
from geo.export.names import file_name
from geo.maps.text import escape
from geo.settings import read_setting
from geo.ui.citation import today
from geo.ui.labels import plain_label
from geo.ui.present.held import current_deck, is_unsaved, mark_saved, open_deck, put_faults

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.deck import Deck
    from geo.locale import Translator

_UPLOADS: Final = "present-uploads"
_MOST_SHOWN: Final = 20


def show_bar(t: Translator) -> None:
    """Show the buttons that begin, open and save a deck, side by side with what follows."""
    deck = current_deck()
    if deck is not None:
        with st.popover(t("present.begin"), icon=":material/add:", key="present.begin"):
            _warn(t)
            offer_begin(t)
    with st.popover(t("present.open"), icon=":material/folder_open:", key="present.open"):
        _offer_open(t)
    if deck is None:
        return
    st.download_button(
        t("present.save"),
        data=dump_deck(deck),
        file_name=file_name(say(deck.title, t.lang), today(), "json"),
        mime="application/json",
        key="present.save",
        on_click=mark_saved,
        args=(deck,),
        icon=":material/save:",
    )
    said = t("present.unsaved") if is_unsaved() else t("present.saved")
    css = "za-pr-said za-pr-unsaved" if is_unsaved() else "za-pr-said"
    st.html(f'<p class="{css}" role="status">{escape(said)}</p>', width="content")


def offer_begin(t: Translator) -> None:
    """Show the decks that one may begin with."""
    for name in shipped_decks():
        deck = _shipped(name)
        if deck is not None:
            st.button(
                plain_label(say(deck.title, t.lang)),
                key=f"present.begin.{name}",
                on_click=open_deck,
                args=(deck,),
                icon=":material/slideshow:",
                type="primary",
                width="stretch",
            )
    st.button(
        t("present.begin_blank"),
        key="present.begin.blank",
        on_click=open_deck,
        args=(blank_deck(t.lang),),
        icon=":material/note_add:",
        width="stretch",
    )


def _shipped(name: str) -> Deck | None:
    try:
        return load_shipped(name)
    except DeckError as error:
        put_faults(error.faults)
        return None


def _warn(t: Translator) -> None:
    """Say that what is unsaved goes, before a button takes its place."""
    if current_deck() is not None and is_unsaved():
        text = t("present.goes")
        st.html(f'<div class="za-say" role="alert">{escape(text)}</div>')


def _offer_open(t: Translator) -> None:
    count = st.session_state.get(_UPLOADS, 0)
    st.text(t("present.open_help"))
    file = st.file_uploader(
        t("present.open_choose"),
        type=["json"],
        # another key empties the box once its file is taken over
        key=f"present.file.{count}",
        max_upload_size=-(-read_setting("deck_bytes") // 1_000_000),
    )
    if file is None:
        return
    deck, faults = load_deck(file.getvalue(), file.name)
    if deck is None:
        show_faults(faults, t)
        return
    _warn(t)
    st.button(
        t("present.open_now"),
        key="present.open_now",
        type="primary",
        on_click=_take_over,
        args=(deck,),
        icon=":material/folder_open:",
    )


def _take_over(deck: Deck) -> None:
    open_deck(deck)
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1


def show_faults(faults: Iterable[Fault], t: Translator) -> None:
    """Show what is wrong with a deck: everything, the first ones in full."""
    told = list(dict.fromkeys(fault.line(t.lang) for fault in faults))
    if not told:
        return
    items = "".join(f"<li>{escape(line)}</li>" for line in told[:_MOST_SHOWN])
    more = len(told) - _MOST_SHOWN
    if more > 0:
        items += f"<li>{escape(t.plural('present.faults_more', more))}</li>"
    title = escape(t.plural("present.faults", len(told)))
    st.html(f'<div class="za-say" role="alert"><strong>{title}</strong><ul>{items}</ul></div>')
