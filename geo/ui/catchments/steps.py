"""Distances and times that somebody types in."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# a comma may part thousands, decimals or two numbers: who types one is told
_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,20})?", re.ASCII)
_UNITS = ("公里", "千米", "km", "分钟", "分", "minutes", "min")
_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")


def write_step(step: float) -> str:
    """Return a distance or a time as an option has it: as short as it reads back.

    Examples
    --------
    >>> write_step(30.0), write_step(7.5)
    ('30', '7.5')
    """
    return repr(float(step)).removesuffix(".0")


def read_steps(
    texts: Iterable[str], bounds: tuple[float, float]
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Return the numbers that can be used, ascending and each once, and the texts that cannot.

    A unit behind the number and figures of full width are understood.

    Parameters
    ----------
    texts
        What was chosen or typed.
    bounds
        Lowest and highest number.

    Examples
    --------
    >>> read_steps(["30", "-5", "60 km"], (0.1, 500))
    ((30.0, 60.0), ('-5',))
    """
    lowest, highest = bounds
    steps: set[float] = set()
    refused = []
    for text in texts:
        plain = str(text).translate(_WIDE).strip().casefold()
        unit = next((unit for unit in _UNITS if plain.endswith(unit)), "")
        number = plain.removesuffix(unit).strip()
        step = float(number) if _NUMBER.fullmatch(number) else math.nan
        if lowest <= step <= highest:
            steps.add(step)
        else:
            refused.append(str(text))
    return tuple(sorted(steps)), tuple(refused)
