"""Sentences that several layers of a map share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Lang

_NAMED_SOURCES = 2


def pick(row: pd.Series, stem: str, lang: Lang) -> str:
    """Return the text of `stem` in `lang` (``name`` → ``name_zh``), blank if there is none."""
    value = row[f"{stem}_{lang}"]
    return value if isinstance(value, str) else ""


def text_at(table: pd.DataFrame, key: str, stem: str, lang: Lang) -> str:
    """Return the text of `stem` in `lang` for the row `key`, blank if there is none."""
    value = table.at[key, f"{stem}_{lang}"]  # noqa: PD008  # one cell, many times
    return value if isinstance(value, str) else ""


def with_unit(number: str, unit: str, lang: Lang) -> str:
    """Join number and unit as each language writes them."""
    if not unit:
        return number
    return f"{number}{unit}" if lang == "zh" or unit.startswith("%") else f"{number} {unit}"


def join(names: Iterable[str], lang: Lang) -> str:
    """List names as each language does."""
    return ("、" if lang == "zh" else ", ").join(names)


def describe_sources(catalog: Catalog, source_ids: Iterable[str], t: Translator) -> str:
    """Name publisher and date of the first sources, and how many more there are."""
    sources = catalog.sources
    named = list(
        dict.fromkeys(_name_source(sources, i, t) for i in source_ids if i in sources.index),
    )
    text = join(named[:_NAMED_SOURCES], t.lang)
    more = len(named) - _NAMED_SOURCES
    return t("map.sources_more", text=text, n=more) if more > 0 else text


def _name_source(sources: pd.DataFrame, source_id: str, t: Translator) -> str:
    publisher = text_at(sources, source_id, "publisher", t.lang)
    date = sources["date"][source_id]
    if not isinstance(date, str) or not date:
        return publisher
    return t("map.source_named", publisher=publisher, date=date)
