"""One indicator over the years for the chosen prefectures, and why years are not joined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.indicators.tables import read_notes
from geo.maps.areas import places
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.ui.charts import COLOURS, SHAPES, show_chart
from geo.ui.citation import offer_citation
from geo.ui.kept import name_all
from geo.ui.trend import has_trend, trend_frame, trend_spec

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_COMPANION = "invention_grants"
"""Shown where the chosen indicator has one year only."""

_APART = {"break_before": "compare.break_before", "not_comparable": "compare.not_comparable"}
"""Rules of the notes that keep years from being joined, and what each says."""

Drawn = tuple[dict[str, Any], "pd.DataFrame", str, str, tuple[str, ...]]
"""Specification, points as a table, source line, markup of the notes, sources."""

_DRAWN: Memo[Drawn | None] = Memo(32)


def show_trend(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the trend of the page's indicator, or of another where it has one year only."""
    possible = has_trend(catalog, "prefecture")
    asked = str(view.indicator)
    labels = name_all(catalog, "indicators", "label", t.lang)
    if not possible:  # an own data folder may hold single years only
        st.text(t("app.trend_empty"))
        return
    indicator = next((name for name in (asked, _COMPANION) if name in possible), possible[0])
    if asked not in possible:
        period = t.period(view.period or "")
        alone = t(
            "compare.trend_alone", label=labels[asked], period=period, other=labels[indicator]
        )
        st.html(f'<p class="za-note">{escape(alone)}</p>')
    codes = [code for code in view.prefectures if code not in view.without]
    # colours go by all that are chosen, also those left out
    key = (catalog.digest, t.lang, indicator, view.prefectures, tuple(codes))
    drawn = _DRAWN.get(key, lambda: _draw(indicator, codes, view, catalog, t))
    if drawn is None:
        st.text(t("app.trend_empty"))
        return
    spec, table, source, notes, sources = drawn
    show_chart(spec, table, source=source, t=t, key="compare.trend")
    st.html(notes)
    offer_citation(
        t("compare.trend_title", label=labels[indicator]),
        sources,
        catalog,
        t,
        kind="chart",
        key="compare.trend_cite",
    )


def _draw(
    indicator: str, codes: list[str], view: View, catalog: Catalog, t: Translator
) -> Drawn | None:
    points = trend_frame(catalog, indicator, codes, places(catalog, "prefecture"), t)
    if points.empty:
        return None
    sources = tuple(trend_sources(indicator, view, catalog))
    told = [t("app.trend_help"), *tell_breaks(indicator, catalog, t)]
    if len(codes) < len(view.prefectures):
        told.insert(0, t("compare.trend_without"))
    return (
        colour_trend(trend_spec(points, indicator, catalog, t), view, catalog, t),
        trend_table(points, indicator, catalog, t),
        t("compare.source", sources=describe_sources(catalog, sources, t)),
        "".join(f'<p class="za-note">{escape(line)}</p>' for line in told),
        sources,
    )


def trend_table(
    points: pd.DataFrame, indicator: str, catalog: Catalog, t: Translator
) -> pd.DataFrame:
    """Return the points as a table."""
    unit = catalog.indicators["unit" if t.lang == "zh" else "unit_en"][indicator]
    heads = ["map.name", "map.period", None, "map.status", "map.source"]
    named = [t(head) if head else t("app.value_column", unit=unit) for head in heads]
    return points[["place", "period", "value", "status", "source"]].set_axis(named, axis="columns")


def colour_trend(
    spec: dict[str, Any], view: View, catalog: Catalog, t: Translator
) -> dict[str, Any]:
    """Return the chart with the colours and shapes that the dot plot has for the same places."""
    names = [text_at(catalog.prefectures, code, "name", t.lang) for code in view.prefectures]
    drawn = spec["encoding"]["color"]["scale"]["domain"]
    for channel, values in (
        (spec["encoding"]["color"], COLOURS),
        (spec["layer"][1]["encoding"]["shape"], SHAPES),
    ):
        channel["scale"]["range"] = [values[names.index(name)] for name in drawn]
    return spec


def trend_sources(indicator: str, view: View, catalog: Catalog) -> list[str]:
    """Return the sources of the chosen places' figures in all years, each once."""
    held = catalog.prefecture_values
    rows = held[(held["indicator"] == indicator) & held["adcode"].isin(view.prefectures)]
    cells = (str(cell).split(";") for cell in rows["source_id"])
    return list(dict.fromkeys(source for cell in cells for source in cell if source))


def tell_breaks(indicator: str, catalog: Catalog, t: Translator) -> list[str]:
    """Return why some years are not joined, oldest first."""
    notes = [n for n in read_notes(catalog, indicator, "prefecture") if n.rule in _APART]
    return [
        t(
            _APART[note.rule],
            period=t.period(note.period),
            note=note.note_zh if t.lang == "zh" else note.note_en,
        )
        for note in sorted(notes, key=lambda note: note.period)
    ]
