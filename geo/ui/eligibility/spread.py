"""All zones by the state of one line, as a table: figures of the atlas alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.eligibility.evaluate import judge
from geo.eligibility.figures import known_figures, near_figures
from geo.eligibility.words import (
    say_figure,
    say_period,
    say_state,
    say_status,
    say_why,
)
from geo.ui.eligibility.words import tell_sources
from geo.ui.monitoring.words import name_holder
from geo.view.model import DEFAULT_ZONE_LEVELS
from geo.zones.listing import in_order

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.eligibility.model import Criterion, RuleSet
    from geo.eligibility.rules import Rules
    from geo.locale import Translator


def list_spread(catalog: Catalog) -> list[str]:
    """Return the zones that a line is held against: those that are recognised."""
    zones = catalog.zones
    return [zone for zone in in_order(zones) if zones["level"][zone] in DEFAULT_ZONE_LEVELS]


def spread_frame(
    rule_set: RuleSet,
    criterion: Criterion,
    catalog: Catalog,
    rules: Rules,
    t: Translator,
    *,
    today: dt.date,
) -> pd.DataFrame:
    """Return one line held against every zone; own figures are private and not in it."""
    metric = rules.metric(criterion.metric)
    rows = []
    for zone in list_spread(catalog):
        known = () if metric is None else known_figures(catalog, zone, [metric]).get(metric.id, ())
        near = () if metric is None else near_figures(catalog, zone, metric)
        verdict = judge(rule_set, criterion, known, near, today=today)
        figure = verdict.figure
        rows.append(
            {
                t("eligibility_page.zone"): name_holder(catalog, zone, t),
                t("eligibility_page.state"): say_state(verdict, t),
                t("eligibility_page.value"): say_figure(figure, t) if figure else "",
                t("map.period"): say_period(figure, t) if figure else "",
                t("map.status"): say_status(figure, t) if figure else "",
                name_margin(criterion, t): verdict.margin,
                t("eligibility_page.margin_pct"): verdict.margin_pct,
                t("eligibility_page.why"): say_why(verdict, t),
                t("eligibility.stale"): t("eligibility.yes") if verdict.is_stale else "",
                t("map.level"): t(f"level.{catalog.zones['level'][zone]}"),
                t("map.source"): tell_sources(figure.source_ids, catalog, t) if figure else "",
            }
        )
    frame = pd.DataFrame(rows)
    # a sign at the front of a text is held for a formula, so these are numbers
    for name in (name_margin(criterion, t), t("eligibility_page.margin_pct")):
        frame[name] = frame[name].astype(float)
    return frame


def name_margin(criterion: Criterion, t: Translator) -> str:
    """Return the head of the column of margins, with its unit."""
    unit = criterion.unit
    if unit is None:
        return t("eligibility_page.margin")
    word = t(f"eligibility.unit_{'percentage_points' if unit == 'percent' else unit}")
    return t("eligibility_page.margin_unit", unit=word)
