"""Huff's model over the counties: who draws most of each, or what one zone draws of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.catchment.result import name_place
from geo.catchment.title import title_study
from geo.classify import classify
from geo.maps.amounts import say_people, say_share
from geo.maps.areas import FILL_OPACITY, NO_DATA, class_entries, codes_of, gap_entry
from geo.maps.catchments import basis_line, colour_apart
from geo.maps.palette import CATCHMENT_FILLS, sequence
from geo.maps.theme import Theme, TwinTable
from geo.maps.theme_counties import (
    foot_line,
    name_counties,
    origin_rows,
    paint_counties,
    tell_place,
)

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.catchment.draws import Draws
    from geo.catchment.result import Result
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.view import View

_LISTED_SHARES: Final = 3
"""Zones told beside the strongest in a county's card."""


def draw_huff(catalog: Catalog, view: View, result: Result, t: Translator, travel: Travel) -> Theme:
    """Return the theme of an answer by Huff's model.

    Parameters
    ----------
    catalog, view, t
        As for every theme; `view.huff_zone` names the zone whose shares are shown, if it takes
        part, else the strongest zone of each county is.
    result
        The answer.
    travel
        Where drive times come from.
    """
    draws = result.draws
    assert draws is not None  # noqa: S101 - the method is Huff's
    codes = codes_of(catalog, "county")
    shares = draws.shares.loc[codes]
    zone = view.huff_zone if view.huff_zone in shares.columns else None
    missing = [code for code, total in zip(codes, shares.sum(axis=1), strict=True) if not total]
    if zone is None:
        assigned, colours, entries = _strongest(result, draws, codes, t)
        texts = [tell_place(catalog, draws.dominant[code], t) for code in codes]
        title, label = t("catchments.huff_title"), t("catchments.huff_strongest_label")
    else:
        # limits are told to the digits of the values
        values = np.round(shares[zone].to_numpy() * 100.0, 1)
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
        *origin_rows(catalog, codes, result.land.source_ids, t),
    ]
    notes = [t("catchments.huff_assumed")]
    layer = paint_counties(
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
            "unit": basis_line(result, travel, t),
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
            for code, name in zip(codes, name_counties(catalog, codes, t), strict=True)
        ),
    )
    return Theme(
        title_study(result.study, catalog, t),
        layer,
        (foot_line(catalog, result.land.source_ids, t),),
        (table,),
        (),
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
            name=tell_place(catalog, str(zone), t),
            share=say_share(float(share) * 100.0, t),
        )
        for zone, share in first.items()
    )
