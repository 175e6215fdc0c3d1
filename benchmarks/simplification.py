"""What simplifying the boundaries costs, in pixels of the screen."""

from __future__ import annotations

from benchmarks import subject
from benchmarks.report import Section
from geo.maps.geometry import (
    START_WIDTH_PX,
    display_areas,
    simplification_error_px,
    zoom_for_width,
)

_NEAR_ZOOM = 10.0


def measure() -> Section:
    """Return the largest and the mean distance between drawn and given outlines."""
    section = Section("Simplification")
    catalog = subject.catalog()
    start = zoom_for_width(display_areas(catalog, "prefecture").bbox)
    for geography in ("prefecture", "county"):
        for zoom in (start, _NEAR_ZOOM):
            error = simplification_error_px(catalog, geography, zoom)
            for name, value in (("largest", error.max_px), ("mean", error.mean_px)):
                what = f"{geography}, zoom {zoom:.1f}, {name} distance"
                section.add_value(what, "ours", "px", value)
    section.notes.append(
        f"Hausdorff distance of each place's outline from the boundary layer's; zoom {start:.1f} "
        f"is the first view ({START_WIDTH_PX} px wide); prefecture outlines "
        "are drawn from the unsimplified outer borders of the county layer: their distance is "
        "that between the two layers as given"
    )
    return section
