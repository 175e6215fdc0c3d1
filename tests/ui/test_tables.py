"""The table beside the map says what the data say, and where it comes from."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.indicators import mappable, rank, select
from geo.locale import translator
from geo.ui.tables import ranking_frame
from geo.view import View

ZH, EN = translator("zh"), translator("en")


def table_of(catalog, view, **options):
    selection = select(catalog, view.indicator, view.period, without=view.without, **options)
    return selection, ranking_frame(view, selection, catalog, translator(view.lang))


def test_values_stand_in_code_order_with_their_rank(catalog):
    view = View(indicator="gdp", period="2020")
    selection, frame = table_of(catalog, view)
    assert list(frame.index) == sorted(catalog.prefectures.index)
    assert list(frame.columns)[:2] == ["市（州）", "数值（亿元）"]
    assert frame.iloc[0, 0] == "成都"
    held = catalog.prefecture_values
    rows = held[(held["indicator"] == "gdp") & (held["period"] == "2020")].set_index("adcode")
    for code, value in frame["数值（亿元）"].items():
        assert value == rows.loc[code, "value"]
        bigger = (rows["value"] > value).sum()
        assert frame.loc[code, "位次"] == bigger + 1
    assert set(frame["数据状态"]) <= {
        ZH(f"status.{s}") for s in ("official", "reported", "derived")
    }
    assert frame["来源"].str.len().min() > 0
    assert rank(selection).max() == 21


def test_a_derived_value_tells_its_formula_and_never_our_own_name(catalog):
    _, frame = table_of(catalog, View(indicator="hte_per_10k_pop", period="2023"))
    shown = frame[frame["数据状态"] == ZH("status.derived")]
    assert len(shown) == 18
    # the formula, and whose figures went into it
    told = "测算：高新技术企业数÷年末常住人口，据国家统计局城市社会经济调查司（2024）"
    assert set(shown["来源"]) == {told}
    assert set(frame["备注"]) == {""}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("geography", ["prefecture", "county"])
def test_every_value_that_is_shown_has_an_origin(catalog, lang, geography):
    for indicator, period, n in mappable(catalog, geography):
        view = View(lang=lang, geography=geography, indicator=indicator, period=period)
        _, frame = table_of(catalog, view, geography=geography)
        shown = frame[frame.iloc[:, 1].notna()]
        assert len(shown) == n
        source = translator(lang)("map.source")
        assert not (shown[source] == "").any(), (indicator, period)
        assert not shown[source].str.contains("本项目|this project").any(), (indicator, period)
        assert (frame[frame.iloc[:, 1].isna()][source] == "").all()


def test_a_form_tells_how_it_was_computed(catalog):
    view = View(lang="en", indicator="gdp", period="2020", form="per_km2")
    _, frame = table_of(catalog, view, form="per_km2")
    assert frame["Source"].iloc[0].startswith("computed: published value / land area; from ")
    assert frame.columns[1] == "Value (10,000 yuan per km²)"


def test_what_is_missing_or_withheld_says_so_and_has_no_value(catalog):
    view = View(lang="en", indicator="gdp", period="2022")
    selection, frame = table_of(catalog, view)
    for code, gap in selection.frame["gap"].items():
        if gap:
            assert pd.isna(frame.loc[code].iloc[1])
            assert pd.isna(frame.loc[code, "Rank"])
    assert frame.loc["513200", "Status"] == EN("map.gap_unverified")


def test_what_was_left_out_keeps_its_published_value_and_has_no_rank(catalog):
    view = View(indicator="gdp", period="2020", without=("510100",))
    _, frame = table_of(catalog, view)
    assert frame.loc["510100", "数值（亿元）"] > 17000
    assert pd.isna(frame.loc["510100", "位次"])
    assert frame["位次"].min() == 1


def test_every_place_is_in_its_economic_zone(catalog):
    _, frame = table_of(catalog, View(indicator="gdp", period="2020"))
    sizes = frame["经济区"].value_counts().to_dict()
    assert sizes == {
        "成都平原经济区": 8,
        "川东北经济区": 5,
        "川南经济区": 4,
        "攀西经济区": 2,
        "川西北生态示范区": 2,
    }
    assert frame.loc["513400", "经济区"] == "攀西经济区"
    view = View(geography="county", indicator="population_census2020", period="2020")
    _, counties = table_of(catalog, view, geography="county")
    assert counties.loc["510104", "经济区"] == "成都平原经济区"


def test_counties_are_named_with_their_prefecture(catalog):
    view = View(geography="county", indicator="population_census2020", period="2020")
    _, frame = table_of(catalog, view, geography="county")
    assert len(frame) == 183
    assert frame.iloc[:, 0].is_unique
    assert frame.iloc[0, 0] == "成都 · 锦江区"
