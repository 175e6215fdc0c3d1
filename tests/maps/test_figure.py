"""The page: offline, the same every time, strict, and open to folium's own layers."""

from __future__ import annotations

import hashlib
import html
import os
import re
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import branca.element
import folium
import folium.plugins
import pytest

from geo.errors import AssetError, MapError
from geo.maps import build
from geo.maps.assets import PAGE_JS
from geo.maps.figure import AtlasFigure
from geo.presets import PRESETS
from geo.view import View
from tests.hostile import PAYLOADS
from tests.pages import ReadPage

ROOT = Path(__file__).parent.parent.parent
LAYERS = ("relief", "rivers", "choropleth", "zones", "platforms", "science_cities", "labels")
VIEWS = {
    "overview": PRESETS["overview"],
    "indicators": PRESETS["indicators"],
    "english, everything": View(lang="en", indicator="gdp", period="2019", layers=LAYERS),
    "counties": View(
        geography="county", indicator="population_density_census2020", period="2020", k=9
    ),
    "nothing": View(layers=()),
}


@pytest.fixture
def atlas(catalog):
    return build(PRESETS["overview"], catalog)


def render(atlas):
    return atlas.get_root().render()


def policy_of(page):
    return {
        name: words
        for name, *words in (
            rule.split() for rule in page.meta["content-security-policy"].split(";")
        )
    }


def hash_of(text):
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def with_users_layers(catalog):
    """Return a map with what people usually add to a folium map."""
    atlas = build(PRESETS["overview"], catalog)
    group = folium.FeatureGroup("group").add_to(atlas)
    folium.GeoJson(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": "a"},
                    "geometry": {"type": "Point", "coordinates": [104, 30]},
                }
            ],
        },
        name="own",
        tooltip=folium.GeoJsonTooltip(["name"]),
    ).add_to(atlas)
    folium.Marker([30.6, 104.1], popup=folium.Popup("note"), tooltip=folium.Tooltip("hint")).add_to(
        group
    )
    folium.CircleMarker([31, 104], radius=5).add_to(group)
    folium.PolyLine([[30, 104], [31, 105]]).add_to(atlas)
    folium.LayerControl().add_to(atlas)
    return atlas


# --- the same every time ---


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_same_view_gives_the_same_bytes(catalog, view):
    first = build(view, catalog)
    page = render(first)
    assert render(first) == page
    assert render(build(view, catalog)) == page


def test_another_process_gives_the_same_bytes(catalog):
    program = (
        "import hashlib\n"
        "from geo.catalog import load_catalog\n"
        "from geo.maps import build\n"
        "from geo.presets import PRESETS\n"
        "catalog = load_catalog()\n"
        "for name in sorted(PRESETS):\n"
        "    page = build(PRESETS[name], catalog).get_root().render()\n"
        "    print(name, hashlib.sha256(page.encode()).hexdigest())\n"
    )
    here = [
        f"{name} {hashlib.sha256(render(build(PRESETS[name], catalog)).encode()).hexdigest()}"
        for name in sorted(PRESETS)
    ]
    other = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.splitlines() == here


def test_ids_that_folium_drew_by_lot_are_not_in_the_page(catalog):
    atlas = with_users_layers(catalog)
    drawn = atlas.get_name()
    assert re.fullmatch("map_[0-9a-f]{32}", drawn)
    page = render(atlas)
    assert not re.findall(r"_[0-9a-f]{32}", page)
    assert atlas.get_name() == drawn  # rendering gives the element its own id back


def test_rendering_leaves_the_tree_as_it_was(catalog):
    atlas = with_users_layers(catalog)
    before = list(atlas._children)
    render(atlas)
    render(atlas)
    assert list(atlas._children) == before
    assert atlas.default_js == atlas.default_css == []


# --- file and app show one payload ---


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_page_holds_the_maps_own_payload_and_parts(catalog, view):
    atlas = build(view, catalog)
    page = ReadPage(render(atlas))
    assert page.payload == atlas.payload()
    assert list(page.parts) == [part.name for part in atlas.parts()]
    for attributes, text in page.scripts:
        if "data-za-part" in attributes:
            name = attributes["data-za-part"]
            assert name.endswith(hashlib.sha256(text.encode()).hexdigest()[:16])


# --- strict ---


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_the_policy_names_exactly_the_scripts_of_the_page(catalog, view):
    page = ReadPage(render(build(view, catalog)))
    policy = policy_of(page)
    assert sorted(policy["script-src"]) == sorted({hash_of(text) for text in page.programs})
    assert len(page.programs) == len(PAGE_JS) + 1


def test_the_policy_also_names_what_folium_layers_add(catalog):
    page = ReadPage(render(with_users_layers(catalog)))
    assert {hash_of(text) for text in page.programs} == set(policy_of(page)["script-src"])


def test_the_policy_closes_everything_else(atlas):
    policy = policy_of(ReadPage(render(atlas)))
    del policy["script-src"]
    assert policy == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:", "blob:"],
        "connect-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_nothing_is_linked(catalog, view):
    markup = render(build(view, catalog))
    page = ReadPage(markup)
    assert page.addresses == []
    assert page.handlers == []
    assert not {"link", "iframe", "object", "embed", "form", "base"} & set(page.tags)
    for _, text in page.styles:
        assert "@import" not in text
        assert all(
            address.strip("\"'").startswith(("data:", "#"))
            for address in re.findall(r"url\(([^)]*)\)", text)
        )


def test_the_policy_stands_before_everything_that_it_governs(atlas):
    markup = render(atlas)
    assert markup.index("Content-Security-Policy") < min(
        markup.index("<style"), markup.index("<script")
    )


# --- a page ---


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_says_its_language_and_title(catalog, lang, tag):
    atlas = build(View(lang=lang, indicator="hte_count", period="2023"), catalog)
    page = ReadPage(render(atlas))
    assert page.lang == tag
    assert ("title", atlas.page.title) in page.texts
    assert ("h1", atlas.page.title) in page.texts
    assert page.unclosed == []


def test_the_page_may_be_zoomed(atlas):
    viewport = ReadPage(render(atlas)).meta["viewport"]
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport


def test_the_encoding_is_said_within_the_first_kilobyte(atlas):
    assert b'<meta charset="utf-8">' in render(atlas).encode()[:1024]


def test_an_overview_is_small_enough_to_send_by_mail(atlas):
    assert len(render(atlas).encode()) <= 1_000_000


# --- folium's own ways ---


def test_a_map_is_a_folium_map_that_saves(atlas, tmp_path):
    assert isinstance(atlas, folium.Map)
    out = tmp_path / "map.html"
    atlas.save(out)
    assert out.read_bytes() == render(atlas).encode()


def test_a_map_shows_in_a_notebook(atlas):
    shown = atlas._repr_html_()
    (frame,) = re.findall(r'<iframe srcdoc="([^"]*)"', shown)
    assert html.unescape(frame) == render(atlas)


def test_layers_of_a_user_are_drawn_after_ours_and_the_page_stays_the_same(catalog):
    atlas = with_users_layers(catalog)
    first = render(atlas)
    assert render(atlas) == first
    assert render(with_users_layers(catalog)) == first
    script = ReadPage(first).programs[-1]
    for call in (
        "L.geoJson(",
        "L.marker(",
        "L.circleMarker(",
        "L.featureGroup(",
        "L.control.layers(",
        "L.polyline(",
        ".bindTooltip(",
        "L.popup(",
    ):
        assert call in script, call
    assert script.rindex("ZoneAtlas.layer(") < script.index("L.marker(")
    assert script.rstrip().endswith(");")
    assert "ZoneAtlasPage.start(" in script.splitlines()[-1]


def test_a_popup_brings_jquery_and_only_a_popup_does(atlas):
    assert "jQuery" not in "".join(ReadPage(render(atlas)).programs[:-1])[:200_000]
    folium.Marker([30, 104], popup=folium.Popup("x")).add_to(atlas)
    programs = ReadPage(render(atlas)).programs
    assert "jQuery" in programs[0]
    assert len(programs) == len(PAGE_JS) + 2


def test_a_marker_finds_its_picture_without_a_folder(atlas):
    assert "imagePath" not in ReadPage(render(atlas)).programs[-1]
    folium.Marker([30, 104]).add_to(atlas)
    script = ReadPage(render(atlas)).programs[-1]
    assert script.index("L.Icon.Default.imagePath = ''") < script.index("L.marker(")
    assert '"iconUrl":"data:image/png;base64,' in script


def test_what_a_user_puts_around_the_map_stays(atlas):
    atlas.get_root().html.add_child(branca.element.Element("<h3>own heading</h3>"))
    atlas.get_root().header.add_child(branca.element.Element("<style>h3{color:red}</style>"))
    first = render(atlas)
    assert render(atlas) == first
    page = ReadPage(first)
    assert ("h3", "own heading") in page.texts
    assert any(text == "h3{color:red}" for _, text in page.styles)


def test_a_map_that_was_rendered_by_itself_gives_the_same_page(atlas):
    page = render(atlas)
    atlas.render()  # what other tools do; it leaves its scripts in the figure
    assert ReadPage(render(atlas)).programs == ReadPage(page).programs


def test_a_layer_without_a_name_gets_no_name_by_lot(catalog):
    pages = set()
    for _ in range(2):
        atlas = build(View(layers=()), catalog)
        folium.FeatureGroup().add_to(atlas)
        folium.LayerControl().add_to(atlas)
        pages.add(render(atlas))
    assert len(pages) == 1


def test_a_script_that_a_user_links_is_refused(atlas):
    address = "https://example.org/x.js"
    atlas.get_root().html.add_child(branca.element.Element(f'<script src="{address}"></script>'))
    with pytest.raises(MapError, match=re.escape(address)):
        render(atlas)


@pytest.mark.parametrize(
    "layer",
    [
        folium.TileLayer("https://example.org/{z}/{x}/{y}.png", attr="x"),
        folium.WmsTileLayer("https://example.org/wms", layers="x"),
    ],
    ids=["tiles", "wms"],
)
def test_a_tile_layer_is_refused(atlas, layer):
    folium.FeatureGroup("inside").add_to(atlas).add_child(layer)
    with pytest.raises(MapError, match="tile layer"):
        render(atlas)


@pytest.mark.parametrize(
    "plugin",
    [folium.plugins.Fullscreen, folium.plugins.MiniMap, folium.plugins.MousePosition],
)
def test_a_plugin_with_an_unknown_resource_is_refused(atlas, plugin):
    with pytest.raises(AssetError, match="expected one of"):
        plugin().add_to(atlas).get_root().render()


def test_a_refused_map_can_still_be_saved_once_the_layer_is_gone(atlas):
    page = render(atlas)
    plugin = folium.plugins.Fullscreen().add_to(atlas)
    with pytest.raises(AssetError):
        render(atlas)
    del atlas._children[plugin.get_name()]
    assert render(atlas) == page


def test_a_marker_cluster_of_a_user_uses_the_pinned_script(atlas):
    cluster = folium.plugins.MarkerCluster().add_to(atlas)
    folium.Marker([30, 104]).add_to(cluster)
    page = ReadPage(render(atlas))
    assert page.addresses == []
    assert "L.markerClusterGroup(" in page.programs[-1]


@pytest.mark.parametrize("count", [0, 2])
def test_a_page_holds_one_map(catalog, count):
    figure = AtlasFigure()
    for _ in range(count):
        figure.add_child(build(View(layers=()), catalog))
    with pytest.raises(MapError, match=f"holds {count}"):
        figure.render()


# --- no data in templates ---


def test_no_datum_stands_in_a_program(catalog):
    view = View(indicator="hte_count", period="2023", layers=LAYERS)
    program = ReadPage(render(build(view, catalog))).programs[-1]
    assert program.isascii()
    for name in catalog.zones["name_en"]:
        assert name not in program


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_the_words_of_a_page_may_be_anything(catalog, payload, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    atlas = build(View(layers=()), catalog)
    tags = ReadPage(render(atlas)).tags
    object.__setattr__(atlas.page, "title", payload)
    object.__setattr__(atlas.page, "subtitle", payload)
    object.__setattr__(atlas.page, "no_script", payload)
    atlas.text["layers"] = payload
    atlas.lines[-1]["text"] = payload
    atlas.layers[0].spec["name"] = payload
    page = ReadPage(render(atlas))
    assert page.tags == tags
    shown = payload.encode("utf-8", "replace").decode()
    assert page.payload["title"] == page.payload["text"]["layers"] == shown
    assert page.payload["lines"][-1]["text"] == page.payload["layers"][0]["name"] == shown
    if payload.strip():
        assert [text for tag, text in page.texts if tag in {"title", "h1"}] == [shown, shown]
    assert list(tmp_path.iterdir()) == []
