"""What the map's script tells Python: taken over where it is what the script writes."""

from types import SimpleNamespace

import pytest

from geo.ui import component

KEY = "zones.map"


class Params(dict):
    """Stands for the address of a visit."""

    def from_dict(self, query):
        self.clear()
        self.update(query)


def heed(monkeypatch, told, **query):
    params = Params(query)
    state = {} if told is None else {KEY: {"picked": told}}
    monkeypatch.setattr(component, "st", SimpleNamespace(session_state=state, query_params=params))
    component._heed_picked(KEY)
    return dict(params)


def test_what_was_picked_and_where_the_reader_looks_come_into_the_address(monkeypatch):
    told = {"sel": "zone:leshan", "ext": "104,30,8", "ly": None}
    found = heed(monkeypatch, told, l="en", ly="c", ext="103,30,7")
    assert found == {"l": "en", "sel": "zone:leshan", "ext": "104,30,8"}


def test_a_card_put_away_takes_its_word_out_of_the_address(monkeypatch):
    told = {"sel": None, "ext": None, "ly": "c.z"}
    assert heed(monkeypatch, told, sel="zone:leshan", i="gdp") == {"i": "gdp", "ly": "c.z"}


@pytest.mark.parametrize("told", [None, "zone:leshan", 3, ["sel"]])
def test_the_word_of_a_map_that_has_gone_changes_nothing(monkeypatch, told):
    assert heed(monkeypatch, told, sel="zone:yibin") == {"sel": "zone:yibin"}


def test_what_the_script_never_says_is_left_out(monkeypatch):
    told = {"sel": "z" * 5000, "ext": 7, "ly": {"a": 1}, "rn": "x", "l": "en"}
    assert heed(monkeypatch, told, l="zh") == {"l": "zh"}
