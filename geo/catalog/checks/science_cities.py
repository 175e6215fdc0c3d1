"""Schematic outlines: right area, an outline only where one is claimed, parents without loops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.crs import area_km2

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Tables

_AREA_TOLERANCE = 0.01  # the outlines are drawn to the published area


def check_science_cities(tables: Tables, report: Report) -> None:
    """Check the parts of the science cities.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    file = tables.file("science_cities")
    parents = {row["id"]: row["parent"] for row in tables.rows("science_cities", "id")}
    for row in tables.rows("science_cities", "geometry_basis"):
        claimed = row["geometry_basis"] == "schematic"
        if not claimed and row.geometry is not None:
            value = row["geometry_basis"]
            report.error("outline_unclaimed", file, row.number, "geometry_basis", row.id, value)
        if claimed and row.geometry is None:
            report.error("geometry_missing", file, row.number, "geometry", row.id)
        if _is_own_ancestor(row["id"], parents):
            report.error("parent_loop", file, row.number, "parent", row.id, row["parent"])
        stated = row["area_km2_published"] or row["area_km2_derived"]
        if row.geometry is not None and stated:
            drawn = float(area_km2([row.geometry])[0])
            if abs(drawn - stated) > _AREA_TOLERANCE * stated:
                report.warning(
                    "outline_area",
                    file,
                    row.number,
                    "area_km2_published",
                    row.id,
                    stated,
                    drawn=f"{drawn:.2f}",
                )


def _is_own_ancestor(start: str, parents: dict[str, str | None]) -> bool:
    passed: set[str] = set()
    here = parents.get(start)
    while here is not None and here not in passed:
        if here == start:
            return True
        passed.add(here)
        here = parents.get(here)
    return False
