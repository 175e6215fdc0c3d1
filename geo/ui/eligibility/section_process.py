"""The part of the page on the way itself: gates, what to ask for, index systems, precedents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.eligibility.gates import GATES, load_gates
from geo.maps.parts import Memo
from geo.ui.eligibility.files import offer_request
from geo.ui.eligibility.process import (
    write_benchmarks,
    write_gate,
    write_papers,
    write_recognitions,
    write_systems,
    write_targets,
    write_unread,
    write_upgrades,
)
from geo.ui.eligibility.scores import show_scores
from geo.ui.fold import fold

if TYPE_CHECKING:
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case

_HTML: Memo[str] = Memo(64)


def show_process(case: Case, t: Translator) -> None:
    """Show both gates, that of the rules chosen first, and below them what belongs to them."""
    catalog = case.catalog
    order = sorted(GATES, key=lambda name: name != case.track)
    for column, name in zip(st.columns(2, gap="medium"), order, strict=True):
        with column:
            key = ("gate", catalog.digest, t.lang, name)
            gate = load_gates().gate(name)
            st.html(_HTML.get(key, lambda gate=gate: write_gate(gate, catalog, t)))  # type: ignore[misc]
    st.html(_HTML.get(("unread", catalog.digest, t.lang), lambda: write_unread(case.rules, t)))
    offer_request(case, t)
    parts = {
        "papers": lambda: write_papers(catalog, t),
        "systems": lambda: write_systems(catalog, t),
        "recognitions": lambda: write_recognitions(catalog, t),
        "upgrades": lambda: write_upgrades(catalog, t),
        "benchmarks": lambda: write_benchmarks(catalog, t),
        "targets": lambda: write_targets(catalog, t),
    }
    for part, make in parts.items():
        label = t(f"eligibility_page.process_{part}")
        with fold(label, key=f"eligibility.process_{part}") as is_open:
            if is_open:
                st.html(_HTML.get((part, catalog.digest, t.lang), make))
                if part == "systems":
                    show_scores(t)
