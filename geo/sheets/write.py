"""Write an update sheet: the values held, ready to be changed."""

from __future__ import annotations

import datetime as dt
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from geo.locale import translator
from geo.settings import read_setting
from geo.sheets.layout import (
    DATUMS,
    LEVELS_2020,
    PLACE_MARK,
    REQUIRED_SOURCE_KEYS,
    SOURCE_KEYS,
    SOURCE_MARK,
    ZONE_COLUMNS,
    ZONE_MARK,
    HeldValue,
    held_values,
    say,
    sheet_indicators,
    zone_record,
)
from geo.sheets.model import SOURCE_STATUSES

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.sheets.model import SheetKind
    from geo.types import Lang

_YEAR = re.compile(r"\d{4}", re.ASCII)
_UNFIT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_EMPTY_ZONE_ROWS = 30

_TITLE = Font(bold=True, size=14)
_HEAD = Font(bold=True, color="FFFFFF")
_SMALL = Font(size=8, color="6B7785")
_LESS = Font(italic=True, color="4A5563")
_FILL = PatternFill("solid", fgColor="1D4F91")
_PALE = PatternFill("solid", fgColor="F2F5F9")
_ASKED = PatternFill("solid", fgColor="FFF6DA")
_LINE = Side(style="thin", color="C9D3DF")
_BOX = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_WRAP = Alignment(wrap_text=True, vertical="top")
_CENTRE = Alignment(wrap_text=True, vertical="center", horizontal="center")

_ZONE_WIDTHS = {
    ZONE_MARK: 16,
    "name_zh": 34,
    "name_en": 30,
    "short_zh": 16,
    "level": 16,
    "level_2020": 16,
    "prefecture": 18,
    "counties": 24,
    "recognised_doc": 20,
    "upgraded_doc": 20,
    "bounds": 40,
    "industries": 40,
    "datum": 18,
}


def write_sheet(
    kind: SheetKind, catalog: Catalog, lang: Lang, *, today: dt.date | None = None
) -> bytes:
    """Write an update sheet as XLSX.

    Parameters
    ----------
    kind
        ``indicators``: one worksheet a year, 21 prefectures by indicators; ``zones``: one row
        a zone.
    catalog
        The data to start from. Values that may not leave (unverified, suspect) are blank.
    lang
        Language of heads and hints.
    today
        The day of writing; by default today.

    Returns
    -------
    bytes
        The file.
    """
    t = translator(lang)
    day = today or dt.datetime.now(tz=dt.UTC).date()
    book = Workbook()
    guide = book.active
    assert guide is not None  # noqa: S101 - a new workbook has one worksheet
    guide.title = t("sheets.tab_guide")
    source = book.create_sheet(t("sheets.tab_source"))
    options = book.create_sheet(t("sheets.tab_options"))
    _write_options(options, catalog, t)
    if kind == "indicators":
        _write_years(book, catalog, t, day)
    else:
        _write_zones(book.create_sheet(t("sheets.tab_zones")), catalog, t)
    _write_source(source, kind, t)
    _write_guide(guide, kind, t, day)
    book.move_sheet(options, offset=len(book.sheetnames))
    options.sheet_state = "hidden"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def put(sheet: Worksheet, row: int, column: int, value: object, **style: Any) -> Any:
    """Write one cell; text stays text, also where it looks like a formula."""
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _UNFIT.sub("\ufffd", value)
        cell.data_type = "s"
        if value.lstrip().startswith(_FORMULA):
            cell.quotePrefix = True
    elif value is not None:
        cell.value = value
    for name, one in style.items():
        setattr(cell, name, one)
    return cell


def _write_guide(sheet: Worksheet, kind: SheetKind, t: Translator, day: dt.date) -> None:
    put(sheet, 1, 1, t(f"sheets.title_{kind}"), font=_TITLE)
    put(sheet, 2, 1, t("sheets.made_on", date=t.date(day.isoformat())), font=_SMALL)
    lines = [
        *t(f"sheets.guide_{kind}").split("|"),
        *t("sheets.guide_shared").split("|"),
        t(
            "sheets.guide_limits",
            megabytes=t.number(read_setting("sheet_bytes") / 1e6, 0),
            cells=t.number(read_setting("sheet_cells")),
        ),
    ]
    for number, line in enumerate(lines, start=1):
        put(sheet, 3 + number, 1, f"{number}. {line.strip()}", alignment=_WRAP)
    sheet.column_dimensions["A"].width = 110


def _write_source(sheet: Worksheet, kind: SheetKind, t: Translator) -> None:
    put(sheet, 1, 1, t("sheets.source_title"), font=_TITLE)
    put(sheet, 2, 1, t("sheets.source_lead"), font=_SMALL)
    heads = (SOURCE_MARK, t("sheets.source_item"), t("sheets.source_entry"), t("sheets.source_how"))
    for column, head in enumerate(heads, start=1):
        put(sheet, 4, column, head, font=_HEAD, fill=_FILL, alignment=_CENTRE)
    keys = [key for key in SOURCE_KEYS if kind == "zones" or key != "list_date"]
    for row, key in enumerate(keys, start=5):
        asked = key in REQUIRED_SOURCE_KEYS or key == "list_date"
        label = t(f"sheets.item_{key}")
        put(sheet, row, 1, key, font=_SMALL)
        put(sheet, row, 2, t("sheets.required", label=label) if asked else label, border=_BOX)
        value = say("status", "reported", t.lang) if key == "status" else None
        put(sheet, row, 3, value, fill=_ASKED, border=_BOX, number_format="@", alignment=_WRAP)
        put(sheet, row, 4, t(f"sheets.how_{key}"), font=_SMALL, alignment=_WRAP)
        if key == "status":
            statuses = SOURCE_STATUSES[:2] if kind == "zones" else SOURCE_STATUSES
            _offer(sheet, [say("status", one, t.lang) for one in statuses], f"C{row}", t)
    for letter, width in zip("ABCD", (12, 24, 60, 60), strict=True):
        sheet.column_dimensions[letter].width = width


def _write_options(sheet: Worksheet, catalog: Catalog, t: Translator) -> None:
    """List what does not fit into a cell's own list: the 21 prefectures."""
    for row, name in enumerate(catalog.prefectures[f"name_{t.lang}"].tolist(), start=1):
        put(sheet, row, 1, str(name))


def _offer(sheet: Worksheet, words: list[str], cells: str, t: Translator) -> None:
    rule = DataValidation(type="list", formula1='"' + ",".join(words) + '"', allow_blank=True)
    _add_rule(sheet, rule, cells, t("sheets.rule_list"))


def _add_rule(sheet: Worksheet, rule: DataValidation, cells: str, says: str) -> None:
    rule.showErrorMessage = True
    rule.error = says
    sheet.add_data_validation(rule)
    rule.add(cells)


# indicators


def _write_years(book: Workbook, catalog: Catalog, t: Translator, day: dt.date) -> None:
    held = held_values(catalog)
    indicators = sheet_indicators(catalog)
    years = {int(period) for _, _, period in held if _YEAR.fullmatch(period)}
    latest = max({day.year - 1, *years})
    for year in range(latest, min(years, default=latest) - 1, -1):
        sheet = book.create_sheet(t("sheets.tab_year", year=year))
        _write_year(sheet, str(year), indicators, held, catalog, t)
    _write_held(book.create_sheet(t("sheets.tab_held")), indicators, held, catalog, t)


def _write_year(  # noqa: PLR0917 - what a page is made of
    sheet: Worksheet,
    year: str,
    indicators: tuple[str, ...],
    held: dict[tuple[str, str, str], HeldValue],
    catalog: Catalog,
    t: Translator,
) -> None:
    put(sheet, 1, 1, t("sheets.title_year", year=year), font=_TITLE)
    put(sheet, 2, 1, t("sheets.period"), font=_SMALL)
    put(sheet, 2, 2, year, font=_SMALL, number_format="@")
    put(sheet, 2, 3, t("sheets.year_hint"), font=_SMALL)
    dictionary = catalog.indicators
    label, unit = f"label_{t.lang}", "unit" if t.lang == "zh" else "unit_en"
    labels, units = dictionary[label].to_dict(), dictionary[unit].to_dict()
    decimals = dictionary["decimals"].to_dict()
    heads = [(t("sheets.code"), PLACE_MARK, ""), (t("geography.prefecture"), "name", "")]
    heads += [(str(labels[name]), name, str(units[name])) for name in indicators]
    for column, (head, mark, said) in enumerate(heads, start=1):
        put(sheet, 3, column, head, font=_HEAD, fill=_FILL, alignment=_CENTRE, border=_BOX)
        put(sheet, 4, column, mark, font=_SMALL, fill=_PALE, alignment=_CENTRE, border=_BOX)
        put(sheet, 5, column, said, font=_SMALL, fill=_PALE, alignment=_CENTRE, border=_BOX)
        sheet.column_dimensions[get_column_letter(column)].width = 14 if column > 1 else 9
    names = catalog.prefectures[f"name_{t.lang}"].to_dict()
    for row, (code, place) in enumerate(names.items(), start=6):
        put(sheet, row, 1, str(code), font=_SMALL, border=_BOX, number_format="@")
        put(sheet, row, 2, str(place), border=_BOX)
        for column, name in enumerate(indicators, start=3):
            one = held.get((str(code), name, year))
            shown = one if one is not None and one.shown else None
            digits = "#,##0" + ("." + "0" * int(decimals[name]) if decimals[name] else "")
            if shown is None:
                put(sheet, row, column, None, border=_BOX, number_format=digits)
                continue
            if shown.qualifier != "eq":
                digits = f'"{t.qualified("", shown.qualifier).strip()} "{digits}'  # type: ignore[arg-type]
            cell = put(sheet, row, column, _tidy(shown.value), border=_BOX, number_format=digits)
            if shown.status != "official":
                cell.font = _LESS
    last = get_column_letter(len(heads))
    rule = DataValidation(
        type="decimal", operator="between", formula1="-1E+15", formula2="1E+15", allow_blank=True
    )
    _add_rule(sheet, rule, f"C6:{last}{5 + len(names)}", t("sheets.rule_number"))
    sheet.row_dimensions[3].height = 48
    sheet.freeze_panes = "C6"
    sheet.page_setup.orientation = "landscape"


def _write_held(
    sheet: Worksheet,
    indicators: tuple[str, ...],
    held: dict[tuple[str, str, str], HeldValue],
    catalog: Catalog,
    t: Translator,
) -> None:
    """List every prefilled value with its status and source: a number never stands alone."""
    heads = ("prefecture", "indicator", "period", "value", "unit", "status", "source")
    for column, head in enumerate(heads, start=1):
        put(sheet, 1, column, t(f"sheets.held_{head}"), font=_HEAD, fill=_FILL, alignment=_CENTRE)
    places = catalog.prefectures[f"short_{t.lang}"].to_dict()
    labels = catalog.indicators[f"label_{t.lang}"].to_dict()
    units = catalog.indicators["unit" if t.lang == "zh" else "unit_en"].to_dict()
    titles = catalog.sources[f"title_{t.lang}"].to_dict()
    order = {name: number for number, name in enumerate(indicators)}
    keys = [key for key, one in held.items() if one.shown and key[1] in order and key[0] in places]
    keys.sort(key=lambda key: (-int(key[2][:4]), order[key[1]], key[0]))
    for row, key in enumerate(keys, start=2):
        one = held[key]
        cells = (
            places[key[0]],
            labels[key[1]],
            t.period(key[2]),
            _tidy(one.value),
            units[key[1]],
            t(f"status.{one.status}"),
            titles.get(one.source_id),
        )
        for column, value in enumerate(cells, start=1):
            put(sheet, row, column, value if isinstance(value, (int, float)) else str(value or ""))
    for letter, width in zip("ABCDEFG", (14, 36, 12, 14, 14, 12, 70), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:G{max(len(keys), 1) + 1}"


def _tidy(value: float) -> float | int:
    return int(value) if value.is_integer() else value


# zones


def _write_zones(sheet: Worksheet, catalog: Catalog, t: Translator) -> None:
    put(sheet, 1, 1, t("sheets.title_zones"), font=_TITLE)
    put(sheet, 2, 1, t("sheets.zones_hint"), font=_SMALL)
    for column, name in enumerate(ZONE_COLUMNS, start=1):
        label = t(f"sheets.zone_{name}")
        put(sheet, 3, column, label, font=_HEAD, fill=_FILL, alignment=_CENTRE, border=_BOX)
        put(sheet, 4, column, name, font=_SMALL, fill=_PALE, alignment=_CENTRE, border=_BOX)
        width = _ZONE_WIDTHS.get(name, 13)
        sheet.column_dimensions[get_column_letter(column)].width = width
    records = [zone_record(catalog, str(zone)) for zone in catalog.zones.index]
    for row, record in enumerate(records, start=5):
        for column, name in enumerate(ZONE_COLUMNS, start=1):
            shown = _say_zone(name, record[name], catalog, t)
            style: dict[str, Any] = {"border": _BOX, "alignment": _WRAP}
            if name == ZONE_MARK:
                style["font"] = _SMALL
            if isinstance(shown, str) or name in {"recognised", "upgraded"}:
                style["number_format"] = "@"
            put(sheet, row, column, shown, **style)
    first, last = 5, 4 + len(records) + _EMPTY_ZONE_ROWS
    for row in range(first + len(records), last + 1):
        for column, name in enumerate(ZONE_COLUMNS, start=1):
            is_text = name not in {"area_ha", "lon", "lat", "accuracy_m"}
            style = {"number_format": "@"} if is_text else {}
            put(sheet, row, column, None, border=_BOX, alignment=_WRAP, **style)
    letters = {name: get_column_letter(n) for n, name in enumerate(ZONE_COLUMNS, start=1)}

    def span(name: str) -> str:
        return f"{letters[name]}{first}:{letters[name]}{last}"

    levels = [say("level", one, t.lang) for one in ("national", "provincial", "candidate")]
    _offer(sheet, levels, span("level"), t)
    old = [say("level_2020", one, t.lang) for one in LEVELS_2020]
    _offer(sheet, old, span("level_2020"), t)
    _offer(sheet, [say("datum", one, t.lang) for one in DATUMS], span("datum"), t)
    rule = DataValidation(
        type="list",
        formula1=f"'{t('sheets.tab_options')}'!$A$1:$A${len(catalog.prefectures)}",
        allow_blank=True,
    )
    _add_rule(sheet, rule, span("prefecture"), t("sheets.rule_list"))
    sheet.row_dimensions[3].height = 48
    sheet.freeze_panes = "C5"
    sheet.page_setup.orientation = "landscape"


def _say_zone(  # noqa: PLR0911 - one kind of column each
    name: str, value: Any, catalog: Catalog, t: Translator
) -> str | float | None:
    if value is None:
        return None
    match name:
        case "level" | "level_2020" | "datum":
            return say(name, value, t.lang)
        case "prefecture":
            return str(catalog.prefectures[f"name_{t.lang}"][value])
        case "counties":
            names = catalog.counties[f"name_{t.lang}"].to_dict()
            return t("sheets.list_separator").join(str(names.get(code, code)) for code in value)
        case "industries":
            return "；".join(value)
        case "area_ha" | "lon" | "lat" | "accuracy_m":
            return _tidy(float(value))
        case _:
            return str(value)
