"""Files for office programs, opened by one: LibreOffice reads each, and prints what is in it.

A program with a window would ask whether to repair a damaged file; without one it refuses it, and
there is no page.
"""

from __future__ import annotations

import datetime as dt
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from geo.deck import load_shipped
from geo.eligibility.evaluate import evaluate
from geo.eligibility.rules import load_rules
from geo.eligibility.work import Work
from geo.export.eligibility import RENDERERS
from geo.export.eligibility.content import build_report
from geo.export.formats import Order, render
from geo.export.slides.formats import DeckOrder, render_deck_file
from geo.locale import translator
from geo.presets import PRESETS

if TYPE_CHECKING:
    from pathlib import Path

DAY = dt.date(2026, 11, 27)
"""All of them in one run: starting the program takes longer than reading."""


@pytest.fixture(scope="module")
def printed(catalog, tmp_path_factory) -> dict[str, str]:
    """Return the texts of the files, as LibreOffice prints them, with their numbers of pages."""
    folder = tmp_path_factory.mktemp("office")
    for lang in ("zh", "en"):
        t = translator(lang)
        view = replace(PRESETS["indicators"], lang=lang)
        for kind in ("pptx", "xlsx"):
            body = render(view, catalog, Order(kind, finish="presentation", date=DAY))
            (folder / f"map_{lang}.{kind}").write_bytes(body)
        rules = load_rules()
        found = evaluate(rules.sets["sc_provincial_2022"], "yibin", catalog, rules, (), today=DAY)
        report = build_report((found,), catalog, rules, Work(zone="yibin"), t)
        for suffix in (".docx", ".xlsx"):
            (folder / f"case_{lang}{suffix}").write_bytes(RENDERERS[suffix](report, t))
    deck = load_shipped("zones-26-35")
    body = render_deck_file(deck, catalog, "pptx", DeckOrder("zh", date=DAY))
    assert len(body) < 3_000_000  # mail gateways refuse 10 MB, and the package holds more than this
    (folder / "deck.pptx").write_bytes(body)
    return print_files(folder)


def print_files(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.iterdir() if path.is_file())
    out = folder / "printed"
    words = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    # one kind at a time: files of the same stem would overwrite each other's page
    for kind in sorted({path.suffix for path in files}):
        chosen = [str(path) for path in files if path.suffix == kind]
        place = out / kind[1:]
        subprocess.run(
            [*words, "--convert-to", "pdf", "--outdir", str(place), *chosen],
            check=True,
            capture_output=True,
            timeout=300,
        )
    texts = {}
    for path in files:
        printed = out / path.suffix[1:] / f"{path.stem}.pdf"
        assert printed.is_file(), f"{path.name} was refused"
        book = pypdfium2.PdfDocument(printed)
        text = "".join(page.get_textpage().get_text_range() for page in book)
        texts[path.name] = f"[{len(book)}]" + "".join(text.split())
    return texts


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_file_opens_with_what_it_says(printed, lang):
    title = {"zh": "每万人高新技术企业数", "en": "High-techenterprisesper10,000"}[lang]
    for kind in ("pptx", "xlsx"):
        assert title in printed[f"map_{lang}.{kind}"]
    for kind in ("docx", "xlsx"):
        text = printed[f"case_{lang}.{kind}"]
        assert "480" in text
        assert "符合升级条件" not in text


def test_the_deck_opens_with_all_its_slides(printed):
    text = printed["deck.pptx"]
    pages = int(text[1 : text.index("]")])
    assert pages >= len(load_shipped("zones-26-35").slides)
    for slide in load_shipped("zones-26-35").slides:
        assert "".join(slide.title.zh.split()) in text


def test_a_damaged_file_is_refused(tmp_path):
    """Or the tests above could not fail."""
    (tmp_path / "bad.pptx").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(AssertionError, match="refused"):
        print_files(tmp_path)
