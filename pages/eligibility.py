"""May a zone be recognised or upgraded: each condition, on whose word, and what is missing."""

from __future__ import annotations

from geo.ui.component import show_map
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.state import read_view, write_view

catalog, t = open_frame("eligibility")
view, messages = read_view("eligibility", catalog)
show_messages(messages, t)
show_map(view, catalog, key="eligibility.map", follow=True)
write_view(view)
show_footer(catalog, t)
