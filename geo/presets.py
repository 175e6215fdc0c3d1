"""The maps that have a name.

Both keep the default layers: the map's script leaves them out of the address when they are
on, and an address must mean the same on every page. Both leave the drawing to the custom of
the kind, so that it stays right when a reader picks another indicator.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.view import View

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PRESETS"]

PRESETS: Final[Mapping[str, View]] = MappingProxyType(
    {
        # The province at a glance: totals, so circles, over the five economic zones; 2023 is
        # the one year with this figure for 19 prefectures.
        "overview": View(indicator="hte_count", period="2023"),
        # A ratio, so a fill.
        "indicators": View(indicator="hte_per_10k_pop", period="2023"),
    }
)
