"""Answers that take a while: how far they are, and a way to stop them.

What is answered is kept for all visits (`geo.maps.asked`), so a page only waits for what nobody
has asked before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.catchment.network import portion
from geo.catchment.study import ACCESS
from geo.errors import CancelledError
from geo.maps.asked import (
    answer,
    has_shares,
    is_answered,
    measure,
    measure_shares,
    study_of,
)
from geo.maps.text import escape
from geo.ui.catchments.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.view import View

    Task = Callable[[Progress], object]

_JOB: Final = "catchments-answer"
_AT_ONCE_SECONDS: Final = 0.8
"""What is ready by then comes without a word: nothing shall flicker."""

_POLL_SECONDS: Final = 0.5


def is_ready(view: View, catalog: Catalog, travel: Travel, t: Translator) -> bool:
    """Return whether everything that the page shows is computed; else show how far it is.

    A fault is none of its business: who asks next meets it and tells.
    """
    tasks = list_tasks(view, catalog, travel)
    if not tasks:
        return True
    key = (catalog.digest, travel.digest, *tasks)
    job = _job_of(key, list(tasks.values()))
    if not job.wait(_AT_ONCE_SECONDS):
        _follow(key, t)
        return False
    if isinstance(job.error, CancelledError):
        _tell_stopped(t)
        return False
    return True


def list_tasks(view: View, catalog: Catalog, travel: Travel) -> dict[object, Task]:
    """Return what the page needs and nobody has computed yet, each by what it depends on."""
    tasks: dict[object, Task] = {}
    methods = [method for method in (view.catchment, view.against) if method is not None]
    for method in methods:
        study = study_of(view, catalog, method)
        if study is None or is_answered(study, catalog, view.platform_categories, travel):
            continue
        tasks[study, view.platform_categories] = _ask(study, view, catalog, travel)
    is_timed = view.catchment == "drive" and view.section == "totals"
    if is_timed and not has_shares(catalog, view.weighting, travel):
        tasks["shares", view.weighting] = lambda hear: measure_shares(
            catalog, view.weighting, travel, hear
        )
    return tasks


def _ask(study: Study, view: View, catalog: Catalog, travel: Travel) -> Task:
    if study.method in ACCESS:
        return lambda hear: measure(study, catalog, view.platform_categories, travel, hear)
    return lambda hear: answer(study, catalog, travel, hear)


def _job_of(key: object, tasks: list[Task]) -> Job[object]:
    """Return the work on `tasks`, begun now if it is new; older work of the visit is stopped."""
    held: tuple[object, Job[object]] | None = st.session_state.get(_JOB)
    if held is not None and held[0] == key:
        return held[1]
    if held is not None:
        held[1].cancel()

    def work(hear: Progress) -> object:
        for number, task in enumerate(tasks):
            task(portion(hear, number / len(tasks), (number + 1) / len(tasks)))
        return None

    job: Job[object] = Job(work)
    st.session_state[_JOB] = (key, job)
    job.start()
    return job


@st.fragment(run_every=_POLL_SECONDS)
def _follow(key: object, t: Translator) -> None:
    held: tuple[object, Job[object]] | None = st.session_state.get(_JOB)
    if held is None or held[0] != key:
        return
    job = held[1]
    if job.is_done:
        st.rerun()
    st.progress(job.share, text=t("catchments.working", share=t.number(job.share * 100, 0)))
    st.button(t("catchments.own_cancel"), key="catchments.stop", on_click=job.cancel)


def _tell_stopped(t: Translator) -> None:
    st.html(f'<div class="za-say" role="status">{escape(t("catchments.stopped"))}</div>')
    st.button(
        t("catchments.again"), key="catchments.again", on_click=_forget, icon=":material/refresh:"
    )


def _forget() -> None:
    st.session_state.pop(_JOB, None)
