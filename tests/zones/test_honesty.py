"""The notice goes when the list agrees with the count, and not before."""

from __future__ import annotations

from dataclasses import replace

from geo.summary import tally_zones
from geo.zones.honesty import find_shortfall


def with_levels(catalog, levels):
    """Return the catalogue with the levels of 2020 of some zones changed."""
    zones = catalog.zones.copy()
    zones["level_2020"] = [
        levels.get(zone, old) for zone, old in zip(zones.index, zones["level_2020"], strict=True)
    ]
    return replace(catalog, zones=zones)


def test_four_provincial_zones_are_missing(catalog):
    found = find_shortfall(tally_zones(catalog))
    assert (found.counted, found.identified, found.missing) == (26, 22, 4)
    assert (found.national, found.provincial) == (0, 4)


def test_a_complete_list_says_nothing(catalog):
    four = dict.fromkeys(["anzhou", "liangshan", "cand-pengshan", "cand-changming"], "provincial")
    tally = tally_zones(with_levels(catalog, four))
    assert tally.identified == tally.counted == 26
    assert find_shortfall(tally) is None


def test_the_right_number_of_the_wrong_levels_is_not_the_list(catalog):
    levels = dict.fromkeys(["anzhou", "liangshan", "cand-pengshan"], "provincial")
    tally = tally_zones(with_levels(catalog, {**levels, "cand-changming": "national"}))
    assert tally.identified == tally.counted
    found = find_shortfall(tally)
    assert (found.missing, found.national, found.provincial) == (0, -1, 1)


def test_more_than_were_counted_is_said_too(catalog):
    tally = replace(tally_zones(catalog), identified=27)
    assert find_shortfall(tally).missing == -1
