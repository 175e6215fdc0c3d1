"""An evaluation as plain data, for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from geo.eligibility.asked import WHOLE_TRACK
from geo.eligibility.cited import rests_on_memory

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from geo.eligibility.evaluate import Evaluation, Verdict
    from geo.eligibility.figures import ZoneFigure
    from geo.eligibility.model import RuleSet
    from geo.types import Lang

_DECIMALS = 9
"""Differences of published numbers must not show the tail of a binary fraction."""


def describe(evaluation: Evaluation, lang: Lang, *, is_entered: bool = False) -> dict[str, Any]:
    """Return an evaluation as JSON-able data.

    Parameters
    ----------
    evaluation
        The evaluation.
    lang
        Language of labels and clauses.
    is_entered
        Whether the rule set is one that an owner entered, and not shipped.

    Returns
    -------
    dict
        ``zone``, ``ruleset`` (ids), ``criteria``, and what must be read with them:
        ``document``, ``counts`` (requirements by state) and ``evaluated`` (day). Each criterion
        has ``criterion``, ``state`` (None for what is not scored), ``value``, ``unit``, ``year``,
        ``status``, ``threshold``, ``margin``, ``clause`` and ``source``, None where there is
        none; ``source`` is that of the value, ``rule_source`` that of the line.
    """
    return {
        "zone": evaluation.zone,
        "ruleset": evaluation.rule_set.id,
        "criteria": [_describe(verdict, lang) for verdict in evaluation.verdicts],
        "document": _describe_document(evaluation.rule_set, lang, is_entered=is_entered),
        "counts": dict(evaluation.counts),
        "evaluated": evaluation.today.isoformat(),
    }


def describe_track(
    evaluations: Sequence[Evaluation], lang: Lang, *, entered: Collection[str] = ()
) -> dict[str, Any]:
    """Return a zone held against all current documents of its gate as JSON-able data.

    Parameters
    ----------
    evaluations
        One per document, of one zone and one day; at least one.
    lang
        Language of labels and clauses.
    entered
        Ids of rule sets that an owner entered.

    Returns
    -------
    dict
        As of `describe`, with "track" for ``ruleset``, the documents in ``documents``, and in each
        criterion, as in each document, ``rule_set``: the id of the document that it stands in.
        ``counts`` counts lines, also where two documents ask for one thing.
    """
    counts: Counter[str] = Counter()
    for evaluation in evaluations:
        counts.update(evaluation.counts)
    return {
        "zone": evaluations[0].zone,
        "ruleset": WHOLE_TRACK,
        "criteria": [
            {"rule_set": verdict.rule_set.id} | _describe(verdict, lang)
            for evaluation in evaluations
            for verdict in evaluation.verdicts
        ],
        "documents": [
            {"rule_set": one.rule_set.id}
            | _describe_document(one.rule_set, lang, is_entered=one.rule_set.id in entered)
            for one in evaluations
        ],
        "counts": dict(counts),
        "evaluated": evaluations[0].today.isoformat(),
    }


def _describe_document(rule_set: RuleSet, lang: Lang, *, is_entered: bool) -> dict[str, Any]:
    return {
        "title": rule_set.say("title", lang),
        "document_no": rule_set.document_no,
        "date": rule_set.date,
        "valid_until": rule_set.valid_until,
        "in_force": rule_set.in_force,
        "as_of": rule_set.as_of,
        "role": rule_set.role,
        "track": rule_set.track,
        "text_read": rule_set.text_read,
        "source": rule_set.source,
        "entered_by_owner": is_entered,
    }


def _describe(verdict: Verdict, lang: Lang) -> dict[str, Any]:
    criterion, figure = verdict.criterion, verdict.figure
    return {
        "criterion": criterion.id,
        "state": verdict.state,
        "value": None if figure is None else _plain(figure.value),
        "unit": criterion.unit if figure is None else figure.unit,
        "year": None if figure is None else figure.year,
        "status": None if figure is None else figure.status,
        "threshold": criterion.threshold,
        "margin": _plain(verdict.margin),
        "clause": criterion.say("clause", lang) or None,
        "source": None if figure is None else _source(figure),
        "label": criterion.say("label", lang),
        "kind": criterion.kind,
        "effect": criterion.effect,
        "operator": criterion.operator,
        "why": verdict.why or None,
        "qualifier": None if figure is None else figure.qualifier,
        "period": None if figure is None else figure.period or None,
        "note": None if figure is None else _note(figure, lang),
        "margin_pct": _plain(verdict.margin_pct),
        "margin_is_at_least": verdict.is_at_least,
        "margin_is_at_most": verdict.is_at_most,
        "stale": verdict.is_stale,
        "triggered": verdict.triggered,
        "rule_source": verdict.source_id,
        "confidence": criterion.confidence,
        "rule_from_memory": rests_on_memory(criterion, verdict.rule_set),
        "others": [
            {
                "value": _plain(other.value),
                "unit": other.unit,
                "period": other.period or None,
                "qualifier": other.qualifier,
                "status": other.status,
                "source": _source(other),
                "note": _note(other, lang),
                "part_of_zone": other.is_part,
            }
            for other in verdict.others
        ],
        "near": [
            {
                "indicator": near.miss.indicator,
                "value": _plain(near.figure.value),
                "unit": near.figure.unit,
                "period": near.figure.period or None,
                "source": _source(near.figure),
                "why": near.miss.say("why", lang),
            }
            for near in verdict.near
        ],
    }


def _note(figure: ZoneFigure, lang: Lang) -> str | None:
    return (figure.note_zh if lang == "zh" else figure.note_en) or None


def _source(figure: ZoneFigure) -> str | None:
    return ";".join(figure.source_ids) or figure.source_text or None


def _plain(value: float | bool | str | None) -> float | bool | str | None:
    if value is None or isinstance(value, (bool, str)):
        return value
    rounded = round(value, _DECIMALS)
    return int(rounded) if rounded == int(rounded) else rounded
