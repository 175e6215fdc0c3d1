"""The closed sets in code are those of the data package."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from geo import types
from geo.settings import data_dir
from geo.view import codes

# resource and field of the data package → name in geo.types
ENUMS = {
    ("sources", "status"): "Status",
    ("sources", "title_lang"): "Lang",
    ("economic_zones", "id"): "EconomicZone",
    ("prefectures", "status"): "Status",
    ("counties", "status"): "Status",
    ("prefecture_indicators", "status"): "Status",
    ("prefecture_indicators", "qualifier"): "Qualifier",
    ("county_indicators", "status"): "Status",
    ("county_indicators", "qualifier"): "Qualifier",
    ("province_indicators", "status"): "Status",
    ("province_indicators", "qualifier"): "Qualifier",
    ("indicator_alternates", "status"): "Status",
    ("zone_indicators", "status"): "Status",
    ("zone_indicators", "qualifier"): "Qualifier",
    ("zone_counts", "status"): "Status",
    ("plan_counts", "status"): "Status",
    ("plan_counts", "qualifier"): "Qualifier",
    ("plan_targets", "status"): "Status",
    ("platforms", "category"): "PlatformCategory",
    ("platforms", "level"): "PlatformLevel",
    ("platforms", "status"): "PlatformStatus",
    ("platforms", "field"): "Field",
    ("platforms", "evidence_status"): "Status",
}
# the package describes what stands in the GeoJSON files with words of its own
FEATURES = {
    ("zones", "level"): "ZoneLevel",
    ("zones", "coord_status"): "Status",
    ("zones", "fields"): "Field",
}


@pytest.fixture(scope="module")
def fields():
    package = json.loads((data_dir() / "datapackage.json").read_text("utf-8"))
    return {
        (resource["name"], field["name"]): field
        for resource in package["resources"]
        for field in resource.get("schema", {}).get("fields", [])
    }


@pytest.mark.parametrize(("place", "name"), ENUMS.items(), ids=str)
def test_a_closed_set_is_the_enum_of_the_package(fields, place, name):
    assert fields[place]["constraints"]["enum"] == list(get_args(getattr(types, name)))


def test_no_enum_of_a_set_in_code_is_forgotten(fields):
    named = {
        name: list(get_args(getattr(types, name)))
        for name in {*ENUMS.values(), *FEATURES.values()} - {"Lang"}
    }
    for place, field in fields.items():
        enum = field.get("constraints", {}).get("enum")
        if enum in named.values():
            assert place in ENUMS, place


def test_the_features_use_the_closed_sets():
    features = json.loads((data_dir() / "zones.geojson").read_text("utf-8"))["features"]
    for feature in features:
        for (_, column), name in FEATURES.items():
            value = feature["properties"][column]
            allowed = get_args(getattr(types, name))
            assert set(value if isinstance(value, list) else [value]) <= set(allowed)


def test_shown_statuses_are_the_ones_that_somebody_stands_for():
    assert types.SHOWN_STATUSES == ("official", "reported", "derived")
    assert set(types.STATUSES) - set(types.SHOWN_STATUSES) == {"unverified", "suspect"}


@pytest.mark.parametrize(
    ("written", "name", "more"),
    [
        ("LANG", "Lang", ()),
        ("GEOGRAPHY", "Geography", ()),
        ("FORM", "Form", ()),
        ("DRAWING", "Drawing", ()),
        ("SCHEME", "Scheme", ()),
        ("PALETTE", "Palette", ()),
        ("LAYER", "LayerName", ()),
        ("ZONE_LEVEL", "ZoneLevel", ()),
        ("PLATFORM_LEVEL", "PlatformLevel", ("unknown",)),
        ("PLATFORM_CATEGORY", "PlatformCategory", ()),
        ("FIELD", "Field", ("unknown",)),
    ],
)
def test_every_value_has_a_code_of_its_own_in_addresses(written, name, more):
    table = getattr(codes, written)
    assert tuple(table) == (*get_args(getattr(types, name)), *more)
    assert len(set(table.values())) == len(table)
