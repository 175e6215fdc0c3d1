"""Road networks that were built once, kept on disk by what they were built from.

A file that cannot be read, or does not hold a whole network, is as good as none: it is dropped
and built again. A folder that cannot be written costs time, nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.catchment.network import Network
from geo.catchment.progress import unheard
from geo.settings import cache_dir, read_setting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.catchment.progress import Progress

FORMAT: Final = 1
"""Changes with the files' form and with how networks are built."""

_ARRAYS: Final = {
    "lon": np.float64,
    "lat": np.float64,
    "part": np.int32,
    "starts": np.int32,
    "ends": np.int32,
    "minutes": np.float64,
    "shares": np.float64,
}
_BLOCK = 1 << 20


def hash_file(path: Path, progress: Progress = unheard) -> str:
    """Return the SHA-256 of a file, hexadecimal.

    Parameters
    ----------
    path
        The file.
    progress
        Told how far the work is.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    digest, done, size = hashlib.sha256(), 0, max(path.stat().st_size, 1)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            progress(min(1.0, done / size))
    return digest.hexdigest()


def name_network(content: str, rules: str) -> str:
    """Return the name of a network.

    Parameters
    ----------
    content
        Hash of the file that it is built from.
    rules
        How that is read: another reader, or other speeds, make another network.
    """
    return hashlib.sha256(f"{FORMAT}|{rules}|{content}".encode()).hexdigest()


def find_network(name: str) -> Network | None:
    """Return a network that is kept, or None.

    Parameters
    ----------
    name
        As `name_network` gives it.
    """
    path = _path(name)
    try:
        # opened here: the loader leaves a file open that it cannot read
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            network = _read(file)
    except FileNotFoundError:
        return None
    except Exception:  # noqa: BLE001 - whatever is wrong with what lies there, it is built again
        with suppress(OSError):
            path.unlink()
        return None
    with suppress(OSError):
        os.utime(path)  # the longest unused go first
    return network


def keep_network(name: str, network: Network) -> None:
    """Keep a network, and drop the longest unused beyond the bound.

    Parameters
    ----------
    name
        As `name_network` gives it.
    network
        What to keep; nothing is kept where the bound is 0 or the folder cannot be written.
    """
    if not read_setting("cache_bytes"):
        return
    path = _path(name)
    told = json.dumps(
        {
            "islands": network.islands,
            "road_km": network.road_km,
            "left_out": network.left_out,
            "stamp": network.stamp,
        }
    )
    arrays = {key: getattr(network, key) for key in _ARRAYS}
    arrays["told"] = np.frombuffer(told.encode(), dtype=np.uint8)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # written aside and moved at once: nobody ever reads half a file
        handle, draft = tempfile.mkstemp(suffix=".draft", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, **arrays)
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)
        _make_room(path.parent)


def _make_room(folder: Path) -> None:
    files = sorted(
        ((file.stat().st_mtime_ns, file.stat().st_size, file) for file in folder.glob("*.npz")),
        reverse=True,
    )
    held, most = 0, read_setting("cache_bytes")
    for _, size, file in files:
        held += size
        if held > most:
            file.unlink(missing_ok=True)


def _path(name: str) -> Path:
    return cache_dir() / "networks" / f"{name}.npz"


def _read(file: np.lib.npyio.NpzFile) -> Network:
    """Return the network of a file.

    Raises
    ------
    ValueError
        If it is not whole.
    """
    found: dict[str, NDArray[np.generic]] = {key: file[key] for key in _ARRAYS}
    for key, kind in _ARRAYS.items():
        if found[key].dtype != kind or found[key].ndim != 1:
            raise ValueError(f"{key}: expected a row of {kind}; got {found[key].dtype}")
    told = json.loads(file["told"].tobytes())
    network = Network(
        **found,  # type: ignore[arg-type]
        islands=int(told["islands"]),
        road_km=float(told["road_km"]),
        left_out=int(told["left_out"]),
        stamp=str(told["stamp"]),
    )
    nodes, edges = len(network.lon), len(network.starts)
    sound = (
        len(network.lat) == len(network.part) == nodes > 0
        and len(network.ends) == len(network.minutes) == edges > 0
        and all(_within(array, nodes) for array in (network.starts, network.ends))
        and _within(network.part, len(network.shares))
        and bool(np.isfinite(network.minutes).all() and (network.minutes > 0).all())
        and bool(np.isfinite(network.lon).all() and np.isfinite(network.lat).all())
    )
    if not sound:
        raise ValueError("network: expected nodes and edges that fit each other; got others")
    return network


def _within(numbers: NDArray[np.int32], most: int) -> bool:
    return bool((numbers >= 0).all() and (numbers < most).all())
