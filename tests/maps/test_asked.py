"""What a View asks of catchments: from its fields to one study, answered once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from geo.catchment.study import Study
from geo.errors import AccessError, CatchmentError
from geo.maps.asked import MODEL, answer, list_places, measure, study_of
from geo.presets import STARTS
from geo.view import View
from geo.zones.listing import in_order

VIEW = STARTS["catchments"]


def test_a_view_without_a_method_asks_nothing(catalog):
    assert study_of(View(), catalog) is None


def test_all_recognised_zones_are_asked_for_in_the_customary_order(catalog):
    zones = catalog.zones
    study = study_of(VIEW, catalog)
    recognised = zones[zones["level"].isin(["national", "provincial"])]
    assert list(study.zones) == in_order(recognised)
    assert len(study.zones) == 24
    assert (study.method, study.radii_km, study.weighting) == ("ring", (30.0,), "areal")


@pytest.mark.parametrize(
    ("changes", "zones"),
    [
        ({"zone_levels": ("national",)}, 8),
        ({"zone_levels": ("provincial",)}, 16),
        ({"catchment_zones": ("yibin", "chengdu")}, ("chengdu", "yibin")),
        # an old mention only where it is asked for by name
        ({"catchment_zones": ("cand-pengshan",)}, ("cand-pengshan",)),
        ({"zone_levels": ("national", "provincial", "candidate")}, 26),
    ],
)
def test_zones_are_those_of_the_filters_or_chosen_by_hand(catalog, changes, zones):
    found = list_places(replace(VIEW, **changes), catalog)
    assert (len(found) if isinstance(zones, int) else found) == zones


def test_fields_narrow_the_zones(catalog):
    found = list_places(replace(VIEW, fields=("aerospace",)), catalog)
    by_hand = [z for z, f in catalog.zones["fields"].items() if "aerospace" in (f or ())]
    assert set(found) == set(by_hand) - {"cand-pengshan", "cand-changming"}
    assert found


def test_no_zone_is_no_question_but_a_stand_in_is_one(catalog):
    nobody = replace(VIEW, zone_levels=())
    assert study_of(nobody, catalog) is None
    assert study_of(replace(nobody, trial=("511902",)), catalog).trial == ("511902",)
    # accessibility is of platforms: it needs no zone
    assert study_of(replace(nobody, catchment="2sfca"), catalog) is not None


def test_another_method_asks_with_all_else_alike(catalog):
    view = replace(VIEW, minutes=(45.0,), trial=("511902",))
    other = study_of(view, catalog, "drive")
    assert other == replace(study_of(view, catalog), method="drive")


def test_what_a_method_does_not_use_makes_no_other_answer(catalog):
    study = study_of(VIEW, catalog)
    same = replace(study, minutes=(15.0,), size="platforms", decay=3.0, cost="km")
    assert answer(study, catalog) is answer(same, catalog)
    assert answer(replace(study, radii_km=(20.0,)), catalog) is not answer(study, catalog)
    assert answer(replace(study, weighting="dasymetric"), catalog) is not answer(study, catalog)


@pytest.mark.parametrize(
    ("method", "used"),
    [
        ("ring", {"radii_km": (12.0,)}),
        ("drive", {"minutes": (33.0,)}),
        ("huff", {"decay": 1.5}),
        ("huff", {"cost": "km"}),
        ("huff", {"size": "platforms"}),
    ],
)
def test_what_a_method_uses_reaches_it(catalog, method, used):
    study = Study(method, ("chengdu", "yibin"), **used)
    result = answer(study, catalog)
    (name,) = used
    assert getattr(result.study, name) == used[name]


def test_accessibility_uses_its_reach_and_its_cost(catalog):
    near = measure(Study("2sfca", (), minutes=(30.0,)), catalog, ())
    far = measure(Study("2sfca", (), minutes=(90.0,)), catalog, ())
    assert (near["per_million"] > 0).sum() < (far["per_million"] > 0).sum()
    by_km = measure(Study("2sfca", (), radii_km=(50.0,), cost="km"), catalog, ())
    assert not by_km["per_million"].equals(near["per_million"])
    # the zones take no part
    assert measure(Study("2sfca", ("chengdu",), minutes=(30.0,)), catalog, ()) is near


def test_what_cannot_be_answered_is_said(catalog):
    with pytest.raises(CatchmentError, match="gives each county a figure"):
        answer(Study("2sfca", ("chengdu",)), catalog)
    with pytest.raises(AccessError, match="expected one of"):
        measure(Study("ring", ("chengdu",)), catalog, ())


def test_the_model_is_one(catalog):
    study = Study("drive", ("chengdu",), minutes=(30.0,))
    assert answer(study, catalog, MODEL) is answer(study, catalog)
