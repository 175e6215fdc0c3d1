"""Zone Atlas in the browser: navigation and frame. Start it with ``make run``."""

from __future__ import annotations

import streamlit as st

from geo.locale import translator
from geo.ui.look import read_icon
from geo.ui.navigation import declare_pages
from geo.ui.state import read_lang
from geo.ui.turns import take_turn

t = translator(read_lang())

st.set_page_config(page_title=t("common.title"), page_icon=read_icon(), layout="wide")

with take_turn():
    declare_pages(t).run()
