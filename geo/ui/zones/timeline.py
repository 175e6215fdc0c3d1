"""The timeline: a slider over the published dates, what it says, and the chart of all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources
from geo.summary import tally_zones
from geo.ui.charts import INK, PAPER, axis, legend, show_chart
from geo.ui.citation import offer_citation
from geo.zones.honesty import find_shortfall
from geo.zones.timeline import AIM_PERIOD, Stop, aim, find_stop, last_total, stops

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_NOW = "now"
_HEIGHT_PX = 300
# dark for national, light for provincial; blue as published, brown as identified
_COLOURS = ("#1d4f91", "#a9c4e6", "#7a4a12", "#e3bd8c")
_OUTLINE = "#3e4853"
_SPECS: Memo[tuple[dict[str, Any], pd.DataFrame, str]] = Memo(8)
_STOPS: Memo[tuple[Stop, ...]] = Memo(8)
_SOURCES: Memo[list[str]] = Memo(8)
_HTML: Memo[str] = Memo(8)


def name_stop(stop: Stop, t: Translator) -> str:
    """Return a date of the timeline in words."""
    if stop.period is None:
        return t("zones.stop_now")
    year = stop.period[:4]
    if stop.moment == "end":
        return t("zones.stop_end", year=year)
    if stop.moment == "within":
        return t("zones.stop_within", year=year)
    return t.period(stop.period)


def choose_date(view: View, catalog: Catalog, t: Translator) -> View:
    """Show the slider and what stood at its date; return the View of that date."""
    held = _STOPS.get(catalog.digest, lambda: stops(catalog))
    by_key = {stop.period or _NOW: stop for stop in held}
    start = find_stop(held, view.asof).period or _NOW
    left, right = st.columns([0.5, 0.5], gap="medium", vertical_alignment="center")
    with left:
        key = st.select_slider(
            t("zones.slider"),
            list(by_key),
            value=start,
            format_func=lambda name: name_stop(by_key[name], t),
            key="zones.date",
        )
    chosen = by_key[key]
    with right:
        st.html(_headline(chosen, held, t))
    # an address between two dates becomes the one before it: map, number and slider agree
    return view if chosen.period == view.asof else replace(view, asof=chosen.period)


def show_shortfall(catalog: Catalog, t: Translator) -> None:
    """Say that fewer zones are identified than were counted, as long as that is so."""
    html = _HTML.get((catalog.digest, t.lang), lambda: _write_shortfall(catalog, t))
    if html:
        st.html(html)


def _write_shortfall(catalog: Catalog, t: Translator) -> str:
    shortfall = find_shortfall(tally_zones(catalog))
    if shortfall is None:
        return ""
    if shortfall.missing > 0:
        text = t(
            "zones.shortfall",
            counted=shortfall.counted,
            identified=shortfall.identified,
            missing=shortfall.missing,
        )
    else:
        text = t("zones.mismatch", counted=shortfall.counted, identified=shortfall.identified)
    return f'<p class="za-lead za-zones-notice" role="note">{escape(text)}</p>'


def _headline(stop: Stop, held: tuple[Stop, ...], t: Translator) -> str:
    date = name_stop(stop, t)
    if stop.published is not None:
        head = t("zones.headline", date=date, identified=stop.identified, published=stop.published)
        notes = []
    else:
        head = t("zones.headline_unpublished", date=date, identified=stop.identified)
        last = last_total(held)
        notes = (
            []
            if last is None
            else [t("zones.no_later_total", date=name_stop(last, t), n=last.published)]
        )
    if stop.maybe:
        notes.append(t.plural("zones.maybe", stop.maybe))
    if stop.undated:
        notes.append(t.plural("zones.undated", stop.undated))
    note = "".join(f'<p class="za-note">{escape(text)}</p>' for text in notes)
    return f'<p class="za-zones-head" role="status">{escape(head)}</p>{note}'


def show_counts(catalog: Catalog, t: Translator) -> None:
    """Show published and identified numbers at every date, and the number aimed for."""
    st.header(t("zones.counts_title"), anchor=False)
    spec, table, source = _SPECS.get((catalog.digest, t.lang), lambda: _draw(catalog, t))
    show_chart(spec, table, source=source, t=t, key="zones.counts")
    notes = [t("zones.rule"), t("zones.rule_undated"), t("zones.rule_aim")]
    st.html("".join(f'<p class="za-note">{escape(note)}</p>' for note in notes))
    first, _ = st.columns([0.25, 0.75])
    with first:
        offer_citation(
            t("zones.counts_title"),
            _SOURCES.get(catalog.digest, lambda: _count_sources(catalog)),
            catalog,
            t,
            kind="chart",
            key="zones.cite_counts",
        )


def _count_sources(catalog: Catalog) -> list[str]:
    target = aim(catalog)
    ids = [str(name) for name in catalog.zone_counts["source_id"]]
    return [*ids, *([target[2]] if target else [])]


def _draw(catalog: Catalog, t: Translator) -> tuple[dict[str, Any], pd.DataFrame, str]:
    dated = [stop for stop in stops(catalog) if stop.period is not None]
    target = aim(catalog)
    source = t(
        "zones.counts_source",
        sources=describe_sources(catalog, dict.fromkeys(_count_sources(catalog)), t),
    )
    return counts_spec(dated, target[0] if target else None, t), counts_table(catalog, t), source


def counts_spec(dated: list[Stop], target: int | None, t: Translator) -> dict[str, Any]:
    """Return the chart: two stacked bars a date, and the hollow bar of the target."""
    published, identified = t("zones.published"), t("zones.identified")
    series = {
        (kind, level): t("zones.series", kind=kind, level=t(f"level.{level}"))
        for kind in (published, identified)
        for level in ("national", "provincial")
    }
    aim_name = t("zones.aim_bar", year=AIM_PERIOD)
    bars, tops = [], []
    for stop in dated:
        date = name_stop(stop, t)
        numbers = {
            published: (stop.published, stop.published_national, stop.published_provincial),
            identified: (stop.identified, stop.national, stop.provincial),
        }
        for kind, (total, national, provincial) in numbers.items():
            if total is None or national is None or provincial is None:
                continue
            for order, (level, n) in enumerate(
                (("national", national), ("provincial", provincial))
            ):
                bars.append(
                    {
                        "date": date,
                        "kind": kind,
                        "series": series[kind, level],
                        "order": order,
                        "n": n,
                    }
                )
            tops.append({"date": date, "kind": kind, "n": total})
    names = [name_stop(stop, t) for stop in dated]
    if target is not None:
        names.append(aim_name)
    quiet = [name_stop(stop, t) for stop in dated if stop.published is None]
    x = {
        "field": "date",
        "type": "ordinal",
        "title": None,
        "scale": {"domain": names},
        "axis": axis(labelAngle=0, labelLimit=110, labelOverlap=False, labelFontSize=12),
    }
    y = {
        "field": "n",
        "type": "quantitative",
        "title": None,
        "axis": axis(tickMinStep=1),
        "scale": {"domainMax": 40},
    }
    offset = {"field": "kind", "type": "nominal", "scale": {"domain": [published, identified]}}
    text = {"type": "text", "dy": -7, "fontSize": 12, "color": INK}
    layers: list[dict[str, Any]] = [
        {
            "data": {"name": "bars"},
            "mark": {"type": "bar", "stroke": _OUTLINE, "strokeWidth": 0.6},
            "encoding": {
                "x": x,
                "xOffset": offset,
                "y": {**y, "stack": "zero"},
                "order": {"field": "order", "type": "quantitative"},
                "color": {
                    "field": "series",
                    "type": "nominal",
                    "title": None,
                    "scale": {"domain": list(series.values()), "range": list(_COLOURS)},
                    "legend": legend(orient="top", columns=4, labelLimit=320),
                },
                "tooltip": [
                    {"field": "date", "type": "nominal", "title": t("zones.column_date")},
                    {"field": "series", "type": "nominal", "title": t("zones.column_series")},
                    {"field": "n", "type": "quantitative", "title": t("zones.column_n")},
                ],
            },
        },
        {
            "data": {"name": "tops"},
            "mark": text,
            "encoding": {
                "x": x,
                "xOffset": offset,
                "y": y,
                "text": {"field": "n", "type": "quantitative"},
            },
        },
    ]
    datasets: dict[str, Any] = {"bars": bars, "tops": tops}
    if quiet:
        datasets["quiet"] = [{"date": quiet[len(quiet) // 2], "n": 31, "words": t("zones.quiet")}]
        layers.append(
            {
                "data": {"name": "quiet"},
                "mark": {**text, "dy": 0, "fontSize": 13},
                "encoding": {"x": x, "y": y, "text": {"field": "words", "type": "nominal"}},
            }
        )
    if target is not None:
        datasets["aim"] = [{"date": aim_name, "n": target}]
        layers += [
            {
                "data": {"name": "aim"},
                "mark": {
                    "type": "bar",
                    "fill": PAPER,
                    "stroke": _COLOURS[0],
                    "strokeWidth": 1.6,
                    "strokeDash": [5, 4],
                },
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"name": "aim"},
                "mark": text,
                "encoding": {"x": x, "y": y, "text": {"field": "n", "type": "quantitative"}},
            },
        ]
    return {
        "height": _HEIGHT_PX,
        "title": {
            "text": t("zones.counts_axis"),
            "anchor": "start",
            "fontSize": 14,
            "color": INK,
        },
        "datasets": datasets,
        "layer": layers,
    }


def counts_table(catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the numbers of the chart with status and source; what was not published says so."""

    def say(n: int | None) -> str:
        return t("zones.not_published") if n is None else t.number(n)

    rows = [
        {
            t("zones.column_date"): name_stop(stop, t),
            t("zones.published"): say(stop.published),
            t("zones.column_published_national"): say(stop.published_national),
            t("zones.column_published_provincial"): say(stop.published_provincial),
            t("zones.identified"): t.number(stop.identified),
            t("zones.column_national"): t.number(stop.national),
            t("zones.column_provincial"): t.number(stop.provincial),
            t("zones.column_undated"): t.number(stop.undated),
            t("zones.column_maybe"): t.number(stop.maybe),
            t("map.status"): t(f"status.{stop.status}") if stop.status else "",
            t("map.source"): describe_sources(catalog, [stop.source_id], t)
            if stop.source_id
            else "",
            t("export.note"): stop.note_zh if t.lang == "zh" else stop.note_en,
        }
        for stop in stops(catalog)
    ]
    target = aim(catalog)
    if target is not None:
        n, status, source_id = target
        rows.append(
            {
                t("zones.column_date"): t("zones.aim_bar", year=AIM_PERIOD),
                t("zones.published"): t.number(n),
                t("map.status"): t(f"status.{status}"),
                t("map.source"): describe_sources(catalog, [source_id], t),
                t("export.note"): t("zones.rule_aim"),
            }
        )
    return pd.DataFrame(rows).fillna("")
