"""Where a value comes from, in one line: its publishers, or the formula it was computed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.words import describe_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Form


def tell_origin(
    catalog: Catalog,
    source_ids: Iterable[str],
    t: Translator,
    *,
    status: str,
    form: Form,
    note: str,
) -> str:
    """Tell where a value comes from.

    Parameters
    ----------
    source_ids
        Sources of the figures used.
    status
        Status of the value.
    form
        "total" for a value as it is held; otherwise the form it was divided into.
    note
        The row's remark; for a derived value it is the formula.
    """
    sources = describe_sources(catalog, source_ids, t)
    if form != "total":
        formula = t(f"app.formula_{form}")
    elif status == "derived" and note:
        formula = note
    else:
        return sources
    told = t("app.origin_computed", formula=formula)
    return t("app.origin_with_sources", told=told, sources=sources) if sources else told
