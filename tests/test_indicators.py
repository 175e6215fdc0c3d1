"""Values, forms, ranks and trends, against hand calculation; doubtful figures never show."""

from __future__ import annotations

import dataclasses
import doctest
import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geo.indicators.period
import geo.indicators.selection
import geo.indicators.units
from geo.errors import IndicatorError
from geo.indicators import (
    Mappable,
    default_period,
    forms,
    mappable,
    name_basis,
    name_gap,
    order_of_period,
    periods,
    rank,
    select,
    series,
    type_of_period,
)
from geo.indicators.units import unit_of_form
from geo.locale import translator
from geo.types import LANGS, SHOWN_STATUSES, STATUSES

A, B, C, D = "510100", "510300", "510400", "513200"


class StandIn(SimpleNamespace):
    """A catalogue made by hand; hashable by identity, as the real one is."""

    __hash__ = object.__hash__
    __eq__ = object.__eq__


VALUE = ["adcode", "indicator", "period", "value", "unit", "status", "qualifier", "source_id"]
PROVINCE = ["indicator", "period", "value", "status", "qualifier", "kind", "superseded"]
NOTE = ["scope", "indicator", "period", "rule"]
META = ["id", "kind", "unit", "unit_en", "direction", "decimals"]

DICTIONARY = [
    ("gdp", "total", "亿元", "100 million yuan", "context", 1),
    ("firms", "total", "家", "enterprises", "higher", 0),
    ("firms_urban_districts", "total", "家", "enterprises", "context", 0),
    ("rate", "ratio", "%", "%", "higher", 2),
    ("place", "rank", "位", "place", "lower", 0),
    ("land", "total", "平方公里", "km²", "context", 0),
    ("population_permanent", "total", "万人", "10,000 persons", "context", 1),
    ("population_census2020", "total", "人", "persons", "context", 0),
]


def make(values=(), province=(), notes=(), counties=()):
    """A province of four prefectures; D is given first to see the code order restored."""
    areas = pd.DataFrame(
        {
            "area_km2": [400.0, 100.0, 200.0, 50.0],
            "status": ["official", "official", "unverified", "official"],
            "source_ids": [("S-area",), ("S-area",), (), ("S-area",)],
        },
        index=[D, A, B, C],
    )
    rows = [(*row, *("eq", "S-1")[len(row) - 6 :]) for row in values]
    return StandIn(
        prefectures=areas,
        counties=pd.DataFrame(
            {
                "area_km2": [10.0, 20.0, math.nan, 40.0],
                "status": "reported",
                "source_ids": "S-b;S-c",
                "kind": ["county", "county", "development_zone", "county"],
                "prefecture_code": [A, A, B, B],
            },
            index=["510105", "510104", "510390", "510302"],
        ),
        indicators=pd.DataFrame(DICTIONARY, columns=META).set_index("id"),
        prefecture_values=pd.DataFrame(rows, columns=VALUE).assign(note_zh="注", note_en=None),
        county_values=pd.DataFrame(
            [(*row, "人", "reported", "eq", "S-c") for row in counties], columns=VALUE
        ).assign(note_zh=None, note_en=math.nan),
        province_values=pd.DataFrame(province, columns=PROVINCE).assign(
            unit="亿元", source_id="S-p", note_zh="", note_en=""
        ),
        series_notes=pd.DataFrame(notes, columns=NOTE).assign(
            note_zh="说明", note_en="why", source_ids="S-1;S-2"
        ),
    )


def cells(indicator, period, values, status="official", unit="亿元"):
    return [
        (code, indicator, period, value, unit, status)
        for code, value in zip((A, B, C, D), values, strict=False)
    ]


# -- as published -------------------------------------------------------------------------


def test_every_place_is_there_in_code_order():
    chosen = select(make(cells("gdp", "2022", [5, 6])), "gdp", "2022")
    assert chosen.frame.index.tolist() == [A, B, C, D]
    assert chosen.frame["value"].tolist()[:2] == [5, 6]
    assert chosen.frame["value"].isna().tolist() == [False, False, True, True]
    assert chosen.frame["gap"].tolist() == ["", "", "missing", "missing"]
    assert chosen.frame["status"].tolist() == ["official", "official", None, None]
    assert chosen.frame["source_ids"].tolist() == [("S-1",), ("S-1",), (), ()]
    assert chosen.frame["note_zh"].tolist() == ["注", "注", "", ""]
    assert chosen.frame["note_en"].tolist() == [""] * 4
    assert (chosen.unit_zh, chosen.unit_en) == ("亿元", "100 million yuan")


@pytest.mark.parametrize(
    ("values", "decimals"),
    [([20818, 1458], 0), ([20818, 1458.5], 1), ([17716.67, 1458], 1), ([0.25], 1), ([1e12], 0)],
)
def test_no_decimal_is_printed_that_nobody_published(values, decimals):
    # the dictionary allows GDP one decimal; a column of whole numbers keeps none
    assert select(make(cells("gdp", "2022", values)), "gdp", "2022").decimals == decimals


def test_figures_that_are_withheld_do_not_decide_the_decimals():
    values = [
        *cells("gdp", "2022", [5]),
        (B, "gdp", "2022", 6.5, "亿元", "unverified"),
        (C, "gdp", "2022", 7.5, "亿元", "suspect"),
    ]
    assert select(make(values), "gdp", "2022").decimals == 0


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("form", ["total", "per_head", "per_km2", "share"])
def test_suspect_and_unverified_figures_are_held_and_never_shown(status, form):
    catalog = make(
        [
            (A, "gdp", "2022", 7.0, "亿元", status),
            (C, "gdp", "2022", 3.0, "亿元", "official"),
            *cells("population_permanent", "2022", [2, 2, 2, 2], unit="万人"),
        ],
        [("gdp", "2022", 100.0, "official", "eq", "actual", False)],
    )
    row = select(catalog, "gdp", "2022", form=form).frame.loc[A]
    assert row["published"] == 7
    if status in SHOWN_STATUSES:
        assert (row["gap"], row["status"]) == ("", status if form == "total" else "derived")
    else:
        assert math.isnan(row["value"])
        assert (row["gap"], row["status"]) == (status, status)


def test_a_value_without_a_status_is_not_shown():
    row = select(make([(A, "gdp", "2022", 7.0, "亿元", None)]), "gdp", "2022").frame.loc[A]
    assert (row["gap"], math.isnan(row["value"])) == ("unverified", True)


def test_zero_is_a_value_and_not_a_gap():
    frame = select(make(cells("gdp", "2022", [0, 1])), "gdp", "2022").frame
    assert (frame.loc[A, "value"], frame.loc[A, "gap"]) == (0, "")


def test_places_left_out_lose_the_value_and_keep_the_figure():
    frame = select(make(cells("gdp", "2022", [5, 6])), "gdp", "2022", without=[A, D]).frame
    assert frame["gap"].tolist() == ["left_out", "", "missing", "left_out"]
    assert math.isnan(frame.loc[A, "value"])
    assert frame.loc[A, "published"] == 5


def test_the_frame_is_the_callers_own():
    catalog = make(cells("gdp", "2022", [5, 6]))
    frame = select(catalog, "gdp", "2022").frame
    frame["value"] = 0.0
    assert select(catalog, "gdp", "2022").frame.loc[A, "value"] == 5


# -- forms --------------------------------------------------------------------------------


def test_per_head_by_hand():
    # 1000 亿元 over 50 万人 = 20 万元 per person
    catalog = make(
        [
            *cells("gdp", "2022", [1000, 300, 90, 80]),
            *cells("population_permanent", "2022", [50, 30, 9], unit="万人"),
        ]
    )
    chosen = select(catalog, "gdp", "2022", form="per_head")
    assert chosen.frame["value"].tolist()[:3] == [20, 10, 10]
    assert chosen.frame["gap"].tolist() == ["", "", "", "missing"]
    assert chosen.frame["published"].tolist() == [1000, 300, 90, 80]
    assert chosen.frame["status"].tolist() == ["derived"] * 3 + ["official"]
    assert (chosen.unit_zh, chosen.unit_en) == ("万元/人", "10,000 yuan per resident")
    assert (chosen.published_unit_zh, chosen.basis) == ("亿元", "residents")


def test_per_head_of_2020_divides_by_the_census():
    # 30 firms over 600,000 people = 0.5 per 10,000; the year-end figure would give 1
    catalog = make(
        [
            *cells("firms", "2020", [30], unit="家"),
            (A, "population_census2020", "2020", 600_000.0, "人", "official", "eq", "S-census"),
            *cells("population_permanent", "2020", [30], unit="万人"),
        ]
    )
    chosen = select(catalog, "firms", "2020", form="per_head")
    assert chosen.frame.loc[A, "value"] == 0.5
    assert chosen.frame.loc[A, "source_ids"] == ("S-1", "S-census")
    assert (chosen.unit_zh, chosen.basis) == ("家/万人", "census")


def test_per_head_of_another_year_never_borrows_residents():
    catalog = make(
        [
            *cells("gdp", "2021", [1, 2]),
            *cells("population_permanent", "2022", [1, 2]),
            *cells("population_census2020", "2020", [1, 2]),
        ]
    )
    with pytest.raises(IndicatorError, match="needs residents in '2021'"):
        select(catalog, "gdp", "2021", form="per_head")
    assert "per_head" not in forms(catalog, "gdp", "2021")


def test_residents_that_rest_on_memory_give_no_value():
    catalog = make(
        [
            *cells("gdp", "2022", [10, 10]),
            (A, "population_permanent", "2022", 5.0, "万人", "unverified"),
            (B, "population_permanent", "2022", 5.0, "万人", "official", "ge"),
        ]
    )
    frame = select(catalog, "gdp", "2022", form="per_head").frame
    assert frame["gap"].tolist() == ["unverified", "not_applicable", "missing", "missing"]
    assert frame["value"].isna().all()


def test_per_km2_by_hand():
    # 5 亿元 on 100 km² = 500 万元 per km²; B's area is unverified
    chosen = select(make(cells("gdp", "2022", [5, 6, 7])), "gdp", "2022", form="per_km2")
    assert chosen.frame["value"].tolist()[0::2][0] == 500
    assert chosen.frame.loc[C, "value"] == 1400
    assert chosen.frame["gap"].tolist() == ["", "unverified", "", "missing"]
    assert chosen.unit_zh == "万元/平方公里"
    firms = make(cells("firms", "2022", [5], unit="家"))
    assert select(firms, "firms", "2022", form="per_km2").frame.loc[A, "value"] == 0.05


def test_share_of_the_published_total_by_hand():
    catalog = make(
        cells("gdp", "2022", [60, 20]),
        [("gdp", "2022", 80.0, "reported", "approx", "actual", False)],
    )
    chosen = select(catalog, "gdp", "2022", form="share", without=[B])
    assert chosen.frame.loc[A, "value"] == 75
    assert chosen.frame.loc[A, "qualifier"] == "approx"
    assert chosen.frame.loc[A, "source_ids"] == ("S-1", "S-p")
    assert (chosen.unit_zh, chosen.basis) == ("%", "province")
    assert (chosen.province.value, chosen.province.unit) == (80, "亿元")


def test_share_of_the_sum_where_every_place_has_a_value():
    catalog = make(cells("gdp", "2022", [1, 2, 3, 4]))
    chosen = select(catalog, "gdp", "2022", form="share")
    assert chosen.frame["value"].tolist() == [10, 20, 30, 40]
    assert chosen.province is None


@pytest.mark.parametrize(
    ("values", "province", "notes", "says"),
    [
        ([1, 2, 3], [], [], "1 places have no value"),
        ([1, 2, 3], [("unverified", "eq", "actual", False)], [], "no exact total"),
        ([1, 2, 3], [("official", "ge", "actual", False)], [], "no exact total"),
        ([1, 2, 3], [("official", "eq", "target", False)], [], "no exact total"),
        ([1, 2, 3], [("official", "eq", "actual", True)], [], "no exact total"),
        ([60, 20, 1], [("official", "eq", "actual", False)], [], "more than the province's 80"),
        ([1, 2, 3, 4], [], ["no_share"], "why"),
        ([0, 0, 0, 0], [], [], "not above zero"),
    ],
)
def test_a_share_without_a_sound_total_is_refused(values, province, notes, says):
    catalog = make(
        cells("gdp", "2022", values),
        [("gdp", "2022", 80.0, *row) for row in province],
        [("prefecture", "gdp", "2022", rule) for rule in notes],
    )
    with pytest.raises(IndicatorError, match=says):
        select(catalog, "gdp", "2022", form="share")
    assert "share" not in forms(catalog, "gdp", "2022")


def test_rounding_may_exceed_the_total_by_a_thousandth():
    catalog = make(
        cells("gdp", "2022", [60, 20.05]),
        [("gdp", "2022", 80.0, "official", "eq", "actual", False)],
    )
    assert select(catalog, "gdp", "2022", form="share").frame.loc[A, "value"] == 75


@given(st.lists(st.floats(0.01, 1e6), min_size=4, max_size=4))
@settings(deadline=None, max_examples=30)
def test_shares_of_all_places_sum_to_a_hundred(values):
    chosen = select(make(cells("gdp", "2022", values)), "gdp", "2022", form="share")
    assert math.isclose(chosen.frame["value"].sum(), 100)


def test_a_lower_bound_stays_a_lower_bound():
    catalog = make(
        [
            (A, "gdp", "2022", 9.0, "亿元", "official", "ge"),
            (C, "gdp", "2022", 9.0, "亿元", "official", "approx"),
        ]
    )
    frame = select(catalog, "gdp", "2022", form="per_km2").frame
    assert frame["qualifier"].tolist() == ["ge", None, "approx", None]


@pytest.mark.parametrize(
    ("indicator", "offered"),
    [
        ("gdp", ("total", "per_head", "per_km2", "share")),
        ("firms_urban_districts", ("total", "share")),
        ("rate", ("total",)),
        ("place", ("total",)),
        ("land", ("total", "per_head", "share")),
        ("population_permanent", ("total", "per_km2", "share")),
    ],
)
def test_only_totals_are_divided_and_only_where_it_means_something(indicator, offered):
    catalog = make(
        [
            row
            for name in dict.fromkeys((indicator, "population_permanent"))
            for row in cells(name, "2022", [1, 2, 3, 4])
        ]
    )
    assert forms(catalog, indicator, "2022") == offered
    for form in {"per_head", "per_km2", "share"} - set(offered):
        with pytest.raises(IndicatorError, match="form"):
            select(catalog, indicator, "2022", form=form)


def test_a_form_that_leaves_most_places_blank_is_not_offered():
    values = [*cells("gdp", "2022", [1, 2, 3, 4]), *cells("population_permanent", "2022", [1])]
    assert "per_head" not in forms(make(values), "gdp", "2022")
    values += cells("population_permanent", "2022", [1, 2])[1:]
    assert "per_head" in forms(make(values), "gdp", "2022")


@pytest.mark.parametrize(
    ("form", "zh", "factor", "expected"),
    [
        ("per_head", "亿元", 1, "万元/人"),
        ("per_head", "万元", 1, "元/人"),
        ("per_head", "件", 1, "件/万人"),
        ("per_km2", "亿元", 10_000, "万元/平方公里"),
        ("per_km2", "万人", 10_000, "人/平方公里"),
        ("per_km2", "家", 1, "家/平方公里"),
        ("share", "家", 100, "%"),
        ("total", "家", 1, "家"),
    ],
)
def test_units_of_forms(form, zh, factor, expected):
    unit = unit_of_form(form, zh, "things")
    assert (unit.factor, unit.zh) == (factor, expected)
    assert not any("\u4e00" <= char <= "\u9fff" for char in unit.en)


# -- counties -----------------------------------------------------------------------------

COUNTIES = [
    ("510104", "population_census2020", "2020", 3000.0),
    ("510105", "population_census2020", "2020", 2000.0),
    ("510302", "population_census2020", "2020", 4000.0),
    ("510390", "population_census2020", "2020", 1000.0),
]


def test_counties_leave_out_development_zones_and_count_them_in_the_total():
    chosen = select(
        make(counties=COUNTIES), "population_census2020", "2020", geography="county", form="share"
    )
    assert chosen.frame.index.tolist() == ["510104", "510105", "510302"]
    assert chosen.frame["value"].tolist() == [30, 20, 40]
    assert chosen.frame.loc["510104", "source_ids"] == ("S-c",)


def test_a_prefecture_left_out_takes_its_counties_with_it():
    chosen = select(
        make(counties=COUNTIES), "population_census2020", "2020", geography="county", without=[A]
    )
    assert chosen.frame["gap"].tolist() == ["left_out", "left_out", ""]


def test_sources_in_a_joined_list_are_parted():
    chosen = select(
        make(counties=COUNTIES), "population_census2020", "2020", geography="county", form="per_km2"
    )
    assert chosen.frame.loc["510105", "value"] == 200
    assert chosen.frame.loc["510105", "source_ids"] == ("S-c", "S-b")


# -- refusals -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"indicator": "nothing"}, "indicator: expected"),
        ({"period": "2019"}, "period: expected one with values"),
        ({"period": "last year"}, "period: expected a year"),
        ({"form": "half"}, "form: expected one of"),
        ({"geography": "town"}, "geography: expected one of"),
        ({"geography": "county"}, "period: expected one with values"),
        ({"without": [A, "999999"]}, "without: expected codes .* got 999999"),
        ({"without": ["510104"]}, "without: expected codes"),
    ],
)
def test_what_is_not_held_is_refused_and_named(change, says):
    asked = {"indicator": "gdp", "period": "2022", **change}
    catalog = make(cells("gdp", "2022", [1, 2]))
    with pytest.raises(IndicatorError, match=says):
        select(catalog, asked.pop("indicator"), asked.pop("period"), **asked)


# -- ranks --------------------------------------------------------------------------------


def test_ties_share_the_lower_rank_and_gaps_have_none():
    catalog = make(cells("firms", "2022", [7, 9, 7, 1]))
    assert rank(select(catalog, "firms", "2022")).tolist() == [2, 1, 2, 4]
    gaps = rank(select(catalog, "firms", "2022", without=[B]))
    assert gaps.tolist() == [1, pd.NA, 1, 3]
    assert gaps.dtype == "Int64"


def test_lower_is_better_where_the_dictionary_says_so():
    assert rank(select(make(cells("place", "2022", [7, 9, 7, 1])), "place", "2022")).tolist() == [
        2,
        4,
        2,
        1,
    ]


def test_context_ranks_the_highest_first():
    assert rank(select(make(cells("gdp", "2022", [7, 9])), "gdp", "2022")).tolist()[:2] == [2, 1]


def test_a_withheld_figure_has_no_rank():
    values = [*cells("gdp", "2022", [7, 9]), (C, "gdp", "2022", 99.0, "亿元", "suspect")]
    ranks = rank(select(make(values), "gdp", "2022"))
    assert ranks[B] == 1
    assert ranks[C] is pd.NA


@given(st.lists(st.integers(0, 5), min_size=4, max_size=4))
@settings(deadline=None, max_examples=40)
def test_a_rank_is_one_more_than_the_number_of_better_places(values):
    ranks = rank(select(make(cells("firms", "2022", values)), "firms", "2022"))
    assert ranks.tolist() == [1 + sum(other > value for other in values) for value in values]


# -- lists --------------------------------------------------------------------------------


def test_periods_are_those_with_a_value_to_show_oldest_first():
    catalog = make(
        [
            *cells("gdp", "2022", [1]),
            *cells("gdp", "2021H1", [1]),
            *cells("gdp", "2021", [1]),
            *cells("gdp", "2023", [1], status="suspect"),
            *cells("gdp", "2024", [math.nan]),
        ]
    )
    assert periods(catalog, "gdp", "prefecture") == ("2021H1", "2021", "2022")
    assert periods(catalog, "gdp", "county") == ()


def test_the_first_period_to_show_is_the_latest_that_is_nearly_full():
    catalog = make(
        [
            *cells("gdp", "2021", [1, 2, 3, 4]),
            *cells("gdp", "2022", [1, 2, 3, 4]),
            *cells("gdp", "2023", [1, 2, 3]),
            *cells("gdp", "2024H1", [1, 2, 3, 4]),
        ]
    )
    assert default_period(catalog, "gdp") == "2022"
    assert default_period(make(cells("gdp", "2024H1", [1])), "gdp") == "2024H1"
    # of four places, 18 in 21 are all four: three of a later year do not count as nearly all
    full = [*cells("gdp", "2021", [1, 2, 3, 4]), *cells("gdp", "2022", [1, 2, 3])]
    assert default_period(make(full), "gdp") == "2021"
    with pytest.raises(IndicatorError, match="with values by county"):
        default_period(catalog, "gdp", "county")


def test_what_can_be_mapped_is_listed_in_the_order_of_the_dictionary():
    catalog = make(
        [
            *cells("rate", "2022", [1, 2, 3]),
            *cells("gdp", "2022", [1, 2]),
            *cells("gdp", "2021", [1]),
            *cells("firms", "2022", [1], status="unverified"),
            *cells("unlisted", "2022", [1]),
        ]
    )
    assert mappable(catalog) == [
        Mappable("gdp", "2021", 1),
        Mappable("gdp", "2022", 2),
        Mappable("rate", "2022", 3),
    ]
    assert mappable(catalog, "county") == []


# -- periods ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("period", "kind"),
    [
        ("2023", "year"),
        ("2021H1", "half"),
        ("2022Q1", "quarter"),
        ("2022Q1-Q3", "cumulative Q1-Q3"),
        ("2021M1-7", "cumulative M1-7"),
        ("2018-07", "month"),
    ],
)
def test_kinds_of_period(period, kind):
    assert type_of_period(period) == kind


@pytest.mark.parametrize(
    "period", ["", "23", "2023Q5", "2023H3", "2023-13", "2023Q1-Q1", "２０２３"]
)
def test_what_is_no_period_is_refused(period):
    with pytest.raises(IndicatorError, match="period"):
        type_of_period(period)


def test_periods_sort_by_their_end_and_then_by_their_length():
    ordered = ["2021-06", "2021Q2", "2021H1", "2021M1-7", "2021Q1-Q3", "2021Q4", "2021H2", "2021"]
    mixed = ordered[::-1]
    assert sorted(mixed, key=order_of_period) == ordered


# -- trends -------------------------------------------------------------------------------


def test_a_series_is_cut_at_a_break_and_around_what_is_not_comparable():
    values = [row for year in range(2018, 2026) for row in cells("gdp", str(year), [year, 1])]
    notes = [
        ("prefecture", "gdp", "2019", "break_before"),
        ("prefecture", "gdp", "2019", "footnote"),
        ("prefecture", "gdp", "2024", "not_comparable"),
        ("province", "gdp", "2021", "break_before"),
    ]
    frame = series(make(values, notes=notes), "gdp", [B, A])
    assert frame.columns.tolist() == ["adcode", "period", "value", "status", "source_id", "segment"]
    assert frame["adcode"].tolist() == [A] * 8 + [B] * 8
    #      2018 | 2019 2020 2021 2022 2023 | 2024 | 2025
    assert frame["segment"].tolist() == [0, 1, 1, 1, 1, 1, 2, 3] * 2


def test_a_break_in_a_year_that_is_not_held_still_cuts():
    values = [*cells("gdp", "2018", [1]), *cells("gdp", "2020", [2])]
    notes = [("prefecture", "gdp", "2019", "break_before")]
    assert series(make(values, notes=notes), "gdp", [A])["segment"].tolist() == [0, 1]


def test_kinds_of_period_are_never_mixed_in_a_series():
    values = [
        *cells("gdp", "2021", [1]),
        *cells("gdp", "2021H1", [1]),
        *cells("gdp", "2022H1", [1]),
        *cells("gdp", "2022", [1]),
    ]
    assert series(make(values), "gdp", [A])["period"].tolist() == ["2021", "2022"]
    halves = series(make(values), "gdp", [A], period_type="half")
    assert halves["period"].tolist() == ["2021H1", "2022H1"]


def test_doubtful_figures_are_gaps_in_a_series_and_keep_their_status():
    values = [*cells("gdp", "2021", [1]), *cells("gdp", "2022", [2], status="suspect")]
    frame = series(make(values), "gdp", [A])
    assert frame["value"].isna().tolist() == [False, True]
    assert frame["status"].tolist() == ["official", "suspect"]


def test_the_province_joins_a_series_with_actuals_only():
    province = [
        ("gdp", "2021", 9.0, "official", "eq", "actual", False),
        ("gdp", "2021", 8.0, "reported", "eq", "actual", True),
        ("gdp", "2025", 99.0, "official", "eq", "target", False),
    ]
    frame = series(make(cells("gdp", "2021", [1]), province), "gdp", ["510000", A])
    assert frame[["adcode", "value"]].to_numpy().tolist() == [["510000", 9.0], [A, 1.0]]


def test_a_series_without_values_has_the_same_columns():
    frame = series(make(), "gdp", [A])
    assert len(frame) == 0
    assert frame["value"].dtype == np.float64


def test_an_unknown_place_is_refused_by_name():
    with pytest.raises(IndicatorError, match="got 110000"):
        series(make(), "gdp", [A, "110000"])


# -- notes and words ----------------------------------------------------------------------


def test_notes_of_the_period_and_of_all_periods_apply():
    notes = [
        ("prefecture", "gdp", "2022", "footnote"),
        ("prefecture", "gdp", None, "footnote"),
        ("prefecture", "gdp", "2021", "footnote"),
        ("province", "gdp", "2022", "footnote"),
        ("prefecture", "firms", "2022", "footnote"),
    ]
    chosen = select(make(cells("gdp", "2022", [1]), notes=notes), "gdp", "2022")
    assert [note.period for note in chosen.notes] == ["2022", ""]
    assert chosen.notes[0].source_ids == ("S-1", "S-2")


def test_the_best_known_of_two_province_figures_counts():
    province = [
        ("gdp", "2022", 1.0, "derived", "eq", "actual", False),
        ("gdp", "2022", 2.0, "official", "eq", "actual", False),
        ("gdp", "2022", 3.0, "suspect", "eq", "actual", False),
    ]
    assert select(make(cells("gdp", "2022", [1]), province), "gdp", "2022").province.value == 2


@pytest.mark.parametrize("lang", LANGS)
def test_gaps_and_bases_have_words(lang):
    t = translator(lang)
    for gap in ("missing", "suspect", "unverified", "not_applicable", "left_out"):
        assert t(name_gap(gap))
    values = [*cells("gdp", "2022", [1, 2, 3, 4]), *cells("population_permanent", "2022", [1])]
    for form in ("per_head", "per_km2", "share"):
        key = name_basis(select(make(values), "gdp", "2022", form=form))
        assert t(key, period=t.period("2022")) if form == "per_head" else t(key)
    assert name_basis(select(make(values), "gdp", "2022")) is None


@pytest.mark.parametrize(
    "module", [geo.indicators.period, geo.indicators.units, geo.indicators.selection]
)
def test_examples_in_the_docstrings_are_true(module):
    assert doctest.testmod(module).failed == 0


# -- the real data ------------------------------------------------------------------------


def test_high_tech_enterprises_of_2023_as_published(catalog):
    chosen = select(catalog, "hte_count", "2023")
    assert len(chosen.frame) == 21
    assert chosen.frame["value"].sum() == 16981
    assert chosen.frame.index[chosen.frame["gap"] == "missing"].tolist() == ["513200", "513300"]
    # the 19 add to more than the 16,800 derived for the province
    with pytest.raises(IndicatorError, match="no share"):
        select(catalog, "hte_count", "2023", form="share")


def test_our_quotient_agrees_with_the_ratio_in_the_data(catalog):
    ours = select(catalog, "hte_count", "2023", form="per_head").frame["value"]
    theirs = select(catalog, "hte_per_10k_pop", "2023").frame["value"]
    both = ours.notna() & theirs.notna()
    assert both.sum() == 18
    assert np.allclose(ours[both], theirs[both], atol=0.006)


def test_shares_of_gdp_2020_sum_to_the_province(catalog):
    shares = select(catalog, "gdp", "2020", form="share").frame["value"]
    # 48,598.02 of 48,598.8
    assert shares.sum() == pytest.approx(100 * 48598.02 / 48598.8)


@pytest.mark.parametrize("period", ["2018", "2023"])
def test_no_share_of_gdp_where_the_parts_do_not_fit(catalog, period):
    assert "share" not in forms(catalog, "gdp", period)


def test_gdp_of_2018_is_not_joined_to_2019(catalog):
    frame = series(catalog, "gdp", ["510500"]).set_index("period")
    assert frame.loc["2018", "segment"] < frame.loc["2019", "segment"]
    assert frame.loc["2019", "segment"] == frame.loc["2022", "segment"]


def test_183_counties_hold_the_census(catalog):
    chosen = select(catalog, "population_census2020", "2020", geography="county")
    assert chosen.frame["value"].notna().sum() == 183
    assert chosen.frame.index.is_monotonic_increasing


def test_everything_listed_can_be_selected_and_nothing_doubtful_shows(catalog):
    for geography in ("prefecture", "county"):
        for indicator, period, n in mappable(catalog, geography):
            chosen = select(catalog, indicator, period, geography=geography)
            shown = chosen.frame[chosen.frame["value"].notna()]
            assert len(shown) == n
            assert set(shown["status"]) <= set(SHOWN_STATUSES)
            assert set(shown["gap"]) == {""}


@pytest.mark.parametrize("status", ["suspect", "unverified"])
def test_a_withheld_value_stays_withheld_where_its_place_is_left_out(catalog, status):
    values = catalog.prefecture_values
    chengdu = (values["adcode"] == "510100") & (values["indicator"] == "gdp")
    doubted = values.assign(status=values["status"].mask(chengdu, status))
    changed = dataclasses.replace(catalog, prefecture_values=doubted, digest=f"gdp-{status}")
    frame = select(changed, "gdp", "2022", without=["510100"]).frame
    assert frame.loc["510100", "gap"] == status
    assert math.isnan(frame.loc["510100", "value"])
