"""From a study to its answer: features, steps, titles and notes, held to the parts they come from."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.catchment.draws import draw_huff
from geo.catchment.holdings import HELD, hold, prepare_land
from geo.catchment.notes import list_notes
from geo.catchment.result import compute, name_place
from geo.catchment.ring import rings
from geo.catchment.study import Study, draw, province_of
from geo.catchment.times import read_times
from geo.catchment.title import label_travel, title_coverage, title_shares, title_study
from geo.catchment.travel import ModelTravel
from geo.crs import area_km2
from geo.errors import CatchmentError
from geo.locale import translator
from geo.platforms.placed import place_platforms
from geo.zones.listing import in_order

THREE = ("chengdu", "jinniu", "liangshan")
RING = Study("ring", THREE)


@dataclass(frozen=True)
class OwnTravel(ModelTravel):
    """The model's times under another name, without an error of ours."""

    @property
    def kind(self):
        return "table"

    @property
    def error_pct(self):
        return None

    @property
    def source(self):
        return "交通厅，2026-05"


def recognised(catalog):
    levels = catalog.zones["level"]
    return tuple(name for name in in_order(catalog.zones) if levels[name] != "candidate")


# features


def test_a_feature_tells_what_its_parts_say(catalog):
    found = compute(RING, catalog).features
    shapes = rings(catalog.zones.loc[list(THREE), ["geometry"]], [30])
    held = hold(shapes, prepare_land(catalog))
    assert list(found["zone_id"]) == list(THREE)
    assert set(found["method"]) == {"ring"}
    assert set(found["radius_km"]) == {30}
    np.testing.assert_array_equal(found["area_km2"], shapes["area_km2"])
    for name in HELD:
        np.testing.assert_array_equal(found[name], held[name])
    for name, one in (("zh", "name_zh"), ("en", "name_en")):
        assert list(found[one]) == [catalog.zones[f"name_{name}"][zone] for zone in THREE]
    assert list(found["level"]) == [catalog.zones["level"][zone] for zone in THREE]
    assert set(found["status"]) == {"derived"}
    assert set(found["population_period"]) == {"2020"}
    assert found.crs.to_epsg() == 4490


def test_platforms_are_counted_by_category_and_add_up(catalog):
    found = compute(replace(RING, radii_km=(100.0,)), catalog).features
    categories = [name for name in found.columns if name.startswith("platforms_")]
    assert len(categories) == 17
    np.testing.assert_array_equal(found["platforms"], found[categories].sum(axis=1))
    points = place_platforms(catalog)[0].geometry.to_numpy()
    for shape, count in zip(found.geometry, found["platforms"], strict=True):
        assert count == shapely.intersects(shape, points).sum()
    assert found["platforms"].max() > 50


def test_the_sources_of_a_feature_are_those_of_all_that_it_tells(catalog):
    result = compute(RING, catalog)
    for name, ids in zip(THREE, result.features["source_ids"], strict=True):
        told = ids.split(";")
        assert len(told) == len(set(told))
        assert set(told) >= set(catalog.zones["source_ids"][name])
        assert "C-CENSUS2020_COUNTIES" in told
    placed, _ = place_platforms(catalog)
    inside = shapely.intersects(result.shapes.geometry[0], placed.geometry.to_numpy())
    wanted = {one for ids in placed["source_ids"][inside] for one in ids}
    assert len(wanted) > 10
    assert wanted <= set(result.features["source_ids"][0].split(";"))
    assert set(result.source_ids) >= wanted


def test_the_order_of_the_zones_is_the_reader_s(catalog):
    one = compute(RING, catalog).features.set_index("zone_id")
    other = compute(replace(RING, zones=THREE[::-1]), catalog).features
    assert list(other["zone_id"]) == list(THREE[::-1])
    pd.testing.assert_frame_equal(
        one.drop(columns="geometry").sort_index(),
        other.set_index("zone_id").drop(columns="geometry").sort_index(),
    )


def test_rings_end_at_the_province_only_when_asked(catalog):
    study = replace(RING, zones=("luzhou",), radii_km=(80.0,))
    whole, cut = compute(study, catalog).features, compute(study, catalog, clip=True).features
    province = province_of(catalog)
    assert whole.geometry[0].difference(province).area > 0.1
    assert cut.geometry[0].difference(province).area < 1e-9
    assert cut["area_km2"][0] == pytest.approx(whole["inside_km2"][0], rel=1e-6)
    assert whole["area_km2"][0] > cut["area_km2"][0] * 1.2
    # what is held is inside the province either way
    assert cut["population"][0] == pytest.approx(whole["population"][0], rel=1e-6)


def test_one_feature_for_all_counts_what_several_cover_once(catalog):
    result, merged = compute(RING, catalog), compute(RING, catalog, merge=True)
    (row,) = merged.features.to_dict("records")
    assert row["zone_id"] == ";".join(THREE)
    assert row["name_zh"].split(";") == [catalog.zones["name_zh"][name] for name in THREE]
    assert row["level"] == "national;provincial"
    union = shapely.union_all(result.shapes.geometry.to_numpy())
    assert row["area_km2"] == pytest.approx(area_km2([union])[0], rel=1e-9)
    assert row["radius_km"] == 30
    reached = result.steps[0].reached
    # where two outlines cross, a side straight in degrees is not quite so on the equal-area plane
    for name in ("population", "population_urban", "inside_km2"):
        assert row[name] == pytest.approx(reached[name][1:].sum(), rel=2e-8)
    # Chengdu and Jinniu lie over each other
    assert row["population"] < result.features["population"].sum() * 0.9


def test_merged_times_keep_their_time(catalog):
    study = Study("drive", THREE, minutes=(30.0, 60.0))
    merged = compute(study, catalog, merge=True).features
    assert list(merged["minutes"]) == [30, 60]
    assert merged["population"][0] < merged["population"][1]


# steps


def test_every_radius_is_a_step_of_its_own(catalog):
    result = compute(replace(RING, radii_km=(50.0, 10.0)), catalog)
    assert [step.value for step in result.steps] == [50, 10]
    assert list(result.features["radius_km"]) == [50, 10] * 3
    far, near = (step.reached["population"] for step in result.steps)
    assert far[0] < near[0]
    assert far.sum() == pytest.approx(near.sum(), rel=1e-9)
    assert len(result.steps[0].left_out) < len(result.steps[1].left_out)


def test_a_time_judges_every_county(catalog):
    result = compute(Study("drive", THREE), catalog)
    judged = result.judge_counties(result.steps[0])
    assert list(judged.index) == list(result.land.codes)
    assert set(judged["state"]) == {"covered", "borderline", "left_out"}
    assert judged.loc["510107", "state"] == "covered"
    assert judged.loc["510107", "place"] in {"chengdu", "jinniu"}
    with pytest.raises(CatchmentError, match="expected drive"):
        compute(RING, catalog).judge_counties(compute(RING, catalog).steps[0])


def test_times_are_told_with_their_error_and_their_source(catalog):
    found = compute(Study("drive", THREE), catalog).features
    assert set(found["error_pct"]) == {ModelTravel().error_pct}
    assert set(found["travel_kind"]) == {"model"}
    own = compute(Study("drive", THREE), catalog, OwnTravel()).features
    assert own["error_pct"].isna().all()
    assert set(own["travel_source"]) == {"交通厅，2026-05"}
    assert "travel_kind" not in compute(RING, catalog).features


# Huff


def test_huff_features_hold_the_people_drawn(catalog):
    study = Study("huff", THREE, cost="km")
    result = compute(study, catalog)
    draws = draw_huff(study, catalog)
    found = result.features.set_index("zone_id")
    np.testing.assert_allclose(found["population"], draws.people[list(THREE)], rtol=1e-9)
    assert result.steps == ()
    totals = dict(zip(HELD, result.land.totals, strict=True))
    for name in ("population", "population_urban", "gdp"):
        assert found[name].sum() == pytest.approx(totals[name], rel=1e-9)
    (merged,) = compute(study, catalog, merge=True).features.to_dict("records")
    assert merged["population"] == pytest.approx(totals["population"], rel=1e-9)
    assert set(found["formula"]) != {"derived"}
    assert "dᵢⱼ" in found["formula"]["chengdu"]


def test_a_zone_that_dominates_nowhere_has_an_empty_shape(catalog):
    result = compute(Study("huff", ("chengdu", "yibin"), size="platforms", cost="km"), catalog)
    assert list(result.features.geometry.is_empty) == [False, True]
    assert list(result.features["population"])[1] == 0
    assert list(result.features["platforms"])[1] == 0


def test_only_the_zones_with_a_size_are_features(catalog):
    study = Study("huff", ("chengdu", "zigong", "yibin"), size="revenue", cost="km")
    values = catalog.zone_values.copy()
    values.loc[(values["zone_id"] == "yibin") & (values["period"] == "2018"), "source_id"] = "Z-S76"
    found = compute(study, replace(catalog, zone_values=values, digest="other")).features
    assert list(found["zone_id"]) == ["chengdu", "yibin"]
    assert list(found["size_period"]) == ["2021", "2018"]
    assert list(found["size_value"]) == [10600, 480]
    assert "Z-S76" in found["source_ids"][1].split(";")
    assert "Z-S76" not in found["source_ids"][0].split(";")


# other methods


def test_service_areas_hold_everybody_once(catalog):
    result = compute(Study("voronoi", recognised(catalog)), catalog)
    total = result.land.totals[0]
    assert result.features["population"].sum() == pytest.approx(total, rel=1e-6)
    assert result.steps[0].reached["population"][1] == pytest.approx(total, rel=1e-6)
    (step,) = result.steps
    assert step.value is None


def test_dasymetric_weighting_is_passed_on(catalog):
    study = replace(RING, weighting="dasymetric")
    found = compute(study, catalog).features
    held = hold(draw(study, catalog), prepare_land(catalog, "dasymetric"))
    np.testing.assert_array_equal(found["population"], held["population"])
    assert (found["population"] != compute(RING, catalog).features["population"]).any()


def test_a_stand_in_is_named_after_its_county(catalog):
    result = compute(replace(RING, zones=(), trial=("513433",)), catalog)
    (row,) = result.features.to_dict("records")
    assert row["zone_id"] == "county:513433"
    assert row["name_zh"] == name_place(catalog, "county:513433", "zh") == "模拟新增：冕宁县"
    assert row["level"] == "simulated"


@pytest.mark.parametrize("method", ["2sfca", "3sfca"])
def test_a_method_of_counties_has_no_features(catalog, method):
    with pytest.raises(CatchmentError, match=r"expected one of ring, .*, huff; got"):
        compute(Study(method, THREE), catalog)


# words


def counted(catalog, count):
    """Return the catalogue with another published number of provincial zones."""
    plan = catalog.plan_counts.copy()
    plan["value"] = plan["value"].astype(object)
    plan.loc[plan["id"] == "zones-total-2020", "value"] = str(count)
    plan.loc[plan["id"] == "zones-provincial-2020", "value"] = str(count - 8)
    return replace(catalog, plan_counts=plan)


def test_a_title_says_how_many_zones_are_missing(catalog):
    zh, en = translator("zh"), translator("en")
    every = Study("ring", recognised(catalog))
    assert title_coverage(every, catalog, zh) == "按已落图的24家测算（另有4家未落图）"
    assert title_coverage(RING, catalog, zh) == "按所选3家测算（已落图24家，另有4家未落图）"
    assert title_shares(catalog, zh).endswith("：按已落图的24家测算（另有4家未落图）")
    assert "24 zones" in title_coverage(every, catalog, en)
    assert "4 are not on it" in title_coverage(every, catalog, en)
    tried = replace(every, trial=("513433", "510104"))
    assert title_coverage(tried, catalog, zh) == "按已落图的24家及模拟新增2处测算（另有4家未落图）"
    assert title_study(every, catalog, zh) == (
        "高新区覆盖范围（半径圈，30公里）：按已落图的24家测算（另有4家未落图）"
    )
    both = replace(every, method="drive", minutes=(30.0, 60.0))
    assert "30/60" in title_study(both, catalog, zh)


def test_nothing_missing_is_not_told(catalog):
    whole = counted(catalog, 22)
    zh = translator("zh")
    every = Study("ring", recognised(catalog))
    assert title_coverage(every, whole, zh) == "按已落图的24家测算"
    assert title_coverage(RING, whole, zh) == "按所选3家测算（已落图24家）"
    # more held than counted is not a number of missing ones
    assert "另有" not in title_coverage(every, counted(catalog, 20), zh)


def test_drive_times_say_what_they_are():
    zh, en = translator("zh"), translator("en")
    assert label_travel(ModelTravel(), zh) == "模型测算，平均误差约14%，三州未校验"
    assert label_travel(ModelTravel(), en) == (
        "modelled, mean error about 14%, not checked for the three autonomous prefectures"
    )
    assert label_travel(OwnTravel(), zh) == "行车时间由使用者提供，来源：交通厅，2026-05"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_notes_tell_method_assumptions_and_gaps(catalog, lang):
    t = translator(lang)
    drive = list_notes(compute(Study("drive", ("chengdu", "cand-pengshan")), catalog), t)
    text = "\n".join(drive)
    assert label_travel(ModelTravel(), t) in text
    assert t("coverage.note_bounds") in drive
    assert t("coverage.note_unclipped") in drive
    assert str(catalog.zones[f"name_{lang}"]["cand-pengshan"]) in text
    assert "200,881" in text
    missing = prepare_land(catalog).measures["hte_count"].missing
    assert missing
    for code in missing:
        assert catalog.prefectures[f"name_{lang}"][code] in text
    study = Study("huff", ("chengdu", "yibin", "zigong"), cost="km")
    revenue = "\n".join(list_notes(compute(replace(study, size="revenue"), catalog), t))
    assert catalog.zones[f"name_{lang}"]["zigong"] in revenue
    assert "10,600" in revenue
    platforms = "\n".join(list_notes(compute(replace(study, size="platforms"), catalog), t))
    assert catalog.zones[f"name_{lang}"]["yibin"] in platforms
    merged = list_notes(compute(RING, catalog, clip=True, merge=True), t)
    assert {t("coverage.note_clipped"), t("coverage.note_merged")} <= set(merged)
    assert t("coverage.note_bounds") not in merged
    own = list_notes(compute(Study("drive", THREE), catalog, OwnTravel()), t)
    assert t("coverage.note_minutes") in own
    assert t("coverage.note_all_covered") in list_notes(
        compute(Study("voronoi", THREE), catalog), t
    )


# times that are not told


def bring(catalog, rows):
    lines = ["origin,destination,minutes,source,date", *(f"{row},ours,2026-01-01" for row in rows)]
    return read_times("\n".join(lines).encode(), "times.csv", catalog)


def test_people_of_whom_no_time_is_told_are_not_people_whom_nobody_reaches(catalog):
    own = bring(catalog, ["chengdu,510104,20", "chengdu,510105,90"])
    result = compute(Study("drive", ("chengdu",)), catalog, own)
    (step,) = result.steps
    people = catalog.counties["population"].astype(float)
    told = result.tell_reached(step)
    assert list(told.index) == [0, 1, 2, 3, "untold"]
    assert told.loc[1, "population"] == pytest.approx(people["510104"])
    assert told.loc[0, "population"] == pytest.approx(people["510105"])  # out of reach, and told
    rest = people.reindex(list(result.land.codes)).drop(["510104", "510105"])
    assert told.loc["untold", "population"] == pytest.approx(rest.sum())
    urban = catalog.counties["population_urban"].astype(float).reindex(rest.index)
    assert told.loc["untold", "population_urban"] == pytest.approx(urban.sum())
    assert told["population_pct"].sum() == pytest.approx(100)
    assert told["inside_km2"].sum() == pytest.approx(step.reached["inside_km2"].sum())
    assert result.is_bound(step)
    assert result.sum_reached(step)["population"] == pytest.approx(people["510104"])


@pytest.mark.parametrize("method", ["drive", "huff"])
def test_a_zone_without_a_time_holds_nothing_known(catalog, method):
    own = bring(catalog, ["chengdu,510104,20"])
    study = Study(method, ("chengdu", "yibin"), size="equal", cost="minutes")
    result = compute(study, catalog, own)
    assert result.silent == ("yibin",)
    rows = result.features.set_index("zone_id")
    amounts = ["population", "population_urban", "gdp", "hte_count", "platforms", "area_km2"]
    assert rows.loc["yibin", amounts].isna().all()
    assert rows.loc["chengdu", amounts].notna().all()
    notes = " ".join(list_notes(result, translator("zh")))
    assert "宜宾" in notes
    assert "未计算" in notes
    assert "下限" in notes


def test_the_model_tells_everything(catalog):
    result = compute(Study("drive", ("chengdu",)), catalog)
    assert result.silent == ()
    assert not result.is_bound(result.steps[0])
    assert list(result.tell_reached(result.steps[0]).index) == [0, 1, 2, 3]
