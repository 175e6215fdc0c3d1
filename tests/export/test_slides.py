"""Slides: what stands on them, how large, and that text stays text; the same bytes each time."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pypdfium2
import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Emu, Pt

from geo.export.slides import Chart, SlideContent, Table, render_slides
from geo.export.slides.page import LEAST_PT
from geo.export.slides.pdf import render_pdf
from geo.export.slides.writer import FONT
from geo.locale import translator

NASTY = '=HYPERLINK("http://x")\x00\x1b\u202e<script>&\'\ud800'


@pytest.fixture(scope="module")
def picture() -> bytes:
    """Return a picture as large as a map's."""
    body = io.BytesIO()
    Image.new("RGB", (2100, 1500), (200, 220, 240)).save(body, "PNG")
    return body.getvalue()


def chart(**changes) -> Chart:
    plain = {
        "label": "高新技术企业数（2023年）",
        "total": 19,
        "series": "高新技术企业数（家）",
        "names": ("成都", "绵阳", "=1+1"),
        "values": (11_400.0, 700.5, 3.0),
        "decimals": 1,
    }
    return Chart(**{**plain, **changes})


def open_deck(slides, lang="zh", **more):
    body = render_slides(slides, translator(lang), title="T", **more)
    return Presentation(io.BytesIO(body)), body


def runs_of(shape):
    frames = []
    if shape.has_text_frame:
        frames.append(shape.text_frame)
    if shape.has_table:
        frames += [cell.text_frame for row in shape.table.rows for cell in row.cells]
    return [run for frame in frames for line in frame.paragraphs for run in line.runs]


@pytest.fixture(scope="module")
def whole(picture):
    """Return a deck with every kind of slide."""
    slides = [
        SlideContent("封面", subtitle="副题", text=("某单位", "2026年11月27日"), is_cover=True),
        SlideContent(
            "图和表",
            "地图",
            notes="讲稿\n\n来源",
            footnotes=("① 位置示意",),
            picture=picture,
            chart=chart(),
        ),
        SlideContent("图和字", "地图", ("一条", "两条"), picture=picture, chart=chart()),
        SlideContent("图", "地图", picture=picture, table=Table(("类别", "数量"), (("a", "3家"),))),
        SlideContent("只有图", picture=picture, mark="工作稿"),
        SlideContent("文字", text=("一", "二", "三")),
    ]
    return slides, open_deck(slides)[0]


def test_every_slide_is_wide_and_has_its_title_in_its_place(whole):
    slides, deck = whole
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)
    assert [slide.shapes.title.text for slide in deck.slides] == [one.title for one in slides]


def test_nothing_on_the_wall_is_smaller_than_18_points(whole):
    _, deck = whole
    sizes, foot = [], []
    for slide in deck.slides:
        for shape in slide.shapes:
            found = [run.font.size for run in runs_of(shape)]
            (foot if shape.has_text_frame and "①" in shape.text_frame.text else sizes).extend(found)
            if shape.has_chart:
                drawn = shape.chart
                sizes += [drawn.font.size, drawn.plots[0].data_labels.font.size]
                sizes.append(drawn.category_axis.tick_labels.font.size)
    assert len(sizes) > 20
    assert min(sizes) >= Pt(LEAST_PT) == Pt(18)
    assert foot == [Pt(12)]


def test_nothing_lies_outside_its_slide_or_on_the_map(whole):
    _, deck = whole
    for slide in deck.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height, s) for s in slide.shapes]
        for left, top, right, bottom, _ in boxes:
            assert left >= 0
            assert top >= 0
            assert right <= deck.slide_width
            assert bottom <= deck.slide_height
        pictures = [box for box in boxes if box[4].shape_type == 13]
        for picture in pictures:
            for box in boxes:
                if box[4] is not picture[4]:
                    apart = (
                        box[2] <= picture[0]
                        or box[0] >= picture[2]
                        or box[3] <= picture[1] + Emu(20_000)
                        or box[1] >= picture[3] - Emu(20_000)
                    )
                    assert apart, f"{box[4].name} lies on the map of {slide.shapes.title.text}"


def test_the_picture_keeps_its_shape_and_has_words_for_who_cannot_see_it(whole):
    _, deck = whole
    shown = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 13]
    assert len(shown) == 4
    for picture in shown:
        assert picture.width / picture.height == pytest.approx(2100 / 1500, rel=0.01)
        assert picture.image.size == (2100, 1500)
        assert picture._element.nvPicPr.cNvPr.get("descr").startswith("地图：")


def test_chart_and_table_can_be_edited(whole):
    _, deck = whole
    drawn = [s.chart for slide in deck.slides for s in slide.shapes if s.has_chart]
    assert len(drawn) == 2
    assert list(drawn[0].plots[0].categories) == ["成都", "绵阳", "=1+1"]
    assert list(drawn[0].plots[0].series[0].values) == [11_400.0, 700.5, 3.0]
    assert drawn[0].value_axis.minimum_scale == 0
    tables = [s.table for slide in deck.slides for s in slide.shapes if s.has_table]
    assert [[cell.text for cell in row.cells] for row in tables[0].rows] == [
        ["类别", "数量"],
        ["a", "3家"],
    ]


def test_the_sheet_behind_a_chart_has_no_formula(whole):
    _, deck = whole
    drawn = next(s.chart for slide in deck.slides for s in slide.shapes if s.has_chart)
    book = openpyxl.load_workbook(io.BytesIO(drawn.part.chart_workbook.xlsx_part.blob))
    rows = [[cell.value for cell in row] for row in book["Sheet1"].iter_rows()]
    assert rows[1:] == [["成都", 11_400], ["绵阳", 700.5], ["=1+1", 3]]
    assert all(cell.data_type != "f" for row in book["Sheet1"].iter_rows() for cell in row)


def test_notes_stand_in_their_place(whole):
    _, deck = whole
    assert deck.slides[1].notes_slide.notes_text_frame.text == "讲稿\n\n来源"
    assert not deck.slides[5].has_notes_slide


def test_fonts_are_those_that_windows_and_wps_have(whole):
    _, deck = whole
    faces = {
        node.get("typeface")
        for slide in deck.slides
        for node in slide._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}ea")
    }
    assert faces == {FONT} == {"微软雅黑"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_without_room_goes_on_and_nothing_is_lost(lang, picture):
    text = tuple(f"{number}. " + "很长的一条要点" * 12 for number in range(12))
    deck, _ = open_deck([SlideContent("标题", "地图", text, picture=picture)], lang)
    assert len(deck.slides) > 1
    found = [
        line.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for line in shape.text_frame.paragraphs
        if line.text in text
    ]
    assert found == list(text)


def test_hostile_text_is_text(picture):
    deck, body = open_deck(
        [
            SlideContent(NASTY, NASTY, (NASTY,), notes=NASTY, picture=picture),
            SlideContent(
                NASTY,
                picture=picture,
                chart=chart(label=NASTY, series=NASTY, names=(NASTY, "b", "c")),
            ),
            SlideContent(NASTY, picture=picture, table=Table((NASTY, "n"), ((NASTY, "1"),))),
        ]
    )
    assert len(deck.slides) == 3
    assert deck.slides[0].shapes.title.text.startswith("=HYPERLINK")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        rels = b"".join(archive.read(name) for name in archive.namelist() if "/_rels/" in name)
    assert b"http://x" not in rels


def test_the_same_slides_give_the_same_bytes(whole):
    slides, _ = whole
    assert open_deck(slides)[1] == open_deck(slides)[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pdf_has_a_page_for_each_slide_with_its_words(whole, lang):
    slides, _ = whole
    t = translator(lang)
    body = render_pdf(slides, t, title="T")
    assert body == render_pdf(slides, t, title="T")
    book = pypdfium2.PdfDocument(body)
    assert len(book) == len(slides)
    for page, content in zip(book, slides, strict=True):
        text = page.get_textpage().get_text_range()
        assert content.title in text
        for one in content.text:
            assert one in text
        assert page.get_size() == pytest.approx((960, 540))


def test_the_pdf_goes_on_where_a_page_is_full_and_takes_hostile_text(picture):
    text = (*(f"{number}. " + "很长的一条要点" * 12 for number in range(12)), NASTY)
    content = SlideContent(NASTY, NASTY, text, picture=picture)
    body = render_pdf([content], translator("zh"), title=NASTY)
    book = pypdfium2.PdfDocument(body)
    found = "".join(page.get_textpage().get_text_range() for page in book)
    assert len(book) > 1
    for number in range(12):
        assert f"{number}. " in found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_files_have_the_same_pages(picture, lang):
    text = tuple(f"{number}. " + "很长的一条要点 of many words" * 9 for number in range(9))
    rows = tuple((f"第{number}行，" + "很长的名称" * 6, str(number)) for number in range(30))
    slides = [
        SlideContent("封面", text=text[:2], picture=picture, is_cover=True),
        SlideContent("字", "地图", text, picture=picture),
        SlideContent("表", text=text[:1], table=Table(("名称", "数"), rows, numeric=(1,))),
    ]
    deck, _ = open_deck(slides, lang)
    book = pypdfium2.PdfDocument(render_pdf(slides, translator(lang), title="T"))
    assert len(book) == len(deck.slides) > 6
    for page, slide in zip(book, deck.slides, strict=True):
        printed = "".join(page.get_textpage().get_text_range().split())
        for shape in slide.shapes:
            for run in runs_of(shape):
                assert "".join(run.text.split()) in printed


def test_a_pdf_holds_the_pixels_of_its_pictures_as_they_are():
    """Of another size they would have more colours, and take several times the bytes."""
    colours = Image.radial_gradient("L").resize((1000, 700)).quantize(16)
    body = io.BytesIO()
    colours.save(body, "PNG")
    made = render_pdf([SlideContent("图", picture=body.getvalue())], translator("zh"), title="T")
    page = pypdfium2.PdfDocument(made)[0]
    (held,) = [one for one in page.get_objects() if one.type == 3]
    bitmap = held.get_bitmap().to_pil().convert("RGB")
    # stored with the lowest row first
    assert bitmap.transpose(Image.Transpose.FLIP_TOP_BOTTOM).tobytes() == (
        colours.convert("RGB").tobytes()
    )
    assert b"/Indexed" in made
