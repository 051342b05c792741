"""An unread phrase settled beside it, as one meets it: fields that the kind asks for, a preview on
the spot, the next phrase opened; and all of it without scripts."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Rule
from tests.assessment.phrases import EACH, ONCE, waits
from tests.browser.browsing import check_page, expect_message, open_as, sign_in
from tests.factories import make_account, make_city, make_table


@pytest.fixture
def concerns(transactional_db):
    make_account("kaohe", role="assessment_office", full_name="考核甲")
    return waits(make_table(city=make_city("长沙市"), issued=False), EACH, ONCE)


def table_path(concern) -> str:
    return reverse("city-table", args=[2017, concern.table.city.key])


def beside(page, concern):
    return page.locator(f"#concern-{concern.pk}")


def test_phrase_is_previewed_on_the_spot_saved_and_leads_to_the_next(
    context, live_server, concerns
):
    first, second = concerns
    page = open_as(context, live_server.url, "kaohe", table_path(first))
    page.locator("tr", has_text=EACH).get_by_role("link", name="补充规则").first.click()
    form = beside(page, first)
    step, target = form.get_by_label("每档"), form.get_by_label("超过或低于多少")
    expect(step).to_be_visible()
    expect(target).to_be_hidden()
    form.get_by_label("做什么、怎么计").select_option("excess")
    expect(target).to_be_visible()
    form.get_by_label("做什么、怎么计").select_option("per_occurrence")
    form.get_by_role("button", name="预览").click()
    expect(form.get_by_role("status")).to_contain_text("2 起 × 0.5 = 1")
    assert page.url.endswith(f"#concern-{first.pk}")
    check_page(page)

    form.get_by_role("button", name="保存").click()
    expect_message(page, "规则已保存")
    expect(beside(page, second).get_by_label("做什么、怎么计")).to_be_visible()
    assert Rule.objects.get(clause=EACH).deduction * 2 == 1


def test_an_expired_session_loses_nothing_that_was_typed(context, live_server, concerns):
    first, _ = concerns
    page = open_as(context, live_server.url, "kaohe", table_path(first))
    page.locator("tr", has_text=EACH).get_by_role("link", name="补充规则").first.click()
    form = beside(page, first)
    form.get_by_label("理由").fill("按原文")
    Session.objects.all().delete()
    form.get_by_role("button", name="保存").click()
    expect(page.locator("#expired-dialog")).to_be_visible()
    assert not Rule.objects.filter(clause=EACH).exists()
    sign_in(context, live_server.url, "kaohe")
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#expired-dialog")).to_be_hidden()
    expect(form.get_by_label("理由")).to_have_value("按原文")
    form.get_by_role("button", name="保存").click()
    expect_message(page, "规则已保存")
    assert Rule.objects.filter(clause=EACH).exists()


def test_wording_that_was_kept_is_taken_for_several_after_a_look(context, live_server, concerns):
    first, _ = concerns
    page = open_as(context, live_server.url, "kaohe", table_path(first))
    for concern, name in zip(concerns, ("台账混乱", "拒不改正"), strict=True):
        form = beside(page, concern)
        if not form.get_by_label("做什么、怎么计").is_visible():
            form.get_by_text("设定规则").click()
        form.get_by_label("本单位以后同样写法照此提出").check()
        form.get_by_role("button", name="保存").click()
        expect_message(page, name)
    other = make_table(city=make_city("株洲市"), issued=False)
    left = waits(other, EACH, ONCE)[1]
    page.goto(live_server.url + reverse("city-table", args=[2017, other.city.key]))
    check_page(page)
    page.get_by_role("link", name="预览后一并采用").click()
    check_page(page)
    page.get_by_role("checkbox", name=ONCE).uncheck()
    page.get_by_role("button", name="采用勾选的").click()
    expect_message(page, "已照本单位写法设定 1 条规则")
    assert Rule.objects.filter(component__item__section__table=other, clause=EACH).exists()
    assert not Rule.objects.filter(component__item__section__table=other, clause=ONCE).exists()
    page.goto(live_server.url + reverse("concern-rule", args=[2017, left.pk]))
    check_page(page)


def test_phrase_is_settled_without_scripts(new_context, live_server, concerns):
    first, _ = concerns
    page = open_as(
        new_context(java_script_enabled=False), live_server.url, "kaohe", table_path(first)
    )
    form = beside(page, first)
    form.get_by_text("设定规则").click()
    form.get_by_label("扣分（得分、加分）").fill("")
    form.get_by_role("button", name="预览").click()
    page.get_by_label("扣分（得分、加分）").fill("0.5")
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".phrase-preview")).to_contain_text("2 起 × 0.5 = 1")
    page.get_by_role("button", name="保存").click()
    expect_message(page, "规则已保存")
