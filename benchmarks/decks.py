"""The ready deck as one page, beside a page for each of its slides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks import subject
from benchmarks.report import OURS, Section, Target
from benchmarks.timing import interleave
from geo.deck import load_shipped
from geo.export.deck import render_deck
from geo.export.html import render_html

if TYPE_CHECKING:
    from collections.abc import Callable

_BARE = "ours, without pictures"
_APART = "a page for each map"
_MOST_BYTES = 3_000_000


def ours(*, pictures: bool) -> Callable[[int], str]:
    """Render the whole deck, in the two languages by turns."""
    catalog, deck = subject.catalog(), load_shipped("zones-26-35")
    return lambda step: render_deck(
        deck, catalog, lang="en" if step % 2 else "zh", pictures=pictures
    )


def apart() -> Callable[[int], str]:
    """Render each map of the deck as a file of its own."""
    catalog, deck = subject.catalog(), load_shipped("zones-26-35")
    views = [slide.view for slide in deck.slides if slide.view is not None]

    def run(step: int) -> str:
        lang = "en" if step % 2 else "zh"
        return "".join(
            render_html(replace(view, lang=lang), catalog, periods="one") for view in views
        )

    return run


def measure(n: int) -> Section:
    """Return seconds and bytes."""
    section = Section("The ready deck as one file")
    runs = {OURS: ours(pictures=True), _BARE: ours(pictures=False), _APART: apart()}
    section.add_times("time to HTML, warm", interleave(runs, min(n, 4)))
    for name, run in runs.items():
        section.add_value("file", name, "B", len(run(0).encode("utf-8")))
    section.targets.append(Target("file", _MOST_BYTES))
    section.notes.append(
        f"{len(load_shipped('zones-26-35').slides)} slides; geometry, relief and names stand in "
        "the file once, by their content; the pages apart hold them each"
    )
    section.notes.append(
        "ours holds a picture of every map, for the overview and for readers whose browser runs "
        "no script; drawing them is what takes the time, and the pages apart have none"
    )
    return section
