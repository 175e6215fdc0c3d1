"""Figures of zones and of groups of zones, each with year, status and source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, text_at
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame
from geo.ui.sent import table_of
from geo.zones.profile import DOUBTED, list_figures

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator

_FRAMES: Memo[tuple[pd.DataFrame, pd.DataFrame]] = Memo(64)
_GROUPS: Memo[_Groups] = Memo(8)
_GROUP_PX = 190


@dataclass(frozen=True, slots=True)
class _Groups:
    """What the page says of groups: figures, those that are doubtful, remarks, and sources."""

    shown: pd.DataFrame
    doubtful: pd.DataFrame
    notes: str
    source_ids: tuple[str, ...]


def figures_frame(
    rows: pd.DataFrame, catalog: Catalog, t: Translator, *, named: bool = False
) -> pd.DataFrame:
    """Return figures in words: indicator, value, unit, year, status, source, remark.

    Parameters
    ----------
    rows
        Rows of the catalogue's zone values.
    named
        Begin with the name of the zone or group.
    """
    indicators, groups = catalog.indicators, catalog.zone_groups
    told = []
    for row in rows.to_dict("records"):
        owner, indicator = str(row["zone_id"]), str(row["indicator"])
        period = row["period"] if isinstance(row["period"], str) else ""
        when = t.period(period)
        if (owner, indicator, period) in DOUBTED:
            when = t("zones.period_doubted", period=when)
        unit = row["unit"] if t.lang == "zh" else indicators["unit_en"][indicator]
        note = row[f"note_{t.lang}"]
        line = {
            t("zones.column_indicator"): text_at(indicators, indicator, "label", t.lang),
            t("map.value"): t.qualified(t.number(float(row["value"])), row["qualifier"] or "eq"),
            t("zones.column_unit"): unit if isinstance(unit, str) else "",
            t("map.period"): when,
            t("map.status"): t(f"status.{row['status']}"),
            t("map.source"): describe_sources(catalog, [str(row["source_id"])], t),
            t("export.note"): note if isinstance(note, str) else "",
        }
        if named:
            table = groups if owner in groups.index else catalog.zones
            line = {t("zones.column_group"): text_at(table, owner, "name", t.lang), **line}
        told.append(line)
    return pd.DataFrame(told)


def show_zone_figures(zone_id: str, catalog: Catalog, t: Translator) -> None:
    """Show the figures of one zone; what is not verified stands apart and says so."""

    def make() -> tuple[pd.DataFrame, pd.DataFrame]:
        shown, doubtful = list_figures(catalog, [zone_id])
        return figures_frame(shown, catalog, t), figures_frame(doubtful, catalog, t)

    shown, doubtful = _FRAMES.get((catalog.digest, t.lang, zone_id), make)
    st.subheader(t("zones.figures_title"), anchor=False)
    if shown.empty:
        st.html(f'<p class="za-note">{escape(t("zones.figures_none"))}</p>')
    else:
        st.html(f'<p class="za-note">{escape(t("zones.figures_help"))}</p>')
        _show(shown)
    if not doubtful.empty:
        st.html(f'<div class="za-say"><strong>{escape(t("zones.figures_doubtful"))}</strong></div>')
        _show(doubtful)


def show_groups(catalog: Catalog, t: Translator) -> None:
    """Show the figures of all zones together and of groups of zones, with the doubts about them."""
    found = _GROUPS.get((catalog.digest, t.lang), lambda: _read_groups(catalog, t))
    st.header(t("zones.groups_title"), anchor=False)
    st.html(f'<p class="za-note">{escape(t("zones.groups_help"))}</p>')
    _show(found.shown, named=True)
    if found.notes:
        st.html(found.notes)
    if not found.doubtful.empty:
        st.html(f'<div class="za-say"><strong>{escape(t("zones.figures_doubtful"))}</strong></div>')
        _show(found.doubtful, named=True)
    first, second, _ = st.columns([0.2, 0.2, 0.6])
    with first:
        offer_frame(found.shown, t("zones.groups_file"), t, key="zones.groups_csv")
    with second:
        offer_citation(
            t("zones.groups_title"),
            found.source_ids,
            catalog,
            t,
            kind="table",
            key="zones.cite_groups",
        )


def _read_groups(catalog: Catalog, t: Translator) -> _Groups:
    shown, doubtful = list_figures(catalog, [str(name) for name in catalog.zone_groups.index])
    notes = [*tell_doubts(catalog, t), *_tell_groups(catalog, t)]
    return _Groups(
        shown=figures_frame(shown, catalog, t, named=True),
        doubtful=figures_frame(doubtful, catalog, t, named=True),
        notes="".join(f'<p class="za-note">{escape(note)}</p>' for note in notes),
        source_ids=tuple(dict.fromkeys(str(name) for name in shown["source_id"])),
    )


def tell_doubts(catalog: Catalog, t: Translator) -> list[str]:
    """Return, for every figure whose basis is in doubt, a sentence with its remark."""
    told = []
    for row in catalog.zone_values.to_dict("records"):
        if (row["zone_id"], row["indicator"], row["period"]) not in DOUBTED:
            continue
        note = row[f"note_{t.lang}"]
        indicator = str(row["indicator"])
        unit = row["unit"] if t.lang == "zh" else catalog.indicators["unit_en"][indicator]
        told.append(
            t(
                "zones.doubt",
                label=text_at(catalog.indicators, indicator, "label", t.lang),
                value=t.number(float(row["value"])),
                unit=unit,
                note=note if isinstance(note, str) else "",
            )
        )
    return told


def _tell_groups(catalog: Catalog, t: Translator) -> list[str]:
    groups = catalog.zone_groups
    return [
        t(
            "zones.group_note",
            name=text_at(groups, str(name), "name", t.lang),
            note=text_at(groups, str(name), "note", t.lang),
        )
        for name in groups.index
        if text_at(groups, str(name), "note", t.lang)
    ]


def _show(frame: pd.DataFrame, *, named: bool = False) -> None:
    wide = None
    if named and len(frame.columns):  # own data may hold no figure at all
        wide = {frame.columns[0]: st.column_config.TextColumn(width=_GROUP_PX)}
    st.dataframe(
        table_of(frame), hide_index=True, placeholder="—", height="content", column_config=wide
    )
