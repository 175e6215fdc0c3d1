"""Numbers for the sources of one report, in the order in which they are named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geo.citation import cite_source, find_data_date
from geo.maps.words import text_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator

_ID: Final = re.compile(r"(?<![A-Za-z0-9_-])[A-Z]-[A-Za-z0-9][A-Za-z0-9_-]*")
_IN_BRACKETS: Final = re.compile(r" ?[（(]((?:\[\d+\])+)[）)]")


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One document of the list of sources.

    Attributes
    ----------
    number
        Its number in the text.
    text
        The citation.
    status
        How well it is known, in words.
    """

    number: int
    text: str
    status: str


class Citer:
    """Cite sources by number; two sources that are one document share theirs.

    Parameters
    ----------
    catalog
        Whose sources are cited.
    t
        The words.
    """

    def __init__(self, catalog: Catalog, t: Translator) -> None:
        self._catalog = catalog
        self._t = t
        self._space = "" if t.lang == "zh" else " "
        self._numbers: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def mark(self, source: str) -> str:
        """Return the number of a source; its id where the catalogue does not hold it."""
        if source not in self._catalog.sources.index:
            return f"[{source}]"
        document = str(self._catalog.sources["document"][source])
        self._first.setdefault(document, source)
        return f"[{self._numbers.setdefault(document, len(self._numbers) + 1)}]"

    def mark_all(self, source_ids: Iterable[str]) -> str:
        """Return the numbers of sources, each once."""
        return "".join(dict.fromkeys(map(self.mark, source_ids)))

    def name(self, source: str) -> str:
        """Return title and number of a source."""
        if source not in self._catalog.sources.index:
            return source
        title = text_at(self._catalog.sources, source, "title", self._t.lang)
        return f"{title}{self._space}{self.mark(source)}"

    def name_all(self, source_ids: Iterable[str]) -> str:
        """Return titles and numbers of sources, each document once."""
        found: dict[str, str] = {}
        for source in source_ids:
            found.setdefault(self.mark(source), self.name(source))
        return self._t("eligibility_report.semicolon").join(found.values())

    def link(self, text: str) -> str:
        """Return a text of the data with numbers in the place of the ids that it names."""
        known = self._catalog.sources.index
        linked = _ID.sub(
            lambda found: self.mark(found.group()) if found.group() in known else found.group(),
            text,
        )
        return _IN_BRACKETS.sub(rf"{self._space}\1", linked)

    def list(self) -> tuple[SourceLine, ...]:
        """Return the documents that were named, in the order of their numbers."""
        sources = self._catalog.sources
        day = find_data_date(self._catalog)
        lines = []
        for document, number in self._numbers.items():
            source = self._first[document]
            # recollection and our own computation are no documents, and still stand behind words
            text = cite_source(self._catalog, source, self._t, accessed=day) or text_at(
                sources, source, "title", self._t.lang
            )
            status = self._t(f"status.{sources['status'][source]}")
            lines.append(SourceLine(number, text, status))
        return tuple(lines)
