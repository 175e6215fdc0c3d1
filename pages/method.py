"""Data and method: sources, coverage, status, conflicts, limits, corrections, citation."""

from __future__ import annotations

from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.method import show_method
from geo.ui.state import read_view, write_view

catalog, t = open_frame("method")
asked, messages = read_view("method", catalog)

show_messages(messages, t)
view = show_method(asked, catalog, t)
write_view(view)
show_footer(catalog, t)
