"""The lines of a comparison, kept for the next run, and their words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from geo.compare import compare, fill_groups
from geo.indicators import held_periods, name_gap
from geo.maps.parts import Memo
from geo.maps.words import text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.compare import Entry, Line
    from geo.indicators import ProvinceValue
    from geo.locale import Translator
    from geo.view import View

_LINES: Memo[Line] = Memo(1024)

MARKS = {"official": "a", "reported": "b", "derived": "c"}
"""One letter per status, for cells that have no room for the word; the key stands by the table."""


def group_lines(view: View, catalog: Catalog) -> list[tuple[str, list[Line]]]:
    """Return the lines to show by group; what the reader chose by hand stands first."""
    held = held_periods(catalog, "prefecture")
    periods = {view.second: view.second_period, view.indicator: view.period}
    added = [name for name in (view.indicator, view.second) if name]
    return [
        (group, [find_line(view, catalog, name, periods.get(name)) for name in indicators])
        for group, indicators in fill_groups(held, added)
    ]


def list_lines(view: View, catalog: Catalog) -> list[Line]:
    """Return the same lines without their groups."""
    return [line for _, lines in group_lines(view, catalog) for line in lines]


def find_line(view: View, catalog: Catalog, indicator: str, period: str | None) -> Line:
    """Return one line, made once for all visits."""
    key = (catalog.digest, indicator, period, view.without)
    return _LINES.get(key, lambda: compare(catalog, indicator, period, without=view.without))


def name_line(line: Line, catalog: Catalog, t: Translator, *, short: bool = False) -> str:
    """Return the indicator's name."""
    return text_at(catalog.indicators, line.indicator, "short" if short else "label", t.lang)


def unit_of(line: Line, t: Translator) -> str:
    """Return the unit in the reader's language."""
    return line.unit_zh if t.lang == "zh" else line.unit_en


def tell_number(value: float, qualifier: str, line: Line, t: Translator) -> str:
    """Return a value of a line as text, without its unit."""
    if math.isnan(value):
        return t("common.no_data")
    # "more than 1,900" is not "more than 1,900.00"
    text = t.number(value, line.decimals if qualifier == "eq" else None)
    return t.qualified(text, qualifier)  # type: ignore[arg-type]  # a Qualifier, checked on loading


def tell_entry(entry: Entry, line: Line, t: Translator) -> str:
    """Return what stands for a prefecture: its value, or why there is none."""
    if math.isnan(entry.value):
        return t(name_gap(entry.gap))
    return tell_number(entry.value, entry.qualifier, line, t)


def tell_province(province: ProvinceValue | None, line: Line, t: Translator) -> str:
    """Return what is published for the province."""
    if province is None:
        return t("common.no_data")
    return tell_number(province.value, province.qualifier, line, t)


def tell_rank(entry: Entry, line: Line, t: Translator) -> str:
    """Return the rank and among how many; blank where there is none."""
    if entry.rank is None:
        return ""
    return t("compare.rank", rank=entry.rank, n=line.n)


def tell_share(entry: Entry, t: Translator) -> str:
    """Return the share of the province; blank where there is none."""
    return "" if entry.share is None else t("compare.share", share=t.number(entry.share, 1))


def sources_of(lines: Sequence[Line], codes: Sequence[str]) -> list[str]:
    """Return the sources of what is shown of some prefectures and the province, each once."""
    found: dict[str, None] = {}
    for line in lines:
        for code in codes:
            found.update(dict.fromkeys(line.entries[code].source_ids))
        if line.province is not None:
            found.update(dict.fromkeys(line.province.source_ids))
    return list(found)
