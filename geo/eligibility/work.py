"""A manager's work on one zone in one file: its own figures, the tasks, the clauses entered."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Annotated, Final, Literal, TypeAlias, get_args

from pydantic import Field

from geo.eligibility.figures import ZoneFigure
from geo.eligibility.model import (
    Date,
    Id,
    Number,
    Part,
    RuleSet,
    Text,
    Unit,
)
from geo.types import Qualifier  # noqa: TC001 - pydantic reads it at run time

TaskState: TypeAlias = Literal["not_started", "under_way", "obtained", "to_renew"]
"""未启动, 推进中, 已取得, 需更新."""

TASK_STATES: Final[tuple[TaskState, ...]] = get_args(TaskState)

VERSION: Final = 1
MOST_FIGURES: Final = 500
MOST_TASKS: Final = 500
MOST_RULE_SETS: Final = 20
SOON_DAYS: Final = 60
"""A document that is valid for no longer expires soon."""

ZoneName: TypeAlias = Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]{0,63})?$")]


class OwnFigure(Part):
    """A figure that the zone filled in itself (本单位填报).

    Attributes
    ----------
    metric
        Id of the metric.
    value
        In `unit`; true or false for facts; a word of a category.
    unit
        Unit of the metric: amounts in other units are converted when they are read.
    year
        Of the figure; null where none was given, and then it decides nothing.
    qualifier
        "eq", "ge" or "approx".
    source
        What it rests on, in the zone's words.
    note
        What else the zone says.
    """

    metric: Id
    value: bool | Number | Id
    unit: Unit
    year: Annotated[int, Field(ge=1980, le=2100)] | None = None
    qualifier: Qualifier = "eq"
    source: Text = ""
    note: Text = ""

    def as_figure(self) -> ZoneFigure:
        """Return it in the form that rules are held against."""
        return ZoneFigure(
            self.metric,
            self.value,
            self.unit,
            "" if self.year is None else str(self.year),
            self.qualifier,
            "own",
            source_text=self.source,
            note_zh=self.note,
            note_en=self.note,
        )


class Task(Part):
    """One row of the task table.

    Attributes
    ----------
    item
        Id of the criterion or of the document of the list (`geo.eligibility.gates`).
    lead, support
        责任单位, 协办单位.
    due
        完成时限.
    state
        状态.
    document_no, annex_no
        文号, 附件编号.
    valid_until
        有效期至.
    note
        备注.
    """

    item: Id
    lead: Text = ""
    support: Text = ""
    due: Date | None = None
    state: TaskState = "not_started"
    document_no: Text = ""
    annex_no: Text = ""
    valid_until: Date | None = None
    note: Text = ""


class Work(Part):
    """Everything that somebody entered for one zone; what a saved file holds.

    Attributes
    ----------
    version
        Of this file's schema.
    zone
        Id of a zone of the atlas; empty for one that starts from blank.
    name
        Name of a zone that the atlas does not hold.
    figures
        Its own figures.
    tasks
        Rows of the task table that were touched; the others are as `Task` has them.
    rule_sets
        Rule sets that were brought or whose clauses were entered.
    pace_year
        Year by which missing numbers are to be reached.
    saved
        Day of the last saving.
    """

    version: Literal[1] = VERSION
    zone: ZoneName = ""
    name: Text = ""
    figures: tuple[OwnFigure, ...] = Field(default=(), max_length=MOST_FIGURES)
    tasks: tuple[Task, ...] = Field(default=(), max_length=MOST_TASKS)
    rule_sets: tuple[RuleSet, ...] = Field(default=(), max_length=MOST_RULE_SETS)
    pace_year: Annotated[int, Field(ge=2020, le=2100)] | None = None
    saved: Date | None = None

    def task(self, item: str) -> Task:
        """Return the row of an item; an untouched one if there is none."""
        return next((task for task in self.tasks if task.item == item), Task(item=item))


def is_overdue(task: Task, today: dt.date) -> bool:
    """Whether a task should have been done and is not."""
    return task.state != "obtained" and task.due is not None and _last_day(task.due) < today


def expires(task: Task, today: dt.date) -> Literal["", "expired", "soon"]:
    """Return whether what was obtained is no longer valid, or not for long."""
    if task.valid_until is None:
        return ""
    left = (_last_day(task.valid_until) - today).days
    if left < 0:
        return "expired"
    return "soon" if left <= SOON_DAYS else ""


def _last_day(date: str) -> dt.date:
    """Return the last day of a date that may be a month or a year."""
    year, month, day = (*(int(part) for part in date.split("-")), 0, 0)[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])
