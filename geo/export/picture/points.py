"""Painters of what stands at a point: circles, platforms and their groups, zones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from geo.export.picture.frame import Box
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
    draw_zone,
    zone_px,
)
from geo.maps.geometry import UNITS_PER_DEGREE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from geo.export.picture.shapes import Shapes
    from geo.export.picture.stage import Spec, Stage

_GROUP_PX: Final = 34.0  # platforms nearer to each other than this are one group
_ZONE_HALF_PX: Final = 10.0  # room that names leave a zone's sign
PICKED_WIDTH_PX: Final = 2.6
_MATTERS: Final = 1.0  # from which cost on something must not be covered

_ASIDE_PX, _ASIDE_STEP_PX, _LETTER_PX = 20, 2, 9.0
_RINGS, _TURNS = (0.6, 1.0, 1.4), 12
_FAR: Final = 0.06
"""What going once its own size aside costs a sign, where covering all of it costs 1."""


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
            found += [[lon / UNITS_PER_DEGREE, lat / UNITS_PER_DEGREE] for lon, lat in at]
    return found


def paint_circles(stage: Stage, spec: Spec) -> None:
    """Draw graduated circles."""
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


def paint_platforms(stage: Stage, spec: Spec) -> None:
    """Draw the platforms that stand alone; groups wait until names have their places."""
    part = stage.shapes.part(spec["points"])
    px = stage.px
    lonlat = np.asarray(part["at"], dtype=float).reshape(-1, 2) / UNITS_PER_DEGREE
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
    stage.canvas.circle(x, y, ring, edge=DARK, width=PICKED_WIDTH_PX * stage.px, clip=stage.clip)
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


def paint_zones(stage: Stage, spec: Spec) -> None:
    """Draw zones: by level, by a state, or one alone with its name."""
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
