"""Painters of what has an extent on the ground: land, areas, rivers, lines, catchments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from geo.export.picture.frame import Box
from geo.export.picture.labels import Wish
from geo.export.picture.signs import draw_trial

if TYPE_CHECKING:
    from geo.export.picture.canvas import Dash
    from geo.export.picture.stage import Spec, Stage

_PART_NAMES_FROM: Final = 10.0  # zoom of a web map at which parts of science cities are told apart


def paint_relief(stage: Stage, spec: Spec) -> None:
    """Draw the land, with the relief cut out by its outline."""
    stage.land = stage.shapes.land(spec["outline"])
    stage.shape(stage.land, fill=spec["land"])
    if not spec.get("picture"):
        return
    picture = stage.shapes.picture(spec["picture"])
    left, bottom, right, top = picture.bounds
    (x0, y0), (x1, y1) = stage.frame.place(np.array([(left, bottom), (right, top)])).tolist()
    within = stage.frame.place(stage.land.metres), stage.land.codes
    stage.canvas.picture(picture.pixels, Box(x0, y0, x1, y1), stage.clip, within)


def paint_areas(stage: Stage, spec: Spec) -> None:
    """Draw areas in the colours of their classes, hatched where there are no data."""
    part = stage.shapes.part(spec["areas"])
    outlines = stage.shapes.areas(spec["areas"])
    for number, outline in zip(spec["classes"], outlines, strict=True):
        if number >= 0:
            stage.shape(outline, fill=spec["colors"][number], fill_opacity=spec["opacity"])
        elif number == _LEFT_OUT:
            stage.shape(outline, fill=spec["left_out"])
        elif stage.sees(outline):
            points = stage.frame.place(outline.metres)
            stage.canvas.hatch(points, outline.codes, stage.clip)
    for outline in outlines:
        stage.shape(outline, edge=spec["line"], width=spec["weight"] * stage.px)
    names = stage.shapes.part(spec["names"])["full"]
    small = spec["areas"].startswith("areas-county")
    anchors = stage.place([part["anchors"][code] for code in part["codes"]]).tolist()
    for code, name, outline, (x, y) in zip(part["codes"], names, outlines, anchors, strict=True):
        if code == stage.selection:
            stage.picked.append(outline)
            stage.wishes.append(Wish(_last_name(name), x, y, "picked", outline))
        elif small:
            stage.wishes.append(Wish(_last_name(name), x, y, "county", outline))


_LEFT_OUT: Final = -2


def _last_name(full: str) -> str:
    """Return the county's own name, which stands after its prefecture's."""
    return full.rpartition(" · ")[2]


def paint_rivers(stage: Stage, spec: Spec) -> None:
    """Draw rivers, the larger the wider."""
    lines = stage.shapes.part(spec["lines"])["lines"]
    for line, outline in zip(lines, stage.shapes.lines(spec["lines"]), strict=True):
        width = (0.5 + 0.55 * line["w"]) * stage.px
        stage.shape(outline, edge=spec["color"], width=width, edge_opacity=0.75)


def paint_lines(stage: Stage, spec: Spec) -> None:
    """Draw outlines of larger areas, or of what a page is about."""
    for outline in stage.shapes.areas(spec["areas"]):
        stage.shape(outline, edge=spec["color"], width=spec["weight"] * stage.px)


def paint_catchments(stage: Stage, spec: Spec) -> None:
    """Draw whom the zones reach, and the places on trial."""
    part = stage.shapes.part(spec["areas"])
    px = stage.px
    for item, outline in zip(part["items"], stage.shapes.items(spec["areas"]), strict=True):
        style = spec["styles"][item["style"]]
        width = style["weight"] * px
        if style.get("casing"):
            stage.shape(outline, edge="#ffffff", width=width + 2 * px, edge_opacity=0.7)
        if style.get("fill"):
            stage.shape(outline, fill=style["fill"], fill_opacity=style["opacity"])
        stage.shape(outline, edge=style["color"], width=width, dash=_dash(style.get("dash"), px))
    for item in part.get("points", ()):
        (x, y) = stage.place([item["at"]])[0].tolist()
        draw_trial(stage.canvas, x, y, spec["mark"], stage.clip)
        stage.keep_off(x, y, 7 * px, 3)


def _dash(coded: str | None, px: float) -> Dash:
    return tuple(float(length) * px for length in (coded or "").split())


def paint_outlines(stage: Stage, spec: Spec) -> None:
    """Draw schematic outlines, dashed, with their names from near."""
    px = stage.px
    items = stage.shapes.part(spec["areas"])["items"]
    outlines = stage.shapes.items(spec["areas"])
    near = stage.frame.zoom(px) >= _PART_NAMES_FROM
    for item, outline in zip(items, outlines, strict=True):
        stage.shape(outline, fill=spec["color"], fill_opacity=0.1)
        # a light casing, or the dashes drown in the darkest class
        stage.shape(outline, edge="#ffffff", width=3.6 * px, edge_opacity=0.75)
        chosen = item["card"].get("id") == stage.selection
        width = (3.2 if chosen else 1.6) * px
        stage.shape(outline, edge=spec["color"], width=width, dash=(5 * px, 4 * px))
        if item.get("name") and (near or chosen):
            left, bottom, right, top = outline.bounds
            middle = np.array([((left + right) / 2, (bottom + top) / 2)])
            x, y = stage.frame.place(middle)[0].tolist()
            stage.wishes.append(Wish(item["name"], x, y, "picked" if chosen else "part"))
