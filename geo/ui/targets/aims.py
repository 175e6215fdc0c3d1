"""The reader's own targets for a year ahead: what is typed, and the yearly change it asks for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import ViewError
from geo.maps.text import escape
from geo.targets import AIM_YEAR, LARGEST_FACTOR, check_aim, needed_change, read_aim, starting_aim
from geo.ui.kept import alter
from geo.ui.targets.words import name_of, tell_change, unit_of, write_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.targets import AimProblem, Claim, Need, Progress
    from geo.view import View


def choose_aims(
    view: View,
    rows: Sequence[Progress],
    catalog: Catalog,
    t: Translator,
    today: date | None = None,
) -> View:
    """Let the reader set targets for 2030, and say what growth each needs.

    Parameters
    ----------
    view
        Its `aims` are what the boxes open with; a target already published for the year stands
        where the reader has set none.
    rows
        The plan's targets.
    today
        The reader's day: a change per year is told only to a year that lies ahead.

    Returns
    -------
    View
        With the aims that can be used. One that cannot is told and leaves the others alone.
    """
    day = today or date.today()  # noqa: DTZ011  # the reader's calendar
    st.header(t("targets.aims_title", year=AIM_YEAR), anchor=False)
    st.html(f'<p class="za-note">{escape(t("targets.aims_help", year=AIM_YEAR))}</p>')
    held = dict(view.aims)
    aims: dict[str, float] = {}
    # A grid of three columns: name, box, need. What stands right of a box and left of the next
    # is one piece of markup: every piece is a message to the browser.
    with st.container(key="targets-aims"):
        before = ""
        for row in rows:
            st.html(f"{before}{_write_name(row, t)}")
            aim, before = _ask(row, held.get(row.target_id), catalog, t, day)
            if aim is not None:
                aims[row.target_id] = aim
        if before:
            st.html(before)
    for text in _tell_later(rows, catalog, t, day):
        st.html(f'<p class="za-note">{escape(text)}</p>')
    try:
        return alter(view, aims=tuple(aims.items()))
    except ViewError:  # a row whose id no address can hold
        return view


def aim_of(row: Progress, view: View) -> float | None:
    """Return the aim that holds for a row: the reader's, else the one published for the year."""
    for name, number in view.aims:
        if name == row.target_id and isinstance(check_aim(number, row), float):
            return number
    published = starting_aim(row)
    return None if published is None else published.value


def _write_name(row: Progress, t: Translator) -> str:
    return (
        f'<div class="za-aim"><p class="za-aim-name">{escape(name_of(row, t))}</p>'
        f'<p class="za-note">{escape(_tell_start(row, t))}</p></div>'
    )


def _ask(
    row: Progress, held: float | None, catalog: Catalog, t: Translator, day: date
) -> tuple[float | None, str]:
    """Show the box of a row.

    Returns
    -------
    tuple
        The reader's own aim, if it can be used, and the markup of what it needs.
    """
    published = starting_aim(row)
    key = f"targets.aim.{row.target_id}"
    start = held if held is not None else published.value if published else None
    if key not in st.session_state:
        st.session_state[key] = "" if start is None else t.number(start)
    text = st.text_input(
        t("targets.aim_label", name=name_of(row, t), year=AIM_YEAR, unit=unit_of(row, t)),
        key=key,
        max_chars=30,
        placeholder=t.number(published.value) if published else t("targets.aim_none"),
        label_visibility="collapsed",
    )
    typed = read_aim(text, row) if text.strip() else None
    own = typed if isinstance(typed, float) else None
    is_published = published is not None and (typed is None or own == published.value)
    markup = ""
    if isinstance(typed, str):
        markup = f'<p class="za-aim-bad" role="alert">{escape(_tell_problem(typed, t))}</p>'
    elif is_published and published is not None:
        told = _tell_need(row, needed_change(row, published.value, day), t)
        mark = _tell_published(published, catalog, t)
        markup = f'<p class="za-aim-need">{escape(told)}</p><p class="za-note">{mark}</p>'
    elif own is not None:
        told = _tell_need(row, needed_change(row, own, day), t)
        markup = f'<p class="za-aim-need" role="status">{escape(told)}</p>'
    # also an empty cell is a cell of the grid
    return None if is_published else own, f'<div class="za-aim-more">{markup}</div>'


def _tell_start(row: Progress, t: Translator) -> str:
    """Return the figure that growth is counted from, with its year and unit."""
    if row.latest is None:
        return t("targets.aim_no_start")
    return t(
        "targets.aim_start",
        period=t.period(str(row.latest.year)),
        number=write_number(row, row.latest, t),
        unit=unit_of(row, t),
    )


def _tell_need(row: Progress, need: Need, t: Translator) -> str:
    """Return what an aim asks for."""
    if need.kind != "change" or need.per_year is None or row.latest is None:
        return t(f"targets.need_{need.kind if need.kind != 'change' else 'no_latest'}")
    change = tell_change(need.per_year, t, is_share=row.is_share)
    key = {"eq": "targets.need_eq", "ge": "targets.need_ge", "approx": "targets.need_approx"}
    return t(key[row.latest.qualifier], change=change, period=t.period(str(row.latest.year)))


def _tell_problem(problem: AimProblem, t: Translator) -> str:
    return t(f"targets.bad_{problem}", n=LARGEST_FACTOR)


def _tell_published(claim: Claim, catalog: Catalog, t: Translator) -> str:
    title = catalog.sources[f"title_{t.lang}"].get(claim.source_id) or ""
    return escape(t("targets.aim_published", status=t(f"status.{claim.status}"), title=title))


def _tell_later(rows: Sequence[Progress], catalog: Catalog, t: Translator, day: date) -> list[str]:
    """Return the targets published for other later years, with the change that they ask for."""
    texts = []
    for row in rows:
        for claim in row.later_targets:
            if claim.year == AIM_YEAR:
                continue
            need = needed_change(row, claim.value, day, claim.year)
            title = catalog.sources[f"title_{t.lang}"].get(claim.source_id) or ""
            texts.append(
                t(
                    "targets.later",
                    name=name_of(row, t),
                    period=t.period(str(claim.year)),
                    value=write_number(row, claim, t),
                    unit=unit_of(row, t),
                    need=_tell_need(row, need, t),
                    status=t(f"status.{claim.status}"),
                    title=title,
                )
            )
    return texts
