"""The tables of catchments below a map: what each holds, how often people are reached, shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.catchment.holdings import HELD
from geo.catchment.result import HUFF
from geo.catchment.study import ACCESS
from geo.catchment.title import label_travel, title_study
from geo.errors import AtlasError
from geo.maps.amounts import say_amount, say_km2, say_people
from geo.maps.asked import MODEL, answer, measure_shares, study_of
from geo.maps.catchments import say_step
from geo.maps.theme import TwinTable

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from typing import Any

    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.types import CatchmentMethod
    from geo.view import View


def catchment_tables(
    catalog: Catalog, view: View, t: Translator, travel: Travel = MODEL
) -> tuple[TwinTable, ...]:
    """Return the tables of the methods that a resolved `view` asks for; none where there is none.

    Every title says from which zones the figures come.
    """
    tables: list[TwinTable] = []
    methods: list[CatchmentMethod | None] = [view.catchment, view.against]
    for method in methods:
        study = study_of(view, catalog, method) if method is not None else None
        if study is None or study.method in ACCESS:
            continue
        try:
            result = answer(study, catalog, travel)
        except AtlasError:
            continue  # the page tells what stands in the way
        tables.append(_holdings(result, t))
        if result.steps:
            tables.append(_reached(result, t))
        if method == "drive":
            tables.append(_shares(result, t, travel))
    return tuple(tables)


def _holdings(result: Result, t: Translator) -> TwinTable:
    measures = result.land.measures
    rows = []
    for row in result.features.drop(columns="geometry").to_dict("records"):
        name = str(row[f"name_{t.lang}"])
        step = () if result.step is None else (say_step(result, float(row[result.step]), t),)
        rows.append(
            (
                (
                    name,
                    *step,
                    *(say_amount(row, measures[measure], t) for measure in HELD),
                    t.number(int(row["platforms"]), 0),
                    say_km2(float(row["inside_km2"]), t),
                    t("status.derived"),
                ),
                tuple(str(row["source_ids"]).split(";")),
            )
        )
    step_head = () if result.step is None else (t("catchments.step"),)
    key = "catchments.twin_drawn" if result.study.method == HUFF else "catchments.twin_held"
    return TwinTable(
        title_study(result.study, result.catalog, t),
        t(key),
        (
            t("map.name"),
            *step_head,
            *(head_of(measure, result, t) for measure in HELD),
            t("catchments.platforms"),
            t("catchments.ground"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(rows),
    )


def head_of(measure: str, result: Result, t: Translator) -> str:
    """Return the head of a measure's column: its name and the year of its figures."""
    period = result.land.measures[measure].period
    name = t(f"catchments.{measure}_plain")
    return t("catchments.head", name=name, period=t.period(period)) if period else name


def _reached(result: Result, t: Translator) -> TwinTable:
    rows = []
    for step in result.steps:
        within = "" if step.value is None else say_step(result, step.value, t)
        for number, row in zip(step.reached.index, step.reached.to_dict("records"), strict=True):
            rows.append(
                (
                    (
                        within or "—",
                        say_reached(int(number), t),
                        say_people(float(row["population"]), t),
                        t("map.percent", value=t.number(float(row["population_pct"]), 1)),
                        say_people(float(row["population_urban"]), t),
                        say_km2(float(row["inside_km2"]), t),
                        t("status.derived"),
                    ),
                    result.land.source_ids,
                )
            )
    return TwinTable(
        title_study(result.study, result.catalog, t),
        t("catchments.twin_reached"),
        (
            t("catchments.step"),
            t("catchments.reached_by"),
            head_of("population", result, t),
            t("catchments.share_of_province"),
            head_of("population_urban", result, t),
            t("catchments.ground"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(rows),
    )


def _shares(result: Result, t: Translator, travel: Travel) -> TwinTable:
    """Return the shares within 30, 60 and 90 minutes of a national zone and of any."""
    catalog, land = result.catalog, result.land
    found = measure_shares(catalog, land.weighting, travel)
    return TwinTable(
        t("catchments.shares_title"),
        label_travel(travel, t),
        (
            t("catchments.of_zone"),
            t("catchments.step"),
            t("catchments.share_of_province"),
            t("catchments.range"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    t(f"catchments.of_{row['group']}"),
                    t("catchments.within_minutes", n=t.number(row["limit_min"])),
                    t("map.percent", value=t.number(row["share_pct"], 1)),
                    say_range(row, travel, t),
                    t("status.derived"),
                ),
                land.source_ids,
            )
            for row in found.to_dict("records")
        ),
    )


def say_range(row: Mapping[Hashable, Any], travel: Travel, t: Translator) -> str:
    """Say between which shares the truth lies if the times are off by their mean error."""
    if travel.error_pct is None:
        return "—"
    low, high = t.number(row["low_pct"], 1), t.number(row["high_pct"], 1)
    return t("catchments.range_pct", low=low, high=high)


def say_reached(number: int, t: Translator) -> str:
    """Say by how many zones people are reached; three stand for three and more."""
    return t(f"catchments.reached_{number}")
