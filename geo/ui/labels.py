"""Names from the data in the labels of buttons and links, which Streamlit reads as Markdown."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain_label(text: str) -> str:
    r"""Return a label that shows `text` as it is written.

    Examples
    --------
    >>> print(plain_label("[a](b)"))
    \[a\]\(b\)
    """
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))
