"""Files of a deck that mail lets through: how large they are, and that no colour pays for it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch
from PIL import Image

from geo.deck import load_shipped
from geo.export.picture import PAPERS
from geo.export.picture.sheet import compose, draw_sheet, settled
from geo.export.slides.formats import DeckOrder, render_deck_file
from tests.export.sheets import pixels, preset

MOST_BYTES = {"zip": 10_000_000, "pptx": 3_000_000, "pdf": 3_500_000}
"""Of the whole deck: mail gateways of offices refuse more than 10 MB."""

ORDER = DeckOrder("zh")
DPI = 200


@pytest.fixture(scope="module")
def deck():
    """Return a deck of the cover, the map that stands on it too, and the map with most lines."""
    whole = load_shipped("zones-26-35")
    cover, *others = whole.slides
    (same,) = [slide for slide in others if slide.view == cover.view]
    rings = max(others, key=lambda slide: "catchments" in (slide.view.layers if slide.view else ()))
    return whole.model_copy(update={"slides": (cover, same, rings)})


@pytest.fixture(scope="module")
def archive(catalog, deck):
    return render_deck_file(deck, catalog, "zip", ORDER)


@pytest.fixture(scope="module")
def package(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def pngs_of(files):
    """Return the pictures of a package and of the presentation in it."""
    (slides,) = [body for name, body in files.items() if name.endswith(".pptx")]
    with zipfile.ZipFile(io.BytesIO(slides)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return {name: body for name, body in {**files, **parts}.items() if name.endswith(".png")}


def test_the_files_are_small_for_the_slides_they_hold(deck, archive, package):
    share = len(deck.slides) / len(load_shipped("zones-26-35").slides)
    (slides,) = [body for name, body in package.items() if name.endswith(".pptx")]
    (pages,) = [body for name, body in package.items() if name.endswith(".pdf")]
    for kind, body in (("zip", archive), ("pptx", slides), ("pdf", pages)):
        # scripts, fonts and templates take the same for few slides
        assert len(body) < MOST_BYTES[kind] * share + 300_000, kind


def test_pictures_are_large_and_in_256_colours(package):
    pictures = pngs_of(package)
    assert len(pictures) == 4
    for name, body in pictures.items():
        with Image.open(io.BytesIO(body)) as picture:
            assert picture.width >= 2000, name
            assert picture.mode == "P", name


def test_a_map_that_stands_on_two_slides_is_packed_once(package):
    names = [name.partition("/")[2][:3] for name in package if name.endswith(".png")]
    assert names == ["02_", "03_"]
    assert "2幅" in package["使用说明.txt"].decode("utf-8")


def test_all_pages_of_the_pdf_hold_large_pictures(deck, package):
    (body,) = [body for name, body in package.items() if name.endswith(".pdf")]
    for page in pypdfium2.PdfDocument(body):
        (held,) = [one for one in page.get_objects() if one.type == 3]
        assert held.get_px_size()[0] >= 2000


@pytest.mark.parametrize("paper", ["half", "slide", "wide"])
@pytest.mark.parametrize("name", ["indicators", "overview", "platforms", "catchments"])
def test_colours_of_classes_are_in_each_of_their_pixels_what_they_were(catalog, name, paper):
    atlas = preset(catalog, name, finish="presentation")
    few = PAPERS[paper]
    assert few.colours == (256,)
    with settled():
        sheet = compose(atlas, few, dpi=DPI, date=None)
    before, after = (
        pixels(draw_sheet(atlas, one, vector=False, dpi=DPI, date=None)).astype(int)
        for one in (replace(few, colours=()), few)
    )
    spec = next(one for one in atlas.payload()["layers"] if one["kind"] == "areas" and one["on"])
    for colour in spec["colors"]:
        x, y = swatch_of(sheet, colour)
        swatch = before[before.shape[0] - 1 - y, x]
        where = (before == swatch).all(axis=2)
        assert where.sum() > 150, colour
        assert (after[where] == swatch).all(), colour
    # and nothing is far from what it was
    assert np.abs(after - before).max() <= 24
    assert np.abs(after - before).mean() < 0.6


def swatch_of(sheet, colour):
    """Return the middle of a colour's swatch in the legend, in pixels from the lower left."""
    size = [length * sheet.canvas.px * DPI / 72 for length in (21, 13)]
    extents = [
        patch.get_window_extent()
        for patch in sheet.canvas.figure.findobj(PathPatch)
        if patch.get_facecolor()[:3] == pytest.approx(to_rgb(colour), abs=1e-3)
    ]
    (extent,) = [one for one in extents if one.size == pytest.approx(size)]
    return int((extent.x0 + extent.x1) / 2), int((extent.y0 + extent.y1) / 2)
