"""Streamlit's own words: found as it writes them, and said in Chinese on Chinese pages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import streamlit

from geo.locale import translator
from geo.ui.widgets import WORDS, _write, serve_words

SCRIPTS = Path(streamlit.__file__).parent / "static" / "static" / "js"
CJK = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def scripts():
    return "\n".join(path.read_text("utf-8") for path in SCRIPTS.glob("*.js"))


@pytest.mark.parametrize("name", WORDS)
def test_streamlit_still_says_it_so(scripts, name):
    word = translator("en")(f"widgets.{name}")
    assert any(f"{quote}{word}{quote}" in scripts for quote in "`'\"")


def test_every_word_is_another_and_chinese():
    told = json.loads(_write("zh"))
    assert len(told["words"]) == len(WORDS)
    assert all(CJK.search(word) for word in told["words"].values())
    # no Chinese word is one of Streamlit's: it would be said again
    assert not set(told["words"]) & set(told["words"].values())
    assert "{n}" in told["found"]
    assert {"{i}", "{n}"} <= set(re.findall(r"\{.\}", told["found_of"]))


def test_english_pages_keep_streamlits_own_words():
    assert serve_words("en") == ""
