"""Timing of contestants, interleaved, so that a busy moment of the machine hits them all."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True)
class Sample:
    """Repeated measurements of one thing.

    Attributes
    ----------
    wall, cpu
        Seconds by the clock, and of processor time of the whole process, in order.
    """

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    def less(self, base: Sample) -> Sample:
        """Return this sample with the medians of `base` taken off."""
        wall, cpu = statistics.median(base.wall), statistics.median(base.cpu)
        return Sample(
            tuple(max(value - wall, 0.0) for value in self.wall),
            tuple(max(value - cpu, 0.0) for value in self.cpu),
        )


def interleave(
    contestants: Mapping[str, Callable[[int], object]], n: int, *, warm_up: int = 2
) -> dict[str, Sample]:
    """Run each contestant in turn, `n` rounds after `warm_up` uncounted ones.

    Parameters
    ----------
    contestants
        Called with the number of the round, which never repeats: what remembers a result of
        the same round gains nothing.
    """
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in contestants}
    names = list(contestants)
    for step in range(n + warm_up):
        # the order turns, so that nobody always runs in the shadow of the same neighbour
        turn = step % len(names)
        for name in names[turn:] + names[:turn]:
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            contestants[name](step)
            taken = time.perf_counter() - wall, time.process_time() - cpu
            if step >= warm_up:
                times[name].append(taken)
    return {
        name: Sample(tuple(w for w, _ in taken), tuple(c for _, c in taken))
        for name, taken in times.items()
    }


def cold(section: str, names: Sequence[str], n: int) -> dict[str, dict[str, Sample]]:
    """Time the first call of each contestant in `n` fresh processes.

    Returns
    -------
    dict
        By contestant: ``first call`` (the data being loaded) and ``process`` (imports, data
        and first call together; without the start of the interpreter).
    """
    taken: dict[str, list[dict[str, list[float]]]] = {name: [] for name in names}
    for _ in range(n):
        for name in names:
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.cold", section, name],
                check=True,
                capture_output=True,
                text=True,
            )
            taken[name].append(json.loads(done.stdout.splitlines()[-1]))
    return {
        name: {
            what: Sample(
                tuple(one[what][0] for one in each),
                tuple(one[what][1] for one in each),
            )
            for what in ("first call", "process")
        }
        for name, each in taken.items()
    }
