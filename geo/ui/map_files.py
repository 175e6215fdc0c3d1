"""The dialog in which one map becomes a file of any kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from geo.errors import ExportError
from geo.export.formats import (
    DEFAULT_DPI,
    DEFAULT_PAPER,
    MIMES,
    Format,
    Order,
    render,
    suffix_of,
)
from geo.export.names import file_name
from geo.maps import build
from geo.maps.text import escape
from geo.maps.variants import MOST_FURTHER, further_indicators
from geo.types import FINISHES, LANGS
from geo.ui.kept import alter, name_all

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.types import Finish, Lang
    from geo.view import View

_OPEN: Final = "map_files.open"
_PAPERS: Final = ("a4", "a3", "wide")
_DPIS: Final = (150, 200, 300)
_DATA: Final[tuple[Format, ...]] = ("xlsx", "csv", "gpkg", "geojson", "shp")


class Look(NamedTuple):
    """What holds for every file of a map, as the reader chose."""

    finish: Finish
    lang: Lang
    date: dt.date | None


class _Case(NamedTuple):
    """The map of the dialog, and what its buttons are called by."""

    view: View
    catalog: Catalog
    travel: Travel | None
    key: str


def offer_files(
    view: View,
    catalog: Catalog,
    t: Translator,
    *,
    key: str,
    label: str,
    finish: Finish,
    travel: Travel | None = None,
    icon: str = ":material/expand_more:",
) -> None:
    """Show the button that opens the dialog, and the dialog while it is open.

    Parameters
    ----------
    view
        The map; one of all zones by the state of a line must have been confirmed before.
    key
        Of the button; those of the dialog begin with it.
    label, icon
        What the button says and shows.
    finish
        With which the dialog opens.
    travel
        Where drive times come from; the model over the terrain if not given.
    """
    st.button(
        label,
        key=f"{key}.other",
        on_click=_open,
        args=(key,),
        icon=icon,
        help=t("present.files_help"),
    )
    opened = st.session_state.get(_OPEN, key)
    if _page_of(opened) != _page_of(key):
        _close()  # it was left open on another page
    # open until it is closed: a run of the whole page in between does not take it away
    if st.session_state.get(_OPEN) == key:
        dialog = st.dialog(t("present.files_title"), width="large", on_dismiss=_close)
        dialog(_show)(_Case(view, catalog, travel, key), finish, t)


def choose_look(t: Translator, *, key: str, finish: Finish) -> Look:
    """Show what holds for every file, and return it."""
    chosen: Finish = st.segmented_control(
        t("present.finish"),
        FINISHES[::-1],
        default=finish,
        format_func=lambda one: t(f"finish.{one}"),
        required=True,
        key=f"{key}.finish",
        help=t("present.finish_help"),
        width="stretch",
    )
    lang: Lang = st.segmented_control(
        t("present.lang"),
        LANGS,
        default=t.lang,
        format_func=lambda one: t(f"lang.{one}"),
        required=True,
        key=f"{key}.lang.{t.lang}",
        width="stretch",
    )
    date = st.date_input(
        t("present.date"),
        value=dt.datetime.now().astimezone().date(),
        format="YYYY-MM-DD",
        key=f"{key}.date",
        help=t("present.date_help"),
    )
    return Look(chosen, lang, date if isinstance(date, dt.date) else None)


def tell_no_font(t: Translator) -> bool:
    """Say so where nothing can be drawn on this machine, for want of a Chinese font."""
    from geo.export.picture.fonts import find_faces  # noqa: PLC0415 - matplotlib is slow to load

    try:
        find_faces()
    except ExportError as error:
        said = escape(t("present.no_font", error=str(error)))
        st.html(f'<div class="za-say" role="alert">{said}</div>')
        return True
    return False


def _page_of(key: str) -> str:
    return key.partition(".")[0]


def _open(key: str) -> None:
    st.session_state[_OPEN] = key


def _close() -> None:
    st.session_state.pop(_OPEN, None)


def _show(case: _Case, finish: Finish, t: Translator) -> None:
    key = f"{case.key}.other"
    left, right = st.columns([0.36, 0.64], gap="large")
    with left:
        look = choose_look(t, key=key, finish=finish)
    case = case._replace(view=alter(case.view, lang=look.lang))
    order = Order("html", finish=look.finish, date=look.date, confirmed_states=True)
    with right:
        no_font = tell_no_font(t)
        _offer_page(case, order, t)
        _offer_pictures(case, order, t, disabled=no_font)
        _tell(t("present.files_data"), t("present.files_data_help"))
        with st.container(horizontal=True, gap="small"):
            for kind in _DATA:
                _offer(case, order, kind, t)


def _offer_page(case: _Case, order: Order, t: Translator) -> None:
    """Show what a page can hold more, and its button."""
    _tell(t("present.files_page"), t("present.files_page_help"))
    both = st.checkbox(t("present.files_both"), key=f"{case.key}.other.both")
    offered = further_indicators(case.view, case.catalog)
    names = name_all(case.catalog, "indicators", "label", t.lang)
    chosen: list[str] = []
    if offered:
        chosen = st.multiselect(
            t("present.files_indicators"),
            offered,
            format_func=names.__getitem__,
            max_selections=MOST_FURTHER,
            placeholder=t("present.files_indicators_none"),
            key=f"{case.key}.other.indicators",
        )
    order = replace(order, langs=LANGS if both else (), indicators=tuple(chosen))
    _offer(case, order, "html", t)


def _offer_pictures(case: _Case, order: Order, t: Translator, *, disabled: bool) -> None:
    _tell(t("present.files_picture"), t("present.files_picture_help"))
    left, right = st.columns(2, gap="small")
    with left:
        paper = st.selectbox(
            t("present.paper"),
            _PAPERS,
            index=_PAPERS.index(DEFAULT_PAPER),
            format_func=lambda one: t(f"present.paper_{one}"),
            key=f"{case.key}.other.paper",
        )
    with right:
        dpi = st.selectbox(
            t("present.dpi"),
            _DPIS,
            index=_DPIS.index(DEFAULT_DPI),
            format_func=lambda one: t("present.dpi_one", n=one),
            key=f"{case.key}.other.dpi",
        )
    with st.container(horizontal=True, gap="small"):
        _offer(case, replace(order, paper=paper, dpi=dpi), "png", t, disabled=disabled)
        _offer(case, replace(order, paper=paper, dpi=dpi), "pdf", t, disabled=disabled)
        _offer(case, order, "pptx", t, disabled=disabled)


def _tell(title: str, text: str) -> None:
    st.html(
        f'<h3 class="za-files-head">{escape(title)}</h3><p class="za-files-note">{escape(text)}</p>'
    )


def _offer(
    case: _Case, order: Order, kind: Format, t: Translator, *, disabled: bool = False
) -> None:
    order = replace(order, format=kind)
    title = str(build(case.view, case.catalog, case.travel).payload()["title"])
    date = "" if order.date is None else order.date.isoformat()
    st.download_button(
        t(f"batch.format_{kind}"),
        data=partial(render, case.view, case.catalog, order, case.travel),
        file_name=file_name(title, date, suffix_of(case.view, case.catalog, kind)[1:]),
        mime=MIMES[kind],
        key=f"{case.key}.other.{kind}",
        on_click="ignore",
        icon=":material/download:",
        disabled=disabled,
    )
