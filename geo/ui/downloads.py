"""Buttons that hand a file to the reader, made only when pressed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.export.formats import Order, render
from geo.export.html import needs_confirmation
from geo.export.table import frame_csv, selection_csv
from geo.ui.map_files import offer_files

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.view import View

OFFER_WIDTHS: Final = (0.31, 0.4, 0.29)
"""Of the columns for a table's file, a map's files, and how to cite them."""


def offer_page(
    view: View,
    catalog: Catalog,
    t: Translator,
    *,
    key: str,
    travel: Travel | None = None,
    confirmed_states: bool = False,
) -> None:
    """Offer the map as one HTML file, as it stands on the screen, and beside it as any other.

    A map of all zones by the state of one line is offered only when the reader has confirmed it;
    until then it is said why there is no file.
    """
    if needs_confirmation(view) and not confirmed_states:
        st.info(t("map.states_unconfirmed"), icon=":material/lock:")
        return
    with st.container(key=f"{key}.row", horizontal=True, gap=None):
        st.download_button(
            t("app.save_page"),
            data=partial(
                render, view, catalog, Order("html", confirmed_states=confirmed_states), travel
            ),
            file_name=f"{t('app.file_name')}-{_name_map(view)}.html",
            mime="text/html",
            key=key,
            on_click="ignore",
            icon=":material/map:",
            width="stretch",
        )
        label = t("app.save_other")
        offer_files(view, catalog, t, key=key, label=label, finish="working", travel=travel)


def _name_map(view: View) -> str:
    return f"{view.indicator}-{view.period}" if view.indicator else view.page


def offer_table(
    view: View,
    selection: Selection | None,
    catalog: Catalog,
    t: Translator,
    *,
    key: str,
) -> None:
    """Offer the values as CSV with unit, period, status and source."""
    if selection is None:
        return
    st.download_button(
        t("app.save_table"),
        data=lambda: selection_csv(catalog, view, selection),
        file_name=f"{t('app.file_name')}-{view.indicator}-{view.period}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
        icon=":material/table_view:",
        width="stretch",
    )


def offer_frame(frame: pd.DataFrame, name: str, t: Translator, *, key: str) -> None:
    """Offer a table as CSV that a spreadsheet opens without running anything in it.

    Parameters
    ----------
    frame
        What is handed out, with its columns' names as heads; the index stays behind.
    name
        What the file is called after the atlas's name.
    """
    st.download_button(
        t("app.save_table"),
        data=lambda: frame_csv(frame),
        file_name=f"{t('app.file_name')}-{name}.csv",
        mime="text/csv",
        key=key,
        on_click="ignore",
        icon=":material/table_view:",
        width="stretch",
    )
