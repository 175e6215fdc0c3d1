"""The task table as a workbook: tasks, lines, sources."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from geo.eligibility.work import TASK_STATES
from geo.export.eligibility.leaving import check_leaves
from geo.export.office import settle_package
from geo.sheets.write import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from geo.export.eligibility.content import Entry, Overview, Report
    from geo.locale import Translator

_TASK_WIDTHS: Final[Mapping[str, float]] = {
    "number": 5.5,
    "label": 25,
    "paper": 20,
    "kind": 9,
    "result": 12,
    "lead": 13,
    "support": 13,
    "due": 11.5,
    "state": 8.5,
    "document_no": 13,
    "annex_no": 9.5,
    "valid_until": 11.5,
    "alert": 15,
    "note": 16,
    "clause": 13,
    "document": 24,
}
_LINE_WIDTHS: Final[Mapping[str, float]] = {
    "number": 5.5,
    "label": 23,
    "kind": 9,
    "result": 12,
    "threshold": 11,
    "value": 10,
    "unit": 9,
    "year": 11,
    "status": 10,
    "source": 22,
    "margin": 10,
    "margin_pct": 9.5,
    "notes": 24,
    "clause": 11,
    "document": 22,
    "validity": 13,
}
_SOURCE_WIDTHS: Final[Mapping[str, float]] = {"number": 7, "text": 110, "status": 12}
"""Widths of the columns in letters."""

_NAME_WIDTH, _COUNT_WIDTH = 52.0, 11.0

_FONTS: Final = {"zh": "宋体", "en": "Calibri"}
_HEAD_FILL: Final = PatternFill("solid", fgColor="1D4F91")
_ALERT_FILL: Final = PatternFill("solid", fgColor="FFF1D6")
_LINE: Final = Side(style="thin", color="B8C4D1")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_LEFT: Final = Alignment(vertical="top", horizontal="left")
_RIGHT: Final = Alignment(wrap_text=True, vertical="top", horizontal="right")
_MIDDLE: Final = Alignment(vertical="top", horizontal="center")
_CENTRE: Final = Alignment(wrap_text=True, vertical="center", horizontal="center")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TEXT, _DATE = "@", "yyyy-mm-dd"
_SIZE: Final = 10.0
_POINTS_A_LINE: Final = 13.5
_AIR: Final = 3.0
_TALL: Final = 30.0
_HIGHEST: Final = 400.0
"""Of a row, in points; the format ends at 409."""
_MARGIN_SIDE: Final = 0.4
_MARGIN_END: Final = 0.8
"""Of the paper, in inches."""
_FIRST_WIDE: Final = 0x2E80
"""Letters from here on are as wide as they are high."""


def render_tasks_xlsx(report: Report, t: Translator) -> bytes:
    """Return the task table as a workbook, with the lines and the sources behind it.

    Parameters
    ----------
    report
        What it says.
    t
        The words; those of the report's language.

    Returns
    -------
    bytes
        The file. Text is text also where it looks like a formula; the same report gives the
        same bytes.

    Raises
    ------
    ExportError
        If nothing on that zone may leave.
    """
    check_leaves(report)
    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new workbook has one worksheet
    first.title = t("eligibility_report.sheet_tasks")
    title = t("eligibility_report.sheet_title", zone=report.zone)
    _write_tasks(first, title, report, t)
    if report.overview is not None:
        sheet = book.create_sheet(t("eligibility_report.sheet_overview"))
        _write_overview(sheet, report.overview, report, t)
    _write_lines(book.create_sheet(t("eligibility_report.sheet_lines")), report, t)
    _write_sources(book.create_sheet(t("eligibility_report.sheet_sources")), report, t)
    book.properties.creator = book.properties.lastModifiedBy = t("common.title")
    book.properties.title = title.encode("utf-8", "replace").decode()
    body = io.BytesIO()
    book.save(body)
    return settle_package(body.getvalue(), report.day)


def _write_tasks(sheet: Worksheet, title: str, report: Report, t: Translator) -> None:
    heads = [t(f"eligibility_report.task_{name}") for name in _TASK_WIDTHS]
    top = _start(sheet, title, report, _TASK_WIDTHS, t)
    _write_heads(sheet, top, heads, _TASK_WIDTHS, t)
    for row, task in enumerate(report.tasks, start=top + 1):
        # that a paper has expired stands in why it does not count, too
        expiry = "" if task.expiry and task.proof else task.expiry
        alerts = [text for text in (task.overdue, expiry, task.proof) if text]
        cells = {
            **{name: getattr(task, name) for name in _TASK_WIDTHS if hasattr(task, name)},
            "result": f"{task.symbol} {task.result}".strip(),
            "due": _read_day(task.due, t),
            "valid_until": _read_day(task.valid_until, t),
            "alert": t("eligibility_report.semicolon").join(alerts),
        }
        values = [cells[name] for name in _TASK_WIDTHS]
        _write_row(sheet, row, values, _TASK_WIDTHS, t, is_lit=task.is_urgent)
    last = top + len(report.tasks)
    column = get_column_letter([*_TASK_WIDTHS].index("state") + 1)
    if report.tasks:
        words = [t(f"eligibility.task_{state}") for state in TASK_STATES]
        rule = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
        rule.showErrorMessage = True
        rule.error = t("eligibility_report.sheet_rule_state")
        sheet.add_data_validation(rule)
        rule.add(f"{column}{top + 1}:{column}{last}")
    _finish(sheet, top, len(_TASK_WIDTHS), last, frozen=3, t=t)


def _read_day(date: str, t: Translator) -> dt.date | str:
    """Return a day that spreadsheets reckon with; a month or a year stays text."""
    if _DAY.fullmatch(date):
        return dt.date.fromisoformat(date)
    return t.date(date) if date else ""


def _write_overview(sheet: Worksheet, overview: Overview, report: Report, t: Translator) -> None:
    names = (str(number) for number in range(1, len(overview.heads)))
    widths = {"document": _NAME_WIDTH, **dict.fromkeys(names, _COUNT_WIDTH)}
    top = _start(sheet, t("eligibility_report.chapter_overview"), report, widths, t)
    _write_heads(sheet, top, overview.heads, widths, t)
    for number, row in enumerate(overview.rows, start=top + 1):
        _write_row(sheet, number, [row.label, *row.counts], widths, t)
    _finish(sheet, top, len(widths), top + len(overview.rows), frozen=2, t=t)


def _write_lines(sheet: Worksheet, report: Report, t: Translator) -> None:
    heads = [t(f"eligibility_report.line_{name}") for name in _LINE_WIDTHS]
    top = _start(sheet, report.title, report, _LINE_WIDTHS, t)
    _write_heads(sheet, top, heads, _LINE_WIDTHS, t)
    row = top
    for section in report.sections:
        for entry in (*section.entries, *section.unscored):
            row += 1
            _write_line(sheet, row, entry, row - top, t)
    _finish(sheet, top, len(_LINE_WIDTHS), row, frozen=4, t=t)


def _write_line(sheet: Worksheet, row: int, entry: Entry, number: int, t: Translator) -> None:
    is_trigger = entry.key.startswith("eligibility.trigger")
    notes = (entry.stale, entry.why, entry.paper_note, entry.pace, entry.next_step)
    cells: dict[str, Any] = {
        **{name: getattr(entry, name) for name in _LINE_WIDTHS if hasattr(entry, name)},
        "number": number,
        "kind": entry.effect if is_trigger else entry.kind,
        "result": f"{entry.symbol} {entry.state}",
        "value": entry.value if entry.amount is None else entry.amount,
        "margin": entry.margin_amount,
        "margin_pct": entry.margin_share,
        "notes": t("eligibility_report.semicolon").join(text for text in notes if text),
    }
    _write_row(sheet, row, [cells[name] for name in _LINE_WIDTHS], _LINE_WIDTHS, t)
    names = [*_LINE_WIDTHS]
    bounds = {"ge": "eligibility.at_least", "approx": "eligibility.about"}
    of_margin = {"least": "eligibility.at_least", "most": "eligibility.at_most"}
    looks = (
        ("value", entry.amount, bounds.get(entry.qualifier, ""), False),
        ("margin", entry.margin_amount, of_margin.get(entry.margin_bound, ""), True),
        ("margin_pct", entry.margin_share, of_margin.get(entry.margin_bound, ""), True),
    )
    for name, amount, bound, is_signed in looks:
        if amount is not None:
            cell = sheet.cell(row, names.index(name) + 1)
            # a lower bound says so in the cell and stays a number
            word = t(bound, value="") if bound else ""
            cell.number_format = _choose_format(amount, word, is_signed=is_signed)


def _choose_format(amount: float, word: str, *, is_signed: bool) -> str:
    digits = "#,##0"
    for decimals in (1, 2):
        if round(amount, decimals) != round(amount, decimals - 1):
            digits = "#,##0." + "0" * decimals
    prefix = f'"{word}"' if word else ""
    if is_signed:
        return f"{prefix}+{digits};{prefix}-{digits};{prefix}0"
    return prefix + digits


def _write_sources(sheet: Worksheet, report: Report, t: Translator) -> None:
    heads = [t(f"eligibility_report.source_{name}") for name in _SOURCE_WIDTHS]
    title = t("eligibility_report.chapter_sources")
    top = _start(sheet, title, report, _SOURCE_WIDTHS, t)
    _write_heads(sheet, top, heads, _SOURCE_WIDTHS, t)
    for row, source in enumerate(report.sources, start=top + 1):
        _write_row(sheet, row, [source.number, source.text, source.status], _SOURCE_WIDTHS, t)
    _finish(sheet, top, len(_SOURCE_WIDTHS), top + len(report.sources), frozen=2, t=t)


# what the sheets share


def _start(
    sheet: Worksheet, title: str, report: Report, columns: Mapping[str, float], t: Translator
) -> int:
    """Write title, day, notices and heads; return the row of the heads."""
    font = _FONTS[t.lang]
    lead = t("eligibility_report.lead", level=report.level, date=report.date)
    put(sheet, 1, 1, title, font=Font(name=font, bold=True, size=16), alignment=_CENTRE)
    put(sheet, 2, 1, lead, font=Font(name=font, size=_SIZE), alignment=_CENTRE)
    for row, text in enumerate(report.notices, start=3):
        put(sheet, row, 1, text, font=Font(name=font, size=_SIZE), alignment=_WRAP)
    lines = [title, lead, *report.notices]
    width = sum(columns.values())
    for row, text in enumerate(lines, start=1):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(columns))
        sheet.row_dimensions[row].height = _TALL if row == 1 else _measure(text, width) + _AIR
    return len(lines) + 1


def _write_heads(
    sheet: Worksheet, top: int, heads: Iterable[str], columns: Mapping[str, float], t: Translator
) -> None:
    for column, (head, width) in enumerate(zip(heads, columns.values(), strict=True), start=1):
        put(
            sheet,
            top,
            column,
            head,
            font=Font(name=_FONTS[t.lang], bold=True, size=_SIZE, color="FFFFFF"),
            fill=_HEAD_FILL,
            alignment=_CENTRE,
            border=_BOX,
        )
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[top].height = _TALL


def _write_row(
    sheet: Worksheet,
    row: int,
    values: Sequence[Any],
    columns: Mapping[str, float],
    t: Translator,
    *,
    is_lit: bool = False,
) -> None:
    style: dict[str, Any] = {"font": Font(name=_FONTS[t.lang], size=_SIZE, bold=is_lit)}
    if is_lit:
        style["fill"] = _ALERT_FILL
    height = 0.0
    for column, (value, width) in enumerate(zip(values, columns.values(), strict=True), start=1):
        is_number = isinstance(value, (int, float))
        look: dict[str, Any] = {"alignment": _WRAP, "number_format": _TEXT}
        if is_number:
            look = {"alignment": _RIGHT if column > 1 else _MIDDLE}
        elif isinstance(value, dt.date):
            look = {"alignment": _LEFT, "number_format": _DATE}
        put(sheet, row, column, None if value == "" else value, border=_BOX, **look, **style)
        height = max(height, _measure(value, width) if isinstance(value, str) else 0)
    # not every program finds the height of a row by itself
    sheet.row_dimensions[row].height = min(max(height, _POINTS_A_LINE), _HIGHEST) + _AIR


def _measure(text: str, width: float) -> float:
    """Return how high a text of so many letters' width is, in points."""
    units = sum(2 if ord(letter) > _FIRST_WIDE else 1 for letter in text)
    return _POINTS_A_LINE * max(1, math.ceil(units / width))


def _finish(
    sheet: Worksheet, top: int, width: int, last: int, *, frozen: int, t: Translator
) -> None:
    """Set what the sheet looks like on the screen and on paper."""
    sheet.freeze_panes = f"{get_column_letter(frozen)}{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(width)}{max(last, top)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top}:{top}"
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = _MARGIN_SIDE
    margins.top = margins.bottom = _MARGIN_END
    margins.header = margins.footer = _MARGIN_SIDE
    sheet.oddFooter.center.text = t("eligibility_report.sheet_footer")
