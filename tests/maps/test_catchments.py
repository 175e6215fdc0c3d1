"""The layer of catchments: what is drawn, where it ends, and what is said of it."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.catchment.ring import rings
from geo.catchment.study import Study, province_of
from geo.crs import area_km2
from geo.export.html import render_html
from geo.locale import translator
from geo.maps import build
from geo.maps.asked import answer
from geo.maps.catchments import colour_apart, outline_of
from geo.maps.geometry import decode_polygons, province_shape
from geo.presets import STARTS
from tests.hostile import PAYLOADS, PRODUCT, plant
from tests.pages import ReadPage, strings_in

VIEW = STARTS["catchments"]
DRIVE = replace(VIEW, catchment="drive", minutes=(30.0, 60.0, 90.0))


def layer(view, catalog, slot="catchments"):
    atlas = build(view, catalog)
    found = [one for one in atlas.layers if one.slot == slot]
    if not found:
        return None, None
    (one,) = found
    parts = {part.name: json.loads(part.text) for part in atlas.parts()}
    return one.spec, parts[one.spec["areas"]]


def shapes_of(part):
    return [decode_polygons(item["polygons"]) for item in part["items"]]


def title_of(catalog, zone, lang="zh"):
    return catalog.zones.loc[zone, f"name_{lang}"]


# --- what is drawn ---


def test_other_pages_have_no_catchments(catalog):
    assert layer(STARTS["overview"], catalog) == (None, None)
    assert layer(replace(VIEW, zone_levels=()), catalog) == (None, None)
    assert layer(replace(VIEW, catchment="2sfca"), catalog) == (None, None)


def test_every_zone_has_its_ring_inside_the_province(catalog):
    spec, part = layer(VIEW, catalog)
    assert spec["on"]
    assert len(part["items"]) == 24
    province = province_shape(catalog)
    whole = rings(catalog.zones[["geometry"]], [30.0]).set_index("id").geometry
    for item, shape in zip(part["items"], shapes_of(part), strict=True):
        zone = item["card"]["id"].removeprefix("zone:")
        expected = shapely.intersection(whole[zone], province)
        # the coding grid of 1e-4 degrees moves a vertex by up to 8 m
        assert area_km2([shape])[0] == pytest.approx(area_km2([expected])[0], rel=2e-3)
        outside = shapely.difference(shape, province)
        assert area_km2([outside])[0] < 0.05
        point = catalog.zones.geometry[zone]
        assert item["at"] == [round(point.x, 4), round(point.y, 4)]
    cut = [z for z, ring in whole.items() if not province.contains(ring)]
    assert "suining" in cut  # near the border: the test would be idle without one


def test_the_smaller_of_several_rings_lies_on_top(catalog):
    _, part = layer(replace(VIEW, radii_km=(10.0, 30.0, 50.0)), catalog)
    assert [item["style"] for item in part["items"]] == [2] * 24 + [1] * 24 + [0] * 24
    areas = area_km2(shapes_of(part))
    assert areas[:24].min() > areas[48:].max()


def test_isochrones_are_merged_into_bands_that_do_not_overlap(catalog):
    spec, part = layer(DRIVE, catalog)
    assert [item["style"] for item in part["items"]] == [2, 1, 0]
    far, middle, near = shapes_of(part)
    for outer, inner in pairwise((far, middle, near)):
        shared = shapely.intersection(shapely.make_valid(outer), shapely.make_valid(inner))
        assert area_km2([shared])[0] < 0.01 * area_km2([inner])[0]
    result = answer(
        Study("drive", tuple(catalog.zones.index[:24]), minutes=(30.0, 60.0, 90.0)), catalog
    )
    province = province_shape(catalog)
    for shapes, drawn in ((result.shapes, (near, middle, far)),):
        ground = 0.0
        for minutes, band in zip((30.0, 60.0, 90.0), drawn, strict=True):
            own = shapes.geometry[shapes["minutes"] == minutes].to_numpy()
            whole = area_km2([shapely.intersection(shapely.union_all(own), province)])[0]
            ground += area_km2([band])[0]
            assert ground == pytest.approx(whole, rel=3e-3)
    assert len(spec["legend"]["entries"]) == 3


def test_a_reader_may_ask_for_the_other_way_of_drawing(catalog):
    study = Study("drive", ("chengdu",))
    assert outline_of(VIEW, study) == "merged"
    assert outline_of(replace(VIEW, outline="each"), study) == "each"
    assert outline_of(replace(VIEW, outline="merged"), replace(study, method="ring")) == "merged"
    # service areas have nothing to merge
    assert outline_of(replace(VIEW, outline="merged"), replace(study, method="voronoi")) == "each"
    _, part = layer(replace(DRIVE, outline="each"), catalog)
    assert len(part["items"]) == 72


def test_service_areas_tile_the_province_and_neighbours_differ(catalog):
    spec, part = layer(replace(VIEW, catchment="voronoi"), catalog)
    shapes = shapes_of(part)
    assert area_km2(shapes).sum() == pytest.approx(area_km2([province_shape(catalog)])[0], rel=2e-3)
    colours = [spec["styles"][item["style"]]["fill"] for item in part["items"]]
    touching = 0
    for a, (one, first) in enumerate(zip(shapes, colours, strict=True)):
        for other, second in zip(shapes[a + 1 :], colours[a + 1 :], strict=True):
            border = shapely.intersection(one.buffer(1e-3), other.buffer(1e-3)).area
            if border > 1e-3:  # more than a corner
                touching += 1
                assert first != second
    assert touching > 20


def test_neighbours_are_told_apart():
    row = gpd.GeoDataFrame(geometry=[shapely.box(i, 0, i + 1, 1) for i in range(6)])
    assert all(a != b for a, b in pairwise(colour_apart(row, 6)))
    chess = gpd.GeoDataFrame(
        geometry=[shapely.box(x, y, x + 1, y + 1) for x in range(8) for y in range(8)]
    )
    found = np.array(colour_apart(chess, 6)).reshape(8, 8)
    assert (found[1:] != found[:-1]).all()
    assert (found[:, 1:] != found[:, :-1]).all()
    assert (found[1:, 1:] != found[:-1, :-1]).all()  # corners touch too
    empty = gpd.GeoDataFrame(geometry=[shapely.Polygon(), shapely.box(0, 0, 1, 1)])
    assert len(colour_apart(empty, 6)) == 2


def test_over_colours_there_are_outlines_only(catalog):
    view = replace(
        VIEW, theme="indicator", indicator="population_density_census2020", period="2020"
    )
    spec, _ = layer(view, catalog)
    assert {style["fill"] for style in spec["styles"]} == {""}
    assert all(style["casing"] for style in spec["styles"])
    plain, _ = layer(VIEW, catalog)
    assert all(style["fill"] for style in plain["styles"])


def test_shares_of_one_zone_are_not_hidden_by_who_is_strongest(catalog):
    view = replace(VIEW, catchment="huff", theme="reach", layers=(*VIEW.layers, "choropleth"))
    spec, _ = layer(view, catalog)
    assert all(style["fill"] for style in spec["styles"])
    spec, _ = layer(replace(view, huff_zone="chengdu"), catalog)
    assert {style["fill"] for style in spec["styles"]} == {""}
    without = tuple(name for name in view.layers if name != "choropleth")
    below = replace(view, huff_zone="chengdu", layers=without)
    assert all(style["fill"] for style in layer(below, catalog)[0]["styles"])


@pytest.mark.parametrize("method", ["ring", "drive", "voronoi_drive"])
def test_shapes_that_several_threads_read_are_not_prepared(catalog, method):
    # GEOS builds the index of a prepared shape while it is read: two readers may end the server
    layer(replace(VIEW, catchment=method, radii_km=(31.0,), minutes=(45.0,)), catalog)
    assert not shapely.is_prepared(province_shape(catalog))
    assert not shapely.is_prepared(province_of(catalog))
    assert not shapely.is_prepared(catalog.counties.geometry.to_numpy()).any()


def test_the_method_compared_with_is_a_layer_of_its_own(catalog):
    view = replace(VIEW, against="drive", minutes=(60.0,))
    atlas = build(view, catalog)
    slots = [one.slot for one in atlas.layers]
    assert slots.index("against") < slots.index("catchments")
    spec, part = layer(view, catalog, "against")
    assert {style["dash"] for style in spec["styles"]} == {"7 4"}
    assert {style["fill"] for style in spec["styles"]} == {""}
    assert len(part["items"]) == 1
    assert part["points"] == []


def test_a_layer_that_is_off_is_off(catalog):
    layers = tuple(name for name in VIEW.layers if name != "catchments")
    spec, _ = layer(replace(VIEW, layers=layers), catalog)
    assert spec["on"] is False


# --- what is said ---


def test_a_card_says_what_the_ring_holds(catalog):
    study = Study("ring", ("chengdu", "yibin"))
    view = replace(VIEW, catchment_zones=study.zones)
    held = answer(study, catalog).features.set_index("zone_id")
    _, part = layer(view, catalog)
    cards = {item["card"]["id"]: item["card"] for item in part["items"]}
    assert set(cards) == {"zone:chengdu", "zone:yibin"}
    for zone in study.zones:
        card = cards[f"zone:{zone}"]
        assert card["title"] == title_of(catalog, zone)
        rows = dict(card["rows"])
        people = held.loc[zone, "population"]
        assert rows["人口（2020年普查）"] == f"{people / 1e4:,.1f}万人"
        assert rows["创新平台（已收录）"] == f"{held.loc[zone, 'platforms']}个"
        assert rows["省内面积"] == f"{held.loc[zone, 'inside_km2']:,.0f}平方公里"
        assert rows["数据状态"] == "测算"
        assert "半径圈" in card["mark"]
        assert "30公里内" in card["mark"]


def test_a_card_of_several_steps_tells_the_people_of_each(catalog):
    view = replace(VIEW, catchment_zones=("chengdu",), radii_km=(10.0, 30.0))
    _, part = layer(view, catalog)
    first, second = part["items"]
    assert first["card"] == second["card"]
    rows = dict(first["card"]["rows"])
    held = answer(Study("ring", ("chengdu",), radii_km=(10.0, 30.0)), catalog).features
    for km, people in zip((10, 30), held["population"], strict=True):
        assert rows[f"{km}公里内"] == f"{people / 1e4:,.1f}万人"
    assert second["label"] == f"{title_of(catalog, 'chengdu')}、10公里内"


def test_a_band_says_whom_any_zone_reaches(catalog):
    _, part = layer(DRIVE, catalog)
    result = answer(
        Study("drive", tuple(catalog.zones.index[:24]), minutes=(30.0, 60.0, 90.0)), catalog
    )
    for item, step in zip(part["items"], reversed(result.steps), strict=True):
        inside = step.reached.iloc[1:].sum()
        rows = dict(item["card"]["rows"])
        assert rows["占全省人口"] == f"{inside['population_pct']:.1f}%"
        assert "id" not in item["card"]  # a band is no zone


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_coverage_says_from_which_zones_and_with_what_error(catalog, lang):
    t = translator(lang)
    for view in (VIEW, DRIVE, replace(VIEW, catchment="voronoi"), replace(VIEW, catchment="huff")):
        atlas = build(replace(view, lang=lang), catalog)
        notes = [
            note
            for one in atlas.layers
            if one.spec.get("legend") and one.slot in {"catchments", "choropleth"}
            for note in (one.spec["legend"].get("unit", ""), *one.spec["legend"].get("notes", ()))
        ]
        wanted = {"zh": "按已落图的24家测算（另有4家未落图）", "en": "another 4 are not on it"}[
            lang
        ]
        assert any(wanted in note for note in notes)
        assert wanted in atlas.page.title
        modelled = any("14" in note and ("模型" in note or "modelled" in note) for note in notes)
        assert modelled == (view.catchment in {"drive", "huff"})
    assert t("map.page_title", title="x")


def test_over_an_indicator_the_title_says_it_too(catalog):
    view = replace(VIEW, theme="indicator", indicator="gdp_per_capita", geography="prefecture")
    title = build(view, catalog).page.title
    assert title.startswith("四川省人均地区生产总值")
    assert "按已落图的24家测算（另有4家未落图）" in title


def test_with_an_official_list_nothing_is_said_of_missing_zones(catalog):
    held = catalog.zones["level_2020"].value_counts()
    plan = catalog.plan_counts.copy()
    # as if the plan had counted just the zones that are known
    for level in ("national", "provincial"):
        plan.loc[plan["id"] == f"zones-{level}-2020", "value"] = int(held[level])
    plan.loc[plan["id"] == "zones-total-2020", "value"] = int(held["national"] + held["provincial"])
    title = build(VIEW, replace(catalog, plan_counts=plan, digest="complete")).page.title
    assert "未落图" not in title
    assert "按已落图的24家测算" in title


def test_a_stand_in_is_marked_and_called_one(catalog):
    spec, part = layer(replace(VIEW, trial=("511902",)), catalog)
    (point,) = part["points"]
    name = catalog.counties.loc["511902", "name_zh"]
    assert point["label"] == f"模拟新增：{name}"
    assert any("不代表规划" in note for note in point["card"]["notes"])
    assert "id" not in point["card"]
    assert [e["sign"] for e in spec["legend"]["entries"]] == ["ground", "trial"]
    assert len(part["items"]) == 25


# --- safety and sameness ---


def test_the_same_view_gives_the_same_bytes(catalog):
    view = replace(DRIVE, against="ring", trial=("511902",))
    assert render_html(view, catalog) == render_html(view, catalog)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_names_are_text(catalog, lang):
    planted = plant(catalog, 3)
    for method in ("ring", "drive", "voronoi", "huff"):
        view = replace(VIEW, catchment=method, lang=lang, trial=("511902",))
        page = ReadPage(render_html(view, planted.catalog))
        assert page.unclosed == []
        assert page.handlers == []
        assert PRODUCT not in "".join(strings_in(page.payload["layers"]))
        held = strings_in(list(page.parts.values()))
        names = planted.catalog.zones[f"name_{lang}"]
        shown = [name for name in names if any(str(name) in text for text in held)]
        assert len(shown) >= 20
    assert len(PAYLOADS) >= 30


def test_numbers_of_the_map_are_numbers(catalog):
    _, part = layer(DRIVE, catalog)
    spots = np.array([item["at"] for item in part["items"]])
    assert np.isfinite(spots).all()
