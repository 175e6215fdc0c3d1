"""The page that everything is drawn on, measured in points from its lower left corner.

What is drawn later lies above. Only matplotlib's objects are used, never `pyplot`, which keeps
figures for all threads together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox, TransformedPath
from PIL import Image

from geo.export.picture.frame import Box
from geo.export.picture.letters import ASCENT, DESCENT
from geo.export.picture.paper import POINTS_PER_INCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.backend_bases import RendererBase
    from numpy.typing import NDArray

    from geo.export.picture.letters import Letters
    from geo.export.picture.paper import Paper

INK: Final = "#1f2933"
QUIET: Final = "#56616d"
ACCENT: Final = "#1d4f91"
HATCH_GROUND: Final = "#f3f4f5"
HATCH_LINE: Final = "#ccd1d6"
"""What has no data, as on the screen."""

_HATCH_STEP_PX, _HATCH_WIDTH_PX = 6.0, 0.8

Align = Literal["left", "middle", "right"]
Dash = tuple[float, ...]


class Canvas:
    """A page.

    Attributes
    ----------
    figure
        matplotlib's own.
    letters
        What texts are written in.
    """

    def __init__(self, paper: Paper, letters: Letters, dpi: int) -> None:
        self.figure = Figure((paper.width_in, paper.height_in), dpi=dpi, facecolor="white")
        FigureCanvasAgg(self.figure)
        self.letters = letters
        self.px = paper.px
        self._points = Affine2D().scale(1 / POINTS_PER_INCH) + self.figure.dpi_scale_trans

    def path(
        self,
        points: NDArray[np.float64],
        codes: NDArray[np.uint8] | None = None,
        *,
        fill: str | None = None,
        fill_opacity: float = 1.0,
        edge: str | None = None,
        width: float = 0.0,
        edge_opacity: float = 1.0,
        dash: Dash = (),
        clip: Box | None = None,
        closed: bool = True,
    ) -> None:
        """Draw lines or rings.

        Parameters
        ----------
        points, codes
            Vertices, and what matplotlib's paths want of each; without codes they are one line,
            `closed` or not.
        fill, edge
            Colours; None for none.
        width, dash
            Points.
        """
        if len(points) == 0:
            return
        if codes is None and closed:
            points = np.vstack([points, points[:1]])
            codes = np.full(len(points), Path.LINETO, dtype=np.uint8)
            codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
        patch = PathPatch(
            Path(points, codes),
            facecolor=to_rgba(fill, fill_opacity) if fill else "none",
            edgecolor=to_rgba(edge, edge_opacity) if edge and width else "none",
            linewidth=width if edge else 0,
            # matplotlib counts dashes in widths of the line
            linestyle=(0, tuple(length / width for length in dash)) if dash and width else "solid",
            joinstyle="round",
            capstyle="butt",
            fill=fill is not None,
        )
        self._add(patch, clip)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str | None = None,
        fill_opacity: float = 1.0,
        edge: str | None = None,
        width: float = 0.0,
        dash: Dash = (),
        clip: Box | None = None,
    ) -> None:
        """Draw a circle."""
        unit = Path.unit_circle()
        self.path(
            np.asarray(unit.vertices) * radius + np.array([x, y]),
            np.asarray(unit.codes),
            fill=fill,
            fill_opacity=fill_opacity,
            edge=edge,
            width=width,
            dash=dash,
            clip=clip,
        )

    def box(
        self,
        box: Box,
        *,
        fill: str | None = None,
        fill_opacity: float = 1.0,
        edge: str | None = None,
        width: float = 0.0,
        dash: Dash = (),
        clip: Box | None = None,
    ) -> None:
        """Draw a rectangle."""
        self.path(
            _corners(box),
            fill=fill,
            fill_opacity=fill_opacity,
            edge=edge,
            width=width,
            dash=dash,
            clip=clip,
        )

    def line(
        self,
        points: Sequence[tuple[float, float]],
        colour: str,
        width: float,
        *,
        clip: Box | None = None,
    ) -> None:
        """Draw an open line."""
        self.path(np.array(points), edge=colour, width=width, closed=False, clip=clip)

    def hatch(
        self, points: NDArray[np.float64], codes: NDArray[np.uint8] | None, clip: Box | None = None
    ) -> None:
        """Fill rings with the pattern of what has no data; it goes on from ring to ring."""
        if len(points) == 0:
            return
        self.path(points, codes, fill=HATCH_GROUND, clip=clip)
        step = _HATCH_STEP_PX * self.px * np.sqrt(2)
        (left, bottom), (right, top) = points.min(axis=0), points.max(axis=0)
        if clip is not None:
            left, bottom = max(left, clip.left), max(bottom, clip.bottom)
            right, top = min(right, clip.right), min(top, clip.top)
        if left >= right or bottom >= top:
            return
        # lines y = x + c, counted from the corner of the page
        numbers = np.arange(np.floor((bottom - right) / step), np.ceil((top - left) / step) + 1)
        lines = [[(left, left + c), (right, right + c)] for c in numbers * step]
        strokes = LineCollection(
            lines, colors=HATCH_LINE, linewidths=_HATCH_WIDTH_PX * self.px, capstyle="butt"
        )
        self._add(strokes, clip)
        strokes.set_clip_path(Path(points, codes, closed=codes is None), self._points)

    def picture(
        self,
        pixels: NDArray[np.uint8],
        box: Box,
        clip: Box,
        within: tuple[NDArray[np.float64], NDArray[np.uint8]],
    ) -> None:
        """Draw a picture that fills `box`, cut out by a path and a box."""
        cut = TransformedPath(Path(*within), self._points)
        self._add(_Picture(pixels, box, clip, cut), clip)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Align = "left",
        halo: float = 0.0,
        clip: Box | None = None,
    ) -> Box:
        """Write one line.

        Parameters
        ----------
        x, y
            Where the line begins, has its middle or ends, and the line that letters stand on.
        halo
            Width of the white edge; it is a path of its own below the text, which stays text.

        Returns
        -------
        Box
            What it covers.
        """
        text = self.letters.clean(text)
        width = self.letters.width(text, size, bold=bold)
        x -= {"left": 0.0, "middle": width / 2, "right": width}[align]
        if halo and text:
            outline = self.letters.outline(text, size, bold=bold)
            self._halo(outline, x, y, halo, clip)
        writing = Text(
            x,
            y,
            text,
            fontproperties=self.letters.properties(size, bold=bold),
            color=colour,
            parse_math=False,
            usetex=False,
        )
        self._add(writing, clip)
        return Box(x, y - DESCENT * size, x + width, y + ASCENT * size)

    def _halo(self, outline: Path, x: float, y: float, width: float, clip: Box | None) -> None:
        self.path(
            np.asarray(outline.vertices) + np.array([x, y]),
            None if outline.codes is None else np.asarray(outline.codes),
            fill="#ffffff",
            edge="#ffffff",
            width=2 * width,
            edge_opacity=0.9,
            clip=clip,
        )

    def _add(self, artist: Artist, clip: Box | None) -> None:
        artist.set_transform(self._points)
        self._order(artist)
        self.figure.add_artist(artist)
        if clip is not None:
            artist.set_clip_box(self._bbox(clip))

    def _order(self, artist: Artist) -> None:
        artist.set_zorder(1)  # kinds have orders of their own otherwise; equals keep their turn

    def _bbox(self, box: Box) -> TransformedBbox:
        return TransformedBbox(
            Bbox.from_extents(box.left, box.bottom, box.right, box.top), self._points
        )


class _Picture(Artist):
    """A picture of which only what is seen is sized or stored.

    matplotlib's own images pass through floating point numbers, which takes longer than all the
    rest of a map.
    """

    def __init__(
        self, pixels: NDArray[np.uint8], box: Box, clip: Box, cut: TransformedPath
    ) -> None:
        super().__init__()
        self._cut = cut
        rows, columns, _ = pixels.shape
        seen = Box(
            max(box.left, clip.left),
            max(box.bottom, clip.bottom),
            min(box.right, clip.right),
            min(box.top, clip.top),
        )
        # whole pixels, so that the picture stays where it is
        left = int((seen.left - box.left) / box.width * columns)
        right = int(np.ceil((seen.right - box.left) / box.width * columns))
        top = int((box.top - seen.top) / box.height * rows)
        bottom = int(np.ceil((box.top - seen.bottom) / box.height * rows))
        self._pixels = pixels[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        self._box = Box(
            box.left + left / columns * box.width,
            box.top - bottom / rows * box.height,
            box.left + right / columns * box.width,
            box.top - top / rows * box.height,
        )

    def draw(self, renderer: RendererBase) -> None:
        """Draw, as matplotlib asks for it."""
        if self._pixels.size == 0:
            return
        corners = [(self._box.left, self._box.bottom), (self._box.right, self._box.top)]
        (x0, y0), (x1, y1) = self.get_transform().transform(corners).tolist()
        context = renderer.new_gc()
        clip_box = self.get_clip_box()
        if clip_box is not None:
            context.set_clip_rectangle(clip_box)
        context.set_clip_path(self._cut)
        if renderer.option_scale_image():
            place = Affine2D().scale(x1 - x0, y1 - y0)
            renderer.draw_image(context, x0, y0, _opaque(self._pixels), place)
        else:
            left, bottom, right, top = int(x0), int(y0), int(np.ceil(x1)), int(np.ceil(y1))
            sized = Image.fromarray(self._pixels).resize(
                (right - left, top - bottom), Image.Resampling.BICUBIC
            )
            renderer.draw_image(context, left, bottom, _opaque(np.asarray(sized)))
        context.restore()


def _opaque(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture as renderers want it: with opacity, the lowest row first."""
    full = np.full((*pixels.shape[:2], 4), 255, dtype=np.uint8)
    full[:, :, :3] = pixels
    return full[::-1]


def _corners(box: Box) -> NDArray[np.float64]:
    return np.array(
        [
            (box.left, box.bottom),
            (box.right, box.bottom),
            (box.right, box.top),
            (box.left, box.top),
        ]
    )
