"""One indicator for every prefecture: value, rank, share of the province, place, median.

A comparison is a list of such lines. The year of a line is its own: the latest in which nearly
all prefectures have a value, since a rank among eighteen says something and one among three
does not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from geo.compare.median import median_of, place_between
from geo.errors import IndicatorError
from geo.indicators import default_period, held_periods, rank, select, type_of_period
from geo.types import SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable

    from geo.catalog import Catalog
    from geo.indicators import Note, ProvinceValue, Selection

ENOUGH = 18
"""Of 21 prefectures: the yearbooks leave out the three autonomous ones."""

ShareGap = Literal["", "not_total", "by_note", "no_total"]
"""Why a line has no shares of the province: it is no total; a note of the data forbids it (the
parts do not add to the whole); no total to divide by is held."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One prefecture in one line.

    Parameters
    ----------
    code
        Code of the prefecture.
    value
        As published; NaN where nothing may be shown.
    qualifier, status, source_ids, note_zh, note_en
        Of the value; blank where nothing may be shown.
    gap
        "" for a value, else missing, suspect, unverified, not_applicable or left_out. A place
        left out keeps its value and has no rank, place or part in the median.
    rank
        1 is the best, or the highest where no end is better; ties share the lower number.
    share
        Per cent of the province; None where the line has no shares.
    place
        From 0 at the lowest to 1 at the highest value; NaN without a value.
    """

    code: str
    value: float
    qualifier: str
    status: str
    source_ids: tuple[str, ...]
    note_zh: str
    note_en: str
    gap: str
    rank: int | None
    share: float | None
    place: float


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One indicator in one period for every prefecture.

    Parameters
    ----------
    indicator, period, kind, direction, unit_zh, unit_en, decimals
        As in `geo.indicators.Selection`.
    entries
        Every prefecture by code, in code order.
    n
        How many have a value and a rank.
    median
        Of those; NaN where there are none.
    lowest, highest
        Of those.
    province
        What is published for the province, if it may be shown.
    share_gap
        Why there are no shares; empty where there are.
    notes
        Notes of the data on the indicator in the period.
    """

    indicator: str
    period: str
    kind: str
    direction: str
    unit_zh: str
    unit_en: str
    decimals: int
    entries: dict[str, Entry]
    n: int
    median: float
    lowest: float
    highest: float
    province: ProvinceValue | None
    share_gap: ShareGap
    notes: tuple[Note, ...]

    @property
    def median_place(self) -> float:
        """Where the median stands between the lowest and the highest."""
        return place_between(self.median, self.lowest, self.highest)


def best_period(catalog: Catalog, indicator: str) -> str:
    """Return the latest year in which at least 18 of the 21 prefectures have a value.

    Where no year has so many it is the usual default (`geo.indicators.default_period`).

    Raises
    ------
    IndicatorError
        If the indicator is unknown or no prefecture has a value of it.
    """
    full = [
        period
        for period, n in held_periods(catalog, "prefecture").get(indicator, {}).items()
        if n >= ENOUGH and type_of_period(period) == "year"
    ]
    return full[-1] if full else default_period(catalog, indicator)


def compare(
    catalog: Catalog,
    indicator: str,
    period: str | None = None,
    *,
    without: Collection[str] = (),
) -> Line:
    """Set all prefectures side by side in one indicator.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator
        An id of the indicator dictionary.
    period
        A period that holds values; by default `best_period`.
    without
        Codes left out of ranks, places and the median. Shares divide by the whole province
        all the same.

    Returns
    -------
    Line
        With an entry for every prefecture.

    Raises
    ------
    IndicatorError
        If the indicator, the period or a code is not held.
    """
    period = best_period(catalog, indicator) if period is None else period
    selection = select(catalog, indicator, period, without=without)
    values = selection.frame["value"]
    lowest, highest = float(values.min()), float(values.max())
    shares, share_gap = _find_shares(catalog, selection)
    ranks = rank(selection)
    records = selection.frame.to_dict("records")
    entries = {
        code: _build_entry(
            code, record, position=ranks[code], share=shares.get(code), ends=(lowest, highest)
        )
        for code, record in zip(map(str, selection.frame.index), records, strict=True)
    }
    return Line(
        indicator,
        period,
        selection.kind,
        selection.direction,
        selection.unit_zh,
        selection.unit_en,
        selection.decimals,
        entries,
        n=int(values.notna().sum()),
        median=median_of(map(float, values)),
        lowest=lowest,
        highest=highest,
        province=selection.province,
        share_gap=share_gap,
        notes=selection.notes,
    )


def _build_entry(
    code: str,
    record: dict[Hashable, Any],
    *,
    position: Any,
    share: float | None,
    ends: tuple[float, float],
) -> Entry:
    """Return the entry of a row; what may not be shown leaves nothing but the reason."""
    gap = str(record["gap"])
    may_show = record["status"] in SHOWN_STATUSES
    if gap not in {"", "left_out"} or not may_show:
        # a place that is left out may have a withheld figure, or none
        if gap == "left_out":
            gap = str(record["status"]) if record["status"] else "missing"
        return Entry(code, math.nan, "eq", "", (), "", "", gap, None, None, math.nan)
    value = float(record["published" if gap else "value"])
    return Entry(
        code,
        value,
        str(record["qualifier"] or "eq"),
        str(record["status"]),
        tuple(record["source_ids"]),
        str(record["note_zh"] or ""),
        str(record["note_en"] or ""),
        gap,
        None if pd.isna(position) else int(position),
        share,
        math.nan if gap else place_between(value, *ends),
    )


def _find_shares(catalog: Catalog, selection: Selection) -> tuple[dict[str, float], ShareGap]:
    """Return per cent of the province by code, or why there are none."""
    if selection.kind != "total":
        return {}, "not_total"
    if any(note.rule == "no_share" for note in selection.notes):
        return {}, "by_note"
    try:
        shares = select(catalog, selection.indicator, selection.period, form="share").frame
    except IndicatorError:
        return {}, "no_total"
    return {str(code): float(value) for code, value in shares["value"].dropna().items()}, ""
