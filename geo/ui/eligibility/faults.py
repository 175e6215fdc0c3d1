"""Faults of what somebody brought or entered: every one of them, as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from geo.export.table import safe_frame
from geo.maps.text import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.eligibility.faults import Fault
    from geo.locale import Translator

_MOST_LISTED: Final = 200


def show_faults(faults: Sequence[Fault], t: Translator, *, key: str) -> None:
    """Show errors and warnings, each with where it is, what was expected and what came."""
    for severity in ("error", "warning"):
        found = [fault for fault in faults if fault.severity == severity]
        if not found:
            continue
        lead = t.plural(f"eligibility_page.faults_{severity}", len(found))
        st.html(f'<p class="za-lead" role="status">{escape(lead)}</p>')
        st.dataframe(
            safe_frame(pd.DataFrame([_tell(fault, t) for fault in found[:_MOST_LISTED]])),
            hide_index=True,
            key=f"{key}_{severity}",
            placeholder="—",
        )
        if len(found) > _MOST_LISTED:
            st.text(t.plural("eligibility_page.faults_more", len(found) - _MOST_LISTED))


def _tell(fault: Fault, t: Translator) -> dict[str, str]:
    problem = fault.tell(t.lang)
    where = [] if fault.row is None else [t("eligibility_faults.row", row=fault.row)]
    where += [part for part in (fault.column, fault.id) if part]
    return {
        t("eligibility_page.fault_where"): t("eligibility_faults.between").join(where)
        or fault.file,
        t("eligibility_page.fault_expected"): problem.expectation,
        t("eligibility_page.fault_came"): problem.value or t("eligibility_faults.nothing"),
    }
