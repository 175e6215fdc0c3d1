"""The GeoJSON of a View: RFC 7946, and the same shapes and values as the catalogue's."""

from __future__ import annotations

import io
import json

import geopandas as gpd
import pytest
import shapely

from geo.export.data.content import gather
from geo.presets import PRESETS
from tests.export.data_files import ALL, render


@pytest.fixture(scope="module")
def page(catalog):
    return json.loads(render(PRESETS["platforms"], catalog, "geojson"))


def rings_of(geometry):
    polygons = geometry["coordinates"]
    return [polygons] if geometry["type"] == "Polygon" else polygons


@pytest.mark.parametrize("name", ["overview", "platforms", "catchments", "drive"])
def test_it_is_as_the_standard_asks(catalog, name):
    text = render(ALL[name], catalog, "geojson").decode("utf-8")
    page = json.loads(text)
    assert page["type"] == "FeatureCollection"
    assert "crs" not in page
    assert "\ufeff" not in text[:1]
    for feature in page["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        if feature["geometry"] is None:
            continue
        shape = shapely.geometry.shape(feature["geometry"])
        west, south, east, north = shape.bounds
        assert 97 < west <= east < 109
        assert 26 <= south <= north < 35
        if feature["geometry"]["type"] == "Point":
            continue
        assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}
        assert shape.is_valid
        for outer, *holes in rings_of(feature["geometry"]):
            assert outer[0] == outer[-1]
            assert shapely.LinearRing(outer).is_ccw
            assert not any(shapely.LinearRing(hole).is_ccw for hole in holes)


def test_no_number_has_more_than_six_decimals(catalog):
    page = json.loads(
        render(PRESETS["indicators"], catalog, "geojson"), parse_float=lambda text: text
    )

    def numbers(value):
        if isinstance(value, list):
            for one in value:
                yield from numbers(one)
        else:
            yield value

    longest = 0
    shaped = [one["geometry"] for one in page["features"] if one["geometry"] is not None]
    for geometry in shaped:
        for text in numbers(geometry["coordinates"]):
            assert isinstance(text, str)
            longest = max(longest, len(text.partition(".")[2]))
    assert longest == 6


def test_features_name_their_layer(page, catalog):
    content = gather(PRESETS["platforms"], catalog)
    counts = {}
    for feature in page["features"]:
        name = feature["properties"]["layer"]
        counts[name] = counts.get(name, 0) + 1
    assert counts == {table.name: len(table.rows) for table in content.layers}
    bare = [one["properties"] for one in page["features"] if one["geometry"] is None]
    assert len(bare) == sum(table.shapeless for table in content.layers) > 0
    for properties in bare:
        assert not {"lon", "lat"} & {name for name, cell in properties.items() if cell is not None}
    assert set(page["fields"]) == set(counts)
    for feature in page["features"]:
        names = {"layer", *page["fields"][feature["properties"]["layer"]]}
        assert set(feature["properties"]) == names


def test_a_zone_at_a_guessed_point_is_there_without_one(page):
    (zone,) = [one for one in page["features"] if one["properties"].get("zone_id") == "chengdu"]
    assert zone["geometry"] is None
    assert zone["properties"]["name_zh"] == "成都高新技术产业开发区"
    assert zone["properties"]["located"] == "位置示意，坐标未导出"


def test_ground_says_how_well_its_center_is_known(catalog):
    found = json.loads(render(PRESETS["catchments"], catalog, "geojson"))["features"]
    ground = {
        one["properties"]["zone_id"]: one["properties"]["center"]
        for one in found
        if one["properties"]["layer"] == "catchments"
    }
    memory = catalog.zones["memory_for"].map(lambda names: "geometry" in (names or ()))
    assert set(ground) == set(catalog.zones.index[catalog.zones["level"] != "candidate"])
    for zone, said in ground.items():
        assert said == ("位置示意（待核实）" if memory[zone] else "已收录")


def test_title_sources_and_credit_stand_beside_the_features(page, catalog):
    assert page["title"] == "四川省高新区分布"
    assert page["credit"].splitlines() == [
        "边界数据来源：天地图（审图号：GS（2024）0650号），已简化并叠加专题内容",
        "本图未经地图审核，仅供内部研究，公开使用前须依法送审",
    ]
    listed = {source["id"]: source for source in page["sources"]}
    for feature in page["features"]:
        for one in feature["properties"]["source_ids"].split(";"):
            assert one in listed
    for one, source in listed.items():
        assert source["status"] == catalog.sources["status"][one]
    assert ["版式", "工作稿"] in page["about"]


def test_shapes_and_values_are_those_of_the_catalogue(catalog):
    frame = gpd.read_file(io.BytesIO(render(PRESETS["indicators"], catalog, "geojson")))
    areas = frame[frame["layer"] == "areas"].set_index("code")
    values = catalog.prefecture_values
    rows = values[(values["indicator"] == "hte_per_10k_pop") & (values["period"] == "2023")]
    held = rows.set_index("adcode")["value"].to_dict()
    assert len(areas) == 21
    for code, shape in catalog.prefectures.geometry.items():
        assert areas.geometry[code].symmetric_difference(shape).area < shape.area * 1e-5
        value = areas["value"][code]
        assert value == held[code] if code in held else value != value  # noqa: PLR0124
    zones = frame[frame["layer"] == "zones"].set_index("zone_id")
    for zone, point in zones.geometry.dropna().items():
        assert point.distance(catalog.zones.geometry[zone]) < 1e-6
