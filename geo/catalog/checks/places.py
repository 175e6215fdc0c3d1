"""Codes against the boundary layers, and points against the places they are said to be in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from geo.catalog.problems import Words
from geo.crs import bd09_to_wgs84, distance_to_area_m, find_fault, gcj02_to_wgs84

if TYPE_CHECKING:
    from geo.catalog.boundaries import Boundaries
    from geo.catalog.problems import Report
    from geo.catalog.read import Row, Tables

_SEAT_ACCURACY_M = 1000.0  # converted centre points, good to about half a kilometre
_DATUM_SHIFT_M = 2000.0  # the two web-map datums move a point less than this


def check_codes(tables: Tables, boundaries: Boundaries, report: Report) -> None:
    """Check that exactly the 21 prefectures and 183 counties of the layer are there.

    Parameters
    ----------
    tables
        What could be read.
    boundaries
        The boundary layers.
    report
        Where problems go.
    """
    for name, layer in (("prefectures", boundaries.prefectures), ("counties", boundaries.counties)):
        table = tables.find(name)
        if table is None or not {"adcode", "name_zh"} <= table.columns:
            continue
        names: dict[str, str] = layer["name_zh"].to_dict()
        present = set()
        for row in tables.rows(name, "adcode"):
            code = row["adcode"]
            present.add(code)
            if code in names:
                if row["name_zh"] not in {None, names[code]}:
                    report.warning(
                        "name_differs",
                        table.file,
                        row.number,
                        "name_zh",
                        row.id,
                        row["name_zh"],
                        layer=names[code],
                    )
            elif row["kind"] != "development_zone":
                report.error("code_not_drawn", table.file, row.number, "adcode", row.id, code)
        for code in sorted(names.keys() - present):
            report.error("code_missing", table.file, None, "adcode", code, name=names[code])


def check_counties(tables: Tables, report: Report) -> None:
    """Check that every county named lies in the prefecture named beside it.

    Parameters
    ----------
    tables
        What could be read.
    report
        Where problems go.
    """
    home = {
        row["adcode"]: row["prefecture_code"]
        for row in tables.rows("counties", "adcode", "prefecture_code")
    }
    for row in tables.rows("counties", "adcode", "prefecture_code"):
        if row["adcode"][:4] != row["prefecture_code"][:4]:
            report.error(
                "county_elsewhere",
                tables.file("counties"),
                row.number,
                "prefecture_code",
                row.id,
                row["prefecture_code"],
                prefecture=row["adcode"][:4] + "00",
            )
    for name, column in (("zones", "county_codes"), ("platforms", "county_code")):
        for row in tables.rows(name, column, "prefecture_code"):
            codes = row[column] if isinstance(row[column], tuple) else (row[column],)
            for code in codes:
                if home.get(code, row["prefecture_code"]) != row["prefecture_code"]:
                    report.error(
                        "county_elsewhere",
                        tables.file(name),
                        row.number,
                        column,
                        row.id,
                        code,
                        prefecture=home[code],
                    )


def check_points(tables: Tables, boundaries: Boundaries, report: Report) -> None:
    """Check that points lie in their stated prefecture, within their stated accuracy.

    Parameters
    ----------
    tables
        What could be read.
    boundaries
        The boundary layers.
    report
        Where problems go.
    """
    checker = _PointChecker(tables, boundaries, report)
    for row in tables.rows("zones", "prefecture_code", "coord_accuracy_m"):
        if row.geometry is not None:
            lon, lat = row.geometry.coords[0][:2]
            checker.check("zones", row, "geometry", (lon, lat), row["coord_accuracy_m"])
    for row in tables.rows("platforms", "lon_wgs84", "lat_wgs84"):
        point = (row["lon_wgs84"], row["lat_wgs84"])
        if row["prefecture_code"] is None:
            report.error(
                "point_without_prefecture",
                tables.file("platforms"),
                row.number,
                "prefecture_code",
                row.id,
            )
        else:
            accuracy = row["coord_accuracy_m"] or 0.0
            checker.check("platforms", row, "lon_wgs84", point, accuracy)
    for row in tables.rows("prefectures", "adcode", "seat_lon_wgs84", "seat_lat_wgs84"):
        point = (row["seat_lon_wgs84"], row["seat_lat_wgs84"])
        checker.check(
            "prefectures", row, "seat_lon_wgs84", point, _SEAT_ACCURACY_M, code=row["adcode"]
        )
    for row in tables.rows("science_cities", "prefecture_code"):
        if row.geometry is not None:
            centre = row.geometry.centroid
            accuracy = row["centroid_accuracy_m"] or 0.0
            checker.check("science_cities", row, "geometry", (centre.x, centre.y), accuracy)


class _PointChecker:
    """Holds what every point is held against."""

    def __init__(self, tables: Tables, boundaries: Boundaries, report: Report) -> None:
        self._tables = tables
        # of its own: a prepared shape must not be read by two threads at once
        self._areas = shapely.force_2d(boundaries.prefectures.geometry).to_dict()
        self._names = boundaries.prefectures["name_zh"].to_dict()
        self._report = report
        for area in self._areas.values():
            shapely.prepare(area)

    def check(
        self,
        name: str,
        row: Row,
        column: str,
        point: tuple[float, float],
        accuracy_m: float,
        *,
        code: str | None = None,
    ) -> None:
        """Report one point that is outside the envelope or outside its prefecture."""
        lon, lat = point
        file, shown = self._tables.file(name), f"{lon}, {lat}"
        fault = find_fault(lon, lat)
        if fault is not None:
            cause = Words(f"fault_{fault}")
            self._report.error(
                "coordinates_outside", file, row.number, column, row.id, shown, cause=cause
            )
            return
        code = code or row["prefecture_code"]
        area = self._areas.get(code)
        if area is None:
            return  # the unknown code is in the report already
        distance = distance_to_area_m(lon, lat, area)
        if distance <= accuracy_m:
            return
        self._report.error(
            "point_elsewhere",
            file,
            row.number,
            column,
            row.id,
            shown,
            prefecture=self._names[code],
            distance=f"{distance / 1000:.1f}",
            accuracy=f"{accuracy_m / 1000:.1f}",
            place=self._locate(lon, lat),
            hint=self._hint(lon, lat, area, distance),
        )

    def _locate(self, lon: float, lat: float) -> Words:
        for code, area in self._areas.items():
            if shapely.intersects_xy(area, lon, lat):
                return Words("lies_in", {"name": self._names[code]})
        return Words("lies_outside")

    @staticmethod
    def _hint(
        lon: float, lat: float, area: shapely.geometry.base.BaseGeometry, distance: float
    ) -> Words:
        converted = (gcj02_to_wgs84(lon, lat), bd09_to_wgs84(lon, lat))
        if distance < _DATUM_SHIFT_M and any(shapely.intersects_xy(area, *xy) for xy in converted):
            return Words("hint_datum")
        return Words("hint_none")
