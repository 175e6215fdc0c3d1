"""What a View asks of catchments, and the answer, kept for all who ask the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.catchment.holdings import prepare_land
from geo.catchment.places import county_points, zone_points
from geo.catchment.progress import unheard
from geo.catchment.reach import LIMITS_MIN, reach_counties, share_within
from geo.catchment.result import HUFF, Result, compute
from geo.catchment.study import ACCESS, AREAS, Study
from geo.catchment.supply import measure_access
from geo.catchment.travel import ModelTravel
from geo.maps.parts import Memo
from geo.maps.points import shown_zones
from geo.zones.listing import in_order
from geo.zones.timeline import RECOGNISED

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.catchment.progress import Progress
    from geo.catchment.travel import Travel
    from geo.types import CatchmentMethod, Weighting
    from geo.view import View

_RESULTS: Memo[Result] = Memo(24)
_FIGURES: Memo[pd.DataFrame] = Memo(24)
_SHARES: Memo[pd.DataFrame] = Memo(16)

MODEL = ModelTravel()


def list_places(view: View, catalog: Catalog) -> tuple[str, ...]:
    """Return the zones that `view` asks for, in the customary order.

    Those chosen by hand, else those that the filters of the map let pass.
    """
    zones = catalog.zones
    if view.catchment_zones:
        return tuple(in_order(zones[zones.index.isin(view.catchment_zones)]))
    return tuple(in_order(shown_zones(catalog, view)))


def study_of(view: View, catalog: Catalog, method: CatchmentMethod | None = None) -> Study | None:
    """Return what `view` asks, None if it asks for no catchment or for those of no zone.

    Parameters
    ----------
    view
        A resolved View.
    catalog
        The catalogue.
    method
        Another method than the View's, with all else alike.
    """
    asked = method or view.catchment
    zones = list_places(view, catalog)
    needs_zones = asked not in ACCESS or view.access_supply == "zones"
    if asked is None or (needs_zones and not zones and not view.trial):
        return None
    return Study(
        method=asked,
        zones=zones,
        trial=view.trial,
        radii_km=view.radii_km,
        minutes=view.minutes,
        weighting=view.weighting,
        size=view.huff_size,
        decay=view.huff_decay,
        cost=view.reach_cost,
        supply=view.access_supply,
    )


def answer(
    study: Study, catalog: Catalog, travel: Travel = MODEL, progress: Progress = unheard
) -> Result:
    """Return the answer to a study whose method draws ground or shares people out.

    Raises
    ------
    CatchmentError
        As `geo.catchment.result.compute`.
    """
    plain = _strip(study)
    key = (catalog.digest, plain, travel.digest)
    return _RESULTS.get(key, lambda: compute(plain, catalog, travel, progress=progress))


def is_answered(
    study: Study, catalog: Catalog, categories: tuple[str, ...], travel: Travel = MODEL
) -> bool:
    """Return whether `answer`, or `measure` for a method of `ACCESS`, would return at once."""
    if study.method in ACCESS:
        asked, wanted = _strip_access(study, categories)
        return _FIGURES.holds((catalog.digest, asked, wanted, travel.digest))
    return _RESULTS.holds((catalog.digest, _strip(study), travel.digest))


def measure(
    study: Study,
    catalog: Catalog,
    categories: tuple[str, ...],
    travel: Travel = MODEL,
    progress: Progress = unheard,
) -> pd.DataFrame:
    """Return the counties' figures of a study whose method is one of `ACCESS`.

    Raises
    ------
    AccessError
        As `geo.catchment.supply.measure_access`.
    CatchmentError
        If ways cannot be measured.
    """
    plain, wanted = _strip_access(study, categories)
    key = (catalog.digest, plain, wanted, travel.digest)
    return _FIGURES.get(key, lambda: measure_access(plain, catalog, travel, wanted, progress))


def measure_shares(
    catalog: Catalog, weighting: Weighting, travel: Travel = MODEL, progress: Progress = unheard
) -> pd.DataFrame:
    """Return which share of the people lives within 30, 60 and 90 minutes of zones.

    Of a national zone, and of any recognised one, whatever zones are chosen;
    `geo.catchment.reach.share_within`, with the groups ``national`` and ``all``, and with
    ``untold_pct``, the people of whom the owner's table does not tell.

    Raises
    ------
    CatchmentError
        If no zone is recognised, or as `geo.catchment.reach.share_within`.
    """
    zones = catalog.zones
    drawn = in_order(zones[zones["level"].isin(RECOGNISED)])
    national = [zone for zone in drawn if zones["level"][zone] == "national"]
    groups = {"national": national, "all": drawn} if national else {"all": drawn}

    def make() -> pd.DataFrame:
        points, land = zone_points(catalog, drawn), prepare_land(catalog, weighting)
        found = share_within(points, groups, travel, land, limits=LIMITS_MIN, progress=progress)
        if travel.kind != "table":
            return found.assign(untold_pct=0.0)
        # a table need not tell all times: who is not told of is not out of reach
        minutes = travel.minutes(points, county_points(catalog)).T
        people = catalog.counties["population"].astype(float).reindex(minutes.index)
        untold = []
        for row in found.to_dict("records"):
            own = minutes[groups[row["group"]]]
            judged = reach_counties(own, row["limit_min"], travel.error_pct, people)
            lost = judged["people"][judged["state"] == "unknown"].sum()
            untold.append(float(lost / people.sum() * 100.0))
        return found.assign(untold_pct=untold)

    return _SHARES.get((catalog.digest, weighting, travel.digest), make)


def has_shares(catalog: Catalog, weighting: Weighting, travel: Travel = MODEL) -> bool:
    """Return whether `measure_shares` would return at once."""
    return _SHARES.holds((catalog.digest, weighting, travel.digest))


def _strip_access(study: Study, categories: tuple[str, ...]) -> tuple[Study, tuple[str, ...]]:
    """Return what an access method uses: zones if they are counted, else categories."""
    plain = _strip(study)
    if study.supply == "zones":
        return plain, ()
    return replace(plain, zones=(), trial=()), categories


def _strip(study: Study) -> Study:
    """Return a study without what its method does not use: the same question has one answer."""
    usual = Study(study.method, study.zones)
    used = set()
    if study.method == "ring" or (study.method in ACCESS and study.cost == "km"):
        used.add("radii_km")
    if study.method == "drive" or (study.method in ACCESS and study.cost == "minutes"):
        used.add("minutes")
    if study.method in AREAS:
        used.add("weighting")
    if study.method == HUFF:
        used |= {"size", "decay", "cost"}
    if study.method in ACCESS:
        used |= {"cost", "supply"}
    return replace(
        usual, trial=study.trial, **{name: getattr(study, name) for name in sorted(used)}
    )
