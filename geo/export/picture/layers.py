"""Every kind of layer that the browser's script draws, drawn on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geo.errors import ExportError
from geo.export.picture import ground, points
from geo.export.picture.labels import Wish
from geo.export.picture.signs import DARK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.export.picture.shapes import Outline
    from geo.export.picture.stage import Spec, Stage


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
    stage.zones += points.zone_boxes(stage, specs)
    for kind, paint in PAINTERS.items():
        for spec in shown:
            if spec["kind"] == kind:
                paint(stage, spec)
        if kind == _PICKED_ABOVE:
            for outline in stage.picked:
                stage.shape(outline, edge=DARK, width=points.PICKED_WIDTH_PX * stage.px)
    if not any(spec["kind"] == "labels" for spec in shown):
        stage.wishes = [wish for wish in stage.wishes if wish.style != "county"]


def _paint_labels(stage: Stage, spec: Spec) -> None:
    part = stage.shapes.part(spec["labels"])
    outlines: dict[str, Outline] = {}
    if part.get("areas"):
        codes = stage.shapes.part(part["areas"])["codes"]
        outlines = dict(zip(codes, stage.shapes.areas(part["areas"]), strict=True))
    places = stage.place([item["at"] for item in part["items"]]).tolist()
    for item, (x, y) in zip(part["items"], places, strict=True):
        if stage.picked and item.get("code") == stage.selection:
            continue  # the chosen area is named already
        stage.wishes.append(
            Wish(item["text"], x, y, item["style"], outlines.get(item.get("code", "")))
        )


PAINTERS: Final[Mapping[str, Callable[[Stage, Spec], None]]] = {
    "relief": ground.paint_relief,
    "areas": ground.paint_areas,
    "rivers": ground.paint_rivers,
    "lines": ground.paint_lines,
    "catchments": ground.paint_catchments,
    "outlines": ground.paint_outlines,
    "circles": points.paint_circles,
    "platforms": points.paint_platforms,
    "zones": points.paint_zones,
    "labels": _paint_labels,
}
"""By kind, from the ground up: on the screen each has a pane of this order."""

_PICKED_ABOVE: Final = "catchments"
