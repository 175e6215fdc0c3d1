"""The map of a page, as a Streamlit component that is updated in place."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import zlib
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.locale import translator
from geo.maps import build
from geo.maps.parts import Memo, Part
from geo.maps.text import to_json
from geo.presets import STARTS
from geo.settings import overlay_dir
from geo.ui.served import serve_parts, serve_scripts, serve_text
from geo.ui.state import SCRIPT_KEYS
from geo.view.codes import LAYER

if TYPE_CHECKING:
    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.view import View

_HTML = '<div class="za-box"></div><p class="za-box-note" role="alert" hidden></p>'
_CSS = """
.za-box { height: max(440px, calc(100vh - 260px)); position: relative;
  border: 1px solid #c6ced6; border-radius: 4px; overflow: hidden; background: #dfe5ea; }
.za-box > .leaflet-container { height: 100%; }
.za-box[aria-busy="true"] > .leaflet-container { opacity: 0.55; }
.za-box-note { margin: 6px 0 0; padding: 8px 12px; background: #fff4e5; color: #6b3a00;
  border: 1px solid #e0b070; border-radius: 4px; font-size: 15px; }
.za-box-note[hidden] { display: none; }
"""

# More than any of them needs; who sends more is not the map's script.
_MOST_CHARS = 200

_LANG_TAGS = {"zh": "zh-CN", "en": "en"}

# Fields that say where the reader is and what else the page holds: they change without making
# the map another one.
_ELSEWHERE: dict[str, Any] = {
    "page": "overview",
    "extent": None,
    "selection": None,
    "section": None,
    "aims": (),
    "zone_indicator": None,
    "zone_period": None,
}

_MAPS: Memo[tuple[dict[str, Any], tuple[Part, ...], str]] = Memo(64)


def map_message(
    view: View, catalog: Catalog, travel: Travel | None = None
) -> tuple[dict[str, Any], tuple[Part, ...], str]:
    """Return payload, parts and digest of the map that `view` describes.

    The payload is read off the same folium map that a file is written from. Extent and
    selection are the reader's own and change without Python: they open the map but do not make
    it another one, so they stay out of the digest.
    """
    plain = replace(view, **_ELSEWHERE)

    def make() -> tuple[dict[str, Any], tuple[Part, ...], str]:
        atlas = build(plain, catalog, travel)
        payload = atlas.payload()
        text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
        return payload, tuple(atlas.parts()), hashlib.sha256(text.encode()).hexdigest()[:16]

    key = (catalog.digest, plain, travel.digest if travel is not None else "", _rules_key(plain))
    payload, parts, digest = _MAPS.get(key, make)
    start = {**payload["map"], "selection": view.selection}
    if view.extent is not None:
        start["extent"] = [view.extent.lon, view.extent.lat, view.extent.zoom]
    return {**payload, "map": start}, parts, digest


def _rules_key(view: View) -> tuple[object, ...]:
    """Return what else a map of zones held against rules hangs on: the owner's rules, the year."""
    if view.case_zone is None and view.criterion is None:
        return ()
    from geo.eligibility.rules import read_rules  # noqa: PLC0415 - only one page needs it

    rules, _ = read_rules(overlay_dir())
    own = tuple(rules.sets[name].model_dump_json() for name in sorted(rules.own))
    return (own, dt.datetime.now().astimezone().year)


@cache
def _static(name: str) -> str:
    return (Path(__file__).parent / "static" / name).read_text("utf-8")


def pack(value: object) -> str:
    """Return `value` as JSON, deflated and in base64: a tenth of what Streamlit would send."""
    return base64.b64encode(zlib.compress(to_json(value).encode("utf-8"), 9)).decode("ascii")


def _heed_picked(key: str) -> None:
    """Take over from the browser what the map's script wrote into the address."""
    # the word of a map that has gone meanwhile comes without its state
    told = (st.session_state.get(key) or {}).get("picked")
    if not isinstance(told, dict):
        return
    query = {name: st.query_params[name] for name in st.query_params}
    for name in SCRIPT_KEYS:
        text = told.get(name)
        query.pop(name, None)
        if isinstance(text, str) and 0 < len(text) <= _MOST_CHARS:
            query[name] = text
    st.query_params.from_dict(query)


def _extent_text(view: View) -> str | None:
    return None if view.extent is None else view.to_query().get("ext")


def show_map(
    view: View, catalog: Catalog, *, key: str, follow: bool = False, travel: Travel | None = None
) -> None:
    """Show the map of `view` here, and the selection that the page holds now.

    Parameters
    ----------
    key
        Names the map across reruns.
    follow
        Whether the page runs again when the reader picks something on the map, with the picked
        thing in the address.
    travel
        Where drive times of catchments come from.
    """
    t = translator(view.lang)
    payload, parts, digest = map_message(view, catalog, travel)
    component = st.components.v2.component(
        "zone_atlas_map",
        html=_HTML,
        css=_CSS,
        js=_static("loader.js"),
        isolate_styles=False,
    )
    packed = {
        "payload": payload,
        "parts": serve_parts(parts),
        **serve_scripts(),
        "layer_codes": LAYER,
        "layer_default": ".".join(LAYER[name] for name in STARTS[view.page].layers),
    }
    heard: dict[str, Any] = {"on_picked_change": partial(_heed_picked, key)} if follow else {}
    component(
        key=key,
        **heard,
        data={
            "main": serve_text("component", "js", _static("component.js")),
            "lang": _LANG_TAGS[view.lang],
            "digest": digest,
            "selection": view.selection,
            "follow": follow,
            "recentre": _extent_text(view),
            "slow": t("app.map_slow"),
            "failed": t("app.map_failed"),
            "packed": pack(packed),
        },
    )
