"""Tables that are typed into: what came of the typing, whatever was typed."""

from __future__ import annotations

import pandas as pd

from geo.ui.eligibility.grid import apply_edits


def base():
    frame = pd.DataFrame({"a": ["x", None], "n": [1, 2]}).astype({"a": object})
    frame["n"] = pd.array([1, None], dtype="Int64")
    return frame


def test_nothing_typed_is_the_table_itself():
    assert apply_edits(base(), {}) == [{"a": "x", "n": 1}, {"a": None, "n": None}]


def test_cells_rows_added_and_rows_gone():
    edits = {
        "edited_rows": {0: {"a": "y"}, "1": {"n": 5}},
        "added_rows": [{"a": "new"}, {}],
        "deleted_rows": [0],
    }
    assert apply_edits(base(), edits) == [
        {"a": None, "n": 5},
        {"a": "new", "n": None},
        {"a": None, "n": None},
    ]


def test_what_is_no_row_or_column_is_passed_over():
    edits = {"edited_rows": {9: {"a": "y"}, 0: {"zzz": 1}}, "deleted_rows": [7]}
    assert apply_edits(base(), edits) == apply_edits(base(), {})
