"""Drive times: closed forms on even ground, published times, and what every map of them keeps."""

import math
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.catchment import drive
from geo.catchment.calibration import calibrate
from geo.catchment.drive import FITTED, Ground, Model, drive_minutes, isochrones
from geo.catchment.travel import ModelTravel
from geo.crs import GEOGRAPHIC, geodesic_distance_m
from geo.errors import CancelledError, CatchmentError

TIMES = Path(__file__).parent.parent / "data" / "road_times_ziyang_2024.csv"


def at(**places):
    lonlat = list(places.values())
    points = gpd.points_from_xy([p[0] for p in lonlat], [p[1] for p in lonlat])
    return gpd.GeoDataFrame(index=list(places), geometry=points, crs=GEOGRAPHIC)


CHENGDU, MIANYANG, KANGDING = (104.06, 30.66), (104.74, 31.47), (101.96, 30.05)


@pytest.fixture
def real():
    """Give the ground as it is."""
    return drive.prepare_ground()


@pytest.fixture
def even(monkeypatch, real):
    """Give ground without any relief."""
    flat = replace(real, relief_km=np.zeros_like(real.relief_km))
    monkeypatch.setattr(drive, "prepare_ground", lambda: flat)
    return flat


def seats_of(catalog):
    seats = catalog.prefectures
    return gpd.GeoDataFrame(
        index=seats.index,
        geometry=gpd.points_from_xy(seats["seat_lon_wgs84"], seats["seat_lat_wgs84"]),
        crs=GEOGRAPHIC,
    )


def test_on_even_ground_the_way_is_the_straight_line(even):
    points = at(chengdu=CHENGDU, mianyang=MIANYANG, kangding=KANGDING)
    ways = drive.measure_pairs(points, points, even, 1.0)
    for a, p in points.geometry.items():
        for b, q in points.geometry.items():
            straight = geodesic_distance_m(p.x, p.y, q.x, q.y) / 1000
            # 32 directions, a door at each end, and the plane's own scale (1 %)
            assert straight * 0.985 - 0.01 <= ways.loc[a, b] <= straight * 1.03 + 2.5
    np.testing.assert_allclose(ways, ways.T, rtol=1e-9, atol=1e-9)
    assert np.diag(ways).tolist() == [0, 0, 0]


def test_time_follows_from_the_way_as_said():
    model = Model(speed_kmh=120, rugged=1, ends_min=20, local_kmh=40, error_pct=10)
    # 20 km at 40 km/h, then 120 km/h: both ends are used up after 20 km (10 min and 20 more)
    km = np.array([0, 10, 20, 140])
    assert model.minutes(km).tolist() == pytest.approx([0, 15, 30, 90])
    for distance in (0.0, 3.0, 19.9, 20.0, 21.0, 500.0):
        assert model.even_km(float(model.minutes(np.array(distance)))) == pytest.approx(distance)


def test_rugged_ground_is_slower_by_its_weight(even):
    rough = Ground(even.x, even.y, np.full(even.shape, 0.5), even.cell_km)
    points = at(chengdu=CHENGDU, mianyang=MIANYANG)
    easy = drive.measure_pairs(points, points, even, 3.0)
    hard = drive.measure_pairs(points, points, rough, 3.0)
    np.testing.assert_allclose(hard, easy * 2.5, rtol=1e-9)
    # a wall between them, as wide as what the relief is taken over, is gone round if shorter
    wall = np.zeros(even.shape)
    column = int(np.searchsorted(even.x, drive._place(points, even)[:, 0].mean()))
    wall[:, column - 2 : column + 3] = 1000.0
    over = drive.measure_pairs(points, points, Ground(even.x, even.y, wall, even.cell_km), 3.0).loc[
        "chengdu", "mianyang"
    ]
    wall[:40] = 0.0
    around = drive.measure_pairs(
        points, points, Ground(even.x, even.y, wall, even.cell_km), 3.0
    ).loc["chengdu", "mianyang"]
    assert easy.loc["chengdu", "mianyang"] < around < over


def test_an_isochrone_on_even_ground_is_a_disc(even):
    found = isochrones(at(chengdu=CHENGDU), [30, 60], FITTED)
    for row in found.itertuples():
        radius = FITTED.even_km(row.minutes)
        assert row.area_km2 == pytest.approx(math.pi * radius**2, rel=0.05)
        assert row.geometry.contains(shapely.Point(CHENGDU))
    assert found.geometry.iloc[1].contains(found.geometry.iloc[0])


def test_isochrones_hold_exactly_who_is_reached_in_time(catalog):
    points = seats_of(catalog)
    times = drive_minutes(points.loc[["510100", "510700"]], points, FITTED)
    found = isochrones(points.loc[["510100", "510700"]], [60, 120], FITTED)
    assert found["id"].tolist() == ["510100", "510100", "510700", "510700"]
    for row in found.itertuples():
        for code, minutes in times.loc[row.id].items():
            if abs(minutes - row.minutes) > 5:  # between two cells the outline is a straight line
                inside = row.geometry.contains(points.geometry[code])
                assert inside == (minutes < row.minutes), (row.id, code)
    assert (found["method"] == "drive").all()
    assert (found["error_pct"] == FITTED.error_pct).all()


@pytest.fixture(scope="module")
def fit(catalog):
    return calibrate(pd.read_csv(TIMES, dtype={"origin": str, "destination": str}), catalog)


def test_the_model_is_the_one_fitted_to_the_published_times(fit):
    assert fit.model.speed_kmh == pytest.approx(FITTED.speed_kmh, abs=0.05)
    assert fit.model.rugged == pytest.approx(FITTED.rugged)
    assert fit.model.ends_min == pytest.approx(FITTED.ends_min, abs=0.05)
    assert fit.model.error_pct == pytest.approx(FITTED.error_pct, abs=0.05)


def test_the_error_is_of_places_left_out_and_less_than_that_of_a_straight_line(fit, catalog):
    places = fit.places
    apart = (places["left_out"] - places["hours"]).abs() / places["hours"]
    assert apart.mean() * 100 == pytest.approx(fit.model.error_pct)
    assert apart.mean() > ((places["fitted"] - places["hours"]).abs() / places["hours"]).mean()
    seats = catalog.prefectures
    lon, lat = seats["seat_lon_wgs84"], seats["seat_lat_wgs84"]
    km = np.array(
        [
            geodesic_distance_m(lon["512000"], lat["512000"], lon[code], lat[code]) / 1000
            for code in places.index
        ]
    )
    hours = places["hours"].to_numpy()
    straight = []
    for number in range(len(km)):
        others = np.arange(len(km)) != number
        relative = np.column_stack([km, np.ones(len(km))])[others] / hours[others, None]
        solved = np.linalg.lstsq(relative, np.ones(others.sum()), rcond=None)[0]
        straight.append(abs(km[number] * solved[0] + solved[1] - hours[number]) / hours[number])
    assert apart.mean() < np.mean(straight)


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ([], "at least one time"),
        ([0], "above 0"),
        ([-5], "above 0"),
        ([float("nan")], "above 0"),
        ([601], "at most 600"),
    ],
)
def test_times_without_sense_are_refused(minutes, said):
    with pytest.raises(CatchmentError, match=said):
        isochrones(at(chengdu=CHENGDU), minutes, FITTED)


def test_places_elsewhere_are_refused():
    with pytest.raises(CatchmentError, match="expected a place in Sichuan"):
        isochrones(at(beijing=(116.4, 39.9)), [60], FITTED)
    with pytest.raises(CatchmentError, match="at least one place"):
        isochrones(at(chengdu=CHENGDU).iloc[:0], [60], FITTED)


def test_what_a_place_reaches_does_not_hang_on_the_other_places():
    # a way through the second would be a short cut for the first
    points = at(west=(104.06323, 30.66189), east=(104.14, 30.684), kangding=KANGDING)
    ground = drive.prepare_ground()
    together = list(drive.measure_ways(points, ground, 2.8))
    for number in range(len(points)):
        (alone,) = drive.measure_ways(points.iloc[[number]], ground, 2.8)
        np.testing.assert_array_equal(together[number], alone)
    (beyond,) = drive.measure_ways(points.iloc[[0]], ground, 2.8, longest_km=50)
    np.testing.assert_array_equal(beyond, np.where(together[0] <= 50, together[0], np.inf))


def test_ways_are_the_same_from_whichever_side_they_are_searched():
    many = at(chengdu=CHENGDU, mianyang=MIANYANG, kangding=KANGDING)
    few = many.loc[["mianyang", "chengdu"]]
    ground = drive.prepare_ground()
    there, back = (
        drive.measure_pairs(few, many, ground, 2.8),
        drive.measure_pairs(many, few, ground, 2.8),
    )
    assert list(back.index) == list(many.index)
    assert list(back.columns) == list(few.index)
    np.testing.assert_allclose(back, there.T, rtol=1e-12)


def test_a_place_more_searches_for_its_own_ways_only(monkeypatch):
    searched = []
    real = drive._search
    monkeypatch.setattr(drive, "_search", lambda *given: searched.append(1) or real(*given))
    points = at(a=(103.1234, 30.1), b=(103.2345, 30.2), c=(103.3456, 30.3), d=(103.4, 30.4))
    first = drive_minutes(points.iloc[:2], points, FITTED)
    assert len(searched) == 2
    more = drive_minutes(points.iloc[:3], points, FITTED)
    assert len(searched) == 3
    pd.testing.assert_frame_equal(more.iloc[:2], first)


def test_the_nearest_place_is_the_one_with_the_shortest_way(catalog, real, even):
    points = seats_of(catalog)
    twice = pd.concat([points.iloc[:4], points.iloc[:2], points.iloc[4:]])
    step = even.cell_km * 1000
    # on middles of one row of even ground: the cells between them are as far from both
    row, columns = 150, (100, 120)
    lon, lat = drive._to_degrees().transform(
        even.x[list(columns)] + step / 2, even.y[[row, row]] - step / 2
    )
    mirrored = at(east=(lon[1], lat[1]), west=(lon[0], lat[0]))
    for places, ground, rugged in (
        (twice, real, 2.8),
        (mirrored, even, 1.0),
        (mirrored.iloc[::-1], even, 1.0),
    ):
        ways = np.stack(list(drive.measure_ways(places, ground, rugged)))
        # of ways that are equal but for rounding the first place's counts
        expected = (ways <= ways.min(axis=0) + 1e-5).argmax(axis=0)
        found = drive.find_nearest(places, ground, rugged)
        np.testing.assert_array_equal(found, expected)
    (tied,) = np.unique(drive.find_nearest(mirrored, even, 1.0)[:, sum(columns) // 2 + 1])
    assert tied == 0


WORK = {
    "areas": lambda points, progress: isochrones(points, [30, 60], FITTED, progress),
    "areas of a travel": lambda points, progress: ModelTravel().areas(points, [30], progress),
    "minutes": lambda points, progress: drive_minutes(points, points, FITTED, progress),
    "minutes of a travel": lambda points, progress: ModelTravel().minutes(points, points, progress),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK.keys())
def test_work_tells_how_far_it_is_and_stops_when_cancelled(work):
    points = at(chengdu=CHENGDU, mianyang=MIANYANG, kangding=KANGDING)
    told = []
    work(points, told.append)
    assert told == sorted(told)
    assert told[0] == 0
    assert told[-1] == 1
    assert len(told) == len(points) + 1
    heard = []

    def cancel(share):
        heard.append(share)
        if share > 0:
            raise CancelledError("stopped")

    with pytest.raises(CancelledError):
        work(points, cancel)
    assert heard == told[:2]
