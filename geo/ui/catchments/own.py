"""Drive times and roads of a visitor's own, for this visit only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.catchment.owned import SUFFIXES, TABLES, open_travel_bytes
from geo.catchment.times import write_times_template
from geo.catchment.title import label_travel
from geo.errors import AccessError, AtlasError, CancelledError, TravelError
from geo.export.table import safe_frame
from geo.maps.asked import MODEL
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.settings import read_setting
from geo.ui.catchments.jobs import Job
from geo.ui.frame import say_plainly

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.locale import Translator

_OWN: Final = "catchments-own"
_JOB: Final = "catchments-job"
_OPEN: Final = "catchments-dialog"
_FILE: Final = "catchments-file"
_POLL_SECONDS: Final = 0.5
_AT_ONCE_SECONDS: Final = 0.3
"""A table is read while one waits: nothing shall flicker."""

_BYTES_PER_MB: Final = 1_000_000

# One of each content for all visits: a network is large.
_OPENED: Memo[Travel] = Memo(4)


@dataclass(frozen=True)
class Own:
    """What a visit brought.

    Attributes
    ----------
    travel
        Its times.
    name
        Name of the file.
    content
        Of a table, which names zones and is read anew when these change; blank of roads.
    digest
        State of the data that it was read with.
    """

    travel: Travel
    name: str
    content: bytes
    digest: str


def current_travel(catalog: Catalog) -> Travel:
    """Return where the drive times of this visit come from: a file of its own, else the model."""
    own: Own | None = st.session_state.get(_OWN)
    if own is None:
        return MODEL
    if own.content and own.digest != catalog.digest:
        try:
            travel = open_travel_bytes(own.content, own.name, catalog)
        except TravelError:
            # it names zones that are not there any more
            del st.session_state[_OWN]
            return MODEL
        own = Own(travel, own.name, own.content, catalog.digest)
        st.session_state[_OWN] = own
    return own.travel


def tell_travel(travel: Travel, t: Translator) -> None:
    """Say that drive times are the visit's own, with a button that goes back to the model."""
    if travel is MODEL:
        return
    line, drop = st.columns([0.8, 0.2], vertical_alignment="center")
    with line:
        text = t("catchments.own_in_use", label=label_travel(travel, t))
        st.html(f'<div class="za-say" role="status">{escape(text)}</div>')
    with drop:
        st.button(
            t("catchments.own_drop"),
            key="catchments.own_drop",
            on_click=_drop,
            icon=":material/undo:",
            width="stretch",
        )


def offer_travel(catalog: Catalog, t: Translator) -> None:
    """Offer to bring drive times or roads, and a template for the times."""
    with st.container(key="catchments-own", horizontal=True, gap="small"):
        st.download_button(
            t("catchments.own_template"),
            data=lambda: write_times_template(t.lang),
            file_name=f"{t('app.file_name')}-{t('catchments.own_template_name')}.csv",
            mime="text/csv",
            key="catchments.own_template",
            on_click="ignore",
            icon=":material/download:",
        )
        st.button(
            t("catchments.own_use"),
            key="catchments.own_use",
            on_click=_open,
            icon=":material/route:",
            help=t("catchments.own_use_help"),
        )
    if st.session_state.get(_OPEN):
        dialog = st.dialog(t("catchments.own_use"), width="large", on_dismiss=_close)
        dialog(_bring)(catalog, t)


def _open() -> None:
    st.session_state[_OPEN] = True


def _close() -> None:
    job: Job[Travel] | None = st.session_state.pop(_JOB, None)
    if job is not None:
        job.cancel()
    st.session_state.pop(_OPEN, None)
    st.session_state.pop(_FILE, None)


def _drop() -> None:
    st.session_state.pop(_OWN, None)


def _bring(catalog: Catalog, t: Translator) -> None:
    st.text(t("catchments.own_use_help"))
    st.text(t("catchments.own_help"))
    file = st.file_uploader(
        t("catchments.own_choose"),
        type=[suffix.removeprefix(".") for suffix in SUFFIXES],
        key="catchments.own_file",
        max_upload_size=min(_most_mb(), -(-read_setting("roads_bytes") // _BYTES_PER_MB)),
    )
    if file is None:
        st.session_state.pop(_FILE, None)
        return
    if st.session_state.get(_FILE) != file.file_id:
        _begin(file.getvalue(), file.name, catalog)
        st.session_state[_FILE] = file.file_id
    _follow(file.name, file.getvalue(), catalog, t)


def _most_mb() -> int:
    """Return what the server takes at most."""
    return int(st.get_option("server.maxUploadSize"))


def _begin(content: bytes, name: str, catalog: Catalog) -> None:
    before: Job[Travel] | None = st.session_state.get(_JOB)
    if before is not None:
        before.cancel()
    job: Job[Travel] = Job(lambda hear: open_travel_bytes(content, name, catalog, hear))
    st.session_state[_JOB] = job
    job.start()
    job.wait(_AT_ONCE_SECONDS)


@st.fragment(run_every=_POLL_SECONDS)
def _follow(name: str, content: bytes, catalog: Catalog, t: Translator) -> None:
    """Show how far the work is, and what came of it."""
    job: Job[Travel] | None = st.session_state.get(_JOB)
    if job is None:
        return
    if not job.is_done:
        st.progress(job.share, text=t("catchments.own_working", share=t.number(job.share * 100, 0)))
        st.button(t("catchments.own_cancel"), key="catchments.own_cancel", on_click=job.cancel)
        return
    if job.error is not None:
        tell_failure(job.error, t)
        return
    if job.result is None:
        return
    travel = _OPENED.get(job.result.digest, lambda: job.result)  # type: ignore[arg-type,return-value]
    is_table = Path(name).suffix.lower() in TABLES
    st.session_state[_OWN] = Own(travel, name, content if is_table else b"", catalog.digest)
    _close()
    st.rerun()


def tell_failure(error: AtlasError, t: Translator) -> None:
    """Say why something could not be read or computed, every fault of it."""
    if isinstance(error, CancelledError):
        st.html(f'<div class="za-say" role="status">{escape(t("catchments.own_cancelled"))}</div>')
        return
    if isinstance(error, TravelError):
        _tell_faults(error, t)
        return
    text = t("catchments.failed_access") if isinstance(error, AccessError) else str(error)
    say_plainly(t("catchments.failed"), [text])


def _tell_faults(error: TravelError, t: Translator) -> None:
    faults = error.faults
    lead = t.plural("catchments.own_problems", faults.count)
    st.html(f'<p class="za-lead" role="status">{escape(lead)}</p>')
    rows = [
        {
            t("catchments.own_where"): problem.where,
            t("catchments.own_expected"): problem.expected,
            t("catchments.own_got"): problem.got,
            t("catchments.own_advice"): problem.advice,
        }
        for problem in faults.tell(t.lang)
    ]
    st.dataframe(
        safe_frame(pd.DataFrame(rows)), hide_index=True, key="catchments.faults", placeholder="—"
    )
    if faults.more:
        st.text(t.plural("catchments.own_more", faults.more))
