"""What may leave the house: parks that were never recognised are in no file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.view import View

_CANDIDATE: Final = "candidate"


def without_candidates(view: View, catalog: Catalog) -> tuple[View, int]:
    """Return a View without parks known only from old mentions, and how many it named.

    They are in no file, and neither is ground that they would reach.
    """
    levels = catalog.zones["level"]
    gone = {str(zone) for zone in levels.index[levels == _CANDIDATE]}
    if not gone:
        return view, 0
    changes: dict[str, Any] = {}
    asked: set[str] = set()
    if _CANDIDATE in view.zone_levels:
        asked |= gone
        changes["zone_levels"] = tuple(one for one in view.zone_levels if one != _CANDIDATE)
    chosen = tuple(zone for zone in view.catchment_zones if zone not in gone)
    if len(chosen) < len(view.catchment_zones):
        asked |= gone & set(view.catchment_zones)
        changes["catchment_zones"] = chosen
        if not chosen:
            # no zone chosen would mean all zones
            changes |= {"catchment": None, "against": None, "trial": ()}
    for name in ("huff_zone", "case_zone"):
        if getattr(view, name) in gone:
            asked.add(getattr(view, name))
            changes[name] = None
    return replace(view, **changes), len(asked)
