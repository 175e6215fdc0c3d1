"""Sensitive rows carry no location of any kind, and points come whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Tables

_LOCATING = (
    "prefecture_code",
    "county_code",
    "host_zh",
    "host_en",
    "address_zh",
    "lon_wgs84",
    "lat_wgs84",
    "coord_accuracy_m",
)


def check_sensitive(tables: Tables, report: Report) -> None:
    """Report sensitive rows with a location, and half-given points of the others.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    file = tables.file("platforms")
    sensitive: set[str] = set()
    for row in tables.rows("platforms"):
        if row["sensitive"] is not True:
            given = [name for name in ("lon_wgs84", "lat_wgs84") if row.raw.get(name)]
            if len(given) == 1:
                report.error("point_half", file, row.number, given[0], row.id, row.raw[given[0]])
            elif given and not row.raw.get("coord_accuracy_m"):
                report.error("accuracy_missing", file, row.number, "coord_accuracy_m", row.id)
            continue
        if row.id is not None:
            sensitive.add(row.id)
        for name in _LOCATING:
            if row.raw.get(name):
                # without the value: a report is printed, mailed and shown
                report.error("sensitive_location", file, row.number, name, row.id)
        if row.raw.get("coord_method") not in {None, "", "withheld"}:
            value = row.raw["coord_method"]
            report.error("sensitive_method", file, row.number, "coord_method", row.id, value)
    for row in tables.rows("science_cities", "platform_ids"):
        for item in row["platform_ids"]:
            if item in sensitive:
                report.error(
                    "sensitive_listed",
                    tables.file("science_cities"),
                    row.number,
                    "platform_ids",
                    row.id,
                    item,
                )
