"""The controls of the comparison: widgets in, View out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.compare import best_period
from geo.compare.counties import COUNTY_INDICATORS
from geo.indicators import held_periods
from geo.maps.words import text_at
from geo.presets import STARTS
from geo.ui.compare.focus import owner_of
from geo.ui.kept import alter, name_all
from geo.ui.labels import plain_label
from geo.view import Message, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Geography
    from geo.view import View

MOST = 10
CHENGDU = "510100"
SECTIONS = ("table", "plot", "trend", "places", "peers", "counties")
COUNTIES = "counties"

_THEME = "compare:theme"
_WIDTHS = (0.36, 0.24, 0.13, 0.27)
_BELOW = (0.66, 0.34)


def keep_to_limit(view: View, catalog: Catalog, t: Translator) -> tuple[View, tuple[Message, ...]]:
    """Return the View with ten prefectures at most, and say which were too many."""
    if len(view.prefectures) <= MOST:
        return view, ()
    kept, gone = view.prefectures[:MOST], view.prefectures[MOST:]
    names = "、" if t.lang == "zh" else ", "
    told = names.join(text_at(catalog.prefectures, code, "short", t.lang) for code in gone)
    message = Message("compare.too_many", {"most": str(MOST), "names": told})
    return alter(view, prefectures=kept), (message,)


def choose_view(asked: View, catalog: Catalog, t: Translator) -> View:
    """Show the controls and return the View that they describe, starting from `asked`."""
    view = asked
    top, below = st.container(), st.container()
    left, right = below.columns(_BELOW, vertical_alignment="center")
    with left:
        section = _choose_section(view, t)
    geography: Geography = "county" if section == COUNTIES else "prefecture"
    view = _turn(view, section, geography, catalog)
    places = name_all(catalog, "prefectures", "short", t.lang)
    with top:
        columns = st.columns(_WIDTHS, vertical_alignment="bottom")
    with columns[0]:
        prefectures = st.multiselect(
            t("compare.pick", n=MOST),
            _start("compare.prefectures", list(places), list(view.prefectures)),
            format_func=places.__getitem__,
            max_selections=MOST,
            placeholder=t("compare.pick_hint", n=MOST),
            key="compare.prefectures",
        )
    coverage = held_periods(catalog, geography)
    names = list(coverage)
    labels = name_all(catalog, "indicators", "label", t.lang)
    with columns[1]:
        key = f"compare.indicator.{geography}"
        indicator = st.selectbox(
            t("compare.indicator"),
            _start(key, names, view.indicator if view.indicator in names else names[0]),
            format_func=labels.__getitem__,
            key=key,
            help=t("compare.indicator_help"),
        )
    counts = coverage[indicator]
    with columns[2]:
        key = f"compare.period.{geography}.{indicator}"
        is_held = view.indicator == indicator and view.period in counts
        period = st.selectbox(
            t("app.period"),
            _start(
                key, sorted(counts), view.period if is_held else _first(catalog, indicator, counts)
            ),
            format_func=lambda p: t("app.period_coverage", period=t.period(p), n=counts[p]),
            key=key,
        )
    with columns[3]:
        if geography == "prefecture":
            others = [name for name in names if name != indicator]
            view = _choose_more(view, others, labels, catalog, t)
    chosen = alter(
        view,
        prefectures=tuple(prefectures),
        indicator=indicator,
        period=period,
        form=view.form if view.indicator == indicator else "total",
    )
    if geography == "prefecture":
        st.session_state[_THEME] = (indicator, period)
    if chosen != asked:
        chosen, _ = resolve(chosen, catalog)
    with right:
        _show_picked(chosen, catalog, t)
    return chosen


def _show_picked(view: View, catalog: Catalog, t: Translator) -> None:
    """Offer what can be done with the prefecture that is picked on the map."""
    code = owner_of(view.selection, catalog)
    if code is None:
        return
    name = text_at(catalog.prefectures, code, "short", t.lang)
    with st.container(
        horizontal=True, horizontal_alignment="right", key="compare-picked", gap="small"
    ):
        if code not in view.prefectures:
            full = len(view.prefectures) >= MOST
            _offer("add", t("compare.add", name=name), (*view.prefectures, code), full=full, t=t)
        elif len(view.prefectures) > 1:
            rest = tuple(other for other in view.prefectures if other != code)
            _offer("only", t("compare.only", name=name), (code,), t=t)
            _offer("drop", t("compare.drop", name=name), rest, t=t)


def _offer(
    what: str, label: str, codes: tuple[str, ...], *, t: Translator, full: bool = False
) -> None:
    """Show a button that writes other prefectures into the address, which the page follows."""

    def write() -> None:
        st.query_params["pf"] = ".".join(sorted(codes))

    st.button(
        plain_label(label),
        key=f"compare.{what}",
        on_click=write,
        disabled=full,
        help=t("compare.full", n=MOST) if full else None,
    )


def _choose_section(view: View, t: Translator) -> str:
    asked = view.section if view.section in SECTIONS else SECTIONS[0]
    section = st.segmented_control(
        t("compare.section"),
        _start("compare.section", list(SECTIONS), asked),
        format_func=lambda name: t(f"compare.section_{name}"),
        key="compare.section",
        required=True,
        label_visibility="collapsed",
    )
    return str(section)


def _turn(view: View, section: str, geography: Geography, catalog: Catalog) -> View:
    """Return the View turned to a section; the counties have figures and a map of their own."""
    if (view.section or SECTIONS[0]) != section and COUNTIES in {view.section, section}:
        view = alter(view, extent=None)
    named = section if section != SECTIONS[0] else None
    if geography == view.geography:
        return alter(view, section=named)
    if geography == "county":
        indicator, period = COUNTY_INDICATORS[0], None
    else:
        start = STARTS["compare"]
        indicator, period = st.session_state.get(_THEME, (start.indicator, start.period))
    turned = alter(
        view, section=named, geography=geography, indicator=indicator, period=period, form="total"
    )
    turned, _ = resolve(turned, catalog)
    return turned


def _choose_more(
    view: View, others: list[str], labels: Mapping[str, str], catalog: Catalog, t: Translator
) -> View:
    """Choose an indicator to add, and whether Chengdu counts."""
    left, right = st.columns([0.48, 0.52], vertical_alignment="bottom")
    with left:
        _start("compare.second", [None, *others], view.second if view.second in others else None)
        second = st.selectbox(
            t("compare.added"),
            others,
            index=None,
            format_func=labels.__getitem__,
            placeholder=t("compare.added_none"),
            key="compare.second",
            help=t("compare.added_help"),
        )
    with right, st.container(key="compare-without"):
        _start("compare.without", [True, False], CHENGDU in view.without)
        leave = st.toggle(t("app.without_chengdu"), key="compare.without")
    newest = best_period(catalog, second) if second else None
    return alter(
        view,
        second=second,
        second_period=view.second_period if second == view.second else newest,
        without=(CHENGDU,) if leave else (),
    )


def _start(key: str, options: list[Any], value: Any) -> list[Any]:
    """Let a widget start with a value, unless the reader has already used it; return the options.

    The value goes in by the visit's state, which also moves a widget that the browser knows.
    """
    held = st.session_state.get(key)
    items = held if isinstance(held, list) else [held]
    if key not in st.session_state or any(item not in options for item in items):
        st.session_state[key] = value
    return options


def _first(catalog: Catalog, indicator: str, counts: Mapping[str, int]) -> str:
    """Return the period that an indicator starts with."""
    return best_period(catalog, indicator) if len(counts) > 1 else next(iter(counts))
