"""What is kept from run to run is told apart by everything that it depends on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.catalog import load_catalog
from geo.maps.areas import places
from geo.maps.builder import choose
from geo.presets import STARTS
from geo.ui.kept import alter, choose_values, name_all
from geo.view import View

CATALOG = load_catalog()
GDP = replace(STARTS["indicators"], indicator="gdp", period="2022")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("table", "stem"),
    [
        ("indicators", "label"),
        ("indicators", "short"),
        ("prefectures", "name"),
        ("sources", "title"),
    ],
)
def test_names_are_those_of_table_stem_and_language(table, stem, lang):
    held = getattr(CATALOG, table)[f"{stem}_{lang}"]
    expected = {key: text if isinstance(text, str) else "" for key, text in held.items()}
    assert name_all(CATALOG, table, stem, lang) == expected


def test_counties_without_an_outline_have_no_name_here():
    names = name_all(CATALOG, "counties", "name", "zh")
    assert list(names) == list(places(CATALOG, "county").index)
    assert len(names) < len(CATALOG.counties)


def test_names_are_those_of_the_data():
    prefectures = CATALOG.prefectures.copy()
    prefectures.loc["510100", "name_zh"] = "别名"
    other = replace(CATALOG, prefectures=prefectures, digest="another")
    assert name_all(CATALOG, "prefectures", "name", "zh")["510100"] == "成都市"
    assert name_all(other, "prefectures", "name", "zh")["510100"] == "别名"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"indicator": "hte_count"},
        {"period": "2020"},
        {"form": "per_head"},
        {"without": ("510100",)},
        {"indicator": "population_census2020", "period": "2020", "geography": "county"},
        {"theme": "bivariate", "second": "hte_count", "second_period": "2022"},
        {"indicator": None, "period": None},
    ],
    ids=str,
)
def test_values_are_those_that_the_view_asks_for(more):
    choose_values(GDP, CATALOG)  # kept, and not to be taken for another
    view = replace(GDP, **more)
    kept, made = choose_values(view, CATALOG), choose(view, CATALOG)
    if made is None:
        assert kept is None
        return
    assert kept is not None
    assert kept.frame.equals(made.frame)
    assert (kept.indicator, kept.period, kept.form) == (made.indicator, made.period, made.form)
    assert choose_values(replace(view, section="zones"), CATALOG) is kept


def test_values_are_those_of_the_data():
    other = replace(CATALOG, digest="another")
    assert choose_values(GDP, other) is not choose_values(GDP, CATALOG)


def test_a_view_is_copied_only_where_it_changes():
    view = View(section="zones")
    assert alter(view, section="zones", fields=()) is view
    assert alter(view, section=None) == View()
