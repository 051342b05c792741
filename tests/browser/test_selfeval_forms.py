"""The form editor and the counties' sum in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Measure, Result
from selfeval.loading import form_of
from selfeval.models import FormDefinition, FormState
from tests.assessment.recording import grid_url, result_of
from tests.browser.browsing import answer, check_page, open_as, press
from tests.factories import make_account, make_office, make_table
from tests.selfeval.factories import make_form, make_task
from tests.selfeval.test_links import FARM, linked, report_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft():
    make_account("kaohe", role="assessment_office")
    return make_form(state=FormState.DRAFT)


def edit_url(row, part=""):
    return f"{reverse('selfeval-form-edit', args=[row.pk])}?part={part}"


def test_a_column_is_added_its_formula_put_right_and_the_form_put_in_use(
    context, live_server, draft
):
    page = open_as(context, live_server.url, "kaohe", edit_url(draft, "sections.0.blocks.1"))
    page.get_by_role("button", name="添加栏目").click()
    expect(page.get_by_text("第 2 次保存")).to_be_visible()
    formula = page.get_by_role("textbox", name="第 3 行 公式", exact=True)
    formula.fill("amount * (")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("有 1 处不成立")).to_be_visible()
    expect(page.locator(".formula-fault").first).to_contain_text("有误")

    formula.fill("")
    page.locator('[data-insert="amount"]').click()
    expect(formula).to_have_value("amount")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("没有发现问题")).to_be_visible()

    page.get_by_role("link", name="完成编辑").click()
    press(page, "启用")
    answer(page, "启用")
    expect(page.get_by_text("已冻结")).to_be_visible()
    draft.refresh_from_db()
    assert draft.state == FormState.IN_USE
    assert form_of(draft).sections[0].blocks[1].columns[2].formula == "amount"


def test_leaving_a_part_with_something_typed_asks_first(context, live_server, draft):
    page = open_as(context, live_server.url, "kaohe", edit_url(draft))
    page.get_by_label("名称", exact=True).fill("改了名的表")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("link", name="评分和等级").click()
    expect(page.get_by_label("名称", exact=True)).to_have_value("改了名的表")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("第 2 次保存")).to_be_visible()
    page.get_by_role("link", name="评分和等级").click()
    expect(page.get_by_role("heading", name="评分和等级")).to_be_focused()
    assert FormDefinition.objects.get().title == "改了名的表"


@pytest.mark.parametrize("part", ["", "sections.0.blocks.1", "scoring", "scoring.tree.1", "links"])
def test_the_editor_is_accessible(context, live_server, draft, part):
    check_page(open_as(context, live_server.url, "kaohe", edit_url(draft, part)))


@pytest.mark.parametrize("name", ["selfeval-forms", "selfeval-form-import"])
def test_pages_about_forms_are_accessible(context, live_server, draft, name):
    check_page(open_as(context, live_server.url, "kaohe", reverse(name)))


@pytest.mark.parametrize("name", ["selfeval-form", "selfeval-form-preview"])
def test_pages_of_a_form_are_accessible(context, live_server, draft, name):
    check_page(open_as(context, live_server.url, "kaohe", reverse(name, args=[draft.pk])))


@pytest.fixture
def table():
    office = make_office("培训中心")
    table = make_table(office=office)
    Measure.objects.filter(name=FARM).update(key=FARM)
    make_account("peixun", role="office", office=office)
    task = make_task(make_form(**linked()))
    report_of(task, table, "望城区", "500")
    report_of(task, table, "长沙县", "548")
    report_of(task, table, "浏阳市", state="draft")
    return table


def test_the_counties_sum_is_taken_over_in_the_grid(context, live_server, table):
    page = open_as(context, live_server.url, "peixun", grid_url())
    expect(page.locator("#grid")).to_have_attribute("data-ready", "yes")
    page.get_by_role("button", name="县级合计 1,048").click()
    dialog = page.get_by_role("dialog", name="县级合计")
    expect(dialog).to_contain_text("浏阳市")
    dialog.get_by_role("button", name="采用 1,048").click()
    expect(dialog).to_contain_text("已采用")
    check_page(page)
    dialog.locator(".btn", has_text="关闭").click()
    result = result_of(table)
    expect(page.locator(f"#c{result.pk}")).to_have_value("1,048")
    expect(page.locator(f'[data-county="{result.pk}"]')).to_contain_text("✓")
    assert Result.objects.get(pk=result.pk).value == 1048

    page.locator(f"#c{result.pk}").fill("1000")
    page.keyboard.press("Enter")
    expect(page.locator(f'[data-county="{result.pk}"]')).not_to_contain_text("✓")


def test_the_breakdown_opens_by_keyboard(context, live_server, table):
    page = open_as(context, live_server.url, "peixun", grid_url())
    expect(page.locator("#grid")).to_have_attribute("data-ready", "yes")
    page.locator(f"#c{result_of(table).pk}").focus()
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="查看各县数据、采用").press("Enter")
    expect(page.get_by_role("dialog", name="县级合计")).to_contain_text("望城区")
