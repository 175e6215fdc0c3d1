"""The maps that one page holds: years, indicators, languages, said and cited as on their own."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise

import pytest

from geo.errors import IndicatorError, MapError
from geo.export.html import render_html
from geo.indicators import periods
from geo.maps import build
from geo.maps.themes import has_theme
from geo.maps.variants import MOST_FURTHER, _between, further_indicators, pack_map
from geo.presets import PRESETS
from geo.view import View
from tests.pages import ReadPage

GDP = View(indicator="gdp", period="2022")
SHARE = View(indicator="secondary_share", period="2020")
PAIR = View(
    theme="bivariate",
    indicator="gdp_per_capita",
    period="2023",
    second="hte_per_10k_pop",
    second_period="2023",
)


def content_of(page):
    """Return what the page's script reads."""
    (text,) = [text for attrs, text in page.scripts if attrs.get("id") == "za-page"]
    return json.loads(text)


def payloads_of(page):
    """Put the maps together as the page's script does."""
    content, first = content_of(page), page.payload
    specs = first["layers"] + content["specs"]
    found = [first]
    for state in content["states"][1:]:
        payload = {
            "v": first["v"],
            "lang": state["lang"],
            "title": state["title"],
            "map": first["map"],
            "text": content["words"][state["lang"]]["map"],
            "lines": state["lines"],
            "layers": [specs[number] for number in state["layers"]],
        }
        if state["footnotes"]:
            payload["footnotes"] = state["footnotes"]
        found.append(payload)
    return found


def page_of(view, catalog, **options):
    return ReadPage(render_html(view, catalog, **options))


def visible_tables(markup, lang, number):
    """Return the markup below the map when map `number` is shown, by the marks in it."""
    tag = {"zh": "zh-CN", "en": "en"}[lang]
    section = re.search(rf'<section class="za-twin" lang="{tag}".*?</section>', markup, re.DOTALL)
    shown = []
    for block in re.split(r"(?=<div data-za-states)|(?<=</div>)", section[0]):
        owners = re.match(r'<div data-za-states="([0-9 ]+)"', block)
        if owners is None or str(number) in owners[1].split():
            shown.append(block)
    return "".join(shown)


def cells_of(markup):
    """Return rows of cells without the numbers of sources, captions, and lists of remarks."""
    rows = [
        re.findall(r"<t[dh][^>]*>([^<\[]*)", row) for row in re.findall(r"<tr>.*?</tr>", markup)
    ]
    captions = re.findall(r"<caption>([^<]+)", markup)
    return rows, captions, re.findall(r"<ul>.*?</ul>", markup, re.DOTALL)


# --- years ---


@pytest.mark.parametrize("finish", ["working", "presentation"])
@pytest.mark.parametrize("view", [GDP, SHARE, replace(GDP, lang="en", same_breaks=True)])
def test_each_year_is_the_map_that_it_is_alone(catalog, view, finish):
    page = page_of(view, catalog, finish=finish)
    held = periods(catalog, view.indicator)
    content, payloads = content_of(page), payloads_of(page)
    assert content["states"][0]["period"] == view.period, "the page opens with what was asked for"
    (option,) = content["options"][view.lang]
    assert [content["states"][number]["period"] for number in option["states"]] == list(held)
    assert option["start"] == 0
    assert len(payloads) == len(held)
    for state, payload in zip(content["states"], payloads, strict=True):
        alone = build(replace(view, period=state["period"]), catalog, finish=finish).payload()
        assert payload == alone


def test_geometry_and_points_stand_in_the_page_once(catalog):
    one = page_of(GDP, catalog, periods="one")
    every = page_of(GDP, catalog)
    assert list(every.parts) == list(one.parts)
    assert len(content_of(every)["states"]) > 5
    assert len(content_of(one)["states"]) == 1


def test_a_layer_that_no_year_changes_is_described_once(catalog):
    content = content_of(page_of(GDP, catalog))
    assert {spec["id"] for spec in content["specs"]} == {"choropleth", "circles"}


def test_the_number_of_places_with_a_value_is_said(catalog):
    """By the facts themselves: hte_count of 2022 is held for five prefectures."""
    content = content_of(page_of(View(indicator="hte_count", period="2022"), catalog))
    facts = catalog.prefecture_values
    held = facts[
        (facts["indicator"] == "hte_count")
        & (facts["period"] == "2022")
        & facts["status"].isin(["official", "reported", "derived"])
    ]
    assert content["states"][0]["said"] == f"21个地区中{len(held)}个有数据"


def test_years_that_are_not_held_are_named(catalog):
    content = content_of(page_of(View(indicator="hte_count", period="2023"), catalog))
    assert "2024" not in [state["period"] for state in content["states"]]
    assert all("未收录：2024年" in state["remarks"] for state in content["states"])


def test_years_that_cannot_be_divided_are_named(catalog):
    """Residents of 2019 are not held: the figure of that year has no form per head."""
    view = View(indicator="patent_grants", period="2020", form="per_head")
    content = content_of(page_of(view, catalog))
    shown = [state["period"] for state in content["states"]]
    gone = [
        year
        for year in map(str, range(int(min(shown)), int(max(shown)) + 1))
        if year in periods(catalog, "patent_grants") and year not in shown
    ]
    assert gone
    assert (
        f"缺少换算数据：{'、'.join(f'{year}年' for year in gone)}"
        in content["states"][0]["remarks"]
    )


@pytest.mark.parametrize(
    ("view", "word"),
    [
        (SHARE, "各年份分级不同"),
        (replace(SHARE, same_breaks=True), None),
        (replace(SHARE, scheme="user", breaks=(0.0, 30.0, 45.0, 100.0)), None),
        (GDP, "圆的大小按当年数值确定，不同年份不宜比较"),
    ],
)
def test_what_changes_with_the_year_is_said(catalog, view, word):
    for state in content_of(page_of(view, catalog))["states"]:
        said = [text for text in state["remarks"] if "年份" in text]
        assert said == ([word] if word else [])


def test_the_same_breaks_make_the_same_legend(catalog):
    def bounds(view):
        return [
            [
                entry["label"]
                for layer in payload["layers"]
                if layer["id"] == "choropleth"
                for entry in layer["legend"]["entries"]
                if entry["sign"] == "fill"
            ]
            for payload in payloads_of(page_of(view, catalog))
        ]

    same = bounds(replace(SHARE, same_breaks=True))
    assert all(one == other for one, other in pairwise(same))
    assert len({tuple(one) for one in bounds(SHARE)}) > 1


def test_periods_of_another_kind_stay_out():
    assert _between("2021", "2023") == ["2021", "2022", "2023"]
    assert _between("2021Q1-Q3", "2022Q1-Q3") == ["2021Q1-Q3", "2022Q1-Q3"]
    assert _between("2021H1", "2022H2") == []


# --- indicators ---


def test_further_indicators_open_in_the_same_year_where_they_have_it(catalog):
    content = content_of(page_of(GDP, catalog, indicators=("gdp", "hte_per_10k_pop", "gdp_growth")))
    options = content["options"]["zh"]
    assert [option["name"] for option in options] == [
        catalog.indicators.loc[name, "label_zh"]
        for name in ("gdp", "hte_per_10k_pop", "gdp_growth")
    ]
    starts = [content["states"][option["start"]]["period"] for option in options]
    assert starts == ["2022", "2023", "2022"], "enterprises per 10,000 residents: 2023 only"


def test_a_pair_offers_both_of_its_indicators(catalog):
    page = page_of(PAIR, catalog)
    content = content_of(page)
    assert page.payload == build(PAIR, catalog).payload()
    names = [option["name"] for option in content["options"]["zh"]]
    assert names[1:] == [
        catalog.indicators.loc[name, "label_zh"] for name in ("gdp_per_capita", "hte_per_10k_pop")
    ]
    assert content["options"]["zh"][0]["states"] == [0], "a pair stands still"
    alone = replace(PAIR, theme="indicator", second=None, second_period=None)
    start = content["options"]["zh"][1]["start"]
    assert payloads_of(page)[start] == build(alone, catalog).payload()


def test_bounds_of_one_indicator_are_not_laid_on_another(catalog):
    view = replace(SHARE, scheme="user", breaks=(0.0, 30.0, 45.0, 100.0))
    page = page_of(view, catalog, indicators=("tertiary_share",), periods="one")
    alone = View(indicator="tertiary_share", period="2020")
    assert payloads_of(page)[1] == build(alone, catalog).payload()


def test_an_indicator_without_values_for_the_areas_is_refused(catalog):
    with pytest.raises(MapError, match=r"rd_personnel.*county"):
        pack_map(
            View(geography="county", indicator="population_density_census2020", period="2020"),
            catalog,
            indicators=("rd_personnel",),
        )
    with pytest.raises(IndicatorError):
        pack_map(GDP, catalog, indicators=("no_such",))


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_every_indicator_that_is_offered_for_a_map_can_be_held_by_its_page(catalog, name):
    view = PRESETS[name]
    offered = further_indicators(view, catalog)
    assert view.indicator not in offered or has_theme(view)
    assert bool(offered) == ("choropleth" in view.layers)
    for first in range(0, len(offered), MOST_FURTHER):
        some = offered[first : first + MOST_FURTHER]
        pack = pack_map(view, catalog, indicators=some, periods="one").pack
        assert len(pack.options["zh"]) == len(some) + 1
        # another map, not the same one under another name
        drawn = [pack.states[one.start].atlas.payload() for one in pack.options["zh"]]
        assert all(one["layers"] != drawn[0]["layers"] for one in drawn[1:])


def test_what_a_map_shows_is_not_offered_again(catalog):
    every = set(further_indicators(PRESETS["zones"], catalog))
    assert every - set(further_indicators(GDP, catalog)) == {"gdp"}
    assert every - set(further_indicators(PAIR, catalog)) == {"gdp_per_capita", "hte_per_10k_pop"}
    assert further_indicators(replace(PRESETS["zones"], criterion="sc22_c3"), catalog) == ()


def test_a_page_holds_no_more_indicators_than_it_can_carry(catalog):
    offered = further_indicators(GDP, catalog)
    with pytest.raises(MapError, match=r"at most 12.*came 13"):
        pack_map(GDP, catalog, indicators=offered[: MOST_FURTHER + 1])


# --- languages ---


def test_the_other_language_has_the_same_maps_in_the_same_order(catalog):
    page = page_of(SHARE, catalog, langs=("en", "zh"), indicators=("gdp",))
    content, payloads = content_of(page), payloads_of(page)
    assert list(content["options"]) == ["zh", "en"], "the View's own language comes first"
    zh, en = content["options"]["zh"], content["options"]["en"]
    assert len(zh) == len(en) == 2
    for ours, theirs in zip(zh, en, strict=True):
        for a, b in zip(ours["states"], theirs["states"], strict=True):
            assert content["states"][a]["period"] == content["states"][b]["period"]
            assert (payloads[a]["lang"], payloads[b]["lang"]) == ("zh", "en")
    start = en[0]["start"]
    assert payloads[start] == build(replace(SHARE, lang="en"), catalog).payload()
    names = [name.rsplit("-", 1)[0] for name in page.parts]
    for shared in ("areas-prefecture", "outline", "relief", "rivers"):
        assert names.count(shared) == 1
    assert names.count("names-prefecture") == 2


# --- tables ---


@pytest.mark.parametrize("langs", [(), ("zh", "en")])
def test_each_map_has_the_tables_that_it_has_alone(catalog, langs):
    """Apart from the numbers of sources, which one list serves."""
    markup = render_html(SHARE, catalog, langs=langs)
    content = content_of(ReadPage(markup))
    for number, state in enumerate(content["states"]):
        view = replace(SHARE, lang=state["lang"], period=state["period"])
        alone = build(view, catalog).page.twin()
        ours = visible_tables(markup, state["lang"], number)
        assert cells_of(ours) == cells_of(alone)
        assert len(cells_of(ours)[1]) == 2


def test_each_number_leads_to_the_source_that_it_cites(catalog):
    markup = render_html(SHARE, catalog)
    (section,) = re.findall(r'<section class="za-twin".*?</section>', markup, re.DOTALL)
    (listed,) = re.findall(r"<ol>(.*?)</ol>", section)
    sources = re.findall(r"<li>(.*?)</li>", listed)
    cited = {int(n) for ns in re.findall(r"\[([0-9, ]+)\]", section) for n in ns.split(",")}
    assert cited == set(range(1, len(sources) + 1))
    for number, state in enumerate(content_of(ReadPage(markup))["states"]):
        alone = build(replace(SHARE, period=state["period"]), catalog).page.twin()
        own = re.findall(r"<li>(.*?)</li>", re.findall(r"<ol>(.*?)</ol>", alone)[0])
        (row,) = re.findall(r"<tr><td>成都市</td>.*?</tr>", visible_tables(markup, "zh", number))[
            :1
        ]
        (row_alone,) = re.findall(r"<tr><td>成都市</td>.*?</tr>", alone)[:1]
        told = [sources[int(n) - 1] for n in re.search(r"\[([0-9, ]+)\]", row)[1].split(",")]
        numbers = re.search(r"\[([0-9, ]+)\]", row_alone)[1].split(",")
        assert told == [own[int(n) - 1] for n in numbers]


def test_presets_have_a_page_each(catalog):
    for name, view in PRESETS.items():
        page = page_of(view, catalog, langs=("zh", "en"))
        assert page.unclosed == [], name
        assert page.payload == build(view, catalog).payload()
