"""How catchments lie over each other: by hand, by counting points, and by what must always hold."""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catchment.holdings import FIGURES, HELD, hold, prepare_land
from geo.catchment.overlap import GROUND, alone, left_out, overlaps, reached, split
from geo.catchment.ring import rings
from geo.crs import EQUAL_AREA, GEOGRAPHIC
from geo.errors import CatchmentError
from geo.types import WEIGHTINGS

MEASURES = (GROUND, *HELD)


def union_of(shapes):
    """Return one shape, joined in the system in which sides are straight."""
    flat = shapes.to_crs(EQUAL_AREA).geometry.union_all()
    return gpd.GeoSeries([flat], crs=EQUAL_AREA).to_crs(GEOGRAPHIC)[0]


@pytest.fixture(scope="module", params=WEIGHTINGS)
def land(request, catalog):
    return prepare_land(catalog, request.param)


@pytest.fixture(scope="module")
def areal(catalog):
    return prepare_land(catalog)


def frame(**shapes):
    return gpd.GeoDataFrame({"id": list(shapes)}, geometry=list(shapes.values()), crs=GEOGRAPHIC)


def rings_of(catalog, radius, names):
    return rings(catalog.zones.loc[names, ["geometry"]], [radius])


def squares(catalog):
    """Return land of two counties, 1000 people (400 in town) below and 500 above 31 N."""
    counties = catalog.counties[catalog.counties["kind"] == "county"].iloc[:2].copy()
    counties["population"] = [1000, 500]
    counties["population_urban"] = [400, 0]
    counties = counties.set_geometry(
        gpd.GeoSeries(
            [shapely.box(104, 30, 105, 31), shapely.box(104, 31, 105, 32)],
            index=counties.index,
            crs=GEOGRAPHIC,
        )
    )
    return prepare_land(replace(catalog, counties=counties))


# 104.5 E is the middle of the equal-area system, so that halves are halves exactly
WEST, EAST = shapely.box(103, 29, 104.5, 33), shapely.box(104.5, 29, 106, 33)
BELOW = shapely.Polygon([(103, 29), (106, 29), (106, 31), (105, 31), (104, 31), (103, 31)])
WHOLE = shapely.box(103, 29, 106, 33)


def test_two_halves_touch_and_share_nothing(catalog):
    pieces = split(frame(west=WEST, east=EAST), squares(catalog))
    assert overlaps(pieces, "population").to_numpy() == pytest.approx(
        np.array([[750, 0], [0, 750]]), rel=1e-9, abs=1e-6
    )
    assert list(reached(pieces)["population"]) == pytest.approx([0, 1500, 0, 0], abs=1e-6)
    assert list(alone(pieces)["population_urban"]) == pytest.approx([200, 200], rel=1e-9)
    assert len(left_out(pieces)) == 0


def test_squares_over_each_other_by_hand(catalog):
    pieces = split(frame(west=WEST, below=BELOW, none=None), squares(catalog))
    assert sorted(map(tuple, pieces.member.tolist())) == [
        (False, True, False),
        (True, False, False),
        (True, True, False),
    ]
    people = overlaps(pieces, "population")
    assert list(people.index) == list(people.columns) == ["west", "below", "none"]
    assert people.to_numpy() == pytest.approx(
        np.array([[750, 500, 0], [500, 1000, 0], [0, 0, 0]]), rel=1e-9
    )
    table = reached(pieces, most=2)
    assert list(table["population"]) == pytest.approx([250, 750, 500], rel=1e-9)
    assert list(table["population_urban"]) == pytest.approx([0, 200, 200], rel=1e-9, abs=1e-6)
    assert list(table["population_pct"]) == pytest.approx([100 / 6, 50, 100 / 3], rel=1e-9)
    lost = alone(pieces)
    assert list(lost["population"]) == pytest.approx([250, 500, 0], rel=1e-9)
    found = left_out(pieces)
    assert list(found["population_left_out"]) == pytest.approx([250], rel=1e-9)
    assert list(found["reached_pct"]) == pytest.approx([50], rel=1e-9)
    assert not found["wholly"].any()


def test_sides_that_are_one_but_for_rounding_deceive_nobody(catalog):
    # moved to the equal-area system, the long sides pass the other's corners by 1e-11 m
    for lower, upper in ((30, 32), (29, 32), (30.3, 31.9)):
        long, short = shapely.box(104, lower, 105, upper), shapely.box(104, 31, 105, upper)
        shapes = frame(long=long, short=short)
        land = squares(catalog)
        held = hold(shapes, land)["population"]
        people = overlaps(split(shapes, land), "population").to_numpy()
        assert people == pytest.approx(np.array([[held[0], held[1]], [held[1], held[1]]]), rel=1e-9)


def test_equal_places_have_nothing_alone(catalog):
    land = squares(catalog)
    pieces = split(frame(a=WHOLE, b=WHOLE), land)
    assert pieces.member.tolist() == [[True, True]]
    assert (overlaps(pieces, "population") == 1500).all(axis=None)
    assert list(alone(pieces)["population"]) == [0, 0]
    assert list(reached(pieces)["population"]) == [0, 0, 1500, 0]
    assert len(left_out(pieces)) == 0


def test_what_nobody_reaches_is_left_out_wholly(catalog):
    land = squares(catalog)
    for nothing in (frame(), frame(a=None), frame(a=shapely.Polygon())):
        pieces = split(nothing.set_crs(GEOGRAPHIC), land)
        assert list(reached(pieces)["population"]) == [1500, 0, 0, 0]
        found = left_out(pieces)
        assert list(found.index) == list(land.codes)
        assert list(found["population_left_out"]) == [1000, 500]
        assert list(found["reached_pct"]) == [0, 0]
        assert found["wholly"].all()
        assert overlaps(pieces, "gdp").shape == (len(pieces.ids),) * 2


def test_a_hole_is_not_reached(catalog):
    land = squares(catalog)
    hole = shapely.box(104.2, 30.2, 104.8, 30.8)
    pieces = split(frame(around=WHOLE - hole), land)
    alone_in_hole = hold(frame(hole=hole), land)["population"][0]
    assert reached(pieces)["population"][0] == pytest.approx(alone_in_hole, rel=1e-9)
    filled = split(frame(around=WHOLE - hole, within=hole), land)
    assert reached(filled)["population"][0] == pytest.approx(0, abs=1e-6)
    assert alone(filled)["population"]["within"] == pytest.approx(alone_in_hole, rel=1e-9)


def test_of_a_collection_the_areas_are_cut(catalog):
    line = shapely.LineString([(103, 30), (106, 31.5)])
    mixed = shapely.GeometryCollection([WEST, line, shapely.Point(104.7, 30.5)])
    pieces = split(frame(mixed=mixed, east=EAST, line=line), squares(catalog))
    assert list(alone(pieces)["population"]) == pytest.approx([750, 750, 0], rel=1e-9)


def test_a_main_place_on_a_shared_edge_is_reached_twice(catalog):
    land = prepare_land(catalog, "dasymetric")
    number = land.codes.index("510182")
    x, y = shapely.get_coordinates(land.lower.mains[number])[0]
    shapes = frame(
        west=shapely.box(x - 0.2, y - 0.2, x, y + 0.2),
        east=shapely.box(x, y - 0.2, x + 0.2, y + 0.2),
    )
    pieces = split(shapes, land)
    held = hold(shapes, land)
    towns = land.amounts[number, HELD.index("population_urban")]
    both = overlaps(pieces, "population_urban").to_numpy()
    assert both[0, 1] == towns > 0
    assert np.diagonal(both) == pytest.approx(held["population_urban"], rel=1e-9)
    assert overlaps(pieces, GROUND).to_numpy()[0, 1] == pytest.approx(0, abs=1e-9)
    assert reached(pieces)["population_urban"].sum() == pytest.approx(land.totals[1], rel=1e-12)


def test_pieces_of_rings_against_points_thrown_at_the_counties(catalog, land):
    # brute force: even points in the equal-area system, each worth what its county has to a point
    names = ["chengdu", "jinniu", "deyang", "meishan"]
    shapes = rings_of(catalog, 45, names)
    outlines = shapes.to_crs(EQUAL_AREA).geometry.to_numpy()
    west, south, east, north = shapely.total_bounds(outlines)
    step = 120.0
    x, y = (
        axis.ravel()
        for axis in np.meshgrid(np.arange(west, east, step), np.arange(south, north, step))
    )
    sets = np.array([shapely.contains_xy(outline, x, y) for outline in outlines])
    worth = np.zeros(len(x))
    people, urban = land.amounts[:, 0], land.amounts[:, 1]
    parts, areas = (
        (land.shapes, land.areas) if land.lower is None else (land.lower.shapes, land.lower.areas)
    )
    spread_evenly = people if land.lower is None else people - urban
    for number in np.flatnonzero(shapely.intersects(parts, shapely.box(west, south, east, north))):
        shapely.prepare(parts[number])
        worth[shapely.contains_xy(parts[number], x, y)] += (
            spread_evenly[number] * step**2 / areas[number]
        )
    if land.lower is not None:
        sets_of_towns = np.array(
            [shapely.intersects(ring, land.lower.mains) for ring in shapes.geometry]
        )
        sets = np.hstack([sets, sets_of_towns])
        worth = np.concatenate([worth, urban])
    times = sets.sum(axis=0)
    pieces = split(shapes, land)
    matrix = overlaps(pieces, "population").to_numpy()
    for a, b in itertools.product(range(len(names)), repeat=2):
        assert matrix[a, b] == pytest.approx(worth[sets[a] & sets[b]].sum(), rel=2e-3)
    table = reached(pieces)["population"]
    for row in (1, 2):
        assert table[row] == pytest.approx(worth[times == row].sum(), rel=2e-3)
    assert table[3] == pytest.approx(worth[times >= 3].sum(), rel=2e-3)
    lost = alone(pieces)["population"]
    for number, name in enumerate(names):
        assert lost[name] == pytest.approx(worth[sets[number] & (times == 1)].sum(), rel=1e-2)


def test_what_a_place_has_alone_is_what_goes_with_it(catalog, land):
    shapes = rings_of(catalog, 40, ["chengdu", "jinniu", "deyang", "meishan", "luzhou"])
    lost = alone(split(shapes, land))

    def reach(places):
        return hold(frame(all=union_of(places)), land).iloc[0]

    everybody = reach(shapes)
    for number, name in enumerate(shapes["id"]):
        others = reach(shapes.drop(index=shapes.index[number]))
        for measure in MEASURES:
            assert lost[measure][name] == pytest.approx(
                everybody[measure] - others[measure], rel=1e-8, abs=1e-3
            )
        for measure in FIGURES:
            assert lost[f"{measure}_unknown_pct"][name] == 0


def test_where_no_firms_are_reported_an_overlap_is_unknown(catalog, areal):
    places = gpd.GeoDataFrame(
        index=["kangding", "daofu"],
        geometry=[shapely.Point(101.96, 30.05), shapely.Point(101.6, 30.1)],
        crs=GEOGRAPHIC,
    )
    pieces = split(rings(places, [20]), areal)
    assert overlaps(pieces, "hte_count").isna().all(axis=None)
    assert (overlaps(pieces, "gdp") > 0).all(axis=None)
    lost = alone(pieces)
    assert lost["hte_count"].isna().all()
    assert set(lost["hte_count_unknown_pct"]) == {100}
    assert set(lost["hte_count_qualifier"]) == {"ge"}


def test_counties_left_out_are_ranked(catalog, land):
    shapes = rings_of(catalog, 30, list(catalog.zones.index[:12]))
    found = left_out(split(shapes, land))
    # the catchments as one, and what is outside of it measured by itself
    union = union_of(shapes)
    flat = shapes.to_crs(EQUAL_AREA).geometry.union_all()
    people, urban = land.amounts[:, 0], land.amounts[:, 1]
    if land.lower is None:
        away = people * shapely.area(shapely.difference(land.shapes, flat)) / land.areas
    else:
        rural = shapely.area(shapely.difference(land.lower.shapes, flat)) / land.lower.areas
        away = urban * ~shapely.intersects(union, land.lower.mains) + (people - urban) * rural
    left = pd.Series(away, index=land.codes)
    expected = left[left > people * 1e-9]
    assert 100 < len(found) == len(expected) < 183
    assert list(found.index) == list(
        expected.index[np.lexsort([expected.index, -expected.round(3)])]
    )
    assert found["population_left_out"].to_numpy() == pytest.approx(
        expected[found.index].to_numpy(), rel=1e-9, abs=1e-3
    )
    assert (found["reached_pct"] == 0).equals(found["wholly"])
    assert found["wholly"].sum() > 50
    assert ((found["reached_pct"] < 100) & (found["reached_pct"] >= 0)).all()
    outside = reached(split(shapes, land))["population"][0]
    assert found["population_left_out"].sum() == pytest.approx(outside, rel=1e-9)


KINDS = st.one_of(
    st.builds(
        lambda x, y, r, n: shapely.Point(x, y).buffer(r, quad_segs=n),
        st.floats(100, 107),
        st.floats(27, 33),
        st.floats(0.01, 2),
        st.integers(1, 32),
    ),
    # on a coarse grid: edges meet, lie on each other, nest
    st.builds(
        lambda x, y, w, h: shapely.box(x, y, x + w, y + h),
        *[st.integers(100, 106), st.integers(27, 33), st.integers(1, 3), st.integers(1, 3)],
    ),
    st.builds(
        lambda x, y, w: (
            shapely.box(x - w, y - w, x + w, y + w)
            - shapely.box(x - w / 2, y - w / 2, x + w / 3, y + w / 4)
        ),
        st.floats(101, 106),
        st.floats(28, 32),
        st.floats(0.1, 2),
    ),
    st.sampled_from(
        [None, shapely.Polygon(), shapely.box(80, 20, 81, 21), shapely.box(90, 20, 120, 40)]
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(KINDS, min_size=1, max_size=7), st.integers(0, 999))
def test_whatever_the_shapes_nobody_is_lost_or_counted_twice(land, several, seed):
    several = [*several, several[0]]  # two that are equal
    shapes = frame(**{f"p{number}": shape for number, shape in enumerate(several)})
    pieces = split(shapes, land)
    held = hold(shapes, land)
    assert len(np.unique(pieces.member, axis=0)) == len(pieces.member)
    assert pieces.member.any(axis=1).all()
    for measure in MEASURES:
        matrix = overlaps(pieces, measure).to_numpy()
        assert np.array_equal(matrix, matrix.T, equal_nan=True)
        whole = np.diagonal(matrix)
        assert whole == pytest.approx(held[measure].to_numpy(), rel=1e-9, abs=1e-6, nan_ok=True)
        assert not (matrix > whole[:, None]).any()
        assert not (matrix < 0).any()
    table = reached(pieces)
    assert list(table.index) == [0, 1, 2, 3]
    assert table["population"].sum() == pytest.approx(land.totals[0], rel=1e-9)
    assert table["population_urban"].sum() == pytest.approx(land.totals[1], rel=1e-9)
    assert table[GROUND].sum() == pytest.approx(land.areas.sum() / 1e6, rel=1e-9)
    assert table["population_pct"].sum() == pytest.approx(100, rel=1e-9)
    known = np.nan_to_num(pieces.amounts.held).sum(axis=0) + np.nan_to_num(pieces.outside.held[0])
    assert known == pytest.approx(land.totals, rel=1e-9)
    lost = alone(pieces)
    assert lost["population"][["p0", shapes["id"].iloc[-1]]].to_numpy() == pytest.approx(
        0, abs=1e-3
    )
    left = left_out(pieces)
    assert left["population_left_out"].sum() == pytest.approx(
        table["population"][0], rel=1e-9, abs=0.1
    )
    assert list(left["population_left_out"]) == sorted(left["population_left_out"], reverse=True)
    # in another order the answers are the same
    other = split(shapes.iloc[np.random.default_rng(seed).permutation(len(shapes))], land)
    close = {"check_exact": False, "rtol": 1e-9, "atol": 1e-3}
    pd.testing.assert_frame_equal(reached(other), table, **close)
    pd.testing.assert_frame_equal(alone(other).loc[lost.index], lost, **close)
    names = list(shapes["id"])
    pd.testing.assert_frame_equal(
        overlaps(other, "population").loc[names, names], overlaps(pieces, "population"), **close
    )


def test_shapes_that_differ_by_rounding_only_are_one(areal):
    ring = shapely.Point(104, 30.6).buffer(0.3, quad_segs=64)
    several = {f"p{n}": shapely.transform(ring, lambda xy, n=n: xy + n * 1e-11) for n in range(5)}
    shapes = frame(**several)
    pieces = split(shapes, areal)
    people = overlaps(pieces, "population").to_numpy()
    held = hold(shapes, areal)["population"][0]
    assert people == pytest.approx(np.full((5, 5), held), rel=1e-9)
    assert alone(pieces)["population"].max() < 1e-3


def test_pieces_lie_in_their_places_and_nowhere_else(catalog, areal):
    shapes = rings_of(catalog, 35, ["chengdu", "jinniu", "deyang", "meishan"])
    outlines = shapes.to_crs(EQUAL_AREA).geometry.to_numpy()
    pieces = split(shapes, areal)
    assert len(pieces.member) > 6
    for piece, member in zip(pieces.shapes, pieces.member, strict=True):
        assert piece.is_valid
        for outline, inside in zip(outlines, member, strict=True):
            part = piece.intersection(outline).area / piece.area
            assert part == pytest.approx(float(inside), abs=1e-6)
    assert shapely.area(pieces.shapes).sum() == pytest.approx(
        shapely.union_all(outlines).area, rel=1e-9
    )


# --- faults ---


def test_a_place_twice_is_refused(catalog, areal):
    points = catalog.zones.loc[["chengdu", "deyang"], ["geometry"]]
    with pytest.raises(CatchmentError, match="several of chengdu, deyang; choose one radius"):
        split(rings(points, [10, 20]), areal)


def test_shapes_without_places_are_refused(areal):
    with pytest.raises(CatchmentError, match="expected a column id"):
        split(frame(a=WEST).drop(columns="id"), areal)


def test_shapes_in_another_system_are_refused(areal):
    with pytest.raises(CatchmentError, match="expected coordinates in EPSG:4490"):
        split(frame(a=WEST).to_crs(EQUAL_AREA), areal)


def test_an_unknown_measure_is_refused(areal):
    with pytest.raises(CatchmentError, match="expected one of inside_km2, population"):
        overlaps(split(frame(a=WEST), areal), "firms")


def test_reached_by_none_or_more_makes_no_table(areal):
    with pytest.raises(CatchmentError, match="expected 1 or more; got 0"):
        reached(split(frame(a=WEST), areal), most=0)
