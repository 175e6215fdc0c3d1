"""The letter that asks for the clauses that nobody could read: one page, to be filled in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH

from geo.export.eligibility.content import tell_unread
from geo.export.eligibility.page import wrap_page
from geo.export.eligibility.paper import (
    FANG,
    SIZE_BODY,
    add_table,
    add_text,
    add_title,
    finish_paper,
    start_paper,
)
from geo.maps.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.eligibility.gates import Unread
    from geo.locale import Translator

_WIDTHS: Final = {"number": 13, "what": 88, "ask": 55}
_SIZE_TEXT: Final = {"zh": 14.0, "en": 10.5}
_SIZE_TABLE: Final = {"zh": 10.5, "en": 8.5}
"""四号, 五号, and smaller in English, which needs more room: one page holds it."""
_UNDATED: Final = dt.date(2000, 1, 1)
"""Day that the file bears: the letter's date is for the sender to fill in."""


def render_request_html(unread: Iterable[Unread], t: Translator) -> str:
    """Return the letter as a page to print; addressee, date and contact are blank.

    Parameters
    ----------
    unread
        What to ask for.
    t
        The words.
    """
    heads = "".join(
        f'<th scope="col">{escape(t(f"eligibility_report.unread_{name}"))}</th>' for name in _WIDTHS
    )
    rows = "".join(
        f'<tr><td class="c-number">{number}</td><td>{escape(one.what)}</td>'
        f"<td>{escape(one.ask)}</td></tr>\n"
        for number, one in enumerate(tell_unread(_asked(unread), t), start=1)
    )
    title = t("eligibility_report.request_title")
    blank = '<span class="blank"></span>'
    contact = "".join(
        f"<p>{escape(t(f'eligibility_report.request_{name}'))}{blank}</p>\n"
        for name in ("contact", "phone")
    )
    body = (
        f'<main class="letter">\n<h1>{escape(title)}</h1>\n'
        f'<p class="to"><span class="blank long"></span>'
        f"{escape(t('eligibility_report.request_colon'))}</p>\n"
        f'<p class="first">{escape(t("eligibility_report.request_opening"))}</p>\n'
        f'<table class="unread"><caption>{escape(t("eligibility_report.request_caption"))}'
        f"</caption><thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>\n"
        f'<p class="first">{escape(t("eligibility_report.request_closing"))}</p>\n'
        f'<div class="contact">{contact}</div>\n'
        f'<div class="sign"><p>{escape(t("eligibility_report.request_sender"))}</p>'
        f"<p>{escape(t('eligibility_report.request_date'))}</p></div>\n</main>\n"
    )
    return wrap_page(title, body, t.lang)


def render_request_docx(unread: Iterable[Unread], t: Translator) -> bytes:
    """Return the letter as DOCX; addressee, date and contact are blank.

    Parameters
    ----------
    unread
        What to ask for.
    t
        The words.
    """
    title = t("eligibility_report.request_title")
    paper = start_paper(title, _UNDATED, t)
    add_title(paper, title, SIZE_BODY + 2)
    size = _SIZE_TEXT[t.lang]
    blank = "＿" if t.lang == "zh" else "_"
    line = blank * (14 if t.lang == "zh" else 32)
    colon = t("eligibility_report.request_colon")
    add_text(paper, f"{line}{colon}", size=size, is_indented=False)
    add_text(paper, t("eligibility_report.request_opening"), size=size)
    heads = [t(f"eligibility_report.unread_{name}") for name in _WIDTHS]
    rows = [
        (str(number), one.what, one.ask)
        for number, one in enumerate(tell_unread(_asked(unread), t), start=1)
    ]
    add_table(paper, tuple(_WIDTHS.values()), heads, rows, size=_SIZE_TABLE[t.lang])
    add_text(paper, t("eligibility_report.request_closing"), size=size)
    for name in ("contact", "phone"):
        label = t(f"eligibility_report.request_{name}")
        add_text(paper, f"{label}{line}", size=size)
    for name in ("sender", "date"):
        add_text(
            paper,
            t(f"eligibility_report.request_{name}"),
            font=FANG,
            size=size,
            is_indented=False,
            align=WD_ALIGN_PARAGRAPH.RIGHT,
        )
    return finish_paper(paper, _UNDATED)


def _asked(unread: Iterable[Unread]) -> list[Unread]:
    """Return what is not to be found in public: nobody is asked for what anybody can look up."""
    return [one for one in unread if not one.is_published]
