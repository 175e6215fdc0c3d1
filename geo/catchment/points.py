"""The points that catchments are drawn around."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from geo.crs import find_fault
from geo.errors import CatchmentError

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    from numpy.typing import NDArray

_POINT: Final = 0
"""GEOS's number of a point."""


def read_points(points: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return longitude and latitude of points, one row each.

    Parameters
    ----------
    points
        In degrees (EPSG:4490), index their ids.

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    shapes = points.geometry.to_numpy()
    none = (shapely.get_type_id(shapes) != _POINT) | shapely.is_empty(shapes)
    if none.any():
        first = points.index[none][0]
        raise CatchmentError(
            f"point of {first!r}: expected one point; got none; give its coordinates"
        )
    found: NDArray[np.float64] = shapely.get_coordinates(shapes)
    for name, (lon, lat) in zip(points.index, found.tolist(), strict=True):
        fault = find_fault(lon, lat)
        if fault is not None:
            raise CatchmentError(
                f"point of {name!r}: expected a place in Sichuan; got ({lon:g}, {lat:g}), "
                f"probable cause {fault!r}; correct its coordinates"
            )
    return found
