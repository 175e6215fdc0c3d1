"""Tables with their last columns: the sources of each row, told as a format needs them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from geo.export.data.model import SEPARATOR, Column
from geo.locale import translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.export.data.model import Cell, Content, Table

Told = Literal["numbers", "ids", "titles"]

_NAMES: dict[Told, str] = {"numbers": "source_no", "ids": "source_ids", "titles": "sources"}
_HEADS: dict[Told, str] = {
    "numbers": "data_export.source_no",
    "ids": "data_export.source_ids",
    "titles": "data_export.source_titles",
}

ABOUT_HEADS = ("data_export.item", "data_export.text")
SOURCE_HEADS = (
    "data_export.source_number",
    "data_export.source_id",
    "data_export.source_title",
    "data_export.source_publisher",
    "data_export.source_date",
    "data_export.source_state",
    "data_export.source_url",
)


def with_sources(
    table: Table, content: Content, told: Iterable[Told]
) -> tuple[tuple[Column, ...], list[tuple[Cell, ...]]]:
    """Return a table's columns and rows with its sources as the last ones.

    Parameters
    ----------
    told
        How: by their numbers in the list of sources, their ids, or their titles.
    """
    t = translator(content.lang)
    by_id = {source.id: source for source in content.sources}
    words = {
        "numbers": {one: str(source.number) for one, source in by_id.items()},
        "ids": {one: one for one in by_id},
        "titles": {one: source.title for one, source in by_id.items()},
    }
    separators = {"numbers": ", ", "ids": SEPARATOR, "titles": t("map.semicolon")}
    chosen = list(told)
    columns = (*table.columns, *(Column(_NAMES[one], t(_HEADS[one])) for one in chosen))

    def tell(one: Told, ids: tuple[str, ...]) -> str | None:
        joined = separators[one].join(dict.fromkeys(words[one][name] for name in ids))
        # in brackets as below a map: a lone number would pass for an amount
        return (f"[{joined}]" if one == "numbers" else joined) if joined else None

    rows = [
        (*row, *(tell(one, ids) for one in chosen))
        for row, ids in zip(table.rows, table.cited, strict=True)
    ]
    return columns, rows


def list_sources(content: Content) -> list[tuple[int | str, ...]]:
    """Return the sources as rows under `SOURCE_HEADS`."""
    t = translator(content.lang)
    return [
        (
            source.number,
            source.id,
            source.title,
            source.publisher,
            source.date or t("common.date_unknown"),
            source.state,
            source.url,
        )
        for source in content.sources
    ]
