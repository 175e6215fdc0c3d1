"""What the page shows: one part at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.text import escape
from geo.ui.eligibility.case import tell_case
from geo.ui.eligibility.choosing import section_of
from geo.ui.eligibility.section_clauses import show_clauses
from geo.ui.eligibility.section_figures import show_figures
from geo.ui.eligibility.section_lines import show_lines
from geo.ui.eligibility.section_map import show_spread
from geo.ui.eligibility.section_process import show_process
from geo.ui.eligibility.section_tasks import show_tasks
from geo.ui.kept import alter

if TYPE_CHECKING:
    from geo.eligibility.rules import Rules
    from geo.export.eligibility.content import Report
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case
    from geo.view import View


def show_section(view: View, case: Case | None, shipped: Rules, t: Translator) -> View:
    """Show the part that `view` asks for and return the View with what is chosen in it.

    Parameters
    ----------
    view
        The page's View.
    case
        The case; None where there are no rules at all.
    shipped
        The rules without what was entered in this visit.
    t
        The words.
    """
    if case is None:
        text = t("eligibility_page.no_rules")
        st.html(f'<div class="za-el-empty"><p class="za-note">{escape(text)}</p></div>')
        return view
    section = section_of(view)
    report = tell_case(case, t)
    if section != "lines":
        _tell_cautions(report, t)
    if section == "map":
        return show_spread(view, case, shipped, t)
    # the map of one line is that part's alone
    view = alter(view, criterion=None)
    if section == "figures":
        show_figures(case, report, t)
    elif section == "tasks":
        _tell_titles(report, t)
        show_tasks(case, t)
    elif section == "clauses":
        show_clauses(case, shipped, t)
    elif section == "process":
        show_process(case, t)
    else:
        show_lines(view, case, report, t)
    return view


def _tell_cautions(report: Report, t: Translator) -> None:
    """Say of documents that do not bind that they do not; with the lines, their cards say so."""
    for section in report.sections:
        if section.caution:
            text = t("eligibility_page.caution_of", title=section.title, caution=section.caution)
            st.html(f'<p class="za-el-caution" role="note">{escape(text)}</p>')


def _tell_titles(report: Report, t: Translator) -> None:
    """Say in full which documents a part is about; the boxes above have their short names."""
    # those that do not bind were named with the word that they do not
    titles = [section.title for section in report.sections if not section.caution]
    if titles:
        joined = t("eligibility_page.semicolon").join(titles)
        text = t("eligibility_page.by_documents", titles=joined)
        st.html(f'<p class="za-el-plain">{escape(text)}</p>')
