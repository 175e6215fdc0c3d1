"""Two indicators at once: map, classes, rank correlation, table and scatter plot."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.bivariate import MIN_PLACES, pair_indicators
from geo.maps.areas import selection_label, source_line
from geo.maps.palette import BIVARIATE
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.theme_pair import level_word, name_pair, tell_correlation
from geo.ui.charts import INK, axis, show_chart
from geo.ui.citation import offer_citation
from geo.ui.component import show_map
from geo.ui.downloads import OFFER_WIDTHS, offer_frame, offer_page
from geo.ui.fields.choosing import mapped
from geo.ui.fields.structure import NAME_WIDTH
from geo.ui.picking import pick_row

if TYPE_CHECKING:
    from geo.bivariate import Pair
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_PAIRS: Memo[Pair | None] = Memo(64)
_FRAMES: Memo[pd.DataFrame] = Memo(64)
_HEIGHT_PX = 420
_MARGIN = 1.15
_WIDE_SPREAD = 10.0
"""A largest value of more times the smallest than this leaves the others in a corner."""


def show_pair(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the map of two indicators, the table beside it and the scatter plot below."""
    key = (catalog.digest, _asked(view))
    pair = _PAIRS.get(key, lambda: pair_indicators(catalog, view))
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        show_map(mapped(view), catalog, key="fields.map", follow=True)
    if pair is None:
        with right:
            st.html(f'<p class="za-note">{escape(t("fields.no_pair"))}</p>')
        return
    full = _FRAMES.get((*key, t.lang), lambda: pair_frame(pair, catalog, t, short=False))
    frame = _FRAMES.get((*key, t.lang, "short"), lambda: pair_frame(pair, catalog, t, short=True))
    title = name_pair(pair, catalog, t)
    with right, st.container(height="stretch", key="fields-table"):
        _show_facts(pair, title, t)
        pick_row(
            frame,
            [str(code) for code in frame.index],
            view,
            key="fields.places",
            height="stretch",
            column_config=_columns(frame, pair, t),
        )
        columns = st.columns(OFFER_WIDTHS, gap="small")
        with columns[0]:
            offer_frame(full, f"{view.indicator}-{view.second}", t, key="fields.csv")
        with columns[1]:
            offer_page(mapped(view), catalog, t, key="fields.file")
        with columns[2]:
            offer_citation(title, _sources(pair), catalog, t, kind="map", key="fields.cite")
    st.header(t("fields.scatter"), anchor=False)
    if not pair.n:
        st.text(t("fields.scatter_empty"))
        return
    show_chart(
        scatter_spec(pair, catalog, t),
        full,
        source=t(
            "fields.pair_sources",
            first=source_line(catalog, pair.first, t),
            second=source_line(catalog, pair.second, t),
        ),
        t=t,
        key="fields.scatter",
        column_config=_columns(full, pair, t),
    )
    narrow, _ = st.columns([0.2, 0.8], gap="small")
    with narrow:
        offer_citation(title, _sources(pair), catalog, t, kind="chart", key="fields.chart_cite")


def _asked(view: View) -> tuple[object, ...]:
    return (
        view.indicator,
        view.period,
        view.second,
        view.second_period,
        view.form,
        view.geography,
        view.without,
    )


def _sources(pair: Pair) -> list[str]:
    frames = (pair.first.frame, pair.second.frame)
    return [i for frame in frames for row in frame["source_ids"][frame["gap"] == ""] for i in row]


def _show_facts(pair: Pair, title: str, t: Translator) -> None:
    lines = [t.plural("map.pair_places", pair.n)]
    if not pair.edges[0]:
        lines.append(t("map.pair_too_few", n=MIN_PLACES))
    lines.append(tell_correlation(pair, t))
    body = "".join(f'<p class="za-note">{escape(line)}</p>' for line in lines)
    st.html(f'<p class="za-table-title">{escape(title)}</p>{body}')


def pair_frame(pair: Pair, catalog: Catalog, t: Translator, *, short: bool) -> pd.DataFrame:
    """Return the prefectures with value, class and status of each indicator, in code order.

    Parameters
    ----------
    short
        Head the values by letter and unit only: for a table below words that name A and B.
    """
    columns: dict[str, Any] = {
        t("geography.prefecture"): catalog.prefectures[f"short_{t.lang}"]
        .reindex(pair.first.frame.index)
        .fillna("")
    }
    sides = zip("AB", ("first", "second"), (pair.first, pair.second), strict=True)
    for letter, side, selection in sides:
        frame = selection.frame
        unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
        label = selection_label(selection, catalog, t)
        shown = frame["gap"].isin(["", "left_out"])
        value = frame["value"]
        if selection.form == "total":  # what was left out of the classes is still known
            value = value.where(frame["gap"] != "left_out", frame["published"])
        head = t("fields.pair_value", axis=letter, label=label, unit=unit)
        if short:
            head = t("fields.pair_short", axis=letter, unit=unit)
        columns[head] = value.astype(float)
        columns[t("fields.pair_class", axis=letter)] = [
            level_word(int(number), t) for number in pair.classes[side]
        ]
        columns[t("fields.pair_status", axis=letter)] = [
            t(f"status.{status}") if ok and status else _why(gap, t)
            for ok, status, gap in zip(shown, frame["status"], frame["gap"], strict=True)
        ]
    return pd.DataFrame(columns, index=pair.first.frame.index)


def _why(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in {"suspect", "unverified"} else t("common.no_data")


def _columns(frame: pd.DataFrame, pair: Pair, t: Translator) -> dict[str, Any]:
    names = list(frame.columns)
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {
        names[0]: text(pinned=True, width=NAME_WIDTH[t.lang]),
        names[1]: number(format=f"%,.{pair.first.decimals}f"),
        names[2]: text(width=56),
        names[3]: text(width=80),
        names[4]: number(format=f"%,.{pair.second.decimals}f"),
        names[5]: text(width=56),
        names[6]: text(width=80),
    }


def scatter_spec(pair: Pair, catalog: Catalog, t: Translator) -> dict[str, Any]:
    """Return the scatter plot of places with both values, named, in the colours of the map."""
    x, y = (s.frame["value"][pair.both].astype(float) for s in (pair.first, pair.second))
    names = catalog.prefectures[f"short_{t.lang}"].to_dict()
    levels = pair.classes[pair.both]
    points = [
        {
            "place": names.get(code) or "",
            "x": float(a),
            "y": float(b),
            "colour": BIVARIATE[int(v)][int(u)] if u >= 0 and v >= 0 else "#ffffff",
        }
        for code, a, b, u, v in zip(x.index, x, y, levels["first"], levels["second"], strict=True)
    ]
    axes = []
    for letter, selection, values in zip("AB", (pair.first, pair.second), (x, y), strict=True):
        unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
        label = selection_label(selection, catalog, t)
        name = t("fields.pair_value", axis=letter, label=label, unit=unit)
        axes.append(_scale(values, name, t))
    tooltip = [
        {"field": "place", "type": "nominal", "title": t("map.name")},
        {"field": "x", "type": "quantitative", "title": axes[0]["title"], "format": ",.4~f"},
        {"field": "y", "type": "quantitative", "title": axes[1]["title"], "format": ",.4~f"},
    ]
    both = {
        "x": {"field": "x", "type": "quantitative", **axes[0]},
        # named above the plot, where there is room for a long name
        "y": {"field": "y", "type": "quantitative", **axes[1], "title": None},
    }
    rules = [
        {
            "data": {"values": [{"at": edge} for edge in edges[1:-1]]},
            "mark": {"type": "rule", "strokeDash": [4, 4], "color": INK, "opacity": 0.55},
            "encoding": {side: {"field": "at", "type": "quantitative"}},
        }
        for side, edges in zip("xy", pair.edges, strict=True)
        if edges
    ]
    return {
        "height": _HEIGHT_PX,
        "title": {"text": axes[1]["title"], "anchor": "start", "fontSize": 13, "color": INK},
        "datasets": {"points": points},
        "data": {"name": "points"},
        "layer": [
            *rules,
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {
                    **both,
                    "fill": {"field": "colour", "type": "nominal", "scale": None},
                    "stroke": {"value": INK},
                    "tooltip": tooltip,
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 12, "color": INK},
                "encoding": {**both, "text": {"field": "place", "type": "nominal"}},
            },
        ],
    }


def _scale(values: pd.Series[float], name: str, t: Translator) -> dict[str, Any]:
    """Return title, scale and axis: logarithmic where a few large values press down the rest."""
    low, high = float(values.min()), float(values.max())
    if low > 0 and high / low > _WIDE_SPREAD:
        return {
            "title": t("fields.log_axis", title=name),
            "scale": {"type": "log", "domain": [low / _MARGIN, high * _MARGIN]},
            "axis": axis(values=readable_ticks(low, high), format=",~g"),
        }
    return {
        "title": name,
        "scale": {"zero": False, "nice": True, "padding": 30},
        "axis": axis(tickCount=6, format=",~f"),
    }


def readable_ticks(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times the powers of ten from `low` to `high`, both above zero.

    >>> readable_ticks(0.3, 6.2)
    [0.5, 1.0, 2.0, 5.0]
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in (1, 2, 5)]
    return [tick for tick in ticks if low <= tick <= high]


__all__ = ["pair_frame", "readable_ticks", "scatter_spec", "show_pair"]
