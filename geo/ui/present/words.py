"""What the page says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.maps.text import escape
from geo.ui.present.bar import offer_begin

if TYPE_CHECKING:
    from geo.locale import Translator


def tell_empty(t: Translator) -> None:
    """Say how a deck begins."""
    steps = "".join(f"<li>{escape(t(f'present.step_{n}'))}</li>" for n in ("one", "two", "three"))
    st.html(
        f'<div class="za-pr-empty"><p class="za-lead">{escape(t("present.lead"))}</p>'
        f"<ol>{steps}</ol></div>"
    )
    with st.container(width=460):
        offer_begin(t)
