"""What a View asks of catchments, and the answer, kept for all who ask the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.catchment.result import HUFF, Result, compute
from geo.catchment.study import ACCESS, AREAS, Study
from geo.catchment.supply import measure_access
from geo.catchment.travel import ModelTravel
from geo.maps.parts import Memo
from geo.maps.points import shown_zones
from geo.zones.listing import in_order

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.types import CatchmentMethod
    from geo.view import View

_RESULTS: Memo[Result] = Memo(24)
_FIGURES: Memo[pd.DataFrame] = Memo(24)

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
    if asked is None or not (zones or view.trial or asked in ACCESS):
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
    )


def answer(study: Study, catalog: Catalog, travel: Travel = MODEL) -> Result:
    """Return the answer to a study whose method draws ground or shares people out.

    Raises
    ------
    CatchmentError
        As `geo.catchment.result.compute`.
    """
    plain = _strip(study)
    key = (catalog.digest, plain, travel.digest)
    return _RESULTS.get(key, lambda: compute(plain, catalog, travel))


def measure(
    study: Study, catalog: Catalog, categories: tuple[str, ...], travel: Travel = MODEL
) -> pd.DataFrame:
    """Return the counties' figures of a study whose method is one of `ACCESS`.

    Raises
    ------
    AccessError
        As `geo.catchment.supply.measure_access`.
    CatchmentError
        If ways cannot be measured.
    """
    plain = replace(_strip(study), zones=(), trial=())
    key = (catalog.digest, plain, categories, travel.digest)
    return _FIGURES.get(key, lambda: measure_access(plain, catalog, travel, categories))


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
        used.add("cost")
    return replace(
        usual, trial=study.trial, **{name: getattr(study, name) for name in sorted(used)}
    )
