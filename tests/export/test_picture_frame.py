"""Between the ground and the page: scale, middle, north, extents."""

from __future__ import annotations

import math

import numpy as np
import pyproj
import pytest

from geo.export.picture.frame import SCREEN_PX, Box, fit_frame, look_frame, project, unproject

GEOD = pyproj.Geod(ellps="GRS80")
PAGE = Box(20, 40, 520, 440)
PROVINCE = [[26.05, 97.36], [34.32, 108.53]]


def albers(lon, lat):
    """Project by the textbook's formulas for a sphere of the ellipsoid's authalic radius."""
    radius = 6_371_007.18
    south, north, origin, middle = (math.radians(x) for x in (27, 33, 30, 104.5))
    n = (math.sin(south) + math.sin(north)) / 2
    c = math.cos(south) ** 2 + 2 * n * math.sin(south)

    def rho(phi):
        return radius * math.sqrt(c - 2 * n * math.sin(phi)) / n

    theta = n * (math.radians(lon) - middle)
    phi = math.radians(lat)
    return rho(phi) * math.sin(theta), rho(origin) - rho(phi) * math.cos(theta)


@pytest.mark.parametrize("place", [(104.07, 30.66), (97.5, 33.5), (108.4, 32.2), (102.0, 26.2)])
def test_maps_lie_in_the_equal_area_system_with_sichuan_s_parallels(place):
    x, y = project(np.array([place]))[0]
    expected = albers(*place)
    # a sphere is not the ellipsoid: it is out by up to half a percent from the origin
    assert math.dist((x, y), expected) < 0.006 * math.hypot(*expected) + 500
    assert unproject(np.array([[x, y]]))[0] == pytest.approx(place, abs=1e-9)


def test_a_length_along_the_parallel_is_true_in_the_middle():
    frame = fit_frame(PAGE, PROVINCE, 5)
    lon, lat = frame.middle_lonlat()
    for azimuth in (90, 0, 45):
        far_lon, far_lat, _ = GEOD.fwd(lon, lat, azimuth, 100_000)
        on_page = math.dist(frame.at(lon, lat), frame.at(far_lon, far_lat))
        assert on_page == pytest.approx(100_000 * frame.points_per_metre(), rel=0.01)


def test_the_whole_fits_and_touches_the_margin():
    frame = fit_frame(PAGE, PROVINCE, 5)
    (south, west), (north, east) = PROVINCE
    along = np.linspace(0, 1, 300)
    edge = [(west + a * (east - west), lat) for a in along for lat in (south, north)]
    edge += [(lon, south + a * (north - south)) for a in along for lon in (west, east)]
    points = np.array([frame.at(*place) for place in edge])
    low, high = points.min(axis=0), points.max(axis=0)
    inner = PAGE.grown(-5)
    assert low[0] >= inner.left - 0.05
    assert high[0] <= inner.right + 0.05
    assert low[1] >= inner.bottom - 0.05
    assert high[1] <= inner.top + 0.05
    fills = (high - low) / (inner.width, inner.height)
    assert max(fills) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize(
    ("lon", "lat", "zoom"), [(104.07, 30.66, 9.5), (101.7, 26.6, 8.0), (107.5, 31.2, 11.25)]
)
def test_an_extent_shows_the_middle_and_the_width_of_the_screen(lon, lat, zoom):
    frame = look_frame(PAGE, lon, lat, zoom)
    assert frame.at(lon, lat) == pytest.approx((270, 240))
    # the web map: its world is 256 * 2^zoom pixels round
    half = 180 * SCREEN_PX / (256 * 2**zoom)
    _, _, screen = GEOD.inv(lon - half, lat, lon + half, lat)
    ends = np.array([[PAGE.left, 240], [PAGE.right, 240]])
    (west, south), (east, north) = unproject(frame.ground(ends))
    _, _, paper = GEOD.inv(west, south, east, north)
    assert paper == pytest.approx(screen, rel=0.01)
    assert frame.zoom(PAGE.width / SCREEN_PX) == pytest.approx(zoom, abs=0.02)


@pytest.mark.parametrize(("lon", "sign"), [(98.0, 1), (104.5, 0), (108.0, -1)])
def test_north_leans_to_the_middle_meridian(lon, sign):
    frame = look_frame(PAGE, lon, 30, 9)
    x0, y0 = frame.at(lon, 30)
    x1, y1 = frame.at(lon, 30.2)
    lean = math.degrees(math.atan2(x1 - x0, y1 - y0))  # clockwise
    assert frame.north() == pytest.approx(-lean, abs=0.01)
    # west of the middle meridian north lies to the right, by half a degree a degree
    assert lean == pytest.approx(0.5 * (104.5 - lon), abs=0.15)
    assert np.sign(round(lean, 3)) == sign


def test_the_page_goes_back_to_the_ground():
    frame = look_frame(PAGE, 104, 30, 8)
    points = np.array([[20.0, 40.0], [100.0, 300.0]])
    assert frame.place(frame.ground(points)) == pytest.approx(points)
