"""High-tech zones from 26 to 35: filters, timeline, map and table, one zone's profile."""

from __future__ import annotations

import streamlit as st

from geo.ui.component import show_map
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.sheets import offer_sheet
from geo.ui.state import read_view, write_view
from geo.ui.zones.figures import show_groups, show_zone_figures
from geo.ui.zones.filters import choose_zones
from geo.ui.zones.listing import offer_list, offer_map, show_list
from geo.ui.zones.profile import choose_profile, selected_zone, show_profile
from geo.ui.zones.timeline import choose_date, show_counts, show_shortfall

catalog, t = open_frame("zones")
asked, messages = read_view("zones", catalog)

show_messages(messages, t)
show_shortfall(catalog, t)
first, rest = st.columns([0.15, 0.85], gap="medium", vertical_alignment="center")
with first:
    view = choose_zones(asked, catalog, t)
with rest:
    view = choose_date(view, catalog, t)

left, right = st.columns([0.55, 0.45], gap="medium")
with right, st.container(height="stretch", key="zones-panel"):
    view = choose_profile(view, catalog, t)
    zone_id = selected_zone(view)
    if zone_id is None:
        show_list(view, catalog, t, height="stretch")
        offer_list(view, catalog, t)
    else:
        with st.container(key="zones-profile"):
            view = show_profile(view, catalog, t)
with left:
    show_map(view, catalog, key="zones.map", follow=True)
    offer_map(view, catalog, t)

if zone_id is not None:
    show_zone_figures(zone_id, catalog, t)
    show_list(view, catalog, t, height="auto")
    offer_list(view, catalog, t)
offer_sheet("zones", catalog, t)
show_counts(catalog, t)
show_groups(catalog, t)
write_view(view)
show_footer(catalog, t)
