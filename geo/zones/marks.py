"""What is known of a zone's standing, as marks that a reader can filter by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.catalog import Catalog
    from geo.types import ZoneMark

_LAST_OF_2020 = "2020-12-31"


def marks_of(catalog: Catalog) -> Mapping[str, tuple[ZoneMark, ...]]:
    """Return the marks of every zone by id.

    ``counted_2020``: among the zones that the plan counts at the end of 2020; ``since_2020``:
    recognised later; ``undated``: neither recognition nor approval is dated; ``plan_upgrade``:
    the plan supports its upgrade. Parks known only from old mentions carry none.
    """
    zones = catalog.zones
    found: dict[str, tuple[ZoneMark, ...]] = {}
    for zone_id, level, level_2020, recognised, upgraded, upgrade in zip(
        zones.index,
        zones["level"],
        zones["level_2020"],
        zones["recognised"],
        zones["upgraded"],
        zones["plan_upgrade"],
        strict=True,
    ):
        marks: list[ZoneMark] = []
        if level != "candidate":
            dates = [date for date in (recognised, upgraded) if isinstance(date, str) and date]
            if level_2020 in {"national", "provincial"}:
                marks.append("counted_2020")
            elif dates and min(dates) > _LAST_OF_2020:
                marks.append("since_2020")
            if not dates:
                marks.append("undated")
            if upgrade:
                marks.append("plan_upgrade")
        found[str(zone_id)] = tuple(marks)
    return found


def carrying(catalog: Catalog, wanted: Iterable[ZoneMark]) -> frozenset[str]:
    """Return the ids of the zones that carry one of the marks wanted."""
    asked = set(wanted)
    return frozenset(zone for zone, marks in marks_of(catalog).items() if asked & set(marks))
