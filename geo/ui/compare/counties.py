"""The counties of the prefecture looked at: the census of 2020, beside their map."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.compare import drill
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import describe_sources, join, text_at
from geo.ui.citation import offer_citation
from geo.ui.compare.focus import choose_focus
from geo.ui.downloads import offer_frame
from geo.ui.picking import pick_row

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.compare import Drill
    from geo.locale import Translator
    from geo.view import View

_DRILLS: Memo[Drill] = Memo(64)
_FRAMES: Memo[pd.DataFrame] = Memo(64)


def show_counties(view: View, catalog: Catalog, t: Translator) -> None:
    """Show the counties with their ranks, the sum, formulas and notes."""
    focus = choose_focus(view, catalog, t)
    if focus is None:
        return
    found = _DRILLS.get((catalog.digest, focus), lambda: drill(catalog, focus))
    key = (catalog.digest, t.lang, focus)
    frame = _FRAMES.get(key, lambda: county_frame(found, catalog, t))
    shown = _FRAMES.get((*key, "shown"), lambda: frame[list(frame.columns[:8])])
    name = text_at(catalog.prefectures, focus, "name", t.lang)
    st.html(
        f'<p class="za-table-title">{escape(t("compare.counties_title", name=name))}</p>'
        f'<p class="za-note">{escape(tell_sum(found, t))}</p>'
    )
    heads = list(frame.columns)
    number = st.column_config.NumberColumn
    pick_row(
        shown,
        [county.code for county in found.counties],
        view,
        key=f"compare.county.{focus}",
        height="content",
        column_config={
            heads[0]: st.column_config.TextColumn(pinned=True),
            heads[1]: number(format="%,.0f"),
            **{heads[i]: number(label=t("map.rank"), width=70) for i in (2, 4, 6)},
            heads[3]: number(format="%,.2f"),
            heads[5]: number(format="%,.1f"),
            # a column that says nothing is not shown
            **({} if frame[heads[7]].any() else {heads[7]: None}),
        },
    )
    notes = tell_notes(found, catalog, t)
    st.html("".join(f'<p class="za-note">{escape(note)}</p>' for note in notes))
    left, right = st.columns(2, gap="small")
    with left:
        offer_frame(frame, t("compare.file_counties", name=name), t, key="compare.counties_csv")
    with right:
        offer_citation(
            t("compare.counties_title", name=name),
            list_sources(found),
            catalog,
            t,
            kind="table",
            key="compare.counties_cite",
        )


def county_frame(found: Drill, catalog: Catalog, t: Translator) -> pd.DataFrame:
    """Return the counties as a table; a development zone says that it is one."""
    rank = t("map.rank")
    rows = [
        {
            t("geography.county"): text_at(catalog.counties, county.code, "name", t.lang),
            t("compare.people"): county.people.value,
            t("compare.of", name=rank, what=t("compare.people_short")): county.people.rank,
            t("compare.urban"): county.urban_share.value,
            t("compare.of", name=rank, what=t("compare.urban_short")): county.urban_share.rank,
            t("compare.density"): county.density.value,
            t("compare.of", name=rank, what=t("compare.density_short")): county.density.rank,
            t("export.note"): t("compare.zone_apart") if county.is_zone else "",
            t("map.period"): t.period("2020"),
            t("compare.people_status"): _tell_status(county.people.status, t),
            t("compare.derived_status"): _tell_status(county.urban_share.status, t),
            t("map.source"): describe_sources(
                catalog,
                dict.fromkeys((*county.people.source_ids, *county.density.source_ids)),
                t,
            ),
        }
        for county in found.counties
    ]
    frame = pd.DataFrame(rows)
    for position in (2, 4, 6):
        column = frame.columns[position]
        frame[column] = frame[column].astype("Int64")
    return frame


def _tell_status(status: str, t: Translator) -> str:
    return t(f"status.{status}") if status else t("common.no_data")


def tell_sum(found: Drill, t: Translator) -> str:
    """Return the sum of the counties beside what is held for the prefecture."""
    if math.isnan(found.people) or math.isnan(found.published):
        return t("compare.sum_unknown")
    key = "compare.sum" if found.people == found.published else "compare.sum_differs"
    return t(
        key,
        counties=t.plural("compare.counties_in", found.n_counties)
        if found.n_counties == len(found.counties)
        else t.plural(
            "compare.counties_and_zones",
            found.n_counties,
            zones=len(found.counties) - found.n_counties,
        ),
        people=t.number(found.people, 0),
        published=t.number(found.published, 0),
        urban=t.number(found.urban_share, 1),
        density=t.number(found.density, 1),
    )


def tell_notes(found: Drill, catalog: Catalog, t: Translator) -> list[str]:
    """Return formulas, what the development zones are, and the notes of the data."""
    formulas = {
        name: figure.note_zh if t.lang == "zh" else figure.note_en
        for county in found.counties
        for name, figure in (
            (t("compare.urban_short"), county.urban_share),
            (t("compare.density_short"), county.density),
        )
        if figure.status == "derived" and (figure.note_zh or figure.note_en)
    }
    told = [t("compare.formula", name=name, formula=text) for name, text in formulas.items()]
    zones = [county.code for county in found.counties if county.is_zone]
    if zones:
        names = join((text_at(catalog.counties, code, "name", t.lang) for code in zones), t.lang)
        told.append(t("compare.zones_apart", names=names))
    told += [note.note_zh if t.lang == "zh" else note.note_en for note in found.notes]
    sources = describe_sources(catalog, list_sources(found), t)
    return [*told, t("compare.source", sources=sources)]


def list_sources(found: Drill) -> list[str]:
    """Return the sources of all figures, each once."""
    density = (i for county in found.counties for i in county.density.source_ids)
    return list(dict.fromkeys((*found.source_ids, *density)))
