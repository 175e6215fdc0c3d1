"""The files of a deck and of one of its maps: how they are made, and the buttons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.deck import say
from geo.export.formats import (
    DEFAULT_DPI,
    DEFAULT_PAPER,
    FORMATS,
    MIMES,
    PICTURES,
    Order,
    render,
    suffix_of,
)
from geo.export.html import needs_confirmation
from geo.export.names import file_name
from geo.export.slides.formats import DECK_FORMATS, DECK_MIMES, DeckOrder, render_deck_file
from geo.maps.text import escape
from geo.types import FINISHES, LANGS
from geo.ui.present.held import slide_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.deck import Deck
    from geo.locale import Translator
    from geo.types import Finish, Lang

_PAPERS: Final = ("a4", "a3", "wide")
_DPIS: Final = (150, 200, 300)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How files are to be made, as the reader chose.

    Attributes
    ----------
    finish, lang, paper, dpi, date
        As `geo.export.formats.Order` has them; `lang` is the files', not the page's.
    """

    finish: Finish
    lang: Lang
    paper: str
    dpi: int
    date: dt.date | None


def choose_files(t: Translator) -> Wanted:
    """Show what holds for all files, and return it."""
    with st.popover(t("present.settings"), icon=":material/tune:", key="present.settings"):
        finish = st.segmented_control(
            t("present.finish"),
            FINISHES[::-1],
            default="presentation",
            format_func=lambda one: t(f"finish.{one}"),
            required=True,
            key="present.finish",
            help=t("present.finish_help"),
            width="stretch",
        )
        lang = st.segmented_control(
            t("present.lang"),
            LANGS,
            default=t.lang,
            format_func=lambda one: t(f"lang.{one}"),
            required=True,
            key=f"present.lang.{t.lang}",
            width="stretch",
        )
        date = st.date_input(
            t("present.date"),
            value=dt.datetime.now().astimezone().date(),
            format="YYYY-MM-DD",
            key="present.date",
            help=t("present.date_help"),
        )
        paper = st.selectbox(
            t("present.paper"),
            _PAPERS,
            index=_PAPERS.index(DEFAULT_PAPER),
            format_func=lambda one: t(f"present.paper_{one}"),
            key="present.paper",
        )
        dpi = st.selectbox(
            t("present.dpi"),
            _DPIS,
            index=_DPIS.index(DEFAULT_DPI),
            format_func=lambda one: t("present.dpi_one", n=one),
            key="present.dpi",
        )
    return Wanted(finish, lang, paper, dpi, date if isinstance(date, dt.date) else None)


def is_confirmed(deck: Deck, t: Translator) -> bool:
    """Ask for a confirmation where the deck holds a map that can be read as a ranking."""
    views = [slide.view for slide in deck.slides if slide.view is not None]
    if not any(needs_confirmation(view) for view in views):
        return True
    confirmed = st.checkbox(t("present.confirm_states"), key="present.confirm")
    if not confirmed:
        st.html(f'<p class="za-note">{escape(t("map.states_unconfirmed"))}</p>')
    return confirmed


def offer_deck(deck: Deck, catalog: Catalog, wanted: Wanted, t: Translator) -> None:
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
    for kind in DECK_FORMATS:
        st.download_button(
            t(f"present.deck_{kind}"),
            data=partial(render_deck_file, deck, catalog, kind, order),
            file_name=file_name(title, date, kind),
            mime=DECK_MIMES[kind],
            key=f"present.deck.{kind}",
            on_click="ignore",
            type="primary" if kind == "zip" else "secondary",
            icon=":material/download:",
            help=t(f"present.deck_{kind}_help"),
        )


def offer_map(deck: Deck, catalog: Catalog, wanted: Wanted, t: Translator) -> None:
    """Show the buttons that hand out the map of the slide that is open, by itself."""
    slide = deck.slides[slide_at()]
    if slide.view is None:
        return
    review = st.session_state.get("review_number")
    view = replace(slide.view, lang=wanted.lang, review_number=review)
    date = "" if wanted.date is None else wanted.date.isoformat()
    with st.popover(t("present.one_map"), icon=":material/map:", key="present.one"):
        for kind in FORMATS:
            order = Order(
                kind,
                finish=wanted.finish,
                paper=wanted.paper if kind in PICTURES else DEFAULT_PAPER,
                dpi=wanted.dpi,
                date=wanted.date,
                confirmed_states=True,
            )
            st.download_button(
                t(f"batch.format_{kind}"),
                data=partial(render, view, catalog, order),
                file_name=file_name(
                    say(slide.title, wanted.lang), date, suffix_of(view, catalog, kind)[1:]
                ),
                mime=MIMES[kind],
                key=f"present.map.{kind}",
                on_click="ignore",
                icon=":material/download:",
                width="stretch",
            )
