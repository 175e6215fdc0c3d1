"""Work beside the page: how far it is, how it is stopped, and what comes of it."""

import threading

import pytest

from geo.catchment.faults import refuse
from geo.errors import CancelledError, TravelError
from geo.ui.catchments.jobs import Job

LONG = 30
"""Seconds after which something hangs; nothing waits so long."""


class Gate:
    """Work that stops after every word until the test lets it go on."""

    def __init__(self, *shares):
        self.shares = shares
        self.told = threading.Semaphore(0)
        self.go_on = threading.Semaphore(0)
        self.was_stopped = False

    def __call__(self, hear):
        try:
            for share in self.shares:
                hear(share)
                self.told.release()
                assert self.go_on.acquire(timeout=LONG)
        except CancelledError:
            self.was_stopped = True
            raise
        return "result"

    def next(self):
        assert self.told.acquire(timeout=LONG)


def test_it_says_how_far_it_is_and_what_came_of_it():
    gate = Gate(0.25, 0.5, 1.0)
    job = Job(gate)
    assert not job.is_done
    assert not job.wait(0)
    job.start()
    for share in gate.shares:
        gate.next()
        assert job.share == share
        assert not job.is_done
        assert job.result is None
        gate.go_on.release()
    assert job.wait(LONG)
    assert job.is_done
    assert (job.result, job.error) == ("result", None)


def test_the_page_is_not_held_up():
    gate = Gate(0.0)
    job = Job(gate)
    job.start()
    gate.next()
    assert job.wait(0) is False
    gate.go_on.release()
    assert job.wait(LONG)


def test_it_stops_when_it_next_says_how_far_it_is():
    gate = Gate(0.1, 0.2, 0.3)
    job = Job(gate)
    job.start()
    gate.next()
    job.cancel()
    assert not job.is_done
    gate.go_on.release()
    assert job.wait(LONG)
    assert gate.was_stopped
    assert isinstance(job.error, CancelledError)
    assert job.result is None
    assert job.share == 0.1


def test_what_was_stopped_before_it_began_does_nothing():
    gate = Gate(0.0)
    job = Job(gate)
    job.cancel()
    job.start()
    assert job.wait(LONG)
    assert isinstance(job.error, CancelledError)


def test_stopping_what_has_ended_changes_nothing():
    job = Job(lambda hear: hear(1.0) or 7)
    job.start()
    assert job.wait(LONG)
    job.cancel()
    assert (job.result, job.error) == (7, None)


def test_two_jobs_know_nothing_of_each_other():
    one, other = Gate(0.1), Gate(0.9)
    first, second = Job(one), Job(other)
    first.start()
    second.start()
    one.next()
    other.next()
    first.cancel()
    assert (first.share, second.share) == (0.1, 0.9)
    one.go_on.release()
    other.go_on.release()
    assert first.wait(LONG)
    assert second.wait(LONG)
    assert second.result == "result"


@pytest.mark.parametrize("error", [refuse("kind", "kind", "a.txt", kinds=".csv"), MemoryError()])
def test_why_it_failed_is_kept(error):
    def fail(_hear):
        raise error

    job = Job(fail)
    job.start()
    assert job.wait(LONG)
    assert job.error is error
    assert isinstance(error, (TravelError, MemoryError))
    assert job.result is None


def test_what_nobody_foresaw_goes_to_the_log_and_is_no_result(monkeypatch):
    logged = []
    monkeypatch.setattr(threading, "excepthook", lambda told: logged.append(told.exc_type))

    def fail(_hear):
        raise ZeroDivisionError

    job = Job(fail)
    job.start()
    assert job.wait(LONG)
    assert logged == [ZeroDivisionError]
    assert (job.result, job.error) == (None, None)


@pytest.mark.parametrize(("told", "share"), [(-0.5, 0.0), (1.5, 1.0), (0.3, 0.3)])
def test_a_share_stays_between_nothing_and_all(told, share):
    job = Job(lambda hear: hear(told))
    job.start()
    assert job.wait(LONG)
    assert job.share == share
