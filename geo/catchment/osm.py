"""A road network from an OpenStreetMap extract (.osm.pbf).

OpenStreetMap is © its contributors, under the ODbL, and not reviewed by anybody here; speeds
that it does not hold are assumptions (`geo.catchment.speeds.ASSUMED_KMH`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import numpy as np
import osmium
import shapely

from geo.catchment.faults import refuse
from geo.catchment.network import Lines, build_network, check_vertices, portion
from geo.catchment.progress import unheard
from geo.catchment.speeds import ASSUMED_KMH, read_kmh
from geo.crs import SICHUAN_ENVELOPE
from geo.settings import read_setting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from osmium.osm import TagList, Way

    from geo.catchment.network import Network
    from geo.catchment.progress import Progress

SOURCE: Final = "© OpenStreetMap contributors, ODbL 1.0"

NOTICE: Final = "travel.notice_osm"

RULES: Final = f"osm {ASSUMED_KMH}"
"""What a network hangs on beside the file."""

AROUND_DEGREES: Final = 0.5
"""Roads so far outside the province's envelope are read too: ways lead over them."""

_CHUNK_BYTES = 2_000_000  # some seconds' work: progress is told after each
_CHUNK_UNPACKED = 16_000_000
_CHUNK_WAYS = 50_000
_CHUNK_VERTICES = 1_000_000
_MOST_NODES = 40_000_000
_BYTES_PER_NODE = 16  # of the index of places
_LONGEST_WAY = 100_000  # the database takes 2,000 nodes
_MOST_PACKED = 16  # times that an extract may be larger when unpacked; a sound one is two to six
_LEAST_UNPACKED = 4_000_000
_MOST_HEAD = 64 * 1024
_MOST_BLOB = 32 * 1024 * 1024
_CARS = ("motorcar", "motor_vehicle", "vehicle", "access")
_CLOSED = {"no", "private", "agricultural", "forestry", "military", "emergency"}
_AHEAD = {"yes", "true", "1"}
_AGAINST = {"-1", "reverse"}
_UNPACKED = 2  # number of the field that says it
_STAMP = "osmosis_replication_timestamp"
_VARINT_MORE = 0x80
_LONGEST_VARINT = 10


def read_extract(path: Path, progress: Progress = unheard) -> Network:
    """Build a network from an OpenStreetMap extract.

    Ways with a drivable ``highway`` are roads, unless they are closed to cars; ``maxspeed``
    counts where it is a speed; ``oneway``, motorways and roundabouts are one-way.

    Parameters
    ----------
    path
        The file, of a size that `geo.catchment.owned` lets pass; read block by block, and of its
        ways only the roads in and around Sichuan are kept.
    progress
        Told how far the work is.

    Returns
    -------
    Network
        Minutes follow from length and speed alone; delays at junctions are not counted.

    Raises
    ------
    TravelError
        If the file is no such extract, cut off, or without roads in Sichuan, has too many roads
        or nodes, or is too large when unpacked.
    SettingError
        If a limit is set to a bad value.
    """
    progress(0.0)
    size = path.stat().st_size
    roads = _Roads(read_setting("roads_features"))
    # one handler for all blocks: it remembers where the nodes of earlier ones lie. The library
    # keeps no hold on what it is given, so all of it has a name here for as long as it is used
    index = osmium.index.create_map("flex_mem")
    places = osmium.NodeLocationsForWays(index)
    places.ignore_errors()
    is_way = osmium.filter.EntityFilter(osmium.osm.WAY)
    is_road = osmium.filter.KeyFilter("highway")
    pool = osmium.io.ThreadPool()
    stamp = ""
    with path.open("rb") as file:
        for chunk in _chunks(file, size):
            try:
                buffer = osmium.io.FileBuffer(chunk, "pbf")
                with osmium.io.Reader(buffer, osmium.osm.ALL, pool) as reader:
                    stamp = stamp or reader.header().get(_STAMP, "")
                    for way in osmium.OsmFileIterator(reader, places, is_way, is_road):
                        roads.add(cast("Way", way))
            except (RuntimeError, ValueError) as error:
                raise refuse("extract", "download_extract", error) from error
            nodes = index.used_memory() // _BYTES_PER_NODE
            if nodes > _MOST_NODES:
                limit = f"{_MOST_NODES:,}"
                raise refuse("nodes", "choose_extract", f"{nodes:,}", limit=limit)
            progress(0.6 * file.tell() / size)
    lines = roads.lines()
    if lines is None:
        raise refuse("extract_roads", "choose_extract")
    return build_network(
        lines,
        left_out=roads.left_out,
        stamp=stamp[:10],
        progress=portion(progress, 0.6, 1.0),
    )


@dataclass(slots=True)
class _Roads:
    """The roads found so far."""

    most: int
    left_out: int = 0
    count: int = 0
    kept: int = 0
    vertices: int = 0
    lonlat: list[NDArray[np.float64]] = field(default_factory=list)
    sizes: list[NDArray[np.int64]] = field(default_factory=list)
    told: list[NDArray[np.float64]] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    facts: list[tuple[float, int]] = field(default_factory=list)
    writer: osmium.geom.WKBFactory = field(default_factory=osmium.geom.WKBFactory)

    def add(self, way: Way) -> None:
        """Take a way if it is a road for cars."""
        tags = way.tags  # asked for what is needed: going through all takes twice as long
        speed = ASSUMED_KMH.get(tags["highway"])
        oneway = tags.get("oneway", "")
        # which way a reversible road is open changes by the hour
        if speed is None or _is_closed(tags) or tags.get("area") == "yes" or oneway == "reversible":
            self.left_out += 1
            return
        ways = 0
        if oneway in _AHEAD:
            ways = 1
        elif oneway in _AGAINST:
            ways = -1
        elif not oneway and (
            tags["highway"] == "motorway" or tags.get("junction") in {"roundabout", "circular"}
        ):
            ways = 1
        if len(way.nodes) > _LONGEST_WAY:
            raise refuse("extract", "download_extract", f"{len(way.nodes):,}")
        fact = read_kmh(tags.get("maxspeed", "")) or speed, ways
        try:
            found = [self.writer.create_linestring(way)]
        except osmium.InvalidLocationError:
            # an extract cuts ways off at its border: what lies inside is a road all the same
            found = _cut(way)
        except RuntimeError:
            found = []  # one node only, or several at one place
        self.shapes += found
        self.facts += [fact] * len(found)
        self.vertices += len(way.nodes)
        if len(self.shapes) >= _CHUNK_WAYS or self.vertices >= _CHUNK_VERTICES:
            self._settle()

    def _settle(self) -> None:
        """Turn ways into numbers, and drop those elsewhere."""
        coordinates, number = shapely.get_coordinates(
            shapely.from_wkb(self.shapes), return_index=True
        )
        facts = np.array(self.facts, dtype=np.float64).reshape(-1, 2)
        here = np.zeros(len(facts), dtype=bool)
        here[number[_inside(coordinates, AROUND_DEGREES)]] = True
        self.lonlat.append(coordinates[here[number]])
        self.sizes.append(np.bincount(number, minlength=len(facts))[here])
        self.told.append(facts[here])
        self.count += int(here.sum())
        self.kept += len(self.lonlat[-1])
        self.shapes, self.facts, self.vertices = [], [], 0
        check_vertices(self.kept)
        if self.count > self.most:
            raise refuse("features", "shrink_extract", f"{self.count:,}", limit=f"{self.most:,}")

    def lines(self) -> Lines | None:
        """Return all roads; None if none is in Sichuan."""
        self._settle()
        lonlat, told = np.concatenate(self.lonlat), np.concatenate(self.told)
        if not _inside(lonlat, 0.0).any():
            return None
        return Lines(
            lonlat=lonlat,
            first=np.concatenate([[0], np.concatenate(self.sizes).cumsum()]),
            kmh=told[:, 0],
            forward=told[:, 1] >= 0,
            backward=told[:, 1] <= 0,
        )


def _is_closed(tags: TagList) -> bool:
    for key in _CARS:
        told = tags.get(key)
        if told is not None:  # what is said of cars counts before what is said of all
            return told in _CLOSED
    return False


def _cut(way: Way) -> list[str]:
    """Return the pieces of a way of which the places are known."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        if node.location.valid():
            pieces[-1].append((node.lon, node.lat))
        elif pieces[-1]:
            pieces.append([])
    found = [shapely.LineString(piece) for piece in pieces if len(set(piece)) > 1]
    return [shapely.to_wkb(line, hex=True) for line in found]


def _inside(lonlat: NDArray[np.float64], margin: float) -> NDArray[np.bool_]:
    west, south, east, north = SICHUAN_ENVELOPE
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    inside: NDArray[np.bool_] = (
        (lon >= west - margin)
        & (lon <= east + margin)
        & (lat >= south - margin)
        & (lat <= north + margin)
    )
    return inside


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield a file in pieces that are extracts themselves: its head and some of its blocks.

    Raises
    ------
    TravelError
        If it is no extract, or ends within a block.
    """
    head = b""
    blocks: list[bytes] = []
    held = large = total = 0
    limit = read_setting("roads_unpacked_bytes")
    most = min(limit, _LEAST_UNPACKED + _MOST_PACKED * size)
    while file.tell() < size:
        kind, block, unpacked = _read_block(file, size)
        total += unpacked
        if total > most:
            raise refuse(
                "sheets.expect_unpacked_too_large",
                "shrink_extract" if most == limit else "download_extract",
                f"> {most:,}",
                limit=f"{most:,}",
            )
        if not head:
            if kind != b"OSMHeader":
                raise refuse("extract", "download_extract")
            head = block
            continue
        if blocks and (held >= _CHUNK_BYTES or large + unpacked > _CHUNK_UNPACKED):
            yield b"".join([head, *blocks])
            blocks, held, large = [], 0, 0
        blocks.append(block)
        held += len(block)
        large += unpacked
    if not head:
        raise refuse("extract", "download_extract")
    yield b"".join([head, *blocks])


def _read_block(file: BinaryIO, size: int) -> tuple[bytes, bytes, int]:
    """Return the kind of the next block, its bytes as they stand in the file, and unpacked size."""
    lead = file.read(4)
    length = int.from_bytes(lead, "big")
    if len(lead) < len(b"size") or not 0 < length <= _MOST_HEAD:
        raise refuse("extract", "download_extract")
    about = file.read(length)
    kind, following = _read_about(about)
    if not kind or following > _MOST_BLOB:
        raise refuse("extract", "download_extract")
    if file.tell() + following > size:
        raise refuse("whole_extract", "download_extract", f"{size:,}")
    body = file.read(following)
    unpacked = _read_unpacked(body)
    if not 0 <= unpacked <= _MOST_BLOB:
        raise refuse("extract", "download_extract")
    return kind, lead + about + body, unpacked


def _read_unpacked(body: bytes) -> int:
    """Return the size of a block when unpacked, which is never passed; -1 if it is none."""
    unpacked, at = 0, 0
    while at < len(body):
        key, at = _read_varint(body, at)
        value, at = _read_varint(body, at)
        match key & 7:
            case 0:
                # of several the last one counts, but the largest is safe
                unpacked = max(unpacked, value) if key >> 3 == _UNPACKED else unpacked
            case 2:
                unpacked, at = max(unpacked, value), at + value
            case _:
                return -1
    return unpacked


def _read_about(about: bytes) -> tuple[bytes, int]:
    """Return type and size from the head of a block; no type if it is none."""
    kind, following, at = b"", -1, 0
    while at < len(about):
        key, at = _read_varint(about, at)
        value, at = _read_varint(about, at)
        if key == (1 << 3 | 2):
            kind, at = about[at : at + value], at + value
        elif key == (2 << 3 | 2):
            at += value
        elif key == 3 << 3:
            following = value
        else:
            return b"", -1
    return (kind, following) if following >= 0 else (b"", -1)


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    for byte in data[at : at + _LONGEST_VARINT]:
        value |= (byte & ~_VARINT_MORE) << shift
        at, shift = at + 1, shift + 7
        if not byte & _VARINT_MORE:
            break
    return value, at
