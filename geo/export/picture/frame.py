"""Where things lie on a sheet: boxes, and the map's frame between the ground and the page.

A page is measured in points from its lower left corner. Maps are drawn in the equal-area system,
so that an area of the page is an area of the ground; lengths are true at the middle of the map.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from pyproj import Transformer

from geo.crs import EQUAL_AREA, GEOGRAPHIC, geodesic_distance_m
from geo.maps.geometry import TILE_PX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SCREEN_PX: Final = 1000
"""Width of the map on the screen that an extent was chosen on, in pixels: between that of a
projector with the page's menu open (850) and that of an office screen (1,200)."""

_RADIUS: Final = 6_378_137.0  # of the sphere that web maps count their zoom by
_EDGE_POINTS: Final = 40  # a parallel is bent: a box is followed along its edges


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points."""
        return self.top - self.bottom

    def grown(self, by: float) -> Box:
        """Return the box with `by` more on every side."""
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, other: Box) -> bool:
        """Return whether `other` lies inside, edges included."""
        return (
            self.left <= other.left
            and self.bottom <= other.bottom
            and other.right <= self.right
            and other.top <= self.top
        )


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)


def project(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres of the equal-area system for longitudes and latitudes, shape (n, 2)."""
    x, y = _transformer().transform(lonlat[:, 0], lonlat[:, 1])
    return np.column_stack([x, y])


def unproject(metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo `project`."""
    lon, lat = _transformer().transform(metres[:, 0], metres[:, 1], direction="INVERSE")
    return np.column_stack([lon, lat])


@dataclass(frozen=True, slots=True)
class Frame:
    """A map on the page.

    Attributes
    ----------
    box
        What it takes of the page.
    middle
        The point of the ground in the middle of the box, in metres of the equal-area system.
    scale
        Points of the page for a metre of that system.
    """

    box: Box
    middle: tuple[float, float]
    scale: float

    def place(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points of the page, shape (n, 2)."""
        return (metres - self.middle) * self.scale + self._centre()

    def ground(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Undo `place`."""
        return (points - self._centre()) / self.scale + self.middle

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Return the point of the page of a place."""
        x, y = self.place(project(np.array([[lon, lat]])))[0].tolist()
        return x, y

    def shows(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Return whether a point of the page lies in the frame, or within `margin` of it."""
        return self.box.grown(margin).holds(Box(x, y, x, y))

    def middle_lonlat(self) -> tuple[float, float]:
        """Return longitude and latitude of the middle."""
        lon, lat = unproject(np.array([self.middle]))[0].tolist()
        return lon, lat

    def points_per_metre(self) -> float:
        """Return the true scale along the parallel at the middle, over the ellipsoid."""
        lon, lat = self.middle_lonlat()
        step = 0.05
        west, east = self.at(lon - step, lat), self.at(lon + step, lat)
        return math.dist(west, east) / geodesic_distance_m(lon - step, lat, lon + step, lat)

    def north(self) -> float:
        """Return the angle of north at the middle in degrees, anticlockwise from upwards."""
        lon, lat = self.middle_lonlat()
        (x0, y0), (x1, y1) = self.at(lon, lat - 0.05), self.at(lon, lat + 0.05)
        return math.degrees(math.atan2(x0 - x1, y1 - y0))

    def zoom(self, px: float) -> float:
        """Return the zoom of a web map of this scale, a pixel being `px` points."""
        _, lat = self.middle_lonlat()
        metres = px / self.points_per_metre()
        return math.log2(2 * math.pi * _RADIUS * math.cos(math.radians(lat)) / TILE_PX / metres)

    def _centre(self) -> NDArray[np.float64]:
        box = self.box
        return np.array([(box.left + box.right) / 2, (box.bottom + box.top) / 2])


def measure_fit(bounds: Sequence[Sequence[float]]) -> tuple[float, float, float, float]:
    """Return left, bottom, right and top in metres of ``[[south, west], [north, east]]``."""
    (south, west), (north, east) = bounds
    along = np.linspace(0, 1, _EDGE_POINTS)
    lon, lat = west + along * (east - west), south + along * (north - south)
    edges = [
        *((x, y) for x in lon for y in (south, north)),
        *((x, y) for y in lat for x in (west, east)),
    ]
    metres = project(np.array(edges))
    (left, bottom), (right, top) = metres.min(axis=0).tolist(), metres.max(axis=0).tolist()
    return left, bottom, right, top


def fit_frame(box: Box, bounds: Sequence[Sequence[float]], margin: float) -> Frame:
    """Return the frame in which all of ``[[south, west], [north, east]]`` is seen.

    Parameters
    ----------
    margin
        Points left free on every side.
    """
    left, bottom, right, top = measure_fit(bounds)
    scale = min(
        (box.width - 2 * margin) / (right - left), (box.height - 2 * margin) / (top - bottom)
    )
    return Frame(box, ((left + right) / 2, (bottom + top) / 2), scale)


def look_frame(box: Box, lon: float, lat: float, zoom: float) -> Frame:
    """Return the frame that shows what a screen shows at a place and zoom.

    The middle is the same. The width of the ground is what `SCREEN_PX` pixels of a web map show
    at that latitude; a screen's height differs from machine to machine, so that of the paper is
    its own.
    """
    x, y = project(np.array([[lon, lat]]))[0].tolist()
    metre = 2 * math.pi * _RADIUS * math.cos(math.radians(lat)) / (TILE_PX * 2**zoom)
    frame = Frame(box, (x, y), box.width / (SCREEN_PX * metre))
    # the plane's scale along the parallel is not quite 1
    true = box.width / (SCREEN_PX * metre) / frame.points_per_metre()
    return Frame(box, (x, y), frame.scale * true)


def inset_frame(box: Box, lon: float, lat: float, width_m: float) -> Frame:
    """Return the frame that shows `width_m` metres of ground around a place."""
    x, y = project(np.array([[lon, lat]]))[0].tolist()
    return Frame(box, (x, y), box.width / width_m)
