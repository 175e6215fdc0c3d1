"""The tables of catchments below a map: what each holds, how often people are reached, shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.catchment.holdings import HELD
from geo.catchment.notes import list_notes
from geo.catchment.overlap import alone, overlaps
from geo.catchment.result import HUFF, UNTOLD
from geo.catchment.study import ACCESS
from geo.catchment.title import label_travel, title_shares, title_study
from geo.errors import AtlasError
from geo.maps.amounts import say_amount, say_km2, say_people, say_platforms, say_share
from geo.maps.asked import MODEL, answer, measure_shares, study_of
from geo.maps.catchments import say_step, tell_basis
from geo.maps.theme import TwinTable
from geo.maps.theme_counties import name_counties, tell_place
from geo.maps.theme_reach import STATES, county_states, rank_states, say_minutes

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
        if result.step is None:
            continue
        tables.append(_reached(result, t))
        if method == "drive":
            tables.append(_shares(result, t, travel))
        tables += [_left_out(result, t, travel), _pairs(result, t), _change(result, t)]
    return tuple(table for table in tables if table.rows)


def catchment_remarks(
    catalog: Catalog, view: View, t: Translator, travel: Travel = MODEL
) -> tuple[str, ...]:
    """Return what must be said of the methods that a resolved `view` asks for, each once."""
    said: dict[str, None] = {}
    for method in (view.catchment, view.against):
        study = study_of(view, catalog, method) if method is not None else None
        if study is None or study.method in ACCESS:
            continue
        try:
            result = answer(study, catalog, travel)
        except AtlasError:
            continue
        said |= dict.fromkeys([*tell_basis(result, travel, t), *list_notes(result, t)])
    return tuple(said)


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
                    say_platforms(row["platforms"], t),
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
        table = result.tell_reached(step)
        for number, row in zip(table.index, table.to_dict("records"), strict=True):
            rows.append(
                (
                    (
                        within or "—",
                        say_reached(number, t),
                        say_people(float(row["population"]), t),
                        t("map.percent", value=t.number(float(row["population_pct"]), 1)),
                        say_people(float(row["population_urban"]), t),
                        say_km2(float(row["inside_km2"]), t),
                        t("status.derived"),
                    ),
                    result.land.source_ids,
                )
            )
        inside = result.sum_reached(step)
        rows.append(
            (
                (
                    within or "—",
                    t(
                        "catchments.any_bound"
                        if result.is_bound(step)
                        else "catchments.any_reached"
                    ),
                    say_people(float(inside["population"]), t),
                    t("map.percent", value=t.number(float(inside["population_pct"]), 1)),
                    say_people(float(inside["population_urban"]), t),
                    say_km2(float(inside["inside_km2"]), t),
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
        title_shares(catalog, t),
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
                    say_within(row, t),
                    say_range(row, travel, t),
                    t("status.derived"),
                ),
                land.source_ids,
            )
            for row in found.to_dict("records")
        ),
    )


def rank_pairs(result: Result) -> pd.DataFrame:
    """Return which two zones reach the same people at the last step of a study.

    Returns
    -------
    pandas.DataFrame
        ``first`` and ``second`` (the first has more people in all, of equals it comes first),
        ``people`` that both reach, above 0, and ``share_pct`` of the second's people; most people
        first.
    """
    table = overlaps(result.steps[-1].pieces, "population")
    people, own = table.to_numpy(), np.diag(table)
    ids = [str(place) for place in table.index]
    rows = []
    for i, j in zip(*np.triu_indices(len(ids), 1), strict=True):
        if people[i, j] <= 0:
            continue
        first, second = (i, j) if own[i] >= own[j] else (j, i)
        share = people[i, j] / own[second] * 100.0
        rows.append((ids[first], ids[second], people[i, j], share))
    found = pd.DataFrame(rows, columns=["first", "second", "people", "share_pct"])
    return found.sort_values("people", ascending=False, kind="stable", ignore_index=True)


def rank_alone(result: Result) -> pd.DataFrame:
    """Return the people and the ground that one place alone reaches, most people first.

    At the last step of a study; index the places, columns of `geo.catchment.overlap.alone` and
    ``share_pct`` of the province's people.
    """
    step = result.steps[-1]
    found = alone(step.pieces)
    whole = float(step.reached["population"].sum())
    found = found.assign(share_pct=found["population"] / whole * 100.0)
    return found.sort_values("population", ascending=False, kind="stable")


def _left_out(result: Result, t: Translator, travel: Travel) -> TwinTable:
    states = rank_states(county_states(result, travel), result.study.method)
    codes = [str(code) for code in states.index]
    timed = result.study.method == "drive"
    rows = []
    for name, row in zip(
        name_counties(result.catalog, codes, t), states.to_dict("records"), strict=True
    ):
        told = (
            (tell_place(result.catalog, row["place"], t), say_minutes(row["minutes"], t))
            if timed
            else (say_people(row["left"], t), say_share(row["share_pct"], t))
        )
        state = t(f"catchments.state_{row['state']}") if row["state"] in STATES else ""
        rows.append(
            (
                (
                    name,
                    state or t("common.no_data"),
                    say_people(row["people"], t),
                    *told,
                    t("status.derived"),
                ),
                result.land.source_ids,
            )
        )
    heads = ("nearest", "minutes_about") if timed else ("left_people", "share_reached")
    return TwinTable(
        title_study(result.study, result.catalog, t),
        t("catchments.twin_left_out_drive" if timed else "catchments.twin_left_out"),
        (
            t("geography.county"),
            t("catchments.state"),
            head_of("population", result, t),
            *(t(f"catchments.{head}") for head in heads),
            t("map.status"),
            t("map.source"),
        ),
        tuple(rows),
    )


def _pairs(result: Result, t: Translator) -> TwinTable:
    catalog = result.catalog
    return TwinTable(
        title_study(result.study, catalog, t),
        t("catchments.twin_pairs"),
        (
            t("catchments.pair_first"),
            t("catchments.pair_second"),
            t("catchments.pair_people"),
            t("catchments.pair_share"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    tell_place(catalog, row["first"], t),
                    tell_place(catalog, row["second"], t),
                    say_people(row["people"], t),
                    say_share(row["share_pct"], t),
                    t("status.derived"),
                ),
                result.land.source_ids,
            )
            for row in rank_pairs(result).to_dict("records")
        ),
    )


def _change(result: Result, t: Translator) -> TwinTable:
    catalog, found = result.catalog, rank_alone(result)
    return TwinTable(
        title_study(result.study, catalog, t),
        t("catchments.twin_change"),
        (
            t("map.name"),
            t("catchments.alone_people"),
            t("catchments.share_of_province"),
            t("catchments.ground"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    tell_place(catalog, str(place), t),
                    say_people(row["population"], t),
                    say_share(row["share_pct"], t),
                    say_km2(row["inside_km2"], t),
                    t("status.derived"),
                ),
                result.land.source_ids,
            )
            for place, row in zip(found.index, found.to_dict("records"), strict=True)
        ),
    )


def say_within(row: Mapping[Hashable, Any], t: Translator) -> str:
    """Say a share within so many minutes: at least so much where times are missing."""
    share = t("map.percent", value=t.number(row["share_pct"], 1))
    return t("catchments.at_least", value=share) if row["untold_pct"] > 0 else share


def say_range(row: Mapping[Hashable, Any], travel: Travel, t: Translator) -> str:
    """Say between which shares the truth lies if the times are off by their mean error."""
    if travel.error_pct is None:
        return "—"
    low, high = t.number(row["low_pct"], 1), t.number(row["high_pct"], 1)
    return t("catchments.range_pct", low=low, high=high)


def say_reached(number: Hashable, t: Translator) -> str:
    """Say by how many zones people are reached; three stand for three and more."""
    return t("coverage.untold") if number == UNTOLD else t(f"catchments.reached_{number}")
