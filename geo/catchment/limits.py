"""How far catchments may be asked for; light to import."""

from __future__ import annotations

from typing import Final

SHORTEST_KM: Final = 0.1
"""Smallest radius; a zone's point is not placed that well."""

LONGEST_KM: Final = 500.0
"""Longest radius: most of the province from most zones."""

SHORTEST_MIN: Final = 1.0
"""Shortest drive time."""

LONGEST_MIN: Final = 600.0
"""Longest drive time in minutes; the model's ground ends not far beyond the province."""

MOST_TRIALS: Final = 11
"""Counties that may stand in for further zones: the plan's 35 less the 24 that are known. Each
costs as much as a zone."""

STEEPEST_DECAY: Final = 10.0
"""Power of the cost beyond which everybody goes to the nearest zone and nothing changes."""
