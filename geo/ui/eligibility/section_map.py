"""The part of the page with all zones by the state of one line, on the map and as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.eligibility.words import say_clause, say_document, say_threshold
from geo.maps.text import escape
from geo.ui.component import show_map
from geo.ui.downloads import offer_frame, offer_page
from geo.ui.eligibility.spread import list_spread, spread_frame
from geo.ui.kept import alter
from geo.ui.picking import pick_row

if TYPE_CHECKING:
    import pandas as pd

    from geo.eligibility.rules import Rules
    from geo.locale import Translator
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
        The case, whose first rule set has the lines.
    shipped
        The rules without what was entered in this visit: nothing private reaches a map.
    t
        The words.
    """
    name = case.evaluations[0].rule_set.id
    rule_set = shipped.sets.get(name)
    st.html(f'<p class="za-lead">{escape(t("eligibility_page.spread_lead"))}</p>')
    if rule_set is None or not rule_set.criteria:
        text = "spread_own" if rule_set is None else "spread_no_lines"
        st.html(
            f'<div class="za-el-empty"><p class="za-note">'
            f"{escape(t(f'eligibility_page.{text}'))}</p></div>"
        )
        return alter(view, criterion=None)
    lines = {line.id: line for line in rule_set.criteria}
    numbers = [line.id for line in rule_set.criteria if line.kind == "quantitative"]
    order = [*numbers, *(line for line in lines if line not in numbers)]
    now = view.criterion if view.criterion in lines else order[0]
    chosen = st.selectbox(
        t("eligibility_page.spread_line"),
        order,
        index=order.index(now),
        format_func=lambda line: t(
            "eligibility_page.spread_option",
            label=lines[line].say("label", t.lang),
            asked=say_threshold(lines[line], t),
        ),
        key=f"eligibility.criterion.{name}",
    )
    line = lines[chosen]
    view = alter(view, criterion=chosen, rule_set=view.rule_set)
    told = t(
        "eligibility_page.clause_of",
        clause=say_clause(line, t),
        document=say_document(rule_set, t),
    )
    st.html(f'<p class="za-note">{escape(told)}</p>')
    left, right = st.columns([0.55, 0.45], gap="medium")
    with left:
        drawn = alter(view, rule_set=name)
        show_map(drawn, case.catalog, key="eligibility.spread", follow=True)
        agreed = _offer_map(drawn, case, t)
    with right, st.container(height="stretch", key="eligibility-spread"):
        frame = spread_frame(rule_set, line, case.catalog, shipped, t, today=case.day)
        pick_row(
            frame,
            [f"zone:{zone}" for zone in list_spread(case.catalog)],
            view,
            key="eligibility.spread_table",
            column_config=_columns(frame, t),
            height="stretch",
        )
        if agreed:
            # the table can be read as a ranking no less than the map
            offer_frame(frame, f"{t('eligibility.nav')}-{chosen}", t, key="eligibility.spread_csv")
    return view


def _offer_map(view: View, case: Case, t: Translator) -> bool:
    """Offer the map of all zones as a file, once it was confirmed that it may be given away."""
    agreed = st.checkbox(
        t("eligibility_page.spread_agree"), value=False, key="eligibility.spread_agree"
    )
    offer_page(view, case.catalog, t, key="eligibility.spread_file", confirmed_states=agreed)
    return agreed


def _columns(frame: pd.DataFrame, t: Translator) -> dict[str, Any]:
    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    config: dict[str, Any] = {}
    for name, column in frame.items():
        head = str(name)
        if column.dtype.kind == "f":
            # a column that says nothing is not shown
            config[head] = (
                number(format="%+,.1f", width=_fit(head)) if column.notna().any() else None
            )
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
