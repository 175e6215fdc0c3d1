"""What is known of a zone, metric by metric: figures of the atlas, and those of the zone itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from geo.eligibility.evidence import load_evidence
from geo.indicators.period import type_of_period
from geo.types import SHOWN_STATUSES, STATUSES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Hashable, Iterable, Mapping

    from geo.catalog import Catalog
    from geo.eligibility.model import Metric, NearMiss, Unit
    from geo.types import Qualifier, Status

FigureStatus: TypeAlias = "Literal[Status, 'own']"
"""As everywhere, and ``own``: filled in by the zone itself (本单位填报)."""

Value: TypeAlias = float | bool | str

OWN: Final = "own"

FACTOR_OF: Final[Mapping[str, Mapping[str, float]]] = {
    "100m_cny": {
        "亿元": 1.0,
        "100m_cny": 1.0,
        "万元": 1e-4,
        "元": 1e-8,
        "万亿元": 1e4,
        "千元": 1e-5,
    },
    "percent": {"%": 1.0, "percent": 1.0},
    "percent_per_year": {"%": 1.0, "percent_per_year": 1.0},
    "percentage_points": {"个百分点": 1.0, "percentage_points": 1.0},
    "firms": {"家": 1.0, "firms": 1.0},
    "blocks": {"个": 1.0, "blocks": 1.0},
    "km2": {"平方公里": 1.0, "km2": 1.0, "公顷": 0.01, "亩": 1 / 1500},
    "industries": {"个": 1.0, "industries": 1.0},
    "zones": {"家": 1.0, "zones": 1.0},
    "rank": {"位": 1.0, "rank": 1.0},
    "years": {"年": 1.0, "years": 1.0},
    "times": {"次": 1.0, "times": 1.0},
    "accidents": {"起": 1.0, "accidents": 1.0},
    "events": {"起": 1.0, "events": 1.0},
    "points": {"分": 1.0, "points": 1.0},
}
"""By unit of a metric: what a value in another unit is multiplied with."""

_YEAR: Final = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class ZoneFigure:
    """One figure or fact of one zone.

    Attributes
    ----------
    metric
        What it measures.
    value
        In `unit`; a truth value or a category where the metric has those.
    unit
        Unit of the metric.
    period
        As published, such as "2018" or "2021M1-7"; empty where it is not stated.
    qualifier
        "ge": at least so much; "approx": about so much.
    status
        How well it is known; "own": the zone says so itself.
    source_ids
        Sources of the atlas.
    source_text
        What an own figure rests on, in the zone's words.
    note_zh, note_en
        What else must be known.
    is_part
        Whether it tells only a part of the zone.
    """

    metric: str
    value: Value
    unit: Unit
    period: str
    qualifier: Qualifier
    status: FigureStatus
    source_ids: tuple[str, ...] = ()
    source_text: str = ""
    note_zh: str = ""
    note_en: str = ""
    is_part: bool = False

    @property
    def year(self) -> int | None:
        """Year of the figure, or of the end of its period; None where it is not stated."""
        found = _YEAR.match(self.period)
        return int(found.group()) if found else None

    @property
    def is_whole_year(self) -> bool:
        """Whether it is of a whole year, or says how things stood at some time."""
        if isinstance(self.value, (bool, str)):
            return True
        return type_of_period(self.period) == "year" if self.period else False

    @property
    def is_own(self) -> bool:
        """Whether the zone itself says so."""
        return self.status == OWN

    @property
    def may_decide(self) -> bool:
        """Whether it is known well enough to decide anything."""
        return self.is_own or self.status in SHOWN_STATUSES


@dataclass(frozen=True, slots=True)
class Near:
    """A figure that looks like a metric's and must not stand for it."""

    figure: ZoneFigure
    miss: NearMiss


def known_figures(
    catalog: Catalog, zone: str, metrics: Iterable[Metric]
) -> dict[str, tuple[ZoneFigure, ...]]:
    """Return what the atlas holds of a zone, by metric, best first.

    Parameters
    ----------
    catalog
        The catalogue.
    zone
        Id of a zone; one that the catalogue does not hold has no figures.
    metrics
        What is asked for.

    Returns
    -------
    dict
        Figures by id of the metric; metrics without any are left out. Later years come first,
        and of one year those that are known best.
    """
    if zone not in catalog.zones.index:
        return {}
    rows = _rows(catalog, zone)
    evidence = load_evidence()
    found: dict[str, tuple[ZoneFigure, ...]] = {}
    for metric in metrics:
        figures: list[ZoneFigure] = []
        origin = metric.origin
        if origin is not None and origin.table == "zone_indicator":
            parts = {(part.indicator, part.period) for part in evidence.parts if part.zone == zone}
            figures += [
                read_row(
                    row, metric.id, metric.unit, is_part=(row["indicator"], row["period"]) in parts
                )
                for row in rows
                if row["indicator"] == origin.name
                and str(row["unit"]) in FACTOR_OF.get(metric.unit, {})
            ]
        # after those of the table, which of two equals is the one to be shown first
        figures += [
            ZoneFigure(
                metric.id,
                item.value,
                metric.unit,
                "" if item.year is None else str(item.year),
                item.qualifier,
                item.status,
                (item.source,),
                note_zh=item.note_zh,
                note_en=item.note_en,
            )
            for item in evidence.evidence
            if item.zone == zone and item.metric == metric.id
        ]
        if origin is not None and origin.table == "zone" and origin.name in ZONE_FACTS:
            # a reply tells a fact better than the list of zones does
            figures += ZONE_FACTS[origin.name](catalog, zone, metric)
        if figures:
            found[metric.id] = tuple(sort_figures(figures))
    return found


def near_figures(catalog: Catalog, zone: str, metric: Metric) -> tuple[Near, ...]:
    """Return figures of a zone that look like a metric's and are something else."""
    if zone not in catalog.zones.index:
        return ()
    rows = _rows(catalog, zone)
    found = []
    for miss in metric.near:
        unit = metric.unit
        figures = [
            read_row(row, miss.indicator, unit)
            for row in rows
            if row["indicator"] == miss.indicator and str(row["unit"]) in FACTOR_OF.get(unit, {})
        ]
        found += [Near(figure, miss) for figure in sort_figures(figures)]
    return tuple(found)


def sort_figures(figures: Iterable[ZoneFigure], today: dt.date | None = None) -> list[ZoneFigure]:
    """Return figures, those to be preferred first.

    What may decide comes first, and of that whole years of whole zones before parts; then later
    years before earlier, what the zone says itself before what others say of the same year, exact
    before "at least" and "about", and what is known best. A fact that the zone states itself goes
    before what is told of it. Nothing of a year after `today` may decide.
    """
    statuses = {name: number for number, name in enumerate((OWN, *STATUSES))}
    qualifiers = {"eq": 0, "ge": 1, "approx": 2}

    def place(figure: ZoneFigure) -> tuple[bool | int, ...]:
        is_fact = isinstance(figure.value, (bool, str))
        is_ahead = today is not None and (figure.year or 0) > today.year
        return (
            not figure.may_decide or is_ahead,
            figure.is_part,
            not figure.is_whole_year,
            is_fact and not figure.is_own,
            0 if is_fact else -(figure.year or 0),
            not figure.is_own,
            qualifiers[figure.qualifier],
            statuses[figure.status],
        )

    return sorted(figures, key=place)


def _rows(catalog: Catalog, zone: str) -> list[dict[Hashable, object]]:
    values = catalog.zone_values
    return [dict(row) for row in values[values["zone_id"] == zone].to_dict("records")]


def read_row(
    row: Mapping[Hashable, object], metric: str, unit: Unit, *, is_part: bool = False
) -> ZoneFigure:
    """Return the figure that a row of the data holds, in the unit of a metric."""
    factor = FACTOR_OF[unit][str(row["unit"])]
    return ZoneFigure(
        metric,
        float(row["value"]) * factor,  # type: ignore[arg-type]
        unit,
        str(row["period"] or ""),
        row["qualifier"],  # type: ignore[arg-type]
        row["status"],  # type: ignore[arg-type]
        (str(row["source_id"]),),
        note_zh=str(row["note_zh"] or ""),
        note_en=str(row["note_en"] or ""),
        is_part=is_part,
    )


# what the list of zones itself says


def _provincial_status(catalog: Catalog, zone: str, metric: Metric) -> list[ZoneFigure]:
    row = catalog.zones.loc[zone]
    if row["level"] == "candidate":
        return []  # it was not found among the recognised ones, which does not prove that it is not
    # gazetteers and the like say where it lies, not what it is
    kinds = catalog.sources["kind"]
    return [
        ZoneFigure(
            metric.id,
            value=True,
            unit=metric.unit,
            period=str(row["level_asof"] or "")[:4],
            qualifier="eq",
            status="reported",
            source_ids=tuple(
                source for source in row["source_ids"] if kinds.get(source) != "reference"
            ),
        )
    ]


def _city_without_national_zone(catalog: Catalog, zone: str, metric: Metric) -> list[ZoneFigure]:
    zones = catalog.zones
    prefecture = zones["prefecture_code"][zone]
    # all eight national zones are known, so that none is missing from the list
    nationals = zones[(zones["level"] == "national")]
    here = nationals[nationals["prefecture_code"] == prefecture]
    told = here if len(here) else nationals
    sources = tuple(dict.fromkeys(source for ids in told["source_ids"] for source in ids[:1]))
    years = [str(day)[:4] for day in nationals["level_asof"] if day]
    return [
        ZoneFigure(
            metric.id,
            value=not len(here),
            unit=metric.unit,
            period=min(years, default=""),
            qualifier="eq",
            status="derived",
            source_ids=sources,
        )
    ]


ZONE_FACTS: Final = {
    "provincial_status": _provincial_status,
    "city_without_national_zone": _city_without_national_zone,
}
