"""Scores typed for an index system: in this visit alone, and no total where weights are unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.eligibility.tally import HIGHEST, add_up, is_score, list_weighed, scorable_systems
from geo.eligibility.words import say_value
from geo.maps.text import escape
from geo.ui.eligibility.grid import edit_grid

if TYPE_CHECKING:
    from geo.eligibility.index_systems import IndexGroup, IndexItem, IndexSystem
    from geo.eligibility.tally import Tally
    from geo.locale import Translator
    from geo.ui.eligibility.grid import Row

_SCORES: Final = "eligibility-scores"
_DECIMALS: Final = 2


def show_scores(t: Translator) -> None:
    """Show a table to type scores into, and what they add up to."""
    systems = {one.id: one for one in scorable_systems()}
    st.html(
        f'<p class="za-table-title za-el-apart-head">{escape(t("eligibility_page.scores"))}</p>'
        f'<p class="za-note">{escape(t("eligibility_page.scores_lead"))}</p>'
    )
    left, right = st.columns([0.6, 0.4], gap="medium", vertical_alignment="bottom")
    with left:
        chosen = st.selectbox(
            t("eligibility_page.system"),
            list(systems),
            format_func=lambda name: _name_system(systems[name], t),
            key="eligibility.scores_system",
        )
        system = systems[chosen]
        _edit(system, t)
    with right:
        st.html(_write_tally(add_up(system, _typed(system)), t))


def _name_system(system: IndexSystem, t: Translator) -> str:
    """Return title and year: two of the systems have one title."""
    parts = [(system.date or "")[:4], system.say("title", t.lang)]
    return t("eligibility.set_between").join(part for part in parts if part)


def _typed(system: IndexSystem) -> dict[str, float]:
    """Return the scores of this visit."""
    scores: dict[str, dict[str, float]] = st.session_state.setdefault(_SCORES, {})
    return scores.setdefault(system.id, {})


def _edit(system: IndexSystem, t: Translator) -> None:
    def take(rows: list[Row]) -> None:
        typed = {str(row["id"]): row["score"] for row in rows if is_score(row["score"])}
        st.session_state[_SCORES] = {**st.session_state.get(_SCORES, {}), system.id: typed}

    text, number = st.column_config.TextColumn, st.column_config.NumberColumn
    edit_grid(
        lambda: scores_table(system, _typed(system), t),
        {
            "id": None,
            "name": text(t("eligibility_page.index_name"), width=300, pinned=True),
            "weight": text(t("eligibility_page.index_weight"), width=100),
            "score": number(
                t("eligibility_page.score"), min_value=0, max_value=HIGHEST, format="%g", width=140
            ),
        },
        take,
        key=f"eligibility.scores.{system.id}.{t.lang}",
        disabled=("name", "weight"),
    )


def scores_table(system: IndexSystem, typed: dict[str, float], t: Translator) -> pd.DataFrame:
    """Return what may be scored, with its weight and what was typed."""
    weighed = list_weighed(system)
    return pd.DataFrame(
        {
            "id": [one.part.id for one in weighed],
            "name": [_name(one.part, t) for one in weighed],
            "weight": [say_value(round(one.weight, _DECIMALS), "percent", t) for one in weighed],
            "score": pd.array([typed.get(one.part.id) for one in weighed], dtype="Float64"),
        }
    )


def _write_tally(tally: Tally, t: Translator) -> str:
    points, weight = (t.number(round(x, _DECIMALS)) for x in (tally.points, tally.weight))
    key = "scores_whole" if tally.is_whole else "scores_part" if tally.weight else "scores_none"
    lines = [t(f"eligibility_page.{key}", points=points, weight=weight)]
    between = t("eligibility.list")
    if tally.missing:
        names = between.join(_name(one.part, t) for one in tally.missing)
        lines.append(t("eligibility_page.scores_missing", names=names))
    if tally.unweighed:
        names = between.join(_name(group, t) for group in tally.unweighed)
        lines.append(t("eligibility_page.scores_unweighed", names=names))
    first, *more = (escape(line) for line in lines)
    return (
        f'<div class="za-el-tally" role="status"><p><strong>{first}</strong></p>'
        + "".join(f'<p class="za-note">{line}</p>' for line in more)
        + "</div>"
    )


def _name(part: IndexItem | IndexGroup, t: Translator) -> str:
    return part.say("name", t.lang)
