"""What there is: periods of an indicator, and indicators that a map can show."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from geo.errors import IndicatorError
from geo.indicators.period import order_of_period, type_of_period
from geo.indicators.tables import is_shown, read_meta, read_places, read_values

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.types import Geography

_NEARLY_FULL = 0.8
"""The period a reader starts with has this part of the places that the best period has."""


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
    rows = _pick_shown(catalog, geography)
    found = set(rows.loc[rows["indicator"] == indicator, "period"])
    return tuple(sorted(found, key=order_of_period))


def default_period(catalog: Catalog, indicator: str, geography: Geography = "prefecture") -> str:
    """Return the period to start with: the latest one that is nearly as full as the fullest.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator, geography
        What is to be shown.

    Returns
    -------
    str
        The latest period with 80 % of the places of the fullest; a year where there is one.

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
    rows = _pick_shown(catalog, geography)
    counts = rows.loc[rows["indicator"] == indicator, "period"].value_counts()
    years = tuple(period for period in known if type_of_period(period) == "year") or known
    fullest = max(counts[period] for period in years)
    return next(p for p in reversed(years) if counts[p] >= _NEARLY_FULL * fullest)


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
    rows = _pick_shown(catalog, geography)
    counts = Counter(zip(rows["indicator"], rows["period"], strict=True))
    order = {indicator: i for i, indicator in enumerate(catalog.indicators.index)}
    found = [
        Mappable(indicator, period, n)
        for (indicator, period), n in counts.items()
        if indicator in order
    ]
    return sorted(found, key=lambda one: (order[one.indicator], order_of_period(one.period)))


def _pick_shown(catalog: Catalog, geography: Geography) -> pd.DataFrame:
    """Return the rows that a map of the geography can show."""
    values = read_values(catalog, geography)
    usable = values["status"].map(is_shown).astype(bool) & values["value"].notna()
    return values[usable & values["adcode"].isin(read_places(catalog, geography).index)]
