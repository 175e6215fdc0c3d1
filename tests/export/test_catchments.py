"""Files of catchments opened again by stock readers, and held to the result they come from."""

from __future__ import annotations

import contextlib
import io
import json
import re
import sqlite3
import zipfile
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from geo.catchment.notes import list_notes
from geo.catchment.overlap import overlaps
from geo.catchment.result import compute
from geo.catchment.study import Study
from geo.catchment.travel import ModelTravel
from geo.errors import ExportError
from geo.export.catchments import (
    describe,
    list_coverage,
    render_geojson,
    render_gpkg,
    tabulate_left_out,
    title_of,
    write_catchments,
)
from geo.export.catchments_sheet import render_xlsx
from geo.locale import translator
from geo.maps.asked import measure_shares
from tests.hostile import as_shown, plant

THREE = ("chengdu", "yibin", "liangshan")
STUDIES = {
    "ring": Study("ring", THREE),
    "drive": Study("drive", THREE),
    "voronoi": Study("voronoi", THREE),
    "huff": Study("huff", THREE, size="platforms", cost="km"),
    "steps": Study("ring", THREE, radii_km=(10.0, 50.0)),
}
RENDERS = {"geojson": render_geojson, "gpkg": render_gpkg, "xlsx": render_xlsx}
ZH, EN = translator("zh"), translator("en")


@dataclass(frozen=True)
class OwnTravel(ModelTravel):
    """The model's times as an owner's."""

    @property
    def kind(self):
        return "table"

    @property
    def digest(self):
        return "own"

    @property
    def error_pct(self):
        return None


@pytest.fixture(scope="module")
def results(catalog):
    return {name: compute(study, catalog) for name, study in STUDIES.items()}


def numbers_of(part):
    if isinstance(part, float | int):
        yield part
    else:
        for one in part:
            yield from numbers_of(one)


def sheets_of(body):
    return openpyxl.load_workbook(io.BytesIO(body))


def rows_of(sheet):
    """Return the table below the title as a list of dictionaries by head."""
    _, head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# GeoJSON


@pytest.mark.parametrize("name", STUDIES)
def test_geojson_keeps_to_rfc_7946(results, name):
    body = render_geojson(results[name], ZH)
    assert not body.startswith(b"\xef\xbb\xbf")
    found = json.loads(body)
    assert found["type"] == "FeatureCollection"
    assert "crs" not in found
    for feature in found["features"]:
        assert set(feature) == {"type", "geometry", "properties"}
        assert feature["type"] == "Feature"
        shape = feature["geometry"]
        if shape is None:
            continue
        assert shape["type"] in {"Polygon", "MultiPolygon"}
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for outer, *holes in polygons:
            for ring, is_ccw in [(outer, True), *((hole, False) for hole in holes)]:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4
                assert shapely.is_ccw(shapely.LinearRing(ring)) == is_ccw
        for number in numbers_of(shape["coordinates"]):
            assert number == round(number, 6)
        lons, lats = shapely.get_coordinates(_read(shape)).T
        assert 90 < lons.min() < lons.max() < 112
        assert 22 < lats.min() < lats.max() < 38


def _read(shape):
    return shapely.geometry.shape(shape)


@pytest.mark.parametrize("name", STUDIES)
def test_geojson_holds_the_shapes_and_the_properties(results, name):
    result = results[name]
    found = json.loads(render_geojson(result, EN))["features"]
    assert len(found) == len(result.features)
    for feature, row in zip(found, result.features.itertuples(), strict=True):
        properties = feature["properties"]
        assert properties["zone_id"] == row.zone_id
        assert properties["population"] == row.population
        assert properties["hte_count_unknown_pct"] == row.hte_count_unknown_pct
        if feature["geometry"] is None:
            assert row.geometry.is_empty
            continue
        shape = _read(feature["geometry"])
        assert shapely.is_valid(shape)
        assert shape.symmetric_difference(row.geometry).area < 1e-5 * row.geometry.area
    if name == "huff":
        assert [feature["geometry"] is None for feature in found] == [False, True, True]


def test_geojson_says_what_it_is(results):
    found = json.loads(render_geojson(results["drive"], ZH))
    assert found["title"] == title_of(results["drive"], ZH)
    assert "按所选3家测算（已落图24家，另有4家未落图）" in found["title"]
    assert "模型测算，平均误差约14%，三州未校验" in found["title"]
    assert any("三州未校验" in note for note in found["notes"])
    assert "GS（2024）0650号" in found["credit"]
    assert "未经地图审核" in found["credit"]
    assert found["units"] == {
        "population": "人",
        "population_urban": "人",
        "gdp": "亿元",
        "hte_count": "家",
    }
    assert len(found["sources"]) > 10
    row = found["features"][0]["properties"]
    assert row["error_pct"] == 13.5
    assert row["travel_kind"] == "model"
    assert row["minutes"] == 60
    assert row["status"] == "derived"
    assert "radius_km" not in row


def test_geojson_opens_in_a_stock_reader(results, tmp_path):
    path = tmp_path / "x.geojson"
    write_catchments(results["ring"], path, ZH)
    found = gpd.read_file(path)
    assert list(found["zone_id"]) == list(THREE)
    assert found.crs.to_epsg() == 4326


def test_what_is_not_known_is_null(catalog):
    result = compute(Study("drive", THREE), catalog, OwnTravel())
    row = json.loads(render_geojson(result, ZH))["features"][0]["properties"]
    assert row["error_pct"] is None
    assert describe(result, ZH)["features"][0]["error_pct"] is None


# GeoPackage


@pytest.mark.parametrize("name", STUDIES)
def test_a_geopackage_opens_with_the_same_rows(results, name, tmp_path):
    path = tmp_path / "x.gpkg"
    write_catchments(results[name], path, ZH)
    found = gpd.read_file(path, layer="catchments")
    wanted = results[name].features
    assert found.crs.to_epsg() == 4490
    assert list(found.columns) == list(wanted.columns)
    assert list(found["zone_id"]) == list(wanted["zone_id"])
    for column in wanted.columns.drop("geometry"):
        for mine, theirs in zip(found[column], wanted[column], strict=True):
            if isinstance(theirs, str):
                assert mine == theirs, column
            elif theirs is None or np.isnan(theirs):
                assert mine is None or mine != mine, column  # noqa: PLR0124 - NaN
            else:
                assert mine == theirs, column
    for mine, theirs in zip(found.geometry, wanted.geometry, strict=True):
        assert mine.is_empty == theirs.is_empty
        assert mine.symmetric_difference(theirs).area < 1e-12


# XLSX


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", STUDIES)
def test_a_workbook_has_its_sheets_and_the_title_on_each(results, name, lang):
    t = translator(lang)
    book = sheets_of(render_xlsx(results[name], t))
    tabs = ["catchments", "reached", "left_out", "notes"]
    if name == "drive":
        tabs.insert(2, "within")
    if results[name].step is not None:
        tabs.insert(-1, "overlaps")
    assert book.sheetnames == [t(f"coverage.tab_{tab}") for tab in tabs]
    for sheet in book:
        assert sheet["A1"].value == title_of(results[name], t)
        assert sheet.freeze_panes is not None
        assert sheet.column_dimensions["A"].width > 7


def test_the_first_sheet_holds_numbers_under_heads_with_units(results):
    result = results["ring"]
    sheet = sheets_of(render_xlsx(result, ZH)).worksheets[0]
    rows = rows_of(sheet)
    assert len(rows) == len(result.features)
    for row, wanted in zip(rows, result.features.itertuples(), strict=True):
        assert row["编号"] == wanted.zone_id
        assert row["名称"] == wanted.name_zh
        assert row["级别"] == ZH(f"level.{wanted.level}")
        assert row["半径（公里）"] == 30
        assert row["范围面积（平方公里）"] == pytest.approx(wanted.area_km2)
        assert row["常住人口（人）"] == pytest.approx(wanted.population)
        assert row["地区生产总值（亿元）"] == pytest.approx(wanted.gdp)
        assert row["创新平台（个）"] == wanted.platforms
        assert row["状态"] == "测算"
        assert row["常住人口年份"] == "2020"
    heads = [cell.value for cell in sheet[2]]
    column = heads.index("常住人口（人）") + 1
    assert sheet.cell(3, column).number_format == "#,##0"
    assert sheet.cell(3, 1).number_format == "@"
    # a category that none of them holds has no column
    assert "国家实验室（个）" not in heads
    assert "国家重点实验室（个）" in heads


def test_a_lower_bound_says_so_in_its_cell(results):
    result = results["voronoi"]
    sheet = sheets_of(render_xlsx(result, ZH)).worksheets[0]
    column = [cell.value for cell in sheet[2]].index("高新技术企业数（家）") + 1
    told = [sheet.cell(row, column).number_format for row in range(3, 3 + len(result.features))]
    wanted = [
        '"超过 "#,##0.0' if one == "ge" else "#,##0.0"
        for one in result.features["hte_count_qualifier"]
    ]
    assert told == wanted
    assert len(set(told)) == 2


def test_the_second_sheet_adds_up_to_the_province(results):
    for name, steps in (("ring", 1), ("steps", 2), ("drive", 1)):
        result = results[name]
        rows = rows_of(sheets_of(render_xlsx(result, ZH)).worksheets[1])
        totals = [row for row in rows if row["覆盖的高新区（家）"] == "合计覆盖"]
        rows = [row for row in rows if row not in totals]
        assert [row["覆盖的高新区（家）"] for row in rows] == ["0", "1", "2", "3家及以上"] * steps
        for n, total in enumerate(totals):
            own = rows[4 * n + 1 : 4 * n + 4]
            assert total["常住人口（人）"] == pytest.approx(sum(r["常住人口（人）"] for r in own))
        people = sum(row["常住人口（人）"] for row in rows)
        assert people == pytest.approx(result.land.totals[0] * steps, rel=1e-9)
        assert sum(row["占全省比重（%）"] for row in rows) == pytest.approx(100 * steps)
    whole = rows_of(sheets_of(render_xlsx(results["voronoi"], ZH)).worksheets[1])
    assert whole[0]["常住人口（人）"] == 0
    assert [row["占全省比重（%）"] for row in whole] == pytest.approx([0, 100, 0, 0])
    none = sheets_of(render_xlsx(results["huff"], ZH)).worksheets[1]
    assert none["A3"].value == ZH("coverage.note_no_gap")


def test_the_third_sheet_ranks_the_counties_left_out(results):
    result = results["ring"]
    rows = rows_of(sheets_of(render_xlsx(result, ZH))["未覆盖县（市、区）"])
    wanted = result.steps[0].left_out
    assert [row["行政区划代码"] for row in rows] == list(wanted.index)
    assert [row["位次"] for row in rows] == list(range(1, len(wanted) + 1))
    lost = [row["未覆盖人口（人）"] for row in rows]
    assert lost == pytest.approx(list(wanted["population_left_out"]))
    assert lost == sorted(lost, reverse=True)
    for row in rows:
        whole = row["未覆盖人口占比（%）"] == pytest.approx(100)
        assert row["覆盖情况"] == ("未覆盖" if whole else "部分未覆盖")
    names = result.catalog.counties["name_zh"]
    assert [row["县（市、区）"] for row in rows] == [names[code] for code in wanted.index]


def test_times_of_counties_are_rounded_and_judged_by_their_error(results):
    result = results["drive"]
    rows = rows_of(sheets_of(render_xlsx(result, ZH))["未覆盖县（市、区）"])
    states = [row["覆盖情况"] for row in rows]
    assert set(states) == {"未覆盖", "临界"}
    assert states == sorted(states, key=["未覆盖", "临界"].index)
    people = [row["常住人口（人）"] for row in rows if row["覆盖情况"] == "未覆盖"]
    assert people == sorted(people, reverse=True)
    judged = result.judge_counties(result.steps[0])
    assert len(rows) == (judged["state"] != "covered").sum()
    for row in rows:
        minutes = row["最短行车时间（分钟，取整到5）"]
        assert minutes % 5 == 0
        exact = judged["minutes"][row["行政区划代码"]]
        assert abs(minutes - exact) <= 2.5
        if row["覆盖情况"] == "临界":
            assert abs(exact - 60) <= exact * 0.135
    assert rows[0]["最近的高新区"] in set(result.features["name_zh"])


def test_the_shares_within_minutes_are_those_of_the_model(results, catalog):
    rows = rows_of(sheets_of(render_xlsx(results["drive"], ZH))["行车时间内人口占比"])
    found = measure_shares(catalog, "areal")
    assert [row["距"] for row in rows] == ["任一国家高新区"] * 3 + ["任一高新区"] * 3
    shares = [row["占全省比重（%）"] for row in rows]
    assert shares == pytest.approx(found["share_pct"].tolist())
    for row in rows:
        low, high = row["按平均误差浮动：低（%）"], row["按平均误差浮动：高（%）"]
        assert low < row["占全省比重（%）"] < high
    told = describe(results["drive"], ZH)
    assert [one["share_pct"] for one in told["within"]] == pytest.approx(shares)
    assert describe(results["ring"], ZH)["within"] == []


def test_two_zones_that_overlap_are_a_row(results, catalog):
    near = compute(Study("ring", ("chengdu", "jinniu", "yibin")), catalog)
    rows = rows_of(sheets_of(render_xlsx(near, ZH))["两区重叠"])
    table = overlaps(near.steps[0].pieces, "population")
    names = catalog.zones["name_zh"]
    assert len(rows) == 1
    assert {rows[0]["高新区"], rows[0]["与之重叠的高新区"]} == {names["chengdu"], names["jinniu"]}
    both = table.loc["chengdu", "jinniu"]
    assert rows[0]["共同覆盖的人口（人）"] == pytest.approx(both)
    smaller = min(table.loc["chengdu", "chengdu"], table.loc["jinniu", "jinniu"])
    assert rows[0]["占后者覆盖人口（%）"] == pytest.approx(both / smaller * 100)


def test_a_simulated_place_never_passes_for_a_zone(catalog):
    result = compute(Study("ring", ("chengdu",), trial=("511902",)), catalog)
    book = sheets_of(render_xlsx(result, ZH))
    row = rows_of(book.worksheets[0])[1]
    assert row["名称"] == "模拟新增：巴州区"
    assert row["级别"] == "模拟新增"
    notes = [cell for line in book["说明与来源"].iter_rows(values_only=True) for cell in line]
    assert ZH("coverage.note_trial") in notes
    page = json.loads(render_geojson(result, ZH))
    assert page["features"][1]["properties"]["name_zh"] == "模拟新增：巴州区"
    assert page["features"][1]["properties"]["level"] == "simulated"
    assert ZH("coverage.note_trial") in page["notes"]


def test_service_areas_leave_nobody_out(results):
    assert tabulate_left_out(results["voronoi"]) == []
    sheet = sheets_of(render_xlsx(results["voronoi"], ZH))["未覆盖县（市、区）"]
    assert sheet["A3"].value == ZH("coverage.note_all_covered")


def test_the_last_sheet_cites_every_document_once(results):
    result = results["ring"]
    sheet = sheets_of(render_xlsx(result, ZH))["说明与来源"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if row[0] == "序号")
    assert rows[top] == ("序号", "题名", "发布单位", "日期", "状态", "网址")
    titles = [row[1] for row in rows[top + 1 :]]
    sources = result.catalog.sources
    documents = {
        sources["document"][one]
        for one in result.source_ids
        if sources["kind"][one] not in {"derived", "memory"}
    }
    assert len(titles) == len(documents) > 20
    assert all(titles)
    assert sources["title_zh"]["C-CENSUS2020_COUNTIES"] in titles
    texts = [row[1] for row in rows[:top] if row[1]]
    assert texts[: len(list_notes(result, ZH))] == list_notes(result, ZH)
    assert set(result.features["formula"]) <= set(texts)
    assert any("GS（2024）0650号" in text for text in texts)


# what all of them must be


@pytest.mark.parametrize("kind", RENDERS)
@pytest.mark.parametrize("name", ["ring", "drive", "huff"])
def test_the_same_question_gives_the_same_bytes(catalog, results, name, kind):
    again = compute(STUDIES[name], catalog)
    assert RENDERS[kind](again, ZH) == RENDERS[kind](results[name], ZH)


def test_a_geopackage_tells_no_time_of_its_making(results, tmp_path):
    path = tmp_path / "x.gpkg"
    write_catchments(results["ring"], path, ZH)
    with contextlib.closing(sqlite3.connect(path)) as base:
        told = base.execute("SELECT identifier, last_change FROM gpkg_contents").fetchall()
    assert told == [(title_of(results["ring"], ZH), "2026-11-22T00:00:00.000Z")]
    # GDAL is left as it was
    assert pyogrio.get_gdal_config_option("OGR_CURRENT_DATE") is None


def test_a_workbook_tells_no_time_of_its_making(results):
    body = render_xlsx(results["ring"], ZH)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        assert {info.date_time[:3] for info in parts.infolist()} == {(2026, 11, 22)}
        core = parts.read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core) == ["2026-11-22T00:00:00Z"] * 2


def test_plain_values_hold_what_was_asked_and_found(results):
    for name, result in results.items():
        told = describe(result, ZH)
        assert json.loads(json.dumps(told, allow_nan=False)) == told
        assert told["asked"]["zones"] == list(THREE)
        assert told["asked"]["method"] == result.study.method
        assert len(told["features"]) == len(result.features)
        assert told["province"]["population"]["value"] == result.land.totals[0]
        assert told["province"]["hte_count"]["missing"]
        assert (told["coverage"] == []) == (name == "huff")
    assert describe(results["ring"], ZH)["asked"]["radius_km"] == 30
    assert describe(results["huff"], ZH)["asked"]["decay"] == 2
    rows = describe(results["ring"], ZH)["coverage"]
    assert [(row["zones"], row["or_more"]) for row in rows] == [
        (0, False),
        (1, False),
        (2, False),
        (3, True),
    ]
    assert sum(row["population_pct"] for row in rows) == pytest.approx(100)
    assert {row["radius_km"] for row in list_coverage(results["steps"])} == {10, 50}


def test_an_unknown_suffix_and_a_missing_folder_are_refused(results, tmp_path):
    with pytest.raises(ExportError, match=r"\.geojson, \.gpkg, \.xlsx"):
        write_catchments(results["ring"], tmp_path / "x.shp", ZH)
    with pytest.raises(ExportError, match="does not exist"):
        write_catchments(results["ring"], tmp_path / "no" / "x.gpkg", ZH)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("shift", [0, 17, 34, 51])
def test_hostile_text_comes_back_as_text(catalog, shift, lang, tmp_path):
    planted = plant(catalog, shift)
    t = translator(lang)
    result = compute(Study("ring", (*THREE, "cand-pengshan")), planted.catalog)
    names = [as_shown(planted.texts["zones", f"name_{lang}"][zone]) for zone in result.study.zones]
    found = json.loads(render_geojson(result, t))
    assert [one["properties"][f"name_{lang}"] for one in found["features"]] == names
    path = tmp_path / "x.gpkg"
    write_catchments(result, path, t)
    assert list(gpd.read_file(path)[f"name_{lang}"]) == names
    book = sheets_of(render_xlsx(result, t))
    sheet = book.worksheets[0]
    shown = [sheet.cell(row, 2) for row in range(3, 3 + len(names))]
    for cell, name in zip(shown, names, strict=True):
        assert cell.value.split("§")[1] == name.split("§")[1]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value.lstrip().startswith(("=", "+", "@")):
                    assert cell.quotePrefix
