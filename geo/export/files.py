"""Writing a file so that a reader sees the whole of it or none."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from geo.errors import ExportError


def write_bytes(path: Path, body: bytes) -> None:
    """Write `body` to `path`, replacing a file that stands there in one step.

    Raises
    ------
    ExportError
        If the folder does not exist, `path` is a folder, or writing is refused.
    """
    if path.is_dir():
        raise ExportError(f"output {path}: expected a file name, came a folder; add a file name")
    if path.exists() and not path.is_file():
        raise ExportError(f"output {path}: expected a plain file, came a device; name another file")
    if not path.parent.is_dir():
        raise ExportError(f"output {path}: the folder {path.parent} does not exist; make it first")
    try:
        handle, half = tempfile.mkstemp(dir=path.parent, prefix=".zone-atlas-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(body)
            Path(half).chmod(0o644)
            Path(half).replace(path)
        except BaseException:
            Path(half).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise ExportError(f"output {path}: cannot be written ({error.strerror})") from error
