"""What catchments hold, in words: no finer than it is known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from geo.maps.words import with_unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from geo.catchment.holdings import Measure
    from geo.locale import Translator
    from geo.types import Qualifier

_WAN: Final = 10_000
_THOUSAND: Final = -3
_PEOPLE: Final = ("population", "population_urban")


def say_people(people: float, t: Translator) -> str:
    """Say a computed number of people, to a thousand.

    Parameters
    ----------
    people
        From 0; NaN is a gap.
    t
        The words.
    """
    if math.isnan(people):
        return t("common.no_data")
    if t.lang == "zh":
        return t("catchments.people", n=t.number(people / _WAN, 1))
    return t("catchments.people", n=t.number(round(people, _THOUSAND), 0))


def say_share(share_pct: float, t: Translator) -> str:
    """Say a share in percent, to a tenth; a little is not nothing, and almost all is not all."""
    if math.isnan(share_pct):
        return t("common.no_data")
    least = 0.05
    if 0 < share_pct < least:
        return t("catchments.share_below", value=t.number(0.1, 1))
    if 100 - least < share_pct < 100:  # noqa: PLR2004  percent
        return t("catchments.share_above", value=t.number(99.9, 1))
    return t("map.percent", value=t.number(share_pct, 1))


def say_amount(row: Mapping[str, Any], measure: Measure, t: Translator) -> str:
    """Say what a shape holds of one measure, as a bound where part of it is unknown.

    Parameters
    ----------
    row
        A row of `geo.catchment.holdings.hold`.
    measure
        What the amount is, of `Land.measures`.
    t
        The words.
    """
    value = float(row[measure.name])
    if measure.name in _PEOPLE:
        return say_people(value, t)
    if math.isnan(value):
        return t("common.no_data")
    unit = measure.unit_zh if t.lang == "zh" else measure.unit_en
    qualifier: Qualifier = row.get(f"{measure.name}_qualifier", "eq")
    # spread over the ground it is never exact, so that only a bound is worth saying
    text = with_unit(t.number(value, 0), unit, t.lang)
    return t("catchments.at_least", value=text) if qualifier == "ge" else text


def say_listed(count: int, t: Translator) -> str:
    """Say how many of a list that is not complete; none listed is not none there."""
    return t.number(count, 0) if count else t("common.no_data")


def say_platforms(count: float, t: Translator) -> str:
    """Say how many platforms are listed, with their unit; NaN, as none, is a gap."""
    return t.plural("map.platform_count", int(count)) if count > 0 else t("common.no_data")


def say_km2(area_km2: float, t: Translator) -> str:
    """Say an area in whole square kilometres; NaN is a gap."""
    if math.isnan(area_km2):
        return t("common.no_data")
    return t("catchments.km2", n=t.number(area_km2, 0))
