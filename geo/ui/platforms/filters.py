"""The filters of the platforms page: widgets in, View out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.types import FIELDS, PLATFORM_CATEGORIES, PLATFORM_STATUSES
from geo.ui.kept import alter, name_all
from geo.view.codes import PLATFORM_LEVEL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.view import View

_HOST_LENGTH = 60


def choose_platforms(view: View, catalog: Catalog, t: Translator) -> View:
    """Show the filters and return the View that they describe, starting from `view`."""
    names = name_all(catalog, "prefectures", "short", t.lang)
    columns = st.columns([0.21, 0.14, 0.2, 0.13, 0.17, 0.15], vertical_alignment="bottom")

    def ask(column: int, label: str, name: str, words: Mapping[Any, str]) -> tuple[Any, ...]:
        with columns[column]:
            chosen = st.multiselect(
                label,
                list(words),
                default=list(getattr(view, name)),
                format_func=words.__getitem__,
                placeholder=t("platforms.all"),
                key=f"platforms.{name}",
            )
        return tuple(chosen)

    categories = {c: t(f"category.{c}") for c in PLATFORM_CATEGORIES}
    levels = {level: t(f"platform_level.{level}") for level in PLATFORM_LEVEL}
    fields = {field: t(f"field.{field}") for field in (*FIELDS, "unknown")}
    statuses = {status: t(f"platform_status.{status}") for status in PLATFORM_STATUSES}
    chosen = {
        "platform_categories": ask(0, t("map.category"), "platform_categories", categories),
        "platform_levels": ask(1, t("map.level"), "platform_levels", levels),
        "fields": ask(2, t("map.field"), "fields", fields),
        "platform_statuses": ask(3, t("map.state"), "platform_statuses", statuses),
        "prefectures": ask(5, t("map.prefecture"), "prefectures", names),
    }
    with columns[4]:
        typed = st.text_input(
            t("map.host"),
            value=view.host or "",
            max_chars=_HOST_LENGTH,
            placeholder=t("platforms.host_hint"),
            key="platforms.host",
        )
    return alter(view, **chosen, host=clean_words(typed))


def clean_words(typed: str) -> str | None:
    """Return what was typed as a View holds it: one line, without blanks at its ends."""
    words = "".join(char for char in typed if char.isprintable())[:_HOST_LENGTH].strip()
    return None if words in {"", "-"} else words
