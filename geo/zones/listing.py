"""Zones in the customary order: by level, then prefecture code, then date of approval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.types import ZONE_LEVELS
from geo.zones.timeline import span

if TYPE_CHECKING:
    import geopandas as gpd

_NEVER = ("9999-12-31", "9999-12-31")


def in_order(zones: gpd.GeoDataFrame) -> list[str]:
    """Return the ids of zones in the customary order; undated ones stand last of their place.

    The date of approval is that of the level a zone has now: of the upgrade for a national zone,
    of the recognition for another.
    """
    keys = {}
    for zone_id, level, code, recognised, upgraded in zip(
        zones.index,
        zones["level"],
        zones["prefecture_code"],
        zones["recognised"],
        zones["upgraded"],
        strict=True,
    ):
        date = upgraded if level == "national" else recognised
        days = span(date) if isinstance(date, str) and date else _NEVER
        keys[str(zone_id)] = (ZONE_LEVELS.index(level), str(code), days, str(zone_id))
    return sorted(keys, key=keys.__getitem__)
