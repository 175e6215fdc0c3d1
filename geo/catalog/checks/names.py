"""Two rows of one table under one name are probably one thing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Tables

# counties of different prefectures may share a name (市中区), so their prefecture counts too
_UNIQUE = (
    ("zones", ("name_zh",)),
    ("zones", ("short_zh",)),
    ("platforms", ("name_zh",)),
    ("prefectures", ("name_zh",)),
    ("counties", ("name_zh", "prefecture_code")),
    ("science_cities", ("name_zh",)),
    ("indicators", ("label_zh",)),
)


def check_names(tables: Tables, report: Report) -> None:
    """Warn of names that stand twice in one table.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    for name, columns in _UNIQUE:
        first: dict[tuple[str, ...], int] = {}
        for row in tables.rows(name, *columns):
            key = tuple(row[column] for column in columns)
            if key in first:
                report.warning(
                    "duplicate_name",
                    tables.file(name),
                    row.number,
                    columns[0],
                    row.id,
                    key[0],
                    first=first[key],
                )
            else:
                first[key] = row.number
