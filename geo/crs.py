"""Coordinate reference systems, geodesic helpers and the datums of Chinese web maps.

Longitude comes before latitude everywhere; angles are degrees, lengths metres.
Nothing is measured in a web-map projection: areas use an equal-area one with Sichuan's
parallels, distances the ellipsoid.
"""

from __future__ import annotations

from functools import lru_cache
from math import atan2, cos, hypot, pi, sin, sqrt
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

GEOGRAPHIC: Final = 4490
"""EPSG code of CGCS2000, the declared datum; equal to WGS 84 at our accuracy."""

EQUAL_AREA: Final = CRS.from_proj4(
    "+proj=aea +lat_1=27 +lat_2=33 +lat_0=30 +lon_0=104.5 +x_0=0 +y_0=0 +ellps=GRS80 +units=m"
)
"""Albers equal-area with standard parallels 27 and 33 degrees north, for areas only."""

SICHUAN_ENVELOPE: Final[tuple[float, float, float, float]] = (97.3, 26.0, 108.6, 34.4)
"""West, south, east, north of the province, rounded outwards to 0.1 degree."""

Fault = Literal["swapped", "unit_projected", "unit_scaled", "datum", "sign", "outside"]
"""Likely cause of a coordinate that lies outside the province's envelope."""

_MOST_LON: Final = 180.0
_MOST_LAT: Final = 90.0
_GEOD: Final = Geod(ellps="GRS80")
_DATUM_REACH_DEGREES: Final = 0.02  # GCJ-02 and BD-09 together move a point less than this

_FAULT_SENTENCES: Final[dict[Fault, str]] = {
    "swapped": "longitude and latitude are likely swapped",
    "unit_projected": (
        "the numbers look like metres of a projected system; another unit, not degrees"
    ),
    "unit_scaled": (
        "the numbers look like scaled degrees (millionths or the like); another unit, not degrees"
    ),
    "datum": (
        "the point is just outside; it may come from another datum (GCJ-02 or BD-09) unconverted"
    ),
    "sign": "a minus sign is likely too many; Sichuan lies east and north",
    "outside": "the place is not in Sichuan",
}


def _inside(lon: float, lat: float, margin: float = 0.0) -> bool:
    west, south, east, north = SICHUAN_ENVELOPE
    return west - margin <= lon <= east + margin and south - margin <= lat <= north + margin


def find_fault(lon: float, lat: float) -> Fault | None:
    """Say why a coordinate cannot be in Sichuan, as a code.

    Parameters
    ----------
    lon, lat
        Degrees, as read; any finite or non-finite number is accepted.

    Returns
    -------
    Fault or None
        None if the coordinate is inside the envelope, else the likely cause.
    """
    if _inside(lon, lat):
        return None
    scales = (1e5, 1e6, 1e7, 3.6e6)
    tests: tuple[tuple[Fault, bool], ...] = (
        ("swapped", _inside(lat, lon)),
        ("sign", _inside(abs(lon), abs(lat)) or _inside(abs(lat), abs(lon))),
        (
            "unit_scaled",
            any(_inside(lon / k, lat / k) or _inside(lat / k, lon / k) for k in scales),
        ),
        # degrees, minutes and seconds packed into one number fall here too
        ("unit_projected", not (abs(lon) <= _MOST_LON and abs(lat) <= _MOST_LAT)),
        ("datum", _inside(lon, lat, _DATUM_REACH_DEGREES)),
    )
    return next((fault for fault, fits in tests if fits), "outside")


def explain_coordinates(lon: float, lat: float) -> str | None:
    """Explain in English why a coordinate cannot be in Sichuan.

    Parameters
    ----------
    lon, lat
        Degrees, as read.

    Returns
    -------
    str or None
        None if the coordinate is inside the envelope, else the likely cause.
    """
    fault = find_fault(lon, lat)
    return None if fault is None else _FAULT_SENTENCES[fault]


@lru_cache(maxsize=1)
def geographic_crs() -> CRS:
    """Return `GEOGRAPHIC`, the same object each time, which is told from others at a glance."""
    return CRS.from_epsg(GEOGRAPHIC)


@lru_cache(maxsize=1)
def _to_equal_area() -> Transformer:
    return Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)


def _project(
    geoms: NDArray[np.object_] | Sequence[BaseGeometry], transformer: Transformer
) -> NDArray[np.object_]:
    def move(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = transformer.transform(xy[:, 0], xy[:, 1])
        return np.column_stack([x, y])

    moved: NDArray[np.object_] = shapely.transform(np.asarray(geoms, dtype=object), move)
    return moved


def area_km2(geoms: NDArray[np.object_] | Sequence[BaseGeometry]) -> NDArray[np.float64]:
    """Return areas measured in the equal-area system.

    Parameters
    ----------
    geoms
        Geometries in degrees (EPSG:4490); a missing one gives NaN.

    Returns
    -------
    numpy.ndarray
        Areas in square kilometres, in the order given.
    """
    projected = _project(geoms, _to_equal_area())
    area: NDArray[np.float64] = shapely.area(projected) / 1e6
    return area


def geodesic_distance_m(lon_a: float, lat_a: float, lon_b: float, lat_b: float) -> float:
    """Return the length of the shortest path on the ellipsoid between two points.

    Parameters
    ----------
    lon_a, lat_a, lon_b, lat_b
        Degrees (EPSG:4490).

    Returns
    -------
    float
        Metres.
    """
    _, _, metres = _GEOD.inv(lon_a, lat_a, lon_b, lat_b)
    return float(metres)


def distance_to_area_m(lon: float, lat: float, area: BaseGeometry) -> float:
    """Return the distance on the ellipsoid from a point to an area; 0 inside it.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4490).
    area
        A geometry in degrees (EPSG:4490).

    Returns
    -------
    float
        Metres.
    """
    # not intersects_xy: it prepares the area, and two threads may read that one
    if shapely.intersects(area, shapely.Point(lon, lat)):
        return 0.0
    # distances from the centre of this projection are true on the ellipsoid
    local = CRS.from_proj4(f"+proj=aeqd +lon_0={lon} +lat_0={lat} +ellps=GRS80 +units=m")
    transformer = Transformer.from_crs(GEOGRAPHIC, local, always_xy=True)
    projected = _project([area], transformer)[0]
    return float(shapely.distance(projected, shapely.Point(0.0, 0.0)))


# The formulas below are the usual public ones for the offset of Chinese web maps. They use
# the Krasovsky 1940 ellipsoid by definition, whatever the data's own datum.
_KRASOVSKY_A: Final = 6378245.0
_KRASOVSKY_E2: Final = 0.00669342162296594323
_BD_ANGLE: Final = pi * 3000.0 / 180.0
_ITERATIONS: Final = 12  # each step shrinks the error about a thousandfold; 12 is far past 1e-12


def _gcj_offset(lon: float, lat: float) -> tuple[float, float]:
    x, y = lon - 105.0, lat - 35.0
    shared = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x)) + shared
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x)) + shared
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    phi = lat / 180.0 * pi
    root = 1.0 - _KRASOVSKY_E2 * sin(phi) ** 2
    meridian = _KRASOVSKY_A * (1.0 - _KRASOVSKY_E2) / (root * sqrt(root))
    parallel = _KRASOVSKY_A / sqrt(root) * cos(phi)
    return east * 180.0 / (parallel * pi), north * 180.0 / (meridian * pi)


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Shift a WGS 84 point to GCJ-02 (the datum of Amap and Tencent maps).

    Parameters
    ----------
    lon, lat
        Degrees, WGS 84, inside China.

    Returns
    -------
    tuple of float
        Longitude and latitude in degrees, GCJ-02.
    """
    east, north = _gcj_offset(lon, lat)
    return lon + east, lat + north


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Take a GCJ-02 point back to WGS 84 by iteration.

    Parameters
    ----------
    lon, lat
        Degrees, GCJ-02, inside China.

    Returns
    -------
    tuple of float
        Longitude and latitude in degrees, WGS 84, exact to below 1e-9 degree.
    """
    back_lon, back_lat = lon, lat
    for _ in range(_ITERATIONS):
        east, north = _gcj_offset(back_lon, back_lat)
        back_lon, back_lat = lon - east, lat - north
    return back_lon, back_lat


def gcj02_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    """Shift a GCJ-02 point to BD-09 (the datum of Baidu maps).

    Parameters
    ----------
    lon, lat
        Degrees, GCJ-02.

    Returns
    -------
    tuple of float
        Longitude and latitude in degrees, BD-09.
    """
    radius = hypot(lon, lat) + 0.00002 * sin(lat * _BD_ANGLE)
    angle = atan2(lat, lon) + 0.000003 * cos(lon * _BD_ANGLE)
    return radius * cos(angle) + 0.0065, radius * sin(angle) + 0.006


def bd09_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    """Take a BD-09 point back to GCJ-02 by iteration.

    The usual closed form of the way back is off by up to about 1e-6 degree; this inverts
    the way forward exactly.

    Parameters
    ----------
    lon, lat
        Degrees, BD-09.

    Returns
    -------
    tuple of float
        Longitude and latitude in degrees, GCJ-02, exact to below 1e-9 degree.
    """
    back_lon, back_lat = lon - 0.0065, lat - 0.006
    for _ in range(_ITERATIONS):
        there_lon, there_lat = gcj02_to_bd09(back_lon, back_lat)
        back_lon, back_lat = back_lon + lon - there_lon, back_lat + lat - there_lat
    return back_lon, back_lat


def bd09_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    """Take a BD-09 point (Baidu) to WGS 84.

    Parameters
    ----------
    lon, lat
        Degrees, BD-09, inside China.

    Returns
    -------
    tuple of float
        Longitude and latitude in degrees, WGS 84.
    """
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))
