"""What rings hold: by symmetry, by counting points, and that nobody is lost."""

from __future__ import annotations

import itertools
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.catchment.holdings import AMOUNTS, FORMULA, hold, prepare_land, weigh
from geo.catchment.ring import merge_rings, rings
from geo.crs import EQUAL_AREA, GEOGRAPHIC, SICHUAN_ENVELOPE, area_km2
from geo.errors import CatchmentError

PEOPLE_2020 = 83_674_866  # the census; the counties and the three development zones together
WEST, SOUTH, EAST, NORTH = SICHUAN_ENVELOPE


@pytest.fixture(scope="module")
def land(catalog):
    return prepare_land(catalog)


def frame(*shapes):
    return gpd.GeoDataFrame(geometry=list(shapes), crs=GEOGRAPHIC)


def two_counties(catalog, people=(1000, 500), urban=(400, 0)):
    """Return a catalogue with two square counties, mirror images about 104.5 E, and nothing else."""
    counties = catalog.counties[catalog.counties["kind"] == "county"].iloc[:2].copy()
    counties["population"] = people
    counties["population_urban"] = urban
    counties = counties.set_geometry(
        gpd.GeoSeries(
            [shapely.box(104, 30, 105, 31), shapely.box(104, 31, 105, 32)],
            index=counties.index,
            crs=GEOGRAPHIC,
        )
    )
    return replace(catalog, counties=counties)


def test_half_a_county_holds_half_its_people(catalog):
    # 104.5 E is the middle of the equal-area system: left and right of it mirror each other
    west = hold(frame(shapely.box(103, 29, 104.5, 33)), prepare_land(two_counties(catalog)))
    assert west["population"][0] == pytest.approx(500 + 250, rel=1e-12)
    assert west["population_urban"][0] == pytest.approx(200, rel=1e-12)
    assert west["population_outside"][0] == pytest.approx(750, rel=1e-12)
    assert west["counties"][0] == 2


def test_a_whole_county_is_held_whole_and_another_not_at_all(catalog):
    land = prepare_land(two_counties(catalog))
    # the lower county alone: its own outline, a little larger
    around = frame(catalog_box(land, 0))
    assert list(weigh(around, land)[0]) == pytest.approx([1, 0], abs=1e-9)
    assert list(weigh(frame(shapely.box(103, 29, 106, 33)), land)[0]) == [1, 1]
    assert list(weigh(frame(shapely.box(98, 27, 99, 28)), land)[0]) == [0, 0]


def catalog_box(land, number):
    """Return a county's own outline in degrees."""
    return gpd.GeoSeries([land.shapes[number]], crs=EQUAL_AREA).to_crs(GEOGRAPHIC)[0]


def test_an_empty_or_missing_shape_holds_nothing(catalog):
    found = hold(frame(shapely.Polygon(), None), prepare_land(two_counties(catalog)))
    assert list(found["population"]) == [0, 0]
    assert list(found["population_outside"]) == [1500, 1500]


def test_a_ring_against_points_thrown_at_the_counties(catalog, land):
    # brute force: even points in the equal-area system, each worth its county's density
    shapes = rings(catalog.zones.loc[["chengdu"], ["geometry"]], [30])
    ring = shapes.to_crs(EQUAL_AREA).geometry[0]
    west, south, east, north = ring.bounds
    step = 250.0
    xs = np.arange(west + step / 2, east, step)
    ys = np.arange(south + step / 2, north, step)
    x, y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    inside = shapely.contains_xy(ring, x, y)
    x, y = x[inside], y[inside]
    people = 0.0
    for number, shape in enumerate(land.shapes):
        if not shapely.box(*shape.bounds).intersects(ring):
            continue
        shapely.prepare(shape)
        hits = shapely.contains_xy(shape, x, y).sum()
        people += hits * step**2 * land.amounts[number, 0] / land.areas[number]
    assert hold(shapes, land)["population"][0] == pytest.approx(people, rel=5e-4)


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH)),
    st.floats(1, 300),
)
def test_inside_and_outside_make_the_province(land, place, radius):
    point = gpd.GeoDataFrame(index=["x"], geometry=[shapely.Point(place)], crs=GEOGRAPHIC)
    ring = rings(point, [radius])
    found = hold(ring, land)
    outline = ring.to_crs(EQUAL_AREA).geometry[0]
    # what is outside, measured by itself: the counties less the ring
    left = shapely.area(shapely.difference(land.shapes, outline)) / land.areas
    for number, name in enumerate(AMOUNTS):
        total = land.totals[number]
        assert found[name][0] + left @ land.amounts[:, number] == pytest.approx(total, rel=1e-9)
        assert found[name][0] + found[f"{name}_outside"][0] == pytest.approx(total, rel=1e-9)


def test_shapes_that_tile_the_province_hold_it_all(land):
    edges = np.linspace(97, 109, 13)
    tiles = frame(*[shapely.box(a, 25, b, 36) for a, b in itertools.pairwise(edges)])
    found = hold(tiles, land)
    assert found["population"].sum() == pytest.approx(land.totals[0], rel=1e-9)
    assert found["inside_km2"].sum() == pytest.approx(land.areas.sum() / 1e6, rel=1e-9)


def test_everybody_is_somewhere(catalog, land):
    assert land.totals[0] + land.unplaced["population"] == PEOPLE_2020
    assert land.unplaced_count == 3
    assert len(land.codes) == 183
    assert land.areas.sum() / 1e6 == pytest.approx(
        area_km2(catalog.prefectures.geometry.to_numpy()).sum(), rel=1e-6
    )


def test_rings_hold_more_as_they_grow_and_merged_ones_no_more_than_their_sum(catalog, land):
    two = catalog.zones.loc[["chengdu", "jinniu"], ["geometry"]]
    radii = [10, 20, 30, 50]
    shapes = rings(two, radii)
    held = hold(shapes, land).assign(id=shapes["id"], radius=shapes["radius_km"])
    for _, own in held.groupby("id"):
        assert list(own["population"]) == sorted(own["population"])
    merged = hold(merge_rings(shapes), land)["population"]
    apart = held.groupby("radius")["population"]
    assert (merged.to_numpy() <= apart.sum().to_numpy() * (1 + 1e-12)).all()
    assert (merged.to_numpy() >= apart.max().to_numpy() * (1 - 1e-12)).all()


def test_a_result_says_what_it_is(catalog, land):
    found = hold(rings(catalog.zones.iloc[:2][["geometry"]], [30]), land)
    assert set(found["status"]) == {"derived"}
    assert set(found["formula"]) == {FORMULA}
    assert set(found["period"]) == {"2020"}
    assert land.source_ids == ("C-CENSUS2020_COUNTIES", "C-TIANDITU_COUNTIES")


def test_a_share_is_never_more_than_all(catalog, land):
    shares = weigh(rings(catalog.zones[["geometry"]], [50, 150]), land)
    assert shares.min() == 0
    assert shares.max() == 1


def test_shapes_in_another_system_are_refused(land):
    with pytest.raises(CatchmentError, match="expected coordinates in EPSG:4490"):
        weigh(frame(shapely.box(104, 30, 105, 31)).to_crs(EQUAL_AREA), land)


def test_a_county_without_people_is_refused(catalog):
    counties = catalog.counties.copy()
    counties["population"] = counties["population"].astype(float)
    counties.loc["510104", "population"] = float("nan")
    with pytest.raises(CatchmentError, match="510104"):
        prepare_land(replace(catalog, counties=counties))
