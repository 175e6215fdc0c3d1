"""Areas of many shapes inside many convex outlines, without making the cut shapes.

Seen from a point c inside a convex outline C, let every point outside of C slide straight towards
c until it meets the outline. The boundary of a shape P then goes round just that part of C which
P covers, since on its way it passes over no point within C. So

    A(P ∩ C) = Σ ½ (a − c) × (b − c) + Σ S(in) − Σ S(out)   but for whole turns, multiples of A(C),

where ab are the pieces of P's edges inside C, in and out are where P's boundary enters C and
leaves it, and S(p) is the area of C from its first corner round to the direction of p: what the
boundary sweeps outside is told by where it begins and ends. What it sweeps inside is kept for
each shape, so that of a run of edges the two ends are enough; only edges that meet the outline
are cut. The result lies between 0 and A(C), which settles the turns; where it is 0 or A(C), it
is A(C) if c lies in P.

Points are complex numbers x + iy, in metres of the equal-area system.
"""

from __future__ import annotations

import threading
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
"""Outlines cut in one go; with every edge of the province for each, more take much memory."""

_ONE_AT_A_TIME: Final = threading.Lock()
"""A prepared shape must not be read by two threads at once: GEOS builds its index on the way."""


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
    bulges
        Of the edge that begins at each vertex a quarter of the squared length, m²: so much less
        than at its nearer end the squared distance from a point may be between. Infinite at the
        end of a ring, where no edge begins.
    lengths
        How many edges the ring of each vertex has.
    swept
        Area between the first vertex of the shape and its edges before each vertex, m².
    """

    shapes: NDArray[np.object_]
    areas: Numbers
    bounds: Numbers
    first: Places
    counts: Places
    vertices: Points
    bulges: Numbers
    lengths: Places
    swept: Numbers

    @classmethod
    def of(cls, shapes: NDArray[np.object_]) -> Self:
        """Make sound shapes of the equal-area system ready; none may be empty."""
        shapes = shapely.orient_polygons(shapes)
        shapely.prepare(shapes)
        parts, of_part = shapely.get_parts(shapes, return_index=True)
        rings, of_ring = shapely.get_rings(parts, return_index=True)
        vertices, ring = _read_points(rings)
        counts = np.bincount(of_part[of_ring][ring], minlength=len(shapes))
        first = np.cumsum(counts) - counts
        away = vertices - np.repeat(vertices[first], counts)
        ends = np.append(ring[1:] != ring[:-1], True)
        edges = np.where(ends, 0.0, np.roll(vertices, -1) - vertices)
        return cls(
            shapes=shapes,
            areas=shapely.area(shapes),
            bounds=shapely.bounds(shapes),
            first=first,
            counts=counts,
            vertices=vertices,
            bulges=np.where(ends, np.inf, abs(edges) ** 2 / 4),
            lengths=np.bincount(ring)[ring] - 1,
            swept=_heap(_cross(away, edges) / 2, first),
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
        Area between the centre and each side, and of all sides of the outline before.
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
        corners, sides, counts, first = _read_corners(shapes)
        centres = np.asarray(np.add.reduceat(corners, first) / counts, dtype=np.complex128)
        corners = corners - np.repeat(centres, counts)
        triangles = _cross(corners, sides) / 2
        turns = _turn(corners, np.repeat(corners[first], counts))
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
            turns=turns + _APART * np.repeat(np.arange(len(shapes)), counts),
            triangles=triangles,
            swept=_heap(triangles, first),
        )

    def face(self, points: Points, outline: Places) -> Places:
        """Return the side of its outline that lies in the direction of each point."""
        turns = _turn(points, self.corners[self.first[outline]]) + _APART * outline
        return np.searchsorted(self.turns, turns, side="right") - 1

    def sweep(self, points: Points, outline: Places) -> Numbers:
        """Return S of points on the outline."""
        side = self.face(points, outline)
        met = _cross(self.corners[side], points) / _cross(points, self.sides[side])
        swept: Numbers = self.swept[side] + self.triangles[side] * met
        return swept

    def clip(self, start: Points, end: Points, outline: Places) -> tuple[Numbers, Numbers]:
        """Return from which to which part of its length each edge lies inside.

        The first is not below the second where none of it does. Between two directions a convex
        outline is bounded by the sides that lie between them.
        """
        here, there = self.face(start, outline), self.face(end, outline)
        leftward = _cross(start, end) >= 0
        lowest, highest = np.where(leftward, (here, there), (there, here))
        first, count = self.first[outline], self.counts[outline]
        several = (highest - lowest) % count + 1
        # one row for each edge and side between
        edge, step, begin = _number(several)
        side = first[edge] + (lowest[edge] - first[edge] + step) % count[edge]
        way = self.sides[side]
        depth = _cross(way, start[edge] - self.corners[side])
        gain = _cross(way, (end - start)[edge])
        met = np.divide(-depth, gain, out=np.zeros_like(gain), where=gain != 0)
        enters = np.where(gain > 0, met, 0.0)
        enters[(gain == 0) & (depth < 0)] = 1.0  # along a side, and outside of it
        leaves = np.where(gain < 0, met, 1.0)
        entered = np.clip(np.maximum.reduceat(enters, begin), 0.0, 1.0)
        left = np.clip(np.minimum.reduceat(leaves, begin), 0.0, 1.0)
        return entered, left


def are_convex(shapes: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Return which shapes are convex polygons, their corners counter-clockwise and no idle one.

    A shape that is, is sound. A missing one is not.
    """
    found: NDArray[np.bool_] = shapely.get_type_id(shapes) == _POLYGON
    found &= shapely.get_num_interior_rings(shapes) == 0
    # an empty one has no bounds, one out of a projection's reach has infinite ones
    found &= np.isfinite(shapely.bounds(shapes)).all(axis=1)
    if found.any():
        _, sides, counts, first = _read_corners(shapes[found])
        following = np.roll(sides, -1)
        following[first + counts - 1] = sides[first]
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
        m², one row per outline and one column per shape; exactly 0 where an outline holds nothing
        of a shape and exactly the shape's area where it holds all of it.
    """
    found = np.zeros((len(outlines), len(ground.shapes)))
    for start in range(0, len(outlines), _AT_ONCE):
        batch = slice(start, start + _AT_ONCE)
        found[batch] = _cut(ground, _Outlines.of(outlines[batch]))
    return found


def _cut(ground: Ground, outlines: _Outlines) -> Numbers:
    near, far = _measure_boxes(ground.bounds, outlines.centres)
    inside = far <= outlines.nearest[:, None] ** 2
    found = np.where(inside, ground.areas, 0.0)
    rows, columns = np.nonzero((near < outlines.furthest[:, None] ** 2) & ~inside)
    if len(rows):
        found[rows, columns] = _cut_pairs(ground, outlines, rows, columns)
    return found


def _cut_pairs(ground: Ground, outlines: _Outlines, rows: Places, columns: Places) -> Numbers:
    """Return the area of shapes (`columns`) inside outlines (`rows`), pair by pair."""
    centres, counts = outlines.centres[rows], ground.counts[columns]
    whole, own = outlines.areas[rows], ground.areas[columns]
    # one row for each vertex of each pair and, but at the end of a ring, for the edge from there
    pair, vertex, begin = _number(counts)
    vertex += np.repeat(ground.first[columns], counts)
    point = ground.vertices[vertex] - np.repeat(centres, counts)
    bulge = ground.bulges[vertex]
    ends = np.isinf(bulge)
    squared = point.real**2 + point.imag**2
    after = np.append(squared[1:], 0.0)
    within = np.maximum(squared, after) <= np.repeat(outlines.nearest[rows] ** 2, counts)
    within &= ~ends
    beyond = np.minimum(squared, after) - bulge >= np.repeat(outlines.furthest[rows] ** 2, counts)
    close = np.flatnonzero(~(within | beyond | ends))

    start, end, outline = point[close], point[close + 1], rows[pair[close]]
    entered, left = outlines.clip(start, end, outline)
    met = entered < left
    comes, goes = met & (entered > 0), met & (left < 1)
    into, out = start + entered * (end - start), start + left * (end - start)
    pieces = np.where(comes | goes, _cross(into, out) / 2, 0.0)
    within[close] = met & ~comes & ~goes

    # a run of edges within begins or ends
    tip = np.flatnonzero(np.diff(within, prepend=False))
    origin = ground.vertices[ground.first[columns]] - centres
    runs = ground.swept[vertex[tip]] + _cross(origin[pair[tip]], point[tip]) / 2
    runs[within[tip]] *= -1

    # on the outline rounding may call a vertex inside for one of its edges only: it is met there
    begins, finishes = within.copy(), within.copy()
    begins[close], finishes[close] = met & ~comes, met & ~goes
    last = np.flatnonzero(ends)
    begins[last] = begins[last - ground.lengths[vertex[last]]]
    odd = 1 + np.flatnonzero((begins[1:] != finishes[:-1]) & ~ends[:-1])
    sweeps = outlines.sweep(
        np.concatenate([into[comes], out[goes], point[odd]]),
        np.concatenate([outline[comes], outline[goes], rows[pair[odd]]]),
    )
    outward = np.concatenate([~comes[comes], goes[goes], ~begins[odd]])
    sweeps[outward] *= -1

    of = pair[np.concatenate([tip, close, close[comes], close[goes], odd])]
    area = np.bincount(of, np.concatenate([runs, pieces, sweeps]), len(rows)).astype(np.float64)
    area = _unturn(area, whole)
    # nothing, or all of the outline? only a shape around its centre can hold all
    unsure = np.flatnonzero((area <= _ROUNDING * whole) & (whole <= own * (1 + _ROUNDING)))
    x, y = centres[unsure].real, centres[unsure].imag
    with _ONE_AT_A_TIME:
        around = shapely.contains_xy(ground.shapes[columns[unsure]], x, y)
    area[unsure] += whole[unsure] * around
    area = np.clip(area, 0.0, np.minimum(whole, own))
    return np.where(np.logical_and.reduceat(within | ends, begin), own, area)


def _unturn(areas: Numbers, whole: Numbers) -> Numbers:
    """Take whole turns off; what is all of the outline comes to nothing, but for rounding."""
    areas = areas - np.round(areas / whole) * whole
    return np.where(areas < -_ROUNDING * whole, areas + whole, areas)


def _measure_boxes(bounds: Numbers, points: Points) -> tuple[Numbers, Numbers]:
    """Return the squared distance of each box from each point, at the nearest and the furthest."""
    west, south, east, north = bounds.T
    right, up = (east - west) / 2, (north - south) / 2
    x = abs(points.real[:, None] - (west + right))
    y = abs(points.imag[:, None] - (south + up))
    near = np.maximum(x - right, 0.0) ** 2 + np.maximum(y - up, 0.0) ** 2
    return near, (x + right) ** 2 + (y + up) ** 2


def _read_points(shapes: NDArray[np.object_]) -> tuple[Points, Places]:
    xy, index = shapely.get_coordinates(shapes, return_index=True)
    return xy.view(np.complex128)[:, 0], index


def _read_corners(shapes: NDArray[np.object_]) -> tuple[Points, Points, Places, Places]:
    """Return corners, ways to the next, how many each polygon has and where its first is."""
    points, owner = _read_points(shapes)
    kept = np.append(owner[1:] == owner[:-1], [False])
    counts = np.bincount(owner, minlength=len(shapes)) - 1
    return points[kept], np.diff(points, append=0)[kept], counts, np.cumsum(counts) - counts


def _number(counts: Places) -> tuple[Places, Places, Places]:
    """Return for each of so many rows its group and its number there, and where groups begin."""
    begin = np.cumsum(counts) - counts
    group = np.repeat(np.arange(len(counts)), counts)
    return group, np.arange(len(group)) - np.repeat(begin, counts), begin


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
