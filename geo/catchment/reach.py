"""How far the counties are, and how many people live within reach.

A modelled time has an error. A county whose time lies within that error of the limit is on the
border, neither covered nor left out; a share of the people comes with the shares at both ends of
the error. The owner's times carry no error of ours.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.catchment.holdings import hold
from geo.catchment.progress import unheard
from geo.crs import GEOGRAPHIC
from geo.errors import CatchmentError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from geo.catchment.holdings import Land
    from geo.catchment.progress import Progress
    from geo.catchment.travel import Travel
    from geo.types import Status

State = Literal["covered", "borderline", "left_out", "unknown"]
"""Whether a place is reached in time; "unknown" where no time is told."""

STATES: Final[tuple[State, ...]] = get_args(State)

STATUS: Final[Status] = "derived"

LIMITS_MIN: Final = (30.0, 60.0, 90.0)
"""Times that people within reach are counted for."""

_STEP_MIN = 5.0
_DRAWN = 0.8
"""Part of the work that is done when the areas are drawn."""


def judge(minutes: ArrayLike, limit: float, error_pct: float | None) -> NDArray[np.object_]:
    """Return whether each time keeps to a limit.

    Parameters
    ----------
    minutes
        From 0; of any shape. NaN is a time that nobody tells, so nothing is said of it;
        infinity, for whoever knows that there is no way, is beyond any limit.
    limit
        Minutes, above 0. A time that is equal to it keeps to it.
    error_pct
        Mean error of the times in percent, below 100; None where it was not measured, as with
        the owner's times, and then nothing is borderline.

    Returns
    -------
    numpy.ndarray
        Of the same shape, one of `STATES` each: "borderline" where the limit lies within the
        error of the time, |limit - m| ≤ m · error / 100.

    Raises
    ------
    CatchmentError
        With every fault of the three.
    """
    times = np.asarray(minutes, dtype=np.float64)
    faults = _find_faults([limit], error_pct)
    if (times < 0).any():
        faults.append(f"minutes: expected 0 or more; got {times[times < 0].flat[0]:g}; correct it")
    if faults:
        raise CatchmentError("; ".join(faults))
    error = (error_pct or 0.0) / 100.0
    found = np.full(times.shape, "unknown", dtype=object)
    found[times <= limit] = "covered"
    found[times > limit] = "left_out"
    if error:
        found[(times * (1.0 - error) <= limit) & (limit <= times * (1.0 + error))] = "borderline"
    return found


def round_minutes(minutes: ArrayLike) -> NDArray[np.float64]:
    """Return times to 5 minutes, halves up: for showing, never for judging.

    Parameters
    ----------
    minutes
        Of any shape; NaN stays.
    """
    times = np.asarray(minutes, dtype=np.float64)
    rounded: NDArray[np.float64] = np.floor(times / _STEP_MIN + 0.5) * _STEP_MIN
    return rounded


def reach_counties(
    minutes: pd.DataFrame, limit: float, error_pct: float | None, people: pd.Series
) -> pd.DataFrame:
    """Return from where each county is reached soonest, and whether in time.

    Parameters
    ----------
    minutes
        Index the codes of counties, columns the ids of places, as
        `geo.catchment.study.measure_costs` returns; NaN and infinity as for `judge`.
    limit, error_pct
        As for `judge`.
    people
        People of every county of the province, by code. A county that `minutes` lacks, because
        it has no boundary, is unknown.

    Returns
    -------
    pandas.DataFrame
        One row per county, in the order of `people`: ``place``, the nearest of those whose time
        is told, of equals the first, None without any way; its ``minutes``; ``untold``, how many
        places have no time to the county; ``state``; and ``people``. Left out is only a county
        to which every place has a time: an untold one might be within the limit.

    Raises
    ------
    CatchmentError
        With every fault of the parameters: no place, a county without people or not known, a
        time below 0, a limit or error without sense.
    """
    faults = _find_faults([limit], error_pct)
    if not len(minutes.columns):
        faults.append("minutes: expected at least one place; got none; choose a zone")
    faults += [
        f"minutes of county {code!r}: expected a county with people; not known; see counties.csv"
        for code in minutes.index.difference(people.index)
    ]
    faults += [
        f"people of county {code!r}: expected a number; got none; complete counties.csv"
        for code in people.index[people.isna()]
    ]
    times = minutes.reindex(people.index).to_numpy(dtype=np.float64)
    faults += [
        f"minutes of county {code!r}: expected 0 or more; got less; correct them"
        for code in people.index[np.flatnonzero((times < 0).any(axis=1))]
    ]
    if faults:
        raise CatchmentError("; ".join(faults))
    untold = np.isnan(times)
    told = np.where(untold, np.inf, times)
    soonest = np.where(untold.all(axis=1), np.nan, told.min(axis=1))
    state = judge(soonest, limit, error_pct)
    state[(state == "left_out") & untold.any(axis=1)] = "unknown"
    places = np.asarray(minutes.columns, dtype=object)[told.argmin(axis=1)]
    places[~np.isfinite(soonest)] = None
    return pd.DataFrame(
        {
            "place": pd.Series(places, index=people.index, dtype=object),
            "minutes": soonest,
            "untold": untold.sum(axis=1),
            "state": state,
            "people": people.to_numpy(dtype=np.float64),
        },
        index=people.index,
    )


def rank_left_out(counties: pd.DataFrame) -> pd.DataFrame:
    """Return the counties that are left out, those with most people first.

    Parameters
    ----------
    counties
        As `reach_counties` returns.

    Returns
    -------
    pandas.DataFrame
        The rows whose state is "left_out", with ``rank`` from 1; of equals the one whose code
        comes first is first.
    """
    left_out = counties[counties["state"] == "left_out"].sort_index()
    ranked = left_out.sort_values("people", ascending=False, kind="stable")
    return ranked.assign(rank=np.arange(1, len(ranked) + 1))


def summarise(counties: pd.DataFrame) -> pd.DataFrame:
    """Return how many counties and people are in each state.

    Parameters
    ----------
    counties
        As `reach_counties` returns.

    Returns
    -------
    pandas.DataFrame
        Index `STATES`, all of them: ``counties``, ``people`` and ``share_pct`` of the people of
        all counties given. A county counts whole, where its main place is.
    """
    groups = counties.groupby("state")["people"].agg(["size", "sum"]).reindex(list(STATES))
    people = groups["sum"].fillna(0.0)
    return pd.DataFrame(
        {
            "counties": groups["size"].fillna(0).astype(int),
            "people": people,
            "share_pct": people / counties["people"].sum() * 100.0,
        },
        index=pd.Index(STATES, name="state"),
    )


def share_within(
    points: gpd.GeoDataFrame,
    groups: Mapping[str, Sequence[str]],
    travel: Travel,
    land: Land,
    *,
    limits: Sequence[float] = LIMITS_MIN,
    progress: Progress = unheard,
) -> pd.DataFrame:
    """Return which share of the province's people lives within so many minutes of any place.

    Parameters
    ----------
    points
        Points of places, as `geo.catchment.places.zone_points` returns.
    groups
        Ids of places by the name of their group, such as the national zones and all zones; the
        areas of a place are drawn once.
    travel
        Where drive times come from.
    land
        The counties; people of development zones, which have no boundary, are in no share.
    limits
        Minutes, each above 0 and, with the error on top, within what `travel` reaches.
    progress
        Told how far the work is.

    Returns
    -------
    pandas.DataFrame
        One row per group and limit, in their order: ``group``, ``limit_min``, ``people``,
        ``share_pct``, ``low_pct`` and ``high_pct``, the shares at limit / (1 + e) and limit /
        (1 - e) with e the error of `travel`, and ``error_pct``. Without an error all three
        shares are equal. ``status`` is "derived"; the formula is that of `land`.

    Raises
    ------
    CatchmentError
        With every fault of limits and groups; what `travel` and `hold` raise.
    """
    wanted = [float(limit) for limit in limits]
    faults = _find_faults(wanted, travel.error_pct)
    if not wanted:
        faults.append("limits: expected at least one; got none; choose one, such as 60")
    faults += [
        f"group {name!r}: expected at least one place; got none; leave it out"
        for name, ids in groups.items()
        if not len(ids)
    ]
    faults += [
        f"group {name!r}: expected places that have a point; not so: {one!r}; see the page of zones"
        for name, ids in groups.items()
        for one in ids
        if one not in points.index
    ]
    if not groups:
        faults.append("groups: expected at least one; got none; name some zones")
    if faults:
        raise CatchmentError("; ".join(faults))
    error = (travel.error_pct or 0.0) / 100.0
    ranges = [(limit / (1.0 + error), limit, limit / (1.0 - error)) for limit in wanted]
    times = sorted({time for several in ranges for time in several})
    chosen = {one for ids in groups.values() for one in ids}
    areas = travel.areas(
        points[points.index.isin(chosen)], times, lambda share: progress(share * _DRAWN)
    )
    shares = {}
    people = {}
    for number, (name, ids) in enumerate(groups.items()):
        held = _hold_together(areas[areas["id"].isin(list(ids))], times, land)
        for time, inside, outside in held:
            people[name, time] = inside
            shares[name, time] = inside / (inside + outside) * 100.0
        progress(_DRAWN + (1.0 - _DRAWN) * (number + 1) / len(groups))
    rows = [
        {
            "group": name,
            "limit_min": limit,
            "people": people[name, limit],
            "share_pct": shares[name, limit],
            "low_pct": shares[name, low],
            "high_pct": shares[name, high],
            "error_pct": travel.error_pct,
            "status": STATUS,
        }
        for name in groups
        for low, limit, high in ranges
    ]
    return pd.DataFrame(rows)


def _hold_together(
    areas: gpd.GeoDataFrame, times: list[float], land: Land
) -> list[tuple[float, float, float]]:
    """Return the people inside and outside the ground that any place reaches in each time."""
    shapes = [
        shapely.union_all(areas.geometry[areas["minutes"] == time].to_numpy()) for time in times
    ]
    held = hold(gpd.GeoDataFrame(geometry=shapes, crs=GEOGRAPHIC), land)
    inside, outside = held["population"], held["population_outside"]
    return list(zip(times, inside.tolist(), outside.tolist(), strict=True))


def _find_faults(limits: Sequence[float], error_pct: float | None) -> list[str]:
    faults = [
        f"limit: expected minutes above 0; got {limit!r}; choose another"
        for limit in limits
        if not (math.isfinite(limit) and limit > 0)
    ]
    if error_pct is not None and not 0 <= error_pct < 100:  # noqa: PLR2004
        faults.append(
            f"error_pct: expected 0 or more and less than 100, or None; got {error_pct!r}"
        )
    return faults
