"""The benchmarks run and compare; how fast anything is depends on the machine, not on us."""

import json
import subprocess
import sys

import pytest

from benchmarks import catchments
from benchmarks.report import Section, Target, to_document, to_text
from benchmarks.timing import Sample, interleave


@pytest.fixture(scope="module")
def quick():
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json"],
        check=False,
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return {section["title"]: section for section in json.loads(done.stdout)["sections"]}


def test_a_quick_run_compares_with_the_named_alternatives(quick):
    compared = {
        title: {ratio["who"] for ratio in section["ratios"]} for title, section in quick.items()
    }
    assert {"GeoDataFrame.explore", "folium.Choropleth"} <= compared[
        "Choropleth of the 183 counties"
    ]
    assert {"GeoDataFrame.explore", "folium.Marker x 3000"} <= compared["3,000 points"]
    ratios = [ratio for section in quick.values() for ratio in section["ratios"]]
    assert all(ratio["ratio"] > 0 for ratio in ratios)
    whole = quick["The whole atlas as one file"]
    shown = "open to 183 counties in Chromium, network blocked"
    both = {"GeoDataFrame.explore", "folium.GeoJson + Marker"}
    assert {ratio["who"] for ratio in whole["ratios"] if ratio["what"] == shown} == both
    for name in both:
        assert f"{name}: as saved, nothing is shown where there is no network" in whole["notes"]


def test_a_quick_run_judges_every_target_it_can(quick):
    judged = {(title, t["what"], t["over"]) for title, s in quick.items() for t in s["targets"]}
    assert ("3,000 points", "time to HTML, warm, page with table", "") in judged
    assert ("Exported overview", "file", "") in judged
    assert ("The whole atlas as one file", "file as saved", "") in judged
    assert ("The ready deck as one file", "file", "") in judged
    assert (
        "Choropleth of the 183 counties",
        "data (geometry and values)",
        "GeoDataFrame.explore",
    ) in judged


def test_a_quick_run_draws_catchments_beside_geopandas(quick):
    section = quick["35 catchments"]
    compared = {(ratio["what"], ratio["who"]) for ratio in section["ratios"]}
    assert ("35 rings and what they hold", "geopandas buffer + overlay") in compared
    judged = {(target["what"], target["over"]) for target in section["targets"]}
    assert ("35 rings and what they hold", "geopandas buffer + overlay") in judged
    assert ("35 isochrones x 6 bands, warm", "") in judged
    assert any("11 stand-ins" in note for note in section["notes"])


@pytest.mark.parametrize(
    "name", ["population", "population_urban", "gdp", "hte_count", "inside_km2"]
)
def test_both_ways_of_the_ring_job_must_hold_the_same(monkeypatch, name):
    # places, and with them what the counties hold, are real; the alternative is made to lose some
    lost = catchments.other_ring_job(0).assign(**{name: lambda sums: sums[name] * 0.98})
    ours = catchments.ours_ring_job(0)
    assert len(ours) == len(lost) == 35
    assert catchments.furthest_apart_pct(ours, lost) == pytest.approx(2, abs=1)
    monkeypatch.setattr(catchments, "other_ring_job", lambda step: lost)
    with pytest.raises(ValueError, match="should hold the same"):
        catchments.check_agreement()


def test_both_ways_of_the_ring_job_must_count_the_same_platforms(monkeypatch):
    more = catchments.other_ring_job(0)
    assert catchments.uncounted(catchments.ours_ring_job(0), more, 0) == 0
    assert more["university"].sum() > 100
    more["university"] += 40
    monkeypatch.setattr(catchments, "other_ring_job", lambda step: more)
    with pytest.raises(ValueError, match="count the same platforms"):
        catchments.check_agreement()


def test_both_ways_of_the_ring_job_tell_the_same_share_without_a_figure():
    ours, other = catchments.ours_ring_job(0), catchments.other_ring_job(0)
    prepared = catchments.other_ring_job_prepared(0)
    assert prepared.equals(other)
    for name in ("gdp", "hte_count"):
        column = f"{name}_unknown_pct"
        assert other[column].to_numpy() == pytest.approx(
            ours.loc[other.index, column].to_numpy(), abs=1
        )


def test_stand_ins_are_the_most_populous_counties_without_a_zone():
    stand_ins = catchments.stand_ins()
    catalog = catchments.subject.catalog()
    counties = catalog.counties[catalog.counties.geometry.notna()]
    recognised = catalog.zones[catalog.zones["level"] != "candidate"]
    free = [
        code
        for code, shape in counties.geometry.items()
        if not any(shape.intersects(point) for point in recognised.geometry)
    ]
    assert set(stand_ins) <= set(free)
    fewest = counties["population"][list(stand_ins)].min()
    assert all(counties["population"][code] <= fewest for code in free if code not in stand_ins)
    assert len(catchments.places()) == len(recognised) + len(stand_ins) == 35


def test_simplification_is_said_in_pixels(quick):
    figures = quick["Simplification"]["figures"]
    assert len(figures) == 8
    assert {figure["unit"] for figure in figures} == {"px"}
    assert all(figure["median"] > 0 for figure in figures)


def test_contestants_take_turns_and_no_round_comes_twice():
    calls = []
    taken = interleave(
        {"a": lambda step: calls.append(("a", step)), "b": lambda step: calls.append(("b", step))},
        3,
        warm_up=1,
    )
    assert calls == [
        ("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2), ("b", 3), ("a", 3),
    ]  # fmt: skip
    assert len(taken["a"].wall) == len(taken["b"].cpu) == 3


def test_ratios_divide_by_ours_and_targets_hold_or_not():
    section = Section("t", targets=[Target("x", 0.02), Target("x", 3, over="other")])
    section.add_time("x", "ours", Sample((0.01, 0.03, 0.02), (0.01, 0.01, 0.01)))
    section.add_time("x", "other", Sample((0.05, 0.05, 0.05), (0.04, 0.04, 0.04)))
    assert section.ratios() == [{"what": "x", "who": "other", "ratio": 2.5, "cpu_ratio": 4.0}]
    assert [verdict["met"] for verdict in section.verdicts()] == [True, False]
    text = to_text([section], {"cores": 2})
    assert text.index("2.5x") < text.index("0.0200 s")
    assert "MISSED" in text
    assert to_document([section], {})["sections"][0]["targets"][1]["came"] == 2.5


def test_the_empty_page_is_taken_off_and_never_below_zero():
    sample = Sample((0.05, 0.01), (0.04, 0.01)).less(Sample((0.02,), (0.02,)))
    assert sample.wall == pytest.approx((0.03, 0.0))
    assert sample.cpu == pytest.approx((0.02, 0.0))
