"""Drive time where no road is known: least-cost paths over rugged and even ground.

A model, not a road network. Going a kilometre costs more the more rugged the region is; both
ends of a way, its first and last kilometres, go at the speed of streets. Speed, weight of the
ground and cost of the ends are fitted to published road times (`geo.catchment.calibration`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from contourpy import FillType, contour_generator
from pyproj import Transformer
from scipy.ndimage import map_coordinates, maximum_filter, minimum_filter
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from geo.catchment.points import read_points
from geo.crs import EQUAL_AREA, GEOGRAPHIC, area_km2
from geo.errors import CatchmentError
from geo.terrain import read_altitudes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    _Filled = tuple[list[NDArray[np.float64]], list[NDArray[np.uint32]]]

METHOD: Final = "drive"

CELL_KM: Final = 4.0
"""Size of a cell; the altitudes behind it are coarser (9 km)."""

LONGEST_MIN: Final = 600.0

_NEIGHBOURHOOD_KM = 20.0
_BOX = (96.0, 25.0, 110.5, 35.5)
"""Ground that ways may take, degrees: the province, and around it where a way runs outside."""

_STEPS = 3
"""Ways lead to every cell up to so many rows and columns away: 32 directions, so that a straight
way is found at most 1.4 % too long."""


@dataclass(frozen=True, slots=True)
class Model:
    """How time follows from the way.

    Attributes
    ----------
    speed_kmh
        Between the ends, on even ground.
    rugged
        Share by which a kilometre costs more for each kilometre of height difference within
        20 km.
    ends_min
        What both ends together cost more than the same way at `speed_kmh`, once the way is
        long enough for both.
    local_kmh
        Speed at the ends; an assumption, since only long ways are published.
    error_pct
        Mean error, in percent, for a place left out of the fit.
    """

    speed_kmh: float
    rugged: float
    ends_min: float
    local_kmh: float
    error_pct: float

    def minutes(self, even_km: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the minutes of ways, given as kilometres of even ground."""
        between = even_km * 60.0 / self.speed_kmh
        ends = np.minimum(between * (self.speed_kmh / self.local_kmh - 1.0), self.ends_min)
        return between + ends

    def even_km(self, minutes: float) -> float:
        """Return how many kilometres of even ground so many minutes are."""
        both_ends_km = self.ends_min / 60.0 / (1.0 / self.local_kmh - 1.0 / self.speed_kmh)
        at_ends = minutes * self.local_kmh / 60.0
        if at_ends <= both_ends_km:
            return at_ends
        return (minutes - self.ends_min) * self.speed_kmh / 60.0


FITTED: Final = Model(speed_kmh=131.6, rugged=2.8, ends_min=23.8, local_kmh=40.0, error_pct=13.5)
"""Fitted to 17 published times from Ziyang (2024); none is published to Aba, Garzê, Liangshan."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The cells that ways lead over.

    Attributes
    ----------
    x, y
        Middles of the columns, from west, and of the rows, from north; metres in the
        equal-area system.
    relief_km
        Shape (rows, columns): highest less lowest altitude within 20 km.
    cell_km
        Size of a cell.
    """

    x: NDArray[np.float64] = field(repr=False)
    y: NDArray[np.float64] = field(repr=False)
    relief_km: NDArray[np.float64] = field(repr=False)
    cell_km: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.y), len(self.x)


@lru_cache(maxsize=2)
def prepare_ground(cell_km: float = CELL_KM) -> Ground:
    """Read the ground.

    Raises
    ------
    MapError
        If the altitude file is missing or not the known grid.
    """
    west, south, east, north = _BOX
    altitudes = read_altitudes(_BOX)
    to_plane = Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)
    step = cell_km * 1000.0
    # the corners of a box in degrees stand apart in the plane: the inner ones count
    xs, ys = to_plane.transform(
        [west, east, west, east, 103.0], [south, south, north, north, south]
    )
    x = np.arange(max(xs[0], xs[2]), min(xs[1], xs[3]), step)
    y = np.arange(min(ys[2], ys[3]), max(ys[0], ys[1], ys[4]), -step)
    to_degrees = Transformer.from_crs(EQUAL_AREA, GEOGRAPHIC, always_xy=True)
    lon, lat = to_degrees.transform(*np.meshgrid(x, y))
    rows = (altitudes.north - np.asarray(lat)) / altitudes.cell - 0.5
    columns = (np.asarray(lon) - altitudes.west) / altitudes.cell - 0.5
    metres = map_coordinates(altitudes.metres, [rows, columns], order=1, mode="nearest")
    window = 2 * round(_NEIGHBOURHOOD_KM / cell_km / 2) + 1
    relief = maximum_filter(metres, window) - minimum_filter(metres, window)
    return Ground(x, y, relief / 1000.0, cell_km)


def measure_ways(
    origins: gpd.GeoDataFrame,
    ground: Ground,
    rugged: float,
    *,
    longest_km: float = math.inf,
) -> NDArray[np.float64]:
    """Return the shortest way from each point to each cell, in kilometres of even ground.

    Parameters
    ----------
    origins
        Points in degrees (EPSG:4490).
    ground
        The cells.
    rugged
        As `Model.rugged`.
    longest_km
        Ways beyond it are not looked for, and infinite.

    Returns
    -------
    numpy.ndarray
        Shape (points, rows, columns).

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    places = _place(origins, ground)
    cells = ground.relief_km.size
    cost = 1.0 + rugged * ground.relief_km.ravel()
    starts, ends, km = _ways(*ground.shape)
    near, far, apart = _doors(places, ground)
    lengths = np.concatenate(
        [km * ground.cell_km * (cost[starts] + cost[ends]) / 2.0, apart * cost[far]]
    )
    graph = coo_array(
        (
            lengths,
            (
                np.concatenate([starts, near + cells]),
                np.concatenate([ends, far]),
            ),
        ),
        shape=(cells + len(places), cells + len(places)),
    ).tocsr()
    found = dijkstra(
        graph,
        directed=False,
        indices=np.arange(cells, cells + len(places)),
        limit=longest_km if math.isfinite(longest_km) else np.inf,
    )
    ways: NDArray[np.float64] = found[:, :cells].reshape(len(places), *ground.shape)
    return ways


def measure_pairs(
    origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame, ground: Ground, rugged: float
) -> pd.DataFrame:
    """Return the way between points, in kilometres of even ground.

    Parameters
    ----------
    origins, destinations
        Points in degrees (EPSG:4490), index their ids.
    ground, rugged
        As for `measure_ways`.

    Returns
    -------
    pandas.DataFrame
        Index the origins, columns the destinations.

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    ways = measure_ways(origins, ground, rugged)
    cost = 1.0 + rugged * ground.relief_km.ravel()
    _, far, apart = _doors(_place(destinations, ground), ground)
    reached = ways.reshape(len(origins), -1)[:, far] + apart * cost[far]
    # four doors to each destination, one block after the other
    found = reached.reshape(len(origins), -1, len(destinations)).min(axis=1)
    # two points of one cell lie nearer to each other than to the middles around them
    straight = _apart(_place(origins, ground), _place(destinations, ground))
    here = np.hypot(*straight) / 1000.0
    within = here < ground.cell_km
    local = cost[_cell_of(_place(destinations, ground), ground)]
    found = np.where(within, np.minimum(found, here * local), found)
    return pd.DataFrame(found, index=origins.index, columns=destinations.index)


def drive_minutes(
    origins: gpd.GeoDataFrame, destinations: gpd.GeoDataFrame, model: Model
) -> pd.DataFrame:
    """Return modelled minutes between points.

    Parameters
    ----------
    origins, destinations
        Points in degrees (EPSG:4490), index their ids.
    model
        How time follows from the way.

    Returns
    -------
    pandas.DataFrame
        Index the origins, columns the destinations. A model's result: say so, with its error.

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    ways = measure_pairs(origins, destinations, prepare_ground(), model.rugged)
    return pd.DataFrame(model.minutes(ways.to_numpy()), index=ways.index, columns=ways.columns)


def isochrones(
    points: gpd.GeoDataFrame, minutes: Sequence[float], model: Model
) -> gpd.GeoDataFrame:
    """Return the ground around every point that is reached within so many minutes.

    Parameters
    ----------
    points
        Points in degrees (EPSG:4490), one row per place, index its id.
    minutes
        Each above 0 and at most `LONGEST_MIN`.
    model
        How time follows from the way.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place and time, in the order of the places and then of the times, with
        ``id``, ``method``, ``minutes``, ``error_pct`` and ``area_km2``. Not clipped to the
        province.

    Raises
    ------
    CatchmentError
        If there is no point or no time, a time is out of bounds, or a point is missing or not
        in Sichuan.
    """
    if not len(points):
        raise CatchmentError("points: expected at least one place; got none; choose a zone")
    times = _check_minutes(minutes)
    ground = prepare_ground()
    longest = model.even_km(max(times)) + 4 * ground.cell_km * (1 + model.rugged * 5)
    ways = measure_ways(points, ground, model.rugged, longest_km=longest)
    to_degrees = Transformer.from_crs(EQUAL_AREA, GEOGRAPHIC, always_xy=True)
    shapes = []
    for way in ways:
        reached = model.minutes(np.where(np.isfinite(way), way, 10 * longest))
        lines = contour_generator(ground.x, ground.y, reached, fill_type=FillType.OuterOffset)
        shapes += [
            _polygons(cast("_Filled", lines.filled(-1.0, time)), to_degrees) for time in times
        ]
    found = np.array(shapes, dtype=object)
    return gpd.GeoDataFrame(
        {
            "id": np.repeat(np.asarray(points.index, dtype=object), len(times)),
            "method": METHOD,
            "minutes": np.tile(times, len(points)),
            "error_pct": model.error_pct,
            "area_km2": area_km2(found),
        },
        geometry=found,
        crs=GEOGRAPHIC,
    )


def _polygons(filled: _Filled, to_degrees: Transformer) -> shapely.MultiPolygon:
    """Return what contourpy gives: per polygon its vertices, and where its rings begin and end."""
    found = []
    for vertices, edges in zip(*filled, strict=True):
        lonlat = np.column_stack(to_degrees.transform(vertices[:, 0], vertices[:, 1]))
        rings = [lonlat[a:b] for a, b in pairwise(edges)]
        found.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.MultiPolygon(found)


def _check_minutes(minutes: Sequence[float]) -> list[float]:
    times = [float(time) for time in minutes]
    for time in times:
        if not (math.isfinite(time) and 0 < time <= LONGEST_MIN):
            raise CatchmentError(
                f"minutes: expected a number above 0 and at most {LONGEST_MIN:g}; got {time!r}; "
                "choose another"
            )
    if not times:
        raise CatchmentError(
            "minutes: expected at least one time; got none; choose one, such as 60"
        )
    return times


@lru_cache(maxsize=2)
def _ways(
    rows: int, columns: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the ways between cells, each once: both cells and the distance in cells."""
    cells = np.arange(rows * columns).reshape(rows, columns)
    reach = range(-_STEPS, _STEPS + 1)
    moves = [(a, b) for a in reach for b in reach if math.gcd(a, b) == 1 and (a, b) > (0, 0)]
    starts, ends, lengths = [], [], []
    for down, right in moves:
        west, east = max(0, -right), columns - max(0, right)
        start = cells[: rows - down, west:east].ravel()
        starts.append(start)
        ends.append(cells[down:, west + right : east + right].ravel())
        lengths.append(np.full(len(start), math.hypot(down, right)))
    return np.concatenate(starts), np.concatenate(ends), np.concatenate(lengths)


def _place(points: gpd.GeoDataFrame, ground: Ground) -> NDArray[np.float64]:
    """Return points in the plane, metres; each lies on the ground."""
    lonlat = read_points(points)
    to_plane = Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)
    xy: NDArray[np.float64] = np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))
    inside = (
        (xy[:, 0] > ground.x[0])
        & (xy[:, 0] < ground.x[-1])
        & (xy[:, 1] < ground.y[0])
        & (xy[:, 1] > ground.y[-1])
    )
    if not inside.all():
        names = ", ".join(str(name) for name in points.index[~inside][:5])
        raise CatchmentError(f"points: expected places on the ground of the model; not so: {names}")
    return xy


def _cell_of(places: NDArray[np.float64], ground: Ground) -> NDArray[np.int64]:
    """Return the cell whose middle is nearest."""
    step = ground.cell_km * 1000.0
    column = np.rint((places[:, 0] - ground.x[0]) / step).astype(np.int64)
    row = np.rint((ground.y[0] - places[:, 1]) / step).astype(np.int64)
    cells: NDArray[np.int64] = row * len(ground.x) + column
    return cells


def _doors(
    places: NDArray[np.float64], ground: Ground
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return the ways from points to the four middles around them: point, cell, kilometres."""
    step = ground.cell_km * 1000.0
    column = np.floor((places[:, 0] - ground.x[0]) / step).astype(np.int64)
    row = np.floor((ground.y[0] - places[:, 1]) / step).astype(np.int64)
    near, far, apart = [], [], []
    for down in (0, 1):
        for right in (0, 1):
            r, c = row + down, column + right
            near.append(np.arange(len(places)))
            far.append(r * len(ground.x) + c)
            apart.append(np.hypot(ground.x[c] - places[:, 0], ground.y[r] - places[:, 1]) / 1000.0)
    return np.concatenate(near), np.concatenate(far), np.concatenate(apart)


def _apart(
    origins: NDArray[np.float64], destinations: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    dx = origins[:, None, 0] - destinations[None, :, 0]
    dy = origins[:, None, 1] - destinations[None, :, 1]
    return dx, dy
