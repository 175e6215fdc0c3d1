"""The table schemas of ``datapackage.json``, and cell checks driven by them.

The schemas are standard Frictionless table schemas with a few words of ours: ``meaning``,
``separator``, ``references``, ``itemEnum`` and ``itemPattern``. Feature files carry theirs
under ``featureSchema``. An overlay can never change a schema.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from geo.errors import AtlasError

if TYPE_CHECKING:
    from pathlib import Path

FieldType = Literal["string", "number", "integer", "boolean", "array"]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
# JSON escapes can smuggle in what no UTF-8 file holds: NUL and halves of surrogate pairs
_UNFIT = re.compile("[\0\ud800-\udfff]")
_FULL_DATE = 10
_MOST_DIGITS = 30
_LARGEST = 1e15  # beyond it a float no longer holds every whole number, and no figure is so large


@dataclass(frozen=True, slots=True)
class Field:
    """One column or property: its type and what its values may be."""

    name: str
    type: FieldType
    required: bool
    enum: tuple[str, ...]
    pattern: re.Pattern[str] | None
    minimum: float | None
    maximum: float | None
    meaning: str
    separator: str
    references: tuple[tuple[str, str], ...]
    """Pairs of resource and column that hold the ids or codes this field may name."""

    @property
    def is_list(self) -> bool:
        """Whether a value is a list of texts."""
        return self.type == "array" or bool(self.separator)


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of the data package and its schema."""

    name: str
    file: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    hash: str
    geometry: tuple[str, ...]
    """Geometry types allowed; empty for a table."""
    geometry_required: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell is wrong: a message key and its parameters."""

    key: str
    params: dict[str, Any]


def read_schemas(folder: Path) -> dict[str, Resource]:
    """Read the schemas of all resources.

    Parameters
    ----------
    folder
        Folder of the shipped data, which holds ``datapackage.json``.

    Returns
    -------
    dict
        Resource by name, in the order of the package.

    Raises
    ------
    AtlasError
        If the package file is missing or no data package: the installation is broken.
    """
    path = folder / "datapackage.json"
    try:
        # every run of a page asks: read again only after a change
        return dict(_read_package(path, path.stat().st_mtime_ns))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise AtlasError(
            f"{path}: expected the data package with the schemas of all tables, got "
            f"{type(error).__name__}: {error}; restore the file from the installation"
        ) from error


@lru_cache(maxsize=4)
def _read_package(path: Path, _changed_ns: int) -> dict[str, Resource]:
    package = json.loads(path.read_text(encoding="utf-8"))
    return {item["name"]: _resource(item) for item in package["resources"]}


def _resource(item: dict[str, Any]) -> Resource:
    schema = item.get("schema") or item["featureSchema"]
    return Resource(
        name=item["name"],
        file=item["path"],
        fields=tuple(_field(entry) for entry in schema["fields"]),
        primary_key=tuple(schema.get("primaryKey", ())),
        hash=item.get("hash", ""),
        geometry=tuple(schema.get("geometry", ())),
        geometry_required=schema.get("geometryRequired", False),
    )


def _field(entry: dict[str, Any]) -> Field:
    constraints = entry.get("constraints", {})
    pattern = constraints.get("pattern", entry.get("itemPattern"))
    references = [tuple(text.split(".", 1)) for text in entry.get("references", ())]
    return Field(
        name=entry["name"],
        type=entry["type"],
        required=constraints.get("required", False),
        enum=tuple(constraints.get("enum", entry.get("itemEnum", ()))),
        pattern=None if pattern is None else re.compile(pattern, re.ASCII),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        meaning=entry.get("meaning", ""),
        separator=entry.get("separator", ""),
        references=tuple((resource, column) for resource, column in references),
    )


def parse_cell(field: Field, text: str) -> tuple[Any, Fault | None]:
    """Turn one CSV cell into its value.

    Parameters
    ----------
    field
        The column's schema.
    text
        The cell as written.

    Returns
    -------
    tuple
        The value (None if blank or wrong) and the fault, if any.
    """
    if not text:
        return None, Fault("required", {}) if field.required else None
    if field.separator:
        return _check_list(field, text.split(field.separator))
    match field.type:
        case "number" | "integer":
            return _parse_number(field, text)
        case "boolean":
            if text in {"true", "false"}:
                return text == "true", None
            return None, Fault("not_boolean", {})
        case _:
            return _check_text(field, text)


def check_property(field: Field, value: Any) -> tuple[Any, Fault | None]:  # noqa: PLR0911
    """Check one GeoJSON property against its schema.

    Parameters
    ----------
    field
        The property's schema.
    value
        The value as read from JSON.

    Returns
    -------
    tuple
        The value (None if blank or wrong; a tuple for a list) and the fault, if any.
    """
    if value is None or value == "":
        return None, Fault("required", {}) if field.required else None
    match field.type:
        case "array":
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                return None, Fault("not_list", {})
            return _check_list(field, value)
        case "number" | "integer":
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                return None, Fault("not_number", {})
            return _parse_number(field, repr(value))
        case "boolean":
            return (value, None) if isinstance(value, bool) else (None, Fault("not_boolean", {}))
        case _:
            if not isinstance(value, str):
                return None, Fault("not_text", {})
            return _check_text(field, value)


def _parse_number(  # noqa: PLR0911 - one fault each
    field: Field, text: str
) -> tuple[float | int | None, Fault | None]:
    whole = field.type == "integer"
    if len(text) > _MOST_DIGITS or not (_INTEGER if whole else _NUMBER).fullmatch(text):
        return None, Fault("not_integer" if whole else "not_number", {})
    number = int(text) if whole else float(text)
    if not math.isfinite(number):
        return None, Fault("not_number", {})
    if abs(number) > _LARGEST:
        return None, Fault("number_too_large", {"limit": "1e15"})
    if field.meaning in {"longitude", "latitude"}:
        return number, None  # the envelope check says more: swapped, other unit, other datum
    if field.minimum is not None and number < field.minimum:
        return None, Fault("below_minimum", {"minimum": f"{field.minimum:.12g}"})
    if field.maximum is not None and number > field.maximum:
        return None, Fault("above_maximum", {"maximum": f"{field.maximum:.12g}"})
    return number, None


def _check_text(field: Field, text: str) -> tuple[str | None, Fault | None]:
    if _UNFIT.search(text):
        return None, Fault("bad_text", {})
    if field.enum and text not in field.enum:
        return None, Fault("not_in_list", {"allowed": ", ".join(field.enum)})
    if field.pattern is not None and not field.pattern.fullmatch(text):
        known = {"period", "partial_date", "adcode"}
        key = f"bad_{field.meaning}" if field.meaning in known else "bad_pattern"
        return None, Fault(key, {"pattern": field.pattern.pattern})
    if field.meaning == "partial_date" and not _is_calendar_date(text):
        return None, Fault("bad_partial_date", {})
    return text, None


def _check_list(field: Field, items: list[str]) -> tuple[tuple[str, ...] | None, Fault | None]:
    if any(not item.strip() for item in items):
        return None, Fault("blank_item", {})
    if len(set(items)) != len(items):
        return None, Fault("repeated_item", {})
    if not items and field.required:
        return None, Fault("required", {})
    faults = (_judge_item(field, item) for item in items)
    fault = next((fault for fault in faults if fault is not None), None)
    if fault is not None:
        return None, fault
    return tuple(items), None


def _judge_item(field: Field, item: str) -> Fault | None:
    if _UNFIT.search(item):
        return Fault("bad_text", {})
    if field.enum and item not in field.enum:
        return Fault("item_not_in_list", {"item": item, "allowed": ", ".join(field.enum)})
    if field.pattern is not None and not field.pattern.fullmatch(item):
        return Fault("bad_pattern", {"pattern": field.pattern.pattern})
    return None


def _is_calendar_date(text: str) -> bool:
    if len(text) < _FULL_DATE:
        return True
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
