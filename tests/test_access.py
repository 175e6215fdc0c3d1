"""The floating catchment methods: by hand, against PySAL, and what must stay the same in all."""

import warnings

import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.access import gaussian_decay, share_three_step, share_two_step, step_decay
from geo.errors import AccessError

STEPS = {30.0: 1.0, 60.0: 0.68, 90.0: 0.22}


def case(seed, places=40, sites=9):
    """Return people, platforms and minutes of a made-up province, with some ways missing."""
    rng = np.random.default_rng(seed)
    ids = [f"c{n:02}" for n in range(places)]
    offers = [f"z{n}" for n in range(sites)]
    demand = pd.Series(rng.integers(1, 900, places) * 1000.0, index=ids)
    supply = pd.Series(rng.integers(0, 40, sites).astype(float), index=offers)
    cost = pd.DataFrame(rng.uniform(0, 140, (places, sites)), index=ids, columns=offers)
    return demand, supply, cost.mask(rng.random((places, sites)) < 0.1)


def by_pysal(method, made, reach, weight=None):
    demand, supply, cost = made
    pairs = cost.rename_axis("origin").reset_index()
    pairs = pairs.melt("origin", var_name="dest", value_name="cost").dropna()
    more = {} if weight is None else {"weight_fn": weight}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = method(
            demand_df=demand.to_frame("demand").rename_axis("geoid"),
            supply_df=supply.to_frame("supply").rename_axis("geoid"),
            cost_df=pairs,
            max_cost=reach,
            demand_index=True,
            supply_index=True,
            **more,
        )
    # who reaches nothing is left out there and has nothing here
    return found.reindex(demand.index).fillna(0.0)


def test_two_steps_by_hand():
    # A (100 people) and B (300) reach X (8 places); only B reaches Y (6).
    demand = pd.Series({"A": 100.0, "B": 300.0, "C": 50.0})
    supply = pd.Series({"X": 8.0, "Y": 6.0})
    cost = pd.DataFrame({"X": [20.0, 60.0, 61.0], "Y": [90.0, 10.0, np.nan]}, index=["A", "B", "C"])
    found = share_two_step(demand, supply, cost, 60)
    assert found["A"] == pytest.approx(8 / 400)
    assert found["B"] == pytest.approx(8 / 400 + 6 / 300)
    assert found["C"] == 0
    # with a weight of one half beyond 30: X has 100 + 150 people
    half = share_two_step(demand, supply, cost, 60, step_decay({30: 1, 60: 0.5}))
    assert half["A"] == pytest.approx(8 / 250)
    assert half["B"] == pytest.approx(0.5 * 8 / 250 + 6 / 300)


def test_three_steps_by_hand():
    demand = pd.Series({"A": 100.0, "B": 300.0})
    supply = pd.Series({"X": 8.0, "Y": 6.0})
    cost = pd.DataFrame({"X": [20.0, 50.0], "Y": [90.0, 10.0]}, index=["A", "B"])
    found = share_three_step(demand, supply, cost, 60, step_decay({30: 1, 60: 0.5}))
    # A asks X alone; B asks X with 1/3 of half a weight, Y with 2/3 of a whole one
    at_x, at_y = 8 / (100 + 300 * 0.5 / 3), 6 / (300 * 2 / 3)
    assert found["A"] == pytest.approx(at_x)
    assert found["B"] == pytest.approx(at_x * 0.5 / 3 + at_y * 2 / 3)


@pytest.mark.parametrize("seed", range(5))
def test_all_three_agree_with_pysal(seed):
    demand, supply, cost = case(seed)
    pairs = [
        (share_two_step(demand, supply, cost, 60.0), (fca.two_stage_fca, 60.0)),
        (
            share_two_step(demand, supply, cost, 90.0, step_decay(STEPS)),
            (fca.two_stage_fca, 90.0, weights.step_fn(STEPS)),
        ),
        (
            share_two_step(demand, supply, cost, 75.0, gaussian_decay(25.0)),
            (fca.two_stage_fca, 75.0, weights.gaussian(25.0)),
        ),
        (
            share_three_step(demand, supply, cost, 90.0, step_decay(STEPS)),
            (fca.three_stage_fca, 90.0, weights.step_fn(STEPS)),
        ),
        (
            share_three_step(demand, supply, cost, 75.0, gaussian_decay(25.0)),
            (fca.three_stage_fca, 75.0, weights.gaussian(25.0)),
        ),
    ]
    for ours, (method, reach, *weight) in pairs:
        theirs = by_pysal(method, (demand, supply, cost), reach, *weight)
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-15)
        assert ours.max() > 0  # or the test says nothing


@given(seed=st.integers(0, 10_000), reach=st.floats(1, 200))
@settings(max_examples=60, deadline=None)
def test_what_is_given_is_what_is_reached(seed, reach):
    demand, supply, cost = case(seed, places=12, sites=5)
    reached = supply[(cost <= reach).any()].sum()
    for shares in (
        share_two_step(demand, supply, cost, reach),
        share_two_step(demand, supply, cost, reach, gaussian_decay(30)),
        share_three_step(demand, supply, cost, reach, gaussian_decay(30)),
    ):
        assert (shares * demand).sum() == pytest.approx(reached, rel=1e-9)


def test_a_step_counts_its_own_edge_and_nothing_counts_beyond_the_last():
    decay = step_decay(STEPS)
    asked = np.array([0, 30, 30.01, 60, 90, 90.01])
    assert decay(asked).tolist() == [1, 1, 0.68, 0.68, 0.22, 0]
    assert gaussian_decay(20)(np.array([0.0, 20.0])).tolist() == pytest.approx([1, 0.60653066])


def test_every_fault_is_named_at_once():
    demand, supply, cost = case(1, places=3, sites=2)
    demand["c01"] = -1.0
    supply["z1"] = np.nan
    cost.loc["c00", "z0"] = -5.0
    with pytest.raises(AccessError) as told:
        share_two_step(demand, supply, cost.rename(index={"c02": "d"}), 0)
    for part in ("demand: ", "c01", "supply: ", "z1", "rows", "c02 missing", "0 up", "reach: "):
        assert part in str(told.value)


@pytest.mark.parametrize("steps", [{}, {30: -1}, {-1: 1}, {float("nan"): 1}])
def test_a_decay_without_sense_is_refused(steps):
    with pytest.raises(AccessError, match="steps"):
        step_decay(steps)
    with pytest.raises(AccessError, match="sigma"):
        gaussian_decay(0)
