"""One prefecture against the others: values, ranks, shares, peers, and its counties."""

from __future__ import annotations

from geo.compare.counties import County, Drill, drill
from geo.compare.groups import GROUPS, fill_groups
from geo.compare.holdings import Holdings, hold
from geo.compare.median import median_of, place_between
from geo.compare.peers import PEER_INDICATORS, Peers, find_peers
from geo.compare.profile import Entry, Line, best_period, compare

__all__ = [
    "GROUPS",
    "PEER_INDICATORS",
    "County",
    "Drill",
    "Entry",
    "Holdings",
    "Line",
    "Peers",
    "best_period",
    "compare",
    "drill",
    "fill_groups",
    "find_peers",
    "hold",
    "median_of",
    "place_between",
]
