"""Update sheets: what is held goes out as XLSX, and what a reader changes comes back as data.

>>> from geo.catalog import load_catalog
>>> from geo.sheets import read_sheet, write_sheet
>>> catalog = load_catalog()
>>> read_sheet(write_sheet("zones", catalog, "en"), catalog, "en").changes
()

openpyxl takes a quarter of a second to load: it is, with the first sheet read or written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.sheets.apply import Built, base_files, build_overlay, check_sheet, make_overlay
from geo.sheets.folder import name_document, pack_folder
from geo.sheets.model import SheetKind, SheetProblem, SheetResult
from geo.sheets.read import read_sheet

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.types import Lang

__all__ = [
    "Built",
    "SheetKind",
    "SheetProblem",
    "SheetResult",
    "base_files",
    "build_overlay",
    "check_sheet",
    "make_overlay",
    "name_document",
    "pack_folder",
    "read_sheet",
    "write_sheet",
]


def write_sheet(
    kind: SheetKind, catalog: Catalog, lang: Lang, *, today: dt.date | None = None
) -> bytes:
    """Write an update sheet as XLSX; see `geo.sheets.write.write_sheet`."""
    from geo.sheets.write import write_sheet as write  # noqa: PLC0415

    return write(kind, catalog, lang, today=today)
