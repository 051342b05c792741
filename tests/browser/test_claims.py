"""Claims and vetoes in a browser: filed, decided, confirmed, and the pages keep to the rules."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import BonusClaim, Policy, VetoDecision
from tests import factories
from tests.assessment.claims.conftest import desk as make_desk
from tests.assessment.claims.steps import NATIONAL
from tests.assessment.vetoes.conftest import GRADES
from tests.browser.browsing import check_page, open_as


@pytest.fixture
def desk(transactional_db):
    desk = make_desk.__wrapped__(None)
    component = desk.cell().measure.component
    accident = factories.make_measure(component, "发生重大事故", "是否")
    factories.make_rule(component, "veto", "0", [accident], None, "发生重大事故的一票否决")
    Policy.objects.update(grades=GRADES, applies_vetoes=True, counts_bonus=True, bonus_cap=2)
    return desk


def test_city_claims_and_the_office_decides(desk, live_server, new_context):
    site = live_server.url
    page = open_as(new_context(), site, "city1", reverse("claim-new", args=[2017]))
    check_page(page)
    page.get_by_role("link", name="获国家级表彰").click()
    check_page(page)
    page.get_by_label("加分事项").fill("全国移民工作先进集体")
    page.get_by_label("日期", exact=True).fill("2016-12-30")
    page.get_by_label("颁发（发文）单位").fill("水利部")
    page.get_by_label("申报数（次）").fill("1")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("main")).to_contain_text("日期 2016-12-30 不在 2017 年内")
    check_page(page)
    page.get_by_label("日期", exact=True).fill("2017-06-30")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.locator("h1")).to_have_text("加分申报 2017-01")
    desk.prove(BonusClaim.objects.select_related("year").get())
    page.reload()
    check_page(page)
    page.get_by_role("button", name="申报", exact=True).click()
    expect(page.locator("main")).to_contain_text("已申报")

    page = open_as(new_context(), site, "peixun", reverse("claim", args=[2017, 1]))
    check_page(page)
    page.get_by_label("采纳（采纳的数可以少于申报的）").check()
    page.get_by_label("理由").fill("证书属实。")
    page.get_by_role("button", name="作出决定").click()
    expect(page.locator("main")).to_contain_text("已决定：采纳")
    expect(page.locator("main")).to_contain_text("还可加 0 分")
    check_page(page)
    assert desk.value(NATIONAL) == 1
    page.goto(f"{site}{reverse('claims', args=[2017])}")
    check_page(page)


def test_two_persons_find_a_veto_to_hold(desk, live_server, new_context):
    site = live_server.url
    page = open_as(new_context(), site, "kaohe", reverse("vetoes", args=[2017]))
    page.get_by_role("link", name="长沙市", exact=True).click()
    check_page(page)
    page.get_by_label("依据文件").fill("湘政办〔2017〕5号")
    page.get_by_label("事实和理由").fill("省政府通报。")
    page.get_by_role("button", name="提出否决").click()
    expect(page.locator("h1")).to_have_text("否决决定 2017-01")
    check_page(page)

    page = open_as(new_context(), site, "peixun", reverse("veto", args=[2017, 1]))
    check_page(page)
    page.get_by_label("同意", exact=True).check()
    page.get_by_role("button", name="提交答复").click()
    expect(page.locator("main")).to_contain_text("已生效")
    check_page(page)
    assert VetoDecision.objects.get().state == "in_force"
    page.goto(f"{site}{reverse('vetoes', args=[2017])}")
    check_page(page)
