"""What is wrong with the data, one finding at a time, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo.locale import translator

if TYPE_CHECKING:
    from geo.types import Lang, Severity

_LONGEST_VALUE = 200
_LONGEST_PARAM = 800


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one cell, row or file.

    Parameters
    ----------
    file
        Name of the data file, or the folder if that is missing.
    row
        Line number in a CSV file (the header is 1) or number of the feature in a GeoJSON
        file (the first is 1); None if the whole file is meant.
    column
        Column or property; None if the whole row is meant.
    id
        Id or code of the row; None if it has none.
    value
        What came, as text, shortened to 200 characters; None if nothing came.
    expectation
        What was expected and what to do, one sentence.
    severity
        ``error`` refuses the data, ``warning`` loads them with a notice.
    """

    file: str
    row: int | None
    column: str | None
    id: str | None
    value: str | None
    expectation: str
    severity: Severity

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the problem as a JSON-able mapping with exactly its seven keys.

        Returns
        -------
        dict
            Field name to value, in the order of the fields.
        """
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "id": self.id,
            "value": self.value,
            "expectation": self.expectation,
            "severity": self.severity,
        }


@dataclass(frozen=True, slots=True)
class Words:
    """A message parameter that is itself a message of the ``catalog`` domain."""

    key: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before it is put into words: message key and parameters."""

    file: str
    row: int | None
    column: str | None
    id: str | None
    value: str | None
    key: str
    params: dict[str, Any]
    severity: Severity

    def tell(self, lang: Lang) -> Problem:
        """Put the finding into words.

        Parameters
        ----------
        lang
            ``zh`` or ``en``.

        Returns
        -------
        Problem
            The finding with its expectation as a sentence.
        """
        sentence = _tell(lang, Words(self.key, self.params))
        return Problem(
            self.file, self.row, self.column, self.id, self.value, sentence, self.severity
        )


def _tell(lang: Lang, words: Words) -> str:
    params = {
        name: _tell(lang, value) if isinstance(value, Words) else value
        for name, value in words.params.items()
    }
    return translator(lang)(f"catalog.{words.key}", **params)


def _shorten(value: object, longest: int = _LONGEST_VALUE) -> str | None:
    if value is None:
        return None
    # a lone surrogate (from a JSON escape or a file name) could not be printed or written
    text = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= longest else text[: longest - 1] + "…"


class Report:
    """Collects findings; nothing stops at the first."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []

    def error(  # noqa: PLR0917 (in the order of the report's columns)
        self,
        key: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        id: str | None = None,  # noqa: A002 (the name of the report's field)
        value: object = None,
        **params: Any,
    ) -> None:
        """Add an error; ``params`` fill the message ``key``."""
        self._add("error", key, file, row, column, id, value, params)

    def warning(  # noqa: PLR0917 (in the order of the report's columns)
        self,
        key: str,
        file: str,
        row: int | None = None,
        column: str | None = None,
        id: str | None = None,  # noqa: A002 (the name of the report's field)
        value: object = None,
        **params: Any,
    ) -> None:
        """Add a warning; ``params`` fill the message ``key``."""
        self._add("warning", key, file, row, column, id, value, params)

    def _add(  # noqa: PLR0917 (in the order of the report's columns)
        self,
        severity: Severity,
        key: str,
        file: str,
        row: int | None,
        column: str | None,
        id_: str | None,
        value: object,
        params: dict[str, Any],
    ) -> None:
        # a header of megabytes must not make a sentence of megabytes
        short = {
            name: _shorten(param, _LONGEST_PARAM) if isinstance(param, str) else param
            for name, param in params.items()
        }
        named = _shorten(file, _LONGEST_PARAM) or ""
        finding = Finding(
            named, row, _shorten(column), _shorten(id_), _shorten(value), key, short, severity
        )
        self._findings.append(finding)

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings by file and row; those of a whole file come first."""
        return tuple(
            sorted(
                self._findings,
                key=lambda finding: (
                    finding.file,
                    finding.row or 0,
                    finding.column or "",
                    finding.key,
                    finding.value or "",
                ),
            )
        )
