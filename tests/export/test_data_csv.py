"""The CSV of a View: one table, or a zip of several."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from geo.export.data.as_csv import write_rows
from geo.presets import PRESETS
from geo.types import SHOWN_STATUSES
from geo.view import View
from tests.export.data_files import read_csv, render

PLAIN = View(indicator="gdp", period="2023", layers=("choropleth",))


def test_one_table_is_a_plain_file_with_a_mark(catalog):
    body = render(PLAIN, catalog, "csv")
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))
    assert len(rows) == 21
    values = catalog.prefecture_values
    held = values[(values["indicator"] == "gdp") & (values["period"] == "2023")]
    published = held[held["status"].isin(SHOWN_STATUSES)].set_index("adcode")["value"]
    assert len(published) > 15
    for row in rows:
        code, text = row["行政区划代码"], row["地区生产总值（亿元）"]
        if code not in published:
            assert (text, row["来源编号"]) == ("", "")
            assert row["有无数据"] in {"未收录", "存疑，未采用", "待核实，未采用"}
            continue
        assert float(text) == published[code]
        ids = row["来源编号"].split(";")
        titles = dict.fromkeys(catalog.sources["title_zh"][one] for one in ids)
        assert row["来源"] == "；".join(titles)


def test_a_whole_number_is_written_as_one(catalog):
    rows = read_csv(
        render(View(indicator="hte_count", period="2023", layers=("choropleth",)), catalog, "csv")
    )[""]
    texts = rows["高新技术企业数（家）"].dropna()
    assert len(texts) == 19
    assert all(text.isdigit() for text in texts)


def test_several_tables_are_a_zip_with_notes_and_sources(catalog):
    body = render(PRESETS["overview"], catalog, "csv")
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        assert names == ["说明.csv", "市（州）.csv", "高新区.csv", "科学城、科技城.csv", "来源.csv"]
        assert archive.testzip() is None
        for info in archive.infolist():
            assert info.date_time == (2026, 11, 22, 0, 0, 0)
            assert info.create_system == 0
            assert info.flag_bits & 0x800  # names in UTF-8
            assert archive.read(info).startswith(b"\xef\xbb\xbf")
    about = read_csv(body)["说明"]
    assert about.columns.tolist() == ["项目", "内容"]
    assert [
        "底图",
        "本图未经地图审核，仅供内部研究，公开使用前须依法送审",
    ] in about.to_numpy().tolist()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝1", "  =1", "\t=1", "\u3000@x"])
def test_text_that_looks_like_a_formula_is_marked_as_text(text):
    body = write_rows(["a"], [[text]]).decode("utf-8-sig")
    (cell,) = list(csv.reader(io.StringIO(body, newline="")))[1]
    assert cell == "'" + text


def test_a_negative_number_stays_a_number():
    body = write_rows(["a", "b", "c"], [[-1.5, 3, None]]).decode("utf-8-sig")
    assert body.splitlines()[1] == "-1.5,3,"
