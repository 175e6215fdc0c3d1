"""Which rules a zone is held against at first."""

from __future__ import annotations

import pytest

from geo.eligibility.model import TRACKS
from geo.eligibility.rules import load_rules
from geo.eligibility.tracks import default_rule_set, has_passed, track_of
from geo.types import ZONE_LEVELS

EXPECTED = {
    "national": ("evaluation", "sc_devzone_evaluation_2020"),
    "provincial": ("upgrade", "nat_upgrade_state_council_replies"),
    "candidate": ("recognition", "sc_provincial_2025"),
    None: ("recognition", "sc_provincial_2025"),
}


@pytest.mark.parametrize("level", EXPECTED)
def test_a_zone_opens_on_the_track_before_it(level):
    assert (track_of(level), default_rule_set(level)) == EXPECTED[level]


def test_every_level_is_decided():
    assert {*ZONE_LEVELS, None} == set(EXPECTED)


@pytest.mark.parametrize("level", EXPECTED)
def test_the_rule_set_is_there_is_of_that_track_and_is_no_history(level):
    rule_set = load_rules().sets[default_rule_set(level)]
    assert rule_set.track == track_of(level)
    assert not rule_set.is_reference


@pytest.mark.parametrize(
    ("level", "passed"),
    [
        ("national", {"recognition", "upgrade"}),
        ("provincial", {"recognition"}),
        ("candidate", set()),
        (None, set()),
    ],
)
def test_which_gates_a_zone_is_through(level, passed):
    assert {track for track in TRACKS if has_passed(level, track)} == passed
