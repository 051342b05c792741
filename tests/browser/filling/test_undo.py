"""A block pasted into a county's table is taken back as one act, or not at all."""

import pytest
from playwright.sync_api import expect

from tests.browser.browsing import check_page
from tests.browser.filling.sheet import computed, data_of, field, is_saved, type_in
from tests.browser.filling.test_typing import PASTE
from tests.selfeval.factories import write

LOOK = "document.dispatchEvent(new Event('report-look'))"


def undo_of(page):
    return page.get_by_role("button", name="撤销粘贴")


def write_in(page):
    page.locator('#paste-dialog [data-act="paste-write"]').click()


@pytest.fixture
def pasted(page, report):
    """One line that stood and two that came with the block."""
    page.get_by_role("button", name="增加一行").click()
    expect(field(page, "projects.1.name")).to_be_focused()
    type_in(page, "projects.1.amount", "7")
    page.keyboard.press("Tab")
    is_saved(page)
    field(page, "projects.1.name").focus()
    page.evaluate(PASTE, ["饮水工程\t12\n道路\t30\n桥梁\t4"])
    write_in(page)
    expect(field(page, "projects.3.amount")).to_have_value("4")
    expect(computed(page, "projects.total.amount")).to_have_text("46")
    return page


def rows(report) -> list[dict]:
    return data_of(report)["tables"]["projects"]


@pytest.mark.both_browsers
def test_the_key_takes_back_a_block_with_the_rows_that_came_with_it(pasted, report):
    check_page(pasted)
    pasted.keyboard.press("Control+z")
    expect(field(pasted, "projects.3.name")).to_have_count(0)
    expect(field(pasted, "projects.1.amount")).to_have_value("7")
    expect(field(pasted, "projects.1.name")).to_have_value("")
    expect(computed(pasted, "projects.total.amount")).to_have_text("7")
    assert rows(report) == [{"row": "1", "amount": "7"}]
    expect(undo_of(pasted)).to_be_disabled()


def test_one_after_the_other_goes_back(pasted, report):
    field(pasted, "projects.2.amount").focus()
    pasted.evaluate(PASTE, ["31\n5"])
    write_in(pasted)
    expect(field(pasted, "projects.3.amount")).to_have_value("5")
    pasted.keyboard.press("Control+z")
    pasted.keyboard.press("Control+z")
    expect(field(pasted, "projects.1.amount")).to_have_value("7")
    expect(field(pasted, "projects.2.name")).to_have_count(0)
    assert rows(report) == [{"row": "1", "amount": "7"}]


def test_after_other_words_only_the_button_takes_back_the_block(pasted, report):
    type_in(pasted, "unit", "移民局")
    pasted.keyboard.press("Tab")
    is_saved(pasted)
    pasted.keyboard.press("Control+z")
    undo_of(pasted).click()
    expect(field(pasted, "projects.1.amount")).to_have_value("7")
    assert data_of(report)["fields"] == {"unit": "移民局"}


@pytest.mark.parametrize("is_seen", [True, False], ids=["seen", "not seen yet"])
def test_what_a_colleague_wrote_since_keeps_the_whole_block(pasted, report, colleague, is_seen):
    write(report, {"projects.2.amount": "31"}, user=colleague)
    if is_seen:
        pasted.evaluate(LOOK)
        expect(field(pasted, "projects.2.amount")).to_have_value("31")
    pasted.keyboard.press("Control+z")
    why = "之后又改过" if is_seen else "在粘贴之后已由填报乙改为“31”"
    expect(pasted.locator("#toasts")).to_contain_text(f"{why}，不能整块撤销；没有改动。")
    assert [row["amount"] for row in rows(report)] == ["12", "31", "4"]
