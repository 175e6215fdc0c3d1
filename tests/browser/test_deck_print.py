"""A deck on paper: one sheet a slide, each with its own map, nothing cut; no word lost."""

from __future__ import annotations

import pypdfium2
import pytest

from geo.deck import say
from tests.browser.deck_fixtures import (
    DECK,
    FOUR_TO_THREE,
    TOTAL,
    opened_deck,
    shown,
    turn,
    visible_title,
)
from tests.browser.file_fixtures import LANGS, PROJECTOR, quiet

pytestmark = pytest.mark.browser

_POINTS_PER_MM = 72 / 25.4
_MARGIN_PT = 7.5 * _POINTS_PER_MM  # the style asks for 8 mm


def _squeeze(text):
    return "".join(text.split())


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [PROJECTOR, FOUR_TO_THREE], ids=str)
def test_there_are_as_many_sheets_as_slides_and_each_is_whole(browser, tmp_path, lang, size):
    with opened_deck(browser, tmp_path, lang, size) as page:
        turn(page, "PageDown", 2)
        legends = []
        for number in range(1, TOTAL + 1):
            page.evaluate(f"location.hash = '#{number}'")
            shown(page, number)
            legends.append(
                page.locator(
                    "#zd-map .za-legend-title, #zd-map .za-legend-label, #zd-map .za-legend-note"
                )
                .filter(visible=True)
                .all_text_contents()
            )
        page.evaluate("location.hash = '#2'")
        shown(page, 2)
        data = page.pdf(prefer_css_page_size=True, print_background=True)
        # afterwards the screen is as before, with its one map
        page.wait_for_function("() => document.querySelectorAll('.leaflet-container').length === 1")
        assert visible_title(page) == say(DECK.slides[1].title, lang)
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
        turn(page, "PageDown", 3)
        quiet(page)
    document = pypdfium2.PdfDocument(data)
    try:
        assert len(document) == TOTAL
        for slide, sheet, wanted in zip(DECK.slides, document, legends, strict=True):
            width, height = sheet.get_size()
            assert (width, height) == pytest.approx(
                (297 * _POINTS_PER_MM, 210 * _POINTS_PER_MM), abs=1.5
            )
            text = sheet.get_textpage()
            found = _squeeze(text.get_text_range()).lower()
            for words in (slide.title, *slide.text):
                assert _squeeze(say(words, lang)).lower() in found, slide.id
            for line in wanted:
                assert _squeeze(line).lower() in found, (slide.id, line)
            assert ("gs（2024）0650号" in found or "gs(2024)0650" in found) == bool(slide.view)
            assert _squeeze(say(slide.notes, lang).splitlines()[0]).lower() not in found
            picture = sheet.render(scale=1).to_pil().convert("L")
            # nothing is drawn in the margin; names beyond the edge of a map are cut with it
            edge = int(_MARGIN_PT)
            for box in (
                (0, 0, picture.width, edge),
                (0, picture.height - edge, picture.width, picture.height),
                (0, 0, edge, picture.height),
                (picture.width - edge, 0, picture.width, picture.height),
            ):
                assert picture.crop(box).getextrema()[0] > 250, (slide.id, box)
            if slide.view is not None:
                # the ground of the map reaches the right edge of the sheet's inside
                column = int(width - 12 * _POINTS_PER_MM)
                tinted = [picture.getpixel((column, y)) < 250 for y in range(60, 300, 4)]
                assert sum(tinted) > 0.8 * len(tinted)  # names have a white halo
    finally:
        document.close()


def test_zones_are_drawn_on_paper_as_on_the_wall(browser, tmp_path):
    with opened_deck(browser, tmp_path, "zh", PROJECTOR) as page:
        page.evaluate("""() => {
          window.sheets = [];
          window.addEventListener('afterprint', () => {
            window.sheets = [...document.querySelectorAll('.zd-slide')].map((slide) => ({
              zones: slide.querySelectorAll('.za-zone').length,
              areas: slide.querySelectorAll('path.za-area').length,
              cut: [...slide.querySelectorAll('.za-legend')].filter((n) => !n.hidden)
                .map((n) => n.scrollHeight - n.clientHeight),
            }));
          }, {capture: true});
        }""")
        page.pdf(prefer_css_page_size=True)
        sheets = page.evaluate("window.sheets")
        assert len(sheets) == TOTAL
        for number, (slide, sheet) in enumerate(zip(DECK.slides, sheets, strict=True), start=1):
            assert all(cut <= 1 for cut in sheet["cut"]), slide.id
            if slide.view is None:
                assert sheet["areas"] == sheet["zones"] == 0
                continue
            page.evaluate(f"location.hash = '#{number}'")
            shown(page, number)
            assert sheet["zones"] == page.locator("#zd-map .za-zone").count()
            assert sheet["areas"] == page.locator("#zd-map path.za-area").count()
            assert len(sheet["cut"]) > 0
        # and it can be printed again
        again = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        try:
            assert len(again) == TOTAL
        finally:
            again.close()
        quiet(page)
