"""Files of a View: what is read out of them, and where they lead."""

import json
from dataclasses import replace

import pytest

from geo.presets import STARTS
from geo.types import LAYER_NAMES, PAGE_NAMES
from geo.ui.tools import address_of, is_review_number, read_document, view_document
from geo.view import Extent, View

NUMBER = "GS川（2026）12号"


def file_of(view):
    return json.dumps(view_document(view), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("page", PAGE_NAMES)
def test_a_file_opens_the_page_as_it_was(page):
    view = replace(
        STARTS[page],
        lang="en",
        prefectures=("510100", "510700"),
        selection="zone:chengdu",
        extent=Extent(104.07, 30.66, 9.25),
        layers=tuple(LAYER_NAMES[:2]),
        section="counties",
    )
    opened, messages = read_document(file_of(view))
    assert (opened, messages) == (view, ())
    again, messages = View.from_query(address_of(opened), STARTS[page])
    assert (again, messages) == (view, ())


@pytest.mark.parametrize("page", PAGE_NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_as_it_starts_opens_so_and_not_as_it_was_left(page, lang):
    view = replace(STARTS[page], lang=lang)
    query = address_of(view)
    # an address of the language alone opens a page as the visit left it
    assert set(query) - {"l", "ext", "sel", "ly"}
    assert View.from_query(query, STARTS[page]) == (view, ())


def test_a_review_number_goes_into_no_file_and_comes_out_of_none():
    view = replace(STARTS["zones"], review_number=NUMBER)
    assert NUMBER not in file_of(view)
    sent = {**view_document(view), "review_number": NUMBER}
    opened, messages = read_document(json.dumps(sent))
    assert (opened.review_number, messages) == (None, ())
    assert "rn" not in address_of(opened)
    opened, messages = read_document(json.dumps({**sent, "review_number": "rubbish"}))
    assert (opened.review_number, messages) == (None, ())


@pytest.mark.parametrize(
    "text",
    ["", "rubbish", "[]", "3", "{", "[" * 50_000, '{"page": "zones"' + " " * 100_000 + "}"],
)
def test_what_is_no_view_opens_nothing(text):
    view, messages = read_document(text)
    assert view is None
    assert [message.key for message in messages] == ["view.bad_json"]


def test_what_a_file_leaves_out_is_as_its_page_starts():
    view, messages = read_document('{"page": "compare", "lang": "en"}')
    assert (view, messages) == (replace(STARTS["compare"], lang="en"), ())


def test_a_byte_order_mark_is_no_fault():
    assert read_document('\ufeff{"page": "zones"}') == (STARTS["zones"], ())


def test_bad_parts_are_told_once_and_the_rest_holds():
    text = '{"page": "zones", "k": 99, "wings": 2, "prefectures": ["510100", "x"]}'
    view, messages = read_document(text)
    assert view == replace(STARTS["zones"], prefectures=("510100",))
    assert sorted(message.key for message in messages) == [
        "view.bad_k",
        "view.some_prefectures",
        "view.unknown_field",
    ]


def test_an_unknown_page_opens_the_first():
    view, messages = read_document('{"page": "attic"}')
    assert view == STARTS["overview"]
    assert [message.key for message in messages] == ["view.bad_page"]


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (NUMBER, True),
        ("川S【2026】00012号", True),
        ("GS (2026) 12", True),
        ("", True),  # takes it back
        ("GS（2024）0650号", False),  # reviews the boundary data, not this map
        ("未送审", False),
        ("<b>GS川（2026）12号</b>", False),
        ("x" * 5_000, False),
    ],
)
def test_a_review_number_has_the_form_of_one(text, good):
    assert is_review_number(text) is good
