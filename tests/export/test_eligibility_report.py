"""What a report says: over every rule set and every zone, and in cases worked by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import get_args

import pytest

from geo.eligibility import words
from geo.eligibility.evaluate import Why, evaluate
from geo.eligibility.gates import load_gates
from geo.eligibility.model import RuleSet
from geo.eligibility.rules import load_rules
from geo.eligibility.work import OwnFigure, Task, Work
from geo.export.eligibility.citing import Citer
from geo.export.eligibility.content import SYMBOLS, build_report
from geo.export.eligibility.layout import list_details, say_basis, say_chapter
from geo.locale import translator

TODAY = dt.date(2026, 11, 22)
RULES = load_rules()
ZH, EN = translator("zh"), translator("en")
LANGS = {"zh": ZH, "en": EN}
REVENUE = "total_operating_revenue_100m_cny"
REPLIES = "nat_upgrade_state_council_replies"
VERDICT = re.compile(
    r"可申报|可以申报|符合升级条件|符合申报条件|符合认定条件|\beligible\b", re.IGNORECASE
)


def report_on(catalog, zone, *names, t=ZH, work=None, pace_year=None, own=()):
    work = work or Work(zone=zone)
    figures = [*(one.as_figure() for one in work.figures), *own]
    found = [
        evaluate(RULES.sets[name], zone, catalog, RULES, figures, today=TODAY) for name in names
    ]
    return build_report(found, catalog, RULES, work, t, pace_year=pace_year)


def texts_of(part):
    if isinstance(part, str):
        yield part
    elif dataclasses.is_dataclass(part):
        for field in dataclasses.fields(part):
            yield from texts_of(getattr(part, field.name))
    elif isinstance(part, tuple):
        for one in part:
            yield from texts_of(one)


def entry_of(report, name):
    (found,) = [
        entry
        for section in report.sections
        for entry in (*section.entries, *section.unscored)
        if entry.id == name
    ]
    return found


# every rule set and every zone


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", RULES.sets)
def test_every_line_says_all_that_belongs_to_it(catalog, name, lang):
    t, rule_set = LANGS[lang], RULES.sets[name]
    numbers = re.compile(r"\[\d{1,3}\]")  # [2017] is of a document's own number
    missing = t("common.no_data")
    # what is said does not hang on the language: a few zones are enough for English
    zones = catalog.zones.index if lang == "zh" else ["yibin", "nanchong", "chengdu", "jinniu"]
    for zone in zones:
        report = report_on(catalog, zone, name, t=t, pace_year=2030)
        (section,) = report.sections
        scored = [one for one in rule_set.criteria if one.is_scored]
        assert {entry.id for entry in section.entries} == {one.id for one in scored}
        assert len(section.entries) + len(section.unscored) == len(rule_set.criteria)
        listed = {f"[{line.number}]" for line in report.sources}
        assert [line.number for line in report.sources] == list(range(1, len(listed) + 1))
        for entry in (*section.entries, *section.unscored):
            assert entry.state == t(entry.key)
            assert entry.symbol == SYMBOLS[entry.key]
            for text in (
                *(entry.value, entry.year, entry.status, entry.source, entry.threshold),
                *(entry.clause, entry.document, entry.validity, entry.label, entry.rule_source),
            ):
                assert text.strip(), (zone, entry.id)
            assert entry.document == words.say_document(rule_set, t)
            assert entry.validity == words.say_validity(rule_set, t)
            assert entry.document in say_basis(entry, t)
            assert entry.clause in say_basis(entry, t)
            assert entry.validity in say_basis(entry, t)
            if entry.has_figure:
                assert missing not in {entry.value, entry.year, entry.status, entry.source}
                assert numbers.search(entry.source), (zone, entry.id, entry.source)
            else:
                assert {entry.value, entry.year, entry.status, entry.source} == {missing}
            for line in (*entry.others, *entry.near):
                assert line.value
                assert line.year
                assert line.status
                assert numbers.search(line.source)
            assert all(line.label and line.notes for line in entry.near)
        assert sum(count.n for count in section.counts) == len(section.entries)
        told = " ".join(texts_of(report))
        assert set(numbers.findall(told)) <= listed
        assert not VERDICT.search(told.replace(t("eligibility.no_verdict"), "")), zone
        assert t("eligibility.warning") in report.notices
        assert t("eligibility.no_verdict") in report.notices
        assert "None" not in told
        assert "nan" not in told.split()


REFERENCE = [rule_set.id for rule_set in RULES.sets.values() if rule_set.is_reference]


@pytest.mark.parametrize("name", REFERENCE)
def test_old_rules_and_those_of_others_never_speak_of_met(catalog, name):
    assert RULES.sets[name].role != "binding"
    for number, zone in enumerate(catalog.zones.index):
        for t, met, not_met in ((ZH, "符合", "不符合"), (EN, "Met", "Not met"))[: 1 + (number < 3)]:
            report = report_on(catalog, zone, name, t=t)
            (section,) = report.sections
            states = {
                *(entry.state for entry in (*section.entries, *section.unscored)),
                *(count.state for count in section.counts),
                *(task.result for task in report.tasks),
            }
            assert not any(met in state or not_met in state for state in states)
            assert section.caution
            assert section.is_reference
            assert all(entry.next_step == "" for entry in section.entries)


def test_the_rules_that_must_only_be_compared_are_among_them():
    roles = {RULES.sets[name].role for name in REFERENCE}
    assert {"superseded", "draft", "comparator"} <= roles
    everything = {rule_set.role: [] for rule_set in RULES.sets.values()}
    for rule_set in RULES.sets.values():
        everything[rule_set.role].append(rule_set.id)
    for role in ("superseded", "draft", "comparator"):
        assert set(everything[role]) <= set(REFERENCE)


def test_every_state_has_its_mark_and_marks_of_one_kind_differ():
    for name, rule_set in RULES.sets.items():
        assert rule_set.id == name
    scored = [symbol for key, symbol in SYMBOLS.items() if ".state_" in key]
    assert len(scored) == len(set(scored))


# cases worked by hand


def test_yibin_revenue_lies_280_above_the_line_of_2022(catalog):
    entry = entry_of(report_on(catalog, "yibin", "sc_provincial_2022"), "sc22_c3")
    assert (entry.state, entry.symbol) == ("高于旧口径", "↑")
    assert (entry.value, entry.year, entry.status) == ("480亿元", "2018年", "媒体报道")
    assert (entry.threshold, entry.margin, entry.margin_pct) == ("≥200亿元", "+280亿元", "+140%")
    assert (entry.amount, entry.margin_amount, entry.margin_share) == (480, 280, 140)
    assert entry.stale == "数据过旧"
    assert entry.clause == "第五条第二项"
    assert "已失效" in entry.validity
    (other,) = entry.others
    assert other.value == "约392亿元"
    assert other.year == "2021年1—7月"
    assert ZH("eligibility.why_part_zone") in other.notes
    assert {line.label for line in entry.near} >= {"规模以上工业总产值", "高新技术产业营业收入"}
    english = entry_of(report_on(catalog, "yibin", "sc_provincial_2022", t=EN), "sc22_c3")
    assert english.margin == "+280 (100 million yuan)"
    assert english.state == "Above the old line"


def test_a_share_without_a_readable_line_is_shown_and_not_judged(catalog):
    report = report_on(catalog, "yibin", "sc_provincial_2022")
    entry = entry_of(report, "sc22_c4")
    assert (entry.state, entry.value, entry.margin) == ("条款未获取", "42.7%", "")
    assert entry.threshold == ZH("eligibility.threshold_none")
    assert entry.why == ZH("eligibility.why_no_number")
    (section,) = report.sections
    counts = {count.state: count.n for count in section.counts}
    assert counts == {
        "高于旧口径": 1,
        "低于旧口径": 0,
        "数据缺失": 0,
        "待佐证": 2,
        "条款未获取": 1,
    }


def test_yibin_on_its_way_to_the_state_council(catalog):
    report = report_on(catalog, "yibin", REPLIES)
    (section,) = report.sections
    assert len(section.entries) == 11
    assert [entry.kind for entry in section.entries[:4]] == ["一票否决"] * 4
    assert entry_of(report, "nat_r2").state == "符合"
    assert entry_of(report, "nat_r1").state == "待佐证"
    counts = [(count.state, count.n) for count in section.counts]
    assert counts == [
        ("符合", 1),
        ("不符合", 0),
        ("数据缺失", 0),
        ("待佐证", 9),
        ("条款未获取", 1),
    ]
    (gate,) = report.gates
    assert gate.label == "升级为国家高新区"
    assert [step.number for step in gate.steps] == [str(n) for n in range(9)]
    assert "省政府→国务院" in [step.actors for step in gate.steps]
    assert len(report.unread) == len(load_gates().unread)


def test_the_measure_in_force_says_what_nobody_could_read(catalog):
    (section,) = report_on(catalog, "yibin", "sc_provincial_2025").sections
    facts = dict(section.facts)
    assert section.caution == ""
    assert not section.is_reference
    assert facts["文件日期"] == "2025年7月29日"
    assert facts["效力"].startswith("现行有效，有效期未见（截至2026年11月22日")
    assert "认定条件、程序和退出条款均未能读到" in facts["未获取内容"]
    assert facts["发布单位"] == "四川省人民政府办公厅"
    assert "四川省经济和信息化厅（2024年8月起" in facts["受理单位"]
    assert section.title == "《四川省省级高新技术产业园区认定管理办法（修订）》（文号未见）"


def test_own_figures_say_so_and_a_pace_is_told_to_the_chosen_year(catalog):
    figure = OwnFigure(metric=REVENUE, value=120, unit="100m_cny", year=2025, source="统计年报")
    work = Work(zone="meishan", figures=(figure,))
    report = report_on(catalog, "meishan", "sc_provincial_2022", work=work, pace_year=2030)
    entry = entry_of(report, "sc22_c3")
    assert (entry.state, entry.margin, entry.margin_pct) == ("低于旧口径", "−80亿元", "−40%")
    assert (entry.status, entry.source) == ("本单位填报", "统计年报")
    assert entry.pace == (
        "尚差80亿元；以2025年数据为基数，到2030年达到要求，年均须增加16亿元（年均增速+10.8%）"
    )
    assert ZH("eligibility_report.notice_own") in report.notices
    for year in (None, 2025):
        again = report_on(catalog, "meishan", "sc_provincial_2022", work=work, pace_year=year)
        assert entry_of(again, "sc22_c3").pace == ""
    bare = work.model_copy(update={"figures": (figure.model_copy(update={"source": ""}),)})
    again = report_on(catalog, "meishan", "sc_provincial_2022", work=bare)
    assert entry_of(again, "sc22_c3").source == ZH("eligibility_report.own_source")


def test_a_lower_bound_gives_a_margin_of_at_least(catalog):
    entry = entry_of(report_on(catalog, "nanchong", "sc_provincial_2022"), "sc22_c3")
    assert (entry.value, entry.margin) == ("至少262亿元", "至少+62亿元")
    assert (entry.qualifier, entry.margin_bound) == ("ge", "least")


def test_a_missing_figure_says_what_to_do_where_rules_bind(catalog):
    report = report_on(catalog, "yibin", REPLIES)
    entry = entry_of(report, "nat_r5")
    assert entry.why == ZH("eligibility.why_no_evidence")
    assert entry.next_step == ZH("eligibility_report.next_no_evidence")
    names = [name for name, _ in list_details(entry, ZH)]
    assert names[:3] == ["对照说明", "下一步", "本区情况"]
    assert "数据来源" not in names


def test_every_reason_of_an_open_line_has_a_next_step():
    for why in get_args(Why):
        if why not in {"", "not_scored"}:
            for t in LANGS.values():
                assert t(f"eligibility_report.next_{why}")


def test_a_missed_requirement_says_what_is_missing(catalog):
    own = RuleSet.model_validate(
        {
            **RULES.sets["sc_provincial_2022"].model_dump(),
            "id": "own_rules",
            "role": "binding",
            "in_force": "yes",
            "superseded_by": None,
        }
    )
    rules = RULES.with_own([own])
    figures = [
        OwnFigure(metric=REVENUE, value=120, unit="100m_cny", year=2025).as_figure(),
        OwnFigure(
            metric="hightech_industry_plan_exists", value=False, unit="boolean", year=2025
        ).as_figure(),
    ]
    found = evaluate(own, "yibin", catalog, rules, figures, today=TODAY)
    report = build_report(found, catalog, rules, Work(zone="yibin"), ZH)
    revenue, plan = entry_of(report, "sc22_c3"), entry_of(report, "sc22_c2")
    assert (revenue.state, plan.state) == ("不符合", "不符合")
    assert revenue.next_step == ZH("eligibility_report.next_falls_short")
    assert plan.next_step == ZH("eligibility_report.next_lacking")


# several rule sets, other zones, tasks


def test_rules_that_bind_come_before_those_to_compare_with(catalog):
    report = report_on(catalog, "yibin", "sc_provincial_2022", "sc_provincial_2025", REPLIES)
    assert [section.id for section in report.sections] == [
        "sc_provincial_2025",
        REPLIES,
        "sc_provincial_2022",
    ]
    assert [gate.label for gate in report.gates] == ["认定为四川省省级高新区", "升级为国家高新区"]


def test_a_zone_that_the_atlas_does_not_hold_has_its_own_name(catalog):
    report = report_on(catalog, "", "sc_provincial_2025", work=Work(name="某某园区"))
    assert report.zone == "某某园区"
    assert report.title == "某某园区申报条件对照报告"
    assert report.level == ZH("eligibility_report.level_unknown")
    nameless = report_on(catalog, "", "sc_provincial_2025", work=Work())
    assert nameless.zone == ZH("eligibility_report.nameless")
    lost = report_on(catalog, "no-such-zone", "sc_provincial_2025", work=Work(zone="no-such-zone"))
    assert lost.zone == "no-such-zone"


TASKS = Work(
    zone="yibin",
    tasks=(
        Task(item="nat_r9", lead="统计局", due="2027-03", state="under_way"),
        Task(item="nat_r5", lead="生态环境局", due="2026-10-31", state="under_way"),
        Task(item="city_request", document_no="宜府〔2026〕12号", state="obtained"),
        Task(item="boundary", state="obtained", valid_until="2026-12-31"),
        Task(item="nat_r4", state="obtained", valid_until="2025"),
    ),
)


def test_urgent_tasks_come_first_and_say_why(catalog):
    report = report_on(catalog, "yibin", REPLIES, work=TASKS)
    rows = report.tasks
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert [row.id for row in rows[:4]] == ["nat_r5", "nat_r4", "boundary", "nat_r9"]
    assert [(row.overdue, row.expiry) for row in rows[:4]] == [
        ("已逾期", ""),
        ("", "已过有效期"),
        ("", "60日内到期"),
        ("", ""),
    ]
    assert {row.id for row in rows} >= {f"nat_r{n}" for n in range(1, 11)}
    first = rows[0]
    assert (first.lead, first.due, first.state) == ("生态环境局", "2026-10-31", "推进中")
    assert (first.result, first.kind) == ("待佐证", "一票否决")
    assert (
        first.document
        == "《国务院关于同意升级为国家高新区的批复（2015—2026年多件）》（国函〔2022〕54号等）"
    )
    paper = next(row for row in rows if row.id == "city_request")
    assert paper.document_no == "宜府〔2026〕12号"
    assert paper.clause == ZH("eligibility_report.working_list")
    assert (paper.result, paper.symbol) == ("", "")
    assert re.fullmatch(r"(\[\d+\])+", paper.marks)


def test_sources_are_numbered_as_they_are_named_and_ids_become_numbers(catalog):
    citer = Citer(catalog, ZH)
    assert citer.mark("E-S12") == "[1]"
    assert citer.link("见（E-S44至E-S12）和（E-S09）。") == "见（[2]至[1]）和[3]。"
    assert citer.link("E-S9999、E-S12x、未列") == "E-S9999、E-S12x、未列"
    assert citer.mark("unknown") == "[unknown]"
    assert citer.name("unknown") == "unknown"
    # two sources of one document share a number
    assert catalog.sources["document"]["Z-S02"] == catalog.sources["document"]["E-S01"]
    assert citer.mark("Z-S02") == citer.mark("E-S01") == "[4]"
    assert citer.mark_all(["E-S01", "Z-S02", "E-S12"]) == "[4][1]"
    lines = citer.list()
    assert [line.number for line in lines] == [1, 2, 3, 4]
    assert all(line.text and line.status for line in lines)
    memory = Citer(catalog, ZH)
    memory.mark("E-MEMORY")
    (line,) = memory.list()
    assert line.text == catalog.sources["title_zh"]["E-MEMORY"]
    assert line.status == "待核实"


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (26, "二十六")],
)
def test_chapters_are_numbered_as_offices_do(number, word):
    assert say_chapter(number, "说明", ZH) == f"{word}、说明"
    assert say_chapter(number, "Read first", EN) == f"{number}. Read first"
