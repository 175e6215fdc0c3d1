"""The frame around every page: one catalogue, look, language, notices, footer."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.catalog import load_catalog, validate
from geo.errors import AtlasError, CatalogError
from geo.export.table import safe_frame
from geo.locale import translator
from geo.maps.text import escape
from geo.settings import overlay_dir
from geo.ui.navigation import ensure_navigation
from geo.ui.state import choose_lang, read_lang

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.catalog import Catalog
    from geo.locale import Translator
    from geo.types import Lang
    from geo.view import Message


def open_frame(title: str) -> tuple[Catalog, Translator]:
    """Dress the page, show its title and the language switch, and return what pages need.

    Parameters
    ----------
    title
        Message id of the page's title.

    Returns
    -------
    tuple
        The catalogue and the words. Data with errors are refused with the whole report, and
        the page ends there.
    """
    t = translator(read_lang())
    ensure_navigation(t)
    st.html(f"<style>{_look()}</style>")
    heading, switch = st.columns([0.84, 0.16], vertical_alignment="center")
    with heading:
        st.title(t(title), anchor=False)
    with switch:
        _show_language_switch()
    try:
        catalog = load_catalog(overlay_dir())
    except CatalogError:
        _show_report(t)
        st.stop()
    except AtlasError as error:
        # a setting or a package of this machine: no report of rows, one sentence
        say_plainly(t("app.not_started"), [str(error)])
        st.stop()
    return catalog, t


def _show_language_switch() -> None:
    lang = read_lang()

    def change() -> None:
        choose_lang(st.session_state["frame.lang"])

    st.session_state["frame.lang"] = lang
    st.segmented_control(
        "语言 / Language",
        ["zh", "en"],
        format_func=_name_language,
        key="frame.lang",
        on_change=change,
        required=True,
        label_visibility="collapsed",
        width="stretch",
    )


def _name_language(lang: Lang) -> str:
    return translator(lang)(f"lang.{lang}")


def show_messages(messages: Iterable[Message], t: Translator) -> None:
    """Tell what of the address could not be followed."""
    texts = list(dict.fromkeys(t(message.key, **dict(message.params)) for message in messages))
    if texts:
        say_plainly(t("app.address_changed"), texts)


def say_plainly(title: str, texts: Iterable[str]) -> None:
    """Show a notice whose words may come from an address or from data: text, never markup."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    st.html(
        f'<div class="za-say" role="status"><strong>{escape(title)}</strong><ul>{items}</ul></div>',
    )


def show_footer(catalog: Catalog, t: Translator) -> None:
    """Show what holds for every page: warnings of the data, the plan's status, credit."""
    lines = [
        t(
            "app.footer_plan",
            citation=t("common.plan_citation"),
            status=t("common.plan_status"),
        ),
        t("common.credit"),
    ]
    if catalog.problems:
        lines.append(t.plural("app.data_warnings", len(catalog.problems)))
    st.html(
        '<div class="za-footer">' + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</div>",
    )


def _show_report(t: Translator) -> None:
    problems = validate(overlay_dir(), t.lang)
    st.header(t("app.data_refused"), anchor=False)
    st.text(t("app.data_refused_help"))
    names = {name: t(f"app.problem_{name}") for name in problems[0].as_dict()}
    rows = [
        {
            names[name]: t(f"app.severity_{value}") if name == "severity" else value
            for name, value in problem.as_dict().items()
        }
        for problem in problems
    ]
    st.dataframe(safe_frame(pd.DataFrame(rows)), hide_index=True, placeholder="—")


@cache
def _look() -> str:
    return (Path(__file__).parent / "static" / "app.css").read_text("utf-8")
