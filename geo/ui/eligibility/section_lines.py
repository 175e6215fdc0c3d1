"""The first part of the page: the rule set, how many lines have each state, and the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.eligibility.asked import WHOLE_TRACK
from geo.eligibility.beside import pair_lines
from geo.eligibility.labels import label_sets
from geo.export.eligibility.leaving import say_refusal
from geo.maps.text import escape
from geo.ui.citation import offer_citation
from geo.ui.component import show_map
from geo.ui.downloads import offer_frame, offer_page
from geo.ui.eligibility.case import FIRST_YEAR, LAST_YEAR, pace_year_of, tell_case
from geo.ui.eligibility.files import tell_refusal
from geo.ui.eligibility.held import current_work, put_work
from geo.ui.eligibility.lines import (
    lines_frame,
    write_card,
    write_counts,
    write_document,
    write_lines,
    write_overview,
    write_pairs,
    write_sources,
)
from geo.ui.fold import fold
from geo.ui.kept import alter
from geo.view import Extent

if TYPE_CHECKING:
    from geo.export.eligibility.content import Report, Section
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case
    from geo.view import View

_PAIR: Final = 2
_ZOOM: Final = 7.5
_EAST, _SOUTH = 0.45, 0.45
"""Degrees from the zone to the middle of its map: the legend covers the lower right."""


def show_lines(view: View, case: Case, report: Report, t: Translator) -> None:
    """Show one rule set, or all of a gate, beside the map; or two beside each other above it."""
    if len(case.evaluations) == _PAIR and view.rule_set != WHOLE_TRACK:
        _show_pair(report, case, t)
        _show_after(report, case, t)
        _show_zone_map(view, case, t)
        return
    if view.case_zone is None:
        # a park that the atlas does not hold has no place to show
        with st.container(key="eligibility-lines"):
            _show_sets(report, case, t)
        return
    left, right = st.columns([0.66, 0.34], gap="medium")
    with left, st.container(key="eligibility-lines"):
        _show_sets(report, case, t)
    with right, st.container(key="eligibility-beside"):
        _show_zone_map(view, case, t)


def _show_sets(report: Report, case: Case, t: Translator) -> None:
    """Show one document as it stands, and several as blocks that open below their counts."""
    if len(report.sections) == 1:
        _show_head(report.sections[0], case, t)
        _ask_year(case, t)
        st.html(write_lines(report.sections[0], case.rules.entered, t))
    else:
        names = label_sets([one.rule_set for one in case.evaluations], t, has_gate=False)
        st.html(write_overview(report.sections, names, t))
        _ask_year(case, t)
        blocks = (
            write_document(
                section,
                names[section.id],
                case.rules.entered,
                t,
                is_open=not number,
                marks=_marks(section, case, t),
            )
            for number, section in enumerate(report.sections)
        )
        st.html("".join(blocks))
    _show_after(report, case, t)


def _show_pair(report: Report, case: Case, t: Translator) -> None:
    """Show two documents, and their lines by what they measure."""
    first, second = case.evaluations
    found = {section.id: section for section in report.sections}
    sections = (found[first.rule_set.id], found[second.rule_set.id])
    for column, section in zip(st.columns(2, gap="medium"), sections, strict=True):
        with column:
            _show_head(section, case, t)
    _ask_year(case, t)
    names = label_sets((first.rule_set, second.rule_set), t)
    st.html(write_pairs(pair_lines(first, second), sections, names, case.rules, t))


def _show_head(section: Section, case: Case, t: Translator) -> None:
    st.html(write_card(section, _marks(section, case, t)))
    st.html(write_counts(section))


def _marks(section: Section, case: Case, t: Translator) -> list[str]:
    return [t("eligibility_page.entered")] if section.id in case.rules.own else []


def _ask_year(case: Case, t: Translator) -> None:
    key = "eligibility.pace_year"
    st.session_state[key] = pace_year_of(case)

    def keep() -> None:
        year = int(st.session_state[key])
        put_work(current_work().model_copy(update={"pace_year": year}))

    with st.container(key="eligibility-year", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="za-note">{escape(t("eligibility_page.open_line"))}</p>')
        st.html(f'<p class="za-el-plain">{escape(t("eligibility_page.pace_year"))}</p>')
        st.selectbox(
            t("eligibility_page.pace_year"),
            list(range(FIRST_YEAR, LAST_YEAR + 1)),
            format_func=lambda year: t("common.year", year=year),
            key=key,
            on_change=keep,
            width=120,
            label_visibility="collapsed",
        )


def _show_after(report: Report, case: Case, t: Translator) -> None:
    """Show remarks on the zone, the sources, and what may be taken away."""
    if report.remarks:
        items = "".join(f"<li>{escape(remark)}</li>" for remark in report.remarks)
        head = escape(t("eligibility_page.zone_remarks", zone=report.zone))
        st.html(
            f'<div class="za-el-remarks"><p class="za-table-title">{head}</p><ul>{items}</ul></div>'
        )
    with fold(t("eligibility_page.sources"), key="eligibility.sources") as is_open:
        if is_open:
            st.html(write_sources(report, t))
    if tell_refusal(case, t):
        return
    frame = lines_frame(tell_case(case, t, is_file=True), t)
    ids = "-".join(one.rule_set.id for one in case.evaluations[:_PAIR])
    if len(case.evaluations) > _PAIR:
        ids = WHOLE_TRACK
    left, right = st.columns(2, gap="small")
    with left:
        offer_frame(
            frame,
            f"{t('eligibility.nav')}-{case.zone or t('eligibility_page.blank_file')}-{ids}",
            t,
            key="eligibility.csv",
        )
    with right:
        sources = [
            *(one.rule_set.source for one in case.evaluations),
            *(verdict.source_id for one in case.evaluations for verdict in one.verdicts),
        ]
        offer_citation(report.title, sources, case.catalog, t, kind="table", key="eligibility.cite")


def _show_zone_map(view: View, case: Case, t: Translator) -> None:
    """Show the chosen zone alone; without one there is nothing to show."""
    if view.case_zone is None:
        return
    # of a whole track the map holds the zone against the document that opens, and says so
    drawn = alter(view, criterion=None)
    if view.rule_set == WHOLE_TRACK:
        drawn = alter(drawn, rule_set=case.evaluations[0].rule_set.id)
    near = drawn
    if view.extent is None:
        # beside the lines there is little room: near the zone, and clear of the legend
        point = case.catalog.zones.geometry[view.case_zone]
        near = alter(drawn, extent=Extent(point.x + _EAST, point.y - _SOUTH, _ZOOM))
    if case.work.figures or case.work.tasks or case.work.rule_sets:
        st.html(f'<p class="za-note">{escape(t("eligibility_page.map_public"))}</p>')
    show_map(near, case.catalog, key="eligibility.map", follow=True)
    if not say_refusal(case.zone, case.catalog, t):
        offer_page(drawn, case.catalog, t, key="eligibility.file")
