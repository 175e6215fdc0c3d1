"""Tables that somebody edits: what was typed becomes work before the page runs again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Literal

_BASES: Final = "eligibility-bases"

Row = dict[str, Any]


def edit_grid(
    make: Callable[[], pd.DataFrame],
    columns: Mapping[str, Any],
    take: Callable[[list[Row]], None] | None = None,
    *,
    take_cells: Callable[[Mapping[int, Row]], None] | None = None,
    key: str,
    num_rows: Literal["fixed", "dynamic"] = "fixed",
    disabled: Sequence[str] = (),
    height: int | Literal["auto"] = "auto",
) -> list[Row]:
    """Show a table for editing and return its rows as they stand.

    The table starts from `make` whenever it comes on screen, and from then on holds what is
    typed: it is not sorted or put right under the reader's hands.

    Parameters
    ----------
    make
        Makes the table. Its columns are names, not words.
    columns
        Configuration by column; None hides one.
    take
        Takes over the rows, before the page runs, whenever something was changed.
    take_cells
        The same, with only the cells that were typed, by row.
    key
        Key of the widget; begins with the page's id and a dot.
    num_rows
        Whether rows may be added and deleted.
    disabled
        Columns that cannot be edited.
    height
        Height in pixels.
    """
    bases: dict[str, pd.DataFrame] = st.session_state.setdefault(_BASES, {})
    if key not in st.session_state or key not in bases:
        bases[key] = make()
    base = bases[key]

    def change() -> None:
        edits = st.session_state[key]
        if take is not None:
            take(apply_edits(base, edits))
        if take_cells is not None:
            take_cells({int(row): cells for row, cells in edits["edited_rows"].items()})

    st.data_editor(
        base,
        key=key,
        hide_index=True,
        num_rows=num_rows,
        column_config=dict(columns),
        disabled=list(disabled),
        on_change=change,
        height=height,
        width="stretch",
        placeholder="",
    )
    return apply_edits(base, st.session_state.get(key) or {})


def restart_grids() -> None:
    """Have every table start anew: what it shows was changed elsewhere."""
    for key in st.session_state.pop(_BASES, {}):
        st.session_state.pop(key, None)


def apply_edits(base: pd.DataFrame, edits: Mapping[str, Any]) -> list[Row]:
    """Return the rows of a table with what was typed into it.

    Parameters
    ----------
    base
        The table as it was shown.
    edits
        As Streamlit keeps them: ``edited_rows``, ``added_rows``, ``deleted_rows``.

    Returns
    -------
    list of dict
        The rows by column; blanks are None.
    """
    columns = [str(name) for name in base.columns]
    rows = [
        {name: _plain(value) for name, value in zip(columns, values, strict=True)}
        for values in base.itertuples(index=False)
    ]
    for number, changes in dict(edits.get("edited_rows") or {}).items():
        place = int(number)
        if 0 <= place < len(rows):
            rows[place] |= {name: value for name, value in changes.items() if name in columns}
    gone = {int(number) for number in edits.get("deleted_rows") or ()}
    kept = [row for number, row in enumerate(rows) if number not in gone]
    new = edits.get("added_rows") or ()
    return [*kept, *({name: added.get(name) for name in columns} for added in new)]


def _plain(value: object) -> object:
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return value
