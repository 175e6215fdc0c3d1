"""Work that takes long, beside the page: it says how far it is, and can be stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from geo.errors import AtlasError, CancelledError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.catchment.progress import Progress

T = TypeVar("T")


@dataclass(eq=False)
class Job(Generic[T]):
    """One piece of work in a thread of its own.

    Attributes
    ----------
    make
        Does the work; told how far it is through its argument, which stops it when asked.
    share
        How much is done, 0 to 1.
    result
        What came of it; None until it is done, or if it failed.
    error
        Why it failed; `CancelledError` if it was stopped. What nobody foresaw is in the server's
        log, and neither here nor in `result` is anything.
    """

    make: Callable[[Progress], T]
    share: float = 0.0
    result: T | None = None
    error: AtlasError | MemoryError | None = None
    _stop: Event = field(default_factory=Event, repr=False)
    _thread: Thread | None = field(default=None, repr=False)

    def start(self) -> None:
        """Begin."""
        self._thread = Thread(target=self._run, name="catchment-job", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; it does so when it next says how far it is."""
        self._stop.set()

    @property
    def is_done(self) -> bool:
        """Whether it has ended, whatever came of it."""
        return self._thread is not None and not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; return whether it has come."""
        if self._thread is not None:
            self._thread.join(seconds)
        return self.is_done

    def _run(self) -> None:
        try:
            self.result = self.make(self._hear)
        except (AtlasError, MemoryError) as error:
            self.error = error

    def _hear(self, share: float) -> None:
        if self._stop.is_set():
            raise CancelledError("cancelled")
        self.share = min(max(share, 0.0), 1.0)
