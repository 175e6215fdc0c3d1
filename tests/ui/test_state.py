"""A page reads its View from the address and writes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest
import streamlit as st

from geo.presets import STARTS
from geo.ui.state import read_lang, read_view, write_view
from geo.view import Extent, View, resolve


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
    **STARTS,
}


@pytest.mark.parametrize("page", STARTS)
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_what_is_written_is_read_again(address, catalog, page, view):
    view, messages = resolve(replace(view, page=page), catalog)
    assert messages == ()
    write_view(view)
    assert read_view(page, catalog) == (view, ())


@pytest.mark.parametrize("page", STARTS)
def test_the_page_itself_needs_no_address(address, catalog, page):
    assert read_view(page, catalog) == (STARTS[page], ())
    write_view(STARTS[page])
    assert address == {}


@pytest.mark.parametrize("page", STARTS)
def test_on_the_page_itself_only_what_differs_is_written(address, catalog, page):
    extent = Extent(104, 30.5, 8)
    write_view(replace(STARTS[page], extent=extent, layers=("zones",), lang="en"))
    assert address == {"l": "en", "ext": "104,30.5,8", "ly": "zo", "pg": page}
    view, _ = read_view(page, catalog)
    assert view == replace(STARTS[page], extent=extent, layers=("zones",), lang="en")


def test_nothing_is_written_twice(address, catalog):
    view = View(page="indicators", indicator="gdp", period="2022")
    write_view(view)
    write_view(view)
    assert address.writes == 1


def test_a_page_that_is_come_back_to_is_as_it_was_left(address, catalog):
    view = replace(STARTS["indicators"], indicator="gdp", period="2022", selection="510700")
    write_view(replace(view, lang="en"))
    address.clear()
    read_view("zones", catalog)
    address.clear()
    address["l"] = "zh"
    assert read_view("indicators", catalog) == (view, ())
    # a link says it all itself
    address.clear()
    address.update({"l": "zh", "i": "gdp", "p": "2020"})
    read, _ = read_view("indicators", catalog)
    assert read == replace(STARTS["indicators"], indicator="gdp", period="2020")


def test_what_another_wrote_into_the_address_starts_the_widgets_anew(address, catalog):
    read_view("indicators", catalog)
    write_view(replace(STARTS["indicators"], indicator="gdp", period="2022"))
    widgets = {"indicators.k": 4, "zones.level": "x", "frame.lang": "zh"}
    st.session_state.update(widgets)
    # what the map's script writes by itself is no other address
    address.update({"ext": "104,30,7", "sel": "510100", "ly": "zo"})
    read_view("indicators", catalog)
    assert widgets.items() <= st.session_state.items()
    address["p"] = "2021"
    read_view("indicators", catalog)
    assert "indicators.k" not in st.session_state
    assert st.session_state["zones.level"] == "x"


def test_a_review_number_is_the_readers_own_and_never_the_address_s(address, catalog):
    address["rn"] = "GS川（2026）12号"
    assert read_view("overview", catalog)[0].review_number is None
    st.session_state["review_number"] = "GS川（2026）12号"
    view, messages = read_view("overview", catalog)
    assert (view.review_number, messages) == ("GS川（2026）12号", ())
    write_view(view)
    assert address == {"pg": "overview"}
    st.session_state["review_number"] = "<b>"
    assert read_view("overview", catalog)[0].review_number is None


def test_what_another_page_wrote_late_does_not_reach_this_one(address, catalog):
    view = View(page="indicators", indicator="gdp", period="2022")
    write_view(view)
    st.session_state["page:last"] = "indicators"
    # on the way from the targets and back, their address comes with the path of this page
    address.from_dict({"am": "3:30000", "l": "zh", "pg": "targets"})
    assert read_view("indicators", catalog)[0] == resolve(view, catalog)[0]


def test_what_the_address_gets_wrong_is_told(address, catalog):
    address.update({"i": "no_such", "k": "many"})
    view, messages = read_view("indicators", catalog)
    assert {message.key for message in messages} >= {"view.bad_k"}
    assert view.indicator is None


def test_the_language_of_the_address_holds_for_the_visit(address):
    assert read_lang() == "zh"
    address["l"] = "en"
    assert read_lang() == "en"
    address.clear()
    assert read_lang() == "en"
    address["l"] = "xx"
    assert read_lang() == "zh"
