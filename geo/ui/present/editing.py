"""The words of the slide that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.deck import replace_slide, say
from geo.deck.model import LONGEST_LINE, LONGEST_NOTES, LONGEST_TITLE, TABLE_NAMES, Slide
from geo.deck.wording import take_about, take_words, tell_words
from geo.errors import DeckError
from geo.maps.text import escape
from geo.ui.navigation import link_to, name_page
from geo.ui.present.held import current_deck, put_faults, retell_deck, slide_at, turn
from geo.ui.tools import address_of

if TYPE_CHECKING:
    from geo.deck import Deck
    from geo.deck.wording import AboutField, Field
    from geo.locale import Translator

_TEXT_PX = 150
_NOTES_PX = 130
_ABOUT: dict[AboutField, int] = {
    "title": LONGEST_TITLE,
    "subtitle": LONGEST_LINE,
    "author": LONGEST_LINE,
}


def edit_slide(deck: Deck, t: Translator) -> None:
    """Show the boxes of the slide that is open."""
    at = slide_at()
    slide = deck.slides[at]
    key = f"present.{turn()}.{at}.{t.lang}"
    _box("title", slide, key, t, max_chars=LONGEST_TITLE)
    if slide.kind == "table":
        _choose_table(slide, key, t)
    _box("text", slide, key, t, height=_TEXT_PX, help=t("present.text_help"))
    _box("notes", slide, key, t, height=_NOTES_PX, max_chars=LONGEST_NOTES)


def _box(field: Field, slide: Slide, key: str, t: Translator, **more: Any) -> None:
    name = f"{key}.{field}"

    def take() -> None:
        deck = current_deck()
        if deck is None:
            return
        at = slide_at()
        try:
            changed = take_words(deck.slides[at], field, t.lang, str(st.session_state[name]))
        except DeckError as error:
            put_faults(error.faults)
        else:
            retell_deck(replace_slide(deck, at, changed))

    show = st.text_input if field == "title" else st.text_area
    show(
        t(f"present.box_{field}"),
        value=tell_words(slide, field, t.lang),
        key=name,
        on_change=take,
        **more,
    )


def edit_deck(deck: Deck, t: Translator) -> None:
    """Show the boxes of the deck as a whole."""
    with st.popover(t("present.about"), icon=":material/edit:", key="present.about"):
        for field, most in _ABOUT.items():
            _about_box(field, most, deck, t)


def _about_box(field: AboutField, most: int, deck: Deck, t: Translator) -> None:
    name = f"present.{turn()}.about.{t.lang}.{field}"

    def take() -> None:
        held = current_deck()
        if held is not None:
            try:
                changed = take_about(held, field, t.lang, str(st.session_state[name]))
            except DeckError as error:
                put_faults(error.faults)
            else:
                retell_deck(changed)

    st.text_input(
        t(f"present.about_{field}"),
        value=say(getattr(deck, field), t.lang),
        key=name,
        max_chars=most,
        on_change=take,
    )


def _choose_table(slide: Slide, key: str, t: Translator) -> None:
    name = f"{key}.table"

    def take() -> None:
        deck = current_deck()
        if deck is not None:
            plain = {one: getattr(slide, one) for one in Slide.model_fields}
            changed = Slide.model_validate({**plain, "table": st.session_state[name]})
            retell_deck(replace_slide(deck, slide_at(), changed))

    st.selectbox(
        t("present.table"),
        TABLE_NAMES,
        index=TABLE_NAMES.index(slide.table),
        format_func=lambda one: t(f"present.table_{one}"),
        key=name,
        on_change=take,
    )


def tell_map(deck: Deck, t: Translator) -> None:
    """Say which page the map of the slide is from, and lead there."""
    view = deck.slides[slide_at()].view
    if view is None:
        return
    said = t("present.map_of", page=name_page(view.page, t))
    st.html(f'<p class="za-note">{escape(said)}</p>', width="content")
    link_to(
        view.page,
        t("present.go_to_map"),
        t,
        icon=":material/edit_location_alt:",
        **{name: text for name, text in address_of(view).items() if name != "l"},
    )
