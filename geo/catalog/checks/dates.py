"""Dates of zones in order, and levels that agree with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Row, Tables

_END_2020 = "2020-12-31"


def is_after(first: str, second: str) -> bool:
    """Say whether one partial date is certainly after another.

    Parameters
    ----------
    first, second
        ``2015``, ``2015-09`` or ``2015-09-03``.

    Returns
    -------
    bool
        Compared only as far as both are known, so ``2015-09`` is not after ``2015``.
    """
    known = min(len(first), len(second))
    return first[:known] > second[:known]


def check_zone_dates(tables: Tables, report: Report) -> None:
    """Report zones upgraded before they were recognised, or known before either.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    orders = (("recognised", "upgraded"), ("recognised", "level_asof"), ("upgraded", "level_asof"))
    for earlier, later in orders:
        for row in tables.rows("zones", earlier, later):
            if is_after(row[earlier], row[later]):
                report.error(
                    "dates_order",
                    tables.file("zones"),
                    row.number,
                    earlier,
                    row.id,
                    row[earlier],
                    later=later,
                    date=row[later],
                )


def check_zone_levels(tables: Tables, report: Report) -> None:
    """Report zones whose levels contradict each other or the dates.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    for row in tables.rows("zones", "level"):
        for column, key in _contradictions(row):
            report.error(
                key,
                tables.file("zones"),
                row.number,
                column,
                row.id,
                str(row[column]).lower() if isinstance(row[column], bool) else row[column],
                level=row["level"],
            )


def _contradictions(row: Row) -> list[tuple[str, str]]:
    level, level_2020 = row["level"], row["level_2020"]
    recognised, upgraded = row["recognised"], row["upgraded"]
    found: list[tuple[str, str]] = []
    if level == "candidate":
        found += [(name, "level_candidate") for name in ("recognised", "upgraded") if row[name]]
        if level_2020 in {"national", "provincial"}:
            found.append(("level_2020", "level_candidate"))
    if level == "provincial" and upgraded:
        found.append(("upgraded", "level_not_national"))
    if level_2020 == "national" and level != "national":
        found.append(("level_2020", "level_2020_lost"))
    if level_2020 == "national" and upgraded and is_after(upgraded, _END_2020):
        found.append(("upgraded", "level_2020_early"))
    if level_2020 in {"provincial", "national"} and recognised and is_after(recognised, _END_2020):
        found.append(("recognised", "level_2020_early"))
    if level_2020 in {"provincial", "none"} and upgraded and not is_after(upgraded, _END_2020):
        found.append(("upgraded", "level_2020_late"))
    if level_2020 == "none" and recognised and not is_after(recognised, _END_2020):
        found.append(("recognised", "level_2020_late"))
    if row["plan_upgrade"] and level_2020 not in {"provincial", None}:
        found.append(("plan_upgrade", "plan_upgrade_level"))
    return found
