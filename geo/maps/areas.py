"""Areas in classes and graduated circles: the layers that show an indicator."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.classify import Classes, classify, common_breaks
from geo.errors import ClassifyError
from geo.indicators import forms, periods, rank, select
from geo.indicators.period import type_of_period
from geo.maps.atlas_map import AtlasLayer
from geo.maps.geometry import display_areas
from geo.maps.palette import BORDER, CIRCLE, ECONOMIC_ZONE_FILL, sequence
from geo.maps.parts import Memo, Part, make_part
from geo.maps.words import describe_sources, join, name_sources, pick, text_at, with_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.types import Geography, Lang
    from geo.view import View

_PARTS: Memo[Part] = Memo()
_CLASSES: Memo[Classes] = Memo()

NO_DATA = -1
LEFT_OUT = -2
FILL_OPACITY = 0.86
_LEFT_OUT_COLOUR = "#e1e4e8"
_LARGEST_CIRCLE_PX: dict[Geography, float] = {"prefecture": 44.0, "county": 18.0}
_SMALLEST_CIRCLE_PX = 2.5
_NAMED_GAPS = 6
_NAMED_PUBLISHERS = 3


def places(catalog: Catalog, geography: Geography) -> pd.DataFrame:
    """Return the places that have an outline, in code order, with their names."""
    table: pd.DataFrame = catalog.prefectures
    if geography == "county":
        table = catalog.counties[catalog.counties["kind"] == "county"]
    return table


def areas_part(catalog: Catalog, geography: Geography) -> Part:
    """Return the display geometry of all areas as a part."""
    return _PARTS.get(
        (catalog.ground, "areas", geography),
        lambda: make_part(f"areas-{geography}", display_areas(catalog, geography).part),
    )


def names_part(catalog: Catalog, geography: Geography, lang: Lang) -> Part:
    """Return codes and names of all areas as a part.

    Counties are named with their prefecture in front: several share a name.
    """

    def make() -> Part:
        table = places(catalog, geography)
        codes = display_areas(catalog, geography).part["codes"]
        full = [text_at(table, code, "name", lang) for code in codes]
        if geography == "county":
            owners = [catalog.prefectures.loc[table.loc[code, "prefecture_code"]] for code in codes]
            full = [
                f"{pick(owner, 'short', lang)} · {name}"
                for owner, name in zip(owners, full, strict=True)
            ]
        return make_part(f"names-{geography}", {"codes": codes, "full": full})

    return _PARTS.get((catalog.digest, "names", geography, lang), make)


def classes_of(selection: Selection, view: View, catalog: Catalog) -> Classes | None:
    """Class the shown values of `selection` as `view` asks; None if nothing is shown.

    With ``view.same_breaks`` the bounds come from every period of the indicator that is of
    the same type, so that maps of two periods can be compared; a class may then be empty.
    """
    values = selection.frame["value"].to_numpy(dtype=float)
    if not np.isfinite(values).any():
        return None
    try:
        if view.scheme == "user":
            return classify(values, "user", view.k, breaks=view.breaks)
        if view.same_breaks:
            arrays = _values_of_all_periods(selection, view, catalog)
            breaks = common_breaks(arrays, view.scheme, view.k)
            return classify(values, "user", view.k, breaks=breaks)
        key = (values.tobytes(), view.scheme, view.k)
        return _CLASSES.get(key, lambda: classify(values, view.scheme, view.k))
    except ClassifyError:
        # A scheme can fail on few values (user breaks outside the data); one class shows them.
        return classify(values, "equal", 1)


def _values_of_all_periods(
    selection: Selection,
    view: View,
    catalog: Catalog,
) -> list[np.ndarray]:
    kind = type_of_period(selection.period)
    return [
        select(
            catalog,
            selection.indicator,
            period,
            form=selection.form,
            geography=selection.geography,
            without=view.without,
        )
        .frame["value"]
        .to_numpy(dtype=float)
        for period in periods(catalog, selection.indicator, selection.geography)
        if type_of_period(period) == kind
        and selection.form in forms(catalog, selection.indicator, period, selection.geography)
    ]


def value_texts(selection: Selection, t: Translator) -> list[str]:
    """Return each place's value with unit and qualifier, blank where nothing is shown."""
    unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
    texts = []
    for value, published, gap, qualifier in zip(
        selection.frame["value"],
        selection.frame["published"],
        selection.frame["gap"],
        selection.frame["qualifier"],
        strict=True,
    ):
        # What was left out of the classes is still known; a divided value of it is not held.
        shown = published if gap == "left_out" and selection.form == "total" else value
        if pd.isna(shown):
            texts.append(t("map.left_out") if gap == "left_out" else "")
            continue
        exact = (qualifier or "eq") == "eq"  # "more than 1,900" is not "more than 1,900.00"
        number = t.number(float(shown), selection.decimals if exact else None)
        text = with_unit(number, unit, t.lang)
        texts.append(t.qualified(text, qualifier or "eq"))
    return texts


def selection_label(selection: Selection, catalog: Catalog, t: Translator) -> str:
    """Return the indicator's name, form and period as one line."""
    name = text_at(catalog.indicators, selection.indicator, "label", t.lang)
    if selection.form != "total":
        name = t("map.label_form", name=name, form=t(f"form.{selection.form}"))
    return t("map.label_period", name=name, period=t.period(selection.period))


def source_line(catalog: Catalog, selection: Selection, t: Translator) -> str:
    """Return the line that names publishers, period and statuses of the values shown."""
    shown = selection.frame[selection.frame["gap"] == ""]
    statuses = shown["status"].value_counts()
    ids = list(dict.fromkeys(i for row in shown["source_ids"] for i in row))
    return t(
        "map.foot_source",
        publishers=name_publishers(catalog, ids, t),
        period=t.period(selection.period),
        statuses=join(
            (
                t("map.status_count", status=t(f"status.{status}"), n=int(n))
                for status, n in sorted(statuses.items())
            ),
            t.lang,
        ),
    )


def name_publishers(catalog: Catalog, source_ids: Iterable[str], t: Translator) -> str:
    """Name the first publishers, and say if there are more."""
    publishers = list(dict.fromkeys(who for who, _ in name_sources(catalog, source_ids, t)))
    named = join(publishers[:_NAMED_PUBLISHERS], t.lang)
    return t("map.and_others", names=named) if len(publishers) > _NAMED_PUBLISHERS else named


def areas_layer(
    catalog: Catalog,
    view: View,
    selection: Selection | None,
    t: Translator,
    *,
    filled: bool,
) -> AtlasLayer:
    """Return the layer of areas, coloured by class or by economic zone.

    Parameters
    ----------
    selection
        The indicator's values; None draws areas without an indicator.
    filled
        Whether the indicator fills the areas (a choropleth). If not, they are coloured by
        economic zone, as the ground of graduated circles.
    """
    codes = codes_of(catalog, view.geography)
    if filled and selection is not None:
        assigned, colours, legend = _by_class(catalog, view, selection, codes, t)
        opacity = FILL_OPACITY
    else:
        assigned, colours, legend = _by_economic_zone(catalog, view.geography, codes, t)
        opacity = 0.72
    return paint_areas(
        catalog,
        view,
        t,
        name=t("layer.choropleth") if filled or selection is None else "",
        # under circles the areas are only the ground: the circles are what is switched
        on="choropleth" in view.layers or (selection is not None and not filled),
        assigned=assigned,
        colours=colours,
        opacity=opacity,
        words=_describe(catalog, selection, codes, t),
        legend=legend,
    )


def codes_of(catalog: Catalog, geography: Geography) -> list[str]:
    """Return the codes of the areas in the order in which they are drawn and described."""
    return list(display_areas(catalog, geography).part["codes"])


def paint_areas(
    catalog: Catalog,
    view: View,
    t: Translator,
    *,
    name: str,
    on: bool,
    assigned: list[int],
    colours: list[str],
    opacity: float,
    words: dict[str, Any],
    legend: dict[str, Any] | None,
) -> AtlasLayer:
    """Return the layer of areas, whatever it is that colours them.

    Parameters
    ----------
    name, on
        Name in the menu of layers, blank for none, and whether the layer is on.
    assigned
        Number of the colour of each area, in the order of `codes_of`; `NO_DATA` or `LEFT_OUT`.
    words
        ``label``, ``texts``, ``rows`` and ``notes`` of the areas' cards.
    legend
        What the legend says; None for no legend.
    """
    areas = areas_part(catalog, view.geography)
    names = names_part(catalog, view.geography, t.lang)
    spec: dict[str, Any] = {
        "id": "choropleth",
        "kind": "areas",
        "name": name,
        "on": on,
        "areas": areas.name,
        "names": names.name,
        "line": BORDER,
        "weight": 1 if view.geography == "prefecture" else 0.5,
        "classes": assigned,
        "colors": colours,
        "left_out": _LEFT_OUT_COLOUR,
        "opacity": opacity,
        "colon": "：" if t.lang == "zh" else ": ",
        "gap": t("common.no_data"),
        **words,
        "legend": legend,
    }
    return AtlasLayer(spec, (areas, names))


def _by_class(
    catalog: Catalog,
    view: View,
    selection: Selection,
    codes: list[str],
    t: Translator,
) -> tuple[list[int], list[str], dict[str, Any]]:
    frame = selection.frame.loc[codes]
    classes = classes_of(selection, view, catalog)
    assigned = np.full(len(codes), NO_DATA)
    colours: list[str] = []
    entries: list[dict[str, Any]] = []
    if classes is not None:
        assigned = classes.assign(frame["value"].to_numpy(dtype=float)).astype(int)
        colours = list(sequence(view.palette, len(classes.counts)))
        entries = class_entries(classes, colours, t)
    assigned[(frame["gap"] == "left_out").to_numpy()] = LEFT_OUT
    entries += _gap_entries(catalog, frame, view.geography, t)
    legend = {
        "title": selection_label(selection, catalog, t),
        "unit": _unit_line(selection, t),
        "entries": entries,
        "notes": class_notes(classes, t),
    }
    return assigned.tolist(), colours, legend


def class_entries(classes: Classes, colours: list[str], t: Translator) -> list[dict[str, Any]]:
    """Return a legend line for each class, the highest first."""
    digits = decimals_of(classes.edges)
    return [
        {
            "sign": "fill",
            "color": colours[i],
            "opacity": FILL_OPACITY,
            "label": t(
                "map.class_range",
                low=t.number(classes.edges[i], digits),
                high=t.number(classes.edges[i + 1], digits),
            ),
            "count": t.plural("map.class_count", classes.counts[i]),
        }
        for i in reversed(range(len(classes.counts)))
    ]


def decimals_of(edges: Iterable[float]) -> int:
    """Return how many decimals rounded bounds need, so that all of a legend are written alike."""
    texts = [f"{edge:.6f}".rstrip("0") for edge in edges]
    return max(len(text) - text.index(".") - 1 for text in texts)


def _unit_line(selection: Selection, t: Translator) -> str:
    unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
    return t("map.unit", unit=unit)


def _gap_entries(
    catalog: Catalog,
    frame: pd.DataFrame,
    geography: Geography,
    t: Translator,
) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = []
    for sign, key, chosen in (
        ("nodata", "map.legend_no_data", frame["gap"].isin(["missing", "not_applicable"])),
        ("nodata", "map.legend_unverified", frame["gap"] == "unverified"),
        ("nodata", "map.legend_suspect", frame["gap"] == "suspect"),
        ("fill", "map.legend_left_out", frame["gap"] == "left_out"),
    ):
        gone = list(frame.index[chosen.to_numpy()])
        entries += gap_entry(catalog, geography, gone, t, sign=sign, key=key)
    return entries


def gap_entry(
    catalog: Catalog,
    geography: Geography,
    codes: list[str],
    t: Translator,
    *,
    sign: str,
    key: str,
) -> list[dict[str, Any]]:
    """Return the legend line that names places without a class; none if there are none.

    Parameters
    ----------
    codes
        The places.
    sign
        ``nodata`` for the hatch, ``fill`` for the grey of what is left out.
    key
        Message with the place ``{names}``.
    """
    if not codes:
        return []
    stem = "short" if geography == "prefecture" else "name"
    table = places(catalog, geography)
    shown = join((text_at(table, code, stem, t.lang) for code in codes[:_NAMED_GAPS]), t.lang)
    if len(codes) > _NAMED_GAPS:
        shown = t("map.and_more", names=shown, n=len(codes) - _NAMED_GAPS)
    return [
        {
            "sign": sign,
            "color": _LEFT_OUT_COLOUR,
            "label": t(key, names=shown),
            "count": t.plural("map.class_count", len(codes)),
        },
    ]


def class_notes(classes: Classes | None, t: Translator) -> list[str]:
    """Say where there are fewer classes than asked for."""
    if classes is not None and len(classes.counts) < classes.k_asked:
        return [t("map.fewer_classes", asked=classes.k_asked, made=len(classes.counts))]
    return []


def _by_economic_zone(
    catalog: Catalog,
    geography: Geography,
    codes: list[str],
    t: Translator,
) -> tuple[list[int], list[str], dict[str, Any]]:
    table = places(catalog, geography)
    owners = table.loc[codes, "prefecture_code"].tolist() if geography == "county" else codes
    zones = [str(zone) for zone in catalog.economic_zones.sort_values("order").index]
    of_place = [str(catalog.prefectures.loc[owner, "economic_zone"]) for owner in owners]
    colours = [ECONOMIC_ZONE_FILL[zone] for zone in zones]  # type: ignore[index]
    legend = {
        "title": t("map.economic_zones"),
        "entries": [
            {
                "sign": "fill",
                "color": colour,
                "opacity": 0.85,
                "label": text_at(catalog.economic_zones, zone, "name", t.lang),
                "count": t.plural("map.class_count", of_place.count(zone)),
            }
            for zone, colour in zip(zones, colours, strict=True)
        ],
    }
    return [zones.index(zone) for zone in of_place], colours, legend


def _describe(
    catalog: Catalog,
    selection: Selection | None,
    codes: list[str],
    t: Translator,
) -> dict[str, Any]:
    """Return label, value texts and the further rows and note of each place's card."""
    economic = economic_zone_names(catalog, codes, t.lang)
    if selection is None:
        return {
            "label": t("map.economic_zone"),
            "texts": economic,
            "rows": [],
            "notes": number_words([""] * len(codes)),
        }
    frame = selection.frame.loc[codes]
    ranks = rank(selection).reindex(codes)
    total = int(ranks.notna().sum())
    by_source = {
        ids: describe_sources(catalog, ids, t) for ids in dict.fromkeys(frame["source_ids"])
    }
    shown = frame["gap"].isin(["", "left_out"]).tolist()
    statuses = {s: t(f"status.{s}") for s in frame["status"].unique() if isinstance(s, str) and s}
    rows = (
        (
            t("map.rank"),
            ["" if pd.isna(r) else t("map.rank_of", rank=int(r), total=total) for r in ranks],
        ),
        (t("map.economic_zone"), economic),
        (
            t("map.status"),
            [
                statuses.get(s, "") if ok else ""
                for s, ok in zip(frame["status"], shown, strict=True)
            ],
        ),
        (
            t("map.source"),
            [
                by_source[ids] if ok else ""
                for ids, ok in zip(frame["source_ids"], shown, strict=True)
            ],
        ),
    )
    notes = [
        (note if isinstance(note, str) else "") if ok else _gap_note(gap, t)
        for note, gap, ok in zip(frame[f"note_{t.lang}"], frame["gap"], shown, strict=True)
    ]
    return {
        "label": selection_label(selection, catalog, t),
        "texts": value_texts(selection, t),
        "rows": [{"label": label, **number_words(texts)} for label, texts in rows],
        "notes": number_words(notes),
    }


def number_words(texts: list[str]) -> dict[str, Any]:
    """Write each different text once and number the places: most places share their words.

    >>> number_words(["a", "b", "a"])
    {'words': ['a', 'b'], 'at': [0, 1, 0]}
    """
    numbers: dict[str, int] = {}
    at = [numbers.setdefault(text, len(numbers)) for text in texts]
    return {"words": list(numbers), "at": at}


def _gap_note(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in {"suspect", "unverified"} else ""


def economic_zone_names(catalog: Catalog, codes: list[str], lang: Lang) -> list[str]:
    """Return the name of each area's economic zone."""
    # looked up in dicts: one cell of a frame costs as much as hundreds of these
    zone_of = catalog.prefectures["economic_zone"].to_dict()
    owner_of = catalog.counties["prefecture_code"].to_dict()
    zones = catalog.economic_zones
    name_of = {zone: text_at(zones, zone, "name", lang) for zone in dict.fromkeys(zone_of.values())}
    return [name_of[zone_of[code if code in zone_of else owner_of[code]]] for code in codes]


def circle_radii_px(values: np.ndarray, largest_px: float) -> np.ndarray:
    """Return radii whose circle areas are proportional to `values`.

    Parameters
    ----------
    values
        Shape (n,), non-negative, NaN for a gap.
    largest_px
        Radius of the largest value, in pixels.

    Returns
    -------
    numpy.ndarray
        Shape (n,): ``largest_px * sqrt(value / max)``, NaN for a gap, 0 where all are 0.
    """
    top = np.nanmax(values) if np.isfinite(values).any() else math.nan
    if not top > 0:
        return np.where(np.isfinite(values), 0.0, math.nan)
    radii: np.ndarray = largest_px * np.sqrt(np.clip(values, 0, None) / top)
    return radii


def circles_layer(
    catalog: Catalog,
    view: View,
    selection: Selection,
    t: Translator,
) -> AtlasLayer:
    """Return graduated circles: area proportional to the value."""
    names = names_part(catalog, view.geography, t.lang)
    display = display_areas(catalog, view.geography)
    codes = list(display.part["codes"])
    values = selection.frame.loc[codes, "value"].to_numpy(dtype=float)
    radii = circle_radii_px(values, _LARGEST_CIRCLE_PX[view.geography])
    texts = value_texts(selection, t)
    order = sorted(
        (i for i in range(len(codes)) if np.isfinite(radii[i]) and radii[i] > 0),
        key=lambda i: -values[i],
    )  # large ones first, so that small ones lie on top and can be reached
    spec: dict[str, Any] = {
        "id": "circles",
        "kind": "circles",
        "name": selection_label(selection, catalog, t),
        "on": "choropleth" in view.layers,
        "names": names.name,
        "color": CIRCLE,
        "label": selection_label(selection, catalog, t),
        "items": [
            {
                "code": codes[i],
                "at": display.anchors[codes[i]],
                "r": round(max(float(radii[i]), _SMALLEST_CIRCLE_PX), 1),
                "text": texts[i],
            }
            for i in order
        ],
        "legend": _circle_legend(catalog, view, selection, values, t),
    }
    return AtlasLayer(spec, (names,))


def _circle_legend(
    catalog: Catalog,
    view: View,
    selection: Selection,
    values: np.ndarray,
    t: Translator,
) -> dict[str, Any]:
    top = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
    steps = readable_steps(top)
    largest = _LARGEST_CIRCLE_PX[view.geography]
    frame = selection.frame.loc[list(display_areas(catalog, view.geography).part["codes"])]
    gaps = [
        f"{entry['label']}（{entry['count']}）"
        if t.lang == "zh"
        else f"{entry['label']} ({entry['count']})"
        for entry in _gap_entries(catalog, frame, view.geography, t)
    ]
    return {
        "title": selection_label(selection, catalog, t),
        "unit": _unit_line(selection, t),
        "nested": True,
        "entries": [
            {
                "sign": "circle",
                "color": CIRCLE,
                "r": round(largest * math.sqrt(step / top), 1),
                "label": t.number(step),
            }
            for step in steps
        ],
        "notes": gaps,
    }


def readable_steps(top: float) -> list[float]:
    """Return up to three round values below `top`, largest first, for a circle legend.

    >>> readable_steps(11000.0)
    [10000.0, 2000.0, 500.0]
    """
    if not top > 0:
        return []
    base = 10.0 ** math.floor(math.log10(top))
    largest = max(m * base for m in (1, 2, 5) if m * base <= top)
    return [largest, largest / 5, largest / 20]
