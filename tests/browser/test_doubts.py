"""Figures in doubt as one meets them: while typing into the grid, and from the list to the cell."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Indicator, Result
from tests.browser.browsing import check_page, open_as
from tests.factories import make_account, make_city, make_office, make_table

SENTENCE = "95 人次是目标 1,103 人次的 8.6%，请核对单位或小数点"
MEASURE = "农业实用技术培训"
DOUBTED = re.compile("has-doubt")


@pytest.fixture
def table(transactional_db):
    own = make_office("培训中心")
    make_account("peixun", role="office", office=own, full_name="培训乙")
    return make_table(city=make_city("长沙市"), office=own)


@pytest.fixture
def cell(table) -> Result:
    return Result.objects.get(measure__name=MEASURE, measure__component__item__section__table=table)


def grid_path() -> str:
    return reverse("collection-grid", args=[2017, Indicator.objects.get(name="移民培训").pk])


def field(page):
    return page.get_by_label(f"长沙市 {MEASURE}", exact=True)


def test_doubt_comes_and_goes_with_the_figure(context, live_server, cell):
    page = open_as(context, live_server.url, "peixun", grid_path())
    td = page.locator("td.cell", has=field(page))
    for typed, is_doubted in (("95", True), ("1100", False), ("95", True)):
        field(page).fill(typed)
        field(page).press("Enter")
        expect(td).to_have_class(re.compile("is-saved"))
        (expect(td).to_have_class if is_doubted else expect(td).not_to_have_class)(DOUBTED)
    expect(field(page)).to_have_accessible_description(f"存疑：{SENTENCE}")
    field(page).focus()
    expect(page.locator("#cell-line")).to_contain_text(f"存疑：{SENTENCE}")


def test_line_over_the_grid_keeps_its_height_over_doubts(context, live_server, cell):
    Result.objects.filter(pk=cell.pk).update(value=95)
    page = open_as(context, live_server.url, "peixun", grid_path())
    line = page.locator("#cell-line")
    page.get_by_label("长沙市 获证率").focus()
    sound = line.bounding_box()["height"]
    field(page).focus()
    expect(line).to_contain_text(SENTENCE)
    assert line.bounding_box()["height"] == sound
    check_page(page)


def test_remark_makes_a_doubt_calmer(context, live_server, cell):
    Result.objects.filter(pk=cell.pk).update(value=95)
    page = open_as(context, live_server.url, "peixun", grid_path())
    field(page).focus()
    page.get_by_role("button", name="备注、佐证、历史").click()
    panel = page.locator("#cell-panel")
    expect(panel).to_contain_text("请在备注里说明原因")
    panel.get_by_label("备注").fill("全年只办了一期")
    panel.get_by_role("button", name="保存备注").click()
    expect(panel).to_contain_text("备注已说明")
    check_page(page)
    panel.get_by_role("button", name="关闭").click()
    expect(page.locator("td.cell", has=field(page))).to_have_class(re.compile("is-explained"))
    expect(page.locator("#cell-line")).to_contain_text("存疑（备注已说明）")


def test_list_leads_to_the_cell(context, live_server, cell):
    Result.objects.filter(pk=cell.pk).update(value=95)
    page = open_as(context, live_server.url, "peixun", reverse("collection-doubts", args=[2017]))
    expect(page.get_by_role("table")).to_contain_text(SENTENCE)
    check_page(page)
    page.get_by_role("link", name="到录入表查看").click()
    expect(field(page)).to_be_focused()
    expect(page.locator("#cell-line")).to_contain_text(SENTENCE)
