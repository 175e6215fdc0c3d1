"""The bar above the work: what is unsaved, saving and opening as one file, and what asks first."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import streamlit as st

from geo.eligibility.work import dump_work, load_work
from geo.errors import EligibilityError
from geo.export.names import plain_name
from geo.maps.text import escape
from geo.settings import read_setting
from geo.ui.citation import today
from geo.ui.eligibility.case import name_zone
from geo.ui.eligibility.faults import name_parts, show_faults
from geo.ui.eligibility.files import offer_files
from geo.ui.eligibility.grid import restart_grids
from geo.ui.eligibility.held import (
    current_work,
    is_unsaved,
    join_sentences,
    leave_zone,
    mark_saved,
    open_work,
    stay_at_zone,
    tell_left,
    waiting_zone,
    why_refused,
)
from geo.ui.labels import plain_label

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.eligibility.work import Work
    from geo.locale import Translator
    from geo.ui.eligibility.case import Case

_UPLOADS: Final = "eligibility-uploads"
_HTML: Final = '<div class="za-el-unsaved" hidden></div>'

# One listener for the whole visit: the work lives on while other pages of the atlas are open.
_SCRIPT: Final = """
export default function ({ data }) {
  window.zoneAtlasUnsaved = data.unsaved;
  if (window.zoneAtlasAsks) return;
  window.zoneAtlasAsks = (event) => {
    if (!window.zoneAtlasUnsaved) return;
    event.preventDefault();
    event.returnValue = '';
  };
  window.addEventListener('beforeunload', window.zoneAtlasAsks);
}
"""


def show_saving(case: Case | None, catalog: Catalog, t: Translator) -> None:
    """Show the buttons that save and open work, and those that hand out reports on it."""
    unsaved, work = is_unsaved(), current_work()
    save, opened, files = st.columns(3, gap="small")
    with save:
        _offer_save(work, catalog, t, key="eligibility.save", is_wide=True)
    with opened:
        box = st.popover(
            t("eligibility_page.open"),
            icon=":material/folder_open:",
            key="eligibility.open",
            width="stretch",
        )
    with box:
        _offer_open(case, catalog, t, is_unsaved=unsaved)
    if case is not None:
        with files:
            offer_files(case, t)
    _tell_file(t)
    _guard_unload(is_unsaved=unsaved)


def _tell_file(t: Translator) -> None:
    """Say what the file holds, what of the page it does not, and what was not kept at all."""
    left = tell_left(t)
    markup = f'<p class="za-note">{escape(t("eligibility_page.save_holds"))}</p>'
    if left:
        markup += f'<p class="za-el-status za-el-unsaved" role="status">{escape(left)}</p>'
    for fault in why_refused():
        text = t("eligibility_page.refused", why=fault.tell(t.lang).expectation)
        markup += f'<div class="za-say" role="alert">{escape(text)}</div>'
    st.html(f'<div class="za-el-file">{markup}</div>')


def _guard_unload(*, is_unsaved: bool) -> None:
    """Have the browser ask before the page goes while there is unsaved work."""
    component = st.components.v2.component(
        "zone_atlas_unsaved", html=_HTML, js=_SCRIPT, isolate_styles=False
    )
    component(key="frame.unsaved", data={"unsaved": is_unsaved})


def _offer_save(
    work: Work, catalog: Catalog, t: Translator, *, key: str, is_wide: bool = False
) -> None:
    name = name_zone(work, catalog, t)
    try:
        content = dump_work(work, dt.date.fromisoformat(today()))
    except EligibilityError as error:
        # only where a limit was lowered, or entries came together from two zones
        show_faults(error.faults, t)
        return
    st.download_button(
        t("eligibility_page.save"),
        data=content,
        file_name=t("eligibility_page.save_name", name=plain_name(name), date=today()),
        mime="application/json",
        key=key,
        on_click=mark_saved,
        args=(work,),
        icon=":material/save:",
        width="stretch" if is_wide else "content",
    )


def _offer_open(case: Case | None, catalog: Catalog, t: Translator, *, is_unsaved: bool) -> None:
    count = st.session_state.get(_UPLOADS, 0)
    st.text(t("eligibility_page.open_help"))
    file = st.file_uploader(
        t("eligibility_page.open_choose"),
        type=["json"],
        # another key empties the box once its file is taken over
        key=f"eligibility.work_file.{count}",
        max_upload_size=-(-read_setting("work_bytes") // 1_000_000),
    )
    if file is None:
        return
    work, faults = load_work(file.getvalue(), file.name)
    if work is None:
        show_faults(faults, t, name_parts(case.rules, t) if case else {})
        return
    if is_unsaved:
        text = t("eligibility_page.open_asks")
        st.html(f'<div class="za-say" role="alert">{escape(text)}</div>')
        label = t("eligibility_page.open_anyway")
    else:
        label = t("eligibility_page.open_now")
    st.button(
        label,
        key="eligibility.open_now",
        type="primary",
        on_click=_take_over,
        args=(_settle(work, catalog),),
        icon=":material/folder_open:",
    )


def _settle(work: Work, catalog: Catalog) -> Work:
    """Return work on a zone that these data do not hold as work that began from blank."""
    if not work.zone or work.zone in catalog.zones.index:
        return work
    return work.model_copy(update={"zone": "", "name": work.name or work.zone})


def _take_over(work: Work) -> None:
    open_work(work)
    restart_grids()
    st.session_state[_UPLOADS] = st.session_state.get(_UPLOADS, 0) + 1
    # the address is the one truth about the zone
    st.query_params["ez"] = work.zone or "-"


def ask_before_leaving(catalog: Catalog, t: Translator) -> None:
    """Ask what is to become of unsaved entries, where another zone was asked for."""
    asked = waiting_zone()
    if asked is None:
        return
    work = current_work()
    here = name_zone(work, catalog, t)
    there = name_zone(work.model_copy(update={"zone": asked, "name": ""}), catalog, t)
    if not asked:
        there = t("eligibility_page.blank")
    with st.container(key="eligibility-leaving"):
        leaving = t("eligibility_page.leaving", here=here, there=there)
        text = join_sentences([leaving, tell_left(t)], t)
        st.html(f'<div class="za-say" role="alert">{escape(text)}</div>')
        with st.container(horizontal=True, gap="small"):
            _offer_save(work, catalog, t, key="eligibility.save_first")
            st.button(
                t("eligibility_page.leave", there=plain_label(there)),
                key="eligibility.leave",
                on_click=_leave,
                args=(asked,),
                icon=":material/delete:",
            )
            st.button(
                t("eligibility_page.stay", here=plain_label(here)),
                key="eligibility.stay",
                on_click=stay_at_zone,
                icon=":material/undo:",
            )


def _leave(zone: str) -> None:
    leave_zone()
    st.query_params["ez"] = zone or "-"
