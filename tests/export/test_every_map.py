"""Every named map, in every format that is looked at and both finishes: what a map must say.

Tables and layers of data have their own tests; how a picture stands on its paper, too.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from pptx import Presentation

import geo
from geo.deck import load_shipped
from geo.export.formats import Order, render
from geo.export.slides import content, render_slides, tell_view
from geo.export.slides.formats import DeckOrder, render_deck_file
from geo.locale import translator
from geo.presets import PRESETS
from geo.types import FINISHES, LANGS

NUMBER = "GS川（2026）12号"


@pytest.fixture
def stub(monkeypatch):
    """Put a blank picture in the place of the drawn one, which has its own tests."""
    body = io.BytesIO()
    Image.new("RGB", (2025, 1362), "white").save(body, "PNG")
    monkeypatch.setattr(content, "draw_map", lambda *_, **__: body.getvalue())


def squeeze(text):
    return "".join(text.split())


def texts_of(view, catalog, kind, finish):
    """Return the words of a file, without white space."""
    if kind == "pptx":
        slide = tell_view(view, catalog, finish=finish)
        body = render_slides([slide], translator(view.lang), title="T")
        deck = Presentation(io.BytesIO(body))
        (shown,) = [one for one in deck.slides if one.has_notes_slide]
        said = [shape.text_frame.text for shape in shown.shapes if shape.has_text_frame]
        said.append(shown.notes_slide.notes_text_frame.text)
        return squeeze(" ".join(said))
    body = render(view, catalog, Order(kind, finish=finish))
    if kind == "pdf":
        book = pypdfium2.PdfDocument(body)
        return squeeze("".join(page.get_textpage().get_text_range() for page in book))
    page = body.decode("utf-8")
    found = re.search(
        r'<script type="application/json" id="za-payload">(.*?)</script>', page, re.DOTALL
    )
    payload = json.loads(found.group(1))
    assert payload["text"]["north"]
    return squeeze(json.dumps(payload, ensure_ascii=False) + page)


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("finish", FINISHES)
@pytest.mark.parametrize("kind", ["html", "pdf", "pptx"])
@pytest.mark.parametrize("name", PRESETS)
def test_every_map_has_its_title_sources_credit_and_review_line(catalog, name, kind, finish):
    for lang in LANGS:
        t = translator(lang)
        view = replace(PRESETS[name], lang=lang)
        found = texts_of(view, catalog, kind, finish)
        payload = content.build(view, catalog, finish=finish).payload()
        assert squeeze(payload["title"]) in found
        if view.indicator and view.period and view.theme == "indicator":
            assert view.period[:4] in payload["title"]
        for line in payload["lines"]:
            if line["kind"] != "note" or kind == "html":
                assert squeeze(line["text"]) in found, line
        assert squeeze(t("common.credit")) in found
        assert squeeze(t("common.review_warning")) in found
        for note in payload.get("footnotes", ()):
            assert squeeze(note[1:]) in found, note


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize("kind", ["html", "pdf", "pptx"])
def test_the_users_review_number_takes_the_place_of_the_warning(catalog, kind):
    view = replace(PRESETS["zones"], review_number=NUMBER)
    found = texts_of(view, catalog, kind, "presentation")
    assert NUMBER in found
    assert squeeze(translator("zh")("common.review_warning")) not in found


def open_up(body):
    """Return the bytes of a file, those in its archives unpacked."""
    if not body.startswith(b"PK"):
        return body
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return b"".join(open_up(archive.read(name)) for name in archive.namelist())


@pytest.fixture(scope="module")
def package(catalog):
    """Return the package of the ready deck: every kind of file in one."""
    return render_deck_file(load_shipped("zones-26-35"), catalog, "zip", DeckOrder("zh"))


def test_nothing_of_a_sensitive_row_or_of_a_candidate_is_in_what_is_shown(catalog, package):
    rows = catalog.platforms[catalog.platforms["sensitive"].astype(bool)]
    candidates = catalog.zones[catalog.zones["level"] == "candidate"]
    assert len(rows) == 5
    assert len(candidates) == 2
    names = [*rows["name_zh"], *rows["name_en"], *rows.index]
    names += [*candidates["name_zh"], *candidates["name_en"]]
    views = [replace(PRESETS[name], lang=lang) for name in ("platforms", "zones") for lang in LANGS]
    bodies = [open_up(package)] + [render(view, catalog, Order("html")) for view in views]
    for name in names:
        for body in bodies:
            assert name.encode() not in body, name


def test_nothing_tells_where_it_was_made(catalog, package):
    """Folders of the machine and keys of other services have no business in a file."""
    body = open_up(package) + render(PRESETS["overview"], catalog, Order("html"))
    here = (Path(geo.__file__).parent.parent, Path.home(), tempfile.gettempdir(), sys.prefix)
    for folder in here:
        assert f"{folder}/".encode() not in body
    assert not re.search(rb"[?&](tk|key|token|api_key)=", body)


def test_the_package_is_the_same_bytes_each_time(catalog, package):
    again = render_deck_file(load_shipped("zones-26-35"), catalog, "zip", DeckOrder("zh"))
    assert again == package
