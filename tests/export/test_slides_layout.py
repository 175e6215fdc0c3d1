"""Where things stand on slides: nothing overlaps or leaves its slide, and nothing gets lost."""

from __future__ import annotations

import doctest
import io
from itertools import combinations

import pytest
from PIL import Image

from geo.export.slides import Chart, SlideContent, Table, layout, measure
from geo.export.slides.layout import FOOT_PT, cut_rows, lay_out
from geo.export.slides.page import (
    HEIGHT,
    LEAST_PT,
    WIDTH,
    Band,
    Bars,
    Box,
    Grid,
    Picture,
    Words,
)
from geo.locale import translator
from geo.types import LANGS

CLOSE = 1e-6


def draw(size=(2025, 1362)):
    body = io.BytesIO()
    Image.new("RGB", size, "white").save(body, "PNG")
    return body.getvalue()


MAP = draw()
CHART = Chart(
    label="高新技术企业数（2023年）",
    series="高新技术企业数（家）",
    names=("成都", "绵阳", "阿坝藏族羌族自治州", "宜宾", "达州", "泸州", "自贡", "乐山"),
    values=(13_146.0, 838.0, 441.0, 383.0, 253.0, 210.0, 180.0, 0.0),
    total=19,
    decimals=0,
)
HEAD = ("指标（单位）", "2020年", "最近公布数", "判定")
ROW = ("高新技术产业营业收入占规上工业营业收入比重（%）", "31.9", "34.8（2021年）", "终期数未公布")
LONG = "第{}条，高新区的布局、目标与现状 with some words in English between them；" * 3
MANY = tuple(LONG.replace("{}", str(number)) for number in range(12))
DOCUMENTS = tuple(f"四川省高新技术产业的第{number}份公开资料（2022-04-18）" for number in range(9))
NOTES = tuple(f"{mark} 另有5项仅知所在市（州）或位置不详，未作点标注" for mark in "①②③④⑤")

SLIDES = {
    "cover": SlideContent("四川高新区：26→35", "布局、目标与现状", ("某单位",), is_cover=True),
    "cover with a map": SlideContent(
        "Sichuan's high-tech zones: 26 → 35",
        "副题",
        ("依据规划的征求意见稿，未与印发稿核对" * 2,),
        footnotes=NOTES[:1],
        documents=DOCUMENTS[:1],
        picture=MAP,
        mark="工作稿",
        is_cover=True,
    ),
    "cover with too much": SlideContent("标题" * 60, "副题", MANY, picture=MAP, is_cover=True),
    "map": SlideContent("图", "四川省高新区分布", picture=MAP, footnotes=NOTES, sources=("来源",)),
    "tall map": SlideContent("图", picture=draw((500, 1000)), mark="工作稿"),
    "map and words": SlideContent("图", "分布", ("一条", "两条"), picture=MAP, footnotes=NOTES[:1]),
    "map and a chart": SlideContent("图", "分布", picture=MAP, chart=CHART, documents=DOCUMENTS),
    "map, words, chart": SlideContent("图", "分布", MANY[:1], picture=MAP, chart=CHART),
    "map and a table": SlideContent("图", "分布", picture=MAP, table=Table(HEAD[:2], (("a", "3"),))),
    "map and too many words": SlideContent("图", "分布", MANY, picture=MAP, chart=CHART),
    "words": SlideContent("下一步", text=("一", "二"), documents=DOCUMENTS),
    "too many words": SlideContent("下一步", text=MANY * 2, documents=DOCUMENTS),
    "one paragraph without end": SlideContent("题", text=(LONG * 12,), mark="工作稿"),
    "table": SlideContent("题", table=Table(HEAD, (ROW,) * 3, numeric=(1, 2))),
    "long table": SlideContent(
        "题", text=("一",), table=Table(HEAD, (ROW,) * 25, numeric=(1, 2)), documents=DOCUMENTS
    ),
    "many columns": SlideContent(
        "题",
        table=Table(
            tuple(f"第{number}列" for number in range(8)),
            tuple(
                tuple("四川高新区" * ((row * column) % 7) + str(row) for column in range(8))
                for row in range(9)
            ),
        ),
    ),
    "words and a table": SlideContent("题", text=MANY, table=Table(HEAD, (ROW,) * 9)),
    "long names": SlideContent("很长的标题" * 24, "很长的副题" * 20, ("一",), picture=MAP, mark="工作稿"),
    "no spaces": SlideContent("x" * 120, "y" * 200, ("z" * 400,)),
}  # fmt: skip


@pytest.fixture(params=[(name, lang) for name in SLIDES for lang in LANGS], ids=str)
def laid(request):
    name, lang = request.param
    return SLIDES[name], lay_out([SLIDES[name]], translator(lang)), translator(lang)


def items(pages, kind):
    return [item for page in pages for item in page.items if isinstance(item, kind)]


def apart(one: Box, other: Box) -> bool:
    return (
        one.right <= other.left + CLOSE
        or other.right <= one.left + CLOSE
        or one.bottom <= other.top + CLOSE
        or other.bottom <= one.top + CLOSE
    )


def test_nothing_leaves_its_slide(laid):
    _, pages, _ = laid
    for item in items(pages, object):
        assert item.box.left >= 0, item
        assert item.box.top >= 0, item
        assert item.box.right <= WIDTH, item
        assert item.box.bottom <= HEIGHT, item
        assert item.box.width > 0
        assert item.box.height > 0


def test_nothing_overlaps(laid):
    _, pages, _ = laid
    for page in pages:
        for one, other in combinations(page.items, 2):
            assert apart(one.box, other.box), (one, other)


def test_text_fits_its_box(laid):
    _, pages, _ = laid
    for words in items(pages, Words):
        assert words.height <= words.box.height + CLOSE, words
    for grid in items(pages, Grid):
        assert sum(grid.widths) == pytest.approx(grid.box.width)
        assert sum(grid.heights) == pytest.approx(grid.box.height)
        for _, _, words in grid.cells():
            assert words.height <= words.box.height, words
            assert apart(words.box, Box(grid.box.right, 0, 1, HEIGHT))


def test_what_is_read_from_the_wall_is_large(laid):
    _, pages, _ = laid
    assert (LEAST_PT, FOOT_PT) == (18, 12)
    for item in items(pages, Words | Bars | Grid):
        is_foot = isinstance(item, Words) and item.role == "foot"
        assert item.size >= (FOOT_PT if is_foot else LEAST_PT), item


def test_nothing_gets_lost(laid):
    content, pages, _ = laid
    told = [
        text
        for words in items(pages, Words)
        if words.role in ("text", "lead")
        for text in words.paragraphs
    ]
    assert not content.mark or content.mark in told
    assert content.subtitle in "".join(told)
    body = "".join(text for text in told if text != content.mark)
    assert "".join(content.text).replace(" ", "") in body.replace(" ", "")
    rows = [row for grid in items(pages, Grid) for row in grid.table.rows]
    assert tuple(rows) == (content.table.rows if content.table is not None else ())
    assert [shown.png for shown in items(pages, Picture)] == [MAP] * (content.picture == MAP) or (
        content is SLIDES["tall map"]
    )


def test_every_page_has_a_title_and_its_number(laid):
    content, pages, t = laid
    for number, page in enumerate(pages, start=1):
        (title,) = [one for one in page.items if isinstance(one, Words) and one.role == "title"]
        (text,) = title.paragraphs
        whole = content.title if number == 1 else t("slides.more", title=content.title)
        assert text == whole or (text.endswith("…") and whole.startswith(text[:-1]))
        numbers = [one for one in page.items if isinstance(one, Words) and one.role == "number"]
        told = [t("present.number", number=number, total=len(pages))]
        assert [text for one in numbers for text in one.paragraphs] == told * (not page.is_cover)


def test_a_table_goes_on_under_the_same_head_in_the_same_columns():
    pages = lay_out([SLIDES["long table"]], translator("zh"))
    grids = items(pages, Grid)
    assert len(pages) == len(grids) > 1
    assert {(grid.table.head, grid.widths) for grid in grids} == {(HEAD, grids[0].widths)}
    counts = [len(grid.table.rows) for grid in grids]
    assert max(counts[1:]) - min(counts[1:]) <= 1
    titles = [page.items[0].paragraphs[0] for page in pages]
    assert titles == ["题", *["题（续）"] * (len(pages) - 1)]


def test_numbers_stand_to_the_right_and_words_to_the_left_with_a_gap():
    (grid,) = items(lay_out([SLIDES["table"]], translator("zh")), Grid)
    cells = [words for row, _, words in grid.cells() if row == 1]
    assert [words.align for words in cells] == ["left", "right", "right", "left"]
    assert cells[3].box.left - cells[2].box.right > 0.3


def test_columns_have_what_they_need_where_there_is_room_and_numbers_always():
    short = Table(("时间", "合计"), (("2013年3月", "4"), ("2016年", "11")), numeric=(1,))
    (grid,) = items(lay_out([SlideContent("题", table=short)], translator("zh")), Grid)
    assert grid.widths[0] == pytest.approx(grid.widths[1], abs=1.0)
    (grid,) = items(lay_out([SLIDES["table"]], translator("zh")), Grid)
    for _, column, words in grid.cells():
        if column in grid.table.numeric:
            assert len(measure.break_lines(words.paragraphs[0], words.size, words.box.width)) == 1


def test_a_picture_keeps_its_shape():
    for name in ("map", "tall map", "cover with a map"):
        (shown,) = items(lay_out([SLIDES[name]], translator("zh")), Picture)
        with Image.open(io.BytesIO(shown.png)) as picture:
            assert shown.box.width / shown.box.height == pytest.approx(
                picture.width / picture.height
            )
        assert shown.alt.startswith("地图：")


def test_a_chart_has_the_bars_that_fit_and_room_for_their_numbers():
    (alone,) = items(lay_out([SLIDES["map and a chart"]], translator("zh")), Bars)
    assert alone.chart.names == CHART.names
    (below,) = items(lay_out([SLIDES["map, words, chart"]], translator("zh")), Bars)
    assert 4 <= len(below.chart.names) < len(CHART.names)
    for bars in (alone, below):
        assert bars.box.height / len(bars.chart.names) > 0.36
        assert bars.bars_width > 0
        assert bars.numbers_width > measure.measure_width("13,146", bars.size)
    assert not items(lay_out([SLIDES["map and too many words"]], translator("zh")), Bars)


def test_the_foot_names_the_notes_of_the_map_and_as_many_documents_as_fit():
    def foot(name, lang="zh"):
        pages = lay_out([SLIDES[name]], translator(lang))
        return [
            text for one in items(pages, Words) if one.role == "foot" for text in one.paragraphs
        ]

    (text,) = foot("map")
    for note in (*NOTES, "来源"):
        assert note in text
    (text,) = foot("words")
    assert DOCUMENTS[0] in text
    assert DOCUMENTS[-1] not in text
    assert text.endswith("等9份")
    assert foot("table") == []
    (text,) = foot("cover with a map", "en")
    assert text.startswith(NOTES[0])


def test_a_cover_has_its_rule_between_title_and_words():
    (page,) = lay_out([SLIDES["cover"]], translator("zh"))
    title, band, lead = page.items
    assert isinstance(band, Band)
    assert title.box.bottom < band.box.top < band.box.bottom < lead.box.top
    assert title.box.top == pytest.approx(HEIGHT - lead.box.bottom)
    assert page.is_cover
    assert page.ground != lead.colour


@pytest.mark.parametrize(
    ("heights", "first", "further", "rows"),
    [
        ([1.0] * 8, 9, 9, [8]),
        ([1.0] * 11, 4, 8, [4, 7]),
        ([1.0] * 11, 8, 8, [6, 5]),
        ([1.0, 1.0, 1.0, 5.0], 5, 5, [3, 1]),
        ([9.0, 9.0], 5, 5, [1, 1]),
        ([], 5, 5, [0]),
    ],
)
def test_rows_are_cut_about_even_if_they_fit_so(heights, first, further, rows):
    assert cut_rows(heights, first, further) == rows


def test_lines_are_the_text_and_no_wider_than_they_may_be():
    for text in (*MANY, "x" * 300, "四川，" * 40, "", "a  b"):
        lines = measure.break_lines(text, 20, 3)
        assert "".join(lines) == text
        for line in lines:
            assert measure.measure_width(line.rstrip(), 20) <= 3 + CLOSE
            assert not line.startswith(("，", "；"))


def test_the_examples_hold():
    for module in (layout, measure):
        found = doctest.testmod(module)
        assert found.attempted
        assert found.failed == 0
