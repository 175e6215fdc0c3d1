"""What a reader may write into a cell, and what it means."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.sheets.book import Cell

_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_DATE = re.compile(
    r"(\d{4})(?:\s*[-./年]\s*(\d{1,2})(?:\s*[-./月]\s*(\d{1,2})\s*日?|\s*月)?|\s*年)?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
# inside brackets a comma belongs to the item: 新材料（特钢、锂电材料）
_SEPARATORS = re.compile(r"[;；]|[、，,](?![^（(]*[）)])")
_FIRST_YEAR = 1800
_LAST_YEAR = 2099
_MOST_DIGITS = 18
_LONGEST_NUMBER = 100
# ways in which a sign is another one; what is only wider or narrower is not among them
_OTHER = ("<super>", "<sub>", "<circle>", "<fraction>", "<square>", "<font>", "<compat>")
_UNFIT = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def read_number(cell: Cell, *, is_percent: bool) -> tuple[float | None, str | None]:
    """Read a number: as such, or as text with thousands separators or full-width digits.

    Parameters
    ----------
    cell
        A filled cell.
    is_percent
        Whether the column's unit is per cent; a percent sign is then understood.

    Returns
    -------
    tuple
        The number and None, or None and the key of the problem.
    """
    match cell.kind:
        case "formula" | "error" | "boolean" | "date":
            fault = {
                "formula": "formula",
                "error": "error_value",
                "boolean": "is_boolean",
                "date": "is_date",
            }[cell.kind]
            return None, fault
        case "number" if cell.is_shown_other:
            # whoever filled it in saw another number
            return None, "shown_other"
        case "number":
            number, has_sign = float(cell.value), cell.percent
            if has_sign:
                # to 12 digits: 12.3 % is held as 0.123, which times 100 is 12.299999999999999
                number = float(f"{number * 100:.12g}")
        case _:
            # full-width digits, commas and signs become the usual ones
            text = str(cell.value).strip()
            if len(text) > _LONGEST_NUMBER or _changes(text):
                return None, "not_number"
            text = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
            has_sign = text.endswith("%")
            text = text.removesuffix("%").strip()
            if len(text) > _MOST_DIGITS or not (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)):
                return None, "not_number"
            number = float(text.replace(",", ""))
    if has_sign and not is_percent:
        return None, "not_number"
    return (number, None) if math.isfinite(number) else (None, "not_number")


def _changes(text: str) -> bool:
    """Say whether a text comes to mean another number when it is normalised: 30² becomes 302."""
    return any(unicodedata.decomposition(sign).startswith(_OTHER) for sign in text)


def read_date(  # noqa: PLR0911 - one refusal each
    cell: Cell, today: dt.date
) -> tuple[str | None, str | None]:
    """Read a date that may be partial: 2018, 2018-03, 2018年3月10日, or a date cell.

    Parameters
    ----------
    cell
        A filled cell.
    today
        The day after which nothing can have happened.

    Returns
    -------
    tuple
        ``2018``, ``2018-03`` or ``2018-03-10`` and None, or None and the key of the problem.
    """
    if cell.kind in {"formula", "error", "boolean"}:
        return None, {"formula": "formula", "error": "error_value"}.get(cell.kind, "date_bad")
    if cell.kind == "date":
        if not isinstance(cell.value, dt.date):
            return None, "date_bad"
        date = cell.value.date() if isinstance(cell.value, dt.datetime) else cell.value
        parts: tuple[int, ...] = (date.year, date.month, date.day)
    else:
        text = unicodedata.normalize("NFKC", cell.text).strip()
        match = _COMPACT.fullmatch(text) or _DATE.fullmatch(text)
        if match is None:
            return None, "date_bad"
        parts = tuple(int(part) for part in match.groups() if part is not None)
    year, month, day = (*parts, 1, 1)[:3]
    try:
        first = dt.date(year, month, day)
    except ValueError:
        return None, "date_bad"
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None, "date_bad"
    if first > today:
        return None, "date_future"
    written = (f"{year:04d}", f"{month:02d}", f"{day:02d}")
    return "-".join(written[: len(parts)]), None


def read_text(cell: Cell, longest: int) -> tuple[str | None, str | None]:
    """Read text as one line.

    Parameters
    ----------
    cell
        A filled cell; a number is taken as it is written.
    longest
        Most characters.

    Returns
    -------
    tuple
        The text and None, or None and the key of the problem.
    """
    if cell.kind in {"formula", "error"}:
        return None, "formula" if cell.kind == "formula" else "error_value"
    text = cell.text
    if _UNFIT.search(text):
        return None, "text_unfit"
    if len(text) > longest:
        return None, "text_too_long"
    return text, None


def split_list(text: str) -> tuple[str, ...]:
    """Split a list at semicolons and at commas outside brackets; repeated items once."""
    return tuple(dict.fromkeys(item.strip() for item in _SEPARATORS.split(text) if item.strip()))


def plain(text: str) -> str:
    """Return text for comparing words: one width, one case, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
