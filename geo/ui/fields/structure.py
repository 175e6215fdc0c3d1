"""What a prefecture has of a technology field, and the matrix of all fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.theme_fields import chosen_fields, few_text, name_measure, tell_counting
from geo.specialisation import (
    MIN_BASE,
    count_fields,
    measure,
    share_of_columns,
    share_of_rows,
    sources_of,
    told_quotients,
)
from geo.types import FIELDS
from geo.ui.citation import offer_citation
from geo.ui.component import show_map
from geo.ui.downloads import OFFER_WIDTHS, offer_frame, offer_page
from geo.ui.kept import alter
from geo.ui.navigation import link_to
from geo.ui.picking import pick_row
from geo.ui.sent import table_of

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Field, FieldBasis, Lang, PageName
    from geo.view import View

SHOWN: Final = ("counts", "share_of_place", "share_of_field", "quotient")
"""What the matrix can show; the View names it as the page's section."""

NAME_WIDTH: Final[dict[Lang, int]] = {"zh": 76, "en": 96}
"""Pixels that the short name of a prefecture takes."""

_WIDTHS: Final[dict[Lang, tuple[int, ...]]] = {
    "zh": (NAME_WIDTH["zh"], 74, 74, 96, 74, 66),
    "en": (NAME_WIDTH["en"], 64, 72, 72, 88, 74),
}

_FRAMES: Memo[pd.DataFrame] = Memo(64)
_SOURCES: Memo[tuple[str, ...]] = Memo(64)
_NOTES: Memo[str] = Memo(64)


def show_structure(view: View, catalog: Catalog, t: Translator) -> View:
    """Show the map and the table of the chosen fields, then the matrix of all ten."""
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left:
        show_map(view, catalog, key="fields.map", follow=True)
    with right, st.container(height="stretch", key="fields-table"):
        _show_places(view, catalog, t)
    return _show_matrix(view, catalog, t)


def _show_places(view: View, catalog: Catalog, t: Translator) -> None:
    fields = chosen_fields(view)
    key = (catalog.digest, "places", t.lang, view.field_basis, fields)
    frame = _FRAMES.get(key, lambda: places_frame(catalog, view.field_basis, fields, t))
    title = name_measure(view, t)
    note = t("fields.places_help")
    if len(fields) == len(FIELDS) and view.theme == "field_lq":
        note = t("fields.all_quotients_one")
    st.html(
        f'<p class="za-table-title">{escape(title)}</p><p class="za-note">{escape(note)}</p>',
    )
    names = list(frame.columns)
    number = st.column_config.NumberColumn
    widths = _WIDTHS[t.lang]
    pick_row(
        frame,
        [str(code) for code in frame.index],
        view,
        key="fields.places",
        height="stretch",
        column_config={
            names[0]: st.column_config.TextColumn(pinned=True, width=widths[0]),
            names[1]: number(width=widths[1]),
            names[2]: number(width=widths[2]),
            names[3]: number(format="%.1f%%", width=widths[3]),
            names[4]: number(format="%.1f%%", width=widths[4]),
            names[5]: number(format="%.2f", width=widths[5]),
            names[6]: st.column_config.TextColumn(width=76),
            names[7]: st.column_config.TextColumn(width=240),
        },
    )
    columns = st.columns(OFFER_WIDTHS, gap="small")
    with columns[0]:
        offer_frame(frame, f"fields-{view.field_basis}", t, key="fields.csv")
    with columns[1]:
        offer_page(view, catalog, t, key="fields.file")
    with columns[2]:
        ids = _list_sources(catalog, view.field_basis, fields)
        offer_citation(title, ids, catalog, t, kind="map", key="fields.cite")


def _list_sources(
    catalog: Catalog, basis: FieldBasis, fields: tuple[Field, ...]
) -> tuple[str, ...]:
    """Return the sources of the rows counted in some fields, each once."""

    def make() -> tuple[str, ...]:
        sources = sources_of(count_fields(catalog, basis), fields)
        return tuple(dict.fromkeys(i for several in sources.values() for i in several))

    return _SOURCES.get((catalog.digest, basis, fields), make)


def places_frame(
    catalog: Catalog, basis: FieldBasis, fields: tuple[Field, ...], t: Translator
) -> pd.DataFrame:
    """Return the prefectures with count, shares, quotient and remark of the chosen fields.

    A prefecture for which nothing is listed has blanks, never zeros.
    """
    found = measure(count_fields(catalog, basis), fields)
    held = found["count"] > 0
    return pd.DataFrame(
        {
            t("geography.prefecture"): catalog.prefectures[f"short_{t.lang}"].fillna(""),
            t(f"fields.count_{basis}"): found["count"].where(held).astype("Int64"),
            t("fields.base"): found["base"].where(found["base"] > 0).astype("Int64"),
            t("fields.share_of_place"): found["share_of_place"].where(held).astype(float),
            t("fields.share_of_field"): found["share_of_field"].where(held).astype(float),
            t("fields.quotient"): found["quotient"].where(held & ~found["few"]).astype(float),
            t("map.status"): [t("status.derived") if ok else "" for ok in held],
            t("map.remark"): [
                t("common.no_data") if not ok else few_text(int(base), t) if few else ""
                for ok, few, base in zip(held, found["few"], found["base"], strict=True)
            ],
        },
        index=found.index,
    )


def _show_matrix(view: View, catalog: Catalog, t: Translator) -> View:
    st.header(t("fields.matrix"), anchor=False)
    shown = st.segmented_control(
        t("fields.matrix_shows"),
        SHOWN,
        default=view.section if view.section in SHOWN else SHOWN[0],
        format_func=lambda s: t(f"fields.matrix_{s}"),
        key="fields.section",
        required=True,
        label_visibility="collapsed",
    )
    key = (catalog.digest, "matrix", t.lang, view.field_basis, shown)
    frame = _FRAMES.get(key, lambda: matrix_frame(catalog, view.field_basis, shown, t))
    st.dataframe(
        table_of(frame),
        hide_index=True,
        height="content",
        placeholder="—",
        key="fields.matrix",
        column_config=_matrix_columns(frame, shown),
    )
    st.html(_NOTES.get(key, lambda: _write_notes(catalog, view.field_basis, shown, t)))
    columns = st.columns([0.2, 0.2, 0.2, 0.4], gap="small")
    with columns[0]:
        offer_frame(frame, f"fields-matrix-{shown}", t, key="fields.matrix_csv")
    with columns[1]:
        ids = _list_sources(catalog, view.field_basis, FIELDS)
        title = t("fields.matrix_title", shown=t(f"fields.matrix_{shown}"), basis=_basis(view, t))
        offer_citation(title, ids, catalog, t, kind="table", key="fields.matrix_cite")
    with columns[2]:
        page: PageName = "platforms" if view.field_basis == "platforms" else "zones"
        link_to(page, t(f"fields.see_{page}"), t, width="stretch")
    return alter(view, section=shown if shown != SHOWN[0] else None)


def _write_notes(catalog: Catalog, basis: FieldBasis, shown: str, t: Translator) -> str:
    notes = [
        t(f"fields.tells_{shown}"),
        t("map.fields_incomplete"),
        *tell_counting(count_fields(catalog, basis), t),
        t("map.quotient_formula"),
        t("map.quotient_few", n=MIN_BASE),
    ]
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f'<ul class="za-fields-notes">{items}</ul>'


def _basis(view: View, t: Translator) -> str:
    return t(f"fields.basis_{view.field_basis}")


def matrix_frame(catalog: Catalog, basis: FieldBasis, shown: str, t: Translator) -> pd.DataFrame:
    """Return prefectures by fields: counts, a share, or quotients; the province last.

    Blank where nothing is listed, and where there is too little for a quotient.
    """
    table = count_fields(catalog, basis)
    counts = table.counts
    whole = counts.sum(axis="index")
    sums = counts.sum(axis="columns")
    if shown == "counts":
        cells = counts.where(counts > 0)
        last = whole.where(whole > 0)
    elif shown == "share_of_place":
        cells = share_of_rows(counts).where(counts > 0)
        last = share_of_rows(whole.to_frame().T).iloc[0]
    elif shown == "share_of_field":
        cells = share_of_columns(counts).where(counts > 0)
        last = pd.Series(100.0, index=counts.columns).where(whole > 0)
    else:
        cells = told_quotients(counts)
        last = pd.Series(1.0, index=counts.columns).where(whole > 0)
    frame = pd.concat([cells, last.to_frame().T.set_axis([""], axis="index")])
    numbers = frame.astype(float)
    whole_numbers = numbers.astype("Int64") if shown == "counts" else numbers
    frame = whole_numbers.set_axis([t(f"field.{f}") for f in FIELDS], axis=1)
    frame.insert(
        0,
        t("geography.prefecture"),
        pd.Series(
            [*catalog.prefectures[f"short_{t.lang}"].fillna(""), t("fields.province")],
            index=frame.index,
            dtype=object,
        ),
    )
    sums_all = pd.Series([*sums, sums.sum()], index=frame.index)
    unknown = pd.Series([*table.unknown, table.unknown.sum()], index=frame.index)
    frame[t("fields.base")] = sums_all.where(sums_all > 0).astype("Int64")
    frame[t("field.unknown")] = unknown.where(unknown > 0).astype("Int64")
    return frame


def _matrix_columns(frame: pd.DataFrame, shown: str) -> dict[str, Any]:
    formats = {"counts": "%d", "quotient": "%.2f"}
    name, *fields, base, unknown = frame.columns
    number = st.column_config.NumberColumn
    return {
        name: st.column_config.TextColumn(pinned=True),
        **{field: number(format=formats.get(shown, "%.1f%%")) for field in fields},
        base: number(format="%d"),
        unknown: number(format="%d"),
    }
