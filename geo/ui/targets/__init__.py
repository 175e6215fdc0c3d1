"""The page of the plan's targets: table, the reader's own aims, charts."""

from __future__ import annotations

from geo.ui.targets.aims import choose_aims
from geo.ui.targets.charts import show_trend, show_ways
from geo.ui.targets.table import show_lead, show_notes, show_targets
from geo.ui.targets.words import list_progress, tell_verdict_of

__all__ = [
    "choose_aims",
    "list_progress",
    "show_lead",
    "show_notes",
    "show_targets",
    "show_trend",
    "show_ways",
    "tell_verdict_of",
]
