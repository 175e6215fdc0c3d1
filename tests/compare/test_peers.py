"""Likeness: a tiny frame by hand, the shipped data by brute force with SciPy."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats import zscore

from geo.compare import PEER_INDICATORS, best_period, find_peers
from geo.compare.peers import measure_spread, rank_by_distance
from geo.errors import IndicatorError

CD, ZG, PZH, LZ = "510100", "510300", "510400", "510500"


def test_distances_by_hand(make):
    # x: 1 2 3 → mean 2, sample sd 1 → z −1 0 1
    # y: 10 30 20 → mean 20, sample sd 10 → z −1 1 0
    rows = [
        *(
            (code, "gdp_per_capita", "2023", x, "official")
            for code, x in zip((CD, ZG, PZH), (1.0, 2.0, 3.0), strict=True)
        ),
        *(
            (code, "secondary_share", "2023", y, "official")
            for code, y in zip((CD, ZG, PZH), (10.0, 30.0, 20.0), strict=True)
        ),
    ]
    found = find_peers(make(rows), CD, ["gdp_per_capita", "secondary_share"], fewest=2)
    assert [(s.indicator, s.period, s.n, s.mean, s.spread) for s in found.scales] == [
        ("gdp_per_capita", "2023", 3, 2, 1),
        ("secondary_share", "2023", 3, 20, 10),
    ]
    # Chengdu (−1, −1), Zigong (0, 1): √((1 + 4) / 2); Panzhihua (1, 0): √((4 + 1) / 2)
    assert [(peer.code, peer.distance) for peer in found.peers] == [
        (ZG, pytest.approx(math.sqrt(2.5))),
        (PZH, pytest.approx(math.sqrt(2.5))),
    ]
    assert len(found.too_few) == 18
    assert CD not in found.too_few


def test_a_missing_value_is_never_filled_in():
    scores = {
        "x": {CD: 0.0, ZG: 3.0, PZH: 1.0, LZ: 1.0},
        "y": {CD: 0.0, ZG: 4.0, LZ: 1.0},
        "z": {CD: 0.0, LZ: 1.0},
    }
    peers, too_few = rank_by_distance(scores, CD, [ZG, PZH, LZ], 1)
    assert too_few == ()
    assert [(p.code, p.used) for p in peers] == [
        (PZH, ("x",)),
        (LZ, ("x", "y", "z")),
        (ZG, ("x", "y")),
    ]
    # √(1/1) and √(3/3) are equal: the mean, not the sum, and then the order of codes
    assert [p.distance for p in peers[:2]] == [1, 1]
    assert peers[2].distance == pytest.approx(math.sqrt((9 + 16) / 2))
    assert rank_by_distance(scores, CD, [ZG, PZH, LZ], 2)[1] == (PZH,)
    assert rank_by_distance(scores, CD, [ZG, PZH, LZ], 3)[1] == (ZG, PZH)


def test_withheld_values_do_not_count(make):
    rows = [
        (code, name, "2023", value, "suspect" if code == LZ else "official")
        for name in ("gdp_per_capita", "secondary_share")
        for code, value in zip((CD, ZG, PZH, LZ), (1.0, 2.0, 3.0, 99.0), strict=True)
    ]
    found = find_peers(make(rows), CD, ["gdp_per_capita", "secondary_share"], fewest=2)
    assert found.scales[0].n == 3
    assert LZ in found.too_few


def test_what_tells_nobody_apart_is_no_measure():
    spread = measure_spread(
        {
            "same": {CD: 1.0, ZG: 1.0, PZH: 1.0},
            "two": {CD: 1.0, ZG: 2.0},
            "fit": {CD: 1.0, ZG: 2.0, PZH: 6.0},
        }
    )
    assert list(spread) == ["fit"]
    assert spread["fit"] == (3, pytest.approx(math.sqrt((4 + 1 + 9) / 2)))


def frame_of(catalog):
    """Return the shipped values as a table, read without `geo.compare.profile`."""
    held = catalog.prefecture_values
    held = held[held["status"].isin(["official", "reported", "derived"])]
    columns = {
        name: held[(held["indicator"] == name) & (held["period"] == best_period(catalog, name))]
        .drop_duplicates("adcode")
        .set_index("adcode")["value"]
        for name in PEER_INDICATORS
    }
    return pd.DataFrame(columns, index=catalog.prefectures.index)


def test_every_prefecture_against_brute_force(catalog):
    scores = frame_of(catalog).apply(
        lambda c: pd.Series(zscore(c, ddof=1, nan_policy="omit"), c.index)
    )
    for code in catalog.prefectures.index:
        expected, too_few = {}, []
        for other in catalog.prefectures.index.drop(code):
            both = scores.loc[[code, other]].dropna(axis=1)
            if both.shape[1] < 5:
                too_few.append(other)
                continue
            distance = cdist(both.iloc[[0]], both.iloc[[1]], "euclidean")[0, 0]
            expected[other] = distance / np.sqrt(both.shape[1])
        found = find_peers(catalog, code)
        assert {p.code: p.distance for p in found.peers} == pytest.approx(expected)
        assert list(found.too_few) == too_few
        assert [p.distance for p in found.peers] == sorted(p.distance for p in found.peers)


def test_some_have_too_little_to_be_compared(catalog):
    found = find_peers(catalog, "510700")
    assert found.too_few == ("513200", "513300", "513400")
    assert len(found.peers) == 17
    assert find_peers(catalog, "513200").peers == ()


def test_distance_is_the_same_both_ways(catalog):
    there = {p.code: p.distance for p in find_peers(catalog, "510700").peers}
    for code, distance in there.items():
        back = {p.code: p.distance for p in find_peers(catalog, code).peers}
        assert back["510700"] == pytest.approx(distance)


@given(st.permutations([ZG, PZH, LZ]), st.floats(-3, 3))
def test_ties_stand_in_code_order(others, apart):
    scores = {"x": {CD: 0.0, ZG: apart, PZH: -apart, LZ: apart}}
    peers, _ = rank_by_distance(scores, CD, others, 1)
    assert [p.code for p in peers] == [ZG, PZH, LZ]


def test_an_unknown_code_is_refused(catalog):
    with pytest.raises(IndicatorError, match="510104"):
        find_peers(catalog, "510104")


def test_data_without_the_indicators_have_no_peers(make):
    found = find_peers(make([(CD, "gdp", "2023", 1.0, "official")]), CD)
    assert found.scales == found.peers == ()
    assert len(found.too_few) == 20


def test_the_typical_distance_is_the_median_of_all_pairs(catalog):
    pairs = {
        frozenset((code, peer.code)): peer.distance
        for code in catalog.prefectures.index
        for peer in find_peers(catalog, code).peers
    }
    assert len(pairs) == 18 * 17 / 2
    assert find_peers(catalog, "510100").typical == pytest.approx(np.median(list(pairs.values())))
