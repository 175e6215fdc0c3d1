"""A road network from a layer of lines: a GeoPackage, or a shapefile in an archive.

Each line needs a class or a design speed. Lines are joined where an end lies within `SNAP_M` of
another line's vertex, and where they cross at a vertex that both have; lines that cross without
one pass over each other. The file is taken to be made by anybody: it is opened only after its
first bytes, its names and its sizes have been looked at, and a GeoPackage by no reader but ours
(`geo.catchment.package`).
"""

from __future__ import annotations

import math
import re
import tempfile
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.network import set_network_enabled  # type: ignore[attr-defined]

from geo.catchment.faults import Faults, Words, at_line, refuse
from geo.catchment.network import Lines, build_network, portion
from geo.catchment.package import Rows, open_package, read_wkt
from geo.catchment.progress import unheard
from geo.catchment.speeds import (
    ASSUMED_KMH,
    DESIGN_KMH,
    FASTEST_KMH,
    OTHER_WAYS,
    SLOWEST_KMH,
    class_kmh,
    read_kmh,
)
from geo.crs import GEOGRAPHIC, SICHUAN_ENVELOPE, find_fault
from geo.settings import read_setting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.catchment.network import Network
    from geo.catchment.progress import Progress

CLASS_FIELDS: Final = ("技术等级", "技术等", "等级", "fclass", "highway", "class")
SPEED_FIELDS: Final = ("设计速度", "设计速", "speed", "maxspeed")
ONEWAY_FIELD: Final = "oneway"
"""Names of fields, the first that is there counts; case does not matter. Those of three signs are
what a shapefile in UTF-8, whose names have ten bytes, leaves of the names before them."""

SNAP_M: Final = 5.0
"""An end of a line so near to a vertex of another is joined to it."""

NOTICE: Final = "travel.notice_roads"

RULES: Final = f"roads {DESIGN_KMH} {ASSUMED_KMH} {sorted(OTHER_WAYS)} {SNAP_M}"
"""What a network hangs on beside the file."""

_SHAPES = b"\x00\x00\x27\x0a"
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shp", ".shx", ".dbf")
_MOST_MEMBERS = 1000
# times that a part may be larger than the whole archive: numbers pack badly, blank texts well
_MOST_PACKED = {".shp": 16, ".shx": 16, ".dbf": 100}
_LEAST_UNPACKED = 1_000_000
_LINES = ("LineString", "MultiLineString", "Unknown")
_LINE_IDS = (1, 2, 5)  # of Shapely: a line, a ring, several lines
_EPSG = re.compile(r"EPSG:(\d{1,9})", re.ASCII | re.IGNORECASE)
_SAMPLE = 1 << 20
_BLOCK = 1 << 20
# a dBASE file begins with 32 bytes, then 32 for each field: its name in 11, ended by zeros
_FIELD = 32
_NAME = 11
_HEAD_ENDS = 0x0D

_AHEAD = {"f", "ft", "yes", "y", "1", "true"}
_AGAINST = {"t", "tf", "-1", "reverse"}
_BOTH = {"b", "no", "n", "0", "false", "none", "nan", ""}


def read_roads(path: Path, progress: Progress = unheard) -> Network:
    """Build a network from a road layer.

    Parameters
    ----------
    path
        A GeoPackage (``.gpkg``) with one layer of lines, or an archive (``.zip``) with one
        shapefile, in a declared coordinate system; of a size that `geo.catchment.owned` lets
        pass. Fields: one of `CLASS_FIELDS` (technical classes of JTG B01, or values of
        OpenStreetMap's ``highway``; ways not for cars are left out and counted), or one of
        `SPEED_FIELDS` (km/h; where both are there the speed counts where it is given, and 0 is
        not given), or both; and `ONEWAY_FIELD` if there are one-way roads: ``yes``, ``-1``,
        ``no``, or ``F``, ``T``, ``B`` (in the order of the line's vertices, against it, both).
    progress
        Told how far the work is.

    Returns
    -------
    Network
        Minutes follow from length and speed alone; delays at junctions are not counted.

    Raises
    ------
    TravelError
        With every fault of the file.
    SettingError
        If a limit is set to a bad value.
    """
    progress(0.0)
    if path.suffix.lower() == ".gpkg":
        return _read_package(path, progress)
    with tempfile.TemporaryDirectory() as folder:
        return _read_shapes(_unpack(path, Path(folder), portion(progress, 0.0, 0.1)), progress)


def _unpack(path: Path, folder: Path, progress: Progress) -> Path:
    """Unpack the parts of a shapefile under names of our own, and return its main part."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _find_members(archive)
            _check_packing(members, path.stat().st_size)
            total = sum(info.file_size for info in members.values()) or 1
            done = 0
            for suffix, info in members.items():
                target = folder / f"roads{suffix}"
                # never read past the size that it declares, so the bound on the sum holds
                with archive.open(info) as source, target.open("wb") as out:
                    while block := source.read(_BLOCK):
                        out.write(block)
                        done += len(block)
                        progress(min(1.0, done / total))
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, RuntimeError),  # a password, unknown packing
        *(ValueError, IndexError),  # a name in no coding, a blank one
    ) as error:
        raise refuse("archive", "pack_roads", error) from error
    main = folder / "roads.shp"
    with main.open("rb") as file:
        if file.read(len(_SHAPES)) != _SHAPES:
            raise refuse("archive", "pack_roads")
    coding = _guess_coding(folder / "roads.dbf")
    _mend_names(folder / "roads.dbf", coding)
    if ".cpg" not in members:
        (folder / "roads.cpg").write_text(coding, encoding="ascii")
    return main


def _find_members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the parts of the one shapefile by suffix."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    names = [info.filename for info in infos]
    for name in names:
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if ".." in parts or name.startswith(("/", "\\")) or ":" in name:
            raise refuse("inner_names", "pack_roads", name)
    most = read_setting("roads_unpacked_bytes")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > most or len(infos) > _MOST_MEMBERS or len(set(names)) != len(names):
        raise refuse(
            "sheets.expect_unpacked_too_large", "shrink_roads", f"{unpacked:,}", limit=f"{most:,}"
        )
    # what a Mac adds to an archive is no second shapefile
    real = [info for info in infos if not info.filename.startswith("__MACOSX/")]
    shapes = [info for info in real if info.filename.lower().endswith(".shp")]
    if len(shapes) != 1:
        shown = ", ".join(info.filename for info in shapes or real)
        raise refuse("one_shapefile", "pack_roads", shown)
    stem = shapes[0].filename[:-4].casefold()
    found = {
        info.filename[-4:].lower(): info
        for info in real
        if info.filename[:-4].casefold() == stem and info.filename[-4:].lower() in _PARTS
    }
    missing = [suffix for suffix in _NEEDED if suffix not in found]
    if missing:
        raise refuse("shape_parts", "pack_roads", ", ".join(sorted(found)))
    return found


def _check_packing(members: dict[str, zipfile.ZipInfo], size: int) -> None:
    """Refuse what was packed so well that it can be no shapefile."""
    for suffix, info in members.items():
        most = _LEAST_UNPACKED + _MOST_PACKED.get(suffix, 1) * size
        if info.file_size > most:
            raise refuse(
                "sheets.expect_unpacked_too_large",
                "pack_roads",
                f"{info.file_size:,}",
                limit=f"{most:,}",
            )


def _guess_coding(table: Path) -> str:
    """Return the coding of a table that does not say it: the one in which less is nonsense."""
    with table.open("rb") as file:
        sample = file.read(_SAMPLE)
    nonsense = {
        coding: sample.decode(coding, "replace").count("\ufffd") for coding in ("utf-8", "gb18030")
    }
    return "UTF-8" if nonsense["utf-8"] <= nonsense["gb18030"] else "GB18030"


def _mend_names(table: Path, coding: str) -> None:
    """Drop the half sign at the end of a field's name: a reader takes none of its fields else."""
    with table.open("r+b") as file:
        head = bytearray(file.read(_SAMPLE))
        for at in range(_FIELD, len(head) - _FIELD, _FIELD):
            if head[at] == _HEAD_ENDS:
                break
            name = bytes(head[at : at + _NAME]).split(b"\0", maxsplit=1)[0]
            whole = name.decode(coding, "ignore").encode(coding)
            head[at : at + _NAME] = whole.ljust(_NAME, b"\0")
        file.seek(0)
        file.write(head)


def _read_package(path: Path, progress: Progress) -> Network:
    most = read_setting("roads_features")
    faults = Faults()
    with open_package(path, most) as package:
        layer = package.choose(progress)
        _check_crs(layer.crs, layer.system, faults)
        # rows beyond the bound were not counted
        counted = f"> {most:,}"
        fields = _check_layer(layer.kind, layer.fields, layer.count, counted, faults)
        wanted = list(dict.fromkeys(name for name in fields.values() if name))
        rows = package.read(wanted, portion(progress, 0.15, 0.4))
    return _build(rows, fields, layer.crs, faults, progress)


def _read_shapes(path: Path, progress: Progress) -> Network:
    """Read a shapefile that was unpacked under names of our own."""
    try:
        info = pyogrio.read_info(path, force_feature_count=True)
    except Exception as error:  # any library error on a foreign file is one thing: damaged
        raise refuse("layer", "export_roads", type(error).__name__) from error
    faults = Faults()
    kind = str(info["geometry_type"]).removeprefix("2.5D ").split(" ", maxsplit=1)[0]
    crs = _read_crs(info["crs"])
    _check_crs(crs, info["crs"] or "", faults)
    count = int(info["features"])
    names = [str(name) for name in info["fields"]]
    fields = _check_layer(kind, names, count, f"{count:,}", faults)
    progress(0.15)
    try:
        frame = gpd.read_file(
            path,
            engine="pyogrio",
            columns=[name for name in fields.values() if name],
            force_2d=True,
        )
    except Exception as error:  # as above
        raise refuse("layer", "export_roads", type(error).__name__) from error
    progress(0.4)
    shapes = frame.geometry.to_numpy()
    lines = np.isin(shapely.get_type_id(shapes), _LINE_IDS)
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    odd = {int(row): shapes[row].geom_type for row in np.flatnonzero(~lines & ~empty)}
    return _build(Rows(frame, shapes, odd), fields, crs, faults, progress)


def _check_crs(crs: CRS | None, said: str, faults: Faults) -> None:
    if crs is None or not (crs.is_geographic or crs.is_projected or crs.is_compound):
        faults.add("crs", "crs", said)


def _check_layer(
    kind: str, names: Sequence[str], count: int, counted: str, faults: Faults
) -> dict[str, str | None]:
    """Return the field of each thing wanted; refuse a layer that is no layer of roads."""
    if kind not in _LINES:
        faults.add("line_layer", "export_roads", kind)
    most = read_setting("roads_features")
    if count > most:
        faults.add("features", "shrink_roads", counted, limit=f"{most:,}")
    if not count:
        faults.add("roads", "roads")
    fields = {key: _find_field(names, wanted) for key, wanted in _FIELDS.items()}
    if not (fields["class"] or fields["speed"]):
        faults.add(
            "fields",
            "fields",
            ", ".join(names) or "-",
            classes=", ".join(CLASS_FIELDS),
            speeds=", ".join(SPEED_FIELDS),
        )
    faults.refuse()
    return fields


def _build(
    rows: Rows,
    fields: dict[str, str | None],
    crs: CRS | None,
    faults: Faults,
    progress: Progress,
) -> Network:
    roads, left_out = _read_roads(rows.values, fields, faults)
    lines, empty = _read_lines(rows, roads, crs, faults)
    faults.refuse()
    return build_network(
        lines, snap_m=SNAP_M, left_out=left_out + empty, progress=portion(progress, 0.5, 1.0)
    )


_FIELDS: Final = {"class": CLASS_FIELDS, "speed": SPEED_FIELDS, "oneway": (ONEWAY_FIELD,)}


def _find_field(names: Sequence[str], wanted: Sequence[str]) -> str | None:
    lower = {name.strip().casefold(): name for name in reversed(names)}
    return next((lower[name] for name in wanted if name in lower), None)


def _read_crs(text: str | None) -> CRS | None:
    match = _EPSG.fullmatch(text or "")
    try:
        return CRS.from_epsg(int(match[1])) if match else read_wkt(text)
    except CRSError:
        return None


def _read_roads(
    frame: pd.DataFrame, fields: dict[str, str | None], faults: Faults
) -> tuple[pd.DataFrame, int]:
    """Return ``kmh``, ``forward`` and ``backward`` of the roads for cars, and how many are none."""
    count = len(frame)
    kmh, is_road = np.full(count, np.nan), np.ones(count, dtype=bool)
    if fields["class"]:
        kmh, is_road = _read_classes(frame[fields["class"]], fields, faults)
    if fields["speed"]:
        given = _read_speeds(frame[fields["speed"]], is_road, fields, faults)
        kmh = np.where(np.isnan(given), kmh, given)
    without = np.flatnonzero(np.isnan(kmh) & is_road)
    if len(without) and not faults.count:
        faults.add("speed_known", "fill_speed", where=at_line(int(without[0]) + 1), n=len(without))
    ways = np.zeros(count, dtype=np.int8)
    if fields["oneway"]:
        ways = _read_oneway(frame[fields["oneway"]], faults)
    roads = pd.DataFrame({"kmh": kmh, "forward": ways >= 0, "backward": ways <= 0})
    chosen = roads[is_road & ~np.isnan(kmh)]
    if not len(chosen):
        faults.add("roads", "roads")
    return chosen, int((~is_road).sum())


def _read_classes(
    column: pd.Series[Any], fields: dict[str, str | None], faults: Faults
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    codes, values = pd.factorize(column.astype("string"))
    speeds, is_road = np.full(len(values) + 1, np.nan), np.ones(len(values) + 1, dtype=bool)
    for number, value in enumerate(values):
        name = str(value).strip()
        speed = class_kmh(name)
        if speed is not None:
            speeds[number] = speed
        elif name.casefold() in OTHER_WAYS:
            is_road[number] = False
        elif name and not fields["speed"]:
            rows = np.flatnonzero(codes == number)
            faults.add(
                "class_known",
                "class_known",
                name,
                where=at_line(int(rows[0]) + 1),
                n=len(rows),
                field=fields["class"],
                classes=", ".join([*DESIGN_KMH, *ASSUMED_KMH]),
            )
    # a class that is missing has the code -1, which is the last entry
    return speeds[codes], is_road[codes]


def _read_speeds(
    column: pd.Series[Any],
    is_road: NDArray[np.bool_],
    fields: dict[str, str | None],
    faults: Faults,
) -> NDArray[np.float64]:
    codes, values = pd.factorize(column)
    speeds = np.full(len(values) + 1, np.nan)
    for number, value in enumerate(values):
        blank = str(value).strip().casefold() in {"", "0", "0.0", "none"}
        speed = None if blank else read_kmh(value)
        if speed is not None:
            speeds[number] = speed
        elif not blank:
            rows = np.flatnonzero((codes == number) & is_road)
            if len(rows):
                faults.add(
                    "speed_range",
                    "check_speed",
                    value,
                    where=at_line(int(rows[0]) + 1),
                    n=len(rows),
                    field=fields["speed"],
                    lowest=f"{SLOWEST_KMH:g}",
                    highest=f"{FASTEST_KMH:g}",
                )
    return speeds[codes]


def _read_oneway(column: pd.Series[Any], faults: Faults) -> NDArray[np.int8]:
    """Return for each line 1 (ahead only), -1 (against only) or 0."""
    codes, values = pd.factorize(column)
    texts = [_word(value) for value in values]
    if "f" in texts and "t" in texts and "b" not in texts:
        # from/to in one custom, false/true in another; only "both" beside them tells which
        faults.add("oneway_clear", "oneway", "T, F", field=ONEWAY_FIELD)
    ways = np.zeros(len(values) + 1, dtype=np.int8)
    for number, text in enumerate(texts):
        if text in _AHEAD:
            ways[number] = 1
        elif text in _AGAINST:
            ways[number] = -1
        elif text not in _BOTH:
            rows = np.flatnonzero(codes == number)
            faults.add(
                "oneway",
                "oneway",
                text,
                where=at_line(int(rows[0]) + 1),
                n=len(rows),
                field=ONEWAY_FIELD,
            )
    return ways[codes]


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().casefold()


def _read_lines(
    rows: Rows, roads: pd.DataFrame, crs: CRS | None, faults: Faults
) -> tuple[Lines, int]:
    """Return the lines that have a place, and how many have none."""
    odd = {row: rows.odd[row] for row in roads.index if row in rows.odd}
    for key, is_broken in (("line", False), ("layer", True)):
        found = [row for row, kind in odd.items() if (kind == "?") == is_broken]
        if found:
            row = found[0]
            got = "" if is_broken else odd[row]
            faults.add(key, "export_roads", got, where=at_line(row + 1), n=len(found))
    shapes = rows.shapes[roads.index]
    fit = np.isin(shapely.get_type_id(shapes), _LINE_IDS) & ~shapely.is_empty(shapes)
    pieces, line = shapely.get_parts(shapes[fit], return_index=True)
    filled = ~shapely.is_empty(pieces)
    pieces, line = pieces[filled], line[filled]
    if not len(pieces) and not faults.count:
        faults.add("roads", "roads")
    raw, piece = shapely.get_coordinates(pieces, return_index=True)
    chosen = roads[fit].iloc[line]
    lonlat = _to_degrees(raw, crs, faults)
    _check_place(raw, lonlat, np.asarray(chosen.index)[piece], faults)
    lines = Lines(
        lonlat=lonlat,
        first=np.concatenate([[0], np.bincount(piece, minlength=len(pieces)).cumsum()]),
        kmh=chosen["kmh"].to_numpy(np.float64),
        forward=chosen["forward"].to_numpy(np.bool_),
        backward=chosen["backward"].to_numpy(np.bool_),
    )
    return lines, len(roads) - len(np.unique(line))


def _to_degrees(raw: NDArray[np.float64], crs: CRS | None, faults: Faults) -> NDArray[np.float64]:
    if crs is None or not len(raw):
        return raw
    # a shift of the datum is never fetched
    set_network_enabled(active=False)
    try:
        move = Transformer.from_crs(crs, GEOGRAPHIC, always_xy=True)
        found: NDArray[np.float64] = np.column_stack(move.transform(raw[:, 0], raw[:, 1]))
    except ProjError:
        faults.add("crs", "crs", crs.name)
        return raw
    return found


def _check_place(
    raw: NDArray[np.float64],
    lonlat: NDArray[np.float64],
    rows: NDArray[np.int64],
    faults: Faults,
) -> None:
    """Report what lies outside of Sichuan, with the likely cause."""
    west, south, east, north = SICHUAN_ENVELOPE
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside = (west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)
    if inside.all():
        return
    first = int(np.flatnonzero(~inside)[0])
    x, y = (float(value) for value in raw[first])
    cause = find_fault(float(lon[first]), float(lat[first])) or "outside"
    if not (math.isfinite(x) and math.isfinite(y)):
        cause = "outside"
    faults.add(
        "place",
        "place",
        f"{x:g}, {y:g}",
        where=at_line(int(rows[first]) + 1),
        n=len(np.unique(rows[~inside])),
        west=f"{west:g}",
        east=f"{east:g}",
        south=f"{south:g}",
        north=f"{north:g}",
        cause=Words(f"catalog.fault_{cause}"),
    )
