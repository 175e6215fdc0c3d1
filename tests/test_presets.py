"""The maps that have a name show what their names promise."""

from __future__ import annotations

import pytest

from geo.indicators import select
from geo.presets import PRESETS
from geo.view import DEFAULT_LAYERS, View, drawing_for


def test_the_two_presets_are_there():
    assert set(PRESETS) == {"overview", "indicators"}
    with pytest.raises(TypeError):
        PRESETS["overview"] = View()


@pytest.mark.parametrize(
    ("name", "indicator", "drawing"),
    [("overview", "hte_count", "circle"), ("indicators", "hte_per_10k_pop", "fill")],
)
def test_a_preset_shows_its_indicator_in_the_customary_drawing(catalog, name, indicator, drawing):
    view = PRESETS[name]
    assert (view.indicator, view.period, view.lang) == (indicator, "2023", "zh")
    assert drawing_for(view, select(catalog, indicator, "2023").kind) == drawing


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_the_script_may_leave_the_layers_of_a_preset_out_of_the_address(name):
    assert PRESETS[name].layers == DEFAULT_LAYERS


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_a_preset_survives_address_and_json(name):
    view = PRESETS[name]
    assert View.from_query(view.to_query()) == (view, ())
    assert View.from_json(view.to_json()) == (view, ())
