"""Zones and platforms by prefecture, counted again from the files."""

import csv
import json
from dataclasses import replace

from geo.compare import hold
from geo.settings import data_dir


def zone_rows():
    text = (data_dir() / "zones.geojson").read_text(encoding="utf-8")
    return [feature["properties"] for feature in json.loads(text)["features"]]


def platform_rows():
    with (data_dir() / "platforms.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_zones_agree_with_the_file(catalog):
    found = hold(catalog, list(catalog.prefectures.index))
    for held in found:
        own = [z for z in zone_rows() if z["prefecture_code"] == held.code]
        for level in ("national", "provincial"):
            assert len(held.zones[level]) == sum(z["level"] == level for z in own)
        assert len(held.upgrade) == sum(
            bool(z["plan_upgrade"]) for z in own if z["level"] != "candidate"
        )
    assert sum(len(held.zones["national"]) for held in found) == 8
    assert sum(held.n_zones for held in found) == 24
    assert sum(len(held.upgrade) for held in found) == 6


def test_platforms_agree_with_the_file(catalog):
    shown = {"official", "reported", "derived"}
    for held in hold(catalog, list(catalog.prefectures.index)):
        own = [
            row
            for row in platform_rows()
            if row["prefecture_code"] == held.code and row["sensitive"] == "false"
        ]
        counted = [row for row in own if row["evidence_status"] in shown]
        assert held.n_platforms == len(counted)
        assert held.unverified == len(own) - len(counted)
        for category, n in held.platforms.items():
            assert n == sum(row["category"] == category for row in counted)


def test_what_may_not_be_shown_is_counted_nowhere(catalog):
    platforms = catalog.platforms.copy()
    first = platforms.index[platforms["prefecture_code"] == "510700"][0]
    before = hold(catalog, ["510700"])[0]
    platforms.loc[first, "sensitive"] = True
    after = hold(replace(catalog, platforms=platforms, digest="hidden"), ["510700"])[0]
    assert after.n_platforms + after.unverified == before.n_platforms + before.unverified - 1


def test_the_order_is_the_order_asked_for(catalog):
    assert [held.code for held in hold(catalog, ["511500", "510100"])] == ["511500", "510100"]
    assert hold(catalog, []) == ()
