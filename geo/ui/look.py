"""The look of all pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def read_look() -> str:
    """Return the styles of all pages: the common ones first, then each page's own."""
    folder = Path(__file__).parent / "static"
    common = folder / "app.css"
    others = sorted(path for path in folder.glob("*.css") if path != common)
    return "\n".join(path.read_text("utf-8") for path in (common, *others))
