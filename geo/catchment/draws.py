"""Huff's model asked of the catalogue: how many people each zone of a study draws.

Shares are by county; people are those of the census. Size and decay are assumptions of whoever
asks. Only what may be shown becomes a size.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.catchment import huff
from geo.catchment.huff import draw_shares, find_dominant
from geo.catchment.places import zone_points
from geo.catchment.progress import unheard
from geo.catchment.study import measure_costs
from geo.crs import GEOGRAPHIC, area_km2
from geo.errors import CatchmentError
from geo.indicators import order_of_period, type_of_period
from geo.platforms.placed import place_platforms
from geo.types import SHOWN_STATUSES
from geo.zones.profile import platforms_within

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel

PLATFORMS_WITHIN_KM: Final = 10.0
"""Platforms this near to a zone's point are its own, for size "platforms"."""

REVENUE: Final = "revenue"

FORMULA: Final = "Σᵢ Pᵢ · Sⱼ dᵢⱼ⁻ᵇ / Σₖ Sₖ dᵢₖ⁻ᵇ"
"""P: people of county i; S: size of zone j; d: minutes or kilometres; b: power of the decay."""


@dataclass(frozen=True, eq=False)
class Draws:
    """Whom each place of a study draws.

    Attributes
    ----------
    shares
        Index the codes of the counties that have a boundary, columns the places; rows sum to 1,
        or to 0 where no place can be reached.
    dominant
        Place that draws most, by county; None where none draws.
    people
        People drawn, by place: ``Σᵢ Pᵢ · shareᵢⱼ``.
    left_out_zones
        Places without a size that may be shown; they take no part.
    sizes
        One row per place that takes part: ``size``; ``period``, ``qualifier``, ``status`` and
        ``source_id`` of a published one, None else.
    """

    shares: pd.DataFrame = field(repr=False)
    dominant: pd.Series = field(repr=False)
    people: pd.Series
    left_out_zones: tuple[str, ...]
    sizes: pd.DataFrame

    @property
    def idle(self) -> tuple[str, ...]:
        """Places of size 0, which draw nobody."""
        return tuple(str(name) for name in self.sizes.index[self.sizes["size"] == 0])


def draw_huff(
    study: Study,
    catalog: Catalog,
    travel: Travel | None = None,
    progress: Progress = unheard,
) -> Draws:
    """Share the people of every county out among the places of a study.

    Parameters
    ----------
    study
        `size` says what makes a place attractive: all alike, the platforms within
        `PLATFORMS_WITHIN_KM` of its point, or the latest revenue of a full year that may be
        shown; `decay` and `cost` what makes it far.
    catalog, travel, progress
        As for `geo.catchment.study.measure_costs`.

    Returns
    -------
    Draws
        The places that take part are in the order of the study.

    Raises
    ------
    CatchmentError
        If a place or the decay cannot be used, or no place has a size above 0.
    """
    points = zone_points(catalog, study.zones, study.trial)
    sizes = _measure_sizes(study, catalog, points)
    taking_part = replace(
        study,
        zones=tuple(name for name in study.zones if name in sizes.index),
        # only published sizes can be missing, and stand-ins have none
        trial=() if study.size == "revenue" else study.trial,
    )
    if sizes.empty:
        raise CatchmentError(
            "size revenue: expected at least one zone with the revenue of a full year; got none; "
            "choose other zones or another size"
        )
    costs = measure_costs(taking_part, catalog, travel, progress)
    shares = draw_shares(sizes["size"], costs, decay=study.decay)
    people = catalog.counties["population"].astype(float).reindex(shares.index)
    return Draws(
        shares=shares,
        dominant=find_dominant(shares),
        people=(shares.T @ people).rename("people"),
        left_out_zones=tuple(str(name) for name in points.index if name not in sizes.index),
        sizes=sizes,
    )


def dominated(draws: Draws, catalog: Catalog) -> gpd.GeoDataFrame:
    """Return the counties of which each place draws most, as one shape per place.

    Parameters
    ----------
    draws
        What `draw_huff` returned.
    catalog
        The catalogue.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per place that takes part, with ``id``, ``method`` and ``area_km2``; the shape of
        a place that draws most nowhere is empty (EPSG:4490).
    """
    shapes = catalog.counties.geometry.reindex(draws.dominant.index)
    first = draws.dominant.to_numpy()
    found = np.array(
        [shapely.union_all(shapes[first == name].to_numpy()) for name in draws.shares.columns],
        dtype=object,
    )
    # nothing united is an empty collection
    found[shapely.is_empty(found)] = shapely.Polygon()
    return gpd.GeoDataFrame(
        {
            "id": np.asarray(draws.shares.columns, dtype=object),
            "method": huff.METHOD,
            "area_km2": area_km2(found),
        },
        geometry=found,
        crs=GEOGRAPHIC,
    )


def _measure_sizes(study: Study, catalog: Catalog, points: gpd.GeoDataFrame) -> pd.DataFrame:
    rows: dict[str, dict[str, object]] = {}
    if study.size == "revenue":
        rows = {name: row for name in study.zones if (row := _latest_revenue(catalog, name))}
    else:
        usable, _ = place_platforms(catalog)
        for name, shape in zip(points.index, points.geometry, strict=True):
            size = 1.0
            if study.size == "platforms":
                near = platforms_within(shape.x, shape.y, PLATFORMS_WITHIN_KM, usable)
                size = float(sum(near.values()))
            rows[str(name)] = {"size": size}
    columns = ["size", "period", "qualifier", "status", "source_id"]
    found = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)
    found["size"] = found["size"].astype(float)
    return found.astype(dict.fromkeys(columns[1:], object)).where(found.notna(), None)


def _latest_revenue(catalog: Catalog, zone: str) -> dict[str, object]:
    """Return the latest revenue of a full year that may be shown; nothing if there is none."""
    table = catalog.zone_values
    rows = table[
        (table["zone_id"] == zone)
        & (table["indicator"] == REVENUE)
        & table["status"].isin(SHOWN_STATUSES)
        & table["value"].notna()
    ].to_dict("records")
    # a period that is not stated is no year
    dated = [row for row in rows if isinstance(row["period"], str) and row["period"]]
    years = [row for row in dated if type_of_period(row["period"]) == "year"]
    if not years:
        return {}
    last = max(years, key=lambda row: order_of_period(row["period"]))
    kept = {name: last[name] for name in ("period", "qualifier", "status", "source_id")}
    return {"size": float(last["value"]), **kept}
