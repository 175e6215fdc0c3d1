"""Catchments as tables: the ground as the map draws it, what it holds, and whom it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.catchment.holdings import FIGURES, HELD
from geo.catchment.notes import label_measure, list_notes
from geo.catchment.result import SIMULATED, compute, name_place
from geo.catchment.study import ACCESS
from geo.catchment.title import title_study
from geo.errors import AtlasError
from geo.export.catchments import (
    list_coverage,
    list_overlaps,
    list_reached,
    list_within,
    name_units,
    tabulate_left_out,
)
from geo.export.data.cited import open_sources
from geo.export.data.look import Category, Look, Symbol
from geo.export.data.model import SEPARATOR, Heads, Table, clean_text, make_rows
from geo.export.data.points import prefecture_cells, prefecture_columns, zone_point
from geo.locale import translator
from geo.maps.asked import answer, study_of
from geo.maps.catchments import colour_apart, outline_of, say_step, tell_basis
from geo.maps.words import text_at
from geo.types import LANGS, PLATFORM_CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.catalog import Catalog
    from geo.catchment.result import Result
    from geo.export.data.model import Column
    from geo.export.data.scene import Scene
    from geo.locale import Translator
    from geo.types import CatchmentMethod

_STEP_UNITS: Final = {"radius_km": "km", "minutes": "minutes"}


def tell_catchments(scene: Scene) -> tuple[list[Table], list[str]]:
    """Return the tables of the methods that a View asks for, and what must be said of them."""
    catalog, view, t, travel = scene.catalog, scene.view, scene.t, scene.travel
    layers = scene.layers
    tables: list[Table] = []
    notes: list[str] = []
    methods: list[tuple[str, CatchmentMethod | None]] = [
        ("catchments", view.catchment),
        ("against", view.against),
    ]
    for layer, method in methods:
        study = study_of(view, catalog, method) if method is not None else None
        if study is None or study.method in ACCESS:
            continue
        try:
            result = answer(study, catalog, travel)
            merge = outline_of(view, study) == "merged"
            # nothing is drawn outside of the province
            drawn = compute(study, catalog, travel, clip=True, merge=merge)
        except AtlasError:
            continue  # the page tells what stands in the way
        notes += [*tell_basis(drawn, travel, t), *list_notes(drawn, t)]
        mark = "" if layer == "catchments" else "against_"
        spec = layers.get(layer)
        tables.append(_tell_ground(drawn, t, layer, spec["styles"] if spec else ()))
        if merge:
            tables.append(_tell_held(result, t, f"{mark}holdings"))
        if result.step is not None:
            tables += [
                _tell_reached(result, t, f"{mark}reached"),
                _tell_within(result, t, f"{mark}within"),
                _tell_left_out(result, t, f"{mark}left_out"),
                _tell_overlaps(result, t, f"{mark}overlaps"),
            ]
    return [table for table in tables if table.rows], notes


def _tab(name: str, t: Translator) -> str:
    """Return the name of a sheet; of the method beside the first it says so."""
    own = name.removeprefix("against_")
    word = t(f"data_export.tab_{own}")
    return word if own == name else t("data_export.tab_against_of", tab=word)


def _tell_ground(
    result: Result, t: Translator, layer: str, styles: Sequence[Mapping[str, Any]]
) -> Table:
    """Return the ground as it is drawn: by place and step, or merged by step, the largest first."""
    features = result.features
    order = list(range(len(features)))
    if result.step is not None:
        # what comes later is drawn above
        order.sort(key=lambda row: -float(features[result.step].iloc[row]))
    columns, rows = _feature_rows(result, t)
    names = [column.name for column in columns]
    shapes = features.geometry.tolist()
    return Table(
        layer,
        _tab(layer, t),
        title_study(result.study, result.catalog, t),
        columns,
        make_rows(columns, [rows[row] for row in order]),
        tuple(
            open_sources(result.catalog, str(features["source_ids"].iloc[row]).split(SEPARATOR))
            for row in order
        ),
        tuple(None if shapes[row].is_empty else shapes[row] for row in order),
        "area",
        _look(result, t, styles, [row[names.index("name_" + t.lang)] for row in rows]),
    )


def _tell_held(result: Result, t: Translator, name: str) -> Table:
    """Return what each place holds by itself, beside ground that is drawn merged."""
    columns, rows = _feature_rows(result, t)
    return Table(
        name,
        _tab(name, t),
        title_study(result.study, result.catalog, t),
        columns,
        make_rows(columns, rows),
        tuple(
            open_sources(result.catalog, str(ids).split(SEPARATOR))
            for ids in result.features["source_ids"]
        ),
    )


def _feature_rows(result: Result, t: Translator) -> tuple[tuple[Column, ...], list[list[Any]]]:
    units, catalog, heads = name_units(result, t), result.catalog, Heads(t)
    features = result.features.drop(columns="geometry")
    columns = [
        heads.text("zone_id", t("data_export.id")),
        *(heads.text(f"name_{lang}", t(f"data_export.name_{lang}")) for lang in LANGS),
        heads.text("level", t("coverage.column_level")),
        heads.text("method", t("coverage.column_method")),
        heads.text("center", t("data_export.center")),
    ]
    step = result.step
    if step is not None:
        unit = t(f"data_export.{_STEP_UNITS[step]}")
        columns += [
            heads.number("step", t("catchments.step"), unit),
            heads.text("within", t("data_export.within")),
        ]
    km2 = t("data_export.km2")
    columns += [
        heads.number("area_km2", t("data_export.area"), km2, 0),
        heads.number("inside_km2", t("data_export.area_inside"), km2, 0),
    ]
    for name in HELD:
        label = label_measure(catalog, name, t)
        columns.append(heads.number(name, label, units[name], 1 if name in FIGURES else 0))
        if name in FIGURES:
            columns += [
                heads.number(f"{name}_gap", t("data_export.gap_pct", label=label), "%", 1),
                heads.text(f"{name}_qual", t("data_export.qualifier_of", label=label)),
            ]
        columns.append(heads.text(f"{name}_year", t("coverage.column_period", label=label)))
    unit = t("data_export.unit_platforms")
    columns.append(heads.count("platforms", t("layer.platforms"), unit))
    categories = [one for one in PLATFORM_CATEGORIES if features[f"platforms_{one}"].any()]
    columns += [heads.count(f"plat_{one}", t(f"category.{one}"), unit) for one in categories]
    columns += [
        heads.text("status", t("map.status")),
        heads.text("formula", t("coverage.notes_formula")),
    ]
    rows = []
    for row in features.to_dict("records"):
        ids = str(row["zone_id"]).split(SEPARATOR)
        named = [row[f"name_{lang}"] for lang in LANGS]
        if result.merge and len(ids) > 1 and step is not None:
            named = [_say_any(result, float(row[step]), translator(lang)) for lang in LANGS]
        cells: list[Any] = [
            row["zone_id"],
            *named,
            _say_levels(row["level"], t),
            t(f"coverage.method_{row['method']}"),
            _say_centers(catalog, ids, t),
        ]
        if step is not None:
            cells += [row[step], say_step(result, float(row[step]), t)]
        cells += [row["area_km2"], row["inside_km2"]]
        for name in HELD:
            cells.append(row[name])
            if name in FIGURES:
                qualifier = row[f"{name}_qualifier"]
                cells += [
                    row[f"{name}_unknown_pct"],
                    t(f"data_export.qualifier_{qualifier}") if qualifier != "eq" else None,
                ]
            period = row[f"{name}_period"]
            cells.append(t.period(period) if period else None)
        # a list that is not complete: none listed is not none there
        cells += [
            row[key] or None for key in ("platforms", *(f"platforms_{c}" for c in categories))
        ]
        cells += [t(f"status.{row['status']}"), row["formula"]]
        rows.append(cells)
    return tuple(columns), rows


def _say_any(result: Result, value: float, t: Translator) -> str:
    return t("catchments.any_zone", within=say_step(result, value, t))


def _say_centers(catalog: Catalog, ids: Sequence[str], t: Translator) -> str | None:
    """Say how well the points are known from which the ground is measured."""
    guessed = [
        zone_point(catalog, zone, t)[0] is None for zone in ids if zone in catalog.zones.index
    ]
    if not guessed:
        return None
    known = "some" if any(guessed) and not all(guessed) else "guessed" if guessed[0] else "held"
    return t(f"data_export.center_{known}")


def _say_levels(levels: str, t: Translator) -> str:
    return t("coverage.separator").join(
        t("coverage.level_simulated" if one == SIMULATED else f"level.{one}")
        for one in levels.split(SEPARATOR)
    )


def _look(
    result: Result, t: Translator, styles: Sequence[Mapping[str, Any]], names: Sequence[Any]
) -> Look | None:
    """Return the map's colours: by step, or of service areas by neighbourhood."""
    if not styles:
        return None
    if result.step is not None:
        words = [say_step(result, float(step.value or 0.0), t) for step in result.steps]
        return Look(
            ("within",),
            tuple(
                Category(clean_text(word), clean_text(word), _symbol(style))
                for word, style in zip(words, styles, strict=False)
            ),
        )
    numbers = colour_apart(result.shapes, len(styles))
    found: dict[str, int] = {}
    for name, number in zip(names, numbers, strict=True):
        found.setdefault(clean_text(str(name or "")), number)
    return Look(
        (f"name_{t.lang}",),
        tuple(Category(name, name, _symbol(styles[n])) for name, n in found.items()),
    )


def _symbol(style: Mapping[str, Any]) -> Symbol:
    return Symbol(
        style["fill"],
        style["color"],
        float(style["weight"]),
        is_dashed=bool(style["dash"]),
        opacity=float(style["opacity"]) if style["fill"] else 1.0,
    )


# what follows from the ground


def _step_columns(result: Result, heads: Heads, t: Translator) -> tuple[Column, ...]:
    unit = t(f"data_export.{_STEP_UNITS[str(result.step)]}")
    return (heads.number("step", t("catchments.step"), unit),)


def _table(
    result: Result,
    t: Translator,
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
) -> Table:
    cited = open_sources(result.catalog, result.land.source_ids)
    return Table(
        name,
        _tab(name, t),
        title_study(result.study, result.catalog, t),
        tuple(columns),
        make_rows(columns, rows),
        (cited,) * len(rows),
    )


def _tell_reached(result: Result, t: Translator, name: str) -> Table:
    heads, persons = Heads(t), t("data_export.persons")
    columns = (
        *_step_columns(result, heads, t),
        heads.text("zones", t("coverage.column_zones")),
        heads.number("people", t("coverage.column_population"), persons, 0),
        heads.number("urban", t("coverage.column_population_urban"), persons, 0),
        heads.number("people_pct", t("catchments.share_of_province"), "%", 1),
        heads.number("inside_km2", t("data_export.area_inside"), t("data_export.km2"), 0),
        heads.text("status", t("map.status")),
    )
    step = str(result.step)
    told: list[tuple[str, Mapping[str, Any]]] = []
    for row in list_coverage(result):
        if row["zones"] is None:
            told.append((t("coverage.untold"), row))
        else:
            word = t("coverage.more", n=row["zones"]) if row["or_more"] else str(row["zones"])
            told.append((word, row))
    for row in list_reached(result):
        key = "coverage.any_zone_bound" if row["at_least"] else "coverage.any_zone"
        told.append((t(key), row))
    rows = [
        (
            row[step],
            word,
            row["population"],
            row["population_urban"],
            row["population_pct"],
            row["inside_km2"],
            t("status.derived"),
        )
        for word, row in told
    ]
    return _table(result, t, name, columns, rows)


def _tell_within(result: Result, t: Translator, name: str) -> Table:
    heads = Heads(t)
    columns = (
        heads.text("of", t("coverage.column_of")),
        heads.number("minutes", t("catchments.step"), t("data_export.minutes")),
        heads.number("people", t("coverage.column_population"), t("data_export.persons"), 0),
        heads.number("people_pct", t("catchments.share_of_province"), "%", 1),
        heads.number("low_pct", t("data_export.low"), "%", 1),
        heads.number("high_pct", t("data_export.high"), "%", 1),
        heads.text("status", t("map.status")),
    )
    rows = [
        (
            t(f"coverage.of_{row['group']}"),
            row["limit_min"],
            row["people"],
            row["share_pct"],
            row["low_pct"] if row["error_pct"] is not None else None,
            row["high_pct"] if row["error_pct"] is not None else None,
            t(f"status.{row['status']}"),
        )
        for row in list_within(result)
    ]
    return _table(result, t, name, columns, rows)


def _tell_overlaps(result: Result, t: Translator, name: str) -> Table:
    heads, catalog = Heads(t), result.catalog
    columns = (
        heads.text("first", t("coverage.column_first")),
        heads.text("second", t("coverage.column_second")),
        heads.number("people", t("coverage.both"), t("data_export.persons"), 0),
        heads.number("share_pct", t("data_export.both_pct"), "%", 1),
        heads.text("status", t("map.status")),
    )
    rows = [
        (
            name_place(catalog, row["first"], t.lang),
            name_place(catalog, row["second"], t.lang),
            row["people"],
            row["share_pct"],
            t("status.derived"),
        )
        for row in list_overlaps(result)
    ]
    return _table(result, t, name, columns, rows)


def _tell_left_out(result: Result, t: Translator, name: str) -> Table:
    heads, catalog = Heads(t), result.catalog
    timed = result.study.method == "drive"
    persons = t("data_export.persons")
    columns = [
        *_step_columns(result, heads, t),
        heads.text("code", t("export.code")),
        *(heads.text(f"name_{lang}", t(f"data_export.name_{lang}")) for lang in LANGS),
        *prefecture_columns(heads, t),
        heads.number("people", t("coverage.column_population"), persons, 0),
        heads.text("state", t("coverage.column_reach")),
    ]
    columns += (
        [
            heads.count("minutes", t("catchments.minutes_about"), t("data_export.minutes")),
            heads.text("nearest", t("coverage.column_nearest")),
        ]
        if timed
        else [
            heads.number("left", t("data_export.left_people"), persons, 0),
            heads.number("left_pct", t("data_export.left_pct"), "%", 1),
        ]
    )
    columns.append(heads.text("status", t("map.status")))
    rows = []
    for value, table in tabulate_left_out(result):
        for code, row in zip(map(str, table.index), table.to_dict("records"), strict=True):
            place = row.get("place")
            told = (
                (row["minutes"], name_place(catalog, place, t.lang) if place else None)
                if timed
                else (row["population_left_out"], 100.0 - row["reached_pct"])
            )
            rows.append(
                (
                    value,
                    code,
                    *(text_at(catalog.counties, code, "name", lang) for lang in LANGS),
                    *prefecture_cells(catalog, catalog.counties["prefecture_code"][code]),
                    row["population"],
                    t(f"coverage.state_{row['state']}"),
                    *told,
                    t("status.derived"),
                )
            )
    return _table(result, t, name, columns, rows)
