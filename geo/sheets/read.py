"""Read an update sheet back: what changed, where it comes from, and everything that is wrong."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, cast

from geo.sheets.book import open_book
from geo.sheets.cells import plain, read_date, read_text
from geo.sheets.indicators import read_indicators
from geo.sheets.layout import (
    HEAD_ROWS,
    PLACE_MARK,
    REQUIRED_SOURCE_KEYS,
    SOURCE_KEYS,
    SOURCE_MARK,
    ZONE_MARK,
    words_of,
)
from geo.sheets.model import Document, SheetReport, SheetResult
from geo.sheets.zones import read_zones

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.sheets.book import Grid
    from geo.sheets.model import SheetKind
    from geo.types import Lang, Status

_LONGEST = {"title": 200, "publisher": 100, "url": 500, "note": 500}
_ADDRESS = re.compile(r"https?://\S+", re.ASCII)


def read_sheet(
    content: bytes,
    catalog: Catalog,
    lang: Lang,
    *,
    kind: SheetKind | None = None,
    today: dt.date | None = None,
) -> SheetResult:
    """Read an update sheet and report everything that is wrong at once.

    Parameters
    ----------
    content
        The bytes of the file; nothing about it is taken on trust.
    catalog
        The data that the sheet was made from; what differs from them is a change.
    lang
        Language of the problems.
    kind
        The kind that is expected; None takes either.
    today
        The day after which nothing can have happened; by default today.

    Returns
    -------
    SheetResult
        Changes, their document, and the problems.
    """
    day = today or dt.datetime.now(tz=dt.UTC).date()
    report = SheetReport(lang)
    grids = open_book(content, report)
    if grids is None:
        return SheetResult(None, (), None, report.problems(), today=day)
    marked = {
        "indicators": [grid for grid in grids if find_mark(grid, PLACE_MARK)],
        "zones": [grid for grid in grids if find_mark(grid, ZONE_MARK)],
    }
    found: SheetKind = "zones" if marked["zones"] else "indicators"
    if not marked[found]:
        report.error("no_sheet", "", ", ".join(grid.title for grid in grids[:8]))
        return SheetResult(None, (), None, report.problems(), today=day)
    if kind is not None and found != kind:
        report.error("wrong_kind", "", marked[found][0].title)
        return SheetResult(found, (), None, report.problems(), today=day)
    source = next((grid for grid in grids if find_mark(grid, SOURCE_MARK)), None)
    document = None if source is None else _read_document(source, found, day, report)
    if found == "indicators":
        read = read_indicators(marked[found], catalog, report, day)
    else:
        read = read_zones(marked[found][0], catalog, document, report, day)
    if read.changes or report.failed:
        # nobody has to name a source for a sheet that changes nothing
        _require_source(source, document, found, report)
    return SheetResult(
        found, read.changes, document, report.problems(), read.kept, read.dropped, day
    )


def find_mark(grid: Grid, mark: str) -> int | None:
    """Return the row whose first cell holds a mark, or None."""
    rows = (row for row in range(1, HEAD_ROWS + 1) if grid.text(row, 1) == mark)
    return next(rows, None)


def _rows_of(grid: Grid) -> dict[str, int]:
    """Return the row of each key of the source block."""
    found: dict[str, int] = {}
    for row in range(1, grid.last_row + 1):
        found.setdefault(grid.text(row, 1), row)
    return {key: found[key] for key in SOURCE_KEYS if key in found}


def _read_document(
    grid: Grid, kind: SheetKind, today: dt.date, report: SheetReport
) -> Document | None:
    values = dict.fromkeys(SOURCE_KEYS, "")
    failed = False
    for key, row in _rows_of(grid).items():
        cell = grid.find(row, 3)
        if cell is None:
            continue
        text: str | None
        if key in {"date", "list_date"}:
            text, fault = read_date(cell, today)
        else:
            text, fault = read_text(cell, _LONGEST.get(key, 50))
        if fault is None and text is not None:
            if key == "status":
                text = words_of("status").get(plain(text))
                if text is None:
                    fault = "status_unknown"
                elif text == "unverified" and kind == "zones":
                    fault = "status_not_for_zones"
            elif key == "url" and not _ADDRESS.fullmatch(text):
                fault = "url_bad"
        if fault is not None or text is None:
            failed = True
            params = {"limit": _LONGEST.get(key, 50)} if fault == "text_too_long" else {}
            report.error(fault or "date_bad", cell.address, cell.text, **params)
            continue
        values[key] = text
    if failed:
        return None
    status = cast("Status", values["status"])  # checked against the closed set above
    return Document(
        title=values["title"],
        publisher=values["publisher"],
        date=values["date"],
        url=values["url"],
        note=values["note"],
        status=status,
        list_date=values["list_date"],
    )


def _require_source(
    grid: Grid | None, document: Document | None, kind: SheetKind, report: SheetReport
) -> None:
    if grid is None:
        report.error("source_sheet_missing", "")
        return
    if document is None:
        return  # its own problems are in the report
    rows = _rows_of(grid)
    asked = (*REQUIRED_SOURCE_KEYS, *(("list_date",) if kind == "zones" else ()))
    for key in asked:
        if not getattr(document, key):
            row = rows.get(key)
            report.error(
                "source_missing",
                grid.title if row is None else grid.address(row, 3),
                label=report.say(f"sheets.item_{key}"),
            )
