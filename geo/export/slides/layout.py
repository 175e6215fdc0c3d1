"""Where everything stands on a slide: boxes, sizes of letters, what goes on on a further slide.

Decided here once for all kinds of files, which only draw it.
"""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

from PIL import Image

from geo.export.slides.measure import POINTS_AN_INCH, break_lines, count_lines, measure_width
from geo.export.slides.page import (
    BAR_GAP,
    BLUE,
    CELL,
    GREY,
    HEIGHT,
    LEAST_PT,
    TIGHT,
    WHITE,
    WIDTH,
    Band,
    Bars,
    Box,
    Grid,
    Item,
    Page,
    Picture,
    Words,
    indent_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.export.slides.content import Chart, SlideContent, Table
    from geo.locale import Translator

_LIGHT: Final = "#8fb3dc"
"""On the dark ground of a cover."""

FOOT_PT: Final = 12
"""Of footnotes and sources, for who has the slides before him."""

_WORDS_PT: Final = (28, 24, 20, LEAST_PT)
_BODY_PT: Final = _WORDS_PT[1:]
_SMALL_PT: Final = _WORDS_PT[2:]
"""Sizes of text that has a slide for itself, stands beside a map, or has something below it."""

_TITLE_PT: Final = (30, 28, 26, 24, 22, 20, LEAST_PT)
_COVER_PT: Final = ((44, 2), (36, 3), (30, 4))
"""Sizes of a cover's title, and how many lines it may have in them."""

_LINE, _PARAGRAPH = 1.3, 0.5
"""Height of a line of text, and between paragraphs, in sizes."""

_EDGE: Final = 0.45
_GAP: Final = 0.3
_TITLE_TOP, _TITLE_HEIGHT = 0.28, 0.72
_RULE_TOP, _RULE_HEIGHT = 1.03, 0.045
_SUBTITLE_TOP: Final = 1.15
_TOP: Final = 1.32
"""Of what stands below the title; a subtitle moves it down."""

_SUBTITLE_GAP: Final = 0.1
_FOOT_BOTTOM: Final = 7.42
_FOOT_LINES, _MOST_FOOT_LINES = 2, 3
_FOOT_GAP: Final = 0.08
_NUMBER_WIDTH: Final = 1.2
_MARK_WIDTH: Final = 1.9
_COVER_EDGE, _COVER_GAP, _COVER_BAND = 0.7, 0.5, 1.67
_PANEL, _WIDE_PANEL = 3.9, 5.2
"""What stands beside a map, and if its words would not fit."""

_BAR: Final = 0.38
_LEAST_BARS: Final = 4
_NARROW_COLUMN, _MOST_FIRM = 1.5, 0.65
_POWERS: Final = (1.0, 0.75, 0.5, 0.25)
_ROW: Final = 0.1
"""Of a row of a table, what is not its lines."""

_COVER_PICTURE: Final = Box(5.6, 0.8, WIDTH - 6.2, 5.7)

_First: TypeAlias = tuple[Page, tuple[str, ...], list[Grid]]
"""The page of a slide, and the text and tables that go on on others."""


def lay_out(slides: Sequence[SlideContent], t: Translator) -> list[Page]:
    """Return the pages of slides: one each, and further ones for what has no room."""
    pages = [page for content in slides for page in _lay(content, t)]
    return [
        page
        if page.is_cover
        else replace(page, items=(*page.items, _lay_number(number, len(pages), t)))
        for number, page in enumerate(pages, start=1)
    ]


def _lay(content: SlideContent, t: Translator) -> list[Page]:
    lay_first = _lay_cover if content.is_cover else _lay_first
    first, rest, grids = lay_first(content, t)
    head, area = _lay_head(_go_on(content, t))
    further: list[Item] = []
    while rest:
        words, rest = _lay_text(rest, area, _BODY_PT)
        further.append(words)
    return [first, *(Page((*head, item)) for item in (*further, *grids))]


def _go_on(content: SlideContent, t: Translator) -> SlideContent:
    return replace(content, title=t("slides.more", title=content.title), subtitle="")


def _lay_first(content: SlideContent, t: Translator) -> _First:
    head, area = _lay_head(content)
    foot = _lay_foot(content, t, replace(area, width=area.width - _NUMBER_WIDTH - _GAP))
    foot = replace(foot, box=replace(foot.box, top=_FOOT_BOTTOM - foot.height), anchor="bottom")
    area = replace(area, height=min(area.bottom, foot.box.top - _FOOT_GAP) - area.top)
    grids: list[Grid] = []
    items: list[Item] = []
    if content.picture is not None:
        items, rest = _lay_beside(content, content.picture, area, t)
    else:
        sizes = _WORDS_PT if content.table is None else _SMALL_PT
        words, rest = _lay_text(content.text, area, sizes)
        items = [words] if content.text else []
        if content.table is not None:
            _, whole = _lay_head(_go_on(content, t))
            here = whole if rest else _below(area, words) if content.text else area
            grids = _lay_table(content.table, here, whole)
            if not rest:
                items.append(grids.pop(0))
    if foot.paragraphs:
        items.append(foot)
    return Page((*head, *items), content.notes), rest, grids


def _below(box: Box, words: Words) -> Box:
    used = words.height + _GAP / 2
    return replace(box, top=box.top + used, height=box.height - used)


def _lay_cover(content: SlideContent, t: Translator) -> _First:
    """Return a cover, its words in the middle of its height, left of a map if it has one."""
    items: list[Item] = []
    box = Box(_COVER_EDGE, 0.0, WIDTH - 2 * _COVER_EDGE, HEIGHT - 2 * _COVER_EDGE)
    if content.picture is not None:
        alt = t("slides.picture", title=content.subtitle or content.title)
        picture = _lay_picture(content.picture, _COVER_PICTURE, alt, middle=True)
        under = replace(picture.box, top=picture.box.bottom + _FOOT_GAP)
        foot = _lay_foot(content, t, under, colour=_LIGHT)
        items = [picture, *([foot] if foot.paragraphs else [])]
        box = replace(box, width=_COVER_PICTURE.left - _GAP - box.left)
    title = Words(box, (content.title,), 0, role="title", colour=WHITE, is_bold=True)
    for size, most in _COVER_PT:
        title = replace(title, size=size)
        if count_lines(content.title, size, box.width, is_bold=True) <= most:
            break
    above = title.height + _COVER_GAP
    told = tuple(text for text in (content.subtitle, *content.text, content.mark) if text)
    words, rest = _lay_text(told, replace(box, height=box.height - above), _SMALL_PT)
    top = (HEIGHT - above - words.height) / 2
    title = replace(title, box=Box(box.left, top, box.width, title.height), anchor="bottom")
    band = Box(box.left, title.box.bottom + _COVER_GAP / 2, _COVER_BAND, _RULE_HEIGHT)
    items += [title, Band(band, _LIGHT)]
    if told:
        under = Box(box.left, top + above, box.width, words.height)
        items.append(replace(words, box=under, role="lead", colour=WHITE))
    return Page(tuple(items), content.notes, is_cover=True), rest, []


def _lay_head(content: SlideContent) -> tuple[list[Item], Box]:
    """Return title, rule, subtitle and mark, and what is left below them."""
    width = WIDTH - 2 * _EDGE
    box = Box(_EDGE, _TITLE_TOP, width - (_MARK_WIDTH if content.mark else 0), _TITLE_HEIGHT)
    title = _lay_title(content.title, box)
    rule = Band(Box(_EDGE, _RULE_TOP, width, _RULE_HEIGHT), BLUE)
    items: list[Item] = [title, rule]
    top = _TOP
    if content.subtitle:
        subtitle = Words(
            Box(_EDGE, _SUBTITLE_TOP, width, 0), (content.subtitle,), LEAST_PT, colour=GREY
        )
        subtitle = replace(subtitle, box=replace(subtitle.box, height=subtitle.height))
        items.append(subtitle)
        top = subtitle.box.bottom + _SUBTITLE_GAP
    if content.mark:
        at = Box(box.right, _TITLE_TOP, _MARK_WIDTH, _TITLE_HEIGHT)
        mark = Words(at, (content.mark,), LEAST_PT, colour=BLUE, align="right", anchor="middle")
        items.append(mark)
    bottom = _FOOT_BOTTOM - _FOOT_LINES * FOOT_PT * TIGHT / POINTS_AN_INCH - _FOOT_GAP
    return items, Box(_EDGE, top, width, bottom - top)


def _lay_title(text: str, box: Box) -> Words:
    """Return a title in one line if it can be, else in as many small ones as fit."""
    words = Words(box, (text,), LEAST_PT, role="title", is_bold=True, anchor="middle")
    for size in _TITLE_PT:
        if count_lines(text, size, box.width, is_bold=True) == 1:
            return replace(words, size=size)
    lines = break_lines(text, LEAST_PT, box.width, is_bold=True)
    most = int(box.height * POINTS_AN_INCH / (LEAST_PT * TIGHT))
    if len(lines) > most:
        words = replace(words, paragraphs=("".join(lines[:most])[:-1] + "…",))
    return words


def _lay_number(number: int, total: int, t: Translator) -> Words:
    height = LEAST_PT * TIGHT / POINTS_AN_INCH
    box = Box(WIDTH - _EDGE - _NUMBER_WIDTH, _FOOT_BOTTOM - height, _NUMBER_WIDTH, height)
    text = t("present.number", number=number, total=total)
    return Words(box, (text,), LEAST_PT, role="number", colour=GREY, align="right")


def _lay_foot(content: SlideContent, t: Translator, box: Box, *, colour: str = GREY) -> Words:
    """Return footnotes and sources in one paragraph at the top of a box, as many as have room.

    What has none stands in the notes of the speaker, as all of it does.
    """
    text = ""
    for one in (t("deck.and").join(content.footnotes), *content.sources):
        longer = _join(text, one)
        if count_lines(longer, FOOT_PT, box.width) > _MOST_FOOT_LINES:
            break
        text = longer
    most_lines = max(_FOOT_LINES, count_lines(text, FOOT_PT, box.width))
    total = len(content.documents)
    for most in range(total, 0, -1):
        titles = t("deck.and").join(content.documents[:most])
        key = "deck.sources" if most == total else "slides.documents"
        longer = _join(text, t(key, titles=titles, n=total))
        if count_lines(longer, FOOT_PT, box.width) <= most_lines:
            text = longer
            break
    words = Words(box, (text,) if text else (), FOOT_PT, role="foot", colour=colour)
    return replace(words, box=replace(box, height=words.height))


def _join(*parts: str) -> str:
    return " | ".join(part for part in parts if part)


def _lay_text(text: Sequence[str], box: Box, sizes: Iterable[int]) -> tuple[Words, tuple[str, ...]]:
    """Return paragraphs, as large as they may be, and those without room."""
    words = Words(box, tuple(text), LEAST_PT, line=_LINE, gap=_PARAGRAPH)
    for size in sizes:
        words = replace(words, size=size)
        if words.height <= box.height:
            break
    rest: list[str] = []
    while len(words.paragraphs) > 1 and words.height > box.height:
        rest.insert(0, words.paragraphs[-1])
        words = replace(words, paragraphs=words.paragraphs[:-1])
    if words.paragraphs and words.height > box.height:
        lines = break_lines(words.paragraphs[0], words.size, box.width)
        most = max(0, int((box.height * POINTS_AN_INCH / words.size - _PARAGRAPH) / _LINE))
        rest.insert(0, "".join(lines[most:]))
        words = replace(words, paragraphs=("".join(lines[:most]).rstrip(),))
    return replace(words, box=replace(box, height=words.height)), tuple(rest)


def _lay_beside(
    content: SlideContent, picture: bytes, area: Box, t: Translator
) -> tuple[list[Item], tuple[str, ...]]:
    """Return the map, and words, chart or table to its right; the text without room, too."""
    alt = t("slides.picture", title=content.subtitle or content.title)
    if not (content.text or content.chart or content.table):
        return [_lay_picture(picture, area, alt, middle=True)], ()
    panel = replace(area, left=area.right - _PANEL, width=_PANEL)
    if _lay_text(content.text, panel, _BODY_PT)[1]:
        panel = replace(area, left=area.right - _WIDE_PANEL, width=_WIDE_PANEL)
    room = replace(area, width=area.width - panel.width - _GAP)
    shown = _lay_picture(picture, room, alt, middle=False)
    left = shown.box.right + _GAP
    panel = replace(area, left=left, width=area.right - left)
    items: list[Item] = [shown]
    if not content.text:
        return [*items, *_lay_figures(content, panel, t)], ()
    for size in _SMALL_PT:
        # the text may be smaller so that what can be edited fits below it
        words, rest = _lay_text(content.text, panel, (size,))
        figures = () if rest else _lay_figures(content, _below(panel, words), t)
        if figures:
            return [*items, words, *figures], ()
    words, rest = _lay_text(content.text, panel, _BODY_PT)
    return [*items, words], rest


def _lay_figures(content: SlideContent, box: Box, t: Translator) -> list[Item]:
    """Return the chart or the table of a slide; nothing where there is no room for it."""
    if content.chart is not None:
        return _lay_chart(content.chart, box, t)
    if content.table is not None:
        grids = _lay_table(content.table, box, box)
        return [*grids] if len(grids) == 1 else []
    return []


def _lay_chart(chart: Chart, box: Box, t: Translator) -> list[Item]:
    """Return title and bars, as many as fit; nothing if only few would."""
    # the title may take a line less for fewer bars, never a line more
    title = Words(box, (chart.title(t),), LEAST_PT)
    most = int((box.height - title.height) / _BAR)
    if most < min(_LEAST_BARS, len(chart.names)):
        return []
    chart = chart.cut(most)
    title = replace(title, paragraphs=(chart.title(t),))
    height = title.height
    names = max(measure_width(name, LEAST_PT) for name in chart.names)
    numbers = max(measure_width(t.number(one, chart.decimals), LEAST_PT) for one in chart.values)
    bars = Bars(
        replace(box, top=box.top + height, height=box.height - height),
        chart,
        names_width=min(names, box.width / 2) + BAR_GAP,
        numbers_width=numbers + BAR_GAP,
    )
    return [replace(title, box=replace(box, height=height)), bars]


def _lay_table(table: Table, box: Box, further: Box) -> list[Grid]:
    """Return a table in parts under the same head, the first in a box, the others in a further."""
    widths, (head, *heights) = min(
        (
            (widths, _row_heights(table, widths))
            for widths in (_share_width(table, box.width, power) for power in _POWERS)
        ),
        key=lambda one: sum(one[1]),
    )
    sizes = cut_rows(heights, box.height - head, further.height - head)
    grids, start = [], 0
    for size in sizes:
        part = slice(start, start + size)
        high = (head, *heights[part])
        place = replace(further if start else box, height=sum(high))
        grids.append(Grid(place, replace(table, rows=table.rows[part]), tuple(widths), high))
        start += size
    return grids


def cut_rows(heights: Sequence[float], first: float, further: float) -> list[int]:
    """Return how many rows stand on each of as few pages as can be, about even if they fit so.

    Parameters
    ----------
    first, further
        The room for rows on the first page, and on each further one.

    Examples
    --------
    >>> cut_rows([1] * 8, 7, 9), cut_rows([1] * 11, 4, 8), cut_rows([1, 1, 5], 5, 5)
    ([4, 4], [4, 7], [2, 1])
    """
    full = [0]
    room = first
    for height in heights:
        if height > room and full[-1]:
            full.append(0)
            room = further
        full[-1] += 1
        room -= height
    even: list[int] = []
    for number, most in enumerate(full):
        fair = -(-(len(heights) - sum(even)) // (len(full) - number))
        even.append(min(fair, most) if number == 0 else fair)
    starts = [0, *accumulate(even)]
    fits = all(
        sum(heights[start : start + size]) <= (further if start else first)
        for start, size in zip(starts, even, strict=False)
    )
    return even if fits else full


def _share_width(table: Table, width: float, power: float) -> list[float]:
    """Return the widths of the columns.

    All have what they need, and as much more; where there is too little, those of words share what
    those of numbers, and narrow ones, leave, by a power of what they need.
    """
    rows = (table.head, *table.rows)
    needs = [
        max(measure_width(row[x], LEAST_PT, is_bold=number == 0) for number, row in enumerate(rows))
        + indent_of(table, x)
        + CELL
        for x in range(len(table.head))
    ]
    spare = width - sum(needs)
    if spare >= 0:
        return [need + spare / len(needs) for need in needs]
    firm = [x in table.numeric or need <= _NARROW_COLUMN for x, need in enumerate(needs)]
    if sum(need for need, one in zip(needs, firm, strict=True) if one) > width * _MOST_FIRM:
        firm = [False] * len(needs)
    wishes = [0.0 if one else need**power for need, one in zip(needs, firm, strict=True)]
    left = width - sum(need for need, one in zip(needs, firm, strict=True) if one)
    return [
        need if one else left * wish / sum(wishes)
        for need, one, wish in zip(needs, firm, wishes, strict=True)
    ]


def _row_heights(table: Table, widths: Sequence[float]) -> list[float]:
    """Return the heights of the head and of the rows."""
    rooms = [wide - indent_of(table, x) - CELL for x, wide in enumerate(widths)]
    lines = [
        max(
            count_lines(text, LEAST_PT, room, is_bold=number == 0)
            for text, room in zip(row, rooms, strict=True)
        )
        for number, row in enumerate((table.head, *table.rows))
    ]
    return [number * LEAST_PT * TIGHT / POINTS_AN_INCH + _ROW for number in lines]


def _lay_picture(png: bytes, box: Box, alt: str, *, middle: bool) -> Picture:
    """Return a picture as large as it can be: in the middle of a box or in its upper left."""
    with Image.open(io.BytesIO(png)) as opened:
        across, down = opened.size
    scale = min(box.width / across, box.height / down)
    wide, high = across * scale, down * scale
    left = box.left + (box.width - wide) / 2 * middle
    top = box.top + (box.height - high) / 2 * middle
    return Picture(Box(left, top, wide, high), png, alt)
