"""The one door through which text becomes markup or JSON inside a page."""

from __future__ import annotations

import html
import json

# Back-ticks, braces and dollars cannot start anything in HTML, but they do in template
# engines; a page that passes through one later stays text.
_EXTRA = str.maketrans({"`": "&#96;", "{": "&#123;", "}": "&#125;", "$": "&#36;"})

# `</script` and `<!--` end or change a script block; the separators end a line in old engines.
_SCRIPT_SAFE = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"},
)


def escape(value: object) -> str:
    """Return `value` as text that HTML shows and never runs, in content and in attributes."""
    return html.escape(_encodable(str(value)), quote=True).translate(_EXTRA)


def to_json(value: object) -> str:
    """Return `value` as compact JSON that is safe inside a ``<script>`` block.

    Raises
    ------
    ValueError
        If `value` holds a number that is not finite (missing is ``None``, never NaN).
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _encodable(text).translate(_SCRIPT_SAFE)


def _encodable(text: str) -> str:
    """Replace lone surrogates, which a JSON file can smuggle in and UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
