"""The maps that have a name show what their names promise."""

from __future__ import annotations

import pytest

from geo.indicators import select
from geo.presets import PRESETS, STARTS
from geo.types import PAGE_NAMES
from geo.view import View, drawing_for


def test_every_page_has_its_start_and_every_map_its_name():
    assert tuple(STARTS) == PAGE_NAMES
    assert all(view.page == page for page, view in STARTS.items())
    assert set(STARTS) - set(PRESETS) == {"targets", "present", "method"}  # they have no map
    for table in (STARTS, PRESETS):
        with pytest.raises(TypeError):
            table["overview"] = View()


@pytest.mark.parametrize(
    ("name", "indicator", "drawing"),
    [("overview", "hte_count", "circle"), ("indicators", "hte_per_10k_pop", "fill")],
)
def test_a_preset_shows_its_indicator_in_the_customary_drawing(catalog, name, indicator, drawing):
    view = PRESETS[name]
    assert (view.indicator, view.period, view.lang) == (indicator, "2023", "zh")
    assert drawing_for(view, select(catalog, indicator, "2023").kind) == drawing


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_survives_address_and_json(name):
    view = PRESETS[name]
    assert View.from_query(view.to_query()) == (view, ())
    assert View.from_json(view.to_json()) == (view, ())
