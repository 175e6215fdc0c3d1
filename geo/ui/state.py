"""The View of a page, read from the address and written back to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.presets import PRESETS
from geo.types import LANGS
from geo.view import View, resolve

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.types import Lang
    from geo.view import Message

_LANG = "lang"


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


def read_view(page: str, catalog: Catalog) -> tuple[View, tuple[Message, ...]]:
    """Return the View that the address describes, on top of the page's own.

    An address without an indicator opens the page's preset; extent, layers and selection of
    the address hold in any case. Bad values fall back and are told in the messages.
    """
    lang = read_lang()
    query = {key: st.query_params[key] for key in st.query_params}
    # A review number takes the place of the legal warning: only the user may fill it in, and an
    # address that somebody sent is not the user.
    query.pop("rn", None)
    view, messages = View.from_query(query)
    if view.indicator is None:
        preset = PRESETS[page]
        view = replace(
            preset,
            extent=view.extent,
            selection=view.selection,
            layers=view.layers if "ly" in query else preset.layers,
        )
    view, more = resolve(replace(view, lang=lang), catalog)
    return view, (*messages, *more)


def write_view(view: View, page: str) -> None:
    """Write `view` into the address, as short as it can be said on this page."""
    plain = replace(PRESETS[page], lang=view.lang, extent=view.extent, selection=view.selection)
    query = view.to_query()
    if replace(view, layers=plain.layers) == plain:
        query = {key: query[key] for key in ("l", "ext", "sel", "ly") if key in query}
    if view.layers == plain.layers:
        query.pop("ly", None)
    now = {key: st.query_params[key] for key in st.query_params}
    if now != query:
        st.query_params.from_dict(query)
