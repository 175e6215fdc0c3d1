"""What is monitored: topic, indicator, period. Widgets in, View out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.parts import Memo
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
_BASES: Memo[dict[str, str]] = Memo(32)
_PERIODS: Memo[_Periods] = Memo(64)
_FOUND: Memo[Monitor] = Memo(64)


@dataclass(frozen=True, slots=True)
class _Periods:
    """Periods of an indicator, latest first, and the one that it opens with."""

    all: tuple[str, ...]
    start: str | None


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
    names = _BASES.get((catalog.digest, t.lang, topic), lambda: _name_bases(catalog, topic, t))
    bases = tuple(names)
    if not bases:
        return replace(view, section=topic, zone_indicator=None, zone_period=None), topic, None
    with columns[1]:
        indicator = st.selectbox(
            t("monitoring.basis"),
            bases,
            index=bases.index(view.zone_indicator) if view.zone_indicator in bases else 0,
            format_func=names.__getitem__,
            key=f"monitoring.basis.{topic}",
        )
    held = _PERIODS.get((catalog.digest, indicator), lambda: _read_periods(catalog, indicator))
    periods, start = held.all, held.start
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
    found = _FOUND.get(
        (catalog.digest, indicator, period), lambda: monitor(catalog, indicator, period)
    )
    return chosen, topic, found


def _name_bases(catalog: Catalog, topic: Topic, t: Translator) -> dict[str, str]:
    indicators = catalog.indicators
    return {name: text_at(indicators, name, "label", t.lang) for name in held_bases(catalog, topic)}


def _read_periods(catalog: Catalog, indicator: str) -> _Periods:
    return _Periods(held_periods(catalog, indicator)[::-1], first_period(catalog, indicator))


def _topic_of(view: View) -> Topic:
    """Return the topic that a View asks for."""
    named = next((topic for topic in TOPICS if topic == view.section), None)
    return named or topic_of(view.zone_indicator) or TOPICS[0]
