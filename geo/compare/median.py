"""The middle of some values, and where one of them stands between the lowest and the highest."""

from __future__ import annotations

import math
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HALF_WAY = 0.5


def median_of(values: Iterable[float]) -> float:
    """Return the median of the values that are known; NaN where none is.

    Of an even number it is the mean of the two in the middle.

    Examples
    --------
    >>> median_of([3.0, 1.0, float("nan"), 10.0, 2.0])
    2.5
    """
    known = [value for value in values if not math.isnan(value)]
    return median(known) if known else math.nan


def place_between(value: float, lowest: float, highest: float) -> float:
    """Return where a value stands on the way from the lowest (0) to the highest (1).

    Where all are equal each stands half-way; a value that is not known has no place (NaN).

    Examples
    --------
    >>> place_between(30.0, 10.0, 50.0)
    0.5
    """
    if math.isnan(value):
        return math.nan
    if highest <= lowest:
        return _HALF_WAY
    return (value - lowest) / (highest - lowest)
