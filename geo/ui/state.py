"""The View of a page, read from the address and written back to it.

The address is the one truth: a link, the back button, a click on the map and a widget all
write it, and every run reads it. What a page last wrote is kept for the visit, so that a
reader who comes back by the menu finds the page as it was left.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import ViewError
from geo.presets import STARTS
from geo.types import LANGS, PAGE_NAMES
from geo.view import View, resolve

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.types import Lang, PageName
    from geo.view import Message

_LANG = "lang"
_REVIEW = "review_number"
_WRITTEN = "page:view"
_PAGE_KEY = "pg"
SCRIPT_KEYS = ("ext", "sel", "ly")
"""Keys that the map's script writes by itself, at any time."""


def read_lang() -> Lang:
    """Return the language: from the address, else as chosen before, else Chinese."""
    asked = st.query_params.get("l") or st.session_state.get(_LANG)
    lang: Lang = asked if asked in LANGS else "zh"
    st.session_state[_LANG] = lang
    return lang


def choose_lang(lang: Lang) -> None:
    """Keep the language for this visit and write it into the address."""
    st.session_state[_LANG] = lang
    st.query_params["l"] = lang
    # The browser keeps the words of what was chosen in a box of several. Said again, the values
    # are sent with the words of the new language.
    for key, value in list(st.session_state.items()):
        if str(key).partition(".")[0] in PAGE_NAMES and isinstance(value, list):
            st.session_state[key] = list(value)


def read_view(page: PageName, catalog: Catalog) -> tuple[View, tuple[Message, ...]]:
    """Return the View that the address describes, on top of the page's own.

    Bad values fall back and are told in the messages. An address without a word about the page
    opens it as this visit left it. An address that the page did not write itself (a link, the
    back button) starts the page's widgets anew, so that they show what it says.
    """
    lang = read_lang()
    st.session_state.pop(_WRITTEN, None)
    query = {key: st.query_params[key] for key in st.query_params}
    # A review number takes the place of the legal warning: only the user may fill it in, and an
    # address that somebody sent is not the user. The page is what the path says.
    query.pop("rn", None)
    left: dict[str, str] | None = st.session_state.get(f"{page}:left")
    if query.pop(_PAGE_KEY, page) != page and left is not None:
        query = dict(left)  # what the page before wrote came late
    is_bare = not set(query) - {"l"}
    arrives = st.session_state.get("page:last") != page
    if is_bare and arrives and left:
        query = {**left, **query}
    elif left is not None and _own(query) != _own(left):
        _forget_widgets(page)
    st.session_state["page:last"] = page
    view, messages = View.from_query(query, STARTS[page])
    view, more = resolve(_with_review(replace(view, lang=lang, page=page)), catalog)
    return view, (*messages, *more)


def write_view(view: View) -> None:
    """Write `view` into the address, as short as it can be said on its page."""
    st.session_state[_WRITTEN] = view
    query = view.to_query(STARTS[view.page])
    query.pop("rn", None)
    st.session_state[f"{view.page}:left"] = query
    now = {key: st.query_params[key] for key in st.query_params if key != _PAGE_KEY}
    if now != query:
        # Streamlit writes it to whatever page stands in the browser: static/frame.js lets it do
        # so on this page only, and takes the page's name out again
        st.query_params.from_dict({**query, _PAGE_KEY: view.page})


def written_view() -> View | None:
    """Return the View that the page now running has written, None before it has."""
    return st.session_state.get(_WRITTEN)


def _own(query: dict[str, str]) -> dict[str, str]:
    """Return what only a page itself, or somebody's link, writes into an address."""
    return {key: text for key, text in query.items() if key not in (*SCRIPT_KEYS, "l")}


def _forget_widgets(page: str) -> None:
    for key in list(st.session_state):
        if str(key).startswith(f"{page}."):
            del st.session_state[key]


def _with_review(view: View) -> View:
    """Return the View with the review number that the user typed in during this visit."""
    number = st.session_state.get(_REVIEW)
    if not number:
        return view
    try:
        return replace(view, review_number=number)
    except ViewError:
        return view
