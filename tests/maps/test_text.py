"""The door through which text becomes markup or JSON."""

from __future__ import annotations

import html
import json
import math

import pytest
from branca.element import Template
from hypothesis import example, given
from hypothesis import strategies as st

from geo.maps.text import escape, to_json
from tests.hostile import PAYLOADS, as_shown
from tests.pages import ReadPage

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def test_there_are_enough_payloads_and_none_twice():
    assert len(PAYLOADS) >= 30
    assert len(set(PAYLOADS.values())) == len(PAYLOADS)


@given(ANY_TEXT)
@example("a\ud800b")
@example("`${{%#}}'\"<>&")
def test_escape_is_undone_by_html(text):
    assert html.unescape(escape(text)) == as_shown(text)


@given(ANY_TEXT)
def test_escape_leaves_nothing_that_can_start_something(text):
    assert not set("<>\"'`{}$") & set(escape(text))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_stands_as_text_in_content_and_in_an_attribute(payload):
    page = ReadPage(f'<p title="{escape(payload)}">{escape(payload)}</p>')
    assert page.tags == ["p"]
    assert page.handlers == []
    if payload.strip():
        assert page.texts == [("p", as_shown(payload))]


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_an_escaped_payload_passes_a_template_engine_as_text(payload, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # The engine itself makes one line end of another and drops the last one.
    rendered = Template(escape(payload) + "|").render()
    lines = as_shown(payload).replace("\r\n", "\n").replace("\r", "\n")
    assert html.unescape(rendered) == lines + "|"
    assert list(tmp_path.iterdir()) == []


def test_escape_writes_numbers_and_none_as_python_does():
    assert escape(3.5) == "3.5"
    assert escape(None) == "None"


@given(
    st.recursive(
        ANY_TEXT | st.integers() | st.none(), lambda x: st.lists(x) | st.dictionaries(ANY_TEXT, x)
    )
)
def test_json_reads_back_and_cannot_leave_its_block(value):
    text = to_json(value)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == json.loads(as_shown(json.dumps(value, ensure_ascii=False)))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_a_payload_in_json_stays_in_its_script_block(payload):
    text = to_json({payload: [payload]})
    page = ReadPage(f'<script type="application/json">{text}</script><p>end</p>')
    assert page.tags == ["script", "p"]
    assert json.loads(page.scripts[0][1]) == {as_shown(payload): [as_shown(payload)]}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_json_refuses_what_no_reader_of_json_knows(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"value": number})


def test_json_is_compact_and_keeps_chinese():
    assert to_json({"名": [1, 2.5, None]}) == '{"名":[1,2.5,null]}'
