"""Maps of technology fields and of two indicators, against counts over the raw rows."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from geo.export.html import render_html
from geo.locale import translator
from geo.maps import build
from geo.maps.areas import LEFT_OUT, NO_DATA
from geo.maps.builder import choose
from geo.maps.palette import BIVARIATE, DIVERGING, LAND, ink_on
from geo.maps.theme_fields import QUOTIENT_BOUNDS, _class_quotients, chosen_fields, name_fields
from geo.maps.themes import has_theme
from geo.specialisation import MIN_BASE
from geo.types import FIELDS
from geo.view import View
from tests.hostile import PAYLOADS, PRODUCT, plant
from tests.maps.test_palette import contrast, luminance
from tests.pages import ReadPage, strings_in

CJK = re.compile(r"[\u3400-\u9fff]")
FIELD = View(theme="field_share", fields=("aerospace",), layers=("choropleth",))
PAIR = View(
    theme="bivariate",
    indicator="gdp_per_capita",
    period="2023",
    second="hte_per_10k_pop",
    second_period="2023",
    layers=("choropleth",),
)
SHOWN = {"official", "reported", "derived"}


def areas(view, catalog):
    atlas = build(view, catalog)
    (spec,) = [layer.spec for layer in atlas.layers if layer.slot == "choropleth"]
    (part,) = [p for p in atlas.parts() if p.name.startswith(f"areas-{view.geography}")]
    return atlas, spec, json.loads(part.text)["codes"]


def number_in(text):
    return int("".join(char for char in text if char.isdigit()))


def count_by_hand(catalog, fields, basis="platforms"):
    """Entries by prefecture: of the fields, and of any field."""
    chosen, base = Counter(), Counter()
    if basis == "zones":
        for zone in catalog.zones.to_dict("records"):
            if zone["level"] != "candidate":
                base[zone["prefecture_code"]] += len(zone["fields"])
                chosen[zone["prefecture_code"]] += len(set(zone["fields"]) & set(fields))
        return chosen, base
    for row in catalog.platforms.to_dict("records"):
        ok = not row["sensitive"] and row["evidence_status"] in SHOWN
        if ok and row["prefecture_code"] and row["field"] and "field" not in row["memory_for"]:
            base[row["prefecture_code"]] += 1
            chosen[row["prefecture_code"]] += row["field"] in fields
    return chosen, base


# --- technology fields ---


@pytest.mark.parametrize("basis", ["platforms", "zones"])
@pytest.mark.parametrize("fields", [("aerospace",), ("new_materials", "digital_economy"), FIELDS])
def test_shares_are_those_of_a_count_by_hand(catalog, fields, basis):
    view = replace(FIELD, fields=fields, field_basis=basis)
    _, spec, codes = areas(view, catalog)
    chosen, _ = count_by_hand(catalog, fields, basis)
    whole = sum(chosen.values())
    for code, text, number in zip(codes, spec["texts"], spec["classes"], strict=True):
        if chosen[code]:
            assert float(text.removesuffix("%")) == pytest.approx(
                100 * chosen[code] / whole, abs=0.0501
            )
            assert number >= 0
        else:
            assert text == ""
            assert number == NO_DATA  # not listed is never 0 %
    fills = [entry for entry in spec["legend"]["entries"] if entry["sign"] == "fill"]
    assert sum(number_in(entry["count"]) for entry in fills) == sum(map(bool, chosen.values()))


@pytest.mark.parametrize("basis", ["platforms", "zones"])
@pytest.mark.parametrize("field", FIELDS)
def test_quotients_fall_into_the_classes_that_the_legend_prints(catalog, field, basis):
    view = replace(FIELD, theme="field_lq", fields=(field,), field_basis=basis)
    _, spec, codes = areas(view, catalog)
    chosen, base = count_by_hand(catalog, (field,), basis)
    everywhere = sum(chosen.values()) / sum(base.values())
    wanted = []
    for code in codes:
        if not chosen[code]:
            wanted.append(NO_DATA)
        elif base[code] < MIN_BASE:
            wanted.append(LEFT_OUT)
        else:
            quotient = chosen[code] / base[code] / everywhere
            wanted.append(sum(quotient > bound for bound in (0.5, 0.9, 1.1, 2.0)))
            text = spec["texts"][codes.index(code)]
            assert float(text.replace(",", "")) == pytest.approx(quotient, abs=0.00501)
    assert spec["classes"] == wanted
    entries = spec["legend"]["entries"][:5][::-1]
    assert [entry["color"] for entry in entries] == list(DIVERGING) == spec["colors"]
    assert [number_in(entry["count"]) for entry in entries] == [wanted.count(i) for i in range(5)]
    assert QUOTIENT_BOUNDS == (0.5, 0.9, 1.1, 2.0)
    assert "0.9–1.1" in entries[2]["label"]


def test_a_bound_belongs_to_the_class_below_it():
    quotients = [0.5, 0.51, 0.9, 1.1, 2.0, 2.01]
    frame = pd.DataFrame({"count": 1, "few": False, "quotient": quotients})
    assigned, _, entries = _class_quotients(frame, translator("zh"))
    assert assigned == [0, 1, 1, 2, 3, 4]
    assert [number_in(entry["count"]) for entry in entries] == [1, 1, 1, 2, 1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_too_few_entries_are_said_and_give_no_number(catalog, lang):
    view = replace(FIELD, lang=lang, theme="field_lq", fields=("electronic_information",))
    _, spec, codes = areas(view, catalog)
    place = codes.index("511500")  # 宜宾: one of two
    assert spec["classes"][place] == LEFT_OUT
    assert spec["texts"][place] == translator(lang).plural("map.field_few", 2)
    label = next(e["label"] for e in spec["legend"]["entries"] if e["color"] == spec["left_out"])
    assert catalog.prefectures.loc["511500", f"short_{lang}"] in label
    assert not re.search(r"\d\.\d\d", spec["texts"][place])


def test_sensitive_and_unverified_platforms_are_in_no_count(catalog):
    platforms = catalog.platforms.copy()
    entry = platforms.index[
        (platforms["field"] == "aerospace") & (platforms["prefecture_code"] == "510600")
    ][0]
    platforms.loc[entry, "sensitive"] = True
    changed = replace(catalog, platforms=platforms, digest="one-more-sensitive")
    before, after = areas(FIELD, catalog), areas(FIELD, changed)
    place = before[2].index("510600")
    rows = [spec["rows"][0] for _, spec, _ in (before, after)]
    counts = [number_in(row["words"][row["at"][place]].partition("（")[0]) for row in rows]
    assert counts == [3, 2]
    page = render_html(FIELD, catalog)
    for row in catalog.platforms[catalog.platforms["sensitive"]].to_dict("records"):
        assert row["name_zh"] not in page
    assert translator("zh").plural("map.platforms_sensitive", 5) in page


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("basis", ["platforms", "zones"])
@pytest.mark.parametrize("theme", ["field_share", "field_lq"])
def test_a_page_of_a_field_has_its_table_formula_and_sources(catalog, theme, basis, lang):
    view = replace(FIELD, lang=lang, theme=theme, field_basis=basis)
    t = translator(lang)
    page = ReadPage(render_html(view, catalog))
    texts = [text for _, text in page.texts]
    assert page.unclosed == []
    assert t("map.quotient_formula") in texts
    assert t("map.fields_incomplete") in texts
    assert texts.count(t("status.derived")) == sum(
        map(bool, count_by_hand(catalog, ("aerospace",), basis)[0].values())
    )
    cited = {int(n) for text in texts for n in re.findall(r"(?<=[\[ ])\d+(?=[,\]])", text)}
    chosen, _ = count_by_hand(catalog, ("aerospace",), basis)
    assert cited == set(range(1, len(cited) + 1))
    assert len(cited) >= len([code for code in chosen if chosen[code]]) > 0
    if lang == "en":
        payload = {k: v for k, v in page.payload.items() if k != "parts"}
        assert not [text for text in strings_in(payload) if CJK.search(text)]


def test_a_zone_of_several_fields_says_so(catalog):
    t = translator("zh")
    _, spec, _ = areas(replace(FIELD, field_basis="zones"), catalog)
    assert any("家（" in word for word in spec["rows"][0]["words"])
    both = replace(FIELD, field_basis="zones", fields=("aerospace", "new_materials"))
    _, spec, _ = areas(both, catalog)
    assert any("家次（" in word for word in spec["rows"][0]["words"])
    page = render_html(both, catalog)
    assert t("map.zone_fields_derived") in page


def test_points_of_a_field_stand_on_its_map(catalog):
    view = replace(FIELD, layers=("choropleth", "zones", "platforms"))
    atlas = build(view, catalog)
    points = {p.name.rsplit("-", 1)[0]: json.loads(p.text) for p in atlas.parts()}
    zones = {item["card"]["id"] for item in points["zones"]["items"]}
    assert zones == {"zone:deyang", "zone:xindu", "zone:dazhou"}
    drawn = catalog.platforms.loc[points["platforms"]["ids"]]
    assert set(drawn["field"]) == {"aerospace"}


def test_only_named_fields_make_a_theme(catalog):
    assert chosen_fields(replace(FIELD, fields=("unknown",))) == ()
    assert not has_theme(replace(FIELD, fields=("unknown",)))
    assert has_theme(FIELD)
    for nothing in ((), ("unknown",)):
        view = replace(FIELD, fields=nothing, indicator="gdp", period="2020")
        plain = replace(view, theme="indicator")
        assert build(view, catalog).payload() == build(plain, catalog).payload()
    assert choose(replace(FIELD, indicator="gdp", period="2020"), catalog) is None


def test_fields_are_named_in_a_phrase_of_bounded_length():
    t = translator("zh")
    assert name_fields(("aerospace",), t) == "航空航天"
    assert name_fields(FIELDS[:3], t) == "电子信息、航空航天、装备制造"
    assert name_fields(FIELDS[:5], t) == "电子信息、航空航天、装备制造等5个领域"
    assert name_fields(FIELDS, t) == "十个技术领域合计"


# --- two indicators ---


def usable(catalog, indicator, period):
    table = catalog.prefecture_values
    rows = table[(table["indicator"] == indicator) & (table["period"] == period)]
    return {row["adcode"]: row["value"] for _, row in rows.iterrows() if row["status"] in SHOWN}


def third(value, values):
    """The third that a value falls into, by numpy's own quantiles."""
    return sum(value > bound for bound in np.quantile(values, [1 / 3, 2 / 3]))


PAIRS = [
    ("gdp_per_capita", "2023", "hte_per_10k_pop", "2023"),
    ("patent_grants", "2020", "gdp", "2019"),
    ("sci_expenditure_share", "2023", "rd_intensity", "2019"),
]


@pytest.mark.parametrize(("first", "period", "second", "other"), PAIRS)
def test_cells_and_counts_are_those_of_a_count_by_hand(catalog, first, period, second, other):
    view = replace(PAIR, indicator=first, period=period, second=second, second_period=other)
    _, spec, codes = areas(view, catalog)
    a, b = usable(catalog, first, period), usable(catalog, second, other)
    both = [code for code in codes if code in a and code in b]
    wanted = {
        code: (
            third(a[code], [a[c] for c in both]),
            third(b[code], [b[c] for c in both]),
        )
        for code in both
    }
    for code, number in zip(codes, spec["classes"], strict=True):
        x, y = wanted.get(code, (0, 0))
        assert number == (3 * y + x if code in wanted else NO_DATA), code
    square = spec["legend"]["square"]
    assert [cell["color"] for row in square["rows"][::-1] for cell in row] == spec["colors"]
    counts = [cell["count"] for row in square["rows"][::-1] for cell in row]
    assert counts == [spec["classes"].count(number) for number in range(9)]
    assert sum(counts) == len(both)
    (gap,) = spec["legend"]["entries"]
    assert number_in(gap["count"]) == len(codes) - len(both)
    assert f"{len(both)}个" in spec["legend"]["notes"][0]


def test_the_name_of_a_place_says_both_values_and_classes(catalog):
    _, spec, codes = areas(PAIR, catalog)
    mianyang = spec["texts"][codes.index("510700")]
    a = usable(catalog, "gdp_per_capita", "2023")["510700"]
    b = usable(catalog, "hte_per_10k_pop", "2023")["510700"]
    assert (
        mianyang == f"人均地区生产总值 {a:,.0f}元（高），每万人高新技术企业数 {b:.2f}家/万人（高）"
    )
    assert spec["colon"] == "："
    gone = spec["texts"][codes.index("513200")]
    assert gone == "人均地区生产总值 未收录，每万人高新技术企业数 未收录"


def test_one_value_without_the_other_is_told_and_not_classed(catalog):
    view = replace(PAIR, indicator="hte_count", second="hte_per_10k_pop")
    _, spec, codes = areas(view, catalog)
    one = set(usable(catalog, "hte_count", "2023")) - set(
        usable(catalog, "hte_per_10k_pop", "2023")
    )
    assert one
    for code in one:
        place = codes.index(code)
        assert spec["classes"][place] == NO_DATA
        assert re.fullmatch(
            r"高新技术企业数 \d+家，每万人高新技术企业数 未收录", spec["texts"][place]
        )


def test_a_withheld_value_is_nowhere(catalog):
    view = replace(PAIR, indicator="patent_grants", period="2020", second="gdp")
    view = replace(view, second_period="2019")
    table = catalog.prefecture_values
    rows = table[(table["indicator"] == "gdp") & (table["period"] == "2019")]
    held = rows[~rows["status"].isin(SHOWN)]
    assert len(held) == 3
    page = render_html(view, catalog)
    for value in held["value"]:
        assert f"{value:,.2f}" not in page
    assert page.count(translator("zh")("map.gap_unverified")) >= 3


def test_the_edges_are_printed_with_their_units_and_hold_the_values(catalog):
    _, spec, codes = areas(PAIR, catalog)
    a = usable(catalog, "gdp_per_capita", "2023")
    first, second = spec["legend"]["square"]["edges"]
    assert first.startswith("A：低 ")
    assert first.endswith("（元）")
    assert second.endswith("（家/万人）")
    edges = [
        float(n.replace(",", ""))
        for pair in re.findall(r"([\d,.]+)–([\d,.]+)", first)
        for n in pair
    ]
    assert edges[1] == edges[2] < edges[3] == edges[4]
    assert edges[0] <= min(a.values()) < max(a.values()) <= edges[5]
    for code, number in zip(codes, spec["classes"], strict=True):
        if number >= 0:
            level = number % 3
            assert edges[2 * level] <= a[code] <= edges[2 * level + 1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_of_two_indicators_has_both_values_classes_and_statuses(catalog, lang):
    view = replace(PAIR, lang=lang)
    t = translator(lang)
    atlas = build(view, catalog)
    page = ReadPage(atlas.get_root().render())
    texts = [text for _, text in page.texts]
    words = {t(f"map.pair_{level}") for level in ("low", "middle", "high")}
    assert sum(text in words for text in texts) == 36  # two classes of 18 places
    assert texts.count(t("status.official")) == 18  # GDP per head
    assert texts.count(t("status.derived")) == 18
    assert any("0.74" in text and "18" in text for text in texts)
    lines = [line["text"] for line in atlas.lines if line["kind"] == "source"]
    assert lines[0].startswith("A ")
    assert lines[1].startswith("B ")
    assert t("status.official") in lines[0]
    assert t("status.derived") in lines[1]
    if lang == "en":
        assert not [text for text in strings_in(page.payload) if CJK.search(text)]


def test_without_a_second_indicator_the_first_is_shown(catalog):
    for lack in ({"second": None}, {"second": "no_such"}, {"second_period": "2023H1"}):
        view = replace(PAIR, **lack)
        assert not has_theme(view) or view.second == "no_such"
        if "second_period" not in lack:
            plain = replace(PAIR, theme="indicator", second=None, second_period=None)
            assert build(view, catalog).payload() == build(plain, catalog).payload()


def test_a_place_left_out_is_hatched_and_named(catalog):
    _, spec, codes = areas(replace(PAIR, without=("510100",)), catalog)
    assert spec["classes"][codes.index("510100")] == NO_DATA
    label = [e["label"] for e in spec["legend"]["entries"] if "成都" in e["label"]]
    assert label == [translator("zh")("map.legend_left_out", names="成都")]


def test_counties_can_be_paired_too(catalog):
    view = replace(
        PAIR,
        geography="county",
        indicator="population_census2020",
        period="2020",
        second="population_density_census2020",
        second_period="2020",
    )
    _, spec, codes = areas(view, catalog)
    assert len(codes) == 183
    assert min(spec["classes"]) >= 0
    assert sum(c["count"] for row in spec["legend"]["square"]["rows"] for c in row) == 183


@pytest.mark.parametrize("shift", range(0, len(PAYLOADS), 14))
@pytest.mark.parametrize("view", [FIELD, replace(FIELD, theme="field_lq"), PAIR])
def test_hostile_text_stays_text(catalog, view, shift):
    planted = plant(catalog, shift)
    page, plain = (ReadPage(render_html(view, data)) for data in (planted.catalog, catalog))
    assert page.tags == plain.tags
    assert page.unclosed == []
    assert page.programs == plain.programs
    assert page.handlers == page.addresses == []
    told = [*strings_in(page.payload), *(text for _, text in page.texts)]
    bare = [re.sub(r"§[0-9]+§", "", text) for text in told]
    assert not [text for text in bare if PRODUCT in text and "7*191" not in text]
    if view is PAIR:
        for text in planted.shown("indicators", "label_zh", ["gdp_per_capita", "hte_per_10k_pop"]):
            assert any(text in one for one in told)


# --- colours, also for those who see fewer ---

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
SIGHT = {
    "all": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
SRGB_TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def over_land(colour, opacity):
    channels = [(int(colour[i : i + 2], 16), int(LAND[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(
        f"{round(top * opacity + below * (1 - opacity)):02x}" for top, below in channels
    )


def lab(colour, sight="all"):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    seen = np.clip(SIGHT[sight] @ linear, 0, 1)
    x, y, z = (SRGB_TO_XYZ @ seen) / np.array([0.95047, 1.0, 1.08883])
    fx, fy, fz = (
        math.cbrt(v) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def distance(one, other):
    """CIEDE2000, as Sharma, Wu and Dalal wrote it down in 2005."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = (1 + g) * a1, (1 + g) * a2
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    if c1 * c2 and turn == -180:
        turn = 180.0
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    if c1 * c2 == 0:
        mh = h1 + h2
    elif abs(h1 - h2) <= 180:
        mh = (h1 + h2) / 2
    else:
        mh = (h1 + h2 + (360 if h1 + h2 < 360 else -360)) / 2
    t = (
        1
        - 0.17 * math.cos(math.radians(mh - 30))
        + 0.24 * math.cos(math.radians(2 * mh))
        + 0.32 * math.cos(math.radians(3 * mh + 6))
        - 0.20 * math.cos(math.radians(4 * mh - 63))
    )
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    turn_c = 2 * math.sqrt(mc**7 / (mc**7 + 25**7))
    rt = -math.sin(math.radians(60 * math.exp(-(((mh - 275) / 25) ** 2)))) * turn_c
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * (dc / sc) * (dh / sh))


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((50.0, 2.5, 0.0), (56.0, -27.0, -3.0), 31.9030),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ],
)
def test_the_measure_of_distance_gives_the_published_values(one, other, published):
    assert distance(one, other) == pytest.approx(published, abs=1e-4)


def test_the_measures_of_sight_keep_greys_and_confuse_what_they_should():
    for sight in SIGHT:
        assert lab("#808080", sight) == pytest.approx(lab("#808080"), abs=0.4)
    red, green = "#b45a3c", "#6f7f3c"
    assert distance(lab(red, "all"), lab(green, "all")) > 25
    assert distance(lab(red, "deuteranopia"), lab(green, "deuteranopia")) < 12


@pytest.mark.parametrize("sight", SIGHT)
def test_the_nine_colours_can_be_told_apart(sight):
    nine = [lab(over_land(colour, 0.92), sight) for row in BIVARIATE for colour in row]
    assert min(distance(a, b) for a, b in combinations(nine, 2)) > 14


@pytest.mark.parametrize("sight", SIGHT)
def test_the_diverging_colours_can_be_told_apart(sight):
    five = [lab(over_land(colour, 0.86), sight) for colour in DIVERGING]
    assert min(distance(a, b) for a, b in combinations(five, 2)) > 9
    # its two ends, which say the opposite of each other, far more so
    assert distance(five[0], five[4]) > 25


def test_both_axes_of_the_square_darken_from_low_to_high():
    for line in [*BIVARIATE, *zip(*BIVARIATE, strict=True)]:
        shades = [luminance(colour) for colour in line]
        assert shades == sorted(shades, reverse=True)
        assert len(set(shades)) == 3
    lightest = [luminance(colour) for colour in DIVERGING]
    assert lightest.index(max(lightest)) == 2


def test_counts_can_be_read_on_every_cell():
    for row in BIVARIATE:
        for colour in row:
            assert contrast(colour, ink_on(colour)) >= 4.5, colour
