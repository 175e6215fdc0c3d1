"""Accessibility over the counties: how many platforms their people have within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.catchment.title import label_travel, title_study
from geo.classify import classify
from geo.maps.amounts import say_listed, say_people
from geo.maps.areas import class_entries, codes_of, gap_entry
from geo.maps.asked import measure
from geo.maps.palette import sequence
from geo.maps.theme import Theme, TwinTable
from geo.maps.theme_counties import foot_line, name_counties, origin_rows, paint_counties

if TYPE_CHECKING:
    import pandas as pd

    from geo.catalog import Catalog
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.locale import Translator
    from geo.types import Supply
    from geo.view import View


def draw_access(catalog: Catalog, view: View, study: Study, t: Translator, travel: Travel) -> Theme:
    """Return the theme of an access method.

    Parameters
    ----------
    catalog, view, t
        As for every theme; `view.platform_categories` narrows the platforms.
    study
        Its method is one of `geo.catchment.study.ACCESS`.
    travel
        Where drive times come from.

    Raises
    ------
    AccessError, CatchmentError
        If it cannot be measured.
    """
    codes = codes_of(catalog, "county")
    frame = measure(study, catalog, view.platform_categories, travel).loc[codes]
    values = frame["per_million"].to_numpy(dtype=float)
    classes = classify(values, "natural" if view.scheme == "user" else view.scheme, view.k)
    colours = list(sequence(view.palette, len(classes.counts)))
    entries = class_entries(classes, colours, t)
    missing = frame.index[frame["per_million"].isna()].tolist()
    entries += gap_entry(catalog, "county", missing, t, sign="nodata", key="map.legend_no_data")
    texts = [say_access(value, study.supply, t) for value in values]
    source_ids = ("C-CENSUS2020_COUNTIES", "C-TIANDITU_COUNTIES")
    known = tuple(name for name in source_ids if name in catalog.sources.index)
    counts = [say_listed(int(n), t) for n in frame["supply"]]
    rows = [
        (t(f"catchments.supply_{study.supply}"), counts),
        (t("catchments.population"), [say_people(x, t) for x in frame["people"]]),
        *origin_rows(catalog, codes, known, t),
    ]
    title = title_study(study, catalog, t)
    notes = tell_access(study, frame, travel, t)
    layer = paint_counties(
        catalog,
        view,
        t,
        assigned=classes.assign(values).astype(int).tolist(),
        colours=colours,
        label=t(f"catchments.access_{study.supply}"),
        texts=texts,
        rows=rows,
        legend={
            "title": title,
            "unit": t("map.unit", unit=t(f"catchments.access_unit_{study.supply}")),
            "entries": entries,
            "notes": list(notes),
        },
    )
    table = TwinTable(
        title,
        t("catchments.twin_access", n=t.number(len(codes))),
        (
            t("geography.county"),
            t("catchments.population"),
            t(f"catchments.supply_{study.supply}"),
            t(f"catchments.access_{study.supply}"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(
            (
                (
                    name,
                    say_people(float(people), t),
                    count,
                    text,
                    t("status.derived"),
                ),
                known,
            )
            for name, people, count, text in zip(
                name_counties(catalog, codes, t),
                frame["people"],
                counts,
                texts,
                strict=True,
            )
        ),
    )
    return Theme(title, layer, (foot_line(catalog, known, t),), (table,), notes)


def tell_access(
    study: Study, figures: pd.DataFrame, travel: Travel, t: Translator
) -> tuple[str, ...]:
    """Return what must be said of figures of access: what counts, weights, drive times."""
    counted = int(figures["supply"].sum())
    said = [t(f"catchments.access_note_{study.supply}", n=t.number(counted))]
    if study.method != "2sfca":
        said.append(t("catchments.access_weights"))
    if study.cost == "minutes":
        said.append(label_travel(travel, t))
    return tuple(said)


def say_access(per_million: float, supply: Supply, t: Translator) -> str:
    """Say a figure of access: a comparison among counties, so two decimals are enough."""
    if np.isnan(per_million):
        return t("common.no_data")
    return t(f"catchments.access_n_{supply}", n=t.number(per_million, 2))
