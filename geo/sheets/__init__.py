"""Update sheets: what is held goes out as XLSX, and what a reader changes comes back as data.

>>> from geo.catalog import load_catalog
>>> from geo.sheets import read_sheet, write_sheet
>>> catalog = load_catalog()
>>> read_sheet(write_sheet("zones", catalog, "en"), catalog, "en").changes
()
"""

from __future__ import annotations

from geo.sheets.apply import Built, base_files, build_overlay, check_sheet, make_overlay
from geo.sheets.folder import name_document, pack_folder
from geo.sheets.model import SheetKind, SheetProblem, SheetResult
from geo.sheets.read import read_sheet
from geo.sheets.write import write_sheet

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
