"""The data package: valid for the stock client, hashes current, lists equal to the code's."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from frictionless import Package

from geo import types
from geo.catalog.package import update_package
from geo.settings import data_dir


@pytest.fixture(scope="module")
def package():
    return json.loads((data_dir() / "datapackage.json").read_text(encoding="utf-8"))


def fields(package, name):
    resource = next(item for item in package["resources"] if item["name"] == name)
    schema = resource.get("schema") or resource["featureSchema"]
    return {field["name"]: field for field in schema["fields"]}


def test_the_stock_client_accepts_it():
    report = Package(str(data_dir() / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "note"])
    assert len(report.tasks) == 18


def test_the_stock_client_reads_our_schemas(data_copy):
    path = data_copy / "platforms.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("state_key_lab,national", "castle,national", 1),
        encoding="utf-8",
    )
    report = Package(str(data_copy / "datapackage.json")).validate()
    assert {row[0] for row in report.flatten(["type"])} == {
        "constraint-error",
        "hash-count",
        "byte-count",
    }


def test_every_file_is_described(package):
    described = {resource["path"] for resource in package["resources"]}
    assert described == {path.name for path in data_dir().iterdir() if path.is_file()} - {
        "datapackage.json"
    }


def test_hashes_are_current(data_copy):
    before = (data_copy / "datapackage.json").read_bytes()
    assert update_package(data_copy) == ()
    assert (data_copy / "datapackage.json").read_bytes() == before


def test_hashes_are_recomputed(data_copy):
    path = data_copy / "zone_groups.csv"
    path.write_bytes(path.read_bytes().replace(b"National", b"national"))
    assert update_package(data_copy) == ("zone_groups.csv",)
    assert update_package(data_copy) == ()
    assert Package(str(data_copy / "datapackage.json")).validate().valid


def test_every_column_is_described(package):
    for resource in package["resources"]:
        path = data_dir() / resource["path"]
        names = list(fields(package, resource["name"]))
        if path.suffix == ".csv":
            header = path.read_text(encoding="utf-8").split("\n", 1)[0]
            assert header.split(",") == names
        else:
            for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
                assert set(feature["properties"]) == set(names)


@pytest.mark.parametrize(
    ("table", "field", "closed"),
    [
        ("zones", "level", types.ZoneLevel),
        ("zones", "coord_status", types.Status),
        ("zones", "fields", types.Field),
        ("platforms", "category", types.PlatformCategory),
        ("platforms", "level", types.PlatformLevel),
        ("platforms", "status", types.PlatformStatus),
        ("platforms", "field", types.Field),
        ("platforms", "evidence_status", types.Status),
        ("plan_counts", "platform_categories", types.PlatformCategory),
        ("prefecture_indicators", "status", types.Status),
        ("prefecture_indicators", "qualifier", types.Qualifier),
        ("economic_zones", "id", types.EconomicZone),
    ],
)
def test_closed_lists_equal_the_types(package, table, field, closed):
    entry = fields(package, table)[field]
    assert entry.get("itemEnum", entry.get("constraints", {}).get("enum")) == list(get_args(closed))


def test_units_licence_and_sources_are_stated(package):
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert any("GeoNames" in source["title"] for source in package["sources"])
    assert fields(package, "counties")["area_km2"]["unit"] == "km2"
    for resource in package["resources"]:
        assert resource["hash"].startswith("sha256:")
        assert resource["bytes"] > 0


def test_data_files_are_plain_utf8(package):
    for resource in package["resources"]:
        content = (data_dir() / resource["path"]).read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        content.decode("utf-8")
