"""All zones by the state of one line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from geo.eligibility.evaluate import judge
from geo.eligibility.figures import known_figures, near_figures
from geo.eligibility.tracks import has_passed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.eligibility.evaluate import Verdict
    from geo.eligibility.model import Criterion, RuleSet
    from geo.eligibility.rules import Rules


def judge_zones(
    rule_set: RuleSet,
    criterion: Criterion,
    levels: Mapping[str, str],
    catalog: Catalog,
    rules: Rules,
    *,
    today: dt.date,
) -> dict[str, Verdict]:
    """Hold zones against one line: figures of the atlas alone, as those of a zone are private.

    A zone that is through the gate of the rule set owes it no more evidence: the line does not
    apply to it. What a figure decides stays, for orientation.

    Parameters
    ----------
    rule_set, criterion
        The line.
    levels
        Level of each zone, by its id.
    catalog
        The catalogue.
    rules
        Whose metrics say where the atlas holds a figure of exactly the meaning asked for.
    today
        Day of the evaluation.

    Returns
    -------
    dict
        Verdicts by zone, in the order of `levels`.
    """
    metric = rules.metric(criterion.metric)
    verdicts = {}
    for zone, level in levels.items():
        # a line of an owner's rules may measure what the atlas has no name for
        known = {} if metric is None else known_figures(catalog, zone, [metric])
        near = () if metric is None else near_figures(catalog, zone, metric)
        figures = known.get(criterion.metric, ())
        verdict = judge(rule_set, criterion, figures, near, today=today)
        if verdict.state == "needs_evidence" and has_passed(level, rule_set.track):
            verdict = replace(verdict, is_behind=True)
        verdicts[zone] = verdict
    return verdicts
