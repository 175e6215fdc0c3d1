"""The report and the request from ``file://``: silent, accessible, legible on screen and paper."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe

from geo.eligibility.evaluate import evaluate
from geo.eligibility.gates import load_gates
from geo.eligibility.opening import track_sets
from geo.eligibility.rules import load_rules
from geo.eligibility.work import OwnFigure, Task, Work
from geo.export.eligibility.content import build_report
from geo.export.eligibility.page import render_report_html
from geo.export.eligibility.request import list_letters, render_request_html
from geo.locale import translator
from tests.browser.conftest import watch
from tests.browser.file_fixtures import _WITNESS, DESKTOP, LANGS, LAPTOP, PROJECTOR, quiet
from tests.hostile import FLAG, plant

pytestmark = pytest.mark.browser

RULES = load_rules()
TODAY = dt.date(2026, 11, 22)
CASES = {
    "2022": ("sc_provincial_2022",),
    "2025": ("sc_provincial_2025",),
    "replies": ("nat_upgrade_state_council_replies",),
    "both": ("sc_provincial_2025", "sc_provincial_2017"),
    "track": track_sets(RULES, "provincial"),
}
WORK = Work(
    zone="yibin",
    pace_year=2030,
    figures=(
        OwnFigure(metric="total_operating_revenue_100m_cny", value=150, unit="100m_cny", year=2025),
    ),
    tasks=(
        Task(item="nat_r5", lead="生态环境局", due="2026-10-31", state="under_way"),
        Task(
            item="boundary", state="obtained", document_no="宜规〔2026〕3号", valid_until="2026-12"
        ),
    ),
)
BOTH_LANGS = pytest.mark.parametrize("lang", LANGS)
EVERY = pytest.mark.parametrize("case", CASES)
# The texts of the leaves of a row, which must all stand on one sheet.
_PIECES = """(nodes) => nodes.map((node) => {
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const out = [];
  while (walker.nextNode()) {
    if (walker.currentNode.textContent.trim()) out.push(walker.currentNode.textContent);
  }
  return out;
})"""

A4_PT = (595.3, 841.9)
_BAND_PT = 34  # margin of the sheets


def make(catalog, case, lang):
    own = [one.as_figure() for one in WORK.figures]
    found = [
        evaluate(RULES.sets[name], "yibin", catalog, RULES, own, today=TODAY)
        for name in CASES[case]
    ]
    t = translator(lang)
    return build_report(found, catalog, RULES, WORK, t, pace_year=WORK.pace_year)


@contextlib.contextmanager
def opened_page(browser, folder, text, size=LAPTOP):
    """Open the text of a page as a file; give the watched page."""
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8", newline="")
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, service_workers="block", offline=True
    )
    context.add_init_script(_WITNESS)
    page = watch(context.new_page())
    page.asked, page.dialogs = [], []

    def refuse(dialog):
        page.dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.on("request", lambda request: page.asked.append(request.url))
    try:
        page.goto(path.as_uri())
        yield page
    finally:
        context.close()


def squeeze(text):
    # the reader of the paper gives a hyphen at the end of a line as no character
    return "".join(text.replace("\ufffe", "-").split())


def violations(page):
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:120] for node in rule["nodes"]][:3]) for rule in found]


@EVERY
@BOTH_LANGS
def test_a_report_is_silent_and_accessible(browser, tmp_path, catalog, case, lang):
    report = make(catalog, case, lang)
    with opened_page(browser, tmp_path, render_report_html(report, translator(lang))) as page:
        assert page.title() == page.text_content("h1") == report.title
        assert page.get_attribute("html", "lang") == {"zh": "zh-CN", "en": "en"}[lang]
        assert page.locator("script").count() == 0
        assert page.locator(".entry").count() == sum(
            len(section.entries) + len(section.unscored) for section in report.sections
        )
        assert violations(page) == []
        quiet(page)


@BOTH_LANGS
@pytest.mark.parametrize("size", [PROJECTOR, LAPTOP, DESKTOP, (1024, 768)], ids=str)
def test_nothing_is_wider_than_the_window(browser, tmp_path, catalog, lang, size):
    report = make(catalog, "both", lang)
    text = render_report_html(report, translator(lang))
    with opened_page(browser, tmp_path, text, size) as page:
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size[0]
        cut = page.eval_on_selector_all(
            "td, th, dd, dt, li, p",
            """(nodes) => nodes.filter((n) => n.scrollWidth > n.clientWidth + 1
              && getComputedStyle(n).display !== 'inline').map((n) => n.textContent)""",
        )
        assert cut == []


def test_a_state_is_told_by_word_and_mark_and_not_by_red_and_green(browser, tmp_path, catalog):
    report = make(catalog, "both", "zh")
    with opened_page(browser, tmp_path, render_report_html(report, translator("zh"))) as page:
        states = page.locator(".entry .state").all_text_contents()
        entries = [
            entry for section in report.sections for entry in (*section.entries, *section.unscored)
        ]
        assert states == [f"{entry.symbol} {entry.state}" for entry in entries]
        colours = page.eval_on_selector_all(
            ".state", "(nodes) => nodes.map((n) => getComputedStyle(n).color)"
        )
        for colour in colours:
            red, green, blue = (int(part) for part in colour[4:-1].split(","))
            assert green <= max(red, blue) + 20, colour


@EVERY
@BOTH_LANGS
def test_a_report_prints_on_a4_and_cuts_no_row(browser, tmp_path, catalog, case, lang):
    report = make(catalog, case, lang)
    t = translator(lang)
    with opened_page(browser, tmp_path, render_report_html(report, t)) as page:
        lines = page.locator(".lines thead tr").first.text_content()
        entries = page.eval_on_selector_all(".entry", _PIECES)
        rows = page.eval_on_selector_all(".steps tbody tr, .unread tbody tr", _PIECES)
        tasks = page.eval_on_selector_all(".task-table tbody tr", _PIECES)
        data = page.pdf(prefer_css_page_size=True, print_background=True)
        quiet(page)
    document = pypdfium2.PdfDocument(data)
    try:
        texts = [squeeze(sheet.get_textpage().get_text_range()) for sheet in document]
        sizes = [tuple(sorted(sheet.get_size())) for sheet in document]
        wide = [sheet.get_size()[0] > sheet.get_size()[1] for sheet in document]
        inks = [ink_of(sheet) for sheet in document]
    finally:
        document.close()
    assert 3 <= len(texts) <= 24
    for size in sizes:
        assert size == pytest.approx(A4_PT, abs=1.5)
    # the task table lies, all else stands
    assert [is_wide for is_wide, _ in itertools.groupby(wide)] == [False, True, False]
    task_pages = [text for text, is_wide in zip(texts, wide, strict=True) if is_wide]
    bodies = [text for text, is_wide in zip(texts, wide, strict=True) if not is_wide]
    for pages, pieces in ((bodies, [*entries, *rows]), (task_pages, tasks)):
        for parts in pieces:
            wanted = [squeeze(part) for part in parts]
            assert any(all(part in text for part in wanted) for text in pages), parts
    assert len(entries) >= 5
    assert squeeze(report.title) in texts[0]
    assert squeeze(t("eligibility.warning")) in texts[0]
    # heads come again on each page of a table
    with_lines = [text for text in bodies if squeeze(t("eligibility_report.detail_basis")) in text]
    assert all(squeeze(lines) in text for text in with_lines)
    for box, size in inks:
        assert box[0] >= _BAND_PT
        assert box[2] <= size[0] - _BAND_PT


def ink_of(sheet):
    """Return the box of what is printed on a sheet, and the size of the sheet."""
    picture = sheet.render(scale=1).to_pil().convert("L").point(lambda p: 255 if p < 250 else 0)
    return picture.getbbox(), picture.size


@BOTH_LANGS
def test_each_letter_is_one_page_silent_and_accessible(browser, tmp_path, lang):
    t = translator(lang)
    unread = load_gates().unread
    letters = list_letters(unread, t)
    with opened_page(browser, tmp_path, render_request_html(unread, t)) as page:
        assert violations(page) == []
        assert page.locator(".letter").count() == len(letters) > 3
        for number, letter in enumerate(letters):
            part = page.locator(".letter").nth(number)
            assert part.locator("tbody tr").count() == len(letter.wanted)
            assert part.locator(".blank").count() == 2
        data = page.pdf(prefer_css_page_size=True, print_background=True)
        quiet(page)
    document = pypdfium2.PdfDocument(data)
    try:
        assert len(document) == len(letters)
        for sheet, letter in zip(document, letters, strict=True):
            assert sheet.get_size() == pytest.approx(A4_PT, abs=1.5)
            told = squeeze(sheet.get_textpage().get_text_range())
            assert squeeze(t("eligibility_report.request_to", body=letter.body)) in told
            assert squeeze(t("eligibility_report.request_sender")) in told
    finally:
        document.close()


@BOTH_LANGS
def test_hostile_names_and_sources_are_text(browser, tmp_path, catalog, lang):
    planted = plant(catalog)
    report = make(planted.catalog, "2022", lang)
    with opened_page(browser, tmp_path, render_report_html(report, translator(lang))) as page:
        name = planted.texts["zones", f"name_{lang}"]["yibin"]
        assert name.split("§")[1] in page.text_content("h1")
        assert page.evaluate(f"window.{FLAG}") is None
        assert (
            page.locator("script, iframe, object, embed, base, img, svg, a, link, form").count()
            == 0
        )
        quiet(page)
