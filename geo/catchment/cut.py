"""Areas of many shapes inside many convex outlines, without making the cut shapes.

Seen from a point c inside a convex outline C, let every point outside of C slide straight towards
c until it meets the outline. A shape's boundary then goes round just that part of C which the
shape covers, since on its way it passes over no point within C. So, for a shape P,

    A(P ∩ C) = Σ ½ (a − c) × (b − c) + Σ (S(b) − S(a))   but for whole turns, multiples of A(C),

where the first sum is over the pieces ab of P's edges inside C and the second over those outside,
and S(p) is the area of C from its first corner round to the direction of p. In either sum
neighbours cancel, so that of a run of edges on one side only the ends count, inside with areas
swept that are kept for each shape. Cut one by one are only the few edges close to the outline.
The result lies between 0 and A(C), which settles the turns; where it is 0 or A(C), it is A(C) if
c lies in P.

Points are complex numbers x + iy, in metres of the equal-area system.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self, TypeAlias

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points: TypeAlias = NDArray[np.complex128]
    Numbers: TypeAlias = NDArray[np.float64]
    Places: TypeAlias = NDArray[np.intp]

_POLYGON: Final = 3
"""GEOS's number of a polygon."""

_APART: Final = 10.0
"""More than a turn: how far the angles of one outline are set from those of the last."""

_ROUNDING: Final = 1e-9
"""Part of an outline's area below which an area may be nothing or everything."""

_AT_ONCE: Final = 256
"""Outlines cut in one go: tens of thousands of edges each would not fit into memory."""


@dataclass(frozen=True, eq=False, slots=True)
class Ground:
    """Shapes made ready for being cut; the same for every outline.

    Attributes
    ----------
    shapes
        Polygons and multipolygons, prepared for being asked for points.
    areas
        Their areas, m².
    bounds
        One row per shape: west, south, east, north.
    first, counts
        Where the vertices of each shape begin and how many it has.
    vertices
        Of all shapes, outer rings counter-clockwise and holes clockwise; each ring ends with the
        vertex it begins with.
    middles, halves
        Of the edge that begins at each vertex the middle and half the length; infinite at the
        end of a ring, where none begins.
    origins
        The first vertex of each shape.
    swept
        Area between the origin and the shape's edges before each vertex, m².
    """

    shapes: NDArray[np.object_]
    areas: Numbers
    bounds: Numbers
    first: Places
    counts: Places
    vertices: Points
    middles: Points
    halves: Numbers
    origins: Points
    swept: Numbers

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> Self:
        """Make sound shapes of the equal-area system ready; none may be empty."""
        shapes = shapely.orient_polygons(shapes)
        shapely.prepare(shapes)
        parts, of_part = shapely.get_parts(shapes, return_index=True)
        rings, of_ring = shapely.get_rings(parts, return_index=True)
        vertices, ring = _read_points(rings)
        owner = of_part[of_ring][ring]
        counts = np.bincount(owner, minlength=len(shapes))
        first = np.cumsum(counts) - counts
        following = np.roll(vertices, -1)
        ends = ring != np.roll(ring, -1)
        ends[-1:] = True
        origins = vertices[first]
        by_edge = _cross(vertices - origins[owner], following - origins[owner]) / 2
        by_edge[ends] = 0.0
        return cls(
            shapes=shapes,
            areas=shapely.area(shapes),
            bounds=shapely.bounds(shapes),
            first=first,
            counts=counts,
            vertices=vertices,
            middles=(vertices + following) / 2,
            halves=np.where(ends, np.inf, abs(following - vertices) / 2),
            origins=origins,
            swept=_heap(by_edge, first),
        )


@dataclass(frozen=True, eq=False, slots=True)
class _Outlines:
    """Convex outlines, each seen from a point within.

    Attributes
    ----------
    centres, areas
        The point and the area of each.
    nearest, furthest
        Distances from it that the sides do not fall below and do not exceed.
    first, counts
        Where the corners of each begin and how many it has.
    corners, sides
        Corners, counter-clockwise, from the centre, and the way from each to the next.
    turns
        Angle of each corner from the outline's first, `_APART` from those of the last outline.
    triangles, swept
        Area between the centre and each side, and of all sides before.
    """

    centres: Points
    areas: Numbers
    nearest: Numbers
    furthest: Numbers
    first: Places
    counts: Places
    corners: Points
    sides: Points
    turns: Numbers
    triangles: Numbers
    swept: Numbers

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> Self:
        corners, sides, owner, first = _read_corners(shapes)
        counts = np.bincount(owner, minlength=len(shapes))
        centres = np.add.reduceat(corners, first) / counts
        corners = corners - centres[owner]
        triangles = _cross(corners, sides) / 2
        turns = _turn(corners, corners[first][owner])
        turns[first] = 0.0  # and not almost a whole turn
        return cls(
            centres=centres,
            areas=np.add.reduceat(triangles, first),
            nearest=np.minimum.reduceat(2 * triangles / abs(sides), first),
            furthest=np.maximum.reduceat(abs(corners), first),
            first=first,
            counts=counts,
            corners=corners,
            sides=sides,
            turns=turns + _APART * owner,
            triangles=triangles,
            swept=_heap(triangles, first),
        )

    def face(self, points: Points, outline: Places) -> Places:
        """Return the side of its outline that lies in the direction of each point."""
        first = self.first[outline]
        turns = _turn(points, self.corners[first]) + _APART * outline
        side = np.searchsorted(self.turns, turns, side="right") - 1
        return np.clip(side, first, first + self.counts[outline] - 1)

    def sweep(self, points: Points, outline: Places) -> Numbers:
        """Return S of points, none of them the centre."""
        side = self.face(points, outline)
        part = _cross(self.corners[side], points) / _cross(points, self.sides[side])
        swept: Numbers = self.swept[side] + self.triangles[side] * part
        return swept

    def clip(self, start: Points, end: Points, outline: Places) -> tuple[Numbers, Numbers]:
        """Return from which to which part of its length each edge lies inside; 1 to 1 if none does.

        Between two directions a convex outline is bounded by the sides between them.
        """
        leftward = _cross(start, end) >= 0
        here, there = self.face(start, outline), self.face(end, outline)
        low = np.where(leftward, here, there)
        several = np.where(leftward, there - here, here - there) % self.counts[outline] + 1
        edge = np.repeat(np.arange(len(start)), several)
        begin = np.cumsum(several) - several
        first = self.first[outline][edge]
        passed = low[edge] - first + np.arange(len(edge)) - begin[edge]
        side = first + passed % self.counts[outline][edge]
        way = self.sides[side]
        within = _cross(way, start[edge] - self.corners[side])
        gain = _cross(way, (end - start)[edge])
        crossing = np.divide(-within, gain, out=np.zeros_like(gain), where=gain != 0)
        # alongside a side an edge lies outside of it all the way or not at all
        enter = np.where(gain > 0, crossing, np.where((gain == 0) & (within < 0), 1.0, 0.0))
        leave = np.where(gain < 0, crossing, 1.0)
        entered = np.clip(np.maximum.reduceat(enter, begin), 0.0, 1.0)
        left = np.clip(np.minimum.reduceat(leave, begin), 0.0, 1.0)
        missed = entered >= left
        return np.where(missed, 1.0, entered), np.where(missed, 1.0, left)


def are_convex(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes are convex polygons, their corners counter-clockwise and no idle one.

    A shape that is, is sound. A missing one is not.
    """
    found = (shapely.get_type_id(shapes) == _POLYGON) & ~shapely.is_empty(shapes)
    found &= shapely.get_num_interior_rings(shapes) == 0
    if found.any():
        _, sides, _, first = _read_corners(shapes[found])
        following = _read_next(sides, first)
        bends = np.minimum.reduceat(_cross(sides, following), first)
        # once around and no more: the way turns up from down once
        rounds = np.add.reduceat((sides.imag < 0) & (following.imag >= 0), first, dtype=np.intp)
        found[found] = (bends > 0) & (rounds == 1)
    return found


def cut_areas(ground: Ground, outlines: NDArray[np.object_]) -> Numbers:
    """Return the area of each shape inside each outline.

    Parameters
    ----------
    ground
        The shapes.
    outlines
        Convex ones (`are_convex`), in the equal-area system.

    Returns
    -------
    numpy.ndarray
        m², one row per outline and one column per shape; exactly 0 and exactly the shape's area
        where an outline holds nothing or all of it.
    """
    found = np.zeros((len(outlines), len(ground.shapes)))
    for start in range(0, len(outlines), _AT_ONCE):
        batch = slice(start, start + _AT_ONCE)
        found[batch] = _cut(ground, _Outlines.of(outlines[batch]))
    return found


def _cut(ground: Ground, outlines: _Outlines) -> Numbers:
    near, far = _measure_boxes(ground.bounds, outlines.centres)
    inside = far <= outlines.nearest[:, None]
    found = np.where(inside, ground.areas, 0.0)
    rows, columns = np.nonzero((near < outlines.furthest[:, None]) & ~inside)
    if len(rows):
        found[rows, columns] = _cut_pairs(ground, outlines, rows, columns)
    return found


def _cut_pairs(ground: Ground, outlines: _Outlines, rows: Places, columns: Places) -> Numbers:
    # the edges of one pair after the other
    counts = ground.counts[columns]
    pair = np.repeat(np.arange(len(rows)), counts)
    edge = np.arange(len(pair)) + np.repeat(ground.first[columns] - np.cumsum(counts) + counts, counts)
    distance = abs(ground.middles[edge] - np.repeat(outlines.centres[rows], counts))
    half = ground.halves[edge]
    side = (distance + half <= np.repeat(outlines.nearest[rows], counts)).astype(np.int8)
    side -= distance - half >= np.repeat(outlines.furthest[rows], counts)
    before = np.append(np.int8(0), side[:-1])

    # ends of runs: a run is left where `before` is not 0 and entered where `side` is not
    tip = np.flatnonzero(side != before)
    sign = np.where(side[tip] == 0, 1.0, -1.0)
    inner = side[tip] + before[tip] > 0
    of_inner, of_outer = pair[tip[inner]], pair[tip[~inner]]
    origin = ground.origins[columns[of_inner]]
    vertex = edge[tip[inner]]
    area = ground.swept[vertex] - _cross(outlines.centres[rows[of_inner]] - origin, ground.vertices[vertex] - origin) / 2
    round_ = outlines.sweep(ground.vertices[edge[tip[~inner]]] - outlines.centres[rows[of_outer]], rows[of_outer])
    
    close = np.flatnonzero((side == 0) & np.isfinite(half))
    of_close = pair[close]
    row = rows[of_close]
    start, end = (ground.vertices[edge[close] + step] - outlines.centres[row] for step in (0, 1))
    entered, left = outlines.clip(start, end, row)
    into, out = start + entered * (end - start), start + left * (end - start)
    comes, goes = entered > 0, left < 1
    pieces = _cross(into, out) / 2
    pieces[comes] += outlines.sweep(into[comes], row[comes]) - outlines.sweep(start[comes], row[comes])
    pieces[goes] += outlines.sweep(end[goes], row[goes]) - outlines.sweep(out[goes], row[goes])
    def add(of, values): return np.bincount(of, values, len(rows))
    total = add(of_inner, sign[inner] * area) + add(of_outer, sign[~inner] * round_) + add(of_close, pieces)
    any_in = add(of_inner, None) + add(of_close[entered < left], None) > 0
    any_out = add(of_outer, None) + add(of_close[comes | goes], None) > 0
    whole, own = outlines.areas[rows], ground.areas[columns]
    total -= whole * np.round(total / whole)
    total[~any_in] = 0.0
    turned = total < 0
    unsure = np.flatnonzero(any_out & (abs(total) <= _ROUNDING * whole))
    centre = outlines.centres[rows[unsure]]
    turned[unsure] = (whole[unsure] <= own[unsure] * (1 + _ROUNDING)) & shapely.contains_xy(ground.shapes[columns[unsure]], centre.real, centre.imag)
    total += np.where(turned, whole, 0.0)
    return np.where(any_out, np.clip(total, 0.0, np.minimum(whole, own)), own)


def _measure_boxes(bounds: Numbers, points: Points) -> tuple[Numbers, Numbers]:
    """Return how far each box is from each point, at the nearest and at the furthest."""
    west, south, east, north = bounds.T
    x, y = points.real[:, None], points.imag[:, None]
    near = np.hypot(np.maximum(np.maximum(west - x, x - east), 0), np.maximum(np.maximum(south - y, y - north), 0))
    far = np.hypot(np.maximum(x - west, east - x), np.maximum(y - south, north - y))
    return near, far


def _read_points(shapes):
    xy, index = shapely.get_coordinates(shapes, return_index=True)
    return xy.view(np.complex128)[:,0], index

def _read_corners(shapes):
    points, owner = _read_points(shapes)
    last = owner != np.append(owner[1:], -1)
    sides = np.roll(points, -1) - points
    corners, sides, owner = points[~last], sides[~last], owner[~last]
    counts = np.bincount(owner, minlength=len(shapes))
    return corners, sides, owner, np.cumsum(counts) - counts

def _read_next(values, first):
    following = np.roll(values, -1)
    following[np.append(first[1:], len(values)) - 1] = values[first]
    return following

def _heap(values: Numbers, first: Places) -> Numbers:
    """Return the sum of the values before each, from nothing again at each of `first`."""
    steps = np.roll(values, 1)
    steps[first] = 0.0
    # back to nothing rather than ever higher, which would cost digits
    steps[first[1:]] = -np.add.reduceat(steps, first)[:-1]
    heaped = np.cumsum(steps)
    return heaped - np.repeat(heaped[first], np.diff(first, append=len(values)))


def _cross(a: Points, b: Points) -> Numbers:
    """Return a × b: twice the area of the triangle with sides a and b."""
    return (a.conj() * b).imag

def _turn(points: Points, axis: Points) -> Numbers:
    """Return the angle from the direction of `axis` to that of each point, from 0 to 2π."""
    return np.angle(points * axis.conj()) % (2 * np.pi)
