"""The shipped files of facts beside the rules: read once, each against its model."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import yaml

from geo.eligibility.model import Part
from geo.settings import data_dir

if TYPE_CHECKING:
    from pathlib import Path

Book = TypeVar("Book", bound=Part)


def read_shipped(model: type[Book], name: str) -> Book:
    """Return what a file of ``data/eligibility`` says; it is read once.

    Parameters
    ----------
    model
        Its model.
    name
        Name of the file.

    Raises
    ------
    OSError
        If the file cannot be read.
    pydantic.ValidationError
        If it says anything outside the schema.
    """
    return _read(model, data_dir() / "eligibility" / name)  # type: ignore[return-value]


@lru_cache(maxsize=8)
def _read(model: type[Part], path: Path) -> Part:
    return model.model_validate(yaml.safe_load(path.read_text("utf-8")))
