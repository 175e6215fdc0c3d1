"""Large pieces of a map's JSON, named by their content.

A part (geometry, points, names) is sent once: a file holds it in a block of its own, the app
serves it under its name. What changes with an indicator stays outside of parts and is small.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock, RLock
from typing import TYPE_CHECKING, Generic, TypeVar

from geo.maps.text import to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_KEPT = 256


@dataclass(frozen=True)
class Part:
    """One content-addressed piece of JSON.

    Attributes
    ----------
    name
        Kind and the first 16 hex digits of the text's sha256, e.g. ``areas-0f3a…``.
    text
        The JSON, safe inside a ``<script>`` block.
    """

    name: str
    text: str = field(repr=False)


def make_part(kind: str, value: object) -> Part:
    """Encode `value` and name it by content."""
    text = to_json(value)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Part(f"{kind}-{digest}", text)


T = TypeVar("T")


class Memo(Generic[T]):
    """A small least-recently-used store, safe for the app's threads."""

    def __init__(self, limit: int = _KEPT) -> None:
        self._limit = limit
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, RLock] = {}
        self._lock = Lock()

    def holds(self, key: Hashable) -> bool:
        """Return whether something is kept under `key`."""
        with self._lock:
            return key in self._kept

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under `key`, making it the first time.

        Who asks for what another thread is making waits for that one.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            making = self._making.setdefault(key, RLock())
        with making:
            with self._lock:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            try:
                value = make()
            except BaseException:
                with self._lock:
                    self._making.pop(key, None)
                raise
            with self._lock:
                self._making.pop(key, None)
                self._kept[key] = value
                while len(self._kept) > self._limit:
                    self._kept.popitem(last=False)
            return value
