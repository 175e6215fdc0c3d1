"""The page of high-tech zones: filters, timeline, profile, and what it refuses to say."""

import re
from dataclasses import replace

import pytest

from geo.locale import translator
from geo.ui import frame
from geo.ui.zones.figures import figures_frame, tell_doubts
from geo.ui.zones.listing import file_frame, list_zones
from geo.ui.zones.profile import _facts, _nearest, _place, _reach
from geo.ui.zones.timeline import counts_spec, counts_table
from geo.view import View
from geo.zones.timeline import stops
from tests.hostile import PAYLOADS, PRODUCT, plant
from tests.pages import ReadPage

ZONES = "pages/zones.py"
CJK = re.compile(r"[\u3400-\u9fff]")
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


def zones_on_map(pages):
    """Return the ids of the zones that the map was sent."""
    (spec,) = [one for one in pages.map["payload"]["layers"] if one["kind"] == "zones"]
    counts = [entry["count"] for entry in spec["legend"]["entries"] if not entry.get("marked")]
    return sum(int(re.sub(r"\D", "", str(count))) for count in counts)


def table(pages):
    """Return the table of zones."""
    (found,) = [one for one in pages.app.dataframe if one.key == "zones.table"]
    return found.value


def text_of(pages):
    return "\n".join(pages.words)


@BOTH
def test_the_page_runs_in_a_language_and_in_no_other(pages, lang):
    pages.open(ZONES, l=lang)
    assert pages.app.title[0].value == translator(lang)("zones.title")
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")
    assert len(table(pages)) == zones_on_map(pages) == 24


@BOTH
def test_a_profile_runs_in_a_language_and_in_no_other(pages, lang):
    pages.unfold("zones.counts.table").open(ZONES, l=lang, sel="zone:chengdu")
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")
    for frame_ in pages.app.dataframe:
        cells = [str(cell) for row in frame_.value.to_numpy() for cell in row]
        assert any(CJK.search(cell) for cell in cells) == (lang == "zh")


def test_a_bare_address_stays_bare(pages):
    assert pages.open(ZONES).query == {}


def test_the_notice_says_what_is_missing(pages):
    assert "2020年底公布26家，已查明名称22家，另4家待主管部门提供名单。" in text_of(
        pages.open(ZONES)
    )


def test_a_complete_list_takes_the_notice_away(pages, catalog, monkeypatch):
    zones = catalog.zones.copy()
    named = {"anzhou", "liangshan", "cand-pengshan", "cand-changming"}
    zones["level_2020"] = [
        "provincial" if zone in named else old
        for zone, old in zip(zones.index, zones["level_2020"], strict=True)
    ]
    complete = replace(catalog, zones=zones, digest="complete")
    monkeypatch.setattr(frame, "load_catalog", lambda _overlay: complete)
    text = text_of(pages.open(ZONES))
    assert "za-zones-notice" not in text
    assert "已查明名称" not in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"zl": "n"}, 8),
        ({"zl": "p"}, 16),
        ({"zl": "n.p.c"}, 26),
        ({"zm": "p"}, 6),
        ({"zm": "u"}, 3),
        ({"pf": "510700"}, 4),
        ({"zl": "n", "pf": "510700"}, 1),
        ({"at": "2013-03"}, 4),
        ({"at": "2018-07"}, 17),
        ({"at": "2022-04", "zm": "p"}, 6),
    ],
    ids=str,
)
def test_filters_narrow_table_and_map_alike(pages, query, shown):
    pages.open(ZONES, **query)
    assert len(table(pages)) == zones_on_map(pages) == shown
    assert pages.query == query


def test_the_six_zones_of_the_plan_are_marked(pages):
    found = table(pages.open(ZONES))
    marked = found[found["标识"] != ""]["市（州）"]
    assert list(marked) == ["遂宁", "南充", "眉山", "宜宾", "达州", "资阳"]


def test_widgets_write_the_address(pages):
    pages.open(ZONES)
    pages.app.multiselect(key="zones.levels").set_value(["national"]).run()
    pages.app.multiselect(key="zones.fields").set_value(["aerospace"]).run()
    assert pages.query == {"zl": "n", "fd": "as"}
    pages.app.select_slider(key="zones.date").set_value("2018-07").run()
    assert pages.query["at"] == "2018-07"
    assert not pages.app.exception


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2013-03", "2013年3月：公布4家，本图谱已识别4家"),
        ("2016", "2016年：公布11家，本图谱已识别8家"),
        ("2018-07", "2018年7月：公布19家，本图谱已识别17家"),
        ("2019-01", "2019年1月：公布21家，本图谱已识别19家"),
        ("2020", "2020年内：公布25家，本图谱已识别22家"),
        ("2020-12", "2020年末：公布26家，本图谱已识别22家"),
        ("2022-04", "2022年4月：公布27家，本图谱已识别23家"),
        ("2023-11", "2023年11月：本图谱已识别23家"),
    ],
)
def test_the_slider_says_identified_of_published(pages, period, said):
    text = text_of(pages.open(ZONES, at=period))
    assert said in text
    head = text[text.index("za-zones-head") :]
    assert ("其后总数未公布；最近一次公布为2022年4月的27家。" in head) == (period == "2023-11")


def test_zones_of_a_coarse_date_are_counted_apart(pages):
    assert "另有3家仅知认定年份" in text_of(pages.open(ZONES, at="2013-03"))


def test_a_date_between_two_becomes_the_one_before(pages):
    pages.open(ZONES, at="2021")
    assert pages.query == {"at": "2020-12"}
    assert len(table(pages)) == 22


def test_nothing_left_is_said_and_can_be_cleared(pages):
    pages.open(ZONES, pf="513200", zl="n")
    assert "没有符合当前条件的高新区" in text_of(pages)
    assert not [one for one in pages.app.dataframe if one.key == "zones.table"]
    assert pages.map is not None
    pages.app.button(key="zones.clear").click().run()
    assert not pages.app.exception
    assert pages.query == {}
    assert len(table(pages)) == 24


@pytest.mark.parametrize(
    ("key", "bad"),
    [
        ("zl", "q"),
        ("zm", "x"),
        ("at", "1066"),
        ("pf", "999999"),
        ("fd", "zz"),
        ("sel", "zone:none"),
    ],
)
def test_a_bad_value_is_told_and_the_page_stands(pages, key, bad):
    pages.open(ZONES, **{key: bad})
    assert any('class="za-say"' in text for text in pages.words)
    assert pages.map is not None


def test_an_unknown_section_means_the_usual_radius(pages):
    pages.open(ZONES, sel="zone:chengdu", se="no_such")
    assert pages.app.segmented_control(key="zones.radius").value == 30


def test_hostile_values_of_an_address_are_shown_as_text(pages):
    for name, payload in PAYLOADS.items():
        if not payload.isprintable() and "surrogate" in name:
            continue  # no address can hold half a character
        pages.open(ZONES, **dict.fromkeys(("zl", "zm", "at", "pf", "fd", "sel", "se"), payload))
        said = [text for text in pages.words if 'class="za-say"' in text]
        inside = re.sub(r"</?(div|strong|ul|li|p)( (class|role)=\"[a-z-]+\")*>", "", said[0])
        assert "<" not in inside, name
        assert PRODUCT not in said[0], name


# The profile


def test_an_address_opens_a_profile(pages):
    pages.open(ZONES, sel="zone:ziyang")
    text = text_of(pages)
    assert next(head.value for head in pages.app.header) == "资阳高新技术产业园区概况"
    for needed in (
        "日期不详（最早可证：2017年6月15日）",
        "规划支持创建国家高新区（6家）之一",
        "点位精度约±7公里",
        "口径存疑，疑为2020年当年数",
    ):
        assert needed in text
    assert pages.query == {"sel": "zone:ziyang"}
    assert any("zones?sel=zone:ziyang" in code.value for code in pages.app.code)


def test_a_guessed_point_is_called_schematic(pages):
    assert "位置示意（待核实），约±1.5公里" in text_of(pages.open(ZONES, sel="zone:chengdu"))


def test_the_radius_is_in_the_address(pages):
    pages.open(ZONES, sel="zone:chengdu")
    usual = text_of(pages)
    assert pages.app.segmented_control(key="zones.radius").value == 30
    pages.app.segmented_control(key="zones.radius").set_value(50).run()
    assert pages.query == {"sel": "zone:chengdu", "se": "reach_fifty"}
    assert text_of(pages) != usual
    again = pages.open(ZONES, sel="zone:chengdu", se="reach_fifty")
    assert again.app.segmented_control(key="zones.radius").value == 50


def test_the_box_opens_another_profile(pages):
    pages.open(ZONES, sel="zone:chengdu")
    pages.choose("zones.profile", "yibin")
    assert pages.query == {"sel": "zone:yibin"}
    assert pages.app.header[0].value == "宜宾高新技术产业园区概况"


def test_a_zone_outside_of_the_filters_says_so(pages):
    assert "不在当前筛选条件或时间之内" in text_of(pages.open(ZONES, sel="zone:ziyang", zl="n"))
    assert "不在当前筛选条件或时间之内" not in text_of(pages.open(ZONES, sel="zone:ziyang"))


def test_a_place_that_is_no_zone_opens_no_profile(pages):
    pages.open(ZONES, sel="510100")
    assert "选择一家高新区" in text_of(pages)
    assert pages.query == {"sel": "510100"}


def test_unverified_figures_stand_apart(pages):
    pages.open(ZONES, sel="zone:jinniu")
    status = [frame_.value for frame_ in pages.app.dataframe if "数据状态" in frame_.value]
    zone_tables = [one for one in status if "范围" not in one and "公布数" not in one]
    assert [set(one["数据状态"]) for one in zone_tables] == [{"媒体报道"}, {"待核实"}]
    assert "待核实：以下数据未经核实" in text_of(pages)


def test_every_zone_has_a_profile(pages, catalog):
    for zone in catalog.zones.index:
        pages.open(ZONES, sel=f"zone:{zone}", l="en")
        assert pages.app.header[0].value.startswith("Profile of ")


def test_reach_says_status_formula_and_what_is_left_out(catalog):
    t = translator("zh")
    said = _reach("chengdu", 30, catalog, t)
    for needed in (
        "测算，2020年第七次人口普查",
        "算法：各县（市、区）人口×落入半径圈的面积占比",
        "另有3个开发区单列统计、无边界的200,881人未计入",
        "另有5项不予表示",
        "无可用点位",
    ):
        assert needed in said
    assert "圈内未收录有可用点位的创新平台" in _reach("liangshan", 10, catalog, t)


def test_sensitive_platforms_are_counted_nowhere(catalog):
    t = translator("zh")
    platforms = catalog.platforms.copy()
    flags = list(platforms["sensitive"])
    usable = [n for n, place in enumerate(platforms["place"]) if place == "point"]
    for n in usable:
        flags[n] = True
    platforms["sensitive"] = flags
    hidden = replace(catalog, platforms=platforms, digest="all-sensitive")
    said = _reach("chengdu", 50, hidden, t)
    assert "圈内未收录有可用点位的创新平台" in said
    assert f"另有{5 + len(usable)}项不予表示" in said
    assert "国家重点实验室" not in said


def test_people_that_cannot_be_computed_are_not_invented(catalog):
    counties = catalog.counties.copy()
    counties["population"] = float("nan")
    t = translator("zh")
    said = _reach("chengdu", 30, replace(catalog, counties=counties, digest="no-people"), t)
    assert "无法测算" in said
    assert "万人" not in said
    assert "圈内已收录创新平台" in said


def test_old_mentions_are_not_counted_as_zones(pages):
    text = text_of(pages.open(ZONES, zl="n.p.c"))
    assert "高新区名录（24家），另有历史资料提及（未认定）2处" in text
    assert "目前：本图谱已识别24家" in text


# The table as a file, the chart, the totals


def test_the_file_holds_no_old_mention_and_no_date_from_memory(catalog):
    t = translator("zh")
    view = View(page="zones", zone_levels=("national", "provincial", "candidate"))
    assert len(list_zones(view, catalog, t)[0]) == 26
    found = file_frame(view, catalog, t).set_index("编号")
    assert len(found) == 24
    assert not [zone for zone in found.index if zone.startswith("cand-")]
    assert found.loc["neijiang", "国家级批准"] == "待核实，未列出"
    assert found.loc["xindu", "省级认定"] == "2018年1月2日"
    assert (found["来源"] != "").all()
    assert (found["数据状态"] != "").all()


def test_the_chart_shows_the_published_numbers_and_a_hollow_target(catalog):
    t = translator("en")
    dated = [stop for stop in stops(catalog) if stop.period is not None]
    spec = counts_spec(dated, 35, t)
    bars = spec["datasets"]["bars"]
    totals = {}
    for bar in bars:
        totals[bar["date"], bar["kind"]] = totals.get((bar["date"], bar["kind"]), 0) + bar["n"]
    published = [n for (_, kind), n in totals.items() if kind == "Published"]
    assert published == [4, 11, 19, 21, 25, 26, 27]
    (aim,) = spec["datasets"]["aim"]
    assert aim == {"date": "Target 2025", "n": 35}
    assert "Target 2025" not in {bar["date"] for bar in bars}
    hollow = next(one["mark"] for one in spec["layer"] if one["data"]["name"] == "aim")
    assert hollow["fill"] == "#ffffff"
    assert hollow["strokeDash"]
    assert counts_spec(dated, None, t)["datasets"].keys() == {"bars", "tops", "quiet"}


def test_the_table_of_counts_says_what_was_not_published(catalog):
    found = counts_table(catalog, translator("zh")).set_index("时间")
    assert found.loc["2022年11月", "公布数"] == "未公布"
    assert found.loc["2022年11月", "公布：省级高新区"] == "19"
    assert found.loc["2023年11月", "公布：国家高新区"] == "8"
    assert found.loc["2025年目标", "公布数"] == "35"
    assert found.loc["2025年目标", "已识别"] == ""
    assert found.loc["2020年末", "数据状态"] == "官方公布"


@BOTH
def test_the_totals_in_doubt_say_so(catalog, lang):
    t = translator(lang)
    doubt = {
        "zh": "口径存疑，疑为2020年当年数",
        "en": "basis in doubt, possibly the single year 2020",
    }
    told = tell_doubts(catalog, t)
    assert len(told) == 3
    assert all(doubt[lang] in text for text in told)
    assert any("25,472.17" in text for text in told)
    rows = catalog.zone_values[catalog.zone_values["zone_id"] == "all-sichuan"]
    found = figures_frame(rows, catalog, t, named=True)
    in_doubt = found[found[t("export.note")].str.contains(doubt[lang])]
    assert len(in_doubt) == 3
    assert in_doubt[t("map.period")].str.contains({"zh": "存疑", "en": "in doubt"}[lang]).all()


@pytest.mark.parametrize("shift", range(0, 60, 7))
def test_hostile_data_stay_text(catalog, shift):
    planted = plant(catalog, shift)
    for lang in ("zh", "en"):
        t = translator(lang)
        for zone in ("chengdu", "ziyang"):
            code = catalog.zones["prefecture_code"][zone]
            markup = "".join(
                (
                    _facts(zone, planted.catalog, t),
                    _nearest(zone, planted.catalog, t),
                    _place(zone, planted.catalog, t),
                    _reach(zone, 30, planted.catalog, t),
                )
            )
            page = ReadPage(markup)
            assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "p"}
            assert not page.handlers
            assert not page.unclosed
            # it arrived, and as text: every planted cell ends in a mark of its own
            (name,) = planted.shown("prefectures", f"name_{lang}", [code])
            assert f"§{name.split('§')[1]}§" in markup
