"""Whom the zones reach, by distance or drive time, and who is left out."""

from __future__ import annotations

import streamlit as st

from geo.errors import AtlasError
from geo.ui.catchments.choosing import choose_view, tell_nothing
from geo.ui.catchments.files import offer_files
from geo.ui.catchments.own import current_travel, offer_travel, tell_travel
from geo.ui.catchments.panel import (
    choose_section,
    find_shown,
    show_headline,
    show_notes,
    show_rival_headline,
    show_section,
    tell_unanswered,
)
from geo.ui.catchments.working import is_ready
from geo.ui.component import show_map
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.kept import alter
from geo.ui.state import read_view, write_view

catalog, t = open_frame("catchments")
asked, messages = read_view("catchments", catalog)

show_messages(messages, t)
travel = current_travel(catalog)
tell_travel(t)
view = choose_view(asked, catalog, t)

shown, failure = None, None
ready = is_ready(view, catalog, travel, t)
try:
    shown = find_shown(view, catalog, travel) if ready else None
except AtlasError as error:
    failure = error

if not ready:
    panel = st.container(key="catchments-waiting")
elif view.against is None:
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        show_map(view, catalog, key="catchments.map", follow=True, travel=travel)
    panel = right.container(height="stretch", key="catchments-panel")
else:
    if shown is not None:
        # above both maps, so that these stand at one height
        first, second = st.columns(2, gap="small")
        with first:
            show_headline(shown, catalog, t)
        with second:
            show_rival_headline(shown, catalog, t)
    first, second = st.columns(2, gap="small")
    with first:
        one = alter(view, against=None)
        # another map than the one that has the page's width to itself: it shows the whole province
        show_map(one, catalog, key="catchments.map1", follow=True, travel=travel)
    with second:
        other = alter(view, catchment=view.against, against=None)
        show_map(other, catalog, key="catchments.map2", travel=travel)
    panel = st.container(key="catchments-below")

with panel:
    if shown is not None:
        if view.against is None:
            show_headline(shown, catalog, t)
        view = choose_section(view, shown, t)
        show_section(view, shown, catalog, t)
        offer_files(view, shown, catalog, t)
    elif failure is not None:
        tell_unanswered(failure, view, travel, t)
    elif ready:
        tell_nothing(t)

if shown is not None:
    show_notes(shown, catalog, t)
offer_travel(catalog, t)
write_view(view)
show_footer(catalog, t)
