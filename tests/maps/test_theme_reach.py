"""How the zones reach the counties, against counts over points, tables by hand and the models."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely

from geo.catchment.overlap import overlaps
from geo.catchment.reach import judge
from geo.catchment.ring import rings
from geo.catchment.study import Study, measure_costs
from geo.crs import EQUAL_AREA, area_km2
from geo.export.html import render_html
from geo.locale import translator
from geo.maps import build
from geo.maps.amounts import say_amount, say_people, say_share
from geo.maps.areas import NO_DATA, codes_of
from geo.maps.asked import MODEL, answer, measure, study_of
from geo.maps.catchment_tables import (
    catchment_remarks,
    catchment_tables,
    rank_alone,
    rank_pairs,
)
from geo.maps.palette import LAND, REACHED
from geo.maps.text import escape
from geo.maps.theme_reach import county_homes, county_states, rank_states, say_minutes
from geo.maps.themes import draw_theme, has_theme
from geo.presets import STARTS
from geo.view import resolve
from tests.maps.test_palette import contrast

VIEW = STARTS["catchments"]
BOTH = ("chengdu", "yibin")


def areas(view, catalog):
    atlas = build(view, catalog)
    (spec,) = [one.spec for one in atlas.layers if one.slot == "choropleth"]
    return spec


def states_on_map(view, catalog):
    spec = areas(view, catalog)
    return dict(zip(codes_of(catalog, "county"), spec["texts"], strict=True))


# --- when there is a theme ---


def test_the_theme_needs_a_method_and_counties(catalog):
    assert has_theme(VIEW)
    assert not has_theme(replace(VIEW, catchment=None))
    assert not has_theme(replace(VIEW, geography="prefecture"))
    resolved, _ = resolve(replace(VIEW, geography="prefecture"), catalog)
    assert resolved.theme == "indicator"
    t = translator("zh")
    assert draw_theme(catalog, replace(VIEW, zone_levels=()), t) is None


# --- rings ---


def test_shares_of_counties_against_their_ground(catalog):
    result = answer(Study("ring", BOTH), catalog)
    found = county_states(result)
    ring = shapely.union_all(rings(catalog.zones.loc[list(BOTH), ["geometry"]], [30.0]).geometry)
    counties = catalog.counties[catalog.counties["kind"] == "county"].geometry
    # people are spread evenly, so shares of people are those of ground
    inside = area_km2(shapely.intersection(counties.to_numpy(), ring))
    share = inside / area_km2(counties.to_numpy()) * 100
    np.testing.assert_allclose(found["share_pct"].loc[counties.index], share, atol=1e-3)
    whole, nothing = share > 99.95, share < 0.05
    expected = np.select([whole, nothing], ["covered", "left_out"], "partly")
    assert found["state"].loc[counties.index].tolist() == expected.tolist()
    assert len(set(expected)) == 3


def test_the_largest_ring_decides(catalog):
    one = county_states(answer(Study("ring", BOTH, radii_km=(50.0,)), catalog))
    several = county_states(answer(Study("ring", BOTH, radii_km=(10.0, 50.0)), catalog))
    np.testing.assert_allclose(one["share_pct"], several["share_pct"], atol=1e-9)


def test_the_map_shows_the_states_with_their_counts(catalog):
    spec = areas(VIEW, catalog)
    labels = {entry["label"]: entry["count"] for entry in spec["legend"]["entries"]}
    for label, count in labels.items():
        assert spec["texts"].count(label) == int(count.removesuffix("个"))
    assert sum(int(count.removesuffix("个")) for count in labels.values()) == 183
    assert set(labels) == {"已覆盖", "部分覆盖", "未覆盖"}
    by_number = {n: spec["colors"][n] for n in set(spec["classes"])}
    assert by_number[spec["classes"][spec["texts"].index("未覆盖")]] == REACHED["left_out"]


def test_names_can_be_read_on_every_state():
    assert all(contrast("#1f2933", colour) > 7 for colour in REACHED.values())


# --- drive times ---


def test_counties_within_the_error_are_on_the_border(catalog):
    study = Study("drive", BOTH, minutes=(60.0,))
    found = county_states(answer(study, catalog))
    minutes = measure_costs(study, catalog).min(axis=1)
    assert found["state"].tolist() == judge(minutes, 60.0, MODEL.error_pct).tolist()
    soonest = measure_costs(study, catalog).idxmin(axis=1)
    assert found["place"].tolist() == soonest.tolist()
    near = found[found["state"] == "borderline"]
    assert len(near) > 3
    error = MODEL.error_pct / 100
    assert ((near["minutes"] * (1 - error) <= 60) & (near["minutes"] * (1 + error) >= 60)).all()


def test_the_map_calls_them_so_and_rounds_to_five(catalog):
    view = replace(VIEW, catchment="drive", catchment_zones=BOTH)
    spec = areas(view, catalog)
    assert "临界" in spec["texts"]
    (row,) = [row for row in spec["rows"] if row["label"] == "行车时间（约）"]
    told = [row["words"][at] for at in row["at"]]
    numbers = [int(re.fullmatch(r"([\d,]+)分钟", text)[1].replace(",", "")) for text in told]
    assert all(number % 5 == 0 for number in numbers)
    exact = county_states(answer(Study("drive", BOTH, minutes=(60.0,)), catalog))["minutes"]
    assert np.abs(np.array(numbers) - exact.to_numpy()).max() <= 2.5
    # what must be seen stands in the line that no map folds away
    assert "模型测算，平均误差约14%，三州未校验" in spec["legend"]["unit"]
    assert "按所选2家测算（已落图24家，另有4家未落图）" in spec["legend"]["unit"]
    assert "临界" in " ".join(spec["legend"]["notes"])


def test_a_time_that_nobody_tells_is_no_time():
    t = translator("zh")
    assert say_minutes(float("nan"), t) == "未收录"
    assert say_minutes(float("inf"), t) == "未收录"
    assert say_minutes(62.4, t) == "60分钟"
    assert say_minutes(62.5, t) == "65分钟"


# --- service areas ---


def test_each_county_belongs_to_whom_most_of_its_people_are_nearest(catalog):
    zones = ("chengdu", "yibin", "dazhou")
    result = answer(Study("voronoi", zones), catalog)
    homes = county_homes(result)
    shapes = result.shapes.set_index("id").geometry
    counties = catalog.counties[catalog.counties["kind"] == "county"].geometry.to_crs(EQUAL_AREA)
    cells = shapes.to_crs(EQUAL_AREA)
    shares = np.array(
        [shapely.area(shapely.intersection(counties.to_numpy(), cell)) for cell in cells]
    )
    assert homes["place"].tolist() == [zones[i] for i in shares.argmax(axis=0)]
    best = shares.max(axis=0) / shapely.area(counties.to_numpy()) * 100
    np.testing.assert_allclose(homes["share_pct"], best, atol=1e-3)


def test_service_areas_leave_the_counties_without_colours(catalog):
    spec = areas(replace(VIEW, catchment="voronoi"), catalog)
    assert spec["colors"] == [LAND]
    assert spec["legend"] is None
    assert len(set(spec["texts"])) > 15


# --- Huff ---


def test_the_strongest_zone_of_each_county_is_told(catalog):
    result = answer(Study("huff", tuple(catalog.zones.index[:24])), catalog)
    told = states_on_map(replace(VIEW, catchment="huff"), catalog)
    names = catalog.zones["name_zh"]
    for code, zone in result.draws.shares.idxmax(axis=1).items():
        assert told[code] == names[zone]


def test_the_share_of_one_zone_is_classed(catalog):
    view = replace(VIEW, catchment="huff", huff_zone="chengdu")
    spec = areas(view, catalog)
    shares = answer(Study("huff", tuple(catalog.zones.index[:24])), catalog).draws.shares
    codes = codes_of(catalog, "county")
    ours = shares["chengdu"].loc[codes].to_numpy() * 100
    classes = np.array(spec["classes"])
    # a higher class never has a lower share
    for low in range(len(spec["colors"]) - 1):
        assert ours[classes == low].max() <= ours[classes == low + 1].min()
    assert spec["legend"]["unit"]
    assert NO_DATA not in classes


def test_a_zone_that_takes_no_part_shows_the_strongest(catalog):
    view = replace(VIEW, catchment="huff", catchment_zones=("yibin", "luzhou"), huff_zone="chengdu")
    spec = areas(view, catalog)
    assert set(spec["texts"]) == {
        catalog.zones.loc[zone, "name_zh"] for zone in ("yibin", "luzhou")
    }


# --- accessibility ---


def test_accessibility_is_classed_and_said(catalog):
    spec = areas(replace(VIEW, catchment="2sfca"), catalog)
    figures = measure(Study("2sfca", ()), catalog, ()).loc[codes_of(catalog, "county")]
    best = int(np.argmax(figures["per_million"].to_numpy()))
    assert spec["classes"][best] == len(spec["colors"]) - 1
    assert spec["texts"][best] == f"{figures['per_million'].iloc[best]:.2f}个/百万人"
    assert any("收录不全" in note for note in spec["legend"]["notes"])
    assert spec["legend"]["title"] == "创新平台可达性（2SFCA，60分钟）"
    counted = int(figures["supply"].sum())
    assert any(f"计{counted}个" in note for note in spec["legend"]["notes"])
    some = areas(replace(VIEW, catchment="2sfca", platform_categories=("incubator",)), catalog)
    assert some["texts"] != spec["texts"]


def test_zones_may_be_what_is_reached(catalog):
    view = replace(VIEW, catchment="e2sfca", access_supply="zones", minutes=(60.0,))
    spec = areas(view, catalog)
    figures = measure(study_of(view, catalog), catalog, ()).loc[codes_of(catalog, "county")]
    assert figures["supply"].sum() == 24
    assert spec["rows"][0]["label"] == "县内高新区"
    assert "按已落图的24家测算（另有4家未落图）" in spec["legend"]["title"]
    assert any("0.68" in note for note in spec["legend"]["notes"])
    fewer = areas(replace(view, catchment_zones=BOTH), catalog)
    assert fewer["texts"] != spec["texts"]
    # categories of platforms make no difference to zones
    same = areas(replace(view, platform_categories=("incubator",)), catalog)
    assert same["texts"] == spec["texts"]


def test_categories_without_a_platform_make_no_theme(catalog):
    view = replace(VIEW, catchment="2sfca", platform_categories=("national_lab",))
    t = translator("zh")
    usable = catalog.platforms[
        (catalog.platforms["category"] == "national_lab") & (catalog.platforms["place"] == "point")
    ]
    assert (draw_theme(catalog, view, t) is None) == usable.empty


# --- tables ---


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("method", ["ring", "drive", "voronoi", "huff", "2sfca"])
def test_the_file_holds_the_counties_and_what_zones_hold(catalog, method, lang):
    view = replace(VIEW, catchment=method, catchment_zones=BOTH, lang=lang)
    page = render_html(view, catalog)
    t = translator(lang)
    theme = draw_theme(catalog, view, t)
    (table,) = theme.tables
    assert len(table.rows) == 183
    for cells, sources in table.rows[:5]:
        assert len(cells) == len(table.head) - 1
        assert sources
        assert all(cell in page for cell in cells)
    tables = catchment_tables(catalog, view, t)
    # holdings, reached, left out, change; shares; two zones so far apart share nobody by ring
    assert len(tables) == {"ring": 4, "drive": 5, "voronoi": 1, "huff": 1, "2sfca": 0}[method]
    for remark in catchment_remarks(catalog, view, t):
        assert escape(remark) in page
    cjk = re.compile(r"[\u3400-\u9fff]")
    for one in (table, *tables):
        assert all(len(cells) == len(one.head) - 1 for cells, _ in one.rows)
        if lang == "en":
            assert not cjk.search(json.dumps([one.title, one.head, one.rows]))


def test_two_methods_have_two_sets_of_tables(catalog):
    t = translator("zh")
    view = replace(VIEW, catchment_zones=BOTH, against="drive", minutes=(30.0, 60.0))
    tables = catchment_tables(catalog, view, t)
    of_rings = [one for one in tables if "半径圈" in one.title]
    of_times = [one for one in tables if "等时圈" in one.title]
    shares = [one for one in tables if one not in of_rings and one not in of_times]
    assert [len(one.rows) for one in of_rings][:2] == [2, 5]
    assert [len(one.rows) for one in of_times][:2] == [4, 10]
    assert [len(one.rows) for one in shares] == [6]
    titled = "按所选2家测算（已落图24家，另有4家未落图）"
    assert all(titled in one.title for one in of_rings + of_times)
    page = render_html(view, catalog)
    assert "对照：高新区覆盖范围（等时圈，30/60分钟）" in page


def test_people_by_number_of_zones_add_up_to_the_province(catalog):
    t = translator("zh")
    (_, reached, *_) = catchment_tables(catalog, VIEW, t)
    shares = [float(cells[3].removesuffix("%")) for cells, _ in reached.rows]
    *parts, total = shares
    assert sum(parts) == pytest.approx(100, abs=0.2)
    assert total == pytest.approx(sum(parts[1:]), abs=0.2)


def test_two_zones_that_reach_the_same_people_are_ranked(catalog):
    result = answer(Study("ring", ("chengdu", "jinniu", "xindu", "yibin")), catalog)
    pairs = rank_pairs(result)
    table = overlaps(result.steps[-1].pieces, "population")
    assert len(pairs) == 3
    assert pairs["people"].is_monotonic_decreasing
    for row in pairs.itertuples():
        assert row.people == pytest.approx(table.loc[row.first, row.second])
        own = table.loc[row.second, row.second]
        assert own <= table.loc[row.first, row.first]
        assert row.share_pct == pytest.approx(row.people / own * 100)


def test_what_one_zone_alone_reaches_is_lost_without_it(catalog):
    zones = ("chengdu", "jinniu", "yibin")
    found = rank_alone(answer(Study("ring", zones), catalog))
    whole = answer(Study("ring", zones), catalog).steps[0].reached["population"].iloc[1:].sum()
    for zone in zones:
        rest = tuple(one for one in zones if one != zone)
        without = answer(Study("ring", rest), catalog).steps[0].reached["population"].iloc[1:].sum()
        assert found.loc[zone, "population"] == pytest.approx(whole - without, rel=1e-9)
    assert found["population"].is_monotonic_decreasing


def test_counties_left_out_are_ranked(catalog):
    ring = rank_states(county_states(answer(Study("ring", BOTH), catalog)), "ring")
    assert ring["left"].is_monotonic_decreasing
    assert (ring["state"] != "covered").all()
    timed = rank_states(county_states(answer(Study("drive", BOTH), catalog)), "drive")
    states = timed["state"].tolist()
    assert states == sorted(states, key=["left_out", "unknown", "borderline"].index)
    for _, own in timed.groupby("state"):
        assert own["people"].is_monotonic_decreasing


# --- words ---


def test_people_are_said_no_finer_than_they_are_known():
    zh, en = translator("zh"), translator("en")
    assert say_people(12_206_321.4, zh) == "1,220.6万人"
    assert say_people(12_206_321.4, en) == "12,206,000"
    assert say_people(float("nan"), zh) == "未收录"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0.0%"), (0.01, "不足0.1%"), (45.83, "45.8%"), (99.98, "超过99.9%"), (100, "100.0%")],
)
def test_a_little_is_not_nothing_and_almost_all_is_not_all(share, said):
    assert say_share(share, translator("zh")) == said


def test_part_of_an_unknown_sum_is_a_bound(catalog):
    land = answer(Study("ring", BOTH), catalog).land
    t = translator("zh")
    gdp = land.measures["gdp"]
    row = {"gdp": 1234.5, "gdp_qualifier": "ge"}
    assert say_amount(row, gdp, t) == f"不少于1,235{gdp.unit_zh}"
    assert say_amount({**row, "gdp_qualifier": "eq"}, gdp, t) == f"1,235{gdp.unit_zh}"
    assert say_amount({**row, "gdp": float("nan")}, gdp, t) == "未收录"
