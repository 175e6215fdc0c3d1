"""What may leave the atlas: parks known only from old mentions never do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.maps.words import text_at

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.eligibility.work import Work
    from geo.export.eligibility.content import Report
    from geo.locale import Translator


def say_refusal(zone: str, catalog: Catalog, t: Translator) -> str:
    """Return why no file on a zone may leave; empty where one may.

    Parameters
    ----------
    zone
        Id of the zone; empty for one that starts from blank.
    catalog
        The catalogue.
    t
        The words.
    """
    if zone not in catalog.zones.index or catalog.zones["level"][zone] != "candidate":
        return ""
    return t(
        "eligibility_report.candidate_stays", zone=text_at(catalog.zones, zone, "name", t.lang)
    )


def check_leaves(report: Report) -> None:
    """Check that a report may become a file.

    Raises
    ------
    ExportError
        If nothing on its zone may leave.
    """
    if report.refusal:
        raise ExportError(report.refusal)


def name_sender(work: Work, catalog: Catalog, t: Translator) -> str:
    """Return who sends a letter: the zone of some work; empty where it has no name.

    Raises
    ------
    ExportError
        If nothing on that zone may leave.
    """
    refusal = say_refusal(work.zone, catalog, t)
    if refusal:
        raise ExportError(refusal)
    if work.zone in catalog.zones.index:
        return text_at(catalog.zones, work.zone, "name", t.lang)
    return work.name or work.zone
