"""The page around a map: folium composes the frame, we put the data in afterwards.

folium evaluates what it renders as server-side templates, so no datum may pass through it.
`AtlasFigure` lets folium render the (data-free) scripts of the map and its layers, then writes
title, payload and parts beside them, as JSON or escaped text. It also makes the page
deterministic (ids numbered in tree order), offline (assets inlined, unknown ones refused) and
strict (a Content-Security-Policy that names each script by hash).
"""

from __future__ import annotations

import base64
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
    PAGE_CSS,
    PAGE_JS,
    asset_hash,
    csp_hash,
    find_asset,
    marker_pictures,
    read_asset,
)
from geo.maps.text import escape, to_json
from geo.maps.words import lang_tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo.maps.atlas_map import AtlasMap
    from geo.maps.pack import Pack


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
        scripts = _asset_names(elements, "default_js", PAGE_JS)
        styles = _asset_names(elements, "default_css", PAGE_CSS)
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
            script=f"{script}\nZoneAtlasPage.start({name});\n",
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
    from geo.maps.pack import pack_alone  # noqa: PLC0415  # each needs the other

    page = atlas.page
    pack = atlas.pack or pack_alone(atlas)
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
    return "".join(
        (
            "<!DOCTYPE html>\n",
            f'<html lang="{lang_tag(page.lang)}" class="za-page">\n<head>\n',
            '<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="renderer" content="webkit">\n',
            f"<title>{escape(page.title)}</title>\n",
            *(f"<style>\n{read_asset(name)}</style>\n" for name in styles),
            # the empty place of the map would stand in the way
            "<noscript><style>.za-sheet { display: none; }</style></noscript>\n",
            header,
            "\n</head>\n<body>\n",
            _head(atlas, pack),
            "<main>\n",
            f'<div class="za-sheet"><div class="za-stage">{body}</div>\n',
            f"{_footnotes(atlas, pack)}</div>\n",
            _without_script(atlas, pack),
            page.twin() if atlas.pack is None else pack.twin(),
            "</main>\n",
            _slot('id="za-payload"', to_json(atlas.payload())),
            _slot('id="za-page"', to_json(pack.content())),
            *(_slot(f'data-za-part="{escape(part.name)}"', part.text) for part in pack.parts()),
            *(f"<script>{read_asset(name)}</script>\n" for name in scripts),
            f"<script>{script}</script>\n",
            "</body>\n</html>\n",
        ),
    )


def _slot(attribute: str, json: str) -> str:
    """Return the block that holds data, `json` being safe inside it already."""
    return f'<script type="application/json" {attribute}>{json}</script>\n'


def _head(atlas: AtlasMap, pack: Pack) -> str:
    mark = pack.words(atlas.page.lang)["finish"]
    return (
        f'<header class="za-head"><h1>{escape(atlas.page.title)}</h1>'
        + (f'<span class="za-finish">{escape(mark)}</span>' if mark else "")
        + f"<p>{escape(atlas.page.subtitle)}</p></header>\n"
    )


def _footnotes(atlas: AtlasMap, pack: Pack) -> str:
    """Return the list below the map; the page's script fills it anew for another map."""
    items = "".join(f"<li>{escape(text)}</li>" for text in atlas.footnotes)
    label = escape(pack.words(atlas.page.lang)["notes"])
    hidden = "" if items else " hidden"
    return f'<ul class="za-footnotes" aria-label="{label}"{hidden}>{items}</ul>'


def _without_script(atlas: AtlasMap, pack: Pack) -> str:
    """Return what stands in for the map where no script runs."""
    picture = ""
    if pack.picture is not None:
        body = base64.b64encode(pack.picture).decode()
        picture = (
            f'<p><img class="za-picture" src="data:image/png;base64,{body}" '
            f'alt="{escape(atlas.page.title)}"></p>'
        )
    notice = f'<p class="za-notice">{escape(atlas.page.no_script)}</p>'
    return f"<noscript>{notice}{picture}</noscript>\n"
