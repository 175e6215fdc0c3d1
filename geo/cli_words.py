"""What the commands share: exit codes, the error of misuse, and text that a terminal may show."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from geo.errors import AtlasError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog.problems import Problem
    from geo.locale import Translator

DONE, FAILED, MISUSED = 0, 1, 2


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


def say(text: str) -> None:
    """Say something beside the result."""
    print(text, file=sys.stderr)  # noqa: T201
