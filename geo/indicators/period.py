"""Periods of the data: what kind each is, and which comes first.

``2023`` is a year, ``2021H1`` a half-year, ``2022Q1`` a quarter, ``2022Q1-Q3`` and
``2021M1-7`` are cumulative, ``2018-07`` is a month. Values of different kinds are never
joined: nine months are not a year that went badly.
"""

from __future__ import annotations

import re
from functools import lru_cache

from geo.errors import IndicatorError

_FORMS: tuple[tuple[str, str], ...] = (
    ("year", r"(?P<year>\d{4})"),
    ("half", r"(?P<year>\d{4})H(?P<half>[12])"),
    ("quarter", r"(?P<year>\d{4})Q(?P<quarter>[1-4])"),
    ("cumulative", r"(?P<year>\d{4})(?P<span>Q1-Q(?P<quarter>[2-4]))"),
    ("cumulative", r"(?P<year>\d{4})(?P<span>M1-(?P<month>[2-9]|1[0-2]))"),
    ("month", r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])"),
)

_LAST_MONTH = 12


@lru_cache(maxsize=1024)
def _parse_period(period: str) -> tuple[str, int, int]:
    """Return the kind, the year and the last month."""
    for kind, form in _FORMS:
        found = re.fullmatch(form, period, re.ASCII)
        if found:
            part = found.groupdict()
            month = _LAST_MONTH
            if part.get("half"):
                month = 6 * int(part["half"])
            elif part.get("quarter"):
                month = 3 * int(part["quarter"])
            elif part.get("month"):
                month = int(part["month"])
            # nine months compare with nine months only
            return (
                f"{kind} {part['span']}" if part.get("span") else kind,
                int(part["year"]),
                month,
            )
    message = (
        "period: expected a year, half-year, quarter, cumulative span or month such as 2023, "
        f"2021H1, 2022Q1, 2022Q1-Q3, 2021M1-7 or 2018-07; got {period!r}"
    )
    raise IndicatorError(message)


def type_of_period(period: str) -> str:
    """Return the kind of a period; values of one kind alone may be joined in a series.

    Parameters
    ----------
    period
        A period of the data.

    Returns
    -------
    str
        "year", "half", "quarter", "month", or "cumulative" with its span.

    Raises
    ------
    IndicatorError
        If the text is no period.

    Examples
    --------
    >>> type_of_period("2021H1"), type_of_period("2022Q1-Q3")
    ('half', 'cumulative Q1-Q3')
    """
    return _parse_period(period)[0]


def order_of_period(period: str) -> tuple[int, int, int, str]:
    """Return a sort key: by the end of the period, a longer period after a shorter.

    Parameters
    ----------
    period
        A period of the data.

    Returns
    -------
    tuple
        To be compared with others of its kind.

    Raises
    ------
    IndicatorError
        If the text is no period.

    Examples
    --------
    >>> sorted(["2022", "2021H1", "2021", "2021Q2"], key=order_of_period)
    ['2021Q2', '2021H1', '2021', '2022']
    """
    kind, year, month = _parse_period(period)
    length = ("month", "quarter", "half", "cumulative", "year").index(kind.split()[0])
    return year, month, length, period
