"""Work from zone to zone: what is lost, what is kept."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from geo.eligibility.rules import load_rules
from geo.eligibility.work import OwnFigure, Task, Work
from geo.export.names import plain_name
from geo.locale import translator
from geo.ui.eligibility import held
from geo.ui.eligibility.held import differs, move_work

FIGURE = OwnFigure(metric="planning_eia_passed", value=True, unit="boolean")


def test_entries_differ_and_the_rest_does_not():
    empty = Work(zone="yibin")
    assert not differs(empty, Work())
    assert not differs(Work(zone="yibin", pace_year=2030, saved="2026-11-27"), empty)
    assert differs(Work(zone="yibin", figures=(FIGURE,)), empty)
    assert differs(Work(zone="yibin", tasks=(Task(item="nat_r1", lead="x"),)), empty)
    # saved on another zone is not saved
    assert differs(Work(zone="yibin", figures=(FIGURE,)), Work(zone="ziyang", figures=(FIGURE,)))


def test_rules_go_along_and_entries_do_not():
    rule_set = load_rules().sets["sc_provincial_2022"]
    work = Work(zone="yibin", figures=(FIGURE,), rule_sets=(rule_set,), pace_year=2031)
    moved = move_work(work, "ziyang")
    assert moved == Work(zone="ziyang", rule_sets=(rule_set,), pace_year=2031)
    kept = Work(zone="ziyang", figures=(FIGURE,))
    assert move_work(work, "ziyang", kept).figures == (FIGURE,)


def test_names_of_files_are_plain():
    assert plain_name("../../etc: *?") == "etc" or "/" not in plain_name("../../etc: *?")
    assert plain_name("宜宾高新技术产业园区") == "宜宾高新技术产业园区"
    assert len(plain_name("x" * 500)) <= 60


@pytest.fixture(autouse=True)
def _visit(monkeypatch):
    monkeypatch.setattr(held, "st", SimpleNamespace(session_state={}))


def copies(count):
    rule_set = load_rules().sets["sc_provincial_2022"]
    return tuple(rule_set.model_copy(update={"id": f"own_{number}"}) for number in range(count))


def test_what_no_file_could_hold_is_not_taken_and_says_why():
    full = Work(rule_sets=copies(20))
    assert held.put_work(full)
    assert held.why_refused() == ()
    one_more = copies(21)[-1]
    held.keep_draft(one_more.id, "zh", [{"label": "x"}])
    assert not held.hold_rule_set(one_more)
    assert held.current_work() == full
    assert held.find_draft(one_more.id, "zh")  # what was typed is not lost with it
    assert [fault.key for fault in held.why_refused()] == ["work_many_rule_sets"]
    # one of the same id takes the other's place
    assert held.hold_rule_set(full.rule_sets[0].model_copy(update={"title_zh": "新"}))
    assert held.why_refused() == ()
    assert held.current_work().rule_sets[-1].title_zh == "新"


def test_what_is_too_much_already_may_become_less():
    over = Work().model_copy(update={"rule_sets": copies(23)})  # entries of two zones come together
    held.open_work(over)
    held.drop_rule_set("own_22")
    assert len(held.current_work().rule_sets) == 22
    assert held.why_refused() == ()


def test_rows_that_cannot_be_used_are_unsaved_and_hold_the_zone():
    t = translator("zh")
    assert held.follow_zone("yibin") == "yibin"
    assert held.tell_saving(t).startswith("尚未填报")
    held.keep_typed([{"metric": "a"}, {"metric": "b"}])
    assert held.is_unsaved()
    assert held.tell_saving(t) == "有2行未通过校验，未计入保存。"
    assert held.tell_saving(translator("en")) == "2 rows did not pass the checks and are not saved."
    held.mark_saved(held.current_work())
    assert held.is_unsaved()
    assert held.follow_zone("ziyang") == "yibin"
    assert held.waiting_zone() == "ziyang"
    held.leave_zone()
    assert held.current_work().zone == "ziyang"
    assert held.typed_rows() == ()
    assert not held.is_unsaved()


def test_a_file_that_is_opened_takes_the_place_of_rows_that_cannot_be_used():
    held.keep_typed([{"metric": "a"}])
    held.open_work(Work(zone="yibin", figures=(FIGURE,)))
    assert held.typed_rows() == ()
    assert held.tell_saving(translator("en")) == "Saved. Later changes must be saved again."
    held.keep_typed([{"metric": "a"}])
    assert held.tell_saving(translator("en")) == (
        "Saved. Later changes must be saved again. 1 row did not pass the checks and is not saved."
    )
