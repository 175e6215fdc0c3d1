"""Rings: all ground within a given distance, measured on the ellipsoid.

A ring is a polygon of the disc's area: a straight side cuts off a little of the arc, so the
corners lie a little further away than the distance, by 0.08 %, and the middles of the sides
0.04 % nearer. A point so close to the edge may be counted on the wrong side.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from geopandas.array import from_shapely
from pyproj import Geod

from geo.catchment.limits import LONGEST_KM, SHORTEST_KM
from geo.catchment.points import read_points
from geo.catchment.texts import repeat_text
from geo.crs import GEOGRAPHIC, area_km2, geographic_crs
from geo.errors import CatchmentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


METHOD: Final = "ring"

CORNERS: Final = 64
"""Corners of a ring, an even number; as many as a buffer has by default."""

_ANGLE = 2 * math.pi / CORNERS
STRETCH: Final = math.sqrt(_ANGLE / math.sin(_ANGLE))
"""Distance of the corners in radii: the polygon ½ n R² sin(2π/n) has the disc's area πr²."""

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
    shapes = _draw(np.repeat(lonlat, len(radii), axis=0), np.tile(radii, len(lonlat)) * _M_PER_KM)
    table = pd.DataFrame(
        {
            "id": points.index.repeat(len(radii)).array if len(radii) > 1 else points.index.array,
            "method": repeat_text(METHOD, len(shapes)),
            "radius_km": np.tile(radii, len(lonlat)),
            "area_km2": area_km2(shapes),
            "geometry": from_shapely(shapes, crs=geographic_crs()),
        }
    )
    # so, and not at once, geopandas is four times as quick
    return gpd.GeoDataFrame(table, geometry="geometry")


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


def _draw(lonlat: NDArray[np.float64], radii_m: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return one ring per row, corners counter-clockwise from the north."""
    # the ellipsoid is the same east and west of a meridian, so one half tells the other
    half = CORNERS // 2
    shape = (len(lonlat), half + 1)
    lon, lat, away_m = np.repeat([*lonlat.T, STRETCH * radii_m], half + 1, axis=1)
    azimuth = np.tile(np.linspace(0.0, 180.0, half + 1), len(lonlat))
    east, north, _ = _GEOD.fwd(lon, lat, azimuth, away_m)
    away, lats = east.reshape(shape) - lonlat[:, :1], north.reshape(shape)
    lons = lonlat[:, :1] + np.hstack([-away, away[:, half - 1 : 0 : -1]])
    lats = np.hstack([lats, lats[:, half - 1 : 0 : -1]])
    return np.asarray(shapely.polygons(np.stack([lons, lats], axis=-1)), dtype=object)


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
