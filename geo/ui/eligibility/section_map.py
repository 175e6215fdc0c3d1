"""The part of the page with all zones by the state of one line, on the map and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.eligibility.asked import WHOLE_TRACK
from geo.eligibility.labels import label_sets
from geo.eligibility.words import say_clause, say_document, say_threshold
from geo.maps.text import escape
from geo.ui.component import show_map
from geo.ui.downloads import offer_frame, offer_page
from geo.ui.eligibility.spread import make_spread
from geo.ui.kept import alter
from geo.ui.picking import pick_row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.eligibility.model import Criterion, RuleSet
    from geo.eligibility.rules import Rules
    from geo.locale import Translator
    from geo.maps.spread import Spread
    from geo.ui.eligibility.case import Case
    from geo.view import View

_WIDEST: Final = 300
_WIDE: Final = "\u2e80"  # from here on a character is as wide as it is high
_PX_WIDE, _PX_NARROW, _PX_MARGIN = 14, 7, 26


def show_spread(view: View, case: Case, shipped: Rules, t: Translator) -> View:
    """Show every zone by the state of a line and return the View with the line chosen.

    Parameters
    ----------
    view
        The page's View.
    case
        The case; of two rule sets the first has the lines, of a whole track all have.
    shipped
        The rules without what was entered in this visit: nothing private reaches a map.
    t
        The words.
    """
    st.html(f'<p class="za-lead">{escape(t("eligibility_page.spread_lead"))}</p>')
    several = case.evaluations if view.rule_set == WHOLE_TRACK else case.evaluations[:1]
    known = [shipped.sets[one.rule_set.id] for one in several if one.rule_set.id in shipped.sets]
    lines = {line.id: (rule_set, line) for rule_set in known for line in rule_set.criteria}
    if not lines:
        text = "spread_no_lines" if known else "spread_own"
        st.html(
            f'<div class="za-el-empty"><p class="za-note">'
            f"{escape(t(f'eligibility_page.{text}'))}</p></div>"
        )
        return alter(view, criterion=None)
    order = sorted(lines, key=lambda name: lines[name][1].kind != "quantitative")
    now = view.criterion if view.criterion in lines else order[0]
    chosen = st.selectbox(
        t("eligibility_page.spread_line"),
        order,
        index=order.index(now),
        format_func=_name_lines(lines, known, t).__getitem__,
        key=f"eligibility.criterion.{'.'.join(rule_set.id for rule_set in known)}",
    )
    rule_set, line = lines[chosen]
    name = rule_set.id
    view = alter(view, criterion=chosen)
    told = t(
        "eligibility_page.clause_of",
        clause=say_clause(line, t),
        document=say_document(rule_set, t),
    )
    st.html(f'<p class="za-note">{escape(told)}</p>')
    # the legend stands right of the province, and its English words are wide
    left, right = st.columns([0.6, 0.4], gap="medium")
    with left, st.container(key="eligibility-all"):
        drawn = alter(view, rule_set=name)
        show_map(drawn, case.catalog, key="eligibility.spread", follow=True)
        agreed = _offer_map(drawn, case, t)
    with right, st.container(height="stretch", key="eligibility-spread"):
        spread = make_spread(rule_set, line, case.catalog, shipped, t, today=case.day)
        frame = spread.frame
        pick_row(
            frame,
            [f"zone:{zone}" for zone in spread.zones],
            view,
            key="eligibility.spread_table",
            column_config=_columns(spread, t),
            height="stretch",
        )
        if agreed:
            # the table can be read as a ranking no less than the map
            offer_frame(frame, f"{t('eligibility.nav')}-{chosen}", t, key="eligibility.spread_csv")
    return view


def _name_lines(
    lines: Mapping[str, tuple[RuleSet, Criterion]], known: Sequence[RuleSet], t: Translator
) -> dict[str, str]:
    """Return the names of lines; with their documents where there are several of those."""
    documents = label_sets(known, t, has_gate=False)
    names = {}
    for name, (rule_set, line) in lines.items():
        label = t(
            "eligibility_page.spread_option",
            label=line.say("label", t.lang),
            asked=say_threshold(line, t),
        )
        if len(known) > 1:
            label = t("eligibility_page.between").join([documents[rule_set.id], label])
        names[name] = label
    return names


def _offer_map(view: View, case: Case, t: Translator) -> bool:
    """Offer the map of all zones as a file, once it was confirmed that it may be given away."""
    agreed = st.checkbox(
        t("eligibility_page.spread_agree"), value=False, key="eligibility.spread_agree"
    )
    offer_page(view, case.catalog, t, key="eligibility.spread_file", confirmed_states=agreed)
    return agreed


def _columns(spread: Spread, t: Translator) -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    config: dict[str, Any] = {}
    for name, column in spread.frame.items():
        head = str(name)
        if column.dtype.kind == "f":
            look = "%+,.1f" if head in spread.signed else "localized"
            # a column that says nothing is not shown
            config[head] = number(format=look, width=_fit(head)) if column.notna().any() else None
        elif column.any():
            pinned = head == t("eligibility_page.zone")
            config[head] = text(pinned=pinned, width=_fit(head, *map(str, column)))
        else:
            config[head] = None
    return config


def _fit(*texts: str) -> int:
    """Return the width in pixels that shows the longest of some cells, within reason."""
    widths = (sum(_PX_WIDE if char >= _WIDE else _PX_NARROW for char in text) for text in texts)
    return int(min(max(widths) + _PX_MARGIN, _WIDEST))
