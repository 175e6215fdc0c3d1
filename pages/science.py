"""The two science cities: parts on the map and as a tree, one part's profile, the areas."""

from __future__ import annotations

import streamlit as st

from geo.ui.component import show_map
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.science import (
    choose_city,
    city_of,
    follow_selection,
    look_at,
    offer_parts,
    parts_of,
    show_areas,
    show_lead,
    show_parts,
    show_profile,
)
from geo.ui.state import read_view, write_view

catalog, t = open_frame("science")
asked, messages = read_view("science", catalog)
asked, more = follow_selection(asked, catalog)

show_messages([*messages, *more], t)
view = choose_city(asked, catalog, t)
parts = parts_of(catalog, city_of(view))
show_lead(parts, catalog, t)

left, right = st.columns([0.54, 0.46], gap="medium")
with left:
    show_map(look_at(view, catalog), catalog, key="science.map", follow=True)
with right:
    show_parts(view, parts, catalog, t)
    offer_parts(look_at(view, catalog), parts, catalog, t)

show_profile(view, parts, catalog, t)
show_areas(parts, catalog, t)
write_view(view)
show_footer(catalog, t)
