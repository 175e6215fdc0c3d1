"""Faults of what somebody brought or entered: every one of them, as text."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.eligibility.gates import load_gates
from geo.maps.text import escape
from geo.ui.eligibility.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.eligibility.faults import Fault
    from geo.eligibility.rules import Rules
    from geo.locale import Translator

_MOST_LISTED: Final = 200
_NO_NAMES: Final[Mapping[str, str]] = MappingProxyType({})


def show_faults(
    faults: Sequence[Fault], t: Translator, names: Mapping[str, str] = _NO_NAMES
) -> None:
    """Show errors and warnings, each with where it is, what was expected and what came.

    Parameters
    ----------
    faults
        The faults.
    t
        The words.
    names
        Names by id, such as those of metrics: readers know no ids.
    """
    heads = [t(f"eligibility_page.fault_{name}") for name in ("where", "expected", "came")]
    for severity in ("error", "warning"):
        found = [fault for fault in faults if fault.severity == severity]
        if not found:
            continue
        lead = t.plural(f"eligibility_page.faults_{severity}", len(found))
        rows = [_tell(fault, t, names) for fault in found[:_MOST_LISTED]]
        more = ""
        if len(found) > _MOST_LISTED:
            text = t.plural("eligibility_page.faults_more", len(found) - _MOST_LISTED)
            more = f'<p class="za-note">{escape(text)}</p>'
        # sentences that wrap: a grid would cut them
        st.html(
            f'<div class="za-el-faults za-el-{severity}"><p role="status">{escape(lead)}</p>'
            f"{write_table(heads, rows, lead)}{more}</div>"
        )


def name_parts(rules: Rules, t: Translator) -> dict[str, str]:
    """Return names by id of everything that a file of entries speaks of.

    Those are metrics, lines of rule sets and papers.
    """
    papers = {paper.id: paper.say("label", t.lang) for paper in load_gates().documents}
    lines = {
        line.id: line.say("label", t.lang)
        for rule_set in rules.sets.values()
        for line in rule_set.criteria
    }
    metrics = {metric.id: metric.say("label", t.lang) for metric in rules.metrics.values()}
    return papers | lines | metrics


def _tell(fault: Fault, t: Translator, names: Mapping[str, str]) -> tuple[str, str, str]:
    problem = fault.tell(t.lang)
    where = [] if fault.row is None else [t("eligibility_faults.row", row=fault.row)]
    where += [part for part in (fault.column, names.get(fault.id or "", fault.id)) if part]
    return (
        t("eligibility_faults.between").join(where) or fault.file,
        problem.expectation,
        problem.value or t("eligibility_faults.nothing"),
    )
