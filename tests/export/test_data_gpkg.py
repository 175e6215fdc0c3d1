"""The GeoPackage of a View: layers, what fields mean, and how QGIS is to draw them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

import geo.maps
from geo.classify import Classes
from geo.errors import ExportError
from geo.export.data.content import gather
from geo.export.data.look import MARKED, NATIONAL, NO_DATA_FILL, NO_DATA_LINE, PROVINCIAL
from geo.export.data.qml import write_qml
from geo.maps import build
from geo.maps.areas import classes_of, codes_of
from geo.maps.builder import choose
from geo.presets import PRESETS
from geo.view import View, resolve
from tests.export.data_files import ALL, open_gpkg, render


@pytest.fixture(scope="module")
def opened(catalog, tmp_path_factory):
    """Return the paths of some files."""
    folder = tmp_path_factory.mktemp("gpkg")
    paths = {}
    for name in ("overview", "indicators", "platforms", "left_out", "pair", "quotient", "drive"):
        path = folder / f"{name}.gpkg"
        path.write_bytes(render(ALL[name], catalog, "gpkg"))
        paths[name] = path
    return paths


def styles_of(path):
    frame = pyogrio.read_dataframe(path, layer="layer_styles")
    return {
        (row.f_table_name, bool(row.useAsDefault)): ET.fromstring(row.styleQML)
        for row in frame.itertuples()
    }


def colour_of(symbol):
    """Return the colour of the first layer of a symbol, with its opacity."""
    props = {prop.get("k"): prop.get("v") for prop in symbol.find("layer").findall("prop")}
    *rgb, alpha = map(int, props["color"].split(","))
    return "#" + "".join(f"{part:02x}" for part in rgb), alpha / 255


def symbols_of(qml):
    return {symbol.get("name"): symbol for symbol in qml.find("renderer-v2/symbols")}


def areas_of(view, catalog):
    return next(layer.spec for layer in build(view, catalog).layers if layer.slot == "choropleth")


def test_areas_are_the_boundaries_of_the_catalogue(opened, catalog):
    frame = gpd.read_file(opened["indicators"], layer="areas").set_index("code")
    assert frame.crs.to_epsg() == 4490
    assert set(frame.geom_type) == {"MultiPolygon"}
    for code, shape in catalog.prefectures.geometry.items():
        assert frame.geometry[code].equals(shape)
    values = catalog.prefecture_values
    rows = values[(values["indicator"] == "hte_per_10k_pop") & (values["period"] == "2023")]
    held = rows.set_index("adcode")["value"]
    assert len(held) > 10
    for code, value in frame["value"].items():
        assert value == held[code] if code in held else np.isnan(value)


def test_zones_and_platforms_are_points_as_given(opened, catalog):
    zones = gpd.read_file(opened["indicators"], layer="zones").set_index("zone_id")
    assert (len(zones), zones.geometry.notna().sum()) == (24, 19)
    for zone, point in zones.geometry.dropna().items():
        assert point == catalog.zones.geometry[zone]
        assert zones["acc_km"][zone] == catalog.zones["coord_accuracy_m"][zone] / 1000
    platforms = gpd.read_file(opened["platforms"], layer="platforms").set_index("plat_id")
    placed = platforms.geometry.dropna()
    assert len(placed) == 111 == len(platforms)
    for one, point in placed.items():
        assert (point.x, point.y) == tuple(catalog.platforms.loc[one, ["lon_wgs84", "lat_wgs84"]])


def test_every_table_is_a_layer_and_is_listed(opened, catalog, tmp_path):
    content = gather(ALL["drive"], catalog)
    with open_gpkg(opened["drive"].read_bytes(), tmp_path) as (_, connection):
        listed = dict(connection.execute("SELECT table_name, data_type FROM gpkg_contents"))
        wanted = {table.name: "attributes" for table in content.tables}
        wanted |= {table.name: "features" for table in content.layers}
        wanted |= dict.fromkeys(("about", "sources", "layer_styles"), "attributes")
        assert listed == wanted
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        days = connection.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
        assert days == [("2026-11-22T00:00:00.000Z",)]
        kinds = connection.execute(
            "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns"
        ).fetchall()
        assert ("areas", "geom", "MULTIPOLYGON", 4490) in kinds
        assert ("zones", "geom", "POINT", 4490) in kinds
    for table in content.tables:
        frame = pyogrio.read_dataframe(opened["drive"], layer=table.name)
        assert len(frame) == len(table.rows)
        if table.shapes:
            assert frame.geometry.isna().sum() == table.shapeless


def test_every_field_has_its_head_in_the_table_of_the_standard(opened, catalog, tmp_path):
    content = gather(ALL["overview"], catalog)
    with open_gpkg(opened["overview"].read_bytes(), tmp_path) as (_, connection):
        rows = connection.execute(
            "SELECT table_name, column_name, name, title, description FROM gpkg_data_columns"
        ).fetchall()
        extensions = connection.execute(
            "SELECT extension_name FROM gpkg_extensions WHERE table_name = 'gpkg_data_columns'"
        ).fetchall()
        assert extensions == [("gpkg_schema",)]
        for table in content.tables:
            fields = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")} - {
                "fid",
                "geom",
            }
            assert {row[1] for row in rows if row[0] == table.name} == fields
    told = {(row[0], row[1]): row[2:] for row in rows}
    head = "高新技术企业数（家）"
    assert told["areas", "value"] == (head, head, "家")
    assert told["zones", "lon"] == ("经度（度）", "经度（度）", "度")


def test_the_credit_is_in_the_metadata(opened, tmp_path):
    with open_gpkg(opened["overview"].read_bytes(), tmp_path) as (_, connection):
        texts = connection.execute("SELECT metadata FROM gpkg_metadata").fetchall()
    assert texts
    for (text,) in texts:
        assert "边界数据来源：天地图（审图号：GS（2024）0650号）" in text
        assert "本图未经地图审核" in text
    about = pyogrio.read_dataframe(opened["overview"], layer="about")
    assert ("版式", "工作稿") in set(about.itertuples(index=False, name=None))


def test_qgis_finds_the_styles_where_it_looks(opened):
    frame = pyogrio.read_dataframe(opened["indicators"], layer="layer_styles")
    assert list(frame.columns) == [
        "f_table_catalog",
        "f_table_schema",
        "f_table_name",
        "f_geometry_column",
        "styleName",
        "styleQML",
        "styleSLD",
        "useAsDefault",
        "description",
        "owner",
        "ui",
        "update_time",
    ]
    assert set(frame["f_table_schema"]) == {""}
    assert set(frame["f_geometry_column"]) == {"geom"}
    assert frame["useAsDefault"].tolist() == [True, False, True, True]
    assert frame["f_table_name"].tolist() == ["areas", "areas", "zones", "science_cities"]
    assert frame["styleName"].str.len().max() <= 30
    assert set(frame["update_time"]) == {pd.Timestamp("2026-11-22")}


@pytest.mark.parametrize("name", ["indicators", "left_out", "quotient"])
def test_the_default_style_paints_each_area_as_the_map_does(opened, catalog, name):
    view, _ = resolve(ALL[name], catalog)
    spec = areas_of(view, catalog)
    drawn = dict(zip(codes_of(catalog, "prefecture"), spec["classes"], strict=True))
    qml = styles_of(opened[name])["areas", True]
    renderer = qml.find("renderer-v2")
    assert renderer.get("type") == "categorizedSymbol"
    assert renderer.get("attr") == "class"
    symbols = symbols_of(qml)
    painted = {
        category.get("value"): colour_of(symbols[category.get("symbol")])
        for category in renderer.find("categories")
    }
    frame = pyogrio.read_dataframe(opened[name], layer="areas")
    seen = set()
    for code, word in frame[["code", "class"]].itertuples(index=False):
        colour, alpha = painted[word]
        number = drawn[code]
        seen.add(min(number, 0))
        if number >= 0:
            assert colour == spec["colors"][number]
            assert alpha == pytest.approx(spec["opacity"], abs=0.003)
        elif number == -1:
            assert (colour, alpha) == (NO_DATA_FILL, 1)
        else:
            assert (colour, alpha) == (spec["left_out"], 1)
    assert seen >= {0, -1}
    # the legend's order: the highest class first, what has none last
    labels = [category.get("label") for category in renderer.find("categories")]
    legend = [
        entry["label"] for entry in spec["legend"]["entries"] if entry["color"] in spec["colors"]
    ]
    assert [label for label in labels if label in legend] == [
        one for one in legend if one in labels
    ]


@pytest.mark.parametrize("name", ["indicators", "left_out"])
def test_the_classes_by_numbers_have_the_bounds_of_the_map(opened, catalog, name):
    view, _ = resolve(ALL[name], catalog)
    spec = areas_of(view, catalog)
    selection = choose(view, catalog)
    classes = classes_of(selection, view, catalog)
    qml = styles_of(opened[name])["areas", False]
    renderer = qml.find("renderer-v2")
    assert renderer.get("type") == "graduatedSymbol"
    assert renderer.get("attr") == "value"
    ranges = renderer.find("ranges").findall("range")
    edges = [float(ranges[0].get("lower")), *(float(one.get("upper")) for one in ranges)]
    assert tuple(edges) == classes.edges
    for one, following in pairwise(ranges):
        assert one.get("upper") == following.get("lower")
    legend = {entry["color"]: entry["label"] for entry in spec["legend"]["entries"]}
    symbols = symbols_of(qml)
    for number, one in enumerate(ranges):
        colour, _ = colour_of(symbols[one.get("symbol")])
        assert colour == spec["colors"][number]
        assert one.get("label") == legend[colour]
    # as QGIS does: the first range that has the value
    for value, drawn in zip(selection.frame["value"], spec["classes"], strict=True):
        found = [
            number
            for number, one in enumerate(ranges)
            if float(one.get("lower")) <= value <= float(one.get("upper"))
        ]
        assert found[0] == drawn if drawn >= 0 else not found


def test_a_value_beyond_all_bounds_is_drawn_in_the_nearest_class(catalog):
    view = View(
        indicator="gdp_per_capita",
        period="2023",
        scheme="user",
        breaks=(50000.0, 60000.0, 80000.0),
        drawing="fill",
    )
    content = gather(view, catalog)
    grades = content.tables[0].look.grades
    values = [value for value in content.tables[0].column("value") if value is not None]
    assert min(values) < 50000
    assert max(values) > 80000
    assert grades.bounds == (min(values), 60000.0, max(values))
    assert grades.labels == ("50,000–60,000", "60,000–80,000")
    assert isinstance(classes_of(choose(view, catalog), view, catalog), Classes)


def test_nine_colours_are_told_by_both_words(opened, catalog):
    view, _ = resolve(ALL["pair"], catalog)
    spec = areas_of(view, catalog)
    drawn = dict(zip(codes_of(catalog, "prefecture"), spec["classes"], strict=True))
    styles = styles_of(opened["pair"])
    assert ("areas", False) not in styles
    qml = styles["areas", True]
    symbols = symbols_of(qml)
    painted = {
        one.get("value"): colour_of(symbols[one.get("symbol")])[0]
        for one in qml.find("renderer-v2/categories")
    }
    frame = pyogrio.read_dataframe(opened["pair"], layer="areas")
    for row in frame.itertuples():
        word = frame.loc[row.Index, "class"]
        if drawn[row.code] < 0:
            assert (word, painted[word]) == ("缺一项或两项", NO_DATA_FILL)
        else:
            assert painted[word] == spec["colors"][drawn[row.code]]
            assert word == f"A{row.level_a}、B{row.level_b}"


def test_circles_lie_over_the_economic_zones(opened, catalog):
    qml = styles_of(opened["overview"])["areas", True]
    assert qml.find("renderer-v2").get("attr") == "econ_zone"
    symbol = symbols_of(qml)["0"]
    kinds = [layer.get("class") for layer in symbol.findall("layer")]
    assert kinds == ["SimpleFill", "CentroidFill"]
    expression = symbol.find(".//Option[@name='expression']").get("value")
    values = catalog.prefecture_values
    rows = values[(values["indicator"] == "hte_count") & (values["period"] == "2023")]
    top = float(rows["value"].max())
    size = f'max(5.0, 88.0 * sqrt("value" / {top!r}))'
    assert expression == f'CASE WHEN "value" > 0 THEN {size} ELSE 0 END'


def test_points_have_the_signs_of_the_map(opened, catalog):
    script = (Path(geo.maps.__file__).parent / "static" / "atlas.js").read_text("utf-8")
    for colour in (NATIONAL, PROVINCIAL, MARKED, NO_DATA_FILL, NO_DATA_LINE):
        assert f"'{colour}'" in script
    qml = styles_of(opened["platforms"])["zones", True]
    assert qml.find("renderer-v2").get("attr") == 'concat("level", "mark")'
    symbols = symbols_of(qml)
    painted = {
        one.get("value"): symbols[one.get("symbol")] for one in qml.find("renderer-v2/categories")
    }
    frame = pyogrio.read_dataframe(opened["platforms"], layer="zones")
    shapes = {}
    for level, mark in frame[["level", "mark"]].fillna("").itertuples(index=False):
        symbol = painted[level + (mark or "")]
        props = {one.get("k"): one.get("v") for one in symbol.find("layer").findall("prop")}
        shapes[level] = props["name"], colour_of(symbol)[0]
        assert len(symbol.findall("layer")) == (2 if mark else 1)
    assert shapes == {"国家高新区": ("star", NATIONAL), "省级高新区": ("circle", PROVINCIAL)}
    groups = styles_of(opened["platforms"])["platforms", True]
    words = {one.get("value") for one in groups.find("renderer-v2/categories")}
    assert set(pyogrio.read_dataframe(opened["platforms"], layer="platforms")["group"]) <= words


def test_catchments_have_the_colours_of_their_steps(catalog):
    view = replace(PRESETS["catchments"], radii_km=(10.0, 30.0))
    content = gather(view, catalog)
    table = next(one for one in content.tables if one.name == "catchments")
    spec = next(layer.spec for layer in build(view, catalog).layers if layer.slot == "catchments")
    assert [c.symbol.line for c in table.look.categories] == [s["color"] for s in spec["styles"]]
    assert [c.value for c in table.look.categories] == ["10公里内", "30公里内"]
    assert set(table.column("within")) == {"10公里内", "30公里内"}
    # the larger ground lies below: it comes first
    assert table.column("step") == sorted(table.column("step"), reverse=True)


def test_no_ground_leaves_the_province(opened, catalog):
    province = catalog.prefectures.geometry.union_all()
    frame = gpd.read_file(opened["drive"], layer="catchments")
    assert len(frame) == 1  # one time, merged as on the map
    beyond = shapely.area(shapely.difference(frame.geometry.to_numpy(), province))
    assert beyond.max() < 1e-9
    against = gpd.read_file(opened["drive"], layer="against")
    assert len(against) == 24
    holdings = pyogrio.read_dataframe(opened["drive"], layer="holdings")
    assert len(holdings) == 24


def test_aliases_are_the_heads(opened, catalog):
    content = gather(ALL["indicators"], catalog)
    for table in content.layers:
        qml = styles_of(opened["indicators"])[table.name, True]
        aliases = {one.get("field"): one.get("name") for one in qml.find("aliases")}
        heads = {column.name: column.head for column in table.columns}
        assert {name: aliases[name] for name in heads} == heads
        assert aliases["source_ids"] == "来源编号"
        kind = qml.find("layerGeometryType").text
        assert kind == {"point": "0", "area": "2"}[table.form]


def test_every_style_is_well_formed_and_names_fields_that_are_there(catalog):
    for view in ALL.values():
        for table in gather(view, catalog, confirmed_states=True).layers:
            names = {column.name for column in table.columns}
            look = table.look
            assert set(look.columns) <= names
            words = [
                "".join(str(table.column(name)[row] or "") for name in look.columns)
                for row, shape in enumerate(table.shapes)
                if shape is not None
            ]
            known = {category.value for category in look.categories}
            assert {word for word in words if word} <= known
            root = ET.fromstring(write_qml(look, table.form, table.columns))
            symbols = symbols_of(root)
            used = [one.get("symbol") for one in root.iter("category")]
            assert set(used) <= set(symbols)
            if look.grades is not None:
                assert look.grades.column in names
                assert len(look.grades.bounds) == len(look.grades.symbols) + 1
                ET.fromstring(write_qml(look, table.form, table.columns, by_numbers=True))


def test_without_any_shape_there_is_no_file(catalog):
    # a zone alone whose point is guessed
    view = replace(PRESETS["eligibility"], case_zone="chengdu")
    assert gather(view, catalog).layers == ()
    for kind in ("gpkg", "geojson", "shp"):
        with pytest.raises(ExportError, match="shape"):
            render(view, catalog, kind)
    for kind in ("xlsx", "csv"):
        assert render(view, catalog, kind)
