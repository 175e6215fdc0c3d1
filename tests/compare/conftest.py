"""A province with figures made by hand."""

from dataclasses import replace

import pandas as pd
import pytest


@pytest.fixture
def make(catalog):
    """Give a function that replaces the prefectures' values, and more of the catalogue."""

    def build(rows, **tables):
        columns = ["adcode", "indicator", "period", "value", "status"]
        values = pd.DataFrame(rows, columns=columns).assign(
            qualifier="eq", unit="", source_id="C-CCSY2024", note_zh=None, note_en=None
        )
        name = f"hand-{len(rows)}-{pd.util.hash_pandas_object(values).sum()}-{sorted(tables)}"
        return replace(catalog, prefecture_values=values, digest=name, **tables)

    return build
