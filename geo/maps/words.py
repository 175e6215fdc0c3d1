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


def lang_tag(lang: Lang) -> str:
    """Return how a page names its language."""
    return "zh-CN" if lang == "zh" else "en"


def pick(row: pd.Series, stem: str, lang: Lang) -> str:
    """Return the text of `stem` in `lang` (``name`` → ``name_zh``), blank if there is none."""
    value = row[f"{stem}_{lang}"]
    return value if isinstance(value, str) else ""


def text_at(table: pd.DataFrame, key: str, stem: str, lang: Lang) -> str:
    """Return the text of `stem` in `lang` for the row `key`, blank if there is none."""
    value = table.at[key, f"{stem}_{lang}"]  # noqa: PD008  # one cell, many times
    return value if isinstance(value, str) else ""


def with_unit(number: str, unit: str, lang: Lang) -> str:
    """Join number and unit as each language writes them.

    A unit that begins with a figure stands in brackets: "27,000 100 million yuan" would read as
    one number.

    Examples
    --------
    >>> with_unit("27,000", "100 million yuan", "en")
    '27,000 (100 million yuan)'
    >>> with_unit("8,160", "enterprises", "en")
    '8,160 enterprises'
    """
    if not unit:
        return number
    if unit[0].isdigit():
        return f"{number} ({unit})" if lang == "en" else f"{number}（{unit}）"
    return f"{number}{unit}" if lang == "zh" or unit.startswith("%") else f"{number} {unit}"


def join(names: Iterable[str], lang: Lang) -> str:
    """List names as each language does."""
    return ("、" if lang == "zh" else ", ").join(names)


def describe_sources(catalog: Catalog, source_ids: Iterable[str], t: Translator) -> str:
    """Name publisher and date of the first sources, and how many more there are.

    A document without a publisher is named by its title. Our own computation is no source.
    """
    named = list(
        dict.fromkeys(
            t("map.source_named", publisher=who, date=date) if date else who
            for who, date in name_sources(catalog, source_ids, t)
        ),
    )
    text = join(named[:_NAMED_SOURCES], t.lang)
    more = len(named) - _NAMED_SOURCES
    return t("map.sources_more", text=text, n=more) if more > 0 else text


def name_sources(
    catalog: Catalog,
    source_ids: Iterable[str],
    t: Translator,
) -> list[tuple[str, str]]:
    """Return publisher (or title) and date, blank if unknown, of each outside source."""
    sources = catalog.sources
    kinds, dates = sources["kind"], sources["date"]
    found = []
    for source_id in source_ids:
        if source_id not in kinds.index or kinds[source_id] == "derived":
            continue
        who = text_at(sources, source_id, "publisher", t.lang)
        who = who or text_at(sources, source_id, "title", t.lang)
        date = dates[source_id]
        found.append((who, date if isinstance(date, str) else ""))
    return found
