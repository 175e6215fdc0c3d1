from __future__ import annotations

import pytest

from geo.catalog.schema import check_property, parse_cell, read_schemas
from geo.errors import AtlasError
from geo.settings import data_dir


@pytest.fixture(scope="module")
def schemas():
    return read_schemas(data_dir())


def field(schemas, table, name):
    return next(entry for entry in schemas[table].fields if entry.name == name)


PERIODS = [
    "2023",
    "2021H1",
    "2021H2",
    "2022Q1",
    "2022Q4",
    "2022Q1-Q3",
    "2021M1-7",
    "2021M1-12",
    "2018-07",
]
NOT_PERIODS = [
    "23",
    "2021H3",
    "2022Q5",
    "2022Q2-Q3",
    "2022Q1-Q1",
    "2021M1-1",
    "2021M1-13",
    "2021M2-7",
    "2018-13",
    "2018-7",
    "2018-00",
    "２０２３",
    "2023 ",
    "2023\n",
]


@pytest.mark.parametrize("text", PERIODS)
def test_periods(schemas, text):
    assert parse_cell(field(schemas, "prefecture_indicators", "period"), text) == (text, None)


@pytest.mark.parametrize("text", NOT_PERIODS)
def test_not_periods(schemas, text):
    _, fault = parse_cell(field(schemas, "prefecture_indicators", "period"), text)
    assert fault.key == "bad_period"


@pytest.mark.parametrize("text", ["2015", "2015-09", "2015-09-03", "2016-02-29", "1896"])
def test_partial_dates(schemas, text):
    assert parse_cell(field(schemas, "sources", "date"), text) == (text, None)


@pytest.mark.parametrize(
    "text", ["2015-13", "2015-02-30", "2015-02-29", "15-02", "2015/02", "2015-9", "20150903"]
)
def test_not_dates(schemas, text):
    _, fault = parse_cell(field(schemas, "sources", "date"), text)
    assert fault.key == "bad_partial_date"


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), ("-2.5", -2.5), ("1e3", 1000.0), ("+4", 4.0), (".5", 0.5)]
)
def test_numbers(schemas, text, value):
    assert parse_cell(field(schemas, "zone_indicators", "value"), text) == (value, None)


@pytest.mark.parametrize(
    "text", ["1,000", "1_000", "nan", "inf", "1e999", "１", "0x10", "1 ", "12%", "--", "9" * 400]
)
def test_not_numbers(schemas, text):
    _, fault = parse_cell(field(schemas, "zone_indicators", "value"), text)
    assert fault.key == "not_number"


def test_whole_numbers_and_bounds(schemas):
    order = field(schemas, "economic_zones", "order")
    assert parse_cell(order, "3") == (3, None)
    assert parse_cell(order, "3.0")[1].key == "not_integer"
    assert parse_cell(order, "0")[1].key == "below_minimum"
    assert parse_cell(order, "6")[1].key == "above_maximum"


@pytest.mark.parametrize("text", ["True", "1", "yes", "是"])
def test_flags_are_true_or_false_only(schemas, text):
    assert parse_cell(field(schemas, "platforms", "sensitive"), text)[1].key == "not_boolean"


def test_blank(schemas):
    assert parse_cell(field(schemas, "platforms", "level"), "") == (None, None)
    assert parse_cell(field(schemas, "platforms", "name_zh"), "")[1].key == "required"


def test_lists(schemas):
    scopes = field(schemas, "indicators", "scopes")
    assert parse_cell(scopes, "prefecture;zone") == (("prefecture", "zone"), None)
    assert parse_cell(scopes, "prefecture;")[1].key == "blank_item"
    assert parse_cell(scopes, "zone;zone")[1].key == "repeated_item"
    assert parse_cell(scopes, "zone;moon")[1].params["item"] == "moon"


@pytest.mark.parametrize(
    ("name", "value", "key"),
    [
        ("fields", "aerospace", "not_list"),
        ("fields", ["aerospace", 1], "not_list"),
        ("fields", ["flying"], "item_not_in_list"),
        ("source_ids", [], "required"),
        ("source_ids", None, "required"),
        ("coord_accuracy_m", "1500", "not_number"),
        ("coord_accuracy_m", True, "not_number"),
        ("coord_accuracy_m", -1, "below_minimum"),
        ("plan_upgrade", "true", "not_boolean"),
        ("plan_upgrade", 1, "not_boolean"),
        ("name_zh", 5, "not_text"),
        ("level", "big", "not_in_list"),
        ("prefecture_code", "440100", "bad_adcode"),
    ],
)
def test_properties(schemas, name, value, key):
    _, fault = check_property(field(schemas, "zones", name), value)
    assert fault.key == key


def test_properties_pass(schemas):
    assert check_property(field(schemas, "zones", "fields"), ["aerospace"]) == (
        ("aerospace",),
        None,
    )
    assert check_property(field(schemas, "zones", "coord_accuracy_m"), 1500) == (1500.0, None)
    assert check_property(field(schemas, "zones", "recognised"), None) == (None, None)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"resources": [{}]}', '{"resources": 3}'])
def test_a_broken_package_says_so(tmp_path, content):
    (tmp_path / "datapackage.json").write_text(content, encoding="utf-8")
    with pytest.raises(AtlasError, match="restore the file"):
        read_schemas(tmp_path)


def test_a_missing_package_says_so(tmp_path):
    with pytest.raises(AtlasError, match=r"datapackage\.json"):
        read_schemas(tmp_path)
