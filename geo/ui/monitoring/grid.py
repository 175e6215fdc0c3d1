"""All periods of an indicator, and the grid of what is held at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.indicators import type_of_period
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.monitoring import TOPICS, coverage, held_periods, monitor
from geo.ui.monitoring.words import label_of, name_holder, note_of, write_number
from geo.ui.navigation import link_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.monitoring import Coverage, Line, Monitor, Topic

_HTML: Memo[str] = Memo(32)


def show_periods(indicator: str, catalog: Catalog, t: Translator) -> None:
    """Show an indicator of all zones and groups over all periods, kinds of period apart."""
    st.header(t("monitoring.periods_title"), anchor=False)
    key = ("periods", catalog.digest, t.lang, indicator)
    st.html(_HTML.get(key, lambda: _write_periods(indicator, catalog, t)))
    st.html(f'<p class="za-note">{escape(t("monitoring.periods_help"))}</p>')


def _write_periods(indicator: str, catalog: Catalog, t: Translator) -> str:
    periods = sorted(
        held_periods(catalog, indicator), key=lambda period: type_of_period(period) != "year"
    )
    found = {period: monitor(catalog, indicator, period) for period in periods}
    held = [p for p in periods if any(line.figure for line in _lines(found[p]))]
    rows: dict[str, dict[str, Line]] = {}
    for period in held:
        for line in _lines(found[period]):
            if line.figure is not None:
                rows.setdefault(line.holder, {})[period] = line
    order = [*map(str, catalog.zone_groups.index), *coverage(catalog).zones]
    head = "".join(
        f'<th scope="col" class="za-monitor-number">{escape(t.period(period))}</th>'
        for period in held
    )
    notes: list[str] = []
    body = "".join(
        _write_row(holder, {p: rows[holder].get(p) for p in held}, notes, catalog, t)
        for holder in order
        if holder in rows
    )
    return (
        '<div class="za-monitor-box" tabindex="0" role="region" '
        f'aria-label="{escape(t("monitoring.periods_title"))}"><table class="za-monitor">'
        f"<caption>{escape(label_of(catalog, indicator, t))}</caption>"
        f'<thead><tr><th scope="col">{escape(t("monitoring.zone_or_group"))}</th>{head}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
        + "".join(f'<p class="za-note">{escape(note)}</p>' for note in notes)
    )


def _lines(found: Monitor) -> tuple[Line, ...]:
    return (*found.groups, *found.zones)


def _write_row(
    holder: str,
    cells: Mapping[str, Line | None],
    notes: list[str],
    catalog: Catalog,
    t: Translator,
) -> str:
    """Return one row; the remarks on its figures are added to `notes` and marked."""
    name = name_holder(catalog, holder, t)
    written = []
    for period, line in cells.items():
        figure = line.figure if line else None
        if figure is None:
            gap = f'<span class="za-monitor-hidden">{escape(t("common.no_data"))}</span>'
            written.append(
                f'<td class="za-monitor-number za-monitor-gap"><span aria-hidden="true">—</span>'
                f"{gap}</td>"
            )
            continue
        mark = ""
        note = note_of(figure, t)
        if note:
            mark = f"<sup>[{len(notes) + 1}]</sup>"
            text = t(
                "monitoring.numbered",
                n=len(notes) + 1,
                name=name,
                period=t.period(period),
                note=note,
            )
            notes.append(text)
        status = escape(t(f"status.{figure.status}"))
        written.append(
            f'<td class="za-monitor-number">{escape(write_number(figure, t))}{mark}'
            f"<small>{status}</small></td>"
        )
    css = ' class="za-monitor-group"' if holder in catalog.zone_groups.index else ""
    return f'<tr{css}><th scope="row">{escape(name)}</th>{"".join(written)}</tr>'


def show_coverage(catalog: Catalog, t: Translator) -> None:
    """Show which zone has what in which period, and how the gaps can be filled."""
    st.header(t("monitoring.coverage_title"), anchor=False)
    held = coverage(catalog)
    text = t("monitoring.coverage_lead", filled=held.filled, zones=len(held.zones))
    st.html(f'<p class="za-lead">{escape(text)}</p>')
    key = ("coverage", catalog.digest, t.lang)
    st.html(_HTML.get(key, lambda: _write_coverage(held, catalog, t)))
    st.html(_HTML.get(("legend", t.lang), lambda: _write_legend(t)))
    with st.container(horizontal=True, gap="small"):
        link_to("zones", t("monitoring.to_zones"), t, icon=":material/upload_file:")
        link_to("method", t("monitoring.to_method"), t, icon=":material/fact_check:")


def _write_legend(t: Translator) -> str:
    legend = t("monitoring.joint").join(
        t("monitoring.letter_of", letter=t(f"monitoring.letter_{name}"), name=_name(name, t))
        for name in TOPICS
    )
    return (
        f'<p class="za-note">{escape(t("monitoring.legend", letters=legend))}</p>'
        f'<p class="za-note">{escape(t("monitoring.how_to_import"))}</p>'
    )


def show_empty(topic: Topic, t: Translator) -> None:
    """Say that no zone has a figure of a topic, and what would fill it."""
    name = _name(topic, t)
    st.html(
        f'<div class="za-monitor-empty"><p class="za-table-title">'
        f"{escape(t('monitoring.empty_title', name=name))}</p>"
        f'<p class="za-note">{escape(t("monitoring.empty_text", name=name))}</p></div>'
    )


def _name(topic: Topic, t: Translator) -> str:
    return t(f"monitoring.topic_{topic}")


def _write_coverage(held: Coverage, catalog: Catalog, t: Translator) -> str:
    head = "".join(f'<th scope="col">{escape(t.period(period))}</th>' for period in held.periods)
    body = "".join(
        f'<tr><th scope="row">{escape(name_holder(catalog, zone, t))}</th>'
        + "".join(_write_cell(held.cells.get((zone, p), {}), t) for p in held.periods)
        + "</tr>"
        for zone in held.zones
    )
    return (
        '<div class="za-monitor-box" tabindex="0" role="region" '
        f'aria-label="{escape(t("monitoring.coverage_title"))}">'
        '<table class="za-monitor za-monitor-grid">'
        f'<thead><tr><th scope="col">{escape(t("monitoring.zone"))}</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _write_cell(topics: Mapping[Topic, bool], t: Translator) -> str:
    marks = "".join(
        f'<span class="za-monitor-mark{"" if topics[name] else " za-monitor-mark-open"}" '
        f'title="{escape(_tell_mark(name, t, is_shown=topics[name]))}">'
        f'<span aria-hidden="true">{escape(t(f"monitoring.letter_{name}"))}</span>'
        f'<span class="za-monitor-hidden">{escape(_tell_mark(name, t, is_shown=topics[name]))}'
        "</span></span>"
        for name in TOPICS
        if name in topics
    )
    return f"<td>{marks}</td>" if marks else '<td class="za-monitor-none"></td>'


def _tell_mark(topic: Topic, t: Translator, *, is_shown: bool) -> str:
    name = _name(topic, t)
    return name if is_shown else t("monitoring.mark_unverified", name=name)
