"""Out, back, and into data files: what was not touched does not change, what was does once."""

from __future__ import annotations

import csv
import io
import json

import pytest

from geo.catalog import load_catalog, validate
from geo.errors import AtlasError
from geo.settings import data_dir
from geo.sheets import check_sheet, make_overlay, read_sheet, write_sheet
from geo.sheets.apply import write_features
from geo.sheets.model import SHEET_KINDS
from geo.types import LANGS
from tests.sheets.conftest import TODAY, Sheet, only


def shipped_rows(name):
    with (data_dir() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def save(files, folder):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("kind", SHEET_KINDS)
@pytest.mark.parametrize("lang", LANGS)
def test_an_untouched_sheet_changes_nothing_and_asks_for_nothing(shipped, kind, lang):
    result = read_sheet(write_sheet(kind, shipped, lang, today=TODAY), shipped, lang, today=TODAY)
    assert (result.kind, result.changes, result.problems) == (kind, (), ())
    assert result.kept == 0
    assert not result.ready


@pytest.mark.parametrize("kind", SHEET_KINDS)
def test_a_sheet_written_in_one_language_is_read_in_the_other(shipped, kind):
    result = read_sheet(write_sheet(kind, shipped, "en", today=TODAY), shipped, "zh", today=TODAY)
    assert (result.changes, result.problems) == ((), ())


def test_what_is_prefilled_is_what_is_held_and_may_leave(shipped, indicators):
    rows = [r for r in shipped_rows("prefecture_indicators.csv") if r["period"] == "2023"]
    tab = indicators.tab("2023")
    codes = [tab.cell(r, 1).value for r in range(6, 27)]
    assert codes == sorted({r["adcode"] for r in shipped_rows("prefectures.csv")})
    filled = {
        (tab.cell(r, 1).value, tab.cell(4, c).value): tab.cell(r, c).value
        for r in range(6, 27)
        for c in range(3, tab.max_column + 1)
        if tab.cell(r, c).value is not None
    }
    wanted = {
        (r["adcode"], r["indicator"]): float(r["value"])
        for r in rows
        if r["status"] in {"official", "reported", "derived"}
    }
    assert filled == wanted
    assert len(wanted) > 300


def test_every_prefilled_value_stands_with_status_and_source(shipped):
    tab = Sheet("indicators", shipped, whole=True).book["现有数值出处"]
    rows = list(tab.iter_rows(min_row=2, values_only=True))
    held = [
        r
        for r in shipped_rows("prefecture_indicators.csv")
        if r["status"] in {"official", "reported", "derived"}
    ]
    assert len(rows) == len(held)
    assert all(row[5] in {"官方公布", "媒体报道", "测算"} and row[6] for row in rows)


def test_points_from_memory_do_not_leave(shipped, zones):
    for zone, row in shipped.zones.iterrows():
        shown = zones.cell(zone, "lon").value
        assert (shown is None) == ("geometry" in row["memory_for"]), zone


def test_one_changed_cell_is_one_changed_value(shipped, indicators, tmp_path):
    indicators.set("510300", "hte_count", 288)
    result = indicators.read()
    assert result.ready
    (change,) = result.changes
    assert (change.adcode, change.indicator, change.period) == ("510300", "hte_count", "2023")
    assert change.cell == indicators.address("510300", "hte_count")
    files = make_overlay(result, shipped, None)
    assert set(files) == {"sources.csv", "prefecture_indicators.csv"}
    before = {tuple(r.values()) for r in shipped_rows("prefecture_indicators.csv")}
    after = {tuple(r.values()) for r in rows_of(files["prefecture_indicators.csv"])}
    (new,) = after - before
    assert new[:7] == ("510300", "hte_count", "288", "eq", "家", "2023", new[6])
    assert new[6].startswith("U-")
    assert new[7] == "reported"
    # besides the cell itself only what had been computed from it is gone
    gone = {row[:2] for row in before - after} - {("510300", "hte_count")}
    assert gone == {(code, name) for code, name, _ in result.dropped}
    assert gone == {("510300", "hte_per_10k_pop"), ("510300", "hte_per_100yi_gdp")}
    catalog = load_catalog(save(files, tmp_path / "own"))
    values = catalog.prefecture_values
    here = values[(values["adcode"] == "510300") & (values["indicator"] == "hte_count")]
    assert here.set_index("period")["value"]["2023"] == 288
    source = catalog.sources.loc[new[6]]
    assert (source["title_zh"], source["publisher_zh"], source["date"]) == (
        "测试统计公报",
        "测试统计局",
        "2026-03",
    )
    assert source["status"] == "reported"


def test_a_new_value_in_a_blank_cell(shipped, indicators, tmp_path):
    assert indicators.cell("513300", "hte_count").value is None
    result = indicators.set("513300", "hte_count", "１２").read()
    (change,) = result.changes
    assert (change.old, change.new) == (None, 12.0)
    catalog = load_catalog(save(make_overlay(result, shipped, None), tmp_path / "own"))
    assert len(catalog.prefecture_values) == len(shipped.prefecture_values) + 1


def test_the_same_sheet_again_on_its_own_overlay_changes_nothing(shipped, zones, tmp_path):
    zones.add(name_zh="测试高新区甲", level="省级高新区", prefecture="雅安市", counties="雨城区")
    zones.set("ziyang", "recognised_doc", "川府函〔2018〕9号").set("ziyang", "bounds", "东至一路")
    result = zones.read()
    assert [one.is_new for one in result.changes] == [False, True]
    folder = save(make_overlay(result, shipped, None), tmp_path / "own")
    catalog = load_catalog(folder)
    again = Sheet("zones", catalog)
    assert again.cell("ziyang", "recognised_doc").value == "川府函〔2018〕9号"
    assert again.cell("ziyang", "bounds").value == "东至一路"
    assert again.read().changes == ()
    # and once more through files: equal bytes
    reread = again.set("ziyang", "bounds", "东至二路").source(list_date="2020-12-31").read()
    files = make_overlay(reread, catalog, folder)
    zone = next(
        f
        for f in json.loads(files["zones.geojson"])["features"]
        if f["properties"]["id"] == "ziyang"
    )
    assert zone["properties"]["remark_zh"].count("【四至】") == 1
    assert "东至二路" in zone["properties"]["remark_zh"]


def test_an_overlay_written_without_change_of_a_row_keeps_its_bytes(shipped, indicators):
    """The CSV and GeoJSON writers give the shipped files back byte for byte."""
    files = make_overlay(indicators.set("510300", "hte_count", 288).read(), shipped, None)
    before = (data_dir() / "sources.csv").read_bytes()
    assert files["sources.csv"].startswith(before)
    text = (data_dir() / "zones.geojson").read_text(encoding="utf-8")
    assert write_features(json.loads(text)).decode("utf-8") == text


def test_an_import_goes_on_top_of_an_overlay(shipped, indicators, tmp_path):
    first = save(
        make_overlay(indicators.set("510300", "hte_count", 288).read(), shipped, None),
        tmp_path / "own",
    )
    catalog = load_catalog(first)
    second = Sheet("indicators", catalog).source(title="第二份文件").set("510400", "gdp", 1300.5)
    files = make_overlay(second.read(), catalog, first)
    values = {
        (r["adcode"], r["indicator"], r["period"]): r["value"]
        for r in rows_of(files["prefecture_indicators.csv"])
    }
    assert values["510300", "hte_count", "2023"] == "288"
    assert values["510400", "gdp", "2023"] == "1300.5"
    assert sum(r["id"].startswith("U-") for r in rows_of(files["sources.csv"])) == 2


@pytest.mark.parametrize("status", ["官方公布", "reported", "待核实"])
def test_the_reader_s_status_is_the_value_s(shipped, indicators, status):
    result = indicators.source(status=status).set("510300", "gdp", 1800).read()
    files = make_overlay(result, shipped, None)
    wanted = {"官方公布": "official", "reported": "reported", "待核实": "unverified"}[status]
    (row,) = [r for r in rows_of(files["prefecture_indicators.csv"]) if r["source_id"][:2] == "U-"]
    assert row["status"] == wanted


def test_a_formula_like_title_stays_text_in_every_file(shipped, indicators):
    title = '=HYPERLINK("x")<script>alert(1)</script>'
    tab = indicators.book["来源"]
    row = next(r for r in range(1, 20) if tab.cell(r, 1).value == "title")
    tab.cell(row, 3).value = title
    tab.cell(row, 3).data_type = "s"
    files = make_overlay(indicators.set("510300", "gdp", 1800).read(), shipped, None)
    # a spreadsheet that opens the saved folder takes the mark for "this is text"
    assert rows_of(files["sources.csv"])[-1]["title_zh"] == f"'{title}"


def test_the_catalogue_s_own_doubts_come_with_the_cell(shipped, zones):
    """Nine national zones, but eight were published: the catalogue says so."""
    result = zones.set("xindu", "level", "国家高新区").set("xindu", "upgraded", "2020-06").read()
    checked = check_sheet(result, shipped, None, "zh")
    assert checked.ready
    assert any("国家高新区应为8家" in p.expected for p in checked.problems)


def test_what_the_catalogue_refuses_is_refused_here(shipped, zones):
    """A zone cannot have been national in 2020 and be provincial now."""
    result = zones.set("xindu", "level_2020", "国家高新区").read()
    checked = check_sheet(result, shipped, None, "en")
    problem = only(checked)
    assert problem.cell == zones.address("xindu", "level_2020")


def test_what_is_not_ready_makes_no_files(shipped, indicators):
    with pytest.raises(AtlasError, match="read the problems"):
        make_overlay(indicators.read(), shipped, None)


def test_the_shipped_data_are_as_before(shipped):
    assert load_catalog() is shipped
    assert all(problem.severity == "warning" for problem in validate())
