"""Columns that say the same in every row."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

_KEPT = 64


@lru_cache(maxsize=_KEPT)
def repeat_text(text: str, count: int) -> pd.api.extensions.ExtensionArray:
    """Return a text so many times, as pandas keeps texts.

    Kept, since making it takes pandas longer than the numbers of a table. A table that is given
    it makes a copy of its own.
    """
    return pd.array([text] * count, dtype="str")
