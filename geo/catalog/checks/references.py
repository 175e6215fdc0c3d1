"""Ids and codes that one table takes from another must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Table, Tables
    from geo.catalog.schema import Field

_KEYS = {
    "sources": "unknown_source",
    "prefectures": "unknown_code",
    "counties": "unknown_code",
}


def check_references(tables: Tables, report: Report) -> None:
    """Report every id, code or source that its table does not hold.

    Parameters
    ----------
    tables
        What could be read; a reference into a table that could not is passed over.
    report
        Where problems go.
    """
    for table in tables.present():
        for field in table.resource.fields:
            if field.references:
                _check_field(table, field, tables, report)


def _check_field(table: Table, field: Field, tables: Tables, report: Report) -> None:
    known: set[str] = set()
    for resource, column in field.references:
        target = tables.find(resource)
        if target is None or column not in target.columns:
            return  # that table's own problem is in the report; do not repeat it on every row
        known.update(str(row.raw.get(column)) for row in target.rows if row.raw.get(column))
    key = _KEYS.get(field.references[0][0], "unknown_id")
    where = " / ".join(tables.file(resource) for resource, _ in field.references)
    for row in table.rows:
        value = row[field.name]
        if value is None:
            continue
        for item in value if isinstance(value, tuple) else (value,):
            if item not in known:
                report.error(key, table.file, row.number, field.name, row.id, item, file_of=where)
