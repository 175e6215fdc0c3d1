"""Clauses as a table and back: nothing typed changes nothing, and every fault names its row."""

from __future__ import annotations

import pytest

from geo.eligibility.rules import load_rules
from geo.locale import translator
from geo.ui.eligibility.clauses import (
    check_rule_set,
    clauses_table,
    make_rule_set,
    read_threshold,
)
from geo.ui.eligibility.figures import name_metrics
from geo.ui.eligibility.grid import apply_edits

RULES = load_rules()
METRICS = tuple(RULES.metrics.values())


def head_of(rule_set):
    return {
        "document_no": rule_set.document_no or "",
        "valid_until": rule_set.valid_until or "",
        "text_read": rule_set.text_read,
        "owner": rule_set.owner,
        "owner_document": rule_set.owner_document,
    }


WHO = {"owner": "某高新区", "owner_document": "川府规〔2022〕1号"}


def rows_of(rule_set, t):
    return apply_edits(clauses_table(rule_set, METRICS, t), {})


def make(rule_set, rows, t, **head):
    return make_rule_set(rule_set, rows, head_of(rule_set) | head, METRICS, RULES, t)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(RULES.sets))
def test_an_untouched_table_is_the_rule_set_itself(name, lang):
    t = translator(lang)
    rule_set = RULES.sets[name]
    made, faults = make(rule_set, rows_of(rule_set, t), t)
    assert faults == ()
    assert made == rule_set


def test_a_threshold_a_clause_and_a_new_line():
    t = translator("zh")
    rule_set = RULES.sets["sc_provincial_2022"]
    rows = rows_of(rule_set, t)
    rows[3] |= {"threshold": "40%", "clause": "第六条"}
    name = name_metrics(METRICS, t)["high_tech_enterprise_count"]
    rows.append({"label": "高企15家", "metric": name, "kind": "定量", "operator": "不低于（≥）"})
    rows[-1]["threshold"] = "15"
    made, faults = make(rule_set, rows, t, text_read="full", **WHO)
    assert faults == ()
    line = made.criteria[3]
    assert (line.id, line.threshold, line.clause_zh, line.clause_en) == (
        "sc22_c4",
        40,
        "第六条",
        "第六条",
    )
    new = made.criteria[-1]
    assert (new.threshold, new.unit, new.operator, new.label_en) == (15, "firms", ">=", "高企15家")
    assert new.id.startswith("own_")
    assert made.text_read == "full"
    assert made.text_read_zh == ""
    assert (made.owner, made.owner_document) == tuple(WHO.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("missing", sorted(WHO))
def test_who_enters_and_from_what_is_asked_before_anything_entered_counts(missing, lang):
    t = translator(lang)
    rule_set = RULES.sets["sc_provincial_2022"]
    rows = rows_of(rule_set, t)
    rows[3] |= {"threshold": "40"}
    made, faults = make(rule_set, rows, t, **(WHO | {missing: "  "}))
    assert made is None
    (fault,) = faults
    assert (fault.key, fault.column, fault.row) == (f"entered_{missing}", missing, None)
    assert fault.line(lang)


def test_every_fault_is_told_with_its_row():
    t = translator("zh")
    rule_set = RULES.sets["sc_provincial_2022"]
    rows = rows_of(rule_set, t)
    rows[0] |= {"label": ""}
    rows[2] |= {"threshold": "很多"}
    made, faults = make(rule_set, rows, t, valid_until="去年")
    assert made is None
    assert {fault.row for fault in faults} >= {None, 1, 3}
    assert all(fault.line("en") for fault in faults)


def test_a_unit_that_is_not_the_metrics_is_told_and_never_put_right_in_silence():
    t = translator("zh")
    rule_set = RULES.sets["sc_provincial_2022"]
    rows = rows_of(rule_set, t)
    rows[2] |= {"unit": "家"}
    made, faults = make(rule_set, rows, t, **WHO)
    assert made is None
    (fault,) = faults
    assert (fault.row, fault.key) == (3, "unit_other")
    assert "亿元" in fault.line("zh")


def test_ids_of_other_rules_are_told():
    t = translator("en")
    other = RULES.sets["sc_provincial_2017"].model_copy(update={"id": "another"})
    faults = check_rule_set(other, RULES, t)
    assert {fault.key for fault in faults} == {"rule_twice"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        (" 200 ", 200),
        ("1,200.5", 1200.5),
        ("40%", "40%"),  # only where the unit is a percentage
        ("1,2", "1,2"),
        ("200,300", 200300),
        ("1，2", "1，2"),
        ("-3", -3),
        ("是", True),
        ("否", False),
        ("很多", "很多"),
        ("9" * 60, "9" * 60),
    ],
)
def test_thresholds_as_they_are_typed(text, value):
    assert read_threshold(text, translator("zh")) == value
