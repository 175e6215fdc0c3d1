"""Bytes of a page with everything that it needs, and of the data in it alone."""

from __future__ import annotations

import re

from geo.maps.assets import read_asset

# The linked files that are installed here too, by how their address ends. Byte for byte or,
# for jQuery and the cluster script, the same release as near as the packages carry it.
INSTALLED = {
    "leaflet.js": "leaflet",
    "leaflet.css": "leaflet_css",
    "jquery-3.7.1.min.js": "jquery",
    "leaflet.markercluster.js": "markerclusterjs",
    "MarkerCluster.css": "markerclustercss",
    "MarkerCluster.Default.css": "markerclusterdefaultcss",
}
_LINK = re.compile(r'(?:<script src|<link rel="stylesheet" href)="(https?://[^"]+)"')
_DATA = re.compile(r"_add\((\{.*\})\);")


def links(page: str) -> list[str]:
    """Return the addresses of scripts and styles that `page` fetches."""
    return list(dict.fromkeys(_LINK.findall(page)))


def inlined_size(page: str) -> int:
    """Return bytes of `page` with its linked files inside; those not installed count 0."""
    ends = [address.rsplit("/", 1)[-1] for address in links(page)]
    assets = [INSTALLED[end] for end in ends if end in INSTALLED]
    return len(page.encode()) + sum(len(read_asset(name).encode()) for name in assets)


def unknown_links(page: str) -> list[str]:
    """Return the file names that `inlined_size` counts as 0."""
    ends = [address.rsplit("/", 1)[-1] for address in links(page)]
    return [end for end in ends if end not in INSTALLED]


def geojson_size(page: str) -> int:
    """Return bytes of the GeoJSON documents inside a page of folium."""
    return sum(len(document.encode()) for document in _DATA.findall(page))
