"""A manager's work on one zone in one file: its own figures, the tasks, the clauses entered."""

from __future__ import annotations

import calendar
import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self, TypeAlias, get_args

from pydantic import AfterValidator, Field, StrictBool, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from geo.eligibility.cited import rests_on_memory
from geo.eligibility.faults import Fault, Place, read_error, shorten
from geo.eligibility.figures import OWN, ZoneFigure
from geo.eligibility.gates import DossierDocument, load_gates
from geo.eligibility.model import (
    Criterion,
    Date,
    Id,
    Kind,
    Number,
    Part,
    RuleSet,
    Text,
    Unit,
    can_be_computed,
)
from geo.eligibility.tracks import has_passed
from geo.errors import EligibilityError
from geo.json_file import Unfit, clean, find_unfit, read_json
from geo.settings import read_setting
from geo.types import Qualifier  # noqa: TC001 - pydantic reads it at run time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

    from geo.types import Lang

TaskState: TypeAlias = Literal["not_started", "under_way", "obtained", "to_renew"]
"""未启动, 推进中, 已取得, 需更新."""

TASK_STATES: Final[tuple[TaskState, ...]] = get_args(TaskState)

Expiry: TypeAlias = Literal["", "soon", "expired"]

Proof: TypeAlias = Literal["", "needs_number", "counts", "no_effect", "expired", "too_early"]
"""What a paper that is marked as obtained does to its line: nothing until its number is entered; it
counts; nothing because the line is not settled by papers; nothing any more; nothing because nobody
can have it before the gate is passed. Empty where nothing is marked, and for a paper of the list
that no line asks for."""

VERSION: Final = 1
MOST_FIGURES: Final = 500
MOST_TASKS: Final = 500
MOST_RULE_SETS: Final = 20
SOON_DAYS: Final = 60
"""A document that is valid for no longer expires soon."""
FIRST_YEAR: Final = 1980
HIGHEST: Final = 1e12
"""No figure is larger, in the unit of its metric."""

_MOST_TOLD: Final = 200
"""Faults of one file that are told one by one; the others are counted."""

ZoneName: TypeAlias = Annotated[str, Field(pattern=r"^([a-z][a-z0-9-]{0,63})?$")]

_REFUSALS: Final = {"crowded": "work_crowded", "deep": "work_deep", "json": "work_json"}
_UNFIT: Final = {"number": "work_number", "text": "rule_text", "twice": "work_twice"}
"""Messages for what `geo.json_file` tells."""

_MOST_SIGNS: Final = {b"{": 10_000, b"[": 10_000, b",": 150_000, b"\\": 200_000}
"""More of them than the fullest work allowed can have."""


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
    value: StrictBool | Number | Id
    unit: Unit
    year: Annotated[int, Field(ge=FIRST_YEAR, le=2100)] | None = None
    qualifier: Qualifier = "eq"
    source: Text = ""
    note: Text = ""

    @model_validator(mode="after")
    def _check(self) -> Self:
        value = self.value
        if isinstance(value, (bool, str)):
            fits = self.unit == ("boolean" if isinstance(value, bool) else "category")
        else:
            fits = can_be_computed(value) and self.unit not in {"boolean", "category"}
        if not fits:
            raise PydanticCustomError(
                "work_value",
                "value: expected one that fits the unit {unit}, a number up to {most}",
                {"unit": self.unit, "most": f"{HIGHEST:,.0f}"},
            )
        return self

    def as_figure(self) -> ZoneFigure:
        """Return it in the form that rules are held against."""
        return ZoneFigure(
            self.metric,
            self.value,
            self.unit,
            "" if self.year is None else str(self.year),
            self.qualifier,
            OWN,
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


def _check_once(names: Iterable[str]) -> None:
    found = list(names)
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        sentence = "expected each id once; got {ids} twice"
        raise PydanticCustomError("rule_twice", sentence, {"ids": ", ".join(twice)})


def _check_figures(figures: tuple[OwnFigure, ...]) -> tuple[OwnFigure, ...]:
    _check_once(f"{figure.metric} {figure.year or ''}".rstrip() for figure in figures)
    return figures


def _check_tasks(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    _check_once(task.item for task in tasks)
    return tasks


def _check_rule_sets(rule_sets: tuple[RuleSet, ...]) -> tuple[RuleSet, ...]:
    _check_once(rule_set.id for rule_set in rule_sets)
    return rule_sets


Figures: TypeAlias = Annotated[
    tuple[OwnFigure, ...], Field(max_length=MOST_FIGURES), AfterValidator(_check_figures)
]
Tasks: TypeAlias = Annotated[
    tuple[Task, ...], Field(max_length=MOST_TASKS), AfterValidator(_check_tasks)
]
RuleSets: TypeAlias = Annotated[
    tuple[RuleSet, ...], Field(max_length=MOST_RULE_SETS), AfterValidator(_check_rule_sets)
]


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
        Its own figures, one per metric and year.
    tasks
        Rows of the task table that were touched, one per item; the others are as `Task` has
        them.
    rule_sets
        Rule sets that were brought or whose clauses were entered, each once.
    pace_year
        Year by which missing numbers are to be reached.
    saved
        Day of the last saving.
    """

    version: Literal[1] = VERSION
    zone: ZoneName = ""
    name: Text = ""
    figures: Figures = ()
    tasks: Tasks = ()
    rule_sets: RuleSets = ()
    pace_year: Annotated[int, Field(ge=2020, le=2100)] | None = None
    saved: Date | None = None

    def task(self, item: str) -> Task:
        """Return the row of an item; an untouched one if there is none."""
        return next((task for task in self.tasks if task.item == item), Task(item=item))


def is_overdue(task: Task, today: dt.date) -> bool:
    """Whether a task should have been done and is not."""
    return task.state != "obtained" and task.due is not None and _last_day(task.due) < today


def expires(task: Task, today: dt.date) -> Expiry:
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


# the task table


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of the task table: what is asked for, and how far the work on it is.

    Attributes
    ----------
    origin
        The criterion, or the paper of the list of documents.
    rule_set
        The rule set of the criterion; None for a paper of the list.
    task
        What was entered; untouched where nothing was.
    is_overdue
        Whether it should have been done and is not.
    expiry
        "expired" or "soon" where what was obtained is no longer valid, or not for long.
    proof
        What the paper does to the line if it is marked as obtained.
    paper
        The paper of the list that is evidence of the criterion, for which the row stands; None
        where there is none, and for a paper of the list itself.
    """

    origin: Criterion | DossierDocument
    rule_set: RuleSet | None
    task: Task
    is_overdue: bool
    expiry: Expiry
    proof: Proof = ""
    paper: DossierDocument | None = None

    @property
    def item(self) -> str:
        """Return the id of the criterion or the paper.

        What was entered may stand under another: under that of ``paper`` (``task.item``).
        """
        return self.origin.id

    @property
    def kind(self) -> Kind:
        """Return the kind of the criterion; a paper is a document."""
        return self.origin.kind if isinstance(self.origin, Criterion) else "document"

    def say(self, name: str, lang: Lang) -> str:
        """Return a text of the criterion or the paper, such as its label."""
        return self.origin.say(name, lang)


def papers_of(rule_sets: Iterable[RuleSet]) -> tuple[DossierDocument, ...]:
    """Return the papers of the gates that rule sets guard, in the order of the list."""
    tracks = {rule_set.track for rule_set in rule_sets}
    return tuple(paper for paper in load_gates().documents if tracks.intersection(paper.gates))


def paper_of(criterion: Criterion, rule_set: RuleSet) -> DossierDocument | None:
    """Return the paper of the list that is evidence of a criterion.

    None where there is none, where the paper is there long before the criterion can be, and where
    nobody's text says that the criterion is one.
    """
    if criterion.follows_gate or rests_on_memory(criterion, rule_set):
        return None
    papers = load_gates().documents
    return next((paper for paper in papers if criterion.id in paper.criteria), None)


def task_of(criterion: Criterion, rule_set: RuleSet, work: Work) -> Task:
    """Return what was entered for a criterion: for itself, else for its paper."""
    own, paper = work.task(criterion.id), paper_of(criterion, rule_set)
    if paper is None or own != Task(item=criterion.id):
        return own
    of_paper = work.task(paper.id)
    return own if of_paper == Task(item=paper.id) else of_paper


def proof_of(
    criterion: Criterion, rule_set: RuleSet, task: Task, today: dt.date, level: str | None = None
) -> Proof:
    """Return what a paper does to a line.

    Only a requirement that a document be there, or a veto that is lifted by one, is proved by
    having it. What reviewers judge, and what the text gives no measure for, is proved by nothing
    that the zone says; a paper that has expired or must be renewed proves nothing either, nor one
    that nobody can find: it needs the number of the document or of the annex.

    Parameters
    ----------
    criterion, rule_set
        The line.
    task
        What was entered for it (`task_of`).
    today
        Day that it is held against.
    level
        Level of the zone; None for one that the atlas does not hold.
    """
    if task.state != "obtained":
        return ""
    if is_too_early(criterion, rule_set, level):
        return "too_early"
    if not can_be_proved(criterion, rule_set):
        return "no_effect"
    if expires(task, today) == "expired":
        return "expired"
    return "counts" if task.document_no.strip() or task.annex_no.strip() else "needs_number"


def is_too_early(criterion: Criterion, rule_set: RuleSet, level: str | None) -> bool:
    """Return whether nobody can have what a line asks for yet: it comes with passing the gate.

    An evaluation is no gate.
    """
    is_gate = rule_set.track != "evaluation"
    return criterion.follows_gate and is_gate and not has_passed(level, rule_set.track)


def can_be_proved(criterion: Criterion, rule_set: RuleSet) -> bool:
    """Return whether a line is settled by having a paper."""
    return (
        criterion.is_scored
        and criterion.kind in {"document", "veto"}
        and criterion.threshold is True  # then its operator is "is_true"
        and rule_set.text_read != "none"
    )


def task_rows(
    rule_sets: Iterable[RuleSet],
    documents: Iterable[DossierDocument],
    work: Work,
    today: dt.date,
    *,
    level: str | None = None,
) -> list[TaskRow]:
    """Return the task table.

    Parameters
    ----------
    rule_sets
        Their requirements are rows; triggers and information are no work.
    documents
        Papers that are rows too (`papers_of`), unless the row of a criterion stands for them. A
        paper that something was entered for is left out only where a row shows it.
    work
        What was entered.
    today
        Day that tasks are held against.
    level
        Level of the zone; None for one that the atlas does not hold.

    Returns
    -------
    list of TaskRow
        Overdue rows first, then what has expired, what expires soon, and the others; within
        each by due date, those without one last, and otherwise as rules and papers stand.
    """
    rows: dict[str, TaskRow] = {}
    for guarding in rule_sets:
        for criterion in guarding.criteria:
            if criterion.is_scored and criterion.id not in rows:
                task = task_of(criterion, guarding, work)
                rows[criterion.id] = TaskRow(
                    criterion,
                    guarding,
                    task,
                    is_overdue(task, today),
                    expires(task, today),
                    proof_of(criterion, guarding, task, today, level),
                    paper_of(criterion, guarding),
                )
    stood_for = {row.paper.id for row in rows.values() if row.paper is not None}
    shown = {row.task.item for row in rows.values()}
    for paper in documents:
        task = work.task(paper.id)
        if paper.id in shown or (paper.id in stood_for and task == Task(item=paper.id)):
            continue
        rows.setdefault(
            paper.id, TaskRow(paper, None, task, is_overdue(task, today), expires(task, today))
        )
    return sorted(rows.values(), key=_urgency)


def _urgency(row: TaskRow) -> tuple[int, dt.date]:
    urgency = 0 if row.is_overdue else {"expired": 1, "soon": 2, "": 3}[row.expiry]
    return urgency, dt.date.max if row.task.due is None else _last_day(row.task.due)


def evidence_of(
    work: Work, rule_set: RuleSet, today: dt.date, level: str | None = None
) -> tuple[ZoneFigure, ...]:
    """Return what the papers in hand prove: a figure "true" for each that counts (`proof_of`).

    Parameters
    ----------
    work
        What was entered.
    rule_set
        Whose lines they are held against.
    today
        Day that they are held against.
    level
        Level of the zone; None for one that the atlas does not hold.
    """
    entered = [(one, task_of(one, rule_set, work)) for one in rule_set.criteria]
    return tuple(
        ZoneFigure(
            criterion.metric,
            value=True,
            unit="boolean",
            # until when it is valid is known, of which year it is, is not
            period="",
            qualifier="eq",
            status=OWN,
            source_text="；".join(part for part in (task.document_no, task.annex_no) if part),
            note_zh=task.note,
            note_en=task.note,
        )
        for criterion, task in entered
        if proof_of(criterion, rule_set, task, today, level) == "counts"
    )


# files


def dump_work(work: Work, today: dt.date) -> bytes:
    """Return work as a JSON file that `load_work` reads back equal, saved today.

    The same work and day give the same bytes.

    Raises
    ------
    EligibilityError
        If `load_work` would refuse the file (`check_work`): nobody finds out when it is too late.
    SettingError
        If the limit is set to a bad value.
    """
    content = _write(work, today.isoformat())
    faults = _refuse(work, content)
    if faults:
        raise EligibilityError(faults)
    return content


def check_work(work: Work) -> tuple[Fault, ...]:
    """Return why no file could hold some work; nothing if `dump_work` writes it."""
    return _refuse(work, _write(work, "2000-01-01"))  # every day is as long


def _write(work: Work, saved: str) -> bytes:
    plain = work.model_copy(update={"saved": saved}).model_dump(mode="json")
    text = json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True)
    # what is no text is refused, and not an error of ours
    return f"{text}\n".encode("utf-8", "surrogatepass")


def _refuse(work: Work, content: bytes) -> tuple[Fault, ...]:
    name = "work.json"
    counts = (
        (len(work.figures), MOST_FIGURES, "work_many_figures"),
        (len(work.tasks), MOST_TASKS, "work_many_tasks"),
        (len(work.rule_sets), MOST_RULE_SETS, "work_many_rule_sets"),
    )
    faults = tuple(
        Fault(name, key, {"most": most}, value=str(count))
        for count, most, key in counts
        if count > most
    )
    most = read_setting("work_bytes")
    if len(content) > most:
        faults += (Fault(name, "work_full", {"most": f"{most:,}"}, value=f"{len(content):,}"),)
    return faults or load_work(content, name)[1]


def load_work(content: bytes, name: str) -> tuple[Work | None, tuple[Fault, ...]]:
    """Read work that somebody saved.

    Parameters
    ----------
    content
        The file; nothing about it is taken on trust.
    name
        Its name, for the faults.

    Returns
    -------
    work
        None if there is a fault.
    faults
        All faults, each with the place in the file: ``tasks.3.due``, counted from 0.

    Raises
    ------
    SettingError
        If the limit is set to a bad value.
    """
    tree, refusal = read_json(content, read_setting("work_bytes"), _MOST_SIGNS)
    if refusal is not None:
        key = _REFUSALS.get(refusal.key, refusal.key)
        return None, (Fault(name, key, dict(refusal.params), refusal.row, value=refusal.value),)
    if not isinstance(tree, dict) or "version" not in tree:
        # any other file of JSON would be taken for work, or for what is wrong with it
        return None, (Fault(name, "work_other", value=None if tree == {} else _show(tree)),)
    version = tree["version"]
    if type(version) is int and version > VERSION:
        params = {"most": VERSION}
        return None, (Fault(name, "work_newer", params, column="version", value=_show(version)),)
    faults = {
        (place, _UNFIT[key]): Fault(
            name, _UNFIT[key], {}, None, _say_place(place), _find_id(tree, place), shorten(value)
        )
        for place, key, value in find_unfit(tree)
    }
    if version is True:
        # pydantic takes it for 1
        params = {"expected": VERSION}
        faults[("version",), "literal_error"] = Fault(
            name, "literal_error", params, column="version", value=_show(version)
        )
    unfit = {place for place, _ in faults}
    work = None
    try:
        # strict: no text stands for a number; as JSON, because then lists stand for tuples
        work = Work.model_validate_json(json.dumps(clean(tree)), strict=True)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            place, key, _ = read_error(details)
            if not any(place[:length] in unfit for length in range(1, len(place) + 1)):
                faults.setdefault((place, key), _tell(details, tree, name))
    if not faults:
        return work, ()
    told = list(faults.values())
    more = len(told) - _MOST_TOLD
    if more > 0:
        told = [*told[:_MOST_TOLD], Fault(name, "work_more", {"n": more})]
    return None, tuple(told)


def _tell(details: ErrorDetails, tree: Any, name: str) -> Fault:
    place, key, params = read_error(details)
    came = details["input"]
    is_whole = details["type"] == "missing" or isinstance(came, (dict, list, tuple))
    value = None if is_whole else _show(came)
    return Fault(name, key, params, None, _say_place(place), _find_id(tree, place), value)


def _say_place(place: Place) -> str | None:
    return shorten(".".join(str(part) for part in place))


def _find_id(tree: Any, place: Place) -> str | None:
    """Return the id of the task, figure or line that a place lies in."""
    found, part = None, tree
    for step in place:
        try:
            part = part[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(part, dict):
            names = (part.get(key) for key in ("item", "id", "metric"))
            found = next((name for name in names if isinstance(name, str)), found)
    return shorten(found)


def _show(came: object) -> str | None:
    """Return what came as JSON writes it."""
    if isinstance(came, Unfit):
        return shorten(came.text)
    if isinstance(came, (dict, list, tuple)):
        return None
    return shorten(came if isinstance(came, str) else json.dumps(came))
