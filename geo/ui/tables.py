"""The ranked table beside an indicator's map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.indicators import rank
from geo.maps.areas import places, selection_label
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at
from geo.ui.citation import offer_citation
from geo.ui.downloads import offer_frame, offer_table
from geo.ui.origin import tell_origin
from geo.ui.picking import pick_row
from geo.ui.subtotals import list_sources, subtotal_frame

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.citation import WorkKind
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.types import Geography, Lang
    from geo.view import View

_RANKINGS: Memo[_Ranking] = Memo(32)
_WIDEST, _WIDEST_STATUS = 420, 156
_WIDE = "\u2e80"  # from here on a character is as wide as it is high
_PX_WIDE, _PX_NARROW, _PX_MARGIN = 14, 6.5, 26


@dataclass(frozen=True, slots=True)
class _Ranking:
    """A ranked table as it stands on a page: its head, rows, what they pick, and columns."""

    head: str
    frame: pd.DataFrame
    picks: tuple[str, ...]
    columns: dict[str, Any]


def ranking_frame(
    view: View,
    selection: Selection,
    catalog: Catalog,
    t: Translator,
) -> pd.DataFrame:
    """Return the table beside the map: value, rank, status, economic zone, source, note.

    Places stand in code order. A derived value tells its formula in the place of a source.
    """
    table = places(catalog, view.geography)
    frame = selection.frame[selection.frame.index.isin(table.index)]
    shown = frame["gap"].isin(["", "left_out"])
    unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
    value = frame["value"]
    if selection.form == "total":
        value = value.where(frame["gap"] != "left_out", frame["published"])
    notes = [
        note if ok and isinstance(note, str) else ""
        for note, ok in zip(frame[f"note_{t.lang}"], shown, strict=True)
    ]
    is_formula = (frame["status"] == "derived") & (selection.form == "total")
    return pd.DataFrame(
        {
            t(f"geography.{view.geography}"): _name_places(
                catalog, view.geography, list(frame.index), t.lang
            ),
            t("app.value_column", unit=unit): value.astype(float),
            t("map.rank"): rank(selection).reindex(frame.index).astype("Int64"),
            t("map.status"): [
                t(f"status.{status}") if ok and isinstance(status, str) and status else _why(gap, t)
                for status, ok, gap in zip(frame["status"], shown, frame["gap"], strict=True)
            ],
            t("indicators.economic_zone"): _name_zones(
                catalog, view.geography, list(frame.index), t.lang
            ),
            t("map.source"): [
                tell_origin(catalog, ids, t, status=status, form=selection.form, note=note)
                if ok
                else ""
                for ids, status, note, ok in zip(
                    frame["source_ids"], frame["status"], notes, shown, strict=True
                )
            ],
            t("export.note"): [
                "" if formula else note for note, formula in zip(notes, is_formula, strict=True)
            ],
        },
        index=frame.index,
    )


def _name_places(catalog: Catalog, geography: Geography, codes: list[str], lang: Lang) -> list[str]:
    if geography == "prefecture":
        return [text_at(catalog.prefectures, code, "short", lang) for code in codes]
    counties, prefectures = catalog.counties, catalog.prefectures
    owners = [str(counties["prefecture_code"][code]) for code in codes]
    # several counties share a name
    return [
        f"{text_at(prefectures, owner, 'short', lang)} · {text_at(counties, code, 'name', lang)}"
        for code, owner in zip(codes, owners, strict=True)
    ]


def _name_zones(catalog: Catalog, geography: Geography, codes: list[str], lang: Lang) -> list[str]:
    homes = catalog.prefectures["economic_zone"]
    owners = codes
    if geography == "county":
        owners = [str(catalog.counties["prefecture_code"][code]) for code in codes]
    return [text_at(catalog.economic_zones, str(homes[owner]), "name", lang) for owner in owners]


def _why(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in ("suspect", "unverified") else t("common.no_data")


def offer_section(view: View, selection: Selection, catalog: Catalog, t: Translator) -> None:
    """Offer the table that stands beside the map: the ranking, or the sums where there are any."""
    frame = subtotal_frame(selection, catalog, t) if view.section == "zones" else None
    if frame is None:
        offer_table(view, selection, catalog, t, key="indicators.csv")
        return
    name = f"{selection.indicator}-{selection.period}-{t('indicators.sums_file')}"
    offer_frame(frame, name, t, key="indicators.csv_zones")


def cite_selection(
    selection: Selection, catalog: Catalog, t: Translator, *, kind: WorkKind, key: str
) -> None:
    """Offer the citation of the map or table of an indicator."""
    title = selection_label(selection, catalog, t)
    offer_citation(title, list_sources(selection), catalog, t, kind=kind, key=key)


def show_ranking(view: View, selection: Selection, catalog: Catalog, t: Translator) -> None:
    """Show the ranked table; its picked row is the area picked on the map."""
    key = (
        catalog.digest,
        t.lang,
        selection.indicator,
        selection.period,
        selection.form,
        selection.geography,
        view.without,
    )
    ranking = _RANKINGS.get(key, lambda: _prepare(view, selection, catalog, t))
    st.html(ranking.head)
    pick_row(
        ranking.frame,
        ranking.picks,
        view,
        key=f"{view.page}.table",
        height="stretch",
        column_config=ranking.columns,
    )


def _prepare(view: View, selection: Selection, catalog: Catalog, t: Translator) -> _Ranking:
    frame = ranking_frame(view, selection, catalog, t)
    name, value, position, status, zone, source, note = frame.columns
    title = selection_label(selection, catalog, t)
    number = st.column_config.NumberColumn
    text = st.column_config.TextColumn
    return _Ranking(
        head=f'<p class="za-table-title">{escape(title)}</p>'
        f'<p class="za-note">{escape(t("app.ranking_help"))}</p>',
        frame=frame,
        picks=tuple(str(code) for code in frame.index),
        columns={
            name: text(width=_fit(name, *frame[name])),
            value: number(format=f"%,.{selection.decimals}f", width=_fit(value)),
            position: number(width=_fit(position)),
            status: text(width=min(_fit(status, *frame[status].unique()), _WIDEST_STATUS)),
            zone: text(width=_fit(zone, *frame[zone].unique())),
            source: text(width=_fit(source, *frame[source].unique())),
            # a column that says nothing is not shown
            note: text(width=_fit(note, *frame[note].unique())) if frame[note].any() else None,
        },
    )


def _fit(*texts: str) -> int:
    """Return the width in pixels that shows the longest of some cells, within reason."""
    widths = (sum(_PX_WIDE if char >= _WIDE else _PX_NARROW for char in text) for text in texts)
    return int(min(max(widths) + _PX_MARGIN, _WIDEST))


__all__ = ["cite_selection", "offer_section", "ranking_frame", "show_ranking"]
