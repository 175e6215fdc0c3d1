"""What narrows the zones down, and the way back when nothing is left."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.maps.words import text_at
from geo.presets import PRESETS
from geo.types import FIELDS, ZONE_LEVELS, ZONE_MARKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import ZoneMark
    from geo.view import View
    from geo.view.codes import FieldFilter

_FIELDS: tuple[FieldFilter, ...] = (*FIELDS, "unknown")
_BOXES: Final[Mapping[str, str]] = {
    "zone_levels": "zones.levels",
    "zone_marks": "zones.marks",
    "prefectures": "zones.prefectures",
    "fields": "zones.fields",
}
"""Fields of the View that the boxes choose, with the keys of the boxes."""
_QUERY_KEYS = ("zl", "zm", "pf", "fd", "at")
"""Keys of the address that narrow the zones down."""

_PLACES: Memo[dict[str, str]] = Memo(8)


def choose_zones(view: View, catalog: Catalog, t: Translator) -> View:
    """Offer the filters behind a button that says how many narrow the list; return their View."""
    n = _count_filters(view)
    # the key keeps the box open while its label counts
    with st.popover(
        t.plural("zones.filters_on", n) if n else t("zones.filters"),
        icon=":material/filter_alt:",
        width="stretch",
        key="zones.filters",
    ):
        return _choose(view, catalog, t)


def _count_filters(view: View) -> int:
    # what the boxes hold: the address follows only at the end of the run
    return sum(
        tuple(st.session_state.get(key, getattr(view, name))) != getattr(PRESETS["zones"], name)
        for name, key in _BOXES.items()
    )


def _choose(view: View, catalog: Catalog, t: Translator) -> View:
    names = _PLACES.get((catalog.digest, t.lang), lambda: _name_places(catalog, t))
    levels = st.multiselect(
        t("map.level"),
        ZONE_LEVELS,
        default=list(view.zone_levels),
        format_func=lambda name: t(f"level.{name}"),
        placeholder=t("zones.choose_level"),
        key=_BOXES["zone_levels"],
    )
    marks = st.multiselect(
        t("zones.filter_mark"),
        ZONE_MARKS,
        default=list(view.zone_marks),
        format_func=lambda name: name_mark(name, t),
        placeholder=t("zones.all"),
        key=_BOXES["zone_marks"],
    )
    places = st.multiselect(
        t("zones.filter_prefecture"),
        list(names),
        default=list(view.prefectures),
        format_func=names.__getitem__,
        placeholder=t("zones.all"),
        key=_BOXES["prefectures"],
    )
    fields = st.multiselect(
        t("map.field"),
        _FIELDS,
        default=list(view.fields),
        format_func=lambda name: t(f"field.{name}"),
        placeholder=t("zones.all"),
        key=_BOXES["fields"],
    )
    chosen = (tuple(levels), tuple(marks), tuple(places), tuple(fields))
    if chosen == (view.zone_levels, view.zone_marks, view.prefectures, view.fields):
        return view
    return replace(
        view, zone_levels=chosen[0], zone_marks=chosen[1], prefectures=chosen[2], fields=chosen[3]
    )


def _name_places(catalog: Catalog, t: Translator) -> dict[str, str]:
    prefectures = catalog.prefectures
    return {code: text_at(prefectures, code, "short", t.lang) for code in prefectures.index}


def name_mark(mark: ZoneMark, t: Translator) -> str:
    """Return a mark in words."""
    return t(f"zones.mark_{mark}")


def offer_clearing(t: Translator) -> None:
    """Say that the filters leave nothing, and offer to clear them."""
    st.html(
        f'<div class="za-say" role="status"><strong>{escape(t("zones.empty"))}</strong>'
        f"<p>{escape(t('zones.empty_help'))}</p></div>"
    )
    st.button(
        t("zones.clear"), key="zones.clear", on_click=_clear, icon=":material/filter_alt_off:"
    )


def _clear() -> None:
    # the address is the one truth: the widgets start anew when it changes
    for key in _QUERY_KEYS:
        if key in st.query_params:
            del st.query_params[key]
