"""Rule sets in the order in which they are offered."""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType

import pytest

from geo.eligibility.opening import offer_sets, opening_set, track_sets
from geo.eligibility.rules import Rules, load_rules

RULES = load_rules()


@pytest.mark.parametrize(
    ("level", "opens", "track"),
    [
        ("provincial", "nat_upgrade_state_council_replies", "upgrade"),
        ("candidate", "sc_provincial_2025", "recognition"),
        (None, "sc_provincial_2025", "recognition"),
        ("national", "sc_devzone_evaluation_2020", "evaluation"),
    ],
)
def test_what_binds_at_the_zones_gate_comes_first(level, opens, track):
    offer = offer_sets(RULES, level)
    assert opening_set(RULES, level) == offer.current[0] == opens
    assert RULES.sets[opens].track == track
    tracks = [RULES.sets[name].track for name in offer.current]
    # a track is never left and come back to
    assert [a for a, b in pairwise(tracks) if a != b] == list(dict.fromkeys(tracks))[:-1]


@pytest.mark.parametrize("level", ["provincial", "national", None])
def test_every_rule_set_is_offered_once_and_old_ones_apart(level):
    offer = offer_sets(RULES, level)
    assert sorted((*offer.current, *offer.reference)) == sorted(RULES.sets)
    assert not any(RULES.sets[name].is_reference for name in offer.current)
    assert all(RULES.sets[name].is_reference for name in offer.reference)


def test_without_the_usual_one_another_opens_and_without_any_none():
    none = Rules(MappingProxyType({}), RULES.metrics)
    assert opening_set(none, None) is None
    old = {"sc_provincial_2017": RULES.sets["sc_provincial_2017"]}
    assert (
        opening_set(Rules(MappingProxyType(old), RULES.metrics), "national") == "sc_provincial_2017"
    )


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (
            "provincial",
            (
                "nat_upgrade_state_council_replies",
                "nat_catalogue_2018",
                "nat_gbf_2017_7",
                "nat_gf_2020_7",
                "nat_upgrade_miit_requirements",
            ),
        ),
        ("national", ("sc_devzone_evaluation_2020",)),
        ("candidate", ("sc_provincial_2025", "sc_recognition_practice")),
        (None, ("sc_provincial_2025", "sc_recognition_practice")),
    ],
)
def test_all_documents_of_the_gate_in_force_and_no_others(level, expected):
    assert track_sets(RULES, level) == expected


def test_an_owners_document_joins_its_gate_until_it_expires():
    own = RULES.sets["sc_provincial_2025"].model_copy(update={"id": "own", "criteria": ()})
    assert track_sets(RULES.with_own([own]), None) == (
        "sc_provincial_2025",
        "own",
        "sc_recognition_practice",
    )
    expired = own.model_copy(update={"valid_until": "2020"})
    assert "own" not in track_sets(RULES.with_own([expired]), None)
    assert track_sets(Rules(MappingProxyType({}), RULES.metrics), "national") == ()
