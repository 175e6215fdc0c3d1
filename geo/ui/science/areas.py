"""What is published of each part's area: bars that stand apart, and a table. No sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, join, text_at
from geo.ui.charts import COLOURS, INK, axis, show_chart
from geo.ui.citation import offer_citation

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.science import Area, CityPart

_BAR_PX, _AROUND_PX = 30, 90  # a bar; title and axis around them
_AREA_COLOUR = COLOURS[8]  # that of the outlines on the map
_FRAMES: Memo[pd.DataFrame] = Memo(8)
_SHOWN: Memo[_Shown] = Memo(8)


@dataclass(frozen=True, slots=True)
class _Shown:
    """The areas of a city as they stand on the page."""

    notes: str
    spec: dict[str, Any]
    source: str
    title: str
    source_ids: tuple[str, ...]


def tell_area(area: Area, t: Translator) -> str:
    """Return an area with its qualifier, without the unit."""
    if area.value is None:
        return t("common.no_data")
    return t.qualified(t.number(area.value), area.qualifier)


def tell_formula(area: Area, catalog: Catalog, t: Translator) -> str:
    """Return how a difference was taken, blank for a published area.

    Whole and parts are named with their years, since these differ.
    """
    if not area.terms:
        return ""
    cities = catalog.science_cities
    texts = [
        t(
            "science.term",
            name=text_at(cities, key, "name", t.lang),
            area=t.number(value),
            period=t.period(str(cities["area_period"][key] or "")),
        )
        for key, value in area.terms
    ]
    return t("science.formula", terms=" − ".join(texts), area=t.number(area.value))


def tell_basis(area: Area, t: Translator) -> str:
    """Return whether an area was published, published as about, or is a difference."""
    if area.value is None:
        return t("common.no_data")
    if area.status == "derived":
        return t("science.basis_difference")
    return t("science.basis_about" if area.qualifier == "approx" else "science.basis_published")


def tell_bounds(part: CityPart, catalog: Catalog, t: Translator) -> str:
    """Return the published description of a part's limits; the texts are Chinese."""
    if not part.bounded:
        return t("science.no_bounds")
    words = str(catalog.science_cities["boundary_zh"][part.id])
    return words if t.lang == "zh" else t("science.chinese_only")


def areas_frame(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return every part with its area, year, basis, status, source, other areas and limits."""
    cities = catalog.science_cities
    parents = {part.id: text_at(cities, part.id, "name", t.lang) for part in parts}
    rows = []
    for part in parts:
        area = part.area
        rows.append(
            {
                t("science.part"): parents[part.id],
                t("science.parent"): parents.get(part.parent or "", ""),
                t("science.area"): tell_area(area, t),
                t("map.period"): t.period(area.period) if area.value is not None else "",
                t("science.basis"): tell_basis(area, t),
                t("map.status"): t(f"status.{area.status}") if area.status else "",
                t("map.source"): describe_sources(catalog, area.source_ids, t),
                t("science.derivation"): tell_formula(area, catalog, t),
                t("science.other_areas"): text_at(cities, part.id, "other_areas", t.lang),
                t("science.bounds"): tell_bounds(part, catalog, t),
                t("science.outline"): t(
                    "science.outline_drawn" if part.drawn else "science.outline_none"
                ),
            }
        )
    return pd.DataFrame(rows)


def frame_of(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return what `areas_frame` does of all parts of a city, worked out once."""
    key = (catalog.digest, t.lang, parts[0].city)
    return _FRAMES.get(key, lambda: areas_frame(parts, catalog, t))


def show_areas(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> None:
    """Show the areas of all parts of a city as bars that are not added, with table and sources."""
    st.header(t("science.areas_title"), anchor=False)
    key = (catalog.digest, t.lang, parts[0].city)
    shown = _SHOWN.get(key, lambda: _prepare(parts, catalog, t))
    st.html(shown.notes)
    left, right = st.columns([0.86, 0.14], vertical_alignment="top")
    with left:
        show_chart(
            shown.spec, frame_of(parts, catalog, t), source=shown.source, t=t, key="science.areas"
        )
    with right:
        offer_citation(
            shown.title, shown.source_ids, catalog, t, kind="chart", key="science.cite_areas"
        )


def _prepare(parts: tuple[CityPart, ...], catalog: Catalog, t: Translator) -> _Shown:
    held = [part for part in parts if part.area.value is not None]
    missing = [part for part in parts if part.area.value is None]
    names = catalog.science_cities[f"name_{t.lang}"]
    notes = [t(f"science.not_added_{parts[0].city}"), t("science.bars_help")]
    if missing:
        names_missing = join((names[part.id] or part.id for part in missing), t.lang)
        notes.append(t("science.areas_missing", names=names_missing))
    sources = [source for part in held for source in part.area.source_ids]
    city = text_at(catalog.science_cities, parts[0].id, "name", t.lang)
    return _Shown(
        notes="".join(f'<p class="za-note">{escape(note)}</p>' for note in notes),
        spec=_areas_spec(held, catalog, t),
        source=t("science.areas_source", sources=describe_sources(catalog, sources, t)),
        title=t("science.areas_work", name=city),
        source_ids=tuple(dict.fromkeys(sources)),
    )


def _areas_spec(parts: list[CityPart], catalog: Catalog, t: Translator) -> dict[str, Any]:
    names = catalog.science_cities[f"name_{t.lang}"]
    rows: list[dict[str, Any]] = [
        {
            "part": names[part.id] or part.id,
            "area": part.area.value,
            "derived": part.area.status == "derived",
            "told": t(
                "science.bar_told",
                area=tell_area(part.area, t),
                period=t.period(part.area.period),
                status=t(f"status.{part.area.status}"),
            ),
        }
        for part in parts
    ]
    return {
        "height": _BAR_PX * len(rows) + _AROUND_PX,
        "data": {"name": "areas"},
        "datasets": {"areas": rows},
        "title": {
            "text": t("science.areas_axis"),
            "anchor": "start",
            "fontSize": 14,
            "color": INK,
        },
        "encoding": {
            "y": {
                "field": "part",
                "type": "nominal",
                "sort": None,
                "title": None,
                "axis": axis(labelLimit=440, ticks=False),
            },
            "x": {
                "field": "area",
                "type": "quantitative",
                "title": None,
                # room for the words at the end of the longest bar
                "scale": {"domainMax": 1.25 * max(row["area"] for row in rows)},
                "axis": axis(tickCount=6),
            },
            "tooltip": [
                {"field": "part", "type": "nominal", "title": t("science.part")},
                {"field": "told", "type": "nominal", "title": t("science.area")},
            ],
        },
        "layer": [
            {
                "mark": {"type": "bar", "height": 16, "stroke": _AREA_COLOUR, "strokeWidth": 1.5},
                "encoding": {
                    "fill": {
                        # hollow and dashed: worked out, not published
                        "condition": {"test": "datum.derived", "value": "#ffffff"},
                        "value": _AREA_COLOUR,
                    },
                    "strokeDash": {
                        "condition": {"test": "datum.derived", "value": [4, 3]},
                        "value": [1, 0],
                    },
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 13, "color": INK},
                "encoding": {"text": {"field": "told", "type": "nominal"}},
            },
        ],
    }
