"""An update sheet in the app: problems in a table, changes in use, nobody else's business."""

import io
import json
import zipfile

import pytest

from geo.catalog import load_catalog
from geo.locale import translator
from geo.ui.overlay import _folders
from tests.app.conftest import INDICATORS, Pages, blocks
from tests.hostile import PAYLOADS
from tests.sheets.conftest import Sheet
from tests.sheets.test_zone_cells import FOUR

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def press(pages, key):
    (button,) = [b for b in pages.app.button if b.key == key]
    button.click().run()
    assert not pages.app.exception
    return pages


def bring(pages, content, kind="indicators"):
    """Open the import and give it a file."""
    press(pages, f"{kind}.sheet_import")
    (uploader,) = pages.app.file_uploader
    uploader.set_value(("update.xlsx", content, XLSX)).run()
    assert not pages.app.exception
    return pages


def said(pages):
    texts = list(pages.words)
    for element in blocks(pages.app._tree):
        if element.type == "html":
            texts.append(element.proto.body)
        value = getattr(element, "value", None)
        texts += [value] if isinstance(value, str) else []
    return " ".join(texts)


def table(pages):
    """The first table of cells in the dialog."""
    return next(d.value for d in pages.app.dataframe if d.value.columns[0] in {"单元格", "Cell"})


@pytest.fixture
def sheet(catalog):
    return Sheet("indicators", catalog).source().set("510300", "hte_count", 301)


@pytest.fixture(autouse=True)
def _no_folder_left():
    before = set(_folders)
    yield
    for folder in set(_folders) - before:
        assert folder.is_dir()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_both_buttons_are_there(pages, lang):
    pages.open(INDICATORS, l=lang)
    t = translator(lang)
    labels = [b.label for b in pages.app.button] + [b.label for b in pages.app.download_button]
    assert t("sheets.download") in labels
    assert t("sheets.import") in labels


def test_problems_are_shown_and_nothing_is_offered(pages, sheet):
    sheet.set("510400", "gdp", "很多").set("510500", "gdp", -1)
    bring(pages.open(INDICATORS, l="zh"), sheet.bytes())
    problems = table(pages)
    assert problems.iloc[:, 0].tolist() == [
        sheet.address("510400", "gdp"),
        sheet.address("510500", "gdp"),
    ]
    assert problems.iloc[:, 2].tolist() == ["很多", "'-1"]
    assert "indicators.sheet_apply" not in [b.key for b in pages.app.button]


def test_a_file_that_is_no_workbook(pages):
    bring(pages.open(INDICATORS, l="en"), b"adcode,gdp\n")
    problems = table(pages)
    assert problems.iloc[0, 0] == "Whole file"
    assert "Excel" in problems.iloc[0, 1]


def test_an_untouched_sheet_says_so(pages, catalog):
    bring(pages.open(INDICATORS, l="zh"), Sheet("indicators", catalog).bytes())
    assert any("没有需要更新" in box.value for box in pages.app.info)


def test_changes_are_shown_used_marked_and_dropped(pages, sheet):
    pages.open(INDICATORS, l="zh", i="hte_count", p="2023")
    assert "测试统计公报" not in said(pages)
    before = json.dumps(pages.map)
    bring(pages, sheet.bytes())
    changes = table(pages)
    assert changes.iloc[0].tolist()[1:] == ["自贡", changes.iloc[0, 2], "2023年", "178", "301"]
    assert "不上图" not in said(pages)
    press(pages, "indicators.sheet_apply")
    assert not pages.app.file_uploader
    text = said(pages)
    assert "测试统计公报" in text
    assert "自有数据" in text
    after = json.dumps(pages.map, ensure_ascii=False)
    assert before != after
    assert "301" in json.dumps(pages.map)
    # also on another page, and after it is dropped nowhere
    pages.open(None, l="zh")
    pages.app.switch_page("pages/overview.py").run()
    assert "测试统计公报" in said(pages)
    (folder,) = _folders
    press(pages, "overlay.drop")
    assert "测试统计公报" not in said(pages)
    assert not folder.exists()


def test_another_visit_does_not_see_it(sheet):
    mine, other = Pages(), Pages()
    press(bring(mine.open(INDICATORS, l="zh"), sheet.bytes()), "indicators.sheet_apply")
    assert "测试统计公报" in said(mine)
    other.open(INDICATORS, l="zh", i="hte_count", p="2023")
    assert "测试统计公报" not in said(other)
    assert "自有数据" not in said(other)
    mine.open(INDICATORS, l="zh")
    assert "测试统计公报" in said(mine)
    press(mine, "overlay.drop")


def test_a_second_import_adds_to_the_first_and_replaces_its_folder(pages, sheet, catalog):
    press(bring(pages.open(INDICATORS, l="zh"), sheet.bytes()), "indicators.sheet_apply")
    (first,) = _folders
    own = load_catalog(first)
    second = Sheet("indicators", own).source(title="第二份文件").set("510400", "hte_count", 5)
    press(bring(pages, second.bytes()), "indicators.sheet_apply")
    (folder,) = _folders
    assert (first.exists(), folder.exists()) == (False, True)
    values = load_catalog(folder).prefecture_values
    new = values[values["source_id"].str.startswith("U-")]
    assert sorted(new["value"]) == [5, 301]
    assert "第二份文件" in said(pages)
    press(pages, "overlay.drop")


def test_the_folder_goes_with_the_visit(sheet):
    visit = Pages()
    press(bring(visit.open(INDICATORS, l="zh"), sheet.bytes()), "indicators.sheet_apply")
    (folder,) = _folders
    own = visit.app.session_state["overlay.own"]
    own._gone()  # what the interpreter calls when the visit's state is thrown away
    assert not folder.exists()
    visit.app.run()
    assert not visit.app.exception
    assert "系统清除" in said(visit)


def test_own_data_that_broke_can_be_dropped(pages, sheet):
    """The page is refused with a report, and the way out stands above it."""
    press(bring(pages.open(INDICATORS, l="zh"), sheet.bytes()), "indicators.sheet_apply")
    (folder,) = _folders
    (folder / "prefecture_indicators.csv").write_text("broken\n", "utf-8")
    pages.open(INDICATORS, l="zh")
    assert translator("zh")("app.data_refused") in [head.value for head in pages.app.header]
    press(pages, "overlay.drop")
    assert translator("zh")("app.data_refused") not in [head.value for head in pages.app.header]
    assert pages.map


def test_the_configured_folder_stays_below(pages, sheet, catalog, tmp_path, monkeypatch):
    from geo.settings import data_dir  # noqa: PLC0415

    groups = (data_dir() / "zone_groups.csv").read_text(encoding="utf-8")
    (tmp_path / "zone_groups.csv").write_text(
        groups.replace("全省高新区合计", "改名的合计"), "utf-8"
    )
    monkeypatch.setenv("ZONE_ATLAS_DATA", str(tmp_path))
    press(bring(pages.open(INDICATORS, l="zh"), sheet.bytes()), "indicators.sheet_apply")
    (folder,) = _folders
    own = load_catalog(folder)
    assert "改名的合计" in own.zone_groups["name_zh"].tolist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["zone_groups.csv"]
    press(pages, "overlay.drop")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("ZONE_ATLAS_OWN_DATA_BYTES", "10000", "10,000"),
        ("ZONE_ATLAS_OWN_DATA_VISITS", "1", "1个上限"),
    ],
)
def test_limits_are_told(sheet, monkeypatch, name, value, word):
    monkeypatch.setenv(name, value)
    first, second = Pages(), Pages()
    bring(first.open(INDICATORS, l="zh"), sheet.bytes())
    press(first, "indicators.sheet_apply")
    bring(second.open(INDICATORS, l="zh"), sheet.bytes())
    press(second, "indicators.sheet_apply")
    assert any(word in box.value for box in second.app.error)
    for visit in (first, second):
        if "overlay.drop" in [b.key for b in visit.app.button]:
            press(visit, "overlay.drop")


def test_a_list_of_26_takes_the_notice_away(pages, catalog):
    sheet = Sheet("zones", catalog).source(list_date="2020-12-31", title="测试名单")
    for zone in FOUR:
        sheet.add(**zone)
    pages.open("pages/overview.py", l="zh")
    notice = "待主管部门提供名单"
    assert notice in said(pages)
    assert notice in json.dumps(pages.map, ensure_ascii=False)
    _use(pages, sheet)
    pages.open("pages/overview.py", l="zh")
    assert notice not in said(pages)
    assert notice not in json.dumps(pages.map, ensure_ascii=False)
    assert "2020年公布的26家均已查明名称" in said(pages)
    pages.open("pages/overview.py", l="en")
    assert "All 26 published for 2020" in said(pages)
    press(pages, "overlay.drop")
    assert "22" in said(pages)


def _use(pages, sheet):
    """Use a zone list on whichever page offers it."""
    from geo.sheets import make_overlay  # noqa: PLC0415

    result = sheet.read()
    assert result.ready, result.problems
    script = pages.app
    keys = [b.key for b in script.button]
    if "zones.sheet_import" not in keys:
        pages.open("pages/zones.py", l="zh")
        keys = [b.key for b in script.button]
    assert "zones.sheet_import" in keys
    assert make_overlay(result, sheet.catalog, None)
    press(bring(pages, sheet.bytes(), "zones"), "zones.sheet_apply")


@pytest.mark.parametrize("name", ["image", "close_script", "formula_call", "template", "dollar"])
def test_hostile_titles_and_cells_stay_text(pages, catalog, name):
    text = PAYLOADS[name]
    sheet = Sheet("indicators", catalog).source().set("510300", "hte_count", 301)
    tab = sheet.book["来源"]
    row = next(r for r in range(1, 20) if tab.cell(r, 1).value == "title")
    tab.cell(row, 3).value = text
    tab.cell(row, 3).data_type = "s"
    bring(pages.open(INDICATORS, l="zh"), sheet.bytes())
    press(pages, "indicators.sheet_apply")
    markup = " ".join(e.proto.body for e in blocks(pages.app.main) if e.type == "html")
    if "<" in text:
        assert text not in markup
    assert not pages.app.markdown
    press(pages, "overlay.drop")


def test_a_name_in_a_heading_is_no_markdown(pages, catalog):
    """A heading is Markdown: this name would make the reader's browser ask another host."""
    name = "![x](http://a.example/b.png)"
    sheet = Sheet("zones", catalog).source(list_date="2020-12-31").set("chengdu", "name_zh", name)
    _use(pages, sheet)
    pages.open("pages/zones.py", l="zh", sel="zone:chengdu")
    (heading,) = [h.value for h in pages.app.header if "example" in h.value]
    assert "![x](" not in heading
    assert heading.replace("\\", "").startswith(name)
    press(pages, "overlay.drop")


@pytest.mark.parametrize("name", ["formula_call", "formula_link", "plus", "minus", "at", "wide"])
def test_no_formula_in_the_saved_folder(sheet, catalog, name):
    """Somebody opens the list of sources in a spreadsheet."""
    import csv  # noqa: PLC0415

    from geo.sheets import make_overlay  # noqa: PLC0415

    tab = sheet.book["来源"]
    for row in range(1, 20):
        if tab.cell(row, 1).value in {"title", "publisher", "note"}:
            tab.cell(row, 3).value = PAYLOADS[name]
            tab.cell(row, 3).data_type = "s"
    files = make_overlay(sheet.read(), catalog, None)
    rows = list(csv.DictReader(io.StringIO(files["sources.csv"].decode("utf-8"))))
    assert rows[-1]["title_zh"] == f"'{PAYLOADS[name]}"
    starts = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
    assert [text for text in rows[-1].values() if text.startswith(starts)] == []


def test_the_saved_folder_opens_elsewhere(sheet, catalog, tmp_path):
    import datetime as dt  # noqa: PLC0415

    from geo.sheets import make_overlay, name_document, pack_folder  # noqa: PLC0415

    result = sheet.read()
    files = make_overlay(result, catalog, None)
    name = name_document(result.document, "zh")
    body = pack_folder(files, (name,), "zh", dt.date(2026, 11, 22))
    assert body == pack_folder(files, (name,), "zh", dt.date(2026, 11, 22))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    note = (folder / "使用说明.txt").read_text("utf-8-sig")
    assert "ZONE_ATLAS_DATA" in note
    assert "《测试统计公报》（测试统计局，2026年3月）" in note
    values = load_catalog(folder).prefecture_values
    assert (values["source_id"].str.startswith("U-")).sum() == 1
    assert load_catalog(folder).problems == ()
