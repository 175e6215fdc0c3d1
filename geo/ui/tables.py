"""The ranked table beside an indicator's map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.export.table import safe_frame
from geo.indicators import rank
from geo.maps.areas import places, selection_label
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at
from geo.ui.origin import tell_origin

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.types import Geography, Lang
    from geo.view import View

_FRAMES: Memo[pd.DataFrame] = Memo(32)
_WIDEST, _WIDEST_STATUS = 420, 110
_WIDE = "\u2e80"  # from here on a character is as wide as it is high
_PX_WIDE, _PX_NARROW, _PX_MARGIN = 14, 6.5, 26


def ranking_frame(
    view: View,
    selection: Selection,
    catalog: Catalog,
    t: Translator,
) -> pd.DataFrame:
    """Return the table beside the map: code order, value, rank, status, source, note.

    A derived value tells its formula in the place of a source.
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


def _why(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in ("suspect", "unverified") else t("common.no_data")


def show_ranking(
    view: View,
    selection: Selection | None,
    catalog: Catalog,
    t: Translator,
) -> None:
    """Show the ranked table; a click on a column's head sorts it."""
    if selection is None:
        return
    key = (
        catalog.digest,
        t.lang,
        selection.indicator,
        selection.period,
        selection.form,
        selection.geography,
        view.without,
    )
    frame = _FRAMES.get(key, lambda: ranking_frame(view, selection, catalog, t))
    name, value, position, status, source, note = frame.columns
    title = selection_label(selection, catalog, t)
    st.html(
        f'<p class="za-table-title">{escape(title)}</p>'
        f'<p class="za-note">{escape(t("app.ranking_help"))}</p>',
    )
    number = st.column_config.NumberColumn
    text = st.column_config.TextColumn
    st.dataframe(
        safe_frame(frame),
        hide_index=True,
        height="stretch",
        placeholder="—",
        column_config={
            name: text(width=_fit(name, *frame[name]), pinned=True),
            value: number(format=f"%,.{selection.decimals}f", width=_fit(value)),
            position: number(width=_fit(position)),
            status: text(width=min(_fit(status, *frame[status].unique()), _WIDEST_STATUS)),
            source: text(width=_fit(source, *frame[source].unique())),
            # a column that says nothing is not shown
            note: text(width=_fit(note, *frame[note].unique())) if frame[note].any() else None,
        },
    )


def _fit(*texts: str) -> int:
    """Return the width in pixels that shows the longest of some cells, within reason."""
    widths = (sum(_PX_WIDE if char >= _WIDE else _PX_NARROW for char in text) for text in texts)
    return int(min(max(widths) + _PX_MARGIN, _WIDEST))


__all__ = ["ranking_frame", "show_ranking"]
