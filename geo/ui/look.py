"""The look of all pages."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

_STATIC = Path(__file__).parent / "static"


@cache
def read_look() -> str:
    """Return the styles of all pages: the common ones first, then each page's own."""
    common = _STATIC / "app.css"
    others = sorted(path for path in _STATIC.glob("*.css") if path != common)
    return "\n".join(path.read_text("utf-8") for path in (common, *others))


@cache
def read_icon() -> str:
    """Return the sign of the atlas in the browser's tab, as an address that holds the picture."""
    picture = (_STATIC / "icon.svg").read_bytes()
    return "data:image/svg+xml;base64," + b64encode(picture).decode("ascii")
