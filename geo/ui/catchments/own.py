"""Drive times and roads of a visitor's own, for this visit only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.catchment.owned import SUFFIXES, TABLES, open_travel_bytes
from geo.catchment.times import write_times_template
from geo.catchment.title import label_travel
from geo.errors import CancelledError, TravelError
from geo.export.table import safe_frame
from geo.maps.asked import MODEL
from geo.maps.parts import Memo
from geo.maps.text import escape
from geo.settings import read_setting
from geo.ui.catchments.jobs import Job

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.errors import AtlasError
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
    error
        Why it does not fit these data, if it does not; it may fit others again.
    """

    travel: Travel
    name: str
    content: bytes
    digest: str
    error: TravelError | None = None


def current_travel(catalog: Catalog) -> Travel:
    """Return where the drive times of this visit come from: a file of its own, else the model.

    A table that names zones which the data do not hold any more is not used; `tell_travel` says
    so.
    """
    own: Own | None = st.session_state.get(_OWN)
    if own is None:
        return MODEL
    if own.content and own.digest != catalog.digest:
        try:
            travel = open_travel_bytes(own.content, own.name, catalog)
            own = Own(travel, own.name, own.content, catalog.digest)
        except TravelError as error:
            own = replace(own, digest=catalog.digest, error=error)
        st.session_state[_OWN] = own
    return own.travel if own.error is None else MODEL


def tell_travel(t: Translator) -> None:
    """Say that drive times are the visit's own, with a button that goes back to the model."""
    own: Own | None = st.session_state.get(_OWN)
    if own is None:
        return
    line, drop = st.columns([0.8, 0.2], vertical_alignment="center")
    with line:
        if own.error is None:
            text = t("catchments.own_in_use", label=label_travel(own.travel, t))
            st.html(f'<div class="za-say" role="status">{escape(text)}</div>')
        else:
            lead = t.plural("catchments.own_unfit", own.error.faults.count, name=own.name)
            tell_faults(own.error, lead, t, key="catchments.unfit")
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
    result = job.result
    if result is None:
        _tell_failure(job.error, t)
        return
    travel = _OPENED.get(result.digest, lambda: result)
    is_table = Path(name).suffix.lower() in TABLES
    st.session_state[_OWN] = Own(travel, name, content if is_table else b"", catalog.digest)
    _close()
    st.rerun()


def _tell_failure(error: AtlasError | MemoryError | None, t: Translator) -> None:
    """Say why a file could not be used, every fault of it."""
    if isinstance(error, TravelError):
        lead = t.plural("catchments.own_problems", error.faults.count)
        tell_faults(error, lead, t, key="catchments.faults")
        return
    if isinstance(error, CancelledError):
        text = t("catchments.own_cancelled")
    elif isinstance(error, MemoryError):
        text = t("catchments.own_memory")
    else:
        text = t("catchments.own_broken")
    st.html(f'<div class="za-say" role="status">{escape(text)}</div>')


def tell_faults(error: TravelError, lead: str, t: Translator, *, key: str) -> None:
    """Show every fault of times or roads: where, what was expected, what came, what to do."""
    faults = error.faults
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
    st.dataframe(safe_frame(pd.DataFrame(rows)), hide_index=True, key=key, placeholder="—")
    if faults.more:
        st.text(t.plural("catchments.own_more", faults.more))
