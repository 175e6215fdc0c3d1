"""A report as one HTML file: for the screen and for A4 paper, without a script."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

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
from geo.maps.assets import csp_hash
from geo.maps.text import escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from geo.export.eligibility.citing import SourceLine
    from geo.export.eligibility.content import (
        Count,
        Entry,
        GateBlock,
        Report,
        Section,
        TaskLine,
        UnreadLine,
    )
    from geo.export.eligibility.layout import Chapter
    from geo.locale import Translator
    from geo.types import Lang

LANG_TAGS: Final = {"zh": "zh-CN", "en": "en"}

_TASK_COLUMNS: Final = (
    *("number", "label", "result", "lead", "support", "state", "due", "valid_until"),
    *("document_no", "annex_no", "note"),
)
_COLUMNS: Final = ("number", "state", "label", "threshold", "value", "margin")


def render_report_html(report: Report, t: Translator) -> str:
    """Return a report as a page that fetches nothing and runs nothing.

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
    chapters = _number_chapters(report, t)
    body = [
        f'<header class="head"><p class="kicker">{escape(t("eligibility_report.kicker"))}</p>',
        f"<h1>{escape(report.title)}</h1>",
        f'<p class="lead">{escape(_say_lead(report, t))}</p></header>\n<main>\n',
        *chapters,
        "</main>\n",
        f'<footer class="foot">{escape(t("eligibility.no_verdict"))}</footer>\n',
    ]
    return wrap_page(report.title, "".join(body), report.lang)


def wrap_page(title: str, body: str, lang: Lang) -> str:
    """Return a whole page around a body that is markup already."""
    style = read_style()
    policy = f"default-src 'none'; style-src {csp_hash(style)}; base-uri 'none'; form-action 'none'"
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{LANG_TAGS[lang]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="renderer" content="webkit">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}"
        "</body>\n</html>\n"
    )


@cache
def read_style() -> str:
    """Return the style sheet."""
    return (Path(__file__).parent / "report.css").read_text("utf-8")


def _say_lead(report: Report, t: Translator) -> str:
    return t("eligibility_report.lead", level=report.level, date=report.date)


def _number_chapters(report: Report, t: Translator) -> Iterator[str]:
    is_folded = False
    for number, chapter in enumerate(list_chapters(report, t), start=1):
        head = f"<h2>{escape(say_chapter(number, chapter.name, t))}</h2>\n"
        section = chapter.section
        if section is not None and section.is_reference and not is_folded:
            head = f'<p class="folded">{escape(t("eligibility.reference_head"))}</p>\n{head}'
            is_folded = True
        css = f"chapter {chapter.kind}"
        yield f'<section class="{css}">{head}{_write_chapter(chapter, report, t)}</section>\n'


def _write_chapter(chapter: Chapter, report: Report, t: Translator) -> str:
    if chapter.section is None:
        return _WRITERS[chapter.kind](report, t)
    return _write_section(chapter.section, t, has_head=len(report.sections) == 1)


def _write_notice(report: Report, t: Translator) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in report.notices)
    remarks = "".join(f"<p>{escape(say_remark(text, t))}</p>\n" for text in report.remarks)
    return f'<ul class="notices">{items}</ul>\n{remarks}'


# results


def _write_overview(report: Report, t: Translator) -> str:
    overview = report.overview
    assert overview is not None  # noqa: S101 - else it has no chapter
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in overview.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        + "".join(f'<td class="count">{escape(text)}</td>' for text in say_counts(row, t))
        + "</tr>\n"
        for row in overview.rows
    )
    return (
        f"<p>{escape(t('eligibility_report.overview_lead'))}</p>\n"
        f'<table class="overview"><thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>\n'
    )


def _write_section(section: Section, t: Translator, *, has_head: bool) -> str:
    parts = ['<section class="rules">']
    if has_head:
        parts.append(f"<h3>{escape(section.title)}</h3>\n")
    if section.caution:
        parts.append(f'<p class="caution">{escape(section.caution)}</p>\n')
    parts += [
        _write_facts(section.facts),
        f'<p class="summary">{escape(section.summary)}</p>\n',
        _write_counts(section.counts, t),
    ]
    for kind in ("entries", "unscored"):
        entries: tuple[Entry, ...] = getattr(section, kind)
        if entries:
            parts.append(_write_table(entries, kind, t))
    return "".join((*parts, "</section>\n"))


def _write_facts(facts: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(text)}</dd></div>" for name, text in facts
    )
    return f'<dl class="facts">{rows}</dl>\n'


def _write_counts(counts: Sequence[Count], t: Translator) -> str:
    if not counts:
        return ""
    items = "".join(
        f'<li class="{_name_class(one.key)}">{_mark(one.symbol)}'
        f"{escape(t('eligibility_report.count', state=one.state, n=t.number(one.n)))}</li>"
        for one in counts
    )
    return f'<ul class="counts">{items}</ul>\n'


def _mark(symbol: str) -> str:
    return f'<span class="mark" aria-hidden="true">{escape(symbol)}</span> '


def _name_class(key: str) -> str:
    return "state " + key.removeprefix("eligibility.").replace("_", "-")


def _write_table(entries: Iterable[Entry], kind: str, t: Translator) -> str:
    caption = t(f"eligibility_report.caption_{kind}")
    heads = "".join(
        f'<th scope="col" class="c-{name}">{escape(t(f"eligibility_report.column_{name}"))}</th>'
        for name in _COLUMNS
    )
    body = "".join(_write_entry(entry, t) for entry in entries)
    return (
        f'<table class="lines"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead>\n{body}</table>\n"
    )


def _write_entry(entry: Entry, t: Translator) -> str:
    kind = entry.kind
    if entry.key.startswith("eligibility.trigger"):
        kind = entry.effect
    value = [f'<span class="value">{escape(entry.value)}</span>']
    if entry.has_figure:
        when = t("eligibility_report.when", year=entry.year, status=entry.status)
        value.append(f'<span class="when">{escape(when)}</span>')
    if entry.stale:
        value.append(f'<span class="stale">{escape(entry.stale)}</span>')
    margin = "".join(
        f'<span class="{name}">{escape(text)}</span>'
        for name, text in (("value", entry.margin), ("when", entry.margin_pct))
        if text
    )
    cells = (
        f'<td class="c-number" rowspan="2">{entry.number}</td>'
        f'<td class="c-state"><span class="{_name_class(entry.key)}">{_mark(entry.symbol)}'
        f"{escape(entry.state)}</span></td>"
        f'<th scope="row" class="c-label">{escape(entry.label)} '
        f'<span class="kind">{escape(kind)}</span></th>'
        f'<td class="c-threshold">{escape(entry.threshold)}</td>'
        f'<td class="c-value">{"".join(value)}</td>'
        f'<td class="c-margin">{margin or escape(t("eligibility_report.none"))}</td>'
    )
    basis = (t("eligibility_report.detail_basis"), (say_basis(entry, t),))
    rows = "".join(
        f"<div><dt>{escape(name)}</dt>{''.join(f'<dd>{escape(text)}</dd>' for text in texts)}</div>"
        for name, texts in (basis, *list_details(entry, t))
    )
    return (
        f'<tbody class="entry"><tr>{cells}</tr>'
        f'<tr class="more"><td colspan="5"><dl class="details">{rows}</dl></td></tr></tbody>\n'
    )


# what comes after


def _write_gates(gates: Iterable[GateBlock], t: Translator) -> str:
    blocks = []
    heads = "".join(
        f'<th scope="col">{escape(t(f"eligibility_report.step_{name}"))}</th>'
        for name in ("number", "actors", "needs", "notes")
    )
    for gate in gates:
        rows = "".join(
            f'<tr><td class="c-number">{escape(step.number)}</td>'
            f'<th scope="row">{escape(step.actors)}</th>'
            f'<td>{escape(step.needs)} <span class="kind">{escape(step.kind)}</span></td>'
            f"<td>{escape(' '.join((*step.notes, step.source)))}</td></tr>\n"
            for step in gate.steps
        )
        blocks.append(
            f'<table class="steps"><caption>{escape(gate.label)}</caption>'
            f"<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>\n"
        )
    return f"<p>{escape(t('eligibility_report.gates_lead'))}</p>\n" + "".join(blocks)


def _write_unread(unread: Iterable[UnreadLine], t: Translator) -> str:
    heads = "".join(
        f'<th scope="col">{escape(t(f"eligibility_report.unread_{name}"))}</th>'
        for name in ("number", "what", "ask")
    )
    rows = "".join(
        f'<tr><td class="c-number">{number}</td><td>{escape(one.what)}</td>'
        f"<td>{escape(one.ask)}</td></tr>\n"
        for number, one in enumerate(unread, start=1)
    )
    caption = t("eligibility_report.unread_caption")
    return (
        f'<table class="unread"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>\n"
    )


def _write_tasks(tasks: Iterable[TaskLine], t: Translator) -> str:
    heads = "".join(
        f'<th scope="col" class="t-{name.replace("_", "-")}">'
        f"{escape(t(f'eligibility_report.task_{name}'))}</th>"
        for name in _TASK_COLUMNS
    )
    rows = "".join(_write_task(task, t) for task in tasks)
    caption = t("eligibility_report.tasks_caption")
    return (
        f'<table class="task-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>\n"
    )


def _write_task(task: TaskLine, t: Translator) -> str:
    dates = "".join(
        f"<td>{escape(t.date(day)) if day else ''}{_alert(alert)}</td>"
        for day, alert in ((task.due, task.overdue), (task.valid_until, task.expiry))
    )
    result = f"{_mark(task.symbol)}{escape(task.result)}" if task.result else ""
    basis = "".join(
        f'<span class="basis">{escape(text)}</span>'
        for text in (say_paper(task, t), say_task_basis(task, t))
        if text
    )
    proof = _alert(task.proof) if task.is_urgent else _note(task.proof)
    entered = (task.document_no, task.annex_no, task.note)
    return (
        f'<tr><td class="c-number">{task.number}</td>'
        f'<th scope="row">{escape(task.label)} <span class="kind">{escape(task.kind)}</span>'
        f"{basis}{proof}</th>"
        f"<td>{result}</td><td>{escape(task.lead)}</td><td>{escape(task.support)}</td>"
        f"<td>{escape(task.state)}</td>{dates}"
        + "".join(f"<td>{escape(text)}</td>" for text in entered)
        + "</tr>\n"
    )


def _note(text: str) -> str:
    return f'<span class="basis">{escape(text)}</span>' if text else ""


def _alert(text: str) -> str:
    return f'<span class="alert">{escape(text)}</span>' if text else ""


def _write_sources(sources: Iterable[SourceLine], t: Translator) -> str:
    items = "".join(
        f'<li><span class="number">[{one.number}]</span> {escape(one.text)}'
        f' <span class="kind">{escape(one.status)}</span></li>\n'
        for one in sources
    )
    lead = escape(t("eligibility_report.sources_lead"))
    return f'<p>{lead}</p>\n<ul class="sources">{items}</ul>\n'


_WRITERS: Final[Mapping[str, Callable[[Report, Translator], str]]] = {
    "notice": _write_notice,
    "overview": _write_overview,
    "gates": lambda report, t: _write_gates(report.gates, t),
    "unread": lambda report, t: _write_unread(report.unread, t),
    "tasks": lambda report, t: _write_tasks(report.tasks, t),
    "sources": lambda report, t: _write_sources(report.sources, t),
}
