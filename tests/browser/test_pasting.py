"""A block pasted into the office's grid as people paste: understood, shown, written, taken back."""

import re
from decimal import Decimal

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from assessment.actions.results import Entry, record_result
from assessment.models import Indicator, Result
from tests.assessment.recording import result_of
from tests.browser.browsing import check_page, sign_in
from tests.factories import make_account, make_city, make_office, make_table
from trust.log import Actor

PASTE = """([kind, text]) => {
  const data = new DataTransfer();
  data.setData(kind, text);
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", event));
}"""
FARM, WORK, PASS = "农业实用技术培训", "转移就业技能培训", "获证率"
CITIES = ("长沙市", "株洲市", "湘潭市")


@pytest.fixture
def tables(transactional_db):
    return [make_table(city=make_city(name)) for name in CITIES]


@pytest.fixture
def person(tables):
    return make_account("peixun", role="office", office=make_office("培训中心"), full_name="培训乙")


@pytest.fixture
def grid(context, live_server, person):
    indicator = Indicator.objects.get(name="移民培训")
    sign_in(context, live_server.url, person.username)
    page = context.new_page()
    page.goto(live_server.url + reverse("collection-grid", args=[2017, indicator.pk]))
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    return page


def cell(page, city, name=FARM):
    return page.get_by_label(f"{city} {name}", exact=True)


def paste(page, text, city=CITIES[0], name=FARM, kind="text/plain"):
    cell(page, city, name).focus()
    page.evaluate(PASTE, [kind, text])


def dialog_of(page):
    return page.get_by_role("dialog", name="写入前请核对")


def write(page, button):
    dialog_of(page).get_by_role("button", name=button).click()
    expect(dialog_of(page)).to_be_hidden()


def expect_figures(page, *figures, name=FARM):
    for city, figure in zip(CITIES, figures, strict=True):
        expect(cell(page, city, name)).to_have_value(figure)


@pytest.mark.parametrize(
    "block",
    [
        f"{FARM}\n1000\n1001\n1002\n",
        "1\t长沙市\t1000\r\n2\t株洲市\t1001\r\n3\t湘潭市\t1002\r\n",
        "湘潭\t1002\n长 沙市\t1000\n株洲\t1001\n合计\t3003",
    ],
    ids=["heading", "serial", "short names in another order"],
)
def test_every_figure_lands_beside_its_city(grid, block):
    paste(grid, block)
    write(grid, "写入 3 格")
    expect_figures(grid, "1,000", "1,001", "1,002")
    expect(grid.locator("#grid-recorded")).to_have_text("3")


def test_a_web_page_without_text_is_pasted_too(grid):
    html = "<table><tr><td>株洲<td>900<tr><td>长沙市<td>800</table>"
    paste(grid, html, kind="text/html")
    write(grid, "写入 2 格")
    expect_figures(grid, "800", "900", "")


def test_one_recorded_figure_is_shown_before_it_changes_and_comes_back(grid, tables):
    paste(grid, "1000")
    expect(grid.locator("#grid-recorded")).to_have_text("1")
    paste(grid, "900")
    expect(dialog_of(grid)).to_contain_text(re.compile(r"1,000\s*→\s*900\s*培训中心 培训乙"))
    expect(cell(grid, "长沙市")).to_have_value("1,000")
    write(grid, "写入 1 格")
    expect(cell(grid, "长沙市")).to_have_value("900")
    grid.keyboard.press("Control+z")
    expect(cell(grid, "长沙市")).to_have_value("1,000")


def test_undo_takes_back_a_whole_confirmed_block(grid):
    paste(grid, f"{FARM}\n1000\n1001\n1002")
    write(grid, "写入 3 格")
    expect_figures(grid, "1,000", "1,001", "1,002")
    grid.keyboard.press("Control+z")
    expect_figures(grid, "", "", "")
    expect(grid.locator("#grid-recorded")).to_have_text("0")


def test_what_a_colleague_wrote_since_keeps_the_whole_block(grid, tables, person):
    paste(grid, f"{FARM}\n1000\n1001\n1002")
    write(grid, "写入 3 格")
    expect_figures(grid, "1,000", "1,001", "1,002")
    theirs = result_of(tables[1], FARM)
    record_result(
        entry=Entry(theirs.pk, Decimal(900), theirs.version), user=person, actor=Actor("培训丙")
    )
    grid.evaluate("document.dispatchEvent(new Event('grid-look'))")
    expect_figures(grid, "1,000", "900", "1,002")
    grid.keyboard.press("Control+z")
    told = "株洲市 农业实用技术培训之后又改过，不能整块撤销；没有改动。请核对后逐格更正。"
    expect(grid.locator("#toasts")).to_contain_text(told)
    expect_figures(grid, "1,000", "900", "1,002")


def test_more_rows_than_fit_are_named_and_the_first_button_goes_back(grid):
    paste(grid, "1000\n1001\n1002\n1003")
    expect(dialog_of(grid)).to_contain_text("超出表格最后一行")
    primary = dialog_of(grid).locator(".btn-primary")
    expect(primary).to_have_text("返回核对")
    primary.click()
    assert Result.objects.recorded().count() == 0
    paste(grid, "1000\n1001\n1002\n1003")
    write(grid, "只写入其余 3 格")
    expect_figures(grid, "1,000", "1,001", "1,002")


def test_a_column_is_asked_about_and_goes_where_one_says(grid):
    paste(grid, f"市州\t人数\t{PASS}\n长沙\t1000\t95\n株洲\t900\t91\n湘潭\t800\t92")
    dialog = dialog_of(grid)
    dialog.get_by_role("button", name="按所选重新核对").click()
    expect(dialog.get_by_label(re.compile("第 2 列“人数”"))).to_be_focused()
    dialog.get_by_label(re.compile("第 2 列“人数”")).select_option(label=f"粘贴到“{WORK}”")
    check_page(grid)
    dialog.get_by_role("button", name="按所选重新核对").click()
    write(grid, "写入 6 格")
    expect_figures(grid, "1,000", "900", "800", name=WORK)
    expect_figures(grid, "95", "91", "92", name=PASS)


def test_a_block_survives_a_session_that_ran_out(grid, live_server, person):
    Session.objects.all().delete()
    paste(grid, "1000\n1001")
    expect(grid.locator("#expired-dialog")).to_be_visible()
    sign_in(grid.context, live_server.url, person.username)
    grid.reload()
    expect(grid.locator("#paste-kept")).to_contain_text("粘贴的 2 行没有写入")
    grid.get_by_role("button", name="重新核对并写入").click()
    expect_figures(grid, "1,000", "1,001", "")
    expect(grid.locator("#paste-kept")).to_be_hidden()


def test_a_block_waits_for_the_network(grid):
    grid.context.set_offline(True)
    paste(grid, "1000\n1001")
    expect(grid.locator("#paste-kept")).to_contain_text("网络不通")
    grid.context.set_offline(False)
    grid.evaluate("window.dispatchEvent(new Event('online'))")
    expect_figures(grid, "1,000", "1,001", "")


def test_filling_down_over_recorded_figures_is_shown_first(grid):
    paste(grid, "1000\n1001\n1002")
    expect_figures(grid, "1,000", "1,001", "1,002")
    cell(grid, "长沙市").focus()
    grid.keyboard.press("Shift+ArrowDown")
    grid.keyboard.press("Control+d")
    expect(dialog_of(grid)).to_contain_text(re.compile(r"1,001\s*→\s*1,000"))
    write(grid, "写入 1 格")
    expect_figures(grid, "1,000", "1,000", "1,002")
