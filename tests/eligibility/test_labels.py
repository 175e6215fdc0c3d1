"""Short names of rule sets: the year first, no two alike, and none wider than its box."""

from __future__ import annotations

import pytest

from geo.eligibility.labels import cut, label_set, label_sets, name_shortly, width_of
from geo.eligibility.rules import load_rules
from geo.locale import translator

RULES = load_rules()
BOX = 34


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_labels_differ_and_fit(lang):
    labels = label_sets(RULES.sets.values(), translator(lang))
    assert labels.keys() == RULES.sets.keys()
    assert len(set(labels.values())) == len(RULES.sets)
    # counted otherwise: what GB 18030 writes in two bytes or more is as wide as high
    for label in labels.values():
        narrow = sum(char.isascii() or char in "·—–…“”’" for char in label)
        assert len(label) - narrow / 2 <= BOX, label


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        (
            "sc_provincial_2017",
            "2017 · 川办函〔2017〕18号 · 省级认定 · 已被替代",
            "2017 · Chuanbanhan [2017] No. 18 · recognition · superseded",
        ),
        (
            "sc_provincial_2025",
            "2025 · 四川省级高新区认定管理办法（修订） · 省级认定 · 现行",
            "2025 · Sichuan measure… · recognition · in force",
        ),
        # no date of its own: the years of the replies, the edition that people speak of, none
        (
            "nat_upgrade_state_council_replies",
            "2015—2026 · 国函〔2022〕54号等 · 升级国家级 · 现行",
            "2015–2026 · Guohan [2022] No. 54 etc. · upgrade · in force",
        ),
        (
            "sc_provincial_2022",
            "2022年版 · 四川省级高新区认定和管理办法 · 省级认定 · 已被替代",
            "2022 edition · Sichuan measure… · recognition · superseded",
        ),
        (
            "nat_upgrade_miit_requirements",
            "年份未见 · 工信部对省级高新区升级国… · 升级国家级 · 效力不明",
            "Undated · MIIT requirements… · upgrade · force unknown",
        ),
        # of two numbers the first
        (
            "sc_recognition_practice",
            "2018—2020 · 川府函〔2018〕53号等 · 省级认定 · 批复惯例",
            "2018–2020 · Chuanfuhan [2018] No. 53 etc. · recognition · practice",
        ),
    ],
)
def test_year_number_or_title_gate_and_force(name, zh, en):
    rule_set = RULES.sets[name]
    assert label_set(rule_set, translator("zh")) == zh
    assert label_set(rule_set, translator("en")) == en


def test_what_has_expired_or_lies_ahead_is_not_called_current():
    t, current = translator("zh"), RULES.sets["sc_provincial_2025"]
    assert label_set(current, t).endswith("现行")
    over = current.model_copy(update={"valid_until": "2025-08"})
    assert label_set(over, t).endswith("已失效")
    ahead = current.model_copy(update={"date": "2099-01-01"})
    assert label_set(ahead, t).endswith("尚未施行")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_that_are_alike_say_their_ids(lang):
    one = RULES.sets["sc_provincial_2017"]
    other = one.model_copy(update={"id": "own_copy"})
    labels = label_sets([one, other], translator(lang))
    assert len(set(labels.values())) == 2
    assert "own_copy" in labels["own_copy"]


def test_a_long_title_is_cut_where_it_can_be_read():
    t = translator("zh")
    long = RULES.sets["sc_provincial_2025"].model_copy(update={"title_zh": "某省" * 150})
    assert width_of(label_set(long, t)) <= BOX
    assert name_shortly(long, t, 5) == "某省某省…"
    assert cut("Sichuan measure on recognising zones", 10) == "Sichuan measure…"
    assert cut("abcdefghijkl", 4) == "abcdef…"
    assert cut("short", 4) == "short"
