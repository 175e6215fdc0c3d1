"""Rings against the ellipsoid itself."""

from __future__ import annotations

import itertools
import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.catchment.limits import LONGEST_KM, SHORTEST_KM
from geo.catchment.ring import CORNERS, STRETCH, merge_rings, rings
from geo.crs import SICHUAN_ENVELOPE
from geo.errors import CatchmentError

GEOD = Geod(ellps="GRS80")
WEST, SOUTH, EAST, NORTH = SICHUAN_ENVELOPE
PLACES = st.tuples(st.floats(WEST, EAST), st.floats(SOUTH, NORTH))
RADII = st.floats(SHORTEST_KM, LONGEST_KM)


def points(*lonlat, ids=None):
    return gpd.GeoDataFrame(
        index=list(ids or range(len(lonlat))),
        geometry=[shapely.Point(pair) for pair in lonlat],
        crs=4490,
    )


def true_area_km2(lon, lat, radius_km, corners=20_000):
    """Return the area of the geodesic disc, by Karney's polygon with very many corners."""
    azimuths = np.linspace(0, 360, corners, endpoint=False)
    ones = np.ones(corners)
    lons, lats, _ = GEOD.fwd(lon * ones, lat * ones, azimuths, radius_km * 1000 * ones)
    area, _ = GEOD.polygon_area_perimeter(lons, lats)
    return abs(area) / 1e6


def test_the_truth_is_true():
    # a cap of the sphere of equal area, within the flattening of the earth
    radius = 6371.0072
    cap = 2 * math.pi * radius**2 * (1 - math.cos(100 / radius))
    assert true_area_km2(104, 30, 100) == pytest.approx(cap, rel=1e-4)


@settings(max_examples=60, deadline=None)
@given(PLACES, RADII)
def test_the_area_is_that_of_the_disc_to_a_two_thousandth(place, radius):
    found = rings(points(place), [radius])
    truth = true_area_km2(*place, radius)
    assert found["area_km2"][0] == pytest.approx(truth, rel=5e-4)
    # the outline itself, measured on the ellipsoid
    area, _ = GEOD.geometry_area_perimeter(found.geometry[0])
    assert area / 1e6 == pytest.approx(truth, rel=5e-4)


@settings(max_examples=40, deadline=None)
@given(PLACES, RADII)
def test_the_outline_stays_as_close_to_the_radius_as_is_said(place, radius):
    ring = rings(points(place), [radius]).geometry[0]
    assert len(ring.exterior.coords) == CORNERS + 1
    away = [
        GEOD.inv(*place, lon, lat)[2] / (radius * 1000) - 1
        for lon, lat in ring.exterior.coords[:-1]
    ]
    # by the series of √(x / sin x)
    assert away == pytest.approx([(2 * math.pi / CORNERS) ** 2 / 12] * CORNERS, rel=1e-2, abs=1e-9)
    # no point of a side is further off than the corners
    fine = shapely.get_coordinates(ring.exterior.segmentize(ring.length / CORNERS / 9))
    off = [GEOD.inv(*place, lon, lat)[2] / (radius * 1000) - 1 for lon, lat in fine]
    assert max(np.abs(off)) <= max(away) + 1e-9


@settings(max_examples=40, deadline=None)
@given(PLACES, RADII)
def test_the_area_is_the_disc_s_though_the_sides_are_straight(place, radius):
    ring = rings(points(place), [radius]).geometry[0]
    area, _ = GEOD.geometry_area_perimeter(ring)
    assert area / 1e6 == pytest.approx(true_area_km2(*place, radius), rel=2e-5)


@settings(max_examples=20, deadline=None)
@given(PLACES, PLACES, st.lists(RADII, min_size=1, max_size=3))
def test_corners_are_where_the_geodesics_in_all_directions_end(one, other, radii):
    # one half of a ring is drawn from the other, and all rings at once
    found = rings(points(one, other), radii)
    azimuths = -360 * np.arange(CORNERS + 1) / CORNERS
    for row, ((lon, lat), radius) in enumerate(itertools.product((one, other), radii)):
        ones = np.ones(CORNERS + 1)
        lons, lats, _ = GEOD.fwd(lon * ones, lat * ones, azimuths, STRETCH * radius * 1000 * ones)
        corners = shapely.get_coordinates(found.geometry[row])
        assert corners == pytest.approx(np.column_stack([lons, lats]), abs=1e-10)


def test_a_ring_is_one_sound_outline_with_its_ground_to_the_left():
    (ring,) = rings(points((104, 30)), [30]).geometry
    assert ring.is_valid
    assert ring.exterior.is_ccw
    assert ring.contains(shapely.Point(104, 30))


@settings(max_examples=40, deadline=None)
@given(PLACES, st.lists(st.integers(1, 150), min_size=2, max_size=4, unique=True))
def test_rings_nest(place, radii):
    shapes = list(rings(points(place), sorted(radii)).geometry)
    for inner, outer in itertools.pairwise(shapes):
        assert outer.contains(inner)


def test_one_row_per_place_and_radius_in_the_order_asked():
    found = rings(points((104, 30), (102, 29), ids=["b", "a"]), [30, 10])
    assert list(zip(found["id"], found["radius_km"], strict=True)) == [
        ("b", 30.0), ("b", 10.0), ("a", 30.0), ("a", 10.0),
    ]  # fmt: skip
    assert set(found["method"]) == {"ring"}
    assert found.crs.to_epsg() == 4490


def test_the_order_of_places_changes_nothing_else():
    one = rings(points((104, 30), (102, 29)), [20])
    other = rings(points((102, 29), (104, 30)), [20])
    assert list(one.geometry) == list(other.geometry)[::-1]


def test_merged_rings_count_shared_ground_once():
    apart = rings(points((104, 30), (102, 29)), [20, 30])
    merged = merge_rings(apart)
    assert list(merged["radius_km"]) == [20.0, 30.0]
    whole = apart.groupby("radius_km")["area_km2"].sum()
    assert list(merged["area_km2"]) == pytest.approx(list(whole), rel=1e-12)
    same = merge_rings(rings(points((104, 30), (104, 30)), [30]))
    assert same["area_km2"][0] == pytest.approx(math.pi * 900, rel=5e-4)


@pytest.mark.parametrize(
    "radius", [0, -30, float("nan"), float("inf"), LONGEST_KM + 1], ids=lambda r: f"{r}"
)
def test_a_radius_out_of_bounds_is_refused(radius):
    with pytest.raises(CatchmentError, match=r"radius: expected 0\.1 to 500 kilometres"):
        rings(points((104, 30)), [30, radius])


def test_nothing_to_draw_is_refused():
    with pytest.raises(CatchmentError, match="radius: expected at least one"):
        rings(points((104, 30)), [])
    with pytest.raises(CatchmentError, match="points: expected at least one"):
        rings(points(), [30])


@pytest.mark.parametrize(
    ("point", "said"),
    [
        (shapely.Point(116.4, 39.9), "'outside'"),
        (shapely.Point(30, 104), "'swapped'"),
        (shapely.Point(), "expected one point"),
        (None, "expected one point"),
        (shapely.box(104, 30, 105, 31), "expected one point"),
    ],
    ids=["elsewhere", "swapped", "empty", "missing", "area"],
)
def test_a_place_that_is_none_in_sichuan_is_refused(point, said):
    frame = gpd.GeoDataFrame(index=["zone"], geometry=[point], crs=4490)
    with pytest.raises(CatchmentError, match=said):
        rings(frame, [30])
