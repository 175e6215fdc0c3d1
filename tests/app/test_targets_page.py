"""The page of the plan's targets: both languages, own aims, bad addresses, hostile data."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from geo.catalog import validate
from geo.locale import translator
from geo.targets import progress
from tests.app.conftest import blocks
from tests.hostile import PAYLOADS, PRODUCT, plant

TARGETS = "pages/targets.py"
CJK = re.compile(r"[\u3400-\u9fff]")
OURS = re.compile(r"</?[a-z][a-z0-9]*( [a-z-]+=\"[^\"<>]*\")*>")


def text_of(pages):
    return re.sub(r"<[^>]*>", " ", "\n".join(pages.words))


def table_of(pages):
    """Return the cells of the table of targets, row by row."""
    (markup,) = [words for words in pages.words if '<table class="za-targets">' in words]
    rows = re.findall(r"<tr>(.*?)</tr>", markup, re.DOTALL)[1:]
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in row] for row in cells]


def box(pages, target):
    return pages.app.text_input(key=f"targets.aim.{target}")


def specs(pages):
    return [e for e in blocks(pages.app.main) if e.type == "vega_lite_chart"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_runs_in_a_language_and_in_no_other(pages, lang):
    pages.open(TARGETS, l=lang)
    assert pages.app.title[0].value == translator(lang)("targets.title")
    words = [text for text in pages.words if text not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")
    assert len(specs(pages)) == 2
    assert len(table_of(pages)) == 11


def test_a_bare_page_keeps_a_bare_address(pages):
    assert pages.open(TARGETS).query == {}


def test_row_three_reads_as_the_planner_expects(pages):
    row = table_of(pages.open(TARGETS))[2]
    assert row[0] == "3"
    assert row[1].startswith("高新技术企业数 （家）")
    assert row[2] == "8,160"
    assert row[3].startswith("18,000 2024年，媒体报道")
    assert row[4] == "16,000"
    assert row[5] == "2023年已达到"
    assert row[6].endswith("125.5%")  # 9840 / 7840
    assert row[7].startswith("+21.9%")  # fourth root of 18000 / 8160


def test_every_row_has_its_verdict_and_status(pages):
    table = table_of(pages.open(TARGETS))
    verdicts = [row[5] for row in table]
    assert verdicts.count("终期数未公布") == 9
    assert verdicts[6] == "至迟2023年已达到"
    statuses = [translator("zh")(f"status.{name}") for name in ("official", "reported", "derived")]
    assert all(any(status in row[3] for status in statuses) for row in table)
    assert [row[6] for row in table].count("基期后未收录") == 3
    assert not any(row[0] == "0" or " 0 " in row[6] for row in table)


def test_the_plan_and_its_state_stand_above_the_table(pages):
    text = text_of(pages.open(TARGETS))
    assert "征求意见稿，2022年4月" in text
    assert "未与2022年10月17日印发稿核对" in text
    assert "规划目标共11项：已达到2项，未达到0项，终期数未公布9项" in text


def test_remarks_tell_of_estimates_bounds_and_replaced_figures(pages):
    text = text_of(pages.open(TARGETS))
    for needed in (
        "2024年1.8万家减当年新增1200家",
        "2023年2月2.6万亿元",
        "最近公布数为下限",
        "2023年只有待核实数，未采用",
        "规划未列基期数",
    ):
        assert needed in text


def test_thirty_thousand_needs_nearly_nine_per_cent(pages):
    pages.open(TARGETS)
    box(pages, "3").set_value("30000").run()
    assert not pages.app.exception
    assert "需年均+8.9%（自2024年起）" in text_of(pages)
    assert pages.query == {"am": "3:30000"}


def test_a_link_restores_the_aims(pages):
    pages.open(TARGETS, am="3:30000,5:25000")
    assert box(pages, "3").value == "30,000"
    assert box(pages, "5").value == "25,000"
    assert "需年均+8.9%" in text_of(pages)
    assert pages.query == {"am": "3:30000,5:25000"}
    pages.open(TARGETS, am="3:20000")
    assert box(pages, "3").value == "20,000"
    assert box(pages, "5").value == ""


def test_the_published_target_stands_until_another_is_typed(pages):
    pages.open(TARGETS)
    assert box(pages, "rd_intensity").value == "2.8"
    assert "已公布目标（官方公布）" in text_of(pages)
    assert "需年均+0.08个百分点（自2024年起）" in text_of(pages)
    assert "2027年目标2.50" in text_of(pages)
    box(pages, "rd_intensity").set_value("3.0").run()
    assert pages.query == {"am": "rd_intensity:3"}
    assert "已公布目标（" not in text_of(pages)
    box(pages, "rd_intensity").set_value("").run()
    assert pages.query == {}


def test_a_target_below_the_latest_figure_is_passed_already(pages):
    pages.open(TARGETS, am="3:15000")
    assert "已高于目标" in text_of(pages)
    assert "需年均+8" not in text_of(pages)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "须大于0"),
        ("0", "须大于0"),
        ("很多", "请填数字"),
        ("<img src=x>", "请填数字"),
        ("99999999999", "超过现有数的100倍"),
    ],
)
def test_bad_input_is_told_and_the_rest_stands(pages, typed, said):
    pages.open(TARGETS, am="5:25000")
    box(pages, "3").set_value(typed).run()
    assert not pages.app.exception
    told = [words for words in pages.words if 'class="za-aim-bad"' in words]
    assert len(told) == 1
    assert said in told[0]
    assert 'role="alert"' in told[0]
    assert pages.query == {"am": "5:25000"}
    assert box(pages, "5").value == "25,000"
    # the next good entry is taken, and the bad one stays as it was typed
    box(pages, "6").set_value("500").run()
    assert pages.query == {"am": "5:25000,6:500"}
    assert box(pages, "3").value == typed


def test_a_share_above_a_hundred_is_refused(pages):
    pages.open(TARGETS)
    box(pages, "9").set_value("120").run()
    assert "比重不能超过100%" in text_of(pages)
    assert pages.query == {}


def test_the_overview_tells_the_same_verdicts(pages):
    text = text_of(pages.open())
    assert "规划目标（2025年）：16,000家，2023年已达到" in text
    assert "规划目标（2025年）：2.4%，终期数未公布" in text
    english = text_of(pages.open(l="en"))
    assert "16,000 enterprises; reached in 2023" in english
    # a unit that begins with a figure stands in brackets beside the number
    assert not re.search(r"\d\s+100 million yuan", english)
    assert "(100 million yuan)" in english


@pytest.mark.parametrize(
    "bad",
    [
        {"am": "no_such:5"},
        {"am": "x"},
        {"am": "3:abc"},
        {"am": "3:-1,5:25000"},
        {"am": "3:1e300"},
        {"am": "3:nan"},
        {"se": "nowhere"},
        {"se": "<b>"},
        {"i": "no_such"},
        {"sel": "zone:none"},
    ],
)
def test_a_bad_address_leaves_the_page_standing(pages, bad):
    pages.open(TARGETS, **bad)
    assert len(table_of(pages)) == 11
    assert len(specs(pages)) == 2


def test_the_trend_of_another_target_is_in_the_address(pages):
    pages.open(TARGETS)
    pages.app.selectbox(key="targets.trend_of").set_value(0).run()
    assert pages.query == {"se": "hightech_revenue"}
    pages.open(TARGETS, se="hightech_revenue")
    assert pages.app.selectbox(key="targets.trend_of").value == 0


def test_an_aim_is_drawn_in_the_trend(pages):
    pages.unfold("targets.trend.table").open(TARGETS, am="3:30000")
    frames = [f.value for f in pages.app.dataframe]
    (trend,) = [f for f in frames if "2030年" in set(f.get("年份", []))]
    assert trend.iloc[-1, 1] == "30,000"
    assert trend.iloc[-1, 2] == "设想目标"


def test_the_table_can_be_saved_and_cited(pages):
    keys = {getattr(e, "key", None) for e in blocks(pages.open(TARGETS).app.main)}
    kinds = {e.type for e in blocks(pages.app.main)}
    assert "targets.aim.3" in keys
    assert "download_button" in kinds


def test_a_plan_without_figures_of_the_province(pages, catalog, monkeypatch):
    bare = catalog.province_values.iloc[:0]
    empty = replace(catalog, province_values=bare, digest="no-province-figures")
    monkeypatch.setattr("geo.ui.frame.load_catalog", lambda _overlay: empty)
    table = table_of(pages.open(TARGETS))
    assert len(table) == 11
    assert {row[3] for row in table} == {"未收录"}
    assert {row[5] for row in table} == {"终期数未公布"}
    assert "无最近公布数" in text_of(pages)


def test_data_with_errors_are_refused(pages, tmp_path, data_copy, monkeypatch):
    rows = (data_copy / "plan_targets.csv").read_text("utf-8").replace(",16000,", ",<b>many</b>,")
    folder = tmp_path / "overlay"
    folder.mkdir()
    (folder / "plan_targets.csv").write_text(rows, "utf-8")
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(folder))
    pages.open(TARGETS)
    (table,) = pages.app.dataframe
    assert len(table.value) == len(validate(folder, "zh")) >= 1
    assert not specs(pages)


# no data file can bring half a character: the schema refuses it
BODIES = {name: text for name, text in PAYLOADS.items() if not name.startswith("surrogate")}


def hostile(catalog, shift):
    planted = plant(catalog, shift, BODIES).catalog
    bodies = list(BODIES.values())

    def fill(frame, *columns):
        frame = frame.copy()
        for n, column in enumerate(columns):
            texts = [bodies[(i + n + shift) % len(bodies)] for i in range(len(frame))]
            frame[column] = pd.Series(texts, index=frame.index, dtype=object)
        return frame

    return replace(
        planted,
        plan_targets=fill(planted.plan_targets, "name_zh", "name_en"),
        province_values=fill(planted.province_values, "note_zh", "note_en"),
    )


@pytest.mark.parametrize("shift", [0, 13, 29])
def test_hostile_data_stay_text(pages, catalog, monkeypatch, shift):
    own = hostile(catalog, shift)
    assert progress(own)
    monkeypatch.setattr("geo.ui.frame.load_catalog", lambda _overlay: own)
    pages.open(TARGETS)
    for element in blocks(pages.app.main):
        if element.type != "html" or element.proto.body.startswith("<style>"):
            continue
        left = OURS.sub("", element.proto.body)
        assert "<" not in left
        assert PRODUCT not in left
