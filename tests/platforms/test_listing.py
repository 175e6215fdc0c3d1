"""Every platform that passes is in exactly one place, for any filters."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.maps.points import platform_filter, shown_platforms
from geo.platforms import list_platforms, read_rows, tally
from geo.settings import data_dir
from geo.types import FIELDS, PLATFORM_CATEGORIES, PLATFORM_STATUSES
from geo.view import View


@pytest.fixture(scope="module")
def rows(catalog):
    return read_rows(catalog)


with (data_dir() / "platforms.csv").open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file))

CODES = [*sorted({line["prefecture_code"] for line in LINES} - {""}), "510800"]


def some(values):
    return st.lists(st.sampled_from(list(values)), max_size=4, unique=True).map(tuple)


VIEWS = st.builds(
    View,
    platform_categories=some(PLATFORM_CATEGORIES),
    platform_levels=some(("national", "provincial", "municipal", "unknown")),
    platform_statuses=some(PLATFORM_STATUSES),
    fields=some((*FIELDS, "unknown")),
    prefectures=some(CODES),
    host=st.sampled_from([None, "大学", "UNIVERSITY", "四川大学", "no such host", "a"]),
)
MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def passes(line, view):
    """Tell by the raw cells whether a line of the file passes; another way than the code's."""
    hosts = [line["host_zh"].lower(), line["host_en"].lower()]
    return (
        line["category"] in (view.platform_categories or [line["category"]])
        and (line["level"] or "unknown") in (view.platform_levels or [line["level"] or "unknown"])
        and (line["field"] or "unknown") in (view.fields or [line["field"] or "unknown"])
        and line["status"] in (view.platform_statuses or [line["status"]])
        and (not view.prefectures or line["prefecture_code"] in view.prefectures)
        and (view.host is None or any(view.host.lower() in host for host in hosts))
    )


@MANY
@given(view=VIEWS)
def test_the_groups_are_the_rows_that_pass_each_once(rows, view):
    listing = list_platforms(rows, view)
    is_whole = platform_filter(view) == platform_filter(View())
    wanted = [
        line for line in LINES if passes(line, view) and (is_whole or line["sensitive"] == "false")
    ]
    assert listing.total == len(wanted)
    ids = [*listing.listed, *listing.memory]
    assert len(ids) == len(set(ids))
    assert set(ids) == {line["id"] for line in wanted if line["sensitive"] == "false"}
    assert listing.withheld == sum(line["sensitive"] == "true" for line in wanted)
    groups = (
        len(listing.points),
        listing.in_counties,
        listing.in_prefectures,
        len(listing.province),
        len(listing.recalled),
        len(listing.memory),
        listing.withheld,
    )
    assert sum(groups) == listing.total


@MANY
@given(view=VIEWS)
def test_the_dots_are_those_of_the_map(rows, catalog, view):
    listing = list_platforms(rows, view)
    drawn, elsewhere = shown_platforms(catalog, view)
    assert sorted(listing.points) == sorted(drawn.index)
    assert elsewhere == {
        "sensitive": listing.withheld,
        "memory": len(listing.memory) + len(listing.recalled),
        "coarse": listing.in_counties,
        "no_point": listing.in_prefectures + len(listing.province),
    }


@MANY
@given(view=VIEWS, by=st.sampled_from(["prefecture", "field"]))
def test_tallies_hold_every_row_that_is_told(rows, view, by):
    listing = list_platforms(rows, view)
    counts = tally(rows, listing, by)
    column = {"prefecture": "prefecture_code", "field": "field"}[by]
    open_lines = [li for li in LINES if passes(li, view) and li["sensitive"] == "false"]
    listed = Counter(li[column] for li in open_lines if li["evidence_status"] != "unverified")
    memory = Counter(li[column] for li in open_lines if li["evidence_status"] == "unverified")
    assert {key: one.listed for key, one in counts.items() if one.listed} == listed
    assert {key: one.memory for key, one in counts.items() if one.memory} == memory


def test_the_whole_list_by_hand(rows):
    # 229 lines: 5 sensitive, 23 unverified, 11 more with a point from memory; of the other
    # 190: 114 within 4 km, 39 with a county, 29 with a prefecture alone, 8 with neither.
    listing = list_platforms(rows, View())
    assert len(listing.points) == 114
    assert (listing.in_counties, listing.in_prefectures, len(listing.province)) == (39, 29, 8)
    assert (len(listing.recalled), len(listing.memory), listing.withheld) == (11, 23, 5)
    assert listing.total == 229


def test_a_sensitive_row_stands_in_no_group(rows):
    listing = list_platforms(rows, View())
    sensitive = {line["id"] for line in LINES if line["sensitive"] == "true"}
    assert len(sensitive) == 5
    assert not sensitive & {*listing.listed, *listing.memory}


def test_no_place_or_host_finds_a_sensitive_row(rows):
    for code in CODES:
        assert list_platforms(rows, View(prefectures=(code,))).withheld == 0
    assert list_platforms(rows, View(host="a")).withheld == 0


def test_a_coarse_point_stands_at_its_county(rows):
    # 天府永兴实验室: a metro station as anchor, 6 km
    line = next(line for line in LINES if line["id"] == "TFL-002")
    assert float(line["coord_accuracy_m"]) > 4000
    counties = dict(list_platforms(rows, View()).counties)
    assert "TFL-002" in counties[line["county_code"]]


def test_a_recollected_point_is_listed_and_not_drawn(rows):
    # 高海拔宇宙线观测站: well known, its coordinates written from memory
    listing = list_platforms(rows, View())
    assert "SCI-002" in listing.recalled
    assert "SCI-002" in listing.listed
    assert "SCI-002" not in listing.points


def test_lists_follow_category_prefecture_and_id(rows):
    keys = [(PLATFORM_CATEGORIES.index(r.category), r.prefecture or "~", r.id) for r in rows]
    assert keys == sorted(keys)
