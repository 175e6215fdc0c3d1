"""Innovation platforms: map and list, what stands without a dot, and what the list lacks."""

from __future__ import annotations

import streamlit as st

from geo.ui.component import show_map
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.platforms import (
    choose_platforms,
    find_platforms,
    offer_list,
    show_coverage,
    show_list,
    show_spread,
    show_sum,
    show_undotted,
)
from geo.ui.state import read_view, write_view

catalog, t = open_frame("platforms")
asked, messages = read_view("platforms", catalog)

show_messages(messages, t)
view = choose_platforms(asked, catalog, t)
found = find_platforms(view, catalog, t)
show_sum(found, t)

left, right = st.columns([0.58, 0.42], gap="medium")
with left:
    show_map(view, catalog, key="platforms.map", follow=True)
with right, st.container(height="stretch", key="platforms-list"):
    show_list(view, found, catalog, t)
    offer_list(view, found, catalog, t)

show_coverage(catalog, t)
show_undotted(found, catalog, t)
show_spread(view, found, catalog, t)
write_view(view)
show_footer(catalog, t)
