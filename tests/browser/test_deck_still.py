"""A deck where no script runs: words, picture and foot of every slide, on the screen and on paper."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from geo.deck import say
from geo.export.deck.page import _static
from geo.maps.assets import csp_hash
from tests.browser.deck_fixtures import DECK, TOTAL, colours, deck_page
from tests.browser.file_fixtures import LANGS, PROJECTOR, opened_text
from tests.browser.test_deck_accessibility import grave

pytestmark = pytest.mark.browser

PHONE = (390, 844)
_MAPS = [slide for slide in DECK.slides if slide.view is not None]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("size", [PROJECTOR, PHONE], ids=str)
def test_without_a_script_all_words_and_pictures_are_there(browser, tmp_path, lang, size):
    with opened_text(browser, tmp_path, deck_page(lang), size, java_script_enabled=False) as page:
        for slide in DECK.slides:
            for words in (slide.title, *slide.text):
                text = say(words, lang).replace("\u00a0", " ")
                assert page.get_by_text(text, exact=True).filter(visible=True).count()
        assert page.locator(".zd-notice").filter(visible=True).count() == 1
        assert not page.locator(".zd-bar").filter(visible=True).count()
        pictures = page.locator(".zd-slide > .zd-picture")
        assert pictures.count() == len(_MAPS)
        for picture in pictures.all():
            # a picture that cannot be read would leave an empty box
            assert picture.is_visible()
            box = picture.bounding_box()
            assert box["width"] / box["height"] == pytest.approx(1000 / 640, rel=0.01)
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size[0]
            shot = Image.open(io.BytesIO(picture.screenshot()))
            assert colours(shot) > 20
        for foot in page.locator(".zd-foot").all():
            assert foot.is_visible()
        sizes = page.locator(".zd-line").evaluate_all(
            "(nodes) => nodes.map((node) => parseFloat(getComputedStyle(node).fontSize))"
        )
        assert min(sizes) >= 11
        assert page.asked == [url for url in page.asked if url.startswith(("file:", "data:"))]


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_script_there_are_as_many_sheets_each_with_its_picture(browser, tmp_path, lang):
    with opened_text(
        browser, tmp_path, deck_page(lang), PROJECTOR, java_script_enabled=False
    ) as page:
        data = page.pdf(prefer_css_page_size=True, print_background=True)
    document = pypdfium2.PdfDocument(data)
    try:
        assert len(document) == TOTAL
        for slide, sheet in zip(DECK.slides, document, strict=True):
            found = "".join(sheet.get_textpage().get_text_range().split()).lower()
            for words in (slide.title, *slide.text):
                assert "".join(say(words, lang).split()).lower() in found, slide.id
            picture = sheet.render(scale=1).to_pil()
            right = picture.crop((picture.width // 2, 30, picture.width - 30, picture.height // 2))
            tinted = sum(right.convert("L").histogram()[:245]) / (right.width * right.height)
            assert (tinted > 0.4) == (slide.view is not None), slide.id
    finally:
        document.close()


def opened_broken(browser, folder, text, *, spoil=""):
    """Open a page whose scripts may run, but do not come to their end."""
    path = folder / "deck.html"
    path.write_text(text, encoding="utf-8", newline="")
    page = browser.new_context(viewport={"width": 1366, "height": 625}).new_page()
    if spoil:
        page.add_init_script(spoil)
    page.goto(path.as_uri())
    return page


@pytest.mark.parametrize("way", ["refused", "fails at once", "fails late"])
def test_where_the_script_cannot_do_its_work_the_pages_without_a_script_stand(
    browser, tmp_path, way
):
    text = deck_page("zh")
    spoil = ""
    if way == "refused":
        text = text.replace(csp_hash(_static("deck.js")), "'sha256-other'")
    elif way == "fails at once":
        spoil = "JSON.parse = () => { throw new Error('too old'); };"
    else:
        spoil = "window.requestAnimationFrame = undefined; Math.log2 = undefined;"
    page = opened_broken(browser, tmp_path, text, spoil=spoil)
    try:
        page.wait_for_selector(".zd-notice")
        pictures = page.locator(".zd-slide > .zd-picture").filter(visible=True)
        assert pictures.count() == len(_MAPS)
        assert page.locator(".zd-title").filter(visible=True).count() == TOTAL
        assert not page.locator(".zd-bar").filter(visible=True).count()
        assert page.evaluate("document.documentElement.scrollHeight") > 5000
        if not spoil:  # or axe cannot run either
            assert grave(page) == []
    finally:
        page.context.close()
