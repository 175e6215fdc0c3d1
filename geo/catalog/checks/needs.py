"""What the pages cannot do without: rows that stand behind a sentence or a bar on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.types import SHOWN_STATUSES

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Row, Tables

NEEDED_COUNTS: Final = tuple(
    f"zones-{what}-{year}"
    for year in ("2020", "2025")
    for what in ("total", "national", "provincial")
)
"""Rows of ``plan_counts`` that the count of zones and its bars are drawn from."""

NEEDED_FIGURES: Final = ("hte_count", "rd_intensity", "hightech_revenue", "tech_contract_value")
"""Indicators of which the first page shows the province's latest actual value."""

_NEEDED_ROWS: Final = ("zones", "science_cities", "plan_targets", "prefecture_indicators")


def check_needs(tables: Tables, report: Report) -> None:
    """Report what is missing for a page to be shown.

    Parameters
    ----------
    tables
        What could be read; a table that could not has its own problem.
    report
        Where problems go.
    """
    for name in _NEEDED_ROWS:
        table = tables.find(name)
        if table is not None and not table.rows:
            report.error("table_empty", table.file)
    _check_shown(tables, report)
    _check_plan_counts(tables, report)
    _check_zone_counts(tables, report)
    _check_figures(tables, report)
    _check_science_cities(tables, report)


def _check_shown(tables: Tables, report: Report) -> None:
    """Check that the map of indicators has something to show at all."""
    table = tables.find("prefecture_indicators")
    if table is None or not table.rows or not {"status", "value"} <= table.columns:
        return
    rows = tables.rows("prefecture_indicators", "adcode", "indicator", "period", "value")
    if not any(row["status"] in SHOWN_STATUSES for row in rows):
        report.error("shown_needed", table.file, None, "status")


def _check_plan_counts(tables: Tables, report: Report) -> None:
    table = tables.find("plan_counts")
    if table is None or not {"id", "value"} <= table.columns:
        return
    rows = {row["id"]: row for row in table.rows if row["id"] is not None}
    for id_ in NEEDED_COUNTS:
        row = rows.get(id_)
        if row is None:
            report.error("row_needed", table.file, None, "id", id_, None, needed=id_)
            continue
        value = row["value"]
        if value is not None and (value != int(value) or value < 1):
            # a number of zones stands in sentences, and bars are drawn as parts of the aims
            report.error("count_whole", table.file, row.number, "value", row.id, value)


def _check_zone_counts(tables: Tables, report: Report) -> None:
    table = tables.find("zone_counts")
    if table is None or "total" not in table.columns:
        return
    if all(row["total"] is None for row in table.rows):
        report.error("total_needed", table.file, None, "total")


def _check_figures(tables: Tables, report: Report) -> None:
    table = tables.find("province_indicators")
    if table is None or not {"indicator", "kind", "status", "superseded"} <= table.columns:
        return
    held = {row["indicator"] for row in table.rows if _is_shown(row)}
    for indicator in NEEDED_FIGURES:
        if indicator not in held:
            report.error("figure_needed", table.file, None, "indicator", indicator, None)


def _is_shown(row: Row) -> bool:
    return (
        row["kind"] == "actual"
        and row["superseded"] is False
        and row["status"] in SHOWN_STATUSES
        and row["value"] is not None
        and row["period"] is not None
    )


def _check_science_cities(tables: Tables, report: Report) -> None:
    file = tables.file("science_cities")
    for row in tables.rows("science_cities", "area_km2_published"):
        if row["area_period"] is None and "area_period" in row.raw:
            report.error("area_without_period", file, row.number, "area_period", row.id)
