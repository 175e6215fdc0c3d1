"""A layer of a GeoPackage that anybody may have made, read as what it is: a table of SQLite.

The usual readers bring virtual tables of their own, which open other files of the machine. Here
nothing but plain tables is read, by a connection that can do nothing else: what the file defines
(views, triggers, functions in columns) is refused or never asked, and steps, rows and bytes are
bounded by the size of the file.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.catchment.blobs import read_blob
from geo.catchment.faults import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from geo.catchment.progress import Progress

MAGIC: Final = b"SQLite format 3\0"

_CONTENTS = "gpkg_contents"
_GEOMETRIES = "gpkg_geometry_columns"
_SYSTEMS = "gpkg_spatial_ref_sys"
_MOST_ENTRIES = 10_000  # of the schema, and of each table of the standard
_MOST_COLUMNS = 500
_LONGEST_VALUE = 100_000_000  # a line of six million vertices
_LONGEST_SYSTEM = 20_000
_LONGEST_FIELD = 200
_CHUNK = 10_000
_STEPS = 100_000  # some milliseconds' work
_MOST_WATCHES = 2000
_ROWS_PER_WATCH = 500
_NAME = r"""(?:"(?:[^"]|"")+"|'(?:[^']|'')+'|`(?:[^`]|``)+`|\[[^\]]+\]|\w+)"""
# SQLite writes a schema so, whatever blanks and comments the command had that made it
_TABLE = re.compile(r"create\s+table\s", re.IGNORECASE | re.ASCII)
_BESIDE = {
    "table": re.compile(rf"create\s+virtual\s+table\s+{_NAME}\s+using\s+rtree\s*\(", re.IGNORECASE),
    "index": re.compile(r"create\s+(?:unique\s+)?index\s", re.IGNORECASE | re.ASCII),
    "trigger": re.compile(r"create\s+trigger\s", re.IGNORECASE | re.ASCII),
}
_NEVER = re.compile("(?!)")
_TYPES = {"LINESTRING": "LineString", "MULTILINESTRING": "MultiLineString", "GEOMETRY": "Unknown"}
_LIMITS = {
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 1_000_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 1,
}


class Column(NamedTuple):
    """A column that says where geometry is."""

    table: str
    column: str
    kind: str
    """As the standard names it, in capitals."""
    system: int


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer before its rows are read.

    Attributes
    ----------
    kind
        ``LineString``, ``MultiLineString``, ``Unknown``, or another that is no line.
    fields
        Names of the columns beside key and geometry.
    crs
        Coordinate system, None where it is none that can be used.
    system
        What the file says of it.
    count
        Rows; one more than were asked for stands for any more.
    """

    kind: str
    fields: tuple[str, ...]
    crs: CRS | None
    system: str
    count: int


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows of a layer.

    Attributes
    ----------
    values
        The fields asked for.
    shapes
        Lines as Shapely has them; None where there is none.
    odd
        Kind of what is there and no line, by number of the row from 0; ``?`` cannot be read.
    """

    values: pd.DataFrame
    shapes: NDArray[np.object_]
    odd: dict[int, str]


class Package:
    """A GeoPackage that is open; see `open_package`."""

    def __init__(self, base: sqlite3.Connection, size: int, most: int) -> None:
        self._base = base
        self._size = size
        self._most = most
        self._open = {"sqlite_master"}
        self._watches = self._texts = 0
        self._longest = 4 * _LONGEST_SYSTEM
        self._tell: Callable[[], None] = _silent
        self._halt: Exception | None = None
        base.text_factory = self._decode
        for limit, value in _LIMITS.items():
            base.setlimit(limit, value)
        base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(1_000_000, min(size, _LONGEST_VALUE)))
        for order in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
            base.execute(f"PRAGMA {order}")
        base.set_progress_handler(self._watch, _STEPS)
        base.set_authorizer(self._allow)

    @property
    def halted(self) -> Exception | None:
        """What the listener raised, if it was that which stopped a query."""
        return self._halt

    def choose(self, progress: Progress) -> Layer:
        """Return the one layer of lines.

        Parameters
        ----------
        progress
            Told now and then; may stop the work.

        Raises
        ------
        TravelError
            If there is not exactly one, or anything but plain tables.
        """
        self._tell = lambda: progress(0.0)
        self._tables = self._check_schema()
        self._open |= {_CONTENTS, _GEOMETRIES, _SYSTEMS}
        for table in (_CONTENTS, _GEOMETRIES, _SYSTEMS):
            self._list_columns(table)
        self._layer = self._find_layer()
        self._table = self._tables[self._layer.table.lower()]
        self._open.add(self._table.lower())
        columns = self._list_columns(self._table)
        names = {name.lower(): name for name, _ in columns}
        if self._layer.column.lower() not in names:
            raise refuse("layer", "export_roads", self._layer.column)
        self._shape = names[self._layer.column.lower()]
        self._fields = tuple(name for name, is_key in columns if name != self._shape and not is_key)
        crs, system = self._read_system(self._layer.system)
        kind = _TYPES.get(self._layer.kind, self._layer.kind.title())
        return Layer(kind, self._fields, crs, system, self._count())

    def read(self, fields: Sequence[str], progress: Progress) -> Rows:
        """Return the rows of the layer that `choose` has found.

        Parameters
        ----------
        fields
            Those wanted, of `Layer.fields`.
        progress
            Told how far the work is.

        Raises
        ------
        TravelError
            If the values are longer than the file, which no sound file's are.
        """
        told = ", ".join(f"t.{_quote(name)}" for name in (self._shape, *fields))
        cursor = self._base.execute(
            f"SELECT {told} FROM {_quote(self._table)} AS t NOT INDEXED LIMIT {self._most}"  # noqa: S608 - quoted names, found in the table itself
        )
        rows: list[tuple[Any, ...]] = []
        parts: list[NDArray[np.object_]] = []
        odd: dict[int, str] = {}
        held = done = self._texts = 0
        self._longest = _LONGEST_FIELD
        self._tell = lambda: progress(min(1.0, held / self._size))
        while chunk := cursor.fetchmany(_CHUNK):
            # a damaged tree may give the same rows again and again; a text that stands in the
            # definition of its column only is a sound one
            held += sum(len(row[0]) for row in chunk if isinstance(row[0], bytes))
            if held > self._size or self._texts > self._size + _LONGEST_VALUE:
                raise refuse("package", "export_roads")
            found = [read_blob(row[0]) for row in chunk]
            shapes = shapely.from_wkb([binary for binary, _ in found], on_invalid="ignore")
            for number, ((binary, kind), shape) in enumerate(
                zip(found, shapes, strict=True), start=done
            ):
                if shape is None and (binary is not None or kind):
                    odd[number] = "?" if binary is not None else kind
            parts.append(np.asarray(shapes, dtype=object))
            rows += [tuple(map(_plain, row[1:])) for row in chunk]
            done += len(chunk)
            self._tell()
        values = pd.DataFrame(rows, columns=list(fields), dtype=object, index=range(done))
        return Rows(values, np.concatenate([*parts, np.empty(0, dtype=object)]), odd)

    def _decode(self, raw: bytes) -> str:
        self._texts += len(raw)
        return raw[: self._longest].decode("utf-8", "replace")

    def _allow(
        self, action: int, one: str | None, two: str | None, base: str | None, within: str | None
    ) -> int:
        del two, base
        name = (one or "").lower()
        allowed = within is None and (
            action == sqlite3.SQLITE_SELECT
            or (action == sqlite3.SQLITE_READ and name in self._open)
            or (action == sqlite3.SQLITE_PRAGMA and name == "table_xinfo")
        )
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    def _watch(self) -> bool:
        """Stop a query that goes on for too long, or that nobody waits for any more."""
        self._watches += 1
        try:
            self._tell()
        except Exception as error:  # noqa: BLE001 - it is raised again where the query ends
            self._halt = error
            return True
        return self._watches > _MOST_WATCHES + self._most // _ROWS_PER_WATCH

    def _check_schema(self) -> dict[str, str]:
        """Return the plain tables by their name in lower case; refuse all that is neither."""
        held = self._base.execute(
            f"SELECT type, name, tbl_name, sql FROM sqlite_master LIMIT {_MOST_ENTRIES + 1}"  # noqa: S608 - a number of ours
        ).fetchall()
        if len(held) > _MOST_ENTRIES:
            raise refuse("package", "export_roads")
        tables: dict[str, str] = {}
        for kind, name, owner, text in held:
            # a name of bytes is another name to a query than to the one who looks for it
            if not all(isinstance(value, str) for value in (kind, name, owner, text or "")):
                raise refuse("plain_package", "export_roads")
            if kind == "table" and _TABLE.match(text or ""):
                tables[name.lower()] = name
            # what finds places is never asked; an index of a constraint has no text
            elif not _BESIDE.get(kind, _NEVER).match(text or "create index "):
                raise refuse("plain_package", "export_roads")
        return tables

    def _list_columns(self, table: str) -> list[tuple[str, bool]]:
        """Return name of each column of a table, and whether it is the key."""
        if table.lower() not in self._tables:
            raise refuse("package", "export_roads", table)
        found = self._base.execute(f"PRAGMA table_xinfo({_quote(table)})").fetchmany(
            _MOST_COLUMNS + 1
        )
        if len(found) > _MOST_COLUMNS:
            raise refuse("package", "export_roads", table)
        # a column that is computed when it is read is a question of somebody else's
        if any(hidden for *_, hidden in found):
            raise refuse("plain_package", "export_roads")
        return [
            (name, key == 1 and kind.upper() == "INTEGER") for _, name, kind, _, _, key, _ in found
        ]

    def _find_layer(self) -> Column:
        told = self._select(_CONTENTS, ("table_name", "data_type"))
        features = {str(name).lower() for name, kind in told if kind == "features"}
        found = []
        for table, column, kind, system in self._select(
            _GEOMETRIES, ("table_name", "column_name", "geometry_type_name", "srs_id")
        ):
            named = all(isinstance(value, str) for value in (table, column, kind))
            if not named or not isinstance(system, int):
                raise refuse("plain_package", "export_roads")
            if table.lower() in features and table.lower() in self._tables:
                found.append(Column(table, column, kind.upper(), system))
        lines = [one for one in found if "LINESTRING" in one.kind]
        # a layer may not say what it holds: then its lines do
        lines = lines or found
        if len(lines) != 1:
            raise refuse("one_layer", "export_roads", ", ".join(one.table for one in lines) or "-")
        return lines[0]

    def _read_system(self, number: int) -> tuple[CRS | None, str]:
        """Return the coordinate system of a number, None if that is none, and what is said."""
        columns = ("srs_id", "organization", "organization_coordsys_id", "definition")
        for key, owner, code, text in self._select(_SYSTEMS, columns):
            if key != number:
                continue
            said = f"{owner}:{code}"
            if isinstance(owner, str) and owner.upper() == "EPSG" and isinstance(code, int):
                try:
                    return CRS.from_epsg(code), said
                except CRSError:
                    pass  # its definition may do
            return read_wkt(text), said
        return None, str(number)

    def _select(self, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        told = ", ".join(f"t.{name}" for name in columns)
        found = self._base.execute(
            f"SELECT {told} FROM {table} AS t NOT INDEXED LIMIT {_MOST_ENTRIES + 1}"  # noqa: S608 - names and a number of ours
        ).fetchall()
        if len(found) > _MOST_ENTRIES:
            raise refuse("package", "export_roads", table)
        return found

    def _count(self) -> int:
        # counted one by one: a single step that counts cannot be stopped
        rows = self._base.execute(
            f"SELECT 1 FROM {_quote(self._table)} AS t NOT INDEXED LIMIT {self._most + 1}"  # noqa: S608 - a quoted name, found in the schema
        )
        return sum(1 for _ in rows)


@contextmanager
def open_package(path: Path, most: int) -> Iterator[Package]:
    """Open a GeoPackage.

    Parameters
    ----------
    path
        The file.
    most
        Rows that are read at most.

    Raises
    ------
    TravelError
        If it is none or damaged, also while it is used.
    """
    with path.open("rb") as file:
        # a reader goes by content: text under this name could point to any file or address
        if file.read(len(MAGIC)) != MAGIC:
            raise refuse("package", "export_roads")
    package = None
    try:
        base = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, cached_statements=0
        )
        try:
            package = Package(base, path.stat().st_size, most)
            yield package
        finally:
            base.close()
    # the words of an error may hold what stands in the file, in no coding
    except (sqlite3.Error, UnicodeError, MemoryError) as error:
        if package is not None and package.halted is not None:
            raise package.halted from None
        raise refuse("package", "export_roads", error) from error


# a shift of the datum may name a file that is opened for it
_GRID = re.compile(r"grids\s*=\s*(?!@null(?![,\w]))|parameterfile", re.IGNORECASE)


def read_wkt(text: object) -> CRS | None:
    """Return the coordinate system of a definition; None if it is none, or names a file.

    Parameters
    ----------
    text
        Well-known text of the system.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_SYSTEM or _GRID.search(text):
        return None
    try:
        return CRS.from_wkt(text)
    except CRSError:
        return None


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value[:_LONGEST_FIELD].decode("utf-8", "replace")
    return value


def _silent() -> None:
    return
