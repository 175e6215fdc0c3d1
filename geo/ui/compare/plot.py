"""The dot plot: where the chosen prefectures stand among all, with the median."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.ui.charts import COLOURS, INK, SHAPES, axis, legend, show_chart
from geo.ui.citation import offer_citation
from geo.ui.compare.lines import (
    list_lines,
    name_line,
    sources_of,
    tell_entry,
    tell_number,
    tell_rank,
    unit_of,
)
from geo.ui.compare.table import key_of, name_chosen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.compare import Line
    from geo.locale import Translator
    from geo.view import View

_ROW_PX = 25
_AROUND_PX = 90  # legend, axis and its title
_PER_CENT = 100
_OTHERS = "#a9b3bd"

Drawn = tuple[dict[str, Any], pd.DataFrame, str, str, tuple[str, ...]]
"""Specification, figures as a table, source line, title and sources of the citation."""

_PLOTS: Memo[Drawn] = Memo(32)


def show_plot(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the plot, how its axis is scaled, and its figures."""
    st.html(f'<p class="za-note">{escape(t("compare.plot_help"))}</p>')
    key = (*key_of(view, catalog, t), "plot")  # type: ignore[misc]  # a tuple
    spec, table, source, title, source_ids = _PLOTS.get(key, lambda: _draw(view, catalog, t))
    show_chart(spec, table, source=source, t=t, key="compare.plot")
    offer_citation(
        title,
        source_ids,
        catalog,
        t,
        kind="chart",
        key="compare.plot_cite",
    )


def _draw(view: View, catalog: Catalog, t: Translator) -> Drawn:
    lines = [line for line in list_lines(view, catalog) if line.n]
    points = plot_points(lines, view, catalog, t)
    spec = plot_spec(points, lines, view, catalog, t)
    sources = describe_sources(catalog, sources_of(lines, view.prefectures), t)
    return (
        spec,
        plot_table(points, t),
        t("compare.source", sources=sources),
        t("compare.plot_title", names=name_chosen(view, catalog, t)),
        # also of the lines without a place to draw
        tuple(sources_of(list_lines(view, catalog), view.prefectures)),
    )


def name_row(line: Line, catalog: Catalog, t: Translator) -> str:
    """Return the name of a row: short, with its year."""
    name = name_line(line, catalog, t, short=True)
    return t("compare.row", name=name, period=t.period(line.period))


def plot_points(lines: Sequence[Line], view: View, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return every point of the plot: all prefectures, the chosen ones with their names.

    Returns
    -------
    pandas.DataFrame
        Columns row, place (name), x (0 to 100), value and rank (texts), is_chosen.
    """
    names = {
        str(code): text_at(catalog.prefectures, code, "short", t.lang)
        for code in catalog.prefectures.index
    }
    rows = [
        {
            "row": name_row(line, catalog, t),
            "place": names[entry.code],
            "x": _PER_CENT * entry.place,
            "value": t(
                "compare.value_unit", value=tell_entry(entry, line, t), unit=unit_of(line, t)
            ),
            "rank": tell_rank(entry, line, t),
            "is_chosen": entry.code in view.prefectures,
        }
        for line in lines
        for entry in line.entries.values()
        if not math.isnan(entry.place)
    ]
    return pd.DataFrame(rows, columns=["row", "place", "x", "value", "rank", "is_chosen"])


def plot_table(points: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Return the chosen points as a table."""
    chosen = points[points["is_chosen"]]
    return pd.DataFrame(
        {
            t("compare.indicator_column"): chosen["row"],
            t("geography.prefecture"): chosen["place"],
            t("map.value"): chosen["value"],
            t("map.rank"): chosen["rank"],
            t("compare.position"): chosen["x"].astype(float).round(1),
        }
    )


def plot_spec(
    points: pd.DataFrame,
    lines: Sequence[Line],
    view: View,
    catalog: Catalog,
    t: Translator,
) -> dict[str, Any]:
    """Return the plot as a Vega-Lite specification."""
    names = [text_at(catalog.prefectures, code, "short", t.lang) for code in view.prefectures]
    medians = pd.DataFrame(
        [
            {
                "row": name_row(line, catalog, t),
                "x": _PER_CENT * line.median_place,
                "value": t(
                    "compare.value_unit",
                    value=tell_number(line.median, "eq", line, t),
                    unit=unit_of(line, t),
                ),
                "over": t("compare.median_over", n=line.n),
            }
            for line in lines
        ],
        columns=["row", "x", "value", "over"],
    )
    order = list(medians["row"])
    y = {
        "field": "row",
        "type": "nominal",
        "sort": order,
        "title": None,
        "axis": axis(labelLimit=230, labelOverlap=False, grid=True, ticks=False, domain=False),
    }
    x = {
        "field": "x",
        "type": "quantitative",
        "title": t("compare.plot_axis"),
        "scale": {"domain": [0, _PER_CENT], "padding": 8},
        "axis": axis(values=[0, 25, 50, 75, 100], tickCount=5),
    }
    tooltip = [
        {"field": "place", "type": "nominal", "title": t("geography.prefecture")},
        {"field": "row", "type": "nominal", "title": t("compare.indicator_column")},
        {"field": "value", "type": "nominal", "title": t("map.value")},
        {"field": "rank", "type": "nominal", "title": t("map.rank")},
    ]
    scale = {"domain": names}
    said = legend(orient="top", columns=5, title=None)
    return {
        "height": _ROW_PX * len(order) + _AROUND_PX,
        "datasets": {
            "others": points[~points["is_chosen"]].drop(columns="is_chosen"),
            "chosen": points[points["is_chosen"]].drop(columns="is_chosen"),
            "medians": medians,
        },
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "data": {"name": "others"},
                "mark": {"type": "point", "filled": True, "size": 22, "color": _OTHERS},
                "encoding": {"tooltip": tooltip},
            },
            {
                "data": {"name": "medians"},
                "mark": {"type": "tick", "thickness": 2.5, "size": 20, "color": INK},
                "encoding": {
                    "tooltip": [
                        {"field": "row", "type": "nominal", "title": t("compare.indicator_column")},
                        {"field": "value", "type": "nominal", "title": t("compare.median")},
                        {"field": "over", "type": "nominal", "title": t("compare.n")},
                    ]
                },
            },
            {
                "data": {"name": "chosen"},
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 95,
                    "opacity": 0.9,
                },
                "encoding": {
                    "color": {
                        "field": "place",
                        "type": "nominal",
                        "scale": {**scale, "range": list(COLOURS[: len(names)])},
                        "legend": said,
                    },
                    "shape": {
                        "field": "place",
                        "type": "nominal",
                        "scale": {**scale, "range": list(SHAPES[: len(names)])},
                        "legend": said,
                    },
                    "tooltip": tooltip,
                },
            },
        ],
    }
