"""The points that catchments are drawn around."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import find_fault
from geo.errors import CatchmentError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray


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
    found = np.empty((len(points), 2))
    for number, (name, shape) in enumerate(zip(points.index, points.geometry, strict=True)):
        if not isinstance(shape, shapely.Point) or shape.is_empty:
            raise CatchmentError(
                f"point of {name!r}: expected one point; got none; give its coordinates"
            )
        fault = find_fault(shape.x, shape.y)
        if fault is not None:
            raise CatchmentError(
                f"point of {name!r}: expected a place in Sichuan; got ({shape.x:g}, {shape.y:g}), "
                f"probable cause {fault!r}; correct its coordinates"
            )
        found[number] = shape.x, shape.y
    return found
