"""The sources that a View rests on, in the order in which its tables cite them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.citation import PLAN_DOCUMENT
from geo.export.data.model import clean_text
from geo.maps.words import text_at
from geo.types import SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Status


@dataclass(frozen=True, slots=True)
class Source:
    """One source.

    Attributes
    ----------
    id, document
        Its id, and that of the document that it is a part of.
    number
        Its number, from 1.
    title, publisher, url
        Text; empty where not known.
    date
        Such as 2023-05-08, 2023 or empty.
    status
        How well what it says is known.
    state
        The same in words; of the draft plan also that it was not compared with the text issued.
    line
        All of it in one line, as below a map.
    """

    id: str
    document: str
    number: int
    title: str
    publisher: str
    date: str
    status: Status
    state: str
    url: str
    line: str


def open_sources(catalog: Catalog, ids: Iterable[str]) -> tuple[str, ...]:
    """Return the sources that may be cited in a file, each once.

    Recollection is none: what rests on it is in no file.
    """
    statuses = catalog.sources["status"]
    known = statuses.index
    return tuple(
        dict.fromkeys(one for one in ids if one in known and statuses[one] in SHOWN_STATUSES)
    )


def describe_cited(catalog: Catalog, ids: Iterable[str], t: Translator) -> tuple[Source, ...]:
    """Describe sources, each once, in the order given; what may not be cited is left out."""
    return tuple(
        _describe(catalog, one, number, t)
        for number, one in enumerate(open_sources(catalog, ids), start=1)
    )


def _describe(catalog: Catalog, source: str, number: int, t: Translator) -> Source:
    sources = catalog.sources
    status: Status = sources["status"][source]
    document = str(sources["document"][source])
    title = clean_text(text_at(sources, source, "title", t.lang))
    publisher = clean_text(text_at(sources, source, "publisher", t.lang))
    date, url = (_text(sources[name][source]) for name in ("date", "url"))
    state = t(f"status.{status}")
    if document == PLAN_DOCUMENT:
        # a draft never stands without saying so
        title = t("common.plan_citation")
        state = t("map.semicolon").join([state, t("common.plan_status")])
    told = {"title": title, "date": date or t("common.date_unknown"), "status": state}
    line = (
        t("map.source_line", publisher=publisher, **told)
        if publisher
        else t("data_export.source_unsigned", **told)
    )
    return Source(source, document, number, title, publisher, date, status, state, url, line)


def _text(value: object) -> str:
    return clean_text(value) if isinstance(value, str) else ""
