"""The page of catchments while an answer is on its way: progress, the end, and stopping."""

from __future__ import annotations

from threading import Event

import pytest

from geo.errors import CancelledError
from geo.locale import translator
from geo.maps import asked
from geo.maps.asked import has_shares, is_answered, measure_shares, study_of
from geo.maps.parts import Memo
from geo.presets import STARTS
from geo.ui.catchments import working
from geo.ui.catchments.working import list_tasks
from tests.app.conftest import blocks

PAGE = "pages/catchments.py"
T = translator("zh")
PATIENCE_SECONDS = 60


@pytest.fixture
def slow(monkeypatch):
    """Have answers wait for a word, and pages not wait at all."""
    monkeypatch.setattr(working, "_AT_ONCE_SECONDS", 0.0)
    monkeypatch.setattr(asked, "_RESULTS", Memo(8))
    go, begun, real = Event(), Event(), asked.compute

    def compute(study, catalog, travel, *, progress):
        begun.set()
        progress(0.25)
        while not go.wait(0.01):
            progress(0.25)
        progress(0.25)
        return real(study, catalog, travel, progress=progress)

    monkeypatch.setattr(asked, "compute", compute)
    yield go, begun
    go.set()


def job_of(pages):
    return pages.app.session_state[working._JOB][1]


def progress_of(pages):
    return [e.proto.text for e in blocks(pages.app.main) if e.type == "progress"]


def test_an_answer_on_its_way_says_how_far_it_is_and_then_comes(pages, slow):
    go, begun = slow
    pages.open(PAGE, cr="21")
    assert begun.wait(PATIENCE_SECONDS)
    pages.app.run()
    assert progress_of(pages) == [T("catchments.working", share="25")]
    assert pages.map is None
    assert pages.query == {"cr": "21"}  # nothing of what was asked is lost
    assert T("catchments.empty") not in " ".join(pages.words)
    go.set()
    assert job_of(pages).wait(PATIENCE_SECONDS)
    pages.app.run()
    assert progress_of(pages) == []
    assert "21公里" in pages.map["payload"]["title"]


def test_it_can_be_stopped_and_asked_again(pages, slow):
    go, begun = slow
    pages.open(PAGE, cr="22")
    assert begun.wait(PATIENCE_SECONDS)
    (stop,) = [b for b in pages.app.button if b.key == "catchments.stop"]
    stop.click().run()
    assert job_of(pages).wait(PATIENCE_SECONDS)
    assert isinstance(job_of(pages).error, CancelledError)
    pages.app.run()
    assert T("catchments.stopped") in " ".join(pages.words)
    assert pages.map is None
    go.set()
    (again,) = [b for b in pages.app.button if b.key == "catchments.again"]
    again.click().run()
    assert job_of(pages).wait(PATIENCE_SECONDS)
    pages.app.run()
    assert "22公里" in pages.map["payload"]["title"]


def test_another_question_stops_the_work_on_the_one_before(pages, slow):
    go, begun = slow
    pages.open(PAGE, cr="23")
    assert begun.wait(PATIENCE_SECONDS)
    before = job_of(pages)
    pages.open(PAGE, cr="24")
    assert job_of(pages) is not before
    assert before.wait(PATIENCE_SECONDS)
    assert isinstance(before.error, CancelledError)
    go.set()
    assert job_of(pages).wait(PATIENCE_SECONDS)
    pages.app.run()
    assert "24公里" in pages.map["payload"]["title"]


def test_what_is_answered_is_no_work(catalog):
    view = STARTS["catchments"]
    study = study_of(view, catalog)
    asked.answer(study, catalog)
    assert is_answered(study, catalog, ())
    assert list_tasks(view, catalog, asked.MODEL) == {}


def test_the_shares_are_work_only_where_they_are_shown(catalog, monkeypatch):
    from dataclasses import replace  # noqa: PLC0415

    monkeypatch.setattr(asked, "_SHARES", Memo(4))
    view = replace(STARTS["catchments"], catchment="drive", catchment_zones=("chengdu",))
    asked.answer(study_of(view, catalog), catalog)
    assert list_tasks(view, catalog, asked.MODEL) == {}
    shown = replace(view, section="totals")
    assert list(list_tasks(shown, catalog, asked.MODEL)) == [("shares", "areal")]
    told = []
    measure_shares(catalog, "areal", progress=told.append)
    assert told[0] <= 0.1
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert has_shares(catalog, "areal")
    assert not has_shares(catalog, "dasymetric")
    assert list_tasks(shown, catalog, asked.MODEL) == {}
