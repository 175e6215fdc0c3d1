"""High-tech zones from 26 to 35: filters, timeline, map and table, one zone's profile."""

from __future__ import annotations

import streamlit as st

from geo.ui.component import show_map
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.sheets import offer_sheet
from geo.ui.state import read_view, write_view
from geo.ui.zones.figures import show_groups
from geo.ui.zones.filters import choose_zones
from geo.ui.zones.listing import offer_list, offer_map, show_list
from geo.ui.zones.profile import choose_profile, show_profile
from geo.ui.zones.timeline import choose_date, show_counts, show_shortfall

catalog, t = open_frame("zones")
asked, messages = read_view("zones", catalog)

show_messages(messages, t)
show_shortfall(catalog, t)
view = choose_date(choose_zones(asked, catalog, t), catalog, t)

left, right = st.columns([0.6, 0.4], gap="medium")
with right, st.container(height="stretch", key="zones-table"):
    view = choose_profile(view, catalog, t)
    show_list(view, catalog, t)
    offer_list(view, catalog, t)
    offer_sheet("zones", catalog, t)
with left:
    show_map(view, catalog, key="zones.map", follow=True)
    offer_map(view, catalog, t)

view = show_profile(view, catalog, t)
show_counts(catalog, t)
show_groups(catalog, t)
write_view(view)
show_footer(catalog, t)
