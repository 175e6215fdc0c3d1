"""Values against the dictionary, their periods, and cells that two tables hold."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.catalog.problems import Report
    from geo.catalog.read import Row, Tables

# table -> scope of its indicators; None where the scope does not apply
_SCOPES: dict[str, str | None] = {
    "prefecture_indicators": "prefecture",
    "county_indicators": "county",
    "province_indicators": "province",
    "zone_indicators": "zone",
    "indicator_alternates": "prefecture",
    "plan_targets": "province",
}

# Figures of zones are single observations by different publishers, not series.
_SERIES = {
    "prefecture_indicators": ("adcode", "indicator"),
    "county_indicators": ("adcode", "indicator"),
    "province_indicators": ("indicator", "kind"),
}

_PERIOD_TYPES = (
    ("year", re.compile(r"\d{4}", re.ASCII)),
    ("half", re.compile(r"\d{4}H\d", re.ASCII)),
    ("quarter", re.compile(r"\d{4}Q\d", re.ASCII)),
    ("cumulative", re.compile(r"\d{4}(Q1-Q\d|M1-\d+)", re.ASCII)),
    ("month", re.compile(r"\d{4}-\d{2}", re.ASCII)),
)

_SAME = 1e-9


def period_type(period: str) -> str:
    """Return the type of a period.

    Parameters
    ----------
    period
        A period string that passed the schema.

    Returns
    -------
    str
        ``year``, ``half``, ``quarter``, ``cumulative`` or ``month``.
    """
    return next(name for name, pattern in _PERIOD_TYPES if pattern.fullmatch(period))


def check_dictionary(tables: Tables, report: Report) -> None:
    """Report values in another unit than the dictionary's, or outside an indicator's scopes.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    dictionary = tables.find("indicators")
    if dictionary is None or not {"unit", "scopes"} <= dictionary.columns:
        return
    known = {row["id"]: row for row in tables.rows("indicators", "id", "scopes")}
    for name, scope in _SCOPES.items():
        table = tables.find(name)
        if table is None or "unit" not in table.columns:
            continue
        for row in tables.rows(name, "indicator"):
            entry = known.get(row["indicator"])
            if entry is None:
                continue
            place = (tables.file(name), row.number)
            if (row["unit"] or "") != (entry["unit"] or ""):
                unit = entry["unit"] or "-"
                report.error("unit_differs", *place, "unit", row.id, row["unit"], unit=unit)
            if scope not in entry["scopes"]:
                scopes = ", ".join(entry["scopes"])
                value = row["indicator"]
                report.error("scope_differs", *place, "indicator", row.id, value, scopes=scopes)


def check_period_types(tables: Tables, report: Report) -> None:
    """Warn of series that mix years with halves, quarters, cumulative figures or months.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    for name, keys in _SERIES.items():
        first: dict[tuple[str, ...], str] = {}
        told: set[tuple[str, ...]] = set()
        for row in tables.rows(name, "period", *keys):
            key = tuple(row[column] for column in keys)
            kind = period_type(row["period"])
            if first.setdefault(key, kind) != kind and key not in told:
                told.add(key)
                other = next(
                    other["period"]
                    for other in tables.rows(name, "period", *keys)
                    if tuple(other[column] for column in keys) == key
                )
                report.warning(
                    "period_types",
                    tables.file(name),
                    row.number,
                    "period",
                    row.id,
                    row["period"],
                    other=other,
                )


def check_alternates(tables: Tables, report: Report) -> None:
    """Warn of second figures without a first, or that say the same as the first.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    if tables.find("prefecture_indicators") is None:
        return
    cells = ("adcode", "indicator", "period")
    primary = {
        tuple(row[column] for column in cells): row
        for row in tables.rows("prefecture_indicators", *cells)
    }
    file = tables.file("indicator_alternates")
    for row in tables.rows("indicator_alternates", *cells):
        first = primary.get(tuple(row[column] for column in cells))
        if first is None:
            report.warning("alternate_orphan", file, row.number, "value", row.id, row["value"])
        elif first["value"] == row["value"] and first["source_id"] == row["source_id"]:
            report.warning("alternate_same", file, row.number, "value", row.id, row["value"])


def check_differences(tables: Tables, report: Report) -> None:
    """Warn where two tables, or two rows in force, hold one cell with different values.

    A row of ``series_notes`` for the scope, indicator and period (or all periods) says that
    the difference is known, and so does a row of ``indicator_alternates``.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    said = {
        (row["scope"], row["indicator"], row["period"])
        for row in tables.rows("series_notes", "scope", "indicator")
    }
    alternates = {
        (row["adcode"], row["indicator"], row["period"], row["value"])
        for row in tables.rows("indicator_alternates", "adcode", "indicator", "period", "value")
    }

    def is_said(scope: str, indicator: str, period: str | None) -> bool:
        return (scope, indicator, period) in said or (scope, indicator, None) in said

    for scope, indicator, name, row, column, others in _pairs(tables):
        value = row[column]
        if not others or any(_is_close(value, other["value"]) for other in others):
            continue
        period = others[0]["period"]
        if is_said(scope, indicator, period):
            continue
        if (row["adcode"], indicator, period, value) in alternates:
            continue
        report.warning(
            "cell_differs",
            tables.file(name),
            row.number,
            column,
            row.id,
            value,
            other=f"{others[0]['value']:.12g}",
            row_of=others[0].number,
            file_of=tables.file(_HOLDER[name]),
        )


# table -> table that holds the same cell
_HOLDER = {
    "counties": "county_indicators",
    "plan_targets": "province_indicators",
    "province_indicators": "province_indicators",
    "zone_indicators": "zone_indicators",
    "prefectures": "prefecture_indicators",
}


def _pairs(tables: Tables) -> Iterator[tuple[str, str, str, Row, str, list[Row]]]:
    """Yield scope, indicator, table, row, column and the rows that hold the same cell."""
    census: dict[str, list[Row]] = {}
    for row in tables.rows("county_indicators", "adcode", "indicator", "value"):
        if row["indicator"] == "population_census2020":
            census.setdefault(row["adcode"], []).append(row)
    for row in tables.rows("counties", "adcode", "population"):
        held = census.get(row["adcode"], [])
        yield "county", "population_census2020", "counties", row, "population", held

    land: dict[str, list[Row]] = {}
    for row in tables.rows("prefecture_indicators", "adcode", "indicator", "value"):
        if row["indicator"] == "land_area":
            land.setdefault(row["adcode"], []).append(row)
    for row in tables.rows("prefectures", "adcode", "area_km2"):
        held = land.get(row["adcode"], [])
        yield "prefecture", "land_area", "prefectures", row, "area_km2", held

    province: dict[tuple[str, ...], list[Row]] = {}
    for row in tables.rows("province_indicators", "indicator", "period", "kind", "value"):
        if row["superseded"] is False:
            cell = (row["indicator"], row["period"], row["kind"])
            province.setdefault(cell, []).append(row)
    for (indicator, *_), rows in province.items():
        for row in rows[1:]:
            yield "province", indicator, "province_indicators", row, "value", rows[:1]
    for stage, kind in (("base", "actual"), ("target", "target")):
        for row in tables.rows("plan_targets", "indicator", f"{stage}_period", f"{stage}_value"):
            held = province.get((row["indicator"], row[f"{stage}_period"], kind), [])
            yield "province", row["indicator"], "plan_targets", row, f"{stage}_value", held

    zones: dict[tuple[str, str, str], list[Row]] = {}
    for row in tables.rows("zone_indicators", "zone_id", "indicator", "period", "value"):
        zones.setdefault((row["zone_id"], row["indicator"], row["period"]), []).append(row)
    for (_, indicator, _), rows in zones.items():
        for row in rows[1:]:
            yield "zone", indicator, "zone_indicators", row, "value", rows[:1]


def _is_close(a: float, b: float) -> bool:
    return abs(a - b) <= _SAME * max(abs(a), abs(b), 1.0)
