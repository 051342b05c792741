"""A city fills in its own figures, an office sees them under its cell: as people meet them."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Indicator, ReportedFigure, Result, Year, YearState
from tests.assessment.self_check.steps import CityDesk
from tests.browser.browsing import NARROW, check_page, open_as
from tests.factories import make_account, make_cast, make_city, make_table

MEASURE = "农业实用技术培训"


@pytest.fixture
def desk(transactional_db) -> CityDesk:
    table = make_table(city=make_city("长沙市", "430100"))
    people = make_cast(table)
    people["colleague"] = make_account("city3", role="city", place=table.city, full_name="市州庚")
    Year.objects.update(state=YearState.SELF_CHECK)
    return CityDesk(people)


def own_page(desk) -> str:
    return desk.url("self-check")


def field(page, name=MEASURE):
    return page.get_by_label(f"移民培训 {name}", exact=True)


def test_city_types_and_the_page_saves_and_scores(context, live_server, desk):
    page = open_as(context, live_server.url, "city1", own_page(desk))
    field(page).fill("900")
    field(page).press("Enter")
    expect(page.locator("td.cell", has=field(page))).to_have_class(re.compile("is-saved"))
    expect(page.locator("#grid-recorded")).to_have_text("1")
    expect(page.locator(".row-status").first).to_have_text("缺 3 项")
    assert ReportedFigure.objects.get().value == 900
    check_page(page)


def test_two_accounts_of_one_city_are_asked(context, live_server, desk):
    page = open_as(context, live_server.url, "city1", own_page(desk))
    desk.report({MEASURE: "950"}, persona="colleague")
    field(page).fill("900")
    field(page).press("Enter")
    issues = page.locator("#grid-issues")
    expect(issues).to_contain_text("市州庚")
    issues.get_by_role("button", name="用对方的").click()
    expect(field(page)).to_have_value("950")
    check_page(page)


def test_on_a_telephone_what_is_typed_is_in_sight(context, live_server, desk):
    page = open_as(context, live_server.url, "city1", own_page(desk))
    page.set_viewport_size(NARROW)
    box = field(page).bounding_box()
    assert box["x"] + box["width"] <= NARROW["width"]
    check_page(page)


def test_office_takes_it_over_with_one_press(context, live_server, desk):
    desk.report()
    desk.hand_in()
    Year.objects.update(state=YearState.COLLECTING)
    pk = Indicator.objects.get(name="移民培训").pk
    path = reverse("collection-grid", args=[2017, pk])
    page = open_as(context, live_server.url, "peixun", path)
    button = page.locator(f"[data-reported='{desk.result().pk}']")
    expect(button).to_have_text("市州自报 1,048")
    button.click()
    dialog = page.locator("#cell-reported-dialog")
    expect(dialog).to_contain_text("自查〔2017〕001号")
    check_page(page)
    dialog.get_by_role("button", name="采用 1,048").click()
    expect(dialog).to_contain_text("已采用")
    dialog.get_by_role("button", name="关闭").last.click()
    expect(page.get_by_label(f"长沙市 {MEASURE}", exact=True)).to_have_value("1,048")
    expect(button).to_have_text("市州自报 1,048 ✓")
    assert Result.objects.get(pk=desk.result().pk).value == 1048
