"""The figure of the zones that the page of monitoring shows, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.export.data.cited import open_sources
from geo.export.data.model import Heads, Table, make_rows
from geo.export.data.points import may_leave, name_columns
from geo.maps.words import text_at
from geo.monitoring import first_period, monitor
from geo.types import LANGS

if TYPE_CHECKING:
    from geo.export.data.scene import Scene
    from geo.locale import Translator
    from geo.monitoring import Line

_PCT = 100.0


def tell_figures(scene: Scene) -> tuple[Table | None, list[str]]:
    """Return the zones' figures in the View's period with the change on the year before.

    Groups of zones stand below the zones. Figures that may not be shown are told as a number.
    """
    catalog, view, t = scene.catalog, scene.view, scene.t
    indicator = view.zone_indicator
    if indicator is None:
        return None, []
    period = view.zone_period or first_period(catalog, indicator)
    if period is None:
        return None, []
    found = monitor(catalog, indicator, period)
    unit = str(catalog.indicators["unit" if t.lang == "zh" else "unit_en"][indicator])
    label = text_at(catalog.indicators, indicator, "label", t.lang)
    change = t("data_export.points") if found.is_share else "%"
    heads = Heads(t)
    columns = (
        heads.text("zone_id", t("data_export.id")),
        *name_columns(heads, t),
        heads.text("level", t("map.level")),
        heads.number("value", label, unit),
        heads.text("data_state", t("data_export.data_state")),
        heads.text("period", t("map.period")),
        heads.text("status", t("map.status")),
        heads.text("qualifier", t("data_export.qualifier")),
        heads.number("before", t("data_export.year_before"), unit),
        heads.number("change", t("monitoring.change"), change, 1),
        heads.text("why", t("data_export.no_change")),
        heads.count("rank", t("map.rank")),
        heads.text("note", t("export.note")),
    )
    lines = [line for line in found.zones if may_leave(catalog, line.holder)]
    withheld = {figure.holder for figure in found.withheld}
    rows = []
    for line in (*lines, *found.groups):
        is_zone = line.holder in catalog.zones.index
        table = catalog.zones if is_zone else catalog.zone_groups
        level = f"level.{table['level'][line.holder]}" if is_zone else "data_export.sum_of_zones"
        rows.append(
            (
                line.holder,
                *(text_at(table, line.holder, "name", lang) for lang in LANGS),
                t(level),
                *_cells(line, t, is_share=found.is_share, is_withheld=line.holder in withheld),
            )
        )
    cited = [
        [figure.source_id for figure in (line.figure, line.before) if figure is not None]
        for line in (*lines, *found.groups)
    ]
    made = Table(
        "figures",
        t("data_export.tab_figures"),
        t("map.label_period", name=label, period=t.period(period)),
        columns,
        make_rows(columns, rows),
        tuple(open_sources(catalog, ids) for ids in cited),
    )
    left = len(found.withheld)
    return made, [t.plural("data_export.values_left", left)] if left else []


def _cells(line: Line, t: Translator, *, is_share: bool, is_withheld: bool) -> tuple[Any, ...]:
    figure, before = line.figure, line.before
    if figure is None:
        why = t("indicators.gap_unverified" if is_withheld else "common.no_data")
        return (None, why, *(None,) * 8)
    factor = 1.0 if is_share else _PCT
    return (
        figure.value,
        t("data_export.held"),
        t.period(figure.period),
        t(f"status.{figure.status}"),
        t(f"data_export.qualifier_{figure.qualifier}") if figure.qualifier != "eq" else None,
        None if before is None else before.value,
        None if line.change is None else line.change * factor,
        t(f"monitoring.why_{line.why}") if line.why else None,
        line.rank,
        figure.note_zh if t.lang == "zh" else figure.note_en,
    )
