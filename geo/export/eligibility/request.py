"""The letters that ask for what nobody could read: one to each body, each on its own page."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH

from geo.export.eligibility.page import wrap_page
from geo.export.eligibility.paper import (
    FANG,
    SIZE_BODY,
    add_table,
    add_text,
    add_title,
    finish_paper,
    start_paper,
    turn_page,
)
from geo.maps.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document as Paper

    from geo.eligibility.gates import Unread
    from geo.locale import Translator

_WIDTHS: Final = {"number": 13, "what": 143}
_SIZE_TEXT: Final = {"zh": 14.0, "en": 10.5}
_SIZE_TABLE: Final = {"zh": 10.5, "en": 8.5}
"""四号, 五号, and smaller in English, which needs more room: a letter fits one page."""
_UNDATED: Final = dt.date(2000, 1, 1)
"""Day that the file bears: the letter's date is for the sender to fill in."""
_BETWEEN: Final = re.compile(r"[；;]\s*")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to one body.

    Attributes
    ----------
    body
        To whom it goes.
    wanted
        What it asks for.
    """

    body: str
    wanted: tuple[str, ...]


def list_letters(unread: Iterable[Unread], t: Translator) -> tuple[Letter, ...]:
    """Return the letters, one to each body that is to be asked, in the order of the list.

    Nobody is asked for what is published: anybody can look that up. What two bodies may have is
    asked of both.

    Parameters
    ----------
    unread
        What nobody could read.
    t
        The words.
    """
    wanted: dict[str, list[str]] = {}
    for one in unread:
        if not one.is_published:
            for body in _BETWEEN.split(one.say("ask", t.lang)):
                wanted.setdefault(body, []).append(one.say("what", t.lang))
    return tuple(Letter(body, tuple(texts)) for body, texts in wanted.items())


def render_request_html(unread: Iterable[Unread], t: Translator, sender: str = "") -> str:
    """Return the letters as pages to print; date and contact are blank.

    Parameters
    ----------
    unread
        What nobody could read.
    t
        The words.
    sender
        Name of the zone that asks (`geo.export.eligibility.leaving.name_sender`); without one its
        place is blank, too.
    """
    letters = "".join(_write_letter(one, sender, t) for one in list_letters(unread, t))
    return wrap_page(t("eligibility_report.request_title"), f"<main>\n{letters}</main>\n", t.lang)


def _write_letter(letter: Letter, sender: str, t: Translator) -> str:
    heads = "".join(
        f'<th scope="col">{escape(t(f"eligibility_report.unread_{name}"))}</th>' for name in _WIDTHS
    )
    rows = "".join(
        f'<tr><td class="c-number">{number}</td><td>{escape(text)}</td></tr>\n'
        for number, text in enumerate(letter.wanted, start=1)
    )
    contact = "".join(
        f'<p>{escape(t(f"eligibility_report.request_{name}"))}<span class="blank"></span></p>\n'
        for name in ("contact", "phone")
    )
    return (
        f'<section class="letter">\n<h1>{escape(t("eligibility_report.request_title"))}</h1>\n'
        f'<p class="to">{escape(t("eligibility_report.request_to", body=letter.body))}</p>\n'
        f'<p class="first">{escape(t("eligibility_report.request_opening"))}</p>\n'
        f'<table class="unread"><caption>{escape(t("eligibility_report.request_caption"))}'
        f"</caption><thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody></table>\n"
        f'<p class="first">{escape(t("eligibility_report.request_closing"))}</p>\n'
        f'<div class="contact">{contact}</div>\n'
        f'<div class="sign"><p>{escape(_say_sender(sender, t))}</p>'
        f"<p>{escape(t('eligibility_report.request_date'))}</p></div>\n</section>\n"
    )


def _say_sender(sender: str, t: Translator) -> str:
    if sender:
        return t("eligibility_report.request_sealed", sender=sender)
    return t("eligibility_report.request_sender")


def render_request_docx(unread: Iterable[Unread], t: Translator, sender: str = "") -> bytes:
    """Return the letters as DOCX, each on a page of its own; date and contact are blank.

    Parameters
    ----------
    unread, t, sender
        As for `render_request_html`.
    """
    paper = start_paper(t("eligibility_report.request_title"), _UNDATED, t)
    for number, letter in enumerate(list_letters(unread, t)):
        if number > 0:
            turn_page(paper, is_wide=False, restarts=True)
        _add_letter(paper, letter, sender, t)
    return finish_paper(paper, _UNDATED)


def _add_letter(paper: Paper, letter: Letter, sender: str, t: Translator) -> None:
    size = _SIZE_TEXT[t.lang]
    blank = "＿" if t.lang == "zh" else "_"
    line = blank * (14 if t.lang == "zh" else 32)
    add_title(paper, t("eligibility_report.request_title"), SIZE_BODY + 2)
    to = t("eligibility_report.request_to", body=letter.body)
    add_text(paper, to, size=size, is_indented=False)
    add_text(paper, t("eligibility_report.request_opening"), size=size)
    heads = [t(f"eligibility_report.unread_{name}") for name in _WIDTHS]
    rows = [(str(number), text) for number, text in enumerate(letter.wanted, start=1)]
    add_table(paper, tuple(_WIDTHS.values()), heads, rows, size=_SIZE_TABLE[t.lang])
    add_text(paper, t("eligibility_report.request_closing"), size=size)
    for name in ("contact", "phone"):
        label = t(f"eligibility_report.request_{name}")
        add_text(paper, f"{label}{line}", size=size)
    for text in (_say_sender(sender, t), t("eligibility_report.request_date")):
        add_text(
            paper,
            text,
            font=FANG,
            size=size,
            is_indented=False,
            align=WD_ALIGN_PARAGRAPH.RIGHT,
        )
