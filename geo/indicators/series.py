"""One indicator over time, cut where the figures stop being comparable."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from geo.errors import IndicatorError
from geo.indicators.period import order_of_period, type_of_period
from geo.indicators.tables import read_meta, read_notes, read_province, read_table
from geo.types import GEOGRAPHIES

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.catalog import Catalog
    from geo.indicators.tables import Row

PROVINCE = "510000"

_COLUMNS = ("adcode", "period", "value", "status", "source_id", "segment")


def series(
    catalog: Catalog, indicator: str, codes: Collection[str], *, period_type: str | None = None
) -> pd.DataFrame:
    """Follow an indicator over time for some places.

    Points of one place may be joined by a line only within one `segment`: the number goes up
    at a period whose note says that the series breaks before it, and before and after a
    period that a note calls not comparable.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator
        An id of the indicator dictionary.
    codes
        Codes of prefectures or counties, or 510000 for the province (published actuals, not
        targets).
    period_type
        Kind of period to follow, as `type_of_period` names it; by default years, or where
        there is no year the kind with the most rows. Kinds are never mixed.

    Returns
    -------
    pandas.DataFrame
        Columns adcode, period, value, status, source_id, segment (from 0), by code and then
        by time. A suspect or unverified value is NaN and keeps its status.

    Raises
    ------
    IndicatorError
        If the indicator or a code is unknown.
    """
    read_meta(catalog, indicator)
    found: list[tuple[str, str, str, Row]] = []
    unknown = set(codes)
    for scope, known, rows in _list_scopes(catalog, indicator):
        unknown -= known
        found.extend(
            (scope, code, period, row)
            for period, by_code in rows.items()
            for code, row in by_code.items()
            if code in known and code in codes
        )
    if unknown:
        message = (
            "codes: expected codes of prefectures or counties, or 510000; got "
            f"{', '.join(sorted(unknown))}"
        )
        raise IndicatorError(message)
    kind = period_type or _pick_kind([type_of_period(period) for _, _, period, _ in found])
    segments = {
        scope: _number_segments(catalog, indicator, scope, list(rows), kind)
        for scope, _, rows in _list_scopes(catalog, indicator)
    }
    points = [
        (
            code,
            period,
            math.nan if row.gap else row.value,
            row.status,
            ";".join(row.source_ids),
            segments[scope][period],
        )
        for scope, code, period, row in found
        if period in segments[scope]
    ]
    points.sort(key=lambda point: (point[0], order_of_period(point[1])))
    frame = pd.DataFrame(points, columns=list(_COLUMNS))
    return frame.astype({"value": "float64", "segment": "int64"})


def _list_scopes(
    catalog: Catalog, indicator: str
) -> list[tuple[str, frozenset[str], dict[str, dict[str, Row]]]]:
    """Return scope, codes, and rows by period and code, of the three tables."""
    province = {
        period: {PROVINCE: rows[0]}
        for (name, period), rows in read_province(catalog).items()
        if name == indicator
    }
    scopes = [("province", frozenset({PROVINCE}), province)]
    for geography in GEOGRAPHIES:
        table = read_table(catalog, geography)
        rows = {period: by for (name, period), by in table.rows.items() if name == indicator}
        scopes.append((geography, table.counted, rows))
    return scopes


def _pick_kind(kinds: list[str]) -> str:
    """Return years if there are any, else the commonest kind."""
    if not kinds or "year" in kinds:
        return "year"
    return max(sorted(set(kinds)), key=kinds.count)


def _number_segments(
    catalog: Catalog, indicator: str, scope: str, periods: list[str], kind: str
) -> dict[str, int]:
    """Return the segment of each period of a kind; it is the same for every place."""
    notes = read_notes(catalog, indicator, scope)
    breaks = {note.period for note in notes if note.rule == "break_before"}
    alone = {note.period for note in notes if note.rule == "not_comparable"}
    ordered = sorted((p for p in periods if type_of_period(p) == kind), key=order_of_period)
    segments = dict.fromkeys(ordered[:1], 0)
    for before, period in pairwise(ordered):
        # a break counts also where the data skip the very period that the note names
        last, here = order_of_period(before), order_of_period(period)
        is_cut = any(last < order_of_period(at) <= here for at in breaks if at)
        segments[period] = segments[before] + (is_cut or bool({before, period} & alone))
    return segments
