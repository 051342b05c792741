"""However one arrives at a cell, typing replaces what stands there; F2 and a double click edit."""

import re

import pytest
from playwright.sync_api import expect

from assessment.actions.results import Entry, record_block
from assessment.models import Result, Year, YearState
from tests.browser import test_grid as base
from tests.browser.browsing import sign_in
from tests.browser.test_grid import MEASURES, PASTE, cell, is_saved, open_grid, result_of
from tests.factories import make_measure
from trust import log

office, cities, person, address = base.office, base.cities, base.person, base.address

COMMAND = log.Actor("命令 test", role=log.COMMAND_ROLE)
CARET = "document.activeElement.setSelectionRange(2, 2)"
LOOK = "document.dispatchEvent(new Event('grid-look'))"
DROP = """(text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData("text/plain", text);
  const event = { dataTransfer, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new DragEvent("drop", event));
}"""


@pytest.fixture
def grid(context, address, person):
    """The grid, with 1,510 recorded in the first two columns."""
    Result.objects.filter(measure__name__in=MEASURES[:2]).update(value=1510)
    return open_grid(context, address, person)


@pytest.fixture
def field(grid):
    return cell(grid, "株洲市", MEASURES[0])


def write(table, value, name=MEASURES[0]):
    """A colleague writes."""
    entry = Entry(result_of(table, name).pk, value, None)
    record_block(entries=[entry], user=None, actor=COMMAND)


def replaces(page, field, way):
    """One has arrived: what is typed takes the place of what stands there, caret or not."""
    expect(field).to_be_focused()
    page.keyboard.type("7")
    assert field.input_value() == "7", way
    page.keyboard.press("Escape")
    page.evaluate(CARET)
    page.keyboard.insert_text("88")  # as a screen keyboard does, without keys
    assert field.input_value() == "88", way
    page.keyboard.press("Escape")
    assert field.input_value() not in ("7", "88"), way


def test_typing_replaces_however_the_mouse_arrives(grid, field):
    above = cell(grid, "长沙市", MEASURES[0])

    def in_the_middle():
        box = field.bounding_box()
        field.click(position={"x": box["width"] - 22, "y": 12})

    def after_a_dialog():
        grid.get_by_role("button", name="键盘操作").click()
        grid.get_by_role("button", name="知道了").click()
        in_the_middle()

    def beside_the_field():
        grid.locator("td.cell", has=field).click(position={"x": 3, "y": 3})

    def slowly_twice():
        in_the_middle()
        grid.wait_for_timeout(600)
        in_the_middle()

    ways = {
        "from the page": [in_the_middle],
        "from a heading": [grid.locator("h1").first.click, in_the_middle],
        "from another cell": [above.click, in_the_middle],
        "from a cell that is edited": [above.dblclick, in_the_middle],
        "from a cell one types in": [above.click, lambda: grid.keyboard.type("9"), in_the_middle],
        "on the chosen cell": [in_the_middle, in_the_middle],
        "two slow clicks": [slowly_twice],
        "from a dialog": [after_a_dialog],
        "beside the field": [above.click, beside_the_field],
    }  # fmt: skip
    for way, steps in ways.items():
        for step in steps:
            step()
        replaces(grid, field, way)


def test_typing_replaces_however_keys_arrive(grid, field):
    start = {
        "Enter": ("长沙市", MEASURES[0]),
        "ArrowDown": ("长沙市", MEASURES[0]),
        "Shift+Tab": ("株洲市", MEASURES[1]),
        "ArrowLeft": ("株洲市", MEASURES[1]),
        "Home": ("株洲市", MEASURES[3]),
        "PageDown": ("长沙市", MEASURES[0]),
    }
    for key, place in start.items():
        cell(grid, *place).click()
        grid.keyboard.press(key)
        replaces(grid, field, key)
    cell(grid, "长沙市", MEASURES[3]).click()
    grid.keyboard.press("Tab")
    replaces(grid, field, "Tab")


def test_typing_replaces_after_a_refusal_an_undo_and_a_colleague(grid, field, cities):
    keys = grid.keyboard
    field.click()
    keys.type("三十")
    keys.press("Enter")
    expect(grid.locator("#grid-issues")).to_contain_text("“三十”不是数字")
    field.click()
    keys.type("900")  # over the refused words
    keys.press("Enter")
    is_saved(grid, "株洲市", MEASURES[0])
    field.click()
    keys.press("Control+z")
    expect(field).to_have_value("1,510")
    replaces(grid, field, "after an undo by key")
    write(cities[1], 900)
    grid.evaluate(LOOK)
    expect(field).to_have_value("900")
    replaces(grid, field, "after a colleague's figure came")
    grid.evaluate(PASTE, ["901"])
    grid.get_by_role("button", name="写入 1 格").click()  # a recorded figure is shown first
    replaces(grid, field, "right after a paste")
    expect(field).to_have_value("901")
    keys.press("Control+Enter")
    panel = grid.get_by_role("dialog", name="株洲市 · 农业实用技术培训")
    panel.get_by_role("button", name="关闭").click()
    replaces(grid, field, "after the panel")


@pytest.mark.parametrize(("button", "stands"), [("用对方的", "900"), ("用我的", "77")])
def test_typing_replaces_after_a_conflict(grid, field, cities, button, stands):
    write(cities[1], 900)
    field.click()
    grid.keyboard.type("77")
    grid.keyboard.press("Enter")
    expect(grid.locator("#grid-issues .issue-word")).to_have_text("冲突")
    grid.get_by_role("button", name=button).click()
    replaces(grid, field, button)
    expect(grid.locator("#grid-issues")).to_be_hidden()
    expect(field).to_have_value(stands)


def test_a_double_click_and_f2_edit_in_plain_digits(grid, field):
    field.dblclick()
    assert field.input_value() == "1510"
    grid.keyboard.type("5")
    grid.keyboard.press("Escape")
    expect(field).to_have_value("1,510")
    grid.keyboard.press("F2")
    grid.keyboard.press("ArrowLeft")
    grid.keyboard.type("6")
    assert field.input_value() == "15160"
    field.click(position={"x": 8, "y": 12})  # inside a cell that is edited: the caret, no more
    grid.keyboard.type("2")
    assert field.input_value() == "215160"
    grid.keyboard.press("Escape")
    field.dblclick()
    grid.keyboard.press("Enter")  # looked at and left as it was
    expect(field).to_have_value("1,510")


def test_delete_backspace_composed_and_dragged_words_replace(grid, field, cities):
    keys = grid.keyboard
    field.click()
    grid.evaluate(CARET)
    keys.press("Backspace")
    assert field.input_value() == ""
    keys.press("Escape")
    writing = grid.context.new_cdp_session(grid)
    grid.evaluate(CARET)
    key = {"type": "rawKeyDown", "key": "Process", "windowsVirtualKeyCode": 229}
    writing.send("Input.dispatchKeyEvent", key)
    composed = {"text": "１", "selectionStart": 1, "selectionEnd": 1}
    writing.send("Input.imeSetComposition", composed)
    writing.send("Input.insertText", {"text": "１２３"})
    keys.press("Enter")
    is_saved(grid, "株洲市", MEASURES[0])
    assert result_of(cities[1], MEASURES[0]).value == 123
    field.click()
    grid.evaluate(DROP, "88")
    assert field.input_value() == "88"
    grid.evaluate(DROP, "9\t9")  # a block is to be pasted
    assert field.input_value() == "88"
    keys.press("Escape")
    keys.press("Delete")
    expect(field).to_have_value("")
    is_saved(grid, "株洲市", MEASURES[0])
    assert result_of(cities[1], MEASURES[0]).value is None


@pytest.mark.windows
def test_another_window_neither_adds_digits_nor_takes_them(grid, field):
    def to_another_and_back():
        other.bring_to_front()
        assert not grid.evaluate("document.hasFocus()")
        grid.bring_to_front()
        assert grid.evaluate("document.hasFocus()")

    other = grid.context.new_page()
    sight = grid.context.new_cdp_session(grid)
    sight.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    grid.bring_to_front()
    field.click()
    to_another_and_back()
    replaces(grid, field, "the window came back")
    to_another_and_back()
    field.click()
    replaces(grid, field, "a click that brought the window back")
    grid.keyboard.type("12")
    to_another_and_back()
    grid.keyboard.type("34")  # one goes on typing where one was
    assert field.input_value() == "1234"
    to_another_and_back()
    field.click()
    grid.keyboard.type("5")
    assert field.input_value() == "5"


def test_no_digit_is_lost_while_answers_are_slow(grid, cities):
    grid.route("**/results/*/", lambda route: (grid.wait_for_timeout(150), route.continue_()))
    cell(grid, "长沙市", MEASURES[0]).click()
    for typed in ("1001", "162", "93"):
        grid.keyboard.type(typed)
        grid.keyboard.press("Tab")
    grid.keyboard.press("y")
    grid.keyboard.press("Tab")
    for typed in ("1002", "164", "94"):
        grid.keyboard.type(typed)
        grid.keyboard.press("Tab")
    grid.keyboard.press("n")
    expect(grid.locator("td.cell.is-saved")).to_have_count(8)
    values = [result_of(table, name).value for table in cities for name in MEASURES]
    assert values == [1001, 162, 93, 1, 1002, 164, 94, 0]


def test_the_last_of_two_quick_values_stands(grid, cities):
    """The old figure typed again while the new one is on its way is a change like another."""
    field = cell(grid, "长沙市", MEASURES[0])
    grid.route("**/results/*/", lambda route: (grid.wait_for_timeout(300), route.continue_()))
    field.click()
    for typed in ("12", "1510"):
        grid.keyboard.type(typed)
        grid.keyboard.press("Enter")
        grid.keyboard.press("ArrowUp")
    expect(field).to_have_value("1,510")
    expect(grid.locator("#grid-state")).to_contain_text("已保存")
    now = result_of(cities[0], MEASURES[0])
    assert (now.value, now.version) == (1510, 2)


def test_undo_works_at_once_after_a_confirmed_paste(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).click()
    grid.evaluate(PASTE, ["株洲\t900\n长沙市\t1000"])
    dialog = grid.get_by_role("dialog", name="写入前请核对")
    dialog.get_by_role("button", name=re.compile("^写入")).click()
    expect(dialog).to_be_hidden()
    grid.keyboard.press("Control+z")
    expect(grid.locator("#grid-said")).to_contain_text("已撤销：2 格恢复原值")
    expect(cell(grid, "株洲市", MEASURES[0])).to_have_value("1,510")
    is_saved(grid, "株洲市", MEASURES[0])
    assert [result_of(table, MEASURES[0]).value for table in cities] == [1510, 1510]
    assert [result_of(table, MEASURES[0]).version for table in cities] == [2, 2]


def test_what_was_refused_as_closed_waits_for_the_person(grid, address, person, cities):
    first, second = (cell(grid, city, MEASURES[0]) for city in ("长沙市", "株洲市"))
    Year.objects.update(state=YearState.REVIEW)
    first.click()
    for typed in ("900", "800"):
        grid.keyboard.type(typed)
        grid.keyboard.press("Enter")
    issues = grid.locator("#grid-issues li")
    expect(issues).to_have_count(2)
    expect(issues.first).to_contain_text("采集已关闭")
    Year.objects.update(state=YearState.COLLECTING)
    grid.evaluate("window.dispatchEvent(new Event('online'))")
    grid.reload()
    expect(grid.locator("#grid[data-ready]")).to_be_visible()
    expect(issues.first).to_contain_text("上次没有保存")
    expect(first).to_have_value("900")
    expect(grid.locator("#grid-state")).to_have_text("2 格未保存")
    assert result_of(cities[0], MEASURES[0]).value == 1510
    issues.first.get_by_role("button", name="重新保存").click()
    is_saved(grid, "长沙市", MEASURES[0])
    issues.first.get_by_role("button", name="放弃").click()
    expect(second).to_have_value("1,510")
    expect(issues).to_have_count(0)
    assert [result_of(table, MEASURES[0]).value for table in cities] == [900, 1510]
    grid.reload()
    expect(grid.locator("#grid[data-ready]")).to_be_visible()
    expect(issues).to_have_count(0)


def test_what_was_still_typed_when_it_closed_asks_as_well(grid, cities):
    """Never sent, opened once while closed: the person was told that it is not saved."""
    field = cell(grid, "长沙市", MEASURES[0])
    grid.context.set_offline(True)
    field.click()
    grid.keyboard.type("900")
    grid.keyboard.press("Enter")
    expect(grid.locator("#grid-issues")).to_contain_text("网络不通")
    Year.objects.update(state=YearState.REVIEW)
    grid.context.set_offline(False)
    grid.reload()
    expect(grid.locator("#grid-issues")).to_contain_text("上次输入的“900”没有保存")
    Year.objects.update(state=YearState.COLLECTING)
    grid.reload()
    expect(grid.get_by_role("button", name="重新保存")).to_be_visible()
    assert result_of(cities[0], MEASURES[0]).value == 1510


def test_an_earlier_value_is_restored_after_a_reload(grid, cities):
    field = cell(grid, "长沙市", MEASURES[0])
    write(cities[0], 151)
    grid.reload()
    field.click()
    grid.keyboard.press("Control+Enter")
    panel = grid.get_by_role("dialog", name="长沙市 · 农业实用技术培训")
    expect(panel.get_by_role("button", name="恢复此值")).to_have_count(0)
    write(cities[0], 1510)
    panel.get_by_role("button", name="关闭").click()
    expect(field).to_be_focused()
    grid.keyboard.press("Control+Enter")
    expect(field).to_have_value("1,510")  # what a colleague wrote meanwhile
    panel.get_by_role("button", name=re.compile("恢复此值.*151")).click()
    expect(panel).to_contain_text("已恢复")
    expect(field).to_have_value("151")
    panel.get_by_role("button", name="关闭").click()
    expect(field).to_be_focused()
    grid.keyboard.press("Control+z")
    expect(field).to_have_value("1,510")
    is_saved(grid, "长沙市", MEASURES[0])


def test_the_panel_shows_the_grid_what_a_colleague_wrote(grid, field, cities):
    write(cities[1], 900)
    field.click()
    grid.keyboard.press("Control+Enter")
    expect(field).to_have_value("900")
    td = grid.locator("td.cell", has=field)
    expect(td).to_have_attribute("title", re.compile("他人已改：.*改为“900”"))


def test_what_was_half_typed_is_shown_and_not_sent(grid, field, cities):
    field.click()
    grid.keyboard.type("15")
    grid.reload()
    expect(field).to_have_value("15")
    expect(grid.locator("#grid-issues")).to_contain_text("没有输完就离开了")
    field.click()
    grid.keyboard.press("Enter")  # passing by is no answer
    grid.evaluate("window.dispatchEvent(new Event('online'))")
    expect(grid.locator("#grid-state")).to_have_text("1 格未保存")
    grid.get_by_role("button", name="放弃").click()
    expect(field).to_have_value("1,510")
    assert result_of(cities[1], MEASURES[0]).version == 0


def test_a_click_away_from_the_named_places_chooses_the_cell_clicked(
    context, address, person, cities
):
    component = result_of(cities[0], MEASURES[0]).measure.component
    make_measure(component, "内部审计", "数量", "个", "2", places=["望城区", "浏阳市"])
    page = open_grid(context, address, person)
    cell(page, "长沙市", "内部审计").focus()
    page.keyboard.press(" ")
    page.keyboard.press(" ")  # the first is done
    other = cell(page, "株洲市", MEASURES[0])
    other.click()
    page.keyboard.type("900")
    page.keyboard.press("Enter")
    is_saved(page, "长沙市", "内部审计")
    expect(other).to_have_value("900")
    expect(cell(page, "长沙市", "内部审计")).to_have_value("1")


def test_what_is_typed_before_the_scripts_run_is_not_lost(context, address, person, cities):
    sign_in(context, address, person.username)
    page = context.new_page()
    scripts = []
    page.route("**/js/grid.js", lambda route: scripts.append(route))
    with page.expect_request("**/js/grid.js"):
        page.goto(address, wait_until="commit")
    left, entered = (cell(page, "株洲市", name) for name in MEASURES[:2])
    left.fill("1000")
    entered.press_sequentially("16")
    scripts.pop().continue_()
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    is_saved(page, "株洲市", MEASURES[0])
    page.keyboard.type("6")
    page.keyboard.press("Enter")
    is_saved(page, "株洲市", MEASURES[1])
    assert [result_of(cities[1], name).value for name in MEASURES[:2]] == [1000, 166]
