"""The page around a map: folium composes the frame, we put the data in afterwards.

folium evaluates what it renders as server-side templates, so no datum may pass through it.
`AtlasFigure` lets folium render the (data-free) scripts of the map and its layers, then writes
title, payload and parts beside them, as JSON or escaped text. It also makes the page
deterministic (ids numbered in tree order), offline (assets inlined, unknown ones refused) and
strict (a Content-Security-Policy that names each script by hash).
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from branca.element import Element, Figure
from folium.elements import ElementAddToElement, JSCSSMixin
from folium.map import Marker, Popup
from folium.raster_layers import TileLayer, WmsTileLayer

from geo.errors import MapError
from geo.maps.assets import (
    OURS_CSS,
    OURS_JS,
    asset_hash,
    csp_hash,
    find_asset,
    marker_pictures,
    read_asset,
)
from geo.maps.text import escape, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.maps.atlas_map import AtlasMap

_LANG_TAGS = {"zh": "zh-CN", "en": "en"}


class AtlasFigure(Figure):
    """A branca figure whose page is offline, deterministic and free of template data."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.header._children.clear()  # noqa: SLF001  # our page says its encoding itself

    def render(self, **kwargs: Any) -> str:
        """Return the whole page.

        Raises
        ------
        MapError
            If the figure does not hold exactly one `AtlasMap`, or holds a tile layer.
        AssetError
            If an element asks for a script or style that is not pinned.
        """
        atlas = self._only_map()
        self._forget_rendered()
        elements = list(_walk(self))
        _refuse_tiles(elements)
        scripts = _asset_names(elements, "default_js", OURS_JS)
        styles = _asset_names(elements, "default_css", OURS_CSS)
        with _numbered(elements), _without_links(elements):
            for child in self._children.values():
                child.render(**kwargs)
            header = self.header.render()
            body = self.html.render()
            script = self.script.render()
            name = atlas.get_name()
        if any(isinstance(element, Marker) for element in elements):
            script = _default_marker() + script
        return _compose(
            atlas=atlas,
            header=header,
            body=body,
            script=f"{script}\nZoneAtlas.start({name});\n",
            scripts=scripts,
            styles=styles,
        )

    def _only_map(self) -> AtlasMap:
        from geo.maps.atlas_map import AtlasMap  # noqa: PLC0415  # each needs the other

        maps = [child for child in self._children.values() if isinstance(child, AtlasMap)]
        if len(maps) != 1:
            raise MapError(f"a page holds one map of the atlas, this one holds {len(maps)}")
        return maps[0]

    def _forget_rendered(self) -> None:
        """Drop what a map rendered by itself left here, or its scripts would run twice."""
        drawn = [element for child in self._children.values() for element in _walk(child)]
        names = {element.get_name() for element in drawn}
        slots = [self.header, self.html, self.script]
        for element in (*slots, *drawn):
            for key, child in list(element._children.items()):  # noqa: SLF001
                if isinstance(child, ElementAddToElement) or (element in slots and key in names):
                    del element._children[key]  # noqa: SLF001


def _walk(element: Element) -> Iterator[Element]:
    """Yield an element and all below it, what stands in its header, body and script too."""
    yield element
    slots = [vars(element).get(name) for name in ("header", "html", "script")]
    for slot in slots:
        if isinstance(slot, Element):  # a figure's or a popup's
            yield from _walk(slot)
    for child in element._children.values():  # noqa: SLF001  # branca has no public iterator
        yield from _walk(child)


def _refuse_tiles(elements: list[Element]) -> None:
    for element in elements:
        if isinstance(element, (TileLayer, WmsTileLayer)):
            raise MapError(
                "a tile layer asks other hosts for pictures; the atlas works without a network. "
                "Remove the layer before saving the map.",
            )


def _asset_names(elements: list[Element], attribute: str, ours: tuple[str, ...]) -> list[str]:
    names = list(ours)
    for element in elements:
        if isinstance(element, JSCSSMixin):
            names += [find_asset(name).name for name, _ in getattr(element, attribute)]
        if isinstance(element, Popup) and attribute == "default_js":
            names.insert(0, "jquery")  # folium's popup template calls it without saying so
    return list(dict.fromkeys(names))


@contextmanager
def _numbered(elements: list[Element]) -> Iterator[None]:
    """Give the elements ids in tree order while rendering, and undo what rendering changes.

    folium also keeps the name of an element elsewhere: as the key among its parent's children,
    and as a layer's name or target. Rendering adds helper elements as children; with them a
    second page would differ.
    """
    kept = [(element, vars(element).copy()) for element in elements]
    old = [element.get_name() for element in elements]
    try:
        for number, element in enumerate(elements):
            element._id = f"{number:04d}"  # noqa: SLF001
        names = {was: element.get_name() for was, element in zip(old, elements, strict=True)}
        # a layer without a name of its own took one before folium knew what kind it is
        names |= {f"macro_element_{was[-32:]}": now for was, now in names.items()}
        for element in elements:
            for key, value in vars(element).items():
                if isinstance(value, str) and value in names:
                    setattr(element, key, names[value])
            element._children = OrderedDict(  # noqa: SLF001
                (names.get(key, key), child)
                for key, child in element._children.items()  # noqa: SLF001
            )
        yield
    finally:
        for element, attributes in kept:
            vars(element).clear()
            vars(element).update(attributes)


@contextmanager
def _without_links(elements: list[Element]) -> Iterator[None]:
    """Keep folium from writing addresses of scripts and styles into the header."""
    linked = [element for element in elements if isinstance(element, JSCSSMixin)]
    had: list[dict[str, Any]] = [
        {
            name: vars(element)[name]
            for name in ("default_js", "default_css")
            if name in vars(element)
        }
        for element in linked
    ]
    try:
        for element in linked:
            element.default_js, element.default_css = [], []
        yield
    finally:
        for element, own in zip(linked, had, strict=True):
            del element.default_js, element.default_css
            vars(element).update(own)


def _default_marker() -> str:
    # Leaflet guesses the folder of its pictures from a style sheet; a page without folders
    # has to name them.
    return (
        "L.Icon.Default.imagePath = '';\n"
        f"L.Icon.Default.mergeOptions({to_json(marker_pictures())});\n"
    )


class _InlineScripts(HTMLParser):
    """Collects the text of script elements, exactly as a browser hashes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.texts: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            if dict(attrs).get("src"):
                raise MapError(
                    f"a layer links the script {dict(attrs)['src']!r}; nothing is loaded"
                )
            self._inside = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.texts[-1] += data


def _script_hashes(markup: str) -> list[str]:
    parser = _InlineScripts()
    parser.feed(markup)
    parser.close()
    return [csp_hash(text) for text in parser.texts]


def _compose(
    *,
    atlas: AtlasMap,
    header: str,
    body: str,
    script: str,
    scripts: list[str],
    styles: list[str],
) -> str:
    page = atlas.page
    hashes = [asset_hash(name) for name in scripts]
    hashes += _script_hashes(header + body)
    hashes.append(csp_hash(script))
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src " + " ".join(hashes),
            # Leaflet and folium position by style attributes; styles cannot run anything
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ),
    )
    parts = "".join(
        f'<script type="application/json" data-za-part="{escape(part.name)}">{part.text}</script>\n'
        for part in atlas.parts()
    )
    payload = to_json(atlas.payload())
    return "".join(
        (
            "<!DOCTYPE html>\n",
            f'<html lang="{_LANG_TAGS[page.lang]}" class="za-page">\n<head>\n',
            '<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="renderer" content="webkit">\n',
            f"<title>{escape(page.title)}</title>\n",
            *(f"<style>\n{read_asset(name)}</style>\n" for name in styles),
            header,
            "\n</head>\n<body>\n",
            f'<header class="za-head"><h1>{escape(page.title)}</h1>',
            f"<p>{escape(page.subtitle)}</p></header>\n<main>\n",
            f'<div class="za-stage">{body}</div>\n',
            f'<noscript><p class="za-notice">{escape(page.no_script)}</p></noscript>\n',
            page.twin(),
            "</main>\n",
            f'<script type="application/json" id="za-payload">{payload}</script>\n',
            parts,
            *(f"<script>{read_asset(name)}</script>\n" for name in scripts),
            f"<script>{script}</script>\n",
            "</body>\n</html>\n",
        ),
    )
