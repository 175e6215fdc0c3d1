from __future__ import annotations

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo import crs

WEST, SOUTH, EAST, NORTH = crs.SICHUAN_ENVELOPE
LON = st.floats(WEST, EAST)
LAT = st.floats(SOUTH, NORTH)


@given(LON, LAT)
def test_gcj02_round_trip(lon, lat):
    assert crs.gcj02_to_wgs84(*crs.wgs84_to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)


@given(LON, LAT)
def test_bd09_round_trip(lon, lat):
    bd09 = crs.gcj02_to_bd09(*crs.wgs84_to_gcj02(lon, lat))
    assert crs.bd09_to_wgs84(*bd09) == pytest.approx((lon, lat), abs=1e-9)


@given(LON, LAT)
def test_web_map_datums_shift_by_a_stated_size(lon, lat):
    gcj = crs.wgs84_to_gcj02(lon, lat)
    assert 100 < crs.geodesic_distance_m(lon, lat, *gcj) < 1000
    bd = crs.gcj02_to_bd09(*gcj)
    assert crs.geodesic_distance_m(lon, lat, *bd) < 2000


# the pairs that the public converters print in their documentation
def test_published_pair_wgs84_to_gcj02():
    expected = (116.41024449916938, 39.91640428150164)
    assert crs.wgs84_to_gcj02(116.404, 39.915) == pytest.approx(expected, abs=1e-12)


def test_published_pair_gcj02_to_bd09():
    expected = (116.41036949371029, 39.92133699351021)
    assert crs.gcj02_to_bd09(116.404, 39.915) == pytest.approx(expected, abs=1e-12)


def test_published_pair_bd09_to_gcj02():
    # printed by the closed form, which is not an exact inverse
    expected = (116.39762729119315, 39.90865673957631)
    assert crs.bd09_to_gcj02(116.404, 39.915) == pytest.approx(expected, abs=1e-6)


def test_amap_centre_of_chengdu(catalog):
    seat = catalog.prefectures.loc["510100"]
    expected = (seat["seat_lon_wgs84"], seat["seat_lat_wgs84"])
    assert crs.gcj02_to_wgs84(104.065735, 30.659462) == pytest.approx(expected, abs=1e-5)


def test_area_of_a_graticule_cell_against_the_closed_form():
    a, f = 6378137.0, 1 / 298.257222101
    e = math.sqrt(f * (2 - f))

    def authalic(phi):
        s = math.sin(math.radians(phi))
        return s / (2 * (1 - e * e * s * s)) + math.atanh(e * s) / (2 * e)

    expected = a * a * (1 - e * e) * math.radians(1.0) * (authalic(31) - authalic(30)) / 1e6
    # parallels are curves in the projection, so the cell needs many vertices
    cell = shapely.segmentize(shapely.box(104, 30, 105, 31), 0.001)
    assert crs.area_km2([cell])[0] == pytest.approx(expected, rel=1e-6)


def test_area_of_the_province(catalog):
    total = crs.area_km2(catalog.prefectures.geometry.to_numpy()).sum()
    assert total == pytest.approx(486_000, rel=0.005)


def test_area_does_not_depend_on_the_place():
    north = shapely.segmentize(shapely.box(103, 33, 103.1, 33.1), 0.01)
    geod = Geod(ellps="GRS80")
    assert crs.area_km2([north])[0] == pytest.approx(
        abs(geod.geometry_area_perimeter(shapely.segmentize(north, 1e-4))[0]) / 1e6, rel=1e-5
    )


def test_distance_of_one_degree_of_a_meridian():
    # 110.8 km at 30 degrees north: a (1 - e2) / (1 - e2 sin2)^1.5 at the middle
    assert crs.geodesic_distance_m(104, 29.5, 104, 30.5) == pytest.approx(110_852, abs=5)


def test_distance_to_area():
    area = shapely.box(104, 30, 105, 31)
    assert crs.distance_to_area_m(104.5, 30.5, area) == 0
    assert crs.distance_to_area_m(105, 30.5, area) == 0
    expected = crs.geodesic_distance_m(104.5, 29.9, 104.5, 30)
    dense = shapely.segmentize(area, 0.01)
    assert crs.distance_to_area_m(104.5, 29.9, dense) == pytest.approx(expected, rel=1e-4)


@given(LON, LAT)
def test_inside_the_envelope_nothing_is_wrong(lon, lat):
    assert crs.find_fault(lon, lat) is None
    assert crs.explain_coordinates(lon, lat) is None


@given(LON, LAT)
def test_swapped_is_recognised(lon, lat):
    assert crs.find_fault(lat, lon) == "swapped"


@pytest.mark.parametrize(
    ("lon", "lat", "fault"),
    [
        (30.66, 104.06, "swapped"),
        (-104.06, 30.66, "sign"),
        (104_063_230, 30_661_890, "unit_scaled"),
        (374_627_628, 110_382_804, "unit_scaled"),
        (18_404_000.0, 3_393_000.0, "unit_projected"),
        (404_000.0, 3_393_000.0, "unit_projected"),
        (1_040_346, 303_940, "unit_projected"),
        (float("nan"), 30.0, "unit_projected"),
        (math.inf, 30.0, "unit_projected"),
        (108.61, 30.0, "datum"),
        (116.4, 39.9, "outside"),
        (0.0, 0.0, "outside"),
    ],
)
def test_likely_cause(lon, lat, fault):
    assert crs.find_fault(lon, lat) == fault
    assert crs.explain_coordinates(lon, lat)


def test_envelope_holds_the_province(catalog):
    west, south, east, north = catalog.prefectures.total_bounds
    assert west >= WEST
    assert south >= SOUTH
    assert east <= EAST
    assert north <= NORTH
    assert (west - WEST, south - SOUTH, EAST - east, NORTH - north) < (0.1, 0.1, 0.1, 0.1)
