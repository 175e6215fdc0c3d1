"""Huff's model: which share of a place's people each zone draws.

A zone draws the more the larger and the nearer it is: ``Pᵢⱼ = Sⱼᵅ·c(dᵢⱼ) / Σₖ Sₖᵅ·c(dᵢₖ)`` with
size S and a decay c of distance or time (Huff 1963). Size and decay are assumptions of whoever
asks; nothing in the data says how people choose.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.errors import CatchmentError

if TYPE_CHECKING:
    from numpy.typing import NDArray

METHOD: Final = "huff"


def draw_shares(
    size: pd.Series,
    cost: pd.DataFrame,
    *,
    decay: float = 2.0,
    weight: float = 1.0,
    nearest: float = 1.0,
) -> pd.DataFrame:
    """Return which share of each place every zone draws.

    Parameters
    ----------
    size
        Size of each zone (platforms, revenue, one for all), above 0 for at least one of them.
    cost
        Index the places, columns the zones of `size`, in order; kilometres or minutes, NaN where
        there is no way.
    decay
        Power of the cost: 2 halves nothing, it quarters what is twice as far.
    weight
        Power of the size.
    nearest
        Costs below it count as it, in the unit of `cost`: at the gate nothing is infinitely near.

    Returns
    -------
    pandas.DataFrame
        Index the places, columns the zones. Rows sum to 1; where no zone can be reached, to 0.

    Raises
    ------
    CatchmentError
        With every fault: sizes or costs missing, negative or not fitting, a power or a nearest
        cost out of bounds.
    """
    sizes = size.to_numpy(dtype=np.float64)
    costs = cost.to_numpy(dtype=np.float64)
    _check(size, cost, {"decay": decay, "weight": weight}, nearest)
    there = np.isfinite(costs) & (sizes > 0)
    # in logarithms: powers of large sizes and far places stay numbers
    with np.errstate(divide="ignore"):
        pull = weight * np.log(sizes) - decay * np.log(np.maximum(costs, nearest))
    pull = np.where(there, pull, -np.inf)
    strongest = pull.max(axis=1, keepdims=True)
    attraction = np.exp(pull - np.where(np.isfinite(strongest), strongest, 0.0))
    total = attraction.sum(axis=1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(
        attraction, total, out=np.zeros_like(attraction), where=total > 0
    )
    return pd.DataFrame(shares, index=cost.index, columns=cost.columns)


def find_dominant(shares: pd.DataFrame) -> pd.Series:
    """Return the zone that draws most of each place.

    Parameters
    ----------
    shares
        What `draw_shares` returned.

    Returns
    -------
    pandas.Series
        Zone by place, None where no zone draws anything; of equal shares the first zone counts.
    """
    found = shares.idxmax(axis=1).astype(object)
    return found.where(shares.max(axis=1) > 0, None)


def _check(size: pd.Series, cost: pd.DataFrame, powers: dict[str, float], nearest: float) -> None:
    faults = []
    sizes = size.to_numpy(dtype=np.float64)
    wrong = [str(zone) for zone in size.index[~(np.isfinite(sizes) & (sizes >= 0))]]
    if wrong:
        faults.append(f"size: expected numbers from 0 up; not so at {', '.join(wrong[:5])}")
    elif not (sizes > 0).any():
        faults.append("size: expected at least one zone above 0; got none")
    if not size.index.equals(cost.columns) or size.index.has_duplicates:
        faults.append("cost: expected one column per zone, in the order of the sizes")
    costs = cost.to_numpy(dtype=np.float64)
    if (costs < 0).any() or np.isposinf(costs).any():
        faults.append("cost: expected numbers from 0 up, or NaN where there is no way")
    for name, power in powers.items():
        if not (math.isfinite(power) and power >= 0):
            faults.append(f"{name}: expected a number from 0 up; got {power!r}")
    if not (math.isfinite(nearest) and nearest > 0):
        faults.append(f"nearest: expected a number above 0; got {nearest!r}")
    if faults:
        raise CatchmentError("; ".join(faults))
