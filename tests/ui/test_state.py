"""A page reads its View from the address and writes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st

from geo.presets import PRESETS
from geo.ui.state import read_lang, read_view, write_view
from geo.view import DEFAULT_LAYERS, Extent, View, resolve


class Address(dict):
    """Streamlit's query parameters, without Streamlit."""

    writes = 0

    def from_dict(self, query):
        self.writes += 1
        self.clear()
        self.update(query)


@pytest.fixture
def address(monkeypatch):
    address = Address()
    monkeypatch.setattr(st, "query_params", address)
    monkeypatch.setattr(st, "session_state", {})
    return address


VIEWS = {
    "total": View(indicator="gdp", period="2022"),
    "english": View(indicator="gdp", period="2022", lang="en"),
    "extent": View(indicator="gdp", period="2020", extent=Extent(104.0657, 30.6598, 8.25)),
    "layers": View(indicator="hte_count", period="2023", layers=("zones", "labels")),
    "no layers": View(indicator="hte_count", period="2023", layers=()),
    "without": View(indicator="gdp", period="2019", without=("510100",), drawing="fill"),
    "counties": View(geography="county", indicator="population_census2020", period="2020"),
    "classes": View(indicator="gdp", period="2021", scheme="quantiles", k=4, palette="cividis"),
    "own bounds": View(indicator="gdp", period="2021", scheme="user", breaks=(0, 1000, 30000)),
    "selection": View(indicator="gdp", period="2021", selection="510700"),
    **PRESETS,
}


@pytest.mark.parametrize("page", PRESETS)
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_what_is_written_is_read_again(address, catalog, page, view):
    view, messages = resolve(view, catalog)
    assert messages == ()
    write_view(view, page)
    assert read_view(page, catalog) == (view, ())


@pytest.mark.parametrize("page", PRESETS)
def test_the_page_itself_needs_no_address(address, catalog, page):
    assert read_view(page, catalog) == (PRESETS[page], ())
    write_view(PRESETS[page], page)
    assert address == {}


@pytest.mark.parametrize("page", PRESETS)
def test_on_the_page_itself_only_what_differs_is_written(address, catalog, page):
    extent = Extent(104, 30.5, 8)
    write_view(replace(PRESETS[page], extent=extent, layers=("zones",), lang="en"), page)
    assert address == {"l": "en", "ext": "104,30.5,8", "ly": "zo"}
    view, _ = read_view(page, catalog)
    assert view == replace(PRESETS[page], extent=extent, layers=("zones",), lang="en")


def test_nothing_is_written_twice(address, catalog):
    view = View(indicator="gdp", period="2022")
    write_view(view, "indicators")
    write_view(view, "indicators")
    assert address.writes == 1


def test_default_layers_are_left_out(address):
    write_view(View(indicator="gdp", period="2022", layers=DEFAULT_LAYERS), "indicators")
    assert "ly" not in address


def test_what_the_address_gets_wrong_is_told(address, catalog):
    address.update({"i": "no_such", "k": "many"})
    view, messages = read_view("indicators", catalog)
    assert {message.key for message in messages} >= {"view.bad_k"}
    assert view.indicator in {None, PRESETS["indicators"].indicator}


def test_the_language_of_the_address_holds_for_the_visit(address):
    assert read_lang() == "zh"
    address["l"] = "en"
    assert read_lang() == "en"
    address.clear()
    assert read_lang() == "en"
    address["l"] = "xx"
    assert read_lang() == "zh"
