"""`zone-atlas deck`: what it refuses, what it writes, and what it says."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace

import pytest

from geo import cli, cli_deck
from geo.deck import Deck, Slide, Words, dump_deck
from geo.export.slides.formats import DECK_FORMATS
from geo.presets import STARTS
from geo.types import LANGS
from geo.view import View

ONE = Deck(
    title=Words(zh="一页", en="One slide"),
    slides=(
        Slide(kind="text", title=Words(zh="题目", en="A title"), text=(Words(zh="一", en="One"),)),
    ),
)


@pytest.fixture
def deck(tmp_path):
    path = tmp_path / "deck.json"
    path.write_bytes(dump_deck(ONE))
    return path


@pytest.fixture
def out(tmp_path):
    return tmp_path / "deck.html"


def ask(*words):
    return cli.main(["deck", *map(str, words)])


def refused(capsys, *words, code=2):
    assert ask(*words) == code
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_the_formats_are_those_of_the_writer():
    assert cli_deck.FORMATS == DECK_FORMATS


# what is refused


@pytest.mark.parametrize("lang", LANGS)
def test_all_faults_are_told_at_once(capsys, lang):
    said = refused(
        capsys, "--date", "2026-13-01", "--finish", "glossy", "--review-number", "7", "--lang", lang
    )
    for part in ("--shipped", "zones-26-35", "--out", "2026-13-01", "glossy", "--review-number"):
        assert part in said, part


def test_a_file_and_a_name_exclude_each_other(deck, out, capsys):
    assert "--shipped" in refused(capsys, deck, "--shipped", "zones-26-35", "--out", out)
    assert not out.exists()


@pytest.mark.parametrize("name", ["deck", "deck.json", "deck.key", "no/such/folder/deck.html"])
def test_another_suffix_or_folder_is_refused(deck, tmp_path, capsys, name):
    before = deck.read_bytes()
    assert "--out" in refused(capsys, deck, "--out", tmp_path / name)
    assert deck.read_bytes() == before


def test_a_folder_and_the_deck_itself_are_not_overwritten(deck, tmp_path, capsys):
    assert str(tmp_path) in refused(capsys, deck, "--out", tmp_path)
    same = tmp_path / "same.html"
    same.write_bytes(deck.read_bytes())
    assert "same.html" in refused(capsys, same, "--out", same)
    assert same.read_bytes() == deck.read_bytes()


def test_a_deck_that_is_not_there_is_misuse(tmp_path, out, capsys):
    assert "gone.json" in refused(capsys, tmp_path / "gone.json", "--out", out)


@pytest.mark.parametrize("lang", LANGS)
def test_every_fault_of_a_deck_is_told_in_the_readers_language(tmp_path, out, capsys, lang):
    path = tmp_path / "bad.json"
    tree = json.loads(dump_deck(ONE))
    tree["slides"][0] |= {"kind": "film\x1b[31m", "colour": 1}
    path.write_text(json.dumps(tree), "utf-8")
    said = refused(capsys, path, "--out", out, "--lang", lang, code=1)
    assert "slides.0.kind" in said
    assert "slides.0.colour" in said
    assert "\x1b" not in said
    assert {"zh": "应为以下之一", "en": "expected one of"}[lang] in said
    assert not out.exists()


def test_a_shipped_deck_that_is_none_is_told_with_those_that_are(out, capsys):
    said = refused(capsys, "--shipped", "../rules", "--out", out, code=1)
    assert "zones-26-35" in said


def test_maps_that_can_be_read_as_a_ranking_wait_for_the_confirmation(tmp_path, out, capsys):
    view = View(
        page="eligibility", criterion="nat_r1", rule_set="nat_upgrade_state_council_replies"
    )
    path = tmp_path / "states.json"
    slide = Slide(title=Words(zh="全省"), view=view)
    path.write_bytes(dump_deck(ONE.model_copy(update={"slides": (slide,)})))
    assert "--confirm-states" in refused(capsys, path, "--out", out)
    assert not out.exists()
    assert ask(path, "--out", out, "--confirm-states") == 0
    assert "zd-content" in out.read_text("utf-8")


# what is written


@pytest.mark.parametrize("lang", LANGS)
def test_a_page_is_written_in_the_language_asked_for(deck, out, capsys, lang):
    assert ask(deck, "--out", out, "--lang", lang, "--date", "2026-12-01") == 0
    said = capsys.readouterr()
    assert str(out) in said.out
    page = out.read_text("utf-8")
    assert {"zh": "题目", "en": "A title"}[lang] in page
    assert f'lang="{"zh-CN" if lang == "zh" else "en"}"' in page


def test_the_shipped_deck_is_written(out, capsys):
    assert ask("--shipped", "zones-26-35", "--out", out) == 0
    assert "26家" in out.read_text("utf-8")
    assert "kB" in capsys.readouterr().out


def test_a_view_that_the_data_do_not_hold_is_told_with_its_slide(tmp_path, out, capsys):
    path = tmp_path / "old.json"
    view = replace(STARTS["overview"], indicator="no_such_indicator", period=None)
    slides = (*ONE.slides, Slide(title=Words(zh="图"), view=view))
    path.write_bytes(dump_deck(ONE.model_copy(update={"slides": slides})))
    assert ask(path, "--out", out, "--lang", "en") == 0
    said = capsys.readouterr().err
    assert said.startswith("slide 2: ")
    assert "no_such_indicator" in said


def test_slides_are_written_and_the_same_each_time(deck, tmp_path, capsys):
    first, second = tmp_path / "a.pptx", tmp_path / "b.pptx"
    assert ask(deck, "--out", first) == 0
    assert ask(deck, "--out", second) == 0
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert "ppt/presentation.xml" in archive.namelist()
    assert "1" in capsys.readouterr().err  # how far the drawing is
