"""Short names of rule sets, for boxes and heads of columns: year, number or title, gate, force."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Final

from geo.eligibility.model import first_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.eligibility.model import RuleSet
    from geo.locale import Translator
    from geo.types import Lang

WIDEST: Final = 31.0
"""Of a label, in characters as wide as high: what the boxes of the page show."""

_SPARE: Final = 3.0  # a number that is cut is none

_NARROWEST: Final = 8.0
_MARK: Final = 1.0
_WIDE: Final = frozenset("WF")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_EDITION: Final = re.compile(r"((?:19|20)\d\d)年版")
_BRACKET: Final = re.compile(r"(?<=.)（[^（）]*）$")
_AFTER_FIRST: Final = re.compile(r"[、，,；;].*$")
_LOOSE: Final = re.compile(r"(?: (?:a|an|and|for|in|of|on|or|that|the|to|where|with))+$")
_SHORT_WORDS: Final[Mapping[Lang, tuple[tuple[str, str], ...]]] = {
    "zh": (
        ("高新技术产业开发区", "高新区"),
        ("高新技术产业园区", "高新区"),
        ("经济技术开发区", "经开区"),
        ("工业和信息化部", "工信部"),
        ("省省级", "省级"),
    ),
    "en": ((" and others", " etc."),),
}


def label_sets(
    rule_sets: Iterable[RuleSet], t: Translator, *, has_gate: bool = True
) -> dict[str, str]:
    """Return a label of each rule set by its id; no two are alike.

    Parameters
    ----------
    rule_sets
        The rule sets that are offered together.
    t
        The words.
    has_gate
        Whether the labels name the gate; where all guard one, it need not be said of each.
    """
    labels = {rule_set.id: label_set(rule_set, t, has_gate=has_gate) for rule_set in rule_sets}
    seen = Counter(labels.values())
    # two that an owner brought may be alike in everything but the id
    return {
        name: label if seen[label] == 1 else t("eligibility.set_alike", label=label, id=name)
        for name, label in labels.items()
    }


def label_set(rule_set: RuleSet, t: Translator, *, has_gate: bool = True) -> str:
    """Return year, number or short title, gate and force of a rule set, about `WIDEST` wide."""
    gate = t(f"eligibility.set_track_{rule_set.track}") if has_gate else ""
    year, force = say_year(rule_set, t), say_force(rule_set, t)

    def join(name: str) -> str:
        return t("eligibility.set_between").join(part for part in (year, name, gate, force) if part)

    # a name of one mark, less the mark: what joins stands on both its sides
    room = max(WIDEST - width_of(join(".")) + width_of("."), _NARROWEST)
    return join(name_shortly(rule_set, t, room))


def name_shortly(rule_set: RuleSet, t: Translator, room: float = WIDEST) -> str:
    """Return the number of a document, or its title without the words that all of them have.

    Parameters
    ----------
    rule_set
        The rule set.
    t
        The words.
    room
        What fits, in characters as wide as high. Chinese is cut anywhere, English between words.
    """
    number = rule_set.document_no
    if t.lang == "en":
        number = rule_set.document_no_en or number
    if number:
        number = _say_shortly(number, t.lang)
        first = _AFTER_FIRST.sub("", number)
        if width_of(number) > room and first != number:
            number = t("eligibility.set_number_first", number=first)
        return cut(number, room + _SPARE)
    title = _say_shortly(rule_set.say("title", t.lang), t.lang)
    if width_of(title) > room:
        title = _BRACKET.sub("", title)
    return cut(title, room)


def _say_shortly(text: str, lang: Lang) -> str:
    for long, short in _SHORT_WORDS[lang]:
        text = text.replace(long, short)
    return text


def say_year(rule_set: RuleSet, t: Translator) -> str:
    """Return the year of a document, its first and last year, or the year it is called after."""
    if rule_set.date is not None:
        return rule_set.date[:4]
    told = rule_set.date_zh
    # "2015年2月至2026年2月13日" is a date; years that stand in a remark are none
    if _YEAR.match(told):
        years: list[str] = _YEAR.findall(told)
        if years[0] == years[-1]:
            return years[0]
        return t("eligibility.set_years", first=years[0], last=years[-1])
    edition = _EDITION.search(rule_set.title_zh) or _EDITION.search(told)
    if edition is not None:
        return t("eligibility.set_edition", year=edition[1])
    return t("eligibility.set_no_year")


def say_force(rule_set: RuleSet, t: Translator) -> str:
    """Return in a word what a rule set is to a zone of Sichuan today."""
    if rule_set.role in {"superseded", "draft", "comparator"}:
        return t(f"eligibility.set_force_{rule_set.role}")
    if rule_set.is_reference:
        today = dt.datetime.now().astimezone().date()
        lies_ahead = rule_set.date is not None and first_day(rule_set.date) > today
        is_over = rule_set.in_force == "no" or not lies_ahead
        return t(f"eligibility.set_force_{'ended' if is_over else 'ahead'}")
    if rule_set.role in {"practice", "planning"}:
        return t(f"eligibility.set_force_{rule_set.role}")
    return t(f"eligibility.set_force_{'current' if rule_set.in_force == 'yes' else 'unknown'}")


def cut(text: str, room: float) -> str:
    """Return a text that fits: Chinese is cut anywhere, English between words.

    Examples
    --------
    >>> cut("Sichuan measure on zones", 10)
    'Sichuan measure…'
    """
    if width_of(text) <= room:
        return text
    kept = text
    while kept and width_of(kept) + _MARK > room:
        kept = kept[:-1]
    if " " in kept and not text[len(kept)].isspace() and kept[-1].isascii():
        kept = kept.rpartition(" ")[0]
    kept = _LOOSE.sub("", kept)
    return kept.rstrip(" ，,、（(") + "…"


def width_of(text: str) -> float:
    """Return how wide a text is, in characters as wide as high.

    Examples
    --------
    >>> width_of("2025 · 办法")
    5.5
    """
    return sum(1.0 if unicodedata.east_asian_width(char) in _WIDE else 0.5 for char in text)
