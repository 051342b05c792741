"""豁免 in a browser: proposed, confirmed, told on the card, and the pages keep to the rules."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Exemption
from tests.assessment.exemptions.conftest import desk as make_desk
from tests.assessment.exemptions.steps import DOCUMENT, HERE
from tests.browser.browsing import check_page, open_as


@pytest.fixture
def desk(transactional_db):
    return make_desk.__wrapped__(None)


def test_two_persons_exempt_and_the_card_says_so(desk, live_server, new_context):
    site = live_server.url
    page = open_as(new_context(), site, "kaohe", reverse("exemption-new", args=[2017, HERE]))
    check_page(page)
    page.get_by_label("豁免的指标或要点").select_option(label="移民培训（整项 9 分）")
    page.get_by_label("目标调整").check()
    page.get_by_label("依据文件").fill(DOCUMENT)
    page.get_by_label("事实和理由").fill("省里调减了任务。")
    page.get_by_role("button", name="提出豁免").click()
    expect(page.locator("h1")).to_have_text("2017年度豁免（第 1 号）")
    check_page(page)
    page = open_as(new_context(), site, "peixun", reverse("exemption", args=[2017, 1]))
    page.get_by_label("同意", exact=True).check()
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("main")).to_contain_text("已生效")
    check_page(page)
    assert Exemption.objects.get().state == "in_force"
    page.goto(f"{site}{reverse('exemptions', args=[2017])}")
    check_page(page)
    page.goto(f"{site}{reverse('scorecard', args=[2017, HERE])}")
    assert "（豁免 9 分，不计入应得分）" in page.locator("main").inner_text()
    check_page(page)
