"""What prefectures specialise in: technology fields, and two indicators at once."""

from __future__ import annotations

from geo.ui.fields.choosing import choose_view
from geo.ui.fields.pair import show_pair
from geo.ui.fields.structure import show_structure
from geo.ui.frame import open_frame, show_footer, show_messages
from geo.ui.state import read_view, write_view

catalog, t = open_frame("fields")
asked, messages = read_view("fields", catalog)

show_messages(messages, t)
view = choose_view(asked, catalog, t)
if view.theme == "bivariate":
    show_pair(view, catalog, t)
else:
    view = show_structure(view, catalog, t)

write_view(view)
show_footer(catalog, t)
