"""The province at a glance: the few figures that open the atlas, each with year and status."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.errors import IndicatorError
from geo.types import SHOWN_STATUSES

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.types import Qualifier, Status


@dataclass(frozen=True)
class Figure:
    """One published or derived number of the province, with the plan's target for it.

    Attributes
    ----------
    note_zh, note_en
        Formula of a derived value, or a remark on a published one; may be blank.
    target, target_period
        What the plan aims for and when; None where it sets no target.
    """

    indicator: str
    value: float
    qualifier: Qualifier
    period: str
    status: Status
    source_id: str
    note_zh: str
    note_en: str
    target: float | None
    target_period: str | None


@dataclass(frozen=True)
class ZoneTally:
    """How many zones were counted, identified, drawn and aimed for.

    Attributes
    ----------
    counted, counted_national, counted_provincial
        Published for the end of 2020.
    identified, identified_national
        Of those counted, how many are known by name here.
    recognised
        Zones known here as recognised at any date.
    aim, aim_national, aim_provincial
        The plan's numbers for 2025.
    latest, latest_period
        The last total that was published, and when; later totals were not.
    """

    counted: int
    counted_national: int
    counted_provincial: int
    identified: int
    identified_national: int
    recognised: int
    aim: int
    aim_national: int
    aim_provincial: int
    latest: int
    latest_period: str


_CATALOGS_KEPT = 8

KEY_INDICATORS = ("hte_count", "rd_intensity", "hightech_revenue", "tech_contract_value")
"""What the plan's readers ask first; the fifth key figure is the number of zones."""


def latest_figure(catalog: Catalog, indicator: str) -> Figure:
    """Return the province's latest actual value that may be shown.

    Where a period holds two statements, the one not superseded counts.

    Raises
    ------
    IndicatorError
        If no such value is held.
    """
    table = catalog.province_values
    rows = table[
        (table["indicator"] == indicator)
        & (table["kind"] == "actual")
        & (table["superseded"].astype(str).str.lower() != "true")
        & table["status"].isin(SHOWN_STATUSES)
    ].sort_values("period", kind="stable")
    if rows.empty:
        raise IndicatorError(
            f"indicator {indicator!r}: no actual value of the province may be shown; "
            "expected one in province_indicators.csv",
        )
    row = rows.iloc[-1]
    targets = catalog.plan_targets
    aims = targets[targets["indicator"] == indicator]
    return Figure(
        indicator=indicator,
        value=float(row["value"]),
        qualifier=row["qualifier"] or "eq",
        period=str(row["period"]),
        status=row["status"],
        source_id=str(row["source_id"]),
        note_zh=row["note_zh"] if isinstance(row["note_zh"], str) else "",
        note_en=row["note_en"] if isinstance(row["note_en"], str) else "",
        target=float(aims["target_value"].iloc[0]) if len(aims) else None,
        target_period=str(aims["target_period"].iloc[0]) if len(aims) else None,
    )


@lru_cache(maxsize=_CATALOGS_KEPT)
def tally_zones(catalog: Catalog) -> ZoneTally:
    """Return the counts of zones, published and identified."""
    plan = catalog.plan_counts
    published = plan if plan.index.name == "id" else plan.set_index("id")

    def count(row_id: str) -> int:
        return int(published["value"].astype(float)[row_id])

    totals = catalog.zone_counts.dropna(subset=["total"])
    last = totals.iloc[-1]
    return ZoneTally(
        counted=count("zones-total-2020"),
        counted_national=count("zones-national-2020"),
        counted_provincial=count("zones-provincial-2020"),
        identified=int(catalog.zones["level_2020"].isin(["national", "provincial"]).sum()),
        identified_national=int((catalog.zones["level_2020"] == "national").sum()),
        recognised=int(catalog.zones["level"].isin(["national", "provincial"]).sum()),
        aim=count("zones-total-2025"),
        aim_national=count("zones-national-2025"),
        aim_provincial=count("zones-provincial-2025"),
        latest=int(float(last["total"])),
        latest_period=str(last["period"]),
    )
