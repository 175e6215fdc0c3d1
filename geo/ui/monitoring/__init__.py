"""The page of the zones' figures: one period, all periods, and what is held at all."""

from __future__ import annotations

from geo.ui.monitoring.controls import choose_figure
from geo.ui.monitoring.grid import show_coverage, show_empty, show_periods
from geo.ui.monitoring.table import show_groups, show_withheld, show_zones

__all__ = [
    "choose_figure",
    "show_coverage",
    "show_empty",
    "show_groups",
    "show_periods",
    "show_withheld",
    "show_zones",
]
