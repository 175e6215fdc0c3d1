"""The look of a layer in the language of QGIS, and what its fields are called.

No program of QGIS is needed to write it. Properties are written as ``prop``, which every release
of QGIS 3 reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.export.data.look import Circles, Grades, Look, Symbol
    from geo.export.data.model import Column, Form

_VERSION: Final = "3.16.0"
"""The release whose form this is; later ones read it too."""

_GEOMETRY_OF: Final[Mapping[str, str]] = {"point": "0", "area": "2"}
_HATCH_ANGLE, _HATCH_STEP_PX, _HATCH_LINE_PX = "45", "6", "0.8"
_SMALLEST_CIRCLE_PX: Final = 5.0
_SIZE_PROPERTY: Final = "3"


def write_qml(
    look: Look,
    form: Form,
    columns: Sequence[Column],
    names: Mapping[str, str] | None = None,
    *,
    by_numbers: bool = False,
) -> str:
    """Return a layer's style: one sign per category of the map, and the heads as field aliases.

    Parameters
    ----------
    look, form
        Of the layer.
    columns
        Its fields in order.
    names
        What the fields are called where their names had to be cut; as the columns if not given.
    by_numbers
        Whether areas are coloured by the bounds of classes in the place of their words; the look
        must have them.
    """
    known = {column.name: column.name for column in columns} | dict(names or {})
    root = Element("qgis", {"version": _VERSION, "styleCategories": "Symbology|Fields"})
    if by_numbers and look.grades is not None:
        _add_grades(root, look.grades, form, known)
    else:
        _add_categories(root, look, form, known)
    aliases = SubElement(root, "aliases")
    for column in columns:
        # by name, not by place: a key of the format's own may stand before them
        SubElement(aliases, "alias", {"field": known[column.name], "name": column.head})
    SubElement(root, "layerGeometryType").text = _GEOMETRY_OF[form]
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _add_categories(root: Element, look: Look, form: Form, names: Mapping[str, str]) -> None:
    fields = [names[column] for column in look.columns]
    if not fields:
        renderer = _add_renderer(root, "singleSymbol", "")
    else:
        joined = ", ".join(f'"{field}"' for field in fields)
        attribute = fields[0] if len(fields) == 1 else f"concat({joined})"
        renderer = _add_renderer(root, "categorizedSymbol", attribute)
        categories = SubElement(renderer, "categories")
        for number, category in enumerate(look.categories):
            place = {
                "symbol": str(number),
                "value": category.value,
                "label": category.label,
                "render": "true",
            }
            SubElement(categories, "category", place)
    symbols = SubElement(renderer, "symbols")
    for number, category in enumerate(look.categories):
        sign = _add_symbol(symbols, str(number), category.symbol, form)
        if look.circles is not None:
            _add_circles(sign, look.circles, names[look.circles.column])


def _add_grades(root: Element, grades: Grades, form: Form, names: Mapping[str, str]) -> None:
    renderer = _add_renderer(root, "graduatedSymbol", names[grades.column])
    renderer.set("graduatedMethod", "GraduatedColor")
    ranges = SubElement(renderer, "ranges")
    # a number on a bound is in the first range that has it: the class below, as on the map
    for number, label in enumerate(grades.labels):
        low, high = grades.bounds[number : number + 2]
        place = {
            "symbol": str(number),
            "lower": repr(float(low)),
            "upper": repr(float(high)),
            "label": label,
            "render": "true",
        }
        SubElement(ranges, "range", place)
    symbols = SubElement(renderer, "symbols")
    for number, symbol in enumerate(grades.symbols):
        _add_symbol(symbols, str(number), symbol, form)


def _add_renderer(root: Element, kind: str, attribute: str) -> Element:
    place = {"type": kind, "symbollevels": "0", "enableorderby": "0", "forceraster": "0"}
    if attribute:
        place["attr"] = attribute
    return SubElement(root, "renderer-v2", place)


def _add_symbol(parent: Element, name: str, symbol: Symbol, form: Form) -> Element:
    if form == "point":
        return _add_marker(parent, name, symbol)
    sign = _begin_symbol(parent, name, "fill")
    _add_layer(
        sign,
        "SimpleFill",
        {
            "color": _colour(symbol.fill, symbol.opacity),
            "style": "solid" if symbol.fill else "no",
            **_edge(symbol),
            "joinstyle": "round",
        },
    )
    if symbol.hatch:
        lines = _add_layer(
            sign,
            "LinePatternFill",
            {
                "angle": _HATCH_ANGLE,
                "color": _colour(symbol.hatch),
                "distance": _HATCH_STEP_PX,
                "distance_unit": "Pixel",
                "line_width": _HATCH_LINE_PX,
                "line_width_unit": "Pixel",
            },
        )
        line = _begin_symbol(lines, f"@{name}@1", "line")
        _add_layer(
            line,
            "SimpleLine",
            {
                "line_color": _colour(symbol.hatch),
                "line_style": "solid",
                "line_width": _HATCH_LINE_PX,
                "line_width_unit": "Pixel",
            },
        )
    return sign


def _add_circles(sign: Element, circles: Circles, field: str) -> None:
    """Put a circle into the middle of an area, its ground proportional to a number."""
    at = len(sign.findall("layer"))
    middle = _add_layer(sign, "CentroidFill", {"point_on_surface": "1", "point_on_all_parts": "0"})
    marker = _begin_symbol(middle, f"@{sign.get('name')}@{at}", "marker")
    layer = _add_layer(
        marker,
        "SimpleMarker",
        {
            "name": "circle",
            "color": _colour(circles.fill, 0.75),
            "outline_color": _colour("#ffffff"),
            "outline_style": "solid",
            "outline_width": "1",
            "outline_width_unit": "Pixel",
            "size": "0",
            "size_unit": "Pixel",
        },
    )
    across = repr(2.0 * circles.largest_px)
    size = (
        f'CASE WHEN "{field}" > 0 THEN max({_SMALLEST_CIRCLE_PX}, '
        f'{across} * sqrt("{field}" / {circles.top!r})) ELSE 0 END'
    )
    defined = SubElement(layer, "data_defined_properties")
    options = _add_map(defined, None)
    _add_option(options, "name", "")
    properties = _add_map(options, "properties")
    entry = _add_map(properties, "size")
    SubElement(entry, "Option", {"name": "active", "type": "bool", "value": "true"})
    _add_option(entry, "expression", size)
    SubElement(entry, "Option", {"name": "type", "type": "int", "value": _SIZE_PROPERTY})
    _add_option(options, "type", "collection")


def _add_map(parent: Element, name: str | None) -> Element:
    named = {} if name is None else {"name": name}
    return SubElement(parent, "Option", {**named, "type": "Map"})


def _add_option(parent: Element, name: str, value: str) -> None:
    SubElement(parent, "Option", {"name": name, "type": "QString", "value": value})


def _add_marker(parent: Element, name: str, symbol: Symbol) -> Element:
    sign = _begin_symbol(parent, name, "marker")
    size = {"size": repr(symbol.size_px), "size_unit": "Pixel", "angle": repr(symbol.angle)}
    shape = {"name": symbol.shape, "color": _colour(symbol.fill, symbol.opacity)}
    _add_layer(sign, "SimpleMarker", {**shape, **_edge(symbol), **size})
    if symbol.ring:
        ring = {
            "name": "circle",
            "color": _colour(symbol.ring, 0.0),
            "outline_color": _colour(symbol.ring),
            "outline_style": "solid",
            "outline_width": "2",
            "outline_width_unit": "Pixel",
            "size": repr(symbol.size_px * 1.5),
            "size_unit": "Pixel",
        }
        _add_layer(sign, "SimpleMarker", ring)
    return sign


def _begin_symbol(parent: Element, name: str, kind: str) -> Element:
    return SubElement(
        parent,
        "symbol",
        {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1", "force_rhr": "0"},
    )


def _add_layer(sign: Element, kind: str, properties: Mapping[str, str]) -> Element:
    layer = SubElement(sign, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    for key, value in properties.items():
        SubElement(layer, "prop", {"k": key, "v": value})
    return layer


def _edge(symbol: Symbol) -> dict[str, str]:
    style = "dash" if symbol.is_dashed else "solid"
    return {
        "outline_color": _colour(symbol.line),
        "outline_style": style if symbol.line else "no",
        "outline_width": repr(float(symbol.width_px)),
        "outline_width_unit": "Pixel",
    }


def _colour(colour: str, opacity: float = 1.0) -> str:
    """Return a colour such as #1d5fa8 as QGIS writes it."""
    if not colour:
        return "255,255,255,0"
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"{red},{green},{blue},{round(255 * opacity)}"
