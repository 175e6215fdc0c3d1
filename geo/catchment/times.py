"""Drive times from a table that an owner brings: origin, destination, minutes, source, date.

Nothing in the table is computed: a formula's cell gives the result that the file holds.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from geo.catchment.drive import LONGEST_MIN
from geo.catchment.faults import Faults, Words, at_cell, at_row
from geo.catchment.network import portion
from geo.catchment.outline import check_minutes, check_places, make_areas
from geo.catchment.places import county_points
from geo.catchment.points import read_points
from geo.catchment.progress import unheard
from geo.locale import translator
from geo.settings import read_setting
from geo.sheets.book import Cell, Grid, Limits, open_book
from geo.sheets.cells import plain, read_date, read_number, read_text
from geo.sheets.model import SheetReport
from geo.types import LANGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.types import Lang, TravelKind

COLUMNS: Final = ("origin", "destination", "minutes", "source", "date")
"""What a row says; its heads are the texts ``travel.column_*`` of both languages."""

MOST_MINUTES: Final = 2880.0
"""Two days: the longest way within the province takes less than one."""

NOTICE: Final = "travel.notice_table"

_LONGEST_SOURCE = 200
_HEAD_ROWS = 10
_LONGEST_HEAD = 100
_LONGEST_CODE = 100
_MOST_COLUMNS = 30
_MOST_COMMAS = 10_000  # of a row; those without words between them are no columns
_BLANK_LINES = re.compile(r"(?:(?<=\n)|(?<=\r)(?!\n))[\r\n]{100,}")
_ROWS_TOLD = 1000
_CELLS_PER_ROW = 12
_MOST_PACKED = 20  # times that a workbook may be larger when unpacked
_SOURCES_NAMED = 3
_FORMULA = ("=", "@", "+", "-", "＝", "＠", "＋", "－")
_CJK = re.compile("[\u3400-\u9fff]")

_ADVICE = {
    "not_xlsx": "sheets.do_save_xlsx",
    "old_xls": "sheets.do_save_xlsx",
    "macros": "sheets.do_save_xlsx",
    "encrypted": "sheets.do_unlock",
    "merged": "sheets.do_unmerge",
    "file_too_large": "shrink",
    "unpacked_too_large": "shrink",
    "too_many_cells": "shrink",
    "table_too_large": "shrink",
}


@dataclass(frozen=True, eq=False)
class TableTravel:
    """Times of a table (`geo.catchment.travel.Travel`).

    A place that has rows of its own under its id is answered from these. Any other takes the
    rows of the county that its point lies in, else those of the prefecture of this county;
    `used` says which. Where the table tells no time, nobody knows it: NaN is "not told", never
    "not reached".

    Attributes
    ----------
    times
        Minutes: index the origins as the table names them, columns codes of counties.
    digest
        Names the table and the ground that its codes stand for.
    source
        The sources named in the table with their dates, the first three in its order.
    counties
        Counties with a boundary: ``prefecture_code`` and ground in degrees (EPSG:4490).
    """

    times: pd.DataFrame = field(repr=False)
    digest: str
    source: str
    counties: gpd.GeoDataFrame = field(repr=False)

    @property
    def kind(self) -> TravelKind:
        """Return that it is a table."""
        return "table"

    @property
    def error_pct(self) -> float | None:
        """Return nothing: the error of the owner's times is not known here."""
        return None

    @property
    def notice(self) -> str:
        """Return the id of the text that must stand with every result."""
        return NOTICE

    def used(self, origins: gpd.GeoDataFrame) -> pd.DataFrame:
        """Return which rows of the table stand for each place.

        Parameters
        ----------
        origins
            Points in degrees (EPSG:4490), index their ids.

        Returns
        -------
        pandas.DataFrame
            Index the ids; ``code``, the origin in the table (blank if none fits), and ``kind``:
            ``own``, ``county``, ``prefecture`` or ``none``.

        Raises
        ------
        CatchmentError
            If a point is missing or not in Sichuan.
        """
        lonlat = read_points(origins)
        tree = shapely.STRtree(self.counties.geometry.to_numpy())
        rows, found = tree.query(shapely.points(lonlat), predicate="intersects")
        county = np.full(len(lonlat), -1)
        # on a border the lower code counts: the order of the rows must not decide
        for row, number in sorted(zip(rows.tolist(), found.tolist(), strict=True), reverse=True):
            county[row] = number
        chosen = []
        for name, number in zip(origins.index, county, strict=True):
            code = "" if number < 0 else str(self.counties.index[number])
            prefecture = "" if number < 0 else str(self.counties["prefecture_code"].iloc[number])
            ways = (("own", str(name)), ("county", code), ("prefecture", prefecture))
            chosen.append(
                next(((to, kind) for kind, to in ways if to in self.times.index), ("", "none"))
            )
        return pd.DataFrame(chosen, index=origins.index, columns=["code", "kind"])

    def minutes(
        self,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        progress: Progress = unheard,
    ) -> pd.DataFrame:
        """Return the minutes of the table; NaN where it tells none.

        Parameters
        ----------
        origins
            Points in degrees (EPSG:4490), index their ids; see `used`.
        destinations
            Index codes of counties; any other id has no time.
        progress
            Told how far the work is.

        Returns
        -------
        pandas.DataFrame
            Index the origins, columns the destinations.

        Raises
        ------
        CatchmentError
            If a point is missing or not in Sichuan.
        """
        progress(0.0)
        codes = self.used(origins)["code"]
        found = self.times.reindex(index=codes, columns=destinations.index).to_numpy(np.float64)
        progress(1.0)
        return pd.DataFrame(found, index=origins.index, columns=destinations.index)

    def areas(
        self,
        points: gpd.GeoDataFrame,
        minutes: Sequence[float],
        progress: Progress = unheard,
    ) -> gpd.GeoDataFrame:
        """Return the counties that are reached from every point within so many minutes.

        Whole counties: the table tells a time to each and nothing of the ground within.

        Parameters
        ----------
        points
            Points in degrees (EPSG:4490), index their ids.
        minutes
            Each above 0 and at most `geo.catchment.drive.LONGEST_MIN`.
        progress
            Told after every place how far the work is.

        Returns
        -------
        geopandas.GeoDataFrame
            As `geo.catchment.travel.Travel.areas` says; empty ground where no county is told to
            be reached.

        Raises
        ------
        CatchmentError
            If there is no point or no time, a time is out of bounds, or a point is missing or
            not in Sichuan.
        """
        check_places(points)
        times = check_minutes(minutes, LONGEST_MIN)
        told = self.minutes(points, self.counties).to_numpy()
        ground = self.counties.geometry.to_numpy()
        shapes = []
        for number, row in enumerate(told):
            progress(number / len(told))
            shapes += [shapely.union_all(ground[row <= time]) for time in times]
        progress(1.0)
        return make_areas(points.index, times, shapes)


def read_times(
    content: bytes,
    name: str,
    catalog: Catalog,
    *,
    today: dt.date | None = None,
    progress: Progress = unheard,
) -> TableTravel:
    """Read a table of times, with everything that is wrong in it at once.

    Parameters
    ----------
    content
        The bytes of the file; nothing about it is taken on trust.
    name
        Its name: a workbook if that ends in ``.xlsx``, else CSV in UTF-8 or GB 18030.
    catalog
        The zones and places that codes may name. An origin is a zone's id or the code of a
        county or prefecture. A destination is the code of a county, or of a prefecture for the
        county that holds its seat; one without a boundary (a development zone) is on no map.
    today
        The day after which no time can have been found; by default today.
    progress
        Told how far the work is.

    Returns
    -------
    TableTravel
        The times. Columns beyond those of `COLUMNS` are not read.

    Raises
    ------
    TravelError
        With every fault: its row and column, what was expected, what came, what to do.
    SettingError
        If a limit is set to a bad value.
    """
    faults = Faults()
    most_bytes, most_rows = read_setting("times_bytes"), read_setting("times_rows")
    is_book = name.lower().endswith(".xlsx")
    progress(0.0)
    read = _open_book if is_book else _open_csv
    grid, head = read(content, most_bytes, most_rows, faults, portion(progress, 0.0, 0.7))
    faults.refuse()
    rows = _Rows(catalog, today or dt.datetime.now(tz=dt.UTC).date(), faults)
    filled = sorted({row for row, _ in grid.cells if row > head.row})
    for count, number in enumerate(filled):
        rows.read(number, {key: grid.find(number, column) for key, column in head.columns.items()})
        if not count % _ROWS_TOLD:
            progress(0.7 + 0.3 * count / len(filled))
    if not rows.minutes and not faults.count:
        faults.add("rows", "fill_rows")
    faults.refuse()
    pairs = pd.Series(rows.minutes, dtype=np.float64)
    counties = catalog.counties[catalog.counties.geometry.notna()]
    digest = hashlib.sha256(content)
    digest.update(catalog.ground.encode())
    progress(1.0)
    return TableTravel(
        times=pairs.unstack().sort_index(axis=0).sort_index(axis=1),  # noqa: PD010 - a pivot of pairs
        digest=f"table:{digest.hexdigest()}",
        source=_name_sources(rows.sources),
        counties=counties[["prefecture_code", "geometry"]],
    )


def write_times_template(lang: Lang) -> bytes:
    """Return an empty table, as CSV that spreadsheets open: the head of `read_times`.

    Parameters
    ----------
    lang
        Language of the head; `read_times` reads both.
    """
    t = translator(lang)
    head = ",".join(t(f"travel.column_{key}") for key in COLUMNS)
    # a spreadsheet knows UTF-8 by the byte-order mark
    return f"\ufeff{head}\r\n".encode()


@dataclass(frozen=True, slots=True)
class _Head:
    row: int
    columns: Mapping[str, int]
    last_column: int


class _Rows:
    """The rows read so far, checked one after the other."""

    def __init__(self, catalog: Catalog, today: dt.date, faults: Faults) -> None:
        self.minutes: dict[tuple[str, str], float] = {}
        self.sources: dict[tuple[str, str], None] = {}
        self._rows: dict[tuple[str, str], int] = {}
        self._faults = faults
        self._today = today
        self._prefectures = set(catalog.prefectures.index)
        self._counties = set(catalog.counties.index)
        self._origins = {*catalog.zones.index, *self._counties, *self._prefectures}
        points = county_points(catalog)
        seats = points.index[points["kind"] == "seat"]
        self._seats = {catalog.counties["prefecture_code"][code]: code for code in seats}

    def read(self, row: int, cells: Mapping[str, Cell | None]) -> None:
        if not any(cells.values()):
            return
        found: dict[str, Any] = {}
        for key, cell in cells.items():
            if cell is None:
                self._add(row, key, "missing", "fill")
                continue
            read = getattr(self, f"_read_{key}")
            found[key] = read(row, key, cell)
        if any(found.get(key) is None for key in COLUMNS):
            return
        pair = found["origin"], self._seats.get(found["destination"], found["destination"])
        if pair in self.minutes:
            if self.minutes[pair] != found["minutes"]:
                # the code as written: it may be the prefecture's, the other row's the county's
                self._faults.add(
                    "twice",
                    "keep_one",
                    f"{found['minutes']:g}",
                    where=at_row(row),
                    origin=pair[0],
                    destination=found["destination"],
                    other=self._rows[pair],
                    minutes=f"{self.minutes[pair]:g}",
                )
            return
        self.minutes[pair], self._rows[pair] = found["minutes"], row
        self.sources[found["source"], found["date"]] = None

    def _add(
        self, row: int, key: str, expected: str, advice: str, got: object = "", **params: object
    ) -> None:
        self._faults.add(expected, advice, got, where=_at(row, key), **params)

    def _read_origin(self, row: int, key: str, cell: Cell) -> str | None:
        return self._read_code(row, key, cell, self._origins)

    def _read_destination(self, row: int, key: str, cell: Cell) -> str | None:
        return self._read_code(row, key, cell, self._counties | self._prefectures)

    def _read_code(self, row: int, key: str, cell: Cell, known: set[str]) -> str | None:
        text = cell.text
        code = unicodedata.normalize("NFKC", text).strip() if len(text) <= _LONGEST_CODE else ""
        if cell.kind in {"text", "number"} and code in known:
            return code
        self._add(row, key, f"{key}_unknown", "check_code", text)
        return None

    def _read_minutes(self, row: int, key: str, cell: Cell) -> float | None:
        number, _ = read_number(cell, is_percent=False)
        if number is None:
            self._add(row, key, "minutes_number", "number", cell.text)
        elif number <= 0:
            self._add(row, key, "minutes_positive", "leave_out", cell.text)
        elif number > MOST_MINUTES:
            self._add(
                row, key, "minutes_most", "check_unit", cell.text, limit=f"{MOST_MINUTES:,.0f}"
            )
        else:
            return number
        return None

    def _read_source(self, row: int, key: str, cell: Cell) -> str | None:
        text, fault = read_text(cell, _LONGEST_SOURCE)
        if text is not None and text.startswith(_FORMULA):
            # it would be taken for a formula where the source is written into a table again
            text, fault = None, "formula"
        if fault is None:
            return text
        words = {
            "formula": ("source_formula", "plain_text"),
            "text_too_long": ("sheets.expect_text_too_long", "sheets.do_correct"),
            "text_unfit": ("sheets.expect_text_unfit", "sheets.do_correct"),
            "error_value": ("sheets.expect_error_value", "sheets.do_correct"),
        }[fault]
        self._add(row, key, *words, cell.text, limit=_LONGEST_SOURCE)
        return None

    def _read_date(self, row: int, key: str, cell: Cell) -> str | None:
        text, fault = read_date(cell, self._today)
        if fault is None:
            return text
        kind = "date_future" if fault == "date_future" else "date_bad"
        self._add(row, key, f"sheets.expect_{kind}", "sheets.do_correct", cell.text)
        return None


class _BookReport(SheetReport):
    """Takes over what is found where a workbook is opened."""

    def __init__(self, faults: Faults) -> None:
        super().__init__("en")
        self._faults = faults

    def error(self, key: str, cell: str, got: object = "", **params: Any) -> None:
        self._faults.add(
            f"sheets.expect_{key}", _ADVICE.get(key, "save_again"), got or cell, **params
        )


def _open_book(
    content: bytes, most_bytes: int, most_rows: int, faults: Faults, progress: Progress
) -> tuple[Grid, _Head]:
    limits = Limits(
        most_bytes,
        most_bytes * _MOST_PACKED,
        most_rows * _CELLS_PER_ROW,
        most_rows + _HEAD_ROWS,
        _MOST_COLUMNS,
    )
    grids = open_book(content, _BookReport(faults), limits, results=True, progress=progress)
    faults.refuse()
    filled = [grid for grid in grids or () if grid.cells]
    if not filled:
        faults.add("rows", "fill_rows")
        faults.refuse()
    headed = [grid for grid in filled if _find_head(grid) is not None]
    if len(headed) > 1:
        names = ", ".join(grid.title for grid in headed)
        faults.add("one_sheet", "one_sheet", names)
        faults.refuse()
    grid = (headed or filled)[0]
    return grid, _read_head(grid, faults)


def _open_csv(
    content: bytes, most_bytes: int, most_rows: int, faults: Faults, progress: Progress
) -> tuple[Grid, _Head]:
    if len(content) > most_bytes:
        faults.add(
            "sheets.expect_file_too_large", "shrink", f"{len(content):,}", limit=f"{most_bytes:,}"
        )
        faults.refuse()
    text = _decode(content, faults)
    faults.refuse()
    grid = Grid("")
    lines = _Lines(text, progress)
    reader = csv.reader(lines, strict=True)
    count = 0
    while True:
        row = lines.number + 1
        try:
            values = next(reader, None)
        except csv.Error as error:
            # quoting is lost from here on, so the rest of this file cannot be trusted
            if not lines.is_wide:
                faults.add("csv", "save_csv", error, where=at_row(row))
            values = None
        lines.commas = 0
        for column, value in enumerate(values or (), start=1):
            if not value or not (cell := Cell("", "text", value)).text:
                continue
            grid.cells[row, column] = cell
            grid.last_row, grid.last_column = row, max(grid.last_column, column)
            if column > _MOST_COLUMNS:
                break
        count += grid.last_row == row
        if count > most_rows + _HEAD_ROWS or grid.last_column > _MOST_COLUMNS or lines.is_wide:
            faults.add(
                "sheets.expect_table_too_large", "shrink", rows=most_rows, columns=_MOST_COLUMNS
            )
            faults.refuse()
        if values is None:
            break
    if not grid.cells and not faults.count:
        faults.add("rows", "fill_rows")
    faults.refuse()
    head = _read_head(grid, faults)
    for row, column in grid.cells:
        # a source with a comma and no quotes around it would put the date into a cell beyond
        if column > head.last_column and row > head.row:
            faults.add("cells", "quote", grid.text(row, column), where=at_row(row))
    return grid, head


class _Lines:
    """The lines of a text; many blank ones in a row are one, counted as many.

    Attributes
    ----------
    number
        Of the line given last, from 1.
    commas
        Seen since this was last set to 0.
    is_wide
        Whether there were more than any row may have; the lines end there.
    """

    def __init__(self, text: str, progress: Progress) -> None:
        self.number = self.commas = 0
        self.is_wide = False
        self._lines = self._pass(text, progress)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def _pass(self, text: str, progress: Progress) -> Iterator[str]:
        begin = told = 0
        for blank in [*_BLANK_LINES.finditer(text), None]:
            end, done = len(text) if blank is None else blank.start(), 0
            for line in io.StringIO(text[begin:end], newline=""):
                self.number += 1
                done += len(line)
                self.commas += line.count(",")
                if self.commas > _MOST_COMMAS:
                    self.is_wide = True
                    return
                if self.number >= told + _ROWS_TOLD:
                    told = self.number
                    progress((begin + done) / len(text))
                yield line
            if blank is not None:
                begin, ends = blank.end(), blank[0]
                self.number += ends.count("\n") + ends.count("\r") - ends.count("\r\n")
                yield "\n"


def _decode(content: bytes, faults: Faults) -> str:
    """Return the text of a file in UTF-8 or GB 18030, or report that it is neither."""
    text = ""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        lines = content.splitlines()
        strange = [n for n, line in enumerate(lines, start=1) if _fails(line, "utf-8-sig")]
        known = set(strange)
        # Chinese of a whole line in UTF-8 is no chance: the file was put together of two
        others = (line for n, line in enumerate(lines, start=1) if n not in known)
        if any(_CJK.search(line.decode("utf-8-sig")) for line in others):
            faults.add("one_coding", "save_utf8", where=at_row(strange[0]))
            return ""
        wrong = [n for n in strange if _fails(lines[n - 1], "gb18030")]
        if wrong:
            faults.add("coding", "save_utf8", where=at_row(wrong[0]))
            return ""
        text = content.decode("gb18030")
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        faults.add("coding", "save_utf8", where=at_row(row))
    return text


def _fails(line: bytes, coding: str) -> bool:
    try:
        line.decode(coding)
    except UnicodeDecodeError:
        return True
    return False


def _heads() -> dict[str, str]:
    """Return column by head, in both languages."""
    return {
        plain(translator(lang)(f"travel.column_{key}")): key for lang in LANGS for key in COLUMNS
    }


def _name(text: str, heads: Mapping[str, str]) -> str | None:
    """Return the column of a head; a text that is longer than any is not even compared."""
    return heads.get(plain(text)) if len(text) <= _LONGEST_HEAD else None


def _find_head(grid: Grid) -> int | None:
    """Return the first row that names origin or destination, or None."""
    heads = _heads()
    for row in range(1, min(grid.last_row, _HEAD_ROWS) + 1):
        named = {_name(grid.text(row, c), heads) for c in range(1, grid.last_column + 1)}
        if named & {"origin", "destination"}:
            return row
    return None


def _read_head(grid: Grid, faults: Faults) -> _Head:
    heads, row = _heads(), _find_head(grid)
    if row is None:
        row = min(where[0] for where in grid.cells)
    columns: dict[str, int] = {}
    names = []
    for column in range(1, grid.last_column + 1):
        text = grid.text(row, column)
        if text:
            names.append(text)
        key = _name(text, heads)
        if key in columns:
            faults.add("head_once", "keep_head", text, where=at_cell(row, text))
        elif key is not None:
            columns[key] = column
    for key in COLUMNS:
        if key not in columns:
            faults.add("head", "head", ", ".join(names), where=_at(row, key))
    last = max((c for r, c in grid.cells if r == row), default=0)
    return _Head(row, columns, last)


def _at(row: int, key: str) -> Words:
    return at_cell(row, Words(f"travel.column_{key}"))


def _name_sources(sources: Mapping[tuple[str, str], None]) -> str:
    named = [f"{source} ({date})" for source, date in list(sources)[:_SOURCES_NAMED]]
    more = len(sources) - len(named)
    return "; ".join(named) + (f"; +{more}" if more else "")
