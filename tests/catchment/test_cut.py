"""Areas cut without an overlay: by hand, in fractions, by GEOS, and by what must always hold."""

from __future__ import annotations

import math
from fractions import Fraction

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catchment.cut import Ground, are_convex, cut_areas
from geo.catchment.holdings import prepare_land, read_outlines
from geo.catchment.limits import LONGEST_KM, SHORTEST_KM
from geo.catchment.ring import rings
from geo.crs import GEOGRAPHIC, SICHUAN_ENVELOPE
from geo.types import WEIGHTINGS

WEST, SOUTH, EAST, NORTH = SICHUAN_ENVELOPE


def array(*shapes):
    return np.array(shapes, dtype=object)


def cut(shapes, outlines):
    return cut_areas(Ground.of(array(*shapes)), array(*outlines))


def overlay(shapes, outlines):
    """Return the same areas by GEOS, which makes every cut shape."""
    return shapely.area(shapely.intersection(array(*shapes)[None, :], array(*outlines)[:, None]))


SQUARE = shapely.box(0, 0, 4, 4)
HOLED = shapely.box(-3, -3, 9, 9) - shapely.box(1, 1, 2, 2)
APART = shapely.MultiPolygon([shapely.box(-1, -1, 1, 1), shapely.box(3, 3, 6, 5)])


@pytest.mark.parametrize(
    ("shape", "area"),
    [
        (shapely.box(1, 1, 2, 3), 2),  # all of it
        (shapely.box(5, 5, 6, 6), 0),  # nothing
        (shapely.box(4, 0, 6, 4), 0),  # along a side, outside
        (shapely.box(3, 0, 4, 4), 4),  # along sides, inside
        (shapely.box(-9, -9, 9, 9), 16),  # round it
        (SQUARE, 16),  # the same
        (shapely.box(-9, 1, 9, 2), 4),  # passes through, no vertex inside
        (shapely.box(3, 3, 9, 9), 1),  # one vertex inside
        (shapely.box(2, 2, 9, 9), 4),  # a vertex on the centre
        (shapely.box(2, -9, 9, 9), 8),  # an edge through the centre
        (shapely.Polygon([(4, 2), (6, 1), (6, 3)]), 0),  # touches a side
        (shapely.Polygon([(4, 4), (6, 4), (6, 6)]), 0),  # touches a corner
        (shapely.Polygon([(-4, 0), (0, -4), (8, 4), (4, 8)]), 16),  # its sides touch the corners
        (shapely.Polygon([(2, -9), (5, -9), (5, 9), (2, 9), (4.5, 0)]), 12.76 / 7.2 - 1.1),
        (HOLED, 15),
        (APART, 2),
        (shapely.box(-9, -9, 9, 9) - shapely.box(-1, -1, 5, 5), 0),  # round it, but a hole is there
        (shapely.box(-9, -9, 9, 9) - SQUARE, 0),  # the hole is the outline
        (shapely.box(-9, -9, 9, 9).exterior.reverse(), 16),
    ],
)
def test_areas_by_hand(shape, area):
    shape = shapely.Polygon(shape) if shape.geom_type == "LinearRing" else shape
    found = cut([shape], [SQUARE])[0, 0]
    assert found == pytest.approx(area, abs=1e-12)
    assert found == pytest.approx(overlay([shape], [SQUARE])[0, 0], abs=1e-12)


def polygon(corners, radius):
    return shapely.Polygon(
        [
            (
                radius * math.cos(2 * math.pi * k / corners),
                radius * math.sin(2 * math.pi * k / corners),
            )
            for k in range(corners)
        ]
    )


@pytest.mark.parametrize("corners", [3, 4, 7, 128, 1000])
@pytest.mark.parametrize("radius", [0.1, 3, 1e6])
def test_half_and_quarter_of_a_polygon_of_equal_sides(corners, radius):
    outline = polygon(corners, radius)
    whole = corners * radius**2 * math.sin(2 * math.pi / corners) / 2
    far = 3 * radius
    # the first axis is one of symmetry
    upper, all_of_it = shapely.box(-far, 0, far, far), shapely.box(-far, -far, far, far)
    small = shapely.box(-radius / 9, -radius / 9, radius / 9, radius / 9)
    found = cut([upper, all_of_it, small], [outline])[0]
    assert found == pytest.approx([whole / 2, whole, (2 * radius / 9) ** 2], rel=1e-12)


def test_nothing_and_all_are_exact():
    odd = shapely.Point(0.1, 0.2).buffer(0.7, quad_segs=5)
    far = shapely.affinity.translate(odd, 50, 0)
    round_ = shapely.box(-1, -1, 9, 9) - shapely.box(3, 3, 8, 8)
    ground = Ground.of(array(odd, far, round_))
    found = cut_areas(ground, array(shapely.box(-5, -5, 5, 5), shapely.box(4, 4, 7, 7)))
    assert found[0, 0] == ground.areas[0]
    # closer than a box around them tells
    several = Ground.of(
        array(*[shapely.Point(0.1 * n, 0.2).buffer(0.7, quad_segs=n) for n in range(5, 20)])
    )
    around = array(*[shapely.Point(0.1 * n, 0.2).buffer(0.72).reverse() for n in range(5, 20)])
    assert list(np.diagonal(cut_areas(several, around))) == list(several.areas)
    assert list(found[:, 1]) == [0, 0]
    assert found[1, 2] == 0


def test_a_speck_on_the_centre_is_not_everything():
    speck = shapely.MultiPolygon([shapely.box(-1, -1, 1, 1), shapely.box(2e6, 0, 3e6, 10)])
    assert cut([speck], [polygon(7, 1e6)])[0, 0] == pytest.approx(4, rel=1e-6)


def test_no_outlines_and_none_near():
    assert cut([SQUARE], []).shape == (0, 1)
    assert cut([SQUARE], [shapely.box(9, 9, 10, 10)]).tolist() == [[0]]


def test_many_outlines_are_cut_in_several_goes():
    outlines = [shapely.box(x / 100, 1, 5, 2) for x in range(300)]
    assert cut([SQUARE], outlines)[:, 0] == pytest.approx([4 - x / 100 for x in range(300)])


# --- any shapes ---

GRID = st.tuples(st.integers(-4, 4), st.integers(-4, 4))
ANYWHERE = st.tuples(*[st.integers(-5000, 5000).map(lambda number: number / 1000)] * 2)
POINTS = st.one_of(*[st.lists(place, min_size=3, max_size=12) for place in (GRID, ANYWHERE)])


def as_outline(points):
    hull = shapely.convex_hull(shapely.MultiPoint(points))
    return shapely.orient_polygons(hull) if hull.geom_type == "Polygon" else shapely.box(0, 0, 1, 1)


def as_shape(points):
    """Return an area with parts and holes where the points say so."""
    areas = shapely.get_parts(shapely.make_valid(shapely.Polygon(points)))
    areas = areas[shapely.get_type_id(areas) == 3]
    return shapely.union_all(areas) if len(areas) else shapely.box(0, 0, 2, 1)


def clip_exactly(shape, outline):
    """Return the area in fractions: every ring is cut by one side of the outline after the other.

    Where sides of both meet or nearly do, GEOS's overlay may be wrong by a whole part.
    """
    corners = as_fractions(outline.exterior)
    total = Fraction(0)
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        for ring in (part.exterior, *part.interiors):
            left = as_fractions(ring)
            for (x, y), (u, v) in zip(corners, corners[1:] + corners[:1], strict=True):
                depths = [(u - x) * (b - y) - (v - y) * (a - x) for a, b in left]
                kept = []
                for k, here in enumerate(depths):
                    (a, b), (c, d), before = left[k - 1], left[k], depths[k - 1]
                    if (before < 0) != (here < 0):
                        t = before / (before - here)
                        kept.append((a + t * (c - a), b + t * (d - b)))
                    if here >= 0:
                        kept.append((c, d))
                left = kept
            ahead = left[1:] + left[:1]
            total += (
                sum(
                    (a * d - b * c for (a, b), (c, d) in zip(left, ahead, strict=True)), Fraction(0)
                )
                / 2
            )
    return float(total)


def as_fractions(ring):
    return [(Fraction(x), Fraction(y)) for x, y in ring.coords[:-1]]


@settings(max_examples=300, deadline=None)
@given(st.lists(POINTS, min_size=1, max_size=3), st.lists(POINTS, min_size=1, max_size=3))
def test_any_shapes_in_any_outlines_as_fractions_cut_them(several, hulls):
    shapes = [as_shape(points) for points in several]
    outlines = array(*[as_outline(points) for points in hulls])
    outlines = outlines[are_convex(outlines)]
    exact = [[clip_exactly(shape, outline) for shape in shapes] for outline in outlines]
    found = cut(shapes, outlines)
    assert found == pytest.approx(np.reshape(exact, (-1, len(shapes))), abs=1e-9)
    # rounding makes no part less than nothing or more than the whole
    assert (found >= 0).all()
    assert (found <= Ground.of(array(*shapes)).areas).all()


@settings(max_examples=200, deadline=None)
@given(POINTS, POINTS, ANYWHERE, st.floats(1e-3, 1e3))
def test_where_and_how_large_shapes_are_changes_nothing(points, hull, shift, factor):
    def move(shape):
        return shapely.transform(shape, lambda xy: (xy + np.array(shift)) * factor)

    shape, outline = as_shape(points), as_outline(hull)
    if are_convex(array(outline, move(outline))).all():
        there = cut([move(shape)], [move(outline)])[0, 0]
        assert there / factor**2 == pytest.approx(cut([shape], [outline])[0, 0], abs=1e-9)


# --- the counties ---


@pytest.fixture(scope="module", params=WEIGHTINGS)
def ground(request, catalog):
    land = prepare_land(catalog, request.param)
    return land.ground if land.lower is None else land.lower.ground


def outlines_at(lonlat, radii_km):
    points = gpd.GeoDataFrame(geometry=[shapely.Point(pair) for pair in lonlat], crs=GEOGRAPHIC)
    return read_outlines(rings(points, radii_km))


def check_against_overlay(ground, outlines):
    assert are_convex(outlines).all()
    found = cut_areas(ground, outlines)
    expected = np.zeros_like(found)
    rows, columns = shapely.STRtree(ground.shapes).query(outlines, predicate="intersects")
    parts = shapely.intersection(ground.shapes[columns], outlines[rows])
    expected[rows, columns] = shapely.area(parts)
    # rounding is that of the larger of both, and at worst a cent of a square metre
    assert found == pytest.approx(expected, rel=1e-11, abs=5e-3)
    assert found.sum(axis=1) == pytest.approx(expected.sum(axis=1), rel=1e-9, abs=1e-6)
    small = shapely.area(outlines) < 1e8
    assert found[small] == pytest.approx(expected[small], abs=1e-5)


@pytest.mark.parametrize("seed", range(2))
def test_rings_anywhere_as_geos_cuts_them(ground, seed):
    rng = np.random.default_rng(seed)
    for _ in range(5):
        lonlat = rng.uniform((WEST, SOUTH), (EAST, NORTH), (20, 2))
        radii = np.exp(rng.uniform(math.log(SHORTEST_KM), math.log(LONGEST_KM), 3))
        check_against_overlay(ground, outlines_at(lonlat, [SHORTEST_KM, *radii, LONGEST_KM]))


def test_rings_around_vertices_and_edges_of_counties(ground, catalog):
    counties = catalog.counties.geometry.dropna().to_numpy()
    rng = np.random.default_rng(5)
    xy = shapely.get_coordinates(counties)
    first = rng.choice(len(xy) - 1, 60)
    lonlat = np.vstack([xy[first[:30]], (xy[first[30:]] + xy[first[30:] + 1]) / 2])
    lonlat = np.clip(lonlat, (WEST, SOUTH), (EAST, NORTH))
    check_against_overlay(ground, outlines_at(lonlat, [0.1, 1, 30, 250]))
    # and in the plane, where centre and vertex are the same to the last digit
    points = shapely.points(shapely.get_coordinates(ground.shapes)[::400])
    for radius_m in (100, 5e3, 1e5):
        outlines = shapely.orient_polygons(shapely.buffer(points, radius_m, quad_segs=32))
        check_against_overlay(ground, outlines)


def test_outlines_that_go_along_the_edges_of_a_county(ground):
    # corners on vertices, sides on chords and edges
    hulls = shapely.orient_polygons(shapely.convex_hull(ground.shapes))
    hulls = hulls[are_convex(hulls)]
    assert len(hulls) > 100
    check_against_overlay(ground, hulls)
    boxes = shapely.orient_polygons(shapely.envelope(ground.shapes))
    check_against_overlay(ground, boxes)


PLACES = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))


@settings(max_examples=40, deadline=None)
@given(PLACES, st.lists(st.floats(SHORTEST_KM, LONGEST_KM), min_size=2, max_size=5))
def test_more_lies_in_a_larger_ring_and_the_rest_outside(ground, place, radii):
    outlines = outlines_at([place], sorted(radii))
    found = cut_areas(ground, outlines)
    assert (np.diff(found, axis=0) >= -1e-3).all()
    assert (found <= ground.areas).all()
    assert (found >= 0).all()
    outside = shapely.area(shapely.difference(ground.shapes, outlines[-1]))
    assert found[-1] + outside == pytest.approx(ground.areas, rel=1e-11)


def test_the_order_of_counties_and_of_rings_changes_nothing(ground):
    outlines = outlines_at([(104, 30.6), (102, 29), (101, 31)], [5, 50])
    order = np.random.default_rng(1).permutation(len(ground.shapes))
    shuffled = cut_areas(Ground.of(ground.shapes[order]), outlines[::-1])
    assert shuffled[::-1] == pytest.approx(cut_areas(ground, outlines)[:, order], rel=1e-12)


# --- what is convex ---


@pytest.mark.parametrize(
    ("shape", "convex"),
    [
        (SQUARE, True),
        (polygon(128, 3e4), True),
        (shapely.Polygon([(0, 0), (1, 0), (0, 1)]), True),
        (SQUARE.reverse(), False),  # the wrong way round
        (shapely.Polygon([(0, 0), (2, 0), (4, 0), (4, 4), (0, 4)]), False),  # an idle corner
        (shapely.Polygon([(0, 0), (4, 0), (1, 1), (0, 4)]), False),
        # every corner turns left, twice around
        (shapely.Polygon([(math.cos(4 * k * math.pi / 5), math.sin(4 * k * math.pi / 5)) for k in range(5)]), False),
        (HOLED, False),
        (APART, False),
        (shapely.MultiPolygon([SQUARE]), False),
        (shapely.Polygon(), False),
        (None, False),
        (shapely.Point(1, 1), False),
        (shapely.Polygon([(0, 0), (math.inf, 0), (0, 1)]), False),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), False),
    ],
)  # fmt: skip
def test_convex_is_what_turns_left_at_every_corner_once_around(shape, convex):
    # beside others, since all are read together
    found = are_convex(array(SQUARE, shape, SQUARE))
    assert list(found) == [True, convex, True]


def test_of_no_shapes_none_is_convex():
    assert are_convex(array()).tolist() == []
