"""The page's sections, one at a time: the address names the one that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.ui.kept import alter
from geo.ui.method.conflicts import show_conflicts
from geo.ui.method.counts import show_coverage, show_statuses
from geo.ui.method.prose import show_citation, show_corrections, show_geodesy, show_limits
from geo.ui.method.sources import show_sources

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

SECTIONS: Final = (
    "sources",
    "coverage",
    "statuses",
    "conflicts",
    "geodesy",
    "limits",
    "corrections",
    "citation",
)
"""An address names all but the first."""


def show_method(asked: View, catalog: Catalog, t: Translator) -> View:
    """Show the switch and the section that is open; return the View with what was chosen."""
    section = st.segmented_control(
        t("method.section"),
        SECTIONS,
        default=asked.section if asked.section in SECTIONS else SECTIONS[0],
        format_func=lambda name: t(f"method.section_{name}"),
        required=True,
        label_visibility="collapsed",
        key="method.section",
    )
    view = alter(asked, section=None if section == SECTIONS[0] else section)
    st.header(t(f"method.section_{section}"), anchor=False)
    if section == "sources":
        return show_sources(view, catalog, t)
    if section == "coverage":
        return show_coverage(view, catalog, t)
    {
        "statuses": show_statuses,
        "conflicts": show_conflicts,
        "geodesy": show_geodesy,
        "limits": show_limits,
        "corrections": show_corrections,
        "citation": show_citation,
    }[str(section)](catalog, t)
    return view
