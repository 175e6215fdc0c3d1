"""A report as a document for the dossier, in the form that offices give their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH

from geo.export.eligibility.layout import (
    list_chapters,
    list_details,
    say_basis,
    say_chapter,
    say_counts,
    say_paper,
    say_remark,
    say_task_basis,
)
from geo.export.eligibility.leaving import check_leaves
from geo.export.eligibility.paper import (
    HEI,
    KAI,
    SIZE_BODY,
    SIZE_SMALL,
    SIZE_TABLE,
    TALL_MM,
    add_heading,
    add_table,
    add_text,
    add_title,
    finish_paper,
    start_paper,
    turn_page,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from docx.document import Document as Paper

    from geo.export.eligibility.content import Entry, Report, Section, TaskLine
    from geo.locale import Translator

_SIZE_ANNEX: Final = 18.0  # 小二
_SIZE_STEPS: Final = 10.5  # 五号

_LINES: Final = {
    "number": 11,
    "label": 38,
    "threshold": 21,
    "value": 28,
    "state": 27,
    "margin": 22,
    "basis": 37,
    "notes": 69,
}
_TASKS: Final = {
    "number": 11,
    "label": 60,
    "result": 22,
    "lead": 24,
    "support": 24,
    "state": 15,
    "due": 22,
    "valid_until": 22,
    "document_no": 20,
    "annex_no": 13,
    "note": 20,
}
_STEPS: Final = {"number": 14, "actors": 38, "needs": 55, "notes": 49}
_UNREAD: Final = {"number": 14, "what": 92, "ask": 50}
_FACTS: Final = (30, 126)
_LEAST_NAME: Final = 46.0
_MOST_COUNT: Final = 18.0
"""Widths of the columns in millimetres."""


def render_report_docx(report: Report, t: Translator) -> bytes:
    """Return a report as DOCX: the text, and the tables as annexes on lying pages.

    Parameters
    ----------
    report
        What it says.
    t
        The words; those of the report's language.

    Raises
    ------
    ExportError
        If nothing on that zone may leave.
    """
    check_leaves(report)
    paper = start_paper(report.title, report.day, t)
    add_title(paper, report.title)
    lead = t("eligibility_report.lead", level=report.level, date=report.date)
    add_text(paper, lead, font=KAI, is_indented=False, align=WD_ALIGN_PARAGRAPH.CENTER)
    add_text(paper, "", is_indented=False)
    # the task table is an annex
    chapters = [chapter for chapter in list_chapters(report, t) if chapter.kind != "tasks"]
    is_folded = False
    for number, chapter in enumerate(chapters, start=1):
        section = chapter.section
        if section is not None and section.is_reference and not is_folded:
            add_text(paper, t("eligibility.reference_head"), font=HEI)
            is_folded = True
        add_heading(paper, say_chapter(number, chapter.name, t), 1)
        if section is None:
            _WRITERS[chapter.kind](paper, report, t)
        else:
            _write_section(paper, section, t, has_head=len(report.sections) == 1)
    _list_annexes(paper, report, t)
    turn_page(paper, is_wide=True)
    _write_annex(paper, 1, "lines", t)
    for section in report.sections:
        _write_lines(paper, section, t)
    if report.tasks:
        turn_page(paper, is_wide=True)
        _write_annex(paper, 2, "tasks", t)
        _write_tasks(paper, report.tasks, t)
    return finish_paper(paper, report.day)


# the text


def _write_notice(paper: Paper, report: Report, t: Translator) -> None:
    for text in report.notices:
        add_text(paper, text)
    for text in report.remarks:
        add_text(paper, say_remark(text, t))


def _write_overview(paper: Paper, report: Report, t: Translator) -> None:
    assert report.overview is not None  # noqa: S101 - else it has no chapter
    add_text(paper, t("eligibility_report.overview_lead"))
    heads, rows = report.overview.heads, report.overview.rows
    n = len(heads) - 1
    width = min((TALL_MM - _LEAST_NAME) / n, _MOST_COUNT)
    widths = (TALL_MM - n * width, *[width] * n)
    cells = [(row.label, *say_counts(row, t)) for row in rows]
    add_table(paper, widths, heads, cells, size=SIZE_SMALL, centred=range(1, n + 1))


def _write_section(paper: Paper, section: Section, t: Translator, *, has_head: bool) -> None:
    if has_head:
        add_heading(paper, section.title, 2)
    if section.caution:
        add_text(paper, section.caution)
    rows = [([(name, "")], text) for name, text in section.facts]
    add_table(paper, _FACTS, (), rows, centred=())
    add_text(paper, _say_counts(section, t))


def _say_counts(section: Section, t: Translator) -> str:
    if not section.entries and not section.unscored:
        return section.summary
    counts = [
        t("eligibility_report.count", state=one.state, n=t.number(one.n)) for one in section.counts
    ]
    told = t("eligibility_report.sentence", text=t("eligibility.comma").join(counts))
    space = "" if t.lang == "zh" else " "
    parts = (section.summary, told if counts else "", t("eligibility_report.see_annex"))
    return space.join(part for part in parts if part)


def _write_gates(paper: Paper, report: Report, t: Translator) -> None:
    add_text(paper, t("eligibility_report.gates_lead"))
    heads = [t(f"eligibility_report.step_{name}") for name in _STEPS]
    for gate in report.gates:
        add_text(paper, gate.label, font=HEI, size=SIZE_TABLE, is_indented=False)
        rows = [
            (
                step.number,
                step.actors,
                t("eligibility_report.noted", text=step.needs, note=step.kind),
                " ".join((*step.notes, step.source)),
            )
            for step in gate.steps
        ]
        add_table(paper, tuple(_STEPS.values()), heads, rows, size=_SIZE_STEPS)


def _write_unread(paper: Paper, report: Report, t: Translator) -> None:
    heads = [t(f"eligibility_report.unread_{name}") for name in _UNREAD]
    rows = [(str(number), one.what, one.ask) for number, one in enumerate(report.unread, start=1)]
    add_table(paper, tuple(_UNREAD.values()), heads, rows, size=_SIZE_STEPS)


def _write_sources(paper: Paper, report: Report, t: Translator) -> None:
    add_text(paper, t("eligibility_report.sources_lead"))
    for one in report.sources:
        text = t("eligibility_report.noted", text=one.text, note=one.status)
        add_text(paper, f"[{one.number}] {text}", size=_SIZE_STEPS, is_indented=False)


_WRITERS: Final[Mapping[str, Callable[[Paper, Report, Translator], None]]] = {
    "notice": _write_notice,
    "overview": _write_overview,
    "gates": _write_gates,
    "unread": _write_unread,
    "sources": _write_sources,
}


def _list_annexes(paper: Paper, report: Report, t: Translator) -> None:
    add_text(paper, "", is_indented=False)
    names = ["lines", *(["tasks"] if report.tasks else [])]
    for number, name in enumerate(names, start=1):
        key = "annexes_first" if number == 1 else "annexes_next"
        text = t(f"eligibility_report.annex_{name}")
        add_text(paper, t(f"eligibility_report.{key}", number=number, name=text))


# the annexes


def _write_annex(paper: Paper, number: int, name: str, t: Translator) -> None:
    label = t("eligibility_report.annex", number=number)
    add_text(paper, label, font=HEI, size=SIZE_BODY, is_indented=False)
    add_title(paper, t(f"eligibility_report.annex_{name}"), _SIZE_ANNEX)


def _write_lines(paper: Paper, section: Section, t: Translator) -> None:
    heads = [t(f"eligibility_report.column_{name}") for name in _LINES]
    widths = tuple(_LINES.values())
    for kind in ("entries", "unscored"):
        entries: Sequence[Entry] = getattr(section, kind)
        if not entries:
            continue
        title = t("eligibility_report.labelled", label=section.title, text="")
        caption = title + t(f"eligibility_report.caption_{kind}")
        paragraph = add_text(paper, caption, font=HEI, size=SIZE_TABLE, is_indented=False)
        paragraph.paragraph_format.keep_with_next = True
        rows = [_tell_line(entry, t) for entry in entries]
        add_table(paper, widths, heads, rows, size=SIZE_SMALL, centred=(0, 4))


def _tell_line(entry: Entry, t: Translator) -> list[str | list[tuple[str, str]]]:
    kind = entry.effect if entry.key.startswith("eligibility.trigger") else entry.kind
    value = [entry.value]
    if entry.has_figure:
        value.append(t("eligibility_report.when", year=entry.year, status=entry.status))
    if entry.stale:
        value.append(entry.stale)
    margin = [text for text in (entry.margin, entry.margin_pct) if text]
    notes = [
        (t("eligibility_report.labelled", label=name, text=""), _join(texts, t))
        for name, texts in list_details(entry, t)
    ]
    return [
        str(entry.number),
        t("eligibility_report.noted", text=entry.label, note=kind),
        entry.threshold,
        [("", text) for text in value],
        f"{entry.symbol} {entry.state}",
        [("", text) for text in margin or [t("eligibility_report.none")]],
        say_basis(entry, t),
        notes,
    ]


def _join(texts: Iterable[str], t: Translator) -> str:
    return t("eligibility_report.semicolon").join(texts)


def _write_tasks(paper: Paper, tasks: Iterable[TaskLine], t: Translator) -> None:
    heads = [t(f"eligibility_report.task_{name}") for name in _TASKS]
    rows = [_tell_task(task, t) for task in tasks]
    add_table(paper, tuple(_TASKS.values()), heads, rows, size=SIZE_SMALL, centred=(0, 2, 5))


def _tell_task(task: TaskLine, t: Translator) -> list[str | list[tuple[str, str]]]:
    due, until = (
        [(alert, ""), ("", t.date(day))] if alert else t.date(day) if day else ""
        for alert, day in ((task.overdue, task.due), (task.expiry, task.valid_until))
    )
    label = t("eligibility_report.noted", text=task.label, note=task.kind)
    about = [("", label), ("", say_paper(task, t)), ("", say_task_basis(task, t))]
    about.append((task.proof, "") if task.is_urgent else ("", task.proof))
    return [
        str(task.number),
        [part for part in about if any(part)],
        f"{task.symbol} {task.result}" if task.result else "",
        task.lead,
        task.support,
        task.state,
        due,
        until,
        task.document_no,
        task.annex_no,
        task.note,
    ]
