"""What a View shows, gathered once for every kind of file: tables, sources and what to know.

Files hold less than the map: no candidate, nothing sensitive, nothing that rests on memory, and no
value that is unverified or suspect. What is left behind is counted.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.citation import cite_work, find_data_date
from geo.errors import ExportError
from geo.export.allowed import without_candidates
from geo.export.data.areas import tell_areas
from geo.export.data.cited import describe_cited
from geo.export.data.model import Content, clean_text
from geo.export.data.points import tell_platforms, tell_science, tell_zones
from geo.export.data.scene import Scene
from geo.export.html import needs_confirmation
from geo.locale import translator
from geo.maps import build
from geo.maps.builder import choose
from geo.maps.parts import Memo
from geo.maps.themes import draw_theme
from geo.view import resolve

if TYPE_CHECKING:
    import datetime as dt

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.export.data.cited import Source
    from geo.export.data.model import Table
    from geo.locale import Translator
    from geo.maps.eligibility import Held
    from geo.types import Finish
    from geo.view import View

_KEPT: Memo[Content] = Memo(8)


def gather(
    view: View,
    catalog: Catalog,
    *,
    finish: Finish = "working",
    travel: Travel | None = None,
    confirmed_states: bool = False,
    today: dt.date | None = None,
) -> Content:
    """Gather what `view` shows.

    Parameters
    ----------
    view
        What to show; parts that the catalogue does not hold fall back (`geo.view.resolve`).
    catalog
        The checked data.
    finish
        Finish of the map; its footnotes are told, or the remarks of its legends.
    travel
        Where drive times of catchments come from; the model over the terrain if not given.
    confirmed_states
        Whether somebody has checked a map of all zones by the state of one line.
    today
        Day from which the age of a zone's figures is counted; that of the reader's calendar if
        not given.

    Returns
    -------
    Content
        With one table at least.

    Raises
    ------
    ExportError
        If `view` shows all zones by the state of one line and nobody has checked it.
    """
    if needs_confirmation(view) and not confirmed_states:
        raise ExportError(
            f"criterion {view.criterion}: expected confirmed_states=True for data of all zones by "
            "the state of one line, came False; such a table can be read as a ranking: check it, "
            "then confirm"
        )
    shown, left = without_candidates(view, catalog)
    shown, _ = resolve(shown, catalog)

    def make() -> Content:
        return _gather(shown, catalog, left, _Way(finish, travel, today))

    if shown.case_zone is not None or shown.criterion is not None:
        return make()  # the rules are of a folder that may change at any time
    digest = "" if travel is None else travel.digest
    return _KEPT.get((catalog.digest, shown, left, finish, digest), make)


def sources_of(
    view: View,
    catalog: Catalog,
    *,
    travel: Travel | None = None,
    today: dt.date | None = None,
) -> tuple[Source, ...]:
    """Return the sources of what `view` shows, in the order of citation, numbered from 1.

    Parameters
    ----------
    view, catalog, travel, today
        As for `gather`.

    Returns
    -------
    tuple of Source
        In the language of the View; ``line`` has all of one in words.
    """
    return gather(view, catalog, travel=travel, confirmed_states=True, today=today).sources


@dataclass(frozen=True)
class _Way:
    """How a file is made."""

    finish: Finish
    travel: Travel | None
    today: dt.date | None


def _gather(view: View, catalog: Catalog, left: int, way: _Way) -> Content:
    from geo.maps.asked import MODEL  # noqa: PLC0415 - slow to load, as in geo.maps.builder

    t = translator(view.lang)
    travel = way.travel or MODEL
    atlas = build(view, catalog, travel, today=way.today, finish=way.finish)
    held = _hold(catalog, view, t, way.today)
    scene = Scene(catalog, view, t, travel, atlas, choose(view, catalog), held)
    tables, said, withheld = _list_tables(scene)
    if left:
        withheld.append(t.plural("data_export.candidates_left", left))
    cited = dict.fromkeys(source for table in tables for ids in table.cited for source in ids)
    credit = [line["text"] for line in atlas.lines if line["kind"] in {"credit", "review"}]
    title = clean_text(atlas.page.title)
    day = find_data_date(catalog)
    about = [
        ("title", title),
        ("finish", t(f"finish.{way.finish}")),
        ("period", _say_periods(tables, view, t)),
        ("data_day", t.date(day)),
    ]
    told: set[str] = set()
    for table in tables:
        about.append(("table", _count(table, t, is_named=table.title not in told)))
        told.add(table.title)
    about += [("reading", t("data_export.empty_cells")), ("crs", t("data_export.crs"))]
    notes = [*_list_notes(scene), *said]
    about += [("note", note) for note in dict.fromkeys(notes) if note]
    about += [("left", note) for note in dict.fromkeys(withheld)]
    about += [("foot", text) for text in _list_lines(scene)]
    about += [("credit", line) for line in credit]
    about.append(("citation", cite_work(title, "table", catalog, t)))
    return Content(
        view.lang,
        title,
        tuple((t(f"data_export.item_{item}"), clean_text(text)) for item, text in about),
        tuple(tables),
        describe_cited(catalog, cited, t),
        tuple(clean_text(line) for line in credit),
        day,
    )


def _hold(catalog: Catalog, view: View, t: Translator, today: dt.date | None) -> Held | None:
    if view.case_zone is None and view.criterion is None:
        return None
    from geo.maps.eligibility import hold_zones  # noqa: PLC0415 - one page needs it

    return hold_zones(catalog, view, t, today=today)


def _list_tables(scene: Scene) -> tuple[list[Table], list[str], list[str]]:
    """Return the tables, the main one first, notes on them, and what must be said of the rest."""
    catalog, view, t, held = scene.catalog, scene.view, scene.t, scene.held
    areas, withheld = tell_areas(scene)
    coloured = areas if "data_state" in _names(areas) else None
    tables: list[Table | None] = [coloured]
    said: list[str] = []
    if view.catchment is not None:
        from geo.export.data.ground import tell_catchments  # noqa: PLC0415 - one page needs it

        ground, said = tell_catchments(scene)
        tables += ground
    if held is not None and "zones" in view.layers:
        from geo.export.data.rules import tell_lines, tell_states  # noqa: PLC0415 - as above

        if held.evaluation is not None:
            tables.append(tell_lines(held.evaluation, t, catalog))
        if held.verdicts:
            states, notes = tell_states(catalog, held.verdicts, t)
            tables.append(states)
            withheld += notes
    if view.page == "monitoring":
        from geo.export.data.figures import tell_figures  # noqa: PLC0415 - as above

        figures, notes = tell_figures(scene)
        tables.append(figures)
        withheld += notes
    if "zones" in view.layers and (held is None or held.listed != ()):
        listed = None if held is None else held.listed
        zones, notes = tell_zones(catalog, view, t, listed)
        tables.append(zones)
        withheld += notes
    if "platforms" in view.layers:
        platforms, notes = tell_platforms(catalog, view, t)
        tables.append(platforms)
        withheld += notes
    if "science_cities" in view.layers:
        cities, notes = tell_science(catalog, t)
        tables.append(cities)
        withheld += notes
    found = [table for table in tables if table is not None]
    # the ground of the map: the economic zones, coloured or not
    if coloured is None and ("choropleth" in view.layers or not found):
        found.append(areas)
    return found, said, withheld


def _names(table: Table) -> set[str]:
    return {column.name for column in table.columns}


def _say_periods(tables: list[Table], view: View, t: Translator) -> str:
    """Return the periods of the main table; of a map of an earlier date, that date."""
    names = [name for name in _names(tables[0]) if name.startswith("period")]
    found = Counter(
        cell for name in sorted(names) for cell in tables[0].column(name) if isinstance(cell, str)
    )
    periods = list(found)
    if view.asof is not None:
        periods.append(t("map.zones_asof", period=t.period(view.asof)))
    return t("map.semicolon").join(periods) or t("data_export.no_period")


def _count(table: Table, t: Translator, *, is_named: bool) -> str:
    named = table.tab
    if is_named and table.title != table.tab:
        named = t("data_export.table", tab=table.tab, title=table.title)
    parts = [t.plural("data_export.rows", len(table.rows), table=named)]
    if "data_state" in _names(table):
        states, held = Counter(table.column("data_state")), t("data_export.held")
        parts += [
            t("data_export.state_count", state=state, n=t.number(states[state], 0))
            for state in sorted(states, key=lambda state: state != held)
        ]
    if table.shapeless:
        parts.append(t.plural("data_export.shapeless", table.shapeless))
    return t("map.semicolon").join(parts)


def _list_lines(scene: Scene) -> list[str]:
    """Return the source lines of the map; what its cards tell stands in columns here."""
    t = scene.t
    lines = [line["text"] for line in scene.atlas.lines if line["kind"] == "source"]
    places = t("map.foot_places")
    return [t("data_export.foot_places") if line == places else line for line in lines]


def _list_notes(scene: Scene) -> list[str]:
    """Return what is said around the map and below its tables."""
    catalog, view, t, atlas = scene.catalog, scene.view, scene.t, scene.atlas
    notes = list(atlas.footnotes)
    for layer in atlas.payload()["layers"]:
        # of platforms it is told what is in no file, which is more than what is not on the map
        if layer["on"] and layer.get("legend") and layer["id"] != "platforms":
            notes += layer["legend"].get("notes") or ()
    theme = draw_theme(catalog, view, t, scene.travel)
    if theme is not None:
        notes += theme.notes
    elif scene.selection is not None:
        told = scene.selection.notes
        notes += [note.note_zh if t.lang == "zh" else note.note_en for note in told]
    if scene.held is not None:
        notes += scene.held.remarks
    return notes
