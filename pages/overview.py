"""The province at a glance: three doors, what the plan wants, and what stands."""

from __future__ import annotations

import streamlit as st

from geo.ui.component import show_map
from geo.ui.doors import show_doors
from geo.ui.fold import fold
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.kept import choose_values
from geo.ui.panels import show_figures, show_plan, show_science_cities
from geo.ui.state import read_view, write_view
from geo.ui.tables import show_ranking

catalog, t = open_frame("overview")
view, messages = read_view("overview", catalog)

show_messages(messages, t)
show_figures(catalog, t)

main, side = st.columns([0.73, 0.27], gap="medium")
with main:
    show_map(view, catalog, key="overview.map")
    selection = choose_values(view, catalog)
    if selection is not None:
        with fold(t("overview.table"), key="overview.ranking") as is_open:
            if is_open:
                with st.container(height=430, border=False):
                    show_ranking(view, selection, catalog, t)
with side:
    show_doors(view, catalog, t)
    show_plan(catalog, t)
    show_science_cities(catalog, t)

write_view(view)
show_footer(catalog, t)
