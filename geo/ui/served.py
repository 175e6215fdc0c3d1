"""Files that the browser loads once: scripts, styles and the large parts of maps.

They stand in one folder of this process's own, under names that change with the content, and
are served by Streamlit itself: no other host, and no re-sending with each change of a map.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections import OrderedDict
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.components.v1 import declare_component

from geo.maps.assets import OURS_CSS, OURS_JS, read_asset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from geo.maps.parts import Part

_NAME = "zone_atlas"
_MOST_BYTES = 200_000_000
_written: OrderedDict[str, int] = OrderedDict()
"""Sizes of the files in the folder by name, the one asked for longest ago first."""

_promised: set[str] = set()
"""Files that are being made."""

_MOMENT_SECONDS = 0.5
"""The page that asked comes first."""

_lock = Lock()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="zone-atlas-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def serve_scripts() -> dict[str, list[str]]:
    """Write scripts and styles once and return their addresses, ``js`` and ``css`` in order."""
    base = _base()
    return {
        suffix: [base + _write(_stamped(name, suffix, text), text) for name, text in texts]
        for suffix, texts in (
            ("js", [(name, read_asset(name)) for name in OURS_JS]),
            ("css", [(name, read_asset(name)) for name in OURS_CSS]),
        )
    }


def serve_parts(parts: Iterable[Part]) -> dict[str, str]:
    """Write the parts that are new and return the address of each by name."""
    base = _base()
    return {part.name: base + _write(f"{part.name}.json", part.text) for part in parts}


def serve_text(name: str, suffix: str, text: str) -> str:
    """Write one script or style once and return its address."""
    return _base() + _write(_stamped(name, suffix, text), text)


def serve_later(name: str, digest: str, suffix: str, make: Callable[[], str]) -> str:
    """Return the address that a text will have in a moment; it is made beside the page.

    Parameters
    ----------
    digest
        Names the text: equal digests have equal texts.
    make
        Makes it. A failure is told to Python's thread hook; the address stays without a file.
    """
    full = f"{name}-{digest}.{suffix}"
    with _lock:
        is_due = full not in _written and full not in _promised
        if is_due:
            _promised.add(full)
        elif full in _written:
            _written.move_to_end(full)
    if is_due:

        def fulfil() -> None:
            try:
                _write(full, make())
            finally:
                with _lock:
                    _promised.discard(full)

        timer = Timer(_MOMENT_SECONDS, fulfil)
        timer.daemon = True
        timer.start()
    return _base() + full


@lru_cache(maxsize=32)
def _stamped(name: str, suffix: str, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{name}-{digest}.{suffix}"


def _write(name: str, text: str) -> str:
    with _lock:
        if name not in _written:
            path = _folder() / name
            half = path.with_suffix(".half")
            half.write_bytes(text.encode("utf-8"))
            half.replace(path)  # a reader sees the whole file or none
            _written[name] = path.stat().st_size
            _drop_oldest()
        _written.move_to_end(name)
    return name


def _drop_oldest() -> None:
    """Keep the folder bounded: every visit's own data make files of their own.

    Each run of a page names its files here, so one that went is written again when asked for.
    """
    held = sum(_written.values())
    while held > _MOST_BYTES and len(_written) > 1:
        name, size = _written.popitem(last=False)
        (_folder() / name).unlink(missing_ok=True)
        held -= size


def _base() -> str:
    # Declaring again costs nothing and keeps the folder known after a restarted runtime.
    component = declare_component(_NAME, path=str(_folder()))
    prefix = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"{'/' + prefix if prefix else ''}/component/{component.name}/"
