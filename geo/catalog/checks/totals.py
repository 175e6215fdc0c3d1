"""Parts against their totals: people, GDP, zones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from geo.catalog.problems import Report
    from geo.catalog.read import Row, Tables

CENSUS_2020: Final = 83_674_866
"""Residents of the province at the 2020 census, as published."""

_CENSUS = "population_census2020"
_GDP_YEARS = ("2019", "2020", "2021", "2022")
_GDP_TOLERANCE = 1e-4  # yearbooks round each prefecture to whole 亿元
_PEOPLE_PER_WAN = 10_000
_ROUNDED_WAN = 0.06  # 万人 are printed with one or two decimals
_PLAN_ZONES = re.compile(r"zones-(total|national|provincial)-(\d{4})", re.ASCII)


def check_population(tables: Tables, report: Report) -> None:
    """Check the 2020 census: counties against prefectures, zones, province, and 83,674,866.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    file = tables.file("counties")
    by_prefecture: dict[str, int] = {}
    for row in tables.rows("counties", "population"):
        if row["period"] not in {None, "2020"}:
            return  # a later count has other totals
        urban, rural = row["population_urban"], row["population_rural"]
        if urban is not None and rural is not None and urban + rural != row["population"]:
            report.warning(
                "population_parts",
                file,
                row.number,
                "population",
                row.id,
                row["population"],
                total=urban + rural,
            )
        code = row["prefecture_code"] or ""
        by_prefecture[code] = by_prefecture.get(code, 0) + row["population"]
    if by_prefecture:
        _compare(report, file, "population", sum(by_prefecture.values()))
    people: dict[str, float] = {}
    prefectures = tables.file("prefecture_indicators")
    for row in _values(tables, "prefecture_indicators", _CENSUS, "2020"):
        people[row["adcode"]] = row["value"]
        counted = by_prefecture.get(row["adcode"])
        if counted is not None and counted != row["value"]:
            report.warning(
                "census_prefecture",
                prefectures,
                row.number,
                "value",
                row.id,
                row["value"],
                total=counted,
            )
    if people:
        _compare(report, prefectures, "value", sum(people.values()), id_=_CENSUS)
    for row in _values(tables, "province_indicators", _CENSUS, "2020"):
        if row["kind"] == "actual" and row["value"] != CENSUS_2020:
            report.warning(
                "total_differs",
                tables.file("province_indicators"),
                row.number,
                "value",
                row.id,
                row["value"],
                expected=f"{CENSUS_2020:,}",
            )
    _check_economic_zones(
        tables,
        "population_zone_",
        {code: value / _PEOPLE_PER_WAN for code, value in people.items()},
        "2020",
        report,
    )


def check_gdp(tables: Tables, report: Report) -> None:
    """Check that prefectures add to the province's GDP, 2019 to 2022, within 0.01 %.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    codes = {row["adcode"] for row in tables.rows("prefectures", "adcode")}
    file = tables.file("prefecture_indicators")
    for year in _GDP_YEARS:
        parts = {
            row["adcode"]: row["value"]
            for row in _values(tables, "prefecture_indicators", "gdp", year)
        }
        totals = [
            row
            for row in _values(tables, "province_indicators", "gdp", year)
            if row["kind"] == "actual" and row["superseded"] is False
        ]
        _check_economic_zones(tables, "gdp_zone_", parts, year, report)
        if not parts or not totals:
            continue
        if codes - parts.keys():
            missing = ", ".join(sorted(codes - parts.keys()))
            report.warning("gdp_missing", file, None, "value", f"gdp/{year}", missing)
            continue
        total, expected = sum(parts.values()), totals[0]["value"]
        if abs(total - expected) > _GDP_TOLERANCE * expected:
            report.warning(
                "gdp_total",
                file,
                None,
                "value",
                f"gdp/{year}",
                f"{total:.2f}",
                expected=f"{expected:.12g}",
                year=year,
            )


def check_zone_counts(tables: Tables, report: Report) -> None:
    """Check zones identified against zones counted, and the counts against themselves.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    if tables.find("zones") is None or tables.find("zone_counts") is None:
        return
    counts, zones = tables.file("zone_counts"), tables.file("zones")
    for row in tables.rows("zone_counts", "national", "provincial", "total"):
        if row["national"] + row["provincial"] != row["total"]:
            expected = row["national"] + row["provincial"]
            report.warning(
                "count_parts", counts, row.number, "total", row.id, row["total"], expected=expected
            )
    # two rows may stand for one year; the later state has the larger total
    end_2020 = {
        column: max(
            (row[column] for row in tables.rows("zone_counts", column) if row["period"] == "2020"),
            default=None,
        )
        for column in ("national", "provincial", "total")
    }
    levels = [row["level_2020"] for row in tables.rows("zones")]
    identified = {level: levels.count(level) for level in ("national", "provincial")}
    identified["total"] = sum(identified.values())
    for column, published in end_2020.items():
        if published is not None and identified[column] > published:
            report.warning(
                "identified_above",
                zones,
                None,
                "level_2020",
                None,
                identified[column],
                published=published,
            )
    _check_national(tables, report)
    for row in tables.rows("plan_counts", "id", "value"):
        match = _PLAN_ZONES.fullmatch(row["id"])
        if row["kind"] == "actual" and match and match[2] == "2020":
            published = end_2020[match[1]]
            if published is not None and published != row["value"]:
                report.warning(
                    "cell_differs",
                    tables.file("plan_counts"),
                    row.number,
                    "value",
                    row.id,
                    row["value"],
                    other=published,
                    row_of="-",
                    file_of=counts,
                )


def _check_national(tables: Tables, report: Report) -> None:
    dated = sorted(tables.rows("zone_counts", "national", "period"), key=lambda row: row["period"])
    if not dated:
        return
    national = sum(row["level"] == "national" for row in tables.rows("zones", "level"))
    if national != dated[-1]["national"]:
        report.warning(
            "national_count",
            tables.file("zones"),
            None,
            "level",
            None,
            national,
            published=dated[-1]["national"],
            period=dated[-1]["period"],
        )


def _values(tables: Tables, name: str, indicator: str, period: str) -> list[Row]:
    return [
        row
        for row in tables.rows(name, "indicator", "period", "value")
        if row["indicator"] == indicator and row["period"] == period
    ]


def _compare(
    report: Report, file: str, column: str, total: float, *, id_: str | None = None
) -> None:
    if total != CENSUS_2020:
        report.warning(
            "total_differs", file, None, column, id_, f"{total:.0f}", expected=f"{CENSUS_2020:,}"
        )


def _check_economic_zones(
    tables: Tables, prefix: str, parts: dict[str, float], period: str, report: Report
) -> None:
    members: dict[str, list[str]] = {}
    for row in tables.rows("prefectures", "adcode", "economic_zone"):
        members.setdefault(row["economic_zone"], []).append(row["adcode"])
    for zone, codes in members.items():
        if not all(code in parts for code in codes):
            continue
        total = sum(parts[code] for code in codes)
        for row in _values(tables, "province_indicators", prefix + zone, period):
            slack = max(_GDP_TOLERANCE * row["value"], _ROUNDED_WAN)
            if row["kind"] == "actual" and abs(total - row["value"]) > slack:
                report.warning(
                    "economic_zone_total",
                    tables.file("province_indicators"),
                    row.number,
                    "value",
                    row.id,
                    row["value"],
                    total=f"{total:.2f}",
                )
