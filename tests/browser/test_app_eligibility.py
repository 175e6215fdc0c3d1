"""A manager's whole task in Chromium: rules, own figures, tasks, saving, leaving, reopening."""

from __future__ import annotations

import io
import json

import pytest
from docx import Document
from openpyxl import load_workbook

from geo.eligibility.work import load_work
from tests.browser.app_fixtures import PROBE_TEXT, PROBES, open_page, query_of, settle
from tests.browser.test_app_accessibility import grave

pytestmark = pytest.mark.browser

PATH = "/eligibility"
OLD = f"{PATH}?rs=sc_provincial_2022"
LINE = "#za-el-sc22_c3"
HEAD_PX = ROW_PX = 35
HAND_MS = 120


@pytest.fixture
def quiet(page):
    """Give the page, and see at the end that nothing but the known probes was said."""
    loads = []

    def note(_loaded):
        loads.append(page.url)

    page.on("domcontentloaded", note)
    yield page
    assert page.foreign == []
    assert page.faults == [PROBE_TEXT] * PROBES * len(loads)


def open_part(page, server, path):
    """Open a part of the page that may have no map."""
    page.goto(server.url + path)
    page.locator(".za-tool-copy").wait_for()
    idle(page)


def idle(page):
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_function("() => !document.querySelector('[data-testid=\"stSkeleton\"]')")


def turn_to(page, name):
    """Choose a part of the page."""
    page.get_by_role("radio", name=name).or_(page.get_by_role("button", name=name)).first.click()
    idle(page)


def type_in_grid(page, row, column, text, first=1):
    """Type into a cell of the table, by its row and column from 0; `first` is 0 without marks."""
    grid = page.locator(".stDataFrameGlideDataEditor").first
    cells = [page.locator(f"#glide-cell-{n + first}-{row}").first for n in range(column + 1)]
    # the first column of data begins right of the marks of the rows
    grid.click(position={"x": 90, "y": HEAD_PX + ROW_PX * row + ROW_PX // 2})
    for number, cell in enumerate(cells):
        if number:
            page.keyboard.press("ArrowRight")
        cell.and_(page.locator("[aria-selected=true]")).wait_for(state="attached")
    page.keyboard.press("Enter")
    box = page.locator("#portal textarea, #portal input").last
    box.wait_for()
    page.wait_for_function(
        "() => document.querySelector('#portal').contains(document.activeElement)"
    )
    # the grid takes over what is in the box a moment later, which nothing on the page tells
    page.keyboard.type(text, delay=HAND_MS)
    page.wait_for_function("text => document.activeElement.value === text", arg=text)
    page.keyboard.press("Enter", delay=HAND_MS)
    cells[-1].filter(has_text=text).wait_for(state="attached")
    idle(page)


def figure_file(value, unit="万元"):
    rows = [
        "指标编号,数值,单位,年份,依据文件",
        f"total_operating_revenue_100m_cny,{value},{unit},2025,年报",
    ]
    return {"name": "own.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}


def bring_figures(page, value):
    """Bring a file of figures, in the part for them, and use it."""
    page.locator(".st-key-eligibility-bring summary").click()
    page.locator(".st-key-eligibility-bring input[type=file]").set_input_files([figure_file(value)])
    page.get_by_role("button", name="采用1项数据").click()
    page.get_by_text("已采用1项本单位填报数据").wait_for()
    idle(page)


def save(page):
    with page.expect_download() as waiting:
        page.get_by_role("button", name="保存填报文件").first.click()
    # the page has heard of it: nothing asks any more before it goes
    page.wait_for_function("() => window.zoneAtlasUnsaved === false")
    idle(page)
    return waiting.value.path().read_bytes()


def test_a_line_opens_by_keyboard(quiet, app_server):
    page = quiet
    open_page(page, app_server, OLD)
    line = page.locator(LINE)
    assert line.get_attribute("open") is None
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    page.locator(f"{LINE}[open]").wait_for()
    text = line.inner_text()
    for words in ("480亿元", "2018年", "数据过旧", "第五条第二项", "392亿元", "304亿元"):
        assert words in text
    assert line.locator("dl").is_visible()


def test_own_figures_are_kept_saved_and_brought_back(quiet, app_server):
    page = quiet
    open_page(page, app_server, OLD)
    turn_to(page, "填报数据")
    bring_figures(page, "4900000")
    turn_to(page, "逐条对照")
    settle(page)
    line = page.locator(LINE)
    assert "490亿元" in line.inner_text()
    assert "本单位填报" in line.inner_text()
    # nothing private in the address
    assert "490" not in page.url
    page.get_by_text("有未保存的修改").wait_for()
    content = save(page)
    page.get_by_text("已保存；").wait_for()
    work, faults = load_work(content, "work.json")
    assert faults == ()
    assert work.figures[0].value == 490
    # saved: the browser lets go without asking
    page.reload()
    page.locator(".za-tool-copy").wait_for()
    settle(page)
    assert "480亿元" in page.locator(LINE).inner_text()
    page.get_by_role("button", name="打开填报文件").click()
    page.locator('[data-testid="stPopoverBody"] input[type=file]').set_input_files(
        [{"name": "work.json", "mimeType": "application/json", "buffer": content}]
    )
    page.get_by_role("button", name="打开", exact=True).click()
    page.locator(LINE).get_by_text("490亿元").first.wait_for()
    idle(page)
    again = save(page)
    assert json.loads(again) == json.loads(content)


def test_what_is_typed_is_compared_at_once(quiet, app_server):
    page = quiet
    open_part(page, app_server, f"{OLD}&ez=meishan&se=figures")
    page.locator(".stDataFrameGlideDataEditor").first.wait_for()
    # metric, group, what is held, value, unit, year
    type_in_grid(page, 2, 3, "250")
    type_in_grid(page, 2, 5, "2025")
    page.get_by_text("有未保存的修改").wait_for()
    page.locator("li.za-el-state-above-old strong", has_text="1").wait_for()
    turn_to(page, "逐条对照")
    settle(page)
    assert "250亿元" in page.locator(LINE).inner_text()


def test_a_managers_whole_task(quiet, app_server):
    """Yibin towards the upgrade: ten rows, a figure, three tasks, saved, closed, reopened equal."""
    page = quiet
    open_page(page, app_server, PATH)
    # ten conditions, and what nobody read of the document
    assert page.locator(".za-el-lines details").count() == 11
    assert page.locator("#za-el-nat_r2 .za-el-state-met").inner_text().split() == ["√", "符合"]
    for name in ("nat_r1", "nat_r3", "nat_r4", "nat_r5"):
        assert "待佐证" in page.locator(f"#za-el-{name}").inner_text()
    turn_to(page, "填报数据")
    bring_figures(page, "4800000")
    page.locator(".za-el-table", has_text="480亿元").wait_for()
    turn_to(page, "任务分解")
    page.get_by_text("每项条件和材料一行").wait_for()
    idle(page)
    # the table of the part before is gone, that of the tasks is there
    page.locator("#glide-cell-0-0").filter(has_text="省级政府向国务院请示").wait_for(
        state="attached"
    )
    for row, text in enumerate(("市政府", "园区管委会", "自然资源局")):
        # item, notice, kind, and then the unit responsible
        type_in_grid(page, row, 3, text, first=0)
    content = save(page)
    work, faults = load_work(content, "work.json")
    assert faults == ()
    assert [figure.value for figure in work.figures] == [480]
    assert [task.lead for task in work.tasks] == ["市政府", "园区管委会", "自然资源局"]
    page.reload()
    page.locator(".za-tool-copy").wait_for()
    idle(page)
    page.get_by_role("button", name="打开填报文件").click()
    page.locator('[data-testid="stPopoverBody"] input[type=file]').set_input_files(
        [{"name": "work.json", "mimeType": "application/json", "buffer": content}]
    )
    page.get_by_role("button", name="打开", exact=True).click()
    page.locator("#glide-cell-3-0").filter(has_text="市政府").wait_for(state="attached")
    idle(page)
    assert json.loads(save(page)) == json.loads(content)


def test_the_browser_asks_before_unsaved_work_goes(quiet, app_server):
    page = quiet
    open_page(page, app_server, OLD)
    turn_to(page, "填报数据")
    bring_figures(page, "4900000")
    page.wait_for_function("() => window.zoneAtlasUnsaved === true")
    with page.expect_event("dialog") as waiting:
        page.evaluate("void setTimeout(() => location.assign('/zones'), 0)")
    assert waiting.value.type == "beforeunload"
    waiting.value.dismiss()
    # in the app, another zone asks too
    page.get_by_role("combobox", name="高新区").first.click()
    page.get_by_role("option", name="眉山高新区").first.click()
    page.get_by_role("button", name="留在宜宾高新技术产业园区").wait_for()
    idle(page)
    assert grave(page) == []
    page.get_by_role("button", name="放弃填报，切换到眉山").click()
    page.wait_for_function("() => new URLSearchParams(location.search).get('ez') === 'meishan'")
    idle(page)
    page.wait_for_function("() => window.zoneAtlasUnsaved === false")


def test_reports_and_tasks_are_handed_out(quiet, app_server):
    page = quiet
    open_page(page, app_server, f"{PATH}?rb=sc_provincial_2022")
    files = {}
    for name in ("对照报告（HTML", "对照报告（DOCX", "任务分解表"):
        if not page.locator('[data-testid="stPopoverBody"]').is_visible():
            page.get_by_role("button", name="下载报告").click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        files[waiting.value.suggested_filename.rpartition(".")[2]] = waiting.value.path()
    html = files["html"].read_text("utf-8")
    assert "480亿元" in html
    assert "符合升级条件" not in html
    assert Document(io.BytesIO(files["docx"].read_bytes())).paragraphs
    assert load_workbook(io.BytesIO(files["xlsx"].read_bytes())).sheetnames
    page.keyboard.press("Escape")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("part", ["", "figures", "tasks", "clauses", "process", "map"])
def test_axe_finds_nothing_grave_in_any_part(quiet, app_server, part, lang):
    page = quiet
    query = f"?l={lang}&rs=sc_provincial_2022" + (f"&se={part}" if part else "")
    open_part(page, app_server, PATH + query)
    if part in {"", "map"}:
        settle(page)
    if part == "":
        page.locator(f"{LINE} summary").click()
    assert grave(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1366


def test_the_map_of_all_zones_waits_for_a_word(quiet, app_server):
    page = quiet
    open_page(page, app_server, f"{PATH}?se=map&rs=sc_provincial_2022&ec=sc22_c3")
    assert page.get_by_role("button", name="导出离线地图").count() == 0
    page.get_by_text("我已知悉").click()
    button = page.get_by_role("button", name="导出离线地图")
    button.wait_for()
    settle(page)
    with page.expect_download() as waiting:
        button.click()
    assert "480亿元" in waiting.value.path().read_text("utf-8")
    assert query_of(page)["ec"] == "sc22_c3"


def test_a_bare_address_stays_bare_and_the_zone_is_in_the_middle(quiet, app_server):
    page = quiet
    open_page(page, app_server, PATH)
    assert query_of(page) == {}
    zone = page.locator(".za-map").get_by_role("button", name="宜宾高新").first
    box, frame = zone.bounding_box(), page.locator(".za-map").bounding_box()
    middle = box["x"] + box["width"] / 2 - frame["x"]
    assert 0.35 < middle / frame["width"] < 0.65


def test_streamlits_own_words_are_in_the_readers_language(quiet, app_server):
    page = quiet
    open_part(page, app_server, f"{OLD}&se=figures")
    grid = page.locator(".stDataFrameGlideDataEditor").first
    grid.wait_for()
    grid.hover()
    page.get_by_role("button", name="查找", exact=True).click()
    page.get_by_text("输入查找内容").wait_for()
    page.keyboard.type("收入", delay=HAND_MS)
    page.locator(".gdg-search-status", has_text="条").wait_for()
    page.get_by_role("button", name="关闭查找").click()
    page.get_by_role("combobox", name="高新区").first.click()
    page.keyboard.type("zzz", delay=HAND_MS)
    page.get_by_text("没有匹配的选项").wait_for()
    page.keyboard.press("Escape")
    # what Streamlit says itself comes back with the other language
    page.get_by_role("radio", name="English").or_(
        page.get_by_role("button", name="English")
    ).first.click()
    page.get_by_text("Type into the table").wait_for()
    idle(page)
    page.locator(".stDataFrameGlideDataEditor").first.hover()
    for name in ("Search", "Fullscreen", "Show/hide columns"):
        page.get_by_role("button", name=name, exact=True).first.wait_for()
    for name in ("查找", "全屏"):
        assert page.get_by_role("button", name=name, exact=True).count() == 0
