"""Zones held against rules, as numbers: one zone line by line, or all zones by one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from geo.eligibility.words import (
    find_state_key,
    say_clause,
    say_figure,
    say_marks,
    say_state,
    say_status,
    say_threshold,
    say_why,
)
from geo.export.data.cited import open_sources
from geo.export.data.look import Category, Look, Symbol
from geo.export.data.model import Heads, Table, make_rows
from geo.export.data.points import (
    may_leave,
    name_columns,
    point_columns,
    prefecture_cells,
    prefecture_columns,
    zone_point,
)
from geo.maps.palette import STATE_SIGNS
from geo.maps.words import text_at
from geo.types import LANGS, SHOWN_STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.eligibility.evaluate import Evaluation, Verdict
    from geo.export.data.look import Shape
    from geo.export.data.model import Column
    from geo.locale import Translator

_SHAPES: Final[Mapping[str, tuple[Shape, float]]] = {
    "up": ("triangle", 0.0),
    "down": ("triangle", 180.0),
    "square": ("square", 0.0),
    "diamond": ("diamond", 0.0),
    "hexagon": ("hexagon", 0.0),
    "circle": ("circle", 0.0),
}
_SIGN_PX: Final = 18.0


def tell_lines(evaluation: Evaluation, t: Translator, catalog: Catalog) -> Table:
    """Return every line of the rules, with what the zone has beyond or below it."""
    heads = Heads(t)
    columns = (
        heads.text("line_id", t("data_export.id")),
        heads.text("line", t("map.rule_line")),
        heads.text("state", t("map.rule_state")),
        heads.text("threshold", t("map.threshold")),
        heads.number("asked", t("data_export.asked")),
        *_figure_columns(heads, t, ""),
        heads.text("unit", t("data_export.unit")),
        heads.text("why", t("data_export.why")),
        heads.text("clause", t("map.clause")),
    )
    rows = []
    for verdict in evaluation.verdicts:
        criterion = verdict.criterion
        asked = criterion.threshold
        rows.append(
            (
                criterion.id,
                criterion.say("label", t.lang),
                say_state(verdict, t),
                say_threshold(criterion, t),
                asked if _is_number(asked) else None,
                *_figure_cells(verdict, t),
                _say_unit(verdict, t),
                say_why(verdict, t),
                say_clause(criterion, t),
            )
        )
    return Table(
        "rules",
        t("data_export.tab_rules"),
        t("data_export.title_rules", document=evaluation.rule_set.say("title", t.lang)),
        columns,
        make_rows(columns, rows),
        tuple(open_sources(catalog, _cited(verdict)) for verdict in evaluation.verdicts),
    )


def tell_states(
    catalog: Catalog, verdicts: Mapping[str, Verdict], t: Translator
) -> tuple[Table | None, list[str]]:
    """Return all zones by the state of one line, and what must be said of those left behind."""
    kept = [zone for zone in verdicts if may_leave(catalog, zone)]
    if not kept:
        return None, []
    heads = Heads(t)
    first = verdicts[kept[0]]
    zones = catalog.zones
    columns = (
        heads.text("zone_id", t("data_export.id")),
        *name_columns(heads, t),
        heads.text("level", t("map.level")),
        *prefecture_columns(heads, t),
        heads.text("state", t("map.rule_state")),
        *_figure_columns(heads, t, _say_unit(first, t)),
        heads.text("why", t("data_export.why")),
        *point_columns(heads, t),
    )
    rows, shapes = [], []
    for zone in kept:
        verdict = verdicts[zone]
        shape, point = zone_point(catalog, zone, t)
        shapes.append(shape)
        rows.append(
            (
                zone,
                *(text_at(zones, zone, "name", lang) for lang in LANGS),
                t(f"level.{zones['level'][zone]}"),
                *prefecture_cells(catalog, zones["prefecture_code"][zone]),
                say_state(verdict, t),
                *_figure_cells(verdict, t),
                say_why(verdict, t),
                *point,
            )
        )
    keys = {find_state_key(verdicts[zone]) for zone in kept}
    order = list(STATE_SIGNS)
    categories = tuple(
        Category(t(key), t(key), _symbol(key))
        for key in sorted(keys, key=lambda key: order.index(key.rpartition(".")[2]))
    )
    guessed = sum(shape is None for shape in shapes)
    table = Table(
        "states",
        t("data_export.tab_states"),
        first.criterion.say("label", t.lang),
        columns,
        make_rows(columns, rows),
        tuple(open_sources(catalog, _cited(verdicts[zone])) for zone in kept),
        tuple(shapes),
        "point",
        Look(("state",), categories),
    )
    return table, [t.plural("data_export.zones_guessed", guessed)] if guessed else []


def _figure_columns(heads: Heads, t: Translator, unit: str) -> tuple[Column, ...]:
    return (
        heads.number("value", t("map.value"), unit),
        heads.text("told", t("data_export.told")),
        heads.text("data_state", t("data_export.data_state")),
        heads.text("period", t("map.period")),
        heads.text("status", t("map.status")),
        heads.text("qualifier", t("data_export.qualifier")),
        heads.text("marks", t("data_export.marks")),
        heads.number("margin", t("map.margin"), unit),
        heads.number("margin_pct", t("data_export.margin_pct"), "%", 1),
        heads.text("note", t("export.note")),
    )


def _figure_cells(verdict: Verdict, t: Translator) -> tuple[Any, ...]:
    """Return the cells of `_figure_columns`; a figure that may not leave is only said to be one."""
    figure = verdict.figure
    if figure is None or figure.status not in SHOWN_STATUSES:
        why = t("common.no_data" if figure is None else "indicators.gap_unverified")
        return (None, None, why, *(None,) * 7)
    marks = [say_marks(figure, t)]
    if verdict.is_stale:
        marks.append(t("eligibility.stale"))
    return (
        figure.value if _is_number(figure.value) else None,
        say_figure(figure, t),
        t("data_export.held"),
        t.period(figure.period),
        say_status(figure, t),
        t(f"data_export.qualifier_{figure.qualifier}") if figure.qualifier != "eq" else None,
        t("eligibility.comma").join(mark for mark in marks if mark),
        verdict.margin,
        verdict.margin_pct,
        figure.note_zh if t.lang == "zh" else figure.note_en,
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _say_unit(verdict: Verdict, t: Translator) -> str:
    unit = verdict.criterion.unit
    word = "" if unit is None else t(f"eligibility.with_{unit}", number="").strip()
    # what stands in brackets beside a number stands in those of the head
    return word[1:-1] if word.startswith("(") else word


def _cited(verdict: Verdict) -> list[str]:
    """Return the sources of the figure, if it may leave, and of the line."""
    figure = verdict.figure
    shown = figure is not None and figure.status in SHOWN_STATUSES
    return [*(figure.source_ids if figure is not None and shown else ()), verdict.source_id]


def _symbol(key: str) -> Symbol:
    sign = STATE_SIGNS[key.rpartition(".")[2]]
    shape, angle = _SHAPES[sign.shape]
    return Symbol(
        sign.fill,
        sign.line,
        1.4,
        is_dashed=sign.dashed,
        shape=shape,
        size_px=_SIGN_PX,
        angle=angle,
    )
