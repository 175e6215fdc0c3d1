"""Altitudes of the province and around it, from the grid that pvlib carries.

The grid has cells of 1/12 of a degree and steps of 28 m: enough for a tint of the relief and for
how rugged a region is, not for the height of any place, and none is read from it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import MapError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    BBox = tuple[float, float, float, float]
    """West, south, east, north in degrees."""

# Coding of the altitude file, as pvlib.location.lookup_altitude reads it.
_STEP_M = 28.0
_LOWEST_M = -450.0
_NO_DATA = 255
_CELLS_PER_DEGREE = 12

# Interpolation and neighbourhoods need this many cells beyond the box.
_MARGIN_CELLS = 3


@dataclass(frozen=True, eq=False, slots=True)
class Altitudes:
    """A grid of altitudes in metres.

    Attributes
    ----------
    metres
        Shape (rows, columns); rows run from north to south.
    west, north
        Outer corner of the first cell, degrees.
    cell
        Size of a cell, degrees.
    """

    metres: NDArray[np.float64]
    west: float
    north: float
    cell: float


def read_altitudes(bbox: BBox) -> Altitudes:
    """Read the altitude grid over a box and a few cells around it.

    Parameters
    ----------
    bbox
        West, south, east, north in degrees.

    Raises
    ------
    MapError
        If the altitude file is missing or not the known grid.
    """
    # Here and not above: only the first map of a process needs it.
    import h5py  # type: ignore[import-untyped]  # noqa: PLC0415

    path = find_package_file("pvlib", "pvlib/data/Altitude.h5")
    west, south, east, north = bbox
    top = math.floor((90 - north) * _CELLS_PER_DEGREE) - _MARGIN_CELLS
    bottom = math.ceil((90 - south) * _CELLS_PER_DEGREE) + _MARGIN_CELLS
    left = math.floor((west + 180) * _CELLS_PER_DEGREE) - _MARGIN_CELLS
    right = math.ceil((east + 180) * _CELLS_PER_DEGREE) + _MARGIN_CELLS
    with h5py.File(path, "r") as file:
        grid = file["Altitude"]
        expected = (180 * _CELLS_PER_DEGREE, 360 * _CELLS_PER_DEGREE)
        if grid.shape != expected or grid.dtype != np.uint8:
            raise MapError(
                f"altitude grid of pvlib: expected {expected} of uint8, came {grid.shape} of "
                f"{grid.dtype}; install the pvlib release that the lock names"
            )
        codes: NDArray[np.uint8] = grid[top:bottom, left:right]
    metres = codes.astype(np.float64) * _STEP_M + _LOWEST_M
    metres[codes == _NO_DATA] = 0.0
    return Altitudes(
        metres, left / _CELLS_PER_DEGREE - 180, 90 - top / _CELLS_PER_DEGREE, 1 / _CELLS_PER_DEGREE
    )


def find_package_file(distribution: str, name: str) -> Path:
    """Path of a file that an installed distribution brings, without importing it.

    Raises
    ------
    MapError
        If the distribution or the file is not installed.
    """
    try:
        listed = files(distribution) or []
    except PackageNotFoundError:
        listed = []
    for entry in listed:
        if entry.as_posix() == name:
            path = Path(str(entry.locate()))
            if path.is_file():
                return path
    raise MapError(
        f"file {name}: expected in the installed package {distribution}, not there; "
        f"install {distribution} again"
    )
