"""The signs of the map and of its legends, as the browser's script has them.

Sizes are in pixels of the screen; the canvas knows how many points one is.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.export.picture.frame import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.export.picture.canvas import Canvas

NATIONAL, PROVINCIAL, UNRECOGNISED, MARKED = "#c8102e", "#1d5fa8", "#555555", "#b45309"
DARK: Final = "#14263d"

LONE_PX: Final = 19.0
STATE_PX: Final = 12.0
DOT_PX: Final = 7.0

_SHAPES: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    # y counts downwards, as on the screen
    "up": ((0, -11.5), (10.5, -3.5), (10.5, 9.5), (-10.5, 9.5), (-10.5, -3.5)),
    "down": ((0, 11.5), (10.5, 3.5), (10.5, -9.5), (-10.5, -9.5), (-10.5, 3.5)),
    "square": ((-9, -9), (9, -9), (9, 9), (-9, 9)),
    "diamond": ((0, -11.5), (11.5, 0), (0, 11.5), (-11.5, 0)),
    "hexagon": ((-11, 0), (-5.5, -9.5), (5.5, -9.5), (11, 0), (5.5, 9.5), (-5.5, 9.5)),
}
_LETTER_DOWN: Final = {"up": 5.5, "down": 2.8}


def zone_px(level: str) -> float:
    """Return the size of a zone's sign: half of what it takes."""
    return 9.0 if level == "national" else 8.0


def draw_zone(
    canvas: Canvas,
    x: float,
    y: float,
    level: str,
    *,
    marked: bool = False,
    size_px: float | None = None,
    clip: Box | None = None,
) -> None:
    """Draw a zone: national a solid red star, provincial a solid blue circle, else a hollow one."""
    px = canvas.px
    size = (zone_px(level) if size_px is None else size_px) * px
    if level == "national":
        # the white edge lies below, so that the star keeps its points
        star = _star(size) + np.array([x, y])
        canvas.path(star, edge="#ffffff", width=2.4 * px, clip=clip)
        canvas.path(star, fill=NATIONAL, clip=clip)
        return
    hollow = level == "candidate"
    canvas.circle(
        x,
        y,
        size * 0.66,
        fill=None if hollow else PROVINCIAL,
        edge=UNRECOGNISED if hollow else "#ffffff",
        width=1.6 * px,
        clip=clip,
    )
    if marked:
        canvas.circle(x, y, size * 0.98, edge=MARKED, width=2 * px, clip=clip)


def draw_lone_zone(
    canvas: Canvas, x: float, y: float, level: str, *, marked: bool, clip: Box | None = None
) -> None:
    """Draw a zone that stands alone on its map: in a ring that is seen from afar."""
    px = canvas.px
    canvas.circle(
        x,
        y,
        (LONE_PX - 2) * px,
        fill="#ffffff",
        fill_opacity=0.9,
        edge=DARK,
        width=2.5 * px,
        clip=clip,
    )
    draw_zone(canvas, x, y, level, marked=marked, size_px=11, clip=clip)


def draw_state(
    canvas: Canvas, x: float, y: float, sign: dict[str, Any], clip: Box | None = None
) -> None:
    """Draw a state by shape, colour and letter: any of the three alone tells it."""
    px = canvas.px
    dash = (3 * px, 2 * px) if sign.get("dashed") else ()
    corners = _SHAPES.get(sign["shape"])
    if corners is None:
        canvas.circle(
            x, y, 9 * px, fill=sign["fill"], edge=sign["line"], width=1.4 * px, dash=dash, clip=clip
        )
    else:
        canvas.path(
            np.array(corners) * (px, -px) + np.array([x, y]),
            fill=sign["fill"],
            edge=sign["line"],
            width=1.4 * px,
            dash=dash,
            clip=clip,
        )
    down = _LETTER_DOWN.get(sign["shape"], 4.1)
    canvas.text(
        x,
        y - down * px,
        sign["glyph"],
        11.5 * px,
        bold=True,
        colour=sign["ink"],
        align="middle",
        clip=clip,
    )


def draw_dot(
    canvas: Canvas, x: float, y: float, colour: str, glyph: str, *, clip: Box | None = None
) -> None:
    """Draw a platform: a dot with a letter, so that a group is not told by colour alone."""
    px = canvas.px
    canvas.circle(x, y, DOT_PX * px, fill=colour, edge="#ffffff", width=px, clip=clip)
    size = 10 * px
    canvas.text(
        x, y - 0.36 * size, glyph, size, bold=True, colour="#ffffff", align="middle", clip=clip
    )


def cluster_px(count: int) -> float:
    """Return the radius of a group's circle: larger for more, never too small for its number."""
    return min(9.0 + math.sqrt(count), 18.0)


def draw_cluster(canvas: Canvas, x: float, y: float, count: int, clip: Box | None = None) -> None:
    """Draw a group of platforms: a circle with their number."""
    px = canvas.px
    canvas.circle(
        x, y, cluster_px(count) * px, fill="#4a5562", edge="#ffffff", width=2 * px, clip=clip
    )
    size = 12 * px
    canvas.text(
        x, y - 0.36 * size, str(count), size, bold=True, colour="#ffffff", align="middle", clip=clip
    )


def draw_trial(canvas: Canvas, x: float, y: float, colour: str, clip: Box | None = None) -> None:
    """Draw a place on trial."""
    px = canvas.px
    canvas.circle(x, y, 7 * px, fill="#ffffff", edge=colour, width=2 * px, clip=clip)


def _star(size: float) -> NDArray[np.float64]:
    angles = np.pi / 2 - np.pi * np.arange(10) / 5
    radii = np.where(np.arange(10) % 2, 0.42, 1.0) * size
    return np.column_stack([radii * np.cos(angles), radii * np.sin(angles)])


# legends


def swatch_box_px(entry: dict[str, Any]) -> tuple[float, float]:
    """Return width and height of an entry's sign in a legend."""
    sign = entry["sign"]
    if sign == "zone":
        size = zone_px(entry["level"]) * 2 + 4
        return size, size
    if sign == "state":
        return STATE_PX * 2, STATE_PX * 2
    if sign == "circle":
        return entry["r"] * 2 + 2, entry["r"] * 2 + 2
    return 22.0, 14.0


def draw_swatch(canvas: Canvas, x: float, y: float, entry: dict[str, Any], land: str) -> None:
    """Draw the sign of a legend's entry around its middle.

    Parameters
    ----------
    land
        Colour below a fill that lets it through, so that the legend's colour is the map's.
    """
    px = canvas.px
    sign = entry["sign"]
    colour = entry.get("color", "")
    inner = Box(x - 9.5 * px, y - 5.5 * px, x + 9.5 * px, y + 5.5 * px)
    if sign == "zone":
        draw_zone(canvas, x, y, entry["level"], marked=entry.get("marked", False))
    elif sign == "state":
        draw_state(canvas, x, y, entry)
    elif sign == "circle":
        canvas.circle(
            x, y, entry["r"] * px, fill=colour, fill_opacity=0.72, edge="#ffffff", width=px
        )
    elif sign == "dash":
        canvas.box(inner, fill=colour, fill_opacity=0.1)
        canvas.box(inner, edge=colour, width=1.6 * px, dash=(4 * px, 3 * px))
    elif sign == "ground":
        if entry.get("fill"):
            canvas.box(inner, fill=entry["fill"], fill_opacity=entry.get("opacity") or 0)
        dash = tuple(float(n) * px for n in entry["dash"].split()) if entry.get("dash") else ()
        canvas.box(inner, edge=colour, width=2 * px, dash=dash)
    elif sign == "trial":
        canvas.circle(x, y, 5.5 * px, fill="#ffffff", edge=colour, width=2 * px)
    elif sign == "frame":
        canvas.box(inner.grown(-0.5 * px), edge=colour, width=3 * px)
    elif sign == "dot":
        draw_dot(canvas, x, y, colour, entry["glyph"])
    else:
        _draw_fill(canvas, inner.grown(px), entry, land)


def _draw_fill(canvas: Canvas, box: Box, entry: dict[str, Any], land: str) -> None:
    corners = np.array(
        [
            (box.left, box.bottom),
            (box.right, box.bottom),
            (box.right, box.top),
            (box.left, box.top),
        ]
    )
    if entry["sign"] == "nodata":
        canvas.hatch(corners, None)
    else:
        canvas.box(box, fill=land)
        canvas.box(box, fill=entry["color"], fill_opacity=entry.get("opacity") or 1.0)
    canvas.box(box, edge="#8a94a0", width=canvas.px)
