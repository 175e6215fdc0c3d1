"""One page computes at a time: many readers at once are each served sooner.

Python computes one thing at a time anyway. Twenty pages that share it evenly are all ready at the
end; one after the other, half of them are ready at half the time, and none is later.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WAIT_SECONDS = 1.0
"""A page that takes long (an import, a first map) holds up the others no longer than this."""

_turn = Lock()


@contextmanager
def take_turn(wait_seconds: float = LONGEST_WAIT_SECONDS) -> Iterator[bool]:
    """Wait for the others, at most `wait_seconds`; give whether the turn was had."""
    held = _turn.acquire(timeout=wait_seconds)
    try:
        yield held
    finally:
        if held:
            _turn.release()
