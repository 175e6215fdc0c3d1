"""Panels of the overview: key figures, zones against the plan, one zone's record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.cards import zone_card
from geo.maps.text import escape
from geo.maps.words import text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.summary import Figure, ZoneTally

_WAN_YI = 10_000  # 亿元 in a 万亿元


def show_figures(figures: Sequence[Figure], catalog: Catalog, t: Translator) -> None:
    """Show key figures with unit, period and status."""
    st.html(f'<div class="za-figures">{"".join(_figure(f, catalog, t) for f in figures)}</div>')


def _figure(figure: Figure, catalog: Catalog, t: Translator) -> str:
    indicators = catalog.indicators
    value = figure.value
    unit = str(indicators["unit" if t.lang == "zh" else "unit_en"][figure.indicator])
    decimals = int(indicators["decimals"][figure.indicator])
    if unit == "亿元" and value >= _WAN_YI:
        value, unit, decimals = value / _WAN_YI, "万亿元", 2
    # "more than 1,900" is not "more than 1,900.00"
    number = t.number(value, decimals if figure.qualifier == "eq" else None)
    number = t.qualified(number, figure.qualifier)
    note = t(
        "app.figure_note",
        period=t.period(figure.period),
        status=t(f"status.{figure.status}"),
        publisher=text_at(catalog.sources, figure.source_id, "publisher", t.lang),
    )
    name = text_at(indicators, figure.indicator, "label", t.lang)
    return (
        '<div class="za-figure">'
        f'<div class="za-figure-name">{escape(name)}</div>'
        f'<div class="za-figure-value">{escape(number)}'
        f'<span class="za-figure-unit">{escape(unit)}</span></div>'
        f'<div class="za-figure-note">{escape(note)}</div></div>'
    )


def show_tally(tally: ZoneTally, t: Translator) -> None:
    """Show zones counted and identified against what the plan aims for."""
    bars = "".join(
        _bar(name, counted, aim, identified, t)
        for name, counted, aim, identified in (
            (t("app.tally_all"), tally.counted, tally.aim, tally.identified),
            (t("level.national"), tally.counted_national, tally.aim_national, None),
            (t("level.provincial"), tally.counted_provincial, tally.aim_provincial, None),
        )
    )
    notes = (
        t(
            "app.tally_honesty",
            counted=tally.counted,
            identified=tally.identified,
            missing=tally.counted - tally.identified,
        ),
        t("app.tally_latest", n=tally.latest, period=t.period(tally.latest_period)),
    )
    st.html(bars + "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes))


def _bar(name: str, counted: int, aim: int, identified: int | None, t: Translator) -> str:
    label = t("app.tally_bar", counted=counted, aim=aim)
    identified_part = (
        f'<div class="za-progress-done" style="width:{100 * identified / aim:.1f}%"></div>'
        if identified is not None
        else ""
    )
    kind = "part" if identified is not None else "done"
    return (
        '<div class="za-progress"><div class="za-progress-head">'
        f"<span>{escape(name)}</span><strong>{escape(label)}</strong></div>"
        f'<div class="za-progress-bar" role="img" aria-label="{escape(name)}: {escape(label)}">'
        f'<div class="za-progress-{kind}" style="width:{100 * counted / aim:.1f}%"></div>'
        f"{identified_part}</div></div>"
    )


def show_zone_record(catalog: Catalog, t: Translator) -> None:
    """Let a zone manager look up what is held of one zone, and on whose word."""
    zones = catalog.zones
    choice = st.selectbox(
        t("app.pick_zone"),
        list(zones.index),
        format_func=lambda zone_id: text_at(zones, zone_id, "name", t.lang),
        index=None,
        placeholder=t("app.pick_zone_hint"),
        key="overview.zone",
    )
    if choice is None:
        return
    card = zone_card(catalog, choice, t)
    rows = "".join(
        f"<tr><th scope='row'>{escape(label)}</th><td>{escape(text)}</td></tr>"
        for label, text in card["rows"]
    )
    remark = text_at(zones, choice, "remark", t.lang)
    notes = [*card["notes"], *([remark] if remark else [])]
    st.html(
        f"<h3>{escape(card['title'])}</h3><table class='za-facts'>{rows}</table>"
        + "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes),
    )
