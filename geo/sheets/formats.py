"""What a cell shows of the number that it holds.

A format may show millions for ones: with commas at its end it divides by thousands, with a point
that is only written it moves the point. Whoever filled in the cell saw what is shown, so such a
cell says two things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeAlias

_Token: TypeAlias = tuple[str, str]
"""What a part of a format is, and the part itself."""

_LONGEST: Final = 255
"""A spreadsheet takes no longer format."""

_TOKENS: Final = re.compile(
    r"""
      "(?P<quoted>[^"]*)(?:"|\Z)
    | [\\!](?P<escaped>.)
    | [_*].                                  # room for a sign, or a sign that fills the cell
    | \[\$(?P<currency>[^\]-]*)[^\]]*\]
    | \[(?P<condition>[<>=][^\]]*)\]
    | \[[^\]]*\]
    | (?P<general>General|G/通用格式)
    | (?P<exponent>[Ee][+-])
    | (?P<digit>[0#?])
    | (?P<sign>[.,%/@;])
    | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_APART: Final = " '’\u00a0\u2009\u202f"
"""Signs that may stand between digits and change nothing."""

# a digit or a point that is written goes on with the number, such as "000" behind it
_BEFORE: Final = re.compile(r"[\d.,．·]\Z")
_AFTER: Final = re.compile(r"\A[\d．·]|\A[.,]\d|\A\s+[\d.,]+\s*\Z")
_MINUS: Final = ("-", "−", "－")
_NUMERIC_SECTIONS: Final = 3  # the fourth is for texts


@dataclass(frozen=True, slots=True)
class Shown:
    """How a cell shows its number.

    Attributes
    ----------
    percent
        Times 100, with a percent sign.
    is_other
        As another number, or not at all.
    words
        Words that stand with it, such as 亿元.
    """

    percent: bool = False
    is_other: bool = False
    words: str = ""


def read_format(number_format: str, value: float) -> Shown:
    """Return how a format shows a number.

    Examples
    --------
    >>> read_format('#,##0.00"亿元"', 480).words
    '亿元'
    >>> read_format('0!.0,"万元"', 480).is_other
    True
    """
    if not number_format:
        return Shown()
    if len(number_format) > _LONGEST:
        return Shown(is_other=True)
    sections, has_condition = _split(number_format)
    if has_condition:
        # which section is used depends on the number; where they differ it is not worked out
        found = {_read_section(section)[0] for section in sections}
        return found.pop() if len(found) == 1 else Shown(is_other=True)
    place = 0
    if value < 0 and len(sections) > 1:
        place = 1
    elif value == 0 and len(sections) == _NUMERIC_SECTIONS:
        place = 2
    shown, before = _read_section(sections[place])
    # a minus that is none, or none where it belongs: a section of its own writes its sign itself
    if before.endswith(_MINUS) if value > 0 else place == 1 and not before:
        return replace(shown, is_other=True)
    return shown


@lru_cache(maxsize=512)
def _split(number_format: str) -> tuple[tuple[tuple[_Token, ...], ...], bool]:
    """Return the tokens of each section for numbers, and whether any has a condition."""
    sections: list[list[_Token]] = [[]]
    has_condition = False
    for match in _TOKENS.finditer(number_format):
        kind, text = match.lastgroup, match.group(match.lastgroup or 0)
        if kind == "condition":
            has_condition = True
        elif kind == "sign" and text == ";":
            sections.append([])
        elif kind == "sign":
            sections[-1].append((text, text))
        elif kind in {"quoted", "escaped", "currency", "plain"}:
            sections[-1].append(("words", text))
        elif kind is not None:
            sections[-1].append((kind, text))
    return tuple(map(tuple, sections[:_NUMERIC_SECTIONS])), has_condition


@lru_cache(maxsize=1024)
def _read_section(section: tuple[_Token, ...]) -> tuple[Shown, str]:
    """Return how a section shows numbers, and what it writes before them."""
    places = [n for n, (kind, _) in enumerate(section) if kind in {"general", "@", "digit"}]
    words = "".join(text for kind, text in section if kind == "words").strip()
    if not places:
        # nothing, or a word in the place of the number
        return Shown(is_other=True, words=words), ""
    first, last = places[0], places[-1]
    inside, before, after = (
        "".join(text for kind, text in part if kind == "words")
        for part in (section[first:last], section[:first], section[last:])
    )
    percents = sum(kind == "%" for kind, _ in section)
    is_other = (
        _is_scaled(section)
        or percents > 1
        or bool(inside.strip(_APART))
        or _BEFORE.search(before) is not None
        or _AFTER.search(after) is not None
    )
    return Shown(percents > 0, is_other, words), before.strip()


def _is_scaled(section: tuple[_Token, ...]) -> bool:
    """Return whether a comma stands where it divides by a thousand: behind the last digit."""
    kinds = [kind for kind, _ in section]
    for number, kind in enumerate(kinds):
        if kind == "," and "digit" in kinds[:number]:
            after = next((one for one in kinds[number + 1 :] if one != ","), None)
            if after != "digit":
                return True
    return False
