"""The lines of a rule set as markup, each of which opens, and as a list with everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.export.eligibility.layout import list_details, say_basis
from geo.maps.text import escape
from geo.ui.eligibility.tables import write_table
from geo.ui.eligibility.words import name_metric

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from geo.eligibility.beside import Pair
    from geo.eligibility.evaluate import Verdict
    from geo.eligibility.rules import Rules
    from geo.export.eligibility.content import Count, Entry, Report, Section
    from geo.locale import Translator

_CELLS = ("state", "line", "asked", "value", "margin", "clause")


def write_card(section: Section, marks: Sequence[str] = ()) -> str:
    """Return what a rule set is: bodies, number, dates, validity, role, how far it was read."""
    badges = "".join(f'<span class="za-el-badge">{escape(mark)}</span>' for mark in marks)
    caution = f'<p class="za-el-caution">{escape(section.caution)}</p>' if section.caution else ""
    # the title says the document already
    rows = [(name, [text]) for name, text in section.facts if text != section.title]
    css = "za-el-card za-el-old" if section.caution else "za-el-card"
    return (
        f'<div class="{css}"><p class="za-el-title">{badges}{escape(section.title)}</p>{caution}'
        f'<dl class="za-el-facts">{_write_rows(rows)}</dl></div>'
    )


def write_counts(section: Section) -> str:
    """Return how many lines have each state; never a word on the whole."""
    items = "".join(map(_write_count, section.counts))
    return (
        f'<div class="za-el-sum"><p>{escape(section.summary)}</p>'
        f'<ul class="za-el-counts">{items}</ul></div>'
    )


def _write_count(count: Count) -> str:
    css = _css_of(count.key) + (" za-el-zero" if count.n == 0 else "")
    return (
        f'<li class="{css}">{_write_mark(count.symbol)}{escape(count.state)}'
        f"<strong>{count.n}</strong></li>"
    )


def write_lines(section: Section, entered: Collection[str], t: Translator) -> str:
    """Return the lines: what is a requirement, and apart from it what is not scored.

    Without any line it says so. Lines of `entered` (ids) say who entered them from what.
    """
    parts = []
    if section.entries:
        parts.append(_write_list(section.entries, entered, t, "za-el-lines", has_head=True))
    if section.unscored:
        parts.append(
            f'<p class="za-table-title za-el-apart-head">{escape(t("eligibility_page.apart"))}</p>'
            f'<p class="za-note">{escape(t("eligibility_page.apart_note"))}</p>'
            + _write_list(section.unscored, entered, t, "za-el-lines za-el-apart", has_head=False)
        )
    return "".join(parts) or _write_no_lines(t)


def write_overview(sections: Sequence[Section], names: Mapping[str, str], t: Translator) -> str:
    """Return how many lines of each document have each state; never a sum, nor a word on the whole.

    Parameters
    ----------
    sections
        The documents.
    names
        Their short names.
    t
        The words.
    """
    states = {count.key: count.state for section in sections for count in section.counts}
    rows = []
    for section in sections:
        found = {count.key: count.n for count in section.counts}
        cells = [t.number(found[key]) if key in found else "" for key in states]
        rows.append((names[section.id], *cells, t.number(len(section.unscored))))
    heads = [t("eligibility_page.document"), *states.values(), t("eligibility.state_not_scored")]
    title = t("eligibility_page.overview")
    return (
        f'<p class="za-table-title">{escape(title)}</p>'
        f'<p class="za-note">{escape(t("eligibility_page.overview_note"))}</p>'
        f'<div class="za-el-overview">{write_table(heads, rows, title)}</div>'
    )


def write_document(
    section: Section,
    name: str,
    entered: Collection[str],
    t: Translator,
    *,
    is_open: bool,
    marks: Sequence[str] = (),
) -> str:
    """Return a document as a block that opens: its name and counts, and in it card and lines."""
    counts = "".join(map(_write_count, section.counts))
    return (
        f'<details class="za-el-doc"{" open" if is_open else ""}>'
        f'<summary><span class="za-el-doc-name">{escape(name)}</span>'
        f'<ul class="za-el-counts">{counts}</ul></summary>'
        f'<div class="za-el-doc-body">{write_card(section, marks)}'
        f'<p class="za-el-plain">{escape(section.summary)}</p>'
        f"<div>{write_lines(section, entered, t)}</div></div></details>"
    )


def _write_no_lines(t: Translator) -> str:
    return (
        f'<div class="za-el-empty"><p class="za-table-title">'
        f"{escape(t('eligibility_page.no_lines'))}</p>"
        f'<p class="za-note">{escape(t("eligibility_page.no_lines_help"))}</p></div>'
    )


def write_pairs(
    pairs: Sequence[Pair],
    sections: tuple[Section, Section],
    names: Mapping[str, str],
    rules: Rules,
    t: Translator,
) -> str:
    """Return the lines of two documents in one table: what measures the same in one row.

    Parameters
    ----------
    pairs
        The lines of both.
    sections
        The documents, in the order of the columns.
    names
        Their short names.
    rules
        Whose metrics name the rows.
    t
        The words.
    """
    entries = {entry.id: entry for one in sections for entry in (*one.entries, *one.unscored)}
    groups: dict[str, list[str]] = {}
    for pair in pairs:
        head = t("eligibility_page.pairs_shared")
        if not pair.is_shared:
            only = sections[0] if pair.second is None else sections[1]
            head = t("eligibility_page.pairs_only", name=names[only.id])
        cells = "".join(
            _write_side(side, entries, rules.entered, t) for side in (pair.first, pair.second)
        )
        metric = escape(name_metric(pair.metric, rules, t))
        groups.setdefault(head, []).append(f"<tr><th scope='row'>{metric}</th>{cells}</tr>")
    body = "".join(
        f'<tbody><tr class="za-el-group"><th scope="rowgroup" colspan="3">'
        f"{escape(t('eligibility_page.pairs_group', name=head, n=len(rows)))}</th></tr>"
        f"{''.join(rows)}</tbody>"
        for head, rows in groups.items()
    )
    heads = [t("eligibility_page.metric"), *(names[one.id] for one in sections)]
    top = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    return f'<table class="za-el-pairs"><thead><tr>{top}</tr></thead>{body}</table>'


def _write_side(
    verdict: Verdict | None,
    entries: Mapping[str, Entry],
    entered: Collection[str],
    t: Translator,
) -> str:
    if verdict is None:
        return f'<td class="za-el-none">{escape(t("eligibility_page.pairs_none"))}</td>'
    entry = _write_entry(entries[verdict.criterion.id], entered, t)
    return f'<td class="za-el-lines za-el-narrow">{entry}</td>'


def _write_list(
    entries: Sequence[Entry],
    entered: Collection[str],
    t: Translator,
    css: str,
    *,
    has_head: bool,
) -> str:
    heads = "".join(f"<span>{escape(t(f'eligibility_page.{name}'))}</span>" for name in _CELLS)
    top = f'<div class="za-el-head" aria-hidden="true">{heads}</div>' if has_head else ""
    items = "".join(f"<li>{_write_entry(entry, entered, t)}</li>" for entry in entries)
    return f'{top}<ol class="{css}">{items}</ol>'


def _write_entry(entry: Entry, entered: Collection[str], t: Translator) -> str:
    value = f'<span class="za-el-gap">{escape(entry.value)}</span>'
    if entry.has_figure:
        small = t("eligibility_page.between").join(x for x in (entry.year, entry.status) if x)
        value = f"<strong>{escape(entry.value)}</strong>{_small(small)}"
        if entry.stale:
            value += f'<span class="za-el-stale">{escape(entry.stale)}</span>'
    margin = f"<strong>{escape(entry.margin)}</strong>" if entry.margin else ""
    margin += _small(entry.margin_pct) if entry.margin_pct else ""
    markup = {
        "state": f'<span class="za-el-state {_css_of(entry.key)}">{_write_mark(entry.symbol)}'
        f"{escape(entry.state)}</span>",
        "line": f"{escape(entry.label)}{_small(entry.kind)}"
        # of a line that somebody entered, its source is who did and from what
        f"{_small(entry.rule_source) if entry.id in entered else ''}",
        "asked": escape(entry.threshold),
        "value": value,
        "margin": margin,
        "clause": escape(entry.clause),
    }
    row = "".join(_write_cell(name, markup[name], t) for name in _CELLS)
    return (
        f'<details id="za-el-{escape(entry.id)}"><summary>{row}</summary>'
        f'<dl class="za-el-facts za-el-more">{_write_rows(_list_all(entry, t))}</dl></details>'
    )


def _write_cell(name: str, markup: str, t: Translator) -> str:
    told = ""
    if markup and name not in {"state", "line"}:
        # who listens hears what the heads of the columns say
        told = f'<span class="za-el-name">{escape(t(f"eligibility_page.{name}"))} </span>'
    return f'<span class="za-el-c-{name}">{told}{markup}</span>'


def _list_all(entry: Entry, t: Translator) -> list[tuple[str, Sequence[str]]]:
    """Return everything on a line, each part with its name."""
    comma = t("eligibility.comma")
    told = comma.join(x for x in (entry.value, entry.year, entry.status, entry.stale) if x)
    margin = comma.join(x for x in (entry.margin, entry.margin_pct) if x)
    rows: list[tuple[str, Sequence[str]]] = [
        (t("eligibility_page.value"), [told] if entry.has_figure else []),
        (t("eligibility_page.margin"), [margin] if margin else []),
        *list_details(entry, t),
        (t("eligibility_page.clause"), [say_basis(entry, t)]),
    ]
    if entry.others:
        rows.append((t("eligibility_page.order"), [t("eligibility_page.choice")]))
    return rows


def write_sources(report: Report, t: Translator) -> str:
    """Return the list that the numbers in brackets refer to."""
    items = "".join(
        f"<li>[{line.number}] {escape(line.text)} "
        f"{escape(t('eligibility_page.bracket', text=line.status))}</li>"
        for line in report.sources
    )
    return f'<ul class="za-el-sources">{items}</ul>'


def lines_frame(report: Report, t: Translator) -> pd.DataFrame:
    """Return the lines as a list, each with value, year, source, clause, document and validity."""
    sources = [line.number for line in report.sources]
    return pd.DataFrame(
        [
            _tell_row(entry, section, report.zone, sources, t)
            for section in report.sections
            for entry in (*section.entries, *section.unscored)
        ]
    )


def _tell_row(
    entry: Entry, section: Section, zone: str, sources: Sequence[int], t: Translator
) -> dict[str, object]:
    return {
        t("eligibility_page.zone"): zone,
        t("eligibility_page.document"): entry.document,
        t("eligibility_page.state"): entry.state,
        t("eligibility_page.line"): entry.label,
        t("eligibility_page.kind"): entry.kind,
        t("eligibility_page.effect"): entry.effect,
        t("eligibility_page.asked"): entry.threshold,
        t("eligibility_page.value"): entry.value,
        t("map.period"): entry.year,
        t("map.status"): entry.status,
        t("eligibility.stale"): entry.stale,
        t("map.source"): _spell(entry.source, sources),
        # a sign at the front of a text is held for a formula, so these are numbers
        t("eligibility_page.margin"): entry.margin_amount,
        t("eligibility_page.unit"): entry.unit,
        t("eligibility_page.margin_pct"): entry.margin_share,
        t("eligibility_page.why"): entry.why,
        t("eligibility_page.clause"): entry.clause,
        t("eligibility_page.validity"): entry.validity,
        t("eligibility_page.role"): dict(section.facts).get(t("eligibility_report.fact_role"), ""),
        t("eligibility_page.rule_source"): _spell(entry.rule_source, sources),
    }


def _spell(text: str, sources: Sequence[int]) -> str:
    """Return a text that travels without the list of sources: its numbers are taken out."""
    for number in sources:
        text = text.replace(f" [{number}]", "").replace(f"[{number}]", "")
    return text


def _css_of(key: str) -> str:
    return "za-el-" + key.partition(".")[2].replace("_", "-")


def _small(text: str) -> str:
    return f'<span class="za-el-small">{escape(text)}</span>'


def _write_mark(symbol: str) -> str:
    return f'<span class="za-el-mark" aria-hidden="true">{escape(symbol)}</span>'


def _write_rows(rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    return "".join(
        f"<div><dt>{escape(name)}</dt>"
        + "".join(f"<dd>{escape(text)}</dd>" for text in texts)
        + "</div>"
        for name, texts in rows
        if texts
    )
