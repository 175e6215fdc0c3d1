"""What may be taken away: the report, the task table, and the request for what nobody could read.

Each is made when it is asked for. Loading what writes them is slow, so it waits until then, too.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.eligibility.gates import load_gates
from geo.export.eligibility.leaving import name_sender, say_refusal
from geo.export.names import plain_name
from geo.maps.text import escape
from geo.ui.eligibility.case import tell_case

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.locale import Translator
    from geo.ui.eligibility.case import Case

_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def tell_refusal(case: Case, t: Translator) -> bool:
    """Say why no file on the zone is made; return whether that is so."""
    refusal = say_refusal(case.zone, case.catalog, t)
    if refusal:
        st.html(f'<p class="za-note" role="note">{escape(refusal)}</p>')
    return bool(refusal)


def offer_files(case: Case, t: Translator) -> None:
    """Offer the report and the task table, in a box that names what is in them.

    For a park that was never recognised it is said why there is none.
    """
    if tell_refusal(case, t):
        return
    kinds: Mapping[str, tuple[Callable[[], bytes], str, str, str]] = {
        "html": (lambda: _make_html(case, t), "html", "text/html", ":material/web:"),
        "docx": (lambda: _make_docx(case, t), "docx", _DOCX, ":material/description:"),
        "tasks": (lambda: _make_tasks(case, t), "xlsx", _XLSX, ":material/checklist:"),
    }
    box = st.popover(
        t("eligibility_page.files"),
        icon=":material/download:",
        key="eligibility.files",
        width="stretch",
    )
    with box:
        st.text(t("eligibility_page.files_help"))
        for kind, (make, suffix, mime, icon) in kinds.items():
            st.download_button(
                t(f"eligibility_page.file_{kind}"),
                data=make,
                file_name=f"{_name(kind, case, t)}.{suffix}",
                mime=mime,
                key=f"eligibility.file_{kind}",
                on_click="ignore",
                icon=icon,
                width="stretch",
            )


def offer_request(case: Case, t: Translator) -> None:
    """Offer the letters that ask for what nobody could read, to print or to work on."""
    if tell_refusal(case, t):
        return
    kinds: Mapping[str, tuple[Callable[[Case, Translator], bytes], str]] = {
        "html": (_make_request, "text/html"),
        "docx": (_make_request_docx, _DOCX),
    }
    with st.container(horizontal=True, gap="small"):
        for kind, (make, mime) in kinds.items():
            st.download_button(
                t(f"eligibility_page.request_{kind}"),
                data=partial(make, case, t),
                file_name=f"{t('eligibility_page.name_request')}.{kind}",
                mime=mime,
                key=f"eligibility.request_{kind}",
                on_click="ignore",
                icon=":material/mail:",
            )


def _name(kind: str, case: Case, t: Translator) -> str:
    return f"{t(f'eligibility_page.name_{kind}')}-{plain_name(case.name(t))}"


def _make_html(case: Case, t: Translator) -> bytes:
    from geo.export.eligibility.page import render_report_html  # noqa: PLC0415

    return render_report_html(tell_case(case, t, is_file=True), t).encode("utf-8")


def _make_docx(case: Case, t: Translator) -> bytes:
    from geo.export.eligibility.document import render_report_docx  # noqa: PLC0415

    return render_report_docx(tell_case(case, t, is_file=True), t)


def _make_tasks(case: Case, t: Translator) -> bytes:
    from geo.export.eligibility.tasks import render_tasks_xlsx  # noqa: PLC0415

    return render_tasks_xlsx(tell_case(case, t, is_file=True), t)


def _make_request(case: Case, t: Translator) -> bytes:
    from geo.export.eligibility.request import render_request_html  # noqa: PLC0415

    sender = name_sender(case.work, case.catalog, t)
    return render_request_html(load_gates().unread, t, sender).encode("utf-8")


def _make_request_docx(case: Case, t: Translator) -> bytes:
    from geo.export.eligibility.request import render_request_docx  # noqa: PLC0415

    sender = name_sender(case.work, case.catalog, t)
    return render_request_docx(load_gates().unread, t, sender)
