"""Counties add up to their prefecture, exactly; ranks are among them; zones stand apart."""

import csv
import math
from dataclasses import replace

import pytest

from geo.compare import drill
from geo.errors import IndicatorError
from geo.settings import data_dir


def county_file():
    with (data_dir() / "counties.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_sum_is_the_prefectures_total_for_all_21(catalog):
    assert len(catalog.prefectures) == 21
    everyone = 0
    for code in catalog.prefectures.index:
        found = drill(catalog, code)
        assert found.people == found.published, code
        everyone += found.people
    assert everyone == 83_674_866  # the published total of the province


def test_counties_agree_with_the_file(catalog):
    for code in catalog.prefectures.index:
        rows = [row for row in county_file() if row["prefecture_code"] == code]
        found = drill(catalog, code)
        assert [c.code for c in found.counties] == sorted(row["adcode"] for row in rows)
        people = {row["adcode"]: int(row["population"]) for row in rows}
        assert {c.code: c.people.value for c in found.counties} == people
        urban = sum(int(row["population_urban"]) for row in rows)
        area = sum(float(row["area_km2"] or 0) for row in rows)
        assert found.urban_share == pytest.approx(100 * urban / sum(people.values()))
        assert found.density == pytest.approx(sum(people.values()) / area)
        for row, county in zip(
            sorted(rows, key=lambda r: r["adcode"]), found.counties, strict=True
        ):
            share = 100 * int(row["population_urban"]) / int(row["population"])
            assert county.urban_share.value == pytest.approx(share, abs=0.005)
            if row["kind"] == "county":
                density = int(row["population"]) / float(row["area_km2"])
                # the file rounds areas to 0.1 km² and densities to 0.1
                slack = 0.05 + density * 0.05 / float(row["area_km2"])
                assert county.density.value == pytest.approx(density, abs=slack + 1e-9)


def test_ranks_are_among_the_counties_of_the_prefecture(catalog):
    for code in catalog.prefectures.index:
        counties = [c for c in drill(catalog, code).counties if not c.is_zone]
        for name in ("people", "urban_share", "density"):
            figures = [getattr(county, name) for county in counties]
            for figure in figures:
                assert figure.rank == 1 + sum(f.value > figure.value for f in figures)


def test_the_three_development_zones_stand_apart(catalog):
    zones = {
        c.code: c
        for code in catalog.prefectures.index
        for c in drill(catalog, code).counties
        if c.is_zone
    }
    assert list(zones) == ["511071", "511771", "511971"]
    assert [c.people.value for c in zones.values()] == [87914, 45463, 67504]
    for zone in zones.values():
        assert math.isnan(zone.density.value)
        assert zone.people.rank is zone.urban_share.rank is None
        assert "开发区" in zone.people.note_zh
    neijiang = drill(catalog, "511000")
    assert neijiang.n_counties == len(neijiang.counties) - 1


def test_a_withheld_county_breaks_the_sum_and_has_no_rank(catalog):
    values = catalog.county_values.copy()
    where = (values["adcode"] == "510104") & (values["indicator"] == "population_census2020")
    values.loc[where, "status"] = "suspect"
    found = drill(replace(catalog, county_values=values, digest="withheld"), "510100")
    assert math.isnan(found.people)
    first = found.counties[0]
    assert math.isnan(first.people.value)
    assert (first.people.rank, first.people.source_ids) == (None, ())
    assert max(c.people.rank for c in found.counties[1:]) == len(found.counties) - 1


def test_a_derived_figure_has_its_formula_and_its_sources(catalog):
    county = drill(catalog, "510100").counties[0]
    assert (county.density.status, county.urban_share.status) == ("derived", "derived")
    assert county.density.note_zh
    assert county.density.note_en
    assert "C-CENSUS2020_COUNTIES" in county.density.source_ids
    assert "C-TIANDITU_COUNTIES" in county.density.source_ids


def test_a_county_is_no_prefecture(catalog):
    with pytest.raises(IndicatorError, match="510104"):
        drill(catalog, "510104")
