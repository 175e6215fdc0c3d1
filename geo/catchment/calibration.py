"""How the model of drive times is fitted, and how far it is off.

``python -m geo.catchment.calibration TIMES.csv`` prints both. The columns of the file: ``origin``,
``destination`` (codes of prefectures) and ``hours``.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.catalog import load_catalog
from geo.catchment.drive import Model, measure_pairs, prepare_ground
from geo.crs import GEOGRAPHIC

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.catalog import Catalog

LOCAL_KMH = 40.0
"""Speed at the ends of a way: an assumption, no short way is published."""

_RUGGED = np.arange(0.0, 4.01, 0.1)


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model and what it says of the ways it was fitted to.

    Attributes
    ----------
    model
        The model; its error is that of places left out.
    places
        Index the destinations: ``hours`` as published, ``fitted``, and ``left_out``, the hours
        said by a model that was fitted without this place.
    """

    model: Model
    places: pd.DataFrame


def calibrate(times: pd.DataFrame, catalog: Catalog) -> Fit:
    """Fit speed, weight of the ground and cost of the ends to published times.

    For each weight of the ground the shortest ways are found, and speed and ends follow by least
    squares of the relative errors; the weight with the least squares counts. The error is found
    by leaving out one place after the other.

    Parameters
    ----------
    times
        ``origin`` (one and the same), ``destination``, ``hours``; places by prefecture code.
    catalog
        For the seats of the prefectures.
    """
    seats = gpd.GeoSeries(
        gpd.points_from_xy(
            catalog.prefectures["seat_lon_wgs84"], catalog.prefectures["seat_lat_wgs84"]
        ),
        index=catalog.prefectures.index,
        crs=GEOGRAPHIC,
    ).to_frame("geometry")
    ground = prepare_ground()
    origin = seats.loc[sorted(set(times["origin"]))]
    destinations = seats.loc[times["destination"].tolist()]
    ways = np.stack(
        [
            measure_pairs(origin, destinations, ground, float(rugged)).to_numpy()[0]
            for rugged in _RUGGED
        ]
    )
    hours = times["hours"].to_numpy(dtype=np.float64)
    everyone = np.ones(len(hours), dtype=bool)
    best, slope, ends = _fit(ways, hours, everyone)
    left_out = np.empty(len(hours))
    for number in range(len(hours)):
        others = everyone.copy()
        others[number] = False
        row, pace, both = _fit(ways, hours, others)
        left_out[number] = ways[row, number] * pace + both
    error = float(np.mean(np.abs(left_out - hours) / hours)) * 100.0
    model = Model(
        speed_kmh=1.0 / slope,
        rugged=float(_RUGGED[best]),
        ends_min=ends * 60.0,
        local_kmh=LOCAL_KMH,
        error_pct=error,
    )
    places = pd.DataFrame(
        {"hours": hours, "fitted": ways[best] * slope + ends, "left_out": left_out},
        index=times["destination"].tolist(),
    )
    return Fit(model, places)


def _fit(
    ways: NDArray[np.float64], hours: NDArray[np.float64], chosen: NDArray[np.bool_]
) -> tuple[int, float, float]:
    """Return the row of `ways` that fits best, hours per kilometre, and hours of both ends."""
    found = []
    for row, km in enumerate(ways[:, chosen]):
        relative = np.column_stack([km, np.ones(len(km))]) / hours[chosen, None]
        solved, *_ = np.linalg.lstsq(relative, np.ones(len(km)), rcond=None)
        squares = float(np.sum((relative @ solved - 1.0) ** 2))
        found.append((squares, row, float(solved[0]), float(solved[1])))
    _, row, slope, ends = min(found)
    return row, slope, ends


def _main(path: str) -> None:
    times = pd.read_csv(path, dtype={"origin": str, "destination": str})
    fit = calibrate(times, load_catalog())
    sys.stdout.write(f"{fit.model}\n{fit.places.round(2).to_string()}\n")


if __name__ == "__main__":
    _main(sys.argv[1])
