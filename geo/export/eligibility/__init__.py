"""Reports on a zone's case: HTML for screen and paper, DOCX for the dossier, XLSX of tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import ExportError
from geo.export.eligibility.content import build_report
from geo.export.eligibility.document import render_report_docx
from geo.export.eligibility.page import render_report_html
from geo.export.eligibility.tasks import render_tasks_xlsx
from geo.export.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from geo.catalog import Catalog
    from geo.eligibility.evaluate import Evaluation
    from geo.eligibility.rules import Rules
    from geo.eligibility.work import Work
    from geo.export.eligibility.content import Report
    from geo.locale import Translator

__all__ = ["RENDERERS", "write_report"]


def _render_html(report: Report, t: Translator) -> bytes:
    return render_report_html(report, t).encode()


RENDERERS: Final[Mapping[str, Callable[[Report, Translator], bytes]]] = {
    ".html": _render_html,
    ".docx": render_report_docx,
    ".xlsx": render_tasks_xlsx,
}
"""By suffix of the file."""


def write_report(  # noqa: PLR0917 - what a report is made of
    out: Path,
    evaluations: Evaluation | Sequence[Evaluation],
    work: Work,
    catalog: Catalog,
    rules: Rules,
    t: Translator,
) -> None:
    """Write a report on a zone to a file of the kind that its suffix names.

    Parameters
    ----------
    out
        The file: .html, .docx or .xlsx.
    evaluations
        The zone held against one rule set or several.
    work
        What the zone entered.
    catalog, rules
        What is known, and the rules.
    t
        The words.

    Raises
    ------
    ExportError
        If the suffix is another one, or the file cannot be written.
    """
    render = RENDERERS.get(out.suffix.lower())
    if render is None:
        known = ", ".join(RENDERERS)
        raise ExportError(f"output {out}: expected one of {known}; got {out.suffix or 'none'}")
    report = build_report(evaluations, catalog, rules, work, t, pace_year=work.pace_year)
    write_bytes(out, render(report, t))
