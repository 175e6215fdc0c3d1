"""Two indicators at once: a square of nine colours over the areas."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geo.bivariate import LEVELS_OF, MIN_PLACES, THIRDS
from geo.maps.areas import (
    NO_DATA,
    codes_of,
    decimals_of,
    economic_zone_names,
    gap_entry,
    number_words,
    paint_areas,
    places,
    selection_label,
    source_line,
    value_texts,
)
from geo.maps.palette import BIVARIATE, ink_on
from geo.maps.theme import Theme, TwinTable
from geo.maps.words import describe_sources, join, text_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.bivariate import Pair
    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.view import View

LEVELS = ("low", "middle", "high")

_OPACITY = 0.92  # nine colours need more of themselves than five


def level_word(number: int, t: Translator) -> str:
    """Return the word for a class of a pair, blank for none."""
    return t(f"map.pair_{LEVELS[number]}") if number >= 0 else ""


def name_pair(pair: Pair, catalog: Catalog, t: Translator) -> str:
    """Return both indicators with their periods, as the title of a map."""
    return t(
        "map.pair_title",
        first=selection_label(pair.first, catalog, t),
        second=selection_label(pair.second, catalog, t),
    )


def tell_edges(edges: Sequence[float], selection: Selection, t: Translator) -> str:
    """Return the classes of one indicator of a pair: word and bounds of each, then the unit."""
    if not edges:
        return ""
    digits = decimals_of(edges)
    ranges = [
        t(
            "map.pair_range",
            level=level_word(level, t),
            low=t.number(low, digits),
            high=t.number(high, digits),
        )
        for level, (low, high) in zip(LEVELS_OF[len(edges) - 1], pairwise(edges), strict=True)
    ]
    word = selection.unit_zh if t.lang == "zh" else selection.unit_en
    return t("map.pair_ranges", ranges=join(ranges, t.lang), unit=word)


def draw_pair(catalog: Catalog, view: View, pair: Pair, t: Translator) -> Theme:
    """Return the theme of two indicators."""
    codes = codes_of(catalog, view.geography)
    classes = pair.classes.loc[codes]
    assigned = [
        THIRDS * y + x if x >= 0 and y >= 0 else NO_DATA
        for x, y in zip(classes["first"], classes["second"], strict=True)
    ]
    labels = (selection_label(pair.first, catalog, t), selection_label(pair.second, catalog, t))
    values = [_texts_by_code(selection, t) for selection in (pair.first, pair.second)]
    entries = []
    left_out = [
        code
        for code in codes
        if "left_out" in (pair.first.frame["gap"][code], pair.second.frame["gap"][code])
    ]
    gone = [code for code in codes if not pair.both[code] and code not in left_out]
    entries += gap_entry(catalog, view.geography, gone, t, sign="nodata", key="map.pair_no_data")
    entries += gap_entry(
        catalog, view.geography, left_out, t, sign="nodata", key="map.legend_left_out"
    )
    notes = [t.plural("map.pair_places", pair.n)]
    if not pair.edges[0]:
        notes.append(t("map.pair_too_few", n=MIN_PLACES))
    short = [text_at(catalog.indicators, s.indicator, "label", t.lang) for s in _sides(pair)]
    sentences = [
        _pair_sentence(short, (a[code], b[code]), (int(x), int(y)), t)
        for a, b in [values]
        for code, x, y in zip(codes, classes["first"], classes["second"], strict=True)
    ]
    layer = paint_areas(
        catalog,
        view,
        t,
        name=t("map.theme_pair"),
        on="choropleth" in view.layers,
        assigned=assigned,
        colours=[colour for row in BIVARIATE for colour in row],
        opacity=_OPACITY,
        words={
            "label": t("map.theme_pair"),
            "texts": sentences,
            "rows": _pair_rows(catalog, pair, codes, labels, t),
            "notes": number_words([""] * len(codes)),
        },
        legend={
            "title": t("map.theme_pair"),
            "square": _square(pair, labels, t),
            "entries": entries,
            "notes": notes,
        },
    )
    lines = tuple(
        t("map.pair_origin_line", axis=axis, line=source_line(catalog, s, t))
        for axis, s in zip("AB", _sides(pair), strict=True)
    )
    told = [
        t.plural("map.pair_places", pair.n),
        *(
            t("map.pair_edges", label=label, ranges=tell_edges(edges, selection, t))
            for label, edges, selection in zip(labels, pair.edges, _sides(pair), strict=True)
            if edges
        ),
        *([] if pair.edges[0] else [t("map.pair_too_few", n=MIN_PLACES)]),
        tell_correlation(pair, t),
        *(
            note.note_zh if t.lang == "zh" else note.note_en
            for selection in _sides(pair)
            for note in selection.notes
        ),
    ]
    return Theme(
        name_pair(pair, catalog, t),
        layer,
        lines,
        (_pair_table(catalog, view, pair, labels, t),),
        tuple(dict.fromkeys(told)),
    )


def tell_correlation(pair: Pair, t: Translator) -> str:
    """Say the rank correlation with its number of places, and how little it says."""
    if math.isnan(pair.correlation):
        return t("map.pair_no_correlation", n=pair.n)
    return t("map.pair_correlation", r=t.number(pair.correlation, 2), n=pair.n)


def _sides(pair: Pair) -> tuple[Selection, Selection]:
    return pair.first, pair.second


def _texts_by_code(selection: Selection, t: Translator) -> dict[str, str]:
    return dict(zip(map(str, selection.frame.index), value_texts(selection, t), strict=True))


def _pair_sentence(
    names: Sequence[str], values: tuple[str, str], levels: tuple[int, int], t: Translator
) -> str:
    """Return "A 12.3（高），B 4.5（低）": what a pointer, a card and a screen reader tell."""
    parts = []
    for name, value, level in zip(names, values, levels, strict=True):
        if not value:
            parts.append(t("map.pair_value", name=name, value=t("common.no_data")))
        elif level < 0:
            parts.append(t("map.pair_value", name=name, value=value))
        else:
            word = level_word(level, t)
            parts.append(t("map.pair_value_level", name=name, value=value, level=word))
    return t("map.pair_values", first=parts[0], second=parts[1])


def _pair_rows(
    catalog: Catalog, pair: Pair, codes: list[str], labels: Sequence[str], t: Translator
) -> list[dict[str, Any]]:
    rows = [(t("map.economic_zone"), economic_zone_names(catalog, codes, t.lang))]
    for label, selection in zip(labels, _sides(pair), strict=True):
        frame = selection.frame.loc[codes]
        said = {
            ids: describe_sources(catalog, ids, t) for ids in dict.fromkeys(frame["source_ids"])
        }
        rows.append(
            (
                label,
                [
                    t("map.pair_origin", status=t(f"status.{status}"), source=said[ids])
                    if gap in {"", "left_out"} and status
                    else _why(gap, t)
                    for gap, status, ids in zip(
                        frame["gap"], frame["status"], frame["source_ids"], strict=True
                    )
                ],
            )
        )
    return [{"label": label, **number_words(texts)} for label, texts in rows]


def _why(gap: str, t: Translator) -> str:
    return t(f"map.gap_{gap}") if gap in {"suspect", "unverified"} else t("common.no_data")


def _square(pair: Pair, labels: Sequence[str], t: Translator) -> dict[str, Any]:
    """Return the legend's square: rows from high to low, cells from low to high."""
    tally = pair.tally()
    return {
        "first": t("map.pair_axis_first", label=labels[0]),
        "second": t("map.pair_axis_second", label=labels[1]),
        "levels": [level_word(number, t) for number in range(THIRDS)],
        "rows": [
            [
                {"color": BIVARIATE[y][x], "ink": ink_on(BIVARIATE[y][x]), "count": tally[y][x]}
                for x in range(THIRDS)
            ]
            for y in reversed(range(THIRDS))
        ],
        "opacity": _OPACITY,
        "edges": [
            t("map.pair_axis_edges", axis=axis, ranges=tell_edges(edges, selection, t))
            for axis, edges, selection in zip("AB", pair.edges, _sides(pair), strict=True)
            if edges
        ],
        "label": t(
            "map.pair_square",
            first=labels[0],
            second=labels[1],
            cells=join(
                (
                    t(
                        "map.pair_cell",
                        first=level_word(x, t),
                        second=level_word(y, t),
                        n=tally[y][x],
                    )
                    for y in range(THIRDS)
                    for x in range(THIRDS)
                    if tally[y][x]
                ),
                t.lang,
            ),
        ),
    }


def _pair_table(
    catalog: Catalog, view: View, pair: Pair, labels: Sequence[str], t: Translator
) -> TwinTable:
    names = places(catalog, view.geography)[f"name_{t.lang}"].to_dict()
    texts = [_texts_by_code(selection, t) for selection in _sides(pair)]
    rows = []
    for code in pair.first.frame.index:
        if code not in names:
            continue
        cells = [names[code] or ""]
        sources: dict[str, None] = {}
        for selection, values, side in zip(_sides(pair), texts, ("first", "second"), strict=True):
            gap, status = selection.frame["gap"][code], selection.frame["status"][code]
            shown = gap in {"", "left_out"} and bool(status)
            if shown:
                sources.update(dict.fromkeys(selection.frame["source_ids"][code]))
            cells += [
                values[str(code)] or t("common.no_data"),
                level_word(int(pair.classes[side][code]), t) or "—",
                t(f"status.{status}") if shown else _why(gap, t),
            ]
        rows.append((tuple(cells), tuple(sources)))
    head = [t(f"geography.{view.geography}")]
    for label in labels:
        head += [label, t("map.pair_level"), t("map.status")]
    return TwinTable(
        name_pair(pair, catalog, t),
        t("map.twin_pair", n=pair.n, total=len(rows)),
        (*head, t("map.source")),
        tuple(rows),
    )
