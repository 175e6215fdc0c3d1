"""What there is: periods of an indicator, and indicators that a map can show."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import IndicatorError
from geo.indicators.period import order_of_period, type_of_period
from geo.indicators.tables import read_dictionary, read_meta, read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.types import Geography

_COMPLETE = 18 / 21
"""A year as full as this is complete enough to start with: the yearbook's 18 of 21."""

_NEARLY_FULL = 0.8
"""Where no year is, the start has this part of the places that the fullest one has."""


class Mappable(NamedTuple):
    """An indicator in a period, and how many places have a value that may be shown."""

    indicator: str
    period: str
    n_places: int


def periods(
    catalog: Catalog, indicator: str, geography: Geography = "prefecture"
) -> tuple[str, ...]:
    """List the periods in which at least one place has a value that may be shown.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator, geography
        What is to be shown.

    Returns
    -------
    tuple of str
        Oldest first; empty where the geography has none.

    Raises
    ------
    IndicatorError
        If the indicator is unknown.
    """
    read_meta(catalog, indicator)
    return tuple(held_periods(catalog, geography).get(indicator, ()))


def default_period(catalog: Catalog, indicator: str, geography: Geography = "prefecture") -> str:
    """Return the period to start with: the latest year with at least 18 of the 21 places.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator, geography
        What is to be shown.

    Returns
    -------
    str
        The latest year with 18 in 21 of the places; where there is none, the latest period
        with 80 % of the places of the fullest, a year if one is held.

    Raises
    ------
    IndicatorError
        If the indicator is unknown or the geography has no value of it.
    """
    known = periods(catalog, indicator, geography)
    if not known:
        message = (
            f"indicator: expected one with values by {geography}; got {indicator!r}; "
            "`mappable` lists them"
        )
        raise IndicatorError(message)
    counts = held_periods(catalog, geography)[indicator]
    years = tuple(period for period in known if type_of_period(period) == "year") or known
    enough = _COMPLETE * len(read_table(catalog, geography).places)
    fullest = max(counts[period] for period in years)
    if type_of_period(years[-1]) != "year" or fullest < enough:
        enough = _NEARLY_FULL * fullest
    return next(period for period in reversed(years) if counts[period] >= enough)


def mappable(catalog: Catalog, geography: Geography = "prefecture") -> list[Mappable]:
    """List every indicator and period with at least one value that may be shown.

    Parameters
    ----------
    catalog
        The catalogue.
    geography
        prefecture or county.

    Returns
    -------
    list of Mappable
        In the order of the dictionary, then oldest first.
    """
    return [
        Mappable(indicator, period, n)
        for indicator, counts in held_periods(catalog, geography).items()
        for period, n in counts.items()
    ]


@lru_cache(maxsize=8)
def held_periods(catalog: Catalog, geography: Geography) -> Mapping[str, Mapping[str, int]]:
    """Return the number of places with a value to show, by indicator and period.

    Returns
    -------
    Mapping
        Indicators in the order of the dictionary, those without a value left out; periods
        oldest first. It is kept: callers do not change it.
    """
    table = read_table(catalog, geography)
    counts: dict[str, dict[str, int]] = {}
    for (indicator, period), rows in table.rows.items():
        n = sum(code in table.places and not row.gap for code, row in rows.items())
        if n:
            counts.setdefault(indicator, {})[period] = n
    return {
        indicator: {
            period: counts[indicator][period] for period in sorted(held, key=order_of_period)
        }
        for indicator in read_dictionary(catalog)
        if (held := counts.get(indicator))
    }
