"""The controls of the page: widgets in, View out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from geo.bivariate import MIN_PLACES, choosable, periods_to_choose
from geo.indicators import default_period, forms
from geo.maps.parts import Memo
from geo.maps.theme_fields import chosen_fields
from geo.types import FIELD_BASES, FIELDS
from geo.ui.controls import CHENGDU
from geo.ui.frame import say_plainly
from geo.ui.kept import alter, name_all
from geo.view import DEFAULT_LAYERS, PLAIN_LAYERS, View, resolve

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import FieldBasis, Form, LayerName, Theme

PARTS: Final = ("structure", "bivariate")
MEASURES: Final[tuple[Theme, ...]] = ("field_share", "field_lq")

_LISTS: Memo[list[str]] = Memo(8)
_BARE = View()

# Filters and drawing that this page has no control for: unseen, they would change its counts.
_NOT_HERE: Final[dict[str, Any]] = {
    name: getattr(_BARE, name)
    for name in (
        "geography",
        "drawing",
        "scheme",
        "k",
        "breaks",
        "same_breaks",
        "palette",
        "zone_levels",
        "zone_marks",
        "asof",
        "platform_categories",
        "platform_levels",
        "platform_statuses",
        "host",
        "prefectures",
    )
}


def choose_view(asked: View, catalog: Catalog, t: Translator) -> View:
    """Show the controls and return the View that they describe, starting from `asked`."""
    view = alter(asked, **_NOT_HERE)
    part = st.segmented_control(
        t("fields.part"),
        PARTS,
        default="bivariate" if view.theme == "bivariate" else "structure",
        format_func=lambda p: t(f"fields.part_{p}"),
        key="fields.part",
        required=True,
        label_visibility="collapsed",
    )
    chosen = _choose_pair(view, catalog, t) if part == "bivariate" else _choose_fields(view, t)
    if layers_of(chosen) != layers_of(asked):
        # platforms belong to the map of their fields; elsewhere they cover the colours
        chosen = alter(chosen, layers=layers_of(chosen))
    return chosen


def layers_of(view: View) -> tuple[LayerName, ...]:
    """Return the layers that a part of the page opens with."""
    shows_platforms = view.theme != "bivariate" and view.field_basis == "platforms"
    return PLAIN_LAYERS if shows_platforms else DEFAULT_LAYERS


def mapped(view: View) -> View:
    """Return the View of the map: two indicators are not filtered by a field."""
    return alter(view, fields=()) if view.theme == "bivariate" else view


def _choose_fields(view: View, t: Translator) -> View:
    columns = st.columns([0.5, 0.24, 0.26], vertical_alignment="bottom")
    asked = chosen_fields(view)
    with columns[0]:
        picked = st.multiselect(
            t("fields.field"),
            FIELDS,
            default=() if len(asked) == len(FIELDS) else asked,
            format_func=lambda field: t(f"field.{field}"),
            placeholder=t("fields.all"),
            key="fields.field",
        )
    with columns[1]:
        basis: FieldBasis = st.segmented_control(
            t("fields.basis"),
            FIELD_BASES,
            default=view.field_basis,
            format_func=lambda b: t(f"fields.basis_{b}"),
            key="fields.basis",
            required=True,
        )
    with columns[2]:
        measure: Theme = st.segmented_control(
            t("fields.measure"),
            MEASURES,
            default=view.theme if view.theme in MEASURES else MEASURES[0],
            format_func=lambda m: t(f"fields.measure_{m}"),
            key="fields.measure",
            required=True,
        )
    fields = tuple(field for field in FIELDS if field in picked) or FIELDS
    return alter(view, fields=fields, field_basis=basis, theme=measure, without=())


def _choose_pair(view: View, catalog: Catalog, t: Translator) -> View:
    names = _LISTS.get(catalog.digest, lambda: choosable(catalog))
    columns = st.columns([0.25, 0.12, 0.25, 0.12, 0.12, 0.14], vertical_alignment="bottom")
    labels = name_all(catalog, "indicators", "label", t.lang)
    said: list[str] = []  # what an address asks for and cannot be paired

    def ask(asked: str | None, key: str, *, fallback: int) -> str:
        if asked is not None and asked not in names:
            said.append(t("fields.not_paired", label=labels[asked], n=MIN_PLACES))
        return st.selectbox(
            t(f"fields.{key}"),
            names,
            index=names.index(asked) if asked in names else min(fallback, len(names) - 1),
            format_func=labels.__getitem__,
            key=f"fields.{key}",
        )

    def ask_period(indicator: str, asked: str | None, key: str, like: str | None) -> str | None:
        held = periods_to_choose(catalog, indicator, like)
        if asked is not None and asked not in held:
            label, period = labels[indicator], t.period(asked)
            said.append(t("fields.period_not_paired", label=label, period=period))
        usual = default_period(catalog, indicator)
        start = next((p for p in (asked, like, usual) if p in held), held[-1] if held else None)
        return st.selectbox(
            t("fields.period"),
            held,
            index=held.index(start) if start is not None else None,
            format_func=t.period,
            key=f"fields.{key}.{indicator}",
            placeholder=t("fields.no_period"),
        )

    with columns[0]:
        first = ask(view.indicator, "first", fallback=0)
    with columns[1]:
        period = ask_period(
            first, view.period if view.indicator == first else None, "period_first", None
        )
    with columns[2]:
        second = ask(view.second, "second", fallback=1)
    with columns[3]:
        second_period = ask_period(
            second, view.second_period if view.second == second else None, "period_second", period
        )
    possible: list[Form] = ["total"]
    if period is not None:
        possible = list(forms(catalog, first, period, "prefecture"))
    with columns[4]:
        form: Form = st.selectbox(
            t("fields.form"),
            possible,
            index=possible.index(view.form) if view.form in possible else 0,
            format_func=lambda f: t("fields.as_published") if f == "total" else t(f"form.{f}"),
            disabled=len(possible) == 1,
            key=f"fields.form.{first}.{period}",
            help=t("fields.form_help"),
        )
    with columns[5], st.container(key="fields-without"):
        alone = st.toggle(t("fields.without"), value=CHENGDU in view.without, key="fields.without")
    if said and view.theme == "bivariate":
        say_plainly(t("app.address_changed"), said)
    chosen = alter(
        view,
        theme="bivariate",
        indicator=first,
        period=period,
        second=second,
        second_period=second_period,
        form=form,
        without=(CHENGDU,) if alone else (),
    )
    return chosen if chosen == view else resolve(chosen, catalog)[0]
