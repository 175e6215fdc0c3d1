"""Service areas: every point of the province lies with the place that is nearest to it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.catchment import voronoi
from geo.catchment.drive import FITTED, Ground, drive_minutes, prepare_ground
from geo.catchment.voronoi import drive_service_areas, service_areas
from geo.crs import GEOGRAPHIC, area_km2
from geo.errors import CancelledError, CatchmentError
from geo.maps.geometry import province_shape


@pytest.fixture(scope="module")
def province(catalog):
    # of its own: contains_xy prepares what it is given, and this one others share
    return shapely.force_2d(province_shape(catalog))


@pytest.fixture(scope="module")
def zones(catalog):
    recognised = catalog.zones[catalog.zones["level"] != "candidate"]
    return recognised[["geometry"]].set_crs(GEOGRAPHIC, allow_override=True)


def scatter(province, number, seed):
    """Return points spread over the province."""
    rng = np.random.default_rng(seed)
    west, south, east, north = province.bounds
    lonlat = rng.uniform((west, south), (east, north), (number * 3, 2))
    inside = shapely.contains_xy(province, lonlat[:, 0], lonlat[:, 1])
    return lonlat[inside][:number]


def central_angles(lonlat, places):
    """Return the angle between points and places, by the haversine formula."""
    lon, lat = np.radians(lonlat).T
    other_lon, other_lat = np.radians(places).T
    a = (
        np.sin((lat[:, None] - other_lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(other_lat) * np.sin((lon[:, None] - other_lon) / 2) ** 2
    )
    return 2 * np.arcsin(np.sqrt(a))


def test_every_point_lies_with_its_nearest_place(zones, province):
    areas = service_areas(zones, province)
    assert areas["id"].tolist() == zones.index.tolist()
    lonlat = scatter(province, 3000, 7)
    angles = central_angles(lonlat, shapely.get_coordinates(zones.geometry.to_numpy()))
    ordered = np.sort(angles, axis=1)
    clear = ordered[:, 1] - ordered[:, 0] > 1e-6  # six metres from a border
    assert clear.sum() > 2900
    nearest = angles.argmin(axis=1)
    for number, shape in enumerate(areas.geometry):
        held = shapely.contains_xy(shape, lonlat[:, 0], lonlat[:, 1])
        np.testing.assert_array_equal(held[clear], (nearest == number)[clear])


def test_the_areas_share_out_the_province_without_rest(zones, province):
    areas = service_areas(zones, province)
    whole = area_km2([province])[0]
    assert areas["area_km2"].sum() == pytest.approx(whole, rel=1e-6)
    parts = areas.geometry.to_numpy()
    for a in range(len(parts)):
        for b in range(a):
            assert shapely.area(parts[a] & parts[b]) < 1e-9


def test_two_places_share_a_square_in_halves():
    square = shapely.box(103, 29, 105, 31)
    points = gpd.GeoDataFrame(
        index=["west", "east"],
        geometry=gpd.points_from_xy([103.5, 104.5], [30, 30]),
        crs=GEOGRAPHIC,
    )
    areas = service_areas(points, square).set_index("id")
    assert areas["area_km2"]["west"] == pytest.approx(areas["area_km2"]["east"], rel=1e-9)
    assert areas.geometry["west"].bounds == pytest.approx((103, 29, 104, 31), abs=2e-5)


def test_of_two_places_at_one_point_the_first_has_the_ground(zones, province):
    twice = gpd.GeoDataFrame(
        index=["a", "b", "c"],
        geometry=[zones.geometry.iloc[0], zones.geometry.iloc[1], zones.geometry.iloc[0]],
        crs=GEOGRAPHIC,
    )
    areas = service_areas(twice, province).set_index("id")
    assert areas.geometry["c"].is_empty
    assert areas["area_km2"]["a"] > 0
    assert service_areas(twice, province).equals(service_areas(twice, province))


def test_by_time_every_seat_lies_with_the_place_it_is_reached_from_soonest(
    catalog, zones, province
):
    some = zones.iloc[:6]
    areas = drive_service_areas(some, province, FITTED)
    seats = gpd.GeoDataFrame(
        index=catalog.prefectures.index,
        geometry=gpd.points_from_xy(
            catalog.prefectures["seat_lon_wgs84"], catalog.prefectures["seat_lat_wgs84"]
        ),
        crs=GEOGRAPHIC,
    )
    minutes = drive_minutes(some, seats, FITTED)
    compared = 0
    for code, seat in seats.geometry.items():
        first, second = np.sort(minutes[code])[:2]
        if second - first < 10:  # a cell is shared out whole
            continue
        compared += 1
        (holder,) = areas["id"][areas.geometry.contains(seat)]
        assert holder == minutes[code].idxmin(), code
    assert compared > 12
    whole = area_km2([province])[0]
    assert areas["area_km2"].sum() == pytest.approx(whole, rel=1e-7)
    parts = areas.geometry.to_numpy()
    assert shapely.is_valid(parts).all()
    rows, others = np.triu_indices(len(parts), 1)
    assert shapely.area(shapely.intersection(parts[rows], parts[others])).max() < 1e-9


def test_by_time_each_cell_lies_with_its_holder():
    real = prepare_ground()
    few = Ground(real.x[:7], real.y[:6], real.relief_km[:6, :7], real.cell_km)
    # a hole, cells that touch at a corner, a holder without ground
    holders = np.array(
        [
            [0, 0, 0, 1, 1, 1, 1],
            [0, 2, 0, 1, 0, 1, 1],
            [0, 0, 0, 1, 1, 0, 1],
            [4, 4, 4, 4, 4, 4, 4],
            [4, 1, 4, 4, 0, 0, 4],
            [4, 4, 4, 4, 0, 0, 4],
        ]
    )
    outlines = voronoi._outline(holders, 5, few)
    assert outlines[3].is_empty
    back = voronoi._mover(GEOGRAPHIC, voronoi.EQUAL_AREA)
    for number, outline in enumerate(outlines):
        assert outline.is_valid
        flat = shapely.transform(outline, back)
        x, y = np.meshgrid(few.x, few.y)
        np.testing.assert_array_equal(shapely.contains_xy(flat, x, y), holders == number)
        cells = (holders == number).sum()
        assert shapely.area(flat) / 1e6 == pytest.approx(cells * few.cell_km**2, rel=1e-9)


def test_by_time_work_tells_how_far_it_is_and_stops_when_cancelled(zones, province):
    told = []
    drive_service_areas(zones.iloc[:3], province, FITTED, told.append)
    assert told == pytest.approx([0, 1 / 3, 2 / 3, 1])

    def cancel(share):
        raise CancelledError(f"stopped at {share}")

    with pytest.raises(CancelledError, match="stopped at 0"):
        drive_service_areas(zones.iloc[:3], province, FITTED, cancel)


def test_by_time_of_two_places_at_one_point_the_first_has_the_ground(zones, province):
    twice = zones.iloc[[0, 1, 0]].set_axis(["a", "b", "c"])
    areas = drive_service_areas(twice, province, FITTED).set_index("id")
    assert areas.geometry["c"].is_empty
    assert areas["area_km2"]["c"] == 0
    without = drive_service_areas(twice.iloc[:2], province, FITTED).set_index("id")
    assert areas["area_km2"][["a", "b"]].equals(without["area_km2"])


def test_no_place_is_refused(zones, province):
    with pytest.raises(CatchmentError, match="at least one place"):
        service_areas(zones.iloc[:0], province)
