"""All zones by the state of one line, as a table: figures of the atlas alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.eligibility.spread import judge_zones
from geo.eligibility.words import (
    say_figure,
    say_marks,
    say_period,
    say_state,
    say_status,
    say_why,
)
from geo.maps.words import text_at
from geo.view.model import DEFAULT_ZONE_LEVELS
from geo.zones.listing import in_order

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from geo.catalog import Catalog
    from geo.eligibility.evaluate import Verdict
    from geo.eligibility.model import Criterion, RuleSet, Unit
    from geo.eligibility.rules import Rules
    from geo.locale import Translator


@dataclass(frozen=True)
class Spread:
    """The table.

    Attributes
    ----------
    frame
        One row per zone; numbers stand in columns of numbers with their unit in the head, and
        whether they are "at least" so much in columns of text behind them.
    zones
        Ids of the zones, row by row.
    signed
        Heads of the columns of numbers that show their sign.
    """

    frame: pd.DataFrame
    zones: tuple[str, ...]
    signed: frozenset[str]


def list_spread(catalog: Catalog) -> list[str]:
    """Return the zones that a line is held against: those that are recognised."""
    zones = catalog.zones
    return [zone for zone in in_order(zones) if zones["level"][zone] in DEFAULT_ZONE_LEVELS]


def spread_zones(
    rule_set: RuleSet,
    criterion: Criterion,
    catalog: Catalog,
    rules: Rules,
    t: Translator,
    *,
    tell_sources: Callable[[Iterable[str]], str],
    today: dt.date,
) -> Spread:
    """Return one line held against every zone; own figures are private and not in it.

    Parameters
    ----------
    rule_set, criterion
        The line.
    catalog, rules
        What is known, and the shipped rules.
    t
        The words.
    tell_sources
        Names sources.
    today
        Day of the evaluation.
    """
    zones = list_spread(catalog)
    levels = {zone: str(catalog.zones["level"][zone]) for zone in zones}
    verdicts = judge_zones(rule_set, criterion, levels, catalog, rules, today=today)
    metric = rules.metric(criterion.metric)
    unit = metric.unit if metric is not None else criterion.unit
    heads = _Heads(criterion, unit, t)
    rows = [
        {
            t("eligibility_page.zone"): _name(catalog, zone, t),
            t("eligibility_page.state"): say_state(verdict, t),
            **_figure_cells(verdict, heads, t),
            **_margin_cells(verdict, heads, t),
            t("eligibility_page.why"): say_why(verdict, t),
            t("eligibility.stale"): t("eligibility.yes") if verdict.is_stale else "",
            t("map.level"): t(f"level.{levels[zone]}"),
            t("map.source"): "" if verdict.figure is None else tell_sources(_sources(verdict)),
        }
        for zone, verdict in verdicts.items()
    ]
    frame = pd.DataFrame(rows)
    for head in heads.numbers:
        frame[head] = frame[head].astype(float)
    return Spread(frame, tuple(zones), heads.signed)


@dataclass(frozen=True)
class _Heads:
    """Heads of the columns that depend on what the line measures.

    What is no number has no bounds and no margin.
    """

    criterion: Criterion
    unit: Unit | None
    t: Translator

    @property
    def has_numbers(self) -> bool:
        return self.unit not in {None, "boolean", "category"}

    @property
    def value(self) -> str:
        if not self.has_numbers:
            return self.t("eligibility_page.value")
        return self.t("eligibility_page.value_unit", unit=self.t(f"eligibility.unit_{self.unit}"))

    @property
    def margin(self) -> str:
        unit = self.criterion.unit
        if unit is None:
            return self.t("eligibility_page.margin")
        word = self.t(f"eligibility.unit_{'percentage_points' if unit == 'percent' else unit}")
        return self.t("eligibility_page.margin_unit", unit=word)

    @property
    def share(self) -> str:
        return self.t("eligibility_page.margin_pct")

    @property
    def numbers(self) -> tuple[str, ...]:
        return (self.value, self.margin, self.share) if self.has_numbers else ()

    @property
    def signed(self) -> frozenset[str]:
        return frozenset(self.numbers[1:])


def _figure_cells(verdict: Verdict, heads: _Heads, t: Translator) -> dict[str, Any]:
    figure = verdict.figure
    period, status = t("map.period"), t("map.status")
    bound = {t("eligibility_page.value_bound"): ""} if heads.has_numbers else {}
    if figure is None:
        return {heads.value: None if heads.has_numbers else "", **bound, period: "", status: ""}
    told = [say_status(figure, t), say_marks(figure, t)]
    if bound and figure.qualifier != "eq":
        bound = dict.fromkeys(bound, t(f"eligibility_page.bound_{figure.qualifier}"))
    return {
        heads.value: figure.value if heads.has_numbers else say_figure(figure, t),
        **bound,
        period: say_period(figure, t) or t("common.period_unknown"),
        status: t("eligibility.comma").join(text for text in told if text),
    }


def _margin_cells(verdict: Verdict, heads: _Heads, t: Translator) -> dict[str, Any]:
    if not heads.has_numbers:
        return {}
    bound = "ge" if verdict.is_at_least else "le" if verdict.is_at_most else ""
    return {
        heads.margin: verdict.margin,
        heads.share: verdict.margin_pct,
        t("eligibility_page.margin_bound"): bound and t(f"eligibility_page.bound_{bound}"),
    }


def _sources(verdict: Verdict) -> tuple[str, ...]:
    return () if verdict.figure is None else verdict.figure.source_ids


def _name(catalog: Catalog, zone: str, t: Translator) -> str:
    stem = "short" if t.lang == "zh" and "short_zh" in catalog.zones else "name"
    short = text_at(catalog.zones, zone, stem, t.lang)
    return short or text_at(catalog.zones, zone, "name", t.lang)
