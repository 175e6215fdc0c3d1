"""What can be found, and how it is spelled: pinyin held against the English names of counties."""

import json
import os
import re
import subprocess
import sys
import unicodedata

import pytest

from geo.search import _READINGS, KINDS, build_index, index_rows, read_pinyin
from geo.ui.search import target_of
from geo.view import View

# Names that the English keeps in their own language: no pinyin to compare with.
TIBETAN = {"513201": "maerkang", "513232": "ruoergai", "513328": "ganzi", "513300": "ganzi"}


def plain(text):
    """Return the letters only."""
    text = unicodedata.normalize("NFD", text.lower())
    return re.sub(r"[^a-z]", "", text)


@pytest.fixture(scope="module")
def entries(catalog):
    return build_index(catalog)


@pytest.fixture(scope="module")
def by_id(entries):
    return {entry.id: entry for entry in entries}


def test_everything_is_there_once_and_in_the_order_of_kinds(entries, catalog):
    assert len({entry.id for entry in entries}) == len(entries)
    counts = {kind: sum(entry.kind == kind for entry in entries) for kind in KINDS}
    assert counts == {
        "zone": len(catalog.zones),
        "prefecture": 21,
        "county": len(catalog.counties),
        "platform": len(catalog.platforms) - int(catalog.platforms["sensitive"].sum()),
        "science_city": len(catalog.science_cities),
    }
    kinds = [entry.kind for entry in entries]
    assert kinds == sorted(kinds, key=KINDS.index)


def test_no_sensitive_platform_is_named(catalog, entries):
    hidden = catalog.platforms[catalog.platforms["sensitive"].astype(bool)]
    assert len(hidden) > 0  # or the test says nothing
    said = json.dumps(index_rows(entries), ensure_ascii=False)
    for key, row in hidden.iterrows():
        assert f"platform:{key}" not in said
        assert row["name_zh"] not in said
        assert row["name_en"] not in said


def test_every_county_is_spelled_as_its_english_name(catalog, by_id):
    wrong = {}
    for code, row in catalog.counties.iterrows():
        spelled = {pinyin.replace(" ", "") for _, pinyin in by_id[code].spoken}
        # "Qingyang District" is 青羊区; "Dong District" is 东区
        place = plain(row["name_en"].split(" ")[0])
        last = {"区": "qu", "县": "xian", "市": "shi"}[row["name_zh"][-1]]
        expected = TIBETAN.get(code, place)
        if not any(
            found == expected or found == expected + last or found.startswith(expected + "jingji")
            for found in spelled
        ):
            wrong[row["name_zh"]] = spelled
    assert wrong == {}


def test_every_prefecture_is_spelled_as_its_english_name(catalog, by_id):
    for code, row in catalog.prefectures.iterrows():
        expected = TIBETAN.get(code, plain(row["short_en"]))
        assert expected in {pinyin.replace(" ", "") for _, pinyin in by_id[code].spoken}


def test_every_zone_is_spelled_as_its_id(catalog, by_id):
    # ids are the pinyin of the place: "panzhihua-dongqu"
    for key in catalog.zones.index:
        place = key.removeprefix("cand-").split("-")[0]
        spelled = " ".join(pinyin.replace(" ", "") for _, pinyin in by_id[f"zone:{key}"].spoken)
        assert place in spelled


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("乐山", "le shan"),
        ("长宁县", "chang ning xian"),
        ("犍为县", "qian wei xian"),
        ("郫都区", "pi du qu"),
        ("邛崃市", "qiong lai shi"),
        ("珙县", "gong xian"),
        ("筠连县", "jun lian xian"),
        ("剑阁县", "jian ge xian"),
        ("阆中市", "lang zhong shi"),
        ("荥经县", "ying jing xian"),
        ("若尔盖县", "ruo er gai xian"),
        ("石渠县", "shi qu xian"),
        ("什邡市", "shi fang shi"),
        ("涪城区", "fu cheng qu"),
        ("朝天区", "chao tian qu"),
        ("都江堰市", "du jiang yan shi"),
        ("得荣县", "de rong xian"),
        ("会理市", "hui li shi"),
        ("乡城县", "xiang cheng xian"),
        ("大邑县", "da yi xian"),
        ("长明高新产业园", "chang ming gao xin chan ye yuan"),
        ("四川德阳广汉高新区", "si chuan de yang guang han gao xin qu"),
        ("国家重点实验室", "guo jia zhong dian shi yan shi"),
        ("国家川藏铁路技术创新中心", "guo jia chuan zang tie lu ji shu chuang xin zhong xin"),
        ("阿坝藏族羌族自治州", "a ba zang zu qiang zu zi zhi zhou"),
        ("2.5米大视场（S-02）", "2 5 mi da shi chang s 0 2"),
        ("高分辨率", "gao fen bian lv"),
        ("", ""),
    ],
)
def test_pinyin(name, pinyin):
    assert read_pinyin(name) == pinyin


def test_every_name_has_a_syllable_for_each_character(entries):
    # else the browser cannot tell where a syllable begins
    for entry in entries:
        for name, pinyin in entry.spoken:
            assert len(pinyin.split()) == sum(char.isalnum() for char in name), name


def test_full_and_short_names_are_found(by_id):
    assert [name for name, _ in by_id["zone:chengdu"].spoken] == [
        "成都高新技术产业开发区",
        "成都高新区",
    ]
    assert [name for name, _ in by_id["513200"].spoken] == ["阿坝藏族羌族自治州", "阿坝州", "阿坝"]
    assert [name for name, _ in by_id["510726"].spoken] == ["北川羌族自治县", "北川"]
    # one character alone is no name
    assert [name for name, _ in by_id["510521"].spoken] == ["泸县"]


@pytest.mark.parametrize(
    ("entry_id", "page", "query"),
    [
        ("zone:mianyang", "zones", {"sel": "zone:mianyang"}),
        ("zone:cand-changming", "zones", {"sel": "zone:cand-changming", "zl": "n.p.c"}),
        ("510700", "compare", {"pf": "510700"}),
        ("511102", "compare", {"pf": "511100", "se": "counties", "sel": "511102"}),
        ("platform:SKL-005", "platforms", {"sel": "platform:SKL-005"}),
        ("science_city:WCSC-1", "science", {"sel": "science_city:WCSC-1"}),
    ],
)
def test_each_kind_opens_on_its_page(by_id, entry_id, page, query):
    assert target_of(by_id[entry_id]) == (page, query)


def test_every_target_is_an_address_that_a_page_understands(entries):
    for entry in entries:
        page, query = target_of(entry)
        view, messages = View.from_query(query)
        assert messages == ()
        assert page in {"zones", "compare", "platforms", "science"}
        assert view.selection == (None if entry.kind == "prefecture" else entry.id)


def test_rows_for_the_browser_are_plain_json(entries):
    rows = index_rows(entries)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    assert rows[0][:4] == [0, "zone:chengdu", "成都高新技术产业开发区", "Chengdu High-tech Zone"]


# The dictionary of phrases takes 57 MB, so the atlas reads without it: here is what it says.
BY_PHRASES = """
import json, sys
from pypinyin import lazy_pinyin, load_phrases_dict
readings, names = json.load(sys.stdin)
load_phrases_dict({name: [[s] for s in text.split()] for name, text in readings.items()})
json.dump({name: " ".join(lazy_pinyin(name)) for name in names}, sys.stdout)
"""


def test_names_are_spelled_as_by_the_dictionary_of_phrases(entries):
    names = [name for entry in entries for name, _ in entry.spoken]
    plain_names = [name for name in names if re.fullmatch(r"[\u3400-\u9fff]+", name)]
    assert len(plain_names) > 400  # or the test says nothing
    done = subprocess.run(
        [sys.executable, "-c", BY_PHRASES],
        input=json.dumps([_READINGS, plain_names]),
        capture_output=True,
        check=True,
        text=True,
        env={key: text for key, text in os.environ.items() if key != "PYPINYIN_NO_PHRASES"},
    )
    expected = json.loads(done.stdout)
    assert {name: read_pinyin(name) for name in plain_names} == expected
