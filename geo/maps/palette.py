"""Colours and signs, chosen to hold under colour-vision deficiency and in grey print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import EconomicZone, Palette, PlatformCategory

Shape = Literal["up", "down", "square", "diamond", "hexagon", "circle"]

LAND = "#f4f1e6"
RIVER = "#7fa8c9"
BORDER = "#7d8894"
CIRCLE = "#0f766e"
SCIENCE_CITY = "#6b2f8a"
ZONE_LINE = "#5a6675"
INK = "#14202b"

# Oranges stand out on land, on blues and on the blue-yellow scale, for every kind of sight.
CATCHMENT_STEPS: tuple[str, ...] = (
    "#8a2d04",
    "#b04a0a",
    "#cc6712",
    "#dd8526",
    "#eaa44d",
    "#f3c27e",
)
"""From the nearest step to the farthest."""

CATCHMENT_BANDS: tuple[str, ...] = (
    "#cf6a1f",
    "#de8533",
    "#e99f51",
    "#f1b879",
    "#f7d0a2",
    "#fbe4c8",
)
"""Their fills, where bands are drawn around all zones."""

AGAINST = "#27313d"
"""The method that another is compared with; dashed as well."""

CATCHMENT_FILLS: tuple[str, ...] = (
    "#f4c9a3",
    "#bcd3e8",
    "#d9d2b0",
    "#d7c3df",
    "#b9d8cf",
    "#efd4d9",
)
"""Light hues that only tell neighbouring service areas apart."""

REACHED: dict[str, str] = {
    "covered": "#b7d2e8",
    "partly": "#dce9f4",
    "borderline": "#f5e29c",
    "left_out": "#efebe4",
}
"""How counties are reached."""

_LINEAR_UP_TO = 0.04045  # WCAG 2.2
_SAME_CONTRAST = 0.208  # luminance on which white and `INK` are read equally well

# Five light hues of near-equal lightness: they only say "which economic zone", the legend and
# the card name it, and dark text and blue circles stay readable on each.
ECONOMIC_ZONE_FILL: dict[EconomicZone, str] = {
    "chengdu_plain": "#f6dfb0",
    "south": "#cfe3f2",
    "northeast": "#e3d5ec",
    "panxi": "#f2cfc4",
    "northwest": "#d9e6d2",
}

# Purple below, orange above, cream at the province's own mix: no reader confuses the two.
DIVERGING: tuple[str, ...] = ("#8073ac", "#c9c3e0", "#f3ecd6", "#f6c98b", "#d9812b")
"""Five steps from far below to far above a middle that has a meaning."""

# Found by search: the least CIEDE2000 distance of any two is above 15 for normal sight and for
# each of the three dichromacies, and lightness falls along both axes.
BIVARIATE: tuple[tuple[str, str, str], ...] = (
    ("#e7f0eb", "#e2d4a2", "#f0a414"),
    ("#a2cff0", "#95a296", "#9b6a22"),
    ("#4692be", "#426d62", "#1c3942"),
)
"""Rows by the second indicator, columns by the first, each from low to high."""

PLATFORM_GROUPS: dict[str, tuple[str, tuple[PlatformCategory, ...]]] = {
    "laboratory": (
        "#0b6670",
        ("state_key_lab", "national_lab", "tianfu_lab", "provincial_key_lab"),
    ),
    "engineering": (
        "#6f4596",
        (
            "national_eng_tech_centre",
            "national_local_joint_eng_centre",
            "provincial_eng_tech_centre",
        ),
    ),
    "innovation": (
        "#9a4f00",
        (
            "technology_innovation_centre",
            "industrial_innovation_centre",
            "manufacturing_innovation_centre",
        ),
    ),
    "facility": ("#2f3a45", ("science_infrastructure",)),
    "incubator": ("#4d6a00", ("incubator", "university_science_park")),
    "service": ("#a3246a", ("service_cluster", "tech_transfer")),
    "university": ("#1d4f91", ("university",)),
    "other": ("#626c77", ("other",)),
}
"""Group of platform categories → its colour (white glyphs on it keep 4.5:1) and categories."""


@dataclass(frozen=True)
class StateSign:
    """How a state is drawn: shape, colours and a letter of its own, so that none tells it alone.

    Attributes
    ----------
    fill, line, ink
        Colours of the ground, its edge and the letter.
    dashed
        Whether the edge is broken: nothing is known of what it stands for.
    """

    shape: Shape
    fill: str
    line: str
    ink: str
    dashed: bool = False


_PASSED = StateSign("up", "#1d4f91", "#ffffff", "#ffffff")
_MISSED = StateSign("down", "#a8470a", "#ffffff", "#ffffff")
_UNTOLD = StateSign("circle", "#f3f4f5", "#5f6a76", "#333d48")

# Blue and brown are apart for every kind of sight; what nobody knows is light, so that it does
# not shout where it is the rule.
STATE_SIGNS: Mapping[str, StateSign] = {
    "state_met": _PASSED,
    "state_above_old": _PASSED,
    "state_within_old": _PASSED,
    "state_old_had": _PASSED,
    "state_not_met": _MISSED,
    "state_below_old": _MISSED,
    "state_beyond_old": _MISSED,
    "state_beside_old": _MISSED,
    "state_old_lacked": _MISSED,
    "state_at_old": StateSign("hexagon", "#9ccbea", "#14386b", "#0e2748"),
    "trigger_on": StateSign("hexagon", "#5b3f8c", "#ffffff", "#ffffff"),
    "trigger_off": StateSign("square", "#ffffff", "#5b3f8c", "#4a3275"),
    "state_needs_evidence": StateSign("diamond", "#ffe08a", "#6b5200", "#3d2f00"),
    "state_rule_not_readable": StateSign("square", "#ffffff", "#5b3f8c", "#4a3275", dashed=True),
    "state_not_applicable": StateSign("hexagon", "#a9b5c2", "#3f4954", "#16212c"),
    "state_unknown": _UNTOLD,
    "trigger_unknown": _UNTOLD,
    "state_not_scored": StateSign("circle", "#ffffff", "#5f6a76", "#333d48", dashed=True),
}
"""Signs by the end of the state's message id, in the order of legends."""


@cache
def sequence(palette: Palette, k: int) -> tuple[str, ...]:
    """Return `k` colours from low (light) to high (dark).

    Parameters
    ----------
    palette
        ``blues``: single hue; ``cividis``: made for colour-vision deficiency, turned so that
        dark is high as readers of choropleths expect.
    k
        Number of classes, at least 1.
    """
    from matplotlib import colormaps  # noqa: PLC0415  # slow to import, not every map needs it
    from matplotlib.colors import to_hex  # noqa: PLC0415

    low, high = (0.14, 0.95) if palette == "blues" else (0.98, 0.05)
    colours = colormaps["Blues" if palette == "blues" else "cividis"]
    if k == 1:
        return (to_hex(colours((low + high) / 2)),)
    return tuple(to_hex(colours(low + (high - low) * i / (k - 1))) for i in range(k))


def ink_on(colour: str) -> str:
    """Return the text colour, dark or white, that reads better on `colour`."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= _LINEAR_UP_TO else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if luminance > _SAME_CONTRAST else "#ffffff"
