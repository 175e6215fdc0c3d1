"""What is wrong with a file of rules, of figures or of work: all faults, in either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from geo.catalog.problems import Problem
from geo.locale import translator

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from geo.types import Lang, Severity

_LONGEST = 200

KINDS: Final = frozenset(
    {
        "missing",
        "extra_forbidden",
        "literal_error",
        "string_type",
        "string_too_long",
        "string_too_short",
        "string_pattern_mismatch",
        "tuple_type",
        "too_long",
        "too_short",
        "model_type",
        "int_type",
        "greater_than_equal",
        "less_than_equal",
        "rule_text",
        "rule_date",
        "rule_threshold_size",
        "rule_operator",
        "rule_number",
        "rule_truth",
        "rule_list",
        "rule_ranked",
        "rule_quantity",
        "rule_twice",
        "rule_superseded",
        "work_value",
    }
)
"""Kinds of pydantic's errors that have words of their own; the others share one sentence."""

_UNIONS: Final = {"value": "work_value_kind", "threshold": "work_threshold_kind"}
"""Fields that may be of several kinds, of which pydantic tells one error each."""

Place: TypeAlias = tuple[str | int, ...]
"""Where something stands in a file, as pydantic names it."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words that fill a fault, in either language."""

    zh: str
    en: str

    def say(self, lang: Lang) -> str:
        """Return the words."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault.

    Attributes
    ----------
    file
        Name of the file.
    key
        Message of the domain ``eligibility_faults``: what was expected and what to do.
    params
        What fills it; `Said` where the words are in either language.
    row
        Line or row in the file, from 1; None if the whole is meant.
    column
        Field or column; None if the whole row is meant.
    id
        Id of what is at fault; None if it has none.
    value
        What came; None if nothing did.
    severity
        "error" or "warning".
    """

    file: str
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None
    id: str | None = None
    value: str | None = None
    severity: Severity = "error"

    def tell(self, lang: Lang) -> Problem:
        """Put the fault into words."""
        params = {
            name: value.say(lang) if isinstance(value, Said) else value
            for name, value in self.params.items()
        }
        sentence = translator(lang)(f"eligibility_faults.{self.key}", **params)
        return Problem(
            self.file,
            self.row,
            self.column,
            self.id,
            shorten(self.value),
            sentence,
            self.severity,
        )

    def line(self, lang: Lang) -> str:
        """Return one sentence: where, what was expected, what came."""
        t = translator(lang)
        problem = self.tell(lang)
        where = [self.file]
        if self.row is not None:
            where.append(t("eligibility_faults.row", row=self.row))
        where += [part for part in (self.column, self.id) if part]
        came = t("eligibility_faults.nothing") if problem.value is None else problem.value
        return t(
            "eligibility_faults.line",
            where=t("eligibility_faults.between").join(where),
            expected=problem.expectation,
            came=came,
        )


def read_error(details: ErrorDetails) -> tuple[Place, str, dict[str, Any]]:
    """Return where an error is that pydantic found, its message and what fills that."""
    place, kind = details["loc"], details["type"]
    key = kind if kind in KINDS else "other"
    for length in range(1, len(place)):
        # behind a field of several kinds pydantic names the kind that it tried
        if kind != "extra_forbidden" and place[length - 1] in _UNIONS:
            place, key = place[:length], _UNIONS[str(place[length - 1])]
            break
    context = details.get("ctx", {})
    return (
        place,
        key,
        {
            "expected": context.get("expected", ""),
            "least": context.get("ge", ""),
            "most": context.get("max_length", context.get("most", context.get("le", ""))),
            "ids": shorten(context.get("ids", "")),
            "operator": context.get("operator", ""),
            "wanted": context.get("wanted", ""),
            "unit": context.get("unit", ""),
            "english": details["msg"],
        },
    )


def shorten(value: object) -> str | None:
    """Return what came as a text that can be shown; None stays."""
    if value is None:
        return None
    # a lone surrogate (from a JSON escape or a file name) could not be printed or written
    text = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
