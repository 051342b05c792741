"""A correction in a browser, from the card to the city: pages keep to the rules."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Correction
from tests.assessment.corrections.conftest import desk as make_desk
from tests.assessment.corrections.desk import OWN, SECOND, TRAINING
from tests.browser.browsing import answer, check_page, expect_message, open_as, press

CARD = [2017, OWN]


@pytest.fixture
def desk(transactional_db):
    return make_desk.__wrapped__(None)


def test_one_proposes_another_confirms_and_the_city_reads_it(desk, live_server, new_context):
    site = live_server.url
    page = open_as(new_context(), site, "kaohe", reverse("scorecard", args=CARD))
    page.get_by_role("button", name="全部展开").click()
    check_page(page)
    at = reverse("correction-of-figure", args=[2017, desk.cells()[TRAINING].measure_id])
    page.locator(f"a[href='{at}']").click()
    check_page(page)
    page.get_by_label("更正为").fill("1103")
    press(page, "计算影响")
    expect(page.locator("main")).to_contain_text("原总分")
    page.get_by_label("更正理由").fill("验收表第3页为1103人次。")
    page.get_by_text("逐项变化").click()
    check_page(page)
    press(page, "提出更正")
    expect(page.locator("h2#answer")).to_have_text("待另一人确认")
    check_page(page)

    own = reverse("correction", args=[2017, Correction.objects.get().pk])
    page = open_as(new_context(), site, "kaohe2", own)
    page.get_by_text("不同意").first.click()
    check_page(page)
    press(page, "确认更正")
    answer(page, "确认更正")
    expect_message(page, "第2号更正已作出")
    check_page(page)
    page.goto(site + reverse("corrections", args=[2017]))
    check_page(page)

    page = open_as(new_context(), site, "city1", reverse("scorecard", args=CARD))
    expect(page.locator("main")).to_contain_text("第2号更正")
    check_page(page)
    page.get_by_role("link", name="第2号更正").first.click()
    check_page(page)
    page = open_as(new_context(), site, "city2", reverse("scorecard", args=[2017, SECOND]))
    expect(page.locator("main")).to_contain_text("因第2号更正")
    check_page(page)
