"""The task table: rows as they are shown, and as they are taken back."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.eligibility.cited import rests_on_memory
from geo.eligibility.model import Criterion
from geo.eligibility.work import TASK_STATES, Task
from geo.export.eligibility.papers import say_proof

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.eligibility.work import TaskRow, TaskState, Work
    from geo.locale import Translator
    from geo.ui.eligibility.grid import Row

FIXED: Final = ("notice", "item", "kind", "paper")
"""Columns that are not typed."""

TEXTS: Final = ("lead", "support", "document_no", "annex_no", "note")
DATES: Final = ("due", "valid_until")
COLUMNS: Final = (
    "notice",
    "item",
    "kind",
    "lead",
    "support",
    "due",
    "state",
    "document_no",
    "annex_no",
    "valid_until",
    "note",
    "paper",
)

_LONGEST: Final = 2000


def tasks_table(rows: Sequence[TaskRow], t: Translator) -> pd.DataFrame:
    """Return the task table as it is shown."""
    frame = pd.DataFrame([_row(row, t) for row in rows], columns=list(COLUMNS)).astype(object)
    for name in DATES:
        frame[name] = pd.to_datetime(frame[name])
    return frame


def _row(row: TaskRow, t: Translator) -> dict[str, Any]:
    task = row.task
    told: dict[str, Any] = {name: getattr(task, name) for name in TEXTS}
    return {
        "notice": say_notice(row, t),
        "item": row.say("label", t.lang),
        "paper": "" if row.paper is None else row.paper.say("label", t.lang),
        "kind": t(f"eligibility.kind_{row.kind}")
        if isinstance(row.origin, Criterion)
        else t("eligibility_page.task_paper"),
        **told,
        "due": read_day(task.due),
        "state": say_task_state(task.state, t),
        "valid_until": read_day(task.valid_until),
    }


def say_notice(row: TaskRow, t: Translator) -> str:
    """Return what must be known of a row before anything else.

    That it is overdue, that its paper has expired or soon will, or why the paper does not count,
    and that files leave it out.
    """
    told = [t("eligibility_page.task_overdue")] if row.is_overdue else []
    if row.expiry and row.proof != "expired":
        told.append(t(f"eligibility_page.task_{row.expiry}"))
    if isinstance(row.origin, Criterion) and row.rule_set is not None:
        told.append(say_proof(row.proof, row.origin, row.rule_set, row.task, t))
        if rests_on_memory(row.origin, row.rule_set):
            told.append(t("eligibility_report.task_recalled"))
    return t("eligibility_report.semicolon").join(text for text in told if text)


def say_task_state(state: TaskState, t: Translator) -> str:
    """Return the name of a state of a task."""
    return t(f"eligibility.task_{state}")


def read_day(date: str | None) -> dt.date | None:
    """Return the last day of a date that may be a month or a year.

    Examples
    --------
    >>> read_day("2026-02")
    datetime.date(2026, 2, 28)
    """
    if date is None:
        return None
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def take_rows(
    work: Work, items: Sequence[str], edits: Mapping[int, Row], t: Translator
) -> tuple[Task, ...]:
    """Return the tasks of some work with what was typed.

    Parameters
    ----------
    work
        The work so far.
    items
        Where the rows of the table are entered, in its order: ``row.task.item``, which for a line
        may be its paper. Two rows may share one.
    edits
        What was typed, by row: only the cells that were changed.
    t
        The words that the table is in.

    Returns
    -------
    tuple of Task
        Rows that were touched; one that is as blank as it began is left out. Cells that were
        not typed stay as they were, a date of a month alone among them.
    """
    states = {say_task_state(state, t): state for state in TASK_STATES}
    tasks = {task.item: task for task in work.tasks}
    for number, cells in edits.items():
        if not 0 <= number < len(items):
            continue
        item = items[number]
        changes: dict[str, Any] = {}
        for name, value in cells.items():
            if name in TEXTS:
                changes[name] = _clean(value)
            elif name in DATES:
                changes[name] = _write_day(value)
            elif name == "state":
                changes[name] = states.get(str(value), "not_started")
        plain = tasks.get(item, Task(item=item)).model_dump() | changes
        tasks[item] = Task.model_validate(plain)
    return tuple(task for task in tasks.values() if task != Task(item=task.item))


def _clean(value: object) -> str:
    text = "" if value is None else " ".join(str(value).split())
    return "".join(one for one in text if one.isprintable())[:_LONGEST]


def _write_day(value: object) -> str | None:
    if value is None or value == "":
        return None
    try:
        day = dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
    # years beyond are slips of the finger, and no date of the work may have them
    return day.isoformat() if 1900 <= day.year < 2100 else None  # noqa: PLR2004
