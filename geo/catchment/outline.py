"""Ground out of minutes on a grid, and the table that every source of drive times returns it in."""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
from contourpy import FillType, contour_generator
from pyproj import Transformer

from geo.crs import EQUAL_AREA, GEOGRAPHIC, area_km2
from geo.errors import CatchmentError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

METHOD: Final = "drive"


def check_minutes(minutes: Sequence[float], longest_min: float) -> list[float]:
    """Return times as numbers.

    Parameters
    ----------
    minutes
        Each above 0 and at most `longest_min`.
    longest_min
        The bound, which the message names.

    Raises
    ------
    CatchmentError
        If there is none, or one is out of bounds.
    """
    times = [float(time) for time in minutes]
    for time in times:
        if not (math.isfinite(time) and 0 < time <= longest_min):
            raise CatchmentError(
                f"minutes: expected a number above 0 and at most {longest_min:g}; got {time!r}; "
                "choose another"
            )
    if not times:
        raise CatchmentError(
            "minutes: expected at least one time; got none; choose one, such as 60"
        )
    return times


def check_places(points: gpd.GeoDataFrame) -> None:
    """Refuse a question about no place.

    Raises
    ------
    CatchmentError
        If there is no row.
    """
    if not len(points):
        raise CatchmentError("points: expected at least one place; got none; choose a zone")


def outline(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    reached: NDArray[np.float64],
    minutes: Sequence[float],
) -> list[shapely.MultiPolygon]:
    """Return the ground that is reached within each of several times.

    Parameters
    ----------
    x, y
        Middles of columns and rows, metres in the equal-area system.
    reached
        Shape (rows, columns): minutes, finite everywhere; between middles they change evenly.
    minutes
        The times.

    Returns
    -------
    list of shapely.MultiPolygon
        One for each time, in degrees (EPSG:4490); empty where nothing is reached.
    """
    lines = contour_generator(x, y, reached, fill_type=FillType.OuterOffset)
    to_degrees = _degree_transformer()
    shapes = []
    for time in minutes:
        polygons = []
        for vertices, edges in zip(*lines.filled(-1.0, time), strict=True):
            lonlat = np.column_stack(to_degrees.transform(vertices[:, 0], vertices[:, 1]))
            rings = [lonlat[a:b] for a, b in pairwise(edges)]
            polygons.append(shapely.Polygon(rings[0], rings[1:]))
        shapes.append(shapely.MultiPolygon(polygons))
    return shapes


def make_areas(
    ids: pd.Index, minutes: Sequence[float], shapes: Sequence[shapely.Geometry]
) -> gpd.GeoDataFrame:
    """Return ground in the form that `geo.catchment.travel.Travel.areas` asks for.

    Parameters
    ----------
    ids
        The places.
    minutes
        The times of each.
    shapes
        Ground in degrees (EPSG:4490), in the order of the places and then of the times.

    Returns
    -------
    geopandas.GeoDataFrame
        ``id``, ``method``, ``minutes``, ``error_pct`` (NaN: the owner's times are not measured
        against others), ``area_km2`` and the ground.
    """
    found = np.array(shapes, dtype=object)
    return gpd.GeoDataFrame(
        {
            "id": np.repeat(np.asarray(ids, dtype=object), len(minutes)),
            "method": METHOD,
            "minutes": np.tile(np.asarray(minutes, dtype=np.float64), len(ids)),
            "error_pct": math.nan,
            "area_km2": area_km2(found),
        },
        geometry=found,
        crs=GEOGRAPHIC,
    )


@lru_cache(maxsize=1)
def _degree_transformer() -> Transformer:
    return Transformer.from_crs(EQUAL_AREA, GEOGRAPHIC, always_xy=True)
