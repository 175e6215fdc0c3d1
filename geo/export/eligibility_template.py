"""The table that a zone fills in with its own figures (XLSX); `geo.eligibility.own` reads it."""

from __future__ import annotations

import datetime as dt
import io
import math
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from geo.citation import find_data_date
from geo.eligibility.own import (
    COLUMNS,
    INPUTS,
    QUALIFIERS,
    ask_metrics,
    list_categories,
    list_units,
    say_column,
    say_documents,
    say_group,
    say_qualifier,
)
from geo.eligibility.words import say_figure, say_status
from geo.eligibility.work import FIRST_YEAR, MOST_FIGURES
from geo.export.office import settle_package
from geo.maps.words import text_at
from geo.settings import read_setting
from geo.sheets.write import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from geo.catalog import Catalog
    from geo.eligibility.figures import ZoneFigure
    from geo.eligibility.model import Metric, RuleSet
    from geo.eligibility.own import AskedMetric
    from geo.eligibility.rules import Rules
    from geo.locale import Translator

HEAD_ROW: Final = 3

_WIDTHS: Final = {
    "metric": 28,
    "label": 30,
    "group": 14,
    "definition": 40,
    "known": 36,
    "value": 16,
    "unit": 16,
    "year": 9,
    "qualifier": 12,
    "source": 36,
    "note": 30,
    "documents": 44,
}
_LAST_YEAR: Final = 2100  # the reader of the file knows the day, the file does not
_LONGEST_LIST: Final = 255  # more does not fit into a rule of a cell
_SOURCES_NAMED: Final = 3
_NOTES_WIDTH: Final = 110
_LINE_HEIGHT: Final = 16
_HIGHEST_ROW: Final = 400  # a spreadsheet takes little more

_TITLE: Final = Font(bold=True, size=14)
_HEAD: Final = Font(bold=True, color="FFFFFF")
_SMALL: Final = Font(size=8, color="6B7785")
_LESS: Final = Font(color="4A5563")
_FILL: Final = PatternFill("solid", fgColor="1D4F91")
_GREY: Final = PatternFill("solid", fgColor="E8ECF1")
_ASKED: Final = PatternFill("solid", fgColor="FFF6DA")
_LINE: Final = Side(style="thin", color="C9D3DF")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FIRST: Final = Border(
    left=_LINE, right=_LINE, top=Side(style="medium", color="1D4F91"), bottom=_LINE
)
"""Above it another group ends."""
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_CENTRE: Final = Alignment(wrap_text=True, vertical="center", horizontal="center")
_AS_IS, _TEXT = "General", "@"


def write_template(
    rules: Rules,
    rule_sets: Sequence[RuleSet],
    figures: Sequence[ZoneFigure],
    zone_name: str,
    t: Translator,
    *,
    catalog: Catalog | None = None,
) -> bytes:
    """Return the table to fill in, as XLSX.

    Parameters
    ----------
    rules
        Whose metrics say what is asked for.
    rule_sets
        Whose metrics come first; what else is asked for `ask_metrics` says.
    figures
        What is known of the zone. Figures of the atlas stand in a column of their own; what
        the zone filled in before stands where it is filled in.
    zone_name
        Name of the zone; empty for one without.
    t
        The words.
    catalog
        Where the titles of sources are found; without it their ids are shown.

    Returns
    -------
    bytes
        The file; the same arguments give the same bytes. Text is text also where it looks like
        a formula.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one worksheet
    sheet.title = t("eligibility_sheet.tab_figures")
    asked = ask_metrics(rules, rule_sets)
    title = t("eligibility_sheet.title", zone=zone_name) if zone_name else _say_blank_title(t)
    put(sheet, 1, 1, title, font=_TITLE)
    put(sheet, 2, 1, t("eligibility_sheet.lead"), font=_SMALL)
    _write_head(sheet, t)
    _write_rows(sheet, asked, figures, t, catalog=catalog)
    _write_notes(book.create_sheet(t("eligibility_sheet.tab_notes")), asked, figures, t)
    day = find_data_date(catalog) if catalog is not None else ""
    book.properties.creator = t("common.title")
    book.properties.title = _say_blank_title(t)
    body = io.BytesIO()
    book.save(body)
    return settle_package(body.getvalue(), dt.date.fromisoformat(day) if day else None)


def _say_blank_title(t: Translator) -> str:
    return t("eligibility_sheet.title_blank")


def _write_head(sheet: Worksheet, t: Translator) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        put(
            sheet,
            HEAD_ROW,
            number,
            say_column(column, t),
            font=_HEAD,
            fill=_FILL,
            alignment=_CENTRE,
            border=_BOX,
        )
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS[column]
    sheet.row_dimensions[HEAD_ROW].height = 30
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0  # as many pages long as it takes, one page wide
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def _write_rows(
    sheet: Worksheet,
    asked: Iterable[AskedMetric],
    figures: Sequence[ZoneFigure],
    t: Translator,
    *,
    catalog: Catalog | None,
) -> None:
    choices = _Choices(sheet, t)
    row, group = HEAD_ROW, None
    for one in asked:
        metric = one.metric
        held = [figure for figure in figures if figure.metric == metric.id]
        shown = [figure for figure in held if not figure.is_own and figure.may_decide]
        known = "\n".join(_say_known(figure, catalog, t) for figure in shown)
        # each year that was filled in before is a row; the first is there in any case
        owned: list[ZoneFigure | None] = [figure for figure in held if figure.is_own]
        for own in owned or [None]:
            row += 1
            cells: dict[str, Any] = {
                "metric": metric.id,
                "label": metric.say("label", t.lang),
                "group": say_group(one.group, t),
                "definition": metric.say("definition", t.lang),
                "known": known,
                "documents": say_documents(one.rule_sets, t),
                **_fill_in(metric, own, t),
            }
            for number, column in enumerate(COLUMNS, start=1):
                border = _BOX if one.group == group else _FIRST
                _put_input(sheet, row, number, column, cells.get(column), border)
            group = one.group
            # not every spreadsheet fits the height of a row to its text
            lines = max(_count_lines(str(cells.get(name) or ""), _WIDTHS[name]) for name in COLUMNS)
            sheet.row_dimensions[row].height = min(_LINE_HEIGHT * lines, _HIGHEST_ROW)
            choices.offer(metric, list_categories(one.rule_sets, metric.id), row)
    choices.add()


def _put_input(  # noqa: PLR0917 - a cell, its column, what it holds and how it is drawn
    sheet: Worksheet, row: int, number: int, column: str, value: Any, border: Border
) -> None:
    is_input = column in INPUTS
    is_open = column in {"value", "year"}
    put(
        sheet,
        row,
        number,
        None if value == "" else value,
        font=_SMALL if column == "metric" else Font() if is_input else _LESS,
        fill=_ASKED if is_input else _GREY,
        border=border,
        alignment=_WRAP,
        # a percentage is known by the format that the spreadsheet gives an open cell
        number_format=_AS_IS if is_open else _TEXT,
    )


def _count_lines(text: str, width: float) -> int:
    """Return about how many lines a text takes in a column; a line is never quite full."""
    room = width - 2
    return sum(
        max(1, math.ceil(sum(1 + (east_asian_width(sign) in "WFA") for sign in line) / room))
        for line in text.split("\n")
    )


def _fill_in(metric: Metric, own: ZoneFigure | None, t: Translator) -> dict[str, Any]:
    """Return the cells that the zone fills in, by column."""
    units = list_units(metric.unit, t)
    if own is None:
        # where several units are possible the zone says which: a given one would be overlooked
        return {"unit": units[0] if len(units) == 1 else ""}
    value: Any = own.value
    if isinstance(value, bool):
        value = t("eligibility.yes" if value else "eligibility.no")
    elif metric.unit in {"percent", "percent_per_year"} and 0 < abs(float(value)) <= 1:
        value = f"{t.number(float(value))}%"  # without the sign it may be a share
    return {
        "value": value,
        "unit": units[0],
        "year": own.year,
        "qualifier": "" if own.qualifier == "eq" else say_qualifier(own.qualifier, t),
        "source": own.source_text,
        "note": own.note_zh if t.lang == "zh" else own.note_en,
    }


def _say_known(figure: ZoneFigure, catalog: Catalog | None, t: Translator) -> str:
    """Return a figure with its year, status and sources, and what it cannot stand for."""
    more = [t.period(figure.period), say_status(figure, t)]
    sources = list(dict.fromkeys(_name_source(one, catalog, t) for one in figure.source_ids))
    more += sources[:_SOURCES_NAMED]
    if len(sources) > _SOURCES_NAMED:
        more.append(t.plural("eligibility_sheet.sources_more", len(sources) - _SOURCES_NAMED))
    if figure.is_part:
        more.append(t("eligibility.why_part_zone"))
    if figure.period and not figure.is_whole_year:
        more.append(t("eligibility.why_part_year"))
    words = t("eligibility.comma").join(more)
    return t("eligibility_sheet.known", figure=say_figure(figure, t), more=words)


def _name_source(source: str, catalog: Catalog | None, t: Translator) -> str:
    if catalog is None or source not in catalog.sources.index:
        return source
    return text_at(catalog.sources, source, "title", t.lang) or source


class _Choices:
    """The lists and bounds of the cells, each once with the cells that it is for."""

    def __init__(self, sheet: Worksheet, t: Translator) -> None:
        self._sheet = sheet
        self._t = t
        self._rules: dict[tuple[str, ...], DataValidation] = {}

    def offer(self, metric: Metric, categories: Sequence[str], row: int) -> None:
        """Take up the cells of a row."""
        t = self._t
        if metric.unit == "boolean":
            self._offer_list("value", row, [t("eligibility.yes"), t("eligibility.no")])
        elif metric.unit == "category":
            self._offer_list("value", row, categories)
        else:
            bounds = "-1E+15", "1E+15"
            self._bound("value", row, "decimal", bounds, "eligibility_sheet.rule_number")
        self._offer_list("unit", row, list_units(metric.unit, t))
        if metric.unit not in {"boolean", "category"}:
            self._offer_list("qualifier", row, [say_qualifier(one, t) for one in QUALIFIERS])
        years = str(FIRST_YEAR), str(_LAST_YEAR)
        self._bound("year", row, "whole", years, "eligibility_sheet.rule_year")

    def add(self) -> None:
        """Add the rules to the worksheet."""
        for rule in self._rules.values():
            self._sheet.add_data_validation(rule)

    def _offer_list(self, column: str, row: int, words: Sequence[str]) -> None:
        listed = ",".join(words)
        if words and len(listed) <= _LONGEST_LIST:
            key = ("list", listed)
            rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
            self._take(key, rule, column, row, "eligibility_sheet.rule_list")

    def _bound(self, column: str, row: int, kind: str, bounds: tuple[str, str], says: str) -> None:
        low, high = bounds
        rule = DataValidation(
            type=kind, operator="between", formula1=low, formula2=high, allow_blank=True
        )
        self._take((kind, *bounds), rule, column, row, says)

    def _take(
        self, key: tuple[str, ...], rule: DataValidation, column: str, row: int, says: str
    ) -> None:
        if key not in self._rules:
            rule.showErrorMessage = True
            rule.error = self._t(says)
            self._rules[key] = rule
        self._rules[key].add(f"{get_column_letter(COLUMNS.index(column) + 1)}{row}")


def _write_notes(
    sheet: Worksheet, asked: Iterable[AskedMetric], figures: Iterable[ZoneFigure], t: Translator
) -> None:
    put(sheet, 1, 1, t("eligibility_sheet.tab_notes"), font=_TITLE)
    names = {one.metric.id for one in asked}
    left_out = sum(figure.metric in names and not figure.may_decide for figure in figures)
    lines = [
        *(
            t(f"eligibility_sheet.note_{name}")
            for name in (
                "use",
                "rows",
                "columns",
                "units",
                "percent",
                "year",
                "qualifier",
                "truth",
                "cells",
            )
        ),
        t(
            "eligibility_sheet.note_limits",
            megabytes=t.number(read_setting("work_bytes") / 1e6),
            figures=t.number(MOST_FIGURES),
        ),
        t("eligibility_sheet.note_verdict"),
    ]
    if left_out:
        lines.append(t.plural("eligibility_sheet.left_out", left_out))
    for number, line in enumerate(lines, start=1):
        put(sheet, number + 1, 1, f"{number}. {line}", alignment=_WRAP)
        lines_taken = _count_lines(line, _NOTES_WIDTH)
        sheet.row_dimensions[number + 1].height = _LINE_HEIGHT * lines_taken
    sheet.column_dimensions["A"].width = _NOTES_WIDTH
