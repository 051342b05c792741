"""Objections in a browser: pages keep to the rules, an expired session keeps the words."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Objection, Result
from tests.assessment.objections.conftest import desk as make_desk
from tests.browser.browsing import check_page, open_as

TRAINING = "农业实用技术培训"


@pytest.fixture
def desk(transactional_db):
    return make_desk.__wrapped__(None)


def measure() -> int:
    rows = Result.objects.filter(measure__component__item__section__table__city__key="430100")
    return rows.get(measure__name=TRAINING).measure_id


def test_city_objects_and_the_office_decides(desk, live_server, new_context):
    site = live_server.url
    page = open_as(new_context(), site, "city1", reverse("scorecard", args=[2017, "430100"]))
    page.get_by_role("button", name="全部展开").click()
    check_page(page)
    at = reverse("objection-to-figure", args=[2017, measure()])
    page.locator(f"a[href='{at}']").click()
    check_page(page)
    page.get_by_label("记录的数不对").check()
    page.get_by_label("应为").fill("1103")
    page.get_by_label("申诉理由").fill("验收表第3页为1103人次。")
    page.get_by_role("button", name="提交申诉").click()
    expect(page.locator("h1")).to_have_text("申诉 2017-01")
    check_page(page)

    desk.answer(Objection.objects.get())
    page = open_as(new_context(), site, "kaohe", reverse("objection-decide", args=[2017, 1]))
    check_page(page)
    page.get_by_label("成立", exact=True).check()
    page.get_by_label("理由").fill("经核对原始资料。")
    page.get_by_role("button", name="作出决定").click()
    expect(page.locator("main")).to_contain_text("第 3 名 → 第 1 名")
    check_page(page)


def test_words_stay_where_the_session_has_expired(desk, live_server, context):
    url = reverse("objection-to-figure", args=[2017, measure()])
    page = open_as(context, live_server.url, "city1", url)
    page.wait_for_load_state()
    page.get_by_label("申诉理由").fill("写了很多字")
    context.clear_cookies()
    page.get_by_role("button", name="提交申诉").click()
    expect(page.get_by_role("link", name="在新窗口登录")).to_be_visible()
    assert page.get_by_label("申诉理由").input_value() == "写了很多字"
    assert not Objection.objects.exists()
