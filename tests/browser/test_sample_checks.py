"""A sample and a problem in a browser, from the draw to the end: pages keep to the rules."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Rectification
from tests.assessment.objections.steps import TRAINING
from tests.assessment.sample_checks.conftest import desk as make_desk
from tests.browser.browsing import answer, check_page, expect_message, open_as, press


@pytest.fixture
def desk(transactional_db):
    return make_desk.__wrapped__(None)


def test_sample_is_drawn_looked_at_and_put_right(desk, live_server, new_context):
    site = live_server.url
    page = open_as(new_context(), site, "kaohe", reverse("sample-check-draw", args=[2017]))
    page.get_by_label("数量").fill("5")
    check_page(page)
    press(page, "抽取")
    answer(page, "抽取")
    expect_message(page, "已抽取 15 格")
    check_page(page)

    cell = desk.cell()
    page = open_as(
        new_context(), site, "zijin", reverse("sample-check-sheet", args=[2017, "430100"])
    )
    page.get_by_label(f"移民培训 · {TRAINING} 核查数").fill("900")
    press(page, "保存核查情况")
    expect(page.locator("main")).to_contain_text("请写明核查情况")
    check_page(page)
    page.get_by_label(f"移民培训 · {TRAINING} 核查情况").fill("验收表只有900人次。")
    press(page, "保存核查情况")
    expect_message(page, "已保存 1 格")
    check_page(page)

    own = reverse("sample-check-cell", args=[2017, cell.pk])
    page = open_as(new_context(), site, "kaohe2", own)
    check_page(page)
    press(page, "采用核查数")
    answer(page, "采用核查数")
    expect_message(page, "已采用核查数")
    check_page(page)
    page.get_by_role("link", name="下发问题").click()
    page.get_by_label("整改要求").fill("补齐签到表。")
    page.get_by_label("整改期限").fill("2099-01-31")
    page.get_by_label("责任单位、责任人").fill("培训科")
    check_page(page)
    press(page, "下发")
    expect_message(page, "问题 2017-01已下发给长沙市")
    check_page(page)

    problem = reverse("rectification", args=[2017, 1])
    page = open_as(new_context(), site, "city1", reverse("rectifications", args=[2017]))
    check_page(page)
    page.get_by_role("link", name="2017-01").click()
    page.get_by_role("textbox", name="整改情况").fill("已补齐。")
    check_page(page)
    press(page, "报送整改情况")
    expect_message(page, "已报送")

    page = open_as(new_context(), site, "kaohe", problem)
    page.get_by_label("核查意见").fill("属实。")
    check_page(page)
    press(page, "销号")
    expect_message(page, "已销号")
    check_page(page)
    assert Rectification.objects.get().state == "closed"
