"""What is monitored: topic, indicator, period. Widgets in, View out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.words import text_at
from geo.monitoring import (
    TOPICS,
    first_period,
    held_bases,
    held_periods,
    monitor,
    topic_of,
)

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.monitoring import Monitor, Topic
    from geo.view import View

_WIDTHS = (0.5, 0.3, 0.2)


def choose_figure(
    view: View, catalog: Catalog, t: Translator
) -> tuple[View, Topic, Monitor | None]:
    """Show the controls and return the View, the topic, and its figures if any are held.

    A topic without a figure has no indicator that an address could name; the View's section
    names the topic then.
    """
    columns = st.columns(_WIDTHS, vertical_alignment="bottom")
    with columns[0]:
        topic: Topic = st.segmented_control(
            t("monitoring.topic"),
            TOPICS,
            default=_topic_of(view),
            format_func=lambda name: t(f"monitoring.topic_{name}"),
            key="monitoring.topic",
            required=True,
            width="stretch",
        )
    bases = held_bases(catalog, topic)
    if not bases:
        return replace(view, section=topic, zone_indicator=None, zone_period=None), topic, None
    with columns[1]:
        indicator = st.selectbox(
            t("monitoring.basis"),
            bases,
            index=bases.index(view.zone_indicator) if view.zone_indicator in bases else 0,
            format_func=lambda name: text_at(catalog.indicators, name, "label", t.lang),
            key=f"monitoring.basis.{topic}",
        )
    periods = held_periods(catalog, indicator)[::-1]
    start = first_period(catalog, indicator)
    asked = view.zone_period if view.zone_indicator == indicator else None
    with columns[2]:
        period = st.selectbox(
            t("monitoring.period"),
            periods,
            index=periods.index(asked if asked in periods else start or periods[0]),
            format_func=t.period,
            key=f"monitoring.period.{indicator}",
        )
    chosen = replace(
        view,
        section=None,
        zone_indicator=indicator,
        zone_period=None if period == start else period,
    )
    return chosen, topic, monitor(catalog, indicator, period)


def _topic_of(view: View) -> Topic:
    """Return the topic that a View asks for."""
    named = next((topic for topic in TOPICS if topic == view.section), None)
    return named or topic_of(view.zone_indicator) or TOPICS[0]
