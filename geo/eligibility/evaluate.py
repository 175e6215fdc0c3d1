"""Hold a zone against a rule set, line by line.

Nothing here ever says that a zone may be recognised or upgraded: each line has a state of its
own, and only lines that are requirements have one at all. A line of which the text gives no
number, or whose text could not be read, is never passed.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

from geo.eligibility.figures import known_figures, near_figures, sort_figures
from geo.eligibility.model import COMPARING

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from geo.catalog import Catalog
    from geo.eligibility.figures import Near, Value, ZoneFigure
    from geo.eligibility.model import Criterion, Operator, RuleSet
    from geo.eligibility.rules import Rules

State: TypeAlias = Literal["met", "not_met", "unknown", "needs_evidence", "rule_not_readable"]

STATES: Final[tuple[State, ...]] = get_args(State)

Why: TypeAlias = Literal[
    "",
    "not_scored",
    "no_number",
    "text_unread",
    "to_judge",
    "no_figure",
    "no_evidence",
    "near_only",
    "unverified",
    "part_year",
    "part_zone",
    "no_year",
    "at_least",
    "about",
    "sources_disagree",
    "other_unit",
    "future",
    "own_word",
]
"""Why a line has the state it has, where its figures alone do not tell."""

STALE_YEARS: Final = 3
"""A number of more years ago says so."""

_KIND_ORDER: Final = {"veto": 0, "quantitative": 1, "document": 2, "qualitative": 3}
_UPPER: Final[frozenset[Operator]] = frozenset({"<=", "<"})
_DECIMALS: Final = 9
"""Published numbers have fewer; a difference beyond is the tail of a binary fraction."""

_CAN_FALL_SHORT: Final[frozenset[Operator]] = frozenset({">=", ">"})


@dataclass(frozen=True, slots=True)
class Pace:
    """What it takes to reach a threshold by a later year.

    Attributes
    ----------
    from_year, to_year
        Year of the figure, and the year chosen.
    missing
        What is missing, in the unit of the criterion.
    per_year
        So much more, or less, each year.
    growth_pct
        The same as yearly growth in percent; None where growth tells nothing.
    """

    from_year: int
    to_year: int
    missing: float
    per_year: float
    growth_pct: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line of a rule set, held against a zone.

    Attributes
    ----------
    rule_set, criterion
        The line and where it stands.
    state
        None for what is not scored: triggers and information.
    why
        Why, where the figures alone do not tell.
    figure
        The figure chosen; it decides the state unless `why` says why it does not. None where
        there is none.
    others
        The other figures of the same metric.
    near
        Figures that look like it and are something else.
    margin
        By how much the threshold is passed, in the unit of the criterion: negative where it is
        missed, for an upper limit too. None where nothing was compared.
    margin_pct
        The same in percent of the threshold; None where the threshold is 0.
    is_bound
        Whether the margin is at least so much; under an upper limit at most.
    is_stale
        Whether the figure is a number of more than `STALE_YEARS` ago.
    triggered
        For a trigger: whether it is set off; None where that is not known.
    is_behind
        Whether the line does not apply, as the zone is through the gate of the rule set; only
        where zones are shown side by side (`geo.eligibility.spread`).
    """

    rule_set: RuleSet
    criterion: Criterion
    state: State | None
    why: Why = ""
    figure: ZoneFigure | None = None
    others: tuple[ZoneFigure, ...] = ()
    near: tuple[Near, ...] = ()
    margin: float | None = None
    margin_pct: float | None = None
    is_bound: bool = False
    is_stale: bool = False
    triggered: bool | None = None
    is_behind: bool = False

    @property
    def is_at_least(self) -> bool:
        """Whether the margin is at least so much."""
        return self.is_bound and self.criterion.operator not in _UPPER

    @property
    def is_at_most(self) -> bool:
        """Whether the margin is at most so much."""
        return self.is_bound and self.criterion.operator in _UPPER

    @property
    def has_decided(self) -> bool:
        """Whether a figure decided the state."""
        return self.state in {"met", "not_met"}

    @property
    def source_id(self) -> str:
        """Return the source of the line."""
        return self.rule_set.source_of(self.criterion)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A zone held against a rule set.

    Attributes
    ----------
    zone
        Id of the zone; empty for one that starts from blank.
    rule_set
        The rule set.
    verdicts
        One per line: vetoes first, then numbers, documents and what is to be judged, each in the
        order of the text; what is not scored comes last.
    today
        Day of the evaluation.
    """

    zone: str
    rule_set: RuleSet
    verdicts: tuple[Verdict, ...]
    today: dt.date = field(compare=False)

    @property
    def scored(self) -> tuple[Verdict, ...]:
        """Return the lines that are requirements."""
        return tuple(verdict for verdict in self.verdicts if verdict.state is not None)

    @property
    def counts(self) -> dict[State, int]:
        """How many requirements have each state, every state named."""
        found = Counter(verdict.state for verdict in self.scored)
        return {state: found[state] for state in STATES}


def evaluate(
    rule_set: RuleSet,
    zone: str,
    catalog: Catalog,
    rules: Rules,
    own: Iterable[ZoneFigure] = (),
    *,
    today: dt.date,
) -> Evaluation:
    """Hold a zone against a rule set.

    Parameters
    ----------
    rule_set
        The rule set.
    zone
        Id of the zone; one that the catalogue does not hold has only its own figures.
    catalog
        The catalogue.
    rules
        Whose metrics say where the atlas holds a figure of exactly the meaning asked for.
    own
        The zone's own figures; they go before those of the atlas.
    today
        Day of the evaluation.
    """
    names = dict.fromkeys(criterion.metric for criterion in rule_set.criteria)
    metrics = [metric for name in names if (metric := rules.metric(name)) is not None]
    known = known_figures(catalog, zone, metrics)
    brought: dict[str, list[ZoneFigure]] = {}
    for figure in own:
        brought.setdefault(figure.metric, []).append(figure)
    near = {metric.id: near_figures(catalog, zone, metric) for metric in metrics}
    verdicts = [
        judge(
            rule_set,
            criterion,
            [*brought.get(criterion.metric, ()), *known.get(criterion.metric, ())],
            near.get(criterion.metric, ()),
            today=today,
        )
        for criterion in rule_set.criteria
    ]
    verdicts.sort(
        key=lambda verdict: (
            not verdict.criterion.is_scored,
            _KIND_ORDER[verdict.criterion.kind],
        )
    )
    return Evaluation(zone, rule_set, tuple(verdicts), today)


def judge(  # noqa: PLR0911 - one state each
    rule_set: RuleSet,
    criterion: Criterion,
    figures: Iterable[ZoneFigure],
    near: tuple[Near, ...] = (),
    *,
    today: dt.date,
) -> Verdict:
    """Hold figures of one metric against one line.

    Parameters
    ----------
    rule_set, criterion
        The line.
    figures
        All figures of its metric, in any order.
    near
        Figures that look like it.
    today
        Day of the evaluation.
    """
    ordered = sort_figures(figures, today)
    figure = ordered[0] if ordered else None
    others = tuple(ordered[1:])
    is_stale = (
        figure is not None
        and not isinstance(figure.value, (bool, str))  # a reply of years ago still says so
        and figure.year is not None
        and today.year - figure.year > STALE_YEARS
    )

    def tell(state: State | None, why: Why = "", **more: float | bool | None) -> Verdict:
        return Verdict(
            rule_set,
            criterion,
            state,
            why,
            figure,
            others,
            near,
            is_stale=is_stale,
            **more,  # type: ignore[arg-type]
        )

    if not criterion.is_scored:
        is_trigger = criterion.effect != "information"
        has_number = criterion.threshold is not None
        decided = (
            _decide(criterion, figure, others, today)
            if is_trigger and has_number and figure
            else None
        )
        passed = decided if isinstance(decided, bool) else None
        return tell(None, "not_scored", triggered=passed)
    is_unread = criterion.is_unread and criterion.threshold is None
    if rule_set.text_read == "none" or is_unread:
        return tell("rule_not_readable", "text_unread")
    if criterion.threshold is None:
        if criterion.kind == "quantitative":
            return tell("rule_not_readable", "no_number")
        return tell("needs_evidence", "to_judge")
    missing: State = "unknown" if criterion.kind == "quantitative" else "needs_evidence"
    if figure is None:
        if missing == "needs_evidence":
            return tell(missing, "no_evidence")
        return tell(missing, "near_only" if near else "no_figure")
    decided = _decide(criterion, figure, others, today)
    if not isinstance(decided, bool):
        return tell(missing, decided)
    if criterion.kind == "qualitative" and figure.is_own:
        # what others judge is proved by nothing that the zone says of itself
        return tell("needs_evidence", "own_word")
    margin = _margin(criterion, figure.value)
    threshold = criterion.threshold
    share = _share(margin, threshold)
    return tell(
        "met" if decided else "not_met",
        margin=margin,
        margin_pct=share,
        is_bound=figure.qualifier == "ge" and margin is not None,
    )


def pace(verdict: Verdict, to_year: int) -> Pace | None:
    """Return what it takes to reach the threshold of a line by a later year.

    Returns
    -------
    Pace or None
        None where nothing is missing or not known how much, where the line is not missed by a
        number, and where the year is not later than the figure's. A figure of "at least" so
        much gives what is missing at most.
    """
    figure, threshold = verdict.figure, verdict.criterion.threshold
    operator = verdict.criterion.operator
    if (
        figure is None
        or figure.year is None
        or not figure.may_decide
        or not figure.is_whole_year
        or figure.is_part
        or operator not in COMPARING
        or isinstance(threshold, bool)
        or not isinstance(threshold, (int, float))
        or isinstance(figure.value, (bool, str))
        or figure.unit != verdict.criterion.unit
        or verdict.state not in {"not_met", "unknown"}
        or to_year <= figure.year
    ):
        return None
    missing = threshold - figure.value
    if missing == 0 or (missing < 0) == (operator in _CAN_FALL_SHORT):
        return None
    years = to_year - figure.year
    grows = figure.value > 0 and threshold > 0
    growth = (math.exp(math.log(threshold / figure.value) / years) - 1) * 100 if grows else None
    return Pace(figure.year, to_year, missing, missing / years, growth)


def _decide(
    criterion: Criterion,
    figure: ZoneFigure,
    others: tuple[ZoneFigure, ...],
    today: dt.date,
) -> bool | Why:
    """Return whether the line is passed, or why its figures do not tell."""
    reason = _cannot_stand(figure, today)
    if reason:
        return reason
    passed = _passes(criterion, figure)
    if not isinstance(passed, bool):
        return passed
    rivals = [
        other
        for other in others
        if other.year == figure.year
        and other.is_own == figure.is_own
        and other.status == figure.status
        and not _cannot_stand(other, today)
    ]
    if any(_passes(criterion, rival) is (not passed) for rival in rivals):
        return "sources_disagree"
    return passed


def _cannot_stand(figure: ZoneFigure, today: dt.date) -> Why:
    """Return why a figure can stand for no whole zone in no whole year; empty if it can."""
    if not figure.may_decide:
        return "unverified"
    if figure.is_part:
        return "part_zone"
    if figure.year is not None and figure.year > today.year:
        return "future"
    if isinstance(figure.value, (bool, str)):
        return ""
    if not figure.period:
        return "no_year"
    return "" if figure.is_whole_year else "part_year"


def _passes(  # noqa: PLR0911 - one reason each
    criterion: Criterion, figure: ZoneFigure
) -> bool | Why:
    value, threshold = figure.value, criterion.threshold
    if figure.qualifier == "approx":
        return "about"
    if not _is_comparable(criterion, figure):
        return "other_unit"
    match criterion.operator:
        case "is_true" | "is_false":
            return value is threshold
        case "in":
            assert isinstance(threshold, list)  # noqa: S101 - the model says so
            if figure.qualifier == "ge" and any(_compare(">=", one, value) for one in threshold):
                return "at_least"
            return value in threshold
        case ">=" | ">" | "<=" | "<" | "==":
            passed = _compare(criterion.operator, value, threshold)
            # more than 262 passes 200 and fails to stay below 200; whether it passes 300, or stays
            # below 300, it leaves open
            is_open = passed is not (criterion.operator in _CAN_FALL_SHORT)
            if criterion.operator == "==":
                is_open = not _compare(">", value, threshold)
            return "at_least" if figure.qualifier == "ge" and is_open else passed
        case _:
            return "to_judge"


def _is_comparable(criterion: Criterion, figure: ZoneFigure) -> bool:
    """Return whether a figure is of the kind and the unit that the line asks for."""
    threshold = criterion.threshold
    asked = threshold[0] if isinstance(threshold, list) else threshold
    for kind in (bool, str):
        if isinstance(asked, kind) or isinstance(figure.value, kind):
            return isinstance(asked, kind) and isinstance(figure.value, kind)
    return criterion.unit is None or criterion.unit == figure.unit


def _compare(operator: Operator, value: Value, threshold: object) -> bool:
    if isinstance(value, (bool, str)) or not isinstance(threshold, (int, float)):
        return False
    over = round(value - threshold, _DECIMALS)
    results: Mapping[str, bool] = {
        ">=": over >= 0,
        ">": over > 0,
        "<=": over <= 0,
        "<": over < 0,
        "==": over == 0,
    }
    return results[operator]


def _margin(criterion: Criterion, value: Value) -> float | None:
    threshold = criterion.threshold
    if (
        criterion.operator not in COMPARING
        or isinstance(value, (bool, str))
        or isinstance(threshold, bool)
        or not isinstance(threshold, (int, float))
    ):
        return None
    over = round(value - threshold, _DECIMALS)
    if criterion.operator in _CAN_FALL_SHORT:
        return over
    return -over if criterion.operator in _UPPER else -abs(over)


def _share(margin: float | None, threshold: object) -> float | None:
    """Return a margin in percent of the threshold; None where that tells nothing."""
    if margin is None or not isinstance(threshold, (int, float)) or threshold == 0:
        return None
    return margin / abs(threshold) * 100
