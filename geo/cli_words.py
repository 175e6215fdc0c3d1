"""What the commands share: exit codes, the error of misuse, and text that a terminal may show."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from typing import TYPE_CHECKING, Final

from geo.errors import AtlasError, ViewError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog.problems import Problem
    from geo.locale import Translator

DONE, FAILED, MISUSED = 0, 1, 2

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class UsageError(AtlasError):
    """The command was not given as it must be."""


def printable(text: str) -> str:
    r"""Make a text safe for a terminal: control and direction marks become escapes.

    Parameters
    ----------
    text
        Any text, such as a value from a data file.

    Returns
    -------
    str
        One line without control characters.

    Examples
    --------
    >>> printable("成都\x1b[31m")
    '成都\\x1b[31m'
    """
    return "".join(
        ch if ch.isprintable() else ch.encode("unicode_escape").decode("ascii") for ch in text
    )


def to_json(found: object) -> str:
    """Return JSON that a terminal may be shown: control and direction marks are escaped."""
    text = json.dumps(found, ensure_ascii=False, indent=2)
    return "".join(ch if ch == "\n" or ch.isprintable() else json.dumps(ch)[1:-1] for ch in text)


def count_problems(problems: Sequence[Problem], t: Translator) -> str:
    """Say how many errors and warnings there are."""
    errors = sum(problem.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    return t(
        "cli.counts",
        errors=t.plural("cli.errors", errors),
        warnings=t.plural("cli.warnings", warnings),
    )


def read_date(text: str | None, t: Translator, faults: list[str]) -> dt.date | None:
    """Return the day that ``--date`` names; what is wrong with it goes to the faults."""
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        faults.append(t("cli.date_wrong", value=printable(text)))
        return None


def check_review_number(text: str | None, t: Translator, faults: list[str]) -> None:
    """Tell the faults where ``--review-number`` is none."""
    from geo.view import View  # noqa: PLC0415 - slow to load, and most commands need none

    if text is None:
        return
    try:
        View(review_number=text)
    except ViewError:
        example = t("tools.review_example")
        faults.append(t("cli.review_wrong", value=printable(text), example=example))


def say_choice(name: str, value: str, known: Sequence[str], t: Translator) -> str:
    """Say which values an option has."""
    return t("cli.choice_wrong", option=name, value=printable(value), known=", ".join(known))


def say(text: str) -> None:
    """Say something beside the result."""
    print(text, file=sys.stderr)  # noqa: T201
