"""What is wrong with times or roads that somebody brought, told in either language.

Nothing stops at the first fault; how many are told is bounded, the others are counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geo.errors import TravelError
from geo.locale import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import Lang

MOST_TOLD: Final = 30
"""Faults that are told one by one."""

_LONGEST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Words:
    """A part of a fault that is itself a text of the message catalogue."""

    key: str
    params: Mapping[str, object] = field(default_factory=dict)

    def tell(self, lang: Lang) -> str:
        """Return the text, with its own parts in the same language."""
        return translator(lang)(self.key, **_tell_params(lang, self.params))


@dataclass(frozen=True, slots=True)
class TravelProblem:
    """One fault in words.

    Attributes
    ----------
    where
        Row and column, field, zone or file.
    expected
        What was expected there.
    got
        What came, shortened; blank if nothing.
    advice
        What to do.
    line
        All of it as one sentence.
    """

    where: str
    expected: str
    got: str
    advice: str
    line: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault before it is put into words; see `TravelProblem`."""

    where: Words
    expected: Words
    got: str | Words
    advice: Words

    def tell(self, lang: Lang) -> TravelProblem:
        """Put the fault into words."""
        t = translator(lang)
        where, expected = self.where.tell(lang), self.expected.tell(lang)
        got = self.got.tell(lang) if isinstance(self.got, Words) else self.got
        advice = self.advice.tell(lang)
        if got:
            line = t("travel.line", where=where, expected=expected, got=got, advice=advice)
        else:
            line = t("travel.line_nothing", where=where, expected=expected, advice=advice)
        return TravelProblem(where, expected, got, advice, line)


class Faults:
    """Collects faults.

    Attributes
    ----------
    count
        How many were found.
    told
        The first `MOST_TOLD` of them.
    """

    def __init__(self) -> None:
        self.count = 0
        self.told: list[Fault] = []

    def add(
        self,
        expected: str,
        advice: str,
        got: object = "",
        *,
        where: Words | None = None,
        **params: object,
    ) -> None:
        """Add a fault.

        Parameters
        ----------
        expected, advice
            The words behind ``travel.expect_`` and ``travel.do_``; with a point in it, a whole id
            of the message catalogue.
        got
            What came; shortened.
        where
            By default the file as a whole.
        **params
            Fill both texts.
        """
        self.count += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(
                Fault(
                    where or Words("travel.at_file"),
                    Words(_id("expect", expected), params),
                    got if isinstance(got, Words) else shorten(got),
                    Words(_id("do", advice), params),
                )
            )

    @property
    def more(self) -> int:
        """How many are counted only."""
        return self.count - len(self.told)

    def tell(self, lang: Lang) -> tuple[TravelProblem, ...]:
        """Put the faults that are told into words."""
        return tuple(fault.tell(lang) for fault in self.told)

    def lines(self, lang: Lang) -> tuple[str, ...]:
        """Return one sentence a fault, and one that counts the others."""
        lines = [problem.line for problem in self.tell(lang)]
        if self.more:
            lines.append(translator(lang).plural("travel.more_faults", self.more))
        return tuple(lines)

    def refuse(self) -> None:
        """Raise what was found, if anything was.

        Raises
        ------
        TravelError
            With every fault.
        """
        if self.count:
            raise TravelError(self)


def refuse(
    expected: str,
    advice: str,
    got: object = "",
    *,
    where: Words | None = None,
    **params: object,
) -> TravelError:
    """Return the error of a single fault; the arguments are those of `Faults.add`."""
    faults = Faults()
    faults.add(expected, advice, got, where=where, **params)
    return TravelError(faults)


def at_cell(row: int, column: str | Words) -> Words:
    """Return a place in a table: row of the file (the head is one) and head of the column."""
    named = column if isinstance(column, Words) else shorten(column)
    return Words("travel.at_cell", {"row": row, "column": named})


def at_row(row: int) -> Words:
    """Return a row of a table."""
    return Words("travel.at_row", {"row": row})


def at_line(number: int) -> Words:
    """Return a line of a road layer, the first is 1."""
    return Words("travel.at_line", {"number": number})


def at_zone(name: object) -> Words:
    """Return a zone or another place by its id."""
    return Words("travel.at_zone", {"name": shorten(name)})


def shorten(value: object) -> str:
    """Return text for a sentence: one line, 120 characters, nothing that could not be printed."""
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _id(family: str, key: str) -> str:
    return key if "." in key else f"travel.{family}_{key}"


def _tell_params(lang: Lang, params: Mapping[str, object]) -> dict[str, object]:
    return {name: _tell_param(lang, value) for name, value in params.items()}


def _tell_param(lang: Lang, value: object) -> object:
    if isinstance(value, Words):
        return value.tell(lang)
    if isinstance(value, tuple):
        return translator(lang)("travel.separator").join(str(_tell_param(lang, v)) for v in value)
    return value
