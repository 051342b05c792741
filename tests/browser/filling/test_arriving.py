"""However one arrives at a cell of a sheet, no key is lost and no figure grows by what stood."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from selfeval.filing.actions.drafts import add_row
from selfeval.models import Report, ReportState
from tests.browser.browsing import sign_in
from tests.browser.filling.sheet import computed, data_of, field, is_saved, type_in
from tests.selfeval.factories import COMMAND, write

LOOK = "document.dispatchEvent(new Event('report-look'))"
SLOW = 250  # milliseconds that an answer takes


def slowly(page, url):
    page.route(url, lambda route: (page.wait_for_timeout(SLOW), route.continue_()))


def test_tab_goes_from_cell_to_cell_across_blocks(page):
    page.get_by_role("button", name="增加一行").click()
    expect(field(page, "projects.1.name")).to_be_focused()
    cells = page.locator(".sheet [data-cell]")
    order = cells.evaluate_all("all => all.map(cell => cell.dataset.cell)")
    assert {"spent", "projects.1.name", "summary"} <= set(order)  # three blocks
    field(page, order[0]).focus()
    for address in order[1:]:
        page.keyboard.press("Tab")
        expect(field(page, address)).to_be_focused()
    for address in order[-2::-1]:
        page.keyboard.press("Shift+Tab")
        expect(field(page, address)).to_be_focused()
    field(page, "projects.1.amount").focus()
    page.keyboard.press("Control+Enter")  # to what can be done with the row
    expect(page.get_by_role("button", name="删除第 1 行")).to_be_focused()


def test_typing_replaces_a_figure_however_one_arrives(page, report):
    write(report, {"budget": "1510", "spent": "1510"})
    page.reload()
    budget, keys = field(page, "budget"), page.keyboard

    def middle():
        box = budget.bounding_box()
        budget.click(position={"x": box["width"] - 20, "y": 16})

    def at(address, key):
        return lambda: (field(page, address).focus(), keys.press(key))

    ways = {
        "click": [middle],
        "click on the chosen": [middle, middle],
        "two slow clicks": [middle, lambda: page.wait_for_timeout(600), middle],
        "from a text": [field(page, "summary").click, middle],
        "back by Shift+Tab": [at("spent", "Shift+Tab")],
        "there and back by Tab": [
            middle,
            lambda: keys.press("Shift+Tab"),
            lambda: keys.press("Tab"),
        ],
    }
    for way, steps in ways.items():
        for step in steps:
            step()
        expect(budget).to_be_focused()
        page.evaluate("document.activeElement.setSelectionRange(1, 1)")
        keys.type("7")
        assert budget.input_value() == "7", way
        keys.press("Escape")
        assert budget.input_value() == "1510", way
    budget.dblclick()
    keys.type("5")
    assert budget.input_value() == "15105"
    keys.press("Escape")
    keys.press("F2")
    keys.type("6")
    assert budget.input_value() == "15106"


def test_what_is_typed_before_the_scripts_run_is_not_lost(context, live_server, filer, report):
    sign_in(context, live_server.url, filer.username)
    page = context.new_page()
    scripts = []
    page.route("**/selfeval/filling.js", lambda route: scripts.append(route))
    with page.expect_request("**/selfeval/filling.js"):
        address = live_server.url + reverse("report-section", args=[report.pk, "basics"])
        page.goto(address, wait_until="commit")
    field(page, "budget").fill("1000")
    field(page, "summary").fill("按计划完成。")
    field(page, "spent").press_sequentially("16")
    scripts.pop().continue_()
    expect(page.locator("#filling[data-ready]")).to_be_visible()
    page.keyboard.type("6")
    page.keyboard.press("Tab")
    is_saved(page)
    expect(computed(page, "rate")).to_have_text("16.6")
    data = data_of(report)["fields"]
    assert data == data | {"budget": "1000", "summary": "按计划完成。", "spent": "166"}


def test_words_are_edited_where_one_clicks(page, report):
    write(report, {"unit": "移民局"})
    page.reload()
    field(page, "unit").click(position={"x": 150, "y": 16})
    page.keyboard.type("办公室")
    assert field(page, "unit").input_value() == "移民局办公室"


def test_keys_typed_while_a_row_is_being_added_reach_it(page, report):
    page.get_by_role("button", name="增加一行").click()
    expect(field(page, "projects.1.name")).to_be_focused()
    slowly(page, "**/rows/**")
    for name, amount in (("饮水", "12.5"), ("道路", "30"), ("桥梁", "4")):
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type(amount)
        page.keyboard.press("Enter")  # in the last row: one more, in the same column
        page.keyboard.press("Shift+Tab")
    expect(field(page, "projects.4.name")).to_be_focused()
    page.keyboard.type("完")
    expect(computed(page, "projects.total.amount")).to_have_text("46.5")
    is_saved(page)
    rows = data_of(report)["tables"]["projects"]
    told = [(row["name"], row.get("amount", "")) for row in rows]
    assert told == [("饮水", "12.5"), ("道路", "30"), ("桥梁", "4"), ("完", "")]


def test_keys_typed_before_a_row_that_never_comes_are_told(page, report):
    page.get_by_role("button", name="增加一行").click()
    expect(field(page, "projects.1.name")).to_be_focused()
    type_in(page, "projects.1.amount", "5")
    page.route("**/rows/**", lambda route: (page.wait_for_timeout(SLOW), route.abort()))
    page.keyboard.press("Enter")
    page.keyboard.type("77")
    expect(page.locator("#toasts")).to_contain_text("您接着输入的“77”没有写入")
    expect(field(page, "projects.1.amount")).to_be_focused()
    expect(field(page, "projects.1.amount")).to_have_value("5")


def test_a_block_that_comes_anew_takes_nothing_from_who_types_in_it(page, report):
    page.get_by_role("button", name="增加一行").click()
    name = field(page, "projects.1.name")
    expect(name).to_be_focused()
    page.keyboard.type("饮程")
    page.keyboard.press("ArrowLeft")  # the caret stands within
    for key in ("2", "3"):
        add_row(report_id=report.pk, table="projects", user=None, actor=COMMAND)
        page.keyboard.type("水")
        page.evaluate(LOOK)
        expect(field(page, f"projects.{key}.name")).to_be_visible()
        expect(name).to_be_focused()
    page.keyboard.type("工")
    assert name.input_value() == "饮水水工程"
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    is_saved(page)
    expect(computed(page, "projects.total.amount")).to_have_text("9")
    assert data_of(report)["tables"]["projects"][0]["name"] == "饮水水工程"


def test_what_was_refused_as_closed_waits_for_the_person(page, report):
    Report.objects.filter(pk=report.pk).update(state=ReportState.ACCEPTED)
    type_in(page, "budget", "100")
    page.keyboard.press("Tab")
    issue = page.locator("#fill-issues li")
    expect(issue).to_contain_text("未保存")
    Report.objects.filter(pk=report.pk).update(state=ReportState.DRAFT)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.reload()
    expect(page.locator("#filling[data-ready]")).to_be_visible()
    expect(issue).to_contain_text("上次没有保存")
    expect(field(page, "budget")).to_have_value("100")
    assert "budget" not in data_of(report).get("fields", {})
    issue.get_by_role("button", name="重新保存").click()
    is_saved(page)
    assert data_of(report)["fields"]["budget"] == "100"
    expect(issue).to_have_count(0)


def test_a_conflict_is_called_by_one_word(page, report):
    write(report, {"unit": "乙填的"})
    type_in(page, "unit", "甲填的")
    page.keyboard.press("Tab")
    expect(page.locator("#fill-issues .issue-word")).to_have_text("冲突")
    box = page.locator(".entry", has=field(page, "unit"))
    expect(box).to_have_class(re.compile("is-conflict"))
    page.get_by_role("button", name="用对方的").click()
    expect(field(page, "unit")).to_have_value("乙填的")


def test_undo_stays_within_the_cell_one_types_in(page, report):
    """The browser's own would go on to another cell, and empty it."""
    keys = page.keyboard
    field(page, "budget").click()
    keys.type("15")
    keys.press("Tab")
    expect(field(page, "spent")).to_be_focused()
    is_saved(page)
    for typed in ("", "7"):
        keys.type(typed)
        for key in ("Control+z", "Control+z", "Control+y", "Control+z", "Control+z"):
            keys.press(key)
        expect(field(page, "spent")).to_be_focused()
        assert (field(page, "budget").input_value(), field(page, "spent").input_value()) == (
            "15",
            "",
        )
