"""What is wrong with a file of a deck: all faults, in either language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from geo.catalog.problems import Problem
from geo.locale import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from geo.types import Lang

_LONGEST: Final = 200

KINDS: Final = frozenset(
    {
        "missing",
        "extra_forbidden",
        "literal_error",
        "string_type",
        "string_pattern_mismatch",
        "tuple_type",
        "too_long",
        "model_type",
        "deck_text",
        "deck_long",
        "deck_empty",
        "deck_date",
        "deck_once",
        "deck_table",
        "deck_view",
    }
)
"""Kinds of pydantic's errors that have words of their own; the others share one sentence."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes
    ----------
    file
        Name of the file; empty where there is none.
    key
        Message ``deck.fault_<key>``: what was expected and what to do.
    params
        What fills it.
    place
        Keys and positions from 0 that lead to it: ``slides.3.view.indicator``; None if the whole
        file is meant.
    row
        Line in the file, from 1; None where the place says it.
    value
        What came; None if nothing did, or nothing that can be shown.
    """

    file: str
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    place: str | None = None
    row: int | None = None
    value: str | None = None

    def tell(self, lang: Lang) -> Problem:
        """Put the fault into words."""
        sentence = translator(lang)(f"deck.fault_{self.key}", **self.params)
        value = shorten(self.value)
        return Problem(self.file, self.row, self.place, None, value, sentence, "error")

    def line(self, lang: Lang) -> str:
        """Return one sentence: where, what was expected, what came."""
        t = translator(lang)
        problem = self.tell(lang)
        row = None if self.row is None else t("deck.row", row=self.row)
        where = [part for part in (self.file, row, self.place) if part]
        came = t("deck.nothing") if problem.value is None else problem.value
        return t(
            "deck.fault",
            where=t("deck.between").join(where) or t("deck.this_deck"),
            expected=problem.expectation,
            came=came,
        )


def read_error(details: ErrorDetails) -> tuple[str, dict[str, Any]]:
    """Return the message for an error that pydantic found, and what fills it."""
    kind, context = details["type"], details.get("ctx", {})
    if kind not in KINDS:
        return "other", {"english": details["msg"]}
    names = {"expected": "expected", "max_length": "most", "most": "most", "ids": "ids"}
    params = {name: context[key] for key, name in names.items() if key in context}
    if "expected" in params:  # pydantic lists in English: 'map', 'text' or 'table'
        found = re.findall(r"'([^']+)'|(\d+)", params["expected"])
        params["expected"] = ", ".join(word or number for word, number in found)
    return kind.removeprefix("deck_"), params


def shorten(value: object) -> str | None:
    """Return what came as a text that can be shown; None stays."""
    if value is None:
        return None
    # a lone surrogate (from a JSON escape or a file name) could not be printed or written
    text = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
