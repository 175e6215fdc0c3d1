"""Accessibility over the counties: how many platforms their people have within reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.catchment.supply import HEADS
from geo.catchment.title import label_travel, title_study
from geo.classify import classify
from geo.maps.amounts import say_people
from geo.maps.areas import class_entries, codes_of, gap_entry
from geo.maps.asked import measure
from geo.maps.palette import sequence
from geo.maps.theme import Theme, TwinTable
from geo.maps.theme_counties import foot_line, name_counties, origin_rows, paint_counties

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.locale import Translator
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
    texts = [say_access(value, t) for value in values]
    source_ids = ("C-CENSUS2020_COUNTIES", "C-TIANDITU_COUNTIES")
    known = tuple(name for name in source_ids if name in catalog.sources.index)
    notes = [t("catchments.access_note", heads=t.number(HEADS))]
    if study.cost == "minutes":
        notes.append(label_travel(travel, t))
    rows = [
        (t("catchments.supply"), [t.number(n, 0) for n in frame["supply"]]),
        (t("catchments.population"), [say_people(x, t) for x in frame["people"]]),
        *origin_rows(catalog, codes, known, t),
    ]
    title = title_study(study, catalog, t)
    layer = paint_counties(
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
                name_counties(catalog, codes, t),
                frame["people"],
                frame["supply"],
                texts,
                strict=True,
            )
        ),
    )
    return Theme(title, layer, (foot_line(catalog, known, t),), (table,), tuple(notes))


def say_access(per_million: float, t: Translator) -> str:
    """Say a figure of access: a comparison among counties, so two decimals are enough."""
    if np.isnan(per_million):
        return t("common.no_data")
    return t("catchments.access_n", n=t.number(per_million, 2))
