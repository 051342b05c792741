"""What a section leads to: findings, explanations, what does not apply, returned cells, files,
the workbook; and that everybody can use it."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from selfeval.models import Report, ReportState
from tests.browser.browsing import check_page
from tests.browser.filling.sheet import computed, data_of, field, is_saved, type_in
from tests.selfeval.factories import (
    fill_report,
    make_form,
    make_report,
    make_task,
    put_source,
    write,
)


def test_findings_lead_to_their_field_in_another_section(page):
    page.locator("#findings summary", has_text="绩效指标").click()
    page.get_by_role("link", name="“培训人数”完成值未填").click()
    page.wait_for_url(re.compile("/sections/scores/#c-trained-outcome"))
    expect(field(page, "trained.outcome")).to_be_focused()


def test_an_explanation_is_written_beside_its_finding(page, report):
    write(report, {"budget": "100", "spent": "50"})
    page.reload()
    entry = page.locator('#findings [data-cell="explain:low_execution@spent"]')
    entry.fill("项目跨年实施。")
    is_saved(page)
    assert list(data_of(report)["explanations"].values()) == ["项目跨年实施。"]
    field(page, "unit").focus()
    expect(page.locator("#findings .is-done")).to_contain_text("已说明 1 处")


def test_a_sum_filed_otherwise_gives_way_to_the_computed_one(context, open_section, filer, report):
    own = make_report(make_task(make_form("department_basic"), year=2018), report.county)
    put_source(own, "2017_yueyanglou")
    page = open_section(context, filer, "report", own)
    page.get_by_role("button", name=re.compile("填报 59，改用计算值")).click()
    expect(page.locator("#dock-count")).to_be_hidden()
    expect(computed(page, "project_funds.all.projects")).to_have_text("58")


@pytest.mark.both_browsers
def test_what_does_not_apply_leaves_the_total(page, context, open_section, filer, report):
    page = open_section(context, filer, "scores")
    page.get_by_role("button", name="不适用：满意度").click()
    expect(field(page, "satisfaction.outcome")).to_have_count(0)
    expect(page.locator(".is-line", has_text="不适用，不计入总分")).to_be_visible()
    page.get_by_role("button", name="删去建成移民村").click()
    page.get_by_role("dialog").get_by_role("button", name="删去", exact=True).click()
    expect(page.locator(".tree-dropped")).to_contain_text("建成移民村 已删去")
    page.get_by_role("button", name="恢复建成移民村").click()
    expect(field(page, "villages.outcome")).to_be_visible()
    page.get_by_role("button", name="不适用：满意度").click()
    expect(field(page, "satisfaction.outcome")).to_be_visible()


def test_a_returned_report_opens_only_what_was_returned(context, open_section, filer, report):
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RETURNED, open_cells=["spent"], returned_from=ReportState.SUBMITTED
    )
    page = open_section(context, filer)
    expect(page.locator("[data-cell]:visible").first).to_have_attribute("data-cell", "spent")
    expect(page.locator(".sheet [data-cell]")).to_have_count(1)
    expect(page.locator(".lead")).to_contain_text("只有审核单位指定的内容可以修改")
    type_in(page, "spent", "90")
    page.keyboard.press("Tab")
    is_saved(page)


@pytest.mark.both_browsers
def test_files_are_laid_to_an_indicator(context, open_section, filer, report, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page = open_section(context, filer, "scores")
    page.get_by_role("button", name="培训人数的附件").click()
    panel = page.locator("#files-panel")
    expect(panel.get_by_text("还没有附件")).to_be_visible()
    panel.locator("input[type=file]").set_input_files(
        {"name": "花名册.txt", "mimeType": "text/plain", "buffer": "名单".encode()}
    )
    panel.get_by_role("button", name="上传").click()
    expect(panel.get_by_role("link", name="花名册.txt")).to_be_visible()
    expect(page.locator('[data-files="trained"] [data-part=count]')).to_have_text("1")


def test_a_report_is_filled_by_workbook(page, report, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    page.get_by_role("link", name="离线填报").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载填报表 .xlsx").click()
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    places = {row[2]: row[:2] for row in book["核对码"].iter_rows(values_only=True)}
    for address, words in {"unit": "移民局", "budget": 200, "spent": 150}.items():
        sheet, cell = places[address]
        book[sheet][cell] = words
    book.save(tmp_path / "填报表.xlsx")
    page.get_by_label("填好的工作簿").set_input_files(tmp_path / "填报表.xlsx")
    page.get_by_role("button", name="预览变化").click()
    expect(page.get_by_role("row", name="预算数 — → 200")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="写入这些变化").click()
    expect(computed(page, "rate")).to_have_text("75")
    expect(field(page, "unit")).to_have_value("移民局")


@pytest.mark.both_browsers
def test_what_will_be_sent_is_looked_at_section_by_section(page, context, report):
    fill_report(report)
    page.reload()
    page.get_by_role("link", name="核对与提交").first.click()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    summary = page.locator(".submit-sections summary").first
    sheet = page.locator(".submit-sections .submit-sheet").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(sheet.locator(".sheet-fields, table, dl").first).to_be_visible()
    expect(sheet.get_by_text("到填报页看这一部分")).to_have_count(0)
    check_page(page)
    for _ in range(2):
        summary.click()
    expect(sheet.locator(".sheet-fields, table, dl").first).to_be_visible()
    assert len([url for url in asked if "section=" in url]) == 1
    context.clear_cookies()
    page.locator(".submit-sections summary").nth(1).click()
    other = page.locator(".submit-sections .submit-sheet").nth(1)
    expect(other.get_by_role("link", name="到填报页看这一部分")).to_be_visible()


@pytest.mark.parametrize("section", ["basics", "scores"])
def test_sections_can_be_used_by_everybody(context, open_section, filer, report, section):
    fill_report(report)
    check_page(open_section(context, filer, section))


@pytest.mark.parametrize(
    ("code", "source", "section"),
    [("department_scored", "2020_hengyang", "scores"),
     ("resettlement_fund", "2023_yueyang", "basics"),
     ("department_basic", "2017_yueyanglou", "money")],
)  # fmt: skip
def test_official_layouts_can_be_used_by_everybody(
    context, open_section, filer, report, code, source, section
):
    own = make_report(make_task(make_form(code), year=2020), report.county)
    put_source(own, source)
    check_page(open_section(context, filer, section, own))


def test_submitting_and_receipt_can_be_used_by_everybody(context, open_section, filer, report):
    fill_report(report)
    page = open_section(context, filer)
    page.get_by_role("link", name="核对与提交").first.click()
    page.wait_for_url(re.compile("/submit/"))
    expect(page.locator("#filling[data-ready]")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="确认提交").click()
    page.wait_for_url(re.compile("/receipt/"))
    check_page(page)
    page.get_by_role("link", name="查看报告").click()
    expect(page.locator(".lead")).to_contain_text("不能修改；如需修改请先撤回")
    expect(page.locator(".sheet [data-cell]")).to_have_count(0)
    check_page(page)
