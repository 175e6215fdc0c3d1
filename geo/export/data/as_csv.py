"""A View's tables as CSV that a spreadsheet opens as text and numbers, never as formulas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from geo.export.data.full import ABOUT_HEADS, SOURCE_HEADS, list_sources, with_sources
from geo.export.data.zipped import pack_files
from geo.export.table import safe_cell
from geo.locale import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.export.data.model import Cell, Content, Table

_BOM = b"\xef\xbb\xbf"


def write_csv(content: Content) -> bytes:
    """Return the one table of a View, or a zip of its tables with notes and sources.

    Returns
    -------
    bytes
        CSV in UTF-8 with a byte-order mark, which Excel and WPS need to read Chinese; in the zip
        a file a table, named as the sheets of the workbook are.
    """
    if len(content.tables) == 1:
        return _write_table(content.tables[0], content)
    t = translator(content.lang)
    files = {f"{t('data_export.about')}.csv": write_about(content)}
    files |= {f"{table.tab}.csv": _write_table(table, content) for table in content.tables}
    files[f"{t('data_export.sources')}.csv"] = write_sources(content)
    return pack_files(files, content.day)


def write_rows(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows under a head as CSV."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in head])
    writer.writerows([safe_cell(value) for value in row] for row in rows)
    return _BOM + out.getvalue().encode("utf-8")


def write_about(content: Content) -> bytes:
    """Return what is told of the file as CSV."""
    t = translator(content.lang)
    return write_rows([t(head) for head in ABOUT_HEADS], content.about)


def write_sources(content: Content) -> bytes:
    """Return the list of sources as CSV."""
    t = translator(content.lang)
    return write_rows([t(head) for head in SOURCE_HEADS], list_sources(content))


def _write_table(table: Table, content: Content) -> bytes:
    columns, rows = with_sources(table, content, ("ids", "titles"))
    return write_rows([column.head for column in columns], rows)
