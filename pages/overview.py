"""The province at a glance: what the plan wants, what stands, and three doors."""

from __future__ import annotations

import streamlit as st

from geo.summary import KEY_INDICATORS, latest_figure, tally_zones
from geo.ui.component import show_map
from geo.ui.downloads import offer_page
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.panels import show_figures, show_tally, show_zone_record
from geo.ui.state import read_view, write_view

catalog, t = open_frame("app.overview_title")
view, messages = read_view("overview", catalog)
tally = tally_zones(catalog)

st.html(f'<p class="za-lead">{t("app.overview_lead", counted=tally.counted, aim=tally.aim)}</p>')
show_messages(messages, t)
show_figures([latest_figure(catalog, indicator) for indicator in KEY_INDICATORS], catalog, t)

main, side = st.columns([0.74, 0.26], gap="medium")
with main:
    show_map(view, catalog, key="overview.map")
with side:
    st.header(t("app.tally_title"), anchor=False)
    show_tally(tally, t)
    st.header(t("app.doors_title"), anchor=False)
    st.page_link(
        "pages/indicators.py",
        label=t("app.door_explore"),
        icon=":material/travel_explore:",
        width="stretch",
    )
    with st.expander(t("app.door_check"), icon=":material/fact_check:"):
        show_zone_record(catalog, t)
    with st.expander(t("app.door_present"), icon=":material/present_to_all:"):
        st.text(t("app.present_help"))
        offer_page(view, catalog, t, key="overview.file")

write_view(view, "overview")
show_footer(catalog, t)
