"""How the zones reach the counties: the theme of the page of catchments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.catchment.holdings import HELD
from geo.catchment.places import TRIAL
from geo.catchment.reach import round_minutes
from geo.catchment.result import HUFF, name_place
from geo.catchment.study import ACCESS
from geo.catchment.supply import HEADS
from geo.catchment.title import label_travel, title_study
from geo.classify import classify
from geo.errors import AtlasError
from geo.maps.amounts import say_people, say_share
from geo.maps.areas import (
    FILL_OPACITY,
    NO_DATA,
    class_entries,
    codes_of,
    economic_zone_names,
    gap_entry,
    number_words,
    paint_areas,
)
from geo.maps.asked import MODEL, answer, measure, study_of
from geo.maps.catchments import colour_apart, say_step, tell_basis
from geo.maps.palette import CATCHMENT_FILLS, LAND, REACHED, sequence
from geo.maps.parts import Memo
from geo.maps.theme import Theme, TwinTable
from geo.maps.words import describe_sources, text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.catalog import Catalog
    from geo.catchment.draws import Draws
    from geo.catchment.result import Result
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.maps.atlas_map import AtlasLayer
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
            return _draw_access(catalog, view, study, t, travel)
        result = answer(study, catalog, travel)
        if study.method == HUFF:
            return _draw_huff(catalog, view, result, t, travel)
        if result.step is None:
            return _draw_service(catalog, view, result, t, travel)
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
    return frame.join(result.judge_counties(step)[["place", "minutes", "state"]])


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
    notes = tell_basis(result, travel, t)
    if "borderline" in states:
        notes.append(t("coverage.note_bounds"))
    title = t("catchments.reach_title", within=within) if within else t("catchments.areas_title")
    layer = _paint(
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
        legend={"title": title, "unit": "", "entries": entries, "notes": notes},
    )
    table = TwinTable(
        title_study(result.study, catalog, t),
        t("catchments.twin_states", n=t.number(len(frame))),
        _state_head(result, t),
        tuple(
            ((name, *cells), result.land.source_ids)
            for name, cells in zip(
                _name_counties(catalog, codes, t),
                _state_cells(frame, result, t),
                strict=True,
            )
        ),
    )
    return Theme(
        title_study(result.study, catalog, t),
        layer,
        (_foot(catalog, result.land.source_ids, t),),
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
            cells += [_name_place(result.catalog, row["place"], t), say_minutes(row["minutes"], t)]
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
                [_name_place(catalog, place, t) for place in frame["place"]],
            ),
            (t("catchments.minutes_about"), [say_minutes(x, t) for x in frame["minutes"]]),
        ]
    return [
        *rows,
        (t("catchments.population"), [say_people(x, t) for x in frame["people"]]),
        *_common_rows(catalog, codes, result.land.source_ids, t),
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


def _draw_service(
    catalog: Catalog, view: View, result: Result, t: Translator, travel: Travel
) -> Theme:
    """Return the counties without colours of their own: those of the service areas tell all."""
    codes = codes_of(catalog, "county")
    homes = county_homes(result).loc[codes]
    names = [_name_place(catalog, place, t) for place in homes["place"]]
    sources = result.land.source_ids
    layer = _paint(
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
            *_common_rows(catalog, codes, sources, t),
        ],
        legend=None,
    )
    counties = _name_counties(catalog, codes, t)
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
        (_foot(catalog, sources, t),),
        (table,),
        tuple(tell_basis(result, travel, t)),
    )


def _common_rows(
    catalog: Catalog, codes: list[str], source_ids: Sequence[str], t: Translator
) -> list[tuple[str, list[str]]]:
    sources = describe_sources(catalog, source_ids, t)
    return [
        (t("map.economic_zone"), economic_zone_names(catalog, codes, t.lang)),
        (t("map.status"), [t("status.derived")] * len(codes)),
        (t("map.source"), [sources] * len(codes)),
    ]


def _name_place(catalog: Catalog, place: object, t: Translator) -> str:
    if not isinstance(place, str):
        return t("common.no_data")
    name = name_place(catalog, place, t.lang)
    return t("catchments.trial_named", name=name) if place.startswith(TRIAL) else name


def _name_counties(catalog: Catalog, codes: Sequence[str], t: Translator) -> list[str]:
    counties, prefectures = catalog.counties, catalog.prefectures
    owners = counties["prefecture_code"].to_dict()
    return [
        t(
            "catchments.county",
            prefecture=text_at(prefectures, owners[code], "short", t.lang),
            county=text_at(counties, code, "name", t.lang),
        )
        for code in codes
    ]


def _draw_huff(
    catalog: Catalog, view: View, result: Result, t: Translator, travel: Travel
) -> Theme:
    draws = result.draws
    assert draws is not None  # noqa: S101 - the method is Huff's
    codes = codes_of(catalog, "county")
    shares = draws.shares.loc[codes]
    zone = view.huff_zone if view.huff_zone in shares.columns else None
    missing = [code for code, total in zip(codes, shares.sum(axis=1), strict=True) if not total]
    if zone is None:
        assigned, colours, entries = _strongest(result, draws, codes, t)
        texts = [_name_place(catalog, draws.dominant[code], t) for code in codes]
        title, label = t("catchments.huff_title"), t("catchments.huff_strongest_label")
    else:
        values = shares[zone].to_numpy() * 100.0
        values[shares.sum(axis=1).to_numpy() == 0] = np.nan
        classes = classify(values, "natural" if view.scheme == "user" else view.scheme, view.k)
        colours = list(sequence(view.palette, len(classes.counts)))
        assigned = classes.assign(values).astype(int).tolist()
        entries = class_entries(classes, colours, t)
        texts = [say_share(value, t) for value in values]
        name = name_place(catalog, zone, t.lang)
        title, label = t("catchments.huff_share_title", name=name), t("catchments.huff_share")
    entries += gap_entry(catalog, "county", missing, t, sign="nodata", key="map.legend_no_data")
    people = catalog.counties["population"].astype(float).reindex(codes)
    rows = [
        (t("catchments.huff_ranking"), [_rank_shares(catalog, shares, c, t) for c in codes]),
        (t("catchments.population"), [say_people(x, t) for x in people]),
        *_common_rows(catalog, codes, result.land.source_ids, t),
    ]
    notes = [*tell_basis(result, travel, t), t("catchments.huff_assumed")]
    layer = _paint(
        catalog,
        view,
        t,
        assigned=assigned,
        colours=colours,
        label=label,
        texts=texts,
        rows=rows,
        legend={
            "title": title,
            "unit": t("map.unit", unit="%") if zone is not None else "",
            "entries": entries,
            "notes": notes,
        },
    )
    table = TwinTable(
        title_study(result.study, catalog, t),
        t("catchments.twin_huff", n=t.number(len(codes))),
        (
            t("geography.county"),
            t("catchments.population"),
            t("catchments.huff_ranking"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    name,
                    say_people(float(people[code]), t),
                    _rank_shares(catalog, shares, code, t),
                    t("status.derived"),
                ),
                result.land.source_ids,
            )
            for code, name in zip(codes, _name_counties(catalog, codes, t), strict=True)
        ),
    )
    return Theme(
        title_study(result.study, catalog, t),
        layer,
        (_foot(catalog, result.land.source_ids, t),),
        (table,),
        (t("catchments.huff_assumed"),),
    )


def _strongest(
    result: Result, draws: Draws, codes: list[str], t: Translator
) -> tuple[list[int], list[str], list[dict[str, Any]]]:
    """Return counties coloured so that what neighbouring zones draw is told apart."""
    colours = list(CATCHMENT_FILLS)
    of_zone = dict(
        zip(
            result.shapes["id"].tolist(),
            colour_apart(result.shapes, len(colours)),
            strict=True,
        )
    )
    assigned = [of_zone.get(draws.dominant[code], NO_DATA) for code in codes]
    strong = len({draws.dominant[code] for code in codes} - {None})
    entries: list[dict[str, Any]] = [
        {
            "sign": "fill",
            "color": colours[0],
            "opacity": FILL_OPACITY,
            "label": t("catchments.huff_legend"),
            "count": t.plural("map.zone_count", strong),
        }
    ]
    return assigned, colours, entries


def _rank_shares(catalog: Catalog, shares: pd.DataFrame, code: str, t: Translator) -> str:
    """Name the zones that draw most of a county's people, with their shares."""
    drawn = dict(zip(shares.columns, shares.loc[code].to_numpy(dtype=float), strict=True))
    ranked = sorted(drawn.items(), key=lambda pair: -pair[1])
    first = {zone: share for zone, share in ranked[:_LISTED_SHARES] if share > 0}
    if not first:
        return t("common.no_data")
    separator = "；" if t.lang == "zh" else "; "
    return separator.join(
        t(
            "catchments.name_share",
            name=_name_place(catalog, str(zone), t),
            share=say_share(float(share) * 100.0, t),
        )
        for zone, share in first.items()
    )


def _draw_access(
    catalog: Catalog, view: View, study: Study, t: Translator, travel: Travel
) -> Theme:
    codes = codes_of(catalog, "county")
    frame = measure(study, catalog, view.platform_categories, travel).loc[codes]
    values = frame["per_million"].to_numpy(dtype=float)
    classes = classify(values, "natural" if view.scheme == "user" else view.scheme, view.k)
    colours = list(sequence(view.palette, len(classes.counts)))
    entries = class_entries(classes, colours, t)
    missing = frame.index[frame["per_million"].isna()].tolist()
    entries += gap_entry(catalog, "county", missing, t, sign="nodata", key="map.legend_no_data")
    texts = [say_access(value, t) for value in values]
    source_ids = ("C-CENSUS2020_COUNTIES", "C-TIANDITU_COUNTIES")
    known = tuple(name for name in source_ids if name in catalog.sources.index)
    notes = [t("catchments.access_note", heads=t.number(HEADS))]
    if study.cost == "minutes":
        notes.append(label_travel(travel, t))
    rows = [
        (t("catchments.supply"), [t.number(n, 0) for n in frame["supply"]]),
        (t("catchments.population"), [say_people(x, t) for x in frame["people"]]),
        *_common_rows(catalog, codes, known, t),
    ]
    title = title_study(study, catalog, t)
    layer = _paint(
        catalog,
        view,
        t,
        assigned=classes.assign(values).astype(int).tolist(),
        colours=colours,
        label=t("catchments.access"),
        texts=texts,
        rows=rows,
        legend={
            "title": t(f"catchments.method_{study.method}"),
            "unit": t("map.unit", unit=t("catchments.access_unit")),
            "entries": entries,
            "notes": notes,
        },
    )
    table = TwinTable(
        title,
        t("catchments.twin_access", n=t.number(len(codes))),
        (
            t("geography.county"),
            t("catchments.population"),
            t("catchments.supply"),
            t("catchments.access"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    name,
                    say_people(float(people), t),
                    t.number(supply, 0),
                    text,
                    t("status.derived"),
                ),
                known,
            )
            for name, people, supply, text in zip(
                _name_counties(catalog, codes, t),
                frame["people"],
                frame["supply"],
                texts,
                strict=True,
            )
        ),
    )
    return Theme(title, layer, (_foot(catalog, known, t),), (table,), tuple(notes))


def say_access(per_million: float, t: Translator) -> str:
    """Say a figure of access: a comparison among counties, so two decimals are enough."""
    if np.isnan(per_million):
        return t("common.no_data")
    return t("catchments.access_n", n=t.number(per_million, 2))


def _paint(
    catalog: Catalog,
    view: View,
    t: Translator,
    *,
    assigned: list[int],
    colours: list[str],
    label: str,
    texts: list[str],
    rows: list[tuple[str, list[str]]],
    legend: dict[str, Any] | None,
) -> AtlasLayer:
    return paint_areas(
        catalog,
        view,
        t,
        name=t("catchments.layer_reach"),
        on="choropleth" in view.layers,
        assigned=assigned,
        colours=colours,
        opacity=FILL_OPACITY,
        words={
            "label": label,
            "texts": texts,
            "rows": [{"label": name, **number_words(words)} for name, words in rows],
            "notes": number_words([""] * len(texts)),
        },
        legend=legend,
    )


def _foot(catalog: Catalog, source_ids: Sequence[str], t: Translator) -> str:
    return t("catchments.foot", sources=describe_sources(catalog, source_ids, t))
