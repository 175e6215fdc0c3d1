"""Tables and charts as Streamlit sends them, made once for each frame and each specification.

Streamlit makes a frame into the bytes that it sends in every run. Pages keep their frames and
charts from run to run, so what was made of one is found again by that very object; what is kept
here must therefore not be changed after it was shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # no type information published

from geo.export.table import safe_frame
from geo.maps.parts import Memo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TABLES: Memo[tuple[object, Any]] = Memo(96)
_CHARTS: Memo[tuple[object, Any]] = Memo(48)


def table_of(frame: pd.DataFrame) -> pa.Table | pd.DataFrame:
    """Return a frame, every text safe for a spreadsheet, as a table that is ready to be sent.

    A frame that Arrow cannot hold as it is comes back as a frame: Streamlit mends those.
    """

    def make() -> pa.Table | pd.DataFrame:
        safe = safe_frame(frame)
        try:
            return pa.Table.from_pandas(safe)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
            return safe

    return cast("pa.Table | pd.DataFrame", _keep(_TABLES, frame, make))


def chart_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a Vega-Lite specification with its datasets as tables that are ready to be sent."""

    def make() -> dict[str, Any]:
        ready = dict(spec)
        if "datasets" in spec:
            ready["datasets"] = {name: _ready(rows) for name, rows in spec["datasets"].items()}
        return ready

    # Streamlit takes the datasets out of what it is given
    return dict(_keep(_CHARTS, spec, make))


def _ready(rows: Any) -> object:
    """Return rows or a frame as a table; anything else stays as it is."""
    is_list = isinstance(rows, list) and bool(rows) and all(type(row) is dict for row in rows)
    if not is_list and not isinstance(rows, pd.DataFrame):
        return rows
    try:
        return pa.Table.from_pandas(pd.DataFrame(rows))
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return rows


def _keep(kept: Memo[tuple[object, Any]], thing: object, make: Callable[[], object]) -> Any:
    # the object is held together with what was made of it: no other can have its number
    return kept.get(id(thing), lambda: (thing, make()))[1]
