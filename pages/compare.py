"""One to ten prefectures: figures, places, trends, zones, peers, counties."""

from __future__ import annotations

import streamlit as st

from geo.ui.compare import (
    choose_view,
    keep_to_limit,
    map_key,
    map_view,
    offer_map,
    show_section,
)
from geo.ui.component import show_map
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.kept import choose_values
from geo.ui.state import read_view, write_view

catalog, t = open_frame("compare")
asked, messages = read_view("compare", catalog)
asked, more = keep_to_limit(asked, catalog, t)

show_messages((*messages, *more), t)
view = choose_view(asked, catalog, t)
drawn = map_view(view, catalog)

left, right = st.columns([0.42, 0.58], gap="medium")
with left:
    show_map(drawn, catalog, key=map_key(view, catalog), follow=True)
    offer_map(drawn, choose_values(drawn, catalog), catalog, t)
with right, st.container(key="compare-panel"):
    show_section(view, catalog, t)

write_view(view)
show_footer(catalog, t)
