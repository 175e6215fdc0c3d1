"""A View's shapes as one GeoJSON collection after RFC 7946."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import shapely

from geo.errors import ExportError
from geo.export.data.full import with_sources

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geo.export.data.model import Content

DECIMALS: Final = 6
"""Of a degree: 0.1 m, as RFC 7946 advises."""


def write_geojson(content: Content) -> bytes:
    """Return the rows of layers as features that name their layer; null where no shape is held.

    Longitude before latitude, outer rings counter-clockwise, `DECIMALS` digits, no ``crs``.
    Members beside the features: ``title``, ``about``, ``fields`` (what the properties of each
    layer mean), ``sources`` and ``credit``.

    Returns
    -------
    bytes
        UTF-8, one feature a line.

    Raises
    ------
    ExportError
        If nothing has a shape.
    """
    require_layers(content)
    lines, fields = [], {}
    for table in content.layers:
        columns, rows = with_sources(table, content, ("ids",))
        fields[table.name] = {column.name: column.head for column in columns}
        names = [column.name for column in columns]
        for row, shape in zip(rows, table.shapes, strict=True):
            geometry = None if shape is None else _to_geometry(shape)
            properties = {"layer": table.name, **dict(zip(names, row, strict=True))}
            lines.append(
                _to_json({"type": "Feature", "geometry": geometry, "properties": properties})
            )
    head = {
        "type": "FeatureCollection",
        "title": content.title,
        "about": [list(pair) for pair in content.about],
        "fields": fields,
        "sources": [
            {
                "id": source.id,
                "title": source.title,
                "publisher": source.publisher,
                "date": source.date,
                "status": source.status,
                "url": source.url,
            }
            for source in content.sources
        ],
        "credit": "\n".join(content.credit),
    }
    body = _to_json(head).removesuffix("}") + ', "features": [\n' + ",\n".join(lines) + "\n]}\n"
    return body.encode("utf-8")


def require_layers(content: Content) -> None:
    """Refuse to write a file of shapes without any.

    Raises
    ------
    ExportError
        If no table has a shape.
    """
    if not content.layers:
        raise ExportError(
            "view: expected something with a shape that may leave, came none; switch a layer on, "
            "or choose xlsx or csv"
        )


def _to_geometry(shape: BaseGeometry) -> dict[str, Any] | None:
    # rounding each vertex by itself could cross lines
    on_grid = shapely.set_precision(shape, 10.0**-DECIMALS)
    if on_grid.is_empty:
        return None
    mapped: dict[str, Any] = shapely.geometry.mapping(
        shapely.orient_polygons(on_grid, exterior_cw=False)
    )
    return {"type": mapped["type"], "coordinates": _round(mapped["coordinates"])}


def _round(numbers: Any) -> Any:
    if isinstance(numbers, (list, tuple)):
        return [_round(number) for number in numbers]
    return round(float(numbers), DECIMALS)


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
