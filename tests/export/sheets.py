"""Drawn sheets to look at: kept, because a build serves many of them."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import numpy as np
from matplotlib.text import Text
from PIL import Image

from geo.export.picture import PAPERS
from geo.export.picture.frame import Box
from geo.export.picture.sheet import compose, settled
from geo.maps import build
from geo.presets import PRESETS

DPI = 72
"""One pixel a point."""


@cache
def atlas_of(catalog_key, name, lang, finish):
    return build(replace(PRESETS[name], lang=lang), CATALOGS[catalog_key], finish=finish)


CATALOGS = {}


def preset(catalog, name, lang="zh", finish="working"):
    """Return the map of a preset, built once."""
    CATALOGS[catalog.digest] = catalog
    return atlas_of(catalog.digest, name, lang, finish)


def sheet_of(atlas, paper="a4", date=None):
    with settled():
        return compose(atlas, PAPERS[paper], dpi=DPI, date=date)


def writings(sheet):
    """Return the texts of a sheet with what each covers, in points, as matplotlib measures it."""
    renderer = sheet.canvas.figure.canvas.get_renderer()
    found = []
    with settled():
        for text in sheet.canvas.figure.findobj(Text):
            if text.get_text():
                extent = text.get_window_extent(renderer)
                found.append((text, Box(extent.x0, extent.y0, extent.x1, extent.y1)))
    return found


def words(sheet):
    return [text.get_text() for text, _ in writings(sheet)]


def pixels(data):
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"))


def colour_at(sheet, image, x, y):
    """Return the colour of a point of the page in a picture of `DPI`."""
    height = image.shape[0]
    return tuple(int(c) for c in image[height - 1 - int(y), int(x)])


def drawn(sheet):
    canvas = sheet.canvas.figure.canvas
    with settled():
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())[:, :, :3]
