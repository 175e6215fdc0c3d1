"""What results about coverage are called: they always say from which zones they come.

Until an official list of the zones is loaded some of those counted are missing here, so no
coverage and no gap is told without how many are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catchment.study import ACCESS, Study
from geo.summary import tally_zones
from geo.zones.honesty import find_shortfall
from geo.zones.timeline import RECOGNISED

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.locale import Translator


def title_coverage(study: Study, catalog: Catalog, t: Translator) -> str:
    """Say from which zones a coverage or a gap is computed, and how many are missing.

    Parameters
    ----------
    study
        Its zones and stand-ins.
    catalog
        The catalogue.
    t
        The words.

    Returns
    -------
    str
        Such as ``按已落图的24家测算（另有4家未落图）``; with a choice of zones also how many
        are chosen. Without the brackets when nothing is missing.
    """
    zones = catalog.zones
    drawn = set(zones.index[zones["level"].isin(RECOGNISED) & zones.geometry.notna()])
    shortfall = find_shortfall(tally_zones(catalog))
    missing = 0 if shortfall is None else max(shortfall.missing, 0)
    trial = t.plural("coverage.trial", len(study.trial)) if study.trial else ""
    kind = _kind_of(study, catalog, drawn)
    key = f"coverage.from_{kind}_short" if missing else f"coverage.from_{kind}"
    return t.plural(key, len(study.zones), drawn=len(drawn), missing=missing, trial=trial)


def name_method(study: Study, t: Translator) -> str:
    """Return what a study is about, by which method, without its zones."""
    if study.method in ACCESS:
        return _title_access(study, t)
    return t(
        f"coverage.title_{study.method}",
        km="/".join(t.number(radius) for radius in study.radii_km),
        minutes="/".join(t.number(time) for time in study.minutes),
    )


def _title_access(study: Study, t: Translator) -> str:
    """Return what is reached, by which method, and how far people go for it."""
    by_time = study.cost == "minutes"
    reach = study.minutes[-1] if by_time else study.radii_km[-1]
    return t(
        f"coverage.title_access_{study.supply}",
        method=study.method.upper(),
        reach=t(f"coverage.reach_{study.cost}", n=t.number(reach)),
    )


def _kind_of(study: Study, catalog: Catalog, drawn: set[str]) -> str:
    """Return whether a study takes all zones, all of a level, or a choice."""
    chosen, levels = set(study.zones), catalog.zones["level"]
    if chosen == drawn:
        return "all"
    for level in RECOGNISED:
        if chosen == {zone for zone in drawn if levels[zone] == level}:
            return str(level)
    return "chosen"


def title_study(study: Study, catalog: Catalog, t: Translator) -> str:
    """Return the title of a result: what it is, by which method, and from which zones if any.

    Parameters
    ----------
    study
        What was asked; of several radii or times all are told.
    catalog
        The catalogue.
    t
        The words.
    """
    what = name_method(study, t)
    if study.method in ACCESS and study.supply == "platforms":
        return what  # no zone takes part in it
    return t("coverage.title", what=what, zones=title_coverage(study, catalog, t))


def title_shares(catalog: Catalog, t: Translator) -> str:
    """Return the title of the shares of people near a zone, which take every recognised zone."""
    zones = catalog.zones
    drawn = zones.index[zones["level"].isin(RECOGNISED) & zones.geometry.notna()]
    every = Study("drive", tuple(str(zone) for zone in drawn))
    what = t("catchments.shares_title")
    return t("coverage.title", what=what, zones=title_coverage(every, catalog, t))


def label_travel(travel: Travel, t: Translator) -> str:
    """Say what drive times are: modelled, with their mean error, or whose.

    Parameters
    ----------
    travel
        Where they come from.
    t
        The words.

    Returns
    -------
    str
        Such as ``模型测算，平均误差约14%，三州未校验``.
    """
    error = "" if travel.error_pct is None else t.number(travel.error_pct, 0)
    return t(
        f"coverage.travel_{travel.kind}",
        error=error,
        source=travel.source or t("coverage.source_unknown"),
    )
