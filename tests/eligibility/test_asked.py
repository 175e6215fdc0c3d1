"""Which rule sets an address means: one, two beside each other, or all of the gate."""

from __future__ import annotations

import pytest

from geo.eligibility.asked import WHOLE_TRACK, asked_sets, offers_track
from geo.eligibility.rules import Rules, load_rules

RULES = load_rules()
REPLIES, OLD = "nat_upgrade_state_council_replies", "sc_provincial_2022"


@pytest.mark.parametrize(
    ("rule_set", "beside", "found"),
    [
        (None, None, (REPLIES,)),
        (OLD, None, (OLD,)),
        (OLD, REPLIES, (OLD, REPLIES)),
        (None, REPLIES, (REPLIES,)),
        (OLD, OLD, (OLD,)),
        ("nothing", None, (REPLIES,)),
        (OLD, WHOLE_TRACK, (OLD,)),
    ],
)
def test_one_or_one_beside_another(rule_set, beside, found):
    assert asked_sets(RULES, "provincial", rule_set, beside) == found


def test_the_whole_track_is_every_current_document_of_the_gate():
    found = asked_sets(RULES, "provincial", WHOLE_TRACK, OLD)
    assert found[0] == REPLIES
    assert set(found) == {
        name
        for name, one in RULES.sets.items()
        if one.track == "upgrade" and one.role != "planning"  # the plan has ended
    }
    assert len(found) == 5
    assert asked_sets(RULES, None, WHOLE_TRACK) == (
        "sc_provincial_2025",
        "sc_recognition_practice",
    )


def test_one_document_is_no_track():
    assert not offers_track(RULES, "national")
    assert asked_sets(RULES, "national", WHOLE_TRACK) == ("sc_devzone_evaluation_2020",)


def test_a_rule_set_of_that_name_is_meant_by_it():
    own = RULES.sets[OLD].model_copy(update={"id": WHOLE_TRACK})
    rules = Rules({**RULES.sets, WHOLE_TRACK: own}, RULES.metrics)
    assert not offers_track(rules, "provincial")
    assert asked_sets(rules, "provincial", WHOLE_TRACK) == (WHOLE_TRACK,)


def test_without_rules_there_is_nothing():
    assert asked_sets(Rules({}, {}), "provincial", None, OLD) == ()
