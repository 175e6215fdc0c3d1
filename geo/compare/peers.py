"""Which prefectures are like one: a distance over ratios, so that size does not decide.

Each indicator is brought to one scale by its z-score: the value less the mean, over the sample
standard deviation, both over all prefectures with a value. The distance of two prefectures is
the root of the mean of their squared differences over the indicators that both have. A value
that is missing is never filled in: the indicator then does not count for the pair, and the mean
(rather than the sum) keeps pairs of more and of fewer indicators on one scale. Likeness
describes; it says nothing about who does better.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, median, stdev
from typing import TYPE_CHECKING

from geo.compare.profile import compare
from geo.errors import IndicatorError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.catalog import Catalog

PEER_INDICATORS = (
    "gdp_per_capita",
    "secondary_share",
    "urbanisation_rate",
    "rd_intensity",
    "sci_expenditure_share",
    "hte_per_10k_pop",
    "invention_grants_per_10k",
    "tech_contract_gdp_ratio",
)
"""Ratios that say how a prefecture earns, lives and innovates, whatever its size."""

FEWEST = 5
"""Indicators that two prefectures must have in common."""

_FEWEST_VALUES = 3
_TIE_DECIMALS = 12  # what differs by less differs by the order of summing


@dataclass(frozen=True, slots=True)
class Scale:
    """What an indicator is brought to one scale with.

    Parameters
    ----------
    indicator, period
        What was measured.
    n
        Prefectures with a value.
    mean, spread
        Over those; `spread` is the sample standard deviation.
    source_ids
        Of the values.
    """

    indicator: str
    period: str
    n: int
    mean: float
    spread: float
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """One prefecture and how far it is from the one asked for.

    Parameters
    ----------
    code
        Code of the prefecture.
    distance
        Root of the mean squared difference of z-scores; 0 for twins.
    used
        Indicators that both have.
    """

    code: str
    distance: float
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Peers:
    """The prefectures like one, nearest first.

    Parameters
    ----------
    code
        The prefecture asked for.
    scales
        Indicators used, in their order.
    peers
        The others, nearest first; equal distances in code order.
    too_few
        Those that have fewer indicators in common with it than `fewest`, in code order.
    fewest
        Indicators that two must have in common.
    typical
        Median distance of all pairs that can be measured: a nearest one farther away than this
        is no peer. None if there is no pair.
    """

    code: str
    scales: tuple[Scale, ...]
    peers: tuple[Peer, ...]
    too_few: tuple[str, ...]
    fewest: int
    typical: float | None


def find_peers(
    catalog: Catalog,
    code: str,
    indicators: Sequence[str] = PEER_INDICATORS,
    *,
    fewest: int = FEWEST,
) -> Peers:
    """Find the prefectures that are like one.

    Parameters
    ----------
    catalog
        The catalogue.
    code
        Code of a prefecture.
    indicators
        Ratios to compare by, each in its `best_period`; those without values are passed over.
    fewest
        Indicators that two must have in common.

    Returns
    -------
    Peers
        All other prefectures, either measured or among `too_few`.

    Raises
    ------
    IndicatorError
        If the code is no prefecture's.
    """
    if code not in catalog.prefectures.index:
        message = f"code: expected the code of a prefecture; got {code!r}"
        raise IndicatorError(message)
    values: dict[str, dict[str, float]] = {}
    about: dict[str, tuple[str, tuple[str, ...]]] = {}
    for indicator in indicators:
        try:
            line = compare(catalog, indicator)
        except IndicatorError:  # an own data folder may hold none of it
            continue
        shown = [entry for entry in line.entries.values() if not entry.gap]
        values[indicator] = {entry.code: entry.value for entry in shown}
        sources = dict.fromkeys(i for entry in shown for i in entry.source_ids)
        about[indicator] = (line.period, tuple(sources))
    spread = measure_spread(values)
    scales = tuple(
        Scale(name, about[name][0], len(values[name]), mean, sd, about[name][1])
        for name, (mean, sd) in spread.items()
    )
    scores = {
        name: {place: (value - mean) / sd for place, value in values[name].items()}
        for name, (mean, sd) in spread.items()
    }
    codes = [str(other) for other in catalog.prefectures.index]
    peers, too_few = rank_by_distance(scores, code, [c for c in codes if c != code], fewest)
    pairs = [
        peer.distance
        for number, one in enumerate(codes)
        for peer in rank_by_distance(scores, one, codes[number + 1 :], fewest)[0]
    ]
    return Peers(code, scales, peers, too_few, fewest, median(pairs) if pairs else None)


def measure_spread(values: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[float, float]]:
    """Return mean and sample standard deviation of each indicator that tells places apart.

    Parameters
    ----------
    values
        By indicator, then by place.

    Returns
    -------
    dict
        Without indicators of fewer than three values or of equal values only.
    """
    spread: dict[str, tuple[float, float]] = {}
    for name, by_place in values.items():
        held = list(by_place.values())
        if len(held) >= _FEWEST_VALUES and min(held) < max(held):
            spread[name] = (fmean(held), stdev(held))
    return spread


def rank_by_distance(
    scores: Mapping[str, Mapping[str, float]],
    code: str,
    others: Collection[str],
    fewest: int,
) -> tuple[tuple[Peer, ...], tuple[str, ...]]:
    """Return the others by distance, and those with too little in common.

    Parameters
    ----------
    scores
        z-scores by indicator, then by place.
    code, others
        Codes of the place asked for and of those measured against it.
    fewest
        Indicators that two must have in common.
    """
    peers: list[Peer] = []
    too_few: list[str] = []
    for other in sorted(others):
        used = tuple(name for name, held in scores.items() if code in held and other in held)
        if len(used) < max(fewest, 1):
            too_few.append(other)
            continue
        squares = math.fsum((scores[name][code] - scores[name][other]) ** 2 for name in used)
        peers.append(Peer(other, math.sqrt(squares / len(used)), used))
    # sorted by code already, and sorting is stable
    peers.sort(key=lambda peer: round(peer.distance, _TIE_DECIMALS))
    return tuple(peers), tuple(too_few)
