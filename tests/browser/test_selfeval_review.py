"""A report reviewed in a browser: a remark at a cell, returned, corrected, seen as a difference,
accepted, published, read without an account; and what every page keeps to."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from selfeval.models import Report
from tests.browser.browsing import NARROW, answer, check_page, expect_message, open_as, press
from tests.factories import PASSWORD
from tests.selfeval.factories import write
from tests.selfeval.filed import bring_to, make_world, step, submit


@pytest.fixture
def cast(transactional_db):
    return make_world()


@pytest.fixture
def site(live_server):
    return live_server.url


def review_url(cast) -> str:
    return reverse("report-review", args=[cast.report.pk])


def test_report_goes_back_for_one_cell_and_comes_again_until_all_can_read_it(
    new_context, site, cast
):
    submit(cast)
    city = open_as(new_context(), site, cast["city"].username, reverse("selfeval"))
    city.get_by_role("link", name="望城区").click()
    city.wait_for_url("**/review/")

    # a remark at the cell that was clicked, sent with the return
    city.get_by_text("按计划完成全年任务。").click()
    expect(city.get_by_label("对哪一格")).to_have_value("summary")
    city.get_by_label("意见", exact=True).fill("请写明培训了多少人。")
    city.get_by_role("button", name="保存意见").click()
    expect_message(city, "意见已保存")
    city.get_by_role("link", name="退回修改").click()
    expect(city.get_by_label("工作概述")).to_be_checked()
    city.get_by_role("button", name="退回", exact=True).click()
    expect(city.get_by_text("请写明理由")).to_be_visible()
    city.get_by_label("理由").fill("概述过于简单。")
    city.get_by_role("button", name="退回", exact=True).click()
    expect_message(city, "已退回望城区")

    # the county reads it, corrects the one cell that is open and submits again
    county = open_as(new_context(), site, cast["county"].username, review_url(cast))
    expect(county.get_by_text("请写明培训了多少人。")).to_be_visible()
    cast.report.refresh_from_db()
    assert cast.report.open_cells == ["summary"]
    write(cast.report, {"summary": "全年培训移民二百人。"}, user=cast["county"])
    step(cast, "submit_report", "county")

    # the difference is marked; the city passes it on
    city.goto(site + review_url(cast))
    expect(city.get_by_text("重新提交，改动 1 处")).to_be_visible()
    changed = city.locator(".is-changed")
    expect(changed).to_have_count(1)
    expect(changed).to_contain_text("全年培训移民二百人。")
    expect(changed.locator("del")).to_have_text("按计划完成全年任务。")
    city.get_by_role("link", name="逐处对照").click()
    expect(city.locator("tbody tr")).to_have_count(1)
    city.go_back()
    city.get_by_role("button", name="开始初审").click()
    city.get_by_role("button", name="初审通过，报省级审核").click()
    expect_message(city, "已报省级审核")

    # the office accepts, and publishes after giving its password again
    office = open_as(new_context(), site, cast["assessment_office"].username, review_url(cast))
    press(office, "审核通过")
    answer(office, "审核通过")
    expect_message(office, "已审核通过")
    office.get_by_role("link", name="公开…").click()
    office.get_by_label("密码").fill(PASSWORD)
    office.get_by_role("button", name="确认").click()
    expect(office.locator("mark.mask").first).to_contain_text("姓名")
    check_page(office)
    press(office, "确认公开")
    expect_message(office, "已公开")

    # everybody reads it, on a telephone too, and nobody is named
    anyone = open_as(new_context(), site, "", reverse("public-reports"))
    anyone.set_viewport_size(NARROW)
    anyone.get_by_role("link", name="望城区").click()
    expect(anyone.get_by_text("全年培训移民二百人。")).to_be_visible()
    assert "张某某" not in anyone.content()
    check_page(anyone)


def test_many_are_accepted_at_once_after_a_look_at_what_will_happen(new_context, site, cast):
    bring_to(cast, "province_review")
    office = open_as(new_context(), site, cast["assessment_office"].username, reverse("selfeval"))
    office.get_by_label("全选本页").check()
    office.get_by_role("button", name="批量审核通过").click()
    expect(office.get_by_role("heading", name="将要办理")).to_be_visible()
    assert Report.objects.get(pk=cast.report.pk).state == "province_review"
    check_page(office)
    office.get_by_role("button", name="审核通过 1 份").click()
    expect_message(office, "已办理“审核通过” 1 份")
    assert Report.objects.get(pk=cast.report.pk).state == "accepted"


def test_counties_that_are_late_are_reminded_and_given_more_time(new_context, site, cast):
    path = reverse("selfeval-missing", args=[cast.task.pk])
    office = open_as(new_context(), site, cast["assessment_office"].username, path)
    office.get_by_label("选择望城区").check()
    office.get_by_role("button", name="催报所选").click()
    expect_message(office, "已催报 1 个县市区")
    office.get_by_label("选择望城区").check()
    office.get_by_text("延期所选…").click()
    office.get_by_label("延至").fill("2099-01-31T18:00")
    office.get_by_label("理由").fill("受灾。")
    office.get_by_role("button", name="批准延期").click()
    expect_message(office, "望城区延期至 2099-01-31 18:00")
    county = open_as(new_context(), site, cast["county"].username, "/")
    expect(county.get_by_text("考核办催报")).to_be_visible()


PAGES = {
    "list": ("assessment_office", lambda cast: reverse("selfeval") + "?state=all"),
    "own": ("county", lambda cast: reverse("selfeval")),
    "review": ("city", review_url),
    "return": ("city", lambda cast: reverse("report-return", args=[cast.report.pk])),
    "compare": ("city", lambda cast: reverse("report-compare", args=[cast.report.pk])),
    "overview": ("assessment_office", lambda cast: reverse("selfeval-overview", args=[2017])),
    "tasks": ("assessment_office", lambda cast: reverse("selfeval-tasks")),
    "task": ("assessment_office", lambda cast: reverse("selfeval-task", args=[cast.task.pk])),
    "task form": ("assessment_office", lambda cast: reverse("selfeval-task-new")),
    "missing": (
        "assessment_office", lambda cast: reverse("selfeval-missing", args=[cast.task.pk])
    ),
    "desk of the city": ("city", lambda cast: "/"),
}  # fmt: skip


def test_every_page_can_be_used_by_all_and_fits_a_telephone(new_context, site, cast):
    submit(cast)
    step(
        cast, "return_report", "city", reason="请写具体。", cells=["summary"], correct_by=None
    )  # fmt: skip
    write(cast.report, {"summary": "全年培训移民二百人。"}, user=cast["county"])
    step(cast, "submit_report", "county")
    for persona, path in PAGES.values():
        context = new_context()
        check_page(open_as(context, site, cast[persona].username, path(cast)))
        context.close()


def test_published_pages_can_be_used_by_all(new_context, site, cast):
    bring_to(cast, "published")
    for path in (reverse("public-reports"), reverse("public-report", args=[cast.report.pk])):
        check_page(open_as(new_context(), site, "", path))
