"""A deck as one HTML file that presents itself."""

from __future__ import annotations

from geo.export.deck.page import render_deck, write_deck

__all__ = ["render_deck", "write_deck"]
