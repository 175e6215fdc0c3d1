"""Clauses that an owner enters: who and from what is said, and old notes do not outlive them."""

from __future__ import annotations

import pytest

from geo.eligibility.entered import list_missing, say_entered, settle
from geo.eligibility.rules import load_rules, write_rule_set
from geo.locale import translator

RULES = load_rules()
SHIPPED = RULES.sets["sc_provincial_2022"]
WHO = {"owner": "某高新区管委会", "owner_document": "川府规〔2022〕1号"}
NOTED = next(line for line in SHIPPED.criteria if line.note_zh and line.note_en)


def enter(line=NOTED, **changes):
    """Return the shipped rules with one line changed, and who did it from what."""
    lines = tuple(
        one.model_copy(update=changes) if one.id == line.id else one for one in SHIPPED.criteria
    )
    return SHIPPED.model_copy(update={"criteria": lines, **WHO})


def line_of(rule_set, name=NOTED.id):
    return next(one for one in rule_set.criteria if one.id == name)


@pytest.mark.parametrize("field", sorted(WHO))
@pytest.mark.parametrize("text", ["", "  "])
def test_until_it_is_said_who_and_from_what_the_shipped_lines_stand(field, text):
    own = enter(clause_zh="第九条").model_copy(update={field: text})
    assert list_missing(own) == (field,)
    rules = RULES.with_own([own])
    assert rules.sets[SHIPPED.id] == SHIPPED
    assert not rules.own
    assert not rules.entered


def test_a_rule_set_of_its_own_that_does_not_say_it_has_no_lines():
    own = enter(clause_zh="第九条").model_copy(update={"id": "own_rules", "owner": ""})
    rules = RULES.with_own([own])
    assert rules.sets["own_rules"].criteria == ()
    assert rules.own == {"own_rules"}


def test_the_note_of_a_shipped_line_goes_where_the_line_says_another():
    rules = RULES.with_own([enter(clause_zh="第九条", clause_en="art. 9")])
    line = line_of(rules.sets[SHIPPED.id])
    assert (line.clause_zh, line.note_zh, line.note_en) == ("第九条", "", "")
    assert rules.entered == {NOTED.id}
    others = {one.id: one for one in SHIPPED.criteria if one.id != NOTED.id}
    assert {one.id: one for one in rules.sets[SHIPPED.id].criteria if one.id in others} == others


def test_a_note_of_the_owner_stays():
    rules = RULES.with_own([enter(clause_zh="第九条", note_zh="据原件", note_en="as printed")])
    assert line_of(rules.sets[SHIPPED.id]).note_zh == "据原件"
    # with the line as shipped, too: then the note alone is the owner's
    rules = RULES.with_own([enter(note_zh="据原件")])
    line = line_of(rules.sets[SHIPPED.id])
    assert (line.note_zh, line.note_en) == ("据原件", NOTED.note_en)
    assert rules.entered == {NOTED.id}


def test_lines_that_stay_as_shipped_are_not_entered():
    settled, entered = settle(SHIPPED.model_copy(update=WHO), SHIPPED)
    assert settled.criteria == SHIPPED.criteria
    assert entered == frozenset()
    _, entered = settle(SHIPPED, None)
    assert entered == {line.id for line in SHIPPED.criteria}


def test_old_notes_go_from_files_in_the_owners_folder_too(tmp_path):
    (tmp_path / "rules").mkdir()
    own = enter(clause_zh="第九条", clause_en="art. 9")
    (tmp_path / "rules" / "own.yaml").write_bytes(write_rule_set(own))
    rules = load_rules(tmp_path)
    assert line_of(rules.sets[SHIPPED.id]).note_zh == ""
    assert rules.entered == {NOTED.id}
    assert rules.sets[SHIPPED.id].owner_document == WHO["owner_document"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_and_from_what_is_told(lang):
    text = say_entered([enter(), SHIPPED], translator(lang))
    for words in (*WHO.values(), translator(lang)("eligibility.entered_nobody")):
        assert words in text
