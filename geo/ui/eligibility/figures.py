"""Own figures: a table to type into, a file to bring, and every fault of either."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from geo.eligibility.own import (
    INPUTS,
    QUALIFIERS,
    list_metrics,
    list_units,
    read_figures,
    say_column,
    say_qualifier,
)
from geo.eligibility.words import say_figure, say_period, say_status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from geo.eligibility.faults import Fault
    from geo.eligibility.model import Metric
    from geo.eligibility.rules import Rules
    from geo.eligibility.work import OwnFigure
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case
    from geo.ui.eligibility.grid import Row

COLUMNS: Final = ("metric", *INPUTS)
KNOWN: Final = "known"
_ADDRESS: Final = re.compile(r" \([A-Z]+\d+\)$")


def offered_metrics(case: Case) -> tuple[Metric, ...]:
    """Return everything that may be filled in: what is asked for first."""
    asked = {metric.id: metric for metric in asked_metrics(case)}
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


def asked_metrics(case: Case) -> tuple[Metric, ...]:
    """Return what the chosen rule sets ask for, then what else was filled in."""
    asked = list_metrics(case.rules, [one.rule_set for one in case.evaluations])
    names = {metric.id for metric in asked}
    more = dict.fromkeys(figure.metric for figure in case.work.figures)
    others = [case.rules.metric(name) for name in more if name not in names]
    return (*asked, *(metric for metric in others if metric is not None))


def tell_known(case: Case, t: Translator) -> dict[str, str]:
    """Return by metric what the atlas holds of the zone, in words."""
    told: dict[str, str] = {}
    for evaluation in case.evaluations:
        for verdict in evaluation.verdicts:
            figures = [one for one in (verdict.figure, *verdict.others) if one is not None]
            public = next((one for one in figures if not one.is_own), None)
            if public is not None:
                parts = (say_figure(public, t), say_period(public, t), say_status(public, t))
                text = t("eligibility_page.between").join(part for part in parts if part)
                told.setdefault(verdict.criterion.metric, text)
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
    asked: Sequence[Metric],
    offered: Sequence[Metric],
    known: Mapping[str, str],
    t: Translator,
) -> pd.DataFrame:
    """Return the table to type into: what was filled in, and a row for everything else asked.

    Parameters
    ----------
    figures
        What was filled in.
    asked
        What has a row.
    offered
        What further rows may choose from, as `offered_metrics` has it.
    known
        By metric what the atlas holds, in words.
    t
        The words.
    """
    names = name_metrics(offered, t)
    rows: list[dict[str, Any]] = []
    for metric in asked:
        own = [figure for figure in figures if figure.metric == metric.id]
        found = [_row(names[metric.id], figure, t) for figure in own]
        found = found or [_blank(names[metric.id], metric, t)]
        rows += [row | {KNOWN: known.get(metric.id)} for row in found]
    frame = pd.DataFrame(rows, columns=["metric", KNOWN, *INPUTS]).astype(object)
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
    today: dt.date,
) -> tuple[tuple[OwnFigure, ...], tuple[Fault, ...]]:
    """Return the figures of a table that somebody typed, and every fault.

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
    today
        Day after which no figure can be of.
    """
    ids = {name: metric for metric, name in name_metrics(metrics, t).items()}
    units = {metric.id: metric.unit for metric in metrics}
    filled = [row for row in rows if row.get("metric") or row.get("value")]
    plain = [_plain_row(row, ids, units, t) for row in filled]
    file = t("eligibility_page.own_table")
    figures, faults = read_figures(_write_csv(plain, t), file, rules, today=today)
    if not any(row["value"] for row in plain):
        # an empty table is no fault
        return (), tuple(_place(fault) for fault in faults if fault.severity == "warning")
    if any(fault.severity == "error" for fault in faults):
        sound = (read_figures(_write_csv([row], t), file, rules, today=today) for row in plain)
        found: dict[tuple[str, int | None], OwnFigure] = {}
        for read, _ in sound:
            for figure in read:
                found.setdefault((figure.metric, figure.year), figure)
        figures = tuple(found.values())
    return figures, tuple(map(_place, faults))


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
        writer.writerow([row[name] for name in COLUMNS])
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
