"""Where a value comes from, in one line: its publishers, or the formula it was computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.words import join, text_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Form

_NAMED = 2


def name_sources(catalog: Catalog, source_ids: Iterable[str], t: Translator) -> str:
    """Name publisher and date of the first sources, and how many more there are.

    A document without a publisher is named by its title. Our own computation is no source.
    """
    sources = catalog.sources
    named: dict[str, None] = {}
    for source_id in source_ids:
        if source_id not in sources.index or sources["kind"][source_id] == "derived":
            continue
        who = text_at(sources, source_id, "publisher", t.lang)
        who = who or text_at(sources, source_id, "title", t.lang)
        date = sources["date"][source_id]
        dated = isinstance(date, str) and bool(date)
        named[t("map.source_named", publisher=who, date=date) if dated else who] = None
    text = join(list(named)[:_NAMED], t.lang)
    more = len(named) - _NAMED
    return t("map.sources_more", text=text, n=more) if more > 0 else text


def tell_origin(
    catalog: Catalog,
    source_ids: Iterable[str],
    t: Translator,
    *,
    status: str,
    form: Form,
    note: str,
) -> str:
    """Tell where a value comes from.

    Parameters
    ----------
    source_ids
        Sources of the figures used.
    status
        Status of the value.
    form
        "total" for a value as it is held; otherwise the form it was divided into.
    note
        The row's remark; for a derived value it is the formula.
    """
    sources = name_sources(catalog, source_ids, t)
    if form != "total":
        formula = t(f"app.formula_{form}")
    elif status == "derived" and note:
        formula = note
    else:
        return sources
    told = t("app.origin_computed", formula=formula)
    return t("app.origin_with_sources", told=told, sources=sources) if sources else told
