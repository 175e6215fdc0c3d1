"""``python -m benchmarks``: one run of everything, printed as a table or as JSON."""

from __future__ import annotations

import argparse
import json
import logging
import os
import platform
import sys
import warnings
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from benchmarks import (
    catchments,
    choropleth,
    decks,
    full,
    overview,
    pictures,
    points,
    rerun,
    sessions,
    simplification,
)
from benchmarks.report import to_document, to_text

_NAMED = ("folium", "geopandas", "streamlit", "streamlit-folium", "shapely", "pandas")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument(
        "--quick", action="store_true", help="few rounds, no fresh processes: does it run at all"
    )
    asked = parser.parse_args()
    n, n_cold, n_browser, visits = (2, 0, 1, 2) if asked.quick else (15, 3, 5, 20)
    # Streamlit warns that no browser is there, mapclassify that numba is an option.
    logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").disabled = True
    warnings.filterwarnings("ignore", message="Numba not installed")
    measures = (
        lambda: choropleth.measure(n, n_cold),
        lambda: points.measure(n, n_cold),
        lambda: rerun.measure(n, n_cold),
        simplification.measure,
        lambda: catchments.measure(n),
        lambda: overview.measure(n_browser),
        lambda: full.measure(n_browser),
        lambda: pictures.measure(n),
        lambda: decks.measure(n),
        lambda: sessions.measure(n, visits),
    )
    sections = []
    for measure in measures:
        sections.append(measure())
        print(f"measured: {sections[-1].title}", file=sys.stderr)
    if asked.json:
        print(json.dumps(to_document(sections, _machine()), ensure_ascii=False, indent=1))
    else:
        print(to_text(sections, _machine()))


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: _version(name) for name in _NAMED},
    }


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


if __name__ == "__main__":
    main()
