"""How the zones reach the counties: the theme of the page of catchments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.catchment.holdings import HELD
from geo.catchment.reach import round_minutes
from geo.catchment.result import HUFF
from geo.catchment.study import ACCESS
from geo.catchment.title import title_study
from geo.errors import AtlasError
from geo.maps.amounts import say_people, say_share
from geo.maps.areas import (
    FILL_OPACITY,
    NO_DATA,
    codes_of,
    gap_entry,
)
from geo.maps.asked import MODEL, answer, study_of
from geo.maps.catchments import basis_line, say_step
from geo.maps.palette import LAND, REACHED
from geo.maps.parts import Memo
from geo.maps.theme import Theme, TwinTable
from geo.maps.theme_access import draw_access
from geo.maps.theme_counties import (
    foot_line,
    name_counties,
    origin_rows,
    paint_counties,
    tell_place,
)
from geo.maps.theme_huff import draw_huff

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.types import CatchmentMethod
    from geo.view import View

STATES: Final = ("covered", "partly", "borderline", "left_out")
"""States of a county on the map, best first; which of them occur depends on the method."""

_WHOLE_PCT, _NOTHING_PCT = 99.95, 0.05
_LISTED_SHARES: Final = 3
"""Zones told beside the strongest in a county's card."""

_COUNTIES: Memo[pd.DataFrame] = Memo(32)


def draws_reach(view: View, catalog: Catalog) -> bool:
    """Return whether `view` asks for the theme and there is something to show."""
    return (
        view.theme == "reach" and view.geography == "county" and study_of(view, catalog) is not None
    )


def draw_reach(catalog: Catalog, view: View, t: Translator, travel: Travel = MODEL) -> Theme | None:
    """Return the theme of a resolved `view`, None where nothing can be computed.

    What stands in the way is for the page to tell.
    """
    study = study_of(view, catalog)
    if study is None:
        return None
    try:
        if study.method in ACCESS:
            return draw_access(catalog, view, study, t, travel)
        result = answer(study, catalog, travel)
        if study.method == HUFF:
            return draw_huff(catalog, view, result, t, travel)
        if result.step is None:
            return _draw_service(catalog, view, result, t)
        return _draw_states(catalog, view, result, t, travel)
    except AtlasError:
        return None


def county_states(result: Result, travel: Travel = MODEL) -> pd.DataFrame:
    """Return how each county is reached at the last step of a study.

    Parameters
    ----------
    result
        The answer to a study whose method draws ground.
    travel
        Where drive times come from.

    Returns
    -------
    pandas.DataFrame
        One row per county with a boundary, in code order: ``people``; ``share_pct``, which share
        of them lies in the ground of any place; ``state``, one of `STATES` or "unknown"; of
        method "drive" also ``place`` and ``minutes``, the soonest (not rounded). Its states
        follow from the time to the county's main place, of other methods from the share.
    """
    key = (result.catalog.digest, result.study, travel.digest)
    return _COUNTIES.get(key, lambda: _judge_counties(result))


def _judge_counties(result: Result) -> pd.DataFrame:
    step = result.steps[-1]
    codes = list(result.land.codes)
    people = result.catalog.counties["population"].astype(float).reindex(codes)
    left = step.left_out
    share = pd.Series(100.0, index=codes)
    share.update(left["reached_pct"].astype(float))
    frame = pd.DataFrame({"people": people, "share_pct": share}, index=codes)
    if result.study.method != "drive":
        frame["state"] = np.select(
            [share >= _WHOLE_PCT, share <= _NOTHING_PCT], ["covered", "left_out"], "partly"
        )
        return frame
    frame = frame.join(result.judge_counties(step)[["place", "minutes", "state"]])
    # what is not told is not nothing
    frame.loc[frame["state"] == "unknown", "share_pct"] = float("nan")
    return frame


def rank_states(states: pd.DataFrame, method: CatchmentMethod) -> pd.DataFrame:
    """Return the counties that are not covered, the most people left out first.

    Parameters
    ----------
    states
        As `county_states` returns.
    method
        Of drive times those left out come first, then those of which no time is told, then the
        borderline ones, each by its people; else all by the people whom nobody reaches.

    Returns
    -------
    pandas.DataFrame
        The rows with ``left``, the people of the county outside of all ground; of equals the one
        whose code comes first is first.
    """
    shown = states[states["state"] != "covered"]
    shown = shown.assign(left=(1.0 - shown["share_pct"] / 100.0) * shown["people"]).sort_index()
    order = {"left_out": 0, "unknown": 1, "borderline": 2}
    timed = method == "drive"
    rank = [order[str(state)] if timed else 0 for state in shown["state"]]
    keys = pd.DataFrame(
        {"rank": rank, "people": -(shown["people"] if timed else shown["left"])}, index=shown.index
    )
    return shown.loc[keys.sort_values(["rank", "people"], kind="stable").index]


def _draw_states(
    catalog: Catalog, view: View, result: Result, t: Translator, travel: Travel
) -> Theme:
    codes = codes_of(catalog, "county")
    frame = county_states(result, travel).loc[codes]
    states = [state for state in STATES if (frame["state"] == state).any()]
    numbers = {state: number for number, state in enumerate(states)}
    assigned = [numbers.get(state, NO_DATA) for state in frame["state"]]
    # of drive times the bands tell what is covered: under them a strong colour would be mud
    shades = REACHED | ({"covered": REACHED["partly"]} if result.study.method == "drive" else {})
    colours = [shades[state] for state in states]
    step = result.steps[-1]
    within = "" if step.value is None else say_step(result, step.value, t)
    entries: list[dict[str, Any]] = [
        {
            "sign": "fill",
            "color": shades[state],
            "opacity": FILL_OPACITY,
            "label": t(f"catchments.state_{state}"),
            "count": t.plural("catchments.county_count", int((frame["state"] == state).sum())),
        }
        for state in states
    ]
    untold = frame.index[frame["state"] == "unknown"].tolist()
    entries += gap_entry(catalog, "county", untold, t, sign="nodata", key="map.legend_no_data")
    notes = [t("coverage.note_bounds")] if "borderline" in states else []
    title = t("catchments.reach_title", within=within) if within else t("catchments.areas_title")
    layer = paint_counties(
        catalog,
        view,
        t,
        assigned=assigned,
        colours=colours,
        label=t("catchments.state"),
        texts=[
            t(f"catchments.state_{state}") if state in STATES else "" for state in frame["state"]
        ],
        rows=_state_rows(catalog, codes, frame, result, t),
        legend={
            "title": title,
            "unit": basis_line(result, travel, t),
            "entries": entries,
            "notes": notes,
        },
    )
    table = TwinTable(
        title_study(result.study, catalog, t),
        t("catchments.twin_states", n=t.number(len(frame))),
        _state_head(result, t),
        tuple(
            ((name, *cells), result.land.source_ids)
            for name, cells in zip(
                name_counties(catalog, codes, t),
                _state_cells(frame, result, t),
                strict=True,
            )
        ),
    )
    return Theme(
        title_study(result.study, catalog, t),
        layer,
        (foot_line(catalog, result.land.source_ids, t),),
        (table,),
        (),
    )


def _state_head(result: Result, t: Translator) -> tuple[str, ...]:
    head = [t("geography.county"), t("catchments.population"), t("catchments.share_reached")]
    if result.study.method == "drive":
        head += [t("catchments.nearest"), t("catchments.minutes_about")]
    return (*head, t("catchments.state"), t("map.status"), t("map.source"))


def _state_cells(frame: pd.DataFrame, result: Result, t: Translator) -> list[tuple[str, ...]]:
    found = []
    for row in frame.to_dict("records"):
        cells = [say_people(row["people"], t), say_share(row["share_pct"], t)]
        if result.study.method == "drive":
            cells += [tell_place(result.catalog, row["place"], t), say_minutes(row["minutes"], t)]
        state = row["state"]
        said = t(f"catchments.state_{state}") if state in STATES else t("common.no_data")
        found.append((*cells, said, t("status.derived")))
    return found


def say_minutes(minutes: float, t: Translator) -> str:
    """Say a drive time, to 5 minutes: no model is finer."""
    if not np.isfinite(minutes):
        return t("common.no_data")
    return t("catchments.minutes_n", n=t.number(float(round_minutes(minutes)), 0))


def _state_rows(
    catalog: Catalog, codes: list[str], frame: pd.DataFrame, result: Result, t: Translator
) -> list[tuple[str, list[str]]]:
    rows = [(t("catchments.share_reached"), [say_share(x, t) for x in frame["share_pct"]])]
    if result.study.method == "drive":
        rows += [
            (
                t("catchments.nearest"),
                [tell_place(catalog, place, t) for place in frame["place"]],
            ),
            (t("catchments.minutes_about"), [say_minutes(x, t) for x in frame["minutes"]]),
        ]
    return [
        *rows,
        (t("catchments.population"), [say_people(x, t) for x in frame["people"]]),
        *origin_rows(catalog, codes, result.land.source_ids, t),
    ]


def county_homes(result: Result) -> pd.DataFrame:
    """Return in whose service area most of each county's people live.

    Parameters
    ----------
    result
        The answer to a study whose method shares out the whole province.

    Returns
    -------
    pandas.DataFrame
        One row per county with a boundary, in code order: ``place``, ``share_pct`` of its people
        and ``people``.
    """
    (step,) = result.steps
    pieces = step.pieces
    people, urban = (
        result.land.amounts[:, HELD.index(name)] for name in ("population", "population_urban")
    )
    member = pieces.member.T.astype(float)
    inside = (member @ pieces.shares.urban) * urban
    inside += (member @ pieces.shares.rural) * (people - urban)
    best = inside.argmax(axis=0)
    share = inside[best, np.arange(len(people))] / np.where(people > 0, people, np.nan)
    return pd.DataFrame(
        {
            "place": np.asarray(pieces.ids, dtype=object)[best],
            "share_pct": share * 100.0,
            "people": people,
        },
        index=list(result.land.codes),
    )


def _draw_service(catalog: Catalog, view: View, result: Result, t: Translator) -> Theme:
    """Return the counties without colours of their own: those of the service areas tell all."""
    codes = codes_of(catalog, "county")
    homes = county_homes(result).loc[codes]
    names = [tell_place(catalog, place, t) for place in homes["place"]]
    sources = result.land.source_ids
    layer = paint_counties(
        catalog,
        view,
        t,
        assigned=[0] * len(codes),
        colours=[LAND],
        label=t("catchments.service_zone"),
        texts=names,
        rows=[
            (t("catchments.service_share"), [say_share(x, t) for x in homes["share_pct"]]),
            (t("catchments.population"), [say_people(x, t) for x in homes["people"]]),
            *origin_rows(catalog, codes, sources, t),
        ],
        legend=None,
    )
    counties = name_counties(catalog, codes, t)
    table = TwinTable(
        title_study(result.study, catalog, t),
        t("catchments.twin_service", n=t.number(len(codes))),
        (
            t("geography.county"),
            t("catchments.population"),
            t("catchments.service_zone"),
            t("catchments.service_share"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    county,
                    say_people(people, t),
                    name,
                    say_share(share, t),
                    t("status.derived"),
                ),
                sources,
            )
            for county, people, name, share in zip(
                counties, homes["people"], names, homes["share_pct"], strict=True
            )
        ),
    )
    return Theme(
        title_study(result.study, catalog, t),
        layer,
        (foot_line(catalog, sources, t),),
        (table,),
        (),
    )
