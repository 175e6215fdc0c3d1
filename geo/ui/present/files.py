"""The files of a deck and of one of its maps: the buttons."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from geo.deck import say
from geo.export.html import needs_confirmation
from geo.export.names import file_name
from geo.export.slides.formats import DECK_FORMATS, DECK_MIMES, DeckOrder, render_deck_file
from geo.maps.text import escape
from geo.ui.map_files import choose_look, offer_files, tell_no_font
from geo.ui.present.held import slide_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.deck import Deck
    from geo.locale import Translator
    from geo.ui.map_files import Look


def choose_files(t: Translator) -> Look:
    """Show what holds for all files, and return it."""
    with st.popover(t("present.settings"), icon=":material/tune:", key="present.settings"):
        return choose_look(t, key="present", finish="presentation")


def is_confirmed(deck: Deck, t: Translator) -> bool:
    """Ask for a confirmation where the deck holds a map that can be read as a ranking."""
    views = [slide.view for slide in deck.slides if slide.view is not None]
    if not any(needs_confirmation(view) for view in views):
        return True
    confirmed = st.checkbox(t("present.confirm_states"), key="present.confirm")
    if not confirmed:
        st.html(f'<p class="za-note">{escape(t("map.states_unconfirmed"))}</p>')
    return confirmed


def offer_deck(deck: Deck, catalog: Catalog, wanted: Look, t: Translator) -> None:
    """Show the buttons that hand out the deck."""
    date = "" if wanted.date is None else wanted.date.isoformat()
    title = say(deck.title, wanted.lang)
    order = DeckOrder(
        wanted.lang,
        finish=wanted.finish,
        date=wanted.date,
        review_number=st.session_state.get("review_number"),
        confirmed_states=True,
    )
    no_font = tell_no_font(t)
    for kind in DECK_FORMATS:
        st.download_button(
            t(f"present.deck_{kind}"),
            data=partial(render_deck_file, deck, catalog, kind, order),
            file_name=file_name(title, date, kind),
            mime=DECK_MIMES[kind],
            key=f"present.deck.{kind}",
            # a page is whole without its pictures
            disabled=no_font and kind != "html",
            on_click="ignore",
            type="primary" if kind == "zip" else "secondary",
            icon=":material/download:",
            help=t(f"present.deck_{kind}_help"),
        )


def offer_map(deck: Deck, catalog: Catalog, wanted: Look, t: Translator) -> None:
    """Show the button that hands out the map of the slide that is open, by itself."""
    slide = deck.slides[slide_at()]
    if slide.view is None:
        return
    review = st.session_state.get("review_number")
    view = replace(slide.view, review_number=review)
    offer_files(
        view,
        catalog,
        t,
        key="present.one",
        label=t("present.one_map"),
        finish=wanted.finish,
        icon=":material/download:",
    )
