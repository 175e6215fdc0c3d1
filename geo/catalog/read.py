"""Read one data file into a table of checked values; whatever is wrong is reported."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import shape

from geo.catalog.files import decode
from geo.catalog.problems import Words
from geo.catalog.schema import check_property, parse_cell
from geo.crs import find_fault
from geo.settings import read_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from geo.catalog.problems import Report
    from geo.catalog.schema import Resource

_ALLOWED_CRS = ("CRS84", "4326", "4490")


@dataclass(slots=True)
class Row:
    """One row or feature: where it stands, its id, and its values by column."""

    number: int
    id: str | None
    values: dict[str, Any]
    raw: dict[str, Any]
    geometry: BaseGeometry | None = None

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


@dataclass(slots=True)
class Table:
    """The rows of one file, and which of its columns were there."""

    resource: Resource
    rows: list[Row] = field(default_factory=list)
    columns: frozenset[str] = frozenset()

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.resource.file


class Tables:
    """All tables by name; a table that could not be read has no rows."""

    def __init__(self, tables: dict[str, Table | None]) -> None:
        self._tables = tables

    def find(self, name: str) -> Table | None:
        """Return a table, or None if it could not be read."""
        return self._tables.get(name)

    def present(self) -> Iterator[Table]:
        """Yield every table that could be read."""
        yield from (table for table in self._tables.values() if table is not None)

    def rows(self, name: str, *columns: str) -> Iterator[Row]:
        """Yield the rows of a table in which none of the columns named is blank or wrong."""
        table = self._tables.get(name)
        if table is not None:
            for row in table.rows:
                values = row.values
                for column in columns:  # a loop: `all` of a generator takes three times as long
                    if values.get(column) is None:
                        break
                else:
                    yield row

    def file(self, name: str) -> str:
        """Return the file name of a table."""
        table = self._tables.get(name)
        return name if table is None else table.file


def read_table(resource: Resource, content: bytes, report: Report) -> Table | None:
    """Read a CSV or GeoJSON file against its schema.

    Parameters
    ----------
    resource
        The file's schema.
    content
        The bytes of the file.
    report
        Where problems go.

    Returns
    -------
    Table or None
        None if nothing of the file can be used.
    """
    text = decode(resource.file, content, report)
    if text is None:
        return None
    read = _read_features if resource.geometry else _read_csv
    table = read(resource, text, report)
    if table is not None:
        _check_keys(table, report)
    return table


def _read_csv(resource: Resource, text: str, report: Report) -> Table | None:
    file = resource.file
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    most = read_setting("data_rows")
    lines: list[tuple[int, list[str]]] = []
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            # quoting is lost from here on, so the rest of this file cannot be trusted
            report.error("bad_csv", file, start, reason=str(error))
            break
        if cells:
            lines.append((start, cells))
        if len(lines) > most + 1:
            report.error("too_many_rows", file, limit=most)
            return None
    if not lines:
        report.error("no_header", file)
        return None
    header = lines[0][1]
    _check_header(resource, header, report)
    table = Table(resource, columns=frozenset(header))
    fields = [entry for entry in resource.fields if entry.name in table.columns]
    # most cells repeat (codes, periods, units), so each distinct one is parsed once
    seen: dict[tuple[str, str], Any] = {}
    for number, cells in lines[1:]:
        if len(cells) != len(header):
            report.error(
                "cell_count", file, number, value=len(cells), expected=len(header), id=cells[0]
            )
            continue
        raw = dict(zip(header, cells, strict=True))
        row = Row(number, _row_id(resource, raw), {}, raw)
        for entry in fields:
            cell = raw[entry.name]
            key = (entry.name, cell)
            if key not in seen:
                seen[key] = parse_cell(entry, cell)
            value, fault = seen[key]
            row.values[entry.name] = value
            if fault is not None:
                report.error(
                    fault.key, file, number, entry.name, row.id, cell or None, **fault.params
                )
        table.rows.append(row)
    return table


def _check_header(resource: Resource, header: list[str], report: Report) -> None:
    expected = [entry.name for entry in resource.fields]
    for name in expected:
        if name not in header:
            report.error("column_missing", resource.file, 1, name, found=", ".join(header))
    for name in dict.fromkeys(header):
        if name not in expected:
            report.warning("column_extra", resource.file, 1, name, known=", ".join(expected))
        elif header.count(name) > 1:
            report.error("column_twice", resource.file, 1, name)


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is no JSON number")


class _TwiceError(ValueError):
    """A name stands twice in one JSON object, so which of the two values is meant is unknown."""


def _refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise _TwiceError(name)
            seen.add(name)
    return made


def _read_features(resource: Resource, text: str, report: Report) -> Table | None:
    file = resource.file
    try:
        document = json.loads(
            text, parse_constant=_refuse_constant, object_pairs_hook=_refuse_twice
        )
    except _TwiceError as error:
        report.error("json_key_twice", file, value=str(error))
        return None
    except json.JSONDecodeError as error:
        report.error("bad_json", file, value=f"line {error.lineno}", reason=error.msg)
        return None
    except (ValueError, RecursionError) as error:
        report.error("bad_json", file, reason=str(error) or type(error).__name__)
        return None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or document.get("type") != "FeatureCollection":
        report.error("not_collection", file)
        return None
    if "crs" in document and not any(name in json.dumps(document["crs"]) for name in _ALLOWED_CRS):
        report.error("bad_crs", file, column="crs", value=json.dumps(document["crs"]))
    most = read_setting("data_rows")
    if len(features) > most:
        report.error("too_many_rows", file, limit=most)
        return None
    table = Table(resource)
    present: set[str] = set()
    for number, feature in enumerate(features, start=1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict) or feature.get("type") != "Feature":
            report.error("not_feature", file, number)
            continue
        present |= properties.keys()
        table.rows.append(_read_feature(resource, number, feature, report))
    table.columns = frozenset(present)
    known = {entry.name for entry in resource.fields}
    for name in sorted(present - known):
        report.warning("column_extra", file, None, name, known=", ".join(sorted(known)))
    return table


def _read_feature(resource: Resource, number: int, feature: dict[str, Any], report: Report) -> Row:
    file = resource.file
    properties = feature["properties"]
    row = Row(number, _row_id(resource, properties), {}, properties)
    if "id" in feature and feature["id"] != properties.get("id"):
        report.error("feature_id_differs", file, number, "id", row.id, feature["id"])
    for entry in resource.fields:
        if entry.name not in properties:
            report.error("column_missing", file, number, entry.name, row.id, found="…")
            continue
        value, fault = check_property(entry, properties[entry.name])
        row.values[entry.name] = value
        if fault is not None:
            shown = properties[entry.name]
            text = shown if shown is None or isinstance(shown, str) else _compact(shown)
            report.error(fault.key, file, number, entry.name, row.id, text, **fault.params)
    row.geometry = _read_geometry(resource, row, feature.get("geometry"), report)
    return row


def _read_geometry(
    resource: Resource, row: Row, geometry: Any, report: Report
) -> BaseGeometry | None:
    file, place = resource.file, (row.number, "geometry", row.id)
    if geometry is None:
        if resource.geometry_required:
            report.error("geometry_missing", file, *place)
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in resource.geometry:
        allowed = ", ".join(resource.geometry)
        report.error("geometry_type", file, *place, _compact(kind), allowed=allowed)
        return None
    try:
        made: BaseGeometry = shape(geometry)
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
        RecursionError,
        GEOSException,
    ) as error:
        report.error("geometry_broken", file, *place, _compact(geometry), reason=str(error))
        return None
    return made if _is_sound(made, report, file, place) else None


def _is_sound(
    made: BaseGeometry, report: Report, file: str, place: tuple[int, str, str | None]
) -> bool:
    if made.is_empty:
        report.error("geometry_missing", file, *place, made.wkt)
        return False
    coordinates = shapely.get_coordinates(made).tolist()
    # the first stray vertex is enough: one cause, one line in the report
    for lon, lat in coordinates:
        fault = find_fault(lon, lat)
        if fault is not None:
            cause = Words(f"fault_{fault}")
            report.error("coordinates_outside", file, *place, f"{lon}, {lat}", cause=cause)
            return False
    if not made.is_valid:
        reason = shapely.is_valid_reason(made)
        report.error("geometry_invalid", file, *place, reason=reason)
        return False
    return True


def _row_id(resource: Resource, raw: dict[str, Any]) -> str | None:
    parts = [str(raw.get(column) or "") for column in resource.primary_key]
    return "/".join(parts) if any(parts) else None


def _check_keys(table: Table, report: Report) -> None:
    key = table.resource.primary_key
    if not key or not table.columns.issuperset(key):
        return
    first: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        parts = tuple(str(row.raw.get(column) or "") for column in key)
        if not any(parts):
            continue  # the blank itself is reported where the cell is read
        if parts in first:
            report.error(
                "duplicate_id",
                table.file,
                row.number,
                "+".join(key),
                row.id,
                row.id,
                first=first[parts],
            )
        else:
            first[parts] = row.number


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)[:400]
