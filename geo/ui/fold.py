"""Parts of a page that are folded away, and made only while they are open."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def fold(label: str, *, key: str) -> Iterator[bool]:
    """Show a heading that opens and closes; give whether it is open, and stand inside.

    Whether it is open is kept for the visit, apart from the widget's own state: another
    language and an address from outside make the widget anew.

    Parameters
    ----------
    label
        What the heading says: Markdown to Streamlit, so never a text of the data.
    key
        Key of the widget; begins with the page's id and a dot.
    """
    held = name_fold(key)

    def keep() -> None:
        st.session_state[held] = st.session_state[key]

    st.session_state[key] = bool(st.session_state.get(held, False))
    box = st.expander(label, key=key, on_change=keep)
    with box:
        yield bool(box.open)


def name_fold(key: str) -> str:
    """Return the name under which a visit keeps whether a fold is open."""
    return f"fold:{key}"
