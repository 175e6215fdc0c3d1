"""Accessibility of platforms to the people of every county, by floating catchments.

Supply are the platforms of a county that may stand as points, or zones; demand are its people,
cost the way between the points of `geo.catchment.places.county_points`. Within a county there is
no way to go. The platforms listed are fewer than there are, so a figure compares counties with
each other and is no absolute measure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

from geo.access import share_three_step, share_two_step, step_decay
from geo.catchment.places import county_points, zone_points
from geo.catchment.points import read_points
from geo.catchment.progress import unheard
from geo.catchment.study import ACCESS
from geo.catchment.travel import ModelTravel
from geo.errors import AccessError
from geo.platforms.placed import place_platforms
from geo.types import PLATFORM_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.access import Decay
    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel

THIRDS: Final[tuple[float, ...]] = (1.0, 0.68, 0.22)
"""Weights within one, two and three thirds of the reach: the slow decay of Luo and Qi 2009, who
give it for 10, 20 and 30 minutes."""

HEADS: Final = 1_000_000
"""People that a figure is for."""

_GEOD: Final = Geod(ellps="GRS80")


def measure_access(
    study: Study,
    catalog: Catalog,
    travel: Travel | None = None,
    categories: Iterable[str] = (),
    progress: Progress = unheard,
) -> pd.DataFrame:
    """Return how many platforms or zones each county's people have access to, per million.

    Parameters
    ----------
    study
        Its method is one of `geo.catchment.study.ACCESS`. Its `supply` says what is counted:
        platforms, and then its zones take no part, or these zones and stand-ins, each as one.
        The last of its
        `minutes` or, with cost "km", of its `radii_km` is how far people go.
    catalog
        The catalogue.
    travel
        Where drive times come from; the model if not given.
    categories
        Categories of platforms that count; none given, all.
    progress
        Told how far the work is.

    Returns
    -------
    pandas.DataFrame
        Index the codes of the counties that have a boundary, in code order; ``people``,
        ``supply`` (platforms or zones in the county) and ``per_million``, which is 0 where nothing
        is in reach and NaN where the source of times knows no way from the county.

    Raises
    ------
    AccessError
        With every fault: another method, an unknown category, no platform, no reach.
    CatchmentError
        If ways cannot be measured.
    """
    reach = (study.minutes if study.cost == "minutes" else study.radii_km)[-1:]
    wanted = tuple(categories)
    points = county_points(catalog)
    if study.supply == "zones":
        supply = count_zones(study, catalog, points.index)
    else:
        supply = count_supply(catalog, points.index, wanted)
    _check(study, wanted, reach, supply)
    offers = supply[supply > 0]
    costs = _measure_ways(study, points, offers.index, travel, progress)
    # a county is at no cost from itself; without any other way nothing is known of it
    ways = costs.notna()
    for code in offers.index:
        ways.loc[code, code] = False
        costs.loc[code, code] = 0.0
    known = ways.any(axis=1)
    people = catalog.counties["population"].astype(float).reindex(points.index)
    found = _share(study, (people[known], offers.astype(float), costs[known]), reach[0])
    return pd.DataFrame(
        {"people": people, "supply": supply, "per_million": (found * HEADS).reindex(points.index)}
    )


def count_zones(study: Study, catalog: Catalog, codes: Iterable[str]) -> pd.Series:
    """Count the zones and stand-ins of a study that lie in each county, by their points.

    Parameters
    ----------
    study, catalog
        As for `measure_access`.
    codes
        Counties that have a boundary.

    Returns
    -------
    pandas.Series
        Whole numbers by code, in the order of the codes.

    Raises
    ------
    CatchmentError
        If a place is unknown, given twice or without a point, or there is none.
    """
    shapes = catalog.counties.geometry.loc[list(codes)]
    points = zone_points(catalog, study.zones, study.trial).geometry.to_numpy()
    return _count_points(points, shapes)


def count_supply(
    catalog: Catalog, codes: Iterable[str], categories: Iterable[str] = ()
) -> pd.Series:
    """Count the platforms that lie in each county, by their points.

    Parameters
    ----------
    catalog
        The catalogue.
    codes
        Counties that have a boundary.
    categories
        Categories that count; none given, all.

    Returns
    -------
    pandas.Series
        Whole numbers by code, in the order of the codes.
    """
    shapes = catalog.counties.geometry.loc[list(codes)]
    platforms, _ = place_platforms(catalog)
    wanted = set(categories)
    if wanted:
        platforms = platforms[platforms["category"].isin(wanted)]
    return _count_points(platforms.geometry.to_numpy(), shapes)


def _count_points(points: NDArray[np.object_], shapes: gpd.GeoSeries) -> pd.Series:
    tree = shapely.STRtree(shapes.to_numpy())
    found, rows = tree.query(points, predicate="intersects")
    # a point on a border counts for the county that comes first
    first = np.full(len(points), len(shapes))
    np.minimum.at(first, found, rows)
    counts = np.bincount(first, minlength=len(shapes) + 1)[: len(shapes)]
    return pd.Series(counts, index=shapes.index, name="supply")


def _measure_ways(
    study: Study,
    points: gpd.GeoDataFrame,
    offers: pd.Index,
    travel: Travel | None,
    progress: Progress,
) -> pd.DataFrame:
    """Return the costs from every county (index) to those that offer something (columns)."""
    sites = points.loc[offers]
    if study.cost == "km":
        return _apart(points, sites)
    return (travel or ModelTravel()).minutes(sites, points, progress).T


def _apart(ends: gpd.GeoDataFrame, starts: gpd.GeoDataFrame) -> pd.DataFrame:
    there, here = (read_points(points) for points in (ends, starts))
    rows, columns = (axis.ravel() for axis in np.indices((len(there), len(here))))
    _, _, metres = _GEOD.inv(there[rows, 0], there[rows, 1], here[columns, 0], here[columns, 1])
    km = np.asarray(metres).reshape(len(there), len(here)) / 1000.0
    return pd.DataFrame(km, index=ends.index, columns=starts.index)


def _share(
    study: Study, parts: tuple[pd.Series, pd.Series, pd.DataFrame], reach: float
) -> pd.Series:
    people, offers, costs = parts
    if study.method == "2sfca":
        return share_two_step(people, offers, costs, reach)
    decay = thirds(reach)
    if study.method == "e2sfca":
        return share_two_step(people, offers, costs, reach, decay)
    return share_three_step(people, offers, costs, reach, decay)


def thirds(reach: float) -> Decay:
    """Return the decay whose steps are at thirds of the reach."""
    # the last is the reach itself: 3 · (reach / 3) may be a little less
    edges = (reach / 3, reach * 2 / 3, reach)
    return step_decay(dict(zip(edges, THIRDS, strict=True)))


def _check(
    study: Study, categories: tuple[str, ...], reach: tuple[float, ...], supply: pd.Series
) -> None:
    faults = []
    if study.method not in ACCESS:
        faults.append(f"method: expected one of {', '.join(ACCESS)}; got {study.method!r}")
    unknown = [name for name in categories if name not in PLATFORM_CATEGORIES]
    if unknown:
        faults.append(
            f"categories: expected some of {', '.join(PLATFORM_CATEGORIES)}; "
            f"got {', '.join(map(repr, unknown))}"
        )
    elif study.supply == "platforms" and not supply.any():
        faults.append(
            "categories: expected platforms that have a point; none of these has one; choose others"
        )
    if not reach or not reach[0] > 0:
        faults.append(f"reach: expected minutes or kilometres above 0; got {reach!r}")
    if faults:
        raise AccessError("; ".join(faults))
