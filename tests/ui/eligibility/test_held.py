"""Work from zone to zone: what is lost, what is kept."""

from __future__ import annotations

from geo.eligibility.rules import load_rules
from geo.eligibility.work import OwnFigure, Task, Work
from geo.ui.eligibility.held import differs, move_work
from geo.ui.eligibility.names import plain_name

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
