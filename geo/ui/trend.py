"""One indicator over time, for chosen places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import streamlit as st

from geo.indicators import held_periods, rank, series
from geo.indicators.selection import count_decimals
from geo.indicators.tables import read_notes
from geo.maps.areas import places
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.ui.charts import show_chart
from geo.ui.citation import offer_citation
from geo.ui.kept import alter, name_all
from geo.ui.origin import tell_origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.types import Geography
    from geo.view import View


class Drawn(NamedTuple):
    """A chart with all that stands around it.

    Parameters
    ----------
    spec
        Vega-Lite specification.
    table, value, decimals
        The points as a table, the head of their values and how many decimals these have.
    source, notes, title
        Line under the chart, markup of the notes, title of the citation.
    source_ids
        Sources of the points, latest first.
    """

    spec: dict[str, Any]
    table: pd.DataFrame
    value: str
    decimals: int
    source: str
    notes: str
    title: str
    source_ids: tuple[str, ...]


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
_DRAWN: Memo[Drawn | None] = Memo(64)
_LISTS: Memo[tuple[str, ...]] = Memo(64)
_CUTTING = ("break_before", "not_comparable")
"""Rules of the catalogue's notes that cut a line."""


def has_trend(catalog: Catalog, geography: Geography) -> list[str]:
    """Return the indicators that hold two or more years, in the order of the dictionary."""
    return [
        name
        for name, counts in held_periods(catalog, geography).items()
        if sum(period.isdigit() for period in counts) >= _FEWEST_PERIODS
    ]


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
    labels = name_all(catalog, "indicators", "label", t.lang)
    if asked not in possible:
        alone = t("app.trend_alone", label=labels[asked], period=t.period(selection.period))
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
    by_county = view.geography == "county"
    names = name_all(catalog, "counties" if by_county else "prefectures", "name", t.lang)
    leading = list(_find_leading(selection, names, view.without, catalog))
    with right:
        chosen = st.multiselect(
            t("app.trend_pick", n=_MOST_CHOSEN),
            list(names),
            default=list(view.prefectures[:_MOST_CHOSEN]) or leading,
            format_func=names.__getitem__,
            max_selections=_MOST_CHOSEN,
            key=f"indicators.trend.places.{asked}.{selection.period}.{selection.form}"
            f".{bool(view.without)}",
            placeholder=t("app.trend_choose"),
        )
    _show_drawn(indicator, tuple(chosen), view.geography, catalog, t)
    return alter(
        view,
        second=None if indicator == first else indicator,
        second_period=None if indicator != view.second else view.second_period,
        prefectures=() if sorted(chosen) == leading else tuple(chosen),
    )


def _find_leading(
    selection: Selection, names: Iterable[str], without: tuple[str, ...], catalog: Catalog
) -> tuple[str, ...]:
    """Return the codes of the first of the rank, in code order."""

    def make() -> tuple[str, ...]:
        best = rank(selection).dropna().sort_values(kind="stable").index
        known = frozenset(names)
        return tuple(sorted([str(code) for code in best if code in known][:_FIRST_CHOSEN]))

    key = (
        catalog.digest,
        selection.indicator,
        selection.period,
        selection.form,
        selection.geography,
        without,
    )
    return _LISTS.get(key, make)


def _show_drawn(
    indicator: str, codes: tuple[str, ...], geography: Geography, catalog: Catalog, t: Translator
) -> None:
    """Show the chart with its source, its table, and why years of it are not joined."""
    key = (catalog.digest, t.lang, indicator, geography, codes)
    drawn = _DRAWN.get(key, lambda: _draw(indicator, codes, geography, catalog, t))
    if drawn is None:
        st.text(t("app.trend_empty"))
        return
    show_chart(
        drawn.spec,
        drawn.table,
        source=drawn.source,
        t=t,
        key="indicators.trend.chart",
        column_config={drawn.value: st.column_config.NumberColumn(format=f"%,.{drawn.decimals}f")},
    )
    st.html(drawn.notes)
    with st.columns([0.16, 0.84])[0]:
        offer_citation(
            drawn.title, drawn.source_ids, catalog, t, kind="chart", key="indicators.trend.cite"
        )


def _draw(
    indicator: str, codes: tuple[str, ...], geography: Geography, catalog: Catalog, t: Translator
) -> Drawn | None:
    points = trend_frame(catalog, indicator, codes, places(catalog, geography), t)
    if points.empty:
        return None
    ids = tuple(_list_sources(catalog, indicator, codes))
    value = t("app.value_column", unit=_unit_of(indicator, catalog, t))
    notes = [t("app.trend_help"), *tell_breaks(catalog, indicator, geography, t)]
    label = text_at(catalog.indicators, indicator, "label", t.lang)
    years = sorted(int(year) for year in points["year"])
    return Drawn(
        trend_spec(points, indicator, catalog, t),
        points[["place", "period", "value", "status", "source"]].set_axis(
            [t("map.name"), t("map.period"), value, t("map.status"), t("map.source")],
            axis="columns",
        ),
        value,
        _decimals(points, indicator, catalog),
        t("indicators.trend_source", sources=describe_sources(catalog, ids, t)),
        "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes),
        t("indicators.trend_cited", label=label, first=years[0], last=years[-1]),
        ids,
    )


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
