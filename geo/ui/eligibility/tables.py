"""Tables as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def write_table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    label: str,
    *,
    has_groups: bool = False,
) -> str:
    """Return a table whose first column names the rows.

    Parameters
    ----------
    heads
        Heads of the columns.
    rows
        Texts of the rows.
    label
        What a screen reader calls the table.
    has_groups
        Whether a row whose first text is not indented is the head of a group.
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        f"<tr{_css(row) if has_groups else ''}><th scope='row'>{escape(row[0])}</th>"
        + "".join(f"<td>{escape(text)}</td>" for text in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="za-el-scroll" role="region" tabindex="0" aria-label="{escape(label)}">'
        f'<table class="za-el-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        "</div>"
    )


def _css(row: Sequence[str]) -> str:
    return "" if row[0].startswith("　") else ' class="za-el-group"'
