"""The platforms page: filters, sum, list, coverage; nothing sensitive and nothing unsaid."""

import csv
import re

import pytest

from geo.locale import translator
from geo.maps.text import escape
from geo.settings import data_dir
from tests.app.conftest import blocks
from tests.hostile import PAYLOADS, plant

PAGE = "pages/platforms.py"
CJK = re.compile(r"[\u3400-\u9fff]")
# loading refuses NUL and halves of characters, so no page ever meets them
SOUND = {name: text for name, text in PAYLOADS.items() if not re.search("[\0\ud800-\udfff]", text)}

with (data_dir() / "platforms.csv").open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file))


def sum_line(pages):
    (found,) = [text for text in pages.words if "za-platform-sum" in text]
    return re.sub(r"<[^>]+>", "", found)


def listed(pages):
    """Return the names in the list beside the map."""
    return [str(name) for name in pages.app.dataframe[0].value.iloc[:, 0]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_runs_in_a_language_and_in_no_other(pages, lang):
    pages.open(PAGE, l=lang)
    assert pages.app.title[0].value == translator(lang)("platforms.title")
    words = [w for w in pages.words if w not in {"语言 / Language", "中文"}]
    assert any(CJK.search(text) for text in words) == (lang == "zh")
    table = pages.app.dataframe[0].value.to_string()
    assert bool(CJK.search(table)) == (lang == "zh")
    assert pages.map["payload"]["lang"] == lang


def test_the_bare_page_keeps_a_bare_address_and_shows_platforms(pages):
    assert pages.open(PAGE).query == {}
    (layer,) = [one for one in pages.map["payload"]["layers"] if one["kind"] == "platforms"]
    assert layer["on"]


def test_the_sum_leaves_none_out(pages):
    text = sum_line(pages.open(PAGE))
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    assert numbers[0] == sum(numbers[1:]) == len(LINES) == 229
    assert "不予表示5项" in text
    assert len(listed(pages)) == 229 - 23 - 5


def test_coverage_names_every_gap(pages):
    (text,) = [w for w in pages.open(PAGE).words if "za-cover-bar" in w]
    for needed in ("14个", "130个", "23个", "44个", "472个", "26个", "超过1,000个", "13个", "1个"):
        assert needed in text
    for needed in ("至少91", "至少11", ">37<", "至少458", ">26<", "至少984", "至少9<", "至多30%"):
        assert needed in text, needed
    assert "名单未收录" in text
    assert "未与2022年10月17日印发稿核对" in text
    sums = re.search(r"清单共(\d+)个 ＝ \D*(\d+)\D+(\d+)\D+(\d+)\D+(\d+)项", text)
    total, *parts = map(int, sums.groups())
    assert total == sum(parts) == 229
    assert text.count('scope="row"') == 9


def test_filters_from_the_address_hold_for_list_sum_and_map(pages):
    pages.open(PAGE, pc="skl", ho="四川大学", pf="510100")
    wanted = [
        line["name_zh"]
        for line in LINES
        if line["category"] == "state_key_lab"
        and line["prefecture_code"] == "510100"
        and "四川大学" in line["host_zh"]
        and line["evidence_status"] != "unverified"
    ]
    assert wanted
    assert sorted(listed(pages)) == sorted(wanted)
    assert pages.app.text_input(key="platforms.host").value == "四川大学"
    assert pages.query == {"pc": "skl", "ho": "四川大学", "pf": "510100"}


def test_filters_of_the_page_go_into_the_address(pages):
    pages.open(PAGE)
    pages.app.multiselect(key="platforms.platform_levels").set_value(["unknown"]).run()
    assert pages.query == {"pv": "u"}
    blank = sum(line["level"] == "" for line in LINES)
    assert int(re.search(r"\d+", sum_line(pages))[0]) == blank == 10
    pages.app.multiselect(key="platforms.platform_levels").set_value([]).run()
    pages.app.multiselect(key="platforms.platform_statuses").set_value(["planned"]).run()
    assert pages.query == {"ps": "p"}
    planned = sum(line["status"] == "planned" and line["sensitive"] == "false" for line in LINES)
    assert int(re.search(r"\d+", sum_line(pages))[0]) == planned
    pages.app.text_input(key="platforms.host").set_value("  四川大学 ").run()
    assert pages.query == {"ps": "p", "ho": "四川大学"}


def test_nothing_found_is_told(pages):
    pages.open(PAGE, ho="no such host")
    assert sum_line(pages) == "符合筛选条件0个"
    assert any(translator("zh")("platforms.list_empty") in text for text in pages.words)
    assert pages.map is not None


def test_sensitive_rows_are_counted_in_the_whole_list_and_found_by_no_filter(pages):
    assert "不予表示5项" in sum_line(pages.open(PAGE))
    for key, text in {"pc": "nl", "fd": "as", "ps": "p", "pv": "n", "pf": "510700"}.items():
        assert "不予表示" not in sum_line(pages.open(PAGE, **{key: text}))
    assert sum_line(pages.open(PAGE, pc="nl")) == "符合筛选条件0个"
    assert any(translator("zh")("platforms.list_empty") in text for text in pages.words)


def test_a_platform_without_a_dot_shows_its_record(pages):
    # 天府永兴实验室 stands at its county, 双流区
    pages.open(PAGE, sel="platform:TFL-002")
    (record,) = [text for text in pages.words if "za-platform-record" in text]
    assert "天府永兴实验室" in record
    assert "双流区" in record
    # one with a dot has its card on the map
    pages.open(PAGE, sel="platform:TFL-001")
    line = next(line for line in LINES if line["id"] == "TFL-001")
    has_dot = float(line["coord_accuracy_m"]) <= 4000
    assert any("za-platform-record" in text for text in pages.words) != has_dot


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sensitive_rows_are_named_nowhere(pages, lang):
    sensitive = [line for line in LINES if line["sensitive"] == "true"]
    for selection in [None, *(f"platform:{line['id']}" for line in sensitive)]:
        query = {"l": lang} | ({"sel": selection} if selection else {})
        pages.open(PAGE, **query)
        shown = "\n".join(pages.words)
        for element in pages.app.dataframe:
            shown += element.value.to_csv()
        for line in sensitive:
            assert line["name_zh"] not in shown
            assert line["name_en"] not in shown


def test_unverified_rows_are_in_no_list_and_no_count(pages):
    pages.open(PAGE)
    names = set(listed(pages))
    memory = [line["name_zh"] for line in LINES if line["evidence_status"] == "unverified"]
    assert len(memory) == 23
    assert not names & set(memory)
    (apart,) = [text for text in pages.words if "za-scroll" in text and "rowgroup" in text]
    assert all(name in apart for name in memory)


BAD = {
    "pc": "zz",
    "pv": "q",
    "ps": "x",
    "fd": "nope",
    "pf": "999999",
    "ho": "x" * 80,
    "sel": "zone:no",
}


@pytest.mark.parametrize("key", BAD)
def test_a_bad_value_is_told_and_the_page_stands(pages, key):
    pages.open(PAGE, **{key: BAD[key]})
    assert pages.map is not None
    assert any('class="za-say"' in text for text in pages.words)


def test_refused_data_show_the_report_alone(pages, monkeypatch, tmp_path):
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path / "nowhere"))
    pages.open(PAGE)
    assert pages.map is None
    assert not [e for e in blocks(pages.app.main) if e.type == "multiselect"]


@pytest.mark.parametrize("shift", [0, 9, 21])
def test_hostile_texts_stay_texts(pages, catalog, monkeypatch, shift):
    planted = plant(catalog, shift, SOUND)
    monkeypatch.setattr("geo.ui.frame.load_catalog", lambda *_: planted.catalog)
    pages.open(PAGE, sel="platform:TFL-002")
    shown = "\n".join(w for w in pages.words if "za-" in w)
    for payload in PAYLOADS.values():
        if "<" in payload:
            assert payload not in shown
    told = [escape(payload) for payload in PAYLOADS.values() if escape(payload) != payload]
    assert any(text in shown for text in told)
    for name in listed(pages):
        assert not name.lstrip().startswith(("=", "+", "-", "@", "\t"))
