"""The page of catchments in Chromium: methods in place, map and table as one, files, own times."""

from __future__ import annotations

import csv
import io
import json
import re

import geopandas as gpd
import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.app_fixtures import (
    MAP,
    PROBE_TEXT,
    PROBES,
    Wire,
    choose,
    open_page,
    query_of,
    settle,
    wait_for_title,
)
from tests.browser.test_app_accessibility import grave

pytestmark = pytest.mark.browser

PATH = "/catchments"
COVERAGE = "按已落图的24家测算（另有4家未落图）"
CJK = re.compile(r"[\u3400-\u9fff]")
CHINESE_LEFT = "() => /[\\u3400-\\u9fff]/.test(document.body.innerText.replace('中文', ''))"

_ROW = 35  # height of a row of Streamlit's table, its head included

TIMES = (
    "起点代码,终点代码,分钟,来源,日期\n"
    "chengdu,510104,12,交通厅,2026-05\n"
    "chengdu,510105,40,交通厅,2026-05\n"
    "yibin,511502,55,交通厅,2026-05\n"
    "yibin,510104,200,交通厅,2026-05\n"
)
BAD_TIMES = (
    "起点代码,终点代码,分钟,来源,日期\n"
    "chengdu,510104,abc,交通厅,2026-05\n"
    "nowhere,999999,30,,2026-05\n"
)
DIALOG = "[role=dialog]"

# A place inside a catchment and off every sign and outline, on a county.
_INSIDE = """(id) => {
  const edge = document.querySelector(`.za-catchment-edge[data-id="${id}"]`);
  const box = edge.getBoundingClientRect();
  const at = (part, turn) => [box.left + box.width / 2 * (1 + part * Math.cos(turn)),
    box.top + box.height / 2 * (1 + part * Math.sin(turn))];
  for (let part = 0.75; part > 0.3; part -= 0.05) {
    for (let turn = 0; turn < 6.28; turn += 0.2) {
      const [x, y] = at(part, turn);
      const top = document.elementFromPoint(x, y);
      const here = new DOMPoint(x, y).matrixTransform(edge.getScreenCTM().inverse());
      if (top && top.matches('path.za-area') && edge.isPointInFill(here)) {
        return {x, y, code: top.dataset.id};
      }
    }
  }
  return null;
}"""

# A place on the outline of a catchment.
_ON_EDGE = """(id) => {
  const edge = document.querySelector(`.za-catchment-edge[data-id="${id}"]`);
  for (let part = 0; part < 1; part += 0.02) {
    const on = edge.getPointAtLength(part * edge.getTotalLength())
      .matrixTransform(edge.getScreenCTM());
    if (document.elementFromPoint(on.x, on.y) === edge) return {x: on.x, y: on.y};
  }
  return null;
}"""


@pytest.fixture
def quiet(page):
    """Give the page, and see at the end that nothing but the known probes was said."""
    yield page
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES


def settle_all(page):
    """Wait until every map shows what it was asked for last, and all controls stand."""
    settle(page)
    page.wait_for_function(
        "() => [...document.querySelectorAll('.za-box')].every("
        "b => b.dataset.shown && b.dataset.shown === b.dataset.asked)"
        " && !document.querySelector('[data-testid=\"stSkeleton\"]')"
    )
    page.locator(".za-tool-copy").wait_for()


def outlines(page):
    return page.eval_on_selector_all(
        "path.za-catchment", "all => all.map(one => one.getAttribute('d'))"
    )


def legend(page):
    return page.locator(".za-legend-title").all_text_contents()


def digest(page):
    return page.locator(".za-box").first.get_attribute("data-shown")


def without_extent(page):
    return {key: text for key, text in query_of(page).items() if key != "ext"}


def table(page, section):
    return page.locator(f".st-key-catchments-table-{section} [data-testid='stDataFrame']")


def chosen_rows(page, section):
    return table(page, section).locator("[role=row][aria-selected=true]")


def pick(page, section, row):
    """Tick a row of a table, by its box at the left."""
    table(page, section).locator("canvas").first.wait_for()
    table(page, section).click(position={"x": 16, "y": _ROW * (row + 1.5)})
    page.wait_for_function("() => new URLSearchParams(location.search).get('sel')")
    settle(page)


def type_step(page, label, text):
    box = page.get_by_role("combobox", name=label).first
    box.click()
    box.press_sequentially(text)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


# In place


def test_from_rings_to_isochrones_in_place(quiet, app_server):
    page = quiet
    # where nobody has asked yet, the page tells how far the answer is instead
    open_page(page, app_server, PATH + "?cm=d")
    choose(page, "方法", "半径圈", exact=True)
    wait_for_title(page, "半径圈")
    assert without_extent(page) == {}
    before = outlines(page)
    assert len(before) == 24
    assert "覆盖范围：半径圈" in legend(page)
    headline = page.locator("ul.za-catchments-head")
    assert headline.locator("li").count() == 1
    assert "30公里内覆盖" in headline.inner_text()
    assert page.get_by_text("模型测算，平均误差约").count() == 0
    page.evaluate("() => { document.querySelector('.za-map').marked = 1; }")

    choose(page, "方法", "等时圈", exact=True)
    wait_for_title(page, "等时圈")
    assert page.evaluate("document.querySelector('.za-map').marked") == 1
    assert COVERAGE in page.locator(".za-map").get_attribute("aria-label")
    after = outlines(page)
    assert len(after) > 0
    assert set(after).isdisjoint(before)
    assert "覆盖范围：等时圈" in legend(page)
    assert "覆盖范围：半径圈" not in legend(page)
    headline.get_by_text("60分钟内覆盖").wait_for()
    label = page.locator(".za-catchments-label")
    assert re.fullmatch(r"模型测算，平均误差约\d+%，三州未校验", label.inner_text())
    assert without_extent(page) == {"cm": "d"}


@pytest.mark.parametrize(
    "query",
    [
        "?l=en&cm=d&cv=r&cz=chengdu.yibin&ct=511902&cr=20_40&ci=45_90&cg=e&cw=d&se=overlap",
        "?cm=h&hs=p&hd=1.5&hc=k&hz=yibin&se=counties",
        "?cm=a&hc=k&cr=60&pc=skl",
        "?th=i&i=gdp_per_capita&p=2022&g=p&zl=n&fd=em&cr=7.5",
    ],
)
def test_a_link_with_every_key_restores_the_page(quiet, app_server, query):
    page = quiet
    open_page(page, app_server, PATH + query)
    settle_all(page)
    assert page.locator(".za-say").count() == 0  # the address was understood
    asked = dict(pair.split("=") for pair in query.removeprefix("?").split("&"))
    # what the controls make of it is written back
    assert without_extent(page) == asked


def test_a_step_is_typed_and_what_cannot_be_one_is_told(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    type_step(page, "半径（公里）", "25")
    page.wait_for_function("() => new URLSearchParams(location.search).get('cr') === '25_30'")
    settle(page)
    assert len(outlines(page)) == 48
    assert page.locator("ul.za-catchments-head li").count() == 2
    shown = digest(page)
    type_step(page, "半径（公里）", "-5")
    said = page.locator(".za-say")
    said.wait_for()
    assert "半径“-5”无法使用：应为0.1至500公里" in said.inner_text()
    settle(page)
    assert query_of(page)["cr"] == "25_30"
    assert digest(page) == shown


# Map and table


def test_a_row_of_the_table_is_a_catchment_on_the_map_and_back(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH + "?ext=104.2,30.2,7")
    pick(page, "holds", 0)
    assert query_of(page)["sel"] == "zone:chengdu"
    card = page.locator(".leaflet-popup .za-card").last
    card.wait_for()
    said = card.inner_text()
    assert "成都高新技术产业开发区" in said
    assert "半径圈、30公里内" in said
    assert COVERAGE in said
    page.locator(".leaflet-popup-close-button").click()
    chosen_rows(page, "holds").wait_for(state="detached")
    settle(page)

    # by the pointer on its outline
    at = page.evaluate(_ON_EDGE, "zone:leshan")
    page.mouse.click(at["x"], at["y"])
    chosen_rows(page, "holds").wait_for(state="attached")
    assert "乐山高新区" in chosen_rows(page, "holds").inner_text()
    assert query_of(page)["sel"] == "zone:leshan"
    assert "半径圈" in page.locator(".leaflet-popup .za-card").last.inner_text()


def test_the_keyboard_goes_through_the_outlines_and_opens_one(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    page.locator(".za-catchment-edge").first.focus()
    hover = page.locator(".za-hover")
    assert "成都高新技术产业开发区" in hover.inner_text()
    assert page.locator(".za-lit").count() == 1  # the outline shows where the keyboard is
    page.keyboard.press("Tab")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert label == "自贡高新技术产业开发区、30公里内"
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => new URLSearchParams(location.search).get('sel') === 'zone:zigong'"
    )
    chosen_rows(page, "holds").get_by_text("自贡高新区").wait_for(state="attached")
    settle(page)
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    chosen_rows(page, "holds").wait_for(state="detached")
    assert "sel" not in query_of(page)


@pytest.mark.parametrize("query", ["?ext=107.5,31.2,9", "?cm=d&ci=60&ext=107.5,31.2,8"])
def test_the_county_under_a_catchment_answers_the_pointer(quiet, app_server, catalog, query):
    page = quiet
    open_page(page, app_server, PATH + query)
    if "cm=d" in query:  # one shape for all: it has no id of its own
        page.evaluate("document.querySelector('.za-catchment-edge').dataset.id = 'zone:dazhou'")
    at = page.evaluate(_INSIDE, "zone:dazhou")
    assert at is not None
    name = catalog.counties["name_zh"][at["code"]]
    page.mouse.move(at["x"], at["y"])
    assert name in page.locator(".za-hover .za-card-title").inner_text()
    page.mouse.click(at["x"], at["y"])
    title = page.locator(".leaflet-popup .za-card-title")
    title.wait_for()
    assert name in title.inner_text()
    page.wait_for_function(
        "code => new URLSearchParams(location.search).get('sel') === code", arg=at["code"]
    )


def test_a_row_of_the_left_out_is_a_county_on_the_map(quiet, app_server, catalog):
    page = quiet
    open_page(page, app_server, PATH + "?cm=d&se=left_out")
    pick(page, "left_out", 0)
    code = query_of(page)["sel"]
    name = catalog.counties["name_zh"][code]
    title = page.locator(".leaflet-popup .za-card-title")
    title.wait_for()
    assert name in title.inner_text()
    assert name in chosen_rows(page, "left_out").inner_text()
    assert "未覆盖" in page.locator(".leaflet-popup .za-card").last.inner_text()


# Two methods


def test_two_methods_stand_side_by_side_and_move_alone(quiet, app_server):
    page = quiet
    wire = Wire(page)
    open_page(page, app_server, PATH + "?cm=d&cv=r")
    settle_all(page)
    boxes = page.locator(".za-box")
    assert boxes.count() == 2
    first, second = boxes.nth(0), boxes.nth(1)
    assert first.get_attribute("data-shown") != second.get_attribute("data-shown")
    titles = [box.locator(".za-legend-title").all_text_contents() for box in (first, second)]
    assert "覆盖范围：等时圈" in titles[0]
    assert "覆盖范围：半径圈" in titles[1]
    assert "覆盖范围：半径圈" not in titles[0]
    below = page.locator(".st-key-catchments-below [data-testid='stDataFrame']")
    below.scroll_into_view_if_needed()
    heads = below.locator("[role=columnheader]")
    heads.first.wait_for(state="attached")
    assert heads.all_text_contents() == ["对照", "等时圈 60分钟内", "半径圈 30公里内"]
    wire.forget()
    for number, box in enumerate((first, second)):
        other = (second, first)[number].locator(MAP).get_attribute("data-zoom")
        was = box.locator(MAP).get_attribute("data-zoom")
        box.locator(".leaflet-control-zoom-in").click()
        page.wait_for_function(
            "([n, was]) => document.querySelectorAll('.za-map')[n].dataset.zoom !== was",
            arg=[number, was],
        )
        page.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
        assert (second, first)[number].locator(MAP).get_attribute("data-zoom") == other
    assert wire.sent == []


@pytest.mark.parametrize("query", ["?cm=d&cv=r", "?cm=h&hz=chengdu", "?cm=a", "?ct=511902&cm=v"])
def test_english_leaves_no_chinese(quiet, app_server, query):
    page = quiet
    open_page(page, app_server, PATH + query)
    page.get_by_text("English", exact=True).click()
    page.get_by_role("heading", name="Catchments and who is left out").wait_for()
    settle_all(page)
    page.wait_for_function(f"() => !({CHINESE_LEFT})()")
    labels = page.eval_on_selector_all(
        "[aria-label]", "all => all.map(one => one.getAttribute('aria-label'))"
    )
    assert [label for label in labels if CJK.search(label.replace("语言 / Language", ""))] == []
    # a table's cells for screen readers follow a moment after it is drawn
    cells = page.locator("[data-testid='stDataFrame'] [role=gridcell]")
    expect(cells.filter(has_text=CJK)).to_have_count(0)
    assert cells.all_text_contents()


# Files


def take(page, name):
    """Press a button that hands out a file; return its name and path."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return waiting.value.suggested_filename, waiting.value.path()


def test_tables_data_and_map_are_handed_out_and_open(quiet, app_server, browser, tmp_path):
    page = quiet
    open_page(page, app_server, PATH + "?cr=10_30")
    name, path = take(page, "下载表格（CSV）")
    assert name.endswith(".csv")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    assert len(rows) == 49
    assert rows[0][0] == "名称"
    name, path = take(page, "导出离线地图")
    assert name.endswith(".html")
    (tmp_path / name).write_bytes(path.read_bytes())

    page.get_by_role("button", name="导出数据").click()
    page.locator('[data-testid="stPopoverBody"]').wait_for()
    for button, suffix in (("GeoPackage", "gpkg"), ("GeoJSON", "geojson"), ("XLSX", "xlsx")):
        name, path = take(page, re.compile(button))
        assert name.endswith(f".{suffix}")
        if suffix == "xlsx":
            book = load_workbook(io.BytesIO(path.read_bytes()), read_only=True)
            text = "\n".join(
                str(cell) for sheet in book for row in sheet.values for cell in row if cell
            )
            assert COVERAGE in text
            continue
        held = tmp_path / name
        held.write_bytes(path.read_bytes())
        frame = gpd.read_file(held)
        assert len(frame) == 48
        assert set(frame["method"]) == {"ring"}
        assert set(frame["radius_km"]) == {10, 30}
        assert frame.geometry.is_valid.all()
        assert "http" not in json.dumps(frame.drop(columns="geometry").astype(str).to_dict())

    asked = []
    file = browser.new_context(service_workers="block")
    try:
        saved = file.new_page()
        saved.on("request", lambda request: asked.append(request.url))
        saved.goto(next(tmp_path.glob("*.html")).as_uri())
        saved.wait_for_selector('.leaflet-container[data-ready="true"]')
        assert saved.locator("path.za-catchment").count() == 48
        assert COVERAGE in saved.text_content("h1")
    finally:
        file.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


# Times of one's own


def bring(page, text):
    """Open the dialog and give it a table of times."""
    page.get_by_role("button", name="使用自有行车时间或路网").click()
    uploader = page.locator(f"{DIALOG} input[type=file]")
    uploader.wait_for(state="attached")
    uploader.set_input_files(
        [{"name": "times.csv", "mimeType": "text/csv", "buffer": text.encode()}]
    )


def test_own_times_change_the_map_say_whose_they_are_and_go_again(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH + "?cm=d&cz=chengdu.yibin")
    modelled, shapes = digest(page), outlines(page)
    bring(page, TIMES)
    page.locator(DIALOG).wait_for(state="detached")
    said = page.locator(".za-say")
    said.wait_for()
    told = re.compile("行车时间由使用者提供，来源：交通厅.{1,2}2026-05")
    assert told.search(said.inner_text())
    settle(page)
    page.wait_for_function(
        "was => document.querySelector('.za-box').dataset.shown !== was", arg=modelled
    )
    assert set(outlines(page)).isdisjoint(shapes)
    assert told.match(page.locator(".za-catchments-label").inner_text())
    assert told.search(" ".join(page.locator(".za-legend").all_text_contents()))
    assert page.get_by_text("模型测算，平均误差").count() == 0
    assert "交通厅" not in page.url

    page.get_by_role("button", name="恢复模型测算").click()
    said.wait_for(state="detached")
    page.wait_for_function(
        "was => document.querySelector('.za-box').dataset.shown === was", arg=modelled
    )
    settle(page)
    assert outlines(page) == shapes
    assert "模型测算，平均误差约" in page.locator(".za-catchments-label").inner_text()


def test_bad_times_show_every_fault_and_change_nothing(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH + "?cm=d&cz=chengdu.yibin")
    modelled, address = digest(page), page.url
    bring(page, BAD_TIMES)
    page.locator(DIALOG).get_by_text("文件未采用，共4处问题").wait_for()
    faults = page.locator(f"{DIALOG} [data-testid='stDataFrame']")
    faults.locator("[role=gridcell]").first.wait_for(state="attached")
    assert faults.locator("[role=columnheader]").all_text_contents() == [
        "位置", "应为", "实际", "处理",
    ]  # fmt: skip
    said = " ".join(faults.locator("[role=gridcell]").all_text_contents())
    for word in ("第2行“分钟”", "abc", "第3行“起点代码”", "nowhere", "999999", "第3行“来源”"):
        assert word in said
    assert grave(page) == []
    page.keyboard.press("Escape")
    page.locator(DIALOG).wait_for(state="detached")
    settle(page)
    assert page.locator(".za-say").count() == 0
    assert (digest(page), page.url) == (modelled, address)


# For everybody


@pytest.mark.parametrize(
    "query",
    ["?cm=d&cv=r&ci=30_60", "?cm=h&l=en", "?cm=a", "?cz=chengdu.yibin&ct=511902&se=change"],
)
def test_axe_finds_nothing_grave(quiet, app_server, query):
    page = quiet
    open_page(page, app_server, PATH + query)
    settle_all(page)
    assert grave(page) == []


def test_nor_in_the_box_of_more_settings(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    page.get_by_role("button", name="更多设置").click()
    page.locator('[data-testid="stPopoverBody"]').wait_for()
    assert grave(page) == []
