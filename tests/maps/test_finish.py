"""Marks of a map for the wall: footnotes with signs, one line of coverage, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from geo.maps import build
from geo.maps.finish import lift_notes, number_mark
from geo.presets import PRESETS

if TYPE_CHECKING:
    from geo.catalog import Catalog


def _spec(name: str, notes: list[str], *, on: bool = True, **more: Any) -> dict[str, Any]:
    return {"id": name, "on": on, "legend": {"title": name, "notes": notes, **more}}


def test_remarks_become_footnotes_that_the_titles_name() -> None:
    """By hand: three remarks, one of them in two legends, are three footnotes."""
    specs = [_spec("a", ["one", "two"]), _spec("b", ["two", "three"])]
    lifted, footnotes = lift_notes(specs)
    assert [spec["legend"]["title"] for spec in lifted] == ["a ①②", "b ②③"]
    assert [spec["legend"]["notes"] for spec in lifted] == [[], []]
    assert footnotes == ["① one", "② two", "③ three"]
    assert specs[0]["legend"]["notes"] == ["one", "two"], "what is kept for others must not change"


def test_coverage_stays_in_its_legend_in_one_line() -> None:
    """The first remark says at length what the line says, and goes."""
    lifted, footnotes = lift_notes([_spec("zones", ["long", "guessed"], coverage="short")])
    assert lifted[0]["legend"]["notes"] == ["short"]
    assert footnotes == ["① guessed"]


def test_a_layer_that_is_off_keeps_its_remarks() -> None:
    """It may be switched on when the footnotes are out of sight."""
    lifted, footnotes = lift_notes([_spec("a", ["one"], on=False), {"id": "b", "on": True}])
    assert lifted[0]["legend"]["notes"] == ["one"]
    assert footnotes == []


@pytest.mark.parametrize(("number", "mark"), [(1, "①"), (20, "⑳"), (21, "(21)")])
def test_signs(number: int, mark: str) -> None:
    """There are twenty circled numbers; brackets go on."""
    assert number_mark(number) == mark


@pytest.mark.parametrize("name", PRESETS)
def test_a_map_for_the_wall_says_all_that_the_working_copy_says(
    name: str, catalog: Catalog
) -> None:
    """Every remark of a layer that is on is a footnote, but for the long form of the coverage."""
    working = build(PRESETS[name], catalog).payload()
    wall = build(PRESETS[name], catalog, finish="presentation")
    said = " ".join(wall.payload().get("footnotes", ()))
    for spec in working["layers"]:
        legend = spec.get("legend")
        if legend and spec["on"]:
            notes = legend.get("notes", [])
            for note in notes[1:] if legend.get("coverage") else notes:
                assert note in said
    assert "footnotes" not in working
    page = wall.get_root().render()
    assert all(text in page for text in wall.footnotes)
