"""A map of a zone under all documents of its gate tells of the one that opens."""

from __future__ import annotations

from geo.eligibility.asked import WHOLE_TRACK
from geo.locale import translator
from geo.maps.eligibility import hold_zones
from geo.view import View


def test_a_zone_under_the_whole_track_is_held_against_what_opens(catalog):
    t = translator("zh")
    whole, usual = (
        hold_zones(catalog, View(case_zone="yibin", rule_set=name), t)
        for name in (WHOLE_TRACK, None)
    )
    assert whole is not None
    assert whole.title == usual.title
    assert "国务院关于同意升级为国家高新区的批复" in whole.title
    assert whole.layer.spec["legend"] == usual.layer.spec["legend"]
    assert t("map.rules_unknown") not in whole.layer.spec["legend"]["notes"]
