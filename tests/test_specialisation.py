"""Counts by field against the raw files, quotients against a calculation by hand."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.settings import data_dir
from geo.specialisation import (
    MIN_BASE,
    count_fields,
    location_quotients,
    measure,
    share_of_columns,
    share_of_rows,
    sources_of,
    told_quotients,
)
from geo.types import FIELDS

# Two places, two fields, worked out on paper:
#            a    b   sum
#       x    3    1     4      share of a in x: 3/4; in all: 4/10; quotient 0.75/0.4 = 1.875
#       y    1    5     6      share of a in y: 1/6;               quotient (1/6)/0.4 = 0.41666…
#     sum    4    6    10      b: (1/4)/0.6 = 0.41666…, (5/6)/0.6 = 1.38888…
PAPER = pd.DataFrame({"a": [3, 1], "b": [1, 5]}, index=["x", "y"])


def test_shares_and_quotients_as_on_paper():
    assert share_of_rows(PAPER).to_numpy() == pytest.approx(
        np.array([[75, 25], [100 / 6, 500 / 6]])
    )
    assert share_of_columns(PAPER).to_numpy() == pytest.approx(
        np.array([[75, 100 / 6], [25, 500 / 6]])
    )
    assert location_quotients(PAPER).to_numpy() == pytest.approx(
        np.array([[1.875, 5 / 12], [5 / 12, 25 / 18]])
    )


def test_where_there_is_nothing_there_is_no_share():
    empty_row = pd.DataFrame({"a": [2, 0], "b": [2, 0]})
    assert share_of_rows(empty_row).iloc[1].isna().all()
    assert location_quotients(empty_row).iloc[1].isna().all()
    empty_column = pd.DataFrame({"a": [2, 1], "b": [0, 0]})
    assert share_of_columns(empty_column)["b"].isna().all()
    assert location_quotients(empty_column)["b"].isna().all()
    assert location_quotients(empty_column)["a"].tolist() == [1, 1]
    assert location_quotients(pd.DataFrame({"a": [0], "b": [0]})).isna().all(axis=None)


@given(
    st.integers(1, 6).flatmap(
        lambda n: st.lists(
            st.lists(st.integers(0, 40), min_size=n, max_size=n), min_size=1, max_size=8
        )
    )
)
def test_the_weighted_mean_of_a_place_s_quotients_is_one(rows):
    counts = pd.DataFrame(rows)
    quotients = location_quotients(counts)
    weights = counts.sum(axis="index") / max(counts.to_numpy().sum(), 1)
    for place in counts.index:
        if counts.loc[place].sum():
            assert (quotients.loc[place].fillna(0) * weights).sum() == pytest.approx(1)
    # and of a field's quotients, weighted by the places
    sizes = counts.sum(axis="columns") / max(counts.to_numpy().sum(), 1)
    for field in counts:
        if counts[field].sum():
            assert (quotients[field].fillna(0) * sizes).sum() == pytest.approx(1)


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=8),
    st.lists(st.integers(1, 30), min_size=1, max_size=8),
)
def test_where_every_place_has_the_same_mix_every_quotient_is_one(sizes, mix):
    counts = pd.DataFrame(np.outer(sizes, mix))
    assert location_quotients(counts).to_numpy() == pytest.approx(1)


# --- the lists ---


def read_platforms():
    with (data_dir() / "platforms.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def may_count(row):
    return row["sensitive"] != "true" and row["evidence_status"] in {"official", "reported"}


def test_platforms_are_counted_as_in_the_raw_file(catalog):
    table = count_fields(catalog, "platforms")
    rows = read_platforms()
    shown = [row for row in rows if may_count(row)]
    placed = [row for row in shown if row["prefecture_code"]]
    wanted = Counter(
        (row["prefecture_code"], row["field"])
        for row in placed
        if row["field"] and "field" not in row["memory_for"].split(";")
    )
    held = {(code, f): n for f in FIELDS for code, n in table.counts[f].items() if n}
    assert held == dict(wanted)
    assert table.rows == len(placed) == len(table.entries)
    assert int(table.unknown.sum()) == len(placed) - sum(wanted.values())
    assert table.unplaced == len(shown) - len(placed)
    assert table.withheld == sum(row["sensitive"] == "true" for row in rows) > 0
    assert table.unverified == len(rows) - len(shown) - table.withheld > 0
    assert table.unbuilt == sum(row["status"] != "operating" for row in placed)
    assert list(table.counts.index) == sorted(catalog.prefectures.index)
    assert tuple(table.counts) == FIELDS


def test_a_field_from_memory_is_a_field_not_stated(catalog):
    (row,) = [row for row in read_platforms() if "field" in row["memory_for"].split(";")]
    assert may_count(row)
    (entry,) = [e for e in count_fields(catalog, "platforms").entries if e.id == row["id"]]
    assert entry.field == "unknown"


def test_no_sensitive_and_no_unverified_platform_is_an_entry(catalog):
    ids = {entry.id for entry in count_fields(catalog, "platforms").entries}
    withheld = {row["id"] for row in read_platforms() if not may_count(row)}
    assert not ids & withheld


def test_zones_count_once_in_each_of_their_fields(catalog):
    features = json.loads((data_dir() / "zones.geojson").read_text("utf-8"))["features"]
    zones = [f["properties"] for f in features if f["properties"]["level"] != "candidate"]
    wanted = Counter((zone["prefecture_code"], f) for zone in zones for f in zone["fields"])
    table = count_fields(catalog, "zones")
    held = {(code, f): n for f in FIELDS for code, n in table.counts[f].items() if n}
    assert held == dict(wanted)
    assert table.rows == len(zones) == 24
    assert int(table.unknown.sum()) == sum(not zone["fields"] for zone in zones) == 1
    # 成都高新区 3 fields, 新都 3, 金牛 4: ten entries from three zones
    assert int(table.counts.loc["510100"].sum()) == 10


def changed(catalog, row, **cells):
    platforms = catalog.platforms.copy()
    for column, value in cells.items():
        platforms.at[row, column] = value  # noqa: PD008  # one cell
    return replace(catalog, platforms=platforms, digest=f"changed-{row}-{sorted(cells)}")


@pytest.mark.parametrize(
    ("cells", "counter"),
    [
        ({"evidence_status": "unverified"}, "unverified"),
        ({"sensitive": True}, "withheld"),
        ({"prefecture_code": None}, "unplaced"),
    ],
)
def test_a_row_that_may_not_be_shown_leaves_the_counts(catalog, cells, counter):
    before = count_fields(catalog, "platforms")
    entry = next(e for e in before.entries if e.field == "aerospace")
    after = count_fields(changed(catalog, entry.id, **cells), "platforms")
    assert getattr(after, counter) == getattr(before, counter) + 1
    assert after.rows == before.rows - 1
    difference = before.counts - after.counts
    assert difference.loc[entry.prefecture, "aerospace"] == 1
    assert int(difference.to_numpy().sum()) == 1


# --- measures ---


def test_a_measure_of_several_fields_takes_them_as_one(catalog):
    table = count_fields(catalog, "platforms")
    both = ["aerospace", "new_materials"]
    found = measure(table, both)
    code = "510600"  # 德阳: 3 aerospace, 2 new materials of 7
    counts = table.counts
    n, base = int(counts.loc[code, both].sum()), int(counts.loc[code].sum())
    whole, everything = int(counts[both].to_numpy().sum()), int(counts.to_numpy().sum())
    assert (n, base) == (5, 7)
    row = found.loc[code]
    assert row["count"] == n
    assert row["base"] == base
    assert row["share_of_place"] == pytest.approx(100 * n / base)
    assert row["share_of_field"] == pytest.approx(100 * n / whole)
    assert row["quotient"] == pytest.approx((n / base) / (whole / everything))
    assert not row["few"]
    pd.testing.assert_frame_equal(measure(table, [*both, *both]), found)


def test_all_fields_together_are_nobody_s_speciality(catalog):
    found = measure(count_fields(catalog, "zones"), FIELDS)
    held = found[found["base"] > 0]
    assert held["quotient"].to_numpy() == pytest.approx(1)
    assert found["share_of_field"].sum() == pytest.approx(100)


@pytest.mark.parametrize("basis", ["platforms", "zones"])
def test_one_field_agrees_with_the_matrix(catalog, basis):
    table = count_fields(catalog, basis)
    quotients = location_quotients(table.counts)
    for field in FIELDS:
        one = measure(table, [field])["quotient"].to_numpy(dtype=float)
        assert one == pytest.approx(quotients[field].to_numpy(dtype=float), nan_ok=True)


@pytest.mark.parametrize("basis", ["platforms", "zones"])
def test_quotients_are_told_only_from_enough_entries_and_never_as_zero(catalog, basis):
    table = count_fields(catalog, basis)
    told = told_quotients(table.counts)
    full = location_quotients(table.counts)
    for code, row in table.counts.iterrows():
        for field, n in row.items():
            if n and row.sum() >= MIN_BASE:
                assert told.loc[code, field] == full.loc[code, field] > 0
            else:
                assert np.isnan(told.loc[code, field])
    assert told.notna().any(axis=None)


def test_sources_are_those_of_the_entries(catalog):
    table = count_fields(catalog, "zones")
    zones = catalog.zones
    wanted = set(zones.loc["deyang", "source_ids"]) | set(zones.loc["xindu", "source_ids"])
    found = sources_of(table, ["aerospace"])
    assert set(found["510600"]) | set(found["510100"]) == wanted
    assert set(sources_of(table)["511400"]) == set(zones.loc["meishan", "source_ids"])
    assert all(len(ids) == len(set(ids)) for ids in found.values())


def test_the_counting_is_done_once(catalog):
    assert count_fields(catalog, "zones") is count_fields(catalog, "zones")
