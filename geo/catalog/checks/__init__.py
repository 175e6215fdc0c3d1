"""Checks of what the values mean, beyond the shape of each cell. None stops at the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catalog.checks.dates import check_zone_dates, check_zone_levels
from geo.catalog.checks.names import check_names
from geo.catalog.checks.needs import check_needs
from geo.catalog.checks.places import check_codes, check_counties, check_points
from geo.catalog.checks.references import check_references
from geo.catalog.checks.science_cities import check_science_cities
from geo.catalog.checks.sensitive import check_sensitive
from geo.catalog.checks.sources import check_documents, check_statuses
from geo.catalog.checks.totals import check_gdp, check_population, check_zone_counts
from geo.catalog.checks.values import (
    check_alternates,
    check_dictionary,
    check_differences,
    check_period_types,
)

if TYPE_CHECKING:
    from geo.catalog.boundaries import Boundaries
    from geo.catalog.problems import Report
    from geo.catalog.read import Tables


def check_all(tables: Tables, boundaries: Boundaries | None, report: Report) -> None:
    """Run every check; one that lacks its table or boundaries finds nothing.

    Parameters
    ----------
    tables
        What could be read.
    boundaries
        The boundary layers, or None if they could not be read.
    report
        Where problems go.
    """
    check_references(tables, report)
    check_documents(tables, report)
    check_statuses(tables, report)
    check_names(tables, report)
    check_zone_dates(tables, report)
    check_zone_levels(tables, report)
    check_sensitive(tables, report)
    check_dictionary(tables, report)
    check_period_types(tables, report)
    check_alternates(tables, report)
    check_differences(tables, report)
    check_population(tables, report)
    check_gdp(tables, report)
    check_zone_counts(tables, report)
    check_counties(tables, report)
    check_science_cities(tables, report)
    check_needs(tables, report)
    if boundaries is not None:
        check_codes(tables, boundaries, report)
        check_points(tables, boundaries, report)
