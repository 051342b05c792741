"""The data-entry workbook in the hands of an office: out, filled in, back, looked at, written."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from assessment.models import Result
from assessment.reader.workbook import REMARK, VALUE
from tests.assessment.recording import result_of
from tests.browser.browsing import check_page, expect_message, open_as
from tests.factories import make_account, make_city, make_office, make_table


@pytest.fixture
def tables(transactional_db):
    office = make_office("培训中心")
    make_account("peixun", role="office", office=office, full_name="培训乙")
    return [make_table(city=make_city(name), office=office) for name in ("长沙市", "株洲市")]


@pytest.fixture
def page(context, live_server, tables):
    return open_as(context, live_server.url, "peixun", reverse("results-import", args=[2017]))


@pytest.fixture
def book(page, tmp_path):
    """The workbook as downloaded; book.fill(city, measure, value), then book.hand_in()."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出采集表").click()
    return Book(page, waiting.value, tmp_path)


class Book:
    def __init__(self, page, download, folder):
        self.page = page
        self.path = folder / download.suggested_filename
        self.book = load_workbook(io.BytesIO(download.path().read_bytes()))
        self.rows = list(self.book.active.iter_rows(min_row=2))

    def fill(self, city, measure, value, remark=None):
        row = next(r for r in self.rows if (r[1].value, r[4].value) == (city, measure))
        row[VALUE].value, row[REMARK].value = value, remark

    def hand_in(self):
        self.book.save(self.path)
        self.page.get_by_label("文件").set_input_files(self.path)
        self.page.get_by_role("button", name="预览变化").click()


def test_filled_workbook_is_looked_at_and_then_written(page, book, tables):
    assert book.path.name == "2017年度采集表.xlsx"
    book.fill("长沙市", "农业实用技术培训", 1000, "按培训台账统计")
    book.fill("株洲市", "无就业跟踪服务", "否")
    book.hand_in()
    preview = page.get_by_role("region", name="变化明细")
    expect(preview.get_by_role("row", name="长沙市")).to_contain_text("1000")
    expect(preview.get_by_role("row", name="长沙市")).to_contain_text("按培训台账统计")
    expect(preview.get_by_role("row", name="株洲市")).to_contain_text("否")
    check_page(page)
    assert not Result.objects.recorded().exists()

    page.get_by_role("button", name="写入 2 处变化").click()
    expect_message(page, "已写入 2 处变化")
    written = result_of(tables[0])
    assert (written.value, written.remark) == (1000, "按培训台账统计")
    assert result_of(tables[1], "无就业跟踪服务").value == 0


def test_every_wrong_row_is_named_and_none_is_written(page, book, tables):
    book.fill("长沙市", "农业实用技术培训", "三十")
    book.fill("长沙市", "获证率", "九成六")
    book.fill("株洲市", "农业实用技术培训", 900)
    book.hand_in()
    told = page.get_by_role("alert")
    expect(told).to_contain_text("“三十”不是数字")
    expect(told).to_contain_text("“九成六”不是数字")
    expect(page.get_by_role("button", name="写入")).to_be_hidden()
    check_page(page)
    assert not Result.objects.recorded().exists()


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(page, book, tables):
    book.fill("长沙市", "农业实用技术培训", 1000)
    book.hand_in()
    expect(page.get_by_role("region", name="变化明细")).to_be_visible()
    Result.objects.filter(pk=result_of(tables[0]).pk).update(value=900, version=1)
    page.get_by_role("button", name="写入 1 处变化").click()
    expect(page.get_by_role("alert")).to_contain_text("在预览之后已被他人修改")
    assert result_of(tables[0]).value == 900


def test_what_a_colleague_wrote_since_the_export_is_chosen_one_by_one(page, book, tables):
    book.fill("长沙市", "农业实用技术培训", 1000)
    book.fill("长沙市", "转移就业技能培训", 166)
    book.fill("株洲市", "获证率", 0.952)
    for name, value in (("农业实用技术培训", 900), ("转移就业技能培训", 150)):
        found = Result.objects.filter(pk=result_of(tables[0], name).pk)
        found.update(value=value, version=1, recorded_as="培训中心")
    book.hand_in()
    conflicts = page.get_by_role("region", name="冲突")
    expect(conflicts.get_by_role("row", name="农业实用技术培训")).to_contain_text("900（培训中心）")
    expect(page.get_by_role("region", name="变化明细")).to_contain_text("0.952")
    check_page(page)

    page.get_by_role("button", name="按选择写入").click()
    expect(page.get_by_role("alert")).to_contain_text("以上 2 处与现有记录冲突")
    trained = conflicts.get_by_role("row", name="农业实用技术培训")
    trained.get_by_label("用工作簿的").check()
    conflicts.get_by_role("row", name="转移就业技能培训").get_by_label("保留现有").check()
    page.get_by_role("button", name="按选择写入").click()
    expect_message(page, "已写入 2 处变化")
    written = [
        result_of(tables[0], name).value for name in ("农业实用技术培训", "转移就业技能培训")
    ]
    assert written == [1000, 150]
