"""One test per check: with one thing wrong it says so, and says nothing else."""

from __future__ import annotations

import json

import pytest
import shapely
from shapely.affinity import translate

from geo.catalog.checks.dates import is_after
from geo.catalog.checks.values import period_type
from geo.crs import gcj02_to_wgs84

PI, PR = "prefecture_indicators.csv", "province_indicators.csv"


def says(problem, file, row, column, severity, *words):
    assert (problem.file, problem.row, problem.column, problem.severity) == (
        file,
        row,
        column,
        severity,
    )
    for word in words:
        assert word in problem.expectation


def cell(overlay, name, match, **changes):
    """Change the first row that has all of `match`; return its line."""
    lines = []

    def change(rows):
        index = next(i for i, row in enumerate(rows) if match.items() <= row.items())
        rows[index].update(changes)
        lines.append(index + 2)

    overlay.csv(name, change)
    return lines[0]


def add(overlay, name, match, **changes):
    """Append a changed copy of the first row that has all of `match`; return its line."""
    lines = []

    def change(rows):
        rows.append(next(row for row in rows if match.items() <= row.items()) | changes)
        lines.append(len(rows) + 1)

    overlay.csv(name, change)
    return lines[0]


# the shape of files


def test_missing_and_extra_column(overlay):
    text = overlay.text("zone_groups.csv").replace("name_en", "name_eng", 1)
    overlay.write("zone_groups.csv", text)
    missing, extra = overlay.problems()
    says(missing, "zone_groups.csv", 1, "name_en", "error", "missing")
    says(extra, "zone_groups.csv", 1, "name_eng", "warning", "ignored")


def test_column_twice(overlay):
    text = overlay.text("zone_groups.csv")
    lines = [line + "," + ("id" if i == 0 else "x") for i, line in enumerate(text.splitlines())]
    overlay.write("zone_groups.csv", "\n".join(lines) + "\n")
    says(overlay.problems()[0], "zone_groups.csv", 1, "id", "error", "once")


def test_row_numbers_count_lines_of_the_file(overlay):
    overlay.write(
        "zone_groups.csv",
        "id,name_zh,name_en,note_zh,note_en\n"
        'all-sichuan,全省,All,"two\nlines",x\n\n'
        "national-8,八家,,,\nprovincial-all,a,b,c,d\nnational-4,a,b,c,d\nliangshan-prefecture,a,b,c,d\n",
    )
    says(overlay.only(), "zone_groups.csv", 5, "name_en", "error", "blank")


def test_ragged_row_does_not_hide_the_next(overlay):
    text = overlay.text("zone_groups.csv")
    overlay.write("zone_groups.csv", text + "x,y\nnew,甲,,,\n")
    ragged, blank = overlay.problems()
    says(ragged, "zone_groups.csv", 7, None, "error", "5 cells")
    says(blank, "zone_groups.csv", 8, "name_en", "error")


def test_broken_quotes(overlay):
    overlay.write(
        "zone_counts.csv", overlay.text("zone_counts.csv") + '2024,8,"19" x,27,official,Z-S01,,\n'
    )
    says(overlay.only(), "zone_counts.csv", 11, None, "error", "quoting")


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_empty_file(overlay, content):
    overlay.write("zone_counts.csv", content)
    says(overlay.only(), "zone_counts.csv", None, None, "error", "header")


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "null",
        '{"type": "Feature"}',
        '{"type":"FeatureCollection","features":{}}',
        '{"type":"FeatureCollection","features":[NaN]}',
        "[" * 100_000,
    ],
)
def test_no_geojson(overlay, content):
    overlay.write("science_cities.geojson", content)
    assert overlay.only().severity == "error"


def test_no_feature(overlay):
    overlay.features("science_cities.geojson", lambda features: features.append({"type": "Point"}))
    says(overlay.only(), "science_cities.geojson", 16, None, "error", "Feature")


def test_other_crs(overlay):
    text = overlay.text("science_cities.geojson")
    crs = '{"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},'
    overlay.write("science_cities.geojson", text.replace("{", crs, 1))
    says(overlay.only(), "science_cities.geojson", None, "crs", "error", "CGCS2000")
    overlay.write("science_cities.geojson", text.replace("{", crs.replace("3857", "4490"), 1))
    assert overlay.problems() == ()


def test_feature_without_a_property(overlay):
    overlay.features("zones.geojson", lambda features: features[1]["properties"].pop("short_zh"))
    says(overlay.only(), "zones.geojson", 2, "short_zh", "error")


def test_feature_id(overlay):
    overlay.features("zones.geojson", lambda features: features[0].update(id="other"))
    says(overlay.only(), "zones.geojson", 1, "id", "error")


@pytest.mark.parametrize("text", ["a\0b", "\ud83d", "高新\udc00区"])
def test_text_that_no_file_can_hold(overlay, text):
    document = overlay.text("zones.geojson")
    escaped = json.dumps(text)
    overlay.write("zones.geojson", document.replace('"成都高新区"', escaped, 1))
    problem = overlay.only()
    says(problem, "zones.geojson", 1, "short_zh", "error", "UTF-8")
    problem.value.encode("utf-8")


# ids and codes


def test_duplicate_id(overlay):
    line = add(overlay, "platforms.csv", {"id": "SKL-001"}, name_zh="另一个")
    says(overlay.only(), "platforms.csv", line, "id", "error", "row 2")


def test_duplicate_cell(overlay):
    line = add(overlay, PI, {"indicator": "hte_count", "period": "2023"}, value="1")
    says(overlay.only(), PI, line, "adcode+indicator+period", "error")


def test_duplicate_name(overlay):
    line = add(overlay, "platforms.csv", {"id": "SKL-001"}, id="SKL-901")
    says(overlay.only(), "platforms.csv", line, "name_zh", "warning", "row 2")


def test_unknown_source(overlay):
    number = overlay.feature("zones.geojson", "xindu", source_ids=["Z-S08", "Z-S999"])
    problem = overlay.only()
    says(problem, "zones.geojson", number, "source_ids", "error", "sources.csv")
    assert (problem.id, problem.value) == ("xindu", "Z-S999")


def test_unknown_code(overlay):
    line = overlay.cell("platforms.csv", "SKL-001", "county_code", "510199")
    says(overlay.only(), "platforms.csv", line, "county_code", "error", "counties.csv")


def test_unknown_indicator_and_zone(overlay):
    line = cell(overlay, "zone_indicators.csv", {"zone_id": "chengdu"}, zone_id="chengtu")
    says(
        overlay.only(),
        "zone_indicators.csv",
        line,
        "zone_id",
        "error",
        "zones.geojson / zone_groups.csv",
    )


def test_unknown_platform_in_a_science_city(overlay):
    number = overlay.feature("science_cities.geojson", "WCSC-4", platform_ids=["IIC-999"])
    says(overlay.only(), "science_cities.geojson", number, "platform_ids", "error")


def test_missing_prefecture(overlay):
    overlay.csv("prefectures.csv", lambda rows: [row for row in rows if row["adcode"] != "512000"])
    problems = overlay.problems()
    assert any(p.id == "512000" and "资阳市" in p.expectation for p in problems)
    assert any(p.file == "counties.csv" and p.value == "512000" for p in problems)


def test_missing_county(overlay):
    overlay.csv("counties.csv", lambda rows: [row for row in rows if row["adcode"] != "513338"])
    problems = overlay.problems()
    assert any(p.id == "513338" and p.severity == "error" and p.row is None for p in problems)
    # its people are missing from the sums too
    assert sum("83,674,866" in p.expectation for p in problems) == 1


def test_county_that_is_not_drawn(overlay):
    line = add(
        overlay,
        "counties.csv",
        {"kind": "development_zone"},
        adcode="510191",
        name_zh="新区",
        kind="county",
        population="0",
        population_urban="0",
        population_rural="0",
    )
    problems = [p for p in overlay.problems() if p.column == "adcode"]
    assert [(p.file, p.row, p.severity) for p in problems] == [("counties.csv", line, "error")]


def test_name_other_than_the_layer(overlay):
    line = overlay.cell("prefectures.csv", "510300", "name_zh", "自贡", by="adcode")
    says(overlay.only(), "prefectures.csv", line, "name_zh", "warning", "自贡市")


def test_county_of_another_prefecture(overlay):
    number = overlay.feature("zones.geojson", "xindu", county_codes=["510114", "510302"])
    says(overlay.only(), "zones.geojson", number, "county_codes", "error", "510300")
    line = overlay.cell("platforms.csv", "SKL-001", "county_code", "510302")
    assert (overlay.problems()[0].file, overlay.problems()[0].row) == ("platforms.csv", line)


def test_county_under_another_prefecture(overlay):
    overlay.cell("counties.csv", "510104", "prefecture_code", "510300", by="adcode")
    assert any(p.id == "510104" and p.column == "prefecture_code" for p in overlay.problems())


# points


@pytest.mark.parametrize(
    ("coordinates", "word"),
    [
        ([30.593, 104.063], "swapped"),
        ([104_063_000, 30_593_000], "large factor"),
        ([404_000, 3_385_000], "projected"),
        ([-104.063, 30.593], "minus"),
        ([116.4, 39.9], "not in Sichuan"),
    ],
)
def test_impossible_point(overlay, coordinates, word):
    geometry = {"type": "Point", "coordinates": coordinates}
    number = overlay.feature("zones.geojson", "chengdu", geometry=geometry)
    says(overlay.only(), "zones.geojson", number, "geometry", "error", word)


def test_swapped_platform(overlay):
    line = cell(
        overlay, "platforms.csv", {"id": "SKL-001"}, lon_wgs84="30.64317", lat_wgs84="104.06687"
    )
    says(overlay.only(), "platforms.csv", line, "lon_wgs84", "error", "swapped")


def test_projected_platform(overlay):
    line = cell(
        overlay, "platforms.csv", {"id": "SKL-001"}, lon_wgs84="404000", lat_wgs84="3385000"
    )
    says(overlay.only(), "platforms.csv", line, "lon_wgs84", "error", "projected")


def test_point_in_another_prefecture(overlay):
    geometry = {"type": "Point", "coordinates": [104.7745, 29.3403]}
    number = overlay.feature("zones.geojson", "chengdu", geometry=geometry)
    says(
        overlay.only(),
        "zones.geojson",
        number,
        "geometry",
        "error",
        "成都市",
        "in 自贡市",
        "1.5 km",
    )


def test_point_in_another_province(overlay):
    # Chongqing is inside the envelope, so only the boundaries can tell
    geometry = {"type": "Point", "coordinates": [106.55, 29.56]}
    number = overlay.feature("zones.geojson", "chengdu", geometry=geometry)
    says(overlay.only(), "zones.geojson", number, "geometry", "error", "outside the province")


def test_accuracy_decides(overlay):
    # Deyang's centre lies some tens of kilometres outside Chengdu
    geometry = {"type": "Point", "coordinates": [104.3820, 31.1302]}
    overlay.feature("zones.geojson", "chengdu", geometry=geometry, coord_accuracy_m=90000)
    assert overlay.problems() == ()
    overlay.feature("zones.geojson", "chengdu", coord_accuracy_m=1500)
    assert "德阳市" in overlay.only().expectation


def test_other_datum_is_named_at_a_border(overlay, catalog):
    area = catalog.prefectures.geometry["510100"]
    lon, lat = next(
        (lon, lat)
        for lon, lat in shapely.get_coordinates(translate(area, 0.0012))
        if not shapely.intersects_xy(area, lon, lat)
        and shapely.intersects_xy(area, *gcj02_to_wgs84(lon, lat))
    )
    overlay.feature(
        "zones.geojson",
        "chengdu",
        geometry={"type": "Point", "coordinates": [lon, lat]},
        coord_accuracy_m=0,
    )
    assert "another datum" in overlay.only().expectation


def test_seat_outside_its_prefecture(overlay):
    line = overlay.cell("prefectures.csv", "510300", "seat_lat_wgs84", "30.5", by="adcode")
    says(overlay.only(), "prefectures.csv", line, "seat_lon_wgs84", "error", "自贡市")


def test_half_a_point(overlay):
    line = cell(overlay, "platforms.csv", {"id": "SKL-001"}, lat_wgs84="")
    says(overlay.only(), "platforms.csv", line, "lon_wgs84", "error", "both")


def test_point_without_accuracy_or_prefecture(overlay):
    line = cell(overlay, "platforms.csv", {"id": "SKL-001"}, coord_accuracy_m="")
    says(overlay.only(), "platforms.csv", line, "coord_accuracy_m", "error")
    cell(
        overlay,
        "platforms.csv",
        {"id": "SKL-001"},
        coord_accuracy_m="2500",
        prefecture_code="",
        county_code="",
    )
    says(overlay.only(), "platforms.csv", line, "prefecture_code", "error")


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Polygon", "coordinates": [[[104, 30], [104.1, 30], [104, 30.1], [104, 30]]]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Point"},
        {"type": "Point", "coordinates": {"lon": 1}},
        "Point",
        7,
    ],
)
def test_no_point(overlay, geometry):
    number = overlay.feature("zones.geojson", "chengdu", geometry=geometry)
    says(overlay.only(), "zones.geojson", number, "geometry", "error")


def test_crossed_outline(overlay):
    ring = [[104, 30.3], [104.1, 30.4], [104.1, 30.3], [104, 30.4], [104, 30.3]]
    number = overlay.feature(
        "science_cities.geojson", "WCSC-1", geometry={"type": "Polygon", "coordinates": [ring]}
    )
    says(
        overlay.problems()[0],
        "science_cities.geojson",
        number,
        "geometry",
        "error",
        "Self-intersection",
    )


def test_outline_of_the_wrong_size(overlay):
    number = overlay.feature("science_cities.geojson", "WCSC-1", area_km2_published=99.4)
    says(overlay.only(), "science_cities.geojson", number, "area_km2_published", "warning", "132.0")


def test_outline_and_its_basis(overlay):
    number = overlay.feature("science_cities.geojson", "WCSC-1", geometry_basis="none")
    says(overlay.only(), "science_cities.geojson", number, "geometry_basis", "error")
    overlay.feature("science_cities.geojson", "WCSC-1", geometry_basis="schematic", geometry=None)
    says(overlay.only(), "science_cities.geojson", number, "geometry", "error")


def test_parents_in_a_loop(overlay):
    overlay.feature("science_cities.geojson", "WCSC", parent="WCSC-1")
    assert {p.id for p in overlay.problems()} == {"WCSC", "WCSC-1"}


# sensitive rows


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("county_code", "510703"),
        ("host_zh", "某研究院"),
        ("host_en", "An institute"),
        ("address_zh", "某路1号"),
        ("coord_accuracy_m", "5000"),
        ("coord_method", "host_campus"),
    ],
)
def test_sensitive_row_with_a_location(overlay, catalog, column, value):
    row = catalog.platforms[catalog.platforms["sensitive"]].index[0]
    line = overlay.cell("platforms.csv", row, column, value)
    says(overlay.only(), "platforms.csv", line, column, "error", "sensitive")


def test_sensitive_row_with_a_point(overlay, catalog):
    row = catalog.platforms[catalog.platforms["sensitive"]].index[0]
    cell(overlay, "platforms.csv", {"id": row}, lon_wgs84="104.68", lat_wgs84="31.47")
    columns = [p.column for p in overlay.problems() if "sensitive" in p.expectation]
    assert columns == ["lat_wgs84", "lon_wgs84"]


def test_sensitive_row_in_a_list_of_a_place(overlay, catalog):
    row = catalog.platforms[catalog.platforms["sensitive"]].index[0]
    number = overlay.feature("science_cities.geojson", "WCSC-4", platform_ids=["IIC-001", row])
    says(overlay.only(), "science_cities.geojson", number, "platform_ids", "error", "sensitive")


# dates and levels


@pytest.mark.parametrize(
    ("first", "second", "after"),
    [
        ("2016", "2015", True),
        ("2015-09", "2015", False),
        ("2015", "2015-09", False),
        ("2015-10", "2015-09-30", True),
        ("2015-09-03", "2015-09-03", False),
        ("2015-09-04", "2015-09-03", True),
    ],
)
def test_partial_dates_compare_as_far_as_known(first, second, after):
    assert is_after(first, second) is after


@pytest.mark.parametrize(
    ("zone", "changes", "column"),
    [
        ("zigong", {"recognised": "2012"}, "recognised"),
        ("zigong", {"level_asof": "2010-05"}, "upgraded"),
        ("anzhou", {"level_asof": "2020-12"}, "recognised"),
    ],
)
def test_dates_out_of_order(overlay, zone, changes, column):
    number = overlay.feature("zones.geojson", zone, **changes)
    assert (number, column) in {
        (p.row, p.column) for p in overlay.problems() if p.severity == "error"
    }


@pytest.mark.parametrize(
    ("zone", "changes", "column"),
    [
        ("xindu", {"upgraded": "2021"}, "upgraded"),
        ("zigong", {"level": "provincial", "upgraded": None}, "level_2020"),
        ("anzhou", {"level_2020": "provincial"}, "recognised"),
        ("xindu", {"level_2020": "none"}, "recognised"),
        ("zigong", {"level_2020": "provincial"}, "upgraded"),
        ("zigong", {"upgraded": "2021"}, "upgraded"),
        ("zigong", {"plan_upgrade": True}, "plan_upgrade"),
        ("xindu", {"level": "candidate"}, "recognised"),
        ("xindu", {"level": "candidate"}, "level_2020"),
    ],
)
def test_levels_that_contradict(overlay, zone, changes, column):
    number = overlay.feature("zones.geojson", zone, **changes)
    assert (number, column) in {
        (p.row, p.column) for p in overlay.problems() if p.severity == "error"
    }


def test_a_later_upgrade_is_legal(overlay):
    overlay.feature(
        "zones.geojson", "ziyang", level="national", upgraded="2024-05", level_asof="2024-06"
    )
    # only the count says that a row of counts is due
    says(overlay.only(), "zones.geojson", None, "level", "warning", "8 national")


# values


def test_value_outside_its_list(overlay):
    line = overlay.cell("platforms.csv", "SKL-001", "level", "world")
    says(overlay.only(), "platforms.csv", line, "level", "error", "national, provincial, municipal")


def test_other_unit(overlay):
    line = cell(overlay, PI, {"indicator": "hte_count", "period": "2023"}, unit="个")
    says(overlay.only(), PI, line, "unit", "error", "家")


def test_other_scope(overlay):
    line = add(
        overlay,
        PI,
        {"adcode": "510100"},
        indicator="rd_fte_per_10k_employed",
        unit="人年/万人",
        period="2019",
    )
    says(overlay.only(), PI, line, "indicator", "error", "province")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2021", "year"),
        ("2021H1", "half"),
        ("2021Q1", "quarter"),
        ("2021Q1-Q3", "cumulative"),
        ("2021M1-7", "cumulative"),
        ("2021-07", "month"),
    ],
)
def test_period_type(text, kind):
    assert period_type(text) == kind


def test_mixed_periods(overlay):
    line = add(overlay, PI, {"adcode": "510100", "indicator": "patent_grants"}, period="2024H1")
    says(overlay.only(), PI, line, "period", "warning", "one type of period")


def test_status_better_than_the_source(overlay):
    line = cell(overlay, PI, {"status": "unverified", "source_id": "C-memory"}, status="official")
    says(overlay.only(), PI, line, "status", "warning", "unverified")


def test_alternate_without_a_first_figure(overlay):
    line = cell(overlay, "indicator_alternates.csv", {}, period="2011")
    says(overlay.only(), "indicator_alternates.csv", line, "value", "warning")


def test_alternate_that_says_the_same(overlay, catalog):
    values = catalog.prefecture_values
    first = catalog.alternates.iloc[0]
    same = values[
        (values["adcode"] == first["adcode"])
        & (values["indicator"] == first["indicator"])
        & (values["period"] == first["period"])
    ].iloc[0]
    line = cell(
        overlay,
        "indicator_alternates.csv",
        {},
        value=str(same["value"]),
        source_id=same["source_id"],
    )
    problems = [p for p in overlay.problems() if p.file == "indicator_alternates.csv"]
    assert ("value", line) in {(p.column, p.row) for p in problems}


def test_target_that_two_tables_hold(overlay):
    line = overlay.cell("plan_targets.csv", "5", "target_value", "20001")
    problem = overlay.only()
    says(problem, "plan_targets.csv", line, "target_value", "warning", "20000", PR)


def test_a_note_excuses_a_difference(overlay):
    overlay.cell("plan_targets.csv", "5", "target_value", "20001")
    add(
        overlay,
        "series_notes.csv",
        {"scope": "province"},
        indicator="tech_sme_count",
        period="2025",
        rule="footnote",
    )
    assert overlay.problems() == ()


def test_county_population_in_two_tables(overlay):
    line = cell(
        overlay,
        "county_indicators.csv",
        {"adcode": "510104", "indicator": "population_census2020"},
        value="902934",
    )
    overlay.csv("series_notes.csv", lambda rows: [row for row in rows if row["scope"] != "county"])
    problem = next(p for p in overlay.problems() if p.file == "counties.csv")
    says(
        problem, "counties.csv", 2, "population", "warning", f"row {line}", "county_indicators.csv"
    )


def test_two_figures_of_a_zone(overlay):
    line = add(
        overlay,
        "zone_indicators.csv",
        {"zone_id": "all-sichuan", "indicator": "revenue", "period": "2021"},
        source_id="Z-S01",
        value="30401",
    )
    says(overlay.only(), "zone_indicators.csv", line, "value", "warning", "30400")


def test_two_figures_of_the_province_in_force(overlay):
    line = add(
        overlay,
        PR,
        {"indicator": "tech_sme_count", "period": "2025", "kind": "target"},
        source_id="C-KJT2022",
        value="30000",
        superseded="false",
    )
    problems = overlay.problems()
    assert any((p.file, p.row, p.severity) == (PR, line, "warning") for p in problems)


# sources


def test_two_statuses_of_one_document(overlay):
    line = overlay.cell("sources.csv", "P-P01", "status", "reported")
    assert any(
        (p.row, p.column, p.severity) == (line, "document", "warning") for p in overlay.problems()
    )


def test_one_slug_for_two_documents(overlay):
    line = overlay.cell("sources.csv", "Z-S03", "document", "chuanfufa-2021-28")
    says(overlay.only(), "sources.csv", line, "document", "warning", "Z-S02")


def test_one_document_under_two_slugs(overlay):
    line = add(overlay, "sources.csv", {"id": "Z-S03"}, id="Z-S903", document="another-slug")
    says(
        overlay.only(), "sources.csv", line, "document", "warning", "china-com-cn-zones-2022-04-18"
    )


# totals


def test_county_total(overlay):
    cell(overlay, "counties.csv", {"adcode": "510104"}, population="902934")
    told = {(p.file, p.row, p.column) for p in overlay.problems()}
    assert ("counties.csv", None, "population") in told  # not 83,674,866
    assert ("counties.csv", 2, "population") in told  # not urban and rural together
    assert any(file == PI for file, _, _ in told)  # not the prefecture's


def test_prefecture_total(overlay):
    line = cell(overlay, PI, {"adcode": "510300", "indicator": "population_census2020"}, value="1")
    problems = overlay.problems()
    assert {p.severity for p in problems} == {"warning"}
    assert (PI, line) in {(p.file, p.row) for p in problems}
    assert any("83,674,866" in p.expectation and p.row is None for p in problems)
    # and the economic zone of the south no longer adds up
    assert any(p.file == PR and "economic zone" in p.expectation for p in problems)


def test_province_population(overlay):
    line = cell(overlay, PR, {"indicator": "population_census2020"}, value="83674867")
    says(overlay.only(), PR, line, "value", "warning", "83,674,866")


def test_gdp_total(overlay):
    cell(overlay, PI, {"adcode": "510100", "indicator": "gdp", "period": "2021"}, value="19926")
    problem = next(p for p in overlay.problems() if p.id == "gdp/2021")
    says(problem, PI, None, "value", "warning", "53850.79", "0.01 %")


def test_gdp_of_a_prefecture_missing(overlay):
    overlay.csv(
        PI,
        lambda rows: [
            r
            for r in rows
            if (r["adcode"], r["indicator"], r["period"]) != ("510300", "gdp", "2021")
        ],
    )
    problem = next(p for p in overlay.problems() if p.id == "gdp/2021")
    assert problem.value == "510300"


def test_economic_zone_total(overlay):
    line = cell(overlay, PR, {"indicator": "gdp_zone_panxi", "period": "2020"}, value="2800")
    says(overlay.only(), PR, line, "value", "warning", "economic zone")


def test_counts_that_do_not_add(overlay):
    line = cell(overlay, "zone_counts.csv", {"period": "2018-07"}, total="20")
    says(overlay.only(), "zone_counts.csv", line, "total", "warning", "19")


def test_more_identified_than_published(overlay):
    cell(
        overlay,
        "zone_counts.csv",
        {"period": "2020", "total": "26"},
        national="7",
        provincial="13",
        total="20",
    )
    cell(
        overlay,
        "zone_counts.csv",
        {"period": "2020", "total": "25"},
        national="7",
        provincial="13",
        total="20",
    )
    problems = [p for p in overlay.problems() if p.file == "zones.geojson"]
    assert [(p.value, p.column) for p in problems] == [
        ("14", "level_2020"),
        ("22", "level_2020"),
        ("8", "level_2020"),
    ]


def test_national_count(overlay):
    cell(overlay, "zone_counts.csv", {"period": "2023-11"}, national="9")
    says(overlay.only(), "zones.geojson", None, "level", "warning", "9 national", "2023-11")


def test_plan_count_and_zone_count(overlay):
    line = overlay.cell("plan_counts.csv", "zones-total-2020", "value", "27")
    says(overlay.only(), "plan_counts.csv", line, "value", "warning", "26", "zone_counts.csv")
