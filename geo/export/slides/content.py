"""What one slide says: words, the picture of a map, and a chart or a table that can be edited."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from geo.export.allowed import without_candidates
from geo.export.deck.content import name_documents
from geo.export.picture import draw_map
from geo.indicators import rank
from geo.locale import translator
from geo.maps import build
from geo.maps.areas import places, selection_label
from geo.maps.builder import choose
from geo.maps.words import text_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from geo.catalog import Catalog
    from geo.catchment.travel import Travel
    from geo.indicators import Selection
    from geo.locale import Translator
    from geo.types import Finish
    from geo.view import View

MOST_BARS: Final = 8
_DPI: Final = {"slide": 200, "half": 250}
"""Both give more than 2,000 pixels across."""

MOST_ROWS: Final = 7
_COUNTED: Final = ("zones", "platforms")
"""Layers whose legends count what is drawn."""


@dataclass(frozen=True)
class Chart:
    """Bars, the first on top.

    Attributes
    ----------
    label
        What is measured, and when.
    series
        Head of the column of values, with its unit.
    names, values
        One bar each: the first places of a rank.
    total
        How many places have a value.
    decimals
        Of the values' labels.
    """

    label: str
    series: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    total: int
    decimals: int

    def cut(self, most: int) -> Chart:
        """Return the chart with its first bars only."""
        return replace(self, names=self.names[:most], values=self.values[:most])

    def title(self, t: Translator) -> str:
        """Return what stands above it: what is measured, and how many of the places are shown."""
        return t("slides.chart_title", label=self.label, n=len(self.names), total=self.total)


@dataclass(frozen=True)
class Table:
    """A few rows; numbers stay numbers as text.

    Attributes
    ----------
    head, rows
        Texts of the cells.
    numeric
        Columns of numbers, counted from 0.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()


@dataclass(frozen=True)
class SlideContent:
    """What one slide says.

    Attributes
    ----------
    title
        Of the slide.
    subtitle
        Of the map, with its year; empty without a map.
    text
        Paragraphs.
    notes
        What the speaker says, and below it footnotes, sources, credit and review line.
    footnotes, sources, documents
        What stands at the foot: notes and sources of the map, documents that the words rest on.
    picture
        The map as PNG; None for a slide of words.
    chart, table
        What can be edited beside the map; at most one.
    is_cover
        Whether it opens a deck.
    mark
        "Working copy" where it is one, else empty.
    """

    title: str
    subtitle: str = ""
    text: tuple[str, ...] = ()
    notes: str = ""
    footnotes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    picture: bytes | None = None
    chart: Chart | None = None
    table: Table | None = None
    is_cover: bool = False
    mark: str = ""


def tell_view(
    view: View,
    catalog: Catalog,
    *,
    finish: Finish = "presentation",
    travel: Travel | None = None,
    confirmed_states: bool = False,
    title: str = "",
    text: Sequence[str] = (),
    notes: str = "",
    sources: Sequence[str] = (),
) -> SlideContent:
    """Return the slide of one map.

    Parameters
    ----------
    view
        What the map shows; its language is the slide's.
    catalog
        The checked data.
    finish
        Of the map.
    travel
        Where drive times come from; the model over the terrain if not given.
    confirmed_states
        Whether somebody has checked a map of all zones by the state of one line.
    title, text, notes
        Of the slide; without a title it bears the map's.
    sources
        Ids of further sources, of what the text says.

    Raises
    ------
    ExportError
        If such a map was not confirmed, or no Chinese font is found.
    """
    t = translator(view.lang)
    shown, _ = without_candidates(view, catalog)
    atlas = build(shown, catalog, travel, finish=finish)
    payload = atlas.payload()
    heading = str(payload["title"])
    selection = choose(view, catalog)
    chart = chart_of(selection, catalog, t) if selection is not None else None
    # the counts are in the legend too: they are for who has nothing else to say
    table = None if chart is not None or text else table_of(payload["layers"], t)
    # beside words the map has less room, and other sizes
    paper = "half" if text or chart is not None or table is not None else "slide"
    picture = draw_map(
        atlas, format="png", paper=paper, dpi=_DPI[paper], confirmed_states=confirmed_states
    )
    return SlideContent(
        title=title or heading,
        subtitle=heading if title else "",
        text=tuple(text),
        notes=write_notes(notes, view, catalog, payload, sources=sources),
        footnotes=tuple(payload.get("footnotes", ())),
        sources=tuple(line["text"] for line in payload["lines"] if line["kind"] == "source"),
        documents=tuple(name_documents(catalog, sources, t)),
        picture=picture,
        chart=chart,
        table=table,
        mark=t(f"finish.{finish}") if finish == "working" else "",
    )


def chart_of(selection: Selection, catalog: Catalog, t: Translator) -> Chart | None:
    """Return the first places of an indicator as bars; None where it ranks none.

    What has no value or is left out has no bar.
    """
    ranks = rank(selection).dropna().sort_values(kind="stable")
    if ranks.empty:
        return None
    first = ranks.index[:MOST_BARS]
    table = places(catalog, selection.geography)
    unit = selection.unit_zh if t.lang == "zh" else selection.unit_en
    values = selection.frame.loc[first, "value"].astype(float)
    label = selection_label(selection, catalog, t)
    return Chart(
        label=label,
        series=t("export.value_column", label=label, unit=unit),
        names=tuple(_short(table, catalog, str(code), t) for code in first),
        values=tuple(round(float(value), selection.decimals) for value in values),
        total=len(ranks),
        decimals=selection.decimals,
    )


def _short(table: pd.DataFrame, catalog: Catalog, code: str, t: Translator) -> str:
    if code in catalog.prefectures.index:
        return text_at(catalog.prefectures, code, "short", t.lang)
    return text_at(table, code, "name", t.lang)


def table_of(layers: Iterable[dict[str, Any]], t: Translator) -> Table | None:
    """Return what the legends of points count, as a table; None where they count nothing."""
    rows: list[tuple[str, str]] = []
    for spec in layers:
        if spec["on"] and spec["id"] in _COUNTED:
            rows += [
                (str(entry["label"]), str(entry["count"]))
                for entry in spec.get("legend", {}).get("entries", ())
                if entry.get("count")
            ]
    if not rows:
        return None
    return Table((t("slides.what"), t("slides.how_many")), tuple(rows[:MOST_ROWS]), numeric=(1,))


def write_notes(
    notes: str,
    view: View,
    catalog: Catalog,
    payload: Mapping[str, Any],
    *,
    sources: Iterable[str] = (),
) -> str:
    """Return the notes of a slide: speech, footnotes, lines of the map's foot, sources."""
    t = translator(view.lang)
    from geo.export.data.content import sources_of  # noqa: PLC0415 - heavy, and slides alone need it

    blocks = [notes.strip()]
    blocks.append("\n".join(payload.get("footnotes", ())))
    # what only says where the footnotes stand is of no use here
    lines = [line["text"] for line in payload["lines"] if line["kind"] != "note"]
    blocks.append("\n".join(lines))
    cited = [source.line for source in sources_of(view, catalog)]
    cited += [line for line in name_sources(sources, catalog, t) if line not in cited]
    if cited:
        numbered = [f"{number}. {line}" for number, line in enumerate(cited, start=1)]
        blocks.append("\n".join([t("slides.sources"), *numbered]))
    return "\n\n".join(block for block in blocks if block)


def name_sources(ids: Iterable[str], catalog: Catalog, t: Translator) -> list[str]:
    """Return sources in words, those that the catalogue holds."""
    known = [one for one in dict.fromkeys(ids) if one in catalog.sources.index]
    rows = catalog.sources.loc[known].to_dict("records")
    unknown = t("common.date_unknown")
    return [
        t(
            "map.source_line",
            title=row[f"title_{t.lang}"] or "",
            publisher=row[f"publisher_{t.lang}"] or "",
            date=row["date"] if isinstance(row["date"], str) and row["date"] else unknown,
            status=t(f"status.{row['status']}"),
        )
        for row in rows
    ]
