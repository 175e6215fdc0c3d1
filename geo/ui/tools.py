"""The tools of a page: copy its link, save and open its View, add it to the deck, review number."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.deck import add_slide
from geo.errors import DeckError, ViewError
from geo.export.deck.compose import blank_deck, slide_of
from geo.locale import translator
from geo.maps.text import escape
from geo.presets import STARTS, WITHOUT_MAP
from geo.ui.navigation import go_to, name_page
from geo.ui.present.held import current_deck, is_unsaved, put_deck
from geo.ui.served import serve_text
from geo.ui.state import choose_lang
from geo.view import View, resolve
from geo.view.codes import LAYER

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import Message

_KEY = "frame.tools"
_OPENED = "tools.opened"
_ADDED = "tools.added"
_TOLD = "tools.told"
_REVIEW = "review_number"
_REVIEW_BAD = "tools.review_bad"
_REVIEW_INPUT = "tools.review"

_MOST_CHARS = 100_000

_HTML = '<div class="za-tools"></div>'
# Streamlit sends this text with every rerun, so it is short.
_LOADER = """export default async (c) => {
  (await import(new URL(c.data.main, location.origin).href)).default(c);
}"""


def fill_tools(slot: DeltaGenerator, view: View, t: Translator) -> None:
    """Show the tools in `slot`, for the page as `view` describes it."""
    with slot, st.container(key="frame-tools", horizontal=True, gap="small"):
        component = st.components.v2.component(
            "zone_atlas_tools",
            html=_HTML,
            js=_LOADER,
            isolate_styles=False,
        )
        component(
            key=_KEY,
            data={
                "main": serve_text("tools", "js", _static("tools.js")),
                "view": view_document(view),
                "codes": LAYER,
                "layers": STARTS[view.page].layers,
                "file": f"{t('tools.file_name')}-{name_page(view.page, t)}",
                "words": {
                    "copy": t("tools.copy"),
                    "copied": t("tools.copied"),
                    "copy_by_hand": t("tools.copy_by_hand"),
                    "address": t("tools.address"),
                    "save": t("tools.save"),
                    "saved": t("tools.saved"),
                    "open": t("tools.open"),
                    "open_help": t("tools.open_help"),
                    "too_large": t("tools.too_large"),
                    "add": t("tools.add"),
                },
                "map": view.page not in WITHOUT_MAP,
                "unsaved": is_unsaved(),
            },
            on_open_change=_keep_opened,
            on_add_change=_keep_added,
        )
        with st.popover(t("tools.review")):
            _ask_review_number(t)


def view_document(view: View) -> dict[str, Any]:
    """Return the View as its file holds it; the review number stays with who gave it."""
    document: dict[str, Any] = json.loads(replace(view, review_number=None).to_json())
    return document


def read_document(text: str) -> tuple[View | None, tuple[Message, ...]]:
    """Return the View of a file, and what of it could not be read; None if it is none.

    A review number in a file is passed over: it takes the place of the legal warning, and a
    file that somebody sent is not the user.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > _MOST_CHARS:
        text = ""
    view, messages = View.from_json(text)
    if any(message.key == "view.bad_json" for message in messages):
        return None, messages
    # what the file leaves out is as its page starts
    view, messages = View.from_json(text, STARTS[view.page])
    kept = tuple(message for message in messages if message.key != "view.bad_review_number")
    return replace(view, review_number=None), kept


def address_of(view: View) -> dict[str, str]:
    """Return the address that opens `view` on its page, whatever that page was left with."""
    start = STARTS[view.page]
    query = view.to_query(start)
    if not set(query) - {"l"}:
        # a bare address would open the page as it was left: say one thing that goes without
        query = view.to_query(replace(start, zone_levels=("candidate",)))
    return query


def follow_opened(t: Translator) -> None:
    """Go where an opened file leads; once there, tell what of it could not be restored."""
    text = st.session_state.pop(_OPENED, None)
    if isinstance(text, str):
        view, messages = read_document(text)
        st.session_state[_TOLD] = (view is not None, messages)
        if view is not None:
            choose_lang(view.lang)
            go_to(view.page, translator(view.lang), **address_of(view))
    opened, messages = st.session_state.pop(_TOLD, (True, ()))
    if messages:
        texts = dict.fromkeys(t(message.key, **dict(message.params)) for message in messages)
        title = t("tools.partly") if opened else t("tools.refused")
        items = "".join(f"<li>{escape(text)}</li>" for text in texts)
        st.html(
            '<div class="za-say" role="status">'
            f"<strong>{escape(title)}</strong><ul>{items}</ul></div>"
        )


def _keep_opened() -> None:
    st.session_state[_OPENED] = st.session_state[_KEY].get("open")


def _keep_added() -> None:
    st.session_state[_ADDED] = st.session_state[_KEY].get("add")


def follow_added(catalog: Catalog, t: Translator) -> None:
    """Make a slide of the map that somebody added to the deck, and say so."""
    text = st.session_state.pop(_ADDED, None)
    view = read_document(text)[0] if isinstance(text, str) else None
    if view is None or view.page in WITHOUT_MAP:
        return
    view, _ = resolve(view, catalog)
    deck = current_deck() or blank_deck(t.lang)
    try:
        deck = add_slide(deck, slide_of(view, catalog))
    except DeckError as error:
        texts = [fault.line(t.lang) for fault in error.faults]
        items = "".join(f"<li>{escape(one)}</li>" for one in texts)
        st.html(f'<div class="za-say" role="alert"><ul>{items}</ul></div>')
        return
    put_deck(deck, at=len(deck.slides) - 1)
    st.toast(t("tools.added", number=len(deck.slides)), icon=":material/add_to_queue:")


def _ask_review_number(t: Translator) -> None:
    st.text_input(
        t("tools.review_label"),
        value=st.session_state.get(_REVIEW, ""),
        max_chars=40,
        placeholder=t("tools.review_example"),
        key=_REVIEW_INPUT,
        on_change=_heed_review_number,
    )
    if st.session_state.get(_REVIEW_BAD):
        bad = t("tools.review_bad", example=t("tools.review_example"))
        st.html(f'<p class="za-say" role="alert">{escape(bad)}</p>')
    st.html(f'<p class="za-note">{escape(t("tools.review_help"))}</p>')


def _heed_review_number() -> None:
    text = str(st.session_state[_REVIEW_INPUT]).strip()
    st.session_state[_REVIEW_BAD] = not is_review_number(text)
    st.session_state[_REVIEW] = text if text and is_review_number(text) else None


def is_review_number(text: str) -> bool:
    """Whether `text` may stand as the map's own review number; blank takes it back."""
    try:
        View(review_number=text or None)
    except ViewError:
        return False
    return True


@cache
def _static(name: str) -> str:
    return (Path(__file__).parent / "static" / name).read_text("utf-8")
