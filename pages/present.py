"""Maps become a presentation: slides in order, their words, and the files to take along."""

from __future__ import annotations

import streamlit as st

from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.present.bar import show_bar, show_faults
from geo.ui.present.editing import edit_deck, edit_slide, tell_map
from geo.ui.present.files import choose_files, is_confirmed, offer_deck, offer_map
from geo.ui.present.held import current_deck, take_faults
from geo.ui.present.preview import show_preview
from geo.ui.present.slides import show_slides
from geo.ui.present.words import tell_empty
from geo.ui.state import read_view, write_view

catalog, t = open_frame("present")
view, messages = read_view("present", catalog)

show_messages(messages, t)
deck = current_deck()
confirmed = deck is None or is_confirmed(deck, t)
with st.container(key="present-bar", horizontal=True, gap="small", vertical_alignment="center"):
    show_bar(t)
    wanted = None if deck is None else choose_files(t)
    if deck is not None and deck.slides and wanted is not None and confirmed:
        offer_deck(deck, catalog, wanted, t)
show_faults(take_faults(), t)
if deck is None or wanted is None:
    tell_empty(t)
else:
    left, right = st.columns([0.33, 0.67], gap="medium")
    with left:
        edit_deck(deck, t)
        show_slides(deck, t)
    if deck.slides:
        with right:
            show_preview(deck, catalog, wanted.finish, t)
            with st.container(
                key="present-slide", horizontal=True, gap="small", vertical_alignment="center"
            ):
                tell_map(deck, t)
                if confirmed:
                    offer_map(deck, catalog, wanted, t)
            edit_slide(deck, t)

write_view(view)
show_footer(catalog, t)
