"""The frame around every page: one catalogue, look, language, notices, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.catalog import load_catalog, validate
from geo.errors import AtlasError, CatalogError
from geo.export.table import safe_frame
from geo.locale import translator
from geo.maps.text import escape
from geo.ui.look import read_look
from geo.ui.navigation import ensure_navigation, name_title
from geo.ui.overlay import current_overlay, tell_overlay
from geo.ui.search import show_search
from geo.ui.state import choose_lang, read_lang, written_view
from geo.ui.tools import fill_tools, follow_added, follow_opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Lang, PageName
    from geo.view import Message


_SLOT = "page:tools"
_DRESSED = "page:dressed"


def open_frame(page: PageName) -> tuple[Catalog, Translator]:
    """Dress the page, show its title and the language switch, and return what pages need.

    Parameters
    ----------
    page
        The page's id.

    Returns
    -------
    tuple
        The catalogue and the words. Data with errors are refused with the whole report, and
        the page ends there.
    """
    t = translator(read_lang())
    ensure_navigation(t)
    _dress()
    with st.container(key="frame-head"):
        # the shares are app.css's: each as wide as it must be, the title takes the rest
        heading, search, tools, switch = st.columns(4, vertical_alignment="center")
    with heading:
        st.title(name_title(page, t), anchor=False)
    with switch:
        _show_language_switch()
    try:
        catalog = load_catalog(current_overlay())
    except CatalogError:
        tell_overlay(t)  # own data that cannot be used any more can still be dropped
        _show_report(t)
        st.stop()
    except AtlasError as error:
        # a setting or a package of this machine: no report of rows, one sentence
        say_plainly(t("app.not_started"), [str(error)])
        st.stop()
    tell_overlay(t)
    follow_opened(t)
    follow_added(catalog, t)
    with search:
        show_search(catalog, t)
    st.session_state[_SLOT] = tools
    return catalog, t


def _dress() -> None:
    """Send the styles with the first run of a visit, before any script is there to fetch them.

    From then on they stand in the page's head (``static/frame.js``): a browser that cleans and
    reads them anew with every run works twice as long on it. What takes their place is of the
    same kind, or everything after it would be made anew.
    """
    styles = "/* in the head */" if st.session_state.get(_DRESSED) else read_look()
    st.html(f"<style>{styles}</style>")
    st.session_state[_DRESSED] = True


def _show_language_switch() -> None:
    lang = read_lang()

    def change() -> None:
        choose_lang(st.session_state["frame.lang"])

    st.session_state["frame.lang"] = lang
    st.segmented_control(
        "语言 / Language",
        ["zh", "en"],
        format_func=_name_language,
        key="frame.lang",
        on_change=change,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )


def _name_language(lang: Lang) -> str:
    return translator(lang)(f"lang.{lang}")


def show_messages(messages: Iterable[Message], t: Translator) -> None:
    """Tell what of the address could not be followed."""
    texts = list(dict.fromkeys(t(message.key, **dict(message.params)) for message in messages))
    if texts:
        say_plainly(t("app.address_changed"), texts)


def say_plainly(title: str, texts: Iterable[str]) -> None:
    """Show a notice whose words may come from an address or from data: text, never markup."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    st.html(
        f'<div class="za-say" role="status"><strong>{escape(title)}</strong><ul>{items}</ul></div>',
    )


def show_footer(catalog: Catalog, t: Translator) -> None:
    """Show what holds for every page: warnings of the data, the plan's status, credit.

    The tools at the top hand out the page's View, which is known only now.
    """
    slot, view = st.session_state.pop(_SLOT, None), written_view()
    if slot is not None and view is not None:
        fill_tools(slot, view, t)
    lines = [
        t(
            "app.footer_plan",
            citation=t("common.plan_citation"),
            status=t("common.plan_status"),
        ),
        t("common.credit"),
    ]
    if catalog.problems:
        lines.append(t.plural("app.data_warnings", len(catalog.problems)))
    st.html(
        '<div class="za-footer">' + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</div>",
    )


def _show_report(t: Translator) -> None:
    problems = validate(current_overlay(), t.lang)
    st.header(t("app.data_refused"), anchor=False)
    st.text(t("app.data_refused_help"))
    names = {name: t(f"app.problem_{name}") for name in problems[0].as_dict()}
    rows = [
        {
            names[name]: t(f"app.severity_{value}") if name == "severity" else value
            for name, value in problem.as_dict().items()
        }
        for problem in problems
    ]
    st.dataframe(safe_frame(pd.DataFrame(rows)), hide_index=True, placeholder="—")
