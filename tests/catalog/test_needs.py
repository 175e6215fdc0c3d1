"""Data that are well formed and would still break a page: refused, with what is missing."""

from __future__ import annotations

import json

import pytest

from geo.catalog import load_catalog
from geo.catalog.checks.needs import NEEDED_COUNTS, NEEDED_FIGURES
from geo.errors import CatalogError
from geo.summary import KEY_INDICATORS, latest_figure, tally_zones

EMPTY = '{"type": "FeatureCollection", "features": []}'


def head(overlay, name):
    return overlay.text(name).splitlines()[0] + "\n"


def errors(overlay, lang="en"):
    return [problem for problem in overlay.problems(lang) if problem.severity == "error"]


def test_the_figures_needed_are_those_that_the_overview_shows():
    assert NEEDED_FIGURES == KEY_INDICATORS


def test_the_shipped_data_hold_everything(catalog):
    assert set(NEEDED_COUNTS) <= set(catalog.plan_counts["id"])
    assert tally_zones(catalog).counted == 26


@pytest.mark.parametrize("name", ["plan_targets.csv", "prefecture_indicators.csv"])
def test_an_empty_table(overlay, name):
    overlay.write(name, head(overlay, name))
    (problem,) = errors(overlay)
    assert (problem.file, problem.row) == (name, None)
    assert "at least one row" in problem.expectation


@pytest.mark.parametrize("name", ["zones.geojson", "science_cities.geojson"])
def test_an_empty_collection(overlay, name):
    overlay.write(name, EMPTY)
    (problem,) = errors(overlay)
    assert problem.file == name
    assert "at least one row" in problem.expectation


def test_empty_counts_name_every_row_that_is_needed(overlay):
    overlay.write("plan_counts.csv", head(overlay, "plan_counts.csv"))
    found = errors(overlay)
    assert [problem.id for problem in found] == sorted(NEEDED_COUNTS) or {
        problem.id for problem in found
    } == set(NEEDED_COUNTS)
    assert len(found) == 6
    with pytest.raises(CatalogError):
        load_catalog(overlay.folder)


@pytest.mark.parametrize("needed", NEEDED_COUNTS)
def test_one_count_missing(overlay, needed):
    def change(rows):
        rows[:] = [row for row in rows if row["id"] != needed]

    overlay.csv("plan_counts.csv", change)
    (problem,) = errors(overlay)
    assert (problem.id, problem.column) == (needed, "id")


@pytest.mark.parametrize("value", ["0", "25.5"])
def test_a_count_that_is_none(overlay, value):
    line = overlay.cell("plan_counts.csv", "zones-total-2025", "value", value)
    (problem,) = errors(overlay)
    assert (problem.row, problem.value) == (line, repr(float(value)))


def test_counts_over_time_without_a_total(overlay):
    def change(rows):
        for row in rows:
            row["total"] = ""

    overlay.csv("zone_counts.csv", change)
    (problem,) = errors(overlay)
    assert problem.column == "total"
    overlay.write("zone_counts.csv", head(overlay, "zone_counts.csv"))
    assert len(errors(overlay)) == 1


@pytest.mark.parametrize(
    ("column", "value"), [("status", "unverified"), ("superseded", "true"), ("kind", "target")]
)
@pytest.mark.parametrize("indicator", NEEDED_FIGURES)
def test_a_key_figure_that_may_not_be_shown(overlay, indicator, column, value):
    def change(rows):
        for row in rows:
            if row["indicator"] == indicator:
                row[column] = value

    overlay.csv("province_indicators.csv", change)
    problems = [problem for problem in errors(overlay) if problem.column == "indicator"]
    assert [problem.id for problem in problems] == [indicator]


def test_what_passes_gives_every_figure(overlay, catalog):
    """The check and the overview agree on what may be shown."""

    def change(rows):
        for row in rows:
            if row["indicator"] == "hte_count" and row["kind"] == "actual":
                row["status"] = "derived" if row["period"] == "2020" else "suspect"

    overlay.csv("province_indicators.csv", change)
    assert errors(overlay) == []
    assert latest_figure(load_catalog(overlay.folder), "hte_count").period == "2020"


def test_an_area_of_a_science_city_without_its_year(overlay):
    ids = [
        feature["properties"]["id"]
        for feature in json.loads(overlay.text("science_cities.geojson"))["features"]
        if feature["properties"]["area_km2_published"] is not None
    ]
    number = overlay.feature("science_cities.geojson", ids[0], area_period=None)
    (problem,) = errors(overlay)
    assert (problem.row, problem.column, problem.id) == (number, "area_period", ids[0])


@pytest.mark.parametrize("status", ["suspect", "unverified"])
def test_nothing_that_a_map_may_show(overlay, status):
    def change(rows):
        for row in rows:
            row["status"] = status

    overlay.csv("prefecture_indicators.csv", change)
    (problem,) = errors(overlay)
    assert problem.column == "status"

    def mend(rows):
        rows[7]["status"] = "reported"

    overlay.csv("prefecture_indicators.csv", mend)
    assert errors(overlay) == []


# numbers out of all proportion


@pytest.mark.parametrize("value", ["1e308", "-1e16", "9" * 29, "1" + "0" * 16])
@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("province_indicators.csv", "value"),
        ("counties.csv", "population"),
        ("plan_counts.csv", "value"),
    ],
)
def test_a_number_out_of_all_proportion(overlay, file, column, value):
    whole = column == "population"
    if whole and not value.isdigit():
        value = "9" * 20
    lines = []

    def change(rows):
        rows[0][column] = value
        lines.append(2)

    overlay.csv(file, change)
    found = [problem for problem in errors(overlay) if problem.column == column]
    assert found
    assert found[0].row == lines[0]
    words = ("1e15", "at least", "at most", "or more", "0", "100")
    assert any(word in found[0].expectation for word in words)


def test_the_bound_itself(overlay):
    def change(rows):
        rows[0]["value"] = "1e15"

    overlay.csv("province_indicators.csv", change)
    assert [p for p in errors(overlay) if p.column == "value"] == []
    overlay.csv("province_indicators.csv", lambda rows: rows[0].update(value="1.0000001e15"))
    (problem,) = [p for p in errors(overlay) if p.column == "value"]
    assert "1e15" in problem.expectation


def test_inf_and_huge_numbers_in_geojson(overlay):
    for bad in ("1e999", "9" * 400, "1e308"):
        text = overlay.text("zones.geojson").replace(
            '"approved_area_ha": null', f'"approved_area_ha": {bad}', 1
        )
        overlay.write("zones.geojson", text)
        assert errors(overlay), bad
        (overlay.folder / "zones.geojson").unlink()


# JSON that says two things at once


def test_a_name_twice_in_one_object(overlay):
    text = overlay.text("zones.geojson").replace(
        '"level": "national"', '"level": "provincial", "level": "national"', 1
    )
    overlay.write("zones.geojson", text)
    found = [problem for problem in errors(overlay) if problem.file == "zones.geojson"]
    assert [problem.value for problem in found] == ["level"]
    assert "once" in found[0].expectation


# links that lead out of the folder


def test_a_link_out_of_the_folder_is_refused(overlay, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text(overlay.text("zone_groups.csv"), encoding="utf-8")
    (overlay.folder / "zone_groups.csv").symlink_to(secret)
    (problem,) = errors(overlay)
    assert (problem.file, "link" in problem.expectation) == ("zone_groups.csv", True)
    assert "链接" in errors(overlay, "zh")[0].expectation


def test_a_link_within_the_folder_and_a_linked_folder_are_fine(overlay, tmp_path):
    overlay.write("mine.txt", overlay.text("zone_groups.csv"))
    (overlay.folder / "zone_groups.csv").symlink_to(overlay.folder / "mine.txt")
    assert overlay.problems() == ()
    linked = tmp_path / "linked"
    linked.symlink_to(overlay.folder)
    assert load_catalog(linked).digest == load_catalog(overlay.folder).digest


def test_links_in_a_circle(overlay):
    one, other = overlay.folder / "zone_groups.csv", overlay.folder / "b.csv"
    one.symlink_to(other)
    other.symlink_to(one)
    assert "zone_groups.csv" in {problem.file for problem in errors(overlay)}
