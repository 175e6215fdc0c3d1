"""Catchments as XLSX: what they hold, whom several reach, who is left out, notes and sources."""

from __future__ import annotations

import datetime as dt
import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from geo.catchment.holdings import FIGURES, HELD
from geo.catchment.notes import label_measure, list_notes
from geo.catchment.result import SIMULATED, name_place
from geo.citation import cite_source, cite_work, find_data_date
from geo.export.catchments import (
    list_coverage,
    list_overlaps,
    list_reached,
    list_within,
    name_units,
    plain,
    tabulate_left_out,
    title_of,
)
from geo.export.office import settle_package
from geo.maps.words import text_at
from geo.sheets.write import put
from geo.types import PLATFORM_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from geo.catchment.result import Result
    from geo.locale import Translator

_TITLE: Final = Font(bold=True, size=14)
_HEAD: Final = Font(bold=True, color="FFFFFF")
_FILL: Final = PatternFill("solid", fgColor="1D4F91")
_LINE: Final = Side(style="thin", color="C9D3DF")
_BOX: Final = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_CENTRE: Final = Alignment(wrap_text=True, vertical="center", horizontal="center")

_WHOLE, _TENTH, _AS_IS, _TEXT = "#,##0", "#,##0.0", "General", "@"
_HEAD_ROW: Final = 2


@dataclass(frozen=True, slots=True)
class _Column:
    """One column: its head, how its numbers look, and how wide it is."""

    head: str
    digits: str
    width: float


def render_xlsx(result: Result, t: Translator) -> bytes:
    """Return a result as a workbook: features, coverage, overlaps, gaps, and what to know.

    Parameters
    ----------
    result
        The answer.
    t
        The words.

    Returns
    -------
    bytes
        The file. Text is text also where it looks like a formula; a gap is an empty cell.
    """
    book = Workbook()
    first = book.active
    assert first is not None  # noqa: S101 - a new workbook has one worksheet
    first.title = t("coverage.tab_catchments")
    _write_features(first, result, t)
    _write_reached(book.create_sheet(t("coverage.tab_reached")), result, t)
    if result.study.method == "drive":
        _write_within(book.create_sheet(t("coverage.tab_within")), result, t)
    _write_left_out(book.create_sheet(t("coverage.tab_left_out")), result, t)
    if result.step is not None:
        _write_overlaps(book.create_sheet(t("coverage.tab_overlaps")), result, t)
    _write_notes(book.create_sheet(t("coverage.tab_notes")), result, t)
    day = find_data_date(result.catalog)
    book.properties.creator = t("common.title")
    book.properties.title = plain(title_of(result, t))
    body = io.BytesIO()
    book.save(body)
    return settle_package(body.getvalue(), dt.date.fromisoformat(day) if day else None)


def _write_features(sheet: Worksheet, result: Result, t: Translator) -> None:
    features = result.features.drop(columns="geometry")
    columns = _choose_columns(result, t)
    rows = []
    for row in features.to_dict("records"):
        cells: dict[str, Any] = {str(name): value for name, value in row.items()}
        cells["name"] = cells[f"name_{t.lang}"]
        cells["method"] = t(f"coverage.method_{cells['method']}")
        cells["level"] = _name_levels(cells["level"], t)
        cells["status"] = t(f"status.{cells['status']}")
        rows.append([cells[name] for name in columns])
    _write_table(sheet, title_of(result, t), list(columns.values()), rows)
    # a lower bound and an estimate say so in the cell and stay numbers
    names = list(columns)
    for figure in FIGURES:
        letter = names.index(figure) + 1
        for number, qualifier in enumerate(features[f"{figure}_qualifier"], start=_HEAD_ROW + 1):
            if qualifier != "eq":
                word = t.qualified("", qualifier).strip()
                sheet.cell(number, letter).number_format = f'"{word} "{_TENTH}'
    sheet.freeze_panes = f"C{_HEAD_ROW + 1}"


def _choose_columns(result: Result, t: Translator) -> dict[str, _Column]:
    """Return the columns of the features by name; categories that none holds stay away."""
    units = name_units(result, t)
    features = result.features
    columns = {
        "zone_id": _Column(t("coverage.column_zone_id"), _TEXT, 18),
        "name": _Column(t("coverage.column_name"), _TEXT, 34),
        "level": _Column(t("coverage.column_level"), _TEXT, 16),
        "method": _Column(t("coverage.column_method"), _TEXT, 16),
    }
    if result.step is not None:
        columns[result.step] = _Column(t(f"coverage.column_{result.step}"), _AS_IS, 10)
    for name in ("area_km2", "inside_km2"):
        columns[name] = _Column(t(f"coverage.column_{name}"), _WHOLE, 14)
    for name in HELD:
        label = label_measure(result.catalog, name, t)
        head = t("coverage.column", label=label, unit=units[name])
        columns[name] = _Column(head, _TENTH if name in FIGURES else _WHOLE, 16)
        if name in FIGURES:
            head = t("coverage.column_unknown_pct", label=label)
            columns[f"{name}_unknown_pct"] = _Column(head, _TENTH, 14)
    columns["platforms"] = _Column(t("coverage.column_platforms"), _WHOLE, 12)
    for category in PLATFORM_CATEGORIES:
        if features[f"platforms_{category}"].any():
            head = t("coverage.column_category", label=t(f"category.{category}"))
            columns[f"platforms_{category}"] = _Column(head, _WHOLE, 12)
    if "error_pct" in features and features["error_pct"].notna().any():
        columns["error_pct"] = _Column(t("coverage.column_error_pct"), _TENTH, 12)
    columns["status"] = _Column(t("coverage.column_status"), _TEXT, 10)
    for name in HELD:
        head = t("coverage.column_period", label=label_measure(result.catalog, name, t))
        columns[f"{name}_period"] = _Column(head, _TEXT, 12)
    return columns


def _write_reached(sheet: Worksheet, result: Result, t: Translator) -> None:
    units = name_units(result, t)
    columns = [_Column(t("coverage.column_zones"), _TEXT, 22)]
    names = ["population", "population_urban"]
    columns += [
        _Column(
            t("coverage.column", label=label_measure(result.catalog, name, t), unit=units[name]),
            _WHOLE,
            18,
        )
        for name in names
    ]
    columns += [
        _Column(t("coverage.column_share_pct"), _TENTH, 16),
        _Column(t("coverage.column_inside_km2"), _WHOLE, 18),
    ]
    if result.step is not None:
        columns.insert(0, _Column(t(f"coverage.column_{result.step}"), _AS_IS, 12))
    rows: list[list[Any]] = []
    for row in list_coverage(result):
        zones = _say_zones(row, t)
        cells = [zones, *(row[name] for name in names), row["population_pct"], row["inside_km2"]]
        rows.append(cells if result.step is None else [row[result.step], *cells])
    for row in list_reached(result):
        totals = [*(row[name] for name in names), row["population_pct"], row["inside_km2"]]
        key = "coverage.any_zone_bound" if row["at_least"] else "coverage.any_zone"
        rows.append([row[str(result.step)], t(key), *totals])
    _write_table(sheet, title_of(result, t), columns, rows)
    if not rows:
        put(sheet, _HEAD_ROW + 1, 1, t("coverage.note_no_gap"))


def _say_zones(row: dict[str, Any], t: Translator) -> str:
    if row["zones"] is None:
        return t("coverage.untold")
    return t("coverage.more", n=row["zones"]) if row["or_more"] else str(row["zones"])


def _write_within(sheet: Worksheet, result: Result, t: Translator) -> None:
    columns = [
        _Column(t("coverage.column_of"), _TEXT, 20),
        _Column(t("coverage.column_minutes"), _AS_IS, 12),
        _Column(t("coverage.column_within_people"), _WHOLE, 18),
        _Column(t("coverage.column_share_pct"), _TENTH, 16),
        _Column(t("coverage.column_low_pct"), _TENTH, 18),
        _Column(t("coverage.column_high_pct"), _TENTH, 18),
        _Column(t("coverage.column_status"), _TEXT, 10),
    ]
    rows = [
        [
            t(f"coverage.of_{row['group']}"),
            row["limit_min"],
            row["people"],
            row["share_pct"],
            row["low_pct"] if row["error_pct"] is not None else None,
            row["high_pct"] if row["error_pct"] is not None else None,
            t(f"status.{row['status']}"),
        ]
        for row in list_within(result)
    ]
    _write_table(sheet, title_of(result, t), columns, rows)


def _write_overlaps(sheet: Worksheet, result: Result, t: Translator) -> None:
    unit = name_units(result, t)["population"]
    columns = [
        _Column(t("coverage.column_first"), _TEXT, 34),
        _Column(t("coverage.column_second"), _TEXT, 34),
        _Column(t("coverage.column", label=t("coverage.both"), unit=unit), _WHOLE, 18),
        _Column(t("coverage.column_both_pct"), _TENTH, 18),
    ]
    rows = [
        [
            name_place(result.catalog, row["first"], t.lang),
            name_place(result.catalog, row["second"], t.lang),
            row["people"],
            row["share_pct"],
        ]
        for row in list_overlaps(result)
    ]
    _write_table(sheet, title_of(result, t), columns, rows)


def _write_left_out(sheet: Worksheet, result: Result, t: Translator) -> None:
    counties, prefectures = result.catalog.counties, result.catalog.prefectures
    unit = name_units(result, t)["population"]
    people = label_measure(result.catalog, "population", t)
    columns = [
        _Column(t("coverage.column_rank"), _WHOLE, 8),
        _Column(t("coverage.column_adcode"), _TEXT, 14),
        _Column(t("coverage.column_county"), _TEXT, 24),
        _Column(t("coverage.column_prefecture"), _TEXT, 24),
        _Column(t("coverage.column", label=people, unit=unit), _WHOLE, 16),
        _Column(t("coverage.column_reach"), _TEXT, 14),
    ]
    timed = result.study.method == "drive"
    columns += (
        [
            _Column(t("coverage.column_reach_minutes"), _WHOLE, 18),
            _Column(t("coverage.column_nearest"), _TEXT, 34),
        ]
        if timed
        else [
            _Column(t("coverage.column_left_population"), _WHOLE, 18),
            _Column(t("coverage.column_left_pct"), _TENTH, 18),
        ]
    )
    if result.step is not None:
        columns.insert(0, _Column(t(f"coverage.column_{result.step}"), _AS_IS, 12))
    rows: list[list[Any]] = []
    for value, table in tabulate_left_out(result):
        for rank, (code, row) in enumerate(table.iterrows(), start=1):
            key = str(code)
            prefecture = str(counties["prefecture_code"][key])
            cells: list[Any] = [
                rank,
                key,
                text_at(counties, key, "name", t.lang),
                text_at(prefectures, prefecture, "name", t.lang),
                row["population"],
                t(f"coverage.state_{row['state']}"),
            ]
            if timed:
                place = row["place"]
                name = name_place(result.catalog, place, t.lang) if place else None
                cells += [row["minutes"], name]
            else:
                cells += [row["population_left_out"], 100.0 - row["reached_pct"]]
            rows.append(cells if result.step is None else [value, *cells])
    _write_table(sheet, title_of(result, t), columns, rows)
    if result.draws is not None:
        put(sheet, _HEAD_ROW + 1, 1, t("coverage.note_no_gap"))
    elif result.step is None:
        put(sheet, _HEAD_ROW + 1, 1, t("coverage.note_all_covered"))


def _write_notes(sheet: Worksheet, result: Result, t: Translator) -> None:
    catalog, land = result.catalog, result.land
    title = title_of(result, t)
    put(sheet, 1, 1, plain(title), font=_TITLE)
    formulas = dict.fromkeys(
        [*result.features["formula"], *(land.measures[name].formula for name in FIGURES)]
    )
    lines = [
        *((t("coverage.notes_note"), note) for note in list_notes(result, t)),
        *((t("coverage.notes_formula"), formula) for formula in formulas),
        (t("coverage.notes_credit"), t("common.credit")),
        (t("coverage.notes_credit"), t("common.review_warning")),
        (t("coverage.notes_citation"), cite_work(title, "table", catalog, t)),
    ]
    for row, (item, text) in enumerate(lines, start=2):
        put(sheet, row, 1, item, alignment=_WRAP)
        put(sheet, row, 2, plain(text), alignment=_WRAP)
        sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=6)
        sheet.row_dimensions[row].height = 15 * math.ceil(len(text) / _LETTERS_A_LINE[t.lang])
    heads = ("number", "title", "publisher", "date", "status", "url")
    top = len(lines) + 3
    for column, head in enumerate(heads, start=1):
        put(
            sheet,
            top,
            column,
            t(f"coverage.source_{head}"),
            font=_HEAD,
            fill=_FILL,
            alignment=_CENTRE,
        )
    for row, cells in enumerate(_list_sources(result, t), start=1):
        put(sheet, top + row, 1, row, border=_BOX, alignment=_WRAP)
        for column, text in enumerate(cells, start=2):
            put(
                sheet,
                top + row,
                column,
                plain(text),
                border=_BOX,
                alignment=_WRAP,
                number_format=_TEXT,
            )
    for letter, width in zip("ABCDEF", (12, 60, 34, 14, 12, 50), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


_LETTERS_A_LINE: Final = {"zh": 80, "en": 160}


def _list_sources(result: Result, t: Translator) -> Iterable[tuple[str, ...]]:
    """Yield title, publisher, date, status and address of each document, each once."""
    sources = result.catalog.sources
    seen = set()
    for name in result.source_ids:
        # recollection and our own computation are no documents
        if not cite_source(result.catalog, name, t) or sources["document"][name] in seen:
            continue
        seen.add(sources["document"][name])
        yield (
            text_at(sources, name, "title", t.lang),
            text_at(sources, name, "publisher", t.lang),
            _text(sources["date"][name]),
            t(f"status.{sources['status'][name]}"),
            _text(sources["url"][name]),
        )


def _write_table(
    sheet: Worksheet, title: str, columns: Sequence[_Column], rows: Iterable[Sequence[Any]]
) -> None:
    put(sheet, 1, 1, plain(title), font=_TITLE)
    for number, column in enumerate(columns, start=1):
        put(
            sheet,
            _HEAD_ROW,
            number,
            plain(column.head),
            font=_HEAD,
            fill=_FILL,
            alignment=_CENTRE,
            border=_BOX,
        )
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.row_dimensions[_HEAD_ROW].height = 48
    last = _HEAD_ROW
    for last, cells in enumerate(rows, start=_HEAD_ROW + 1):
        for number, (column, value) in enumerate(zip(columns, cells, strict=True), start=1):
            put(
                sheet,
                last,
                number,
                _cell(value),
                border=_BOX,
                number_format=column.digits,
                alignment=_WRAP,
            )
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{get_column_letter(len(columns))}{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = f"1:{_HEAD_ROW}"


def _cell(value: Any) -> str | float | None:
    """Return what a cell holds; a gap is nothing."""
    if isinstance(value, str):
        return plain(value)
    if value is None or not math.isfinite(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


def _name_levels(levels: str, t: Translator) -> str:
    return t("coverage.separator").join(
        t("coverage.level_simulated" if one == SIMULATED else f"level.{one}")
        for one in levels.split(";")
        if one
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
