"""Put values into classes whose bounds a reader can say aloud.

The schemes are mapclassify's. Natural breaks alone are solved here: without numba,
mapclassify 2.10 sums squares in 32-bit floats, which lose the seventh digit (a population
has eight), and it needs 39 ms for 183 counties where this needs 2 ms. The tests hold our
breaks equal to the brute-force optimum and to mapclassify's where its arithmetic is sound.
"""

from __future__ import annotations

import math
import threading
import warnings
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from geo.errors import ClassifyError
from geo.types import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from geo.types import Scheme

__all__ = ["MOST_CLASSES", "Classes", "classify", "common_breaks", "edges_from_bounds"]

MOST_CLASSES = 9
"""More classes than this cannot be told apart in one colour."""

_ROOM = 0.1
"""How far an outer edge, or a bound of equal intervals, may move: this part of a class."""

_FIRST_WIDTH = 0.05
"""Width of a first class that holds one value: this part of the gap to the next."""

_SMALLEST_SPREAD = 1e-9
"""A spread below this part of the largest value is noise of arithmetic, not a difference."""

_SMALLEST_STEP = 1e-100
"""Below it a division by the number of classes can fall to zero."""

_LARGEST = 1e100

_DOUBLE_DIGITS = 17

# `warnings.catch_warnings` changes state of the whole process; Streamlit runs threads.
_WARNINGS_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one map.

    Parameters
    ----------
    scheme
        The scheme that was asked for.
    edges
        Lowest edge, then the upper bound of each class; ascending, one more than there are
        classes. Equal to each other only where all values are equal.
    counts
        Values in each class. None is zero, unless `edges` were given by the caller.
    k_asked
        Number of classes asked for; there may be fewer.
    below, above
        Values under the first and over the last edge, counted in the outermost classes
        all the same. Only where the edges were given; a legend must then say "and less",
        "and more".
    """

    scheme: Scheme
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    k_asked: int
    below: int = 0
    above: int = 0

    @property
    def k(self) -> int:
        """Number of classes there are."""
        return len(self.counts)

    @property
    def decimals(self) -> int:
        """Decimal places that print every edge exactly."""
        exponents = (Decimal(repr(edge)).normalize().as_tuple().exponent for edge in self.edges)
        return max(0, *(-exponent for exponent in exponents if isinstance(exponent, int)))

    def assign(self, values: ArrayLike) -> NDArray[np.int64]:
        """Return the class of each value.

        An interval is open below and closed above, ``(low, high]``; the first is closed on
        both sides. A value outside all edges goes to the nearest class, so that edges found
        for one period serve another.

        Parameters
        ----------
        values
            Any numbers, in the unit of the edges.

        Returns
        -------
        numpy.ndarray
            Class from 0, of the same length; -1 where a value is not a finite number.

        Examples
        --------
        >>> Classes("user", (0.0, 10.0, 20.0), (1, 1), 2).assign([0, 10, 10.5, 99, float("nan")])
        array([ 0,  0,  1,  1, -1])
        """
        numbers = np.asarray(values, dtype=np.float64)
        classes = np.searchsorted(np.asarray(self.edges[1:-1]), numbers, side="left")
        return np.where(np.isfinite(numbers), classes, -1).astype(np.int64)


def classify(
    values: ArrayLike, scheme: Scheme, k: int, *, breaks: Sequence[float] | None = None
) -> Classes:
    """Class values by a scheme, with readable bounds and no empty class.

    Every bound is written with the fewest significant digits that leave each value in the
    class the scheme gave it; among those, the number next to the scheme's own bound. Bounds
    of equal intervals move by a tenth of an interval at most, so that they still look equal;
    pretty bounds are round already and do not move. Where a scheme leaves a class empty the
    number of classes goes down: equal and pretty are made anew with fewer, quantiles lose
    the empty ones (their values are tied).

    Parameters
    ----------
    values
        Any numbers; those that are not finite are left out.
    scheme
        natural (Fisher-Jenks), quantiles, equal, pretty or user.
    k
        Number of classes, 1 to `MOST_CLASSES`.
    breaks
        Edges to use as they stand, lowest first: for scheme "user", or with any other scheme
        the edges of `common_breaks`. Classes may then be empty, and values may lie outside.

    Returns
    -------
    Classes
        At most `k` classes; fewer where there are fewer different values.

    Raises
    ------
    ClassifyError
        If no value is a finite number, or `scheme`, `k` or `breaks` is not usable.

    Examples
    --------
    >>> classify([1, 2, 3, 41, 43, 902], "natural", 3).edges
    (1.0, 3.0, 50.0, 910.0)
    """
    if scheme not in SCHEMES:
        message = f"scheme: expected one of {', '.join(SCHEMES)}; got {scheme!r}"
        raise ClassifyError(message)
    if isinstance(k, bool) or not isinstance(k, int) or not 1 <= k <= MOST_CLASSES:
        message = f"k: expected a whole number from 1 to {MOST_CLASSES}; got {k!r}"
        raise ClassifyError(message)
    usable = _sort_usable(values)
    if breaks is not None:
        return _count_between(usable, scheme, k, _check_edges(breaks))
    if scheme == "user":
        message = "breaks: scheme 'user' needs the edges of the classes; got none"
        raise ClassifyError(message)
    distinct = np.unique(usable)
    low, high = float(distinct[0]), float(distinct[-1])
    if high - low <= max(_SMALLEST_SPREAD * max(abs(low), abs(high)), _SMALLEST_STEP):
        return Classes(scheme, (low, high), (len(usable),), k)
    bounds = _find_bounds(usable, distinct, scheme, k)
    edges = _write_edges(distinct, scheme, bounds)
    return _count_between(usable, scheme, k, edges)


def common_breaks(arrays: Sequence[ArrayLike], scheme: Scheme, k: int) -> tuple[float, ...]:
    """Find one set of edges for several periods, from all their values together.

    Parameters
    ----------
    arrays
        The values of each period, in one unit.
    scheme, k
        As for `classify`; not "user".

    Returns
    -------
    tuple of float
        Edges for ``classify(..., breaks=...)``. Every value of every period lies inside; in
        one single period a class may be empty.

    Raises
    ------
    ClassifyError
        If no value of any period is a finite number.
    """
    pooled = [np.asarray(array, dtype=np.float64).ravel() for array in arrays]
    return classify(np.concatenate([*pooled, np.empty(0)]), scheme, k).edges


def edges_from_bounds(values: ArrayLike, bounds: Sequence[float]) -> tuple[float, ...]:
    """Complete inner bounds typed by a person with outer edges that hold all values.

    Parameters
    ----------
    values
        Any numbers.
    bounds
        One or more inner bounds, ascending.

    Returns
    -------
    tuple of float
        Edges for scheme "user".

    Raises
    ------
    ClassifyError
        If no value is finite, or the bounds do not ascend.

    Examples
    --------
    >>> edges_from_bounds([37, 210, 11516], [100, 1000])
    (37.0, 100.0, 1000.0, 12000.0)
    """
    usable = _sort_usable(values)
    if len(bounds) == 0:
        message = "bounds: expected at least one number; got none"
        raise ClassifyError(message)
    inner = [float(bound) for bound in bounds]
    low, high = float(usable[0]), float(usable[-1])
    first = inner[0] - 1 if low >= inner[0] else _floor_edge(low, _ROOM * (inner[0] - low))
    last = inner[-1] + 1 if high <= inner[-1] else _ceil_edge(high, _ROOM * (high - inner[-1]))
    return _check_edges((first, *inner, last))


def _sort_usable(values: ArrayLike) -> NDArray[np.float64]:
    """Return the finite values in ascending order."""
    numbers = np.asarray(values, dtype=np.float64).ravel()
    usable = np.sort(numbers[np.isfinite(numbers)])
    if len(usable) == 0:
        message = f"values: expected at least one finite number; got none among {len(numbers)}"
        raise ClassifyError(message)
    if max(-usable[0], usable[-1]) > _LARGEST:
        message = f"values: expected none beyond {_LARGEST:g}; got {usable[0]} to {usable[-1]}"
        raise ClassifyError(message)
    return usable + 0.0  # -0.0 and 0.0 are one value and print alike


def _check_edges(breaks: Sequence[float]) -> tuple[float, ...]:
    """Return the edges as floats, or refuse them."""
    edges = tuple(float(edge) for edge in breaks)
    if (
        not 1 < len(edges) <= MOST_CLASSES + 1
        or not all(math.isfinite(edge) for edge in edges)
        or any(low > high for low, high in pairwise(edges))
        # two equal edges are what `classify` itself returns for values that are all equal
        or (len(edges[1:]) > 1 and len(set(edges)) < len(edges))
    ):
        message = f"breaks: expected 2 to {MOST_CLASSES + 1} ascending numbers; got {breaks!r}"
        raise ClassifyError(message)
    return edges


def _count_between(
    usable: NDArray[np.float64], scheme: Scheme, k: int, edges: tuple[float, ...]
) -> Classes:
    """Count the values between edges that are settled."""
    classes = Classes(
        scheme,
        edges,
        (0,) * (len(edges) - 1),
        k,
        below=int(np.count_nonzero(usable < edges[0])),
        above=int(np.count_nonzero(usable > edges[-1])),
    )
    counts = np.bincount(classes.assign(usable), minlength=classes.k)
    return Classes(
        scheme, edges, tuple(int(n) for n in counts), k, below=classes.below, above=classes.above
    )


def _find_bounds(
    usable: NDArray[np.float64], distinct: NDArray[np.float64], scheme: Scheme, k: int
) -> NDArray[np.float64]:
    """Return the upper bounds of the scheme, each class holding at least one value."""
    if k == 1:
        return distinct[-1:]
    if scheme == "natural":
        return _solve_natural(usable, min(k, len(distinct)))
    if scheme == "quantiles":
        return _drop_empty(distinct, _snap(distinct, _ask_mapclassify(usable, scheme, k)))
    for fewer in range(k, 1, -1):
        bounds = _ask_mapclassify(usable, scheme, fewer)
        # pretty takes the number as a hint: it may return more classes, or a single one
        if 1 < len(bounds) <= k and len(_drop_empty(distinct, bounds)) == len(bounds):
            return bounds
    return _drop_empty(distinct, _ask_mapclassify(usable, scheme, 2))


def _ask_mapclassify(usable: NDArray[np.float64], scheme: Scheme, k: int) -> NDArray[np.float64]:
    """Return mapclassify's upper bounds."""
    # here and not above: it takes 1.4 s to import, which the default scheme need not pay
    import mapclassify  # noqa: PLC0415

    classifiers = {
        "quantiles": mapclassify.Quantiles,
        "equal": mapclassify.EqualInterval,
        "pretty": mapclassify.PrettyBreaks,
    }
    with _WARNINGS_LOCK, warnings.catch_warnings():
        # ties: said by Classes.k_asked
        warnings.filterwarnings("ignore", "Not enough unique values", UserWarning)
        return np.asarray(classifiers[scheme](usable, k=k).bins, dtype=np.float64)


def _snap(distinct: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the bounds, those that miss a value by an error of interpolation put on it.

    Between two equal values interpolation may end a rounding error too low: the class that they
    are in would then seem empty.
    """
    nearest = distinct[np.abs(bounds[:, None] - distinct[None, :]).argmin(axis=1)]
    noise = 4 * np.finfo(np.float64).eps * np.abs(distinct).max()
    return np.asarray(np.where(np.abs(nearest - bounds) <= noise, nearest, bounds))


def _drop_empty(distinct: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the bounds whose class holds a value, the last one holding the maximum."""
    bounds = np.unique(bounds)
    # interpolation may end a rounding error too low
    bounds[-1] = max(bounds[-1], distinct[-1])
    reached = np.searchsorted(distinct, bounds, side="right")
    filled = np.diff(reached, prepend=0) > 0
    return np.asarray(bounds[filled], dtype=np.float64)


def _solve_natural(usable: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Return the upper bounds that make the squared deviations within classes least.

    Exact dynamic programme over the different values, equal ones weighted (Fisher 1958):
    ``loss[j, i] = min over m of loss[j - 1, m - 1] + cost(m..i)``. For values 1 2 3 | 41 43
    and two classes the loss is 2 + 2 = 4.
    """
    points, weights = np.unique(usable, return_counts=True)
    # about the median, and scaled: sums of squares keep their digits
    points_scaled = (points - np.median(usable)) / (points[-1] - points[0])
    n = len(points)
    weight_sum = np.concatenate([[0.0], np.cumsum(weights)])
    sum_1 = np.concatenate([[0.0], np.cumsum(weights * points_scaled)])
    sum_2 = np.concatenate([[0.0], np.cumsum(weights * points_scaled**2)])
    loss = np.full((k, n), np.inf)
    start = np.zeros((k, n), dtype=np.int64)
    for i in range(n):
        total = sum_1[i + 1] - sum_1[: i + 1]
        cost = (
            sum_2[i + 1]
            - sum_2[: i + 1]
            - total * total / (weight_sum[i + 1] - weight_sum[: i + 1])
        )
        cost[i] = 0.0  # one point has no deviation, whatever the rounding says
        loss[0, i] = cost[0]
        if i:
            candidates = loss[: k - 1, :i] + cost[1:]
            best = np.argmin(candidates, axis=1)
            loss[1:, i] = candidates[np.arange(k - 1), best]
            start[1:, i] = best + 1
    ends = [n - 1]
    for j in range(k - 1, 0, -1):
        ends.append(int(start[j, ends[-1]]) - 1)
    return np.asarray(points[ends[::-1]], dtype=np.float64)


def _write_edges(
    distinct: NDArray[np.float64], scheme: Scheme, bounds: NDArray[np.float64]
) -> tuple[float, ...]:
    """Return readable edges that put every value where the bounds put it."""
    low, high = float(distinct[0]), float(distinct[-1])
    if scheme == "pretty" and len(bounds) > 1:
        step = bounds[1] - bounds[0]
        written = [_clean_noise(distinct, float(bound)) for bound in bounds]
        first = _clean_noise(distinct, float(bounds[0] - step))
        return (min(first, low), *written[:-1], max(written[-1], high))
    room = _ROOM * (high - low) / len(bounds) if scheme == "equal" else math.inf
    inner: list[float] = []
    for bound in bounds[:-1].tolist():
        reached = int(np.searchsorted(distinct, bound, side="right"))
        below, above = float(distinct[reached - 1]), float(distinct[reached])
        # the first class needs a width: its lower edge may be its only value
        strictly = reached == 1
        inner.append(_write_bound(bound, below, above, room=room, strictly=strictly))
    first = _floor_edge(low, _ROOM * ((inner[0] if inner else high) - low))
    last = _ceil_edge(high, _ROOM * (high - (inner[-1] if inner else low)))
    return (first, *inner, last)


def _write_bound(bound: float, below: float, above: float, *, room: float, strictly: bool) -> float:
    """Return the number of fewest digits in ``[below, above)``, next to the bound.

    Parameters
    ----------
    bound
        What the scheme found.
    below, above
        Largest value of the class and smallest value of the next.
    room
        The farthest that the number may lie from the bound.
    strictly
        Exclude `below` itself.
    """
    if strictly and bound == below:
        bound += _FIRST_WIDTH * (above - below)

    def fits(number: float) -> bool:
        inside = below < number < above if strictly else below <= number < above
        return inside and abs(number - bound) <= room

    if fits(0.0):
        return 0.0
    for digits in range(1, _DOUBLE_DIGITS + 1):
        candidates = [number for number in _write_with_digits(bound, digits) if fits(number)]
        if candidates:
            return min(candidates, key=lambda number: abs(number - bound))
    # two neighbouring doubles have nothing between them
    return below


def _write_with_digits(number: float, digits: int) -> tuple[float, float, float]:
    """Return the nearest numbers with so many significant digits: one below, two above."""
    # not Decimal(number): 0.1 has one digit for a reader, 55 in binary
    exact = Decimal(repr(number))
    if not exact:
        return number, number, number
    unit = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    lower = (exact / unit).to_integral_value(rounding=ROUND_FLOOR) * unit
    upper = (exact / unit).to_integral_value(rounding=ROUND_CEILING) * unit
    return float(lower), float(upper), float(upper + unit)


def _floor_edge(low: float, room: float) -> float:
    """Return the number of fewest digits from ``low - room`` to ``low``."""
    for digits in range(1, _DOUBLE_DIGITS + 1):
        edge = _write_with_digits(low, digits)[0]
        if low - room <= edge <= low:
            return edge
    return low


def _ceil_edge(high: float, room: float) -> float:
    """Return the number of fewest digits from ``high`` to ``high + room``."""
    return 0.0 - _floor_edge(-high, room)


def _clean_noise(distinct: NDArray[np.float64], number: float) -> float:
    """Return the number without the digits that adding steps left, no value changing sides."""
    clean = float(f"{number:.12g}")
    same = np.array_equal(distinct <= clean, distinct <= number)
    return clean + 0.0 if same else number
