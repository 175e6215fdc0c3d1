"""One indicator over time, cut where the figures stop being comparable."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.errors import IndicatorError
from geo.indicators.period import order_of_period, type_of_period
from geo.indicators.tables import (
    is_shown,
    read_list,
    read_meta,
    read_notes,
    read_number,
    read_optional,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from geo.catalog import Catalog

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
    parts: list[pd.DataFrame] = []
    for scope, known, table in _list_scopes(catalog):
        wanted = sorted(set(codes) & known)
        rows = table[(table["indicator"] == indicator) & table["adcode"].isin(wanted)]
        parts.append(rows.assign(scope=scope))
    unknown = set(codes) - {code for _, known, _ in _list_scopes(catalog) for code in known}
    if unknown:
        message = (
            "codes: expected codes of prefectures or counties, or 510000; got "
            f"{', '.join(sorted(unknown))}"
        )
        raise IndicatorError(message)
    records = [record for part in parts for record in part.to_dict("records")]
    kinds = [type_of_period(record["period"]) for record in records]
    wanted_kind = period_type or _pick_kind(kinds)
    cuts = {scope: _find_cuts(catalog, indicator, scope) for scope, _, _ in _list_scopes(catalog)}
    points: list[dict[str, Any]] = []
    for record, kind in zip(records, kinds, strict=True):
        if kind != wanted_kind:
            continue
        status = read_optional(record["status"])
        points.append(
            {
                "adcode": record["adcode"],
                "period": record["period"],
                "value": read_number(record["value"]) if is_shown(status) else math.nan,
                "status": status,
                "source_id": ";".join(read_list(record["source_id"])),
                "segment": _count_cuts(cuts[record["scope"]], record["period"]),
            }
        )
    points.sort(key=lambda point: (point["adcode"], order_of_period(point["period"])))
    return pd.DataFrame(points, columns=list(_COLUMNS))


def _list_scopes(catalog: Catalog) -> list[tuple[str, set[str], pd.DataFrame]]:
    """Return scope, codes and values of the three tables."""
    province = catalog.province_values
    # a target is not an event, and a superseded figure has a successor in the same table
    actual = province[
        (province["kind"] == "actual") & (province["superseded"].astype(str).str.lower() != "true")
    ]
    return [
        ("province", {PROVINCE}, actual.assign(adcode=PROVINCE)),
        ("prefecture", set(catalog.prefectures.index), catalog.prefecture_values),
        ("county", set(catalog.counties.index), catalog.county_values),
    ]


def _pick_kind(kinds: list[str]) -> str:
    """Return years if there are any, else the commonest kind."""
    if not kinds or "year" in kinds:
        return "year"
    return max(sorted(set(kinds)), key=kinds.count)


def _find_cuts(catalog: Catalog, indicator: str, scope: str) -> list[tuple[str, bool]]:
    """Return the periods at which a series is cut, and whether it is cut after them too."""
    return [
        (period, note.rule == "not_comparable")
        for period, note in read_notes(catalog, indicator, scope)
        if period and note.rule in {"break_before", "not_comparable"}
    ]


def _count_cuts(cuts: list[tuple[str, bool]], period: str) -> int:
    """Return how many cuts lie before a period."""
    here = order_of_period(period)
    borders = {(order_of_period(at), "before") for at, _ in cuts}
    borders |= {(order_of_period(at), "after") for at, both in cuts if both}
    return sum(at <= here if side == "before" else at < here for at, side in borders)
