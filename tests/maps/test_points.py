"""Which zones and platforms become points, against the raw rows."""

from __future__ import annotations

import json

import pytest

from geo.export.html import render_html
from geo.locale import translator
from geo.maps import build
from geo.maps.points import shown_platforms, shown_zones
from geo.types import LAYER_NAMES, PLATFORM_CATEGORIES
from geo.view import View

ALL_ON = View(layers=LAYER_NAMES, zone_levels=("national", "provincial", "candidate"))


def content(atlas, kind):
    (found,) = [json.loads(part.text) for part in atlas.parts() if part.name.startswith(kind + "-")]
    return found


def spec_of(atlas, name):
    (found,) = [layer.spec for layer in atlas.layers if layer.slot == name]
    return found


def may_be_drawn(row):
    return (
        not row["sensitive"]
        and row["evidence_status"] != "unverified"
        and row["coord_method"] != "recollected"
        and "coord" not in (row["memory_for"] or ())
        and row["lon_wgs84"] == row["lon_wgs84"]
        and row["coord_accuracy_m"] <= 4000
    )


# --- zones ---


def test_the_default_view_shows_8_national_and_16_provincial_zones(catalog):
    atlas = build(View(), catalog)
    items = content(atlas, "zones")["items"]
    levels = [item["level"] for item in items]
    assert (levels.count("national"), levels.count("provincial")) == (8, 16)
    assert len(items) == 24
    legend = spec_of(atlas, "zones")["legend"]
    assert [entry["count"] for entry in legend["entries"]] == ["8家", "16家", "6家"]
    assert "26" in legend["notes"][0]
    assert "22" in legend["notes"][0]


def test_parks_of_old_mentions_are_drawn_only_when_asked_for(catalog):
    candidates = set(catalog.zones.index[catalog.zones["level"] == "candidate"])
    assert candidates
    assert not candidates & set(shown_zones(catalog, View()).index)
    items = content(build(ALL_ON, catalog), "zones")["items"]
    ids = {item["card"]["id"].removeprefix("zone:") for item in items}
    assert candidates <= ids
    assert len(items) == len(catalog.zones)


def test_zones_stand_where_the_data_say(catalog):
    for item in content(build(View(), catalog), "zones")["items"]:
        point = catalog.zones.geometry[item["card"]["id"].removeprefix("zone:")]
        assert item["at"] == pytest.approx([point.x, point.y], abs=5.1e-5)


def test_the_six_zones_of_the_plan_are_marked(catalog):
    marked = {
        item["card"]["id"].removeprefix("zone:")
        for item in content(build(View(), catalog), "zones")["items"]
        if item["marked"]
    }
    names = sorted(
        catalog.prefectures.loc[catalog.zones.loc[z, "prefecture_code"], "short_zh"] for z in marked
    )
    assert names == sorted(["资阳", "宜宾", "遂宁", "南充", "眉山", "达州"])


def test_a_filter_by_prefecture_and_field_holds_for_zones(catalog):
    view = View(prefectures=("510100",), fields=("electronic_information",))
    shown = shown_zones(catalog, view)
    expected = [
        zone_id
        for zone_id, row in catalog.zones.iterrows()
        if row["prefecture_code"] == "510100"
        and "electronic_information" in row["fields"]
        and row["level"] != "candidate"
    ]
    assert list(shown.index) == expected != []


def test_the_note_counts_what_is_drawn_not_what_is_known(catalog):
    view = View(prefectures=("510100",))
    drawn = len(shown_zones(catalog, view))
    assert 0 < drawn < 24
    note = spec_of(build(view, catalog), "zones")["legend"]["notes"][0]
    assert str(drawn) in note
    assert "24" not in note


def test_points_that_rest_on_memory_are_counted(catalog):
    guessed = sum(
        "geometry" in row["memory_for"]
        for _, row in catalog.zones.iterrows()
        if row["level"] != "candidate"
    )
    assert guessed > 0
    notes = spec_of(build(View(), catalog), "zones")["legend"]["notes"]
    assert translator("zh").plural("map.zones_guessed", guessed) in notes


# --- platforms ---


def test_a_platform_is_drawn_only_with_a_known_point_of_4_km_or_better(catalog):
    points = content(build(ALL_ON, catalog), "platforms")
    expected = [i for i, row in catalog.platforms.iterrows() if may_be_drawn(row)]
    assert points["ids"] == expected
    for code, at in zip(points["ids"], points["at"], strict=True):
        row = catalog.platforms.loc[code]
        assert row["coord_accuracy_m"] <= 4000
        assert [x / 1e4 for x in at] == pytest.approx(
            [row["lon_wgs84"], row["lat_wgs84"]], abs=5.1e-5
        )


def test_what_is_not_drawn_is_counted_by_reason_and_nothing_is_lost(catalog):
    drawn, elsewhere = shown_platforms(catalog, View())
    table = catalog.platforms
    memory = ~table["sensitive"] & (
        (table["evidence_status"] == "unverified")
        | (table["coord_method"] == "recollected")
        | table["memory_for"].map(lambda names: "coord" in (names or ()))
    )
    assert elsewhere["sensitive"] == table["sensitive"].sum() > 0
    assert elsewhere["memory"] == memory.sum() > 0
    assert (
        elsewhere["coarse"]
        == (~table["sensitive"] & ~memory & (table["place"] == "county")).sum()
        > 0
    )
    assert len(drawn) + sum(elsewhere.values()) == len(table)
    notes = spec_of(build(ALL_ON, catalog), "platforms")["legend"]["notes"]
    t = translator("zh")
    assert notes == [t.plural(f"map.platforms_{why}", n) for why, n in elsewhere.items() if n]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("prefecture", ["", "510700", "510100"])
def test_a_sensitive_platform_is_nowhere_in_a_page(catalog, lang, prefecture):
    view = View(
        lang=lang,
        indicator="hte_count",
        period="2023",
        layers=LAYER_NAMES,
        zone_levels=ALL_ON.zone_levels,
        prefectures=(prefecture,) if prefecture else (),
    )
    page = render_html(view, catalog)
    sensitive = catalog.platforms[catalog.platforms["sensitive"]]
    assert len(sensitive) > 0
    for platform_id, row in sensitive.iterrows():
        assert platform_id not in page
        assert row["name_zh"] not in page
        assert row["name_en"] not in page


def test_a_sensitive_platform_cannot_be_picked(catalog):
    for platform_id in catalog.platforms.index[catalog.platforms["sensitive"]]:
        atlas = build(View(selection=f"platform:{platform_id}", layers=LAYER_NAMES), catalog)
        assert atlas.payload()["map"]["selection"] is None
        assert platform_id not in atlas.get_root().render()


def test_every_category_can_be_filtered_for(catalog):
    seen = []
    for category in PLATFORM_CATEGORIES:
        points = content(
            build(View(layers=LAYER_NAMES, platform_categories=(category,)), catalog), "platforms"
        )
        assert all(catalog.platforms.loc[i, "category"] == category for i in points["ids"])
        seen += points["ids"]
    drawn, _ = shown_platforms(catalog, View())
    assert sorted(seen) == sorted(drawn.index)


@pytest.mark.parametrize(("name", "column"), [("platform_levels", "level"), ("fields", "field")])
def test_unknown_finds_the_rows_whose_level_or_field_nobody_states(catalog, name, column):
    drawn, _ = shown_platforms(catalog, View(**{name: ("unknown",)}))
    expected = [
        i for i, row in catalog.platforms.iterrows() if may_be_drawn(row) and not row[column]
    ]
    assert list(drawn.index) == expected


def test_the_legend_counts_the_platforms_of_each_group(catalog):
    atlas = build(ALL_ON, catalog)
    points = content(atlas, "platforms")
    entries = spec_of(atlas, "platforms")["legend"]["entries"]
    counted = {
        entry["color"]: int("".join(c for c in entry["count"] if c.isdigit())) for entry in entries
    }
    for number, sign in enumerate(points["signs"]):
        assert counted.get(sign["color"], 0) == points["group"].count(number)


def test_the_words_of_platforms_are_written_once_and_come_back(catalog):
    points = content(build(ALL_ON, catalog), "platforms")
    assert len(points["words"]) == len(set(points["words"]))
    assert len(points["facts"]) == len(points["columns"])
    hosts = points["facts"][points["columns"].index("依托单位")]
    for code, number in zip(points["ids"], hosts, strict=True):
        assert points["words"][number] == (catalog.platforms.loc[code, "host_zh"] or "")


def test_platforms_are_one_layer_object(catalog):
    kinds = [layer.spec["kind"] for layer in build(ALL_ON, catalog).layers]
    assert kinds.count("platforms") == 1
    assert kinds.count("zones") == 1


def test_at_an_earlier_date_zones_have_the_level_of_then(catalog):
    now = shown_zones(catalog, View())
    then = shown_zones(catalog, View(asof="2014"))
    # Luzhou was provincial from 2013 and national from February 2015; Deyang from September 2015
    assert now["level"][["luzhou", "deyang"]].tolist() == ["national", "national"]
    assert then["level"][["luzhou", "deyang"]].tolist() == ["provincial", "provincial"]
    assert "xindu" not in then.index  # recognised in January 2018
    assert "luzhou" not in shown_zones(catalog, View(asof="2014", zone_levels=("national",))).index
    legend = spec_of(build(View(asof="2014"), catalog), "zones")["legend"]
    assert legend["title"] == "高新区（截至2014年）"
    assert str(len(then)) in legend["notes"][0]
    assert "26" not in "".join(legend["notes"])
