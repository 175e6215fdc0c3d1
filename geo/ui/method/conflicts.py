"""Where two statements differ, which one is used, and why."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import streamlit as st

from geo.indicators.tables import read_notes
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at, with_unit
from geo.provenance import (
    list_alternates,
    list_mismatches,
    list_remarks,
    list_superseded,
    list_suspects,
)
from geo.ui.citation import offer_citation
from geo.ui.method.grid import draw_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.provenance import Conflict, Mismatch, Remark
    from geo.types import Qualifier

_PARTS: Memo[tuple[tuple[str, str], ...]] = Memo(64)
_SOURCES: Memo[tuple[str, ...]] = Memo(32)
_QUALIFIERS: dict[str, Qualifier] = {"ge": "ge", "approx": "approx"}
_PROVINCE = "510000"


def show_conflicts(catalog: Catalog, t: Translator) -> None:
    """Show the conflicts, each kind under its own heading."""
    for heading, markup in _PARTS.get((catalog.digest, t.lang), lambda: tell_conflicts(catalog, t)):
        st.subheader(heading, anchor=False)
        st.html(markup)
    sources = _SOURCES.get(catalog.digest, lambda: _list_sources(catalog))
    with st.columns([0.2, 0.8])[0]:
        title = t("method.section_conflicts")
        offer_citation(title, sources, catalog, t, kind="table", key="method.cite_conflicts")


def _list_sources(catalog: Catalog) -> tuple[str, ...]:
    sources = [conflict.other_source for conflict in list_alternates(catalog)]
    sources += [source for remark in list_remarks(catalog) for source in remark.source_ids]
    return tuple(dict.fromkeys(sources))


def tell_conflicts(catalog: Catalog, t: Translator) -> tuple[tuple[str, str], ...]:
    """Return heading and markup of each kind of conflict."""
    alternates = list_alternates(catalog)
    hidden = sum(math.isnan(conflict.other) for conflict in alternates)
    suspects = list_suspects(catalog)
    return (
        (t("method.sums_title"), _tell_mismatches(catalog, t)),
        (t("method.remarks_title"), _tell_remarks(catalog, t)),
        (
            t("method.superseded_title"),
            _grid_of_conflicts(list_superseded(catalog), catalog, t),
        ),
        (
            t("method.alternates_title"),
            _lead(t("method.alternates_lead", n=len(alternates), hidden=hidden))
            + _grid_of_conflicts(alternates, catalog, t),
        ),
        (
            t("method.suspects_title"),
            _lead(t("method.suspects_lead", n=len(suspects)))
            + _grid_of_suspects(suspects, catalog, t),
        ),
        (t("method.notes_title"), _tell_notes(catalog, t)),
    )


def _tell_mismatches(catalog: Catalog, t: Translator) -> str:
    found = list_mismatches(catalog)
    lead = _lead(t("method.sums_lead", of=len(catalog.prefectures)))
    if not found:
        return lead + _lead(t("method.sums_none"))
    columns = [
        (t("method.column_indicator"), True),
        (t("method.column_period"), True),
        (t("method.column_sum"), False),
        (t("method.column_province"), False),
        (t("method.column_difference"), False),
        (t("method.column_counted"), False),
        (t("method.column_reason"), True),
    ]
    return lead + draw_grid(columns, [_row_of_mismatch(item, catalog, t) for item in found])


def _row_of_mismatch(found: Mismatch, catalog: Catalog, t: Translator) -> list[str]:
    sums, province = found.sums, found.sums.province
    decimals = int(catalog.indicators["decimals"][found.indicator])
    notes = read_notes(catalog, found.indicator, "prefecture", found.period)
    held = province.value if province else math.nan
    known = _QUALIFIERS.get(province.qualifier if province else "", "eq")
    return [
        _label(found.indicator, catalog, t),
        t.period(found.period),
        t.number(sums.whole.value, decimals),
        t.qualified(t.number(held), known),
        t.number(abs(sums.difference), decimals),
        t("indicators.count_cell", n=sums.whole.n_shown, of=sums.whole.n_places),
        " ".join(note.note_zh if t.lang == "zh" else note.note_en for note in notes),
    ]


def _grid_of_conflicts(found: Sequence[Conflict], catalog: Catalog, t: Translator) -> str:
    columns = [
        (t("method.column_place"), True),
        (t("method.column_indicator"), True),
        (t("method.column_period"), True),
        (t("method.column_used"), False),
        (t("method.column_other"), False),
        (t("map.status"), True),
        (t("method.column_other_source"), True),
        (t("method.column_reason"), True),
    ]
    rows = [
        [
            _place(item.code, catalog, t),
            _label(item.indicator, catalog, t),
            t.period(item.period),
            t.number(item.used),
            t("method.withheld") if math.isnan(item.other) else t.number(item.other),
            t(f"status.{item.other_status}"),
            describe_sources(catalog, [item.other_source], t),
            item.reason_zh if t.lang == "zh" else item.reason_en,
        ]
        for item in found
    ]
    return draw_grid(columns, rows)


def _grid_of_suspects(found: Sequence[Remark], catalog: Catalog, t: Translator) -> str:
    columns = [
        (t("method.column_place"), True),
        (t("method.column_indicator"), True),
        (t("method.column_period"), True),
        (t("method.column_reason"), True),
        (t("map.source"), True),
    ]
    rows = [
        [
            _place(item.key, catalog, t),
            _label(item.indicator, catalog, t),
            t.period(item.period),
            _text(item, t),
            describe_sources(catalog, item.source_ids, t),
        ]
        for item in found
    ]
    return draw_grid(columns, rows)


def _tell_remarks(catalog: Catalog, t: Translator) -> str:
    columns = [
        (t("method.column_about"), True),
        (t("method.column_table"), True),
        (t("method.column_indicator"), True),
        (t("method.column_period"), True),
        (t("method.column_figure"), False),
        (t("method.column_reason"), True),
        (t("map.source"), True),
    ]
    rows = [
        [
            _name_about(item, catalog, t),
            t(f"method.table_{item.table}"),
            _label(item.indicator, catalog, t) if item.indicator else "",
            t.period(item.period) if item.period else "",
            _figure(item, catalog, t),
            _text(item, t),
            describe_sources(catalog, item.source_ids, t),
        ]
        for item in list_remarks(catalog)
    ]
    return _lead(t("method.remarks_lead")) + draw_grid(columns, rows)


def _tell_notes(catalog: Catalog, t: Translator) -> str:
    notes = catalog.series_notes.to_dict("records")
    columns = [
        (t("method.column_indicator"), True),
        (t("method.column_scope"), True),
        (t("method.column_period"), True),
        (t("method.column_rule"), True),
        (t("method.column_reason"), True),
    ]
    rows = [
        [
            _label(str(note["indicator"]), catalog, t),
            t(f"method.scope_{note['scope']}"),
            t.period(str(note["period"])) if note["period"] else t("method.all_periods"),
            t(f"method.rule_{note['rule']}"),
            str(note[f"note_{t.lang}"]),
        ]
        for note in notes
    ]
    return _lead(t("method.notes_lead", n=len(notes))) + draw_grid(columns, rows)


def _name_about(item: Remark, catalog: Catalog, t: Translator) -> str:
    if item.table == "plan_counts":
        counts = catalog.plan_counts
        row = counts[counts["id"] == item.key].iloc[0]
        return str(row[f"name_{t.lang}"])
    if item.table == "zone_counts":
        return t.period(item.key)
    for table in (catalog.zones, catalog.zone_groups, catalog.science_cities):
        if item.key in table.index:
            return text_at(table, item.key, "name", t.lang)
    return item.key


def _place(code: str, catalog: Catalog, t: Translator) -> str:
    if code == _PROVINCE:
        return t("method.province")
    if code in catalog.prefectures.index:
        return text_at(catalog.prefectures, code, "short", t.lang)
    return text_at(catalog.counties, code, "name", t.lang)


def _label(indicator: str, catalog: Catalog, t: Translator) -> str:
    if indicator not in catalog.indicators.index:
        return indicator
    return text_at(catalog.indicators, indicator, "label", t.lang)


def _figure(item: Remark, catalog: Catalog, t: Translator) -> str:
    if math.isnan(item.value):
        return ""
    unit = item.unit
    if t.lang == "en":
        # the data hold the unit in Chinese; counts of the plan have none in English
        known = item.indicator in catalog.indicators.index
        unit = str(catalog.indicators["unit_en"][item.indicator]) if known else ""
    return with_unit(t.number(item.value), unit, t.lang)


def _text(item: Remark, t: Translator) -> str:
    return item.text_zh if t.lang == "zh" else item.text_en


def _lead(text: str) -> str:
    return f'<p class="za-note">{escape(text)}</p>'
