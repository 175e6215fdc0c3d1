"""Units of the forms: what stands in the legend when a total is divided.

The values keep the size that an office expects: 亿元 over 万人 is 万元 per person, and money
or people per square kilometre are written in 万元 and 人.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from geo.types import Form


class FormUnit(NamedTuple):
    """A unit with the factor that brings a plain quotient into it."""

    factor: float
    zh: str
    en: str


_CUSTOMARY: dict[tuple[Form, str], FormUnit] = {
    ("per_head", "亿元"): FormUnit(1, "万元/人", "10,000 yuan per resident"),
    ("per_head", "万元"): FormUnit(1, "元/人", "yuan per resident"),
    ("per_km2", "亿元"): FormUnit(10_000, "万元/平方公里", "10,000 yuan per km²"),
    ("per_km2", "万人"): FormUnit(10_000, "人/平方公里", "persons per km²"),
}

AREA_UNITS = frozenset({"平方公里", "公顷", "亩", "万平方米"})
PEOPLE_INDICATORS = frozenset({"population_permanent", "population_census2020"})


def unit_of_form(form: Form, unit_zh: str, unit_en: str) -> FormUnit:
    """Return the unit of a form of a total.

    Parameters
    ----------
    form
        The form; residents are counted in 万人, areas in square kilometres.
    unit_zh, unit_en
        Unit of the total.

    Returns
    -------
    FormUnit
        The unit, and the factor to apply to ``total / residents`` or ``total / area``.

    Examples
    --------
    >>> unit_of_form("per_head", "亿元", "100 million yuan").zh
    '万元/人'
    >>> unit_of_form("per_head", "家", "enterprises").en
    'enterprises per 10,000 residents'
    """
    if form == "total":
        return FormUnit(1, unit_zh, unit_en)
    if form == "share":
        return FormUnit(100, "%", "%")
    if (form, unit_zh) in _CUSTOMARY:
        return _CUSTOMARY[form, unit_zh]
    if form == "per_head":
        return FormUnit(1, f"{unit_zh}/万人", f"{unit_en} per 10,000 residents")
    return FormUnit(1, f"{unit_zh}/平方公里", f"{unit_en} per km²")
