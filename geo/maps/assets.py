"""Scripts and styles, from installed packages and by pinned content only.

A name that is not listed here is an error, so a new folium plugin cannot bring a foreign
address back. When a package is raised, its hashes are raised here with it.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from geo.errors import AssetError

Kind = Literal["js", "css"]

_STATIC = Path(__file__).parent / "static"
_URL = re.compile(r"url\(([^)]+)\)")
_LEAFLET = "xstatic/pkg/leaflet/data/"
_CLUSTER = "xstatic/pkg/leaflet_markercluster/data/"


@dataclass(frozen=True)
class Asset:
    """One script or style.

    Attributes
    ----------
    name
        folium's name for the resource where it has one.
    distribution
        The installed distribution that carries it; empty for our own files.
    path
        Path inside the distribution, or the file name in ``geo/maps/static``.
    sha256
        Pinned content hash; empty for our own files, which version control pins.
    """

    name: str
    kind: Kind
    distribution: str
    path: str
    sha256: str = ""


_ASSETS = {
    asset.name: asset
    for asset in (
        Asset(
            "leaflet",
            "js",
            "XStatic-Leaflet",
            _LEAFLET + "leaflet.js",
            "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
        ),
        Asset(
            "leaflet_css",
            "css",
            "XStatic-Leaflet",
            _LEAFLET + "leaflet.css",
            "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
        ),
        Asset(
            "markerclusterjs",
            "js",
            "XStatic-Leaflet-MarkerCluster",
            _CLUSTER + "leaflet.markercluster.js",
            "58be871df61f6c512464e15db0941e63b9491bf1396a2ae3bea6f39e0854cd1c",
        ),
        Asset(
            "markerclustercss",
            "css",
            "XStatic-Leaflet-MarkerCluster",
            _CLUSTER + "MarkerCluster.css",
            "614dea0a98ff3f4ead74f04918f6b1d1b9ba435c25b5fc23b21a394d1e3e4d87",
        ),
        Asset(
            "markerclusterdefaultcss",
            "css",
            "XStatic-Leaflet-MarkerCluster",
            _CLUSTER + "MarkerCluster.Default.css",
            "61258232d98d64dc2a7b1e02130d67421bc5b9bda5994eef70228ff97570c170",
        ),
        Asset(
            "jquery",
            "js",
            "XStatic-jQuery",
            "xstatic/pkg/jquery/data/jquery.min.js",
            "fc9a93dd241f6b045cbff0481cf4e1901becd0e12fb45166a8f17f95823f0b1a",
        ),
        Asset("atlas", "js", "", "atlas.js"),
        Asset("atlas_css", "css", "", "atlas.css"),
        Asset("page", "js", "", "page.js"),
        Asset("page_css", "css", "", "page.css"),
    )
}

OURS_JS = ("leaflet", "markerclusterjs", "atlas")
"""Scripts that every map of ours needs, in load order."""

OURS_CSS = ("leaflet_css", "markerclustercss", "atlas_css")

PAGE_JS = (*OURS_JS, "page")
"""Scripts of a page that holds one map and is a file of its own."""

PAGE_CSS = (*OURS_CSS, "page_css")

# The images that leaflet.css and Leaflet's default marker name.
_IMAGES = {
    "images/layers.png": "1dbbe9d028e292f36fcba8f8b3a28d5e8932754fc2215b9ac69e4cdecf5107c6",
    "images/layers-2x.png": "066daca850d8ffbef007af00b06eac0015728dee279c51f3cb6c716df7c42edf",
    "images/marker-icon.png": "574c3a5cca85f4114085b6841596d62f00d7c892c7b03f28cbfa301deb1dc437",
    "images/marker-shadow.png": (
        "264f5c640339f042dd729062cfc04c17f8ea0f29882b538e3848ed8f10edb4da"
    ),
}


def find_asset(name: str) -> Asset:
    """Return the asset that folium or we call `name`.

    Raises
    ------
    AssetError
        If no such asset is pinned here.
    """
    try:
        return _ASSETS[name]
    except KeyError:
        raise AssetError(
            f"resource {name!r}: expected one of {', '.join(sorted(_ASSETS))}; a map of the "
            "atlas loads nothing from elsewhere. Pin the resource in geo/maps/assets.py, from "
            "an installed package, before using it.",
        ) from None


@cache
def read_asset(name: str) -> str:
    """Return the text of an asset, ready to stand inside a page.

    Styles get their pictures as ``data:`` addresses; scripts lose their source-map comment.

    Raises
    ------
    AssetError
        If the asset is unknown, not installed, or not the pinned content.
    """
    asset = find_asset(name)
    if not asset.distribution:
        return (_STATIC / asset.path).read_text("utf-8")
    text = _read_pinned(asset.distribution, asset.path, asset.sha256).decode("utf-8")
    if asset.kind == "css":
        return _URL.sub(_inline_picture, text)
    text = "\n".join(
        line for line in text.splitlines() if not line.startswith("//# sourceMappingURL=")
    )
    if "</script" in text.lower():
        raise AssetError(f"script {name!r} holds '</script' and cannot stand inside a page")
    return text + "\n"


@cache
def asset_hash(name: str) -> str:
    """Return the Content-Security-Policy source (``'sha256-…'``) of an asset's text."""
    return csp_hash(read_asset(name))


def csp_hash(text: str) -> str:
    """Return the Content-Security-Policy source expression that allows exactly `text`."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def marker_pictures() -> dict[str, str]:
    """Return Leaflet's default marker pictures as ``data:`` addresses by option name."""
    return {
        "iconUrl": _picture("images/marker-icon.png"),
        "iconRetinaUrl": _picture("images/marker-icon.png"),
        "shadowUrl": _picture("images/marker-shadow.png"),
    }


def _inline_picture(match: re.Match[str]) -> str:
    address = match[1].strip("\"'")
    if address.startswith(("#", "data:")):
        return match[0]
    return f"url({_picture(address)})"


@cache
def _picture(address: str) -> str:
    if address not in _IMAGES:
        raise AssetError(f"style asks for {address!r}, which is not a pinned picture")
    body = _read_pinned("XStatic-Leaflet", _LEAFLET + address, _IMAGES[address])
    return "data:image/png;base64," + base64.b64encode(body).decode()


def _read_pinned(distribution: str, path: str, sha256: str) -> bytes:
    try:
        files = importlib.metadata.files(distribution)
    except importlib.metadata.PackageNotFoundError:
        files = None
    found = next((file for file in files or () if file.as_posix() == path), None)
    if found is None:
        raise AssetError(
            f"{distribution} does not hold {path}; install the pinned version from constraints.txt",
        )
    body = Path(str(found.locate())).read_bytes()
    came = hashlib.sha256(body).hexdigest()
    if came != sha256:
        raise AssetError(
            f"{distribution}: {path} has sha256 {came}, expected {sha256}; install the pinned "
            "version from constraints.txt",
        )
    return body
