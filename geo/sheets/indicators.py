"""Read the worksheets of indicators: 21 prefectures by indicators, one year each."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.sheets.cells import plain, read_number
from geo.sheets.layout import (
    HEAD_ROWS,
    PLACE_MARK,
    HeldValue,
    held_values,
    place_names,
    sheet_indicators,
)
from geo.sheets.model import ValueChange

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable

    from geo.catalog import Catalog
    from geo.sheets.book import Cell, Grid
    from geo.sheets.model import SheetReport, ZoneChange

_YEAR = re.compile(r"(19|20)\d{2}", re.ASCII)
_SAME = 1e-12
_WHOLE = 100.0  # a share is part of this
_MOST = 1e12  # the province's economy is 6e4 亿元; no figure in any unit used comes near
_JUMP = 50.0  # 万元 for 亿元, or persons for 万人, is a factor of ten thousand
_MAY_BE_NEGATIVE = {"industrial_profit"}
_COUNTED = {"家", "个", "所", "件", "人"}


@dataclass(frozen=True, slots=True)
class Read:
    """What a table gave: changes, emptied cells, derived values that fall."""

    changes: tuple[ValueChange | ZoneChange, ...]
    kept: int = 0
    dropped: tuple[tuple[str, str, str], ...] = ()


def read_indicators(
    grids: list[Grid], catalog: Catalog, report: SheetReport, today: dt.date
) -> Read:
    """Read the worksheets of all years.

    Parameters
    ----------
    grids
        Worksheets that carry the mark of this kind.
    catalog
        The data that the sheet was made from.
    report
        Where problems go.
    today
        A year after this day's has no figures.

    Returns
    -------
    Read
        Changes in the order of the sheet.
    """
    reader = _Reader(catalog, report, today)
    for grid in grids:
        reader.read(grid)
    changes = tuple(reader.changes)
    return Read(changes, reader.kept, _fallen(changes, reader.held, catalog))


class _Reader:
    def __init__(self, catalog: Catalog, report: SheetReport, today: dt.date) -> None:
        self._catalog = catalog
        self._report = report
        self._today = today
        self._dictionary = catalog.indicators.to_dict("index")
        self._known = set(sheet_indicators(catalog))
        self._places = place_names(catalog)
        self._years: dict[str, str] = {}
        self.held = held_values(catalog)
        self.changes: list[ValueChange] = []
        self.kept = 0

    def read(self, grid: Grid) -> None:
        head = next(row for row in range(1, HEAD_ROWS + 1) if grid.text(row, 1) == PLACE_MARK)
        year = self._read_year(grid, head)
        columns = self._read_columns(grid, head)
        if year is None:
            return
        seen: dict[str, int] = {}
        for row in range(head + 2, grid.last_row + 1):
            filled = [column for column in columns if grid.find(row, column)]
            code = self._read_place(grid, row, has_values=bool(filled))
            if code is None:
                continue
            if code in seen:
                place = grid.address(row, 1)
                self._report.error("place_twice", place, grid.text(row, 2), row=seen[code])
                continue
            seen[code] = row
            for column, indicator in columns.items():
                self._read_cell(grid, row, column, (code, indicator, year))

    def _read_year(self, grid: Grid, head: int) -> str | None:
        rows = [
            row
            for row in range(1, head)
            if plain(grid.text(row, 1))
            in {plain(word) for word in self._report.say_both("sheets.period")}
        ]
        row = rows[0] if rows else 2
        text, place = grid.text(row, 2), grid.address(row, 2)
        if not _YEAR.fullmatch(text):
            self._report.error("period_bad", place, text)
            return None
        if int(text) > self._today.year:
            self._report.error("period_future", place, text)
            return None
        if text not in grid.title:
            # the values in the worksheet are those of the year in its name
            self._report.error("period_title", place, text, title=grid.title)
            return None
        if text in self._years:
            self._report.error("period_twice", place, text, title=self._years[text])
            return None
        self._years[text] = grid.title
        return text

    def _read_columns(self, grid: Grid, head: int) -> dict[int, str]:
        found: dict[int, str] = {}
        for column in range(3, grid.last_column + 1):
            name, place = grid.text(head, column), grid.address(head, column)
            if not name:
                below = range(head + 2, grid.last_row + 1)
                if any(grid.find(row, column) for row in below):
                    self._report.error("column_unnamed", place, grid.text(head - 1, column))
                continue
            if name not in self._known:
                self._report.error("column_unknown", place, name)
                continue
            if name in found.values():
                self._report.error("column_twice", place, name)
                continue
            entry = self._dictionary[name]
            if self._is_as_written(grid, head, column, entry):
                found[column] = name
        return found

    def _is_as_written(
        self, grid: Grid, head: int, column: int, entry: dict[Hashable, Any]
    ) -> bool:
        """Compare label and unit with the dictionary: either may stand in either language."""
        sound = True
        for row, names, key in (
            (head - 1, ("label_zh", "label_en"), "column_renamed"),
            (head + 1, ("unit", "unit_en"), "unit_changed"),
        ):
            wanted = [str(entry[name] or "") for name in names]
            if plain(grid.text(row, column)) not in {plain(text) for text in wanted}:
                shown = wanted[self._report.lang == "en"]
                place = grid.address(row, column)
                self._report.error(key, place, grid.text(row, column), wanted=shown)
                sound = False
        return sound

    def _read_place(self, grid: Grid, row: int, *, has_values: bool) -> str | None:
        code, name = grid.text(row, 1), grid.text(row, 2)
        if not code and not name:
            if has_values:
                self._report.error("no_place", grid.address(row, 1))
            return None
        by_name = self._places.get(plain(name))
        if code not in self._catalog.prefectures.index or (name and by_name is None):
            wrong = 1 if code not in self._catalog.prefectures.index else 2
            # notes under the table are no rows of it
            if has_values or wrong == 2:  # noqa: PLR2004 - the column of names
                self._report.error("place_unknown", grid.address(row, wrong), f"{code} {name}")
            return None
        if by_name is not None and by_name != code:
            wanted = str(self._catalog.prefectures[f"name_{self._report.lang}"][code])
            self._report.error(
                "place_differs", grid.address(row, 2), name, code=code, wanted=wanted
            )
            return None
        return code

    def _read_cell(self, grid: Grid, row: int, column: int, key: tuple[str, str, str]) -> None:
        held = self.held.get(key)
        shown = held if held is not None and held.shown else None
        cell = grid.find(row, column)
        if cell is None:
            self.kept += shown is not None
            return
        entry = self._dictionary[key[1]]
        number, fault = read_number(cell, is_percent=entry["unit"] == "%")
        if number is None:
            self._report.error(fault or "not_number", cell.address, cell.text)
            return
        if shown is not None and math.isclose(number, shown.value, rel_tol=_SAME, abs_tol=_SAME):
            return
        fault = _judge(number, key[1], entry)
        if fault is not None:
            self._report.error(fault, cell.address, cell.text)
            return
        self._doubt_jump(number, key, cell)
        old = None if shown is None else shown.value
        self.changes.append(ValueChange(*key, old, number, cell.address))

    def _doubt_jump(self, number: float, key: tuple[str, str, str], cell: Cell) -> None:
        near = _nearest(self.held, key)
        if near is None or not number or not near[1]:
            return
        factor = abs(number / near[1])
        if factor > _JUMP or factor < 1 / _JUMP:
            self._report.warning(
                "jump", cell.address, cell.text, year=near[0], value=f"{near[1]:,.12g}"
            )


def _judge(number: float, indicator: str, entry: dict[Hashable, Any]) -> str | None:
    kind, unit = entry["kind"], entry["unit"]
    if abs(number) > _MOST:
        return "too_big"
    if kind in {"total", "ratio"} and number < 0 and indicator not in _MAY_BE_NEGATIVE:
        return "negative"
    if kind == "ratio" and unit == "%" and number > _WHOLE:
        return "share_range"
    if kind == "total" and unit in _COUNTED and not number.is_integer():
        return "not_whole"
    return None


def _nearest(
    held: dict[tuple[str, str, str], HeldValue], key: tuple[str, str, str]
) -> tuple[str, float] | None:
    """Return year and value of the same series that stand nearest."""
    year = int(key[2])
    for apart in range(10):
        for other in (str(year - apart), str(year + apart)):
            one = held.get((key[0], key[1], other))
            if one is not None and one.shown:
                return other, one.value
    return None


def _fallen(
    changes: tuple[ValueChange, ...],
    held: dict[tuple[str, str, str], HeldValue],
    catalog: Catalog,
) -> tuple[tuple[str, str, str], ...]:
    """Return derived values that were computed from a value changed here."""
    inputs = catalog.indicators["inputs"].to_dict()
    own = {(one.adcode, one.indicator, one.period) for one in changes}
    return tuple(
        key
        for key, one in held.items()
        if one.status == "derived"
        and key not in own
        and any((key[0], name, key[2]) in own for name in inputs.get(key[1]) or ())
    )
