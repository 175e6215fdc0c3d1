"""The areas as a table: what colours them on the map, as numbers, and in which class each is."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo.bivariate import pair_indicators
from geo.catchment.holdings import prepare_land
from geo.catchment.reach import round_minutes
from geo.catchment.result import name_place
from geo.catchment.study import ACCESS
from geo.catchment.title import title_study
from geo.classify import classify
from geo.errors import AtlasError, ClassifyError
from geo.export.data.cited import open_sources
from geo.export.data.look import (
    NO_DATA_FILL,
    NO_DATA_LINE,
    Category,
    Circles,
    Grades,
    Look,
    Symbol,
)
from geo.export.data.model import Heads, Table, clean_text, make_rows
from geo.export.data.points import name_columns, prefecture_cells, prefecture_columns
from geo.indicators import name_gap, rank
from geo.maps.areas import (
    LEFT_OUT,
    NO_DATA,
    classes_of,
    codes_of,
    economic_zone_names,
    places,
    selection_label,
)
from geo.maps.asked import answer, measure, study_of
from geo.maps.theme_fields import QUOTIENT_BOUNDS, chosen_fields, name_measure
from geo.maps.theme_pair import level_word, name_pair
from geo.maps.theme_reach import STATES, county_homes, county_states
from geo.maps.themes import has_theme
from geo.maps.words import text_at
from geo.specialisation import count_fields
from geo.specialisation import measure as measure_fields
from geo.specialisation import sources_of as field_sources
from geo.types import LANGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.catchment.study import Study
    from geo.catchment.travel import Travel
    from geo.export.data.model import Column
    from geo.export.data.scene import Scene
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.view import View

_SHARES_LISTED: Final = 3


@dataclass
class _Facts:
    """What a theme says of each area, in the order of the codes.

    Attributes
    ----------
    title
        What it is.
    columns, cells
        One list of cells for each column.
    states
        "held", or why there is nothing, in words.
    cited
        Sources of each area.
    graded, bounds
        Column by whose numbers the areas are coloured, and the bounds of the classes.
    labels
        What the class of each area is called, where the legend has no line for it.
    has_classes
        Whether the colours are classes at all.
    withheld
        How many values are known and may not leave.
    """

    title: str
    columns: list[Column]
    cells: list[Sequence[Any]]
    states: list[str]
    cited: list[tuple[str, ...]]
    graded: str = ""
    bounds: tuple[float, ...] = ()
    labels: list[str] | None = None
    has_classes: bool = True
    circles: Circles | None = None
    withheld: int = 0
    keyed: tuple[str, ...] = field(default=("class",))


def tell_areas(scene: Scene) -> tuple[Table, list[str]]:
    """Return the areas with what colours them, and what must be said of what is not in it."""
    catalog, view, t = scene.catalog, scene.view, scene.t
    spec = scene.layers["choropleth"]
    codes = codes_of(catalog, view.geography)
    facts = _find(scene, codes)
    heads = Heads(t)
    by_county = view.geography == "county"
    table = places(catalog, view.geography)
    owners = table["prefecture_code"].to_dict() if by_county else {}
    columns = [
        heads.text("code", t("export.code")),
        *name_columns(heads, t),
        *(prefecture_columns(heads, t) if by_county else ()),
        heads.text("econ_zone", t("map.economic_zone")),
    ]
    economic = economic_zone_names(catalog, codes, t.lang)
    rows: list[list[Any]] = [
        [
            code,
            *(text_at(table, code, "name", lang) for lang in LANGS),
            *(prefecture_cells(catalog, owners[code]) if by_county else ()),
            zone,
        ]
        for code, zone in zip(codes, economic, strict=True)
    ]
    held = t("data_export.held")
    classes: list[str] = []
    if facts is not None:
        columns += facts.columns
        for row, cells in zip(rows, zip(*facts.cells, strict=True), strict=True):
            row.extend(cells)
        columns.append(heads.text("data_state", t("data_export.data_state")))
        for row, state in zip(rows, facts.states, strict=True):
            row.append(state)
        if facts.has_classes:
            classes = _name_classes(spec, facts, held)
            columns.append(heads.text("class", t("data_export.class")))
            for row, word in zip(rows, classes, strict=True):
                row.append(word)
    shapes = table.geometry
    cited = facts.cited if facts else [open_sources(catalog, table["source_ids"][c]) for c in codes]
    made = Table(
        "areas",
        t(f"data_export.tab_{view.geography}"),
        facts.title if facts else t("map.economic_zones"),
        tuple(columns),
        make_rows(columns, rows),
        tuple(cited),
        tuple(shapes[code] for code in codes),
        "area",
        _look(spec, facts, classes, economic),
    )
    withheld = facts.withheld if facts is not None else 0
    return made, [t.plural("data_export.values_left", withheld)] if withheld else []


# what colours the areas


def _find(scene: Scene, codes: list[str]) -> _Facts | None:
    view = scene.view
    if has_theme(view):
        if view.theme == "bivariate":
            return _tell_pair(scene, codes)
        if view.theme == "reach":
            return _tell_reach(scene, codes)
        return _tell_fields(scene, codes)
    if scene.selection is None:
        return None
    return _tell_indicator(scene, scene.selection, codes)


@dataclass(frozen=True)
class _Side:
    """The values of one indicator, place by place."""

    figures: list[float]
    left_out: list[float]
    states: list[str]
    statuses: list[str | None]
    periods: list[str | None]
    qualifiers: list[str | None]
    notes: list[str | None]
    cited: list[tuple[str, ...]]
    withheld: int


def _read_side(catalog: Catalog, selection: Selection, t: Translator, codes: list[str]) -> _Side:
    frame = selection.frame.loc[codes]
    gaps = frame["gap"].tolist()
    shown = [gap in {"", "left_out"} for gap in gaps]
    period = t.period(selection.period)
    as_published = selection.form == "total"  # a divided value of what is left out is not held

    def if_shown(values: Sequence[Any]) -> list[Any]:
        return [value if ok else None for value, ok in zip(values, shown, strict=True)]

    words = {
        "": t("data_export.held"),
        "left_out": t("map.left_out"),
        "missing": t("common.no_data"),
        **{gap: t(name_gap(gap)) for gap in set(gaps) - {"", "left_out", "missing"}},
    }
    return _Side(
        frame["value"].tolist(),
        [
            published if gap == "left_out" and as_published else math.nan
            for gap, published in zip(gaps, frame["published"], strict=True)
        ],
        [words[gap] for gap in gaps],
        if_shown([t(f"status.{s}") if s else None for s in frame["status"]]),
        if_shown([period if s else None for s in frame["status"]]),
        if_shown([_say_qualifier(q, t) for q in frame["qualifier"]]),
        if_shown(frame[f"note_{t.lang}"].tolist()),
        [
            open_sources(catalog, ids) if ok else ()
            for ids, ok in zip(frame["source_ids"], shown, strict=True)
        ],
        sum(gap in {"suspect", "unverified"} for gap in gaps),
    )


def _say_qualifier(qualifier: object, t: Translator) -> str | None:
    return t(f"data_export.qualifier_{qualifier}") if qualifier in {"ge", "approx"} else None


def _name_values(catalog: Catalog, selection: Selection, t: Translator) -> str:
    """Return the indicator with its form, without the period, which has a column of its own."""
    name = text_at(catalog.indicators, selection.indicator, "label", t.lang)
    if selection.form == "total":
        return name
    return t("map.label_form", name=name, form=t(f"form.{selection.form}"))


def _tell_indicator(scene: Scene, selection: Selection, codes: list[str]) -> _Facts:
    catalog, view, t = scene.catalog, scene.view, scene.t
    side = _read_side(catalog, selection, t, codes)
    unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
    label = _name_values(catalog, selection, t)
    heads = Heads(t)
    columns = [heads.number("value", label, unit, selection.decimals)]
    cells: list[Sequence[Any]] = [side.figures]
    if view.without:
        columns.append(
            heads.number(
                "left_value",
                t("data_export.left_value", label=label),
                unit,
                selection.decimals,
            )
        )
        cells.append(side.left_out)
    columns += [
        heads.count("rank", t("map.rank")),
        heads.text("period", t("map.period")),
        heads.text("status", t("map.status")),
        heads.text("qualifier", t("data_export.qualifier")),
        heads.text("note", t("export.note")),
    ]
    ranks = [None if pd.isna(one) else int(one) for one in rank(selection).reindex(codes)]
    cells += [ranks, side.periods, side.statuses, side.qualifiers, side.notes]
    facts = _Facts(
        selection_label(selection, catalog, t),
        columns,
        cells,
        side.states,
        side.cited,
        withheld=side.withheld,
    )
    if _is_by_economic_zone(scene.layers["choropleth"]):
        facts.has_classes = False
        facts.circles = _read_circles(scene, side.figures)
        return facts
    classes = classes_of(selection, view, catalog)
    if classes is not None:
        facts.graded = "value"
        low, high = classes.edges[0], classes.edges[-1]
        values = np.asarray(side.figures, dtype=float)
        # what lies outside of all bounds is in the nearest class
        facts.bounds = (
            min(low, float(np.nanmin(values))),
            *classes.edges[1:-1],
            max(high, float(np.nanmax(values))),
        )
    return facts


def _tell_fields(scene: Scene, codes: list[str]) -> _Facts:
    catalog, view, t = scene.catalog, scene.view, scene.t
    counted = count_fields(catalog, view.field_basis)
    fields = chosen_fields(view)
    frame = measure_fields(counted, fields).loc[codes]
    found = field_sources(counted, fields)
    heads = Heads(t)
    unit = t(f"data_export.unit_{view.field_basis}")
    columns = [
        heads.count("count", t("map.field_count"), unit),
        heads.count("base", t("map.field_base"), unit),
        heads.number("place_pct", t("map.measure_share_of_place"), "%", 1),
        heads.number("field_pct", t("map.measure_field_share"), "%", 1),
        heads.number("lq", t("map.measure_field_lq"), "", 2),
        heads.text("status", t("map.status")),
    ]
    held = (frame["count"] > 0).tolist()
    few = frame["few"].tolist()
    quotients = frame["quotient"].where(~frame["few"])
    cells: list[Sequence[Any]] = [
        [value if ok else None for value, ok in zip(values, held, strict=True)]
        for values in (
            frame["count"],
            frame["base"],
            frame["share_of_place"],
            frame["share_of_field"],
            quotients,
            [t("status.derived")] * len(codes),
        )
    ]
    by_quotient = view.theme == "field_lq"
    states = [
        t("common.no_data")
        if not ok
        else t("data_export.few")
        if by_quotient and scarce
        else t("data_export.held")
        for ok, scarce in zip(held, few, strict=True)
    ]
    cited = [
        open_sources(catalog, found.get(code, ())) if ok else ()
        for code, ok in zip(codes, held, strict=True)
    ]
    facts = _Facts(name_measure(view, t), columns, cells, states, cited)
    if by_quotient:
        told = [one for one in cells[4] if one is not None and one == one]  # noqa: PLR0124
        facts.graded = "lq"
        facts.bounds = (0.0, *QUOTIENT_BOUNDS, max([QUOTIENT_BOUNDS[-1], *told]))
    else:
        facts.graded = "field_pct"
        facts.bounds = _find_bounds(cells[3], view)
    return facts


def _tell_pair(scene: Scene, codes: list[str]) -> _Facts | None:
    catalog, view, t = scene.catalog, scene.view, scene.t
    pair = pair_indicators(catalog, view)
    if pair is None:
        return None
    heads = Heads(t)
    columns: list[Column] = []
    cells: list[Sequence[Any]] = []
    sides = []
    for axis, selection, name in (("a", pair.first, "first"), ("b", pair.second, "second")):
        side = _read_side(catalog, selection, t, codes)
        sides.append(side)
        unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
        label = _name_values(catalog, selection, t)

        def on(text: str, axis: str = axis) -> str:
            return t("data_export.on_axis", axis=axis.upper(), label=text)

        levels = [level_word(int(number), t) for number in pair.classes[name].loc[codes]]
        columns += [
            heads.number(f"value_{axis}", on(label), unit, selection.decimals),
            heads.text(f"level_{axis}", on(t("map.pair_level"))),
            heads.text(f"state_{axis}", on(t("data_export.data_state"))),
            heads.text(f"period_{axis}", on(t("map.period"))),
            heads.text(f"status_{axis}", on(t("map.status"))),
            heads.text(f"qual_{axis}", on(t("data_export.qualifier"))),
            heads.text(f"note_{axis}", on(t("export.note"))),
        ]
        cells += [
            side.figures,
            levels,
            side.states,
            side.periods,
            side.statuses,
            side.qualifiers,
            side.notes,
        ]
    held, left_out = t("data_export.held"), t("map.left_out")
    states = []
    for a, b in zip(sides[0].states, sides[1].states, strict=True):
        if left_out in {a, b}:
            states.append(left_out)
        else:
            states.append(held if a == b == held else t("data_export.pair_gap"))
    labels = [
        t("data_export.pair_class", first=level_word(int(x), t), second=level_word(int(y), t))
        if x >= 0 and y >= 0
        else ""
        for x, y in zip(
            pair.classes["first"].loc[codes], pair.classes["second"].loc[codes], strict=True
        )
    ]
    return _Facts(
        name_pair(pair, catalog, t),
        columns,
        cells,
        states,
        [tuple(dict.fromkeys([*a, *b])) for a, b in zip(*(s.cited for s in sides), strict=True)],
        labels=labels,
        withheld=sum(side.withheld for side in sides),
    )


def _tell_reach(scene: Scene, codes: list[str]) -> _Facts | None:
    catalog, view, t, travel = scene.catalog, scene.view, scene.t, scene.travel
    study = study_of(view, catalog)
    if study is None:
        return None
    try:
        if study.method in ACCESS:
            return _tell_access(scene, study, codes)
        result = answer(study, catalog, travel)
        if result.draws is not None:
            return _tell_draws(result, view, t, codes)
        if result.step is None:
            return _tell_homes(result, t, codes)
        return _tell_states(result, t, travel, codes)
    except AtlasError:
        return None  # the map shows none either, and the page tells what stands in the way


def _people(t: Translator) -> Column:
    return Heads(t).count("people", t("data_export.people"), t("data_export.persons"))


def _tell_states(result: Result, t: Translator, travel: Travel, codes: list[str]) -> _Facts:
    frame = county_states(result, travel).loc[codes]
    heads = Heads(t)
    columns = [_people(t), heads.number("reach_pct", t("catchments.share_reached"), "%", 1)]
    cells: list[Sequence[Any]] = [frame["people"].tolist(), frame["share_pct"].tolist()]
    if result.study.method == "drive":
        columns += [
            heads.text("nearest", t("catchments.nearest")),
            heads.count("minutes", t("catchments.minutes_about"), t("data_export.minutes")),
        ]
        cells += [
            [_name(result.catalog, place, t) for place in frame["place"]],
            round_minutes(frame["minutes"]).tolist(),
        ]
    columns.append(heads.text("status", t("map.status")))
    cells.append([t("status.derived")] * len(codes))
    told = [state in STATES for state in frame["state"]]
    return _Facts(
        title_study(result.study, result.catalog, t),
        columns,
        cells,
        [t("data_export.held") if ok else t("common.no_data") for ok in told],
        [open_sources(result.catalog, result.land.source_ids)] * len(codes),
        labels=[
            t(f"catchments.state_{state}") if ok else ""
            for state, ok in zip(frame["state"], told, strict=True)
        ],
    )


def _tell_homes(result: Result, t: Translator, codes: list[str]) -> _Facts:
    homes = county_homes(result).loc[codes]
    heads = Heads(t)
    return _Facts(
        title_study(result.study, result.catalog, t),
        [
            _people(t),
            heads.text("served_by", t("catchments.service_zone")),
            heads.number("served_pct", t("catchments.service_share"), "%", 1),
            heads.text("status", t("map.status")),
        ],
        [
            homes["people"].tolist(),
            [_name(result.catalog, place, t) for place in homes["place"]],
            homes["share_pct"].tolist(),
            [t("status.derived")] * len(codes),
        ],
        [t("data_export.held")] * len(codes),
        [open_sources(result.catalog, result.land.source_ids)] * len(codes),
        has_classes=False,
        keyed=(),
    )


def _tell_access(scene: Scene, study: Study, codes: list[str]) -> _Facts:
    catalog, view, t, travel = scene.catalog, scene.view, scene.t, scene.travel
    frame = measure(study, catalog, view.platform_categories, travel).loc[codes]
    heads = Heads(t)
    values = frame["per_million"].tolist()
    unit = t(f"data_export.unit_{study.supply}")
    return _Facts(
        title_study(study, catalog, t),
        [
            _people(t),
            # a list that is not complete: none listed is not none there
            heads.count("supply", t(f"catchments.supply_{study.supply}"), unit),
            heads.number(
                "value",
                t(f"catchments.access_{study.supply}"),
                t(f"catchments.access_unit_{study.supply}"),
                2,
            ),
            heads.text("status", t("map.status")),
        ],
        [
            frame["people"].tolist(),
            [n or None for n in frame["supply"]],
            values,
            [t("status.derived")] * len(codes),
        ],
        [t("common.no_data") if math.isnan(x) else t("data_export.held") for x in values],
        [open_sources(catalog, prepare_land(catalog).source_ids)] * len(codes),
        graded="value",
        bounds=_find_bounds(values, view),
    )


def _tell_draws(result: Result, view: View, t: Translator, codes: list[str]) -> _Facts:
    draws, catalog = result.draws, result.catalog
    assert draws is not None  # noqa: S101 - the method is Huff's
    shares = draws.shares.loc[codes]
    people = catalog.counties["population"].astype(float).reindex(codes)
    zone = view.huff_zone if view.huff_zone in shares.columns else None
    drawn = [bool(total) for total in shares.sum(axis=1)]
    heads = Heads(t)
    columns, cells = [_people(t)], [people.tolist()]
    ranked = [_rank_shares(row) for row in shares.to_dict("records")]
    for place in range(_SHARES_LISTED):
        label = t(f"catchments.head_zone_{place + 1}")
        columns += [
            heads.text(f"zone_{place + 1}", label),
            heads.number(f"zone_{place + 1}_pct", label, "%", 1),
        ]
        picked = [row[place] if place < len(row) else (None, None) for row in ranked]
        cells += [[_name(catalog, one, t) for one, _ in picked], [share for _, share in picked]]
    if zone is not None:
        # limits are told to the digits of the values
        values = np.round(shares[zone].to_numpy() * 100.0, 1)
        values = np.where(drawn, values, np.nan)
        label = t("catchments.huff_share_title", name=name_place(catalog, zone, t.lang))
        columns.append(heads.number("value", label, "", 1))
        cells.append(values.tolist())
    columns.append(heads.text("status", t("map.status")))
    cells.append([t("status.derived")] * len(codes))
    facts = _Facts(
        title_study(result.study, catalog, t),
        columns,
        cells,
        [t("data_export.held") if ok else t("common.no_data") for ok in drawn],
        [open_sources(catalog, result.land.source_ids)] * len(codes),
    )
    if zone is not None:
        facts.graded, facts.bounds = "value", _find_bounds(cells[-2], view)
    else:
        facts.labels = [_name(catalog, draws.dominant[code], t) or "" for code in codes]
    return facts


def _rank_shares(row: Mapping[Any, float]) -> list[tuple[str, float]]:
    """Return the zones that draw most of a county's people, with their shares in percent."""
    ranked = sorted(row.items(), key=lambda pair: -pair[1])[:_SHARES_LISTED]
    return [(str(zone), round(float(share) * 100.0, 1)) for zone, share in ranked if share > 0]


def _name(catalog: Catalog, place: object, t: Translator) -> str | None:
    return name_place(catalog, place, t.lang) if isinstance(place, str) else None


def _find_bounds(values: Sequence[Any], view: View) -> tuple[float, ...]:
    """Return the bounds of a theme's classes, as the themes find them; none without values."""
    numbers = [math.nan if value is None else float(value) for value in values]
    try:
        return classify(numbers, "natural" if view.scheme == "user" else view.scheme, view.k).edges
    except ClassifyError:
        return ()


# how they look


def _read_circles(scene: Scene, values: Sequence[float]) -> Circles | None:
    """Return the circles of the map; None where it has none."""
    spec = scene.layers.get("circles")
    if spec is None or not spec["items"]:
        return None
    largest = max(item["r"] for item in spec["items"])
    return Circles("value", float(np.nanmax(values)), largest, spec["color"])


def _is_by_economic_zone(spec: Mapping[str, Any]) -> bool:
    """Return whether the areas are only the ground of circles."""
    return not spec["name"]


def _name_classes(spec: Mapping[str, Any], facts: _Facts, held: str) -> list[str]:
    """Return the word for the class of each area: the legend's line for it, or why it has none."""
    if facts.labels is not None:
        return [label or state for label, state in zip(facts.labels, facts.states, strict=True)]
    lines = _legend_lines(spec)
    return [
        lines.get(spec["colors"][number], "") if number >= 0 else ("" if state == held else state)
        for number, state in zip(spec["classes"], facts.states, strict=True)
    ]


def _legend_lines(spec: Mapping[str, Any]) -> dict[str, str]:
    entries = (spec["legend"] or {}).get("entries", ())
    return {entry["color"]: entry["label"] for entry in entries if entry["sign"] == "fill"}


def _look(
    spec: Mapping[str, Any], facts: _Facts | None, classes: list[str], economic: list[str]
) -> Look:
    """Return the map's colours by the texts of a column, in the order of the legend."""
    words, keyed = classes, ("class",)
    if not classes:
        words, keyed = economic, ("econ_zone",)
    if facts is not None and not facts.keyed:
        colour = Symbol(spec["colors"][0], width_px=spec["weight"], opacity=spec["opacity"])
        return Look((), (Category("", clean_text(facts.title), colour),))
    numbers = {clean_text(w): n for w, n in zip(words, spec["classes"], strict=True) if w}
    last = len(spec["colors"])
    ordered = sorted(
        numbers, key=lambda word: -numbers[word] if numbers[word] >= 0 else last - numbers[word]
    )
    if not classes:
        ordered = sorted(numbers, key=numbers.__getitem__)
    categories = tuple(Category(word, word, _symbol(spec, numbers[word])) for word in ordered)
    return Look(keyed, categories, _grades(spec, facts), facts.circles if facts else None)


def _symbol(spec: Mapping[str, Any], number: int) -> Symbol:
    weight = float(spec["weight"])
    if number == NO_DATA:
        return Symbol(NO_DATA_FILL, width_px=weight, hatch=NO_DATA_LINE)
    if number == LEFT_OUT:
        return Symbol(spec["left_out"], width_px=weight)
    return Symbol(spec["colors"][number], width_px=weight, opacity=spec["opacity"])


def _grades(spec: Mapping[str, Any], facts: _Facts | None) -> Grades | None:
    """Return the classes by their bounds; None unless they put every area where the map has it."""
    if facts is None or not facts.has_classes or len(facts.bounds) != len(spec["colors"]) + 1:
        return None
    names = [column.name for column in facts.columns]
    values = [
        math.nan if value is None else float(value)
        for value in facts.cells[names.index(facts.graded)]
    ]
    found = np.searchsorted(np.asarray(facts.bounds[1:-1]), values, side="left")
    for number, value, drawn in zip(found.tolist(), values, spec["classes"], strict=True):
        if drawn >= 0 and (math.isnan(value) or number != drawn):
            return None
    lines = _legend_lines(spec)
    return Grades(
        facts.graded,
        facts.bounds,
        tuple(clean_text(lines.get(colour, "")) for colour in spec["colors"]),
        tuple(_symbol(spec, number) for number in range(len(spec["colors"]))),
    )
