"""Read the worksheet of zones: one row a zone; rows without an id are new zones."""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING, Any

import shapely

from geo.crs import bd09_to_wgs84, distance_to_area_m, find_fault, gcj02_to_wgs84
from geo.sheets.cells import plain, read_date, read_number, read_text, split_list
from geo.sheets.indicators import Read
from geo.sheets.layout import (
    HEAD_ROWS,
    ZONE_COLUMNS,
    ZONE_MARK,
    county_names,
    place_names,
    words_of,
    zone_record,
)
from geo.sheets.model import ZoneChange

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.sheets.book import Cell, Grid
    from geo.sheets.model import Document, SheetReport

_LONGEST = {"name_zh": 60, "name_en": 120, "short_zh": 30, "industries": 400, "counties": 400}
_LONGEST_TEXT = 600
_MOST_HA = 200_000.0  # 2,000 km²; the largest national zones are a tenth of that
_MOST_ACCURACY_M = 100_000.0
_SAME_POINT = 1e-6  # a tenth of a metre: what a spreadsheet may round away
_CHOICES = {"level": "level", "level_2020": "level_2020", "datum": "datum"}
_NUMBERS = ("area_ha", "lon", "lat", "accuracy_m")


def new_zone_id(name: str) -> str:
    """Return the id of a zone that a reader adds: the same name gives the same id."""
    return "own-" + hashlib.sha256(plain(name).encode()).hexdigest()[:10]


def read_zones(
    grid: Grid,
    catalog: Catalog,
    document: Document | None,
    report: SheetReport,
    today: dt.date,
) -> Read:
    """Read the worksheet of zones.

    Parameters
    ----------
    grid
        The worksheet.
    catalog
        The data that the sheet was made from.
    document
        Its source block, if that could be read.
    report
        Where problems go.
    today
        The day after which nothing can have happened.

    Returns
    -------
    Read
        Changed and new zones in the order of the sheet.
    """
    head = next(row for row in range(1, HEAD_ROWS + 1) if grid.text(row, 1) == ZONE_MARK)
    columns: dict[str, int] = {}
    for column in range(1, grid.last_column + 1):
        name, place = grid.text(head, column), grid.address(head, column)
        if name in columns:
            report.error("column_twice", place, name)
        elif name in ZONE_COLUMNS:
            columns[name] = column
        elif name:
            report.error("column_unknown", place, name)
        elif any(grid.find(row, column) for row in range(head + 1, grid.last_row + 1)):
            report.error("column_unnamed", place, grid.text(head - 1, column))
    missing = [name for name in ZONE_COLUMNS if name not in columns]
    if missing:
        report.error("column_missing", grid.address(head, 1), ", ".join(missing))
        return Read(())
    for name, column in columns.items():
        labels = report.say_both(f"sheets.zone_{name}")
        written = grid.text(head - 1, column)
        if plain(written) not in {plain(label) for label in labels}:
            wanted = report.say(f"sheets.zone_{name}")
            report.error("column_renamed", grid.address(head - 1, column), written, wanted=wanted)
    reader = _Reader(grid, columns, catalog, document, report, today)
    for row in range(head + 1, grid.last_row + 1):
        if any(grid.find(row, column) for column in columns.values()):
            reader.read(row)
    return Read(tuple(reader.changes), reader.kept)


class _Reader:
    def __init__(  # noqa: PLR0917 - what a row is held against
        self,
        grid: Grid,
        columns: dict[str, int],
        catalog: Catalog,
        document: Document | None,
        report: SheetReport,
        today: dt.date,
    ) -> None:
        self._grid, self._columns, self._catalog = grid, columns, catalog
        self._document, self._report, self._today = document, report, today
        self._places = place_names(catalog)
        self._areas = catalog.prefectures.geometry.to_dict()
        names = catalog.zones["name_zh"].to_dict()
        self._ids = {plain(str(name)): str(zone) for zone, name in names.items()}
        self._rows: dict[str, int] = {}
        self._named: dict[str, int] = {}
        self.changes: list[ZoneChange] = []
        self.kept = 0

    def read(self, row: int) -> None:
        cells = {name: self._grid.address(row, column) for name, column in self._columns.items()}
        zone_id = self._grid.text(row, self._columns[ZONE_MARK])
        values: dict[str, Any] = {}
        failed = False
        for name in ZONE_COLUMNS[1:]:
            cell = self._grid.find(row, self._columns[name])
            if cell is None:
                continue
            value, fault, params = self._read_cell(name, cell)
            if fault is None:
                values[name] = value
            else:
                failed = True
                self._report.error(fault, cell.address, cell.text, **params)
        base = self._find_base(zone_id, values.get("name_zh"), cells, row)
        if base is None:
            return
        prefecture = values.get("prefecture") or base.get("prefecture")
        failed |= not self._read_counties(values, prefecture, cells)
        failed |= not self._read_point(values, base, prefecture, cells, row)
        if not zone_id:
            failed |= not self._is_complete(values, cells)
        failed |= not self._is_in_order(values, base, cells)
        changed = {
            name: value for name, value in values.items() if not _is_same(value, base.get(name))
        }
        if zone_id:
            emptied = (name for name in ZONE_COLUMNS[1:] if name not in values)
            self.kept += sum(base[name] is not None for name in emptied) if not failed else 0
        if failed or not changed:
            return
        self._settle_point(changed, values, base)
        if not changed:
            return
        name = values.get("name_zh") or base["name_zh"]
        made = zone_id or new_zone_id(name)
        self.changes.append(ZoneChange(made, name, not zone_id, changed, cells))

    def _read_cell(  # noqa: PLR0911 - one kind of column each
        self, name: str, cell: Cell
    ) -> tuple[Any, str | None, dict[str, Any]]:
        if name in _NUMBERS:
            number, fault = read_number(cell, is_percent=False)
            if number is not None and name == "area_ha" and not 0 < number <= _MOST_HA:
                return None, "area_range", {}
            if number is not None and name == "accuracy_m" and not 0 < number <= _MOST_ACCURACY_M:
                return None, "accuracy_range", {}
            return number, fault, {}
        if name in {"recognised", "upgraded"}:
            date, fault = read_date(cell, self._today)
            return date, fault, {}
        longest = _LONGEST.get(name, _LONGEST_TEXT)
        text, fault = read_text(cell, longest)
        if text is None:
            return None, fault, {"limit": longest} if fault == "text_too_long" else {}
        if name in _CHOICES:
            member = words_of(_CHOICES[name]).get(plain(text))
            return member, None if member else f"{name}_unknown", {}
        if name == "prefecture":
            code = self._places.get(plain(text))
            return code, None if code else "prefecture_unknown", {}
        if name in {"counties", "industries"}:
            return split_list(text), None, {}
        return text, None, {}

    def _find_base(  # noqa: PLR0911 - one refusal each
        self, zone_id: str, name: str | None, cells: dict[str, str], row: int
    ) -> dict[str, Any] | None:
        """Return the zone as it is held; blank for a new one, None after a problem."""
        known = plain(name or "")
        if known:
            if known in self._named:
                self._report.error("name_twice", cells["name_zh"], name, row=self._named[known])
                return None
            self._named[known] = row
        if not zone_id:
            if known in self._ids:
                self._report.error("name_held", cells["name_zh"], name, id=self._ids[known])
                return None
            return dict.fromkeys(ZONE_COLUMNS)
        if zone_id not in self._catalog.zones.index:
            self._report.error("zone_unknown", cells[ZONE_MARK], zone_id)
            return None
        if zone_id in self._rows:
            self._report.error("zone_twice", cells[ZONE_MARK], zone_id, row=self._rows[zone_id])
            return None
        self._rows[zone_id] = row
        if known and self._ids.get(known, zone_id) != zone_id:
            self._report.error("name_held", cells["name_zh"], name, id=self._ids[known])
            return None
        return zone_record(self._catalog, zone_id)

    def _read_counties(
        self, values: dict[str, Any], prefecture: str | None, cells: dict[str, str]
    ) -> bool:
        if "counties" not in values:
            return True
        if prefecture is None:
            return False  # the prefecture's own problem is in the report
        names = county_names(self._catalog, prefecture)
        codes = [names.get(plain(name)) for name in values["counties"]]
        unknown = [
            name for name, code in zip(values["counties"], codes, strict=True) if code is None
        ]
        if unknown:
            place = str(self._catalog.prefectures[f"name_{self._report.lang}"][prefecture])
            self._report.error(
                "county_unknown", cells["counties"], ", ".join(unknown), prefecture=place
            )
            return False
        values["counties"] = tuple(code for code in codes if code is not None)
        return True

    def _read_point(  # noqa: PLR0911 - one refusal each
        self,
        values: dict[str, Any],
        base: dict[str, Any],
        prefecture: str | None,
        cells: dict[str, str],
        row: int,
    ) -> bool:
        """Bring the point to WGS 84 and hold it against the prefecture."""
        given = [name for name in ("lon", "lat") if name in values]
        if not given:
            return True
        if len(given) == 1:
            other = "lat" if given == ["lon"] else "lon"
            self._report.error("point_half", cells[other])
            return False
        sound = True
        for name, key in (("datum", "datum_missing"), ("accuracy_m", "accuracy_missing")):
            if name not in values and not self._grid.find(row, self._columns[name]):
                self._report.error(key, cells[name])
                sound = False
        if not sound or "datum" not in values or "accuracy_m" not in values:
            return False
        lon, lat = values["lon"], values["lat"]
        got = f"{lon:.8g}, {lat:.8g}"
        fault = find_fault(lon, lat)
        if fault is not None:
            cause = self._report.say(f"catalog.fault_{fault}")
            self._report.error("point_outside", cells["lon"], got, cause=cause)
            return False
        same = base.get("datum") == values["datum"] and all(
            _is_same(values[name], base.get(name)) for name in ("lon", "lat")
        )
        if not same:
            convert = {"gcj02": gcj02_to_wgs84, "bd09": bd09_to_wgs84}.get(values["datum"])
            if convert is not None:
                lon, lat = convert(lon, lat)
        values["lon"], values["lat"], values["datum"] = round(lon, 6), round(lat, 6), "wgs84"
        area = self._areas.get(prefecture or "")
        if area is None:
            return False
        distance = distance_to_area_m(lon, lat, area)
        if distance > values["accuracy_m"]:
            self._report.error(
                "point_elsewhere",
                cells["lon"],
                got,
                prefecture=str(self._catalog.prefectures[f"name_{self._report.lang}"][prefecture]),
                distance=f"{distance / 1000:.1f}",
                found=self._locate(lon, lat),
            )
            return False
        return True

    def _locate(self, lon: float, lat: float) -> str:
        names = self._catalog.prefectures[f"name_{self._report.lang}"].to_dict()
        for code, area in self._areas.items():
            if shapely.intersects(area, shapely.Point(lon, lat)):
                return str(names[code])
        return self._report.say("sheets.outside_province")

    def _is_complete(self, values: dict[str, Any], cells: dict[str, str]) -> bool:
        sound = True
        for name in ("name_zh", "level", "prefecture"):
            if values.get(name) is None:
                row, column = cells[name], name
                if self._is_blank(row):
                    label = self._report.say(f"sheets.zone_{column}")
                    self._report.error("zone_needs", row, label=label)
                sound = False
        if "lon" not in values and not values.get("counties"):
            if self._is_blank(cells["counties"]):
                self._report.error("no_location", cells["counties"])
            sound = False
        return sound

    def _is_blank(self, address: str) -> bool:
        return all(cell.address != address for cell in self._grid.cells.values())

    def _is_in_order(
        self, values: dict[str, Any], base: dict[str, Any], cells: dict[str, str]
    ) -> bool:
        """Check dates against each other and against the day up to which the list holds."""
        now = {name: values.get(name) or base.get(name) for name in ("recognised", "upgraded")}
        sound = True
        first, then = now["recognised"], now["upgraded"]
        if first and then and first[: len(then)] > then[: len(first)]:
            self._report.error("dates_order", cells["recognised"], first, date=then)
            sound = False
        listed = self._document.list_date if self._document is not None else ""
        for name in ("recognised", "upgraded"):
            date: str = values.get(name) or ""
            new = bool(date) and not _is_same(date, base.get(name))
            if new and listed and date[: len(listed)] > listed[: len(date)]:
                self._report.error("after_list", cells[name], date, date=listed)
                sound = False
        zone_id = base.get(ZONE_MARK)
        if zone_id and listed and "level" in values and values["level"] != base["level"]:
            known = str(self._catalog.zones["level_asof"][zone_id])
            if listed[: len(known)] < known[: len(listed)]:
                self._report.error("level_older", cells["level"], listed, date=known)
                sound = False
        return sound

    @staticmethod
    def _settle_point(
        changed: dict[str, Any], values: dict[str, Any], base: dict[str, Any]
    ) -> None:
        """Change a point whole, both numbers and how well they are known, or not at all."""
        changed.pop("datum", None)
        whole = ("lon", "lat", "accuracy_m")
        if any(name in changed for name in whole) and "lon" in values:
            for name in whole:
                changed[name] = values[name]
        elif "accuracy_m" in changed and base.get("lon") is None:
            del changed["accuracy_m"]  # an accuracy of nothing


def _is_same(value: Any, held: Any) -> bool:
    if isinstance(value, float) and isinstance(held, (int, float)):
        return math.isclose(value, held, rel_tol=1e-12, abs_tol=_SAME_POINT)
    return bool(value == held)
