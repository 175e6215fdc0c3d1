"""The folium map and the folium layers of the atlas.

They are ordinary folium objects: a map shows in a notebook, takes further folium layers and
saves. What they draw travels beside folium, as `LayerSpec` and `Part`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import folium
from branca.element import Element, Figure
from folium.map import Layer

from geo.errors import MapError
from geo.locale import translator
from geo.maps.figure import AtlasFigure
from geo.maps.finish import lift_notes, number_mark
from geo.maps.text import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.maps.pack import Pack
    from geo.maps.parts import Part
    from geo.maps.twin import Pieces
    from geo.types import Finish, Lang


@dataclass(frozen=True)
class Page:
    """What stands around the map on a page of its own.

    Attributes
    ----------
    title, subtitle, no_script
        Plain text.
    pieces
        Writes the markup of the tables below the map, already escaped (`geo.maps.twin`), with the
        numbers of the sources that are cited on the page so far; only a page on its own needs it.
    twin
        Writes the same as a whole, for a page with one map.
    """

    lang: Lang
    title: str
    subtitle: str
    no_script: str
    pieces: Callable[[dict[str, int]], Pieces]
    twin: Callable[[], str]


class Verbatim(Element):
    """Text that is rendered as it stands.

    branca's own `Element` compiles its text as a template: that evaluates what happens to
    look like one, and costs more than all the rest of a page.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **_: Any) -> str:
        """Return the text."""
        return self.text


class AtlasLayer(Layer):
    """A folium layer whose content is drawn by our script from `spec` and `parts`.

    Parameters
    ----------
    spec
        JSON-able description with at least ``id``, ``kind``, ``name`` and ``on``.
    parts
        The parts that `spec` names.
    """

    def __init__(self, spec: dict[str, Any], parts: tuple[Part, ...] = ()) -> None:
        # folium's own layer control would print the name through a template: give it the id
        super().__init__(name=spec["id"], overlay=True, control=bool(spec["name"]), show=spec["on"])
        self._name = "AtlasLayer"
        self.slot: str = spec["id"]
        self.spec = spec
        self.parts = parts

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's layers do
        """Write the script that makes the layer and, if it is on, adds it to its parent.

        Raises
        ------
        MapError
            If the layer is on no map.
        """
        if self._parent is None:
            raise MapError(f"layer {self.slot!r}: add it to a map before rendering")
        name, parent = self.get_name(), self._parent.get_name()
        script = f"var {name} = ZoneAtlas.layer({parent}, {to_json(self.slot)});\n"
        if self.show:
            script += f"{name}.addTo({parent});\n"
        figure = cast("Figure", self.get_root())
        figure.script.add_child(Verbatim(script), name=name)
        for child in self._children.values():
            child.render(**kwargs)


class AtlasMap(folium.Map):
    """A folium map without tiles that our script furnishes.

    Parameters
    ----------
    page
        What stands around the map when it is saved.
    start
        ``fit`` and ``limit`` bounds ([[south, west], [north, east]]), ``zooms`` (min, max) and
        ``extent`` ([lon, lat, zoom] or None).
    text
        Words of the controls.
    lines
        Lines at the foot of the map: ``{"kind", "text"}``.
    finish
        Whether the legends' remarks stay where they are or become footnotes.

    Attributes
    ----------
    pack
        What the page of the map holds beside it; None for the map alone.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012  # folium's own form
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(
        self,
        page: Page,
        start: dict[str, Any],
        text: dict[str, str],
        lines: list[dict[str, str]],
        finish: Finish = "working",
    ) -> None:
        super().__init__(tiles=None)
        self._name = "Map"
        self.page = page
        self.start = start
        self.text = text
        self.lines = lines
        self.finish = finish
        self.pack: Pack | None = None
        AtlasFigure().add_child(self)

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]  # as folium's layers do
        """Write the map's element and script, then those of its children."""
        figure = cast("Figure", self.get_root())
        name = self.get_name()
        figure.html.add_child(Verbatim(f'<div class="folium-map" id="{name}"></div>'), name=name)
        others = len(self.layers) < len(self._children)
        script = f"var {name} = ZoneAtlas.open({to_json(name)}, {to_json(others)});\n"
        figure.script.add_child(Verbatim(script), name=name)
        for child in self._children.values():
            child.render(**kwargs)

    @property
    def layers(self) -> list[AtlasLayer]:
        """Our layers on this map, in drawing order."""
        return [child for child in self._children.values() if isinstance(child, AtlasLayer)]

    def payload(self) -> dict[str, Any]:
        """Return everything that the script draws, parts by name only.

        The app sends this, a file holds it: both read it here.
        """
        layers, footnotes = self._finished()
        return {
            "v": 1,
            "lang": self.page.lang,
            "title": self.page.title,
            "map": self.start,
            "text": self.text,
            "lines": [*self.lines, *self._footnote_line(len(footnotes))],
            "layers": layers,
            **({"footnotes": footnotes} if footnotes else {}),
        }

    @property
    def footnotes(self) -> list[str]:
        """What stands below a map for the wall, each with its sign; none on a working copy."""
        return self._finished()[1]

    def _footnote_line(self, number: int) -> list[dict[str, str]]:
        """Return the line of the foot that sends the reader to the footnotes, if there are any."""
        if not number:
            return []
        t = translator(self.page.lang)
        first, last = number_mark(1), number_mark(number)
        text = t("map.foot_note", mark=first)
        if number > 1:
            text = t("map.foot_notes", first=first, last=last)
        return [{"kind": "note", "text": text}]

    def _finished(self) -> tuple[list[dict[str, Any]], list[str]]:
        specs = [layer.spec for layer in self.layers]
        return lift_notes(specs) if self.finish == "presentation" else (specs, [])

    def parts(self) -> list[Part]:
        """Return the parts that the payload names, each once, in order of first use."""
        found = {part.name: part for layer in self.layers for part in layer.parts}
        return list(found.values())
