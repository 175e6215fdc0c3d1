"""A View's tables as a workbook: notes first, a sheet a table, sources last."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from geo.export.data.full import SOURCE_HEADS, list_sources, with_sources
from geo.export.data.zipped import read_day
from geo.export.office import settle_package
from geo.locale import translator
from geo.sheets.write import put

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from geo.export.data.model import Cell, Column, Content
    from geo.locale import Translator

_TITLE: Final = Font(bold=True, size=14)
_HEAD: Final = Font(bold=True, color="FFFFFF")
_ITEM: Final = Font(bold=True, color="1D4F91")
_FILL: Final = PatternFill("solid", fgColor="1D4F91")
_LINE: Final = Side(style="thin", color="C9D3DF")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_NUMBER: Final = Alignment(vertical="top", horizontal="right", indent=1)
_CENTRE: Final = Alignment(wrap_text=True, vertical="center", horizontal="center")

_TEXT, _AS_IS = "@", "General"
_LONGEST: Final = 32_767
"""Characters that a cell holds."""

_LONGEST_HEADER: Final = 100

_LETTER, _WIDE_LETTER = 1.1, 2.1
_NARROWEST, _WIDEST = 9.0, 46.0
_HEAD_LINES: Final = 2
_MOST_HEAD_LINES: Final = 4
_LINE_PT: Final = 15.0
_ABOUT_WIDTHS: Final = (16.0, 110.0)
_SOURCE_WIDTHS: Final = (8.0, 18.0, 60.0, 34.0, 13.0, 54.0, 50.0)
_PAGE_WIDTH: Final = 200.0
"""Width of a sheet, in letters, that can still be read on one page."""

_COLUMNS_KEPT: Final = 2
"""Columns that stay when a reader moves to the right: code and name."""


def write_xlsx(content: Content) -> bytes:
    """Return a workbook: text is text also where it looks like a formula, a gap is empty."""
    t = translator(content.lang)
    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new workbook has one worksheet
    first.title = t("data_export.about")
    _write_about(first, content)
    for table in content.tables:
        columns, rows = with_sources(table, content, ("numbers", "ids"))
        sheet = book.create_sheet(table.tab)
        # an ampersand begins a code there
        sheet.oddHeader.center.text = table.title[:_LONGEST_HEADER].replace("&", "&&")
        _write_table(sheet, columns, rows, _widths(columns, rows))
    _write_sources(book.create_sheet(t("data_export.sources")), content, t)
    book.properties.creator = t("common.title")
    book.properties.title = content.title
    book.properties.language = "zh-CN" if content.lang == "zh" else "en"
    body = io.BytesIO()
    book.save(body)
    return settle_package(body.getvalue(), read_day(content.day))


def _write_about(sheet: Worksheet, content: Content) -> None:
    put(sheet, 1, 1, content.title, font=_TITLE)
    last = ""
    for row, (item, text) in enumerate(content.about[1:], start=3):
        # an item of several texts is named once
        put(sheet, row, 1, item if item != last else None, font=_ITEM, alignment=_WRAP)
        put(sheet, row, 2, _cut(text), alignment=_WRAP, number_format=_TEXT)
        sheet.row_dimensions[row].height = _LINE_PT * _count_lines(text, _ABOUT_WIDTHS[1])
        last = item
    for number, width in enumerate(_ABOUT_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A3"
    _set_page(sheet)


def _write_sources(sheet: Worksheet, content: Content, t: Translator) -> None:
    for number, (head, width) in enumerate(zip(SOURCE_HEADS, _SOURCE_WIDTHS, strict=True), start=1):
        _put_head(sheet, number, t(head), width)
    for row, cells in enumerate(list_sources(content), start=2):
        for number, value in enumerate(cells, start=1):
            is_text = isinstance(value, str)
            style = {"number_format": _TEXT} if is_text else {}
            put(
                sheet,
                row,
                number,
                value or None,
                border=_BOX,
                alignment=_WRAP if is_text else _NUMBER,
                **style,
            )
    _finish_table(sheet, _SOURCE_WIDTHS, len(content.sources) + 1)


def _write_table(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
) -> None:
    for number, (column, width) in enumerate(zip(columns, widths, strict=True), start=1):
        _put_head(sheet, number, column.head, width)
    names = [column.name for column in columns]
    for row, cells in enumerate(rows, start=2):
        for number, (column, value) in enumerate(zip(columns, cells, strict=True), start=1):
            put(
                sheet,
                row,
                number,
                _cut(value) if isinstance(value, str) else value,
                border=_BOX,
                alignment=_WRAP if column.kind == "text" else _NUMBER,
                number_format=_format(column, names, cells),
            )
    lines = max(_count_lines(c.head, w) for c, w in zip(columns, widths, strict=True))
    sheet.row_dimensions[1].height = _LINE_PT * min(lines, _MOST_HEAD_LINES) + 6
    _finish_table(sheet, widths, len(rows) + 1)


def _put_head(sheet: Worksheet, number: int, head: str, width: float) -> None:
    put(sheet, 1, number, _cut(head), font=_HEAD, fill=_FILL, alignment=_CENTRE, border=_BOX)
    sheet.column_dimensions[get_column_letter(number)].width = width


def _finish_table(sheet: Worksheet, widths: Sequence[float], rows: int) -> None:
    sheet.freeze_panes = f"{get_column_letter(_COLUMNS_KEPT + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{max(rows, 2)}"
    sheet.print_title_rows = "1:1"
    is_wide = sum(widths) > _PAGE_WIDTH
    if is_wide:
        sheet.print_title_cols = f"A:{get_column_letter(_COLUMNS_KEPT)}"
    _set_page(sheet, is_wide=is_wide)


def _set_page(sheet: Worksheet, *, is_wide: bool = False) -> None:
    """Let a sheet fill the width of its pages; a wide one goes on beside, where it can be read."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3 if is_wide else sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 0 if is_wide else 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = not is_wide


def _format(column: Column, names: Sequence[str], cells: Sequence[Cell]) -> str:
    """Return how a number looks; a bound and an estimate say so in the cell and stay numbers."""
    if column.kind == "text":
        return _TEXT
    digits = _AS_IS
    if column.decimals is not None:
        digits = "#,##0" + ("." + "0" * column.decimals if column.decimals else "")
    word = _find_qualifier(column.name, names, cells)
    return f'"{word} "{digits}' if word else digits


def _find_qualifier(name: str, names: Sequence[str], cells: Sequence[Cell]) -> str:
    """Return the word for a bound or an estimate that stands in a column beside a number's."""
    wanted = {
        "value": "qualifier",
        "left_value": "qualifier",
        "value_a": "qual_a",
        "value_b": "qual_b",
    }.get(name, f"{name}_qual")
    word = cells[names.index(wanted)] if wanted in names else None
    return word if isinstance(word, str) else ""


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[float]:
    """Return widths in which most cells stand in one line, and none makes a sheet unreadable."""
    found = []
    for number, column in enumerate(columns):
        longest = max((_measure(row[number], column) for row in rows), default=0.0)
        head = _measure_text(column.head) / _HEAD_LINES
        found.append(min(max(longest, head, _NARROWEST), _WIDEST))
    return found


def _measure(value: Cell, column: Column) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        return max(_measure_text(line) for line in value.split("\n"))
    decimals = 6 if column.decimals is None else column.decimals
    return _measure_text(f"{value:,.{decimals}f}")


def _measure_text(text: str) -> float:
    wide = sum(ord(letter) > 0x2E7F for letter in text)  # noqa: PLR2004  where CJK begins
    return 2.0 + wide * _WIDE_LETTER + (len(text) - wide) * _LETTER


def _count_lines(text: str, width: float) -> int:
    return sum(max(1, -(-int(_measure_text(line)) // int(width))) for line in text.split("\n"))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
