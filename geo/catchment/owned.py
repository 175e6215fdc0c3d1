"""Open the times or roads that an owner brings, whatever form they have."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.catchment.faults import refuse, shorten
from geo.catchment.network import NetworkTravel, portion
from geo.catchment.progress import unheard
from geo.catchment.store import find_network, hash_file, keep_network, name_network
from geo.catchment.times import read_times
from geo.settings import read_setting

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.catchment.travel import Travel

TABLES: Final = (".csv", ".xlsx")
LAYERS: Final = (".gpkg", ".zip")
EXTRACTS: Final = (".pbf",)
SUFFIXES: Final = (*TABLES, *LAYERS, *EXTRACTS)


def open_travel(path: Path, catalog: Catalog, progress: Progress = unheard) -> Travel:
    """Open a file of times or roads.

    A network is built once and kept on disk (`geo.catchment.store`).

    Parameters
    ----------
    path
        A table of times (``.csv``, ``.xlsx``), a road layer (``.gpkg``, ``.zip`` with a
        shapefile) or an OpenStreetMap extract (``.osm.pbf``).
    catalog
        The zones and places that a table may name.
    progress
        Told how far the work is; it may stop it.

    Returns
    -------
    Travel
        What answers with the times of the file.

    Raises
    ------
    TravelError
        If the file is missing or of another kind, and with every fault in it.
    CancelledError
        If `progress` says so.
    SettingError
        If a limit is set to a bad value.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise refuse("kind", "kind", path.name, kinds=", ".join(SUFFIXES))
    try:
        if suffix in TABLES:
            # one byte more than is allowed says enough of a larger file
            with path.open("rb") as file:
                content = file.read(read_setting("times_bytes") + 1)
            return read_times(content, path.name, catalog, progress=progress)
        return _open_network(path, path.name, progress)
    except OSError as error:
        raise refuse("readable", "readable", error.strerror or path.name) from error


def open_travel_bytes(
    content: bytes, name: str, catalog: Catalog, progress: Progress = unheard
) -> Travel:
    """Open times or roads that were uploaded.

    Parameters
    ----------
    content
        The bytes of the file.
    name
        Its name, of which only the end and what it is called by are used.
    catalog, progress
        As for `open_travel`.

    Returns
    -------
    Travel
        As `open_travel`.

    Raises
    ------
    TravelError, CancelledError, SettingError
        As `open_travel`.
    """
    plain = Path(name.replace("\\", "/")).name
    suffix = Path(plain).suffix.lower()
    if suffix in TABLES:
        return read_times(content, plain, catalog, progress=progress)
    if suffix not in SUFFIXES:
        raise refuse("kind", "kind", plain, kinds=", ".join(SUFFIXES))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"roads{suffix}"
        path.write_bytes(content)
        return _open_network(path, plain, progress)


def _open_network(path: Path, name: str, progress: Progress) -> NetworkTravel:
    # the readers of roads take a while to load
    from geo.catchment import osm, roads  # noqa: PLC0415

    is_extract = path.suffix.lower() in EXTRACTS
    read = osm.read_extract if is_extract else roads.read_roads
    rules = osm.RULES if is_extract else f"{roads.RULES} {path.suffix.lower()}"
    limit = read_setting("roads_bytes")
    size = path.stat().st_size
    if size > limit:
        raise refuse(
            "sheets.expect_file_too_large", "shrink_roads", f"{size:,}", limit=f"{limit:,}"
        )
    digest = name_network(hash_file(path, portion(progress, 0.0, 0.05)), rules)
    network = find_network(digest)
    if network is None:
        network = read(path, portion(progress, 0.05, 1.0))
        keep_network(digest, network)
    progress(1.0)
    stamp = f" ({network.stamp})" if network.stamp else ""
    source = f"{osm.SOURCE}{stamp}" if is_extract else shorten(name)
    # what is shown belongs to what is named: else one visit would see the other's name of a file
    shown = hashlib.sha256(f"{digest}|{source}".encode())
    return NetworkTravel(
        network=network,
        kind="osm" if is_extract else "roads",
        digest=f"network:{shown.hexdigest()}",
        source=source,
        notice=osm.NOTICE if is_extract else roads.NOTICE,
    )
