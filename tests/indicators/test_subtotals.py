"""Sums by economic zone against sums over the data file, read without the atlas."""

from __future__ import annotations

import csv
import doctest
import math
from collections import defaultdict

import pytest

import geo.indicators.subtotals
from geo.indicators import mappable, select
from geo.indicators.subtotals import subtotal
from geo.locale import translator
from geo.settings import data_dir
from geo.types import SHOWN_STATUSES
from geo.ui.subtotals import subtotal_frame, tell_subtotals

ZH, EN = translator("zh"), translator("en")


def read(name):
    with (data_dir() / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def plain():
    """Return the shown figures by indicator and period, then by code."""
    figures = defaultdict(dict)
    for row in read("prefecture_indicators"):
        if row["status"] in SHOWN_STATUSES:
            figures[row["indicator"], row["period"]][row["adcode"]] = float(row["value"])
    return figures


@pytest.fixture(scope="module")
def homes():
    return {row["adcode"]: row["economic_zone"] for row in read("prefectures")}


def test_high_tech_enterprises_of_2023_by_hand(catalog):
    sums = subtotal(select(catalog, "hte_count", "2023"), catalog)
    # 13146+441+838+208+150+202+86+124; 178+210+147+383; 68+201+100+253+96; 81+69; none
    assert [(s.zone, s.value) for s in sums.zones[:4]] == [
        ("chengdu_plain", 15195),
        ("south", 918),
        ("northeast", 718),
        ("panxi", 150),
    ]
    last = sums.zones[4]
    assert (last.zone, last.n_shown, last.n_places) == ("northwest", 0, 2)
    assert math.isnan(last.value)
    assert math.isnan(last.share)
    assert last.missing == ("513200", "513300")
    assert (sums.whole.value, sums.whole.n_shown, sums.whole.n_places) == (16981, 19, 21)
    assert sums.leader == "510100"
    assert sums.leader_share == pytest.approx(100 * 13146 / 16981)
    assert (sums.province.value, sums.province.qualifier, sums.difference) == (16800, "approx", 181)
    assert "1.8万取整" in sums.reasons[0].note_zh


def test_every_total_is_the_sum_of_the_file(catalog, plain, homes):
    seen = 0
    for indicator, period, _ in mappable(catalog):
        chosen = select(catalog, indicator, period)
        sums = subtotal(chosen, catalog)
        if chosen.kind != "total":
            assert sums is None
            continue
        seen += 1
        figures = plain[indicator, period]
        assert sums.whole.value == pytest.approx(sum(figures.values()), rel=1e-12)
        for zone in sums.zones:
            own = [value for code, value in figures.items() if homes[code] == zone.zone]
            assert zone.n_shown == len(own)
            assert zone.n_places == sum(home == zone.zone for home in homes.values())
            assert (
                zone.value == pytest.approx(sum(own), rel=1e-12) if own else math.isnan(zone.value)
            )
    assert seen > 100


def test_doubtful_figures_are_in_no_sum(catalog):
    chosen = select(catalog, "patent_grants", "2020")  # Zigong's 286 lost a digit
    assert chosen.frame["gap"]["510300"] == "suspect"
    sums = subtotal(chosen, catalog)
    south = next(zone for zone in sums.zones if zone.zone == "south")
    assert "510300" in south.missing
    rest = chosen.frame["published"][["510500", "511000", "511500"]].sum()
    assert south.value == rest


@pytest.mark.parametrize(
    ("indicator", "period", "form", "geography"),
    [
        ("gdp_growth", "2023", "total", "prefecture"),
        ("hte_per_10k_pop", "2023", "total", "prefecture"),
        ("gdp", "2020", "per_head", "prefecture"),
        ("gdp", "2020", "per_km2", "prefecture"),
        ("population_census2020", "2020", "total", "county"),
    ],
)
def test_what_cannot_be_added_is_not(catalog, indicator, period, form, geography):
    chosen = select(catalog, indicator, period, form=form, geography=geography)
    assert subtotal(chosen, catalog) is None
    assert subtotal_frame(chosen, catalog, ZH) is None
    assert "不能相加" in tell_subtotals(chosen, catalog, ZH)


def test_shares_add_to_the_whole_and_stand_beside_no_province(catalog):
    sums = subtotal(select(catalog, "gdp", "2020", form="share"), catalog)
    # 48,598.02 of 48,598.8
    assert sums.whole.value == pytest.approx(100 * 48598.02 / 48598.8)
    assert sums.province is None


def test_without_chengdu_nothing_is_compared_with_the_province(catalog):
    sums = subtotal(select(catalog, "hte_count", "2023", without=["510100"]), catalog)
    assert (sums.zones[0].value, sums.zones[0].n_shown, sums.zones[0].n_places) == (2049, 7, 7)
    assert sums.whole.value == 16981 - 13146
    assert (sums.leader, sums.province, sums.left_out) == ("510700", None, ("510100",))
    assert math.isnan(sums.difference)
    told = tell_subtotals(select(catalog, "hte_count", "2023", without=["510100"]), catalog, ZH)
    assert "各市（州）合计（不含成都）" in told
    assert "16,800" not in told


def test_a_remark_on_all_places_does_not_stand_beside_a_sum_of_some(catalog):
    # the note adds 21 figures, of which three are from memory
    sums = subtotal(select(catalog, "gdp", "2022"), catalog)
    assert sums.whole.n_shown == 18
    assert not [note for note in sums.reasons if note.rule == "footnote"]
    full = subtotal(select(catalog, "gdp", "2020"), catalog)
    assert [note for note in full.reasons if note.rule == "footnote"]


def test_the_panel_names_the_difference(catalog):
    told = tell_subtotals(select(catalog, "hte_count", "2023"), catalog, ZH)
    for needed in (
        "各市（州）合计16,981家，全省数（测算）约16,800家，合计多181家。",
        "合计未计入2个市（州）（未收录或数值未核实）：阿坝州、甘孜州。",
        "成都13,146家，占已收录各市（州）合计的77.4%。",
        "可能与1.8万取整有关",
        "<td>未收录</td>",
    ):
        assert needed in told
    english = tell_subtotals(select(catalog, "hte_count", "2023"), catalog, EN)
    assert "about 16,800 enterprises; the sum is 181 enterprises more." in english


def test_money_in_english_does_not_run_into_its_unit(catalog):
    told = tell_subtotals(select(catalog, "gdp", "2022"), catalog, EN)
    assert "53,736 (100 million yuan)" in told
    # the province is printed as it was published, the difference as finely: 56,749.8 - 53,736
    assert "56,749.8 (100 million yuan); the sum is 3,013.8 (100 million yuan) less." in told


def test_a_bound_is_not_subtracted(catalog):
    told = tell_subtotals(select(catalog, "tech_contract_value", "2023"), catalog, ZH)
    assert "合计1,950.87亿元，全省数（媒体报道）超过1,900亿元。" in told
    assert "合计多" not in told
    assert "合计少" not in told


def test_the_table_to_hand_out_holds_the_same_numbers(catalog):
    frame = subtotal_frame(select(catalog, "hte_count", "2023"), catalog, ZH)
    assert frame["合计（家）"].tolist()[:4] == [15195, 918, 718, 150]
    assert math.isnan(frame["合计（家）"][4])
    assert frame["合计（家）"][5] == 16981
    assert frame["数据状态"].tolist() == ["测算"] * 4 + ["", "测算"]
    assert frame["来源"][4] == ""


def test_the_examples_hold():
    assert doctest.testmod(geo.indicators.subtotals).failed == 0
