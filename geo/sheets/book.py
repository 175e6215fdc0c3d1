"""Open an XLSX file that anybody may have made, without trusting it.

Only texts, numbers, dates and truth values are taken. Formulas are seen, so that they can be
refused; pictures, links, macros and styles are never opened.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import AtlasError
from geo.settings import read_setting
from geo.sheets.formats import read_format

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.sheets.model import SheetReport

CellKind = Literal["text", "number", "date", "boolean", "formula", "error"]

MOST_ROWS = 3000
MOST_COLUMNS = 300
_MOST_SHEETS = 60  # one a year since 1990 and some more
_MOST_PARTS = 2000
_READ_PARTS = (".xml", ".rels")
_BLANK_PER_CELL = 2  # cells of which only the format is kept, and filled ones, by those allowed
_LONGEST_TEXT = 32_767  # a spreadsheet holds no longer one in a cell
_ROWS_TOLD = 1000
_MARKS_PER_CELL = 10  # tags of one filled cell, its text among the shared ones included
_MOST_MERGED = 200
"""Ranges that are told one by one; whoever merged more made no table."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(
    r"<(?:\w{1,20}:)?mergeCell\s[^<>]*?ref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\""
)
# a cell that ends in "/>", or at once, is blank: only its format is kept
_FILLED = re.compile(r"<(?:\w{1,20}:)?c\s([^<>]{1,400})(?<!/)>(?!</)")  # bounded: time stays linear
_CELL = re.compile(r"<(?:\w{1,20}:)?c[\s/>]")
# a sign takes up to six when it is written with "&"; the longest text has none of "<"
_LONG_TEXT = re.compile(r">[^<>]{200000}")
_WHERE = re.compile(r"\br=\"([A-Z]{1,3})(\d{1,7})\"")
# no tag of a spreadsheet is so long; a parser needs time by the square of its attributes
_LONG_TAG = re.compile(r"<[^<>]{20000}")
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SEEN = re.compile(f"[^\\s{_UNSEEN.pattern[1:]}")
_KINDS: dict[str, CellKind] = {"n": "number", "b": "boolean", "f": "formula", "e": "error"}


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be.

    Attributes
    ----------
    file_bytes, unpacked_bytes
        Of the file, and of what it holds.
    cells
        Filled cells of all worksheets.
    rows, columns
        Of one worksheet.
    """

    file_bytes: int
    unpacked_bytes: int
    cells: int
    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell."""

    address: str
    kind: CellKind
    value: Any
    percent: bool = False
    """Whether it is shown with a percent sign: 12.5 % is held as 0.125."""
    is_shown_other: bool = False
    """Whether another number is shown, such as 480.0 for 4 800 000."""
    shown_words: str = ""
    """Words that its format shows with a number, such as 亿元."""

    @property
    def text(self) -> str:
        """The cell as one line of text, trimmed."""
        if self.kind == "date":
            return str(self.value.date() if isinstance(self.value, dt.datetime) else self.value)
        if self.kind == "number" and float(self.value).is_integer():
            return str(int(self.value))
        # marks that nobody sees would turn the words round, or make two of one name
        return " ".join(_UNSEEN.sub("", str(self.value)).split())


@dataclass(slots=True)
class Grid:
    """The filled cells of one worksheet by row and column, both from 1."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    last_row: int = 0
    last_column: int = 0
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """First column, first row, last column and last row of merged cells."""

    def is_merged(self, row: int, column: int) -> bool:
        """Return whether a cell is one of several that were made one."""
        return any(
            left <= column <= right and top <= row <= bottom
            for left, top, right, bottom in self.merged
        )

    def find(self, row: int, column: int) -> Cell | None:
        """Return a cell, or None if it is blank."""
        return self.cells.get((row, column))

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell; blank if it is blank."""
        cell = self.cells.get((row, column))
        return "" if cell is None else cell.text

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell as a spreadsheet writes it."""
        return address(self.title, row, column)


def address(title: str, row: int, column: int) -> str:
    """Return ``worksheet!C7``."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - see geo.sheets

    return f"{title}!{get_column_letter(column)}{row}"


def open_book(
    content: bytes,
    report: SheetReport,
    limits: Limits | None = None,
    *,
    results: bool = False,
    merged: bool = False,
    progress: Callable[[float], None] | None = None,
) -> tuple[Grid, ...] | None:
    """Read the worksheets of an XLSX file, or report why that is not possible.

    Parameters
    ----------
    content
        The bytes of the file.
    report
        Where problems go.
    limits
        How large it may be; by default as large as the settings let an update sheet be.
    results
        Take of a formula the result that the file holds; by default the formula is seen. Nothing
        is computed in either case.
    merged
        Read on where cells are merged: each range is reported with its worksheet, and the grids
        know it. By default nothing is read then.
    progress
        Told how far the work is, 0 to 1; what it raises stops the work.

    Returns
    -------
    tuple of Grid or None
        None after an error of the whole file.

    Raises
    ------
    SettingError
        If a limit is set to a bad value.
    """
    limits = limits or Limits(
        read_setting("sheet_bytes"),
        read_setting("sheet_unpacked_bytes"),
        read_setting("sheet_cells"),
    )
    if len(content) > limits.file_bytes:
        report.error("file_too_large", "", f"{len(content):,}", limit=f"{limits.file_bytes:,}")
        return None
    if content.startswith(_OLE):
        # a workbook with a password is wrapped in the container of the old format
        report.error("encrypted" if _ENCRYPTED in content else "old_xls", "")
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if not _is_sound(archive, report, limits, merged=merged):
                return None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        # RuntimeError: a member with a password
        is_zip = content.startswith(b"PK")
        report.error("damaged" if is_zip else "not_xlsx", "", type(error).__name__ * is_zip)
        return None
    except NotImplementedError:
        report.error("damaged", "", "compression")
        return None
    return _read_grids(
        content, report, limits, results=results, merged=merged, progress=progress or _ignore
    )


def _is_sound(  # noqa: PLR0911 - one refusal each
    archive: zipfile.ZipFile, report: SheetReport, limits: Limits, *, merged: bool
) -> bool:
    names = archive.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        report.error("macros", "")
        return False
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        report.error("not_xlsx", "")
        return False
    most = limits.unpacked_bytes
    # a member is never read past the size that it declares, so the sum binds
    unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > most or len(names) > _MOST_PARTS or len(names) != len(set(names)):
        report.error("unpacked_too_large", "", f"{unpacked:,}", limit=f"{most:,}")
        return False
    cells = limits.cells
    marks = filled = 0
    ranges: list[str] = []
    for info in archive.infolist():
        if not info.filename.endswith(_READ_PARTS):
            continue  # never opened: `_copy_read` leaves it out
        body = archive.read(info)
        marks += body.count(b"<")
        if marks > cells * _MARKS_PER_CELL:
            report.error("too_many_cells", "", limit=f"{cells:,}")
            return False
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError:
            report.error("damaged", "", info.filename)
            return False
        if _LONG_TEXT.search(text):
            report.error("text_too_long", "", limit=f"{_LONGEST_TEXT:,}")
            return False
        # a zero byte is UTF-16, in which the words below would not be found
        if "\0" in text or "<!DOCTYPE" in text or "<!ENTITY" in text or _LONG_TAG.search(text):
            report.error("damaged", "", info.filename)
            return False
        if "macroEnabled" in text and info.filename == "[Content_Types].xml":
            report.error("macros", "")
            return False
        if info.filename.startswith("xl/worksheets/"):
            filled += sum(1 for _ in _CELL.finditer(text))
            if filled > cells * _BLANK_PER_CELL:
                report.error("too_many_cells", "", limit=f"{cells:,}")
                return False
            ranges += _MERGED.findall(text)
            far = _find_far(text, limits)
            if far is not None:
                report.error("table_too_large", far, rows=limits.rows, columns=limits.columns)
                return False
    if len(ranges) > (_MOST_MERGED if merged else 0):
        # of merged cells only the first holds its value; the rest would read as blank
        report.error("merged", "", ", ".join(ranges[:5]))
        return False
    return True


def _find_far(text: str, limits: Limits) -> str | None:
    """Return the first filled cell beyond what a table may be, or None."""
    last: dict[str, bool] = {}
    for match in _FILLED.finditer(text):
        where = _WHERE.search(match[1])
        if where is None:
            continue  # without an address it stands beside the one before
        letters, row = where.groups()
        if letters not in last:
            last[letters] = _number_column(letters) > limits.columns
        if last[letters] or int(row) > limits.rows:
            return letters + row
    return None


def _number_column(letters: str) -> int:
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415 - see geo.sheets

    return int(column_index_from_string(letters))


def _copy_read(content: bytes) -> BytesIO:
    """Return the file with no other parts than those that were looked at.

    What a worksheet is called inside is for the file to say: one under a name like a picture's
    would be read without a look.
    """
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as copy:
        for info in archive.infolist():
            if info.filename.endswith(_READ_PARTS):
                copy.writestr(info.filename, archive.read(info))
    return out


def _read_grids(
    content: bytes,
    report: SheetReport,
    limits: Limits,
    *,
    results: bool,
    merged: bool,
    progress: Callable[[float], None],
) -> tuple[Grid, ...] | None:
    from openpyxl import load_workbook  # noqa: PLC0415 - see geo.sheets

    try:
        book = load_workbook(
            _copy_read(content), read_only=True, keep_links=False, data_only=results
        )
    except Exception as error:  # noqa: BLE001 - any library error on a foreign file is one thing: damaged
        report.error("damaged", "", type(error).__name__)
        return None
    most = limits.cells
    try:
        grids: list[Grid] = []
        for sheet in book.worksheets:
            # chart sheets have no rows; what a file claims as its dimensions is not believed
            if not hasattr(sheet, "iter_rows"):
                continue
            sheet.reset_dimensions()
            # many names may stand for one part, so the marks counted before do not bind
            if len(grids) >= _MOST_SHEETS or not _read_grid(sheet, grids, limits, progress):
                report.error("too_many_cells", "", limit=f"{most:,}")
                return None
            long = next((c for c in grids[-1].cells.values() if _is_long(c.value)), None)
            if long is not None:
                report.error("text_too_long", long.address, limit=f"{_LONGEST_TEXT:,}")
                return None
            if merged:
                _find_merged(sheet, grids[-1], report)
    except AtlasError:
        raise  # whoever listens has stopped the work
    except Exception as error:  # noqa: BLE001 - as above
        report.error("damaged", "", type(error).__name__)
        return None
    finally:
        book.close()
    return tuple(grids)


def _read_grid(
    sheet: Any, grids: list[Grid], limits: Limits, progress: Callable[[float], None]
) -> bool:
    """Add the cells of a worksheet to `grids`; say whether they are not too many."""
    grid = Grid(str(sheet.title))
    left = limits.cells - sum(len(one.cells) for one in grids)
    grids.append(grid)
    held = 0
    for number, row in enumerate(sheet.iter_rows(max_row=limits.rows, max_col=limits.columns)):
        if not number % _ROWS_TOLD:
            progress(number / limits.rows)
        for cell in row:
            value = cell.value
            if value is None or (isinstance(value, str) and not _SEEN.search(value)):
                continue
            # one long text may stand in many cells, and be as short as one in the file
            held += len(value) if isinstance(value, str) else 0
            if len(grid.cells) >= left or held > limits.unpacked_bytes:
                return False
            where = (cell.row, cell.column)
            grid.cells[where] = _make_cell(grid.address(*where), cell)
            grid.last_row = max(grid.last_row, where[0])
            grid.last_column = max(grid.last_column, where[1])
    return True


def _find_merged(sheet: Any, grid: Grid, report: SheetReport) -> None:
    """Have a grid know its merged cells, and report them."""
    from openpyxl.utils import range_boundaries  # noqa: PLC0415 - see geo.sheets

    # a worksheet that is read row by row does not tell them itself
    with sheet._get_source() as source:  # noqa: SLF001
        found = _MERGED.findall(source.read().decode("utf-8-sig"))
    ranges = {range_boundaries(one): one for one in found}
    grid.merged = tuple(sorted(ranges, key=lambda one: (one[1], one[0])))
    for one in grid.merged:
        report.error("merged", f"{grid.title}!{ranges[one]}", ranges[one])


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > _LONGEST_TEXT


def _ignore(_: float) -> None:
    return


def _kind(cell: Any) -> CellKind:
    if cell.data_type not in _KINDS and isinstance(cell.value, str):
        return "text"
    if isinstance(cell.value, (dt.date, dt.time, dt.timedelta)):
        return "date"
    kind = _KINDS.get(cell.data_type, "error")
    if kind == "number" and not _is_number(cell.value):
        return "error"
    return kind


def _make_cell(where: str, cell: Any) -> Cell:
    kind = _kind(cell)
    if kind != "number":
        return Cell(where, kind, cell.value)
    shown = read_format(str(cell.number_format or ""), cell.value)
    return Cell(where, kind, cell.value, shown.percent, shown.is_other, shown.words)


def _is_number(value: Any) -> bool:
    try:
        return isinstance(value, (int, float)) and math.isfinite(value)
    except OverflowError:  # a whole number beyond what a spreadsheet can hold
        return False
