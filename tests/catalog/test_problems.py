from __future__ import annotations

import ast
import json
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import geo.catalog
from geo.catalog.problems import Finding, Problem, Report, Words

FOLDER = Path(geo.catalog.__file__).parent
LOCALE = FOLDER.parent / "locale"


def texts(lang):
    with (LOCALE / lang / "catalog.po").open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def string_constants():
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_both_languages_hold_the_same_messages_with_the_same_places():
    def places(text):
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    zh, en = texts("zh"), texts("en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert zh[key]
        assert en[key]
        assert places(zh[key]) == places(en[key]), key


def test_no_message_is_dead():
    used = set(string_constants())
    made = {"catalog.bad_period", "catalog.bad_partial_date", "catalog.bad_adcode"}
    faults = {key for key in texts("en") if key.startswith("catalog.fault_")}
    dead = {key for key in texts("en") if key.removeprefix("catalog.") not in used}
    assert dead <= made | faults


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_key_reported_in_code_has_a_text(lang):
    keys = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            first = node.args[0]
            if name in {"error", "warning", "Fault", "Words"} and isinstance(first, ast.Constant):
                keys.add(f"catalog.{first.value}")
    assert len(keys) > 60
    assert keys <= texts(lang).keys()


def test_a_problem_is_json_able_with_exactly_its_keys():
    problem = Problem("zones.geojson", 3, "level", "x", "y", "one of: a", "error")
    keys = ["file", "row", "column", "id", "value", "expectation", "severity"]
    assert list(problem.as_dict()) == keys
    assert json.loads(json.dumps(problem.as_dict())) == problem.as_dict()


def test_nested_words_are_told_in_the_same_language():
    params = {"cause": Words("fault_swapped")}
    finding = Finding("f", 1, None, None, None, "coordinates_outside", params, "error")
    assert "swapped" in finding.tell("en").expectation
    assert "颠倒" in finding.tell("zh").expectation


def test_braces_in_a_value_stay_text():
    report = Report()
    report.error("unit_differs", "f", 2, "unit", "{x}", "{0.__class__}", unit="{unit}{y!r}")
    problem = report.findings()[0].tell("en")
    assert problem.value == "{0.__class__}"
    assert "{unit}{y!r}" in problem.expectation


def test_long_values_are_cut():
    report = Report()
    report.error("column_missing", "f", 1, "x", None, "v" * 1000, found="w" * 5000)
    problem = report.findings()[0].tell("en")
    assert problem.value is not None
    assert len(problem.value) == 200
    assert problem.value.endswith("…")
    assert len(problem.expectation) < 1000


def test_order_is_by_file_and_row():
    report = Report()
    report.error("nul", "b", 2)
    report.warning("nul", "a", 9)
    report.error("nul", "b", None)
    report.error("nul", "a", 10)
    found = [(finding.file, finding.row) for finding in report.findings()]
    assert found == [("a", 9), ("a", 10), ("b", None), ("b", 2)]
