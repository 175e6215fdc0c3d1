"""The printed sheet: A4 landscape, everything that makes a map a map on the first page."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest

from geo.export.html import render_html
from geo.maps import build
from tests.browser.file_fixtures import (
    DESKTOP,
    INDICATORS,
    LANGS,
    OVERVIEW,
    PROJECTOR,
    in_lang,
    on_map,
    opened,
    opened_text,
    quiet,
)

pytestmark = pytest.mark.browser

_POINTS_PER_MM = 72 / 25.4
_MARGIN_PT = 7.5 * _POINTS_PER_MM  # the style asks for 8 mm


def _squeeze(text):
    return "".join(text.split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("view", [OVERVIEW, INDICATORS], ids=["overview", "indicators"])
@pytest.mark.parametrize("size", [PROJECTOR, DESKTOP], ids=str)
def test_the_first_sheet_is_whole(browser, tmp_path, view, lang, size):
    with opened(browser, tmp_path, in_lang(view, lang), size) as page:
        wanted = [
            page.text_content("h1"),
            *page.locator(
                ".za-legend-title, .za-legend-label, .za-legend-note"
            ).all_text_contents(),
            *page.locator(".za-foot-line").all_text_contents(),
        ]
        names = page.locator(".za-label-prefecture").all_text_contents()
        first_row = page.text_content(".za-twin caption")
        before = on_map(page, "(map) => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
        data = page.pdf(prefer_css_page_size=True, print_background=True)
        after = on_map(page, "(map) => [map.getZoom(), map.getCenter().lat, map.getCenter().lng]")
        assert after == pytest.approx(before, abs=0.05)
        quiet(page)
    document = pypdfium2.PdfDocument(data)
    try:
        for sheet in document:
            assert sheet.get_size() == pytest.approx(
                (297 * _POINTS_PER_MM, 210 * _POINTS_PER_MM), abs=1.5
            )
        text = document[0].get_textpage()
        found = _squeeze(text.get_text_range())
        for line in wanted:
            # capitals and the like are the style's; hyphens may be soft
            assert _squeeze(line).lower() in found.lower(), line
        assert "km" in found
        assert _squeeze(first_row) not in found  # tables begin on a sheet of their own
        for name in names:
            assert _squeeze(name) in found
        width, height = document[0].get_size()
        for i in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(i)
            if right - left == 0:
                continue
            assert left >= _MARGIN_PT
            assert bottom >= _MARGIN_PT
            assert right <= width - _MARGIN_PT
            assert top <= height - _MARGIN_PT
        picture = document[0].render(scale=1).to_pil().convert("RGB")
        # the map fills the sheet: stars are red, and the frame reaches right and left
        colours = {colour: n for n, colour in picture.getcolors(1 << 24)}
        assert sum(n for (r, g, b), n in colours.items() if r > 180 and g < 60 and b < 80) > 100
        tint = (223, 229, 234)
        columns = [
            x
            for x in range(picture.width)
            if any(
                max(abs(a - b) for a, b in zip(picture.getpixel((x, y)), tint, strict=True)) < 3
                for y in range(picture.height // 4, picture.height // 2)
            )
        ]
        assert columns[0] < 10 * _POINTS_PER_MM
        assert columns[-1] > width - 10 * _POINTS_PER_MM
        rest = _squeeze(
            "".join(document[i].get_textpage().get_text_range() for i in range(1, len(document)))
        )
        assert _squeeze(first_row) in rest
    finally:
        document.close()


def test_footnotes_stand_on_the_sheet_of_the_map(browser, tmp_path, catalog):
    """Those of the year that is shown; the tools stay on the screen."""
    view = replace(OVERVIEW, indicator="gdp", period="2023", lang="en")
    markup = render_html(view, catalog, finish="presentation")
    with opened_text(browser, tmp_path, markup, PROJECTOR) as page:
        page.focus("#za-year")
        page.keyboard.press("ArrowLeft")
        title = page.title()
        notes = page.locator(".za-footnotes li").all_text_contents()
        foot = page.locator(".za-foot-line").all_text_contents()
        tools = page.locator(".za-tool").all_text_contents()
        data = page.pdf(prefer_css_page_size=True, print_background=True)
    assert notes == build(replace(view, period="2022"), catalog, finish="presentation").footnotes
    assert "2022" in title
    document = pypdfium2.PdfDocument(data)
    try:
        found = _squeeze(document[0].get_textpage().get_text_range()).lower()
        for line in (title, *notes, *foot):
            assert _squeeze(line).lower() in found, line
        assert _squeeze(" ".join(tools)).lower() not in found
        rest = "".join(document[i].get_textpage().get_text_range() for i in range(1, len(document)))
        assert _squeeze(notes[0]).lower() not in _squeeze(rest).lower()
        table = _squeeze(rest)
        assert "product(2022)" in table
        assert "product(2023)" not in table
    finally:
        document.close()
