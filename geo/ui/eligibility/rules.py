"""The rules that a visit works with: shipped, of the owner's folder, and entered in the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.eligibility.entered import list_missing, say_entered
from geo.eligibility.rules import Rules, read_rules
from geo.eligibility.words import say_document
from geo.maps.text import escape
from geo.settings import overlay_dir
from geo.ui.eligibility.faults import show_faults
from geo.ui.eligibility.held import current_work

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.eligibility.faults import Fault
    from geo.eligibility.model import RuleSet
    from geo.locale import Translator


def find_rules() -> tuple[Rules, Rules, tuple[Fault, ...]]:
    """Return the rules without and with what was entered, and the faults of the owner's files."""
    shipped, faults = read_rules(overlay_dir())
    return shipped, shipped.with_own(current_work().rule_sets), faults


def tell_warning(t: Translator) -> None:
    """Say what holds for all of the page: what could not be read, and that nothing is decided."""
    said = "".join(
        f"<p>{escape(t(key))}</p>" for key in ("eligibility.warning", "eligibility.no_verdict")
    )
    st.html(f'<div class="za-el-warning" role="note">{said}</div>')


def tell_entered(rule_sets: Sequence[RuleSet], rules: Rules, t: Translator) -> None:
    """Say of rules that somebody entered that they are not the official text."""
    entered = [one for one in rule_sets if one.id in rules.own]
    if not entered:
        return
    text = say_entered(entered, t)
    st.html(f'<div class="za-say" role="status">{escape(text)}</div>')


def tell_left_out(rule_sets: Sequence[RuleSet], t: Translator) -> None:
    """Say which rule sets of a file of work are not used, since nobody says who entered them."""
    left_out = [one for one in rule_sets if list_missing(one)]
    if not left_out:
        return
    documents = t("eligibility.list").join(say_document(one, t) for one in left_out)
    text = t("eligibility_page.left_out", documents=documents)
    st.html(f'<div class="za-say" role="status">{escape(text)}</div>')


def tell_rule_faults(faults: tuple[Fault, ...], t: Translator) -> None:
    """Say which of the owner's files of rules could not be used; the page works with the rest."""
    if faults:
        st.html(
            f'<div class="za-say" role="status">{escape(t("eligibility_page.rule_faults"))}</div>'
        )
        show_faults(faults, t)
