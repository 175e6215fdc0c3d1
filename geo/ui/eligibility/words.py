"""Sources and names as the page says them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from geo.eligibility.words import nest_marks
from geo.maps.words import text_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.eligibility.rules import Rules
    from geo.locale import Translator

# ASCII: between a letter and a Chinese character is the end of a word, too
_SOURCE_ID: Final = re.compile(r"\b[A-Z]-[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)


def tell_source(source_id: str, catalog: Catalog, t: Translator) -> str:
    """Return title, publisher and date of a source; its id where the catalogue has none."""
    sources = catalog.sources
    if source_id not in sources.index:
        return source_id
    title = text_at(sources, source_id, "title", t.lang)
    publisher = text_at(sources, source_id, "publisher", t.lang)
    date = sources["date"][source_id]
    more = [publisher, t.date(date) if isinstance(date, str) and date else ""]
    told = t("eligibility.comma").join(part for part in more if part)
    if not title or title == publisher:
        return told or title or source_id
    return t("eligibility_page.source", title=title, more=told) if told else title


def tell_sources(source_ids: Iterable[str], catalog: Catalog, t: Translator) -> str:
    """Return several sources as one text, each once."""
    told = (tell_source(one, catalog, t) for one in source_ids)
    return t("eligibility_page.semicolon").join(dict.fromkeys(told))


def name_sources(text: str, catalog: Catalog, t: Translator) -> str:
    """Return a text of the data with titles in the place of ids of sources."""

    def name(found: re.Match[str]) -> str:
        source_id = found.group()
        if source_id not in catalog.sources.index:
            return source_id
        title = text_at(catalog.sources, source_id, "title", t.lang)
        return nest_marks(t("eligibility_page.titled", title=title)) if title else source_id

    return _SOURCE_ID.sub(name, text)


def name_metric(name: str, rules: Rules, t: Translator) -> str:
    """Return the name of a metric; one that only an owner's rules name is its own name."""
    metric = rules.metric(name)
    return name if metric is None else metric.say("label", t.lang)
