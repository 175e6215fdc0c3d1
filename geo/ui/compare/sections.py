"""What stands beside the map: one section at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.text import escape
from geo.maps.words import text_at
from geo.ui.compare.choosing import MOST, SECTIONS
from geo.ui.compare.counties import show_counties
from geo.ui.compare.holdings import show_holdings
from geo.ui.compare.peers import show_peers
from geo.ui.compare.plot import show_plot
from geo.ui.compare.table import show_table
from geo.ui.compare.trend import show_trend

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_SHOW = {
    "table": show_table,
    "plot": show_plot,
    "trend": show_trend,
    "places": show_holdings,
    "peers": show_peers,
    "counties": show_counties,
}


def show_section(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the section that is open; without a prefecture say how to choose one."""
    section = view.section or SECTIONS[0]
    st.header(t(f"compare.section_{section}"), anchor=False)
    if not view.prefectures:
        st.html(f'<p class="za-lead">{escape(t("compare.none", n=MOST))}</p>')
        return
    if section == SECTIONS[0] and len(view.prefectures) == 1:
        name = text_at(catalog.prefectures, view.prefectures[0], "name", t.lang)
        title = escape(t("compare.profile", name=name))
        st.html(f'<p class="za-table-title">{title}</p>')
    _SHOW[section](view, catalog, t)
