"""Every kind of layer that the browser's script draws, drawn on paper."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geo.errors import ExportError
from geo.export.picture.frame import Box, project
from geo.export.picture.labels import Obstacle, Wish
from geo.export.picture.signs import (
    DARK,
    DOT_PX,
    LONE_PX,
    STATE_PX,
    cluster_px,
    draw_cluster,
    draw_dot,
    draw_lone_zone,
    draw_state,
    draw_trial,
    draw_zone,
    zone_px,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from geo.export.picture.canvas import Canvas, Dash
    from geo.export.picture.frame import Frame
    from geo.export.picture.shapes import Outline, Shapes

Spec = dict[str, Any]

_UNITS: Final = 10_000  # points of platforms are stored in 1e-4 degrees
_GROUP_PX: Final = 34.0  # platforms nearer to each other than this are one group
_PART_NAMES_FROM: Final = 10.0  # zoom of a web map at which parts of science cities are told apart
_ZONE_HALF_PX: Final = 10.0  # room that names leave a zone's sign
_PICKED_WIDTH_PX: Final = 2.6
_WIDEST: Final = 8.0  # points: no line is wider
_MATTERS: Final = 1.0  # from which cost on something must not be covered

_ASIDE_PX, _ASIDE_STEP_PX, _LETTER_PX = 20, 2, 9.0
_RINGS, _TURNS = (0.6, 1.0, 1.4), 12
_FAR: Final = 0.06
"""What going once its own size aside costs a sign, where covering all of it costs 1."""


@dataclass
class Stage:
    """One map being drawn: the main one or the inset.

    Attributes
    ----------
    selection
        Id of what is chosen on the map.
    signs, wishes
        What names keep off, and the names that want to stand; the layers leave them here.
    picked
        Outlines of what is chosen.
    zones
        Where the signs of zones will stand, which lie above what is drawn before them.
    groups
        Groups of platforms that wait to be drawn: where they are and how many.
    land
        The province, once it is drawn.
    named
        Whether zones are named where there is room.
    """

    canvas: Canvas
    frame: Frame
    shapes: Shapes
    selection: str | None
    signs: list[Obstacle] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    picked: list[Outline] = field(default_factory=list)
    zones: list[Box] = field(default_factory=list)
    groups: list[tuple[float, float, int]] = field(default_factory=list)
    land: Outline | None = None
    named: bool = False

    @property
    def clip(self) -> Box:
        """The edge of the map."""
        return self.frame.box

    @property
    def px(self) -> float:
        """Points of a pixel of the screen."""
        return self.canvas.px

    def place(self, lonlat: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Return points of the page of places, shape (n, 2)."""
        if not lonlat:
            return np.empty((0, 2))
        return self.frame.place(project(np.asarray(lonlat, dtype=float)))

    def shape(self, outline: Outline, **style: Any) -> None:
        """Draw an outline of the ground, if any of it is seen."""
        if self.sees(outline):
            points = self.frame.place(outline.metres)
            self.canvas.path(points, outline.codes, clip=self.clip, **style)

    def sees(self, outline: Outline) -> bool:
        """Return whether an outline may reach into the map."""
        left, bottom, right, top = outline.bounds
        corners = self.frame.place(np.array([(left, bottom), (right, top)]))
        return Box(*corners.ravel().tolist()).grown(_WIDEST).overlaps(self.clip)

    def keep_off(self, x: float, y: float, half: float, cost: float) -> None:
        """Ask names to stay off a square around a point."""
        self.signs.append(Obstacle(Box(x - half, y - half, x + half, y + half), cost))


def draw_layers(stage: Stage, specs: Sequence[Spec]) -> None:
    """Draw the layers that are on, the ground first.

    Raises
    ------
    ExportError
        If a layer is of a kind that has no painter.
    """
    for spec in specs:
        if spec["kind"] not in PAINTERS:
            raise ExportError(
                f"layer {spec['id']!r}: expected one of the kinds {', '.join(PAINTERS)}, came "
                f"{spec['kind']!r}; pictures cannot show it"
            )
    shown = [spec for spec in specs if spec["on"]]
    stage.zones += zone_boxes(stage, specs)
    for kind, paint in PAINTERS.items():
        for spec in shown:
            if spec["kind"] == kind:
                paint(stage, spec)
        if kind == _PICKED_ABOVE:
            for outline in stage.picked:
                stage.shape(outline, edge=DARK, width=_PICKED_WIDTH_PX * stage.px)
    if not any(spec["kind"] == "labels" for spec in shown):
        stage.wishes = [wish for wish in stage.wishes if wish.style != "county"]


def zone_boxes(stage: Stage, specs: Sequence[Spec]) -> list[Box]:
    """Return what the signs of zones will take of the page."""
    half = _ZONE_HALF_PX * stage.px
    return [
        Box(x - half, y - half, x + half, y + half)
        for spec in specs
        if spec["on"] and spec["kind"] == "zones"
        for item in stage.shapes.part(spec["points"])["items"]
        for x, y in stage.place([item["at"]]).tolist()
    ]


def places_of(shapes: Shapes, specs: Sequence[Spec]) -> list[list[float]]:
    """Return longitude and latitude of every zone and platform that is shown."""
    found: list[list[float]] = []
    for spec in specs:
        if not spec["on"]:
            continue
        if spec["kind"] == "zones":
            found += [item["at"] for item in shapes.part(spec["points"])["items"]]
        if spec["kind"] == "platforms":
            at = shapes.part(spec["points"])["at"]
            found += [[lon / _UNITS, lat / _UNITS] for lon, lat in at]
    return found


def _paint_relief(stage: Stage, spec: Spec) -> None:
    stage.land = stage.shapes.land(spec["outline"])
    stage.shape(stage.land, fill=spec["land"])
    if not spec.get("picture"):
        return
    picture = stage.shapes.picture(spec["picture"])
    left, bottom, right, top = picture.bounds
    (x0, y0), (x1, y1) = stage.frame.place(np.array([(left, bottom), (right, top)])).tolist()
    within = stage.frame.place(stage.land.metres), stage.land.codes
    stage.canvas.picture(picture.pixels, Box(x0, y0, x1, y1), stage.clip, within)


def _paint_areas(stage: Stage, spec: Spec) -> None:
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


def _paint_rivers(stage: Stage, spec: Spec) -> None:
    lines = stage.shapes.part(spec["lines"])["lines"]
    for line, outline in zip(lines, stage.shapes.lines(spec["lines"]), strict=True):
        width = (0.5 + 0.55 * line["w"]) * stage.px
        stage.shape(outline, edge=spec["color"], width=width, edge_opacity=0.75)


def _paint_lines(stage: Stage, spec: Spec) -> None:
    for outline in stage.shapes.areas(spec["areas"]):
        stage.shape(outline, edge=spec["color"], width=spec["weight"] * stage.px)


def _paint_catchments(stage: Stage, spec: Spec) -> None:
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


def _paint_outlines(stage: Stage, spec: Spec) -> None:
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


def _paint_circles(stage: Stage, spec: Spec) -> None:
    px = stage.px
    for item in spec["items"]:
        ((x, y),) = stage.place([item["at"]]).tolist()
        stage.canvas.circle(
            x,
            y,
            item["r"] * px,
            fill=spec["color"],
            fill_opacity=0.38,
            edge=spec["color"],
            width=1.4 * px,
            clip=stage.clip,
        )
        stage.keep_off(x, y, min(item["r"], 14.0) * px, 0.6)  # may be covered, as on the screen


def _paint_platforms(stage: Stage, spec: Spec) -> None:
    """Draw the platforms that stand alone; groups wait until names have their places."""
    part = stage.shapes.part(spec["points"])
    px = stage.px
    lonlat = np.asarray(part["at"], dtype=float).reshape(-1, 2) / _UNITS
    points = stage.place(lonlat.tolist())
    seen = [i for i, (x, y) in enumerate(points.tolist()) if stage.frame.shows(x, y, 20 * px)]
    chosen = None
    if stage.selection and stage.selection.startswith("platform:"):
        chosen = stage.selection.removeprefix("platform:")
    taken = list(stage.zones)
    for members in group_points(points, seen, _GROUP_PX * px):
        x, y = points[members].mean(axis=0).tolist()
        named = [part["names"][i] for i in members if part["ids"][i] == chosen]
        if len(members) > 1 and not named:
            stage.groups.append((x, y, len(members)))
            continue
        radius = (DOT_PX if len(members) == 1 else cluster_px(len(members))) * px
        at_x, at_y = x, y
        x, y = _step_aside(x, y, radius, taken, 4 * px)
        if len(members) > 1:
            draw_cluster(stage.canvas, x, y, len(members), stage.clip)
        else:
            # a dot stands for a place, so that it keeps a line to it
            if math.hypot(x - at_x, y - at_y) > radius:
                stage.canvas.line([(at_x, at_y), (x, y)], DARK, 0.8 * px, clip=stage.clip)
            sign = part["signs"][part["group"][members[0]]]
            draw_dot(stage.canvas, x, y, sign["color"], sign["glyph"], clip=stage.clip)
        taken.append(Box(x - radius, y - radius, x + radius, y + radius))
        stage.keep_off(x, y, radius, 2)
        if named:
            _pick(stage, x, y, radius, named[0])


def draw_groups(stage: Stage, names: Sequence[Box]) -> list[Obstacle]:
    """Draw the groups of platforms off the names and the signs; return what they cover.

    A number stands for a group, not for a place, so that a little costs nothing. The largest
    choose last: they have the farthest to go.
    """
    px = stage.px
    taken = [*names, *(sign.box for sign in stage.signs if sign.cost >= _MATTERS)]
    covered = []
    for x, y, count in sorted(stage.groups, key=lambda group: group[2]):
        radius = cluster_px(count) * px
        x, y = _step_aside(x, y, radius, taken, 11 * px)  # noqa: PLW2901
        draw_cluster(stage.canvas, x, y, count, stage.clip)
        box = Box(x - radius, y - radius, x + radius, y + radius)
        taken.append(box)
        covered.append(Obstacle(box, 2))
    return covered


def _pick(stage: Stage, x: float, y: float, radius: float, name: str) -> None:
    """Mark what is chosen with a ring and its name."""
    ring = radius + 4 * stage.px
    stage.canvas.circle(x, y, ring, edge=DARK, width=_PICKED_WIDTH_PX * stage.px, clip=stage.clip)
    stage.keep_off(x, y, ring, 3)
    stage.wishes.append(Wish(name, x, y, "picked", beside=ring + 2 * stage.px))


def group_points(
    points: NDArray[np.float64], seen: Sequence[int], radius: float
) -> list[list[int]]:
    """Gather points into groups: each joins the first group whose first point is near.

    Parameters
    ----------
    points
        Of the page, shape (n, 2).
    seen
        Numbers of the points that count.
    radius
        How near is near.
    """
    groups: list[list[int]] = []
    for number in seen:
        x, y = points[number].tolist()
        near = next(
            (group for group in groups if math.dist(points[group[0]].tolist(), (x, y)) <= radius),
            None,
        )
        if near is None:
            groups.append([number])
        else:
            near.append(number)
    return groups


def _step_aside(
    x: float, y: float, radius: float, taken: Sequence[Box], more: float
) -> tuple[float, float]:
    """Return the place at or around a point where a circle covers least of what is taken."""
    angles = 2 * np.pi * np.arange(_TURNS) / _TURNS
    turns = np.column_stack([np.cos(angles), np.sin(angles)])
    steps = np.vstack([[(0.0, 0.0)], *(ring * turns for ring in _RINGS)]) * (radius + more)
    at = steps + np.array([x, y])
    boxes = np.array([(b.left, b.bottom, b.right, b.top) for b in taken]).reshape(-1, 4)
    low = np.maximum(at[:, None, :] - radius, boxes[None, :, :2])
    high = np.minimum(at[:, None, :] + radius, boxes[None, :, 2:])
    covered = np.clip(high - low, 0, None).prod(axis=2).sum(axis=1) / (2 * radius) ** 2
    cost = covered + _FAR * np.hypot(*steps.T) / radius
    best_x, best_y = at[int(np.argmin(cost))].tolist()
    return best_x, best_y


def _paint_zones(stage: Stage, spec: Spec) -> None:
    items = stage.shapes.part(spec["points"])["items"]
    px = stage.px
    points = stage.place([item["at"] for item in items]).tolist()
    states = [i for i, item in enumerate(items) if item.get("state")]
    shifts = _spread([points[i] for i in states], [items[i]["rise"] for i in states], px)
    aside = dict(zip(states, shifts, strict=True))
    # national ones lie above the others, and what is known of states above what is not
    for i in sorted(range(len(items)), key=lambda i: _rise(items[i])):
        item, (x, y) = items[i], points[i]
        chosen = item["card"].get("id") == stage.selection
        if i in aside:
            across, up = aside[i]
            _lead(stage, x, y, x + across, y + up)
            x, y = x + across, y + up
            draw_state(stage.canvas, x, y, item["state"], stage.clip)
            half = STATE_PX
        elif item.get("name"):
            draw_lone_zone(
                stage.canvas, x, y, item["level"], marked=item["marked"], clip=stage.clip
            )
            half = LONE_PX
            stage.wishes.append(Wish(item["name"], x, y, "picked", beside=(LONE_PX + 3) * px))
        else:
            draw_zone(
                stage.canvas,
                x,
                y,
                item["level"],
                marked=item.get("marked", False),
                clip=stage.clip,
            )
            half = _ZONE_HALF_PX
        stage.keep_off(x, y, half * px, 3)
        if item.get("name"):
            continue
        if chosen:
            _pick(stage, x, y, zone_px(item["level"]) * px, item["card"]["title"])
        elif stage.named and item.get("short"):
            stage.wishes.append(Wish(item["short"], x, y, "zone", beside=half * px + 0.5))


def _rise(item: Spec) -> int:
    return int(item["rise"]) if item.get("state") else item["level"] == "national"


def _spread(
    points: Sequence[Sequence[float]], rises: Sequence[int], px: float
) -> list[tuple[float, float]]:
    """Return how signs of states move off each other; the first keeps its place."""
    shifts: list[tuple[float, float]] = [(0.0, 0.0)] * len(points)
    taken: list[Box] = []
    half = _LETTER_PX * px
    reach = range(-_ASIDE_PX, _ASIDE_PX + 1, _ASIDE_STEP_PX)
    steps = sorted(((a * px, b * px) for a in reach for b in reach), key=lambda s: math.hypot(*s))
    for i in sorted(range(len(points)), key=lambda i: -rises[i]):
        x, y = points[i]
        fewest, best = math.inf, Box(x - half, y - half, x + half, y + half)
        for across, up in steps:
            box = Box(x + across - half, y + up - half, x + across + half, y + up + half)
            over = sum(box.overlaps(other) for other in taken)
            if over < fewest:
                fewest, best, shifts[i] = over, box, (across, up)
            if not over:
                break
        taken.append(best)
    return shifts


def _lead(stage: Stage, x: float, y: float, to_x: float, to_y: float) -> None:
    """Draw a line from a place to the sign that stands aside from it."""
    if (x, y) == (to_x, to_y):
        return
    stage.canvas.line([(x, y), (to_x, to_y)], DARK, 1.2 * stage.px, clip=stage.clip)
    stage.canvas.circle(x, y, 2.2 * stage.px, fill=DARK, clip=stage.clip)


def _paint_labels(stage: Stage, spec: Spec) -> None:
    part = stage.shapes.part(spec["labels"])
    outlines: dict[str, Outline] = {}
    if part.get("areas"):
        codes = stage.shapes.part(part["areas"])["codes"]
        outlines = dict(zip(codes, stage.shapes.areas(part["areas"]), strict=True))
    places = stage.place([item["at"] for item in part["items"]]).tolist()
    for item, (x, y) in zip(part["items"], places, strict=True):
        if item.get("code") == stage.selection and stage.selection is not None:
            continue  # the chosen area is named already
        stage.wishes.append(
            Wish(item["text"], x, y, item["style"], outlines.get(item.get("code", "")))
        )


PAINTERS: Final[Mapping[str, Callable[[Stage, Spec], None]]] = {
    "relief": _paint_relief,
    "areas": _paint_areas,
    "rivers": _paint_rivers,
    "lines": _paint_lines,
    "catchments": _paint_catchments,
    "outlines": _paint_outlines,
    "circles": _paint_circles,
    "platforms": _paint_platforms,
    "zones": _paint_zones,
    "labels": _paint_labels,
}
"""By kind, from the ground up: on the screen each has a pane of this order."""

_PICKED_ABOVE: Final = "catchments"
