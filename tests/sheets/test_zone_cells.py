"""Zones: one row each, new ones without an id; and when the list is complete."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata

import pytest
import shapely

from geo.catalog import load_catalog
from geo.crs import gcj02_to_bd09, geodesic_distance_m, wgs84_to_gcj02
from geo.locale import translator
from geo.maps.points import zones_honesty
from geo.sheets import check_sheet, make_overlay
from geo.summary import tally_zones
from tests.hostile import PAYLOADS
from tests.sheets.conftest import Sheet, errors, only
from tests.sheets.test_round_trip import save

NEW = {
    "name_zh": "测试高新区一",
    "level": "省级高新区",
    "prefecture": "雅安市",
    "counties": "雨城区",
}
YAAN = (103.0, 29.99)


def made(result, catalog):
    """The feature of the one new zone."""
    files = make_overlay(result, catalog, None)
    features = json.loads(files["zones.geojson"])["features"]
    (feature,) = [f for f in features if f["id"].startswith("own-")]
    return feature


def test_a_new_zone(shipped, zones):
    zones.add(
        **NEW,
        recognised="2019-05",
        recognised_doc="川府函〔2019〕1号",
        area_ha="1,200",
        bounds="东至一路，西至二路",
        industries="电子信息；新材料（特钢、锂电材料）、装备制造",
    )
    result = zones.read()
    assert result.problems == ()
    zone = made(result, shipped)["properties"]
    assert zone["name_zh"] == "测试高新区一"
    assert zone["level_2020"] == "provincial"
    assert (zone["recognised"], zone["level_asof"]) == ("2019-05", "2020-12-31")
    assert (zone["prefecture_code"], zone["county_codes"]) == ("511800", ["511802"])
    assert zone["approved_area_ha"] == 1200
    assert zone["industries_zh"] == ["电子信息", "新材料（特钢、锂电材料）", "装备制造"]
    assert "【认定文号】川府函〔2019〕1号" in zone["remark_zh"]
    assert "【四至】东至一路，西至二路" in zone["remark_zh"]
    assert zone["source_ids"][0].startswith("U-")
    assert zone["memory_for"] == []


def test_without_a_point_the_mark_stands_in_the_county_and_says_how_far_off(shipped, zones):
    zones.add(**NEW)
    feature = made(zones.read(), shipped)
    lon, lat = feature["geometry"]["coordinates"]
    area = shipped.counties.geometry["511802"]
    assert area.distance(shapely.Point(lon, lat)) == 0
    far = max(geodesic_distance_m(lon, lat, x, y) for x, y in area.convex_hull.exterior.coords)
    accuracy = feature["properties"]["coord_accuracy_m"]
    assert far <= accuracy <= far + 1000
    assert feature["properties"]["coord_status"] == "derived"


@pytest.mark.parametrize(
    "datum", ["WGS84/CGCS2000", "GCJ-02（高德、腾讯）", "BD-09（百度）", "gcj02"]
)
def test_the_datum_is_heeded(shipped, zones, datum):
    lon, lat = YAAN
    if not datum.startswith("WGS"):
        lon, lat = wgs84_to_gcj02(lon, lat)
    if datum.startswith("BD"):
        lon, lat = gcj02_to_bd09(lon, lat)
    zones.add(**NEW, lon=lon, lat=lat, datum=datum, accuracy_m=500)
    feature = made(zones.read(), shipped)
    assert geodesic_distance_m(*YAAN, *feature["geometry"]["coordinates"]) < 0.2
    assert feature["properties"]["coord_method"] == "as_supplied"
    assert feature["properties"]["coord_status"] == "reported"
    assert feature["properties"]["coord_accuracy_m"] == 500


@pytest.mark.parametrize(
    ("lon", "lat", "word"),
    [
        (29.99, 103.0, "颠倒"),
        (103_000_000, 29_990_000, "倍数"),
        (500_000, 3_300_000, "投影"),
        (-103.0, 29.99, "负号"),
        (116.4, 39.9, "不在四川"),
        (104.06, 30.66, "成都市"),  # in Sichuan, in another prefecture
    ],
)
def test_a_point_elsewhere_tells_the_likely_cause(zones, lon, lat, word):
    row = zones.add(**NEW, lon=lon, lat=lat, datum="WGS84/CGCS2000", accuracy_m=500)
    problem = only(zones.read())
    assert word in problem.expected
    assert problem.cell == f"高新区!P{row}"


@pytest.mark.parametrize(
    ("values", "column", "word"),
    [
        ({"lon": 103.0}, "lat", "同时"),
        ({"lon": 103.0, "lat": 29.99, "accuracy_m": 500}, "datum", "坐标系"),
        ({"lon": 103.0, "lat": 29.99, "datum": "WGS84/CGCS2000"}, "accuracy_m", "误差"),
        ({"lon": 103.0, "lat": 29.99, "datum": "北京54", "accuracy_m": 5}, "datum", "坐标系"),
        ({"level": "市级高新区"}, "level", "级别"),
        ({"level": None}, "level", "必填"),
        ({"prefecture": "重庆市"}, "prefecture", "21个"),
        ({"counties": "武侯区"}, "counties", "雅安市"),
        ({"counties": None}, "counties", "至少填一项"),
        ({"recognised": "2031-01-01"}, "recognised", "今天"),
        ({"recognised": "春天"}, "recognised", "真实日期"),
        ({"recognised": "2021-05-01"}, "recognised", "名单截止"),
        ({"recognised": "2019", "upgraded": "2018"}, "recognised", "批复"),
        ({"area_ha": 12_000_000}, "area_ha", "公顷"),
        ({"area_ha": "=1+1"}, "area_ha", "公式"),
        ({"bounds": "长" * 601}, "bounds", "600"),
        ({"level_2020": "市级"}, "level_2020", "级别"),
    ],
)
def test_each_column_says_what_it_wants(zones, values, column, word):
    row = zones.add(**(NEW | values))
    problem = only(zones.read())
    tab = zones.tab()
    assert problem.cell == f"高新区!{tab.cell(row, zones.column(tab, column)).coordinate}"
    assert word in problem.expected


def test_rows_that_are_one_zone_twice(zones):
    first = zones.add(**NEW)
    second = zones.add(**(NEW | {"name_zh": "测试高新区 一"}))
    assert f"第{first}行" in only(zones.read()).expected
    tab = zones.tab()
    tab.cell(second, 2).value = "资阳高新技术产业园区"
    held = zones.row(tab, "ziyang")
    assert f"第{held}行" in only(zones.read()).expected
    tab.delete_rows(held)
    assert "ziyang" in only(zones.read()).expected


def test_an_unknown_id_and_a_repeated_one(zones):
    tab = zones.tab()
    row = zones.row(tab, "ziyang")
    tab.cell(row, 1).value = "atlantis"
    assert "编号" in only(zones.read()).expected
    tab.cell(row, 1).value = "xindu"
    assert any("第" in expected for _, expected in errors(zones.read()))


def test_a_missing_column_and_an_unverified_list(zones):
    tab = zones.tab()
    tab.delete_cols(zones.column(tab, "datum"))
    assert "datum" in only(zones.read()).got


def test_an_unverified_list_cannot_change_the_number_of_zones(zones):
    zones.source(status="待核实").add(**NEW)
    assert "待核实" in only(zones.read()).expected


def test_a_list_needs_its_day(zones):
    zones.source(list_date=None).add(**NEW)
    assert "名单截止日期" in only(zones.read()).expected


def test_a_point_given_is_no_longer_from_memory(shipped, zones, tmp_path):
    zones.set("jinniu", "lon", 104.02).set("jinniu", "lat", 30.72)
    zones.set("jinniu", "datum", "WGS84/CGCS2000").set("jinniu", "accuracy_m", 800)
    result = zones.read()
    files = make_overlay(result, shipped, None)
    catalog = load_catalog(save(files, tmp_path / "own"))
    row = catalog.zones.loc["jinniu"]
    assert row["memory_for"] == ()
    assert (row["coord_status"], row["coord_accuracy_m"]) == ("reported", 800)
    assert row["level_2020"] == shipped.zones["level_2020"]["jinniu"]
    untouched = shipped.zones.index.difference(["jinniu"])
    assert (
        catalog.zones.loc[untouched]
        .drop(columns="geometry")
        .equals(shipped.zones.loc[untouched].drop(columns="geometry"))
    )


@pytest.mark.parametrize(
    ("list_date", "values", "level_2020"),
    [
        ("2020-12-31", {}, "provincial"),  # by the list
        ("2020", {}, "provincial"),
        ("2022-04-01", {}, None),  # a later list says nothing of 2020
        ("2022-04-01", {"recognised": "2020-12-31"}, "provincial"),
        ("2022-04-01", {"recognised": "2021-01-01"}, "none"),
        ("2022-04-01", {"recognised": "2020"}, "provincial"),
        ("2022-04-01", {"level": "国家高新区", "upgraded": "2020-12-31"}, "national"),
        (
            "2022-04-01",
            {"level": "国家高新区", "recognised": "2018", "upgraded": "2021-06"},
            "provincial",
        ),
        ("2022-04-01", {"level": "国家高新区", "upgraded": "2021-06"}, None),
        ("2020-12-31", {"level": "国家高新区"}, "national"),
        ("2022-04-01", {"level_2020": "省级高新区"}, "provincial"),
        ("2020-12-31", {"level": "历史资料提及（未认定）"}, None),
    ],
)
def test_the_level_of_2020(shipped, zones, list_date, values, level_2020):
    zones.source(list_date=list_date).add(**(NEW | values))
    result = zones.read()
    assert result.ready, result.problems
    assert made(result, shipped)["properties"]["level_2020"] == level_2020


def test_an_older_list_does_not_change_a_level_known_later(zones):
    zones.set("chengdu", "level", "省级高新区")
    assert "2023-11-26" in only(zones.read()).expected


FOUR = [
    {
        "name_zh": f"测试高新区{number}",
        "level": "省级高新区",
        "prefecture": place,
        "counties": county,
    }
    for number, place, county in (
        ("甲", "雅安市", "雨城区"),
        ("乙", "巴中市", "巴州区"),
        ("丙", "广元市", "利州区"),
        ("丁", "乐山市", "五通桥区"),
    )
]


def with_list(shipped, folder, count=4, lang="zh"):
    """A catalogue under an overlay made of an imported list with fictitious rows."""
    sheet = Sheet("zones", shipped, lang).source(list_date="2020-12-31")
    for zone in FOUR[:count]:
        sheet.add(**zone)
    result = check_sheet(sheet.read(), shipped, None, lang)
    assert result.ready, result.problems
    return load_catalog(save(make_overlay(result, shipped, None), folder)), result


def test_a_list_of_26_is_complete(shipped, tmp_path):
    before = tally_zones(shipped)
    assert (before.counted, before.identified) == (26, 22)
    catalog, result = with_list(shipped, tmp_path / "own")
    assert result.problems == ()
    after = tally_zones(catalog)
    assert (after.counted, after.identified) == (26, 26)
    assert (after.counted_national, after.identified_national) == (8, 8)
    assert len(catalog.zones) == len(shipped.zones) + 4


def test_three_of_four_are_not_yet_complete(shipped, tmp_path):
    catalog, _ = with_list(shipped, tmp_path / "own", 3)
    assert tally_zones(catalog).identified == 25


def test_a_list_of_27_is_doubted(shipped, tmp_path):
    sheet = Sheet("zones", shipped).source(list_date="2020-12-31")
    for zone in [*FOUR, FOUR[0] | {"name_zh": "测试高新区戊"}]:
        sheet.add(**zone)
    result = check_sheet(sheet.read(), shipped, None, "zh")
    assert any("26家" in problem.expected for problem in result.problems)
    catalog = load_catalog(save(make_overlay(result, shipped, None), tmp_path / "own"))
    assert tally_zones(catalog).identified == 27


@pytest.mark.parametrize("name", sorted(set(PAYLOADS) - {"surrogate_high", "surrogate_low"}))
def test_hostile_texts_stay_text(shipped, zones, tmp_path, name):
    text = PAYLOADS[name]
    tab = zones.tab()
    row = zones.add(**NEW)
    for column in ("name_zh", "short_zh", "bounds", "industries"):
        cell = tab.cell(row, zones.column(tab, column))
        cell.value = f"甲{text}"[:60]
        cell.data_type = "s"
    result = zones.read()
    if not result.ready:  # too long for a column, or control characters: told, not taken
        assert errors(result)
        return
    catalog = load_catalog(save(make_overlay(result, shipped, None), tmp_path / "own"))
    (zone,) = [i for i in catalog.zones.index if str(i).startswith("own-")]
    # marks that nobody sees are dropped: they turn the words around them round
    seen = "".join(c for c in f"甲{text}"[:60] if unicodedata.category(c) != "Cf")
    assert catalog.zones["name_zh"][zone] == " ".join(seen.split())


def test_a_date_cell_is_a_date(shipped, zones):
    zones.add(**NEW, recognised=dt.datetime(2019, 5, 6))  # noqa: DTZ001
    assert made(zones.read(), shipped)["properties"]["recognised"] == "2019-05-06"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("count", "there"), [(3, "honesty"), (4, "complete"), (5, "differ")])
def test_the_notice_on_the_map_goes_with_a_complete_list(shipped, tmp_path, lang, count, there):
    rows = [*FOUR, FOUR[0] | {"name_zh": "测试高新区戊"}][:count]
    sheet = Sheet("zones", shipped).source(list_date="2020-12-31")
    for zone in rows:
        sheet.add(**zone)
    folder = save(make_overlay(sheet.read(), shipped, None), tmp_path / "own")
    catalog = load_catalog(folder)
    t = translator(lang)
    said = zones_honesty(catalog, 28, t)
    places = {"published": 26, "identified": 22 + count, "drawn": 28}
    if there == "honesty":
        assert said == t("map.zones_honesty", missing=1, **places)
    else:
        assert said == t(f"map.zones_{there}", **places)
    notes = " ".join(catalog.plan_counts["note_zh"].dropna())
    assert "已识别22家" not in notes
