"""Changes and ranks of zones against hand calculations, and the comparisons that are refused."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.catalog import load_catalog
from geo.errors import IndicatorError
from geo.indicators import type_of_period
from geo.monitoring import (
    BASES,
    TOPICS,
    coverage,
    first_period,
    held_bases,
    held_periods,
    list_zones,
    monitor,
    topic_of,
    year_before,
)

HEAD = "zone_id,indicator,value,qualifier,unit,period,source_id,status,note_zh,note_en"


def load_with(tmp_path, *rows):
    """Load the shipped data under an overlay with these figures of zones."""
    lines = [HEAD, *(f"{row},Z-S01,official,," if row.count(",") == 5 else row for row in rows)]
    (tmp_path / "zone_indicators.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_catalog(tmp_path)


def with_values(catalog, *rows):
    """Return a catalogue with these figures: zone, indicator, value, period, and what differs."""
    base = {"qualifier": "eq", "unit": "亿元", "source_id": "Z-S01", "status": "official"}
    records = [
        {
            "zone_id": zone,
            "indicator": indicator,
            "value": float(value),
            "period": period,
            **base,
            "note_zh": None,
            "note_en": None,
            **more,
        }
        for zone, indicator, value, period, more in rows
    ]
    return replace(catalog, zone_values=pd.DataFrame(records), digest="own")


def revenue(zone, value, period="2023", /, **more):
    return zone, "revenue", value, period, more


def lines_of(found):
    return {line.holder: line for line in found.zones}


# Two years of five zones, from a folder as a user would give them


@pytest.fixture
def two_years(tmp_path):
    return load_with(
        tmp_path,
        "chengdu,revenue,10000,eq,亿元,2022",
        "mianyang,revenue,2000,eq,亿元,2022",
        "deyang,revenue,1500,eq,亿元,2022",
        "luzhou,revenue,1000,eq,亿元,2022",
        "chengdu,revenue,11000,eq,亿元,2023",
        "mianyang,revenue,1400,eq,亿元,2023",
        "deyang,revenue,1500,eq,亿元,2023",
        "luzhou,revenue,1600,eq,亿元,2023",
        "zigong,revenue,5000,eq,亿元,2023",
    )


def test_changes_by_hand(two_years):
    lines = lines_of(monitor(two_years, "revenue", "2023"))
    # 11000/10000, 1400/2000, 1500/1500, 1600/1000
    expected = {"chengdu": 0.1, "mianyang": -0.3, "deyang": 0.0, "luzhou": 0.6}
    for zone, change in expected.items():
        assert lines[zone].change == pytest.approx(change)
        assert lines[zone].why == ""
    assert (lines["zigong"].change, lines["zigong"].why) == (None, "no_before")
    assert (lines["leshan"].figure, lines["leshan"].change, lines["leshan"].why) == (None, None, "")


def test_ranks_by_hand(two_years):
    found = monitor(two_years, "revenue", "2023")
    lines = lines_of(found)
    # 11000, 5000, 1600, 1500, 1400
    ranks = {"chengdu": 1, "zigong": 2, "luzhou": 3, "deyang": 4, "mianyang": 5}
    assert {zone: line.rank for zone, line in lines.items() if line.rank} == ranks
    # among the four of both years: then 1 2 3 4, now 1 4 3 2; Zigong pushes nobody down
    gained = {"chengdu": 0, "mianyang": -2, "deyang": 0, "luzhou": 2}
    assert {z: x.places_gained for z, x in lines.items() if x.places_gained is not None} == gained
    assert (found.ranked, found.ranked_before, found.held) == (5, 4, 5)


def test_the_first_year_has_ranks_and_no_changes(two_years):
    found = monitor(two_years, "revenue", "2022")
    assert found.ranked == 4
    assert {line.why for line in found.zones if line.figure} == {"no_before"}
    assert all(line.places_gained is None for line in found.zones)


def test_ties_share_the_lower_number(catalog):
    zones = list_zones(catalog)[:4]
    own = with_values(catalog, *map(revenue, zones, (9, 7, 7, 5)))
    lines = lines_of(monitor(own, "revenue", "2023"))
    assert [lines[zone].rank for zone in zones] == [1, 2, 2, 4]


# What is refused


@pytest.mark.parametrize(
    ("now", "before", "why"),
    [
        ({"qualifier": "ge"}, {}, "qualifier_now"),
        ({"qualifier": "approx"}, {}, "qualifier_now"),
        ({}, {"qualifier": "ge"}, "qualifier_before"),
        ({}, {"qualifier": "approx"}, "qualifier_before"),
        ({}, {"status": "unverified"}, "withheld_before"),
        ({}, {"status": "suspect"}, "withheld_before"),
        ({}, {"value": 0.0}, "zero"),
        ({}, {"period": "2021"}, "no_before"),
        ({}, {"period": "2022H1"}, "no_before"),
        ({}, {"period": "2022M1-7"}, "no_before"),
        ({}, {"period": ""}, "no_before"),
        ({}, {"indicator": "hightech_revenue"}, "no_before"),
        ({}, {"zone_id": "deyang"}, "no_before"),
        ({}, {}, ""),
    ],
)
def test_only_like_is_compared_with_like(catalog, now, before, why):
    own = with_values(
        catalog, revenue("luzhou", 120, **now), revenue("luzhou", 100, "2022", **before)
    )
    line = lines_of(monitor(own, "revenue", "2023"))["luzhou"]
    assert line.why == why
    assert line.change == (None if why else pytest.approx(0.2))


def test_a_span_is_compared_with_the_same_span(catalog):
    own = with_values(
        catalog,
        revenue("luzhou", 130, "2023M1-7"),
        revenue("luzhou", 100, "2022M1-7"),
        revenue("luzhou", 200, "2022"),
    )
    assert lines_of(monitor(own, "revenue", "2023M1-7"))["luzhou"].change == pytest.approx(0.3)


def test_bases_of_output_are_never_joined(catalog):
    above = ("luzhou", "industrial_output_above_scale", 100, "2022", {})
    own = with_values(catalog, ("luzhou", "industrial_output", 120, "2023", {}), above)
    line = lines_of(monitor(own, "industrial_output", "2023"))["luzhou"]
    assert (line.change, line.why, line.before) == (None, "no_before", None)
    everything = [name for bases in BASES.values() for name in bases]
    assert len(everything) == len(set(everything))
    assert set(everything) <= set(catalog.indicators.index)
    assert {topic_of(name) for name in everything} == set(TOPICS)
    assert topic_of("national_rank") is topic_of(None) is None


def test_bounds_and_estimates_are_shown_and_not_ranked(catalog):
    own = with_values(
        catalog,
        revenue("chengdu", 900),
        revenue("luzhou", 800),
        revenue("deyang", 1000, qualifier="ge"),
        revenue("zigong", 850, qualifier="approx"),
    )
    found = monitor(own, "revenue", "2023")
    lines = lines_of(found)
    assert [lines[z].rank for z in ("chengdu", "luzhou", "deyang", "zigong")] == [1, 2, None, None]
    assert lines["deyang"].figure.value == 1000
    assert (found.held, found.ranked) == (4, 2)


def test_one_zone_alone_is_not_first(catalog):
    own = with_values(catalog, revenue("luzhou", 5), revenue("luzhou", 4, "2022"))
    line = lines_of(monitor(own, "revenue", "2023"))["luzhou"]
    assert (line.rank, line.places_gained, line.change) == (None, None, pytest.approx(0.25))


def test_unverified_values_stand_apart(catalog):
    own = with_values(
        catalog,
        revenue("luzhou", 5),
        revenue("deyang", 6),
        revenue("zigong", 99, status="unverified"),
        revenue("cand-pengshan", 99, status="suspect"),
    )
    found = monitor(own, "revenue", "2023")
    assert lines_of(found)["zigong"].figure is None
    assert [figure.holder for figure in found.withheld] == ["zigong"]
    assert (found.held, found.ranked) == (2, 2)
    assert lines_of(found)["deyang"].rank == 1
    known = coverage(own)
    assert known.filled == 2
    assert known.cells["zigong", "2023"] == {"revenue": False}


def test_groups_are_never_ranked_and_vary(catalog):
    own = with_values(
        catalog,
        *(
            revenue(holder, value, period)
            for period, factor in (("2022", 1), ("2023", 2))
            for holder, value in (
                ("all-sichuan", 100 * factor),
                ("national-8", 60 * factor),
                ("luzhou", 5 * factor),
                ("deyang", 6),
            )
        ),
    )
    found = monitor(own, "revenue", "2023")
    groups = {line.holder: line for line in found.groups}
    assert list(groups) == ["all-sichuan", "national-8"]
    assert (groups["all-sichuan"].change, groups["all-sichuan"].why) == (None, "members")
    assert groups["national-8"].change == pytest.approx(1.0)  # the same eight zones
    assert all(line.rank is line.places_gained is None for line in found.groups)
    assert not set(groups) & {line.holder for line in found.zones}
    assert lines_of(found)["luzhou"].rank == 1


def test_liangshan_prefecture_is_no_zone(catalog):
    found = monitor(catalog, "hte_count", "2024")
    assert [line.holder for line in found.groups] == ["liangshan-prefecture"]
    assert lines_of(found)["liangshan"].figure is None
    assert found.held == 0


def test_parks_that_were_never_recognised_are_left_out(catalog):
    own = with_values(catalog, revenue("cand-pengshan", 10), revenue("luzhou", 5))
    found = monitor(own, "revenue", "2023")
    assert "cand-pengshan" not in lines_of(found)
    assert found.held == 1


@pytest.mark.parametrize(
    ("rule", "period", "why"),
    [
        ("not_comparable", "2023", "break"),
        ("not_comparable", "2022", "break"),
        ("break_before", "2023", "break"),
        ("break_before", "2022", ""),
        ("footnote", "2023", ""),
    ],
)
def test_a_note_cuts_the_series(catalog, rule, period, why):
    notes = pd.DataFrame(
        [
            {
                "scope": "zone",
                "indicator": "revenue",
                "period": period,
                "rule": rule,
                "note_zh": "口径",
                "note_en": "basis",
                "source_ids": (),
            }
        ]
    )
    values = [revenue(z, v, p) for p in ("2022", "2023") for z, v in (("luzhou", 5), ("deyang", 6))]
    own = replace(with_values(catalog, *values), series_notes=notes)
    line = lines_of(monitor(own, "revenue", "2023"))["luzhou"]
    assert line.why == why
    assert (line.places_gained is None) == bool(why)


def test_a_percentage_changes_by_points(catalog):
    rows = [("luzhou", "rd_intensity", value, period, {"unit": "%"})
            for value, period in ((2.5, "2023"), (2.0, "2022"))]  # fmt: skip
    found = monitor(with_values(catalog, *rows), "rd_intensity", "2023")
    assert found.is_share
    assert lines_of(found)["luzhou"].change == pytest.approx(0.5)


def test_an_unknown_indicator_is_refused(catalog):
    with pytest.raises(IndicatorError, match="no_such"):
        monitor(catalog, "no_such", "2023")


# Periods, order, coverage


@given(st.sampled_from(["", "H1", "H2", "Q3", "Q1-Q3", "M1-7", "-07"]), st.integers(1901, 2099))
def test_a_year_before_is_the_same_kind(ending, year):
    before = year_before(f"{year}{ending}")
    assert before == f"{year - 1}{ending}"
    assert type_of_period(before) == type_of_period(f"{year}{ending}")


def test_zones_stand_in_their_order(catalog):
    zones = list_zones(catalog)
    table = catalog.zones
    assert len(zones) == (table["level"] != "candidate").sum() == 24
    levels = [table["level"][zone] for zone in zones]
    assert levels == sorted(levels)  # national before provincial
    for level in ("national", "provincial"):
        codes = [table["prefecture_code"][z] for z in zones if table["level"][z] == level]
        assert codes == sorted(codes)
    # both of Mianyang's prefecture and provincial: approved 2018-03 and 2021-07
    assert zones.index("youxian") < zones.index("anzhou")


def test_periods_are_those_of_the_file(catalog):
    rows = catalog.zone_values
    for topic in TOPICS:
        for name in held_bases(catalog, topic):
            held = set(rows["period"][rows["indicator"] == name]) - {"", None}
            assert set(held_periods(catalog, name)) == held
            assert first_period(catalog, name) in held


def test_the_first_period_is_late_and_full(catalog):
    # 2021 has five zones; 2021H1 is no year and has groups only
    assert first_period(catalog, "revenue") == "2021"
    own = with_values(
        catalog,
        *(revenue(z, 1, "2021") for z in list_zones(catalog)[:10]),
        *(revenue(z, 1, "2022") for z in list_zones(catalog)[:8]),
        *(revenue(z, 1, "2023") for z in list_zones(catalog)[:7]),
    )
    assert first_period(own, "revenue") == "2022"  # 8 of 10 is nearly full, 7 is not
    withheld = with_values(catalog, revenue("luzhou", 1, "2020", status="unverified"))
    assert first_period(withheld, "revenue") == "2020"
    assert first_period(withheld, "tax") is None


def test_coverage_counts_cells_of_the_file(catalog):
    held = coverage(catalog)
    rows = catalog.zone_values.to_dict("records")
    zones = set(held.zones)
    expected = {
        (row["zone_id"], row["period"] or "")
        for row in rows
        if row["zone_id"] in zones and topic_of(row["indicator"])
    }
    assert set(held.cells) == expected
    assert {period for _, period in expected} == set(held.periods)
    assert held.periods[-1] == ""  # one figure has no period
    shown = {
        row["zone_id"]
        for row in rows
        if row["zone_id"] in zones
        and topic_of(row["indicator"])
        and row["status"] in {"official", "reported", "derived"}
    }
    assert held.filled == len(shown) < len(zones)
