"""The assessment office sets up a year: a document comes in, is settled, confirmed and issued."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import expect

from assessment.exports.official import tables_docx
from assessment.loading import load_tables
from assessment.models import CityTable, Concern, Item, Policy
from cities.models import Office
from tests.assessment.seeds import import_2017
from tests.browser.browsing import answer, check_page, expect_message, open_as, press
from tests.factories import make_account, make_office

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def desk(context, live_server, transactional_db):
    """Open a page as the assessment office."""
    make_account("kaohe", role="assessment_office", full_name="考核甲")

    def go(name, *args):
        return open_as(context, live_server.url, "kaohe", reverse(name, args=args))

    return go


@pytest.fixture
def document(tmp_path):
    """Two cities' tables as the product writes them, 岳阳's with 5 + 3 against 7 points."""
    import_2017(number=2016, only=("长沙市", "岳阳市"))
    path = tmp_path / "考核指标表.docx"
    path.write_bytes(tables_docx(load_tables(CityTable.objects.for_year(2016))))
    return path


def choose(page, path):
    page.get_by_label("文件").set_input_files(path)
    page.get_by_role("button", name="试读").click()


def test_tables_are_imported_after_a_look_at_what_would_happen(desk, document):
    page = desk("tables-import", 2017)
    choose(page, document)
    preview = page.get_by_role("region", name="试读结果：考核指标表.docx")
    expect(preview).to_contain_text("岳阳市")
    expect(preview).to_contain_text("5 + 3 = 8分，与分值7分不符")
    check_page(page)
    assert not CityTable.objects.for_year(2017).exists()

    page.get_by_role("button", name="确认导入").click()
    expect_message(page, "已导入 2 张指标表")
    expect(page.get_by_role("row", name="岳阳市")).to_contain_text("1 处")
    assert CityTable.objects.for_year(2017).count() == 2

    page.goto(page.url + "import/")
    choose(page, document)
    expect(page.get_by_text("文件与现有指标表完全一致，无需导入。")).to_be_visible()


def test_a_file_that_is_no_document_is_refused_with_the_reason(desk, tmp_path):
    path = tmp_path / "考核指标表.docx"
    path.write_text("不是文档", encoding="utf-8")
    page = desk("tables-import", 2017)
    choose(page, path)
    expect(page.get_by_role("alert")).to_contain_text("内容不是 .docx 文件")
    check_page(page)
    choose(page, [])
    expect(page.get_by_text("请先选择要导入的文件。")).to_be_visible()


def test_a_table_is_settled_confirmed_and_issued(desk):
    import_2017(only=("岳阳市",))
    page = desk("city-table", 2017, "430600")
    expect(page.get_by_role("button", name="确认规则")).to_be_hidden()
    page.get_by_text("核定：").click()
    page.get_by_label("核定意见").fill("以分值 7 分为准，已与稽察处核对。")
    check_page(page)
    page.get_by_role("button", name="核定", exact=True).click()
    expect_message(page, "核定")
    assert not Concern.objects.filter(settled_at=None).exclude(severity="notice").exists()

    press(page, "确认规则")
    answer(page, "取消")
    assert CityTable.objects.get().confirmed_at is None
    press(page, "确认规则")
    answer(page, "确认规则")
    press(page, "下达")
    answer(page, "下达")
    expect(page.get_by_text("已下达").first).to_be_visible()
    expect(page.get_by_role("button", name="下达", exact=True)).to_be_hidden()
    assert CityTable.objects.get().is_issued


def test_the_editor_of_rules_can_be_used_by_everyone(desk):
    import_2017(only=("岳阳市",))
    item = CityTable.objects.get().sections.first().items.first()
    page = desk("item-rules", 2017, item.pk)
    check_page(page)
    points = page.get_by_label("分值").first
    points.fill("一")
    page.get_by_role("button", name="保存规则").click()
    expect(page.get_by_role("alert")).to_contain_text("尚未保存任何内容")
    check_page(page)


def test_a_rule_changed_by_hand_is_settled_and_listed_before_confirming(desk):
    import_2017(only=("长沙市",))
    item = Item.objects.get(name="移民资金管理")
    page = desk("item-rules", 2017, item.pk)
    page.get_by_label("扣分").first.fill("3")
    page.get_by_role("button", name="保存规则").click()
    expect(page.get_by_text("请写明修改理由。")).to_be_visible()
    page.get_by_label("修改理由").fill("更正通知第3号")
    page.get_by_role("button", name="保存规则").click()
    expect_message(page, "本指标有 1 处须核定")
    concerns = page.get_by_role("region", name="下达前须核定 1 处")
    expect(concerns).to_contain_text("原文“未完成扣6分”读为扣 6 分，规则为扣 3 分")
    expect(page.get_by_role("button", name="确认规则")).to_be_hidden()
    check_page(page)

    concerns.get_by_text("核定：").click()
    page.get_by_label("核定意见").fill("以更正通知为准。")
    page.get_by_role("button", name="核定", exact=True).click()
    press(page, "确认规则")
    asked = page.get_by_role("dialog", name="请确认")
    expect(asked).to_contain_text("其中人工修改 1 处")
    expect(asked).to_contain_text("“未完成扣6分”每少 1 个扣 3 分：考核甲")
    answer(page, "确认规则")
    expect_message(page, "已确认长沙市的计分规则")


def test_offices_come_back_from_a_workbook_after_a_look(desk, tmp_path):
    make_office("培训中心", code="pxzx")
    page = desk("admin:cities_office_changelist")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出").click()
    book = load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    [cell] = [c for row in book.active.iter_rows() for c in row if c.value == "培训中心"]
    cell.value = "移民培训中心"
    book.save(tmp_path / "处室.xlsx")

    page.get_by_role("link", name="导入").click()
    page.get_by_label("工作簿").set_input_files(tmp_path / "处室.xlsx")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_role("row", name="移民培训中心")).to_be_visible()
    check_page(page)
    assert Office.objects.get().name == "培训中心"
    page.get_by_role("button", name="确认导入").click()
    expect_message(page, "导入完成")
    assert Office.objects.get().name == "移民培训中心"


def test_a_choice_is_previewed_in_the_setup_pages_without_leaving_them(desk):
    import_2017(only=("长沙市",))
    policy = Policy.objects.get()
    page = desk("admin:assessment_policy_change", policy.pk)
    preview = page.locator("#preview")
    expect(preview).to_contain_text("现行得分")
    page.get_by_label("按比例扣分").check()
    expect(preview).to_contain_text("按所选口径")
    expect(preview.get_by_role("row", name="长沙市")).to_contain_text("不变")
    press(page, "保存口径")
    answer(page, "保存")
    expect_message(page, "计分口径已保存")
    policy.refresh_from_db()
    assert policy.step_reading == "proportion"
