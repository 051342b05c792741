"""An office fills a round's grid in: the recording grid's keys and saving, without scores."""

import re

import pytest
from playwright.sync_api import expect

from assessment.models import Indicator, RoundFigure
from tests.assessment.rounds.steps import HERE, THERE, TRAINING, RoundDesk
from tests.browser.browsing import check_page, open_as
from tests.factories import make_account, make_cast, make_city, make_office, make_table


@pytest.fixture
def desk(transactional_db) -> RoundDesk:
    table = make_table(city=make_city("长沙市", HERE))
    make_table(table.year, make_city("株洲市", THERE))
    people = make_cast(table)
    office = make_office("培训中心")
    colleague = make_account("peixun2", role="office", office=office, full_name="培训辛")
    return RoundDesk(people | {"colleague": colleague})


def test_office_types_and_the_page_saves(context, live_server, desk):
    desk.open()
    path = desk.url("round-grid", Indicator.objects.get(name="移民培训").pk)
    page = open_as(context, live_server.url, "peixun", path)
    field = page.get_by_label(f"长沙市 {TRAINING}", exact=True)
    field.fill("900")
    field.press("Enter")
    expect(page.locator("td.cell", has=field)).to_have_class(re.compile("is-saved"))
    expect(page.locator("#grid-recorded")).to_have_text("1")
    expect(page.locator(".row-status").first).to_have_text("缺 3 项")
    assert RoundFigure.objects.get().value == 900
    page.locator('[data-act="detail"]').click()
    expect(page.locator("#cell-panel-body")).to_contain_text("采集表现在")
    check_page(page)


def test_what_a_colleague_wrote_first_is_asked(context, live_server, desk):
    desk.open()
    path = desk.url("round-grid", Indicator.objects.get(name="移民培训").pk)
    page = open_as(context, live_server.url, "peixun", path)
    desk.report({TRAINING: "950"}, persona="colleague")
    field = page.get_by_label(f"长沙市 {TRAINING}", exact=True)
    field.fill("900")
    field.press("Enter")
    page.locator("#grid-issues").get_by_role("button", name="用对方的").click()
    expect(field).to_have_value("950")
    check_page(page)
