"""Verdicts, thresholds and rule sets in the words of the office, the same in every door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.eligibility.model import COMPARING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.eligibility.evaluate import State, Verdict
    from geo.eligibility.figures import Value, ZoneFigure
    from geo.eligibility.index_systems import IndexSystem
    from geo.eligibility.model import Criterion, RuleSet, Unit
    from geo.eligibility.precedents import Upgrade
    from geo.locale import Translator

_SIGNS: Final[Mapping[str, str]] = {
    ">=": "eligibility.threshold_ge",
    "<=": "eligibility.threshold_le",
    ">": "eligibility.threshold_gt",
    "<": "eligibility.threshold_lt",
    "==": "eligibility.threshold_eq",
}
_CATEGORIES: Final = frozenset(
    {
        "provincial_development_zone",
        "city_or_county_industrial_concentration_zone",
        "provincial_industrial_park_non_hightech",
        "comprehensive",
        "specialised",
        "central",
        "western",
        "northeast",
        "special_type_area",
    }
)
_MOST_DECIMALS = 2
_CLOSES: Final[Mapping[str, str]] = {"《": "》", "〈": "〉"}


def say_state(verdict: Verdict, t: Translator) -> str:
    """Return the state in words.

    Under superseded rules, drafts and rules of other provinces nothing is met or failed: a
    number lies above or below the old line.
    """
    return t(find_state_key(verdict))


def find_state_key(verdict: Verdict) -> str:
    """Return the message id of the words for a state; marks and colours hang on it."""
    if verdict.state is None:
        return _find_trigger_key(verdict)
    if verdict.is_behind:
        return "eligibility.state_not_applicable"
    if verdict.has_decided and verdict.rule_set.is_reference:
        return f"eligibility.state_{_old_word(verdict)}"
    return f"eligibility.state_{verdict.state}"


def say_plain_state(state: State, t: Translator) -> str:
    """Return the name of a state."""
    return t(f"eligibility.state_{state}")


def say_value(value: Value, unit: Unit, t: Translator, *, signed: bool = False) -> str:
    """Return a value with its unit; a truth value as yes or no."""
    if isinstance(value, bool):
        return t("eligibility.yes" if value else "eligibility.no")
    if isinstance(value, str):
        return _say_category(value, t)
    number = t.number(value, _decimals(value))
    if signed and value > 0:
        number = f"+{number}"
    number = number.replace("-", "−")
    return t(f"eligibility.with_{unit}", number=number)


def say_figure(figure: ZoneFigure, t: Translator) -> str:
    """Return the value of a figure with its unit and "at least" or "about"."""
    text = say_value(figure.value, figure.unit, t)
    if figure.qualifier == "ge":
        return t("eligibility.at_least", value=text)
    return t("eligibility.about", value=text) if figure.qualifier == "approx" else text


def say_status(figure: ZoneFigure, t: Translator) -> str:
    """Return how well a figure is known."""
    return t("eligibility.status_own") if figure.is_own else t(f"status.{figure.status}")


def say_period(figure: ZoneFigure, t: Translator) -> str:
    """Return the period of a figure; empty where it has none."""
    return t.period(figure.period) if figure.period else ""


def say_marks(figure: ZoneFigure, t: Translator) -> str:
    """Return what keeps a figure from standing for the zone in a whole year; empty if nothing."""
    marks = []
    if figure.is_part:
        marks.append(t("eligibility.mark_part_zone"))
    if figure.period and not figure.is_whole_year:
        marks.append(t("eligibility.mark_part_year"))
    return t("eligibility.comma").join(marks)


def say_threshold(criterion: Criterion, t: Translator) -> str:
    """Return what is asked."""
    threshold, operator = criterion.threshold, criterion.operator
    if threshold is None:
        if criterion.is_unread:
            return t("eligibility.threshold_unread")
        is_number = criterion.kind == "quantitative"
        return t("eligibility.threshold_none" if is_number else "eligibility.threshold_judged")
    if isinstance(threshold, bool):
        return t("eligibility.threshold_true" if threshold else "eligibility.threshold_false")
    if isinstance(threshold, list):
        return t("eligibility.threshold_in", values=_say_members(threshold, criterion.unit, t))
    assert operator is not None  # noqa: S101 - the model says so
    unit = criterion.unit
    text = t.number(threshold, _decimals(threshold))
    if unit is not None:
        text = say_value(threshold, unit, t)
    return t(_SIGNS[operator], value=text)


def say_margin(verdict: Verdict, t: Translator) -> str:
    """Return the margin in the unit of the criterion, signed; empty where there is none."""
    unit = _margin_unit(verdict)
    if verdict.margin is None or unit is None:
        return ""
    return _bound(verdict, say_value(verdict.margin, unit, t, signed=True), t)


def say_margin_pct(verdict: Verdict, t: Translator) -> str:
    """Return the margin in percent of the threshold, signed; empty where there is none."""
    if verdict.margin_pct is None:
        return ""
    return _bound(verdict, _say_share(verdict, t), t)


def say_margins(verdict: Verdict, t: Translator) -> str:
    """Return the margin in its unit with that in percent behind it; empty where there is none.

    "At least" is said once: it is meant of both.
    """
    unit = _margin_unit(verdict)
    if verdict.margin is None or unit is None:
        return ""
    text = say_value(verdict.margin, unit, t, signed=True)
    if verdict.margin_pct is not None:
        text = t("eligibility.margins", margin=text, share=_say_share(verdict, t))
    return _bound(verdict, text, t)


def _say_share(verdict: Verdict, t: Translator) -> str:
    return say_value(round(verdict.margin_pct or 0, 1), "percent", t, signed=True)


def _margin_unit(verdict: Verdict) -> Unit | None:
    unit = verdict.criterion.unit
    return "percentage_points" if unit == "percent" else unit


def _bound(verdict: Verdict, text: str, t: Translator) -> str:
    if verdict.is_at_most:
        return t("eligibility.at_most", value=text)
    return t("eligibility.at_least", value=text) if verdict.is_at_least else text


def say_why(verdict: Verdict, t: Translator) -> str:
    """Return why the line has its state; empty where the figures tell."""
    if verdict.is_behind:
        return t("eligibility.why_behind")
    return t(f"eligibility.why_{verdict.why}") if verdict.why else ""


def say_clause(criterion: Criterion, t: Translator) -> str:
    """Return article and item, or that none was visible."""
    return criterion.say("clause", t.lang) or t("eligibility.no_clause")


def say_document(rule_set: RuleSet, t: Translator) -> str:
    """Return title and number of the document."""
    number = say_document_no(rule_set, t)
    if t.lang == "zh":
        return nest_marks(f"《{rule_set.title_zh}》（{number}）")
    return f"{rule_set.title_en} ({number})"


def nest_marks(text: str) -> str:
    """Return a text whose titles within titles have the inner marks, as GB/T 15834 has it.

    A text whose marks do not pair stays as it is.

    Examples
    --------
    >>> nest_marks("《关于印发《办法》的通知》")
    '《关于印发〈办法〉的通知》'
    """
    written: list[str] = []
    opened: list[str] = []
    for char in text:
        if char in _CLOSES:
            mark = "〈" if char == "《" and opened[-1:] == ["《"] else char
            opened.append(mark)
            written.append(mark)
        elif char in _CLOSES.values():
            if not opened:
                return text
            written.append(_CLOSES[opened.pop()])
        else:
            written.append(char)
    return text if opened else "".join(written)


def say_document_no(document: RuleSet | IndexSystem | Upgrade, t: Translator) -> str:
    """Return the number of a document, or that none was visible."""
    number = document.document_no
    if t.lang == "en":
        number = document.document_no_en or number
    return number or t("eligibility.no_document_no")


def say_date(rule_set: RuleSet, t: Translator) -> str:
    """Return the date of the document."""
    if rule_set.say("date", t.lang):
        return rule_set.say("date", t.lang)
    return t.date(rule_set.date) if rule_set.date else t("eligibility.no_date")


def say_validity(rule_set: RuleSet, t: Translator) -> str:
    """Return whether the document is in force, and until when as far as that is known."""
    until = (
        t("eligibility.valid_until", date=t.date(rule_set.valid_until))
        if rule_set.valid_until
        else t("eligibility.no_valid_until")
    )
    return t("eligibility.comma").join([t(f"eligibility.force_{rule_set.in_force}"), until])


def say_role(rule_set: RuleSet, t: Translator) -> str:
    """Return what the rule set is to a zone of Sichuan."""
    return t(f"eligibility.role_{rule_set.role}")


def say_text_read(rule_set: RuleSet, t: Translator) -> str:
    """Return how much of the text was read."""
    word = t(f"eligibility.read_{rule_set.text_read}")
    more = rule_set.say("text_read", t.lang)
    if not more:
        return word
    return f"{word}（{more}）" if t.lang == "zh" else f"{word} ({more})"


def _say_members(values: Iterable[float | str], unit: Unit | None, t: Translator) -> str:
    texts = [_say_category(one, t) if isinstance(one, str) else t.number(one) for one in values]
    joined = t("eligibility.list").join(texts)
    return joined if unit is None else t(f"eligibility.with_{unit}", number=joined)


def _say_category(value: str, t: Translator) -> str:
    """Return the name of a category; one that only an owner's rules know is its own name."""
    return t(f"eligibility.category_{value}") if value in _CATEGORIES else value


def _old_word(verdict: Verdict) -> str:
    operator = verdict.criterion.operator
    if operator not in COMPARING:
        return "old_had" if verdict.state == "met" else "old_lacked"
    if verdict.margin == 0 and not verdict.is_bound:
        return "at_old"
    if operator in {"<=", "<"}:
        # less is better there: "above" would be said of what is too much
        return "within_old" if verdict.state == "met" else "beyond_old"
    if operator == "==":
        return "beside_old"
    return "above_old" if verdict.state == "met" else "below_old"


def _find_trigger_key(verdict: Verdict) -> str:
    if verdict.criterion.effect == "information":
        return "eligibility.state_not_scored"
    word = {True: "on", False: "off", None: "unknown"}[verdict.triggered]
    return f"eligibility.trigger_{word}"


def _decimals(value: float) -> int:
    for decimals in range(_MOST_DECIMALS):
        if round(value, decimals) == round(value, _MOST_DECIMALS):
            return decimals
    return _MOST_DECIMALS
