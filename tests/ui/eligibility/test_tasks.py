"""The task table: only what was typed changes, and what is typed makes a sound task."""

from __future__ import annotations

import datetime as dt

import pytest

from geo.eligibility.rules import load_rules
from geo.eligibility.work import Task, Work, papers_of, task_rows
from geo.locale import translator
from geo.ui.eligibility.tasks import say_notice, take_rows, tasks_table

T = translator("zh")
TODAY = dt.date(2026, 11, 27)
ITEMS = ("nat_r1", "nat_r4")


def test_only_the_cells_typed_change():
    work = Work(tasks=(Task(item="nat_r1", lead="甲", due="2027-06"),))
    (task,) = take_rows(work, ITEMS, {0: {"support": "乙"}}, T)
    # a month alone stays a month
    assert task == Task(item="nat_r1", lead="甲", support="乙", due="2027-06")


def test_a_row_that_is_blank_again_is_none():
    work = Work(tasks=(Task(item="nat_r1", lead="甲"),))
    assert take_rows(work, ITEMS, {0: {"lead": None}}, T) == ()


@pytest.mark.parametrize("day", [None, "", "2027-02-30", "9999-01-01", "0001-01-01", "x"])
def test_a_day_that_is_none_is_left_out(day):
    assert take_rows(Work(), ITEMS, {0: {"due": day}}, T) == ()


@pytest.mark.parametrize("text", ["=1+1", "a\u202eb", "x" * 9000, "\0", "a\nb"])
def test_whatever_is_typed_is_a_text_that_can_be_saved(text):
    (task,) = take_rows(Work(), ITEMS, {1: {"lead": text, "note": "n", "state": "已取得"}}, T)
    assert task.state == "obtained"
    assert len(task.lead) <= 2000
    assert Task.model_validate(task.model_dump()) == task


def test_a_row_that_is_not_there_is_passed_over():
    assert take_rows(Work(), ITEMS, {7: {"lead": "x"}}, T) == ()


def test_the_table_holds_every_row_and_says_what_is_urgent():
    rule_set = load_rules().sets["nat_upgrade_state_council_replies"]
    work = Work(
        tasks=(
            Task(item="nat_r1", due="2020"),
            Task(item="nat_r4", state="obtained", document_no="1", valid_until="2026-12"),
        )
    )
    rows = task_rows([rule_set], papers_of([rule_set]), work, TODAY)
    frame = tasks_table(rows, T)
    assert len(frame) == len(rows) > 10
    assert [say_notice(row, T) for row in rows[:2]] == ["逾期", "将到期"]
    assert frame["due"][0].date() == dt.date(2020, 12, 31)


def notices(*tasks, name="nat_upgrade_state_council_replies", level="provincial", t=T):
    rule_set = load_rules().sets[name]
    rows = task_rows([rule_set], papers_of([rule_set]), Work(tasks=tasks), TODAY, level=level)
    return {row.item: notice for row in rows if (notice := say_notice(row, t))}


def test_a_row_says_why_its_paper_does_not_count():
    found = notices(
        Task(item="nat_r4", state="obtained"),
        Task(item="planning_eia", state="obtained", document_no="1", valid_until="2025-12-31"),
        Task(item="nat_r3", state="obtained", document_no="1", valid_until="2026-12"),
        Task(item="nat_r7", state="obtained", document_no="1"),
        Task(item="nat_r1", state="obtained", document_no="1", due="2020"),
        Task(item="nat_r6", state="under_way", due="2020", valid_until="2020"),
        Task(item="firms", state="obtained"),
    )
    assert found == {
        "nat_r4": "缺文号或附件编号，暂不计入",
        "nat_r5": "已过有效期（2025年12月31日），不计入",
        "nat_r3": "将到期；随国务院批复取得，批复前不计入",
        "nat_r7": "本条须由审核机关认定，不因取得文件改判",
        "nat_r6": "逾期；已过期",
    }
    assert "nat_r3" not in notices(
        Task(item="nat_r3", state="obtained", document_no="1"), level="national"
    )


def test_a_row_says_that_files_leave_it_out():
    recalled = "仅据记忆、未核实，不列入导出文件"
    found = notices(Task(item="nat17_c3", state="obtained"), name="nat_gbf_2017_7")
    assert found["nat17_c2"] == found["nat17_c4"] == recalled
    assert found["nat17_c3"] == f"缺文号或附件编号，暂不计入；{recalled}"
    assert notices() == {}


def test_what_is_typed_into_a_row_goes_where_it_was_entered():
    rule_set = load_rules().sets["nat_upgrade_state_council_replies"]
    work = Work(tasks=(Task(item="planning_eia", lead="甲"),))
    rows = task_rows([rule_set], papers_of([rule_set]), work, TODAY)
    items = tuple(row.task.item for row in rows)
    frame = tasks_table(rows, T)
    place = items.index("planning_eia")
    assert frame["item"][place] == "落实生态环境分区管控并依法开展规划环评"
    assert frame["paper"][place] == "规划环境影响评价及审查意见；其后的跟踪评价"
    assert frame["lead"][place] == "甲"
    edits = {place: {"document_no": "川环审〔2026〕9号"}, items.index("nat_r4"): {"lead": "乙"}}
    tasks = take_rows(work, items, edits, T)
    assert tasks == (
        Task(item="planning_eia", lead="甲", document_no="川环审〔2026〕9号"),
        Task(item="nat_r4", lead="乙"),
    )
