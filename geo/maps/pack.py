"""What one page holds beside its first map: other years, indicators, languages; names to look up.

The script of a page (``static/page.js``) swaps descriptions of layers; geometry and points are
parts, named by content, and stand in the page once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.locale import translator
from geo.maps.text import to_json
from geo.maps.twin import write_section

if TYPE_CHECKING:
    from geo.maps.atlas_map import AtlasMap
    from geo.maps.parts import Part
    from geo.maps.twin import Pieces
    from geo.types import Lang

_KINDS = ("zone", "prefecture", "county")


@dataclass(frozen=True)
class State:
    """One map of a page.

    Attributes
    ----------
    period
        The period shown; blank where the map has none.
    when
        The same in words.
    said
        How many places have a value.
    remarks
        What a reader who goes through the years must know.
    """

    atlas: AtlasMap
    period: str = ""
    when: str = ""
    said: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One entry of the choice of indicators.

    Attributes
    ----------
    name
        As the reader sees it.
    states
        Numbers of its maps, oldest period first.
    start
        The one of these that opens.
    """

    name: str
    states: tuple[int, ...]
    start: int


@dataclass(frozen=True)
class Pack:
    """All that a page holds.

    Attributes
    ----------
    states
        The maps, language by language; the first is the one that the page opens with.
    options
        What there is to choose, by language; states and order are the same in each.
    names
        Rows of what can be looked up (`geo.maps.lookup`).
    picture
        PNG that stands in for the map where no script runs; None for none.
    """

    states: tuple[State, ...]
    options: dict[Lang, tuple[Option, ...]]
    names: tuple[list[Any], ...] = ()
    picture: bytes | None = None

    def parts(self) -> list[Part]:
        """Return the parts that the maps name, each once, in order of first use."""
        found = {part.name: part for state in self.states for part in state.atlas.parts()}
        return list(found.values())

    def twin(self) -> str:
        """Return the markup of the tables of all maps, those that are not shown at first hidden."""
        sections = []
        number = 0
        for lang in self.options:
            used: dict[str, int] = {}
            pieces: list[Pieces] = [
                state.atlas.page.pieces(used) for state in self._states_of(lang)
            ]
            sections.append(write_section(pieces, translator(lang), number))
            number += len(pieces)
        return "".join(sections)

    def _states_of(self, lang: Lang) -> list[State]:
        return [state for state in self.states if state.atlas.page.lang == lang]

    def content(self) -> dict[str, Any]:
        """Return what the page's script reads, the first map's own payload left out."""
        payloads = [state.atlas.payload() for state in self.states]
        numbers: dict[str, int] = {}
        specs: list[dict[str, Any]] = []
        for payload in payloads:
            for spec in payload["layers"]:
                if numbers.setdefault(to_json(spec), len(specs)) == len(specs):
                    specs.append(spec)
        return {
            "words": {lang: self.words(lang) for lang in self.options},
            "options": {
                lang: [
                    {"name": option.name, "states": option.states, "start": option.start}
                    for option in options
                ]
                for lang, options in self.options.items()
            },
            "specs": specs[len(payloads[0]["layers"]) :],
            "states": [
                {
                    "lang": payload["lang"],
                    "period": state.period,
                    "when": state.when,
                    "said": state.said,
                    "remarks": state.remarks,
                    **(_difference(payload, numbers) if number else {}),
                }
                for number, (state, payload) in enumerate(zip(self.states, payloads, strict=True))
            ],
            "names": self.names,
        }

    def words(self, lang: Lang) -> dict[str, Any]:
        """Return the page's words around the maps of one language."""
        t = translator(lang)
        atlas = self._states_of(lang)[0].atlas
        return {
            "map": atlas.text,
            "subtitle": atlas.page.subtitle,
            "finish": t("finish.working") if atlas.finish == "working" else "",
            "name": t(f"lang.{lang}"),
            "notes": t("map.page_notes"),
            "full_screen": t("map.page_full_screen"),
            "leave_full_screen": t("map.page_leave_full_screen"),
            "print": t("map.page_print"),
            "choose": t("map.page_choose"),
            "indicator": t("map.page_indicator"),
            "year": t("map.page_year"),
            "look_up": t("map.page_look_up"),
            "look_up_hint": t("map.page_look_up_hint"),
            "results": t("search.results"),
            "found": t("search.found", n="{n}"),
            "none": t("search.none"),
            "kinds": {kind: t(f"search.kind_{kind}") for kind in _KINDS},
        }


def pack_alone(atlas: AtlasMap) -> Pack:
    """Return the pack of a page that holds one map and no names."""
    return Pack((State(atlas),), {atlas.page.lang: (Option(atlas.page.title, (0,), 0),)})


def _difference(payload: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    """Return what a later map does not take over from the first."""
    return {
        "title": payload["title"],
        "lines": payload["lines"],
        "layers": [numbers[to_json(spec)] for spec in payload["layers"]],
        "footnotes": payload.get("footnotes", []),
    }
