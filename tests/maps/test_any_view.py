"""Any View of the real data becomes a map: a page may be asked for anything."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.indicators import mappable
from geo.maps import build
from geo.view import resolve
from tests.views import views


@st.composite
def views_of(draw, catalog):
    """Draw a View whose indicators, periods and places are mostly ones that the data hold."""
    view = draw(views())
    held = mappable(catalog, view.geography)
    indicator, period, _ = draw(st.sampled_from(held))
    second, second_period, _ = draw(st.sampled_from(held))
    codes = list(catalog.prefectures.index)
    changes = {
        "indicator": indicator,
        "period": period,
        "second": second,
        "second_period": second_period,
        "prefectures": tuple(draw(st.lists(st.sampled_from(codes), max_size=4))),
        "without": tuple(draw(st.lists(st.sampled_from(codes), max_size=4))),
    }
    asked = draw(st.lists(st.sampled_from(sorted(changes)), unique=True))
    return replace(view, **{name: changes[name] for name in asked})


@given(data=st.data())
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_any_view_builds_a_map(catalog, data):
    view = data.draw(views_of(catalog))
    payload = build(view, catalog).payload()
    resolved, _ = resolve(view, catalog)
    assert payload["lang"] == view.lang
    areas = next(layer for layer in payload["layers"] if layer["kind"] == "areas")
    assert len(areas["texts"]) == (183 if resolved.geography == "county" else 21)
    names = {part.name for part in build(view, catalog).parts()}
    assert names >= {
        layer[key]
        for layer in payload["layers"]
        for key in ("areas", "names", "points")
        if key in layer
    }
