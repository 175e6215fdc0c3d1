"""The part of the page where the work is shared out: who does what until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.eligibility.work import TASK_STATES, papers_of, task_rows
from geo.maps.text import escape
from geo.ui.eligibility.choosing import level_of
from geo.ui.eligibility.grid import edit_grid
from geo.ui.eligibility.held import current_work, put_work
from geo.ui.eligibility.tasks import (
    COLUMNS,
    DATES,
    FIXED,
    say_task_state,
    take_rows,
    tasks_table,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.eligibility.work import TaskRow
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case
    from geo.ui.eligibility.grid import Row

_ORDER = "eligibility-task-order"
_ROW_PX = 35
_MOST_PX = 900


def list_tasks(case: Case) -> list[TaskRow]:
    """Return the task table of a case: requirements of the rules chosen, and papers."""
    sets = [one.rule_set for one in case.evaluations]
    level = level_of(case.zone, case.catalog)
    return task_rows(sets, papers_of(sets), case.work, case.day, level=level)


def show_tasks(case: Case, t: Translator) -> None:
    """Show the task table for editing, and how many rows need to be seen to."""
    rows = list_tasks(case)
    st.html(f'<p class="za-lead">{escape(t("eligibility_page.tasks_lead"))}</p>')
    st.html(_write_summary(rows, t))
    if not rows:
        st.html(f'<p class="za-note">{escape(t("eligibility_page.tasks_none"))}</p>')
        return
    sets = ".".join(one.rule_set.id for one in case.evaluations)
    key = f"eligibility.tasks.{case.zone}.{sets}.{t.lang}"
    if key not in st.session_state:
        # the rows stay where they are while somebody types
        st.session_state[_ORDER] = tuple(row.task.item for row in rows)
    items: tuple[str, ...] = st.session_state.get(_ORDER, ())

    def take(edits: Mapping[int, Row]) -> None:
        work = current_work()
        tasks = take_rows(work, items, edits, t)
        put_work(work.model_copy(update={"tasks": tasks}))

    edit_grid(
        lambda: tasks_table(rows, t),
        _columns(t),
        take_cells=take,
        key=key,
        disabled=FIXED,
        height=min(_ROW_PX * (len(rows) + 1) + 3, _MOST_PX),
    )
    st.html(f'<p class="za-note">{escape(t("eligibility_page.tasks_evidence"))}</p>')


def _write_summary(rows: list[TaskRow], t: Translator) -> str:
    overdue = sum(row.is_overdue for row in rows)
    expired = sum(row.expiry == "expired" for row in rows)
    soon = sum(row.expiry == "soon" for row in rows)
    unnumbered = sum(row.proof == "needs_number" for row in rows)
    told = [
        t.plural(f"eligibility_page.tasks_{name}", n)
        for name, n in (("overdue", overdue), ("expired", expired), ("soon", soon))
        if n
    ]
    if unnumbered:
        told.append(t.plural("eligibility_report.n_needs_number", unnumbered))
    states = [
        t("eligibility_page.tasks_state", state=say_task_state(state, t), n=n)
        for state in TASK_STATES
        for n in [sum(row.task.state == state for row in rows)]
    ]
    alarm = ""
    if told:
        text = t("eligibility.comma").join(told)
        alarm = f'<div class="za-say" role="status">{escape(text)}</div>'
    between = t("eligibility_page.between")
    return f'{alarm}<p class="za-el-plain">{escape(between.join(states))}</p>'


def _columns(t: Translator) -> dict[str, Any]:
    text = st.column_config.TextColumn
    config: dict[str, Any] = {}
    # what is typed must be in sight: the papers come last, and have room there
    widths = {
        "notice": 265,
        "item": 285,
        "kind": 84,
        "document_no": 140,
        "note": 180,
        "paper": 420,
    }
    for name in COLUMNS:
        # "task_paper" of the page is the kind of a row
        family = "eligibility_report" if name == "paper" else "eligibility_page"
        head = t(f"{family}.task_{name}")
        config[name] = text(head, width=widths.get(name, 108), pinned=name == "item")
    for name in DATES:
        config[name] = st.column_config.DateColumn(
            t(f"eligibility_page.task_{name}"), format="YYYY-MM-DD", width=112
        )
    config["state"] = st.column_config.SelectboxColumn(
        t("eligibility_page.task_state"),
        options=[say_task_state(state, t) for state in TASK_STATES],
        required=True,
        width=100,
    )
    return config
