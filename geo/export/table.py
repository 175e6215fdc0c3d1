"""Tables as CSV that a spreadsheet opens as text and numbers, never as formulas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd

from geo.indicators import rank
from geo.locale import translator
from geo.maps.areas import places, selection_label
from geo.maps.words import text_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.view import View

# A spreadsheet reads a cell that begins with one of these as a formula (or, for the white
# space, drops it and looks again).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> str:
    """Return text that a spreadsheet shows as text; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    if text.lstrip(" \u00a0\u3000\ufeff").startswith(_FORMULA_STARTS):
        return "'" + text
    return text


def safe_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return `frame` with every text safe for a spreadsheet.

    What the browser's own table offers to download or copy goes into spreadsheets too.
    """
    unsafe = [number for number, (_, column) in enumerate(frame.items()) if _holds_unsafe(column)]
    if not unsafe:
        return frame
    frame = frame.copy()
    for number in unsafe:
        column = frame.iloc[:, number]
        frame.isetitem(
            number,
            [safe_cell(value) if isinstance(value, str) else value for value in column],
        )
    return frame


def _holds_unsafe(column: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return False
    return any(isinstance(value, str) and safe_cell(value) != value for value in column.tolist())


def frame_csv(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV; its index stays behind.

    Returns
    -------
    bytes
        UTF-8 with a byte-order mark, which Excel and WPS need to read Chinese.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow(["" if pd.isna(value) else safe_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def selection_csv(catalog: Catalog, view: View, selection: Selection) -> bytes:
    """Return the values of an indicator with unit, period, status and source.

    Returns
    -------
    bytes
        UTF-8 with a byte-order mark, which Excel and WPS need to read Chinese.
    """
    t = translator(view.lang)
    table = places(catalog, view.geography)
    unit = selection.unit_zh if view.lang == "zh" else selection.unit_en
    ranks = rank(selection)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    head = [
        t("export.code"),
        t(f"geography.{view.geography}"),
        t("export.value_column", label=selection_label(selection, catalog, t), unit=unit),
        t("map.rank"),
        t("map.period"),
        t("map.status"),
        t("map.source"),
        t("export.note"),
    ]
    writer.writerow([safe_cell(text) for text in head])
    for key, row in selection.frame.iterrows():
        code = str(key)
        if code not in table.index:
            continue
        shown = row["gap"] in ("", "left_out")
        left_out = row["gap"] == "left_out" and selection.form == "total"
        value = row["published"] if left_out else row["value"]
        position = ranks.get(code, float("nan"))
        note = row[f"note_{view.lang}"] if shown else _gap_text(row["gap"], t)
        titles = [
            text_at(catalog.sources, i, "title", view.lang)
            for i in row["source_ids"]
            if i in catalog.sources.index
        ]
        writer.writerow(
            [
                safe_cell(code),
                safe_cell(text_at(table, code, "name", view.lang)),
                safe_cell(float(value)) if shown and pd.notna(value) else "",
                safe_cell(int(position)) if pd.notna(position) else "",
                safe_cell(selection.period),
                safe_cell(t(f"status.{row['status']}")) if shown and row["status"] else "",
                safe_cell("; ".join(titles)) if shown else "",
                safe_cell(note if isinstance(note, str) else ""),
            ],
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _gap_text(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in ("suspect", "unverified") else t("common.no_data")
