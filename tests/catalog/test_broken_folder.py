"""A folder with many things wrong gives one complete report that names each."""

from __future__ import annotations

import json

import pytest

from geo.catalog import load_catalog
from geo.errors import CatalogError


@pytest.fixture
def broken(overlay):
    overlay.write(
        "zone_groups.csv", overlay.text("zone_groups.csv").replace("name_en", "english", 1)
    )
    overlay.cell("prefecture_indicators.csv", "510300", "adcode", "519900", by="adcode")
    overlay.feature(
        "zones.geojson", "zigong", geometry={"type": "Point", "coordinates": [29.34, 104.77]}
    )
    overlay.feature(
        "zones.geojson", "xindu", geometry={"type": "Point", "coordinates": [108.94, 34.26]}
    )
    overlay.feature(
        "zones.geojson", "luzhou", geometry={"type": "Point", "coordinates": [106.55, 29.56]}
    )
    overlay.csv("platforms.csv", lambda rows: [*rows, rows[0] | {"name_zh": "又一个"}])
    overlay.cell("platforms.csv", "SKL-002", "status", "closed")
    overlay.cell("zone_indicators.csv", "mianyang", "source_id", "Z-S999", by="zone_id")
    overlay.cell("counties.csv", "510104", "population", "902934", by="adcode")
    overlay.write("series_notes.csv", b"\xff\xfe\x00")
    return overlay


EXPECTED = {
    ("zone_groups.csv", 1, "name_en", "error"),  # wrong column
    ("zone_groups.csv", 1, "english", "warning"),
    ("prefecture_indicators.csv", 3, "adcode", "error"),  # unknown code
    ("zones.geojson", 2, "geometry", "error"),  # swapped coordinates
    ("zones.geojson", 4, "geometry", "error"),  # point in another province
    ("platforms.csv", 231, "id", "error"),  # duplicate id
    ("platforms.csv", 3, "status", "error"),  # value outside its list
    ("counties.csv", None, "population", "warning"),  # total that does not add up
    ("counties.csv", 2, "population", "warning"),
    ("series_notes.csv", 1, None, "error"),  # broken file
}


def test_one_report_names_each(broken):
    problems = broken.problems()
    found = {(p.file, p.row, p.column, p.severity) for p in problems}
    assert found >= EXPECTED
    assert any(p.value == "Z-S999" and p.column == "source_id" for p in problems)  # missing source
    far = next(p for p in problems if p.id == "xindu")
    assert "108.94" in far.value  # east of the envelope: another province too


def test_the_report_is_the_same_in_both_languages_but_for_the_words(broken):
    def skeleton(problems):
        return [(p.file, p.row, p.column, p.id, p.value, p.severity) for p in problems]

    zh, en = broken.problems("zh"), broken.problems("en")
    assert skeleton(zh) == skeleton(en)
    assert any("颠倒" in p.expectation for p in zh)
    assert any("swapped" in p.expectation for p in en)


def test_the_report_is_json_able(broken):
    report = [problem.as_dict() for problem in broken.problems()]
    keys = {"file", "row", "column", "id", "value", "expectation", "severity"}
    assert all(set(entry) == keys for entry in json.loads(json.dumps(report)))


def test_loading_is_refused_with_the_whole_report(broken):
    with pytest.raises(CatalogError, match="errors in the data") as caught:
        load_catalog(broken.folder)
    assert caught.value.problems == broken.problems()
