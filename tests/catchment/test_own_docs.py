"""The guide to own drive times says what the readers do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geo.catchment.owned import SUFFIXES
from geo.catchment.roads import CLASS_FIELDS, ONEWAY_FIELD, SPEED_FIELDS
from geo.catchment.speeds import ASSUMED_KMH, DESIGN_KMH
from geo.catchment.times import COLUMNS
from geo.locale import translator

ROOT = Path(__file__).parent.parent.parent
GUIDE = (ROOT / "docs" / "own-drive-times.md").read_text("utf-8")
ENGLISH, CHINESE = GUIDE.split("\n## 中文\n")
CUT = {"技术等", "设计速"}  # what a shapefile leaves of a name


def test_the_speeds_are_those_of_the_code():
    rows = re.findall(r"^\| (\S+) \| (\d+) \|$", ENGLISH, re.MULTILINE)
    assert {name: float(kmh) for name, kmh in rows} == {**DESIGN_KMH, **ASSUMED_KMH}


@pytest.mark.parametrize(("text", "lang"), [(ENGLISH, "en"), (CHINESE, "zh")])
def test_columns_and_fields_are_called_as_they_are_read(text, lang):
    t = translator(lang)
    for column in COLUMNS:
        assert f"| `{t(f'travel.column_{column}')}` |" in text
    for field in (*CLASS_FIELDS, *SPEED_FIELDS, ONEWAY_FIELD):
        assert f"`{field}`" in text or field in CUT
    for suffix in SUFFIXES:
        word = {".gpkg": "GeoPackage", ".zip": "ZIP"}.get(suffix, suffix.removeprefix("."))
        assert word.casefold() in text.casefold()


@pytest.mark.parametrize("name", ["README.md", "docs/drive-time.md"])
def test_it_is_found_from_where_one_reads(name):
    assert "own-drive-times.md" in (ROOT / name).read_text("utf-8")
