"""The comparison page: controls, what stands beside the map, and which map it is."""

from __future__ import annotations

from geo.ui.compare.choosing import choose_view, keep_to_limit
from geo.ui.compare.mapping import map_key, map_view, offer_map
from geo.ui.compare.sections import show_section

__all__ = ["choose_view", "keep_to_limit", "map_key", "map_view", "offer_map", "show_section"]
