"""Clauses that somebody holds: a rule set as a table, and the table as a rule set again."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, get_args

import pandas as pd
import yaml

from geo.eligibility.entered import ORIGIN, check_origin
from geo.eligibility.faults import Fault, shorten
from geo.eligibility.model import EFFECTS, UNITS, Kind, Operator, RuleSet
from geo.eligibility.rules import SUFFIX, read_rule_set
from geo.ui.eligibility.figures import name_metrics

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.eligibility.model import Criterion, Metric, Threshold, Unit
    from geo.eligibility.rules import Rules
    from geo.locale import Translator
    from geo.types import Lang
    from geo.ui.eligibility.grid import Row

COLUMNS: Final = (
    "id",
    "label",
    "metric",
    "kind",
    "operator",
    "threshold",
    "unit",
    "clause",
    "effect",
    "note",
)

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
OPERATORS: Final[tuple[Operator, ...]] = get_args(Operator)
READS: Final = ("full", "opening", "secondary", "none")

_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?")
_THOUSANDS: Final = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_SEPARATORS: Final = re.compile(r"[、,，;；\s]+")
_PLACE: Final = re.compile(r"criteria\.(\d+)(?:\.(.+))?")
_LONGEST_NUMBER: Final = 40


def clauses_table(rule_set: RuleSet, metrics: Sequence[Metric], t: Translator) -> pd.DataFrame:
    """Return the lines of a rule set as a table to type into."""
    names = name_metrics(metrics, t)
    rows = [
        {
            "id": line.id,
            "label": line.say("label", t.lang),
            "metric": names.get(line.metric, line.metric),
            "kind": t(f"eligibility.kind_{line.kind}"),
            "operator": None if line.operator is None else say_operator(line.operator, t),
            "threshold": write_threshold(line.threshold, t),
            "unit": None if line.unit is None else t(f"eligibility.unit_{line.unit}"),
            "clause": line.say("clause", t.lang),
            "effect": t(f"eligibility.effect_{line.effect}"),
            "note": line.say("note", t.lang),
        }
        for line in rule_set.criteria
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(object)


def draft_table(rows: Sequence[Row]) -> pd.DataFrame:
    """Return rows that were typed before as the table that they came from."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(object)


def say_operator(operator: Operator, t: Translator) -> str:
    """Return the name of a way of comparing."""
    words = {
        ">=": "ge",
        "<=": "le",
        ">": "gt",
        "<": "lt",
        "==": "eq",
    }
    return t(f"eligibility_page.operator_{words.get(operator, operator)}")


def name_units(t: Translator) -> list[str]:
    """Return the names of the units that clauses may have."""
    return list(dict.fromkeys(t(f"eligibility.unit_{unit}") for unit in UNITS))


def write_threshold(threshold: Threshold, t: Translator) -> str:
    """Return a threshold as it is typed; blank where none is known."""
    if threshold is None:
        return ""
    if isinstance(threshold, bool):
        return t("eligibility.yes" if threshold else "eligibility.no")
    if isinstance(threshold, list):
        return t("eligibility.list").join(_write_number(one) for one in threshold)
    return _write_number(threshold)


def _write_number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.15g}"


def read_threshold(text: str, t: Translator) -> Any:
    """Return what was typed as a threshold: a number, yes or no, a list, or as it is.

    Examples
    --------
    >>> from geo.locale import translator
    >>> read_threshold("1,200.5", translator("en"))
    1200.5
    """
    text = text.strip()
    # a comma parts thousands and nothing else: "1,2" is two numbers, or a slip
    plain = text.replace(",", "") if _THOUSANDS.fullmatch(text) else text
    if not text:
        return None
    if len(plain) <= _LONGEST_NUMBER and _NUMBER.fullmatch(plain):
        return float(plain) if "." in plain else int(plain)
    if text in {t("eligibility.yes"), "true", "True"}:
        return True
    if text in {t("eligibility.no"), "false", "False"}:
        return False
    return text


def make_rule_set(  # noqa: PLR0917 - what a table, its head and its words are
    start: RuleSet,
    rows: Sequence[Row],
    head: Mapping[str, str],
    metrics: Sequence[Metric],
    rules: Rules,
    t: Translator,
) -> tuple[RuleSet | None, tuple[Fault, ...]]:
    """Return the rule set that a table says, and every fault.

    It is read as a file is, so that one thing means the same in both.

    Parameters
    ----------
    start
        The rule set that was taken as a start; what the table does not hold stays.
    rows
        Rows of the table.
    head
        What was entered on the document: ``document_no``, ``text_read``, ``valid_until``, and
        who enters from what (`geo.eligibility.entered.ORIGIN`).
    metrics
        Metrics that the table offers.
    rules
        The other rules.
    t
        The words that the table is in.

    Returns
    -------
    rule_set
        None if there is a fault.
    faults
        All faults, each with its row and its column.
    """
    name = start.id + SUFFIX
    plain = start.model_dump(mode="json", exclude_defaults=True) | {"version": start.version}
    for key in ("document_no", "valid_until"):
        plain[key] = head.get(key, "").strip() or None
    for key in ORIGIN:
        plain[key] = head.get(key, "").strip()
    if head.get("text_read", start.text_read) != start.text_read:
        # what was said of the other copy does not hold for this one
        plain |= {"text_read": head["text_read"], "text_read_zh": "", "text_read_en": ""}
    plain["criteria"] = _read_rows(start, rows, metrics, t)
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    rule_set, faults = read_rule_set(text.encode("utf-8", "replace"), name)
    if rule_set is None:
        return None, tuple(_place(fault, t) for fault in faults)
    wrong = check_rule_set(rule_set, rules, t)
    if rule_set != start:
        wrong += check_origin(rule_set, name)
    return (None if wrong else rule_set), wrong


def check_rule_set(rule_set: RuleSet, rules: Rules, t: Translator) -> tuple[Fault, ...]:
    """Return what of a rule set does not go with the other rules and the metrics."""
    name = rule_set.id + SUFFIX
    owners = {
        line.id: other.id
        for other in rules.sets.values()
        if other.id != rule_set.id
        for line in other.criteria
    }
    faults = []
    for row, line in enumerate(rule_set.criteria, start=1):
        metric = rules.metric(line.metric)
        if line.id in owners:
            params = {"ids": line.id}
            faults.append(Fault(name, "rule_twice", params, row, "id", line.id, line.id))
        if metric is not None and line.unit not in {None, metric.unit}:
            params = {"unit": t(f"eligibility.unit_{metric.unit}")}
            faults.append(Fault(name, "unit_other", params, row, "unit", line.id, line.unit))
    return tuple(faults)


def _read_rows(
    start: RuleSet, rows: Sequence[Row], metrics: Sequence[Metric], t: Translator
) -> list[dict[str, Any]]:
    before = {line.id: line for line in start.criteria}
    taken = set(before)
    ids = {name: metric for metric, name in name_metrics(metrics, t).items()}
    units = {metric.id: metric.unit for metric in metrics}
    found = []
    for row in rows:
        told = {name: str(row.get(name) or "").strip() for name in COLUMNS}
        if not any(told.values()):
            continue
        line = before.get(told["id"])
        if line is None:
            told["id"] = _next_id(start.id, taken)
            taken.add(told["id"])
        found.append(_read_row(line, told, ids, units, t))
    return found


def _read_row(
    line: Criterion | None,
    told: Mapping[str, str],
    ids: Mapping[str, str],
    units: Mapping[str, Unit],
    t: Translator,
) -> dict[str, Any]:
    """Return one line as its file would say it."""
    plain: dict[str, Any] = {"confidence": "high"}
    if line is not None:
        plain = line.model_dump(mode="json", exclude_defaults=True)
    metric = ids.get(told["metric"], told["metric"])
    kind = _find(told["kind"], KINDS, "eligibility.kind", t)
    operators = {say_operator(one, t): one for one in OPERATORS}
    operator = operators.get(told["operator"]) or told["operator"] or None
    unit = _find_unit(told["unit"], units.get(metric), t)
    typed = told["threshold"].strip()
    if str(unit).startswith("percent"):
        # the sign says what the unit says; with another unit it is a slip, and told
        typed = typed.removesuffix("%").removesuffix("％").strip()
    threshold = read_threshold(typed, t)
    if operator == "in" and threshold is not None and not isinstance(threshold, bool):
        parts = [part for part in _SEPARATORS.split(told["threshold"]) if part]
        threshold = [read_threshold(part, t) for part in parts]
    if operator in {"is_true", "is_false"} and threshold is None:
        threshold = operator == "is_true"
    if line is not None and write_threshold(line.threshold, t) == told["threshold"]:
        threshold = line.threshold  # unchanged, to the last digit
    plain |= {
        "id": told["id"],
        "metric": metric,
        "kind": kind,
        "operator": operator,
        "threshold": threshold,
        "unit": unit,
        "effect": _find(told["effect"], EFFECTS, "eligibility.effect", t) or "requirement",
    }
    for stem in ("label", "clause", "note"):
        _say(plain, stem, told[stem], line, t.lang)
    if line is not None and line.operator is None and operator is None and line.unit is None:
        plain["unit"] = None
    return plain


def _say(plain: dict[str, Any], stem: str, text: str, line: Criterion | None, lang: Lang) -> None:
    """Put in a text that was typed in one language; it stands in both where the other is new."""
    own, other = f"{stem}_{lang}", f"{stem}_{'en' if lang == 'zh' else 'zh'}"
    if line is not None and line.say(stem, lang) == text:
        return
    if stem == "clause" and not text:
        plain.pop(own, None)
        return
    plain[own] = text
    # a translation of the text before would say something else
    plain[other] = text


def _find(word: str, names: Sequence[str], family: str, t: Translator) -> str | None:
    return next((name for name in names if t(f"{family}_{name}") == word), word or None)


def _find_unit(word: str, unit: Unit | None, t: Translator) -> str | None:
    """Return the unit of a name: that of the metric where it is called so, or nothing is said."""
    if unit is not None and (not word or t(f"eligibility.unit_{unit}") == word):
        return unit
    return _find(word, UNITS, "eligibility.unit", t)


def _next_id(rule_set: str, taken: set[str]) -> str:
    stem = f"own_{rule_set}"[:56]
    return next(name for n in range(1, 10_000) if (name := f"{stem}_{n}") not in taken)


def _place(fault: Fault, t: Translator) -> Fault:
    """Return a fault with its place in the table, not in the file that was made of it."""
    found = _PLACE.fullmatch(fault.column or "")
    if found is None:
        return replace(fault, row=None)
    stem = (found[2] or "").removesuffix(f"_{t.lang}")
    column = t(f"eligibility_page.clause_{stem}") if stem in COLUMNS else found[2]
    return replace(fault, row=int(found[1]) + 1, column=column, value=shorten(fault.value))
