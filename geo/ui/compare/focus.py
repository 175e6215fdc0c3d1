"""Which of the chosen prefectures is looked at more closely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.words import text_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_LAST = "compare:focus"
_KEY = "compare.focus"


def owner_of(selection: str | None, catalog: Catalog) -> str | None:
    """Return the prefecture that a selection is or lies in; None for anything else."""
    if selection is None:
        return None
    if selection in catalog.prefectures.index:
        return selection
    counties = catalog.counties["prefecture_code"]
    return str(counties[selection]) if selection in counties.index else None


def find_focus(view: View, catalog: Catalog) -> str | None:
    """Return the prefecture looked at: the one selected, else the last one, else the first.

    A selected place that is not among the chosen (a peer, say) changes nothing, so that the
    table it was picked from stays.
    """
    if not view.prefectures:
        return None
    for code in (owner_of(view.selection, catalog), st.session_state.get(_LAST)):
        if code in view.prefectures:
            st.session_state[_LAST] = code
            return str(code)
    return view.prefectures[0]


def choose_focus(view: View, catalog: Catalog, t: Translator) -> str | None:
    """Show the choice among the chosen prefectures, where there is one, and return it.

    What is chosen becomes the selection, so that the map and the address know it.
    """
    focus = find_focus(view, catalog)
    if focus is None or len(view.prefectures) == 1:
        return focus

    def write() -> None:
        st.session_state[_LAST] = st.session_state[_KEY]
        st.query_params["sel"] = st.session_state[_KEY]

    st.session_state[_KEY] = focus  # whoever selected it: the map, a table, a link
    st.selectbox(
        t("compare.focus"),
        list(view.prefectures),
        format_func=lambda code: text_at(catalog.prefectures, code, "name", t.lang),
        key=_KEY,
        on_change=write,
    )
    return focus
