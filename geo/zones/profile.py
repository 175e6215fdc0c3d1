"""What one zone's profile tells beyond its own row: its figures, neighbours and surroundings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo.crs import geodesic_distance_m
from geo.indicators.period import order_of_period, type_of_period
from geo.types import PLATFORM_CATEGORIES, SHOWN_STATUSES
from geo.zones.timeline import RECOGNISED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd

    from geo.catalog import Catalog
    from geo.types import Qualifier, Status

RADII_KM: Final = (10, 20, 30, 50)
DEFAULT_RADIUS_KM: Final = 30

ALL_ZONES: Final = "all-sichuan"
"""The group of all high-tech zones of the province."""

KEY_INDICATORS: Final = (
    "gdp",
    "gdp_per_capita",
    "population_permanent",
    "hte_count",
    "rd_intensity",
    "invention_grants",
    "tech_contract_value",
)
"""What places a zone in its prefecture."""

DOUBTED: Final = frozenset(
    (ALL_ZONES, indicator, "2020")
    for indicator in ("revenue", "hightech_revenue", "hightech_revenue_share_of_revenue")
)
"""Owner, indicator and period of figures whose basis is in doubt: the draft plan words them as
totals of five years, and they are probably those of 2020 alone. Their remark says so."""

_M_PER_KM = 1000.0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another zone and how far it is.

    Attributes
    ----------
    zone_id
        The other zone.
    km
        Distance between the two points on the ellipsoid.
    blur_km
        By how much it may be wrong: both points' accuracies together.
    """

    zone_id: str
    km: float
    blur_km: float

    @property
    def is_blurred(self) -> bool:
        """Whether the two points are nearer to each other than they are exact."""
        return self.km <= self.blur_km


@dataclass(frozen=True, slots=True)
class Held:
    """One value of a prefecture, the latest that may be shown."""

    indicator: str
    value: float
    qualifier: Qualifier
    period: str
    status: Status
    source_id: str
    note_zh: str
    note_en: str


def nearest_zones(catalog: Catalog, zone_id: str, most: int = 5) -> tuple[Neighbour, ...]:
    """Return the recognised zones nearest to a zone, nearest first, ties in the order of ids.

    Parks known only from old mentions are no neighbours.
    """
    zones = catalog.zones
    here = zones.geometry[zone_id]
    blur = zones["coord_accuracy_m"]
    found = []
    for other, level, shape in zip(zones.index, zones["level"], zones.geometry, strict=True):
        if other == zone_id or level not in RECOGNISED:
            continue
        metres = geodesic_distance_m(here.x, here.y, shape.x, shape.y)
        found.append(
            Neighbour(
                str(other),
                metres / _M_PER_KM,
                float(blur[zone_id] + blur[other]) / _M_PER_KM,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.km, one.zone_id))[:most])


def platforms_within(
    lon: float, lat: float, radius_km: float, platforms: gpd.GeoDataFrame
) -> dict[str, int]:
    """Count the platforms within a distance, by category in the order of the closed set.

    Parameters
    ----------
    lon, lat
        Degrees (EPSG:4490).
    radius_km
        Distance on the ellipsoid; a platform just at it is within.
    platforms
        Platforms with a point that may be used, and no others: never a sensitive one, one whose
        place rests on memory, or one that is placed more coarsely than a dot.

    Returns
    -------
    dict
        Count by category; categories without a platform are left out.
    """
    within = [
        str(category)
        for category, shape in zip(platforms["category"], platforms.geometry, strict=True)
        if geodesic_distance_m(lon, lat, shape.x, shape.y) <= radius_km * _M_PER_KM
    ]
    return {name: within.count(name) for name in PLATFORM_CATEGORIES if name in within}


def list_figures(catalog: Catalog, owners: Sequence[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of zones or groups: those that may be shown as such, and the others.

    Parameters
    ----------
    owners
        Ids of zones or of groups of zones.

    Returns
    -------
    tuple of pandas.DataFrame
        Rows of the catalogue's zone values by owner, indicator in the order of the dictionary
        and period, latest first. The second holds what is unverified or suspect.
    """
    table = catalog.zone_values[catalog.zone_values["zone_id"].isin(owners)]
    place = {str(name): number for number, name in enumerate(catalog.indicators.index)}
    rank = {name: number for number, name in enumerate(owners)}
    order = sorted(
        range(len(table)),
        key=lambda row: (
            rank[table["zone_id"].iloc[row]],
            place.get(str(table["indicator"].iloc[row]), len(place)),
            tuple(-n for n in _end(table["period"].iloc[row])),
        ),
    )
    sorted_rows = table.iloc[order]
    shown = sorted_rows["status"].isin(SHOWN_STATUSES)
    return sorted_rows[shown], sorted_rows[~shown]


def latest_values(catalog: Catalog, prefecture: str) -> tuple[Held, ...]:
    """Return the latest yearly value of each key indicator of a prefecture that may be shown.

    An indicator without such a value is left out: what is missing is not zero.
    """
    table = catalog.prefecture_values
    rows = table[
        (table["adcode"] == prefecture)
        & table["indicator"].isin(KEY_INDICATORS)
        & table["status"].isin(SHOWN_STATUSES)
        & table["value"].notna()
    ].to_dict("records")
    latest: dict[str, Mapping[str, Any]] = {}
    for row in rows:
        name = str(row["indicator"])
        if type_of_period(str(row["period"])) != "year":
            continue
        held = latest.get(name)
        if held is None or _end(row["period"]) > _end(held["period"]):
            latest[name] = {str(key): value for key, value in row.items()}
    return tuple(_hold(latest[name]) for name in KEY_INDICATORS if name in latest)


def count_in_prefecture(catalog: Catalog, prefecture: str) -> dict[str, int]:
    """Count what a prefecture holds here: zones by level, and platforms by level of evidence.

    Returns
    -------
    dict
        ``national`` and ``provincial`` zones, ``platforms`` that may be shown, and
        ``unverified`` ones. Sensitive platforms are in none of them.
    """
    zones, platforms = catalog.zones, catalog.platforms
    levels = zones["level"][zones["prefecture_code"] == prefecture]
    here = (platforms["prefecture_code"] == prefecture) & ~platforms["sensitive"].astype(bool)
    sure = platforms["evidence_status"].isin(SHOWN_STATUSES)
    return {
        "national": int((levels == "national").sum()),
        "provincial": int((levels == "provincial").sum()),
        "platforms": int((here & sure).sum()),
        "unverified": int((here & ~sure).sum()),
    }


def _hold(row: Mapping[str, Any]) -> Held:
    note_zh, note_en = row["note_zh"], row["note_en"]
    return Held(
        indicator=row["indicator"],
        value=float(row["value"]),
        qualifier=row["qualifier"] or "eq",
        period=row["period"],
        status=row["status"],
        source_id=row["source_id"],
        note_zh=note_zh if isinstance(note_zh, str) else "",
        note_en=note_en if isinstance(note_en, str) else "",
    )


def _end(period: object) -> tuple[int, int, int]:
    """Return year, last month and length of a period; zeros for one that is not stated."""
    if not isinstance(period, str) or not period:
        return 0, 0, 0
    year, month, length, _ = order_of_period(period)
    return year, month, length
