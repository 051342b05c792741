"""A city's reviewer with a telephone in the hand: read, remark, return, pass another."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from selfeval.models import Report
from tests.browser.browsing import NARROW, SIDEWAYS, expect_message, open_as
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import file_report, make_report, make_task

pytestmark = pytest.mark.django_db(transaction=True)
SMALL = """() => [...document.querySelectorAll(
  'main :is(.btn, select, input:not([type=hidden], [type=checkbox], [type=radio]), textarea, ' +
  'summary, .choices a, .tabs a, fieldset label), .data-table a, .top-bar button, dialog .btn'
)].filter(one => one.offsetParent && one.getBoundingClientRect().height < 39.5)
  .map(one => `${one.tagName} ${one.textContent.trim()} ${one.getBoundingClientRect().height}`)"""


def fits(page):
    """Nothing scrolls the page sideways, and a finger meets whatever is pressed."""
    assert page.evaluate(SIDEWAYS) == 0, page.url
    assert page.evaluate(SMALL) == [], page.url


@pytest.fixture
def reports():
    city, task = make_city("长沙市"), make_task()
    made = [make_report(task, make_county(name, city)) for name in ("望城区", "宁乡市")]
    for report in made:
        file_report(report)
    make_account("changsha", role="city", place=city)
    return made


@pytest.fixture
def telephone(new_context, live_server):
    def hold(username, path):
        page = open_as(new_context(has_touch=True), live_server.url, username, path)
        page.set_viewport_size(NARROW)
        fits(page)
        return page

    return hold


def test_reviewer_reads_remarks_returns_and_passes_on_a_telephone(telephone, live_server, reports):
    page = telephone("changsha", reverse("selfeval"))
    page.get_by_role("link", name="望城区").tap()
    page.wait_for_url("**/review/")
    page.wait_for_load_state()
    fits(page)

    page.get_by_text("按计划完成全年任务。").tap()
    expect(page.get_by_label("对哪一格")).to_have_value("summary")
    opinion = page.get_by_label("意见", exact=True)
    expect(opinion).to_be_focused()
    expect(opinion).to_be_in_viewport()
    opinion.fill("请写明培训了多少人。")
    page.get_by_role("button", name="保存意见").tap()
    expect_message(page, "意见已保存")
    page.get_by_role("link", name="退回修改").tap()
    page.wait_for_url("**/return/")
    fits(page)
    expect(page.get_by_label("工作概述")).to_be_checked()
    page.get_by_label("理由").fill("概述过于简单。")
    page.get_by_role("button", name="退回", exact=True).tap()
    expect_message(page, "已退回望城区")
    fits(page)

    page.goto(live_server.url + reverse("selfeval"))
    page.get_by_role("link", name="宁乡市").tap()
    page.wait_for_url("**/review/")
    page.get_by_role("button", name="开始初审").tap()
    page.get_by_role("button", name="初审通过，报省级审核").tap()
    expect_message(page, "已报省级审核")
    states = {report.county_name: report.state for report in Report.objects.all()}
    assert states == {"望城区": "returned", "宁乡市": "province_review"}

    make_account("xian", role="county", place=reports[0].county)
    page = telephone("xian", reverse("home"))
    page.get_by_role("link", name="查看意见并修改").tap()
    page.wait_for_url("**/sections/**")
    expect(page.get_by_text("概述过于简单。").first).to_be_visible()
    fits(page)
