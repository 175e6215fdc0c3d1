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
from geo.eligibility.work import OwnFigure, Task, Work, evidence_of
from geo.errors import ExportError
from geo.export.eligibility.citing import Citer
from geo.export.eligibility.content import SYMBOLS, build_report
from geo.export.eligibility.layout import list_details, say_basis, say_chapter
from geo.export.eligibility.leaving import name_sender, say_refusal
from geo.export.eligibility.papers import name_paper
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
        recalled = {one.id for one in rule_set.criteria if rule_set.source_of(one) == "E-MEMORY"}
        told = [one for one in rule_set.criteria if one.id not in recalled]
        assert {entry.id for entry in section.entries} == {one.id for one in told if one.is_scored}
        assert len(section.entries) + len(section.unscored) == len(told)
        assert section.n_left_out == len(recalled)
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
        assert catalog.sources[f"title_{lang}"]["E-MEMORY"] not in told
        assert not recalled & {task.id for task in report.tasks}
        assert not VERDICT.search(told.replace(t("eligibility.no_verdict"), "")), zone
        assert t("eligibility.warning") in report.notices
        assert t("eligibility.no_verdict") in report.notices
        assert "None" not in told
        assert "nan" not in told.split()


UPGRADES = [one.id for one in RULES.sets.values() if one.track == "upgrade"]


@pytest.mark.parametrize("zone", ["yibin", "chengdu", ""])
def test_what_rests_on_memory_is_counted_and_the_counts_add_up(catalog, zone):
    report = report_on(catalog, zone, *UPGRADES)
    lines = sum(len(RULES.sets[name].criteria) for name in UPGRADES)
    told = sum(len(section.entries) + len(section.unscored) for section in report.sections)
    # five lines of 2017 No. 7 and two of 2020 No. 7, and the land evaluation beside step 4
    assert (lines - told, report.n_left_out) == (7, 8)
    assert {one.id: one.n_left_out for one in report.sections if one.n_left_out} == {
        "nat_gbf_2017_7": 5,
        "nat_gf_2020_7": 2,
    }
    assert report.notices[-1] == "另有8项仅据记忆、未核实，不予列出。"
    (gate,) = report.gates
    steps = load_gates().gate("upgrade").steps
    assert len(gate.steps) == len(steps)  # each rests on a text, too
    assert not any("土地集约利用评价" in text for text in texts_of(gate))
    by_id = {one.id: one for one in report.sections}
    assert by_id["nat_gf_2020_7"].summary.endswith("。另有2项仅据记忆、未核实，不予列出。")
    english = report_on(catalog, zone, "nat_gf_2020_7", t=EN)
    assert english.notices[-1] == "3 further items rest on memory and are not listed."


def test_nothing_is_said_of_memory_where_nothing_rests_on_it(catalog):
    report = report_on(catalog, "yibin", "sc_provincial_2022")
    assert report.n_left_out == 0
    assert not any("记忆" in text for text in report.notices)


def test_the_screen_shows_what_files_leave_out(catalog):
    found = evaluate(RULES.sets["nat_gbf_2017_7"], "yibin", catalog, RULES, today=TODAY)
    report = build_report(found, catalog, RULES, Work(zone="yibin"), ZH, has_recalled=True)
    (section,) = report.sections
    assert {"nat17_c2", "nat17_c4"} <= {entry.id for entry in section.entries}
    assert (section.n_left_out, report.n_left_out) == (0, 0)
    assert "nat17_c2" in {task.id for task in report.tasks}
    # the paper is a row of its own: what somebody remembers does not stand for it
    assert "land_evaluation" in {task.id for task in report.tasks}


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
    assert entry.next_step == (
        "取得《规划环境影响评价及审查意见；其后的跟踪评价》，填入文号；出具（审查）单位——"
        + next(one for one in load_gates().documents if one.id == "planning_eia").office_zh
    )
    names = [name for name, _ in list_details(entry, ZH)]
    assert names[:3] == ["对照说明", "下一步", "本单位情况"]
    assert "数据来源" not in names


def test_every_reason_of_an_open_line_has_a_next_step():
    for why in get_args(Why):
        if why not in {"", "not_scored", "behind"}:  # "behind" is of the map of all zones
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
    assert plan.next_step == (
        "取得《市（州）政府批复的产业发展规划，建设与创新情况》，填入文号；"
        "出具（审查）单位：市（州）政府（批复产业规划）"
    )


def steps_of(catalog, *tasks, names=UPGRADES, zone="yibin", t=ZH):
    work = Work(zone=zone, tasks=tasks)
    report = report_on(catalog, zone, *names, t=t, work=work)
    entries = [entry for section in report.sections for entry in section.entries]
    return {entry.id: entry for entry in entries}


def test_the_next_step_names_the_paper_and_who_issues_it_or_whom_to_ask(catalog):
    steps = {name: entry.next_step for name, entry in steps_of(catalog).items()}
    assert {name: steps[name] for name in ("nat_r1", "nat_r4", "nat_r6", "nat_r9", "nat_r10")} == {
        "nat_r1": "取得《省政府请示》，填入文号；出具（审查）单位：省政府（报国务院）",
        # no text says who issues it, but who checks it is told
        "nat_r4": "取得《总体规划、控制性详细规划、纳入国土空间规划的证明》，填入文号；"
        "办理单位未收录，请向自然资源部门核实",
        "nat_r6": "补充佐证材料，注明文号和日期；办理单位未收录，请向自然资源部门核实",
        # who issues it is not told, nor whom to ask: only the paper is named
        "nat_r9": "备齐《上一完整年度及此前两至三年的统计表，附方法说明》等佐证材料，供审核机关认定",
        "nat_r10": "备齐《设立高新区及其管委会的文件，载明权限和人员编制》等佐证材料，供审核机关认定",
    }
    assert steps["nat_r2"] == ""  # it has it
    # what comes with the reply is nothing to see to before, and a "must not" has no paper
    assert steps["nat_r3"] == ZH("eligibility_report.next_after_upgrade")
    assert steps["nat_r7"] == ZH("eligibility_report.next_to_judge")
    own = [name for name, text in steps.items() if "《" in text]
    assert len({steps[name] for name in own}) == len(own) > 4
    assert not any(re.search("《[^》]*《", text) for text in steps.values())


def test_in_english_the_next_step_is_as_plain(catalog):
    step = steps_of(catalog, t=EN)["nat_r1"].next_step
    assert step == (
        "Obtain “Request of the province” and enter its number; "
        "issued or checked by: Provincial government (to the State Council)"
    )


def test_marks_inside_the_name_of_a_paper_are_of_the_second_rank():
    paper = load_gates().documents[0].model_copy(update={"label_zh": "《甲》和“乙”"})
    assert name_paper(paper, ZH) == "《〈甲〉和‘乙’》"


def test_a_line_says_why_the_paper_entered_for_it_does_not_count(catalog):
    found = steps_of(
        catalog,
        Task(item="nat_r5", state="obtained", document_no="川环审〔2020〕9号", valid_until="2025"),
        Task(item="spatial_plans", state="obtained"),
        Task(item="nat_r3", state="obtained", document_no="国函〔2027〕1号"),
        Task(item="nat_r9", state="obtained", annex_no="附件4"),
        Task(item="nat_r1", state="under_way"),
        Task(item="nat_m1", state="obtained", annex_no="附件5"),
    )
    notes = {name: entry.paper_note for name, entry in found.items() if entry.paper_note}
    assert notes == {
        "nat_r5": "《规划环境影响评价及审查意见；其后的跟踪评价》（川环审〔2020〕9号）："
        "已过有效期（2025年），不计入",
        "nat_r4": "《总体规划、控制性详细规划、纳入国土空间规划的证明》：缺文号或附件编号，暂不计入",
        "nat_r3": "材料（国函〔2027〕1号）：随国务院批复取得，批复前不计入",
        "nat_r9": "《上一完整年度及此前两至三年的统计表，附方法说明》（附件4）："
        "本条须由审核机关认定，不因取得文件改判",
        "nat_m1": "材料（附件5）：本条原文未获取，不因取得文件改判",
    }
    assert found["nat_r5"].next_step.startswith("更新《规划环境影响评价")
    assert found["nat_r4"].next_step == ZH("eligibility_report.next_number")
    assert ("材料情况", (notes["nat_r5"],)) in list_details(found["nat_r5"], ZH)


def test_a_paper_that_counts_needs_no_note_and_stands_as_the_source(catalog):
    task = Task(item="planning_eia", state="obtained", document_no="川环审〔2026〕9号")
    work = Work(zone="yibin", tasks=(task,))
    own = evidence_of(work, RULES.sets[REPLIES], TODAY, "provincial")
    entry = entry_of(report_on(catalog, "yibin", REPLIES, work=work, own=own), "nat_r5")
    assert (entry.state, entry.source, entry.paper_note) == ("符合", "川环审〔2026〕9号", "")


def test_a_figure_is_not_replaced_by_a_paper(catalog):
    found = steps_of(
        catalog,
        Task(item="hn21_c11", state="obtained", document_no="1"),
        names=["cmp_hunan_2021"],
    )
    assert found["hn21_c11"].paper_note.endswith(ZH("eligibility_report.proof_no_effect_number"))


# several rule sets, other zones, tasks


def test_rules_that_bind_come_before_those_to_compare_with(catalog):
    report = report_on(catalog, "yibin", "sc_provincial_2022", "sc_provincial_2025", REPLIES)
    assert [section.id for section in report.sections] == [
        "sc_provincial_2025",
        REPLIES,
        "sc_provincial_2022",
    ]
    assert [gate.label for gate in report.gates] == ["认定为四川省省级高新区", "升级为国家高新区"]


def test_the_counts_of_several_documents_stand_in_one_table(catalog):
    names = (REPLIES, "nat_gbf_2017_7", "sc_provincial_2022")
    report = report_on(catalog, "yibin", *names)
    heads, rows = report.overview.heads, report.overview.rows
    assert heads[0] == "文件"
    assert {"符合", "高于旧口径", "不计分", "据记忆未列"} <= set(heads)
    assert [row.label for row in rows] == [section.label for section in report.sections]
    for row, section in zip(rows, report.sections, strict=True):
        counts = dict(zip(heads[1:], row.counts, strict=True))
        assert counts["不计分"] == len(section.unscored)
        assert counts["据记忆未列"] == section.n_left_out
        told = {count.state: count.n for count in section.counts}
        assert {state: n for state, n in counts.items() if state in told} == told
        assert all(n is None for state, n in counts.items() if state not in {*told, *heads[-2:]})
        # every line is in the table once
        assert sum(n or 0 for n in row.counts) == len(RULES.sets[section.id].criteria)
    assert report_on(catalog, "yibin", REPLIES).overview is None


def test_a_zone_that_the_atlas_does_not_hold_has_its_own_name(catalog):
    report = report_on(catalog, "", "sc_provincial_2025", work=Work(name="某某园区"))
    assert report.zone == "某某园区"
    assert report.title == "某某园区申报条件对照报告"
    assert report.level == ZH("eligibility_report.level_unknown")
    nameless = report_on(catalog, "", "sc_provincial_2025", work=Work())
    assert nameless.zone == ZH("eligibility_report.nameless")
    lost = report_on(catalog, "no-such-zone", "sc_provincial_2025", work=Work(zone="no-such-zone"))
    assert lost.zone == "no-such-zone"


CANDIDATES = ("cand-pengshan", "cand-changming")


def test_parks_known_from_old_mentions_only_are_told_and_stay(catalog):
    levels = catalog.zones["level"]
    assert set(levels.index[levels == "candidate"]) == set(CANDIDATES)
    for zone in catalog.zones.index:
        refusal = report_on(catalog, zone, "sc_provincial_2025").refusal
        assert bool(refusal) is (zone in CANDIDATES)
        assert bool(say_refusal(zone, catalog, EN)) is (zone in CANDIDATES)
    name = catalog.zones["name_zh"][CANDIDATES[-1]]
    assert refusal == f"{name}仅见于历史资料，未获认定：不生成其报告、函件和任务分解表。"
    assert report_on(catalog, "", "sc_provincial_2025", work=Work(name="某某园区")).refusal == ""


def test_a_letter_is_sent_by_the_zone_of_the_case(catalog):
    assert name_sender(Work(zone="yibin"), catalog, ZH) == "宜宾高新技术产业园区"
    assert name_sender(Work(zone="yibin"), catalog, EN) == "Yibin High-tech Park"
    assert name_sender(Work(name="某某园区"), catalog, ZH) == "某某园区"
    assert name_sender(Work(), catalog, ZH) == ""
    for zone in CANDIDATES:
        with pytest.raises(ExportError, match="未获认定"):
            name_sender(Work(zone=zone), catalog, ZH)


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
    # why it does not count is told beside that it has expired
    assert [row.proof for row in rows[:4]] == ["", "已过有效期（2025年），不计入", "", ""]
    assert [row.is_urgent for row in rows[:4]] == [True, True, True, False]
    assert rows[0].paper == "规划环境影响评价及审查意见；其后的跟踪评价"
    assert "planning_eia" not in {row.id for row in rows}
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
