"""What the page of rules hands out: reports, letters, tables; and of which parks nothing."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from geo.catalog import load_catalog
from geo.eligibility.rules import load_rules
from geo.eligibility.work import Task, Work, dump_work
from geo.errors import ExportError
from geo.locale import translator
from geo.ui.eligibility import files
from geo.ui.eligibility.case import make_case, tell_case
from geo.ui.eligibility.section_figures import _make_template
from geo.ui.eligibility.section_tasks import list_tasks
from geo.view import View
from tests.app.test_eligibility_page import (
    PAGE,
    bring,
    keys,
    press,
    row_of,
    text_of,
    type_into,
    work_of,
)

T = translator("zh")
MAKERS = (
    files._make_html,
    files._make_docx,
    files._make_tasks,
    files._make_request,
    files._make_request_docx,
)
FILES = {
    *("eligibility.file_html", "eligibility.file_docx", "eligibility.file_tasks"),
    *("eligibility.request_html", "eligibility.request_docx"),
    *("eligibility.csv", "eligibility.file"),
}


def case_of(zone, *tasks, rule_set="nat_gbf_2017_7"):
    work = Work(zone=zone, tasks=tasks)
    view = View(page="eligibility", rule_set=rule_set)
    return make_case(view, work, load_catalog(), load_rules())


@pytest.mark.parametrize("section", [None, "process"])
@pytest.mark.parametrize("zone", ["cand-pengshan", "cand-changming"])
def test_of_a_park_that_was_never_recognised_nothing_is_handed_out_but_the_work(
    pages, zone, section
):
    query = {"se": section} if section else {}
    pages.open(PAGE, ez=zone, **query)
    assert not keys(pages) & FILES
    assert "eligibility.save" in keys(pages)
    assert "仅见于历史资料，未获认定：不生成其报告、函件和任务分解表。" in text_of(pages)


@pytest.mark.parametrize("zone", ["yibin", "-"])
def test_of_every_other_zone_they_are(pages, zone):
    pages.open(PAGE, ez=zone)
    shown = keys(pages)
    pages.open(PAGE, ez=zone, se="process")
    shown |= keys(pages)
    assert shown >= FILES - {"eligibility.file"}
    assert "未获认定" not in text_of(pages)


@pytest.mark.parametrize("make", MAKERS)
def test_no_file_is_made_of_such_a_park(make):
    with pytest.raises(ExportError, match="未获认定"):
        make(case_of("cand-pengshan"), T)
    assert make(case_of("yibin"), T)


def test_the_table_to_fill_in_does_not_name_such_a_park(catalog):
    def told(zone):
        book = load_workbook(io.BytesIO(_make_template(case_of(zone), T)))
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        return "".join(str(value) for value in cells if value is not None)

    assert catalog.zones["name_zh"]["yibin"] in told("yibin")
    for zone in ("cand-pengshan", "cand-changming"):
        assert catalog.zones["name_zh"][zone] not in told(zone)
        assert told(zone) == told("")


def test_the_letters_bear_the_name_of_the_zone():
    assert "宜宾高新技术产业园区（印章）" in files._make_request(case_of("yibin"), T).decode()
    assert "（单位名称、印章）" in files._make_request(case_of(""), T).decode()


def test_files_leave_out_what_the_page_shows_from_memory():
    case = case_of("yibin")
    shown, told = tell_case(case, T), tell_case(case, T, is_file=True)
    assert len(shown.sections[0].entries) - len(told.sections[0].entries) == 3
    assert "nat17_c2" in {entry.id for entry in shown.sections[0].entries}
    assert "开展土地集约利用评价" not in files._make_html(case, T).decode()


def test_papers_entered_before_count_for_their_line(pages):
    # a file saved when papers had rows of their own
    work = Work(
        zone="yibin",
        tasks=(Task(item="planning_eia", state="obtained", document_no="川环审〔2026〕9号"),),
    )
    pages.open(PAGE)
    content = dump_work(work, dt.date(2026, 11, 27))
    bring(pages, "eligibility.work_file", "work.json", content, "application/json")
    press(pages, "eligibility.open_now")
    assert "川环审〔2026〕9号" in text_of(pages)
    assert work_of(pages).tasks == work.tasks
    # and what is typed into that row joins them
    pages.app.segmented_control(key="eligibility.section").set_value("tasks").run()
    place = row_of(pages, "eligibility.tasks.", "item", "落实生态环境分区管控并依法开展规划环评")
    type_into(pages, "eligibility.tasks.", edited_rows={place: {"lead": "生态环境局"}})
    (task,) = work_of(pages).tasks
    assert task == work.tasks[0].model_copy(update={"lead": "生态环境局"})


@pytest.mark.parametrize(("zone", "proof"), [("yibin", "too_early"), ("chengdu", "counts")])
def test_what_comes_with_the_reply_counts_after_it(zone, proof):
    task = Task(item="nat_r3", state="obtained", document_no="国函〔2015〕1号")
    case = case_of(zone, task, rule_set="nat_upgrade_state_council_replies")
    (row,) = [row for row in list_tasks(case) if row.item == "nat_r3"]
    assert row.proof == proof
    verdicts = {one.criterion.id: one for one in case.evaluations[0].verdicts}
    figure = verdicts["nat_r3"].figure
    has_paper = figure is not None and figure.source_text == "国函〔2015〕1号"
    assert has_paper is (proof == "counts")
