"""How fast a road is gone by its class, where no speed is given for it.

Neither table is of measured speeds, and neither counts the delays at junctions, gates and in
traffic: times out of them are lower bounds or rest on an assumption, and say so.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

DESIGN_KMH: Final[Mapping[str, float]] = {
    "高速": 120.0,
    "一级": 100.0,
    "二级": 80.0,
    "三级": 40.0,
    "四级": 30.0,
}
"""Highest design speed of each technical class of highway in JTG B01-2014 (expressway 120/100/80,
class I 100/80/60, II 80/60, III 40/30, IV 30/20 km/h). A road in the mountains is designed for
less, so this is the upper bound of its class; with ``公路`` behind it a class means the same."""

ASSUMED_KMH: Final[Mapping[str, float]] = {
    "motorway": 100.0,
    "motorway_link": 50.0,
    "trunk": 80.0,
    "trunk_link": 40.0,
    "primary": 60.0,
    "primary_link": 40.0,
    "secondary": 50.0,
    "secondary_link": 35.0,
    "tertiary": 40.0,
    "tertiary_link": 30.0,
    "unclassified": 30.0,
    "residential": 30.0,
    "living_street": 15.0,
}
"""Assumptions of ours for the drivable values of OpenStreetMap's ``highway``, km/h."""

OTHER_WAYS: Final = frozenset(
    {
        *("bridleway", "bus_guideway", "bus_stop", "busway", "construction", "corridor"),
        *("crossing", "cycleway", "elevator", "emergency_bay", "escape", "footway", "path"),
        *("pedestrian", "platform", "proposed", "raceway", "razed", "abandoned", "rest_area"),
        *("road", "service", "services", "steps", "track", "track_grade1", "track_grade2"),
        *("track_grade3", "track_grade4", "track_grade5", "unknown", "via_ferrata"),
    }
)
"""Values of ``highway`` that are left out: not for cars, not for going through, or not known."""

SLOWEST_KMH: Final = 5.0
FASTEST_KMH: Final = 150.0

_SPEED = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)\s*(km/h|kmh|kph|公里/小时|mph)?", re.ASCII)
_KM_PER_MILE = 1.609344


def class_kmh(name: str) -> float | None:
    """Return the speed of a class of either table, in km/h; None if it is in none.

    Parameters
    ----------
    name
        As a road layer holds it; case and white space at the ends do not matter.
    """
    key = name.strip().casefold()
    if key in ASSUMED_KMH:
        return ASSUMED_KMH[key]
    return DESIGN_KMH.get(key.removesuffix("公路"))


def read_kmh(value: object) -> float | None:
    """Read a speed given for one road.

    Parameters
    ----------
    value
        A number of km/h, or text such as ``60``, ``60 km/h``, ``40 mph``.

    Returns
    -------
    float or None
        km/h; None if it is no speed from `SLOWEST_KMH` to `FASTEST_KMH`.
    """
    if isinstance(value, (int, float)):
        speed = float(value)
    else:
        match = _SPEED.fullmatch(str(value).strip().casefold())
        if match is None:
            return None
        speed = float(match[1]) * (_KM_PER_MILE if match[2] == "mph" else 1.0)
    inside = math.isfinite(speed) and SLOWEST_KMH <= speed <= FASTEST_KMH
    return speed if inside else None
