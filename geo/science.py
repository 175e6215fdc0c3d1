"""The two science cities: their parts as a tree, and what is published of each part's area.

Areas of parts are never added here. The parts of the Mianyang city overlap; those of the
Chengdu city were published in different years, and the fifth is itself a difference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

import shapely

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.types import Qualifier, Status

City = Literal["wcsc", "mystc"]

CITIES: Final[tuple[City, ...]] = get_args(City)

_ROUNDING_KM2 = 0.05  # half of the last digit that is published


@dataclass(frozen=True)
class Area:
    """An area of a part, in km².

    Attributes
    ----------
    value
        None if none was found.
    period
        Year that the source speaks of; blank if there is no value.
    qualifier
        ``approx`` where the source says "about".
    status
        ``derived`` for a difference; else that of the source of the number.
    source_ids
        What it rests on, the source of the number first.
    terms
        Of a difference: the parts and areas it was taken from, the whole first; empty else.
    """

    value: float | None
    period: str
    qualifier: Qualifier
    status: Status | None
    source_ids: tuple[str, ...]
    terms: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class CityPart:
    """A science city or a part of one.

    Attributes
    ----------
    depth
        0 for the city itself.
    drawn
        Whether there is an outline (always schematic); False says that no limits are held.
    bounded
        Whether a description of its limits was published.
    platforms
        Platforms inside that may be named, in the order of the file.
    """

    id: str
    city: City
    parent: str | None
    depth: int
    area: Area
    drawn: bool
    bounded: bool
    platforms: tuple[str, ...]


def list_parts(catalog: Catalog, city: City) -> tuple[CityPart, ...]:
    """Return a science city and its parts, every part below its parent.

    Parameters
    ----------
    catalog
        The checked data.
    city
        Which of the two.

    Returns
    -------
    tuple of CityPart
        Depth first, brothers in the order of the file.
    """
    rows = catalog.science_cities
    rows = rows[rows["city"] == city]
    parents = {str(key): parent for key, parent in rows["parent"].items()}
    children: dict[str | None, list[str]] = {}
    for key, parent in parents.items():
        # a parent that another file took away must not hide its parts
        children.setdefault(parent if parent in parents else None, []).append(key)
    open_platforms = set(catalog.platforms.index[~catalog.platforms["sensitive"].astype(bool)])
    found: list[CityPart] = []

    def walk(parent: str | None, depth: int) -> None:
        for key in children.get(parent, ()):
            row = rows.loc[key]
            found.append(
                CityPart(
                    id=key,
                    city=city,
                    parent=parents[key],
                    depth=depth,
                    area=measure_part(catalog, key),
                    drawn=row.geometry is not None,
                    bounded=bool(row["boundary_zh"]),
                    platforms=tuple(i for i in row["platform_ids"] if i in open_platforms),
                )
            )
            walk(key, depth + 1)

    walk(None, 0)
    return tuple(found)


def measure_part(catalog: Catalog, part_id: str) -> Area:
    """Return the area of a part as it was published, or as the file holds it by difference.

    Parameters
    ----------
    catalog
        The checked data.
    part_id
        Id of the part.

    Returns
    -------
    Area
        The first source of a row is the one of its area. A difference tells its terms only
        where they give the number that the file holds.
    """
    row = catalog.science_cities.loc[part_id]
    sources = tuple(row["source_ids"])
    period = row["area_period"] or ""
    published, derived = float(row["area_km2_published"]), float(row["area_km2_derived"])
    if not math.isnan(published):
        about = row["area_basis"] == "published_about"
        status = cast("Status", catalog.sources["status"][sources[0]])
        return Area(published, period, "approx" if about else "eq", status, sources[:1])
    if not math.isnan(derived):
        terms = _find_terms(catalog.science_cities, part_id, derived)
        return Area(derived, period, "eq", "derived", sources, terms)
    return Area(None, "", "eq", None, ())


def _find_terms(cities: pd.DataFrame, part_id: str, value: float) -> tuple[tuple[str, float], ...]:
    """Return the published whole and the published brothers whose difference is `value`."""
    parents, areas = cities["parent"], cities["area_km2_published"]
    whole = parents[part_id]
    if whole is None or whole not in areas.index:
        return ()
    brothers = [key for key in cities.index[parents == whole] if key != part_id]
    terms = [(str(key), float(areas[key])) for key in (whole, *brothers)]
    if not math.isclose(
        terms[0][1] - math.fsum(area for _, area in terms[1:]), value, abs_tol=_ROUNDING_KM2
    ):
        return ()
    return tuple(terms)


def find_zones(catalog: Catalog, part_id: str) -> tuple[str, ...]:
    """Return the high-tech zones that have to do with a part by what is written of both.

    Outlines are schematic, so nothing is read off them: a zone is found where the part's name
    or places name it, or where one of the zone's parks is named in the name of the part.

    Parameters
    ----------
    catalog
        The checked data.
    part_id
        Id of the part.

    Returns
    -------
    tuple of str
        Ids of recognised zones, in the order of the file.
    """
    cities, zones = catalog.science_cities, catalog.zones
    part_name = str(cities["name_zh"][part_id])
    words = f"{part_name}\n{cities['places_zh'][part_id] or ''}"
    columns = (zones[name] for name in ("name_zh", "short_zh", "parks_zh", "level"))
    return tuple(
        str(key)
        for key, name, short, parks, level in zip(zones.index, *columns, strict=True)
        if level != "candidate"
        and (
            any(text in words for text in (name, short) if text)
            # 未来科技城（与东部新区共建） is named 未来科技城
            or any(park.split("（")[0] in part_name for park in parks if park.split("（")[0])
        )
    )


def bound_city(catalog: Catalog, city: City) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of all outlines of a city, in degrees.

    Parameters
    ----------
    catalog
        The checked data.
    city
        Which of the two.

    Returns
    -------
    tuple of float, or None
        None if nothing of it is drawn.
    """
    rows = catalog.science_cities
    shapes = [shape for shape in rows.geometry[rows["city"] == city].tolist() if shape is not None]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return west, south, east, north
