"""Data of a visitor's own, for this visit only: a folder that other visits never see.

An update sheet becomes a folder of data files on top of those that are in use. The folder
stands under the system's temporary folder and goes when it is replaced or dropped, when the
visit ends, and when the program ends.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
import weakref
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st

from geo.errors import SettingError
from geo.maps.text import escape
from geo.settings import overlay_dir, read_setting
from geo.sheets import base_files, pack_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from geo.locale import Translator

_OWN = "overlay.own"
_LOST = "overlay.lost"
_NEW = "overlay.new"


class OverlayError(SettingError):
    """A visit's own data exceed a setting: too large, or too many visits hold some."""

    def __init__(self, key: str, limit: int) -> None:
        super().__init__(f"{key}: limit {limit}")
        self.key = key
        self.limit = limit


@dataclass(eq=False)
class OwnData:
    """One visit's own data: the folder, and what the reader is told of it.

    Attributes
    ----------
    folder
        Holds the files of the configured overlay as well, so that it stands alone.
    documents
        The documents that the values come from, first imported first.
    """

    folder: Path
    documents: tuple[str, ...]
    _gone: weakref.finalize = field(init=False, repr=False)  # type: ignore[type-arg]

    def __post_init__(self) -> None:
        # also runs at the end of the program, and when the visit's state is thrown away
        self._gone = weakref.finalize(self, _remove, self.folder)

    def remove(self) -> None:
        """Delete the folder now."""
        self._gone()


_lock = Lock()
_folders: set[Path] = set()


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _folders.discard(folder)  # no lock: this may run inside any other code, the lock's own too


def current_overlay() -> Path | None:
    """Return the folder whose files replace the shipped ones in this visit.

    Returns
    -------
    Path or None
        The visit's own folder, else the one named by ``ZONE_ATLAS_DATA``, else None.
    """
    own = st.session_state.get(_OWN)
    if own is None:
        return overlay_dir()
    if not own.folder.is_dir():  # a cleaner of temporary files was here
        drop_overlay()
        st.session_state[_LOST] = True
        return overlay_dir()
    folder: Path = own.folder
    return folder


def use_overlay(files: Mapping[str, bytes], document: str) -> None:
    """Put files of the visitor's own on top of those in use, in place of those before.

    Parameters
    ----------
    files
        Content by file name of the data package.
    document
        The document that they come from, in words.

    Raises
    ------
    OverlayError
        If they are larger than a visit may hold, or too many visits hold data of their own.
    """
    before = current_overlay()
    own: OwnData | None = st.session_state.get(_OWN)
    merged = base_files(before) | dict(files)
    most = read_setting("own_data_bytes")
    if sum(map(len, merged.values())) > most:
        raise OverlayError("sheets.own_too_large", most)
    with _lock:
        visits = read_setting("own_data_visits")
        if own is None and len(_folders) >= visits:
            raise OverlayError("sheets.own_too_many", visits)
        folder = Path(tempfile.mkdtemp(prefix="zone-atlas-"))
        _folders.add(folder)
    told = () if own is None else own.documents
    new = OwnData(folder, (*(one for one in told if one != document), document))
    for name, content in merged.items():
        (folder / name).write_bytes(content)
    st.session_state[_OWN] = new
    st.session_state.pop(_LOST, None)
    st.session_state[_NEW] = True
    if own is not None:
        own.remove()


def drop_overlay() -> None:
    """Go back to the configured data and delete the visit's own."""
    own: OwnData | None = st.session_state.pop(_OWN, None)
    if own is not None:
        own.remove()


def tell_overlay(t: Translator) -> None:
    """Say that own data are in use, from which documents, with a button to drop them."""
    own: OwnData | None = st.session_state.get(_OWN)
    if own is None:
        if st.session_state.pop(_LOST, False):
            _say(t("sheets.own_lost"))
        return
    if st.session_state.pop(_NEW, False):
        st.toast(t("sheets.applied"), icon=":material/check:")
    documents = t("sheets.list_separator").join(own.documents)
    line, save, drop = st.columns([0.6, 0.2, 0.2], vertical_alignment="center")
    with line:
        _say(t("sheets.own_in_use", documents=documents))
    with save:
        offer_folder(lambda: base_files(own.folder), own.documents, t, key="overlay.save")
    with drop:
        st.button(
            t("sheets.own_drop"),
            key="overlay.drop",
            on_click=drop_overlay,
            icon=":material/undo:",
            width="stretch",
        )


def offer_folder(
    make: Callable[[], Mapping[str, bytes]], documents: tuple[str, ...], t: Translator, *, key: str
) -> None:
    """Offer data of one's own as a folder in an archive, made only when pressed."""
    day = dt.datetime.now(tz=dt.UTC).date()
    st.download_button(
        t("sheets.save"),
        data=lambda: pack_folder(make(), documents, t.lang, day),
        file_name=f"{t('sheets.folder_name')}-{day.isoformat()}.zip",
        mime="application/zip",
        key=key,
        on_click="ignore",
        icon=":material/folder_zip:",
        help=t("sheets.save_help"),
        width="stretch",
    )


def _say(text: str) -> None:
    st.html(f'<div class="za-say" role="status">{escape(text)}</div>')
