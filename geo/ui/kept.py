"""What pages need in every run, made once: names, an indicator's values, the View itself.

Reading a column of a frame costs more than most of what a page draws. What is kept here belongs
to all visits and is never changed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from geo.maps.areas import places
from geo.maps.builder import choose
from geo.maps.parts import Memo
from geo.maps.themes import has_theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.catalog import Catalog
    from geo.indicators import Selection
    from geo.types import Lang
    from geo.view import View

Named = Literal["indicators", "prefectures", "counties", "economic_zones", "sources"]
"""Tables whose rows have names; of the counties those that have an outline."""

_NAMES: Memo[dict[str, str]] = Memo(96)
_SELECTIONS: Memo[Selection | None] = Memo(64)


def name_all(catalog: Catalog, table: Named, stem: str, lang: Lang) -> Mapping[str, str]:
    """Return a text of every row of a table by its key, blank where there is none."""

    def make() -> dict[str, str]:
        frame: pd.DataFrame = (
            places(catalog, "county") if table == "counties" else getattr(catalog, table)
        )
        return {
            str(key): text if isinstance(text, str) else ""
            for key, text in frame[f"{stem}_{lang}"].items()
        }

    return _NAMES.get((catalog.digest, table, stem, lang), make)


def choose_values(view: View, catalog: Catalog) -> Selection | None:
    """Return the indicator's values that `view` asks for, as `geo.maps.builder.choose` does."""
    if view.indicator is None or view.period is None or has_theme(view):
        return None
    key = (
        catalog.digest,
        view.indicator,
        view.period,
        view.form,
        view.geography,
        view.without,
    )
    return _SELECTIONS.get(key, lambda: choose(view, catalog))


def alter(view: View, **values: Any) -> View:
    """Return `view` with other values: itself where it has them, since a new one checks all."""
    same = all(getattr(view, name) == value for name, value in values.items())
    return view if same else replace(view, **values)
