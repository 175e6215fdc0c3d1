"""May a zone be recognised or upgraded: each condition, on whose word, and what is missing."""

from __future__ import annotations

import streamlit as st

from geo.ui.eligibility.case import make_case
from geo.ui.eligibility.choosing import choose_case, choose_section, follow_view, show_state
from geo.ui.eligibility.held import current_work
from geo.ui.eligibility.rules import (
    find_rules,
    tell_entered,
    tell_left_out,
    tell_rule_faults,
    tell_warning,
)
from geo.ui.eligibility.saving import ask_before_leaving, show_saving
from geo.ui.eligibility.sections import show_section
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.state import read_view, write_view

catalog, t = open_frame("eligibility")
asked, messages = read_view("eligibility", catalog)
shipped, rules, faults = find_rules()
view, more = follow_view(asked, catalog, rules)

show_messages((*messages, *more), t)
tell_warning(t)
tell_rule_faults(faults, t)
ask_before_leaving(catalog, t)
view = choose_case(view, catalog, rules, t)
show_state(view, catalog, t)
case = make_case(view, current_work(), catalog, rules)
left, right = st.columns([0.6, 0.4], gap="medium")
with left:
    view = choose_section(view, t)
with right:
    show_saving(case, catalog, t)
tell_entered([one.rule_set for one in case.evaluations] if case else [], rules, t)
tell_left_out(current_work().rule_sets, t)
view = show_section(view, case, shipped, t)

write_view(view)
show_footer(catalog, t)
