"""A road network: nodes, directed edges with minutes, and the ways through it.

A point is linked to the nearest nodes over local ground, straight and slow. Only what hangs
together is used: parts of the roads from which there is no way to the others and back are
islands, dropped where they are small and told where somebody asks for a place on one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from pyproj import Geod, Transformer
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from geo.catchment.drive import LONGEST_MIN
from geo.catchment.faults import Faults, Words, at_zone, refuse
from geo.catchment.outline import check_minutes, check_places, make_areas, outline
from geo.catchment.points import read_points
from geo.catchment.progress import unheard
from geo.crs import EQUAL_AREA, GEOGRAPHIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.catchment.progress import Progress
    from geo.types import TravelKind

LOCAL_KMH: Final = 20.0
"""Speed between a point and the roads, on the straight line; an assumption."""

LINK_KM: Final = 15.0
"""Beyond it a point is not taken to be served by the roads."""

LINKS: Final = 4
"""Nodes that a point is linked to, the nearest ones: the very nearest may be on a one-way road."""

CELL_KM: Final = 1.0
"""Size of a cell of the grid that ground is outlined on."""

NEAR: Final = 6
"""Nodes that a cell is reached from at once, the nearest ones; the others by way of its
neighbours."""

PIECE_KM: Final = 1.0
"""A road has a node at least about every so far, so that what lies beside it finds one."""

KEPT_SHARE: Final = 0.01
"""A part that holds less of the roads' length is a small island: dropped and counted."""

MOST_VERTICES: Final = 30_000_000
"""Of all roads as they are drawn; a province's have a third of it."""

MOST_PIECES: Final = 5_000_000
"""More vertices than are drawn, where straight roads longer than `PIECE_KM` are cut."""

_LEAST_TOGETHER = 0.5
_SHORTEST_MIN = 1e-9
_MARK = 1e7  # seven digits of a degree are a centimetre
_GEOD = Geod(ellps="GRS80")
_CHUNK = 200_000


@dataclass(frozen=True, eq=False)
class Lines:
    """Roads as they are drawn, before they are joined.

    Attributes
    ----------
    lonlat
        Shape (vertices, 2), degrees (EPSG:4490), one line after the other.
    first
        Where each line begins, and after the last the number of vertices; every line has at
        least two.
    kmh
        Speed of each line.
    forward, backward
        Whether it may be gone in the order of its vertices, and against it.
    """

    lonlat: NDArray[np.float64] = field(repr=False)
    first: NDArray[np.int64] = field(repr=False)
    kmh: NDArray[np.float64] = field(repr=False)
    forward: NDArray[np.bool_] = field(repr=False)
    backward: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes and directed edges; each part is strongly connected, and no edge leads between two.

    Attributes
    ----------
    lon, lat
        Nodes, degrees (EPSG:4490).
    part
        Which part each is of; 0 is the largest.
    starts, ends, minutes
        Edges.
    shares
        Share of the roads' length that each part holds.
    islands
        How many small parts were dropped; a piece of one-way road that leads out of a part or into
        it is in none.
    road_km
        Length of all roads, each once.
    left_out
        Lines that are no roads for cars.
    stamp
        Date of the roads where the file tells it, else blank.
    """

    lon: NDArray[np.float64] = field(repr=False)
    lat: NDArray[np.float64] = field(repr=False)
    part: NDArray[np.int32] = field(repr=False)
    starts: NDArray[np.int32] = field(repr=False)
    ends: NDArray[np.int32] = field(repr=False)
    minutes: NDArray[np.float64] = field(repr=False)
    shares: NDArray[np.float64]
    islands: int
    road_km: float
    left_out: int = 0
    stamp: str = ""


def portion(progress: Progress, begin: float, end: float) -> Progress:
    """Return the progress of a piece of work that is a part of another.

    Parameters
    ----------
    progress
        Told of the whole.
    begin, end
        Shares of the whole between which the piece lies.
    """

    def tell(share: float, /) -> None:
        progress(begin + (end - begin) * share)

    return tell


def build_network(
    lines: Lines,
    *,
    snap_m: float = 0.0,
    left_out: int = 0,
    stamp: str = "",
    progress: Progress = unheard,
) -> Network:
    """Join lines where they share a vertex, and keep what hangs together.

    Parameters
    ----------
    lines
        The roads.
    snap_m
        An end of a line is joined to any vertex that lies so near, metres; 0 joins only what
        has the same coordinates to seven digits.
    left_out, stamp
        As in `Network`.
    progress
        Told how far the work is.

    Returns
    -------
    Network
        Its nodes are the ends of the lines, vertices that several share, and others so that
        there is one about every `PIECE_KM`. What lies beside a road reaches it at any of them,
        which is too good for a motorway.

    Raises
    ------
    TravelError
        If no road has a length, most roads do not hang together, or they are too many.
    """
    progress(0.0)
    check_vertices(len(lines.lonlat))
    lines, km = _cut_long(lines, _measure(lines, portion(progress, 0.0, 0.4)))
    number = np.repeat(np.arange(len(lines.kmh)), np.diff(lines.first))
    vertex = _identify(lines, snap_m)
    progress(0.7)
    along = np.cumsum(km)
    along -= along[lines.first[:-1]][number]
    kept = np.bincount(vertex)[vertex] > 1
    kept[lines.first[:-1]] = True
    kept[lines.first[1:] - 1] = True
    reached = np.floor(along / PIECE_KM)
    kept[1:] |= (reached[1:] > reached[:-1]) & (number[1:] == number[:-1])
    chosen = np.flatnonzero(kept)
    a, b = chosen[:-1], chosen[1:]
    joined = (number[a] == number[b]) & (vertex[a] != vertex[b])
    a, b = a[joined], b[joined]
    if not len(a):
        raise refuse("roads", "roads")
    progress(0.8)
    _, place, node = np.unique(
        np.concatenate([vertex[a], vertex[b]]), return_index=True, return_inverse=True
    )
    lonlat = lines.lonlat[np.concatenate([a, b])[place]]
    joints = _Joints(node[: len(a)], node[len(a) :], along[b] - along[a], number[a])
    network = _keep_parts(lonlat, joints, lines)
    progress(1.0)
    return replace(network, left_out=left_out, stamp=stamp)


def check_vertices(count: int) -> None:
    """Refuse roads of more vertices than memory is laid out for.

    Parameters
    ----------
    count
        Vertices of all roads.

    Raises
    ------
    TravelError
        If they are more than `MOST_VERTICES`.
    """
    if count > MOST_VERTICES:
        raise refuse("vertices", "clip_roads", f"{count:,}", limit=f"{MOST_VERTICES:,}")


@dataclass(frozen=True, eq=False)
class _Joints:
    """Pieces of roads between nodes, each once: both nodes, length and the line it is of."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    km: NDArray[np.float64]
    line: NDArray[np.int64]


def _measure(lines: Lines, progress: Progress) -> NDArray[np.float64]:
    """Return the length from each vertex's forerunner to it, km; 0 for the first of a line."""
    km = np.zeros(len(lines.lonlat))
    for begin in range(1, len(km), _CHUNK):
        there = lines.lonlat[begin : begin + _CHUNK]
        here = lines.lonlat[begin - 1 : begin - 1 + len(there)]
        km[begin : begin + _CHUNK] = _geodesic_km(here, there)
        progress(begin / len(km))
    km[lines.first[:-1]] = 0.0
    return km


def _cut_long(lines: Lines, km: NDArray[np.float64]) -> tuple[Lines, NDArray[np.float64]]:
    """Return lines without a straight piece longer than `PIECE_KM`, and their lengths."""
    pieces = np.maximum(np.ceil(km / PIECE_KM), 1).astype(np.int64)
    if (pieces == 1).all():
        return lines, km
    # a few bytes make a straight road around the earth
    more = int(pieces.sum()) - len(pieces)
    if more > MOST_PIECES:
        raise refuse("straight", "clip_roads", f"{more:,}", limit=f"{MOST_PIECES:,}")
    end = np.repeat(np.arange(len(km)), pieces)
    last = pieces.cumsum()
    # the pieces of one length are numbered backwards from its end, which keeps its coordinates
    back = (last[end] - 1 - np.arange(len(end))) / pieces[end]
    # of the very first vertex there is no forerunner, and nothing is cut before it
    lonlat = lines.lonlat[end] + (lines.lonlat[end - 1] - lines.lonlat[end]) * back[:, None]
    first = np.concatenate([[0], last])[lines.first]
    return replace(lines, lonlat=lonlat, first=first), (km / pieces)[end]


def _identify(lines: Lines, snap_m: float) -> NDArray[np.int64]:
    """Return for each vertex a number that it shares with those it is joined to."""
    marks = np.rint(lines.lonlat * _MARK).astype(np.int64)
    _, place, found = np.unique(
        (marks[:, 0] << 32) + marks[:, 1], return_index=True, return_inverse=True
    )
    vertex: NDArray[np.int64] = found.astype(np.int64)
    if snap_m <= 0:
        return vertex
    plane = _to_plane(lines.lonlat[place])
    ends = np.unique(vertex[np.concatenate([lines.first[:-1], lines.first[1:] - 1])])
    tree = cKDTree(plane)
    # the nearest of all is the end itself
    _, near = tree.query(plane[ends], k=min(5, len(plane)), distance_upper_bound=snap_m)
    near = near.reshape(len(ends), -1)
    rows, columns = np.nonzero(near < len(plane))
    pairs = coo_array(
        (np.ones(len(rows), dtype=np.int8), (ends[rows], near[rows, columns])),
        shape=(len(plane), len(plane)),
    )
    _, label = connected_components(pairs, directed=False)
    joined: NDArray[np.int64] = label[vertex].astype(np.int64)
    return joined


def _keep_parts(lonlat: NDArray[np.float64], joints: _Joints, lines: Lines) -> Network:
    """Return the network of the parts that are large enough."""
    start, end, km = joints.start, joints.end, joints.km
    minutes = np.maximum(km / lines.kmh[joints.line] * 60.0, _SHORTEST_MIN)
    ahead, back = lines.forward[joints.line], lines.backward[joints.line]
    starts = np.concatenate([start[ahead], end[back]])
    ends = np.concatenate([end[ahead], start[back]])
    weight = np.concatenate([minutes[ahead], minutes[back]])
    # of several edges between two nodes only the fastest counts
    order = np.lexsort((weight, ends, starts))
    starts, ends, weight = starts[order], ends[order], weight[order]
    again = np.zeros(len(starts), dtype=bool)
    again[1:] = (starts[1:] == starts[:-1]) & (ends[1:] == ends[:-1])
    starts, ends, weight = starts[~again], ends[~again], weight[~again]
    graph = csr_array((weight, (starts, ends)), shape=(len(lonlat), len(lonlat)))
    count, label = connected_components(graph, directed=True, connection="strong")
    within = label[start] == label[end]
    lengths = np.bincount(label[start[within]], weights=km[within], minlength=count)
    total = float(km.sum())
    order = np.argsort(-lengths, kind="stable")
    shares = lengths[order] / total
    most = int((shares >= KEPT_SHARE).sum())
    if shares[:most].sum() < _LEAST_TOGETHER:
        raise refuse(
            "together",
            "join",
            f"{int((shares > 0).sum()):,}",
            share=f"{shares[0] * 100:.1f}",
        )
    part_of = np.full(count, -1, dtype=np.int32)
    part_of[order[:most]] = np.arange(most)
    part = part_of[label]
    kept = part >= 0
    new = np.cumsum(kept) - 1
    inside = kept[starts] & (part[starts] == part[ends])
    return Network(
        lon=lonlat[kept, 0],
        lat=lonlat[kept, 1],
        part=part[kept],
        starts=new[starts[inside]].astype(np.int32),
        ends=new[ends[inside]].astype(np.int32),
        minutes=weight[inside],
        shares=shares[:most],
        islands=int((shares[most:] > 0).sum()),
        road_km=total,
    )


@dataclass(frozen=True, eq=False)
class _Cells:
    """A grid, and from which nodes each cell may be reached.

    Attributes
    ----------
    x, y
        Middles of the columns, from west, and of the rows, from north; metres in the plane.
    near, local_min
        Shape (nodes, rows, columns): the nodes, nearest first, and the minutes from each.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    near: NDArray[np.int32]
    local_min: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class NetworkTravel:
    """Times over a road network (`geo.catchment.travel.Travel`).

    Attributes
    ----------
    network
        The roads.
    kind
        ``roads`` or ``osm``.
    digest
        Names the file that the roads came from and how they were read.
    source
        What the roads are, with their date where the file tells it.
    notice
        Id of the text that must stand with every result.
    """

    network: Network = field(repr=False)
    kind: TravelKind
    digest: str
    source: str
    notice: str
    _cells: dict[int, _Cells] = field(default_factory=dict, init=False, repr=False)

    @property
    def error_pct(self) -> float | None:
        """Return nothing: no published times were set against these roads."""
        return None

    def minutes(
        self,
        origins: gpd.GeoDataFrame,
        destinations: gpd.GeoDataFrame,
        progress: Progress = unheard,
    ) -> pd.DataFrame:
        """Return minutes over the roads; NaN for a destination beyond `LINK_KM` of them.

        Parameters
        ----------
        origins, destinations
            Points in degrees (EPSG:4490), index their ids. Between two within `LINK_KM` of each
            other the straight local way counts too.
        progress
            Told after every origin how far the work is.

        Returns
        -------
        pandas.DataFrame
            Index the origins, columns the destinations.

        Raises
        ------
        CatchmentError
            If a point is missing or not in Sichuan.
        TravelError
            If an origin lies beyond `LINK_KM` of the roads, or origins lie on parts of the roads
            without a way between.
        """
        progress(0.0)
        starts, ends = read_points(origins), read_points(destinations)
        if not len(starts):
            return pd.DataFrame(index=origins.index, columns=destinations.index, dtype=np.float64)
        part, graph = self._link_origins(origins, starts)
        far, local = self._link(ends, part, LINKS)
        found = np.empty((len(starts), len(ends)))
        for number, start in enumerate(starts):
            times = self._search(graph, number, math.inf)
            straight = _geodesic_km(np.broadcast_to(start, ends.shape), ends)
            direct = np.where(straight <= LINK_KM, straight / LOCAL_KMH * 60.0, np.inf)
            found[number] = np.minimum((times[far] + local).min(axis=1, initial=np.inf), direct)
            progress((number + 1) / len(starts))
        found[~np.isfinite(found)] = np.nan
        return pd.DataFrame(found, index=origins.index, columns=destinations.index)

    def areas(
        self,
        points: gpd.GeoDataFrame,
        minutes: Sequence[float],
        progress: Progress = unheard,
    ) -> gpd.GeoDataFrame:
        """Return the ground that is reached from every point within so many minutes.

        Minutes to the middle of each cell are the least of the time to a node nearby and the
        local way from there, or the straight local way from the point itself. A cell with no node
        within `LINK_KM` is not reached, unless from the point itself.

        Parameters
        ----------
        points
            Points in degrees (EPSG:4490), index their ids.
        minutes
            Each above 0 and at most `geo.catchment.drive.LONGEST_MIN`.
        progress
            Told after every place how far the work is.

        Returns
        -------
        geopandas.GeoDataFrame
            As `geo.catchment.travel.Travel.areas` says. Not clipped to the province.

        Raises
        ------
        CatchmentError
            If there is no point or no time, a time is out of bounds, or a point is missing or
            not in Sichuan.
        TravelError
            As for `minutes`.
        """
        check_places(points)
        times = check_minutes(minutes, LONGEST_MIN)
        progress(0.0)
        starts = read_points(points)
        part, graph = self._link_origins(points, starts)
        known = part in self._cells
        cells = self._grid(part, unheard if known else portion(progress, 0.0, 0.3))
        rest = portion(progress, 0.0 if known else 0.3, 1.0)
        # beyond the last outline the ground goes on as slowly as local ground
        longest = max(times) + 3 * CELL_KM / LOCAL_KMH * 60.0
        shapes = []
        for number, place in enumerate(_to_plane(starts)):
            nodes = self._search(graph, number, longest)
            rows, columns = self._crop(cells, np.isfinite(nodes), place)
            x, y = cells.x[columns], cells.y[rows]
            reached = np.hypot(x - place[0], y[:, None] - place[1]) / 1000.0
            reached[reached > LINK_KM] = np.inf
            reached *= 60.0 / LOCAL_KMH
            for near, local in zip(cells.near, cells.local_min, strict=True):
                np.minimum(reached, nodes[near[rows, columns]] + local[rows, columns], out=reached)
            _spread(reached, np.isfinite(cells.local_min[0, rows, columns]), longest)
            shapes += outline(x, y, np.minimum(reached, longest), times)
            rest((number + 1) / len(starts))
        return make_areas(points.index, times, shapes)

    @cached_property
    def _graph(self) -> csr_array:
        network = self.network
        size = len(network.lon)
        return csr_array((network.minutes, (network.starts, network.ends)), shape=(size, size))

    @cached_property
    def _plane(self) -> NDArray[np.float64]:
        return _to_plane(np.column_stack([self.network.lon, self.network.lat]))

    @cached_property
    def _trees(self) -> tuple[tuple[NDArray[np.int64], cKDTree], ...]:
        """Nodes of each part, and the tree that finds them."""
        parts = (np.flatnonzero(self.network.part == n) for n in range(len(self.network.shares)))
        return tuple((nodes, cKDTree(self._plane[nodes])) for nodes in parts)

    def _link(
        self, lonlat: NDArray[np.float64], part: int, count: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the nodes nearest to each point and the minutes there; infinite where too far."""
        nodes, tree = self._trees[part]
        # lengths in the plane are off by up to 1 %: a few more, and the nearest on the ellipsoid
        some = min(count + LINKS, len(nodes))
        _, near = tree.query(_to_plane(lonlat), k=some)
        far = nodes[np.asarray(near).reshape(len(lonlat), some)]
        here = np.repeat(lonlat, far.shape[1], axis=0)
        there = np.column_stack([self.network.lon[far.ravel()], self.network.lat[far.ravel()]])
        km = _geodesic_km(here, there).reshape(far.shape)
        order = np.argsort(km, axis=1, kind="stable")[:, :count]
        far, km = np.take_along_axis(far, order, axis=1), np.take_along_axis(km, order, axis=1)
        return far, np.where(km <= LINK_KM, km / LOCAL_KMH * 60.0, np.inf)

    def _link_origins(
        self, origins: gpd.GeoDataFrame, lonlat: NDArray[np.float64]
    ) -> tuple[int, csr_array]:
        """Return the part that all origins lie on, and the graph with a node for each of them.

        Edges lead out of these nodes only, so that no way leads through an origin.
        """
        part = self._find_part(origins, lonlat)
        far, local = self._link(lonlat, part, LINKS)
        linked = np.isfinite(local)
        graph = self._graph
        size = graph.shape[0] + len(lonlat)
        return part, csr_array(
            (
                np.concatenate([graph.data, np.maximum(local[linked], _SHORTEST_MIN)]),
                np.concatenate([graph.indices, far[linked]]),
                np.concatenate([graph.indptr, graph.indptr[-1] + linked.sum(axis=1).cumsum()]),
            ),
            shape=(size, size),
        )

    def _find_part(self, origins: gpd.GeoDataFrame, lonlat: NDArray[np.float64]) -> int:
        apart = np.column_stack(
            [
                np.where(np.isfinite(local), local, np.inf).min(axis=1)
                for local in (self._link(lonlat, n, 1)[1] for n in range(len(self._trees)))
            ]
        )
        faults = Faults()
        for name, minutes in zip(origins.index, apart, strict=True):
            if not np.isfinite(minutes).any():
                faults.add("near_road", "bring_roads", where=at_zone(name), limit=f"{LINK_KM:g}")
        faults.refuse()
        parts = apart.argmin(axis=1)
        if len(found := np.unique(parts)) > 1:
            lie = tuple(
                Words(
                    "travel.on_part",
                    {
                        "part": int(number) + 1,
                        "share": f"{self.network.shares[number] * 100:.1f}",
                        "names": ", ".join(str(n) for n in origins.index[parts == number]),
                    },
                )
                for number in found
            )
            raise refuse(
                "one_part",
                "join_or_choose",
                Words("travel.on_parts", {"places": lie}),
                parts=len(self.network.shares),
                share=f"{self.network.shares[0] * 100:.1f}",
                islands=f"{self.network.islands:,}",
            )
        return int(found[0])

    def _search(self, graph: csr_array, number: int, longest_min: float) -> NDArray[np.float64]:
        """Return the minutes from an origin to every node; infinite beyond `longest_min`."""
        size = len(self.network.lon)
        times: NDArray[np.float64] = dijkstra(graph, indices=size + number, limit=longest_min)
        return times[:size]

    def _grid(self, part: int, progress: Progress) -> _Cells:
        if part not in self._cells:
            self._cells[part] = self._make_grid(part, progress)
        return self._cells[part]

    def _make_grid(self, part: int, progress: Progress) -> _Cells:
        nodes, tree = self._trees[part]
        plane, step = self._plane[nodes], CELL_KM * 1000.0
        margin = LINK_KM * 1000.0 + step
        west, south = np.floor((plane.min(axis=0) - margin) / step) * step
        east, north = np.ceil((plane.max(axis=0) + margin) / step) * step
        x, y = np.arange(west, east + step / 2, step), np.arange(north, south - step / 2, -step)
        middles = np.column_stack([grid.ravel() for grid in np.meshgrid(x, y)])
        count = min(NEAR, len(nodes))
        near = np.zeros((count, len(middles)), dtype=np.int32)
        local = np.full((count, len(middles)), np.inf, dtype=np.float32)
        for begin in range(0, len(middles), _CHUNK):
            some = slice(begin, begin + _CHUNK)
            metres, found = tree.query(middles[some], k=count, distance_upper_bound=LINK_KM * 1000)
            metres, found = metres.reshape(-1, count).T, found.reshape(-1, count).T
            reached = np.isfinite(metres)
            near[:, some] = nodes[np.where(reached, found, 0)]
            local[:, some] = metres / 1000.0 / LOCAL_KMH * 60.0
            progress(min(1.0, (begin + _CHUNK) / len(middles)))
        shape = count, len(y), len(x)
        return _Cells(x, y, near.reshape(shape), local.reshape(shape))

    def _crop(
        self, cells: _Cells, reached: NDArray[np.bool_], place: NDArray[np.float64]
    ) -> tuple[slice, slice]:
        """Return the rows and columns of the grid in which anything is reached from a place."""
        spots = np.vstack([self._plane[reached], place])
        margin = LINK_KM * 1000.0 + CELL_KM * 1000.0
        west, south = spots.min(axis=0) - margin
        east, north = spots.max(axis=0) + margin
        columns = np.searchsorted(cells.x, [west, east])
        rows = np.searchsorted(-cells.y, [-north, -south])
        return slice(*rows.tolist()), slice(*columns.tolist())


_MOVES = [(a, b) for a in range(-2, 3) for b in range(-2, 3) if math.gcd(a, b) == 1]


def _spread(reached: NDArray[np.float64], served: NDArray[np.bool_], longest_min: float) -> None:
    """Let each cell be reached by way of its neighbours over local ground, in 16 directions.

    A fast road behind a slow one is not among the nearest nodes. Only cells that roads serve
    gain; a detour by the middles of cells makes a way at most 2.7 % longer.
    """
    closed = np.where(served, 0.0, np.inf)
    height, width = reached.shape
    while True:
        before = reached.copy()
        before[before > longest_min] = np.inf
        found = before.copy()
        for down, right in _MOVES:
            minutes = math.hypot(down, right) * CELL_KM / LOCAL_KMH * 60.0
            here = (
                slice(max(0, down), height + min(0, down)),
                slice(max(0, right), width + min(0, right)),
            )
            there = (
                slice(max(0, -down), height + min(0, -down)),
                slice(max(0, -right), width + min(0, -right)),
            )
            np.minimum(found[here], before[there] + minutes, out=found[here])
        np.minimum(reached, found + closed, out=reached)
        if np.array_equal(reached[reached <= longest_min], before[np.isfinite(before)]):
            return


def _to_plane(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points in the equal-area system, metres; lengths there are off by up to 1 %."""
    to_plane = _plane_transformer()
    plane: NDArray[np.float64] = np.column_stack(to_plane.transform(lonlat[:, 0], lonlat[:, 1]))
    return plane


@lru_cache(maxsize=1)
def _plane_transformer() -> Transformer:
    return Transformer.from_crs(GEOGRAPHIC, EQUAL_AREA, always_xy=True)


def _geodesic_km(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(a):
        return np.zeros(0)
    _, _, metres = _GEOD.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    km: NDArray[np.float64] = np.asarray(metres) / 1000.0
    return km
