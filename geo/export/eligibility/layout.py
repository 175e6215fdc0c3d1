"""What the formats of a report share: numbers of headings, and the details of a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from geo.export.eligibility.content import (
        Entry,
        FigureLine,
        OverviewRow,
        Report,
        Section,
        TaskLine,
    )
    from geo.locale import Translator

ChapterKind: TypeAlias = Literal[
    "notice", "overview", "results", "gates", "unread", "tasks", "sources"
]

_DIGITS: Final = "〇一二三四五六七八九"
_TEN: Final = "十"
_BASE: Final = 10


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter of a report.

    Attributes
    ----------
    kind
        What it is about.
    name
        Its name without a number.
    section
        The document that a chapter of results is on.
    """

    kind: ChapterKind
    name: str
    section: Section | None = None


def list_chapters(report: Report, t: Translator) -> list[Chapter]:
    """Return the chapters in order; those that have nothing to say are left out.

    One document has the results for its chapter; of several each has a chapter of its own, below
    the counts of them all.
    """
    several = len(report.sections) > 1
    parts: list[tuple[ChapterKind, object]] = [
        ("notice", report.notices),
        ("overview", report.overview),
        *(("results", section) for section in report.sections),
        ("gates", report.gates),
        ("unread", report.unread),
        ("tasks", report.tasks),
        ("sources", report.sources),
    ]
    sections = iter(report.sections)
    chapters = []
    for kind, content in parts:
        section = next(sections) if kind == "results" else None
        name = t(f"eligibility_report.chapter_{kind}")
        if section is not None and several:
            name = section.title
        if content:
            chapters.append(Chapter(kind, name, section))
    return chapters


def say_chapter(number: int, name: str, t: Translator) -> str:
    """Return the heading of a chapter, such as 一、对照结果."""
    return t("eligibility_report.chapter", number=_say_ordinal(number, t), name=name)


def say_figure_line(line: FigureLine, t: Translator) -> str:
    """Return a figure with year, status, source and notes as one text."""
    comma = t("eligibility.comma")
    text = comma.join([line.value, line.year, line.status, line.source])
    if line.label:
        text = t("eligibility_report.labelled", label=line.label, text=text)
    if not line.notes:
        return text
    notes = t("eligibility_report.semicolon").join(note.rstrip("。.") for note in line.notes)
    return t("eligibility_report.noted", text=text, note=notes)


def say_basis(entry: Entry, t: Translator) -> str:
    """Return clause, document and validity of a line as one text."""
    return t(
        "eligibility_report.basis",
        clause=entry.clause,
        document=entry.document,
        validity=entry.validity,
    )


def say_task_basis(task: TaskLine, t: Translator) -> str:
    """Return clause and document of a task as one text; of a paper, the numbers of sources."""
    if task.marks:
        return f"{task.clause}{task.marks}"
    return t("eligibility_report.task_basis", clause=task.clause, document=task.document)


def say_paper(task: TaskLine, t: Translator) -> str:
    """Return the paper that answers a task; empty where none of the list does."""
    if not task.paper:
        return ""
    label = t("eligibility_report.task_paper")
    return t("eligibility_report.labelled", label=label, text=task.paper)


def say_counts(row: OverviewRow, t: Translator) -> list[str]:
    """Return the counts of a document; a dash where its lines cannot have a state."""
    none = t("eligibility_report.none")
    return [none if count is None else t.number(count) for count in row.counts]


def say_remark(text: str, t: Translator) -> str:
    """Return a remark on the zone, marked as one."""
    label = t("eligibility_report.detail_remarks")
    return t("eligibility_report.labelled", label=label, text=text)


def list_details(entry: Entry, t: Translator) -> list[tuple[str, tuple[str, ...]]]:
    """Return everything that stands below a line: names, each with one text or several.

    What the line's own cells say (label, threshold, value, year, status, margin) is not in it,
    and neither is its basis (`say_basis`).
    """
    rows: dict[str, tuple[str, ...]] = {
        "data_source": (entry.source,) if entry.has_figure else (),
        "data_note": entry.figure_notes,
        "why": (entry.why,),
        "paper": (entry.paper_note,),
        "next": (entry.next_step,),
        "pace": (entry.pace,),
        "others": tuple(say_figure_line(line, t) for line in entry.others),
        "near": tuple(say_figure_line(line, t) for line in entry.near),
        "remarks": entry.remarks,
        "meaning": (entry.meaning,),
        "scope": (entry.scope,),
        "clause_note": (entry.note,),
        "rule_source": (entry.rule_source,),
    }
    return [
        (t(f"eligibility_report.detail_{name}"), found)
        for name, texts in rows.items()
        if (found := tuple(text for text in texts if text))
    ]


def _say_ordinal(number: int, t: Translator) -> str:
    if t.lang != "zh":
        return str(number)
    tens, ones = divmod(number, _BASE)
    head = _DIGITS[tens] if tens > 1 else ""
    return (head + _TEN if tens else "") + (_DIGITS[ones] if ones or not tens else "")
