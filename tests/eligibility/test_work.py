"""A manager's work: one file that is read back equal, and the task table."""

from __future__ import annotations

import datetime as dt
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from geo.eligibility.evaluate import evaluate
from geo.eligibility.gates import load_gates
from geo.eligibility.model import MOST_CRITERIA, UNITS, RuleSet, can_be_computed
from geo.eligibility.rules import load_rules
from geo.eligibility.work import (
    HIGHEST,
    MOST_FIGURES,
    MOST_RULE_SETS,
    MOST_TASKS,
    SOON_DAYS,
    TASK_STATES,
    OwnFigure,
    Task,
    Work,
    check_work,
    dump_work,
    evidence_of,
    load_work,
    papers_of,
    task_rows,
)
from geo.errors import EligibilityError
from geo.types import LANGS
from tests.hostile import PAYLOADS, as_shown

TODAY = dt.date(2026, 11, 22)
RULES = load_rules()
UPGRADE = RULES.sets["nat_upgrade_state_council_replies"]
OLD = RULES.sets["sc_provincial_2022"]

WORK = Work(
    zone="yibin",
    figures=(
        OwnFigure(
            metric="total_operating_revenue_100m_cny",
            value=480,
            unit="100m_cny",
            year=2025,
            source="宜宾统计〔2026〕3号",
        ),
        OwnFigure(metric="planning_eia_passed", value=True, unit="boolean"),
    ),
    tasks=(
        Task(item="nat_r1", lead="管委会办公室", due="2026-12", state="under_way"),
        Task(
            item="nat_r5",
            state="obtained",
            document_no="川环审〔2024〕9号",
            annex_no="附件3",
            valid_until="2029-05-01",
        ),
        Task(item="boundary", support="自然资源和规划局", note="图斑待核"),
    ),
    rule_sets=(OLD,),
    pace_year=2030,
)


def load(text, name="w.json"):
    return load_work(text if isinstance(text, bytes) else text.encode(), name)


def refused(text):
    work, faults = load(text)
    assert work is None
    for found in faults:
        for lang in LANGS:
            line = found.line(lang)
            assert "w.json" in line
            line.encode()
    return faults


def plain(**changes):
    """The work as a saved file holds it, changed."""
    return json.loads(dump_work(WORK, TODAY)) | changes


def places(faults):
    return [(found.key, found.column) for found in faults]


# Save and reopen


def test_work_is_read_back_equal():
    work, faults = load(dump_work(WORK, TODAY))
    assert faults == ()
    assert work == WORK.model_copy(update={"saved": "2026-11-22"})
    assert dump_work(work, TODAY) == dump_work(WORK, TODAY)


def test_the_file_is_plain_json_that_people_can_read():
    text = dump_work(WORK, TODAY).decode()
    assert text.endswith("}\n")
    assert '"lead": "管委会办公室"' in text
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert json.loads(text)["version"] == 1
    assert json.loads(text)["saved"] == "2026-11-22"


def test_a_file_that_was_saved_with_a_mark_of_utf_8_is_read():
    assert load(b"\xef\xbb\xbf" + dump_work(WORK, TODAY))[1] == ()


@pytest.mark.parametrize("rule_set", RULES.sets.values(), ids=RULES.sets)
def test_every_rule_set_goes_with_the_work(rule_set):
    work = Work(rule_sets=(rule_set,))
    assert load(dump_work(work, TODAY))[0].rule_sets == (rule_set,)


names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"],
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    max_size=40,
)
dates = st.one_of(
    st.none(),
    st.integers(1900, 2099).map(str),
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map(lambda day: day.isoformat()[:7]),
    st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)).map(dt.date.isoformat),
)


@st.composite
def own_figures(draw):
    unit = draw(st.sampled_from(UNITS))
    number = st.integers(-(10**12), 10**12) | st.floats(-HIGHEST, HIGHEST).filter(can_be_computed)
    value = {"boolean": st.booleans(), "category": names}.get(unit, number)
    return OwnFigure(
        metric=draw(names),
        value=draw(value),
        unit=unit,
        year=draw(st.none() | st.integers(1980, 2100)),
        qualifier=draw(st.sampled_from(["eq", "ge", "approx"])),
        source=draw(texts),
        note=draw(texts),
    )


tasks = st.builds(
    Task,
    item=names,
    lead=texts,
    support=texts,
    due=dates,
    state=st.sampled_from(TASK_STATES),
    document_no=texts,
    annex_no=texts,
    valid_until=dates,
    note=texts,
)
works = st.builds(
    Work,
    zone=st.sampled_from(["", "yibin", "zhong-jiang-1"]),
    name=texts,
    figures=st.lists(own_figures(), max_size=5, unique_by=lambda f: (f.metric, f.year)).map(tuple),
    tasks=st.lists(tasks, max_size=5, unique_by=lambda task: task.item).map(tuple),
    rule_sets=st.lists(
        st.sampled_from(list(RULES.sets.values())), max_size=2, unique_by=lambda s: s.id
    ).map(tuple),
    pace_year=st.none() | st.integers(2020, 2100),
    saved=dates,
)


@settings(max_examples=150, deadline=None)
@given(works, st.dates(dt.date(2020, 1, 1), dt.date(2099, 1, 1)))
def test_any_work_is_read_back_equal(work, today):
    content = dump_work(work, today)
    found, faults = load(content)
    assert faults == ()
    assert found == work.model_copy(update={"saved": today.isoformat()})
    # equal is not enough: 1 equals True and 1.0
    assert [type(figure.value) for figure in found.figures] == [
        type(figure.value) for figure in work.figures
    ]
    assert dump_work(found, today) == content


def copies(rule_set, count, **changes):
    """Rule sets as different files say them."""
    return tuple(
        rule_set.model_copy(update={"id": f"s{number}", **changes}) for number in range(count)
    )


@st.composite
def overfull(draw):
    """Work that was put together past the checks of its model, as the page does."""
    work = draw(works)
    figure = OwnFigure(metric="a", value=1, unit="firms")
    many = draw(st.sampled_from([0, 1, MOST_RULE_SETS, MOST_RULE_SETS + 1]))
    note = draw(st.sampled_from(["", "\ud800", "\u202e", "x" * 2001, "字" * 1000, "," * 1900]))
    figures = draw(st.sampled_from([0, 2, MOST_FIGURES, MOST_FIGURES + 1]))
    return work.model_copy(
        update={
            "rule_sets": copies(OLD, many, note_zh=note),
            "figures": tuple(
                figure.model_copy(update={"metric": f"m{number}", "note": note})
                for number in range(figures)
            ),
            "tasks": draw(st.sampled_from([(), (Task(item="a"),), (Task(item="a"),) * 2])),
        }
    )


@settings(max_examples=40, deadline=None)
@given(overfull())
def test_whatever_is_written_is_read_back_and_nothing_else_is_written(work):
    faults = check_work(work)
    if faults:
        with pytest.raises(EligibilityError) as caught:
            dump_work(work, TODAY)
        assert caught.value.faults == faults
        assert all(found.line(lang) for found in faults for lang in LANGS)
        return
    content = dump_work(work, TODAY)
    assert load(content) == (work.model_copy(update={"saved": TODAY.isoformat()}), ())


def test_the_21st_rule_set_is_refused_with_the_reason():
    full = Work(rule_sets=copies(OLD, MOST_RULE_SETS))
    assert check_work(full) == ()
    over = full.model_copy(update={"rule_sets": copies(OLD, MOST_RULE_SETS + 1)})
    (found,) = check_work(over)
    assert (found.key, found.params, found.value) == ("work_many_rule_sets", {"most": 20}, "21")
    assert "最多放20份录入的规则" in found.line("zh")
    with pytest.raises(EligibilityError, match="at most 20 rule sets"):
        dump_work(over, TODAY)


def test_more_bytes_than_can_be_opened_are_not_written(monkeypatch):
    work = WORK.model_copy(update={"saved": TODAY.isoformat(), "rule_sets": copies(OLD, 2)})
    size = len(dump_work(work, TODAY))
    assert size > 10_000  # the setting's lower bound
    monkeypatch.setenv("ZONE_ATLAS_WORK_BYTES", str(size))
    assert load(dump_work(work, TODAY)) == (work, ())
    longer = work.model_copy(update={"name": "x"})
    (found,) = check_work(longer)
    assert (found.key, found.value) == ("work_full", f"{size + 1:,}")
    with pytest.raises(EligibilityError):
        dump_work(longer, TODAY)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_text_is_kept_or_told(payload):
    text = as_shown(payload)
    try:
        work = Work(name=text, tasks=(Task(item="nat_r1", lead=text, note=text),))
    except ValidationError:
        content = json.dumps({"version": 1, "name": payload}).encode()
        assert places(refused(content)) == [("rule_text", "name")]
    else:
        assert load(dump_work(work, TODAY))[0].tasks == work.tasks


# What is refused


def test_all_faults_come_at_once_each_with_its_place():
    tree = plain(
        zone="Yi Bin",
        colour="red",
        pace_year="2030",
        figures=[
            {"metric": "a", "value": "1", "unit": "firms"},
            {"metric": "b", "value": True, "unit": "firms"},
            {"metric": "c", "value": 1, "unit": "furlongs", "year": 1979},
            {"metric": "d", "value": 1e13, "unit": "firms"},
        ],
        tasks=[
            {"item": "nat_r1", "state": "done", "due": "2026-02-30"},
            {"item": "nat_r2", "lead": 5, "note": "a\u202eb"},
            {"lead": "x"},
            [],
        ],
        rule_sets=[{**plain()["rule_sets"][0], "track": "sideways", "title_zh": ""}],
    )
    tree["rule_sets"][0]["criteria"][2]["threshold"] = {"a": 1}
    faults = refused(json.dumps(tree))
    assert places(faults) == [
        ("string_pattern_mismatch", "zone"),
        ("work_value_kind", "figures.0.value"),
        ("work_value", "figures.1"),
        ("literal_error", "figures.2.unit"),
        ("greater_than_equal", "figures.2.year"),
        ("work_value", "figures.3"),
        ("rule_date", "tasks.0.due"),
        ("literal_error", "tasks.0.state"),
        ("string_type", "tasks.1.lead"),
        ("rule_text", "tasks.1.note"),
        ("missing", "tasks.2.item"),
        ("model_type", "tasks.3"),
        ("string_too_short", "rule_sets.0.title_zh"),
        ("literal_error", "rule_sets.0.track"),
        ("work_threshold_kind", "rule_sets.0.criteria.2.threshold"),
        ("int_type", "pace_year"),
        ("extra_forbidden", "colour"),
    ]
    told = {found.column: found for found in faults}
    assert told["figures.2.year"].id == "c"
    assert told["tasks.0.due"].id == "nat_r1"
    assert told["rule_sets.0.criteria.2.threshold"].id == "sc22_c3"
    assert told["tasks.0.due"].value == "2026-02-30"
    assert "应不小于1980" in told["figures.2.year"].line("zh")
    assert "1,000,000,000,000" in told["figures.3"].line("en")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_are_none_are_refused_with_their_place(number):
    text = (
        '{"version": 1, "pace_year": 1, "figures": [{"metric": "a", "unit": "firms", "value": %s}]}'
    )
    faults = refused(text % number)
    assert places(faults) == [
        ("work_number", "figures.0.value"),
        ("greater_than_equal", "pace_year"),
    ]
    assert faults[0].id == "a"
    assert faults[0].value.startswith(number[:100])


def test_a_field_that_stands_twice_is_refused_with_its_place():
    text = (
        '{"version": 1, "name": "a", "name": "b", "name": "c",'
        ' "tasks": [{"item": "nat_r1", "note": "x", "note": "x"}]}'
    )
    faults = refused(text)
    assert places(faults) == [("work_twice", "name"), ("work_twice", "tasks.0.note")]
    assert faults[1].id == "nat_r1"


def test_an_item_that_stands_twice_is_refused():
    tree = plain()
    for name in ("figures", "tasks", "rule_sets"):
        tree[name] = [*tree[name], tree[name][0]]
    faults = refused(json.dumps(tree))
    assert places(faults) == [
        ("rule_twice", "figures"),
        ("rule_twice", "tasks"),
        ("rule_twice", "rule_sets"),
    ]
    assert "nat_r1" in faults[1].line("zh")
    with pytest.raises(ValidationError):
        Work(tasks=(Task(item="nat_r1"), Task(item="nat_r1")))


def test_a_newer_file_says_that_it_is_newer_and_nothing_else():
    faults = refused(json.dumps(plain(version=2, colours=[])))
    assert places(faults) == [("work_newer", "version")]
    assert "升级图谱" in faults[0].line("zh")


@pytest.mark.parametrize("version", [0, -1, "1", True, 1.5, None, []])
def test_a_version_that_is_none_is_refused(version):
    assert places(refused(json.dumps(plain(version=version)))) == [("literal_error", "version")]


@pytest.mark.parametrize(
    "text", ["{}", "[]", "null", "5", '"x"', '{"name": "x"}', '[{"version": 1}]']
)
def test_any_other_json_is_no_work(text):
    assert places(refused(text)) == [("work_other", None)]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("", 1),
        ("x", 1),
        ('{"version": 1,\n "name": }', 2),
        ('{"version": 1,\n\n "name": "x', 3),
        ('{"version": 1} {}', 1),
        ("{'version': 1}", 1),
        ('{"version": 1, "name": "a\tb"}', 1),
        ('{"version": 01}', 1),
        ("PK\x03\x04", 1),
    ],
)
def test_what_is_no_json_is_refused_with_its_row(text, row):
    (found,) = refused(text)
    assert (found.key, found.row) == ("work_json", row)


def test_another_coding_is_refused():
    assert places(refused('{"version": 1, "name": "宜宾"}'.encode("gb18030"))) == [
        ("encoding", None)
    ]


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"version":1,"tasks":[', '[{"a":'])
def test_a_file_that_is_too_deep_is_refused(opening):
    (found,) = refused(opening * 2_000)
    assert found.key == "work_deep"
    (found,) = refused(opening * 100_000)
    assert found.key == "work_crowded"
    assert refused('{"version": 1, "a": ' + "[" * 20 + "]" * 20 + "}")[0].key == "work_deep"
    # brackets in a text are no depth
    assert load('{"version": 1, "name": "' + "[{" * 50 + '\\"[[[["}')[1] == ()


def test_a_file_that_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setenv("ZONE_ATLAS_WORK_BYTES", "10000")
    (found,) = refused(b" " * 10_001)
    assert (found.key, found.value) == ("too_large", "10001")


def test_more_than_a_work_may_hold_is_refused():
    figure = {"metric": "a", "value": 1, "unit": "firms"}
    figures = [figure | {"metric": f"a{number}"} for number in range(MOST_FIGURES + 1)]
    assert load(json.dumps(plain(figures=figures[:-1])))[1] == ()
    faults = refused(json.dumps(plain(figures=figures, tasks=figures)))
    assert ("too_long", "figures") in places(faults)
    rule_sets = [plain()["rule_sets"][0] | {"id": f"s{n}"} for n in range(MOST_RULE_SETS + 1)]
    assert places(refused(json.dumps(plain(rule_sets=rule_sets)))) == [("too_long", "rule_sets")]


def test_thousands_of_faults_are_counted():
    faults = refused(json.dumps(plain() | {f"x{number}": 1 for number in range(5000)}))
    assert len(faults) == 201
    assert (faults[-1].key, faults[-1].params) == ("work_more", {"n": 4800})


@pytest.mark.parametrize(
    "text",
    [
        '"' * 2_000_001,
        '\\"' * 1_000_000,
        '"' + '\\"' * 1_000_000,
        '"\\' * 1_000_000,
        "[]," * 1_000_000,
    ],
)
def test_a_file_made_to_take_long_does_not(text):
    begin = time.process_time()  # other work on the machine does not count
    assert refused('{"version": 1, "a": ' + text)
    assert time.process_time() - begin < 5


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["version", "figures", "tasks", "item", "value", "metric", "a"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_tree_is_read_with_an_error_of_ours(tree):
    if isinstance(tree, dict):
        tree["version"] = 1
    work, faults = load(json.dumps(tree))
    assert (work is None) == bool(faults)
    for found in faults:
        for lang in LANGS:
            found.line(lang).encode()


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        (True, "firms"),
        (1, "boolean"),
        ("x", "firms"),
        ("x", "boolean"),
        (1.0, "category"),
        (float("nan"), "firms"),
        (float("inf"), "firms"),
        (HIGHEST * 2, "firms"),
        ("1", "boolean"),
        ([1], "firms"),
    ],
)
def test_a_value_that_does_not_fit_its_unit_is_no_figure(value, unit):
    with pytest.raises(ValidationError):
        OwnFigure(metric="a", value=value, unit=unit)


# The task table


def rows(*entered, rule_sets=(UPGRADE,), documents=()):
    return task_rows(rule_sets, documents, Work(tasks=entered), TODAY)


LINES = tuple(line.id for line in UPGRADE.criteria)  # every one is a requirement


def test_the_lines_of_the_replies_and_the_papers_that_none_asks_for_are_rows():
    documents = papers_of([UPGRADE])
    found = rows(documents=documents)
    assert [row.item for row in found[:10]] == [f"nat_r{number}" for number in range(1, 11)]
    assert [row.item for row in found] == [
        *LINES,
        # the other four stand in the row of a line
        *("city_request", "boundary", "industry_plan", "land_evaluation", "safety", "firms"),
    ]
    assert documents == load_gates().papers_for("upgrade")
    assert {row.kind for row in found[:10]} == {"document", "veto", "qualitative"}
    assert {row.kind for row in found[len(LINES) :]} == {"document"}
    assert found[0].rule_set is UPGRADE
    assert found[-1].rule_set is None
    assert found[0].say("label", "zh") == UPGRADE.criteria[0].label_zh
    assert found[len(LINES)].say("label", "en") == documents[0].label_en
    assert all(row.task == Task(item=row.item) for row in found)
    assert {row.item: row.paper.id for row in found if row.paper is not None} == {
        "nat_r1": "province_request",
        "nat_r4": "spatial_plans",
        "nat_r5": "planning_eia",
        "nat_r9": "statistics",
        "nat_r10": "committee_decision",
    }


def test_the_papers_are_those_of_the_track():
    assert papers_of([OLD]) == load_gates().papers_for("recognition")
    assert papers_of([RULES.sets["sc_devzone_evaluation_2020"]]) == ()
    both = papers_of([OLD, UPGRADE])
    assert both == load_gates().documents
    assert "province_request" not in [paper.id for paper in papers_of([OLD])]


def test_triggers_and_information_are_no_work():
    for rule_set in RULES.sets.values():
        found = {row.item for row in rows(rule_sets=[rule_set])}
        assert found == {line.id for line in rule_set.criteria if line.is_scored}
    assert "sc22_c3" in {row.item for row in rows(rule_sets=[OLD])}
    assert "sc22_c5" not in {row.item for row in rows(rule_sets=[OLD])}


def test_a_row_stands_once():
    assert len(rows(rule_sets=[UPGRADE, UPGRADE])) == len(LINES)


# A paper and the line that it is evidence of


def row_of(item, *entered, rule_sets=(UPGRADE,), level="provincial"):
    work = Work(tasks=entered)
    found = task_rows(rule_sets, papers_of(rule_sets), work, TODAY, level=level)
    return next((row for row in found if row.item == item), None)


def test_what_was_entered_for_a_paper_stands_in_the_row_of_its_line():
    entered = obtained("planning_eia", lead="生态环境局", due="2026-10", note="n")
    row = row_of("nat_r5", entered)
    assert row.task == entered
    assert (row.proof, row.say("label", "zh")) == (
        "counts",
        "落实生态环境分区管控并依法开展规划环评",
    )
    assert row_of("planning_eia", entered) is None
    # and it is the same for the line itself
    (figure,) = evidence(entered)
    assert (figure.metric, figure.source_text) == ("planning_eia_passed", "川环审〔2024〕9号")


def test_where_both_were_entered_both_stand():
    line, paper = Task(item="nat_r5", lead="甲"), Task(item="planning_eia", lead="乙")
    assert row_of("nat_r5", line, paper).task == line
    assert row_of("planning_eia", line, paper).task == paper
    # what the paper's own row says proves nothing
    assert evidence(Task(item="nat_r5", lead="甲"), obtained("planning_eia")) == ()


def test_a_paper_entered_before_that_no_line_asks_for_keeps_its_row():
    entered = obtained("firms", note="n")
    row = row_of("firms", entered)
    assert (row.task, row.proof, row.paper) == (entered, "", None)


def test_one_paper_entered_once_stands_for_each_of_its_lines():
    rules = [RULES.sets[name] for name in ("cmp_hunan_2021", "sc_provincial_2017")]
    entered = obtained("safety")
    for item in ("hn21_c6", "sc17_c7"):
        row = row_of(item, entered, rule_sets=rules)
        assert (row.task, row.proof) == (entered, "counts")
    assert row_of("safety", entered, rule_sets=rules) is None
    # one of them with an entry of its own: the other still shows what the paper's says
    own = Task(item="sc17_c7", lead="甲")
    assert row_of("sc17_c7", entered, own, rule_sets=rules).task == own
    assert row_of("hn21_c6", entered, own, rule_sets=rules).task == entered
    assert row_of("safety", entered, own, rule_sets=rules) is None


def test_what_comes_with_the_reply_stands_for_no_paper_that_is_made_before():
    assert "nat_r3" in next(p for p in load_gates().documents if p.id == "boundary").criteria
    entered = obtained("boundary")
    assert row_of("boundary", entered).task == entered
    assert row_of("nat_r3", entered).task == Task(item="nat_r3")


def test_what_rests_on_memory_stands_for_no_paper():
    rule_set = RULES.sets["nat_gbf_2017_7"]
    assert row_of("land_evaluation", rule_sets=[rule_set]) is not None
    row = row_of("nat17_c2", obtained("land_evaluation"), rule_sets=[rule_set])
    assert (row.paper, row.task, row.proof) == (None, Task(item="nat17_c2"), "")


@pytest.mark.parametrize("name", RULES.sets)
def test_no_entry_is_lost_and_none_stands_for_two_papers(name):
    rule_set = RULES.sets[name]
    papers = papers_of([rule_set])
    entered = [Task(item=paper.id, lead=paper.id) for paper in papers]
    found = task_rows([rule_set], papers, Work(tasks=entered), TODAY)
    assert {row.task.lead for row in found} - {""} == {paper.id for paper in papers}
    both = [*entered, *(Task(item=line.id, lead=line.id) for line in rule_set.criteria)]
    found = task_rows([rule_set], papers, Work(tasks=both), TODAY)
    leads = sorted(row.task.lead for row in found)
    scored = {line.id for line in rule_set.criteria if line.is_scored}
    assert leads == sorted({paper.id for paper in papers} | scored)


# What a paper that is marked as obtained does to its line


@pytest.mark.parametrize(
    ("entered", "proof"),
    [
        (Task(item="nat_r5"), ""),
        (Task(item="nat_r5", state="under_way", document_no="川环审〔2024〕9号"), ""),
        (Task(item="nat_r5", state="to_renew", document_no="川环审〔2024〕9号"), ""),
        (Task(item="nat_r5", state="obtained"), "needs_number"),
        (Task(item="nat_r5", state="obtained", document_no=" ", annex_no="　"), "needs_number"),
        (Task(item="nat_r5", state="obtained", annex_no="附件3"), "counts"),
        (Task(item="nat_r5", state="obtained", document_no="1", valid_until="2026"), "counts"),
        (Task(item="nat_r5", state="obtained", document_no="1", valid_until="2025"), "expired"),
        # without a number it would not count even if it were still valid: the end is final
        (Task(item="nat_r5", state="obtained", valid_until="2025"), "expired"),
        # judged; without a measure; a "must not"
        (Task(item="nat_r2", state="obtained", document_no="1"), "no_effect"),
        (Task(item="nat_r8", state="obtained"), "no_effect"),
        (Task(item="nat_r7", state="obtained", document_no="1"), "no_effect"),
        # what the reply fixes cannot be had before the reply
        (Task(item="nat_r3", state="obtained", document_no="1"), "too_early"),
        (Task(item="nat_r3", state="under_way"), ""),
        # a paper of the list that no line asks for
        (Task(item="firms", state="obtained"), ""),
    ],
)
def test_a_row_says_what_its_paper_does_to_the_line(entered, proof):
    assert row_of(entered.item, entered).proof == proof


def test_what_comes_with_a_gate_counts_once_the_gate_is_passed():
    reply, recognised = obtained("nat_r3"), obtained("sc25_c5")
    for level, of_reply, of_recognition in (
        (None, "too_early", "too_early"),
        ("candidate", "too_early", "too_early"),
        ("provincial", "too_early", "counts"),
        ("national", "counts", "counts"),
    ):
        rule_set = RULES.sets["sc_provincial_2025"]
        assert row_of("nat_r3", reply, level=level).proof == of_reply
        assert row_of("sc25_c5", recognised, rule_sets=[rule_set], level=level).proof == (
            of_recognition
        )
        for found, proof in (
            (evidence_of(Work(tasks=[reply]), UPGRADE, TODAY, level), of_reply),
            (evidence_of(Work(tasks=[recognised]), rule_set, TODAY, level), of_recognition),
        ):
            assert len(found) == (proof == "counts")
    late = {line.id for one in RULES.sets.values() for line in one.criteria if line.follows_gate}
    assert late == {"nat_r3", "sc25_c5", "scp_c5", "scp_c6"}


@pytest.mark.parametrize("level", [None, "candidate", "provincial", "national"])
def test_nothing_waits_for_an_evaluation(level):
    rule_set = UPGRADE.model_copy(update={"track": "evaluation"})
    assert row_of("nat_r3", obtained("nat_r3"), rule_sets=[rule_set], level=level).proof == "counts"


@pytest.mark.parametrize("name", RULES.sets)
@pytest.mark.parametrize("level", [None, "candidate", "provincial", "national"])
def test_exactly_the_rows_that_count_are_evidence(name, level):
    rule_set = RULES.sets[name]
    tasks = [obtained(line.id) for line in rule_set.criteria]
    work = Work(tasks=(*tasks, *(obtained(paper.id) for paper in load_gates().documents)))
    found = task_rows([rule_set], papers_of([rule_set]), work, TODAY, level=level)
    counting = {row.origin.metric for row in found if row.proof == "counts"}
    assert counting == {one.metric for one in evidence_of(work, rule_set, TODAY, level)}


def test_overdue_rows_come_first_then_expired_then_expiring_then_by_due_date():
    found = rows(
        Task(item="nat_r10", due="2026-11-21"),
        Task(item="nat_r9", due="2026-10", valid_until="2020"),
        Task(item="nat_r8", state="obtained", valid_until="2026-11-21"),
        Task(item="nat_r7", state="obtained", valid_until="2026-11-22"),
        Task(item="nat_r6", state="obtained", due="2020-01-01"),
        Task(item="nat_r5", due="2026-12-31"),
        Task(item="nat_r4", due="2026-11-22"),
        Task(item="nat_r2", due="2027"),
        Task(item="elsewhere", due="2020"),
    )
    assert [(row.item, row.is_overdue, row.expiry) for row in found] == [
        ("nat_r9", True, "expired"),
        ("nat_r10", True, ""),
        ("nat_r8", False, "expired"),
        ("nat_r7", False, "soon"),
        ("nat_r6", False, ""),
        ("nat_r4", False, ""),
        ("nat_r5", False, ""),
        ("nat_r2", False, ""),
        ("nat_r1", False, ""),
        ("nat_r3", False, ""),
        *((item, False, "") for item in LINES[10:]),
    ]


@pytest.mark.parametrize(
    ("due", "state", "expected"),
    [
        ("2026-11-21", "not_started", True),
        ("2026-11-21", "under_way", True),
        ("2026-11-21", "to_renew", True),
        ("2026-11-21", "obtained", False),
        ("2026-11-22", "under_way", False),
        # a month and a year end with their last day
        ("2026-11", "under_way", False),
        ("2026-10", "under_way", True),
        ("2026", "under_way", False),
        ("2025", "under_way", True),
        (None, "under_way", False),
    ],
)
def test_what_is_overdue(due, state, expected):
    (row,) = [
        row for row in rows(Task(item="nat_r1", due=due, state=state)) if row.item == "nat_r1"
    ]
    assert row.is_overdue is expected


def test_what_expires_soon():
    last = TODAY + dt.timedelta(days=SOON_DAYS)
    for valid, expected in (
        (TODAY - dt.timedelta(days=1), "expired"),
        (TODAY, "soon"),
        (last, "soon"),
        (last + dt.timedelta(days=1), ""),
    ):
        task = Task(item="nat_r1", state="obtained", valid_until=valid.isoformat())
        assert next(row for row in rows(task) if row.item == "nat_r1").expiry == expected


# Evidence


def evidence(*entered, rule_set=UPGRADE):
    return evidence_of(Work(tasks=entered), rule_set, TODAY)


def obtained(item, **more):
    return Task(item=item, state="obtained", **{"document_no": "川环审〔2024〕9号", **more})


def test_a_paper_that_nobody_can_find_proves_nothing():
    assert evidence(obtained("nat_r5", document_no=" ")) == ()
    assert len(evidence(obtained("nat_r5", document_no="", annex_no="附件3"))) == 1


def test_a_document_in_hand_is_a_figure_of_the_zone_s_own():
    (figure,) = evidence(
        obtained("nat_r5", document_no="川环审〔2024〕9号", annex_no="附件3", note="n")
    )
    assert (figure.metric, figure.value, figure.status) == ("planning_eia_passed", True, "own")
    assert figure.source_text == "川环审〔2024〕9号；附件3"
    assert (figure.period, figure.unit, figure.note_zh) == ("", "boolean", "n")
    assert figure.is_own
    (figure,) = evidence(obtained("nat_r5", document_no="", annex_no="附件3"))
    assert figure.source_text == "附件3"


@pytest.mark.parametrize("state", [state for state in TASK_STATES if state != "obtained"])
def test_what_is_not_in_hand_proves_nothing(state):
    assert evidence(Task(item="nat_r5", state=state, document_no="x")) == ()


@pytest.mark.parametrize(
    ("valid", "count"),
    [("2026-11-21", 0), ("2026-10", 0), ("2026-11-22", 1), ("2026", 1), (None, 1)],
)
def test_what_has_expired_proves_nothing(valid, count):
    assert len(evidence(obtained("nat_r5", valid_until=valid))) == count


def test_only_documents_and_vetoes_that_ask_for_one_are_proved_by_having_it():
    for rule_set in RULES.sets.values():
        every = Work(tasks=tuple(obtained(line.id) for line in rule_set.criteria))
        # of a zone that is through the gates: else what comes with a reply is not there yet
        found = evidence_of(every, rule_set, TODAY, "national")
        proved = [figure.metric for figure in found]
        assert proved == [
            line.metric
            for line in rule_set.criteria
            if line.kind in {"document", "veto"} and line.operator == "is_true" and line.is_scored
        ]
    # judged, without a measure, "must not be", and a paper of the list
    for item in ("nat_r2", "nat_r8", "nat_r10", "nat_r7", "boundary"):
        assert evidence(obtained(item)) == ()


def test_a_trigger_is_not_set_off_by_a_document():
    line = UPGRADE.criteria[4].model_copy(update={"effect": "trigger_bad"})
    changed = UPGRADE.model_copy(update={"criteria": (line,)})
    assert evidence(obtained(line.id), rule_set=changed) == ()


def test_evidence_decides_its_line_and_no_other(catalog):
    work = Work(tasks=tuple(obtained(line.id) for line in UPGRADE.criteria))
    found = evaluate(UPGRADE, "", catalog, RULES, evidence_of(work, UPGRADE, TODAY), today=TODAY)
    states = {verdict.criterion.id: verdict.state for verdict in found.verdicts}
    assert states == {
        "nat_r1": "met",
        # the zone still stands before the reply that fixes it
        "nat_r3": "needs_evidence",
        "nat_r4": "met",
        "nat_r5": "met",
        "nat_r6": "met",
        "nat_r2": "needs_evidence",
        "nat_r7": "needs_evidence",
        "nat_r8": "needs_evidence",
        "nat_r9": "needs_evidence",
        "nat_r10": "needs_evidence",
        **dict.fromkeys(LINES[10:], "rule_not_readable"),
    }


def test_nothing_without_a_threshold_is_passed_by_any_task(catalog):
    for rule_set in RULES.sets.values():
        work = Work(tasks=tuple(obtained(line.id) for line in rule_set.criteria))
        own = evidence_of(work, rule_set, TODAY)
        found = evaluate(rule_set, "", catalog, RULES, own, today=TODAY)
        for verdict in found.scored:
            if verdict.criterion.threshold is None:
                assert verdict.state in {"needs_evidence", "rule_not_readable"}


def test_the_rule_set_is_a_model_and_stays_as_it_is():
    before = UPGRADE.model_dump()
    rows(obtained("nat_r1"))
    evidence(obtained("nat_r1"))
    assert UPGRADE.model_dump() == before
    assert RuleSet.model_validate(before) == UPGRADE


@pytest.mark.parametrize(
    "content",
    [
        b'{"version":1,"rule_sets":[{"criteria":[' + b"{}," * 100_000 + b"{}]}]}",
        b'{"version":1,"tasks":[' + b"[]," * 1_000_000 + b"[]]}",
        b'{"version":1,"tasks":[' + b"1e999," * 700_000 + b"1]}",
    ],
)
def test_a_file_that_would_cost_far_more_than_its_size_is_refused_unread(content):
    work, faults = load_work(content, "w.json")
    assert work is None
    assert [fault.key for fault in faults] == ["work_crowded"]


def test_the_fullest_work_allowed_is_not_crowded():
    rule_set = next(iter(load_rules().sets.values()))
    figures = tuple(
        OwnFigure(metric=f"m{n}", value=1.5, unit="firms", year=2025) for n in range(MOST_FIGURES)
    )
    tasks = tuple(Task(item=f"t{n}", lead="甲，乙") for n in range(MOST_TASKS))
    sets = tuple(
        rule_set.model_copy(
            update={
                "id": f"own_{n}",
                "criteria": tuple(
                    longest.model_copy(update={"id": f"own_{n}_{k}"})
                    for k in range(MOST_CRITERIA // 4)
                ),
            }
        )
        for n in range(MOST_RULE_SETS)
        for longest in [load_rules().sets["sc_provincial_2022"].criteria[2]]
    )
    work = Work(figures=figures, tasks=tasks, rule_sets=sets)
    found, faults = load_work(dump_work(work, dt.date(2026, 11, 27)), "w.json")
    assert faults == ()
    assert found.figures == figures


@pytest.mark.parametrize("value", [1e-320, 1e-300])
def test_a_number_that_nothing_can_be_computed_with_is_refused(value):
    with pytest.raises(ValidationError):
        OwnFigure(metric="m", value=value, unit="firms")
