"""What is wrong with a file of rules, of figures or of work: all faults, in either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.catalog.problems import Problem
from geo.locale import translator

if TYPE_CHECKING:
    from geo.types import Lang, Severity

_LONGEST = 200


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
        What fills it. A value may itself be a `Fault`, which is told first.
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
        t = translator(lang)
        sentence = t(f"eligibility_faults.{self.key}", **self.params)
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


def shorten(value: object) -> str | None:
    """Return what came as a text that can be shown; None stays."""
    if value is None:
        return None
    # a lone surrogate (from a JSON escape or a file name) could not be printed or written
    text = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
