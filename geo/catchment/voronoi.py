"""Service areas: all ground belongs to the place that is nearest, by distance or by drive time.

By distance the border between two places is a great circle. In the gnomonic projection great
circles are straight lines, so there each area is cut out of the province by straight cuts, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo.catchment.drive import measure_ways, prepare_ground
from geo.catchment.points import read_points
from geo.crs import EQUAL_AREA, GEOGRAPHIC, area_km2
from geo.errors import CatchmentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.catchment.drive import Model

METHOD: Final = "voronoi"
METHOD_DRIVE: Final = "voronoi_drive"

_MIDDLE = (102.7, 30.6)
_FAR = 10.0
"""Half a side of the square that is cut, in radii of the globe: more than the province needs."""

_STEP_DEGREES = 0.1
_STEP = np.radians(_STEP_DEGREES)
"""A side longer than this is bent by the projection by more than 2 m, and gets vertices."""

_FEWEST_VERTICES = 3


def service_areas(points: gpd.GeoDataFrame, province: BaseGeometry) -> gpd.GeoDataFrame:
    """Return the ground that is nearer to each place than to any other, on the sphere.

    Parameters
    ----------
    points
        Points in degrees (EPSG:4490), one row per place, index its id.
    province
        What is shared out, lon/lat in degrees.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place, in their order, with ``id``, ``method`` and ``area_km2``. Of places at
        one and the same point the first has the ground and the others have none.

    Raises
    ------
    CatchmentError
        If there is no point, or one is missing or not in Sichuan.
    """
    lonlat = _check(points)
    ways = _vectors(lonlat)
    plane = shapely.transform(shapely.segmentize(province, _STEP_DEGREES), _to_plane)
    found = []
    for number, here in enumerate(ways):
        area: BaseGeometry = shapely.box(-_FAR, -_FAR, _FAR, _FAR)
        for other, there in enumerate(ways):
            if other == number:
                continue
            if np.array_equal(lonlat[other], lonlat[number]):
                if other < number:
                    area = shapely.Polygon()
                continue
            area = _cut(area, here - there)
        found.append(shapely.transform(shapely.segmentize(area & plane, _STEP), _to_degrees))
    return _tell(points, METHOD, np.array(found, dtype=object))


def drive_service_areas(
    points: gpd.GeoDataFrame, province: BaseGeometry, model: Model
) -> gpd.GeoDataFrame:
    """Return the ground that is reached sooner from each place than from any other.

    Cells of the model's ground are shared out whole; of equal times the first place has it.

    Parameters
    ----------
    points
        Points in degrees (EPSG:4490), one row per place, index its id.
    province
        What is shared out, lon/lat in degrees.
    model
        How time follows from the way.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place, in their order, with ``id``, ``method`` and ``area_km2``.

    Raises
    ------
    CatchmentError
        If there is no point, or one is missing or not in Sichuan.
    """
    _check(points)
    ground = prepare_ground()
    first = measure_ways(points, ground, model.rugged).argmin(axis=0)
    half = ground.cell_km * 500.0
    flat = shapely.transform(province, _mover(GEOGRAPHIC, EQUAL_AREA))
    to_degrees = _mover(EQUAL_AREA, GEOGRAPHIC)
    found = []
    for number in range(len(points)):
        mine = shapely.union_all(
            [
                shapely.box(ground.x[a] - half, y - half, ground.x[b - 1] + half, y + half)
                for y, row in zip(ground.y, first == number, strict=True)
                for a, b in _runs(row)
            ]
        )
        found.append(shapely.transform(mine & flat, to_degrees))
    return _tell(points, METHOD_DRIVE, np.array(found, dtype=object))


def _mover(
    source: CRS | int, target: CRS | int
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    moves = Transformer.from_crs(source, target, always_xy=True)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(moves.transform(xy[:, 0], xy[:, 1]))

    return move


def _check(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    if not len(points):
        raise CatchmentError("points: expected at least one place; got none; choose a zone")
    return read_points(points)


def _tell(points: gpd.GeoDataFrame, method: str, shapes: NDArray[np.object_]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "id": np.asarray(points.index, dtype=object),
            "method": method,
            "area_km2": area_km2(shapes),
        },
        geometry=shapes,
        crs=CRS.from_epsg(GEOGRAPHIC),
    )


def _vectors(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points of the unit sphere in a frame whose third axis goes through the middle."""
    lon = np.radians(lonlat[:, 0] - _MIDDLE[0])
    lat = np.radians(lonlat[:, 1])
    middle = np.radians(_MIDDLE[1])
    east = np.cos(lat) * np.sin(lon)
    forth = np.cos(lat) * np.cos(lon)
    up = np.sin(lat)
    return np.column_stack(
        [
            east,
            up * np.cos(middle) - forth * np.sin(middle),
            up * np.sin(middle) + forth * np.cos(middle),
        ]
    )


def _to_plane(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    ways = _vectors(lonlat)
    return ways[:, :2] / ways[:, 2:]


def _to_degrees(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    middle = np.radians(_MIDDLE[1])
    north = np.sin(middle) + plane[:, 1] * np.cos(middle)
    forth = np.cos(middle) - plane[:, 1] * np.sin(middle)
    lon = np.degrees(np.arctan2(plane[:, 0], forth)) + _MIDDLE[0]
    lat = np.degrees(np.arctan2(north, np.hypot(plane[:, 0], forth)))
    return np.column_stack([lon, lat])


def _cut(area: BaseGeometry, normal: NDArray[np.float64]) -> BaseGeometry:
    """Return the part of a convex polygon of the plane where ``u·a + v·b + c ≥ 0``."""
    if area.is_empty:
        return area
    vertices = shapely.get_coordinates(area)[:-1]
    heights = vertices @ normal[:2] + normal[2]
    kept = []
    for here, there, high, low in zip(
        vertices,
        np.roll(vertices, -1, axis=0),
        heights,
        np.roll(heights, -1),
        strict=True,
    ):
        if high >= 0:
            kept.append(here)
        if (high >= 0) != (low >= 0):
            kept.append(here + (there - here) * (high / (high - low)))
    return shapely.Polygon(kept) if len(kept) >= _FEWEST_VERTICES else shapely.Polygon()


def _runs(row: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
