"""From a question about catchments to its answer: shapes, what they hold, whom they leave out.

The page, the files and the command line all take their numbers from here, so they cannot differ.
What is not asked for is not computed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.catchment import huff
from geo.catchment.draws import FORMULA, dominated, draw_huff
from geo.catchment.holdings import (
    FIGURES,
    HELD,
    M2_PER_KM2,
    STATUS,
    Shares,
    count_platforms,
    hold,
    prepare_land,
    spread,
    tell,
)
from geo.catchment.overlap import left_out, reached, split
from geo.catchment.places import TRIAL
from geo.catchment.progress import unheard
from geo.catchment.reach import reach_counties
from geo.catchment.study import AREAS, draw, measure_costs, province_of
from geo.catchment.travel import ModelTravel
from geo.crs import GEOGRAPHIC, area_km2
from geo.errors import CatchmentError
from geo.locale import translator
from geo.platforms.placed import place_platforms
from geo.types import PLATFORM_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.catalog import Catalog
    from geo.catchment.draws import Draws
    from geo.catchment.holdings import Land
    from geo.catchment.overlap import Pieces
    from geo.catchment.progress import Progress
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.types import Lang

HUFF: Final = huff.METHOD

STEP_OF: Final = {"ring": "radius_km", "drive": "minutes"}
"""Column that tells the step of a shape, by method; the other methods have one step."""

MOST: Final = 3
"""Zones from which on it is no longer told by how many somebody is reached."""

UNTOLD: Final = "untold"
"""Row of the people of whom the owner's times do not tell whether they are reached."""

SIMULATED: Final = "simulated"
"""Level of a county that stands in for a further zone."""

_SEPARATOR: Final = ";"
_AREAL: Final = 2


@dataclass(frozen=True, eq=False)
class Step:
    """What the places of a study reach at one radius or one time.

    Attributes
    ----------
    value
        Radius in kilometres or time in minutes; None for a method without steps.
    shapes
        One row per place, with ``id`` (EPSG:4490).
    """

    value: float | None
    shapes: gpd.GeoDataFrame = field(repr=False)
    land: Land = field(repr=False)
    catalog: Catalog = field(repr=False)

    @cached_property
    def pieces(self) -> Pieces:
        """The ground, cut along all outlines."""
        return split(self.shapes, self.land)

    @cached_property
    def reached(self) -> pd.DataFrame:
        """What no place, one, two, and three or more reach; see `geo.catchment.overlap.reached`."""
        return reached(self.pieces, MOST)

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """Counties left out; see `geo.catchment.overlap.left_out`."""
        return left_out(self.pieces)


@dataclass(frozen=True, eq=False)
class Result:
    """The answer to a study.

    Attributes
    ----------
    study
        What was asked.
    travel
        Where drive times come from; None for a method without.
    land
        The counties, with the weighting.
    shapes
        One row per place and step, with ``id``, ``method``, ``area_km2`` and the step
        (EPSG:4490).
    draws
        Whom each place draws, for method "huff"; else None.
    clip, merge
        Whether shapes end at the province, and whether the features are one per step in the
        place of one per place and step.
    """

    study: Study
    catalog: Catalog = field(repr=False)
    travel: Travel | None
    land: Land = field(repr=False)
    shapes: gpd.GeoDataFrame = field(repr=False)
    draws: Draws | None = field(repr=False)
    clip: bool
    merge: bool

    @property
    def step(self) -> str | None:
        """Column that tells the step; None for a method without."""
        return STEP_OF.get(self.study.method)

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps in the order asked, each with its overlaps; none for method "huff"."""
        if self.draws is not None:
            return ()
        if self.step is None:
            return (Step(None, self.shapes, self.land, self.catalog),)
        values = self.shapes[self.step]
        return tuple(
            Step(float(value), self.shapes[values == value], self.land, self.catalog)
            for value in dict.fromkeys(values)
        )

    @cached_property
    def county_minutes(self) -> pd.DataFrame:
        """Drive times from every county (index) to every place, for method "drive"."""
        timed = replace(self.study, cost="minutes")
        return measure_costs(timed, self.catalog, self.travel)

    def judge_counties(self, step: Step) -> pd.DataFrame:
        """Return whether each county is reached in time, for method "drive".

        Parameters
        ----------
        step
            One of `steps`.

        Returns
        -------
        pandas.DataFrame
            See `geo.catchment.reach.reach_counties`; the counties that have a boundary.

        Raises
        ------
        CatchmentError
            If the method has no times.
        """
        if step.value is None or self.travel is None:
            raise CatchmentError(
                f"method: expected drive, whose counties have times; got {self.study.method!r}"
            )
        people = self.catalog.counties["population"].reindex(list(self.land.codes))
        return reach_counties(self.county_minutes, step.value, self.travel.error_pct, people)

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """Places of which the owner's table tells no time at all: nothing is known of them."""
        if self.travel is None or self.travel.kind != "table":
            return ()
        told = self.county_minutes.notna().any(axis=0)
        return tuple(str(name) for name in told.index[~told])

    def tell_reached(self, step: Step) -> pd.DataFrame:
        """Return what no place, one, two, and more reach, and apart of whom it is not told.

        Parameters
        ----------
        step
            One of `steps`.

        Returns
        -------
        pandas.DataFrame
            As `geo.catchment.overlap.reached`, index 0 to `MOST`, and of drive times `UNTOLD`:
            the people of counties to which a time is missing and that no place reaches in those
            that are told. Without it they would pass for people whom nobody reaches.
        """
        found = step.reached
        if self.study.method != "drive":
            return found
        judged = self.judge_counties(step)
        codes = judged.index[judged["state"] == "unknown"]
        if not len(codes):
            return found
        left = step.left_out.reindex(codes)
        share = (left["population_left_out"] / left["population"]).fillna(0.0).to_numpy()
        rows = [list(self.land.codes).index(code) for code in codes]
        urban = self.land.amounts[rows, HELD.index("population_urban")]
        people = float(left["population_left_out"].sum())
        untold = pd.Series(
            {
                "inside_km2": float(share @ self.land.areas[rows]) / M2_PER_KM2,
                "population": people,
                "population_urban": float(share @ urban),
                "population_pct": people / float(found["population"].sum()) * 100.0,
            }
        )
        apart = found.astype(float)
        apart.loc[0] = apart.loc[0] - untold
        apart.loc[UNTOLD] = untold
        return apart

    def sum_reached(self, step: Step) -> pd.Series:
        """Return what any place reaches at one of `steps`; `is_bound` says if it may be more."""
        return step.reached.iloc[1:].sum()

    def is_bound(self, step: Step) -> bool:
        """Return whether more people may be reached: to some of them a time is missing."""
        return UNTOLD in self.tell_reached(step).index

    @cached_property
    def outlines(self) -> gpd.GeoDataFrame:
        """The shapes of the features: as drawn, or one per step if merged."""
        if not self.merge:
            return self.shapes
        groups = [self.shapes]
        if self.step is not None:
            groups = [step.shapes for step in self.steps]
        merged = np.array(
            [shapely.union_all(group.geometry.to_numpy()) for group in groups], dtype=object
        )
        columns = [name for name in ("method", self.step, "error_pct") if name in self.shapes]
        first = pd.concat([group.iloc[:1][columns] for group in groups], ignore_index=True)
        first.insert(0, "id", _SEPARATOR.join(dict.fromkeys(self.shapes["id"])))
        first["area_km2"] = area_km2(merged)
        return gpd.GeoDataFrame(first, geometry=merged, crs=GEOGRAPHIC)

    @cached_property
    def held(self) -> pd.DataFrame:
        """What each feature holds: the columns of `hold`, for method "huff" what it draws."""
        found = hold(self.outlines, self.land)
        if self.draws is None:
            return found
        shares = self.draws.shares[self.outlines["id"]] if not self.merge else self._all_draws()
        parts = shares.reindex(list(self.land.codes)).to_numpy().T
        drawn = pd.DataFrame(tell(spread(Shares(parts, parts, parts), self.land)))
        drawn.index = found.index
        kept = found[["inside_km2", "status", "period"]]
        return kept.join(drawn).assign(formula=FORMULA)

    @cached_property
    def platforms(self) -> pd.DataFrame:
        """How many platforms stand in each feature; see `geo.catchment.holdings`."""
        return count_platforms(self.outlines, self.catalog)

    @cached_property
    def features(self) -> gpd.GeoDataFrame:
        """One row per feature with all that is told of it, in the order of the files.

        ``zone_id``, ``name_zh``, ``name_en``, ``level``, ``method``, the step or the terms of
        Huff's model, ``area_km2`` (whole shape), ``inside_km2``, the names of `HELD` with what is
        unknown of them, ``platforms`` and ``platforms_<category>``, ``status``,
        ``<name>_period``, ``formula``, ``error_pct`` and ``travel_kind``, ``travel_source``
        where drive times were used, ``source_ids`` (joined by semicolons), and a shape
        (EPSG:4490).
        """
        outlines, held = self.outlines, self.held
        people, measures = held.reset_index(drop=True), self.land.measures
        columns: dict[str, Any] = {
            "zone_id": _texts(outlines["id"]),
            "name_zh": _texts(self._name(name, "zh") for name in outlines["id"]),
            "name_en": _texts(self._name(name, "en") for name in outlines["id"]),
            "level": _texts(self._level(name) for name in outlines["id"]),
            "method": self.study.method,
        }
        columns |= self._terms()
        columns["area_km2"] = outlines["area_km2"].to_numpy()
        columns["inside_km2"] = people["inside_km2"]
        for name in HELD:
            columns[name] = people[name]
            if name in FIGURES:
                columns[f"{name}_unknown_pct"] = people[f"{name}_unknown_pct"]
                columns[f"{name}_qualifier"] = people[f"{name}_qualifier"]
        columns["platforms"] = self.platforms["platforms"].to_numpy()
        for category in PLATFORM_CATEGORIES:
            columns[f"platforms_{category}"] = self.platforms[category].to_numpy()
        columns["status"] = STATUS
        columns |= {f"{name}_period": measures[name].period for name in HELD}
        columns["formula"] = people["formula"]
        if self.travel is not None:
            error = self.travel.error_pct
            columns["error_pct"] = float("nan") if error is None else error
            columns["travel_kind"] = self.travel.kind
            columns["travel_source"] = _texts([self.travel.source] * len(outlines))
        columns["source_ids"] = _texts(_SEPARATOR.join(ids) for ids in self._sources())
        found = gpd.GeoDataFrame(columns, geometry=outlines.geometry.to_numpy(), crs=GEOGRAPHIC)
        return self._blank_silent(found)

    def _blank_silent(self, features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Take out what would read as nothing where nothing is known."""
        rows = features["zone_id"].isin(self.silent)
        if rows.any():
            amounts = [
                "area_km2",
                "inside_km2",
                *HELD,
                *(f"{name}_unknown_pct" for name in FIGURES),
                "platforms",
                *(f"platforms_{category}" for category in PLATFORM_CATEGORIES),
            ]
            features[amounts] = features[amounts].astype(float)
            features.loc[rows, amounts] = float("nan")
        return features

    @cached_property
    def source_ids(self) -> tuple[str, ...]:
        """Sources of everything that the features tell, each once."""
        return tuple(dict.fromkeys(name for ids in self._sources() for name in ids))

    def _all_draws(self) -> pd.DataFrame:
        assert self.draws is not None  # noqa: S101 - asked for method "huff" only
        return self.draws.shares.sum(axis=1).to_frame()

    def _terms(self) -> dict[str, Any]:
        study = self.study
        if self.draws is None:
            step = {} if self.step is None else {self.step: self.outlines[self.step].to_numpy()}
            return {**step, "weighting": study.weighting}
        terms = {"size": study.size, "decay": study.decay, "cost": study.cost}
        if self.merge:
            return terms
        sizes = self.draws.sizes
        return {
            **terms,
            "size_value": sizes["size"].to_numpy(),
            "size_period": sizes["period"].to_numpy(),
            "size_qualifier": sizes["qualifier"].to_numpy(),
        }

    def _name(self, ids: str, lang: Lang) -> str:
        return _SEPARATOR.join(name_place(self.catalog, one, lang) for one in _split(ids))

    def _level(self, ids: str) -> str:
        """Return the level; of several zones each once, and `SIMULATED` for a stand-in."""
        levels = self.catalog.zones["level"]
        found = [str(levels[one]) if one in levels.index else SIMULATED for one in _split(ids)]
        return _SEPARATOR.join(dict.fromkeys(found))

    def _sources(self) -> list[list[str]]:
        """Return the sources of each feature: figures and boundaries, zones, platforms."""
        measured = [name for one in HELD for name in self.land.measures[one].source_ids]
        placed, _ = place_platforms(self.catalog)
        points = placed.geometry.to_numpy()
        of_platforms = placed["source_ids"].tolist()
        zones = self.catalog.zones["source_ids"]
        found = []
        for ids, shape in zip(self.outlines["id"], self.outlines.geometry, strict=True):
            names = _split(ids)
            own = [name for one in names if one in zones.index for name in (zones[one] or ())]
            if self.draws is not None:
                sizes = self.draws.sizes["source_id"].reindex(names)
                own += [name for name in sizes if isinstance(name, str)]
            inside = np.flatnonzero(shapely.intersects(shape, points))
            stand = [name for row in inside for name in (of_platforms[row] or ())]
            found.append(list(dict.fromkeys([*measured, *own, *stand])))
        return found


def compute(
    study: Study,
    catalog: Catalog,
    travel: Travel | None = None,
    *,
    clip: bool = False,
    merge: bool = False,
    progress: Progress = unheard,
) -> Result:
    """Answer a study.

    Parameters
    ----------
    study
        Its method is one of `geo.catchment.study.AREAS` or "huff".
    catalog
        The catalogue.
    travel
        Where drive times come from; the model if not given.
    clip
        Whether shapes end at the province.
    merge
        Whether the features are one per step: the union of what the places reach.
    progress
        Told how far the work is.

    Returns
    -------
    Result
        Shapes are drawn; the rest is computed when it is asked for.

    Raises
    ------
    CatchmentError
        If places or parameters cannot be used, or the method gives no ground.
    """
    travel = travel or ModelTravel()
    timed = study.method in {"drive", "voronoi_drive"} or (
        study.method == HUFF and study.cost == "minutes"
    )
    draws = None
    if study.method == HUFF:
        draws = draw_huff(study, catalog, travel, progress)
        shapes = dominated(draws, catalog)
    elif study.method in AREAS:
        shapes = draw(study, catalog, travel, progress)
    else:
        raise CatchmentError(
            f"method: expected one of {', '.join((*AREAS, HUFF))}; got {study.method!r}, "
            "which gives each county a figure and no zone a shape; use geo.catchment.supply"
        )
    ground = shapes.geometry.to_numpy()
    if clip and study.method in STEP_OF:
        ground = shapely.intersection(ground, province_of(catalog))
        shapes["area_km2"] = area_km2(ground)
    shapes = shapes.set_geometry(
        gpd.GeoSeries(_keep_areas(ground), index=shapes.index, crs=GEOGRAPHIC)
    )
    return Result(
        study=study,
        catalog=catalog,
        travel=travel if timed else None,
        # Huff's model counts people by county: where in it they live makes no difference
        land=prepare_land(catalog, "areal" if study.method == HUFF else study.weighting),
        shapes=shapes,
        draws=draws,
        clip=clip,
        merge=merge,
    )


def name_place(catalog: Catalog, name: str, lang: Lang) -> str:
    """Return the name of a zone, or of the county that stands in for one, marked as such.

    Parameters
    ----------
    catalog
        The catalogue.
    name
        Id of a zone, or ``county:CODE``.
    lang
        ``zh`` or ``en``.
    """
    code = name.removeprefix(TRIAL)
    if code == name:
        return str(catalog.zones[f"name_{lang}"][name])
    # a simulation must not pass for a zone, in whatever file its name stands
    return translator(lang)("coverage.trial_name", name=catalog.counties[f"name_{lang}"][code])


def _keep_areas(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes as polygons, without the points and lines in which outlines only touch."""
    kept = np.array(shapes, dtype=object)
    mixed = shapely.get_type_id(kept) == shapely.GeometryType.GEOMETRYCOLLECTION
    for row in np.flatnonzero(mixed):
        parts = shapely.get_parts(kept[row])
        areas = parts[shapely.get_dimensions(parts) == _AREAL]
        kept[row] = shapely.union_all(areas) if len(areas) else shapely.Polygon()
    return kept


def _texts(texts: Iterable[str]) -> pd.Series:
    """Return texts as they are: what pandas makes of them by itself holds UTF-8 only."""
    return pd.Series(list(texts), dtype=object)


def _split(ids: str) -> list[str]:
    return ids.split(_SEPARATOR)
