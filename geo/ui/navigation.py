"""The pages of the atlas, and the start that Streamlit otherwise gets wrong.

A fresh Streamlit server whose first visitor opens a sub-page (``/indicators``) finds the
folder ``pages/`` and runs the page without ``app.py``: without navigation or frame. Calling
``st.navigation`` turns that off for good, so a page that was started so calls it and runs again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.navigation.page import Page

    from geo.locale import Translator

_STARTED = "navigation.started"
_AGAIN = "navigation.again"


def declare_pages(t: Translator) -> Page:
    """Declare the pages, at the top of the window, and return the one to run."""
    st.session_state[_STARTED] = True
    return st.navigation(
        [
            st.Page(
                "pages/overview.py", title=t("app.overview"), url_path="overview", default=True
            ),
            st.Page("pages/indicators.py", title=t("app.indicators"), url_path="indicators"),
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
