"""JSON that somebody brought: read in linear time, and refused before it can do harm.

JSON lets pass what no file of ours holds: numbers that are none, keys that stand twice, halves of
characters, nesting without end. What such a file is refused for is told by a key, which each kind
of file has words for.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Place: TypeAlias = tuple[str | int, ...]
"""Keys and positions (from 0) that lead from the top of a file to one of its parts."""

DEEPEST: Final = 20
"""No file of ours is nested deeper."""

_LONGEST_NUMBER: Final = 400  # the longest float has fewer digits
_SHOWN: Final = 40

# a text that does not end goes to the end of the file, so that time stays linear
_BRACKET: Final = re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)|[\[\]{}]', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a whole file was not read.

    Attributes
    ----------
    key
        "too_large", "encoding", "crowded", "deep" or "json".
    params
        What the sentence of the key is filled with.
    row
        Line in the file, from 1; None if the whole is meant.
    value
        What came; None if that cannot be shown.
    """

    key: str
    params: Mapping[str, int] = field(default_factory=dict)
    row: int | None = None
    value: str | None = None


class _Object(dict[str, Any]):
    """A JSON object that knows which of its keys came twice."""

    twice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unfit:
    """A number that none of ours can be, as it was written."""

    text: str


def read_json(content: bytes, most: int, crowd: Mapping[bytes, int]) -> tuple[Any, Refusal | None]:
    """Read a JSON file.

    Parameters
    ----------
    content
        The file.
    most
        Bytes it may have.
    crowd
        How often a sign may stand in it: counted before anything is built, as each costs
        thousands of times its byte.

    Returns
    -------
    tree
        What it holds; None if it was refused. Numbers that are none are `Unfit`.
    refusal
        Why it was refused; None if it was read.
    """
    if len(content) > most:
        return None, Refusal("too_large", {"most": most}, value=str(len(content)))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None, Refusal("encoding")
    if any(content.count(sign) > limit for sign, limit in crowd.items()):
        return None, Refusal("crowded")
    depth = 0
    for found in _BRACKET.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found.group(), 0)
        if depth > DEEPEST:
            row = text.count("\n", 0, found.start()) + 1
            return None, Refusal("deep", {"most": DEEPEST}, row)
    try:
        tree = json.loads(
            text,
            object_pairs_hook=_make_object,
            parse_int=lambda digits: _read_number(digits, int),
            parse_float=lambda digits: _read_number(digits, float),
            parse_constant=Unfit,
        )
    except json.JSONDecodeError as error:
        came = text[error.pos : error.pos + _SHOWN].strip()
        return None, Refusal("json", {}, error.lineno, came or None)
    return tree, None


def _make_object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = [key for key, _ in pairs if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
        made.twice = tuple(dict.fromkeys(twice))
    return made


def _read_number(digits: str, kind: type[int | float]) -> int | float | Unfit:
    # Python refuses whole numbers of thousands of digits, and takes 1e999 for infinity
    if len(digits) > _LONGEST_NUMBER or not math.isfinite(float(digits)):
        return Unfit(digits)
    return kind(digits)


def find_unfit(part: Any, place: Place = ()) -> Iterator[tuple[Place, str, str | None]]:
    """Yield place, key and what came of everything that JSON lets pass and we do not.

    The keys are "number", "text" and "twice".
    """
    if isinstance(part, Unfit):
        yield place, "number", part.text
    elif isinstance(part, str):
        if _SURROGATE.search(part):
            yield place, "text", part
    elif isinstance(part, _Object):
        for key in part.twice:
            yield (*place, key), "twice", key
        for key, value in part.items():
            yield from find_unfit(value, (*place, key))
    elif isinstance(part, list):
        for number, value in enumerate(part):
            yield from find_unfit(value, (*place, number))


def clean(part: Any) -> Any:
    """Return a tree that can be written as JSON again, without what `find_unfit` tells."""
    if isinstance(part, Unfit):
        return None
    if isinstance(part, str):
        return _SURROGATE.sub("\ufffd", part)
    if isinstance(part, dict):
        return {_SURROGATE.sub("\ufffd", key): clean(value) for key, value in part.items()}
    return [clean(value) for value in part] if isinstance(part, list) else part
