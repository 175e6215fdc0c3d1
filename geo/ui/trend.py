"""One indicator over time, for chosen places."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.indicators import mappable, rank, series
from geo.indicators.selection import count_decimals
from geo.indicators.tables import read_notes
from geo.maps.areas import places
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.ui.charts import show_chart
from geo.ui.citation import offer_citation
from geo.ui.origin import tell_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.types import Geography
    from geo.view import View

_FIRST_CHOSEN = 4
_MOST_CHOSEN = 8
_FEWEST_PERIODS = 2
_HEIGHT_PX = 300
_COMPANION = "invention_grants"
"""Shown where the map's indicator has one period only."""
# Okabe and Ito's colours without yellow: apart under colour-vision deficiency, on white.
_COLOURS = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#000000", "#e69f00", "#7f7f7f",
]  # fmt: skip
_SHAPES = [
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "circle", "square",
]  # fmt: skip
_INK, _GRID = "#3e4853", "#e3e7eb"
_TABLES: Memo[pd.DataFrame] = Memo(64)
_SOURCES: Memo[list[str]] = Memo(64)
_LISTS: Memo[list[str]] = Memo(8)
_CUTTING = ("break_before", "not_comparable")
"""Rules of the catalogue's notes that cut a line."""


def has_trend(catalog: Catalog, geography: Geography) -> list[str]:
    """Return the indicators that hold two or more years, in the order of the dictionary."""

    def make() -> list[str]:
        years: dict[str, set[str]] = {}
        for indicator, period, _ in mappable(catalog, geography):
            if period.isdigit():
                years.setdefault(indicator, set()).add(period)
        return [name for name, held in years.items() if len(held) >= _FEWEST_PERIODS]

    return _LISTS.get((catalog.digest, geography), make)


def show_trend(
    view: View,
    selection: Selection | None,
    catalog: Catalog,
    t: Translator,
) -> View:
    """Show published values over time: of the map's indicator, or of another that has years.

    Returns
    -------
    View
        With the reader's own choice in it: `second` where the trend is of another indicator
        than it would start with, `prefectures` where other places are followed than the first
        of the rank.
    """
    if selection is None:
        return view
    st.header(t("app.trend_title"), anchor=False)
    possible = has_trend(catalog, view.geography)
    asked = selection.indicator
    labels = {str(key): str(text) for key, text in catalog.indicators[f"label_{t.lang}"].items()}
    alone = t("app.trend_alone", label=labels[asked], period=t.period(selection.period))
    if asked not in possible:
        more = t("app.trend_other") if possible else ""
        st.html(f'<p class="za-note">{escape(alone)}{escape(more)}</p>')
    if not possible:
        return view
    first = asked if asked in possible else _COMPANION if _COMPANION in possible else possible[0]
    start = view.second if view.second in possible else first
    left, right = st.columns([0.34, 0.66], vertical_alignment="top")
    with left:
        indicator = st.selectbox(
            t("app.trend_indicator"),
            possible,
            index=possible.index(start),
            format_func=labels.__getitem__,
            key=f"indicators.trend.indicator.{view.geography}.{asked}",
        )
    table = places(catalog, view.geography)
    names = {str(key): str(text) for key, text in table[f"name_{t.lang}"].items()}
    best = rank(selection).dropna().sort_values(kind="stable").index
    leading = sorted([str(code) for code in best if code in table.index][:_FIRST_CHOSEN])
    with right:
        chosen = st.multiselect(
            t("app.trend_pick", n=_MOST_CHOSEN),
            list(table.index),
            default=list(view.prefectures[:_MOST_CHOSEN]) or leading,
            format_func=names.__getitem__,
            max_selections=_MOST_CHOSEN,
            key=f"indicators.trend.places.{asked}.{selection.period}.{selection.form}"
            f".{bool(view.without)}",
            placeholder=t("app.trend_choose"),
        )
    _draw(indicator, tuple(chosen), view.geography, catalog, t)
    return replace(
        view,
        second=None if indicator == first else indicator,
        second_period=None if indicator != view.second else view.second_period,
        prefectures=() if sorted(chosen) == leading else tuple(chosen),
    )


def _draw(
    indicator: str, codes: tuple[str, ...], geography: Geography, catalog: Catalog, t: Translator
) -> None:
    """Draw the chart with its source, its table, and why years of it are not joined."""
    key = (catalog.digest, t.lang, indicator, geography, codes)
    table = places(catalog, geography)
    points = _TABLES.get(key, lambda: trend_frame(catalog, indicator, codes, table, t))
    if points.empty:
        st.text(t("app.trend_empty"))
        return
    ids = _SOURCES.get(key, lambda: _list_sources(catalog, indicator, codes))
    source = t("indicators.trend_source", sources=describe_sources(catalog, ids, t))
    value = t("app.value_column", unit=_unit_of(indicator, catalog, t))
    show_chart(
        trend_spec(points, indicator, catalog, t),
        points[["place", "period", "value", "status", "source"]].set_axis(
            [t("map.name"), t("map.period"), value, t("map.status"), t("map.source")],
            axis="columns",
        ),
        source=source,
        t=t,
        key="indicators.trend.chart",
        column_config={
            value: st.column_config.NumberColumn(
                format=f"%,.{_decimals(points, indicator, catalog)}f"
            )
        },
    )
    notes = [t("app.trend_help"), *tell_breaks(catalog, indicator, geography, t)]
    st.html("".join(f'<p class="za-note">{escape(note)}</p>' for note in notes))
    label = text_at(catalog.indicators, indicator, "label", t.lang)
    years = sorted(int(year) for year in points["year"])
    title = t("indicators.trend_cited", label=label, first=years[0], last=years[-1])
    with st.columns([0.16, 0.84])[0]:
        offer_citation(title, ids, catalog, t, kind="chart", key="indicators.trend.cite")


def tell_breaks(catalog: Catalog, indicator: str, geography: Geography, t: Translator) -> list[str]:
    """Return why years of an indicator are not joined, as the catalogue's notes say it."""
    told = []
    for note in read_notes(catalog, indicator, geography):
        if note.rule not in _CUTTING:
            continue
        text = note.note_zh if t.lang == "zh" else note.note_en
        told.append(
            t("indicators.trend_note", period=t.period(note.period), text=text)
            if note.period
            else t("indicators.trend_note_always", text=text)
        )
    return told


def _list_sources(catalog: Catalog, indicator: str, codes: Sequence[str]) -> list[str]:
    """Return the sources of the points, latest first: the first are named under the chart."""
    points = series(catalog, indicator, codes, period_type="year").dropna(subset=["value"])
    ordered = points.sort_values("period", ascending=False, kind="stable")
    return list(dict.fromkeys(item for ids in ordered["source_id"] for item in ids.split(";")))


def _unit_of(indicator: str, catalog: Catalog, t: Translator) -> str:
    return str(catalog.indicators["unit" if t.lang == "zh" else "unit_en"][indicator])


def _decimals(points: pd.DataFrame, indicator: str, catalog: Catalog) -> int:
    return count_decimals(points["value"], int(catalog.indicators["decimals"][indicator]))


def trend_frame(
    catalog: Catalog,
    indicator: str,
    codes: Sequence[str],
    table: pd.DataFrame,
    t: Translator,
) -> pd.DataFrame:
    """Return the points of the chart, by place and year.

    Returns
    -------
    pandas.DataFrame
        Columns place, period, year, value, status, source, run. Points of one `run` may be
        joined: they are of one place and one segment, in years that follow each other.
    """
    points = series(catalog, indicator, codes, period_type="year").dropna(subset=["value"])
    values = catalog.county_values if codes and codes[0] in catalog.counties.index else None
    held = catalog.prefecture_values if values is None else values
    notes = held[held["indicator"] == indicator].set_index(["adcode", "period"])[f"note_{t.lang}"]
    notes = notes[~notes.index.duplicated()]
    year = points["period"].astype(int)
    cut = (
        (points["adcode"] != points["adcode"].shift())
        | (points["segment"] != points["segment"].shift())
        | (year.diff() != 1)
    )
    remarks = [
        note if isinstance(note, str) else ""
        for note in (
            notes.get((code, period))
            for code, period in zip(points["adcode"], points["period"], strict=True)
        )
    ]
    return pd.DataFrame(
        {
            "place": [text_at(table, code, "name", t.lang) for code in points["adcode"]],
            "period": [t.period(period) for period in points["period"]],
            "year": year,
            "value": points["value"].astype(float),
            "status": [t(f"status.{status}") for status in points["status"]],
            "source": [
                tell_origin(catalog, ids.split(";"), t, status=status, form="total", note=note)
                for ids, status, note in zip(
                    points["source_id"], points["status"], remarks, strict=True
                )
            ],
            "run": cut.cumsum(),
        },
    )


def trend_spec(
    points: pd.DataFrame, indicator: str, catalog: Catalog, t: Translator
) -> dict[str, Any]:
    """Return the chart as a Vega-Lite specification."""
    unit = catalog.indicators["unit" if t.lang == "zh" else "unit_en"][indicator]
    label = text_at(catalog.indicators, indicator, "label", t.lang)
    names = list(dict.fromkeys(points["place"]))
    years = range(int(points["year"].min()), int(points["year"].max()) + 1)
    axis = {"labelFontSize": 13, "titleFontSize": 13, "labelColor": _INK, "titleColor": _INK}
    colour = {
        "field": "place",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": _COLOURS[: len(names)]},
        "legend": {"labelFontSize": 13, "labelColor": _INK, "symbolSize": 90},
    }
    shape = {
        "field": "place",
        "type": "nominal",
        "title": None,
        "scale": {"domain": names, "range": _SHAPES[: len(names)]},
        "legend": {"labelFontSize": 13, "labelColor": _INK, "symbolSize": 90},
    }
    tooltip = [
        {"field": "place", "type": "nominal", "title": t("map.name")},
        {"field": "period", "type": "nominal", "title": t("map.period")},
        {"field": "value", "type": "quantitative", "title": t("map.value"), "format": ",.4~f"},
        {"field": "status", "type": "nominal", "title": t("map.status")},
        {"field": "source", "type": "nominal", "title": t("map.source")},
    ]
    return {
        "height": _HEIGHT_PX,
        "data": {"name": "points"},
        "datasets": {"points": points},
        "title": {
            "text": t("app.trend_axis", label=label, unit=unit),
            "anchor": "start",
            "fontSize": 14,
            "color": _INK,
        },
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "title": None,
                # every year has its place, also one without data
                "scale": {"domain": [t.period(str(year)) for year in years]},
                "axis": {**axis, "labelAngle": 0},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": None,
                "axis": {**axis, "gridColor": _GRID},
            },
            "color": colour,
        },
        "layer": [
            {
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"detail": {"field": "run", "type": "nominal"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {"shape": shape, "tooltip": tooltip},
            },
        ],
    }
