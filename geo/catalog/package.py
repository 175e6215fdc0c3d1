"""Recompute size and hash of every resource in ``data/datapackage.json``.

Run ``python -m geo.catalog.package`` after a data file was changed. The schemas in the file
are written by hand and stay as they are.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from geo.catalog.files import PACKAGE_FILE, hash_bytes
from geo.settings import data_dir

if TYPE_CHECKING:
    from pathlib import Path


def update_package(folder: Path) -> tuple[str, ...]:
    """Write the size and SHA-256 of every resource into the package file.

    Parameters
    ----------
    folder
        The folder that holds ``datapackage.json`` and its files.

    Returns
    -------
    tuple of str
        Names of the files whose entry changed; the package file is written only then.

    Raises
    ------
    OSError
        If the package or one of its files cannot be read, or the package not written.
    """
    path = folder / PACKAGE_FILE
    before = path.read_bytes()
    package: dict[str, Any] = json.loads(before)
    changed = []
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        new = {"hash": hash_bytes(content), "bytes": len(content)}
        if any(resource.get(key) != value for key, value in new.items()):
            changed.append(resource["path"])
            resource.update(new)
    after = (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()
    if after != before:
        path.write_bytes(after)
    return tuple(changed)


def main() -> int:
    """Update the shipped package and say what changed; 0 always."""
    folder = data_dir()
    changed = update_package(folder)
    sys.stdout.write(f"{folder / PACKAGE_FILE}: {len(changed)} changed {' '.join(changed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
