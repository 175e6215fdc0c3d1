"""Reports as files, opened again by stock readers; hostile text in them; the same bytes twice."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections import Counter
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl.worksheet.datavalidation import DataValidation
from pydantic import ValidationError

from geo.eligibility.evaluate import evaluate
from geo.eligibility.figures import ZoneFigure
from geo.eligibility.gates import Unread, load_gates
from geo.eligibility.model import RuleSet
from geo.eligibility.rules import load_rules
from geo.eligibility.work import OwnFigure, Task, Work
from geo.errors import ExportError
from geo.export.eligibility import RENDERERS, write_report
from geo.export.eligibility.content import build_report
from geo.export.eligibility.document import render_report_docx
from geo.export.eligibility.leaving import name_sender
from geo.export.eligibility.page import render_report_html
from geo.export.eligibility.request import (
    list_letters,
    render_request_docx,
    render_request_html,
)
from geo.export.eligibility.tasks import render_tasks_xlsx
from geo.locale import translator
from tests.hostile import FLAG, PAYLOADS, as_shown, plant

TODAY = dt.date(2026, 11, 22)
RULES = load_rules()
ZH, EN = translator("zh"), translator("en")
LANGS = {"zh": ZH, "en": EN}
REPLIES = "nat_upgrade_state_council_replies"
CASES = {
    "2022": ("sc_provincial_2022",),
    "2025": ("sc_provincial_2025",),
    "replies": (REPLIES,),
    "both": ("sc_provincial_2025", "sc_provincial_2022"),
    "track": (
        *(REPLIES, "nat_catalogue_2018", "nat_gbf_2017_7"),
        *("nat_gf_2020_7", "nat_upgrade_miit_requirements"),
    ),
    "bare": ("cmp_hunan_2025",),
}
WORK = Work(
    zone="yibin",
    pace_year=2030,
    figures=(
        OwnFigure(
            metric="total_operating_revenue_100m_cny",
            value=480.25,
            unit="100m_cny",
            year=2025,
            qualifier="ge",
            source="2025年统计年报",
        ),
    ),
    tasks=(
        Task(item="nat_r5", lead="生态环境局", due="2026-10-31", state="under_way"),
        Task(
            item="boundary", state="obtained", document_no="宜规〔2026〕3号", valid_until="2026-12"
        ),
        Task(item="city_request", due="2027-03-31", annex_no="附件2", note="待市政府常务会议"),
    ),
)
TASK_HEADS = (
    *(
        "序号",
        "事项",
        "对应材料",
        "类别",
        "状态判定",
        "责任单位",
        "协办单位",
        "完成时限",
        "状态",
        "文号",
    ),
    *("附件编号", "有效期至", "提醒", "备注", "依据条款", "依据文件"),
)


def report_on(catalog, names=(REPLIES,), t=ZH, work=WORK, *, rules=RULES, zone="yibin", own=()):
    figures = [*(one.as_figure() for one in work.figures), *own]
    found = [
        evaluate(rules.sets[name], zone, catalog, rules, figures, today=TODAY) for name in names
    ]
    return build_report(found, catalog, rules, work, t, pace_year=work.pace_year)


def squeeze(text):
    return "".join(text.split())


def document_of(body):
    return docx.Document(io.BytesIO(body))


def text_of(document):
    return squeeze("".join(part.text or "" for part in document.element.iter(qn("w:t"))))


def book_of(body):
    return openpyxl.load_workbook(io.BytesIO(body))


def cells_of(book):
    for sheet in book:
        for row in sheet.iter_rows():
            yield from row


class Markup(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.parts, self.open = Counter(), Counter(), [], []
        self.metas = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += 1
        self.attributes.update(name for name, _ in attrs)
        if tag == "meta":
            self.metas.append(dict(attrs))
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.parts.append(data)

    @property
    def text(self):
        return squeeze("".join(self.parts))


TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section"),
    *("h1", "h2", "h3", "p", "ul", "li", "dl", "div", "dt", "dd", "span"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "aria-hidden"),
    *("scope", "colspan", "rowspan"),
}


# HTML


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES)
def test_a_page_runs_nothing_fetches_nothing_and_says_it_all(catalog, case, lang):
    t = LANGS[lang]
    report = report_on(catalog, CASES[case], t)
    page = render_report_html(report, t)
    found = Markup(page)
    assert found.open == []
    assert set(found.tags) <= TAGS
    assert set(found.attributes) <= ATTRIBUTES
    assert "style-src 'sha256-" in page
    policy = next(one["content"] for one in found.metas if "http-equiv" in one)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in page
    assert "url(" not in page
    assert "@import" not in page
    told = found.text
    for section in report.sections:
        for entry in (*section.entries, *section.unscored):
            for text in (entry.label, entry.state, entry.value, entry.margin, entry.pace):
                assert squeeze(text) in told
            for text in (entry.clause, entry.document, entry.validity, entry.threshold):
                assert squeeze(text) in told
            if entry.has_figure:
                for text in (entry.source, entry.year, entry.status):
                    assert squeeze(text) in told
        for name, text in section.facts:
            assert squeeze(name + text) in told
    for line in report.sources:
        assert squeeze(f"[{line.number}]{line.text}") in told
    for task in report.tasks:
        assert squeeze(task.label) in told
    assert squeeze(t("eligibility.warning")) in told
    assert squeeze(t("eligibility.no_verdict")) in told


def test_chapters_that_have_nothing_to_say_are_left_out(catalog):
    page = render_report_html(report_on(catalog, ("cmp_devzone_deductions",)), ZH)
    heads = re.findall(r"<h2>([^<]*)</h2>", page)
    # it only has triggers: there is no gate that it guards, and no work to be done
    assert heads == ["一、说明", "二、对照结果", "三、尚未获取的条款", "四、资料来源"]
    bare = render_report_html(report_on(catalog, CASES["bare"], work=Work(zone="yibin")), ZH)
    assert ZH("eligibility_report.no_lines") in bare
    assert 'class="lines"' not in bare


def test_old_rules_are_folded_under_their_own_head(catalog):
    page = render_report_html(report_on(catalog, CASES["both"]), ZH)
    assert page.count(ZH("eligibility.reference_head")) == 1
    assert page.index("三、《四川省省级高新技术产业园区认定管理办法（修订）》") < page.index(
        ZH("eligibility.reference_head")
    )
    assert ZH("eligibility.reference_head") not in render_report_html(report_on(catalog), ZH)
    text = text_of(document_of(render_report_docx(report_on(catalog, CASES["both"]), ZH)))
    assert text.count(squeeze(ZH("eligibility.reference_head"))) == 1


def test_of_several_documents_each_has_a_chapter_below_the_counts_of_all(catalog):
    report = report_on(catalog, CASES["track"])
    page = render_report_html(report, ZH)
    heads = re.findall(r"<h2>([^<]*)</h2>", page)
    assert heads == [
        "一、说明",
        "二、各文件对照结果",
        *(f"{'三四五六七'[n]}、{one.title}" for n, one in enumerate(report.sections)),
        "八、办理程序",
        "九、尚未获取的条款",
        "十、材料任务分解",
        "十一、资料来源",
    ]
    assert "<h3>" not in page
    # one table of tasks, one list of sources
    assert page.count('class="task-table"') == page.count('class="sources"') == 1
    table = page[page.index('class="overview"') :].partition("</table>")[0]
    cells = re.findall(r'<td class="count">([^<]*)</td>', table)
    counts = [n for row in report.overview.rows for n in row.counts]
    assert cells == ["—" if n is None else str(n) for n in counts]
    document = document_of(render_report_docx(report, ZH))
    told = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    # there the task table is an annex
    assert told == [*heads[:-2], "十、资料来源"]
    book = book_of(render_tasks_xlsx(report, ZH))
    sheet = book["各文件对照结果"]
    top = 3 + len(report.notices)
    assert tuple(cell.value for cell in sheet[top]) == report.overview.heads
    rows = list(sheet.iter_rows(min_row=top + 1, values_only=True))
    assert rows == [(row.label, *row.counts) for row in report.overview.rows]
    assert len(rows) == 5


def test_one_document_keeps_its_chapter_of_results(catalog):
    page = render_report_html(report_on(catalog), ZH)
    assert re.findall(r"<h2>([^<]*)</h2>", page)[1] == "二、对照结果"
    assert page.count("<h3>") == 1
    assert 'class="overview"' not in page


RECALLED = {"zh": "凭记忆，未核对原文", "en": "Analyst's recollection, not checked against a text"}


@pytest.mark.parametrize("lang", LANGS)
def test_no_file_holds_what_rests_on_memory_and_each_says_how_much(catalog, lang):
    t = LANGS[lang]
    assert catalog.sources[f"title_{lang}"]["E-MEMORY"] == RECALLED[lang]
    report = report_on(catalog, CASES["track"], t)
    said = {
        "zh": "另有8项仅据记忆、未核实，不予列出。",
        "en": "8 further items rest on memory and are not listed.",
    }[lang]
    book = book_of(render_tasks_xlsx(report, t))
    recalled = RULES.sets["nat_gbf_2017_7"].criteria[1]
    assert recalled.id == "nat17_c2"
    for told in (
        Markup(render_report_html(report, t)).text,
        text_of(document_of(render_report_docx(report, t))),
        squeeze("".join(str(cell.value) for cell in cells_of(book))),
    ):
        assert squeeze(said) in told
        assert squeeze(RECALLED[lang]) not in told
        assert squeeze(recalled.say("note", lang)) not in told
    for told in (
        Markup(render_request_html(load_gates().unread, t)).text,
        text_of(document_of(render_request_docx(load_gates().unread, t))),
    ):
        assert squeeze(RECALLED[lang]) not in told


@pytest.mark.parametrize("zone", ["cand-pengshan", "cand-changming"])
@pytest.mark.parametrize("suffix", RENDERERS)
def test_no_file_is_made_of_a_park_that_was_never_recognised(catalog, tmp_path, suffix, zone):
    out = tmp_path / f"report{suffix}"
    found = evaluate(RULES.sets["sc_provincial_2025"], zone, catalog, RULES, today=TODAY)
    work = Work(zone=zone)
    for t, says in ((ZH, "未获认定"), (EN, "never recognised")):
        with pytest.raises(ExportError, match=says):
            write_report(out, found, work, catalog, RULES, t)
        report = build_report(found, catalog, RULES, work, t)
        with pytest.raises(ExportError, match=says):
            RENDERERS[suffix](report, t)
    assert not out.exists()


def test_a_task_says_which_paper_answers_it_and_why_it_does_not_count(catalog):
    work = WORK.model_copy(
        update={
            "tasks": (
                Task(item="nat_r5", state="obtained", document_no="1", valid_until="2025-06-30"),
                Task(item="spatial_plans", state="obtained"),
                Task(item="nat_r9", state="obtained", document_no="2"),
            )
        }
    )
    report = report_on(catalog, work=work)
    page, paper = render_report_html(report, ZH), render_report_docx(report, ZH)
    for told in (Markup(page).text, text_of(document_of(paper))):
        assert "对应材料：总体规划、控制性详细规划、纳入国土空间规划的证明" in told
        for text in (
            "已过有效期（2025年6月30日），不计入",
            "缺文号或附件编号，暂不计入",
            "本条须由审核机关认定，不因取得文件改判",
        ):
            assert text in told
    sheet = book_of(render_tasks_xlsx(report, ZH)).worksheets[0]
    top = 3 + len(report.notices)
    rows = [dict(zip(TASK_HEADS, cells, strict=True)) for cells in sheet.iter_rows(min_row=top + 1)]
    told = {row["事项"].value: row for row in rows if row["提醒"].value}
    assert [row["提醒"].value for row in told.values()] == [
        "已过有效期（2025年6月30日），不计入",
        "缺文号或附件编号，暂不计入",
        "本条须由审核机关认定，不因取得文件改判",
    ]
    assert [row["对应材料"].value is not None for row in told.values()] == [True] * 3
    # what nobody need see to is not lit
    assert [row["提醒"].fill.fgColor.rgb for row in told.values()] == [
        "00FFF1D6",
        "00FFF1D6",
        "00000000",
    ]


# DOCX


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES)
def test_a_document_opens_again_and_says_it_all(catalog, case, lang):
    t = LANGS[lang]
    report = report_on(catalog, CASES[case], t)
    document = document_of(render_report_docx(report, t))
    told = text_of(document)
    for section in report.sections:
        for entry in (*section.entries, *section.unscored):
            for text in (entry.label, entry.state, entry.value, entry.margin, entry.pace):
                assert squeeze(text) in told
            for text in (entry.clause, entry.document, entry.validity, entry.source, entry.year):
                assert squeeze(text) in told
        for _, text in section.facts:
            assert squeeze(text) in told
    for line in report.sources:
        assert squeeze(line.text) in told
    assert squeeze(t("eligibility.warning")) in told
    assert squeeze(t("eligibility.no_verdict")) in told
    assert "符合升级条件" not in told
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads[0] == ("一、说明" if lang == "zh" else "1. Read first")
    assert document.paragraphs[0].text == report.title
    assert document.paragraphs[0].style.name == "Title"


def test_a_document_has_the_form_that_offices_expect(catalog):
    report = report_on(catalog, CASES["both"])
    document = document_of(render_report_docx(report, ZH))
    orientations = [section.orientation for section in document.sections]
    assert orientations == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.LANDSCAPE]
    for section in document.sections:
        short, long = sorted((section.page_width.mm, section.page_height.mm))
        assert (round(short), round(long)) == (210, 297)
    first = document.sections[0]
    assert [round(one.mm) for one in (first.top_margin, first.left_margin)] == [37, 28]
    fonts = {
        name: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Normal", "Title", "Heading 1", "Heading 2")
        for style in [document.styles[name]]
    }
    assert fonts == {
        "Normal": "仿宋",
        "Title": "方正小标宋简体",
        "Heading 1": "黑体",
        "Heading 2": "楷体",
    }
    assert document.styles["Normal"].font.size.pt == 16  # 三号
    assert document.styles["Title"].font.size.pt == 22  # 二号
    for run in document.element.iter(qn("w:r")):
        fonts = run.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        if fonts is not None:
            assert fonts.get(qn("w:ascii")) == "Times New Roman"
            assert fonts.get(qn("w:eastAsia"))
    # the counts, two documents, gates, what nobody read, their lines, tasks
    assert len(document.tables) == 1 + 2 + 1 + 1 + 3 + 1
    for table in document.tables:
        marks = [row._tr.trPr for row in table.rows]
        assert all(mark.find(qn("w:cantSplit")) is not None for mark in marks)
        heads = [mark.find(qn("w:tblHeader")) is not None for mark in marks]
        assert heads == [len(table.columns) > 2, *[False] * (len(heads) - 1)]
        widths = [column.w for column in table._tbl.tblGrid.gridCol_lst]
        limit = 156 if len(table.columns) < 8 else 253
        assert sum(one.mm for one in widths) <= limit + 0.5
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (first.footer, first.even_page_footer):
        assert footer.paragraphs[0].text == "— 1 —"
        codes = [one.text for one in footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE"]
    assert document.sections[1].footer.is_linked_to_previous
    annexes = [one.text for one in document.paragraphs if one.text.startswith("附件")]
    assert annexes == ["附件：1．条件逐条对照表", "附件1", "附件2"]


def test_fonts_that_a_machine_lacks_have_a_next_best(catalog):
    body = render_report_docx(report_on(catalog), ZH)
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        table = ET.fromstring(parts.read("word/fontTable.xml"))
    found = {
        font.get(qn("w:name")): font.find(qn("w:altName")).get(qn("w:val"))
        for font in table
        if font.find(qn("w:altName")) is not None
    }
    assert found["方正小标宋简体"] == "宋体"
    assert found["仿宋"] == "仿宋_GB2312"
    assert found["楷体"] == "楷体_GB2312"


# XLSX


def test_the_task_table_opens_with_its_columns_and_its_urgent_rows_first(catalog):
    report = report_on(catalog)
    book = book_of(render_tasks_xlsx(report, ZH))
    assert book.sheetnames == ["材料任务分解", "逐条对照", "资料来源"]
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "宜宾高新技术产业园区申报材料任务分解表"
    top = 3 + len(report.notices)
    assert [cell.value for cell in sheet[top]] == list(TASK_HEADS)
    rows = [
        dict(zip(TASK_HEADS, values, strict=True))
        for values in sheet.iter_rows(min_row=top + 1, values_only=True)
    ]
    assert len(rows) == len(report.tasks)
    assert [row["序号"] for row in rows] == list(range(1, len(rows) + 1))
    first, second, third = rows[:3]
    assert first["事项"] == "落实生态环境分区管控并依法开展规划环评"
    assert (first["提醒"], first["状态"], first["责任单位"]) == ("已逾期", "推进中", "生态环境局")
    assert first["完成时限"].date() == dt.date(2026, 10, 31)
    assert first["状态判定"] == "△ 待佐证"
    assert first["类别"] == "一票否决"
    assert (second["提醒"], second["有效期至"]) == ("60日内到期", "2026年12月")
    assert second["文号"] == "宜规〔2026〕3号"
    assert (third["备注"], third["附件编号"]) == ("待市政府常务会议", "附件2")
    assert {row["状态"] for row in rows[3:]} == {"未启动"}
    assert all(row["提醒"] is None for row in rows[2:])
    assert all(row["依据条款"] and row["依据文件"] for row in rows)
    letter = "ABCDEFGHIJKLMNO"[TASK_HEADS.index("状态")]
    (rule,) = sheet.data_validations.dataValidation
    assert isinstance(rule, DataValidation)
    assert rule.formula1 == '"未启动,推进中,已取得,需更新"'
    assert str(rule.sqref) == f"{letter}{top + 1}:{letter}{top + len(rows)}"
    assert sheet.freeze_panes == f"C{top + 1}"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("case", CASES)
def test_every_sheet_prints_on_lying_a4_and_holds_no_formula(catalog, case, lang):
    t = LANGS[lang]
    report = report_on(catalog, CASES[case], t)
    book = book_of(render_tasks_xlsx(report, t))
    top = 3 + len(report.notices)
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == f"${top}:${top}"
        assert "&P" in sheet.oddFooter.center.text
        notices = [sheet.cell(row, 1).value for row in range(3, top)]
        assert notices == list(report.notices)
    assert all(cell.data_type != "f" for cell in cells_of(book))
    assert "符合升级条件" not in "".join(str(cell.value) for cell in cells_of(book))


def test_the_lines_are_numbers_where_they_are_numbers(catalog):
    report = report_on(catalog, CASES["2022"])
    sheet = book_of(render_tasks_xlsx(report, ZH))["逐条对照"]
    top = 3 + len(report.notices)
    heads = [cell.value for cell in sheet[top]]
    row = dict(zip(heads, sheet[top + 1], strict=True))
    assert row["条件"].value == "年营业总收入200亿元以上"
    assert row["对照结果"].value == "↑ 高于旧口径"
    assert (row["现有数据"].value, row["单位"].value) == (480.25, "亿元")
    assert row["现有数据"].number_format == '"至少"#,##0.00'
    assert row["与要求相比"].value == pytest.approx(280.25)
    assert row["与要求相比"].number_format == '"至少"+#,##0.00;"至少"-#,##0.00;"至少"0'
    assert row["与要求相比（%）"].value == pytest.approx(140.125)
    assert (row["年份"].value, row["数据状态"].value) == ("2025年", "本单位填报")
    assert row["数据来源"].value == "2025年统计年报"
    assert row["依据条款"].value == "第五条第二项"
    assert row["依据文件"].value.startswith("《四川省省级高新技术产业园区认定和管理办法》")
    assert row["文件效力"].value == "已失效，有效期未见"
    missing = [cell.value for cell in sheet[top + 3]]
    assert missing[heads.index("现有数据")] == "未收录"
    assert missing[heads.index("与要求相比")] is None


def test_the_sources_of_the_workbook_are_those_of_the_report(catalog):
    report = report_on(catalog)
    sheet = book_of(render_tasks_xlsx(report, ZH))["资料来源"]
    top = 3 + len(report.notices)
    rows = list(sheet.iter_rows(min_row=top + 1, values_only=True))
    assert rows == [(line.number, line.text, line.status) for line in report.sources]


# hostile text


def takes(text):
    """Whether a rule set or a saved case may hold a text at all."""
    try:
        Task(item="x", note=text)
    except ValidationError:
        return False
    return True


ENTERED = {name: text for name, text in PAYLOADS.items() if takes(text)}


def spoil(rule_set, text):
    """Return a rule set with a text in the place of each of its own."""
    body = rule_set.model_dump()

    def walk(part):
        if isinstance(part, dict):
            return {
                name: text
                if isinstance(value, str)
                and re.search(r"_(zh|en)$|^(document_no|owner|owner_document)$", name)
                else walk(value)
                for name, value in part.items()
            }
        return [walk(one) for one in part] if isinstance(part, (list, tuple)) else part

    return RuleSet.model_validate(walk(body))


def hostile_report(catalog, text, t):
    rules = RULES.with_own([spoil(RULES.sets["sc_provincial_2022"], text)])
    own = [
        ZoneFigure(
            metric="total_operating_revenue_100m_cny",
            value=1.0,
            unit="100m_cny",
            period="2024",
            qualifier="eq",
            status="own",
            source_text=text,
            note_zh=text,
            note_en=text,
        )
    ]
    words = dict.fromkeys(("lead", "support", "document_no", "annex_no", "note"), text)
    work = Work(name=text, tasks=(Task(item="sc22_c3", due="2020", **words),))
    return report_on(catalog, ("sc_provincial_2022",), t, work, rules=rules, zone="", own=own)


def test_enough_hostile_texts_pass_the_door():
    assert len(ENTERED) > 45


@pytest.mark.parametrize("name", ENTERED)
def test_entered_text_stays_text_in_every_format(catalog, name):
    text = ENTERED[name]
    shown = squeeze(text)
    report = hostile_report(catalog, text, ZH)
    page = render_report_html(report, ZH)
    found = Markup(page)
    assert set(found.tags) <= TAGS
    assert set(found.attributes) <= ATTRIBUTES
    assert found.text.count(shown) > 20
    assert f"window.{FLAG}" not in re.sub(r"[^<>]*(?=[<>])", "", page)
    document = document_of(render_report_docx(report, ZH))
    assert text_of(document).count(shown) > 20
    assert list(document.element.iter(qn("w:hyperlink"))) == []
    assert list(document.element.iter(qn("w:instrText"))) == []
    book = book_of(render_tasks_xlsx(report, ZH))
    cells = list(cells_of(book))
    assert all(cell.data_type != "f" for cell in cells)
    exact = [cell for cell in cells if cell.value == text]
    assert len(exact) >= 5
    if text.lstrip().startswith(("=", "+", "-", "@", "＝")):
        assert all(cell.quotePrefix for cell in exact)
    assert book.properties.title is not None


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("shift", [0, 17, 34, 51])
def test_hostile_data_stay_text_in_every_format(catalog, shift, lang):
    planted = plant(catalog, shift)
    t = LANGS[lang]
    report = report_on(planted.catalog, ("sc_provincial_2022",), t)
    name = as_shown(planted.texts["zones", f"name_{lang}"]["yibin"])
    found = Markup(render_report_html(report, t))
    assert set(found.tags) <= TAGS
    assert set(found.attributes) <= ATTRIBUTES
    assert squeeze(name).replace("\x00", "") in found.text
    mark = name.split("§")[1]
    assert mark in text_of(document_of(render_report_docx(report, t)))
    book = book_of(render_tasks_xlsx(report, t))
    assert all(cell.data_type != "f" for cell in cells_of(book))
    assert mark in book.worksheets[0]["A1"].value


@pytest.mark.parametrize("name", ENTERED)
def test_a_request_holds_hostile_text_as_text(name):
    text = ENTERED[name]
    unread = [
        Unread(rule_set="sc_provincial_2025", what_zh=text, what_en=text, ask_zh=text, ask_en=text)
    ]
    shown = squeeze(text)
    found = Markup(render_request_html(unread, ZH, text))
    assert set(found.tags) <= TAGS
    assert set(found.attributes) <= ATTRIBUTES
    # a semicolon in the name of a body parts two of them
    bodies = len(list_letters(unread, ZH))
    assert found.text.count(shown) >= bodies
    document = document_of(render_request_docx(unread, ZH, text))
    assert text_of(document).count(shown) >= 2 * bodies


# the request


BODIES = {
    "zh": [
        *("四川省人民政府办公厅", "四川省经济和信息化厅", "四川省自然资源厅"),
        "四川省发展和改革委员会",
    ],
    "en": [
        "General Office of the Sichuan Provincial People's Government",
        "Sichuan Department of Economy and Information Technology",
        "Sichuan Department of Natural Resources",
        "Sichuan Development and Reform Commission",
    ],
}


@pytest.mark.parametrize("lang", LANGS)
def test_each_body_is_asked_once_for_what_it_may_have(lang):
    t = LANGS[lang]
    unread = load_gates().unread
    letters = list_letters(unread, t)
    assert [one.body for one in letters] == BODIES[lang]
    asks = [one.say("ask", lang) for one in unread if not one.is_published]
    assert [len(one.wanted) for one in letters] == [
        sum(body in ask for ask in asks) for body in BODIES[lang]
    ]
    asked = [text for letter in letters for text in letter.wanted]
    # what anybody can look up is asked of nobody, and everything else of somebody
    assert set(asked) == {one.say("what", lang) for one in unread if not one.is_published}
    assert len(asked) == sum(not one.is_published for one in unread) + 1  # one is asked of two
    page = render_request_html(unread, t)
    parts = page.split('<section class="letter">')[1:]
    document = document_of(render_request_docx(unread, t))
    assert len(parts) == len(document.sections) == len(document.tables) == len(letters) == 4
    titles = [one for one in document.paragraphs if one.style.name == "Title"]
    assert len(titles) == page.count("<h1>") == 4
    for part, table, letter in zip(parts, document.tables, letters, strict=True):
        told = Markup(part.partition("</section>")[0]).text
        assert squeeze(t("eligibility_report.request_to", body=letter.body)) in told
        assert all(squeeze(text) in told for text in letter.wanted)
        others = {text for one in letters for text in one.wanted} - {*letter.wanted}
        assert not any(squeeze(text) in told for text in others)
        assert tuple(row.cells[1].text for row in table.rows[1:]) == letter.wanted
        assert squeeze(t("eligibility_report.request_sender")) in told
        assert not re.search(r"202[6-9]年\d+月\d+日", told.replace("2025年7月29日", ""))
    to = [t("eligibility_report.request_to", body=letter.body) for letter in letters]
    assert [one.text for one in document.paragraphs if one.text in to] == to
    # contact and telephone are blank, and each letter's pages are counted for themselves
    blank = "＿" * 14 if lang == "zh" else "_" * 32
    assert text_of(document).count(blank) == 2 * 4
    numbers = [one._sectPr.find(qn("w:pgNumType")) for one in document.sections]
    assert [one is not None and one.get(qn("w:start")) for one in numbers[1:]] == ["1"] * 3
    assert document.core_properties.created.year == 2000


@pytest.mark.parametrize("lang", LANGS)
def test_a_letter_bears_the_name_of_the_zone_that_sends_it(catalog, lang):
    t = LANGS[lang]
    unread = load_gates().unread
    sender = name_sender(Work(zone="yibin"), catalog, t)
    said = squeeze(t("eligibility_report.request_sealed", sender=sender))
    for told in (
        Markup(render_request_html(unread, t, sender)).text,
        text_of(document_of(render_request_docx(unread, t, sender))),
    ):
        assert told.count(said) == 4
        assert squeeze(t("eligibility_report.request_sender")) not in told


# the same bytes, the same day


@pytest.mark.parametrize("suffix", RENDERERS)
@pytest.mark.parametrize("lang", LANGS)
def test_the_same_case_gives_the_same_bytes(catalog, suffix, lang):
    t = LANGS[lang]
    bodies = {RENDERERS[suffix](report_on(catalog, CASES["both"], t), t) for _ in range(2)}
    assert len(bodies) == 1
    if suffix == ".html":
        return
    with zipfile.ZipFile(io.BytesIO(bodies.pop())) as parts:
        assert {one.date_time for one in parts.infolist()} == {(2026, 11, 22, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-11-22T00:00:00Z"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_request_gives_the_same_bytes(lang):
    unread = load_gates().unread
    assert len({render_request_docx(unread, LANGS[lang]) for _ in range(2)}) == 1
    assert len({render_request_html(unread, LANGS[lang]) for _ in range(2)}) == 1


# writing


@pytest.mark.parametrize("suffix", [*RENDERERS, ".HTML"])
def test_a_report_is_written_by_its_suffix(catalog, tmp_path, suffix):
    out = tmp_path / f"report{suffix}"
    own = [one.as_figure() for one in WORK.figures]
    found = evaluate(RULES.sets["sc_provincial_2022"], "yibin", catalog, RULES, own, today=TODAY)
    write_report(out, found, WORK, catalog, RULES, ZH)
    render = RENDERERS[suffix.lower()]
    assert out.read_bytes() == render(report_on(catalog, ("sc_provincial_2022",)), ZH)
    again = tmp_path / f"again{suffix}"
    write_report(again, [found], WORK, catalog, RULES, ZH)
    assert again.read_bytes() == out.read_bytes()


def test_another_suffix_and_a_missing_folder_are_refused(catalog, tmp_path):
    found = evaluate(RULES.sets[REPLIES], "yibin", catalog, RULES, today=TODAY)
    for name, says in (("x.pdf", r"\.html, \.docx, \.xlsx"), ("x", "none")):
        with pytest.raises(ExportError, match=says):
            write_report(tmp_path / name, found, WORK, catalog, RULES, ZH)
    with pytest.raises(ExportError, match="does not exist"):
        write_report(tmp_path / "no" / "x.html", found, WORK, catalog, RULES, ZH)
    assert list(tmp_path.iterdir()) == []
