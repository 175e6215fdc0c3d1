"""What the list holds against the plan's counts, by hand and by another way of counting."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest

from geo.platforms import Coverage, measure_coverage
from geo.settings import data_dir

# Counted by hand in data/platforms.csv, by category, note and evidence:
#   counted (with a source), unclear (with a source), unverified, later or only planned.
# 55 provincial key laboratories: 25 named before the end of 2020, 26 without a date of which 12
# rest on memory, 4 of later years. 18 national centres: 13 of which 5 from memory, 5 national
# engineering laboratories of which 1 from memory.
BY_HAND = {
    "state-key-labs-2020": (13, 0, 0, 2),
    "provincial-key-labs-2020": (25, 14, 12, 4),
    "national-eng-centres-2020": (8, 4, 6, 0),
    "joint-eng-centres-2020": (7, 0, 2, 0),
    "provincial-eng-centres-2020": (12, 2, 0, 0),
    "demonstration-bases-2020": (0, 0, 0, 0),
    "incubators-2020": (16, 0, 2, 0),
    "service-clusters-2020": (0, 4, 0, 1),
    "ai-pilot-zone-2020": (1, 0, 0, 0),
}
# The plan's sentence: 14 and 130 laboratories, 23, 44 and 472 centres, 26 bases, more than 1000
# incubators, 13 clusters, 1 pilot zone.
PLAN = (14, 130, 23, 44, 472, 26, 1000, 13, 1)


@pytest.fixture(scope="module")
def table(catalog):
    return measure_coverage(catalog)


@pytest.fixture(scope="module")
def lines():
    with (data_dir() / "platforms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_plans_numbers_stand_in_its_order(table):
    assert tuple(one.number for one in table.counts) == PLAN
    assert [one.qualifier for one in table.counts] == ["eq"] * 6 + ["ge"] + ["eq"] * 2
    assert {one.source_id for one in table.counts} == {"P-P01"}
    assert {one.period for one in table.counts} == {"2020"}


def test_each_count_is_answered_as_counted_by_hand(table):
    found = {o.plan_id: (o.counted, o.unclear, o.memory, o.later) for o in table.counts}
    assert found == BY_HAND


def test_categories_add_up_in_the_file_itself(table, lines):
    # sensitive rows stand in no category: it would tell what they are
    counted = Counter(line["category"] for line in lines if line["sensitive"] == "false")
    of = {one.plan_id: one for one in table.counts}
    for plan_id, categories in {
        "state-key-labs-2020": ["state_key_lab"],
        "provincial-key-labs-2020": ["provincial_key_lab"],
        "national-eng-centres-2020": ["national_eng_tech_centre"],
        "joint-eng-centres-2020": ["national_local_joint_eng_centre"],
        "provincial-eng-centres-2020": ["provincial_eng_tech_centre"],
        "incubators-2020": ["incubator", "university_science_park"],
        "service-clusters-2020": ["service_cluster"],
    }.items():
        one = of[plan_id]
        whole = one.counted + one.unclear + one.memory + one.later
        assert whole == sum(counted[name] for name in categories), plan_id


def test_every_row_stands_in_one_place(table, lines):
    planned = sum(o.counted + o.unclear + o.memory + o.later for o in table.counts)
    unplanned = sum(one.listed + one.memory for one in table.unplanned)
    assert planned + unplanned + table.withheld == table.total == len(lines)
    assert table.withheld == sum(line["sensitive"] == "true" for line in lines)
    other = next(one for one in table.unplanned if one.category == "other")
    # 26 rows: 2 sensitive, 1 the pilot zone, 1 from memory
    assert (other.listed, other.memory) == (22, 1)
    assert "national_lab" not in {one.category for one in table.unplanned}


@pytest.mark.parametrize(
    ("plan_id", "gap", "least", "share"),
    [
        ("state-key-labs-2020", 1, False, 13 / 14),
        ("provincial-key-labs-2020", 91, True, 39 / 130),  # 130 - (25 + 14)
        ("national-eng-centres-2020", 11, True, 12 / 23),
        ("joint-eng-centres-2020", 37, False, 7 / 44),
        ("provincial-eng-centres-2020", 458, True, 14 / 472),
        ("demonstration-bases-2020", 26, False, 0.0),
        ("incubators-2020", 984, True, 16 / 1000),
        ("service-clusters-2020", 9, True, 4 / 13),
        ("ai-pilot-zone-2020", 0, False, None),  # a share of one says nothing
    ],
)
def test_gaps_and_shares_by_hand(table, plan_id, gap, least, share):
    one = next(one for one in table.counts if one.plan_id == plan_id)
    assert (one.gap, one.is_least) == (gap, least)
    assert one.share == (None if share is None else pytest.approx(share))


def cover(**changes):
    given = {"number": 10, "qualifier": "eq", "counted": 0, "unclear": 0} | changes
    return Coverage("x", period="2020", status="official", source_id="S", **given)


def test_more_than_the_plan_counts_is_a_surplus_and_no_gap():
    one = cover(counted=9, unclear=4)
    assert (one.listed, one.gap, one.surplus, one.share, one.is_least) == (13, 0, 3, None, False)


def test_a_number_above_has_no_surplus_and_only_a_least_gap():
    one = cover(counted=12, qualifier="ge")
    assert (one.gap, one.surplus, one.is_least) == (0, 0, True)


def test_memory_fills_no_gap():
    assert cover(counted=3, memory=7).gap == 7


def add(catalog, **cells):
    """Return the catalogue with one more row, made from one that is there."""
    table = catalog.platforms
    row = table.loc[["NLJ-001"]].copy()
    row.index = ["NEW-1"]
    for name, value in cells.items():
        row[name] = value
    return replace(catalog, platforms=pd.concat([table, row]))


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        ({"plan_indicator": None}, "unclear"),
        ({"plan_indicator": "no such mark"}, "unclear"),
        ({"plan_indicator": None, "year_established": "2020"}, "unclear"),
        ({"plan_indicator": None, "year_established": "2021"}, "later"),
        ({"plan_indicator": None, "status": "planned"}, "later"),
        ({"plan_indicator": None, "evidence_status": "unverified"}, "memory"),
        ({"plan_indicator": "NLJ44"}, "counted"),
    ],
)
def test_a_new_row_finds_its_place_by_mark_or_category(catalog, table, cells, where):
    before = next(o for o in table.counts if o.plan_id == "joint-eng-centres-2020")
    after = next(
        o
        for o in measure_coverage(add(catalog, **({"evidence_status": "reported"} | cells))).counts
        if o.plan_id == "joint-eng-centres-2020"
    )
    names = ("counted", "unclear", "memory", "later")
    grown = {name: getattr(after, name) - getattr(before, name) for name in names}
    assert grown == {name: int(name == where) for name in names}


def test_a_new_row_of_a_kind_without_a_count_stands_apart(catalog, table):
    more = measure_coverage(add(catalog, category="university", plan_indicator=None))
    assert more.counts == table.counts
    before = {one.category: one.listed for one in table.unplanned}
    after = {one.category: one.listed for one in more.unplanned}
    assert after["university"] == before["university"] + 1


def test_a_sensitive_row_of_a_kind_without_a_count_is_only_counted(catalog, table):
    more = measure_coverage(
        add(catalog, category="university", plan_indicator=None, sensitive=True)
    )
    assert more.unplanned == table.unplanned
    assert more.withheld == table.withheld + 1
