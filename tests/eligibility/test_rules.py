"""Files of rules: what is read, what is refused, and that every fault is told at once."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from geo.eligibility.model import RuleSet, schema_json
from geo.eligibility.rules import (
    load_rules,
    read_rule_set,
    read_rules,
    write_rule_set,
)
from geo.errors import EligibilityError
from geo.settings import data_dir

GOOD = """\
id: own_rules
title_zh: 自有办法
title_en: own rules
bodies:
  - role: issuer
    name_zh: 某省政府
    name_en: some province
    source: E-S02
document_no: 川办发〔2025〕1号
date: 2025-07-29
in_force: yes
as_of: 2026-11-22
role: binding
track: recognition
text_read: full
source: E-S02
criteria:
  - id: own_c1
    label_zh: 营业收入
    label_en: revenue
    kind: quantitative
    metric: total_operating_revenue_100m_cny
    operator: ">="
    threshold: 300
    unit: 100m_cny
    clause_zh: 第六条
    confidence: high
"""


def read(text):
    return read_rule_set(text.encode(), "own.yaml")


def test_a_rule_set_is_read_as_an_owner_would_write_it():
    # without quotes: YAML itself would make a day of the date and a truth value of "yes"
    rule_set, faults = read(GOOD)
    assert faults == ()
    assert (rule_set.date, rule_set.in_force) == ("2025-07-29", "yes")
    assert rule_set.criteria[0].threshold == 300
    assert rule_set.criteria[0].is_scored


def test_every_shipped_rule_set_is_written_and_read_back_equal():
    for rule_set in load_rules().sets.values():
        found, faults = read_rule_set(write_rule_set(rule_set), "x.yaml")
        assert faults == ()
        assert found == rule_set


TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    min_size=1,
    max_size=40,
)


@given(TEXTS, TEXTS)
def test_any_text_survives(title, note):
    rule_set, _ = read(GOOD)
    other = rule_set.model_copy(update={"title_zh": title, "note_en": note})
    found, faults = read_rule_set(write_rule_set(other), "x.yaml")
    assert (found, faults) == (other, ())


def test_all_faults_are_told_with_line_and_field():
    bad = (
        GOOD.replace("role: binding", "role: law")
        .replace("date: 2025-07-29", "date: 2025-02-30")
        .replace("threshold: 300", "threshold: viel")
        .replace("confidence: high", "confidence: sure\n    colour: red")
        .replace("track: recognition\n", "")
    )
    rule_set, faults = read(bad)
    assert rule_set is None
    told = {fault.column: fault for fault in faults}
    lines = bad.splitlines()
    for column in (
        "role",
        "date",
        "criteria.0.threshold",
        "criteria.0.confidence",
        "criteria.0.colour",
    ):
        key = column.rsplit(".", 1)[-1]
        assert lines[told[column].row - 1].strip(" -").startswith(f"{key}:"), column
    assert told["track"].key == "missing"
    for lang in ("zh", "en"):
        for fault in faults:
            line = fault.line(lang)
            assert "own.yaml" in line
            assert "{" not in line


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (("threshold: 300", "threshold: true"), "rule_number"),
        (("threshold: 300", "threshold: .inf"), "rule_threshold_size"),
        (("threshold: 300", "threshold: .nan"), "rule_threshold_size"),
        (('operator: ">="', "operator: is_true"), "rule_truth"),
        (('operator: ">="', "operator: in"), "rule_list"),
        (('operator: ">="', "operator: ranked"), "rule_ranked"),
        (('    operator: ">="\n', ""), "rule_operator"),
        (("    unit: 100m_cny\n", ""), "rule_quantity"),
        (("role: binding", "role: superseded"), "rule_superseded"),
        (("own_c1", "Own c1"), "string_pattern_mismatch"),
        (("title_zh: 自有办法", 'title_zh: "a\\u202eb"'), "rule_text"),
    ],
)
def test_what_contradicts_itself_is_refused(change, key):
    rule_set, faults = read(GOOD.replace(*change))
    assert rule_set is None
    assert key in {fault.key for fault in faults}, faults


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a: &x [1]\nb: *x\n", "yaml_alias"),
        ("id: a\nid: b\n", "yaml_twice"),
        ("id: [\n", "yaml"),
        ("- a\n", "no_mapping"),
        ("", "no_mapping"),
        ("a: !!python/object:os.system x\n", "yaml_tag"),
        ("[" * 5000, "yaml"),
        ("{[a]: 1}\n", "yaml"),
    ],
)
def test_what_is_no_plain_yaml_is_refused(text, key):
    rule_set, faults = read(text)
    assert rule_set is None
    assert [fault.key for fault in faults] == [key]


def test_a_file_of_another_encoding_and_one_that_is_too_large():
    assert read_rule_set(GOOD.encode("gb18030"), "x")[1][0].key == "encoding"
    assert read_rule_set(b"a" * 1_000_001, "x")[1][0].key == "too_large"


def test_the_owner_s_folder_comes_on_top(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    text = (data_dir() / "rules" / "sc_provincial_2022.yaml").read_text("utf-8")
    changed = yaml.safe_load(text)
    line = next(one for one in changed["criteria"] if one["id"] == "sc22_c4")
    line["threshold"] = 50
    (folder / "mine.yaml").write_text(yaml.safe_dump(changed, allow_unicode=True), "utf-8")
    (folder / "own.yaml").write_text(GOOD, "utf-8")
    rules = load_rules(tmp_path)
    assert rules.own == {"sc_provincial_2022", "own_rules"}
    lines = {one.id: one for one in rules.sets["sc_provincial_2022"].criteria}
    assert lines["sc22_c4"].threshold == 50
    assert load_rules().sets["sc_provincial_2022"] != rules.sets["sc_provincial_2022"]


def test_faults_of_all_files_are_told_together(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "a.yaml").write_text("id: [", "utf-8")
    (folder / "b.yaml").write_text(GOOD.replace("unit: 100m_cny", "unit: firms"), "utf-8")
    (folder / "c.yaml").write_text(GOOD.replace("id: own_rules", "id: other"), "utf-8")
    _, faults = read_rules(tmp_path)
    assert {fault.key for fault in faults} == {"yaml", "unit_other", "rule_twice"}
    with pytest.raises(EligibilityError) as caught:
        load_rules(tmp_path)
    assert len(caught.value.faults) == len(faults)


def test_the_json_schema_takes_every_shipped_file_and_refuses_others():
    schema = schema_json()
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    for path in (data_dir() / "rules").glob("*.yaml"):
        if path.name == "metrics.yaml":
            continue
        rule_set, _ = read_rule_set(path.read_bytes(), path.name)
        plain = json.loads(rule_set.model_dump_json(exclude_defaults=True))
        assert not list(check.iter_errors(plain)), path.name
    plain["role"] = "law"
    assert list(check.iter_errors(plain))
    assert RuleSet.model_fields.keys() == schema["properties"].keys()
