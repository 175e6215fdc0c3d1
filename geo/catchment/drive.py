"""Drive time where no road is known: least-cost paths over rugged and even ground.

A model, not a road network. Going a kilometre costs more the more rugged the region is; both
ends of a way, its first and last kilometres, go at the speed of streets. Speed, weight of the
ground and cost of the ends are fitted to published road times (`geo.catchment.calibration`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from pyproj import Transformer
from scipy.ndimage import map_coordinates, maximum_filter, minimum_filter
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from geo.catchment.outline import check_minutes, check_places, make_areas, outline
from geo.catchment.points import read_points
from geo.catchment.progress import unheard
from geo.crs import EQUAL_AREA, GEOGRAPHIC
from geo.errors import CatchmentError
from geo.terrain import read_altitudes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas as gpd
    import shapely
    from numpy.typing import NDArray

    from geo.catchment.progress import Progress

CELL_KM: Final = 4.0
"""Size of a cell; the altitudes behind it are coarser (9 km)."""

LONGEST_MIN: Final = 600.0

_NEIGHBOURHOOD_KM = 20.0
_BOX = (96.0, 25.0, 110.5, 35.5)
"""Ground that ways may take, degrees: the province, and around it where a way runs outside."""

_STEPS = 3
"""Ways lead to every cell up to so many rows and columns away: 32 directions, so that a straight
way is found at most 1.4 % too long."""

_EQUAL_KM = 1e-6
_ROWS_KEPT = 1024
"""Of 183 ways each: 1.5 MB."""


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
    step = cell_km * 1000.0
    # the corners of a box in degrees stand apart in the plane: the inner ones count
    xs, ys = _to_plane().transform(
        [west, east, west, east, 103.0], [south, south, north, north, south]
    )
    x = np.arange(max(xs[0], xs[2]), min(xs[1], xs[3]), step)
    y = np.arange(min(ys[2], ys[3]), max(ys[0], ys[1], ys[4]), -step)
    lon, lat = _to_degrees().transform(*np.meshgrid(x, y))
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
) -> Iterator[NDArray[np.float64]]:
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
    Iterator[numpy.ndarray]
        Shape (rows, columns) for one point after the other, each searched for when it is asked
        for. What one point gets does not hang on the others.

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    places = _place(origins, ground)
    network = _with_origins(places, ground, rugged)
    return (_search(network, ground, number, longest_km) for number in range(len(places)))


def find_nearest(origins: gpd.GeoDataFrame, ground: Ground, rugged: float) -> NDArray[np.int64]:
    """Return from which point each cell is reached on the shortest way.

    One search from all points at once.

    Parameters
    ----------
    origins, ground, rugged
        As for `measure_ways`; at least one point.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns): row of the point in `origins`, from 0. Of ways that are equal, to
        a millimetre a step, the first point's counts.

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    places = _place(origins, ground)
    network = _with_origins(places, ground, rugged)
    cells = ground.relief_km.size
    nodes = np.arange(cells, cells + len(places))
    ways, _, sources = dijkstra(network, indices=nodes, min_only=True, return_predecessors=True)
    nearest = sources.astype(np.int64) - cells
    nearest[nodes] = np.arange(len(places))
    # the search gives equal ways to whom it pleases: hand them on from the first point
    starts = np.repeat(np.arange(network.shape[0]), np.diff(network.indptr))
    shortest = ways[starts] + network.data <= ways[network.indices] + _EQUAL_KM
    starts, ends = starts[shortest], network.indices[shortest]
    while True:
        before = nearest.copy()
        np.minimum.at(nearest, ends, before[starts])
        if np.array_equal(nearest, before):
            found: NDArray[np.int64] = nearest[:cells].reshape(ground.shape)
            return found


def measure_pairs(
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    ground: Ground,
    rugged: float,
    progress: Progress = unheard,
) -> pd.DataFrame:
    """Return the way between points, in kilometres of even ground.

    Parameters
    ----------
    origins, destinations
        Points in degrees (EPSG:4490), index their ids.
    ground, rugged
        As for `measure_ways`.
    progress
        Told after every point how far the work is.

    Returns
    -------
    pandas.DataFrame
        Index the origins, columns the destinations.

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    progress(0.0)
    starts, ends = _place(origins, ground), _place(destinations, ground)
    # ways are as long backwards: search from the side with fewer points
    turned = len(ends) < len(starts)
    near, far = (ends, starts) if turned else (starts, ends)
    goals = far.tobytes()
    found = np.empty((len(near), len(far)))
    for number, place in enumerate(near):
        found[number] = _measure_row(ground, rugged, place.tobytes(), goals)
        progress((number + 1) / len(near))
    ways = found.T if turned else found
    # two points of one cell lie nearer to each other than to the middles around them
    here = np.hypot(*_apart(starts, ends)) / 1000.0
    local = _cost(ground, rugged)[_cell_of(ends, ground)]
    ways = np.where(here < ground.cell_km, np.minimum(ways, here * local), ways)
    return pd.DataFrame(ways, index=origins.index, columns=destinations.index)


def drive_minutes(
    origins: gpd.GeoDataFrame,
    destinations: gpd.GeoDataFrame,
    model: Model,
    progress: Progress = unheard,
) -> pd.DataFrame:
    """Return modelled minutes between points.

    Parameters
    ----------
    origins, destinations
        Points in degrees (EPSG:4490), index their ids.
    model
        How time follows from the way.
    progress
        Told after every point how far the work is.

    Returns
    -------
    pandas.DataFrame
        Index the origins, columns the destinations. A model's result: say so, with its error.

    Raises
    ------
    CatchmentError
        If a point is missing or not in Sichuan.
    """
    ways = measure_pairs(origins, destinations, prepare_ground(), model.rugged, progress)
    return pd.DataFrame(model.minutes(ways.to_numpy()), index=ways.index, columns=ways.columns)


def isochrones(
    points: gpd.GeoDataFrame,
    minutes: Sequence[float],
    model: Model,
    progress: Progress = unheard,
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
    progress
        Told after every place how far the work is.

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
    check_places(points)
    times = check_minutes(minutes, LONGEST_MIN)
    progress(0.0)
    ground = prepare_ground()
    longest = model.even_km(max(times)) + 4 * ground.cell_km * (1 + model.rugged * 5)
    ways = measure_ways(points, ground, model.rugged, longest_km=longest)
    shapes: list[shapely.MultiPolygon] = []
    for number, way in enumerate(ways):
        reached = model.minutes(np.where(np.isfinite(way), way, 10 * longest))
        shapes += outline(ground.x, ground.y, reached, times)
        progress((number + 1) / len(points))
    return make_areas(points.index, times, shapes).assign(error_pct=model.error_pct)


@lru_cache(maxsize=1)
def _neighbours(
    rows: int, columns: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Return the ways out of each cell: where a cell's begin, and to which cell, how many away."""
    reach = range(-_STEPS, _STEPS + 1)
    moves = np.array([(a, b) for a in reach for b in reach if math.gcd(a, b) == 1])
    down = np.arange(rows)[:, None, None] + moves[:, 0]
    right = np.arange(columns)[None, :, None] + moves[:, 1]
    inside = (down >= 0) & (down < rows) & (right >= 0) & (right < columns)
    ends = (down * columns + right)[inside].astype(np.int32)
    apart = np.broadcast_to(np.hypot(moves[:, 0], moves[:, 1]), inside.shape)[inside]
    first = np.concatenate([[0], inside.sum(axis=2).ravel().cumsum()]).astype(np.int32)
    return first, ends, apart


def _cost(ground: Ground, rugged: float) -> NDArray[np.float64]:
    """Return how many kilometres of even ground a kilometre of each cell is."""
    cost: NDArray[np.float64] = 1.0 + rugged * ground.relief_km.ravel()
    return cost


@lru_cache(maxsize=1)
def _network(ground: Ground, rugged: float) -> csr_array:
    """Return the ways between neighbouring cells, both directions; 36 MB, so only one is kept."""
    cost = _cost(ground, rugged)
    first, ends, apart = _neighbours(*ground.shape)
    starts = np.repeat(np.arange(len(cost), dtype=np.int32), np.diff(first))
    lengths = apart * ground.cell_km * (cost[starts] + cost[ends]) / 2.0
    return csr_array((lengths, ends, first), shape=(len(cost), len(cost)))


def _with_origins(places: NDArray[np.float64], ground: Ground, rugged: float) -> csr_array:
    """Return the network with one more node for each place, which ways lead out of only.

    Were there ways into a place, those of others could lead through it, and would hang on it.
    """
    between = _network(ground, rugged)
    near, far, apart = _doors(places, ground)
    order = np.argsort(near, kind="stable")
    lengths = (apart * _cost(ground, rugged)[far])[order]
    more = between.indptr[-1] + np.bincount(near, minlength=len(places)).cumsum()
    size = ground.relief_km.size + len(places)
    return csr_array(
        (
            np.concatenate([between.data, lengths]),
            np.concatenate([between.indices, far[order].astype(np.int32)]),
            np.concatenate([between.indptr, more.astype(np.int32)]),
        ),
        shape=(size, size),
    )


def _search(
    network: csr_array, ground: Ground, number: int, longest_km: float
) -> NDArray[np.float64]:
    """Return the shortest way from one place of a network to every cell."""
    cells = ground.relief_km.size
    ways: NDArray[np.float64] = dijkstra(network, indices=cells + number, limit=longest_km)
    return ways[:cells].reshape(ground.shape)


@lru_cache(maxsize=_ROWS_KEPT)
def _measure_row(ground: Ground, rugged: float, place: bytes, goals: bytes) -> NDArray[np.float64]:
    """Return the ways from one place to several, all in metres of the plane, as bytes.

    Kept, because a place that is added to others leaves what was found for these as it is.
    """
    start = np.frombuffer(place).reshape(1, 2)
    ends = np.frombuffer(goals).reshape(-1, 2)
    way = _search(_with_origins(start, ground, rugged), ground, 0, math.inf).ravel()
    _, far, apart = _doors(ends, ground)
    reached = way[far] + apart * _cost(ground, rugged)[far]
    # four doors to each destination, one block after the other
    shortest: NDArray[np.float64] = reached.reshape(-1, len(ends)).min(axis=0)
    shortest.setflags(write=False)
    return shortest


@lru_cache(maxsize=1)
def _to_plane() -> Transformer:
    return Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)


@lru_cache(maxsize=1)
def _to_degrees() -> Transformer:
    return Transformer.from_crs(EQUAL_AREA, GEOGRAPHIC, always_xy=True)


def _place(points: gpd.GeoDataFrame, ground: Ground) -> NDArray[np.float64]:
    """Return points in the plane, metres; each lies on the ground."""
    lonlat = read_points(points)
    xy: NDArray[np.float64] = np.column_stack(_to_plane().transform(lonlat[:, 0], lonlat[:, 1]))
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
