"""Faults of files: one table of what pydantic finds, for rules and for work alike."""

from __future__ import annotations

import pytest
import yaml
from pydantic import ValidationError

from geo.eligibility.faults import KINDS, read_error
from geo.eligibility.model import RuleSet
from geo.eligibility.rules import load_rules, read_rule_set, write_rule_set
from geo.eligibility.work import Task, Work
from geo.locale import translator
from geo.types import LANGS

RULE_SET = load_rules().sets["sc_provincial_2022"].model_dump(mode="json")


def errors_of(model, plain):
    with pytest.raises(ValidationError) as caught:
        model.model_validate(plain)
    return [read_error(details) for details in caught.value.errors(include_url=False)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_words(kind, lang):
    params = dict.fromkeys(
        ("expected", "least", "most", "ids", "operator", "wanted", "unit", "english"), "§"
    )
    assert translator(lang)(f"eligibility_faults.{kind}", **params)


def test_what_fills_the_words_is_read_in_one_place():
    tasks = [{"item": "a", "lead": "x" * 3000}, {"item": "a"}]
    ((place, kind, params),) = errors_of(Work, {"tasks": tasks})
    assert (place, kind, params["most"]) == (("tasks", 0, "lead"), "string_too_long", 2000)
    ((_, kind, params),) = errors_of(Work, {"tasks": [Task(item="a"), Task(item="a")]})
    assert (kind, params["ids"]) == ("rule_twice", "a")
    ((_, kind, params),) = errors_of(Work, {"pace_year": 1999})
    assert (kind, params["least"]) == ("greater_than_equal", 2020)
    ((_, kind, params),) = errors_of(Task, {"item": "a", "state": "lost"})
    assert (kind, params["expected"][:13]) == ("literal_error", "'not_started'")


def test_a_kind_without_words_says_what_pydantic_says():
    ((place, kind, params),) = errors_of(Work, [])
    assert (place, kind) == ((), "model_type")
    ((_, kind, params),) = errors_of(RuleSet, RULE_SET | {"note_zh": b"\xff"})
    assert kind == "other"
    assert params["english"]


@pytest.mark.parametrize("threshold", ["很多", {}, [1, {}], [[]], {"a": {"b": 1}}])
def test_a_field_of_several_kinds_has_one_fault_where_it_stands(threshold):
    line = RULE_SET["criteria"][2] | {"threshold": threshold}
    found = errors_of(RuleSet, RULE_SET | {"criteria": [line]})
    assert {(place, key) for place, key, _ in found} == {
        (("criteria", 0, "threshold"), "work_threshold_kind")
    }
    text = yaml.safe_dump(RULE_SET | {"criteria": [line]}, allow_unicode=True)
    rule_set, (fault,) = read_rule_set(text.encode(), "x.yaml")
    assert (rule_set, fault.key, fault.column) == (
        None,
        "work_threshold_kind",
        "criteria.0.threshold",
    )
    assert text.splitlines()[fault.row - 1].lstrip().startswith("threshold:")


@pytest.mark.parametrize("text", ["0E0", "1e5", "1_000", "0x1F", "yes", "2025-07-29", "~", "="])
def test_a_text_that_looks_like_a_number_stays_a_text(text):
    rule_set = load_rules().sets["sc_provincial_2022"].model_copy(update={"title_zh": text})
    assert read_rule_set(write_rule_set(rule_set), "x.yaml") == (rule_set, ())
