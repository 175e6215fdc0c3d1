"""Views of every kind, for tests that must hold for all of them."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from geo import types
from geo.view import Extent, View
from geo.view import codes as short

adcodes_st = st.from_regex(r"[0-9]{6}", fullmatch=True)
ids_st = st.text(string.ascii_letters + string.digits, min_size=1, max_size=12)
periods_st = st.sampled_from(
    ["2023", "1999", "2021H1", "2021H2", "2022Q4", "2022Q1-Q3", "2021M1-7", "2021M1-12", "2018-07"]
)
edges_st = st.lists(
    st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=10, unique=True
).map(lambda numbers: tuple(sorted(number + 0.0 for number in numbers)))
extents_st = st.builds(Extent, st.floats(85, 120), st.floats(20, 40), st.floats(1, 19))


def subsets(values):
    return st.lists(st.sampled_from(values), max_size=len(values)).map(tuple)


def steps(lowest, highest):
    numbers = st.floats(lowest, highest)
    return st.lists(numbers, min_size=1, max_size=6, unique=True).map(lambda n: tuple(sorted(n)))


zone_ids_st = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,20}", fullmatch=True)
names_st = st.none() | st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True)
words_st = st.text(min_size=1, max_size=60).filter(
    lambda text: text.isprintable() and text == text.strip() and text != "-"
)
aims_st = st.dictionaries(
    st.from_regex(r"[a-z0-9_]{1,20}", fullmatch=True),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0),
    max_size=5,
).map(lambda pairs: tuple(pairs.items()))


@st.composite
def views(draw):
    breaks = draw(st.none() | edges_st)
    others = [scheme for scheme in types.SCHEMES if scheme != "user"]
    return View(
        page=draw(st.sampled_from(types.PAGE_NAMES)),
        lang=draw(st.sampled_from(types.LANGS)),
        theme=draw(st.sampled_from(types.THEMES)),
        indicator=draw(names_st),
        period=draw(st.none() | periods_st),
        second=draw(names_st),
        second_period=draw(st.none() | periods_st),
        geography=draw(st.sampled_from(types.GEOGRAPHIES)),
        form=draw(st.sampled_from(types.FORMS)),
        drawing=draw(st.none() | st.sampled_from(types.DRAWINGS)),
        scheme="user" if breaks else draw(st.sampled_from(others)),
        k=draw(st.integers(2, 9)),
        breaks=breaks,
        same_breaks=draw(st.booleans()),
        palette=draw(st.sampled_from(types.PALETTES)),
        layers=draw(subsets(types.LAYER_NAMES)),
        zone_levels=draw(subsets(types.ZONE_LEVELS)),
        zone_marks=draw(subsets(types.ZONE_MARKS)),
        asof=draw(st.none() | periods_st),
        zone_indicator=draw(names_st),
        zone_period=draw(st.none() | periods_st),
        platform_statuses=draw(subsets(types.PLATFORM_STATUSES)),
        host=draw(st.none() | words_st),
        field_basis=draw(st.sampled_from(types.FIELD_BASES)),
        aims=draw(aims_st),
        catchment=draw(st.none() | st.sampled_from(types.CATCHMENT_METHODS)),
        against=draw(st.none() | st.sampled_from(types.CATCHMENT_METHODS)),
        catchment_zones=draw(st.lists(zone_ids_st, max_size=5).map(tuple)),
        trial=draw(st.lists(adcodes_st, max_size=3).map(tuple)),
        radii_km=draw(steps(0.1, 500)),
        minutes=draw(steps(1, 600)),
        outline=draw(st.none() | st.sampled_from(types.OUTLINES)),
        weighting=draw(st.sampled_from(types.WEIGHTINGS)),
        huff_size=draw(st.sampled_from(types.SIZE_MEASURES)),
        huff_decay=draw(st.floats(0, 10).map(lambda number: number + 0.0)),
        reach_cost=draw(st.sampled_from(types.COSTS)),
        access_supply=draw(st.sampled_from(types.SUPPLIES)),
        huff_zone=draw(st.none() | zone_ids_st),
        case_zone=draw(st.none() | zone_ids_st),
        rule_set=draw(st.none() | st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)),
        rule_beside=draw(st.none() | st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)),
        criterion=draw(st.none() | st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)),
        section=draw(st.none() | st.from_regex(r"[a-z][a-z_]{0,29}", fullmatch=True)),
        platform_categories=draw(subsets(types.PLATFORM_CATEGORIES)),
        platform_levels=draw(subsets(tuple(short.PLATFORM_LEVEL))),
        fields=draw(subsets((*types.FIELDS, "unknown"))),
        prefectures=draw(st.lists(adcodes_st, max_size=5).map(tuple)),
        without=draw(st.lists(adcodes_st, max_size=5).map(tuple)),
        selection=draw(
            st.none()
            | adcodes_st
            | st.tuples(st.sampled_from(["zone", "platform", "science_city"]), ids_st).map(":".join)
        ),
        extent=draw(st.none() | extents_st),
        review_number=draw(
            st.sampled_from([None, "GS川（2026）12号", "川S【2026】00012号", "GS（2026）7号"])
        ),
    )
