"""The first call of one contestant in this fresh process: ``python -m benchmarks.cold``."""

from __future__ import annotations

import importlib
import json
import sys
import time


def main() -> None:
    """Print the seconds of the first call and of the process, by clock and processor."""
    section, name = sys.argv[1:]
    start = time.perf_counter(), time.process_time()
    module = importlib.import_module(f"benchmarks.{section}")
    run = module.CONTESTANTS[name]()
    ready = time.perf_counter(), time.process_time()
    run(0)
    done = time.perf_counter(), time.process_time()
    times = {
        "first call": [done[0] - ready[0], done[1] - ready[1]],
        "process": [done[0] - start[0], done[1] - start[1]],
    }
    print(json.dumps(times))


if __name__ == "__main__":
    main()
