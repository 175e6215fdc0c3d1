"""Pack a folder of own data, with a note on how to use it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from geo.locale import translator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from geo.sheets.model import Document
    from geo.types import Lang


def name_document(document: Document, lang: Lang) -> str:
    """Return a document in words: title, publisher, date."""
    t = translator(lang)
    return t(
        "sheets.document",
        title=document.title,
        publisher=document.publisher,
        date=t.date(document.date),
    )


def pack_folder(
    files: Mapping[str, bytes], documents: Sequence[str], lang: Lang, day: dt.date
) -> bytes:
    """Pack data files into an archive that holds one folder.

    Parameters
    ----------
    files
        Content by file name of the data package.
    documents
        The documents that the data come from, in words.
    lang
        Language of the note.
    day
        The day of packing; it is also the time of the files, so that equal data pack equally.

    Returns
    -------
    bytes
        A ZIP file.
    """
    t = translator(lang)
    folder = t("sheets.folder_name")
    said = t("sheets.list_separator").join(documents)
    note = t("sheets.readme", documents=said, date=t.date(day.isoformat()))
    # Windows' own editor knows UTF-8 by the byte-order mark, and older ones need both line ends
    body = "\ufeff" + note.replace("\n", "\r\n")
    contents = {t("sheets.readme_name"): body.encode("utf-8", "replace"), **files}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", (day.year, day.month, day.day, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()
