"""The pages of the atlas, and the start that Streamlit otherwise gets wrong.

A fresh Streamlit server whose first visitor opens a sub-page (``/indicators``) finds the
folder ``pages/`` and runs the page without ``app.py``: without navigation or frame. Calling
``st.navigation`` turns that off for good, so a page that was started so calls it and runs again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.types import PAGE_NAMES

if TYPE_CHECKING:
    from typing import NoReturn

    from streamlit.navigation.page import Page

    from geo.locale import Translator
    from geo.types import PageName

_STARTED = "navigation.started"
_AGAIN = "navigation.again"


def name_page(page: PageName, t: Translator) -> str:
    """Return the short name of a page, as the menu has it."""
    names = {
        "overview": "overview.nav",
        "zones": "zones.nav",
        "compare": "compare.nav",
        "indicators": "indicators.nav",
        "targets": "targets.nav",
        "catchments": "catchments.nav",
        "platforms": "platforms.nav",
        "science": "science.nav",
        "fields": "fields.nav",
        "monitoring": "monitoring.nav",
        "eligibility": "eligibility.nav",
        "present": "present.nav",
        "method": "method.nav",
    }
    return t(names[page])


def name_title(page: PageName, t: Translator) -> str:
    """Return the title of a page, as its first heading has it."""
    titles = {
        "overview": "overview.title",
        "zones": "zones.title",
        "compare": "compare.title",
        "indicators": "indicators.title",
        "targets": "targets.title",
        "catchments": "catchments.title",
        "platforms": "platforms.title",
        "science": "science.title",
        "fields": "fields.title",
        "monitoring": "monitoring.title",
        "eligibility": "eligibility.title",
        "present": "present.title",
        "method": "method.title",
    }
    return t(titles[page])


def file_of(page: PageName) -> str:
    """Return the file of a page, as Streamlit names pages."""
    return f"pages/{page}.py"


def declare_pages(t: Translator) -> Page:
    """Declare the pages, at the top of the window, and return the one to run."""
    st.session_state[_STARTED] = True
    return st.navigation(
        [
            st.Page(
                file_of(page), title=name_page(page, t), url_path=page, default=page == "overview"
            )
            for page in PAGE_NAMES
        ],
        position="top",
    )


def ensure_navigation(t: Translator) -> None:
    """Run again, with navigation, where a page was started without ``app.py``; once at most."""
    if st.session_state.pop(_STARTED, False) or st.session_state.get(_AGAIN, False):
        return
    st.session_state[_AGAIN] = True
    declare_pages(t)
    st.rerun()


def link_to(
    page: PageName,
    label: str,
    t: Translator,
    *,
    icon: str | None = None,
    width: str = "content",
    **query: str,
) -> None:
    """Show a link to another page; the language goes with it.

    Parameters
    ----------
    query
        Keys of the address, as `geo.view` writes them: ``sel="zone:chengdu"``.
    """
    st.page_link(
        file_of(page),
        label=label,
        icon=icon,
        width="stretch" if width == "stretch" else "content",
        query_params=_with_lang(query, t),
    )


def go_to(page: PageName, t: Translator, **query: str) -> NoReturn:
    """Leave for another page; the language goes with it."""
    st.switch_page(file_of(page), query_params=_with_lang(query, t))


def _with_lang(query: dict[str, str], t: Translator) -> dict[str, str]:
    return query if t.lang == "zh" else {"l": t.lang, **query}
