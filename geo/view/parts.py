"""The kinds of field that a View has: what each accepts, and how it is written.

Every kind answers five questions: `check` a value given in code, `write` it into and `read`
it out of a web address, `dump` it into and `load` it out of JSON. `check`, `read` and `load`
raise ValueError for a value they cannot use at all; `read` and `load` also return the items
of a list that they left out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from geo.view.codes import NONE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_MOST_ITEMS = 300
"""Longer lists are refused: there are 186 counties."""

_LONGEST_TEXT = 4000
"""Longer texts are refused unread."""


class Read(NamedTuple):
    """A value that came from outside, and the items of it that were left out."""

    value: Any
    left_out: tuple[object, ...] = ()


@dataclass(frozen=True)
class Part:
    """One field of the View.

    Parameters
    ----------
    name
        Name of the field, in the View and in JSON.
    key
        Key in a web address.
    """

    name: str
    key: str
    expected: ClassVar[str] = ""

    def describe(self) -> str:
        """Return what is accepted, for an error message."""
        return self.expected

    def check(self, value: object) -> Any:
        """Return the value in its one canonical form."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return the text for a web address."""
        return NONE if value is None else str(value)

    def read(self, text: str) -> Read:
        """Return the value that a text of a web address stands for."""
        return Read(self.check(None if text == NONE else text))

    def dump(self, value: Any) -> Any:
        """Return the value for JSON."""
        return value

    def load(self, value: object) -> Read:
        """Return the value that a JSON value stands for."""
        return Read(self.check(value))


@dataclass(frozen=True)
class Choice(Part):
    """One of a closed set, or none where `optional`."""

    codes: Mapping[str, str] = field(default_factory=dict)
    optional: bool = False

    def describe(self) -> str:
        """Return the values accepted."""
        return f"one of {', '.join(self.codes)}" + (" or None" if self.optional else "")

    def check(self, value: object) -> str | None:
        """Return the value if it is in the set."""
        if value is None and self.optional:
            return None
        if not isinstance(value, str) or value not in self.codes:
            raise ValueError(value)
        return value

    def write(self, value: str | None) -> str:
        """Return the code."""
        return NONE if value is None else self.codes[value]

    def read(self, text: str) -> Read:
        """Return the value of a code."""
        if text == NONE and self.optional:
            return Read(None)
        return Read(_value_of(self.codes, text))


@dataclass(frozen=True)
class Listed(Part):
    """Several items in a fixed order, each once, and not more than `most`."""

    most: int = field(default=_MOST_ITEMS, kw_only=True)

    def describe(self) -> str:
        """Return the items accepted."""
        raise NotImplementedError

    def check_item(self, item: object) -> str:
        """Return the item if it is accepted."""
        raise NotImplementedError

    def read_item(self, text: str) -> str:
        """Return the item that a code stands for."""
        return self.check_item(text)

    def write_item(self, item: str) -> str:
        """Return the code of an item."""
        return item

    def arrange(self, items: Sequence[str]) -> tuple[str, ...]:
        """Return the items in their order, each once."""
        return tuple(sorted(set(items)))

    def check(self, value: object) -> tuple[str, ...]:
        """Return the items in their order."""
        if not isinstance(value, (tuple, list)) or len(value) > self.most:
            raise ValueError(value)
        return self.arrange([self.check_item(item) for item in value])

    def write(self, value: tuple[str, ...]) -> str:
        """Return the codes joined."""
        return ".".join(self.write_item(item) for item in value) or NONE

    def read(self, text: str) -> Read:
        """Return the items known among the codes."""
        if text == NONE:
            return Read(())
        return self._keep_known(text.split("."), self.read_item)

    def dump(self, value: tuple[str, ...]) -> list[str]:
        """Return a list."""
        return list(value)

    def load(self, value: object) -> Read:
        """Return the items known in a list."""
        if not isinstance(value, list):
            raise ValueError(value)  # noqa: TRY004  the caller handles one kind of error
        return self._keep_known(value, self.check_item)

    def _keep_known(self, items: Sequence[Any], accept: Any) -> Read:
        """Return the items accepted; refuse the list if there are none, or too many."""
        if len(items) > self.most:
            raise ValueError(items)
        known: list[str] = []
        left_out: list[object] = []
        for item in items:
            try:
                known.append(accept(item))
            except ValueError:
                left_out.append(item)
        if left_out and not known:
            raise ValueError(items)
        return Read(self.arrange(known), tuple(left_out))


@dataclass(frozen=True)
class Several(Listed):
    """Several of a closed set."""

    codes: Mapping[str, str] = field(default_factory=dict)

    def describe(self) -> str:
        """Return the items accepted."""
        return f"any of {', '.join(self.codes)}"

    def check_item(self, item: object) -> str:
        """Return the item if it is in the set."""
        if not isinstance(item, str) or item not in self.codes:
            raise ValueError(item)
        return item

    def read_item(self, text: str) -> str:
        """Return the item of a code."""
        return _value_of(self.codes, text)

    def write_item(self, item: str) -> str:
        """Return the code of an item."""
        return self.codes[item]

    def arrange(self, items: Sequence[str]) -> tuple[str, ...]:
        """Return the items in the order of the set."""
        return tuple(item for item in self.codes if item in items)


@dataclass(frozen=True)
class Places(Listed):
    """Several codes of prefectures or counties, in code order."""

    def describe(self) -> str:
        """Return the form of a code."""
        return f"up to {self.most} codes of six digits"

    def check_item(self, item: object) -> str:
        """Return the code if it has the form of one."""
        if not isinstance(item, str) or not re.fullmatch(r"[0-9]{6}", item):
            raise ValueError(item)
        return item


@dataclass(frozen=True)
class Ids(Listed):
    """Several ids, in the order of the alphabet."""

    form: str = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"

    def describe(self) -> str:
        """Return the form of an id."""
        return "ids of letters, figures, - and _"

    def check_item(self, item: object) -> str:
        """Return the id if it has the form of one."""
        if not isinstance(item, str) or not re.fullmatch(self.form, item):
            raise ValueError(item)
        return item


@dataclass(frozen=True)
class Name(Part):
    """A text of a given form, or none."""

    form: str = ""
    sentence: str = ""

    def describe(self) -> str:
        """Return what is accepted."""
        return f"{self.sentence} or None"

    def check(self, value: object) -> str | None:
        """Return the text if it has the form."""
        if value is None:
            return None
        if (
            not isinstance(value, str)
            or len(value) > _LONGEST_TEXT
            or not re.fullmatch(self.form, value)
        ):
            raise ValueError(value)
        return value


@dataclass(frozen=True)
class Words(Part):
    """What a person typed to search for, or none."""

    most: int = 60

    def describe(self) -> str:
        """Return what is accepted."""
        return f"1 to {self.most} printable characters without spaces at the ends, or None"

    def check(self, value: object) -> str | None:
        """Return the text if it can stand in one line."""
        if value is None:
            return None
        if (
            not isinstance(value, str)
            or not 0 < len(value) <= self.most
            or not value.isprintable()
            or value != value.strip()
            or value == NONE
        ):
            raise ValueError(value)
        return value


@dataclass(frozen=True)
class Whole(Part):
    """A whole number between bounds."""

    lowest: int = 0
    highest: int = 0

    def describe(self) -> str:
        """Return the bounds."""
        return f"a whole number from {self.lowest} to {self.highest}"

    def check(self, value: object) -> int:
        """Return the number if it lies between the bounds."""
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or not self.lowest <= value <= self.highest
        ):
            raise ValueError(value)
        return value

    def read(self, text: str) -> Read:
        """Return the number."""
        # int() also takes "１２", " 1" and "1_0"
        if not re.fullmatch(r"[0-9]{1,4}", text):
            raise ValueError(text)
        return Read(self.check(int(text)))


@dataclass(frozen=True)
class Flag(Part):
    """Yes or no."""

    expected: ClassVar[str] = "True or False"

    def check(self, value: object) -> bool:
        """Return the value if it is one of the two."""
        if not isinstance(value, bool):
            raise ValueError(value)  # noqa: TRY004  the caller handles one kind of error
        return value

    def write(self, value: bool) -> str:
        """Return the digit."""
        return "1" if value else "0"

    def read(self, text: str) -> Read:
        """Return yes or no."""
        if text not in {"0", "1"}:
            raise ValueError(text)
        return Read(text == "1")


@dataclass(frozen=True)
class Edges(Part):
    """Edges of classes given by hand, or none."""

    most: int = 10

    def describe(self) -> str:
        """Return what is accepted."""
        return f"2 to {self.most} ascending numbers or None"

    def check(self, value: object) -> tuple[float, ...] | None:
        """Return the edges as floats."""
        if value is None:
            return None
        if not isinstance(value, (tuple, list)) or not 1 < len(value) <= self.most:
            raise ValueError(value)
        edges = tuple(_to_float(number) + 0.0 for number in value)
        if any(low >= high for low, high in zip(edges, edges[1:], strict=False)):  # noqa: RUF007
            raise ValueError(value)
        return edges

    def write(self, value: tuple[float, ...] | None) -> str:
        """Return the edges joined, each as short as it reads back."""
        if value is None:
            return NONE
        return "_".join(_write_number(edge) for edge in value)

    def read(self, text: str) -> Read:
        """Return the edges."""
        if text == NONE:
            return Read(None)
        return Read(self.check([_read_number(piece) for piece in text.split("_")]))

    def dump(self, value: tuple[float, ...] | None) -> list[float] | None:
        """Return a list."""
        return None if value is None else list(value)


@dataclass(frozen=True)
class Steps(Part):
    """Several numbers between bounds, ascending, each once; one at least."""

    lowest: float = 0.0
    highest: float = 0.0
    most: int = 6

    def describe(self) -> str:
        """Return what is accepted."""
        return f"1 to {self.most} numbers from {self.lowest:g} to {self.highest:g}"

    def check(self, value: object) -> tuple[float, ...]:
        """Return the numbers as floats, in their order."""
        if not isinstance(value, (tuple, list)):
            raise ValueError(value)  # noqa: TRY004  the caller handles one kind of error
        steps = tuple(sorted({_to_float(number) for number in value}))
        if (
            not 1 <= len(steps) <= self.most
            or not self.lowest <= steps[0] <= steps[-1] <= self.highest
        ):
            raise ValueError(value)
        return steps

    def write(self, value: tuple[float, ...]) -> str:
        """Return the numbers joined, each as short as it reads back."""
        return "_".join(_write_number(step) for step in value)

    def read(self, text: str) -> Read:
        """Return the numbers."""
        return Read(self.check([_read_number(piece) for piece in text.split("_")]))

    def dump(self, value: tuple[float, ...]) -> list[float]:
        """Return a list."""
        return [_as_browsers_write(number) for number in value]


@dataclass(frozen=True)
class Number(Part):
    """A number between bounds."""

    lowest: float = 0.0
    highest: float = 0.0

    def describe(self) -> str:
        """Return the bounds."""
        return f"a number from {self.lowest:g} to {self.highest:g}"

    def check(self, value: object) -> float:
        """Return the number if it lies between the bounds."""
        number = _to_float(value) + 0.0
        if not self.lowest <= number <= self.highest:
            raise ValueError(value)
        return number

    def write(self, value: float) -> str:
        """Return the number, as short as it reads back."""
        return _write_number(value)

    def read(self, text: str) -> Read:
        """Return the number."""
        return Read(self.check(_read_number(text)))

    def dump(self, value: float) -> float:
        """Return the number."""
        return _as_browsers_write(value)


@dataclass(frozen=True)
class Numbers(Part):
    """Numbers by name, in the order of the names."""

    form: str = r"[a-z0-9_]{1,20}"
    most: int = 30

    def describe(self) -> str:
        """Return what is accepted."""
        return f"up to {self.most} pairs of a name and a number, each name once"

    def check(self, value: object) -> tuple[tuple[str, float], ...]:
        """Return the pairs by name."""
        if not isinstance(value, (tuple, list)) or len(value) > self.most:
            raise ValueError(value)
        pairs: dict[str, float] = {}
        for item in value:
            if not isinstance(item, (tuple, list)) or len(item) != 2:  # noqa: PLR2004  a pair
                raise ValueError(value)
            name, number = item
            if not isinstance(name, str) or not re.fullmatch(self.form, name):
                raise ValueError(value)
            if pairs.setdefault(name, _to_float(number) + 0.0) != number:
                raise ValueError(value)
        return tuple(sorted(pairs.items()))

    def write(self, value: tuple[tuple[str, float], ...]) -> str:
        """Return the pairs joined, each number as short as it reads back."""
        return ",".join(f"{name}:{_write_number(number)}" for name, number in value) or NONE

    def read(self, text: str) -> Read:
        """Return the pairs."""
        if text == NONE:
            return Read(())
        pieces = [piece.partition(":") for piece in text.split(",")]
        return Read(self.check([(name, _read_number(number)) for name, _, number in pieces]))

    def dump(self, value: tuple[tuple[str, float], ...]) -> list[list[str | float]]:
        """Return a list of pairs."""
        return [[name, number] for name, number in value]


def _as_browsers_write(number: float) -> float:
    """Return a whole number as one, so that a View saved in the browser is the same text."""
    return int(number) if number.is_integer() else number


def _write_number(number: float) -> str:
    """Return the shortest text that reads back as the number."""
    return repr(number).removesuffix(".0").replace("e+", "e")


def _value_of(codes: Mapping[str, str], text: str) -> str:
    """Return the value that a code stands for."""
    for value, code in codes.items():
        if code == text:
            return value
    raise ValueError(text)


def _to_float(number: object) -> float:
    """Return a finite float."""
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise ValueError(number)  # noqa: TRY004  the caller handles one kind of error
    try:
        value = float(number)
    except OverflowError as error:
        raise ValueError(number) from error
    if not math.isfinite(value):
        raise ValueError(number)
    return value


def _read_number(text: str) -> float:
    """Return the number that a text of a web address stands for."""
    if not re.fullmatch(r"-?[0-9]{1,25}(\.[0-9]{1,25})?(e-?[0-9]{1,3})?", text):
        raise ValueError(text)
    return float(text)
