"""One indicator: map, ranked table, trend, and where each value comes from."""

from __future__ import annotations

import streamlit as st

from geo.maps.builder import choose
from geo.ui.component import show_map
from geo.ui.controls import choose_view
from geo.ui.downloads import offer_page, offer_table
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.state import read_view, write_view
from geo.ui.tables import show_ranking
from geo.ui.trend import show_trend

catalog, t = open_frame("app.indicators_title")
asked, messages = read_view("indicators", catalog)

show_messages(messages, t)
view = choose_view(asked, catalog, t)
selection = choose(view, catalog)

left, right = st.columns([0.63, 0.37], gap="medium")
with left:
    show_map(view, catalog, key="indicators.map")
with right, st.container(height="stretch", key="indicators-table"):
    show_ranking(view, selection, catalog, t)
    first, second = st.columns(2, gap="small")
    with first:
        offer_table(view, selection, catalog, t, key="indicators.csv")
    with second:
        offer_page(view, catalog, t, key="indicators.file")

show_trend(view, selection, catalog, t)
write_view(view, "indicators")
show_footer(catalog, t)
