"""Plain tables of words and numbers, as markup with every text escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Column = tuple[str, bool]
"""Head of a column, and whether it holds words (numbers stand to the right)."""


def draw_grid(columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose first column heads the rows."""
    head = "".join(
        f'<th scope="col"{_class(is_words)}>{escape(text)}</th>' for text, is_words in columns
    )
    body = "".join(_draw_row(row, [is_words for _, is_words in columns]) for row in rows)
    return (
        '<div class="za-grid-wide"><table class="za-grid">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def draw_paragraphs(texts: Iterable[str]) -> str:
    """Return sentences as paragraphs."""
    return '<div class="za-method">' + "".join(map(_paragraph, texts)) + "</div>"


def draw_list(texts: Iterable[str]) -> str:
    """Return sentences as a list."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f'<div class="za-method"><ul>{items}</ul></div>'


def _draw_row(cells: Sequence[str], are_words: Sequence[bool]) -> str:
    first, *others = cells
    return (
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(
            f"<td{_class(is_words)}>{escape(cell)}</td>"
            for cell, is_words in zip(others, are_words[1:], strict=True)
        )
        + "</tr>"
    )


def _class(is_words: bool) -> str:
    return ' class="za-words"' if is_words else ""


def _paragraph(text: str) -> str:
    return f'<p class="za-para">{escape(text)}</p>'
