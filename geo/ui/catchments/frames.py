"""The tables of the page, as frames with numbers in them: pages show them, files hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.catchment.holdings import FIGURES, HELD
from geo.catchment.overlap import alone, overlaps
from geo.catchment.places import TRIAL
from geo.catchment.reach import round_minutes
from geo.catchment.result import name_place
from geo.export.table import safe_cell
from geo.maps.amounts import say_km2, say_people, say_share
from geo.maps.asked import measure_shares
from geo.maps.catchment_tables import head_of, rank_pairs, say_reached
from geo.maps.catchments import say_step
from geo.maps.theme_reach import STATES, county_homes, county_states
from geo.maps.words import join, text_at

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.catalog import Catalog
    from geo.catchment.holdings import Land
    from geo.catchment.result import Result
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.types import Supply

_WAN: Final = 10_000
_THOUSAND: Final = 1_000
_TIMED_ORDER: Final = ("left_out", "unknown", "borderline")


def scale_people(people: pd.Series, t: Translator) -> pd.Series:
    """Return computed numbers of people in the unit of the language, no finer than known."""
    if t.lang == "zh":
        return (people / _WAN).round(1)
    return (people / _THOUSAND).round(0) * _THOUSAND


def people_head(name: str, t: Translator) -> str:
    """Return the head of a column of people, with its unit."""
    return t("catchments.head_people", name=name)


def name_places(catalog: Catalog, ids: Sequence[str], t: Translator) -> list[str]:
    """Return the short names of places, in a table's first column.

    A stand-in is named with its prefecture: counties of two prefectures have the same name.
    """
    zones = catalog.zones
    names = []
    for place in ids:
        if place.startswith(TRIAL):
            (name,) = name_counties(catalog, [place.removeprefix(TRIAL)], t)
            names.append(t("catchments.trial_named", name=name))
            continue
        short = zones["short_zh"][place] if t.lang == "zh" else None
        names.append(
            short if isinstance(short, str) and short else name_place(catalog, place, t.lang)
        )
    return names


def holdings_frame(result: Result, t: Translator) -> pd.DataFrame:
    """Return what each catchment holds, or what each zone draws; its index are the places."""
    features = result.features
    columns: dict[str, object] = {
        t("map.name"): name_places(result.catalog, features["zone_id"].tolist(), t)
    }
    if len(result.steps) > 1:
        columns[t("catchments.step")] = [
            say_step(result, float(value), t) for value in features[result.step]
        ]
    for name in ("population", "population_urban"):
        head = people_head(head_of(name, result, t), t)
        columns[head] = scale_people(features[name], t).to_numpy()
    for name in HELD[2:]:
        measure = result.land.measures[name]
        unit = measure.unit_zh if t.lang == "zh" else measure.unit_en
        head = t("catchments.head_unit", name=head_of(name, result, t), unit=unit)
        columns[head] = features[name].round(0).to_numpy()
    columns[t("catchments.head_platforms")] = _listed(features["platforms"])
    columns[t("catchments.head_km2")] = features["inside_km2"].round(0).to_numpy()
    columns[t("map.status")] = t("status.derived")
    columns[t("map.remark")] = [_tell_bounds(row, t) for row in features.to_dict("records")]
    frame = pd.DataFrame(columns, index=features["zone_id"].tolist())
    untold = _blank_untold(frame, result)
    frame.loc[untold, t("map.remark")] = t("catchments.untold")
    return frame


def _blank_untold(frame: pd.DataFrame, result: Result) -> list[str]:
    """Take the numbers of places out that an owner's table tells no time of; return these.

    Nobody knows whom they reach: that is not nobody.
    """
    untold = [place for place in result.silent if place in frame.index]
    for head in frame.columns[[column.dtype.kind in "fiu" for _, column in frame.items()]]:
        frame[head] = frame[head].where(~frame.index.isin(untold))
    return untold


def _listed(platforms: pd.Series) -> NDArray[np.float64]:
    """Return counts of a list that is not complete: none listed is not none."""
    return platforms.where(platforms > 0).to_numpy(dtype=float)


def _tell_bounds(row: Mapping[Hashable, Any], t: Translator) -> str:
    """Name the figures of a row that are lower bounds."""
    names = [
        t(f"catchments.{name}_plain")
        for name in FIGURES
        if row[f"{name}_qualifier"] == "ge" and pd.notna(row[name])
    ]
    return t("catchments.part_unknown", names=join(names, t.lang)) if names else ""


def reached_frame(result: Result, t: Translator) -> pd.DataFrame:
    """Return how many people are reached by no zone, one, two, three or more, step by step.

    Of an owner's times also of how many it is not told.
    """
    rows = []
    for step in result.steps:
        within = "" if step.value is None else say_step(result, step.value, t)
        for number, row in result.tell_reached(step).iterrows():
            rows.append(
                {
                    t("catchments.step"): within,
                    t("catchments.reached_by"): say_reached(number, t),
                    people_head(head_of("population", result, t), t): row["population"],
                    t("catchments.head_share"): row["population_pct"],
                    people_head(head_of("population_urban", result, t), t): row["population_urban"],
                    t("catchments.head_km2"): round(float(row["inside_km2"])),
                    t("map.status"): t("status.derived"),
                }
            )
    frame = pd.DataFrame(rows)
    for name in ("population", "population_urban"):
        head = people_head(head_of(name, result, t), t)
        frame[head] = scale_people(frame[head], t)
    frame[t("catchments.head_share")] = frame[t("catchments.head_share")].round(1)
    if result.step is None:
        frame = frame.drop(columns=t("catchments.step"))
    return frame


def shares_frame(catalog: Catalog, land: Land, travel: Travel, t: Translator) -> pd.DataFrame:
    """Return the shares within 30, 60 and 90 minutes in words, with the range of the error."""
    found = measure_shares(catalog, land.weighting, travel)
    rows = []
    for row in found.to_dict("records"):
        line = {
            t("catchments.of_zone"): t(f"catchments.of_{row['group']}"),
            t("catchments.step"): t("catchments.within_minutes", n=t.number(row["limit_min"])),
            t("catchments.head_share"): round(float(row["share_pct"]), 1),
        }
        if travel.error_pct is not None:
            line[t("catchments.range")] = t(
                "catchments.range_pct",
                low=t.number(row["low_pct"], 1),
                high=t.number(row["high_pct"], 1),
            )
        line[t("map.status")] = t("status.derived")
        line[t("map.remark")] = t("catchments.times_missing") if row["untold_pct"] > 0 else ""
        rows.append(line)
    return pd.DataFrame(rows)


def left_out_frame(result: Result, travel: Travel, t: Translator) -> pd.DataFrame:
    """Return the counties that are not wholly reached, most people left out first.

    Its index are the codes. Of drive times the state goes by the time to the county's main
    place: the left out come first, then those without a time, then the borderline ones, of each
    those with most people first.
    """
    states = county_states(result, travel)
    left = (1.0 - states["share_pct"] / 100.0) * states["people"]
    states = states.assign(left=left)
    timed = result.study.method == "drive"
    shown = states[states["state"] != "covered"]
    if timed:
        rank = [_TIMED_ORDER.index(str(state)) for state in shown["state"]]
        keys = pd.DataFrame({"rank": rank, "people": -shown["people"]}, index=shown.index)
    else:
        keys = pd.DataFrame({"rank": 0, "people": -shown["left"]}, index=shown.index)
    shown = shown.loc[keys.sort_values(["rank", "people"], kind="stable").index]
    codes = [str(code) for code in shown.index]
    columns: dict[str, object] = {
        t("geography.county"): name_counties(result.catalog, codes, t),
        t("catchments.state"): [_say_state(str(state), t) for state in shown["state"]],
        people_head(head_of("population", result, t), t): scale_people(shown["people"], t),
    }
    if timed:
        columns[t("catchments.head_minutes")] = pd.Series(
            round_minutes(shown["minutes"]), index=shown.index
        ).replace(np.inf, np.nan)
        columns[t("catchments.nearest")] = [
            name_places(result.catalog, [place], t)[0] if isinstance(place, str) else ""
            for place in shown["place"]
        ]
    else:
        columns[people_head(t("catchments.head_left"), t)] = scale_people(shown["left"], t)
        columns[t("catchments.head_reached_pct")] = shown["share_pct"].round(1)
    columns[t("map.status")] = t("status.derived")
    return pd.DataFrame(columns, index=codes)


def name_counties(catalog: Catalog, codes: Sequence[str], t: Translator) -> list[str]:
    """Return the names of counties, their prefecture in front."""
    counties, prefectures = catalog.counties, catalog.prefectures
    return [
        t(
            "catchments.county",
            prefecture=text_at(prefectures, counties["prefecture_code"][code], "short", t.lang),
            county=text_at(counties, code, "name", t.lang),
        )
        for code in codes
    ]


def pairs_frame(result: Result, t: Translator) -> pd.DataFrame:
    """Return whom two zones both reach at the last step, as far as the unit shows, most first."""
    found = rank_pairs(result)
    found = found[scale_people(found["people"], t) > 0]
    return pd.DataFrame(
        {
            t("catchments.pair_first"): name_places(result.catalog, found["first"].tolist(), t),
            t("catchments.pair_second"): name_places(result.catalog, found["second"].tolist(), t),
            people_head(t("catchments.pair_people"), t): scale_people(found["people"], t),
            t("catchments.head_pair_share"): found["share_pct"].round(1),
            t("map.status"): t("status.derived"),
        }
    )


def overlap_frame(result: Result, t: Translator) -> pd.DataFrame:
    """Return how many people two zones reach both, at the last step; the diagonal is each alone.

    Zones that share nobody with any other, as far as the unit shows, are left out.
    """
    table = overlaps(result.steps[-1].pieces, "population")
    cells = table.apply(lambda column: scale_people(column, t))
    people = cells.to_numpy().copy()
    np.fill_diagonal(people, 0.0)
    shared = zip(table.index, people, strict=True)
    ids = [str(place) for place, several in shared if (several > 0).any()]
    cells = cells.loc[ids, ids]
    names = name_places(result.catalog, ids, t)
    head = t("map.name")
    frame = cells.where(cells > 0).set_axis(_tell_apart(names, ids, head), axis=1)
    frame.insert(0, head, names)
    return frame


def _tell_apart(names: Sequence[str], ids: Sequence[str], *taken: str) -> list[str]:
    """Return names as heads of columns: each once, and safe for a spreadsheet."""
    several = [*taken, *names]
    return [
        safe_cell(name if several.count(name) == 1 else f"{name} ({place})")
        for name, place in zip(names, ids, strict=True)
    ]


def change_frame(result: Result, t: Translator) -> pd.DataFrame:
    """Return what is lost when a zone is taken away: what no other reaches, at the last step.

    For a stand-in the same number is what it adds.
    """
    found = alone(result.steps[-1].pieces)
    ids = [str(place) for place in found.index]
    people = float(result.steps[-1].reached["population"].sum())
    frame = pd.DataFrame(
        {
            t("map.name"): name_places(result.catalog, ids, t),
            t("catchments.head_change"): [
                t(
                    "catchments.change_added"
                    if place.startswith(TRIAL)
                    else "catchments.change_lost"
                )
                for place in ids
            ],
            people_head(t("catchments.head_alone"), t): scale_people(found["population"], t),
            t("catchments.head_points"): (found["population"] / people * 100.0).round(2),
            t("catchments.head_km2"): found["inside_km2"].round(0),
            t("map.status"): t("status.derived"),
        },
        index=ids,
    )
    _blank_untold(frame, result)
    order = (-found["population"].to_numpy()).argsort(kind="stable")
    return frame.iloc[order]


def service_frame(result: Result, t: Translator) -> pd.DataFrame:
    """Return to which service area most of each county's people belong."""
    homes = county_homes(result)
    codes = [str(code) for code in homes.index]
    return pd.DataFrame(
        {
            t("geography.county"): name_counties(result.catalog, codes, t),
            t("catchments.service_zone"): name_places(
                result.catalog, [str(place) for place in homes["place"]], t
            ),
            t("catchments.head_service_pct"): homes["share_pct"].round(1).to_numpy(),
            people_head(head_of("population", result, t), t): scale_people(
                homes["people"], t
            ).to_numpy(),
            t("map.status"): t("status.derived"),
        },
        index=codes,
    )


def draws_frame(result: Result, t: Translator) -> pd.DataFrame:
    """Return the three zones that draw most of each county's people, with their shares."""
    draws = result.draws
    assert draws is not None  # noqa: S101 - asked for Huff's model only
    codes = list(result.land.codes)
    shares = draws.shares.loc[codes]
    people = result.catalog.counties["population"].astype(float).reindex(codes)
    values = shares.to_numpy()
    order = np.argsort(-values, axis=1, kind="stable")[:, :3]
    names = name_places(result.catalog, [str(place) for place in shares.columns], t)
    columns: dict[str, object] = {
        t("geography.county"): name_counties(result.catalog, codes, t),
        people_head(head_of("population", result, t), t): scale_people(people, t).to_numpy(),
    }
    for place in range(order.shape[1]):
        share = values[np.arange(len(codes)), order[:, place]]
        columns[t(f"catchments.head_zone_{place + 1}")] = [
            names[number] if held > 0 else ""
            for number, held in zip(order[:, place], share, strict=True)
        ]
        columns[t(f"catchments.head_zone_{place + 1}_pct")] = np.where(
            share > 0, (share * 100.0).round(1), np.nan
        )
    columns[t("map.status")] = t("status.derived")
    return pd.DataFrame(columns, index=codes)


def access_frame(
    figures: pd.DataFrame, catalog: Catalog, t: Translator, supply: Supply = "platforms"
) -> pd.DataFrame:
    """Return the counties by accessibility, best first; those of which nothing is known last."""
    ranked = figures.sort_values("per_million", ascending=False, kind="stable")
    codes = [str(code) for code in ranked.index]
    return pd.DataFrame(
        {
            t("geography.county"): name_counties(catalog, codes, t),
            t(f"catchments.head_access_{supply}"): ranked["per_million"].round(2).to_numpy(),
            t(f"catchments.supply_{supply}"): _listed(ranked["supply"]),
            people_head(t("catchments.population"), t): scale_people(
                ranked["people"], t
            ).to_numpy(),
            t("map.status"): t("status.derived"),
        },
        index=codes,
    )


def compare_frame(results: Sequence[Result], travel: Travel, t: Translator) -> pd.DataFrame:
    """Return two methods beside each other: people reached, share, counties, ground.

    A state of counties that only the other method knows stays blank.
    """
    states = [county_states(result, travel)["state"].value_counts() for result in results]
    known = [_known_states(result, counts) for result, counts in zip(results, states, strict=True)]
    told = [state for state in (*STATES, "unknown") if any(state in several for several in known)]
    columns: dict[str, list[str | None]] = {
        t("catchments.compared"): [
            t("catchments.reached_people"),
            t("catchments.share_of_province"),
            t("catchments.reached_urban"),
            t("catchments.ground"),
            *(t("catchments.counties_state", state=_say_state(state, t)) for state in told),
        ]
    }
    for result, counts, several in zip(results, states, known, strict=True):
        step = result.steps[-1]
        inside = result.sum_reached(step)
        within = "" if step.value is None else say_step(result, step.value, t)
        method = t(f"catchments.method_{result.study.method}")
        head = t("catchments.compared_method", method=method, within=within) if within else method
        sums = [
            say_people(float(inside["population"]), t),
            # what tiles the province is all of it but for rounding
            say_share(round(float(inside["population_pct"]), 4), t),
            say_people(float(inside["population_urban"]), t),
            say_km2(float(inside["inside_km2"]), t),
        ]
        if result.is_bound(step):
            sums = [t("catchments.at_least", value=value) for value in sums]
        columns[head] = [
            *sums,
            *(
                t.plural("catchments.county_count", int(counts.get(state, 0)))
                if state in several
                else None
                for state in told
            ),
        ]
    return pd.DataFrame(columns)


def _known_states(result: Result, counts: pd.Series) -> set[str]:
    """Return the states that the counties of a method can have, and those that they have."""
    between = "borderline" if result.study.method == "drive" else "partly"
    return {"covered", between, "left_out", *map(str, counts.index)}


def _say_state(state: str, t: Translator) -> str:
    return t(f"catchments.state_{state}") if state in STATES else t("common.no_data")
