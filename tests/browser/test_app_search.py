"""The search box: what is found first, by keyboard, and where it leads."""

import json
from pathlib import Path

import pytest

import geo.ui.search
from geo.search import build_index, index_rows
from tests.browser.app_fixtures import Wire, open_page, query_of, settle

pytestmark = pytest.mark.browser

SCRIPT = Path(geo.ui.search.__file__).parent / "static" / "search.js"
BOX = "#za-search-input"
OPTION = "#za-search-list [role=option]"


@pytest.fixture(scope="module")
def matcher(browser, catalog):
    """Give a page that holds the box's own matching function and the whole index."""
    page = browser.new_page()
    page.add_script_tag(
        type="module",
        content=SCRIPT.read_text("utf-8").replace("export default", "const unused =")
        + "window.found = { match, prepare };",
    )
    page.wait_for_function("() => window.found")
    page.evaluate(
        "rows => { window.entries = window.found.prepare(rows); }",
        json.loads(json.dumps(index_rows(build_index(catalog)))),
    )

    def match(query, most=8):
        return page.evaluate(
            "([q, n]) => window.found.match(window.entries, q, n).map(e => e.id)", [query, most]
        )

    match.page = page
    yield match
    page.close()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # Chinese: the whole name, its beginning, its middle
        ("绵阳", "510700"),
        ("绵阳市", "510700"),
        ("绵阳高新", "zone:mianyang"),
        ("成都高新区", "zone:chengdu"),
        ("成都高新技术产业开发区", "zone:chengdu"),
        ("钒钛高新", "zone:panzhihua-vti"),
        ("天府", "platform:TFL-001"),
        ("甘孜", "513300"),
        ("甘孜县", "513328"),
        ("什邡", "510682"),
        ("电子薄膜", "platform:SKL-005"),
        ("薄膜与集成", "platform:SKL-005"),
        ("四川轻化工大学（宜宾", "platform:UNI-023"),
        ("西部科学城", "science_city:WCSC"),
        ("zhongguokejicheng", "science_city:MYSTC-0"),
        ("绵阳科技城新", "science_city:MYSTC-1"),
        # pinyin: in full, by first letters, and both mixed
        ("mianyang", "510700"),
        ("mian yang", "510700"),
        ("my", "510700"),
        ("mygxq", "zone:mianyang"),
        ("mianyanggx", "zone:mianyang"),
        ("mianygxq", "zone:mianyang"),
        ("cdgxq", "zone:chengdu"),
        ("cd", "510100"),
        ("leshan", "511100"),
        ("shifang", "510682"),
        ("pidu", "510117"),
        ("qianwei", "511123"),
        ("yingjing", "511822"),
        ("ruoergai", "513232"),
        ("gongxian", "511526"),
        ("djy", "510181"),
        ("lsz", "513400"),
        ("xbcdkxc", "science_city:WCSC"),
        # both alphabets in one query
        ("绵阳gxq", "zone:mianyang"),
        # English, with and without its marks
        ("Chengdu", "510100"),
        ("chengdu high-tech zone", "zone:chengdu"),
        ("high-tech zone mianyang", "zone:mianyang"),
        ("Garzê", "513300"),
        ("garze", "513300"),
        ("Zoigê", "513232"),
        ("ya'an", "511800"),
        ("yaan", "511800"),
        ("panzhihua vanadium", "zone:panzhihua-vti"),
        ("western chengdu", "science_city:WCSC"),
        ("state key laboratory of electronic thin", "platform:SKL-005"),
        # full-width letters and capitals, as an input method leaves them
        ("ＭＹＧＸＱ", "zone:mianyang"),
        ("MYGXQ", "zone:mianyang"),
    ],
)
def test_the_first_hit(matcher, query, first):
    found = matcher(query)
    assert found[:1] == [first], found


@pytest.mark.parametrize("query", ["", "   ", "（）", "qqq", "不存在的地方", "<>", ".*", "\\"])
def test_nothing_is_found(matcher, query):
    assert matcher(query) == []


def test_two_counties_of_one_name_are_both_found(matcher):
    assert matcher("市中区")[:2] == ["511002", "511102"]


def test_no_more_than_eight(matcher):
    assert len(matcher("高新区")) == 8
    assert len(matcher("高新区", 1000)) > 20


def test_every_name_finds_itself_first_or_its_namesake(matcher, catalog):
    for entry in build_index(catalog):
        spoken = [(entry.zh, 3), (entry.en, 6), (entry.spoken[0][1].replace(" ", ""), 3)]
        for query, most in spoken:
            assert entry.id in matcher(query, most), (query, matcher(query, most))


def test_a_run_of_letters_does_not_stop_the_browser(matcher):
    """One way too many at each letter: 22 took 19 seconds, 30 would have taken an hour."""
    rows = [[0, "zone:a", "a" * 60, "x", "", "", [["a" * 60, " ".join("a" * 60)]], 1]]
    found = matcher.page.evaluate(
        "([rows, q]) => window.found.match(window.found.prepare(rows), q).map(e => e.id)",
        [rows, "a" * 22 + "b"],
    )
    assert found == []


def test_no_hit_is_sensitive(matcher, catalog):
    platforms = catalog.platforms
    hidden = platforms[platforms["sensitive"].astype(bool)]
    for name in [*hidden["name_zh"], *hidden["name_en"]]:
        assert not [
            found
            for found in matcher(name, 1000)
            if found.removeprefix("platform:") in hidden.index
        ]


def asked_of(page):
    """Return what the address asks for, wherever the map has moved to show it."""
    return {key: text for key, text in query_of(page).items() if key != "ext"}


def ask(page, text):
    """Type into the box and wait for the answer."""
    page.locator(BOX).fill(text)
    page.wait_for_function("() => document.querySelector('.za-search-status').textContent")


def test_typing_runs_nothing_and_picking_opens_the_page(page, app_server):
    wire = Wire(page)
    open_page(page, app_server)
    wire.forget()
    ask(page, "mygxq")
    assert page.locator(OPTION).first.get_attribute("data-id") == "zone:mianyang"
    assert page.locator(".za-search-status").inner_text() != ""
    assert wire.sent == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones?*")
    settle(page)
    assert asked_of(page) == {"sel": "zone:mianyang"}
    assert page.locator(BOX).input_value() == ""
    assert page.foreign == []
    assert page.faults == []


def test_the_language_goes_along(page, app_server):
    open_page(page, app_server, "/?l=en")
    ask(page, "Deyang")
    page.locator(OPTION).first.click()
    page.wait_for_url("**/compare?*")
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert asked_of(page) == {"l": "en", "pf": "510600"}


def test_the_box_is_a_combobox(page, app_server):
    open_page(page, app_server)
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="搜索")
    assert box.evaluate("e => e === document.activeElement")
    assert box.input_value() == ""
    assert box.get_attribute("aria-expanded") == "false"
    page.keyboard.type("gaoxinqu")
    page.locator(OPTION).first.wait_for()
    page.wait_for_function("() => document.querySelectorAll('[role=option]').length === 8")
    assert box.get_attribute("aria-expanded") == "true"

    def active():
        return page.locator("#" + box.get_attribute("aria-activedescendant"))

    chosen = page.locator(f"{OPTION}[aria-selected=true]")
    first = active().get_attribute("data-id")
    assert chosen.count() == 1
    page.keyboard.press("ArrowDown")
    second = active().get_attribute("data-id")
    assert second != first
    assert chosen.get_attribute("data-id") == second
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert active().get_attribute("data-at") == "7"  # round the end
    page.keyboard.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert page.locator(OPTION).count() == 0
    assert box.input_value() == "gaoxinqu"
    page.keyboard.press("Escape")
    assert box.input_value() == ""
    # in a place where one types, the sign is a sign
    page.keyboard.type("a/b")
    assert box.input_value() == "a/b"


def test_nothing_found_is_said(page, app_server):
    open_page(page, app_server)
    ask(page, "qqq")
    assert page.get_by_text("没有找到").first.is_visible()
    assert page.locator(OPTION).count() == 0
    page.keyboard.press("Enter")
    assert query_of(page) == {}


def test_a_list_that_cannot_be_loaded_is_said(page, app_server):
    page.route("**/component/**/search-*.json", lambda route: route.abort())
    open_page(page, app_server)
    ask(page, "绵阳")
    assert page.get_by_text("搜索目录未能载入").first.is_visible()


def test_the_list_lies_above_the_map_and_inside_the_window(page, app_server):
    open_page(page, app_server)
    ask(page, "高新")
    for option in page.locator(OPTION).all():
        box = option.bounding_box()
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        assert page.evaluate(
            "([x, y]) => document.elementFromPoint(x, y)?.closest('[role=option]') !== null", middle
        )
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1366


def test_the_way_past_the_menu_speaks_the_reader_s_language(page, app_server):
    open_page(page, app_server)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="跳到主要内容")
    assert link.evaluate("e => e === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[role=main]') !== null")
