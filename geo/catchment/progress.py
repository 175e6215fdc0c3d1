"""How long work says how far it is, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Told the share of the work that is done, 0 to 1, now and then; raises
`geo.errors.CancelledError` to stop it, which the work lets pass."""


def unheard(share: float, /) -> None:
    """Tell nobody."""
