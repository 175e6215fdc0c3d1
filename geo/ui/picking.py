"""Tables whose picked row is the thing picked on the map.

The address holds what is picked. A row that is picked writes it there, and a table is drawn
with the row marked that the address names, whoever wrote it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.ui.sent import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    import pandas as pd

    from geo.view import View

_SELECTION = "sel"


def pick_row(
    frame: pd.DataFrame,
    ids: Sequence[str],
    view: View,
    *,
    key: str,
    column_config: Mapping[str, Any] | None = None,
    height: int | Literal["auto", "stretch", "content"] = "auto",
) -> None:
    """Show a table whose picked row and the map's selection are one.

    Parameters
    ----------
    frame
        What is shown, not changed afterwards; its index is hidden.
    ids
        What picking a row selects, as `View.selection` writes it; one per row of `frame`.
    view
        The page's View.
    key
        Key of the widget; begins with the page's id and a dot.
    """
    row = ids.index(view.selection) if view.selection in ids else None
    wanted = [] if row is None else [row]
    held = st.session_state.get(key)
    if held is None or list(held["selection"]["rows"]) != wanted:
        st.session_state[key] = {"selection": {"rows": wanted, "columns": [], "cells": []}}

    def write() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(ids):
            st.query_params[_SELECTION] = ids[rows[0]]
        elif _SELECTION in st.query_params:
            del st.query_params[_SELECTION]

    st.dataframe(
        table_of(frame),
        hide_index=True,
        height=height,
        placeholder="—",
        column_config=dict(column_config or {}),
        key=key,
        on_select=write,
        selection_mode="single-row",
    )
