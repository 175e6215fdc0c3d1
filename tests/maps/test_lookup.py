"""What the page of a map lets a reader look up, and by which spellings."""

from __future__ import annotations

import pytest

from geo.maps.lookup import fold, name_rows


def keys_of(catalog, thing, geography="prefecture", **options):
    (row,) = [row for row in name_rows(catalog, geography, **options) if row[0] == thing]
    return row[5]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Mianyang  High-tech Zone", "mianyanghightechzone"),
        ("Garzê", "garze"),
        ("Lǚ Lü", "lvlv"),
        ("Ya'an / Ya’an", "yaanyaan"),
        ("ＡＢ１（成都）", "ab1成都"),
        ("·— ", ""),
        ("²号Ⅲ", "2号iii"),
    ],
)
def test_texts_are_compared_without_case_accents_and_marks(text, folded):
    assert fold(text) == folded


def test_a_zone_is_found_by_name_pinyin_letters_and_english(catalog):
    keys = keys_of(catalog, "zone:mianyang")
    assert {"绵阳高新技术产业开发区", "mygxjscykfq", "mianyanghightechzone"} <= set(keys)
    assert any(key.startswith("mianyanggaoxin") for key in keys)


def test_a_county_is_found_by_its_prefecture_too(catalog):
    keys = keys_of(catalog, "510703", "county")
    assert "绵阳涪城区" in keys
    assert "fuchengqu" in keys


def test_all_areas_of_the_map_and_all_recognised_zones_are_there(catalog):
    zones = {f"zone:{name}" for name in catalog.zones.index[catalog.zones["level"] != "candidate"]}
    counties = set(catalog.counties.index[catalog.counties["kind"] == "county"])
    for geography, areas in (("prefecture", set(catalog.prefectures.index)), ("county", counties)):
        ids = [row[0] for row in name_rows(catalog, geography)]
        assert len(ids) == len(set(ids))
        assert zones | areas <= set(ids)
        assert all(thing.startswith("zone:") or thing.isdigit() for thing in ids)


def test_parks_that_nobody_recognised_are_named_only_when_asked_for(catalog):
    parks = {f"zone:{name}" for name in catalog.zones.index[catalog.zones["level"] == "candidate"]}
    assert parks
    assert not parks & {row[0] for row in name_rows(catalog, "prefecture")}
    assert parks <= {row[0] for row in name_rows(catalog, "prefecture", candidates=True)}
