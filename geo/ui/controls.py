"""The controls above an indicator's map: widgets in, View out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.indicators import default_period, forms, held_periods
from geo.types import DRAWINGS, GEOGRAPHIES, PALETTES, SCHEMES
from geo.ui.kept import alter, name_all
from geo.view import drawing_for, resolve

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Drawing, Form, Geography, Scheme
    from geo.view import View

CHENGDU = "510100"
SECTIONS = ("ranking", "zones")
"""What the table beside the map holds; an address names the second only."""

_CLASS_COUNTS = (3, 4, 5, 6, 7)
_WIDTHS = (0.13, 0.31, 0.15, 0.14, 0.13, 0.14)
_SCHEMES = tuple(scheme for scheme in SCHEMES if scheme != "user")


def choose_view(view: View, catalog: Catalog, t: Translator) -> View:
    """Show the controls and return the View that they describe, starting from `view`."""
    columns = st.columns(_WIDTHS, vertical_alignment="bottom")
    with columns[0]:
        geography: Geography = st.selectbox(
            t("app.geography"),
            list(GEOGRAPHIES),
            index=GEOGRAPHIES.index(view.geography),
            format_func=lambda g: t(f"geography.{g}"),
            key="indicators.geography",
        )
    coverage = held_periods(catalog, geography)
    names = list(coverage)
    labels = name_all(catalog, "indicators", "label", t.lang)
    with columns[1]:
        indicator = st.selectbox(
            t("app.indicator"),
            names,
            index=names.index(view.indicator) if view.indicator in names else 0,
            format_func=labels.__getitem__,
            key=f"indicators.indicator.{geography}",
        )
    counts = coverage[indicator]
    periods = sorted(counts)
    with columns[2]:
        period = st.selectbox(
            t("app.period"),
            periods,
            index=periods.index(
                view.period
                if view.indicator == indicator and view.period in periods
                else default_period(catalog, indicator, geography),
            ),
            format_func=lambda p: t("app.period_coverage", period=t.period(p), n=counts[p]),
            key=f"indicators.period.{geography}.{indicator}",
        )
    possible = list(forms(catalog, indicator, period, geography))
    with columns[3]:
        form: Form = st.selectbox(
            t("app.form"),
            possible,
            index=possible.index(view.form) if view.form in possible else 0,
            format_func=lambda f: _name_form(f, len(possible), t),
            disabled=len(possible) == 1,
            key=f"indicators.form.{geography}.{indicator}.{period}",
        )
    with columns[4], st.popover(t("app.settings"), width="stretch"):
        kind = str(catalog.indicators["kind"][indicator])
        drawn = _choose_drawing(view, form, kind, t)
    with columns[5], st.container(key="indicators-without"):
        without_chengdu = st.toggle(
            t("app.without_chengdu"),
            value=bool(view.without),
            key="indicators.without",
        )
    chosen = alter(
        view,
        **drawn,
        geography=geography,
        indicator=indicator,
        period=period,
        form=form,
        without=_chengdu(catalog, geography) if without_chengdu else (),
    )
    return chosen if chosen == view else resolve(chosen, catalog)[0]


def choose_section(view: View, t: Translator) -> View:
    """Show the switch above the table, and return the View with the section chosen."""
    section = st.segmented_control(
        t("indicators.section"),
        SECTIONS,
        default=view.section if view.section in SECTIONS else SECTIONS[0],
        format_func=lambda name: t(f"indicators.section_{name}"),
        required=True,
        label_visibility="collapsed",
        key="indicators.section",
        width="stretch",
    )
    chosen = None if section == SECTIONS[0] else section
    return alter(view, section=chosen)


def drop_trend(view: View) -> View:
    """Return the View of the map: what the trend below follows does not filter it."""
    return alter(view, prefectures=(), second=None, second_period=None)


def _name_form(form: Form, possible: int, t: Translator) -> str:
    # A ratio has one form only, and that is no "total".
    return t("app.form_as_published") if possible == 1 else t(f"form.{form}")


def _choose_drawing(view: View, form: Form, kind: str, t: Translator) -> dict[str, Any]:
    """Return the fields of the View that say how its values are drawn."""
    drawings: tuple[Drawing | None, ...] = (None, *DRAWINGS)
    drawing = st.radio(
        t("app.drawing"),
        drawings,
        index=drawings.index(view.drawing),
        format_func=lambda d: t(f"drawing.{d}") if d else t("app.drawing_by_kind"),
        key="indicators.drawing",
        disabled=drawing_for(alter(view, form=form, drawing="circle"), kind) == "fill",
    )
    # circles have no classes
    classless = drawing_for(alter(view, form=form, drawing=drawing), kind) == "circle"
    schemes: tuple[Scheme, ...] = SCHEMES if view.scheme == "user" else _SCHEMES
    scheme = st.selectbox(
        t("app.scheme"),
        schemes,
        index=schemes.index(view.scheme),
        format_func=lambda s: t(f"scheme.{s}"),
        key="indicators.scheme",
        disabled=classless,
    )
    k = st.select_slider(
        t("app.classes"),
        sorted({*_CLASS_COUNTS, view.k}),
        value=view.k,
        key="indicators.k",
        disabled=classless,
    )
    same = st.checkbox(
        t("app.same_breaks"),
        value=view.same_breaks,
        key="indicators.same_breaks",
        disabled=classless,
    )
    palette = st.radio(
        t("app.palette"),
        PALETTES,
        index=PALETTES.index(view.palette),
        format_func=lambda p: t(f"palette.{p}"),
        key="indicators.palette",
        horizontal=True,
        disabled=classless,
    )
    return {
        "drawing": drawing,
        "scheme": scheme,
        "breaks": view.breaks if scheme == "user" else None,
        "k": k,
        "same_breaks": same,
        "palette": palette,
    }


def _chengdu(catalog: Catalog, geography: Geography) -> tuple[str, ...]:
    if geography == "prefecture":
        return (CHENGDU,)
    counties = catalog.counties
    return tuple(counties.index[counties["prefecture_code"] == CHENGDU])
