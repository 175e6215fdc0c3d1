"""The plan's targets: reached or not, how far, how fast, and what a target for 2030 would need."""

from __future__ import annotations

import streamlit as st

from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.state import read_view, write_view
from geo.ui.targets import (
    choose_aims,
    list_progress,
    show_lead,
    show_notes,
    show_targets,
    show_trend,
    show_ways,
)

catalog, t = open_frame("targets")
asked, messages = read_view("targets", catalog)

show_messages(messages, t)
rows = list_progress(catalog)
show_lead(rows, t)
show_targets(rows, catalog, t)

with st.container(key="targets-lower"):
    left, right = st.columns([0.54, 0.46], gap="large")
with left:
    view = choose_aims(asked, rows, catalog, t)
    show_notes(rows, catalog, t)
with right:
    view = show_trend(view, rows, catalog, t)
    show_ways(rows, catalog, t)

write_view(view)
show_footer(catalog, t)
