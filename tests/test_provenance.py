"""What rests on what, against counts over the data files, read without the atlas."""

from __future__ import annotations

import csv
import json
import math
from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
import yaml

from geo.provenance import (
    Use,
    count_recalled_points,
    count_statuses,
    count_uses,
    cover,
    find_thin_places,
    list_alternates,
    list_mismatches,
    list_remarks,
    list_sources,
    list_superseded,
    list_suspects,
)
from geo.settings import data_dir
from geo.types import SHOWN_STATUSES

TABLES = {
    "prefecture_values": "prefecture_indicators",
    "county_values": "county_indicators",
    "province_values": "province_indicators",
    "zone_values": "zone_indicators",
    "zone_counts": "zone_counts",
    "plan_counts": "plan_counts",
    "plan_targets": "plan_targets",
}


def read(name):
    with (data_dir() / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_features(name):
    text = (data_dir() / f"{name}.geojson").read_text("utf-8")
    return [feature["properties"] for feature in json.loads(text)["features"]]


def test_uses_are_the_rows_that_name_a_source(catalog):
    values, entries = Counter(), Counter()
    for name in TABLES.values():
        for row in read(name):
            values.update(row["source_id"].split(";"))
    for name in ("prefectures", "counties", "platforms"):
        for row in read(name):
            if row.get("sensitive") != "true":
                entries.update(set(row["source_ids"].split(";")))
    for name in ("zones", "science_cities"):
        for row in read_features(name):
            entries.update(set(row["source_ids"] or ()))
    for path in (
        *(data_dir() / "rules").glob("*.yaml"),
        *(data_dir() / "eligibility").glob("*.yaml"),
    ):
        entries.update(cited_in(yaml.safe_load(path.read_text("utf-8"))))
    uses = count_uses(catalog)
    assert list(uses) == [row["id"] for row in read("sources")]
    assert uses == {source: Use(values[source], entries[source]) for source in uses}
    assert uses["C-CCSY2024"].n_values > 100


def cited_in(part):
    """Return the sources named in a file of rules or facts, each once for what names it."""
    found = Counter()
    if isinstance(part, dict):
        fields = ("source", "sources", "documents_sources", "office_sources", "recalled_sources")
        for name in fields:
            named = part.get(name) or ()
            found.update({named} if isinstance(named, str) else set(named))
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, (dict, list)):
            found += cited_in(inner)
    return found


def test_a_source_of_sensitive_rows_alone_is_only_counted(catalog):
    every, hidden = list_sources(catalog)
    assert (len(every), hidden) == (len(catalog.sources), 0)
    platforms = catalog.platforms.copy()
    secret = next(  # a source that one platform alone names
        source
        for source, use in count_uses(catalog).items()
        if use == Use(0, 1) and sum(source in ids for ids in platforms["source_ids"]) == 1
    )
    named = [secret in ids for ids in platforms["source_ids"]]
    platforms.loc[named, "sensitive"] = True
    told, n = list_sources(replace(catalog, platforms=platforms, digest="secret"))
    assert secret not in told
    assert n == 1


@pytest.mark.parametrize(("geography", "table"), [("prefecture", 21), ("county", 183)])
def test_the_matrix_counts_values_to_show_by_year(catalog, geography, table):
    coverage = cover(catalog, geography)
    assert coverage.n_places == table
    places = {row["adcode"] for row in read("counties") if row["kind"] == "county"}
    if geography == "prefecture":
        places = {row["adcode"] for row in read("prefectures")}
    counts = Counter(
        (row["indicator"], row["period"])
        for row in read(f"{geography}_indicators")
        if row["status"] in SHOWN_STATUSES and row["period"].isdigit() and row["adcode"] in places
    )
    assert coverage.counts == dict(counts)
    assert list(coverage.years) == sorted({period for _, period in counts})
    order = [row["id"] for row in read("indicators")]
    assert sorted(coverage.indicators, key=order.index) == list(coverage.indicators)


def test_statuses_are_counted_by_table(catalog):
    counts = count_statuses(catalog)
    for name, file in TABLES.items():
        found = Counter(row["status"] for row in read(file))
        assert {status: n for status, n in counts[name].items() if n} == dict(found)
    evidence = Counter(row["evidence_status"] for row in read("platforms"))
    assert {status: n for status, n in counts["platforms"].items() if n} == dict(evidence)
    assert list(counts["sources"]) == ["official", "reported", "derived", "unverified", "suspect"]


def test_points_from_memory_are_counted(catalog):
    zones = sum("geometry" in row["memory_for"] for row in read_features("zones"))
    platforms = sum(
        row["sensitive"] != "true"
        and (row["coord_method"] == "recollected" or "coord" in row["memory_for"].split(";"))
        for row in read("platforms")
    )
    assert count_recalled_points(catalog) == (zones, platforms)


def test_a_second_figure_stands_beside_the_one_used(catalog):
    found = list_alternates(catalog)
    rows = read("indicator_alternates")
    assert len(found) == len(rows)
    yibin = next(c for c in found if (c.code, c.indicator) == ("511500", "hte_count"))
    assert (yibin.used, yibin.other, yibin.used_status) == (383, 387, "official")
    for conflict, row in zip(found, rows, strict=True):
        # what rests on memory keeps its reason and loses its number
        is_shown = row["status"] in SHOWN_STATUSES
        assert math.isnan(conflict.other) != is_shown
        assert not is_shown or conflict.other == float(row["value"])
        assert conflict.reason_zh == row["reason_zh"]


def test_a_replaced_figure_stands_beside_its_successor(catalog):
    found = {(c.indicator, c.period): (c.other, c.used) for c in list_superseded(catalog)}
    assert found["hte_count", "2025"] == (12000, 16000)
    assert found["hightech_revenue", "2022"] == (26000, 27000)
    assert len(found) == sum(row["superseded"] == "true" for row in read("province_indicators"))


def test_only_a_true_contradiction_is_a_mismatch(catalog):
    (found,) = list_mismatches(catalog)
    assert (found.indicator, found.period, found.sums.difference) == ("hte_count", "2023", 181)


def test_all_places_that_stay_below_the_province_are_a_mismatch(catalog):
    values = catalog.province_values.copy()
    row = (values["indicator"] == "gdp") & (values["period"] == "2020")
    values.loc[row, "value"] = 49_000.0  # all 21 add to 48,598.02
    found = list_mismatches(replace(catalog, province_values=values, digest="higher"))
    assert ("gdp", "2020") in {(item.indicator, item.period) for item in found}


def test_suspect_cells_are_listed_with_their_reason(catalog):
    rows = [row for row in read("prefecture_indicators") if row["status"] == "suspect"]
    found = list_suspects(catalog)
    assert [(c.key, c.indicator, c.period) for c in found] == [
        (row["adcode"], row["indicator"], row["period"]) for row in rows
    ]
    assert all("存疑" in remark.text_zh for remark in found)


def test_remarks_on_known_doubts_are_found(catalog):
    found = {(r.table, r.key, r.indicator): r for r in list_remarks(catalog)}
    revenue = found["zone_values", "all-sichuan", "revenue"]
    assert "口径存疑，疑为2020年当年数" in revenue.text_zh
    assert (revenue.value, revenue.unit) == (25472.17, "亿元")
    assert found["zone_values", "all-sichuan", "hightech_revenue"].value == 13061.54
    assert "128" in found["plan_counts", "provincial-key-labs-2020", ""].text_zh
    assert ("zones", "mianyang", "") in found
    assert ("zones", "leshan", "") in found


def test_a_remark_from_memory_is_not_told(catalog):
    values = catalog.zone_values.copy()
    values.loc[values["zone_id"] == "all-sichuan", "status"] = "unverified"
    found = list_remarks(replace(catalog, zone_values=values, digest="memory"))
    assert not [r for r in found if r.key == "all-sichuan"]


def test_the_three_autonomous_prefectures_are_thin(catalog):
    assert find_thin_places(catalog) == ("513200", "513300", "513400")
    empty = catalog.prefecture_values.iloc[:0]
    assert find_thin_places(replace(catalog, prefecture_values=empty, digest="empty")) == ()
    assert isinstance(empty, pd.DataFrame)
