"""What lies under and around every map: relief tint, rivers, the neighbours' names.

All of it comes from installed packages; nothing is fetched. Nothing is drawn outside the province
but the names.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.maps import relief as _relief
from geo.maps import rivers as _rivers
from geo.maps.geometry import ByGround, province_shape
from geo.terrain import read_altitudes

if TYPE_CHECKING:
    from geo.maps.geometry import Boundaries
    from geo.types import Lang

# Chinese and English name; longitude and latitude of the middle of the text. Each lies in its
# province, half a degree to a degree off Sichuan's border, where the names have room.
_NEIGHBOURS: tuple[tuple[str, str, float, float], ...] = (
    ("青海省", "Qinghai", 99.6, 33.9),
    ("甘肃省", "Gansu", 104.9, 33.6),
    ("陕西省", "Shaanxi", 107.2, 33.15),
    ("重庆市", "Chongqing", 107.65, 29.75),
    ("贵州省", "Guizhou", 105.9, 27.2),
    ("云南省", "Yunnan", 100.45, 26.75),
    ("西藏自治区", "Xizang", 97.8, 30.9),
)


def relief(catalog: Boundaries) -> dict[str, Any]:
    """Soft relief picture over the province's bounding box, on Mercator rows.

    Parameters
    ----------
    catalog
        The catalogue, for the province's outline.

    Returns
    -------
    dict
        ``bounds`` [[south, west], [north, east]] in degrees, and ``png``, a data URI. Shared by
        all callers; do not change it.

    Raises
    ------
    MapError
        If the altitude file is missing or not the known one.
    """
    return _draw_relief(ByGround(catalog.ground, catalog))


def rivers(catalog: Boundaries) -> dict[str, Any]:
    """Rivers clipped to the province; no vertex lies more than 1e-4 degrees outside.

    Parameters
    ----------
    catalog
        The catalogue, for the province's outline.

    Returns
    -------
    dict
        ``lines``: per piece ``w``, its width class from 1 to 3, and ``xy``, coded as the rings of
        `geo.maps.geometry`; thin ones first. Shared by all callers; do not change it.

    Raises
    ------
    MapError
        If the river set is missing or damaged.
    """
    return _draw_rivers(ByGround(catalog.ground, catalog))


def neighbours(lang: Lang) -> list[dict[str, Any]]:
    """Names of the seven neighbours and where the middle of each stands, outside the province.

    Parameters
    ----------
    lang
        ``zh`` or ``en``.

    Returns
    -------
    list
        ``name``, ``lon``, ``lat`` (degrees), clockwise from the north-west.
    """
    return [
        {"name": zh if lang == "zh" else en, "lon": lon, "lat": lat}
        for zh, en, lon, lat in _NEIGHBOURS
    ]


@lru_cache(maxsize=4)
def _draw_relief(key: ByGround) -> dict[str, Any]:
    west, south, east, north = province_shape(key.boundaries).bounds
    bbox = (west, south, east, north)
    return _relief.draw_relief(read_altitudes(bbox), bbox)


@lru_cache(maxsize=4)
def _draw_rivers(key: ByGround) -> dict[str, Any]:
    return _rivers.draw_rivers(_rivers.read_rivers(), province_shape(key.boundaries))
