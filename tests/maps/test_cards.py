"""Cards say what the rows say, and what is not known stays out."""

from __future__ import annotations

import pytest

from geo.locale import translator
from geo.maps.cards import (
    best_status,
    platform_facts,
    science_card,
    split,
    zone_card,
)

LANGS = ("zh", "en")


@pytest.mark.parametrize("lang", LANGS)
def test_every_zone_has_a_whole_card(catalog, lang):
    t = translator(lang)
    for zone_id, zone in catalog.zones.iterrows():
        card = zone_card(catalog, zone_id, t)
        rows = dict(card["rows"])
        assert card["title"] == zone[f"name_{lang}"]
        assert card["mark"] == t(f"level.{zone['level']}")
        assert (
            rows[t("map.prefecture")]
            == catalog.prefectures.loc[zone["prefecture_code"], f"name_{lang}"]
        )
        for column in ("recognised", "upgraded"):
            label = t(f"map.{column}")
            assert (label in rows) == bool(zone[column])
            if zone[column]:
                assert t.date(zone[column]) in rows[label]
                memory = column in zone["memory_for"]
                assert (rows[label] != t.date(zone[column])) == memory
        assert (t("map.plan_upgrade") in card["notes"]) == zone["plan_upgrade"]
        assert all(value for value in rows.values())


@pytest.mark.parametrize("lang", LANGS)
def test_a_recollected_point_says_so(catalog, lang):
    t = translator(lang)
    for zone_id, zone in catalog.zones.iterrows():
        km = t.number(zone["coord_accuracy_m"] / 1000)
        key = "map.point_guessed" if "geometry" in zone["memory_for"] else "map.point_accuracy"
        assert t(key, km=km) in zone_card(catalog, zone_id, t)["notes"]


@pytest.mark.parametrize("lang", LANGS)
def test_every_drawn_platform_names_its_sources(catalog, lang):
    t = translator(lang)
    (say,) = [say for label, _, say in platform_facts(catalog, t) if label == t("map.source")]
    for platform_id, row in catalog.platforms[~catalog.platforms["sensitive"]].iterrows():
        if row["coord_accuracy_m"] != row["coord_accuracy_m"]:
            continue
        text = say(row["source_ids"])
        publishers = [catalog.sources.loc[i, f"publisher_{lang}"] for i in row["source_ids"]]
        if any(publishers):
            assert text, platform_id
            assert any(name and name in text for name in publishers)


@pytest.mark.parametrize("lang", LANGS)
def test_every_part_of_a_science_city_says_that_it_is_schematic(catalog, lang):
    t = translator(lang)
    for part_id, part in catalog.science_cities.iterrows():
        card = science_card(catalog, part_id, t)
        assert card["title"] == part[f"name_{lang}"]
        assert card["mark"] == t("common.schematic_outline")
        area = dict(card["rows"])[t("map.area")]
        if part["area_km2_published"] != part["area_km2_published"]:
            assert area == t("common.no_data")
        else:
            assert area.startswith(t.number(part["area_km2_published"]))


def test_the_best_status_of_a_fact_is_that_of_its_best_source(catalog):
    by_status = {status: rows.index[0] for status, rows in catalog.sources.groupby("status")}
    assert {"official", "reported", "unverified"} <= set(by_status)
    assert best_status(catalog, [by_status["unverified"], by_status["official"]]) == "official"
    assert best_status(catalog, [by_status["unverified"], by_status["reported"]]) == "reported"
    assert best_status(catalog, [by_status["unverified"]]) == "unverified"
    assert best_status(catalog, []) == "unverified"


@pytest.mark.parametrize(
    ("cell", "entries"),
    [
        ("a;b", ["a", "b"]),
        ("a", ["a"]),
        ("a;;b;", ["a", "b"]),
        ("", []),
        (None, []),
        (float("nan"), []),
        (("a", "b"), ["a", "b"]),
        ((), []),
    ],
)
def test_a_list_cell_gives_its_entries(cell, entries):
    assert split(cell) == entries
