"""The app sends what a file holds: both read it off the same map."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from geo.export.html import render_html
from geo.presets import PRESETS
from geo.types import LAYER_NAMES
from geo.ui.component import map_message
from geo.view import Extent, View
from tests.pages import ReadPage

VIEWS = {
    **PRESETS,
    "english, everything": View(lang="en", indicator="gdp", period="2019", layers=LAYER_NAMES),
    "counties": View(geography="county", indicator="population_census2020", period="2020"),
    "extent": View(extent=Extent(104.1, 30.7, 8)),
}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_app_and_a_file_hold_one_payload_and_the_same_parts(catalog, view):
    payload, parts, _ = map_message(view, catalog)
    page = ReadPage(render_html(view, catalog))
    assert page.payload == payload
    assert page.parts == {part.name: json.loads(part.text) for part in parts}


def test_only_extent_and_selection_leave_the_digest_as_it_is(catalog):
    base = View(indicator="gdp", period="2020")
    digest = map_message(base, catalog)[2]
    assert map_message(replace(base, extent=Extent(104, 30, 8)), catalog)[2] == digest
    assert map_message(replace(base, selection="510100"), catalog)[2] == digest
    changed = [
        replace(base, **change)
        for change in (
            {"indicator": "hte_count", "period": "2023"},
            {"period": "2021"},
            {"lang": "en"},
            {"form": "per_head"},
            {"drawing": "fill"},
            {"layers": ()},
            {"without": ("510100",)},
            {"zone_levels": ("national",)},
        )
    ]
    digests = {map_message(view, catalog)[2] for view in changed}
    assert len(digests) == len(changed)
    assert digest not in digests


def test_an_extent_does_not_stay_in_a_kept_message(catalog):
    base = View(indicator="gdp", period="2022")
    map_message(replace(base, extent=Extent(104, 30, 8)), catalog)
    assert map_message(base, catalog)[0]["map"]["extent"] is None
