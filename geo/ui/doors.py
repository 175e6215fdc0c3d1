"""Three doors of the overview, one for each kind of reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.ui.downloads import offer_page
from geo.ui.navigation import link_to
from geo.ui.panels import show_zone_record

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View


def show_doors(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the ways on: explore (planner), check a zone (manager), present (speaker)."""
    st.header(t("app.doors_title"), anchor=False)
    with st.container(key="doors", gap="small"):
        link_to(
            "indicators",
            t("app.door_explore"),
            t,
            icon=":material/travel_explore:",
            width="stretch",
        )
        with st.popover(t("app.door_check"), icon=":material/fact_check:", width="stretch"):
            show_zone_record(catalog, t)
        with st.popover(t("app.door_present"), icon=":material/present_to_all:", width="stretch"):
            st.text(t("app.present_help"))
            offer_page(view, catalog, t, key="overview.file")
            link_to(
                "present",
                t("app.door_deck"),
                t,
                icon=":material/slideshow:",
                width="stretch",
            )
