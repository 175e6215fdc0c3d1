"""What stands in each prefecture: zones by level, platforms by category.

Only what is known by name can be counted, and the lists are not complete: what is counted here
is a lower bound. Rows that rest on memory are counted apart; rows that may not be shown have no
prefecture here at all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.types import PLATFORM_CATEGORIES, SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog

RecognisedLevel = Literal["national", "provincial"]
LEVELS: tuple[RecognisedLevel, ...] = ("national", "provincial")


@dataclass(frozen=True, slots=True)
class Holdings:
    """Zones and platforms of one prefecture.

    Parameters
    ----------
    code
        Code of the prefecture.
    zones
        Ids of recognised zones by level, in the catalogue's order.
    upgrade
        Ids of those among them that the plan names for upgrade.
    platforms
        Number by category, in the order of the categories; only those above zero.
    unverified
        Platforms that rest on memory; not among `platforms`.
    source_ids
        Of the zones and the platforms counted.
    """

    code: str
    zones: dict[RecognisedLevel, tuple[str, ...]]
    upgrade: tuple[str, ...]
    platforms: dict[str, int]
    unverified: int
    source_ids: tuple[str, ...]

    @property
    def n_zones(self) -> int:
        """How many recognised zones are known."""
        return sum(map(len, self.zones.values()))

    @property
    def n_platforms(self) -> int:
        """How many platforms are counted."""
        return sum(self.platforms.values())


def hold(catalog: Catalog, codes: Sequence[str]) -> tuple[Holdings, ...]:
    """Count zones and platforms of some prefectures.

    Parameters
    ----------
    catalog
        The catalogue.
    codes
        Codes of prefectures.

    Returns
    -------
    tuple of Holdings
        In the order of the codes.
    """
    zones = catalog.zones[["prefecture_code", "level", "plan_upgrade", "source_ids"]]
    zone_rows = [
        (str(zone), *row)
        for zone, row in zip(zones.index, zones.itertuples(index=False, name=None), strict=True)
        if row[1] in LEVELS
    ]
    columns = ["prefecture_code", "category", "evidence_status", "sensitive", "source_ids"]
    rows = [
        (place, category, status, sources)
        for place, category, status, sensitive, sources in catalog.platforms[columns].itertuples(
            index=False, name=None
        )
        if not sensitive
    ]
    found = []
    for code in codes:
        own = [zone for zone in zone_rows if zone[1] == code]
        mine = [row for row in rows if row[0] == code]
        counted = [row for row in mine if row[2] in SHOWN_STATUSES]
        tally = Counter(category for _, category, _, _ in counted)
        found.append(
            Holdings(
                code,
                {level: tuple(zone[0] for zone in own if zone[2] == level) for level in LEVELS},
                tuple(zone[0] for zone in own if zone[3]),
                {name: tally[name] for name in PLATFORM_CATEGORIES if tally[name]},
                len(mine) - len(counted),
                tuple(dict.fromkeys(i for row in (*own, *counted) for i in (row[-1] or ()))),
            )
        )
    return tuple(found)
