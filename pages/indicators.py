"""One indicator: map, ranked table or sums by economic zone, trend, and every value's source."""

from __future__ import annotations

import streamlit as st

from geo.ui.component import show_map
from geo.ui.controls import choose_section, choose_view, drop_trend
from geo.ui.downloads import offer_page
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.kept import choose_values
from geo.ui.sheets import offer_sheet
from geo.ui.state import read_view, write_view
from geo.ui.subtotals import show_subtotals
from geo.ui.tables import cite_selection, offer_section, show_ranking
from geo.ui.trend import show_trend

catalog, t = open_frame("indicators")
asked, messages = read_view("indicators", catalog)

show_messages(messages, t)
view = choose_view(asked, catalog, t)
selection = choose_values(view, catalog)

left, right = st.columns([0.63, 0.37], gap="medium")
with left:
    show_map(drop_trend(view), catalog, key="indicators.map", follow=True)
with right, st.container(height="stretch", key="indicators-table"):
    view = choose_section(view, t)
    if selection is not None:
        if view.section == "zones":
            show_subtotals(selection, catalog, t)
        else:
            show_ranking(view, selection, catalog, t)
        first, second = st.columns(2, gap="small")
        with first:
            offer_section(view, selection, catalog, t)
            offer_page(drop_trend(view), catalog, t, key="indicators.file")
        with second:
            cite_selection(selection, catalog, t, kind="table", key="indicators.cite_table")
            cite_selection(selection, catalog, t, kind="map", key="indicators.cite_map")

view = show_trend(view, selection, catalog, t)
offer_sheet("indicators", catalog, t)
write_view(view)
show_footer(catalog, t)
