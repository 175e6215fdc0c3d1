"""Rings: all ground within a given distance, measured on the ellipsoid.

A ring's corners lie exactly at the distance; its area falls short of the true disc by 0.01 %,
since a straight side cuts off a little of the arc.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod

from geo.catchment.limits import LONGEST_KM, SHORTEST_KM
from geo.catchment.points import read_points
from geo.crs import GEOGRAPHIC, area_km2
from geo.errors import CatchmentError

if TYPE_CHECKING:
    from collections.abc import Sequence


METHOD: Final = "ring"

CORNERS: Final = 256
"""Corners of a ring: a polygon of n corners falls short of its circle by (2π/n)²/6."""

_GEOD: Final = Geod(ellps="GRS80")
_M_PER_KM = 1000.0


def rings(points: gpd.GeoDataFrame, radii_km: Sequence[float]) -> gpd.GeoDataFrame:
    """Return the ring around every point for every radius.

    Parameters
    ----------
    points
        Points in degrees (EPSG:4490), one row per place, index its id.
    radii_km
        Radii in kilometres, each from `SHORTEST_KM` to `LONGEST_KM`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place and radius, in the order of the places and then of the radii, with
        ``id``, ``method``, ``radius_km`` and ``area_km2`` (of the whole ring, measured in the
        equal-area system). Rings are not clipped to the province.

    Raises
    ------
    CatchmentError
        If there is no point or no radius, a radius is out of bounds, or a point is missing or
        not in Sichuan.
    """
    if not len(points):
        raise CatchmentError("points: expected at least one place; got none; choose a zone")
    radii = _check_radii(radii_km)
    lonlat = read_points(points)
    shapes = np.array(
        [_ring(lon, lat, radius * _M_PER_KM) for lon, lat in lonlat for radius in radii],
        dtype=object,
    )
    return gpd.GeoDataFrame(
        {
            "id": np.repeat(np.asarray(points.index, dtype=object), len(radii)),
            "method": METHOD,
            "radius_km": np.tile(radii, len(lonlat)),
            "area_km2": area_km2(shapes),
        },
        geometry=shapes,
        crs=GEOGRAPHIC,
    )


def merge_rings(shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ground that one or more of the rings cover, once per radius.

    Parameters
    ----------
    shapes
        What `rings` returned.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per radius, smallest first, with ``method``, ``radius_km`` and ``area_km2``.
    """
    radii = sorted(set(shapes["radius_km"]))
    merged = np.array(
        [
            shapely.union_all(shapes.geometry[shapes["radius_km"] == radius].to_numpy())
            for radius in radii
        ],
        dtype=object,
    )
    return gpd.GeoDataFrame(
        {"method": METHOD, "radius_km": radii, "area_km2": area_km2(merged)},
        geometry=merged,
        crs=GEOGRAPHIC,
    )


def _ring(lon: float, lat: float, radius_m: float) -> shapely.Polygon:
    azimuths = np.linspace(360.0, 0.0, CORNERS, endpoint=False)  # counter-clockwise
    ones = np.ones(CORNERS)
    lons, lats, _ = _GEOD.fwd(lon * ones, lat * ones, azimuths, radius_m * ones)
    return shapely.Polygon(np.column_stack([lons, lats]))


def _check_radii(radii_km: Sequence[float]) -> list[float]:
    radii = [float(radius) for radius in radii_km]
    for radius in radii:
        if not (math.isfinite(radius) and SHORTEST_KM <= radius <= LONGEST_KM):
            raise CatchmentError(
                f"radius: expected {SHORTEST_KM:g} to {LONGEST_KM:g} kilometres; got {radius!r}; "
                "choose another"
            )
    if not radii:
        raise CatchmentError("radius: expected at least one; got none; choose one, such as 30")
    return radii
