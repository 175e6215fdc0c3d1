"""The platforms page: filters, the list tied to the map, and what the list lacks."""

from geo.ui.platforms.coverage import coverage_frame, show_coverage
from geo.ui.platforms.filters import choose_platforms, clean_words
from geo.ui.platforms.listing import (
    Found,
    find_platforms,
    offer_list,
    platforms_frame,
    show_list,
    show_sum,
)
from geo.ui.platforms.spread import show_spread, show_undotted

__all__ = [
    "Found",
    "choose_platforms",
    "clean_words",
    "coverage_frame",
    "find_platforms",
    "offer_list",
    "platforms_frame",
    "show_coverage",
    "show_list",
    "show_spread",
    "show_sum",
    "show_undotted",
]
