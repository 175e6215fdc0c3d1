"""Innovation platforms: which rows a View asks for, where each stands, and what the list lacks."""

from geo.platforms.coverage import Coverage, CoverageTable, Unplanned, measure_coverage
from geo.platforms.listing import Listing, PlatformRow, Tally, list_platforms, read_rows, tally

__all__ = [
    "Coverage",
    "CoverageTable",
    "Listing",
    "PlatformRow",
    "Tally",
    "Unplanned",
    "list_platforms",
    "measure_coverage",
    "read_rows",
    "tally",
]
