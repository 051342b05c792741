"""A county's projects in a browser: pasted, named, copied, removed; what every page keeps to."""

import os
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from selfeval.models import Report
from tests.browser.browsing import (
    NARROW,
    WIDE,
    check_page,
    expect_message,
    open_as,
    press,
)
from tests.selfeval.factories import make_report
from tests.selfeval.project_world import ProjectWorld, make_projects


@pytest.fixture
def world(transactional_db) -> ProjectWorld:
    return make_projects()


@pytest.fixture
def site(live_server):
    return live_server.url


def projects_url(world) -> str:
    return reverse("projects", args=[world.task.pk, world.counties[0].pk])


def test_county_pastes_its_projects_copies_one_and_removes_another(new_context, site, world):
    page = open_as(new_context(), site, world["county"].username, reverse("home"))
    page.get_by_role("link", name="各项目填报").click()
    page.get_by_label("项目名称").fill("饮水安全\n电站维修\n饮水安全\n")
    page.get_by_role("button", name="增加项目").click()
    expect_message(page, "只增加一次")
    expect(page.get_by_role("row", name="电站维修")).to_be_visible()

    page.get_by_role("row", name="临时救助").get_by_role("link", name="复制").click()
    page.get_by_label("新项目的名称").fill("临时救助二期")
    page.get_by_role("button", name="复制为新项目").click()
    expect_message(page, "已复制为“临时救助二期”")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "岳阳县 · 临时救助二期 项目支出绩效自评"
    )

    page.goto(site + reverse("report-project", args=[world.report("电站维修").pk]))
    press(page, "删除项目")
    page.get_by_role("dialog", name="删除项目").get_by_role("button", name="删除").click()
    expect_message(page, "已删除项目“电站维修”")
    rows = Report.objects.filter(county=world.counties[0]).order_by("pk")
    assert list(rows.values_list("project", flat=True)) == [
        "临时救助", "移民培训", "道路硬化", "饮水安全", "临时救助二期"
    ]  # fmt: skip


@pytest.mark.parametrize("narrow", [False, True])
def test_pages_of_projects_fit_and_can_be_read(new_context, site, world, narrow):
    make_report(world.task, world.counties[0])
    sent, draft = world.report("临时救助"), world.report("道路硬化")
    pages = {
        "county": [
            ("home", reverse("home")),
            ("projects", projects_url(world)),
            ("project", reverse("report-project", args=[draft.pk])),
            ("rollup", reverse("selfeval-rollup", args=[world.task.pk])),
            ("section", reverse("report-section", args=[draft.pk, "basics"])),
        ],
        "office": [
            ("list", reverse("selfeval") + "?state=all"),
            ("missing", reverse("selfeval-missing", args=[world.task.pk])),
            ("task", reverse("selfeval-task", args=[world.task.pk])),
            ("rollup-all", reverse("selfeval-rollup", args=[world.task.pk])),
            ("review", reverse("report-review", args=[sent.pk])),
        ],
    }
    for persona, urls in pages.items():
        page = open_as(new_context(), site, world[persona].username, reverse("home"))
        for name, url in urls:
            page.set_viewport_size(NARROW if narrow else WIDE)
            page.goto(site + url)
            if shots := os.environ.get("SHOTS"):
                page.screenshot(path=Path(shots) / f"{name}-{narrow}.png", full_page=True)
            check_page(page)
