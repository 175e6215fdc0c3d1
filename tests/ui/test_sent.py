"""What is kept for sending is what Streamlit would send, and of that very frame or chart."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.dataframe_util import convert_anything_to_arrow_bytes as to_bytes

from geo.export.table import safe_frame
from geo.ui.sent import chart_of, table_of

FRAMES = {
    "plain": pd.DataFrame({"name": ["成都", "=1+1"], "value": [1.5, None]}),
    "named rows": pd.DataFrame({"name": ["甲", "乙"]}, index=["510100", "510700"]),
    "whole numbers with gaps": pd.DataFrame({"rank": pd.array([1, None], dtype="Int64")}),
    "no rows": pd.DataFrame({"name": []}),
    "nothing": pd.DataFrame(),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_table_is_sent_as_streamlit_sends_the_safe_frame(frame):
    assert to_bytes(table_of(frame)) == to_bytes(safe_frame(frame))


def test_texts_are_safe_for_a_spreadsheet():
    assert table_of(FRAMES["plain"]).to_pandas()["name"].tolist() == ["成都", "'=1+1"]


def test_a_frame_is_converted_once_and_an_equal_one_for_itself():
    frame = pd.DataFrame({"n": [1]})
    assert table_of(frame) is table_of(frame)
    assert table_of(frame.copy()) is not table_of(frame)


def test_many_frames_are_never_taken_for_one_another():
    # more than are kept, each thrown away at once: numbers of objects come back
    for n in range(500):
        assert table_of(pd.DataFrame({"n": [n]})).to_pydict() == {"n": [n]}


def test_a_frame_that_arrow_cannot_hold_stays_a_frame():
    mixed = pd.DataFrame({"mixed": [1, "a", b"\xff"]})
    assert table_of(mixed).equals(mixed)


def test_datasets_of_a_chart_are_sent_as_streamlit_sends_their_rows():
    rows = [{"date": "2020", "n": 26}, {"date": "2021", "n": None, "note": "甲"}]
    spec = {"mark": "bar", "datasets": {"bars": rows}, "data": {"name": "bars"}}
    ready = chart_of(spec)
    assert to_bytes(ready["datasets"]["bars"]) == to_bytes(rows)
    assert {**ready, "datasets": None} == {**spec, "datasets": None}
    assert spec["datasets"]["bars"] is rows


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_frame_of_a_chart_is_sent_as_streamlit_sends_it(frame):
    ready = chart_of({"mark": "bar", "datasets": {"points": frame}})
    assert to_bytes(ready["datasets"]["points"]) == to_bytes(frame)
    assert ready["datasets"]["points"] is not frame


@pytest.mark.parametrize(
    "data", [[], [1, 2], {"type": "Feature", "geometry": None}, [{"a": 1}, {"a": "b"}]], ids=str
)
def test_other_data_of_a_chart_stay_as_they_are(data):
    assert chart_of({"datasets": {"all": data}})["datasets"]["all"] is data


def test_a_chart_is_converted_once_and_what_streamlit_takes_out_stays():
    spec = {"datasets": {"all": [{"n": 1}]}}
    first = chart_of(spec)
    held = first["datasets"]
    del first["datasets"]
    assert chart_of(spec)["datasets"] is held


def test_a_chart_without_datasets_stays_as_it_is():
    assert chart_of({"mark": "bar"}) == {"mark": "bar"}
