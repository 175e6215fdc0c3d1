"""The page of a deck: one strict file, the same each time, whatever its texts hold."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
import struct
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from geo.deck import Deck, Slide, Words, load_shipped, say
from geo.errors import ExportError
from geo.export.deck import page as page_module
from geo.export.deck import render_deck, write_deck
from geo.export.deck.content import show_slides
from geo.export.html import render_html
from geo.export.picture import draw_map, draw_picture
from geo.maps import build
from geo.presets import STARTS
from geo.settings import FONT_ENV
from geo.types import LANGS
from geo.view import View
from tests.hostile import PAYLOADS, as_shown, plant

DECK = load_shipped("zones-26-35")
TODAY = dt.date(2026, 11, 27)
MOST_BYTES = 3_000_000


class Reader(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.scripts = []
        self.data = {}
        self.text = []
        self._script = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if tag == "script":
            self._script = attrs
            self.scripts.append("")

    def handle_endtag(self, tag):
        if tag == "script":
            key = self._script.get("id") or self._script.get("data-za-part")
            if self._script.get("type") == "application/json":
                self.data[key] = json.loads(self.scripts.pop())
            self._script = None

    def handle_data(self, data):
        if self._script is None:
            self.text.append(data)
        else:
            self.scripts[-1] += data


@pytest.fixture(scope="module", params=LANGS)
def shipped(request, catalog):
    return request.param, render_deck(DECK, catalog, lang=request.param, today=TODAY)


ADDRESS = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")


def drawn(page):
    """Return the pictures of maps that stand in a page, in its order."""
    found = [base64.b64decode(one) for one in ADDRESS.findall(page)]
    # smaller ones are Leaflet's icons and the relief
    return [one for one in found if struct.unpack(">II", one[16:24]) == (1000, 640)]


def small(*slides):
    return Deck(title=Words(zh="题", en="Title"), slides=slides)


def test_a_deck_is_small_and_the_same_each_time(catalog, shipped):
    lang, page = shipped
    assert len(page.encode()) < MOST_BYTES
    assert render_deck(DECK, catalog, lang=lang, today=TODAY) == page


def test_the_policy_allows_the_scripts_that_are_there_and_nothing_else(shipped):
    _, page = shipped
    reader = Reader(page)
    (policy,) = [
        attrs["content"]
        for tag, attrs in reader.tags
        if tag == "meta" and attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    allowed = re.findall(r"'sha256-([^']+)'", policy)
    there = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in reader.scripts]
    assert allowed == there
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert not [attrs for _, attrs in reader.tags if any(name.startswith("on") for name in attrs)]
    assert not [tag for tag, _ in reader.tags if tag in {"link", "iframe", "img", "object", "base"}]
    assert "sourceMappingURL" not in page


def picture_boxes(page):
    """Return the attributes of what shows a picture of a map."""
    return [a for _, a in Reader(page).tags if "zd-picture" in a.get("class", "").split()]


def test_every_map_stands_in_the_page_as_a_picture_and_no_picture_twice(catalog, shipped):
    lang, page = shipped
    boxes = picture_boxes(page)
    assert len(boxes) == len([slide for slide in DECK.slides if slide.view is not None])
    pictures = drawn(page)
    assert len(pictures) == len(set(pictures))
    # two slides show the same map: all zones in the five economic zones
    assert len(pictures) == len({box["class"] for box in boxes}) == len(boxes) - 1
    assert all(box["role"] == "img" and box["aria-label"] for box in boxes)
    view = replace(DECK.slides[1].view, lang=lang)
    assert pictures[1] == draw_picture(
        view, catalog, format="png", paper="screen", finish="presentation"
    )


def test_a_picture_that_several_slides_show_is_held_once(catalog):
    views = [STARTS["zones"], STARTS["platforms"], STARTS["zones"]]
    slides = (Slide(title=Words(zh=f"图{n}"), view=view) for n, view in enumerate(views))
    page = render_deck(small(*slides), catalog, lang="zh", today=TODAY)
    assert len(drawn(page)) == len(set(drawn(page))) == 2
    boxes = picture_boxes(page)
    assert [box["class"] for box in boxes] == [
        "zd-picture zd-picture-1",
        "zd-picture zd-picture-2",
        "zd-picture zd-picture-1",
    ]
    assert boxes[0]["aria-label"] == boxes[2]["aria-label"]
    # read after the last script, so that the first slide does not wait for them
    assert page.index("</script>\n<style>\n.zd-picture-1 {") > page.rindex("<script>")


def test_parks_that_were_never_recognised_are_in_no_picture(catalog):
    view = replace(STARTS["zones"], zone_levels=("national", "provincial", "candidate"))
    plain = replace(view, zone_levels=("national", "provincial"))
    asked, without = (
        show_slides(
            small(Slide(title=Words(zh="图"), view=one)), catalog, lang="zh", pictures=True
        )[0].picture
        for one in (view, plain)
    )
    assert asked == without
    assert asked != draw_map(
        build(view, catalog, finish="presentation"), format="png", paper="screen"
    )


def test_without_a_font_the_deck_has_no_pictures_and_is_otherwise_the_same(catalog, monkeypatch):
    deck = small(Slide(title=Words(zh="图"), view=STARTS["zones"]))
    whole = render_deck(deck, catalog, lang="zh", today=TODAY)
    bare = render_deck(deck, catalog, lang="zh", today=TODAY, pictures=False)
    assert len(drawn(whole)) == 1
    assert drawn(bare) == []
    rest = re.sub(r'<div class="zd-picture [^>]*></div>\n', "", whole)
    assert re.sub(r"<style>\n\.zd-picture-1 [^<]*</style>\n", "", rest) == bare
    monkeypatch.setenv(FONT_ENV, "no-such-font.ttf")
    assert render_deck(deck, catalog, lang="zh", today=TODAY) == bare


YOUNGER = {
    "first.js": r"=>|\blet\b|\bconst\b|`",
    "deck.js": r"\.at\(|hasOwn|structuredClone|\.findLast|\?\?=|\|\|=|&&=|\.replaceAll|checkVisibility|"
    r"\binert\b|class \w+ {[^}]*#|=>|\bawait\b|\blet\b|\bconst\b|`",
    "deck.css": r"(?<!-)\binset:|:is\(|:where\(|:has\(|aspect-ratio|@container|@layer|\bdvh\b|accent-color|"
    r"inset-inline|color-mix|&\s|overflow:\s*clip",
}
"""What Chromium 86 does not know, or the house's scripts do not use."""


@pytest.mark.parametrize("name", YOUNGER)
def test_script_and_style_keep_to_what_old_browsers_know(name):
    text = page_module._static(name)
    assert re.findall(YOUNGER[name], text) == []


def test_every_part_stands_once_and_every_part_named_is_there(shipped):
    _, page = shipped
    names = re.findall(r'data-za-part="([^"]+)"', page)
    assert len(names) == len(set(names))
    content = json.dumps(Reader(page).data["zd-content"])
    assert set(
        re.findall(r'"((?:areas|outline|names|rivers|lines|zones|labels)-[^"]+)"', content)
    ) <= set(names)
    # geometry is by far the largest: of each kind once
    assert len([name for name in names if name.startswith("areas-prefecture")]) == 1


def test_slides_stand_in_the_page_as_text(shipped):
    lang, page = shipped
    reader = Reader(page)
    text = " ".join("".join(reader.text).split())
    for slide in DECK.slides:
        for words in (slide.title, *slide.text):
            assert " ".join(say(words, lang).split()) in text
        for line in say(slide.notes, lang).splitlines():
            assert line in text
    assert dict(reader.tags)["html"]["lang"] == {"zh": "zh-CN", "en": "en"}[lang]
    sections = [attrs for tag, attrs in reader.tags if tag == "section"]
    assert len(sections) == len(DECK.slides)
    assert len(reader.data["zd-content"]["slides"]) == len(DECK.slides)


def test_maps_are_those_of_the_maps_file_in_the_decks_language(catalog, shipped):
    lang, page = shipped
    maps = [slide["map"] for slide in Reader(page).data["zd-content"]["slides"]]
    for slide, payload in zip(DECK.slides, maps, strict=True):
        assert (payload is None) == (slide.view is None)
        if payload is not None:
            assert payload["lang"] == lang
    view = replace(DECK.slides[1].view, lang=lang)
    single = Reader(render_html(view, catalog, finish="presentation", today=TODAY)).data[
        "za-payload"
    ]
    assert maps[1]["layers"] == single["layers"]


def test_a_working_deck_leaves_the_remarks_in_the_legends(catalog):
    view = STARTS["platforms"]
    deck = small(Slide(title=Words(zh="平台"), view=view))
    (presented,) = show_slides(deck, catalog, lang="zh")
    (working,) = show_slides(deck, catalog, lang="zh", finish="working")
    assert "note" in [line.kind for line in presented.lines]
    assert "note" not in [line.kind for line in working.lines]


def test_the_foot_names_sources_once_and_passes_over_ids_that_are_none(catalog):
    slide = Slide(
        kind="text",
        title=Words(zh="题"),
        sources=("Z-S01", "P-P01", "C-PLAN2025", "no-such-source", "C-DERIVED", "Z-S02"),
    )
    (shown,) = show_slides(small(slide), catalog, lang="zh")
    (line,) = shown.lines
    assert line.text == (
        "文字资料来源：四川省“十四五”高新技术产业发展规划（征求意见稿，2022年4月），"
        "未与2022年10月17日印发稿核对；本图谱测算；"
        "四川省人民政府关于促进高新技术产业开发（园）区高质量发展的实施意见（川府发〔2021〕28号）（2021）"
    )


def test_author_and_date_stand_on_the_cover_and_only_if_given(catalog):
    cover = Slide(kind="cover", title=Words(zh="封面"))
    plain = render_deck(small(cover), catalog, lang="zh")
    assert 'class="zd-author"' not in plain
    assert 'class="zd-date"' not in plain
    told = Deck(
        title=Words(zh="题"),
        author=Words(zh="规划处"),
        date="2026-12-01",
        slides=(cover, Slide(kind="text", title=Words(zh="后"))),
    )
    page = render_deck(told, catalog, lang="zh")
    assert page.count("规划处") == 1
    assert page.count("2026年12月1日") == 1


def test_the_users_own_review_number_replaces_the_warning(catalog):
    view = replace(STARTS["zones"], review_number="GS川（2026）12号")
    slide = Slide(title=Words(zh="图")).model_copy(update={"view": view})
    kinds = [line.kind for line in show_slides(small(slide), catalog, lang="zh")[0].lines]
    assert "review" not in kinds
    assert kinds.count("credit") == 2


def test_a_map_that_can_be_read_as_a_ranking_waits_for_the_confirmation(catalog):
    view = View(
        page="eligibility", criterion="nat_r1", rule_set="nat_upgrade_state_council_replies"
    )
    deck = small(Slide(title=Words(zh="一")), Slide(title=Words(zh="二"), view=view))
    with pytest.raises(ExportError, match="slides 2: expected confirmed_states=True"):
        render_deck(deck, catalog, lang="zh")
    assert "zd-content" in render_deck(deck, catalog, lang="zh", confirmed_states=True, today=TODAY)


def test_a_deck_without_slides_is_refused(catalog, tmp_path):
    with pytest.raises(ExportError, match="at least one"):
        write_deck(small(), catalog, tmp_path / "x.html", lang="zh")
    assert not (tmp_path / "x.html").exists()


def kept(text):
    """Return a payload as a deck may hold it, and a page may show it."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", "", text)


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_hostile_words_are_text(catalog, payload):
    words = Words(zh=f"甲{kept(payload)}")
    deck = Deck(
        title=words,
        subtitle=words,
        author=words,
        slides=(Slide(kind="cover", title=words, text=(words,), notes=words),),
    )
    page = render_deck(deck, catalog, lang="zh")
    reader = Reader(page)
    assert len(reader.scripts) == 5
    usual = Reader(
        render_deck(
            small(Slide(kind="cover", title=Words(zh="x"), text=(Words(zh="y"),))),
            catalog,
            lang="zh",
        )
    )
    extra = {"h2", "p", "span"}  # words that are kept whole, paragraphs of the notes
    assert {tag for tag, _ in reader.tags} <= {tag for tag, _ in usual.tags} | extra
    text = "".join(reader.text)
    for line in kept(payload).splitlines():
        assert line.strip() in text
    assert "1337" not in page.replace(payload, "")


@pytest.mark.parametrize("lang", LANGS)
def test_hostile_data_are_text(catalog, lang):
    planted = plant(catalog)
    page = render_deck(DECK, planted.catalog, lang=lang, today=TODAY, pictures=False)
    reader = Reader(page)
    assert len(reader.scripts) == 5
    assert not [attrs for _, attrs in reader.tags if any(name.startswith("on") for name in attrs)]
    assert not {tag for tag, _ in reader.tags} & {"img", "iframe", "base", "math", "object"}
    (title,) = planted.shown("sources", f"title_{lang}", ["Z-S02"])
    assert as_shown(title) in "".join(reader.text)
