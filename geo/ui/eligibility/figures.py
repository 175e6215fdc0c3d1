"""Own figures: a table to type into, a file to bring, and every fault of either."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.eligibility.figures import known_figures
from geo.eligibility.own import (
    INPUTS,
    QUALIFIERS,
    ask_metrics,
    list_units,
    read_figure_rows,
    say_column,
    say_documents,
    say_group,
    say_qualifier,
)
from geo.eligibility.words import say_figure, say_period, say_status
from geo.locale import translator
from geo.types import LANGS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo.catalog import Catalog
    from geo.eligibility.faults import Fault
    from geo.eligibility.figures import ZoneFigure
    from geo.eligibility.model import Metric, Unit
    from geo.eligibility.own import AskedMetric
    from geo.eligibility.rules import Rules
    from geo.eligibility.work import OwnFigure
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case
    from geo.ui.eligibility.grid import Row

COLUMNS: Final = ("metric", *INPUTS)
KNOWN: Final = "known"
GROUP: Final = "group"
DOCUMENTS: Final = "documents"
TOLD: Final = (GROUP, KNOWN, DOCUMENTS)
"""Columns that say something and take nothing."""

_TYPED: Final = ("value", "year", "qualifier", "source", "note")
"""Columns that say that a value was meant: the table gives metric and unit itself."""

_ADDRESS: Final = re.compile(r" \([A-Z]+\d+\)$")


@dataclass(frozen=True, slots=True)
class Typed:
    """What came of a table that somebody typed.

    Attributes
    ----------
    figures
        What its sound rows say.
    faults
        All faults, each with its row.
    left
        The rows that say something and cannot be used, in the words of no language
        (`figures_table` shows them again).
    """

    figures: tuple[OwnFigure, ...]
    faults: tuple[Fault, ...]
    left: tuple[Row, ...]


def asked_metrics(case: Case) -> tuple[AskedMetric, ...]:
    """Return what has a row in any case: what the chosen rule sets ask for first."""
    return ask_metrics(case.rules, [one.rule_set for one in case.evaluations])


def offered_metrics(case: Case) -> tuple[Metric, ...]:
    """Return everything that may be filled in: what is asked for first."""
    asked = {one.metric.id: one.metric for one in asked_metrics(case)}
    return tuple((asked | dict(case.rules.metrics)).values())


def held_rows(case: Case, t: Translator) -> list[tuple[str, str, str, str]]:
    """Return the figures in use, in the units that they are compared in."""
    names = name_metrics(offered_metrics(case), t)
    rows = []
    for own in case.work.figures:
        figure = own.as_figure()
        basis = t("eligibility.list").join(text for text in (own.source, own.note) if text)
        rows.append(
            (
                names.get(own.metric, own.metric),
                say_figure(figure, t),
                say_period(figure, t) or t("common.period_unknown"),
                basis or t("eligibility_report.own_source"),
            )
        )
    return rows


def public_figures(case: Case) -> dict[str, tuple[ZoneFigure, ...]]:
    """Return by metric what the atlas holds of the zone, of everything asked for."""
    metrics = [one.metric for one in asked_metrics(case)]
    return known_figures(case.catalog, case.zone, metrics)


def tell_known(case: Case, t: Translator) -> dict[str, str]:
    """Return by metric what the atlas holds of the zone, in words."""
    told: dict[str, str] = {}
    for name, figures in public_figures(case).items():
        parts = (say_figure(figures[0], t), say_period(figures[0], t), say_status(figures[0], t))
        told[name] = t("eligibility_page.between").join(part for part in parts if part)
    return told


def name_metrics(metrics: Iterable[Metric], t: Translator) -> dict[str, str]:
    """Return names by metric, each another one."""
    names: dict[str, str] = {}
    for metric in metrics:
        label = metric.say("label", t.lang)
        taken = label in names.values()
        names[metric.id] = f"{label} ({metric.id})" if taken else label
    return names


def figures_table(
    figures: Sequence[OwnFigure],
    asked: Sequence[AskedMetric],
    offered: Sequence[Metric],
    known: Mapping[str, str],
    t: Translator,
    *,
    left: Sequence[Row] = (),
) -> pd.DataFrame:
    """Return the table to type into: what was filled in, and a row for everything else asked.

    Parameters
    ----------
    figures
        What was filled in.
    asked
        What has a row in any case, in this order; what else was filled in follows.
    offered
        What further rows may choose from, as `offered_metrics` has it.
    known
        By metric what the atlas holds, in words.
    t
        The words.
    left
        Rows that were typed and could not be used (`Typed.left`): they stand where they stood.
    """
    names = name_metrics(offered, t)
    metrics = {metric.id: metric for metric in offered}
    groups = {one.metric.id: one for one in asked}
    typed = [one["metric"] for one in left]
    filled = [figure.metric for figure in figures]
    rows: list[dict[str, Any]] = []
    for name in dict.fromkeys([*groups, *filled, *typed]):
        if name not in names:
            continue
        found = [_row(names[name], own, t) for own in figures if own.metric == name]
        found += [
            _left_row(names[name], one, metrics[name], t) for one in left if one["metric"] == name
        ]
        found = found or [_blank(names[name], metrics[name], t)]
        one = groups.get(name)
        told = {
            GROUP: say_group(one.group, t) if one else None,
            KNOWN: known.get(name),
            DOCUMENTS: say_documents(one.rule_sets, t) if one else None,
        }
        rows += [row | told for row in found]
    rows += [_left_row(None, one, None, t) for one in left if one["metric"] not in names]
    frame = pd.DataFrame(rows, columns=["metric", GROUP, KNOWN, *INPUTS, DOCUMENTS])
    frame = frame.astype(object)
    frame["year"] = pd.array([row["year"] for row in rows], dtype="Int64")
    return frame


def _row(name: str, figure: OwnFigure, t: Translator) -> dict[str, Any]:
    return {
        "metric": name,
        "value": _write_value(figure.value, t),
        "unit": t(f"eligibility.unit_{figure.unit}"),
        "year": figure.year,
        "qualifier": say_qualifier(figure.qualifier, t),
        "source": figure.source,
        "note": figure.note,
    }


def _blank(name: str, metric: Metric, t: Translator) -> dict[str, Any]:
    unit = t(f"eligibility.unit_{metric.unit}")
    return dict.fromkeys(COLUMNS) | {"metric": name, "unit": unit}


def _left_row(name: str | None, row: Row, metric: Metric | None, t: Translator) -> dict[str, Any]:
    qualifier, unit = row["qualifier"], row["unit"]
    return dict(row) | {
        "metric": name,
        "unit": _other_unit(unit, metric.unit, t) if metric else unit,
        "qualifier": say_qualifier(qualifier, t) if qualifier in QUALIFIERS else None,
    }


def _keep_row(
    row: Mapping[str, str], year: object, units: Mapping[str, Unit], t: Translator
) -> Row:
    """Return a row that could not be used in the words of no language."""
    metric = row["metric"]
    qualifiers: dict[str, str] = {say_qualifier(one, t): one for one in QUALIFIERS}
    zh = translator("zh")
    unit = _other_unit(row["unit"], units[metric], zh) if metric in units else row["unit"]
    return {name: row[name] or None for name in COLUMNS} | {
        "metric": metric,
        "unit": unit,
        "year": year,
        "qualifier": qualifiers.get(row["qualifier"]),
    }


def _other_unit(word: str, unit: Unit, t: Translator) -> str:
    """Return the name of a unit in the language of `t`; one that is none is as it was typed."""
    names = list_units(unit, t)
    for lang in LANGS:
        own = list_units(unit, translator(lang))
        if word in own:
            return names[own.index(word)]
    return word


def _write_value(value: float | bool | str, t: Translator) -> str:
    if isinstance(value, bool):
        return t("eligibility.yes" if value else "eligibility.no")
    return value if isinstance(value, str) else f"{value:.15g}"


def units_of(metrics: Iterable[Metric], t: Translator) -> list[str]:
    """Return the names of all units that figures of some metrics may be given in."""
    return list(dict.fromkeys(name for one in metrics for name in list_units(one.unit, t)))


def qualifiers_of(t: Translator) -> list[str]:
    """Return the names of the degrees of precision."""
    return [say_qualifier(name, t) for name in QUALIFIERS]


def read_rows(
    rows: Sequence[Row],
    metrics: Sequence[Metric],
    rules: Rules,
    t: Translator,
    *,
    catalog: Catalog | None = None,
    zone: str = "",
    today: dt.date,
) -> Typed:
    """Return what a table that somebody typed says, every fault, and what cannot be used.

    It is read as a file with these heads is, so that one thing means the same in both. Rows at
    fault are left out, and the others count.

    Parameters
    ----------
    rows
        Rows of the table.
    metrics
        Metrics that it offers.
    rules
        Whose metrics say what may be filled in.
    t
        The words that the table is in.
    catalog, zone
        What the size of the figures is held against, and whose they are.
    today
        Day after which no figure can be of.
    """
    ids = {name: metric for metric, name in name_metrics(metrics, t).items()}
    units = {metric.id: metric.unit for metric in metrics}
    filled = [row for row in rows if any(row.get(name) for name in ("metric", *_TYPED))]
    plain = [_plain_row(row, ids, units, t) for row in filled]
    found, faults = read_figure_rows(
        _write_csv(plain, t),
        t("eligibility_page.own_table"),
        rules,
        catalog=catalog,
        zone=zone,
        today=today,
    )
    sound = {one.row - 2: one.figure for one in found if one.figure is not None}  # below the heads
    left = tuple(
        _keep_row(row, filled[number].get("year"), units, t)
        for number, row in enumerate(plain)
        if number not in sound and any(row[name] for name in _TYPED)
    )
    return Typed(tuple(sound.values()), tuple(map(_place, faults)), left)


def _plain_row(
    row: Row, ids: Mapping[str, str], units: Mapping[str, str], t: Translator
) -> dict[str, str]:
    name = str(row.get("metric") or "")
    metric = ids.get(name, name)
    unit = row.get("unit")
    if not unit and metric in units:
        unit = t(f"eligibility.unit_{units[metric]}")
    told = {name: "" if row.get(name) is None else str(row[name]).strip() for name in COLUMNS}
    year = row.get("year")
    return told | {
        "metric": metric,
        "unit": "" if unit is None else str(unit),
        "year": "" if year is None else f"{float(year):.0f}",
    }


def _write_csv(rows: Iterable[Mapping[str, str]], t: Translator) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([say_column(name, t) for name in COLUMNS])
    for row in rows:
        # a zero byte would be taken for another coding, and keep every row out
        writer.writerow([row[name].replace("\0", "\x01") for name in COLUMNS])
    return out.getvalue().encode("utf-8", "replace")


def _place(fault: Fault) -> Fault:
    """Return a fault with the place in the table that was typed, not in the file read from it."""
    column = _ADDRESS.sub("", fault.column) if fault.column else fault.column
    # below the heads
    row = fault.row - 1 if fault.row else fault.row
    return replace(fault, row=row, column=column)


def merge_figures(
    before: Sequence[OwnFigure], brought: Sequence[OwnFigure]
) -> tuple[OwnFigure, ...]:
    """Return figures with those of a file in the place of what they say anew."""
    said = {(figure.metric, figure.year) for figure in brought}
    kept = [figure for figure in before if (figure.metric, figure.year) not in said]
    return (*kept, *brought)
