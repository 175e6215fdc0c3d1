"""Technology fields over the prefectures: a share of the province, or a location quotient."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.classify import classify
from geo.maps.areas import (
    FILL_OPACITY,
    LEFT_OUT,
    NO_DATA,
    class_entries,
    class_notes,
    codes_of,
    economic_zone_names,
    gap_entry,
    number_words,
    paint_areas,
)
from geo.maps.palette import DIVERGING, sequence
from geo.maps.theme import Theme, TwinTable
from geo.maps.words import join
from geo.specialisation import MIN_BASE, count_fields, measure, sources_of
from geo.types import FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.specialisation import FieldTable
    from geo.types import Field, FieldBasis
    from geo.view import View

QUOTIENT_BOUNDS = (0.5, 0.9, 1.1, 2.0)
"""Bounds of the classes of location quotients; a bound belongs to the class below it."""

_NAMED_FIELDS = 3


def chosen_fields(view: View) -> tuple[Field, ...]:
    """Return the technology fields that `view` names; "unknown" is none."""
    return tuple(field for field in FIELDS if field in view.fields)


def name_fields(fields: Sequence[Field], t: Translator) -> str:
    """Name the fields in one phrase."""
    if len(fields) == len(FIELDS):
        return t("map.fields_all")
    named = join((t(f"field.{field}") for field in fields[:_NAMED_FIELDS]), t.lang)
    if len(fields) > _NAMED_FIELDS:
        return t("map.fields_several", names=named, n=len(fields))
    return named


def name_measure(view: View, t: Translator) -> str:
    """Name the measure of the chosen fields, as the title of a map."""
    key = "map.field_share_of" if view.theme == "field_share" else "map.field_quotient_of"
    return t(
        key, fields=name_fields(chosen_fields(view), t), basis=t(f"map.basis_{view.field_basis}")
    )


def count_text(n: int, basis: FieldBasis, n_fields: int, t: Translator) -> str:
    """Write a count: a zone counts once for each of several fields."""
    if basis == "platforms":
        return t.plural("map.platform_count", n)
    return t.plural("map.zone_count" if n_fields == 1 else "map.zone_entry_count", n)


def few_text(base: int, t: Translator) -> str:
    """Say that there are too few entries for a quotient."""
    return t.plural("map.field_few", base)


def tell_counting(table: FieldTable, t: Translator) -> tuple[str, ...]:
    """Say what was counted and what was not, in sentences."""
    if table.basis == "zones":
        said = [
            t("map.zones_counted", n=table.rows, entries=len(table.entries)),
            t("map.zone_fields_derived"),
        ]
    else:
        said = [t("map.platforms_counted", n=table.rows, unbuilt=table.unbuilt)]
    for key, n in (
        ("map.fields_unknown", int(table.unknown.sum())),
        ("map.fields_unplaced", table.unplaced),
        ("map.fields_unverified", table.unverified),
        ("map.platforms_sensitive", table.withheld),
    ):
        if n:
            said.append(t.plural(key, n))
    return tuple(said)


def draw_fields(catalog: Catalog, view: View, t: Translator) -> Theme:
    """Return the theme of the fields that `view` names, one at least."""
    table = count_fields(catalog, view.field_basis)
    fields = chosen_fields(view)
    codes = codes_of(catalog, "prefecture")
    frame = measure(table, fields).loc[codes]
    title = name_measure(view, t)
    if view.theme == "field_share":
        assigned, colours, entries, notes = _class_shares(view, frame, t)
        texts = [
            t("map.percent", value=t.number(share, 1)) if n else ""
            for n, share in zip(frame["count"], frame["share_of_field"], strict=True)
        ]
    else:
        assigned, colours, entries = _class_quotients(frame, t)
        notes = [t("map.quotient_short")]
        few = frame.index[(frame["count"] > 0) & frame["few"]].tolist()
        entries += gap_entry(
            catalog, "prefecture", few, t, sign="fill", key="map.legend_few_entries"
        )
        texts = [
            _quotient_text(n, base, quotient, t)
            for n, base, quotient in zip(
                frame["count"], frame["base"], frame["quotient"], strict=True
            )
        ]
    missing = frame.index[frame["count"] == 0].tolist()
    entries += gap_entry(catalog, "prefecture", missing, t, sign="nodata", key="map.legend_no_data")
    sources = sources_of(table, fields)
    everything = list(dict.fromkeys(i for ids in sources.values() for i in ids))
    layer = paint_areas(
        catalog,
        view,
        t,
        name=t("map.theme_fields"),
        on="choropleth" in view.layers,
        assigned=assigned,
        colours=colours,
        opacity=FILL_OPACITY,
        words={
            "label": t(f"map.measure_{view.theme}"),
            "texts": texts,
            "rows": _field_rows(catalog, view, frame, sources, t),
            "notes": number_words(
                [
                    few_text(int(base), t) if n and few else ""
                    for n, base, few in zip(
                        frame["count"], frame["base"], frame["few"], strict=True
                    )
                ]
            ),
        },
        legend={
            "title": title,
            "unit": t("map.unit", unit="%") if view.theme == "field_share" else "",
            "entries": entries,
            "notes": [*notes, t("map.fields_incomplete")],
        },
    )
    line = t(
        "map.foot_fields",
        basis=t(f"map.basis_{view.field_basis}"),
        n=t.number(len(everything)),
    )
    return Theme(
        title,
        layer,
        (line,),
        (_field_table(catalog, view, frame, sources, t),),
        (
            t("map.fields_incomplete"),
            *tell_counting(table, t),
            t("map.quotient_formula"),
            t("map.quotient_few", n=MIN_BASE),
        ),
    )


def _class_shares(
    view: View, frame: pd.DataFrame, t: Translator
) -> tuple[list[int], list[str], list[dict[str, Any]], list[str]]:
    values = frame["share_of_field"].where(frame["count"] > 0).to_numpy(dtype=float)
    if not np.isfinite(values).any():
        return [NO_DATA] * len(frame), [], [], []
    scheme = "natural" if view.scheme == "user" else view.scheme
    classes = classify(values, scheme, view.k)
    colours = list(sequence(view.palette, len(classes.counts)))
    entries = class_entries(classes, colours, t)
    return classes.assign(values).tolist(), colours, entries, class_notes(classes, t)


def _class_quotients(
    frame: pd.DataFrame, t: Translator
) -> tuple[list[int], list[str], list[dict[str, Any]]]:
    told = (frame["count"] > 0) & ~frame["few"]
    numbers = np.searchsorted(QUOTIENT_BOUNDS, frame["quotient"].to_numpy(dtype=float), side="left")
    assigned = np.where(told, numbers, np.where(frame["count"] > 0, LEFT_OUT, NO_DATA))
    low, *_, high = QUOTIENT_BOUNDS
    labels = [
        t("map.quotient_up_to", high=t.number(low)),
        *(
            t("map.class_range", low=t.number(a), high=t.number(b))
            for a, b in pairwise(QUOTIENT_BOUNDS)
        ),
        t("map.quotient_above", low=t.number(high)),
    ]
    # all five, also empty ones: the middle of the scale is what a reader looks for
    entries = [
        {
            "sign": "fill",
            "color": DIVERGING[i],
            "opacity": FILL_OPACITY,
            "label": labels[i],
            "count": t.plural("map.class_count", int((assigned == i).sum())),
        }
        for i in reversed(range(len(DIVERGING)))
    ]
    return assigned.tolist(), list(DIVERGING), entries


def _quotient_text(n: int, base: int, quotient: float, t: Translator) -> str:
    if not n:
        return ""
    return few_text(int(base), t) if base < MIN_BASE else t.number(float(quotient), 2)


def _field_rows(
    catalog: Catalog,
    view: View,
    frame: pd.DataFrame,
    sources: dict[str, list[str]],
    t: Translator,
) -> list[dict[str, Any]]:
    codes = [str(code) for code in frame.index]
    held = frame["count"] > 0
    n_fields = len(chosen_fields(view))
    whole = int(frame["count"].sum())

    def blank_or(texts: list[str]) -> list[str]:
        return [text if ok else "" for text, ok in zip(texts, held, strict=True)]

    rows = [
        (
            t("map.field_count"),
            [
                t(
                    "map.field_count_of",
                    count=count_text(int(n), view.field_basis, n_fields, t),
                    whole=t.number(whole),
                )
                for n in frame["count"]
            ],
        ),
        (
            t("map.measure_share_of_place"),
            [t("map.percent", value=t.number(x, 1)) for x in frame["share_of_place"]],
        ),
    ]
    if view.theme == "field_share":
        rows.append(
            (
                t("map.measure_field_lq"),
                [
                    "" if few else t.number(quotient, 2)
                    for quotient, few in zip(frame["quotient"], frame["few"], strict=True)
                ],
            )
        )
    else:
        rows.append(
            (
                t("map.measure_field_share"),
                [t("map.percent", value=t.number(x, 1)) for x in frame["share_of_field"]],
            )
        )
    rows = [(label, blank_or(texts)) for label, texts in rows]
    rows += [
        (t("map.economic_zone"), economic_zone_names(catalog, codes, t.lang)),
        (t("map.status"), blank_or([t("status.derived")] * len(codes))),
        (
            t("map.source"),
            # a count rests on dozens of documents: two of them would be picked at random
            blank_or([t.plural("map.field_sources", len(sources.get(code, ()))) for code in codes]),
        ),
    ]
    return [{"label": label, **number_words(texts)} for label, texts in rows]


def _field_table(
    catalog: Catalog,
    view: View,
    frame: pd.DataFrame,
    sources: dict[str, list[str]],
    t: Translator,
) -> TwinTable:
    names = catalog.prefectures[f"name_{t.lang}"].to_dict()
    n_fields = len(chosen_fields(view))
    rows = []
    for code, n, base, of_place, of_field, quotient in zip(
        frame.index,
        frame["count"],
        frame["base"],
        frame["share_of_place"],
        frame["share_of_field"],
        frame["quotient"],
        strict=True,
    ):
        held = bool(n)
        rows.append(
            (
                (
                    names[code] or "",
                    count_text(int(n), view.field_basis, n_fields, t)
                    if held
                    else t("common.no_data"),
                    t.number(int(base)) if base else "—",
                    t("map.percent", value=t.number(of_place, 1)) if held else "—",
                    t("map.percent", value=t.number(of_field, 1)) if held else "—",
                    _quotient_text(int(n), int(base), float(quotient), t) or "—",
                    t("status.derived") if held else "—",
                ),
                tuple(sources.get(str(code), ())) if held else (),
            )
        )
    return TwinTable(
        name_measure(view, t),
        t(
            "map.twin_fields",
            basis=t(f"map.basis_{view.field_basis}"),
            n=int((frame["count"] > 0).sum()),
            total=len(frame),
        ),
        (
            t("geography.prefecture"),
            t("map.field_count"),
            t("map.field_base"),
            t("map.measure_share_of_place"),
            t("map.measure_field_share"),
            t("map.measure_field_lq"),
            t("map.status"),
            t("map.source"),
        ),
        tuple(rows),
    )
