"""What a reader is told when part of a View could not be used."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_QUOTE = 40


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence of the `view` message catalogue with its parameters.

    Parameters
    ----------
    key
        Message id, such as "view.unknown_indicator".
    params
        Values for the sentence. They may hold what a stranger typed: show the sentence as
        text only, never as markup or Markdown.
    """

    key: str
    params: Mapping[str, str] = field(default_factory=dict)


def quote(value: object) -> str:
    """Return a value short enough to stand in a sentence, on one line.

    Parameters
    ----------
    value
        Anything that came from outside.

    Returns
    -------
    str
        At most 40 characters, each of them printable.

    Examples
    --------
    >>> quote("a" * 50)
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…'
    """
    try:
        # reprlib: what came may be nested deeper than repr can go
        text = value if isinstance(value, str) else reprlib.repr(value)
    except ValueError:  # a whole number of more digits than Python prints
        text = type(value).__name__
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
    return shown if len(shown) <= _LONGEST_QUOTE else shown[: _LONGEST_QUOTE - 1] + "…"
