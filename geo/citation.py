"""Citations after GB/T 7714-2015, of the documents behind a figure and of the atlas's own work.

Only what is held is written. A publisher or a place that is not known is said to be unknown
where the standard asks for it ([出版地不详], [S.l.]); a date of access stands only beside an
address, and it is the date on which the data were compiled, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from geo import __version__
from geo.maps.words import text_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator

WorkKind = Literal["map", "table", "chart"]

PLAN_DOCUMENT: Final = "plan-2022-draft"
"""Slug of the draft plan, whose two caveats go with every citation."""

_OWN_MARKS: Final[dict[WorkKind, str]] = {"map": "CM", "table": "DS", "chart": "Z"}
"""舆图, 数据集, 其他: the standard has no mark for a chart."""

_MARKS: Final[dict[str, str]] = {"yearbook": "M", "press": "N"}
"""Marks of printed kinds; what else was seen only on the web is an online notice or other."""

_NOT_CITED: Final = frozenset({"derived", "memory"})
"""Our own computation and recollection are no documents."""

_NAMELESS: Final = frozenset({"网络转载", "未载（所见页面无网址）", "无"})
"""What the sources write in the place of a publisher that is not known."""

_DIGEST_SHOWN: Final = 8
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Citations:
    """The documents behind a figure, ready to be printed.

    Parameters
    ----------
    lines
        One citation per document, without a number, in the order asked for.
    translated
        Positions (from 1) of those whose title is our translation of the title recorded.
    left_out
        How many of the sources asked for are no documents: our own computation, recollection,
        or an id that the catalogue does not hold.
    """

    lines: tuple[str, ...]
    translated: tuple[int, ...]
    left_out: int


def find_data_date(catalog: Catalog) -> str:
    """Return the day on which the data were compiled, as our own computation states it.

    Returns
    -------
    str
        Such as ``2026-11-22``; empty where no full date is held.
    """
    sources = catalog.sources
    dates = sources["date"][sources["kind"] == "derived"]
    days = [day for day in dates if isinstance(day, str) and _DAY.fullmatch(day)]
    return max(days, default="")


def cite_work(
    title: str, kind: WorkKind, catalog: Catalog, t: Translator, *, accessed: str = ""
) -> str:
    """Cite a map, table or chart as a part of the atlas.

    Parameters
    ----------
    title
        Its title, with the year.
    kind
        map, table or chart.
    accessed
        Day on which the reader made or saw it, such as ``2026-11-22``; empty for none.

    Returns
    -------
    str
        The citation; the state of the data is told by date and digest.
    """
    return f"{title}[{_OWN_MARKS[kind]}]//{cite_atlas(catalog, t, accessed=accessed)}"


def cite_atlas(catalog: Catalog, t: Translator, *, accessed: str = "") -> str:
    """Cite the atlas as a whole; date and digest tell the state of its data.

    Parameters
    ----------
    accessed
        Day on which the reader used it; empty for none.
    """
    day = find_data_date(catalog)
    data = t("citation.data_of", date=day) if day else t("citation.data_undated")
    edition = t("citation.edition", version=__version__)
    digest = t("citation.digest", digest=catalog.digest[:_DIGEST_SHOWN])
    year = f". {day[:4]}" if day else ""
    seen = f"[{accessed}]" if accessed else ""
    return f"{t('common.title')}: {data}, {digest}[CP]. {edition}{year}{seen}."


def cite_source(catalog: Catalog, source_id: str, t: Translator, *, accessed: str = "") -> str:
    """Cite one document.

    Parameters
    ----------
    source_id
        An id of the catalogue's sources.
    accessed
        Day on which an address was read; stands only where an address is held.

    Returns
    -------
    str
        The citation, or an empty text where the source is no document.
    """
    sources = catalog.sources
    if source_id not in sources.index or sources["kind"][source_id] in _NOT_CITED:
        return ""
    if sources["document"][source_id] == PLAN_DOCUMENT:
        return _cite_plan(catalog, source_id, t)
    kind = str(sources["kind"][source_id])
    title = text_at(sources, source_id, "title", t.lang)
    nameless = sources["publisher_zh"][source_id] in _NAMELESS
    who = "" if nameless else text_at(sources, source_id, "publisher", t.lang)
    date = _read(sources["date"][source_id])
    url = _read(sources["url"][source_id])
    seen = f"[{accessed}]" if accessed and url else ""
    tail = f" {url}." if url else ""
    if kind == "press":
        # a paper's article is entered under its title; the paper stands where a book has its house
        paper = who or t("citation.no_publisher")
        return f"{title}[{_mark(kind, url)}]. {paper}, {date or t('citation.no_date')}{seen}.{tail}"
    head = f"{who}. {title}" if who else title
    marked = f"{head}[{_mark(kind, url)}]"
    if kind == "yearbook":
        # what is online may leave its imprint out, a printed book may not
        house = "" if url else f"{t('citation.no_place')}: {t('citation.no_publisher')}, "
        return f"{marked}. {house}{date or t('citation.no_date')}{seen}.{tail}"
    if url:
        when = f"({date})" if date else ""
        return f"{marked}.{f' {when}{seen}.' if when or seen else ''}{tail}"
    return f"{marked}. {date or t('citation.no_date')}."


def cite_sources(
    catalog: Catalog, source_ids: Iterable[str], t: Translator, *, accessed: str | None = None
) -> Citations:
    """Cite documents, each once, in the order given.

    Parameters
    ----------
    source_ids
        Ids of the catalogue's sources; several may be of one document.
    accessed
        Day on which addresses were read; None for the day on which the data were compiled.
    """
    day = find_data_date(catalog) if accessed is None else accessed
    documents = catalog.sources["document"]
    recorded = catalog.sources["title_lang"]
    lines: dict[str, str] = {}
    translated: list[int] = []
    left_out = 0
    for source_id in dict.fromkeys(source_ids):
        line = cite_source(catalog, source_id, t, accessed=day)
        if not line:
            left_out += 1
        elif documents[source_id] not in lines:
            lines[documents[source_id]] = line
            if recorded[source_id] != t.lang:
                translated.append(len(lines))
    return Citations(tuple(lines.values()), tuple(translated), left_out)


def _cite_plan(catalog: Catalog, source_id: str, t: Translator) -> str:
    """Cite the draft plan with its two caveats: a draft, not compared with the issued text."""
    who = text_at(catalog.sources, source_id, "publisher", t.lang)
    date = _read(catalog.sources["date"][source_id]) or t("citation.no_date")
    head = f"{who}. " if who else ""
    return t(
        "citation.plan",
        head=head,
        title=t("common.plan_citation"),
        date=date,
        status=t("common.plan_status"),
    )


def _mark(kind: str, url: str) -> str:
    """Return the mark of a document's type, with that of its carrier where it is online."""
    if url:
        return f"{_MARKS.get(kind, 'EB')}/OL"
    return _MARKS.get(kind, "Z")


def _read(value: object) -> str:
    return value if isinstance(value, str) else ""
