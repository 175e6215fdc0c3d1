"""Where lines of a slide may break."""

from __future__ import annotations

import re

import pytest

from geo.deck import load_shipped, say
from geo.export.deck.wrapping import wrap_text, wrap_title
from geo.types import LANGS
from tests.hostile import PAYLOADS

DECK = load_shipped("zones-26-35")


def whole(text):
    """Return the pieces that stay on one line."""
    return re.findall(r'<span class="zd-whole">(.*?)</span>', wrap_text(text))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Core: Chengdu Science City, 132 km²", ["132 km²"]),
        ("26 zones in 2020, 35 aimed for by 2025", ["26 zones", "35 aimed", "by 2025"]),
        ("Panxi: 3 (1 national, 2 provincial)", ["1 national,", "2 provincial)"]),
        ("The final number is not published", ["not published"]),
        ("Planned area as on a page of 2016", ["of 2016"]),
        ("National zones: 8, with 10 aimed for", ["10 aimed for"]),
        ("一核：成都科学城132平方公里", ["132平方公里"]),
        ("规划区117平方公里（2016年网页所载）", ["117平方公里", "（2016年网页所载）"]),
        ("川西北生态示范区各县（市）均未覆盖", ["均未覆盖"]),
        ("规划点名支持提档升级：遂宁、南充、眉山、宜宾、达州、资阳", ["达州、资阳"]),
        ("未与2022年10月17日印发稿核对", ["2022年10月17日", "发稿核对"]),
        ("① No data: Aba, Garzê (2)", ["① No", "Garzê (2)"]),
        ("全省高新区2022年一季度投资（2022-04-18）", ["2022年", "（2022-04-18）"]),
        ("下一步", []),
        ("", []),
    ],
)
def test_numbers_keep_their_words_and_last_words_their_company(text, pieces):
    assert whole(text) == pieces


def test_a_chinese_title_breaks_after_its_points():
    assert (
        re.findall(r'"zd-clause">', wrap_title("高新技术企业：2023年已达到目标"))
        == ['"zd-clause">'] * 2
    )
    assert "zd-clause" not in wrap_title("从2013年的4家到2020年底的26家")


@pytest.mark.parametrize("lang", LANGS)
def test_no_word_is_lost(lang):
    for slide in DECK.slides:
        for words in (slide.title, *slide.text):
            text = say(words, lang)
            for wrapped in (wrap_text(text), wrap_title(text)):
                bare = re.sub(r"</?span[^>]*>", "", wrapped)
                assert bare == text.replace("&", "&amp;").replace("'", "&#x27;")


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_markup_in_a_text_is_text(payload):
    for wrapped in (wrap_text(payload), wrap_title(f"甲：{payload}，乙")):
        bare = re.sub(r'<span class="zd-(?:whole|clause)">|</span>', "", wrapped)
        assert "<" not in bare
        assert ">" not in bare


@pytest.mark.parametrize("text", ["1," * 20_000, "a" * 20_000, "（" * 9_000, "1 a" * 9_000])
def test_what_is_kept_whole_is_short_whatever_the_text(text):
    assert max(map(len, whole(text)), default=0) <= 30
