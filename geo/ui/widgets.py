"""Words that Streamlit's own controls say in English alone, in the reader's language.

The English catalogue holds them as Streamlit writes them: by that they are found on the page
(``static/frame.js``).
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from geo.locale import translator
from geo.ui.served import serve_text

if TYPE_CHECKING:
    from geo.types import Lang

WORDS: Final = (
    *("add_row", "delete_rows", "clear_selection", "columns", "csv", "search"),
    *("fullscreen", "fullscreen_close"),
    *("search_hint", "search_previous", "search_next", "search_close"),
    *("menu", "copy_name", "sort_up", "sort_down", "statistics", "format", "autosize"),
    *("pin", "unpin", "hide", "select_all", "no_results", "choose", "open", "dismiss", "pages"),
    *("format_automatic", "format_localized", "format_plain", "format_compact"),
    *("format_dollar", "format_euro", "format_yen", "format_percent", "format_scientific"),
    *("format_accounting", "format_distance", "format_calendar"),
    *("count_values", "count_empty", "count_distinct", "minimum", "maximum", "average"),
    *("median", "sum", "deviation", "length_average", "length_minimum", "length_maximum"),
    *("no_data", "upload", "upload_file", "close", "choose_date"),
)

_PARTS: Final = ("year", "month", "day")


def serve_words(lang: Lang) -> str:
    """Return the address of the words of a language; empty where Streamlit's own are right."""
    return "" if lang == "en" else serve_text("words", "json", _write(lang))


@cache
def _write(lang: Lang) -> str:
    t, own = translator(lang), translator("en")
    told = {
        "words": {own(f"widgets.{name}"): t(f"widgets.{name}") for name in WORDS},
        # what a search in a table found; the script puts the numbers in
        "found": t("widgets.found", n="{n}"),
        "found_of": t("widgets.found_of", i="{i}", n="{n}"),
        "found_many": t("widgets.found_many"),
        # names that only screen readers say, with the label of a control in them
        "around": [
            [one(key, label="{label}") for one in (own, t)]
            for key in ("widgets.help_for", *(f"widgets.part_{part}" for part in _PARTS))
        ],
    }
    return json.dumps(told, ensure_ascii=False)
