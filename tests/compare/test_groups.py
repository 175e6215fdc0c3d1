"""The groups hold each indicator once, and nothing that the dictionary does not."""

from geo.compare import GROUPS, PEER_INDICATORS, fill_groups


def test_every_indicator_is_in_the_dictionary_and_once(catalog):
    names = [name for group in GROUPS.values() for name in group]
    assert len(names) == len(set(names)) >= 15
    assert set(names) | set(PEER_INDICATORS) <= set(catalog.indicators.index)


def test_peers_are_told_by_ratios_only(catalog):
    assert set(catalog.indicators["kind"][list(PEER_INDICATORS)]) == {"ratio"}


def test_what_is_added_stands_first_and_is_not_repeated():
    held = ["gdp", "gazelle_count", "hte_count", "rd_fte"]
    found = fill_groups(held, ["rd_fte", "gdp", "rd_fte", "none_such"])
    assert found == (("added", ("rd_fte",)), ("economy", ("gdp",)), ("firms", ("hte_count",)))


def test_groups_without_values_are_left_out():
    assert fill_groups([]) == ()
    assert fill_groups(["gdp"], ["gdp"]) == (("economy", ("gdp",)),)
