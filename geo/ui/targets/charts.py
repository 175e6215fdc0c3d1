"""Charts of the plan's targets: how far along each is, and one of them over the years."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.words import describe_sources
from geo.targets import AIM_YEAR, starting_aim
from geo.ui.charts import COLOURS, INK, axis, legend, show_chart
from geo.ui.kept import alter
from geo.ui.targets.aims import aim_of
from geo.ui.targets.words import (
    name_of,
    note_of,
    tell_way,
    unit_of,
    write_number,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.targets import Claim, Progress
    from geo.view import View

Drawn = tuple[dict[str, Any], pd.DataFrame, str]
"""A chart's specification, its figures as a table, its source line."""

_WAYS: Memo[Drawn | None] = Memo(16)
_TRENDS: Memo[Drawn] = Memo(64)
_ROW_PX, _AXIS_PX = 28, 80
_HEIGHT_PX = 300
_LONGEST_SECTION = 30
_WHOLE = 100
_KINDS = ("actual", "replaced", "target", "later", "aim")
_MARKS = {
    # shape, colour, filled: what is not an actual figure is hollow
    "actual": ("circle", COLOURS[0]),
    "replaced": ("cross", "#5f6b77"),
    "target": ("diamond", COLOURS[1]),
    "later": ("triangle-up", COLOURS[8]),
    "aim": ("square", "#000000"),
}


def show_ways(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> None:
    """Show the share of the way of every target that has a figure after the base."""
    st.header(t("targets.ways_title"), anchor=False)
    key = (catalog.digest, t.lang, tuple(rows))
    drawn = _WAYS.get(key, lambda: _draw_ways(rows, catalog, t))
    if drawn is None:
        st.text(t("targets.ways_empty"))
        return
    spec, table, source = drawn
    show_chart(spec, table, source=source, t=t, key="targets.ways")


def _draw_ways(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> Drawn | None:
    frame = ways_frame(rows, catalog, t)
    if frame.empty:
        return None
    left_out = sum(row.way is None for row in rows)
    source = t("targets.ways_source")
    if left_out:
        source += t.plural("targets.ways_left_out", left_out)
    table = frame.drop(columns=["said", "short"]).set_axis(
        [
            t("targets.indicator_unit"),
            t("targets.base"),
            t("targets.latest"),
            t("targets.target"),
            t("targets.way_percent"),
            t("map.period"),
            t("map.status"),
            t("map.source"),
        ],
        axis="columns",
    )
    return ways_spec(frame, t), table, source


def ways_frame(rows: Sequence[Progress], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return one row per target that can be measured."""
    records = [
        {
            "name": t("targets.name_in_unit", name=name_of(row, t), unit=unit_of(row, t)),
            "base": row.base.value,
            "latest": row.latest.value,
            "target": row.target.value,
            "way": round(_WHOLE * row.way, 1),
            "period": t.period(str(row.latest.year)),
            "status": t(f"status.{row.latest.status}"),
            "source": describe_sources(
                catalog, (row.base.source_id, row.latest.source_id, row.target.source_id), t
            ),
            "said": f"{tell_way(row, t)}{t('targets.in_year', period=str(row.latest.year))}",
            "short": name_of(row, t),
        }
        for row in rows
        if row.way is not None and row.base is not None and row.latest is not None
    ]
    return pd.DataFrame(records)


def ways_spec(frame: pd.DataFrame, t: Translator) -> dict[str, Any]:
    """Return the dots on their tracks, with the line of the target at 100 %."""
    least = min(0.0, float(frame["way"].min()))
    most = max(150.0, float(frame["way"].max()) * 2.8)  # room for the words
    y = {
        "field": "short",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": axis(labelLimit=300, labelOverlap=False, ticks=False, domain=False),
    }
    tooltip = [
        {"field": "name", "type": "nominal", "title": t("targets.indicator_unit")},
        {"field": "base", "type": "quantitative", "title": t("targets.base"), "format": ",.4~f"},
        {
            "field": "latest",
            "type": "quantitative",
            "title": t("targets.latest"),
            "format": ",.4~f",
        },
        {
            "field": "target",
            "type": "quantitative",
            "title": t("targets.target"),
            "format": ",.4~f",
        },
        {"field": "said", "type": "nominal", "title": t("targets.way")},
        {"field": "status", "type": "nominal", "title": t("map.status")},
        {"field": "source", "type": "nominal", "title": t("map.source")},
    ]
    x = {
        "field": "way",
        "type": "quantitative",
        "title": t("targets.way_axis"),
        "scale": {"domain": [least, most], "nice": False},
        "axis": axis(tickCount=6, titleAnchor="end"),
    }
    return {
        "height": _ROW_PX * len(frame) + _AXIS_PX,
        "datasets": {"ways": frame},
        "data": {"name": "ways"},
        "encoding": {"y": y},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 3, "color": COLOURS[0], "opacity": 0.45},
                "encoding": {"x": x, "x2": {"datum": 0}},
            },
            {
                # the axis title says what the line is; unnamed, it would only be noise to hear
                "mark": {
                    "type": "rule",
                    "strokeDash": [5, 4],
                    "strokeWidth": 1.5,
                    "color": INK,
                    "aria": False,
                },
                "encoding": {"x": {"datum": _WHOLE}, "y": None},
            },
            {
                "mark": {
                    "type": "point",
                    "filled": True,
                    "size": 110,
                    "color": COLOURS[0],
                    "opacity": 1,
                },
                "encoding": {"x": x, "tooltip": tooltip},
            },
            {
                # in a column of their own, clear of the line of 100 %
                "mark": {"type": "text", "align": "right", "fontSize": 13, "color": INK},
                "encoding": {
                    "x": {"value": "width"},
                    "text": {"field": "said", "type": "nominal"},
                },
            },
        ],
    }


def section_of(row: Progress) -> str:
    """Return the name by which an address asks for the years of a target."""
    return re.sub(r"[^a-z_]", "", row.indicator.lower()).strip("_")[:_LONGEST_SECTION] or "row"


def show_trend(view: View, rows: Sequence[Progress], catalog: Catalog, t: Translator) -> View:
    """Show one target over the years, and return the View with the one chosen."""
    st.header(t("targets.trend_title"), anchor=False)
    if not rows:
        return view
    sections = [section_of(row) for row in rows]
    first = next((i for i, row in enumerate(rows) if row.indicator == "hte_count"), 0)
    index = sections.index(view.section) if view.section in sections else first
    position = st.selectbox(
        t("targets.indicator"),
        range(len(rows)),
        index=index,
        format_func=lambda i: name_of(rows[i], t),
        key="targets.trend_of",
    )
    row = rows[position]
    aim = aim_of(row, view)
    key = (catalog.digest, t.lang, row, aim)
    spec, table, source = _TRENDS.get(key, lambda: _draw_trend(row, aim, catalog, t))
    show_chart(spec, table, source=source, t=t, key="targets.trend")
    chosen = None if position == first else sections[position]
    return alter(view, section=chosen)


def _draw_trend(row: Progress, aim: float | None, catalog: Catalog, t: Translator) -> Drawn:
    points = trend_frame(row, aim, catalog, t)
    table = points[["period", "said", "kind", "status", "source"]].set_axis(
        [
            t("map.period"),
            t("app.value_column", unit=unit_of(row, t)),
            t("targets.kind"),
            t("map.status"),
            t("map.source"),
        ],
        axis="columns",
    )
    sources = describe_sources(catalog, row.source_ids, t)
    return trend_spec(row, points, t), table, t("targets.trend_source", sources=sources)


def trend_frame(row: Progress, aim: float | None, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the points of a target over the years.

    Returns
    -------
    pandas.DataFrame
        Columns year, period, value, said, kind, status, source, run. Actual figures of one
        `run` may be joined: they follow year by year on one basis.
    """
    claims: list[tuple[str, Claim]] = [
        *(("actual", claim) for claim in row.actuals),
        *(("replaced", claim) for claim in row.superseded),
        ("target", row.target),
        *(("later", claim) for claim in row.later_targets),
    ]
    if row.base is not None and row.base.year not in {claim.year for claim in row.actuals}:
        claims.append(("actual", row.base))
    claims.sort(key=lambda item: (item[1].year, _KINDS.index(item[0])))
    records = []
    run, last = 0, None
    for kind, claim in claims:
        if kind == "actual":
            run += last is not None and claim.year != last + 1
            last = claim.year
        note = note_of(claim, t)
        origin = describe_sources(catalog, (claim.source_id,), t)
        if claim.status == "derived" and note:
            computed = t("app.origin_computed", formula=note)
            origin = f"{computed}{t('targets.note_joint')}{origin}" if origin else computed
        records.append(
            {
                "year": claim.year,
                "period": t.period(str(claim.year)),
                "value": claim.value,
                "said": write_number(row, claim, t),
                "kind": t(f"targets.kind_{kind}"),
                "status": t(f"status.{claim.status}"),
                "source": origin,
                "run": run if kind == "actual" else -1,
            }
        )
    published = starting_aim(row)
    if aim is not None and (published is None or aim != published.value):
        records.append(
            {
                "year": AIM_YEAR,
                "period": t.period(str(AIM_YEAR)),
                "value": aim,
                "said": t.number(aim),
                "kind": t("targets.kind_aim"),
                "status": "",
                "source": t("targets.own_aim"),
                "run": -1,
            }
        )
    return pd.DataFrame(records)


def trend_spec(row: Progress, points: pd.DataFrame, t: Translator) -> dict[str, Any]:
    """Return the line of the actual figures and the hollow points of what is aimed for."""
    years = range(int(points["year"].min()), max(int(points["year"].max()), AIM_YEAR) + 1)
    names = {kind: t(f"targets.kind_{kind}") for kind in _KINDS}
    held = [kind for kind in _KINDS if names[kind] in set(points["kind"])]
    domain = [names[kind] for kind in held]
    shape = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": domain, "range": [_MARKS[kind][0] for kind in held]},
        "legend": legend(orient="top"),
    }
    colour = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": domain, "range": [_MARKS[kind][1] for kind in held]},
        "legend": legend(orient="top"),
    }
    actual = {"field": "kind", "equal": names["actual"]}
    replaced = {"field": "kind", "equal": names["replaced"]}
    tooltip = [
        {"field": "kind", "type": "nominal", "title": t("targets.kind")},
        {"field": "period", "type": "nominal", "title": t("map.period")},
        {"field": "said", "type": "nominal", "title": t("map.value")},
        {"field": "status", "type": "nominal", "title": t("map.status")},
        {"field": "source", "type": "nominal", "title": t("map.source")},
    ]
    return {
        "height": _HEIGHT_PX,
        "datasets": {"points": points},
        "data": {"name": "points"},
        "title": {
            "text": t("targets.name_in_unit", name=name_of(row, t), unit=unit_of(row, t)),
            "anchor": "start",
            "fontSize": 14,
            "color": INK,
        },
        "encoding": {
            "x": {
                "field": "period",
                "type": "ordinal",
                "title": None,
                "scale": {"domain": [t.period(str(year)) for year in years]},
                "axis": axis(labelAngle=0),
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": None,
                "scale": {"zero": not row.is_share},
                "axis": axis(),
            },
            "color": colour,
        },
        "layer": [
            {
                "transform": [{"filter": actual}],
                "mark": {"type": "line", "strokeWidth": 2},
                "encoding": {"detail": {"field": "run", "type": "nominal"}},
            },
            {
                "transform": [{"filter": actual}],
                "mark": {"type": "point", "filled": True, "size": 80, "opacity": 1},
                "encoding": {"shape": shape, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": {"not": actual}}],
                "mark": {
                    "type": "point",
                    "filled": False,
                    "size": 110,
                    "strokeWidth": 2,
                    "opacity": 1,
                },
                "encoding": {"shape": shape, "tooltip": tooltip},
            },
            *(
                {
                    "transform": [{"filter": which}],
                    "mark": {"type": "text", "dy": shift, "fontSize": 12, "color": INK},
                    "encoding": {
                        "text": {"field": "said", "type": "nominal"},
                        "color": {"value": INK},
                    },
                }
                # a replaced figure stands right under the one that replaced it
                for which, shift in (({"not": replaced}, -13), (replaced, 19))
            ),
        ],
    }
