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
            Task(item="nat_r3", state="obtained", valid_until="2026-12"),
        )
    )
    rows = task_rows([rule_set], papers_of([rule_set]), work, TODAY)
    frame = tasks_table(rows, T)
    assert len(frame) == len(rows) > 10
    assert [say_notice(row, T) for row in rows[:2]] == ["逾期", "将到期"]
    assert frame["due"][0].date() == dt.date(2020, 12, 31)
