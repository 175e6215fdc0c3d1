"""One sheet: from a built map to the bytes of a picture."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from matplotlib import rc_context

from geo.export.picture.canvas import QUIET, Canvas
from geo.export.picture.fonts import find_faces
from geo.export.picture.frame import Box, fit_frame, look_frame, measure_fit
from geo.export.picture.furniture import (
    EDGE,
    OUTSIDE,
    Furniture,
    draw_arrow,
    draw_bar,
    furnish,
    land_under,
    measure_bar,
)
from geo.export.picture.inset import (
    LEAST_SIGNS,
    TITLE_SIZES,
    counts,
    find_corner,
    frame_in,
    seen_in,
)
from geo.export.picture.labels import Obstacle, Placer, write_names
from geo.export.picture.layers import draw_layers
from geo.export.picture.layout import WARN, Asked, Words, plan_sheet
from geo.export.picture.letters import Letters
from geo.export.picture.output import to_pdf, to_png
from geo.export.picture.points import draw_groups, places_of
from geo.export.picture.shapes import Shapes
from geo.export.picture.stage import Stage
from geo.locale import translator

if TYPE_CHECKING:
    import datetime as dt
    from contextlib import AbstractContextManager

    from geo.export.picture.frame import Frame
    from geo.export.picture.labels import Placed
    from geo.export.picture.layout import Line, Plan
    from geo.export.picture.paper import Paper
    from geo.locale import Translator
    from geo.maps.atlas_map import AtlasMap

_DRAWING: Final = Lock()
"""matplotlib is not made for several threads at a time."""

_SETTLED: Final[dict[Any, Any]] = {
    # letters as wide as the font has them, at any number of pixels: nothing is cut on few
    "text.hinting": "no_hinting",
    "text.antialiased": True,
    "lines.scale_dashes": True,
    "path.simplify": True,
    "pdf.compression": 6,
    "pdf.fonttype": 3,  # outlines: the other form cannot hold every kind of font
    "pdf.use14corefonts": False,
}
"""What matplotlib knows only as a setting for all; a user's own must not change a picture."""

_NEVER: Final = float("inf")
_EDGE_COST: Final = 0.7  # a name may cross the mark of the enlargement where it must
_LATIN: Final = 0.86
"""Texts in Latin letters are longer, and read well when smaller."""

_CROWDED: Final = frozenset({"circles", "catchments", "platforms"})
"""Kinds that leave no room for the names of zones on the main map."""


@dataclass(frozen=True)
class Sheet:
    """A drawn sheet and where things lie on it.

    Attributes
    ----------
    names
        Names on the main map and on the inset.
    """

    canvas: Canvas
    plan: Plan
    frame: Frame
    inset: Frame | None
    furniture: Furniture
    names: tuple[tuple[Placed, ...], ...]


def draw_sheet(
    atlas: AtlasMap, paper: Paper, *, vector: bool, dpi: int, date: dt.date | None
) -> bytes:
    """Return the picture of a map, as PDF if `vector`, else as PNG."""
    with _DRAWING, settled():
        sheet = compose(atlas, paper, dpi=dpi, date=date)
        figure = sheet.canvas.figure
        if not vector:
            return to_png(figure, dpi=dpi, colours=paper.colours)
        clean = sheet.canvas.letters.clean
        return to_pdf(figure, title=clean(atlas.page.title), creator=clean(atlas.page.subtitle))


def settled() -> AbstractContextManager[None]:
    """Return a context in which matplotlib draws as sheets want it."""
    return rc_context(_SETTLED)


def compose(atlas: AtlasMap, paper: Paper, *, dpi: int, date: dt.date | None) -> Sheet:
    """Draw a map on a sheet; to be called inside of `settled`."""
    payload = atlas.payload()
    canvas = Canvas(paper, Letters(find_faces()), dpi)
    return _Drawing(atlas, payload, paper, canvas, date).draw()


class _Drawing:
    """One sheet while it is drawn."""

    def __init__(
        self,
        atlas: AtlasMap,
        payload: dict[str, Any],
        paper: Paper,
        canvas: Canvas,
        date: dt.date | None,
    ) -> None:
        self.paper = paper
        self.canvas = canvas
        self.shapes = Shapes(atlas)
        self.specs: list[dict[str, Any]] = payload["layers"]
        self.start: dict[str, Any] = payload["map"]
        self.t: Translator = translator(payload["lang"])
        latin = _LATIN if payload["lang"] == "en" else 1.0
        self.label = paper.label * latin
        # close signs are enlarged where the whole province is shown
        self.places = places_of(self.shapes, self.specs) if not self.start["extent"] else []
        self.plan = plan_sheet(
            paper,
            canvas.letters,
            _words(atlas, payload, paper, self.t, date),
            Asked(
                self.specs,
                {"platforms": self.t("picture.groups")},
                self._land_colour(),
                None if self.start["extent"] else _aspect(self.start["fit"]),
                len(self.places) >= LEAST_SIGNS,
                latin,
            ),
        )
        self.frame = self._main_frame()

    def draw(self) -> Sheet:
        """Draw all of it."""
        frame, paper, canvas = self.frame, self.paper, self.canvas
        self._write_lines(self.plan.head)  # first, as readers of the text expect it
        stage = self._stage(frame)
        land = None if stage.land is None else stage.land.polygon()
        outer, inset = self._inset(land)
        inside = outer if outer is not None and self.plan.inset is None else None
        furniture = furnish(
            frame,
            measure_bar(frame, canvas.letters, paper.note, self._kilometres),
            paper.note,
            land,
            () if inside is None else (inside,),
        )
        obstacles = [Obstacle(box.grown(3), _NEVER) for box in furniture.boxes()]
        if inside is not None:
            obstacles.append(Obstacle(inside.grown(3), _NEVER))
        if inset is not None:
            marked = seen_in(frame, inset)
            stage.wishes = [
                wish
                for wish in stage.wishes
                if wish.style != "zone" or not marked.holds(Box(wish.x, wish.y, wish.x, wish.y))
            ]  # the enlargement names them
            canvas.box(marked, edge="#14263d", width=1.1 * paper.px, clip=frame.box)
            obstacles += [Obstacle(side, _EDGE_COST) for side in _sides(marked)]
        names = [self._write_names(stage, self.label, obstacles)]
        for box in furniture.boxes():
            if land_under(frame, box, land) > 1:
                canvas.box(box.grown(0.3 * paper.note), fill="#ffffff", fill_opacity=0.85)
        if furniture.bar is not None and furniture.bar_box is not None:
            draw_bar(canvas, furniture.bar, furniture.bar_box)
        letter = self.t("picture.north")
        draw_arrow(canvas, furniture.arrow_box, paper.note, letter, frame.north())
        canvas.box(frame.box, edge=EDGE, width=1.2 * paper.px)
        if inset is not None and outer is not None:
            names.append(self._draw_inset(outer, inset))
        self._write_legends()
        self._write_lines(self.plan.foot)
        return Sheet(canvas, self.plan, frame, inset, furniture, tuple(names))

    def _main_frame(self) -> Frame:
        start, box = self.start, self.plan.map
        if start["extent"] is None:
            return fit_frame(box, start["fit"], 6 * self.paper.px)
        lon, lat, zoom = start["extent"]
        (south, west), (north, east) = start["limit"]
        lowest, highest = start["zooms"]
        # the screen holds its map within these limits, too
        return look_frame(
            box,
            min(max(lon, west), east),
            min(max(lat, south), north),
            min(max(zoom, lowest), highest),
        )

    def _stage(self, frame: Frame, *, named: bool = False) -> Stage:
        """Draw the layers in a frame."""
        self.canvas.box(frame.box, fill=OUTSIDE)
        stage = Stage(self.canvas, frame, self.shapes, self.start["selection"])
        crowded = any(spec["on"] and spec["kind"] in _CROWDED for spec in self.specs)
        stage.named = named or not crowded or self.start["extent"] is not None
        draw_layers(stage, self.specs)
        return stage

    def _write_names(
        self, stage: Stage, label: float, obstacles: list[Obstacle]
    ) -> tuple[Placed, ...]:
        obstacles = [*stage.signs, *obstacles]
        sizes = label, self.paper.least
        placer = Placer(self.canvas, stage.frame, sizes, obstacles, stage.land)
        great = placer.place_great(stage.wishes)
        placer.keep_off(draw_groups(stage, [name.box for name in great]))
        placed = [*great, *placer.place_rest(stage.wishes, great)]
        write_names(self.canvas, placed, stage.frame.box)
        return tuple(placed)

    def _inset(self, land: Any) -> tuple[Box | None, Frame | None]:
        """Return where the enlargement stands, with its title, and its map."""
        if len(self.places) < LEAST_SIGNS:
            return None, None
        outer = self.plan.inset or find_corner(self.frame, self.paper.note, land)
        inset = None if outer is None else frame_in(outer, self.paper, self.frame)
        if inset is None or counts(inset, self.places) < LEAST_SIGNS:
            return None, None
        return outer, inset

    def _draw_inset(self, outer: Box, inset: Frame) -> tuple[Placed, ...]:
        canvas, size = self.canvas, self.paper.legend
        if self.plan.inset is None:
            canvas.box(outer.grown(0.4 * size), fill="#ffffff", edge=EDGE, width=self.paper.px)
        base = inset.box.top + 0.5 * size
        title = canvas.text(outer.left, base, self.t("picture.plain"), size, bold=True)
        stage = self._stage(inset, named=True)
        names = self._write_names(stage, 0.92 * self.label, [])
        canvas.box(inset.box, edge="#14263d", width=1.1 * self.paper.px)
        room = outer.right - title.right - size
        bar = measure_bar(inset, canvas.letters, self.paper.note, self._kilometres, room)
        if bar is not None:
            left = outer.right - bar.width
            low = inset.box.top + (TITLE_SIZES * size - bar.height) / 2
            draw_bar(canvas, bar, Box(left, low, outer.right, low + bar.height))
        return names

    def _write_legends(self) -> None:
        for piece in self.plan.pieces:
            piece.row.draw(self.canvas, piece.left, piece.top)
        if self.plan.tag is not None:
            self.canvas.box(self.plan.tag, edge=WARN, width=1.2 * self.paper.px)

    def _write_lines(self, lines: tuple[Line, ...]) -> None:
        for line in lines:
            self.canvas.text(
                line.left, line.base, line.text, line.size, bold=line.bold, colour=line.colour
            )

    def _kilometres(self, n: str) -> str:
        return self.t("picture.kilometres", n=n)

    def _land_colour(self) -> str:
        """Return what lies below the fills of areas."""
        for spec in self.specs:
            if spec["kind"] == "relief" and spec["on"]:
                return str(spec["land"])
        return OUTSIDE


def _words(
    atlas: AtlasMap, payload: dict[str, Any], paper: Paper, t: Translator, date: dt.date | None
) -> Words:
    foot: list[tuple[str, str, bool]] = []
    tag = t("picture.working_copy") if atlas.finish == "working" else ""
    if tag and not paper.whole:
        foot.append((tag, WARN, True))
    if paper.whole:
        foot += [(note, QUIET, False) for note in payload.get("footnotes", ())]
    for line in payload["lines"]:
        kind = line["kind"]
        if kind == "review":
            foot.append((line["text"], WARN, True))
        # the line that sends to the footnotes is for those who do not see them
        elif kind == "credit" or (kind == "note") != paper.whole:
            foot.append((line["text"], QUIET, False))
    day = t("picture.drawn_on", date=t.date(date.isoformat())) if date and paper.whole else ""
    return Words(
        title=payload["title"],
        name=atlas.page.subtitle,
        tag=tag,
        foot=tuple(foot),
        date=day,
    )


def _aspect(fit: list[list[float]]) -> float:
    """Return width by height of what the map must show."""
    left, bottom, right, top = measure_fit(fit)
    return (right - left) / (top - bottom)


def _sides(box: Box) -> list[Box]:
    return [
        Box(box.left, box.bottom, box.right, box.bottom),
        Box(box.left, box.top, box.right, box.top),
        Box(box.left, box.bottom, box.left, box.top),
        Box(box.right, box.bottom, box.right, box.top),
    ]
