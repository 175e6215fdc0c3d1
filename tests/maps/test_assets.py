"""Scripts and styles come from installed packages, by pinned content, or not at all."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
from pathlib import Path

import pytest

from geo.errors import AssetError
from geo.maps import assets
from geo.maps.assets import (
    OURS_CSS,
    OURS_JS,
    asset_hash,
    csp_hash,
    find_asset,
    marker_pictures,
    read_asset,
)

ALL = sorted(assets._ASSETS)
PACKAGED = [name for name in ALL if assets._ASSETS[name].distribution]


@pytest.fixture
def fresh():
    """Forget what was read, before and after."""
    for kept in (read_asset, asset_hash, assets._picture):
        kept.cache_clear()
    yield
    for kept in (read_asset, asset_hash, assets._picture):
        kept.cache_clear()


@pytest.mark.parametrize("name", PACKAGED)
def test_the_installed_file_is_the_pinned_one(name):
    asset = find_asset(name)
    root = Path(str(importlib.metadata.distribution(asset.distribution).locate_file("")))
    assert hashlib.sha256((root / asset.path).read_bytes()).hexdigest() == asset.sha256


@pytest.mark.parametrize("name", ALL)
def test_an_asset_can_stand_inside_a_page(name):
    text = read_asset(name)
    assert len(text) > 500
    assert "</script" not in text.lower()
    assert "</style" not in text.lower()
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize("name", ALL)
def test_an_asset_asks_for_nothing(name):
    text = read_asset(name)
    assert "@import" not in text
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert address.strip("\"'").startswith(("data:image/", "#"))


@pytest.mark.parametrize("name", [name for name in ALL if name not in PACKAGED])
def test_our_own_files_name_no_address_but_a_namespace(name):
    addresses = set(re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z][^\s\"'<>)]*", read_asset(name)))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_a_script_keeps_its_program_when_the_map_comment_goes():
    asset = find_asset("leaflet")
    root = Path(str(importlib.metadata.distribution(asset.distribution).locate_file("")))
    original = (root / asset.path).read_text("utf-8")
    assert "sourceMappingURL" in original
    kept = [line for line in original.splitlines() if "sourceMappingURL" not in line]
    assert read_asset("leaflet").splitlines() == kept


@pytest.mark.parametrize("name", ["d3", "bootstrap", "leaflet.js", "", "Leaflet"])
def test_an_unknown_name_is_refused_with_what_to_do(name):
    with pytest.raises(
        AssetError, match=rf"resource {re.escape(repr(name))}.*expected one of.*Pin"
    ):
        find_asset(name)
    with pytest.raises(AssetError):
        read_asset(name)


def test_changed_content_is_refused(fresh, monkeypatch):
    wrong = assets.Asset("leaflet", "js", "XStatic-Leaflet", find_asset("leaflet").path, "0" * 64)
    monkeypatch.setitem(assets._ASSETS, "leaflet", wrong)
    with pytest.raises(AssetError, match=rf"has sha256 [0-9a-f]{{64}}, expected {'0' * 64}"):
        read_asset("leaflet")


@pytest.mark.parametrize("distribution", ["XStatic-Leaflet", "no-such-distribution"])
def test_a_missing_file_or_package_is_named(fresh, monkeypatch, distribution):
    missing = assets.Asset("leaflet", "js", distribution, "no/such.js", "0" * 64)
    monkeypatch.setitem(assets._ASSETS, "leaflet", missing)
    with pytest.raises(AssetError, match=f"{distribution} does not hold no/such.js"):
        read_asset("leaflet")


def test_a_script_that_would_end_its_block_is_refused(fresh, monkeypatch):
    monkeypatch.setattr(assets, "_read_pinned", lambda *_: b"x = '</ScRiPt>';")
    with pytest.raises(AssetError, match="</script"):
        read_asset("leaflet")


def test_a_style_that_asks_for_an_unpinned_picture_is_refused(fresh, monkeypatch):
    monkeypatch.setattr(assets, "_read_pinned", lambda *_: b"a{background:url(x.png)}")
    with pytest.raises(AssetError, match=r"'x\.png', which is not a pinned picture"):
        read_asset("leaflet_css")


def test_the_policy_hash_is_that_of_the_standard_example():
    # Content Security Policy Level 3, section 2.3.1 gives this digest for alert('Hello, world.');
    assert (
        csp_hash("alert('Hello, world.');")
        == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    )
    assert asset_hash("atlas") == csp_hash(read_asset("atlas"))


def test_what_every_map_needs_is_in_load_order():
    assert OURS_JS.index("leaflet") < OURS_JS.index("markerclusterjs") < OURS_JS.index("atlas")
    assert OURS_CSS[-1] == "atlas_css"  # ours corrects the others


def test_default_markers_have_pictures_of_their_own():
    pictures = marker_pictures()
    assert set(pictures) == {"iconUrl", "iconRetinaUrl", "shadowUrl"}
    for address in pictures.values():
        head, _, body = address.partition(",")
        assert head == "data:image/png;base64"
        assert base64.b64decode(body, validate=True).startswith(b"\x89PNG")
