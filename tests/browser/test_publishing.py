"""公布 in a browser: what is public is chosen, changed, and read by somebody without an account."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from assessment.models import Disclosure, SnapshotUnit, Year, YearState
from cities.models import Role
from tests import factories
from tests.assessment.frozen.freezing import finalise, make_recorded_year
from tests.browser.browsing import check_page, expect_message, open_as
from trust import files

PUBLIC = reverse("public-year", args=[2017])


@pytest.fixture
def year(transactional_db) -> Year:
    office = factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")
    found = make_recorded_year()
    finalise(found, office, body="厅长办公会", document="〔2018〕3 号")
    SnapshotUnit.objects.update(paper=files.store(b"%PDF-1.7"), grade="优秀")
    return found


def give_password(page) -> None:
    page.get_by_label("密码").fill(factories.PASSWORD)
    page.get_by_role("button", name="确认").click()


def test_results_are_published_with_a_page_and_closed_again(year, live_server, new_context):
    site = live_server.url
    step = reverse("year-step", args=[2017, "published"])
    page = open_as(new_context(), site, "kaohe", step)
    give_password(page)
    expect(page.get_by_label("不公开网页")).to_be_checked()
    check_page(page)
    page.get_by_label("公布日期").fill(timezone.localdate().isoformat())
    page.get_by_label("通报名称、文号").fill("通报〔2018〕12号")
    page.get_by_label("主送").fill("各市州移民管理机构")
    page.get_by_label("同时公开网页").check()
    page.get_by_role("button", name="公布", exact=True).click()
    expect(page.get_by_text("请至少选一项内容")).to_be_visible()
    check_page(page)
    for part in ("名次和总分", "各部分得分", "等次", "评分卡（PDF）"):
        page.get_by_label(part).check()
    page.get_by_role("button", name="公布", exact=True).click()
    expect_message(page, "已进入“公布”阶段")
    check_page(page)
    assert Year.objects.get().state == YearState.PUBLISHED

    reader = open_as(new_context(), site, "", PUBLIC)
    expect(reader.locator("h1")).to_have_text("2017年度市州移民工作绩效考核结果")
    expect(reader.get_by_role("cell", name="100.00")).to_be_visible()
    check_page(reader)
    reader.get_by_role("link", name="核验手中的评分卡").click()
    expect(reader.locator("h1")).to_have_text("核验文件")

    page.get_by_role("link", name="更改公布范围").click()
    check_page(page)
    page.get_by_label("不公开网页").check()
    page.get_by_label("理由").fill("通报有误")
    page.get_by_role("button", name="保存公布范围").click()
    expect_message(page, "公布范围已保存")
    assert not Disclosure.objects.first().is_public
    reader.goto(site + PUBLIC + "?again")
    expect(reader.locator("h1")).to_have_text("本年度结果不再公开")
    check_page(reader)
