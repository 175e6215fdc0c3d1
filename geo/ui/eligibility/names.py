"""Names of files."""

from __future__ import annotations


def plain_name(text: str) -> str:
    """Return a text that may stand in the name of a file on any system.

    Examples
    --------
    >>> plain_name('a/b: "c"')
    'a_b_c'
    """
    kept = "".join(one if one.isalnum() or one in "-." else "_" for one in text)
    return "_".join(part for part in kept.split("_") if part)[:60]
