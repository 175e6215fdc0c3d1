"""Citations against the rules of GB/T 7714-2015, written out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from geo import __version__
from geo.citation import cite_atlas, cite_source, cite_sources, cite_work, find_data_date
from geo.locale import translator

ZH, EN = translator("zh"), translator("en")
DAY = "2026-11-22"

COLUMNS = [
    "id", "document", "title_zh", "title_en", "title_lang", "publisher_zh", "publisher_en",
    "date", "url", "kind",
]  # fmt: skip
URL = "http://example.cn/a.html"
ROWS = [
    (
        "S-1",
        "paper",
        "题甲",
        "Title A",
        "zh",
        "四川日报",
        "Sichuan Daily",
        "2018-07-03",
        None,
        "press",
    ),
    ("S-2", "page", "题乙", "Title B", "en", "某局", "A Bureau", "2020-05", URL, "web"),
    ("S-3", "page", "题乙", "Title B", "en", "某局", "A Bureau", "2020-05", None, "web"),
    ("S-4", "book", "年鉴", "Yearbook", "zh", "统计局", "Statistics", "2021", None, "yearbook"),
    ("S-5", "book2", "年鉴", "Yearbook", "zh", "统计局", "Statistics", "2021", URL, "yearbook"),
    ("S-6", "bare", "题丙", "Title C", "zh", None, None, None, None, "web"),
    ("S-7", "reprint", "题丁", "Title D", "zh", "网络转载", "Web reprint", "2019", None, "web"),
    ("S-8", "nopaper", "题戊", "Title E", "zh", None, None, None, URL, "press"),
    ("S-9", "own", "计算", "Computed", "zh", "本项目", "this project", DAY, None, "derived"),
    ("S-10", "memory", "凭记忆", "Recollection", "zh", None, None, None, None, "memory"),
    ("S-11", "law", "办法", "Measure", "zh", "省政府", "Government", "2025-07", None, "government"),
    ("S-12", "undated", "题己", "Title F", "zh", "某局", "A Bureau", None, URL, "web"),
]


@pytest.fixture
def shelf():
    sources = pd.DataFrame(ROWS, columns=COLUMNS).set_index("id").astype(object)
    return SimpleNamespace(sources=sources.where(sources.notna(), None), digest="0123456789abcdef")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # newspaper: title[N]. paper, day.
        ("S-1", "题甲[N]. 四川日报, 2018-07-03."),
        # online notice: author. title[EB/OL]. (date)[access]. path.
        ("S-2", f"某局. 题乙[EB/OL]. (2020-05)[{DAY}]. {URL}."),
        # the same without a path is no online citation: no carrier, no date of access
        ("S-3", "某局. 题乙[Z]. 2020-05."),
        # a printed book says that place and house are unknown
        ("S-4", "统计局. 年鉴[M]. [出版地不详]: [出版者不详], 2021."),
        ("S-5", f"统计局. 年鉴[M/OL]. 2021[{DAY}]. {URL}."),
        # no author: the entry begins with the title
        ("S-6", "题丙[Z]. [日期不详]."),
        ("S-7", "题丁[Z]. 2019."),
        ("S-8", f"题戊[N/OL]. [出版者不详], [日期不详][{DAY}]. {URL}."),
        ("S-9", ""),
        ("S-10", ""),
        ("S-11", "省政府. 办法[Z]. 2025-07."),
        ("S-12", f"某局. 题己[EB/OL]. [{DAY}]. {URL}."),
        ("S-99", ""),
    ],
)
def test_a_source_is_cited_by_the_rules(shelf, source, expected):
    assert cite_source(shelf, source, ZH, accessed=DAY) == expected


def test_english_keeps_the_marks(shelf):
    assert cite_source(shelf, "S-1", EN) == "Title A[N]. Sichuan Daily, 2018-07-03."
    assert cite_source(shelf, "S-4", EN) == "Statistics. Yearbook[M]. [S.l.]: [s.n.], 2021."
    assert cite_source(shelf, "S-6", EN) == "Title C[Z]. [n.d.]."


def test_no_date_of_access_is_made_up(shelf):
    assert cite_source(shelf, "S-2", ZH) == f"某局. 题乙[EB/OL]. (2020-05). {URL}."
    assert cite_source(shelf, "S-12", ZH) == f"某局. 题己[EB/OL]. {URL}."
    undated = SimpleNamespace(sources=shelf.sources.drop("S-9"), digest=shelf.digest)
    assert find_data_date(undated) == ""
    assert cite_sources(undated, ["S-2"], ZH).lines == (f"某局. 题乙[EB/OL]. (2020-05). {URL}.",)
    assert (
        cite_atlas(undated, ZH)
        == f"四川高新图谱: 数据日期未注明, 校验码01234567[CP]. {__version__}版."
    )


def test_a_document_is_cited_once_and_what_is_none_is_counted(shelf):
    cited = cite_sources(shelf, ["S-2", "S-3", "S-9", "S-1", "S-10", "S-1", "S-99"], ZH)
    assert [line[:2] for line in cited.lines] == ["某局", "题甲"]
    assert cited.translated == (1,)  # recorded in English, told in Chinese
    assert cited.left_out == 3
    assert cite_sources(shelf, ["S-1", "S-2"], EN).translated == (1,)


def test_the_draft_plan_never_stands_without_its_caveats(catalog):
    plans = catalog.sources.index[catalog.sources["document"] == "plan-2022-draft"]
    assert len(plans) > 1
    for plan in plans:
        zh = cite_source(catalog, plan, ZH)
        assert zh == (
            "四川省科学技术厅. 四川省“十四五”高新技术产业发展规划（征求意见稿，2022年4月）[Z]. "
            "2022-04（未与2022年10月17日印发稿核对）."
        )
        en = cite_source(catalog, plan, EN)
        assert "draft for comment, April 2022" in en
        assert "not checked against the version issued on 17 October 2022" in en
    assert len(cite_sources(catalog, plans, ZH).lines) == 1


def test_a_map_is_a_part_of_the_atlas(catalog):
    zh = cite_work("高新技术企业数（2023年）", "map", catalog, ZH, accessed="2026-12-01")
    assert zh == (
        f"高新技术企业数（2023年）[CM]//四川高新图谱: 2026-11-22数据, 校验码{catalog.digest[:8]}[CP]. "
        f"{__version__}版. 2026[2026-12-01]."
    )
    assert "[DS]//" in cite_work("a", "table", catalog, EN)
    assert "[Z]//" in cite_work("a", "chart", catalog, EN)
    other = replace(catalog, digest="f" * 64)
    assert cite_work("a", "map", other, ZH) != cite_work("a", "map", catalog, ZH)


def test_every_source_that_carries_a_value_can_be_cited(catalog):
    for t in (ZH, EN):
        for source in catalog.sources.index:
            line = cite_source(catalog, source, t, accessed=DAY)
            kind = catalog.sources["kind"][source]
            assert (line == "") == (kind in {"derived", "memory"}), source
            assert "None" not in line
            assert "nan" not in line.split("[")[0].split()
            has_url = isinstance(catalog.sources["url"][source], str)
            assert ("/OL]" in line) == (f"[{DAY}]" in line) == has_url, source
