"""The View that each page opens with, and the maps that have a name.

A bare address stands for the page's own View, and an address names only what differs from it.
Drawing is left to the custom of the kind, so that it stays right when a reader picks another
indicator.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo.view import DEFAULT_LAYERS, PLAIN_LAYERS, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.types import PageName

__all__ = ["PRESETS", "STARTS", "WITHOUT_MAP"]

STARTS: Final[Mapping[PageName, View]] = MappingProxyType(
    {
        # The province at a glance: totals, so circles, over the five economic zones; 2023 is
        # the one year with this figure for 19 prefectures.
        "overview": View(page="overview", indicator="hte_count", period="2023"),
        # Where the zones are, over the five economic zones.
        "zones": View(page="zones"),
        # The two cities of science and the two largest industrial ones beside them.
        "compare": View(
            page="compare",
            indicator="hte_per_10k_pop",
            period="2023",
            prefectures=("510100", "510600", "510700", "511500"),
            # figures of areas beside each other: zones and their legend would cover them
            layers=("relief", "rivers", "choropleth", "labels"),
        ),
        # A ratio, so a fill.
        "indicators": View(page="indicators", indicator="hte_per_10k_pop", period="2023"),
        "targets": View(page="targets"),
        # Thirty kilometres round every zone, over the counties that they reach. Without the science
        # cities, whose legend takes room.
        "catchments": View(
            page="catchments",
            theme="reach",
            geography="county",
            catchment="ring",
            layers=(
                "catchments",
                *(name for name in DEFAULT_LAYERS if name != "science_cities"),
            ),
        ),
        "platforms": View(page="platforms", layers=PLAIN_LAYERS),
        # Without the economic zones: both cities lie in one of them, and its legend takes room.
        "science": View(
            page="science",
            section="wcsc",
            layers=tuple(name for name in PLAIN_LAYERS if name != "choropleth"),
        ),
        # The plan's first field; the second indicator waits for the bivariate map.
        "fields": View(
            page="fields",
            layers=PLAIN_LAYERS,
            theme="field_share",
            fields=("electronic_information",),
            indicator="gdp_per_capita",
            period="2023",
            second="hte_per_10k_pop",
            second_period="2023",
        ),
        "monitoring": View(page="monitoring", zone_indicator="revenue"),
        # The best documented of the six zones that the plan wants to be upgraded, by itself.
        "eligibility": View(
            page="eligibility",
            case_zone="yibin",
            layers=tuple(
                name for name in DEFAULT_LAYERS if name not in {"choropleth", "science_cities"}
            ),
        ),
        "present": View(page="present"),
        "method": View(page="method"),
    }
)
"""The View of a page's bare address."""

WITHOUT_MAP: Final[tuple[PageName, ...]] = ("targets", "present", "method")
"""Pages that show no map."""

PRESETS: Final[Mapping[str, View]] = MappingProxyType(
    {name: view for name, view in STARTS.items() if name not in WITHOUT_MAP}
)
"""The maps that have a name, on the command line too."""
