"""Accessibility of supply to people: the floating catchment methods 2SFCA, E2SFCA and 3SFCA.

Supply is what places offer (platforms, zones), demand who wants it (the people of counties), cost
what lies between them (minutes or kilometres). Each method first shares every supply among those
who reach it, then adds up for each demand the shares that it reaches, so that all demand together
is given exactly the supply that anybody reaches.

Luo and Wang 2003 (2SFCA), Luo and Qi 2009 (E2SFCA), Wan, Zou and Sternberg 2012 (3SFCA).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.errors import AccessError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Decay = Callable[[NDArray[np.float64]], NDArray[np.float64]]

__all__ = ["gaussian_decay", "share_three_step", "share_two_step", "step_decay"]


def share_two_step(
    demand: pd.Series,
    supply: pd.Series,
    cost: pd.DataFrame,
    reach: float,
    decay: Decay | None = None,
) -> pd.Series:
    """Return the supply per head that each demand has access to, by 2SFCA or E2SFCA.

    ``Rⱼ = Sⱼ / Σᵢ Dᵢ·w(cᵢⱼ)``, ``Aᵢ = Σⱼ Rⱼ·w(cᵢⱼ)``, both sums over costs up to `reach`.

    Parameters
    ----------
    demand
        Amount by place (people by county), none below 0.
    supply
        Amount by place (platforms by zone), none below 0.
    cost
        Index the places of `demand`, columns those of `supply`; minutes or kilometres. NaN where
        there is no way.
    reach
        Largest cost that counts, in the unit of `cost`; it counts itself.
    decay
        Weight of a cost, as `step_decay` makes it; without it every cost in reach counts 1, which
        is 2SFCA. With it: E2SFCA.

    Returns
    -------
    pandas.Series
        Supply per unit of demand, by place of `demand`; 0 where nothing is in reach.

    Raises
    ------
    AccessError
        With every fault: an amount or a cost missing or negative, places that do not fit.
    """
    people, offers, costs = _check(demand, supply, cost, reach)
    weights = _weigh(costs, decay) * _within(costs, reach)
    return pd.Series(_share(people, offers, weights), index=demand.index, name="access")


def share_three_step(
    demand: pd.Series, supply: pd.Series, cost: pd.DataFrame, reach: float, decay: Decay
) -> pd.Series:
    """Return the supply per head that each demand has access to, by 3SFCA.

    As E2SFCA, but a demand with several supplies around it asks each for a part only:
    ``gᵢⱼ = w(cᵢⱼ) / Σⱼ w(cᵢⱼ)`` over all ways that there are; every weight is multiplied by it.

    Parameters
    ----------
    demand, supply, cost, reach, decay
        As for `share_two_step`; the decay is needed here.

    Returns
    -------
    pandas.Series
        Supply per unit of demand, by place of `demand`; 0 where nothing is in reach.

    Raises
    ------
    AccessError
        With every fault: an amount or a cost missing or negative, places that do not fit.
    """
    people, offers, costs = _check(demand, supply, cost, reach)
    weights = _weigh(costs, decay)
    chosen = _divide(weights, weights.sum(axis=1, keepdims=True))
    both = weights * chosen * _within(costs, reach)
    return pd.Series(_share(people, offers, both), index=demand.index, name="access")


def step_decay(steps: dict[float, float]) -> Decay:
    """Return a decay in steps.

    Parameters
    ----------
    steps
        Weight by the largest cost that has it, such as ``{30: 1.0, 60: 0.68, 90: 0.22}``; beyond
        the last it is 0.

    Raises
    ------
    AccessError
        If there is no step, or one below 0.
    """
    if not steps or any(not edge >= 0 or not weight >= 0 for edge, weight in steps.items()):
        raise AccessError(f"steps: expected costs and weights from 0 up; got {steps!r}")
    edges = np.array(sorted(steps), dtype=np.float64)
    values = np.array([*(steps[edge] for edge in sorted(steps)), 0.0])

    def decay(cost: NDArray[np.float64]) -> NDArray[np.float64]:
        weights: NDArray[np.float64] = values[np.searchsorted(edges, cost, side="left")]
        return weights

    return decay


def gaussian_decay(sigma: float) -> Decay:
    """Return the decay ``exp(-c² / 2σ²)``.

    Parameters
    ----------
    sigma
        Width, in the unit of the costs: at it the weight is 0.61.

    Raises
    ------
    AccessError
        If it is not above 0.
    """
    if not sigma > 0:
        raise AccessError(f"sigma: expected a number above 0; got {sigma!r}")

    def decay(cost: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.exp(-(cost**2) / (2 * sigma**2))

    return decay


def _share(
    people: NDArray[np.float64], offers: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    shared: NDArray[np.float64] = weights @ _divide(offers, people @ weights)
    return shared


def _divide(amounts: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide; what nobody asks for is shared among nobody."""
    by = np.broadcast_to(by, amounts.shape)
    return np.divide(amounts, by, out=np.zeros_like(amounts), where=by > 0)


def _weigh(costs: NDArray[np.float64], decay: Decay | None) -> NDArray[np.float64]:
    there = np.isfinite(costs)
    weights = there.astype(np.float64)
    if decay is not None:
        weights[there] = decay(costs[there])
    return weights


def _within(costs: NDArray[np.float64], reach: float) -> NDArray[np.bool_]:
    within: NDArray[np.bool_] = np.isfinite(costs) & (costs <= reach)
    return within


def _check(
    demand: pd.Series, supply: pd.Series, cost: pd.DataFrame, reach: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    people, offers = demand.to_numpy(dtype=np.float64), supply.to_numpy(dtype=np.float64)
    faults = []
    for name, series, amounts in (("demand", demand, people), ("supply", supply, offers)):
        if series.index.has_duplicates:
            faults.append(f"{name}: expected each place once")
        wrong = [str(place) for place in series.index[~(np.isfinite(amounts) & (amounts >= 0))]]
        if wrong:
            faults.append(f"{name}: expected an amount from 0 up; not so at {', '.join(wrong[:5])}")
    for name, wanted, given in (
        ("rows", demand.index, cost.index),
        ("columns", supply.index, cost.columns),
    ):
        if not wanted.equals(given):
            missing = [str(place) for place in wanted.difference(given)]
            what = f"; {', '.join(missing[:5])} missing" if missing else ""
            faults.append(f"cost: expected the {name} in the order of the places{what}")
    costs = cost.to_numpy(dtype=np.float64)
    if (costs < 0).any() or np.isposinf(costs).any():
        faults.append("cost: expected numbers from 0 up, or NaN where there is no way")
    if not reach > 0:
        faults.append(f"reach: expected a number above 0; got {reach!r}")
    if faults:
        raise AccessError("; ".join(faults))
    return people, offers, costs
