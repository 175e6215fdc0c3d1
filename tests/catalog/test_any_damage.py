"""Whatever stands in a cell, checking ends with a report."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NASTY = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.sampled_from(["", "1e999", "-1", "nan", "９", ";", "2021H1", "510100", "true", "a" * 5000]),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=5,
)
FEW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
TABLES = ["platforms", "counties", "province_indicators", "zone_counts", "sources", "indicators"]


def serialise(problems):
    return json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False).encode()


@pytest.mark.parametrize("lang", ["zh", "en"])
@FEW
@given(table=st.sampled_from(TABLES), data=st.data())
def test_cells(overlay, lang, table, data):
    def change(rows):
        row = data.draw(st.sampled_from(rows[:5]))
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(NASTY)

    overlay.csv(f"{table}.csv", change)
    assert isinstance(serialise(overlay.problems(lang)), bytes)


@FEW
@given(name=st.sampled_from(["zones", "science_cities"]), data=st.data())
def test_properties_and_geometry(overlay, name, data):
    def change(features):
        feature = data.draw(st.sampled_from(features[:5]))
        properties = feature["properties"]
        if data.draw(st.booleans()):
            properties[data.draw(st.sampled_from(sorted(properties)))] = data.draw(JSON)
        else:
            feature["geometry"] = data.draw(
                JSON | st.fixed_dictionaries({"type": st.just("Point"), "coordinates": JSON})
            )

    overlay.features(f"{name}.geojson", change)
    assert isinstance(serialise(overlay.problems()), bytes)
