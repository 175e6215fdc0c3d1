"""The shipped deck tells the plan's story from the data: every number, every source."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from geo.deck import dump_deck, load_deck, load_shipped, say, shipped_decks
from geo.export.deck.content import show_slides
from geo.maps import build
from geo.settings import data_dir
from geo.summary import tally_zones
from geo.targets import progress
from geo.types import LANGS, SHOWN_STATUSES
from geo.view import resolve

NAME = "zones-26-35"
DECK = load_shipped(NAME)
SLIDES = {slide.id: slide for slide in DECK.slides}
TODAY = dt.date(2026, 11, 27)

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = (
    r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?",
    r"\d{1,2}月(?:\d{1,2}日)?",
    rf"(?:\d{{1,2}} )?(?:{MONTHS}) (?:19|20)\d\d",
    # a year alone; a number of something is followed by what it counts
    r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d)(?!\s*(?:家|个|项|亿|万|平方|%|km|zones?\b|firms?\b))",
)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def numbers_in(text):
    """Return the numbers of a text that are no part of a date."""
    for pattern in DATES:
        text = re.sub(pattern, " ", text)
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]


def test_dates_are_no_numbers_and_numbers_are_no_dates():
    assert numbers_in("2020年底26家，2022年10月17日；2,000家、2000家") == [26, 2000, 2000]
    assert numbers_in("26 in 2020, on 17 October 2022: 2000 zones and 5.67%") == [26, 2000, 5.67]
    assert numbers_in("当年10月17日的1.5万") == [1.5]


def texts_of(slide, lang):
    return [say(words, lang) for words in (slide.title, *slide.text, slide.notes)]


def published(catalog, sources):
    """Return the numbers that the data files hold on the word of some sources."""
    found = set()
    counts = catalog.plan_counts.reset_index()
    found |= {float(row.value) for row in counts.itertuples() if row.source_id in sources}
    for row in catalog.plan_targets.itertuples():
        if row.source_id in sources:
            found |= {float(row.base_value), float(row.target_value)}
    values = catalog.province_values
    shown = values[
        values["source_id"].isin(sources)
        & values["status"].isin(SHOWN_STATUSES)
        & (values["superseded"].astype(str).str.lower() != "true")
    ]
    found |= set(shown["value"].astype(float))
    for row in catalog.zone_counts.itertuples():
        if row.source_id in sources:
            found |= {row.national, row.provincial, row.total}
    for row in catalog.science_cities.itertuples():
        if row.source_ids and row.source_ids[0] in sources:
            found |= {row.area_km2_published, row.area_km2_derived}
    for source in sources:  # a number in a document's title, such as that of a decree
        for lang in LANGS:
            found |= set(numbers_in(str(catalog.sources[f"title_{lang}"][source])))
    return found


def counted(catalog, slide):
    """Return what is counted in the data for the subject of a slide, by hand."""
    zones = catalog.zones[catalog.zones["level"] != "candidate"]
    tally = tally_zones(catalog)
    missing = tally.counted - int(zones["level_2020"].isin(["national", "provincial"]).sum())
    if slide.id in {"aim", "next"}:
        return {float(tally.counted - missing), float(missing)}
    if slide.id == "provincial":
        return {float(zones["plan_upgrade"].sum())}
    if slide.id == "economic-zones":
        where = zones["prefecture_code"].map(catalog.prefectures["economic_zone"])
        by_level = Counter(zip(where, zones["level"], strict=True))
        return {
            float(len(zones)),
            *map(float, Counter(where).values()),
            *map(float, by_level.values()),
        }
    if slide.id == "targets":
        verdicts = Counter(row.verdict for row in progress(catalog, TODAY))
        return {float(sum(verdicts.values())), *map(float, verdicts.values())}
    if slide.id == "coverage":
        layers = build(slide.view, catalog).payload()["layers"]
        (areas,) = [layer for layer in layers if layer["id"] == "choropleth"]
        return {
            *slide.view.radii_km,
            float((catalog.counties["kind"] == "county").sum()),
            float(zones.geometry.notna().sum()),
            float(missing),
            *map(float, Counter(areas["classes"]).values()),
        }
    return set()


@pytest.mark.parametrize("slide", DECK.slides, ids=lambda slide: slide.id)
@pytest.mark.parametrize("lang", LANGS)
def test_every_number_is_in_the_data_with_a_source_that_the_slide_cites(catalog, slide, lang):
    known = published(catalog, slide.sources) | counted(catalog, slide)
    for text in texts_of(slide, lang):
        for number in numbers_in(text):
            assert number in known, (number, text)


def test_a_number_that_is_made_up_is_found(catalog):
    slide = SLIDES["aim"]
    known = published(catalog, slide.sources) | counted(catalog, slide)
    assert 26 in known
    assert 36 not in known
    assert 35 not in published(catalog, ("Z-S03",))


@pytest.mark.parametrize("slide", DECK.slides, ids=lambda slide: slide.id)
def test_both_languages_tell_the_same_numbers(slide):
    pairs = [*((words.zh, words.en) for words in (slide.title, *slide.text, slide.notes))]
    for zh, en in pairs:
        # proper names are counted in words: 一核四区, one core and four zones
        assert set(numbers_in(zh)) == set(numbers_in(en)) - {14.0 if "14th" in en else None}, zh


def test_levels_are_counted_right_not_only_somehow(catalog):
    tally = tally_zones(catalog)
    aim = [say(words, "zh") for words in SLIDES["aim"].text]
    assert aim[0] == (
        f"2020年底：国家高新区{tally.counted_national}家，省级高新区{tally.counted_provincial}家"
    )
    assert aim[1] == (
        f"2025年目标：国家高新区{tally.aim_national}家，省级高新区{tally.aim_provincial}家"
    )
    zones = catalog.zones[catalog.zones["level"] != "candidate"]
    where = zones["prefecture_code"].map(catalog.prefectures["economic_zone"])
    told = {say(words, "zh") for words in SLIDES["economic-zones"].text}
    for key, name in catalog.economic_zones["name_zh"].items():
        levels = Counter(zones["level"][where == key])
        national, provincial = levels["national"], levels["provincial"]
        line = next(line for line in told if line.startswith(name))
        if not national + provincial:
            assert "未收录" in line
        else:
            assert f"{national + provincial}家" in line
            assert (f"国家{national}家" in line) == (national > 0)


def test_the_named_zones_are_those_of_the_data(catalog):
    zones = catalog.zones
    prefectures = catalog.prefectures
    upgrade = zones[zones["plan_upgrade"].astype(bool)].sort_values("prefecture_code")
    names = [prefectures["short_zh"][code] for code in upgrade["prefecture_code"]]
    assert say(SLIDES["provincial"].text[0], "zh").endswith("、".join(names))
    national = zones[zones["level"] == "national"]
    told = say(SLIDES["national"].text[0], "zh").replace("攀枝花钒钛", "攀枝花").split("、")
    assert told == [prefectures["short_zh"][code] for code in sorted(national["prefecture_code"])]
    last = max(national["upgraded"])
    assert say(SLIDES["national"].text[1], "zh") == "最近一次升级是内江（2017年2月）"
    assert last == "2017-02"
    assert national["upgraded"]["neijiang"] == last


def test_what_is_said_of_the_ground_is_so(catalog):
    layers = build(SLIDES["coverage"].view, catalog).payload()["layers"]
    (areas,) = [layer for layer in layers if layer["id"] == "choropleth"]
    labels = [entry["label"] for entry in areas["legend"]["entries"]]
    counties = catalog.counties[catalog.counties["kind"] == "county"]
    where = counties["prefecture_code"].map(catalog.prefectures["economic_zone"])
    by_zone = Counter(zip(where, (labels[k] for k in areas["classes"]), strict=True))
    assert by_zone["northwest", "未覆盖"] == (where == "northwest").sum()
    assert "川西北生态示范区各县（市）均未覆盖" in [say(w, "zh") for w in SLIDES["coverage"].text]


# The story, and how it is told


def test_it_tells_the_plans_story():
    assert NAME in shipped_decks()
    assert len(DECK.slides) >= 10
    assert DECK.slides[0].kind == "cover"
    assert list(SLIDES) == [
        *("cover", "aim", "counts", "national", "provincial", "economic-zones", "enterprises"),
        *("targets", "science-city", "technology-city", "platforms", "coverage", "next"),
    ]
    assert DECK.author.zh == DECK.author.en == ""
    assert DECK.date is None
    content = (data_dir() / "decks" / f"{NAME}.json").read_bytes()
    assert load_deck(content, NAME) == (DECK, ())
    assert load_deck(dump_deck(DECK), NAME) == (DECK, ())


@pytest.mark.parametrize("slide", DECK.slides, ids=lambda slide: slide.id)
def test_everything_is_said_in_both_languages_and_briefly(slide):
    for words in (DECK.title, DECK.subtitle, slide.title, slide.notes, *slide.text):
        assert re.search(r"[\u4e00-\u9fff]", words.zh)
        assert words.en.strip()
        assert not re.search(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]", words.en)
    assert 2 <= len(re.findall(r"[。？！]", slide.notes.zh)) <= 5
    assert 2 <= len(re.findall(r"[.?!](?=\s|$)", slide.notes.en)) <= 5
    assert len(slide.text) <= 5


@pytest.mark.parametrize("slide", DECK.slides, ids=lambda slide: slide.id)
def test_views_and_sources_are_held(catalog, slide):
    assert set(slide.sources) <= set(catalog.sources.index)
    assert set(catalog.sources["status"][list(slide.sources)]) <= set(SHOWN_STATUSES)
    if slide.view is not None:
        assert resolve(slide.view, catalog)[1] == ()
        assert slide.view.criterion is None
        assert "candidate" not in slide.view.zone_levels


@pytest.mark.parametrize("lang", LANGS)
def test_who_tells_of_the_plan_cites_it_as_a_draft(catalog, lang):
    status = {
        "zh": "未与2022年10月17日印发稿核对",
        "en": "not checked against the version issued on 17 October 2022",
    }[lang]
    plan = set(catalog.sources.index[catalog.sources["document"] == "plan-2022-draft"])
    slides = show_slides(DECK, catalog, lang=lang, today=TODAY)
    cited = 0
    for slide, shown in zip(DECK.slides, slides, strict=True):
        told = "".join(line.text for line in shown.lines)
        if plan & set(slide.sources):
            cited += 1
            assert status in told, slide.id
        if re.search(
            r"规划|\b[Pp]lan\b(?!ned)", " ".join(texts_of(slide, lang))
        ) and slide.id not in {
            "science-city",
            "technology-city",
            "coverage",
        }:
            assert plan & set(slide.sources), slide.id
    assert cited >= 8


@pytest.mark.parametrize("lang", LANGS)
def test_maps_bear_credit_and_warning_and_nothing_sensitive(catalog, lang):
    slides = show_slides(DECK, catalog, lang=lang, today=TODAY)
    names = catalog.platforms[f"name_{lang}"][catalog.platforms["sensitive"].astype(bool)]
    for shown in slides:
        kinds = [line.kind for line in shown.lines]
        assert ("credit" in kinds) == ("review" in kinds) == (shown.payload is not None)
        told = " ".join([shown.title, *shown.text, shown.notes])
        assert not any(name in told for name in names)
