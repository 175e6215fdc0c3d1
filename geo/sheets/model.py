"""What a sheet says: changes, their source, and every problem with its cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, get_args

from geo.locale import translator
from geo.types import LANGS

if TYPE_CHECKING:
    from geo.types import Lang, Severity, Status

SheetKind = Literal["indicators", "zones"]
SHEET_KINDS: tuple[SheetKind, ...] = get_args(SheetKind)

SOURCE_STATUSES: tuple[Status, ...] = ("official", "reported", "unverified")
"""What a reader may say of a document of their own."""

_LONGEST_SHOWN = 120

# What to do about a problem; several problems share one advice. The rest: "correct".
_ADVICE = {
    "not_xlsx": "save_xlsx",
    "old_xls": "save_xlsx",
    "macros": "save_xlsx",
    "encrypted": "unlock",
    "damaged": "save_again",
    "file_too_large": "shrink",
    "unpacked_too_large": "shrink",
    "too_many_cells": "shrink",
    "table_too_large": "shrink",
    "no_sheet": "download",
    "wrong_kind": "other_page",
    "column_missing": "download",
    "column_unknown": "restore_head",
    "column_unnamed": "restore_head",
    "column_twice": "restore_head",
    "column_renamed": "restore_head",
    "unit_changed": "convert_unit",
    "period_bad": "restore_head",
    "period_title": "restore_head",
    "period_twice": "delete_copy",
    "place_twice": "delete_copy",
    "zone_twice": "delete_copy",
    "name_twice": "use_row",
    "merged": "unmerge",
    "formula": "paste_values",
    "error_value": "paste_values",
    "not_number": "number_or_blank",
    "is_date": "number_or_blank",
    "shown_other": "plain_format",
    "is_boolean": "number_or_blank",
    "negative": "check_source",
    "not_whole": "check_source",
    "share_range": "check_unit",
    "too_big": "check_unit",
    "jump": "check_unit",
    "area_range": "check_unit",
    "source_missing": "fill_source",
    "source_sheet_missing": "download",
    "place_unknown": "restore_place",
    "place_differs": "restore_place",
    "no_place": "restore_place",
    "point_outside": "check_point",
    "point_elsewhere": "check_point",
    "datum_missing": "choose",
    "status_unknown": "choose",
    "status_not_for_zones": "choose",
    "level_unknown": "choose",
    "level_2020_unknown": "choose",
    "datum_unknown": "choose",
}


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One problem of a sheet, in words.

    Parameters
    ----------
    cell
        Address such as ``指标2023!C7``; the worksheet alone, or blank for the whole file.
    expected
        What was expected there.
    got
        What stands there, shortened; blank if nothing.
    advice
        What to do.
    severity
        ``error`` keeps the sheet out, ``warning`` is for the reader to know.
    """

    cell: str
    expected: str
    got: str
    advice: str
    severity: Severity


class SheetReport:
    """Collects the problems of a sheet; nothing stops at the first."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._t = translator(lang)
        self._problems: list[SheetProblem] = []

    def error(self, key: str, cell: str, got: object = "", **params: Any) -> None:
        """Add an error: ``key`` names its sentence, ``params`` fill it."""
        self._add("error", key, cell, got, params)

    def warning(self, key: str, cell: str, got: object = "", **params: Any) -> None:
        """Add a warning."""
        self._add("warning", key, cell, got, params)

    def _add(
        self, severity: Severity, key: str, cell: str, got: object, params: dict[str, Any]
    ) -> None:
        expected = self._t(f"sheets.expect_{key}", **params)
        advice = self._t(f"sheets.do_{_ADVICE.get(key, 'correct')}")
        self._problems.append(SheetProblem(cell, expected, shorten(got), advice, severity))

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        return any(problem.severity == "error" for problem in self._problems)

    def say(self, key: str) -> str:
        """Return a text in the report's language."""
        return self._t(key)

    @staticmethod
    def say_both(key: str) -> tuple[str, ...]:
        """Return a text in both languages: a sheet may have been written in either."""
        return tuple(translator(lang)(key) for lang in LANGS)

    def problems(self) -> tuple[SheetProblem, ...]:
        """Return what was found, errors first, otherwise in the order of the sheet."""
        return tuple(sorted(self._problems, key=lambda problem: problem.severity != "error"))


def shorten(value: object) -> str:
    """Return text that fits a table: one line, 120 characters, no halves of characters."""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class Document:
    """The document that a sheet's values come from.

    Parameters
    ----------
    title, publisher, date
        As the reader wrote them; ``date`` may be partial.
    url, note
        May be blank.
    status
        How well the document knows; one of `SOURCE_STATUSES`.
    list_date
        Zones only: the day up to which the list holds.
    """

    title: str
    publisher: str
    date: str
    url: str
    note: str
    status: Status
    list_date: str = ""


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One new or changed value of a prefecture.

    Parameters
    ----------
    old
        The value shown in the sheet before; None if the cell was blank.
    """

    adcode: str
    indicator: str
    period: str
    old: float | None
    new: float
    cell: str


@dataclass(frozen=True, slots=True)
class ZoneChange:
    """One new zone, or what changed of one that is held.

    Parameters
    ----------
    entries
        New values by column of the sheet; only those that changed.
    cells
        Address by column of the sheet, all columns; ``name_zh`` stands for the row.
    """

    zone_id: str
    name: str
    is_new: bool
    entries: dict[str, Any]
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class SheetResult:
    """What reading a sheet gave.

    Parameters
    ----------
    kind
        None if the file could not be opened at all.
    changes
        All changes, in the order of the sheet; none of them holds if there is an error.
    document
        Where they come from; None if that could not be read.
    problems
        Errors first.
    kept
        Cells that were emptied: the values held stay, as a sheet cannot delete.
    dropped
        Derived values (place, indicator, period) that rested on a value changed here.
    today
        The day of reading.
    """

    kind: SheetKind | None
    changes: tuple[ValueChange | ZoneChange, ...]
    document: Document | None
    problems: tuple[SheetProblem, ...]
    kept: int = 0
    dropped: tuple[tuple[str, str, str], ...] = ()
    today: dt.date = field(default_factory=lambda: dt.datetime.now(tz=dt.UTC).date())

    @property
    def ready(self) -> bool:
        """Whether the changes can be used."""
        return (
            bool(self.changes)
            and self.document is not None
            and not any(problem.severity == "error" for problem in self.problems)
        )
