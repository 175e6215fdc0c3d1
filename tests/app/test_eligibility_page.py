"""The page of rules: every zone, every part, own figures, saved work, entered clauses, privacy."""

from __future__ import annotations

import datetime as dt
import io
import json
import re

import pytest
from openpyxl import load_workbook

from geo.eligibility.rules import load_rules, write_rule_set
from geo.eligibility.work import OwnFigure, Task, Work, dump_work, load_work
from geo.locale import translator
from geo.ui.eligibility.case import make_case
from geo.ui.eligibility.section_figures import _make_template
from geo.view import View
from tests.app.conftest import Pages, blocks
from tests.hostile import PAYLOADS

PAGE = "pages/eligibility.py"
OLD = "sc_provincial_2022"
CJK = re.compile(r"[\u3400-\u9fff]")
SECTIONS = (None, "figures", "tasks", "clauses", "process", "map")
SIX = ["suining", "nanchong", "meishan", "yibin", "dazhou", "ziyang"]


def text_of(pages):
    return re.sub(r"<[^>]*>", " ", "\n".join(pages.words))


def line_of(pages, criterion):
    """Return the words of one line of the first list that has it."""
    markup = "\n".join(pages.words)
    found = re.search(rf'<details id="za-el-{criterion}"><summary>(.*?)</summary>', markup)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found.group(1)))


def press(pages, key):
    (button,) = [b for b in pages.app.button if b.key == key]
    button.click().run()
    assert not pages.app.exception
    return pages


def box(pages, key):
    """Return the box whose key starts so."""
    (found,) = [one for one in pages.app.selectbox if one.key.startswith(key)]
    return found


def keys(pages):
    return {b.key for b in [*pages.app.button, *pages.app.download_button]}


def work_of(pages):
    return pages.app.session_state["eligibility-work"]


def faults_of(pages):
    """Return the lists of errors, each as its rows."""
    found = [words for words in pages.words if 'class="za-el-faults za-el-error"' in words]
    return [
        [
            re.sub(r"<[^>]*>", " ", row)
            for row in re.findall(r"<tr>(<th scope='row'>.*?)</tr>", words)
        ]
        for words in found
    ]


def bring(pages, key, name, content, mime="text/csv"):
    """Give a file to the box whose key starts so."""
    (uploader,) = [u for u in pages.app.file_uploader if u.key.startswith(key)]
    uploader.set_value((name, content, mime)).run()
    assert not pages.app.exception
    return pages


def type_into(pages, key, **edits):
    """Type into the table whose key starts so: send what a browser sends."""
    (editor,) = [e for e in pages.app.data_editor if e.key.startswith(key)]
    states = pages.app._tree.get_widget_states()
    state = states.widgets.add()
    state.id = editor.proto.id
    state.string_value = json.dumps(
        {"edited_rows": {}, "added_rows": [], "deleted_rows": []} | edits
    )
    pages.app._run(states)
    assert not pages.app.exception
    return pages


def row_of(pages, key, column, text):
    (found,) = [e for e in pages.app.data_editor if e.key.startswith(key)]
    return found.value[column].tolist().index(text)


def figures_csv(*rows):
    head = "指标编号,数值,单位,年份,依据文件"
    return "\n".join([head, *rows]).encode("utf-8")


# opening


def test_a_bare_page_keeps_a_bare_address_and_opens_the_upgrade_track(pages):
    pages.open(PAGE)
    assert pages.query == {}
    text = text_of(pages)
    assert translator("zh")("eligibility.warning") in text
    assert translator("zh")("eligibility.no_verdict") in text
    assert "国函〔2022〕54号等" in text
    assert pages.map is not None
    assert "符合" in line_of(pages, "nat_r2")
    assert "待佐证" in line_of(pages, "nat_r4")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_each_part_in_a_language_and_in_no_other(pages, lang, section):
    query = {"se": section} if section else {}
    pages.open(PAGE, l=lang, **query)
    assert pages.app.title[0].value == translator(lang)("eligibility.title")
    # numbers of Chinese documents, and what Sichuan calls them, stay Chinese
    number = re.compile(r"[^\s(\[;]*〔\d{4}〕\d+号等?")
    words = [
        number.sub("", word) for word in pages.words if word not in {"语言 / Language", "中文"}
    ]
    assert any(CJK.search(word) for word in words) == (lang == "zh")


def test_the_plans_six_come_first_and_blank_last(pages):
    pages.open(PAGE)
    options = pages.app.selectbox(key="eligibility.zone").options
    assert len(options) == 27
    assert all("规划支持升级" in name for name in options[:6])
    assert not any("规划支持升级" in name for name in options[6:])
    assert options[-1] == "从空白开始"
    # whoever types letters finds them, too
    assert "眉山高新区（规划支持升级）Meishan" in options
    assert "攀枝花钒钛高新区（国家级）Panzhihua Vanadium-Titanium" in options
    pages.open(PAGE, l="en")
    assert (
        "Meishan High-tech Park (plan: upgrade)"
        in pages.app.selectbox(key="eligibility.zone").options
    )


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("yibin", "nat_r2"),
        ("xindu", "nat_r2"),
        ("cand-pengshan", "sc25_c1"),
        ("-", "sc25_c1"),
        ("chengdu", "sceval_c1"),
    ],
)
def test_a_zone_opens_on_its_gate(pages, catalog, zone, first):
    pages.open(PAGE, ez=zone)
    shown = re.findall(r'<details id="za-el-([a-z0-9_]+)"', "\n".join(pages.words))
    assert shown
    if zone != "chengdu":
        assert first in shown


def test_no_zone_and_no_rule_set_raises(pages, catalog):
    pages.open(PAGE)
    sets = [*load_rules().sets]
    zones = [*catalog.zones.index, "-"]
    # every zone and every rule set, and each zone in some part of the page
    for number in range(max(len(zones), len(sets))):
        zone, rule_set = zones[number % len(zones)], sets[number % len(sets)]
        query = {"ez": zone, "rs": rule_set, "rb": sets[(number * 7 + 3) % len(sets)]}
        section = SECTIONS[number % len(SECTIONS)]
        if section:
            query["se"] = section
        pages.open(PAGE, **query)
        assert "符合申报条件”的结论" in text_of(pages)
        assert "符合升级条件" not in text_of(pages)


@pytest.mark.parametrize(
    "bad",
    [
        {"ez": "nowhere"},
        {"rs": "nothing"},
        {"rs": "<b>"},
        {"rb": "nothing"},
        {"rb": "nat_upgrade_state_council_replies"},
        {"se": "nowhere"},
        {"se": "map", "ec": "nothing"},
        {"ec": "sc22_c3"},
    ],
)
def test_a_bad_address_leaves_the_page_standing(pages, bad):
    pages.open(PAGE, **bad)
    assert translator("zh")("eligibility.warning") in text_of(pages)


def test_old_rules_are_folded_and_never_met(pages):
    pages.open(PAGE)
    old = ("已被替代", "征求意见稿", "外省参考", "已失效")
    assert not any(name.endswith(old) for name in box(pages, "eligibility.rules").options)
    pages.app.toggle(key="eligibility.reference").set_value(True).run()
    options = box(pages, "eligibility.rules").options
    assert sum(name.endswith(old) for name in options) >= 10
    assert len(set(options)) == len(options)
    pages.open(PAGE, rs=OLD)
    assert pages.app.toggle(key="eligibility.reference").value
    line = line_of(pages, "sc22_c3")
    for words in (
        "高于旧口径",
        "480亿元",
        "2018年",
        "数据过旧",
        "+280亿元",
        "+140%",
        "第五条第二项",
    ):
        assert words in line
    assert "条款未获取" in line_of(pages, "sc22_c4")
    assert "42.7%" in line_of(pages, "sc22_c4")


def test_two_rule_sets_stand_beside_each_other(pages):
    pages.open(PAGE, rs=OLD, rb="sc_provincial_2017")
    assert pages.query == {"rs": OLD, "rb": "sc_provincial_2017"}
    markup = "\n".join(pages.words)
    assert markup.count('class="za-el-card') == 2
    assert markup.count('class="za-el-counts"') == 2
    (table,) = re.findall(r'<table class="za-el-pairs">.*?</table>', markup)
    heads = re.findall(r'<th scope="col">(.*?)</th>', table)
    assert heads == [
        "指标",
        "2022年版 · 四川省级高新区认定和管理办法 · 省级认定 · 已被替代",
        "2017 · 川办函〔2017〕18号 · 省级认定 · 已被替代",
    ]
    # what measures the same stands in one row, what has no partner beside an empty cell
    rows = [re.findall(r'id="za-el-(\w+)"', row) for row in re.findall(r"<tr>.*?</tr>", table)]
    assert ["sc22_c1", "sc17_c9"] in rows
    assert ["sc22_c3"] in rows
    assert len(rows) - 1 == 5 + 10 - 1
    assert table.count("无对应条款") == 13


def test_the_whole_track_is_every_current_document_of_the_gate(pages):
    pages.open(PAGE)
    rules = box(pages, "eligibility.rules")
    assert rules.options[0] == "本环节全部现行文件（5份）"
    assert rules.index == 1  # a zone still opens on one document
    rules.select_index(0).run()
    assert pages.query == {"rs": "track"}
    assert box(pages, "eligibility.beside").disabled
    markup = "\n".join(pages.words)
    blocks_of = re.findall(r'<details class="za-el-doc"( open)?>', markup)
    assert blocks_of == [" open", "", "", "", ""]
    (overview,) = re.findall(r'<div class="za-el-overview">.*?</table>', markup)
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in overview.split("<tr>")[2:]]
    # each document by itself: lines by state, then what is not scored
    assert rows[0] == ["2015—2026 · 国函〔2022〕54号等 · 现行", "1", "0", "0", "9", "1", "0"]
    assert [sum(map(int, row[1:])) for row in rows] == [
        len(load_rules().sets[name].criteria)
        for name in (
            "nat_upgrade_state_council_replies",
            "nat_catalogue_2018",
            "nat_gbf_2017_7",
            "nat_gf_2020_7",
            "nat_upgrade_miit_requirements",
        )
    ]
    assert "待佐证" in line_of(pages, "nat_r4")
    # the map tells of the document that opens
    assert "国务院关于同意升级为国家高新区的批复" in str(pages.map["payload"])


def test_tasks_figures_and_maps_follow_the_whole_track(pages):
    pages.open(PAGE, rs="track", se="tasks")
    (editor,) = pages.app.data_editor
    items = editor.value["item"].tolist()
    assert "省级政府向国务院请示" in items
    assert any("列入" in item or "目录" in item for item in items)
    assert "《国务院办公厅关于促进开发区改革和创新发展的若干意见》" in text_of(pages)
    pages.open(PAGE, rs="track", se="map")
    lines = box(pages, "eligibility.criterion").options
    assert len({name.split(" · ")[1] for name in lines}) == 5
    pages.open(PAGE, rs="track", se="clauses")
    chosen = box(pages, "eligibility.entering")
    assert len(chosen.options) == 5
    chosen.select_index(2).run()
    assert "nat_gbf_2017_7.yaml" in text_of(pages)


def test_a_gate_with_one_document_has_no_whole_track(pages):
    pages.open(PAGE, ez="chengdu", rs="track")
    assert pages.query == {"ez": "chengdu"}
    assert not any("全部现行文件" in name for name in box(pages, "eligibility.rules").options)


@pytest.mark.parametrize("section", SECTIONS)
def test_that_old_rules_do_not_bind_is_said_in_every_part(pages, section):
    pages.open(PAGE, rs=OLD, **({"se": section} if section else {}))
    said = [words for words in pages.words if "za-el-caution" in words]
    assert len(said) == 1
    assert "本文件已不再施行，仅供参考" in said[0]
    pages.open(PAGE, **({"se": section} if section else {}))
    assert not any("za-el-caution" in words for words in pages.words)


# own figures


def test_an_own_figure_changes_a_line_at_once(pages):
    pages.open(PAGE, ez="meishan", rs=OLD)
    assert "数据缺失" in line_of(pages, "sc22_c3")
    pages.open(PAGE, ez="meishan", rs=OLD, se="figures")
    row = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    type_into(
        pages,
        "eligibility.figures.",
        edited_rows={row: {"value": "250", "year": 2025, "source": "统计年报"}},
    )
    (figure,) = work_of(pages).figures
    assert (figure.value, figure.unit, figure.year) == (250, "100m_cny", 2025)
    pages.app.segmented_control(key="eligibility.section").set_value("lines").run()
    line = line_of(pages, "sc22_c3")
    for words in ("高于旧口径", "250亿元", "2025年", "本单位填报", "+50亿元"):
        assert words in line
    assert "统计年报" in text_of(pages)
    assert "未保存" in text_of(pages)
    # private: not in the address, not on the map
    assert "250" not in str(pages.query)
    assert "统计年报" not in str(pages.map)


def test_ten_thousand_yuan_are_understood(pages):
    pages.open(PAGE, rs=OLD, se="figures")
    row = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    cells = {"value": "4800000", "unit": "万元", "year": 2025}
    type_into(pages, "eligibility.figures.", edited_rows={row: cells})
    assert work_of(pages).figures[0].value == 480
    assert "480亿元" in text_of(pages)
    pages.open(PAGE, rs=OLD)
    assert "480亿元" in line_of(pages, "sc22_c3")
    assert "本单位填报" in line_of(pages, "sc22_c3")


def test_any_metric_may_be_filled_in_whatever_the_rules_ask_for(pages):
    pages.open(PAGE, se="figures")
    row = {"metric": "年营业总收入", "value": "4800000", "unit": "万元", "year": 2025}
    type_into(pages, "eligibility.figures.", added_rows=[row])
    assert "480亿元" in text_of(pages)
    assert work_of(pages).figures[0].metric == "total_operating_revenue_100m_cny"


def test_the_page_that_opens_asks_for_what_every_document_uses(pages):
    pages.open(PAGE, se="figures")
    (editor,) = pages.app.data_editor
    frame = editor.value
    groups = frame["group"].tolist()
    assert list(dict.fromkeys(groups)) == ["本文件指标", "同一环节其他文件指标", "基本指标"]
    row = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    assert groups[row] == "基本指标"
    assert "《四川省省级高新技术产业园区认定和管理办法》（仅供参考）" in frame["documents"][row]
    assert frame["known"][row].startswith("480亿元")
    # a figure typed there is one that the lines of every document follow
    cells = {"value": "4800000", "unit": "万元", "year": 2025}
    type_into(pages, "eligibility.figures.", edited_rows={row: cells})
    users = [
        (rule_set.id, line.id)
        for rule_set in load_rules().sets.values()
        for line in rule_set.criteria
        if line.metric == "total_operating_revenue_100m_cny"
    ]
    assert len(users) == 2
    for rule_set, line in users:
        pages.open(PAGE, rs=rule_set)
        assert "480亿元" in line_of(pages, line)
        assert "本单位填报" in line_of(pages, line)


def test_a_size_beyond_everything_known_is_told_beside_the_table_and_counts(pages):
    pages.open(PAGE, se="figures")
    row = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    cells = {"value": "2500000", "year": 2025}
    type_into(pages, "eligibility.figures.", edited_rows={row: cells})
    assert "数值明显偏大，是否误选单位（万元/亿元）？已高于四川省地区生产总值" in text_of(pages)
    assert faults_of(pages) == []  # a warning
    assert work_of(pages).figures[0].value == 2_500_000
    content = figures_csv("total_operating_revenue_100m_cny,2500000,亿元,2025,")
    bring(pages, "eligibility.figures_file", "x.csv", content)
    assert text_of(pages).count("是否误选单位") == 2
    assert "eligibility.bring_use" in keys(pages)


def test_rows_that_cannot_be_used_wait_with_their_faults_and_are_counted(pages):
    pages.open(PAGE, rs=OLD, se="figures")
    good = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    bad = row_of(pages, "eligibility.figures.", "metric", "高新技术产业营业收入占比")
    edits = {
        good: {"value": "250", "year": 2025},
        bad: {"value": "很多", "year": 2025, "source": "年报"},
    }
    type_into(pages, "eligibility.figures.", edited_rows=edits)
    assert (
        text_of(pages).count("有1行未通过校验，未计入保存") == 2
    )  # in the state and by the button
    for section in ("lines", "figures"):
        pages.app.segmented_control(key="eligibility.section").set_value(section).run()
        assert "有1行未通过校验" in text_of(pages)
    (editor,) = pages.app.data_editor
    assert editor.value["value"][bad] == "很多"
    assert editor.value["source"][bad] == "年报"
    (faults,) = faults_of(pages)
    assert "很多" in str(faults)
    # saved is what passed; the rest is still unsaved, and asked about before it is lost
    (button,) = [b for b in pages.app.download_button if b.key == "eligibility.save"]
    button.click().run()
    assert "已保存；之后的修改须再次保存。有1行未通过校验" in text_of(pages)
    pages.app.selectbox(key="eligibility.zone").set_value("meishan").run()
    assert work_of(pages).zone == "yibin"
    press(pages, "eligibility.leave")
    assert work_of(pages).zone == "meishan"
    assert "未通过校验" not in text_of(pages)
    # put right, it is a figure like any other
    pages.open(PAGE, rs=OLD, se="figures", ez="yibin")
    type_into(pages, "eligibility.figures.", edited_rows={bad: {"value": "很多", "year": 2025}})
    assert "有1行未通过校验" in text_of(pages)
    type_into(pages, "eligibility.figures.", edited_rows={bad: {"value": "42.7", "year": 2025}})
    assert "未通过校验" not in text_of(pages)


def test_rows_that_cannot_be_used_are_cleared_with_the_rest(pages):
    pages.open(PAGE, rs=OLD, se="figures")
    bad = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    type_into(pages, "eligibility.figures.", edited_rows={bad: {"value": "很多"}})
    press(pages, "eligibility.figures_clear")
    (editor,) = pages.app.data_editor
    assert "很多" not in editor.value["value"].tolist()
    assert "尚未填报" in text_of(pages)


@pytest.mark.parametrize(
    ("lang", "label"), [("zh", "年营业总收入"), ("en", "Annual total operating")]
)
def test_faults_name_the_metric_and_not_its_id(pages, lang, label):
    pages.open(PAGE, rs=OLD, se="figures", l=lang)
    content = figures_csv("total_operating_revenue_100m_cny,二百,亿元,2025,")
    bring(pages, "eligibility.figures_file", "x.csv", content)
    ((fault,),) = faults_of(pages)
    assert label in fault
    assert "total_operating_revenue_100m_cny" not in fault
    work = json.loads(dump_work(Work(), dt.date(2026, 11, 27)))
    work["figures"] = [{"metric": "total_operating_revenue_100m_cny", "value": "x y", "unit": "%"}]
    work["tasks"] = [{"item": "nat_r1", "due": "x"}]
    content = json.dumps(work).encode()
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    told = str(faults_of(pages))
    assert label in told
    assert "total_operating_revenue_100m_cny" not in told
    assert "nat_r1" not in told


def test_a_figure_that_no_row_can_show_is_not_lost(pages):
    strange = OwnFigure(metric="of_rules_not_loaded", value=1, unit="firms", year=2025)
    content = dump_work(Work(zone="yibin", figures=(strange,)), dt.date(2026, 11, 27))
    pages.open(PAGE)
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    press(pages, "eligibility.open_now")
    enter(pages)
    assert strange in work_of(pages).figures
    assert len(work_of(pages).figures) == 2


def test_a_cell_at_fault_is_told_and_leaves_the_others(pages):
    pages.open(PAGE, rs=OLD, se="figures")
    good = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    bad = row_of(pages, "eligibility.figures.", "metric", "高新技术产业营业收入占比")
    type_into(
        pages,
        "eligibility.figures.",
        edited_rows={good: {"value": "250", "year": 2025}, bad: {"value": "很多", "year": 1066}},
    )
    assert [figure.value for figure in work_of(pages).figures] == [250]
    (faults,) = faults_of(pages)
    assert len(faults) == 2
    assert "很多" in str(faults)
    assert f"第{bad + 1}行" in str(faults)


def test_a_file_is_checked_before_it_is_used(pages):
    pages.open(PAGE, ez="meishan", rs=OLD, se="figures")
    content = figures_csv(
        "total_operating_revenue_100m_cny,二百,亿元,2025,",
        "no_such_metric,1,家,2025,",
        "hightech_revenue_share_pct,45%,%,3025,",
    )
    bring(pages, "eligibility.figures_file", "x.csv", content)
    (faults,) = faults_of(pages)
    assert len(faults) == 3
    assert "eligibility.bring_use" not in keys(pages)
    content = figures_csv("total_operating_revenue_100m_cny,2500000,万元,2025,年报")
    bring(pages, "eligibility.figures_file", "y.csv", content)
    press(pages, "eligibility.bring_use")
    assert [figure.value for figure in work_of(pages).figures] == [250]
    (editor,) = pages.app.data_editor
    assert "250" in editor.value["value"].tolist()
    press(pages, "eligibility.figures_clear")
    assert work_of(pages).figures == ()


def test_the_template_is_one_that_comes_back(pages, catalog):
    rules = load_rules()
    case = make_case(View(rule_set=OLD), Work(zone="yibin"), catalog, rules)
    book = load_workbook(io.BytesIO(_make_template(case, translator("zh"))))
    text = " ".join(str(c.value) for sheet in book for row in sheet.rows for c in row)
    assert "total_operating_revenue_100m_cny" in text
    assert "宜宾" in text


# tasks


def test_tasks_are_kept_and_what_is_obtained_counts(pages):
    pages.open(PAGE, se="tasks")
    row = row_of(pages, "eligibility.tasks.", "item", "省级政府向国务院请示")
    other = row_of(pages, "eligibility.tasks.", "item", "市（州）政府请示")
    cells = {
        "lead": "市政府",
        "state": "已取得",
        "document_no": "川府〔2026〕1号",
        "valid_until": "2040-01-31",
    }
    type_into(
        pages,
        "eligibility.tasks.",
        edited_rows={row: cells, other: {"due": "2020-05-31", "lead": "=1+1"}},
    )
    tasks = {task.item: task for task in work_of(pages).tasks}
    assert tasks["nat_r1"] == Task(
        item="nat_r1",
        lead="市政府",
        state="obtained",
        document_no="川府〔2026〕1号",
        valid_until="2040-01-31",
    )
    assert tasks["city_request"].due == "2020-05-31"
    assert "逾期1项" in text_of(pages)
    pages.app.segmented_control(key="eligibility.section").set_value("lines").run()
    assert "符合" in line_of(pages, "nat_r1")
    assert "本单位填报" in line_of(pages, "nat_r1")
    # overdue rows come first when the table is opened again
    pages.app.segmented_control(key="eligibility.section").set_value("tasks").run()
    (editor,) = pages.app.data_editor
    assert editor.value["item"].tolist()[0] == "市（州）政府请示"
    assert editor.value["notice"].tolist()[0] == "逾期"


# saving


def test_saved_work_comes_back_equal(pages):
    work = Work(
        zone="nanchong",
        figures=(
            OwnFigure(
                metric="total_operating_revenue_100m_cny",
                value=300,
                unit="100m_cny",
                year=2025,
                source="年报",
            ),
        ),
        tasks=(Task(item="nat_r1", lead="市政府", due="2027-06"),),
        pace_year=2031,
    )
    content = dump_work(work, dt.date(2026, 11, 27))
    pages.open(PAGE)
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    press(pages, "eligibility.open_now")
    assert pages.query["ez"] == "nanchong"
    held = work_of(pages)
    assert held == load_work(content, "work.json")[0]
    assert dump_work(held, dt.date(2026, 11, 27)) == content
    assert "已保存" in text_of(pages)
    # looking at it changes nothing
    for section in ("figures", "tasks", "lines"):
        pages.app.segmented_control(key="eligibility.section").set_value(section).run()
        assert not pages.app.exception
    assert work_of(pages) == held


def test_a_file_that_is_none_is_told(pages):
    pages.open(PAGE)
    bring(
        pages, "eligibility.work_file", "work.json", b'{"zone": 3, "more": 1}', "application/json"
    )
    assert "eligibility.open_now" not in keys(pages)
    assert faults_of(pages)


def enter(pages, value="250"):
    pages.open(PAGE, rs=OLD, se="figures")
    row = row_of(pages, "eligibility.figures.", "metric", "年营业总收入")
    return type_into(
        pages, "eligibility.figures.", edited_rows={row: {"value": value, "year": 2025}}
    )


def test_unsaved_work_is_not_lost_without_a_word(pages):
    enter(pages)
    pages.app.selectbox(key="eligibility.zone").set_value("meishan").run()
    assert work_of(pages).zone == "yibin"
    assert pages.app.selectbox(key="eligibility.zone").value == "yibin"
    assert "ez" not in pages.query
    assert {"eligibility.save_first", "eligibility.leave", "eligibility.stay"} <= keys(pages)
    press(pages, "eligibility.stay")
    assert "eligibility.leave" not in keys(pages)
    # a link asks as well
    pages.open(PAGE, ez="dazhou")
    assert work_of(pages).zone == "yibin"
    press(pages, "eligibility.leave")
    assert pages.query["ez"] == "dazhou"
    assert work_of(pages).figures == ()
    assert pages.app.selectbox(key="eligibility.zone").value == "dazhou"


def test_saved_work_comes_back_with_its_zone(pages):
    enter(pages)
    held = work_of(pages)
    (button,) = [b for b in pages.app.download_button if b.key == "eligibility.save"]
    button.click().run()
    assert "已保存" in text_of(pages)
    pages.app.selectbox(key="eligibility.zone").set_value("meishan").run()
    assert work_of(pages).figures == ()
    pages.app.selectbox(key="eligibility.zone").set_value("yibin").run()
    assert work_of(pages).figures == held.figures


def test_another_file_is_not_opened_over_unsaved_work_without_a_word(pages):
    enter(pages)
    content = dump_work(Work(zone="meishan"), dt.date(2026, 11, 27))
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    assert "放弃修改并打开" in [b.label for b in pages.app.button]
    assert work_of(pages).zone == "yibin"
    press(pages, "eligibility.open_now")
    assert work_of(pages).zone == "meishan"


def test_visits_do_not_mix():
    one, other = Pages(), Pages()
    enter(one, "251")
    other.open(PAGE, rs=OLD)
    assert "480亿元" in line_of(other, "sc22_c3")
    assert "251" not in text_of(other)
    assert "eligibility-work" not in other.app.session_state or work_of(other).figures == ()
    one.open(PAGE, rs=OLD)
    assert "251亿元" in line_of(one, "sc22_c3")


def test_work_survives_another_page_and_another_language(pages):
    enter(pages)
    pages.app.switch_page("pages/overview.py").run()
    pages.open(PAGE, rs=OLD, l="en")
    assert "250" in line_of(pages, "sc22_c3")
    assert "Filled in by the zone" in line_of(pages, "sc22_c3")


def test_a_blank_start_has_a_name_of_its_own(pages):
    pages.open(PAGE, ez="-")
    pages.app.text_input(key="eligibility.name").set_value("某某园区 **x**").run()
    assert work_of(pages).name == "某某园区 **x**"
    assert pages.query == {"ez": "-"}
    assert pages.map is None


# clauses


WHO = {"owner": "某高新区管委会", "owner_document": "川府规〔2022〕1号"}


def say_who(pages):
    """Fill in who enters clauses from what document."""
    for name, text in WHO.items():
        (field,) = [
            one
            for one in pages.app.text_input
            if one.key.startswith(f"eligibility.clauses_{name}.")
        ]
        field.set_value(text).run()
    assert not pages.app.exception


def test_who_enters_clauses_and_from_what_is_asked_beside_the_fields(pages):
    pages.open(PAGE, rs=OLD, se="clauses")
    assert not any("za-el-ask" in words for words in pages.words)
    row = row_of(pages, "eligibility.clauses.", "id", "sc22_c4")
    type_into(pages, "eligibility.clauses.", edited_rows={row: {"threshold": "40"}})
    asked = [words for words in pages.words if "za-el-ask" in words]
    assert len(asked) == 2
    assert "哪个单位录入" in asked[0]
    assert "哪份文件录入" in asked[1]
    (use,) = [b for b in pages.app.button if b.key == "eligibility.clauses_use"]
    assert use.disabled
    say_who(pages)
    assert not any("za-el-ask" in words for words in pages.words)
    # what was typed is there again after another part was looked at
    for section in ("lines", "clauses"):
        pages.app.segmented_control(key="eligibility.section").set_value(section).run()
    press(pages, "eligibility.clauses_use")
    assert work_of(pages).rule_sets[0].owner == WHO["owner"]


def test_clauses_of_a_file_that_do_not_say_who_entered_them_do_not_count(pages):
    shipped = load_rules().sets[OLD]
    lines = tuple(
        line.model_copy(update={"threshold": 40}) if line.id == "sc22_c4" else line
        for line in shipped.criteria
    )
    own = shipped.model_copy(update={"criteria": lines})
    content = dump_work(Work(zone="yibin", rule_sets=(own,)), dt.date(2026, 11, 27))
    pages.open(PAGE, rs=OLD)
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    press(pages, "eligibility.open_now")
    assert "≥40%" not in line_of(pages, "sc22_c4")
    assert "没有写明录入单位或录入文件" in text_of(pages)
    # and can be gone on with
    pages.app.segmented_control(key="eligibility.section").set_value("clauses").run()
    row = row_of(pages, "eligibility.clauses.", "id", "sc22_c4")
    (editor,) = pages.app.data_editor
    assert editor.value["threshold"][row] == "40"
    say_who(pages)
    press(pages, "eligibility.clauses_use")
    assert "没有写明录入单位或录入文件" not in text_of(pages)
    pages.app.segmented_control(key="eligibility.section").set_value("lines").run()
    assert "≥40%" in line_of(pages, "sc22_c4")


def test_a_threshold_that_somebody_holds_decides_the_line(pages):
    pages.open(PAGE, rs=OLD, se="clauses")
    row = row_of(pages, "eligibility.clauses.", "id", "sc22_c4")
    type_into(pages, "eligibility.clauses.", edited_rows={row: {"threshold": "40"}})
    say_who(pages)
    press(pages, "eligibility.clauses_use")
    (held,) = work_of(pages).rule_sets
    assert held.id == OLD
    pages.app.segmented_control(key="eligibility.section").set_value("lines").run()
    line = line_of(pages, "sc22_c4")
    for words in ("高于旧口径", "≥40%", "+2.7个百分点", *WHO.values(), "未经核对"):
        assert words in line
    assert "未经核对" not in line_of(pages, "sc22_c3")
    # the note of the line before was about another text
    note = load_rules().sets[OLD].criteria[3].note_zh
    assert note
    assert note[:8] not in text_of(pages)
    assert "已录入" in text_of(pages)
    assert "未保存" in text_of(pages)
    pages.app.segmented_control(key="eligibility.section").set_value("clauses").run()
    press(pages, "eligibility.clauses_drop")
    assert work_of(pages).rule_sets == ()


def test_faults_of_clauses_are_told_all_at_once(pages):
    pages.open(PAGE, rs=OLD, se="clauses")
    row = row_of(pages, "eligibility.clauses.", "id", "sc22_c4")
    type_into(
        pages,
        "eligibility.clauses.",
        edited_rows={row: {"threshold": "四成"}, 0: {"label": ""}},
    )
    (faults,) = faults_of(pages)
    assert len(faults) >= 2
    assert f"第{row + 1}行" in str(faults)
    (use,) = [b for b in pages.app.button if b.key == "eligibility.clauses_use"]
    assert use.disabled


def test_a_file_of_rules_is_used_at_once(pages):
    shipped = load_rules().sets[OLD]
    own = shipped.model_copy(update={"id": "own_rules", "title_zh": "自有办法", "criteria": ()})
    pages.open(PAGE, se="clauses")
    bring(pages, "eligibility.rules_file", "own.yaml", write_rule_set(own), "application/yaml")
    assert "owner_document" in str(faults_of(pages))
    own = own.model_copy(update=WHO)
    bring(pages, "eligibility.rules_file", "own.yaml", write_rule_set(own), "application/yaml")
    press(pages, "eligibility.rules_use")
    assert pages.query["rs"] == "own_rules"
    assert "自有办法" in text_of(pages)
    bring(pages, "eligibility.rules_file", "own.yaml", b"id: [", "application/yaml")
    assert faults_of(pages)


def test_the_21st_rule_set_is_refused_with_the_reason(pages):
    shipped = load_rules().sets[OLD]
    full = Work(
        zone="yibin",
        rule_sets=tuple(
            shipped.model_copy(update={"id": f"own_{number}", "criteria": ()})
            for number in range(20)
        ),
    )
    pages.open(PAGE, se="clauses")
    content = dump_work(full, dt.date(2026, 11, 27))
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    press(pages, "eligibility.open_now")
    entered = {"id": "own_20", "title_zh": "第二十一份", "criteria": ()}
    own = shipped.model_copy(update=entered | {"owner": "某区", "owner_document": "原件"})
    bring(pages, "eligibility.rules_file", "own.yaml", write_rule_set(own), "application/yaml")
    press(pages, "eligibility.rules_use")
    assert len(work_of(pages).rule_sets) == 20
    text = text_of(pages)
    assert (
        "刚才的录入未采用：一份填报文件最多放20份录入的规则；请先移除不用的，再录入新的。" in text
    )
    assert "未收录对照文件" not in text
    # one less, and it goes
    pages.open(PAGE, se="clauses", rs="own_0")
    press(pages, "eligibility.clauses_drop")
    assert "未采用" not in text_of(pages)
    bring(pages, "eligibility.rules_file", "own.yaml", write_rule_set(own), "application/yaml")
    press(pages, "eligibility.rules_use")
    assert work_of(pages).rule_sets[-1].id == "own_20"


def test_the_buttons_say_that_they_are_for_entries(pages):
    pages.open(PAGE)
    (button,) = [b for b in pages.app.download_button if b.key == "eligibility.save"]
    assert button.label == "保存填报文件"
    assert "填报文件含本单位数据、任务和录入的条款，只存在本机" in text_of(pages)


# the rest


def test_the_way_through_shows_steps_requests_systems_and_cases(pages):
    for name in ("papers", "systems", "recognitions", "upgrades", "benchmarks", "targets"):
        pages.unfold(f"eligibility.process_{name}")
    pages.open(PAGE, se="process")
    text = text_of(pages)
    for words in (
        "工业和信息化部会同其他部委",
        "省政府批复（川府函）",
        "待索取的条款",
        "5组，46项指标",
        "6组，43项指标",
        "指标未读全",
        "至少262",
        "不是门槛",
    ):
        assert words in text
    # no bare id of a source
    assert not re.search(r"\bE-S\d+", text)
    assert "eligibility.request_html" in keys(pages)


def test_scores_are_weighed_as_far_as_weights_are_known_and_stay_in_the_visit(pages):
    pages.unfold("eligibility.process_systems").open(PAGE, se="process")
    chosen = box(pages, "eligibility.scores_system")
    assert len(chosen.options) == 3
    # of six groups one weight could be read: there is no total
    type_into(pages, "eligibility.scores.", edited_rows={0: {"score": 80}})
    text = text_of(pages)
    assert "已填部分加权得分 12，已计权重 15 / 100" in text
    assert "权重未见，不计：其余五组（未能读到）" in text
    assert "加权总分" not in text
    chosen = box(pages, "eligibility.scores_system")
    chosen.select_index(1).run()
    scores = {number: {"score": 70} for number in range(4)}
    type_into(pages, "eligibility.scores.", edited_rows=scores)
    text = text_of(pages)
    assert "已填部分加权得分 49，已计权重 70 / 100" in text
    assert "未填：综合质效和持续创新力" in text
    scores[4] = {"score": 90}
    type_into(pages, "eligibility.scores.", edited_rows=scores)
    assert "加权总分 76，已计权重 100 / 100" in text_of(pages)
    # they are there again after another part, and in no file
    for section in ("lines", "process"):
        pages.app.segmented_control(key="eligibility.section").set_value(section).run()
    box(pages, "eligibility.scores_system").select_index(1).run()
    assert "加权总分 76" in text_of(pages)
    assert "eligibility-work" not in pages.app.session_state or not work_of(pages).figures
    assert "尚未填报" in text_of(pages)


def test_the_map_of_all_zones_is_handed_out_after_a_confirmation_only(pages):
    pages.open(PAGE, se="map", rs=OLD, ec="sc22_c3")
    assert pages.query == {"se": "map", "rs": OLD, "ec": "sc22_c3"}
    assert "eligibility.spread_file" not in keys(pages)
    (table,) = [d.value for d in pages.app.dataframe if d.key == "eligibility.spread_table"]
    assert len(table) == 24
    by_zone = table.set_index("高新区")["状态"]
    assert by_zone["宜宾高新区"] == "高于旧口径"
    assert by_zone["眉山高新区"] == "数据缺失"
    pages.app.checkbox(key="eligibility.spread_agree").set_value(True).run()
    assert "eligibility.spread_file" in keys(pages)


def test_own_figures_reach_no_map_of_all_zones(pages):
    enter(pages, "251")
    pages.open(PAGE, se="map", rs=OLD, ec="sc22_c3")
    assert "251" not in str(pages.map["payload"])
    (table,) = [d.value for d in pages.app.dataframe if d.key == "eligibility.spread_table"]
    assert "251亿元" not in table.to_string()


@pytest.mark.parametrize("payload", sorted(PAYLOADS))
def test_hostile_entries_stay_text(pages, payload):
    body = PAYLOADS[payload].encode("utf-8", "replace").decode()[:200]
    body = "".join(one for one in body if one.isprintable())
    work = Work(
        zone="",
        name=body,
        figures=(
            OwnFigure(
                metric="provincial_government_approval",
                value=True,
                unit="boolean",
                year=2025,
                source=body,
                note=body,
            ),
        ),
        tasks=(Task(item="sc25_c5", lead=body, document_no=body, state="obtained"),),
    )
    pages.open(PAGE, ez="-")
    pages.app.session_state["eligibility-work"] = work
    for section in SECTIONS[:3]:
        pages.open(PAGE, ez="-", **({"se": section} if section else {}))
        for element in blocks(pages.app.main):
            if element.type == "html" and not element.proto.body.startswith("<style>"):
                left = re.sub(
                    r"</?[a-z][a-z0-9]*( [a-z-]+=(\"[^\"<>]*\"|'[^'<>]*'))*( hidden)?>",
                    "",
                    element.proto.body,
                )
                assert "<" not in left


def test_typed_clauses_wait_while_another_part_is_looked_at(pages):
    pages.open(PAGE, rs=OLD, se="clauses")
    row = row_of(pages, "eligibility.clauses.", "id", "sc22_c4")
    type_into(pages, "eligibility.clauses.", edited_rows={row: {"threshold": "41"}})
    assert "未保存" in text_of(pages)
    for section in ("lines", "clauses"):
        pages.app.segmented_control(key="eligibility.section").set_value(section).run()
    (editor,) = pages.app.data_editor
    assert editor.value["threshold"][row] == "41"
    say_who(pages)
    press(pages, "eligibility.clauses_use")
    assert work_of(pages).rule_sets[0].criteria[row].threshold == 41


def test_work_on_a_zone_that_is_not_held_opens_as_a_blank_one(pages):
    content = dump_work(
        Work(zone="no-such-zone", tasks=(Task(item="nat_r1", lead="x"),)), dt.date(2026, 11, 27)
    )
    pages.open(PAGE)
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    press(pages, "eligibility.open_now")
    assert pages.query["ez"] == "-"
    assert work_of(pages).tasks[0].lead == "x"
    assert work_of(pages).name == "no-such-zone"
