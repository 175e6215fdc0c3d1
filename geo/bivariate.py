"""Two indicators at once: three classes of each, and how far their orders agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.classify import classify
from geo.errors import ClassifyError, IndicatorError
from geo.indicators import forms, held_periods, periods, select, type_of_period

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.types import Form
    from geo.view import View

THIRDS: Final = 3
MIN_PLACES: Final = 9
"""Fewest places with both values that are classed: one for each cell of the square."""

NO_CLASS: Final = -1

LEVELS_OF: Final[dict[int, tuple[int, ...]]] = {0: (), 1: (1,), 2: (0, 2), 3: (0, 1, 2)}
"""Number of classes found → what each is: 0 low, 1 middle, 2 high."""

_FEWEST_RANKED = 3
"""Two places always agree or disagree completely."""


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two indicators over the same places.

    Parameters
    ----------
    first, second
        What is on the horizontal and on the vertical axis of the square.
    both
        Whether each place has both values, in the order of the frames.
    edges
        Bounds of the classes of each indicator, lowest first; empty where there are too few
        places to class. Fewer than three classes where values are tied: `LEVELS_OF` says which.
    classes
        Index the places; columns first and second: 0 low to 2 high, -1 for none.
    correlation
        Spearman's rank correlation over the places with both values; NaN if not defined.
    """

    first: Selection
    second: Selection
    both: pd.Series[bool]
    edges: tuple[tuple[float, ...], tuple[float, ...]]
    classes: pd.DataFrame
    correlation: float

    @property
    def n(self) -> int:
        """How many places have both values."""
        return int(self.both.sum())

    def tally(self) -> list[list[int]]:
        """Return how many places are in each cell: rows by the second, columns by the first."""
        cells = [[0] * THIRDS for _ in range(THIRDS)]
        for x, y in zip(self.classes["first"], self.classes["second"], strict=True):
            if x >= 0 and y >= 0:
                cells[y][x] += 1
        return cells


def are_comparable(period: str | None, other: str | None) -> bool:
    """Return whether two periods are of one type, such as two years or two half-years."""
    return (
        period is not None and other is not None and type_of_period(period) == type_of_period(other)
    )


def pair_indicators(catalog: Catalog, view: View) -> Pair | None:
    """Select and class both indicators of `view`.

    The form of the view is used for each of them that has it; an indicator that has not is
    taken as published.

    Parameters
    ----------
    catalog
        The catalogue.
    view
        A resolved View.

    Returns
    -------
    Pair or None
        None where an indicator is missing, or the periods are not of one type.
    """
    if (
        view.indicator is None
        or view.second is None
        or view.period is None
        or view.second_period is None
        or not are_comparable(view.period, view.second_period)
    ):
        return None
    try:
        first = _select(catalog, view, view.indicator, view.period)
        second = _select(catalog, view, view.second, view.second_period)
    except IndicatorError:
        return None
    return pair(first, second)


def pair(first: Selection, second: Selection) -> Pair:
    """Class two selections of the same places by thirds.

    The thirds are quantiles of the places that hold both values, so that each indicator's
    classes are filled evenly by what the map shows. Bounds are rounded as `geo.classify` does:
    no value changes its class by it.
    """
    x, y = first.frame["value"].astype(float), second.frame["value"].astype(float)
    both = pd.Series(np.isfinite(x) & np.isfinite(y), index=first.frame.index)
    classes = pd.DataFrame(NO_CLASS, index=first.frame.index, columns=["first", "second"])
    edges: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    if both.sum() >= MIN_PLACES:
        found = [_class_thirds(values[both].to_numpy()) for values in (x, y)]
        edges = (found[0][0], found[1][0])
        for name, (_, numbers) in zip(("first", "second"), found, strict=True):
            classes.loc[both, name] = numbers
    return Pair(first, second, both, edges, classes, rank_correlation(x[both], y[both]))


def rank_correlation(x: ArrayLike, y: ArrayLike) -> float:
    """Return Spearman's rank correlation; ties share the mean of their ranks.

    Parameters
    ----------
    x, y
        Finite numbers of the same length.

    Returns
    -------
    float
        From -1 to 1; NaN for fewer than three pairs, or where all values of one side are equal.

    Examples
    --------
    >>> rank_correlation([1, 2, 3, 4], [10, 30, 20, 40])
    0.8
    """
    ranks = [pd.Series(np.asarray(side, dtype=float)).rank() for side in (x, y)]
    if len(ranks[0]) < _FEWEST_RANKED:
        return math.nan
    a, b = (side - side.mean() for side in ranks)
    spread = math.sqrt(float((a**2).sum()) * float((b**2).sum()))
    if spread == 0:
        return math.nan
    # ranks are halves of whole numbers: what differs beyond this is noise of the root
    return min(max(round(float((a * b).sum()) / spread, 12), -1.0), 1.0)


def choosable(catalog: Catalog, kinds: tuple[str, ...] = ("total", "ratio", "growth")) -> list[str]:
    """List the indicators that may be one of a pair: of `MIN_PLACES` places in some period.

    Ranks and flags are left out: a third of them says nothing.
    """
    kind_of = catalog.indicators["kind"]
    return [
        str(name)
        for name in catalog.indicators.index
        if kind_of[name] in kinds and periods_to_choose(catalog, str(name))
    ]


def periods_to_choose(catalog: Catalog, indicator: str, like: str | None = None) -> list[str]:
    """List the periods of an indicator with enough prefectures, oldest first.

    Parameters
    ----------
    catalog
        The catalogue.
    indicator
        An id of the dictionary.
    like
        A period; only those of its type are listed.
    """
    counts = held_periods(catalog, "prefecture").get(indicator, {})
    return [
        period
        for period in periods(catalog, indicator, "prefecture")
        if (like is None or are_comparable(period, like)) and counts[period] >= MIN_PLACES
    ]


def _select(catalog: Catalog, view: View, indicator: str, period: str) -> Selection:
    possible = forms(catalog, indicator, period, view.geography)
    form: Form = view.form if view.form in possible else "total"
    return select(
        catalog,
        indicator,
        period,
        form=form,
        geography=view.geography,
        without=view.without,
    )


def _class_thirds(values: np.ndarray) -> tuple[tuple[float, ...], np.ndarray]:
    try:
        classes = classify(values, "quantiles", THIRDS)
    except ClassifyError:
        return (), np.full(len(values), NO_CLASS)
    levels = np.array(LEVELS_OF[classes.k])
    return classes.edges, levels[classes.assign(values)]
