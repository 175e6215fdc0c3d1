"""The tables below the map hold the same facts as the map, as text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from geo.indicators import rank, select
from geo.locale import translator
from geo.maps import build
from geo.maps.points import shown_platforms
from geo.types import LAYER_NAMES
from geo.view import View

VIEW = View(indicator="gdp", period="2019", layers=LAYER_NAMES)


class ReadTables(HTMLParser):
    """Tables as lists of rows, lists as lists of items."""

    def __init__(self, markup):
        super().__init__(convert_charrefs=True)
        self.heads, self.tables, self.lists, self.captions, self._into = [], [], [], [], None
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.heads.append([])
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"ul", "ol"}:
            self.lists.append([])
        elif tag in {"td", "th", "li", "caption"}:
            self._into = ""

    def handle_data(self, data):
        if self._into is not None:
            self._into += data

    def handle_endtag(self, tag):
        if tag not in {"td", "th", "li", "caption"}:
            return
        if tag == "td":
            self.tables[-1][-1].append(self._into)
        elif tag == "th":
            self.heads[-1].append(self._into)
        elif tag == "li":
            self.lists[-1].append(self._into)
        else:
            self.captions.append(self._into)
        self._into = None


def read(view, catalog):
    twin = ReadTables(build(view, catalog).page.twin())
    twin.tables = [[row for row in rows if row] for rows in twin.tables]  # the head is apart
    return twin


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_of_an_indicator_agrees_with_the_map(catalog, lang):
    view = View(lang=lang, indicator="gdp", period="2019", drawing="fill")
    atlas = build(view, catalog)
    (spec,) = [layer.spec for layer in atlas.layers if layer.slot == "choropleth"]
    t = translator(lang)
    rows = read(view, catalog).tables[0]
    assert [row[0] for row in rows] == list(catalog.prefectures[f"name_{lang}"])
    assert [row[1] for row in rows] == [text or t("common.no_data") for text in spec["texts"]]
    ranks = rank(select(catalog, "gdp", "2019"))
    assert [row[2] for row in rows] == [
        str(place) if held else "—" for place, held in zip(ranks, ranks.notna(), strict=True)
    ]


def test_a_withheld_value_says_why_and_names_no_source(catalog):
    t = translator("zh")
    rows = {row[0]: row for row in read(VIEW, catalog).tables[0]}
    for code in ("513200", "513300", "513400"):
        row = rows[catalog.prefectures.loc[code, "name_zh"]]
        assert row[1:] == [t("common.no_data"), "—", "—", t("map.gap_unverified"), ""]


def test_the_caption_counts_what_is_usable(catalog):
    assert read(VIEW, catalog).captions[0] == translator("zh")("map.twin_indicator", n=18, total=21)


def test_every_number_in_brackets_leads_to_its_source(catalog):
    twin = read(VIEW, catalog)
    sources = twin.lists[-1]
    assert len(set(sources)) == len(sources) > 5
    cited = set()
    for table in twin.tables:
        for row in table:
            if row[-1]:
                assert re.fullmatch(r"\[\d+(, \d+)*\]", row[-1])
                cited |= {int(number) for number in re.findall(r"\d+", row[-1])}
    assert cited == set(range(1, len(sources) + 1))
    first = select(catalog, "gdp", "2019").frame["source_ids"].iloc[0]
    for source_id, line in zip(first, sources, strict=False):
        assert catalog.sources.loc[source_id, "title_zh"] in line


def test_every_platform_row_is_cited(catalog):
    table = read(VIEW, catalog).tables[2]
    drawn, _ = shown_platforms(catalog, VIEW)
    assert [row[0] for row in table] == list(drawn["name_zh"])
    for (_, platform), row in zip(drawn.iterrows(), table, strict=True):
        assert len(re.findall(r"\d+", row[-1])) == len(platform["source_ids"])


@pytest.mark.parametrize(
    ("layers", "tables"),
    [((), 1), (("zones",), 2), (("platforms",), 2), (("zones", "platforms"), 3)],
)
def test_a_table_stands_only_for_a_layer_that_is_on(catalog, layers, tables):
    view = View(indicator="gdp", period="2019", layers=layers)
    assert len(read(view, catalog).tables) == tables


def test_a_map_without_an_indicator_has_no_table_of_one(catalog):
    assert len(read(View(layers=("zones",)), catalog).tables) == 1


def test_zones_stand_as_on_the_map(catalog):
    atlas = build(VIEW, catalog)
    (items,) = [
        json.loads(part.text)["items"] for part in atlas.parts() if part.name.startswith("zones-")
    ]
    table = read(VIEW, catalog).tables[1]
    assert [row[0] for row in table] == [item["card"]["title"] for item in items]
    assert len(table) == 24


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_foot_lines_stand_as_text_with_credit_and_review(catalog, lang):
    t = translator(lang)
    view = View(lang=lang, indicator="gdp", period="2019")
    atlas = build(view, catalog)
    notes = read(view, catalog).lists[0]
    assert notes[: len(atlas.lines)] == [line["text"] for line in atlas.lines]
    assert t("common.credit") in notes
    assert t("common.review_warning") in notes


def test_notes_on_the_series_are_told(catalog):
    notes = read(VIEW, catalog).lists[0]
    told = [note.note_zh for note in select(catalog, "gdp", "2019").notes]
    assert told
    assert set(told) <= set(notes)


def test_counties_are_listed_in_code_order(catalog):
    view = View(geography="county", indicator="population_census2020", period="2020", layers=())
    (table,) = read(view, catalog).tables
    counties = catalog.counties[catalog.counties["kind"] == "county"]
    assert [row[0] for row in table] == list(counties["name_zh"])
