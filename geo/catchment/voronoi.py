"""Service areas: all ground belongs to the place that is nearest, by distance or by drive time.

By distance the border between two places is a great circle. In the gnomonic projection great
circles are straight lines, so there each area is cut out of the province by straight cuts, exactly.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS, Transformer

from geo.catchment.drive import find_nearest, prepare_ground
from geo.catchment.outline import check_places
from geo.catchment.points import read_points
from geo.catchment.progress import unheard
from geo.crs import EQUAL_AREA, GEOGRAPHIC, area_km2

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from geo.catchment.drive import Ground, Model
    from geo.catchment.progress import Progress

METHOD: Final = "voronoi"
METHOD_DRIVE: Final = "voronoi_drive"

_MIDDLE = (102.7, 30.6)
_FAR = 10.0
"""Half a side of the square that is cut, in radii of the globe: more than the province needs."""

_STEP_DEGREES = 0.1
_STEP = np.radians(_STEP_DEGREES)
"""A side longer than this is bent by the projection by more than 2 m, and gets vertices."""

_FEWEST_VERTICES = 3

_SQUARE = np.array([[_FAR, -_FAR], [_FAR, _FAR], [-_FAR, _FAR], [-_FAR, -_FAR]])
_NOTHING = np.empty((0, 2))


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
        corners = _SQUARE
        for other, there in enumerate(ways):
            if other == number:
                continue
            if np.array_equal(lonlat[other], lonlat[number]):
                if other < number:
                    corners = _NOTHING
                continue
            corners = _cut(corners, here - there)
        area = shapely.Polygon(corners) if len(corners) else shapely.Polygon()
        found.append(shapely.transform(shapely.segmentize(area & plane, _STEP), _to_degrees))
    return _tell(points, METHOD, np.array(found, dtype=object))


def drive_service_areas(
    points: gpd.GeoDataFrame,
    province: BaseGeometry,
    model: Model,
    progress: Progress = unheard,
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
    progress
        Told after the search and every place how far the work is.

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
    progress(0.0)
    ground = prepare_ground()
    nearest = find_nearest(points, ground, model.rugged)
    outlines = _outline(nearest, len(points), ground)
    # of its own: a prepared shape must not be read by two threads at once
    province = shapely.force_2d(province)
    shapely.prepare(province)
    found = []
    for number, outline in enumerate(outlines):
        whole = shapely.contains_properly(province, outline)
        found.append(outline if whole else outline & province)
        progress((number + 1) / len(outlines))
    return _tell(points, METHOD_DRIVE, np.array(found, dtype=object))


def _outline(holders: NDArray[np.int64], count: int, ground: Ground) -> list[BaseGeometry]:
    """Return the ground that each of `count` holders has, in degrees; empty where none.

    Every corner of a cell on a border is a vertex of both sides, so the sides fit when they are
    moved to degrees.
    """
    framed = np.pad(holders, 1, constant_values=-1)
    # a border runs between two cells, from corner to corner, counted in cells
    y, x = np.nonzero(framed[1:-1, :-1] != framed[1:-1, 1:])
    upright = np.stack([np.column_stack([x, y]), np.column_stack([x, y + 1])], axis=1)
    y, x = np.nonzero(framed[:-1, 1:-1] != framed[1:, 1:-1])
    level = np.stack([np.column_stack([x, y]), np.column_stack([x + 1, y])], axis=1)
    ends = np.concatenate([upright, level]).astype(np.float64)
    borders = np.asarray(shapely.linestrings(ends), dtype=object)
    faces = shapely.get_parts(shapely.polygonize(borders))
    inner = shapely.get_coordinates(shapely.point_on_surface(faces)).astype(np.int64)
    holder = holders[inner[:, 1], inner[:, 0]]
    step = ground.cell_km * 1000.0
    to_degrees = _mover(EQUAL_AREA, GEOGRAPHIC)

    def move(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return to_degrees(
            np.column_stack(
                [
                    ground.x[0] + (corners[:, 0] - 0.5) * step,
                    ground.y[0] - (corners[:, 1] - 0.5) * step,
                ]
            )
        )

    moved = shapely.transform(faces, move)
    return [shapely.MultiPolygon(moved[holder == number].tolist()) for number in range(count)]


@lru_cache(maxsize=2)
def _mover(
    source: CRS | int, target: CRS | int
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    moves = Transformer.from_crs(source, target, always_xy=True)

    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(moves.transform(xy[:, 0], xy[:, 1]))

    return move


def _check(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    check_places(points)
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


def _cut(corners: NDArray[np.float64], normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of a convex polygon of the plane where ``u·a + v·b + c ≥ 0``."""
    heights = corners @ normal[:2] + normal[2]
    high = heights >= 0
    if high.all():
        return corners
    kept = []
    for number, (here, height) in enumerate(zip(corners, heights, strict=True)):
        after = (number + 1) % len(corners)
        if high[number]:
            kept.append(here)
        if high[number] != high[after]:
            kept.append(here + (corners[after] - here) * (height / (height - heights[after])))
    return np.array(kept) if len(kept) >= _FEWEST_VERTICES else _NOTHING
