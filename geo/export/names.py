"""Names of files."""

from __future__ import annotations

_LONGEST = 60


def plain_name(text: str) -> str:
    """Return a text that may stand in the name of a file on any system.

    Examples
    --------
    >>> plain_name('a/b: "c"')
    'a_b_c'
    """
    kept = "".join(one if one.isalnum() or one in "-." else "_" for one in text)
    # a name that begins with a dot is hidden, or leads elsewhere
    parts = [part for part in kept.split("_") if part.strip(".")]
    return "_".join(parts).strip(".")[:_LONGEST]


def file_name(title: str, date: str, suffix: str) -> str:
    """Return a file's name with its date, as offices file things.

    Examples
    --------
    >>> file_name("高新区：26→35", "2026-11-27", "html")
    '高新区_26_35_20261127.html'
    """
    parts = [plain_name(title), date.replace("-", "")]
    return f"{'_'.join(part for part in parts if part)}.{suffix}"
