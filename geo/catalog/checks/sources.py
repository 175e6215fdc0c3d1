"""Provenance: sources by document, and no value better than its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.types import STATUSES

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Row, Tables

_RANK = {status: rank for rank, status in enumerate(STATUSES)}
_MARKS = re.compile(r"[\W_]+")


def check_documents(tables: Tables, report: Report) -> None:
    """Warn of one document under two slugs, and of one slug for two documents.

    One slug is doubted where the status differs, or both title and date.

    Source ids are made per table, so the same document can stand under several; its slug is
    what tells.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    file = tables.file("sources")
    by_slug: dict[str, Row] = {}
    by_title: dict[tuple[str, ...], Row] = {}
    for row in tables.rows("sources", "document", "title_zh"):
        first = by_slug.setdefault(row["document"], row)
        # titles are typed or translated freely and dates are partial, so one alone may differ
        other_title = _plain(row["title_zh"]) != _plain(first["title_zh"])
        # data sets and repositories carry the date of the state seen, which moves
        doubt = other_title and row["kind"] != "reference" and _contradict(row, first)
        if row["status"] != first["status"] or doubt:
            report.warning(
                "document_differs",
                file,
                row.number,
                "document",
                row.id,
                row["document"],
                other=first.id,
            )
        if row["kind"] in {"derived", "memory"}:
            continue
        title = (_plain(row["title_zh"]), row["publisher_zh"] or "", row["date"] or "")
        twin = by_title.setdefault(title, row)
        if twin["document"] != row["document"] and row["date"] is not None:
            report.warning(
                "document_twice",
                file,
                row.number,
                "document",
                row.id,
                row["document"],
                other=twin["document"],
            )


def check_statuses(tables: Tables, report: Report) -> None:
    """Warn where a published value claims a better status than its source has.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    status_of = {row["id"]: row["status"] for row in tables.rows("sources", "id", "status")}
    for table in tables.present():
        if "source_id" not in table.columns:
            continue
        for row in tables.rows(table.resource.name, "source_id", "status"):
            of_source = status_of.get(row["source_id"])
            if (
                of_source is not None
                and row["status"] in {"official", "reported"}
                and _RANK[row["status"]] < _RANK[of_source]
            ):
                report.warning(
                    "status_too_good",
                    table.file,
                    row.number,
                    "status",
                    row.id,
                    row["status"],
                    source=row["source_id"],
                    of_source=of_source,
                )


def _contradict(row: Row, other: Row) -> bool:
    date, other_date = row["date"] or "", other["date"] or ""
    known = min(len(date), len(other_date))
    return bool(date[:known] != other_date[:known])


def _plain(text: str) -> str:
    return _MARKS.sub("", text)
