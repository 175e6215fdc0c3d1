"""How the zones do from period to period: values, changes, ranks, and what is still missing."""

from __future__ import annotations

import streamlit as st

from geo.ui.component import show_map
from geo.ui.downloads import offer_page
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.monitoring import (
    choose_figure,
    show_coverage,
    show_empty,
    show_groups,
    show_periods,
    show_withheld,
    show_zones,
)
from geo.ui.state import read_view, write_view

catalog, t = open_frame("monitoring")
asked, messages = read_view("monitoring", catalog)

show_messages(messages, t)
view, topic, found = choose_figure(asked, catalog, t)

left, right = st.columns([0.58, 0.42], gap="medium")
with left, st.container(height="stretch", key="monitoring-table"):
    if found is None:
        show_empty(topic, t)
        show_coverage(catalog, t)
    else:
        show_groups(found, catalog, t)
        show_zones(view, found, catalog, t)
        show_withheld(found, catalog, t)
with right:
    show_map(view, catalog, key="monitoring.map", follow=True)
    offer_page(view, catalog, t, key="monitoring.file")

if found is not None:
    show_periods(found.indicator, catalog, t)
    show_coverage(catalog, t)

write_view(view)
show_footer(catalog, t)
