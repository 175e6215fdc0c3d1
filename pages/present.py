"""Maps become a presentation: slides in order, their words, and the files to take along."""

from __future__ import annotations

import streamlit as st

from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.present.bar import show_bar, show_faults
from geo.ui.present.editing import edit_slide
from geo.ui.present.files import choose_files, offer_files
from geo.ui.present.held import current_deck, take_faults
from geo.ui.present.preview import show_preview
from geo.ui.present.slides import show_slides
from geo.ui.present.words import tell_empty, tell_lead
from geo.ui.state import read_view, write_view

catalog, t = open_frame("present")
view, messages = read_view("present", catalog)

show_messages(messages, t)
show_bar(t)
show_faults(take_faults(), t)
deck = current_deck()
if deck is None:
    tell_empty(t)
else:
    tell_lead(t)
    wanted = choose_files(t)
    offer_files(deck, catalog, wanted, t)
    left, right = st.columns([0.34, 0.66], gap="medium")
    with left:
        show_slides(deck, t)
    with right:
        if deck.slides:
            show_preview(deck, catalog, wanted.finish, t)
            edit_slide(deck, t)

write_view(view)
show_footer(catalog, t)
