"""The office's grid as one uses it: keys, paste, two people, a session that ran out, undo."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Indicator, Result, Year, YearState
from tests.browser.browsing import sign_in
from tests.factories import (
    make_account,
    make_city,
    make_measure,
    make_office,
    make_table,
)

PASTE = """([text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", event));
}"""
COPY = """() => {
  const data = new DataTransfer();
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("copy", event));
  return data.getData("text/plain");
}"""
MEASURES = ("农业实用技术培训", "转移就业技能培训", "获证率", "无就业跟踪服务")


@pytest.fixture
def office(transactional_db):
    return make_office("培训中心")


@pytest.fixture
def cities(office):
    return [make_table(city=make_city(name), office=office) for name in ("长沙市", "株洲市")]


@pytest.fixture
def person(office):
    return make_account("peixun", role="office", office=office, full_name="培训乙")


@pytest.fixture
def address(live_server, cities):
    indicator = Indicator.objects.get(name="移民培训")
    return live_server.url + reverse("collection-grid", args=[2017, indicator.pk])


@pytest.fixture
def grid(context, address, person):
    return open_grid(context, address, person)


def open_grid(context, address, account):
    sign_in(context, address, account.username)
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    return page


def result_of(table, name) -> Result:
    return Result.objects.get(measure__name=name, measure__component__item__section__table=table)


def cell(page, city, name):
    return page.get_by_label(f"{city} {name}", exact=True)


def is_saved(page, city, name):
    td = page.locator("td.cell", has=cell(page, city, name))
    expect(td).to_have_class(re.compile("is-saved"))


def are_recorded(page, count):
    """Wait until the server has answered that so many cells are recorded."""
    expect(page.locator("#grid-recorded")).to_have_text(str(count))


def score_of(page, city):
    return page.get_by_label(re.compile(f"^{city}得分")).locator("[data-part=score]")


@pytest.mark.both_browsers
def test_a_row_is_filled_with_the_keyboard(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).focus()
    for typed in ("1000", "166", "93"):
        grid.keyboard.type(typed)
        grid.keyboard.press("Tab")
    grid.keyboard.press("y")
    is_saved(grid, "长沙市", MEASURES[3])
    values = [result_of(cities[0], name).value for name in MEASURES]
    assert values == [1000, 166, 93, 1]
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("1,000")
    expect(score_of(grid, "长沙市")).to_have_text("8.60")  # 9 − 0.2 − 0.2; 91.9 % is no whole step
    are_recorded(grid, 4)
    expect(grid.locator("#grid-state")).to_contain_text("已保存")


def test_keys_walk_as_in_a_spreadsheet(grid):
    cell(grid, "长沙市", MEASURES[0]).focus()
    for key, city, name in (
        ("ArrowRight", "长沙市", MEASURES[1]),
        ("Enter", "株洲市", MEASURES[1]),
        ("Home", "株洲市", MEASURES[0]),
        ("End", "株洲市", MEASURES[3]),
        ("Control+Home", "长沙市", MEASURES[0]),
        ("Control+End", "株洲市", MEASURES[3]),
        ("Shift+Tab", "株洲市", MEASURES[2]),
        ("Shift+Enter", "长沙市", MEASURES[2]),
    ):
        grid.keyboard.press(key)
        expect(cell(grid, city, name)).to_be_focused()


def test_escape_brings_back_what_was_there(grid, cities):
    field = cell(grid, "长沙市", MEASURES[0])
    field.focus()
    grid.keyboard.type("1000")
    grid.keyboard.press("Enter")
    is_saved(grid, "长沙市", MEASURES[0])
    field.focus()
    grid.keyboard.type("77")
    grid.keyboard.press("Escape")
    expect(field).to_have_value("1,000")
    assert result_of(cities[0], MEASURES[0]).version == 1


def test_f2_edits_inside_the_old_text(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.type("100")
    grid.keyboard.press("Enter")
    grid.keyboard.press("ArrowUp")
    is_saved(grid, "长沙市", MEASURES[0])
    grid.keyboard.press("F2")
    grid.keyboard.type("5")
    grid.keyboard.press("Enter")
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("1,005")


def test_a_refused_value_stays_and_says_why(grid, cities):
    field = cell(grid, "长沙市", MEASURES[0])
    field.focus()
    grid.keyboard.type("三十")
    grid.keyboard.press("Enter")
    expect(grid.locator("#grid-issues")).to_contain_text("“三十”不是数字")
    expect(field).to_have_value("三十")
    expect(field).to_have_attribute("aria-invalid", "true")
    grid.get_by_role("button", name="放弃，恢复原值").click()
    expect(field).to_have_value("")
    expect(grid.locator("#grid-issues")).to_be_hidden()


def test_a_small_block_is_pasted_at_once(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.evaluate(PASTE, ['1,000\t166\r\n"900"\t160\r\n'])
    is_saved(grid, "株洲市", MEASURES[1])
    pasted = [result_of(table, name).value for table in cities for name in MEASURES[:2]]
    assert pasted == [1000, 166, 900, 160]


@pytest.mark.both_browsers
def test_a_block_finds_its_rows_by_the_names_of_the_cities(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.evaluate(PASTE, ["株洲\t900\n长沙市\t1000"])
    dialog = grid.get_by_role("dialog", name="写入前请核对")
    expect(dialog).to_contain_text("将写入 2 格")
    assert Result.objects.recorded().count() == 0
    dialog.get_by_role("button", name="写入 2 格").click()
    is_saved(grid, "株洲市", MEASURES[0])
    assert [result_of(table, MEASURES[0]).value for table in cities] == [1000, 900]


def test_a_block_with_a_wrong_value_writes_nothing_before_it_is_confirmed(grid, cities):
    cell(grid, "长沙市", MEASURES[2]).focus()
    grid.evaluate(PASTE, ["96\n九成六"])
    dialog = grid.get_by_role("dialog", name="写入前请核对")
    expect(dialog).to_contain_text("“九成六”不是数字")
    assert Result.objects.recorded().count() == 0
    dialog.get_by_role("button", name="返回核对").click()
    expect(cell(grid, "长沙市", MEASURES[2])).to_have_value("")
    assert Result.objects.recorded().count() == 0


def test_a_selected_block_is_copied_as_a_spreadsheet_takes_it(grid):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.evaluate(PASTE, ["1000\t166\n900\t160"])
    is_saved(grid, "株洲市", MEASURES[1])
    grid.keyboard.press("Shift+ArrowDown")
    grid.keyboard.press("Shift+ArrowRight")
    assert grid.evaluate(COPY) == "1000\t166\r\n900\t160"


def test_undo_brings_back_the_last_change(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).focus()
    for typed in ("1000", "900"):
        grid.keyboard.type(typed)
        grid.keyboard.press("Enter")
        grid.keyboard.press("ArrowUp")
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("900")
    is_saved(grid, "长沙市", MEASURES[0])
    grid.keyboard.press("Control+z")
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("1,000")
    grid.get_by_role("button", name="撤销").click()
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("")
    expect(grid.get_by_role("button", name="撤销")).to_be_disabled()
    are_recorded(grid, 0)
    assert result_of(cities[0], MEASURES[0]).value is None


def test_delete_clears_the_selected_block(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.evaluate(PASTE, ["1000\t166"])
    is_saved(grid, "长沙市", MEASURES[1])
    grid.keyboard.press("Shift+ArrowRight")
    grid.keyboard.press("Delete")
    expect(cell(grid, "长沙市", MEASURES[1])).to_have_value("")
    are_recorded(grid, 0)
    expect(score_of(grid, "长沙市")).to_have_text("9.00")
    assert Result.objects.recorded().count() == 0


@pytest.fixture
def colleague(new_context, address, office):
    """A second person at a second machine, on the same grid."""
    account = make_account("peixun2", role="office", office=office, full_name="培训丙")
    return open_grid(new_context(), address, account)


def collide(grid, colleague):
    for page, typed in ((colleague, "900"), (grid, "800")):
        cell(page, "长沙市", MEASURES[0]).focus()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        if page is colleague:
            is_saved(page, "长沙市", MEASURES[0])
    issues = grid.locator("#grid-issues")
    expect(issues).to_contain_text("培训中心 培训丙")
    expect(issues).to_contain_text("改为“900”，您填的是“800”")
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("800")


@pytest.mark.both_browsers
def test_the_second_of_two_people_sees_both_and_keeps_his(grid, colleague, cities):
    collide(grid, colleague)
    assert result_of(cities[0], MEASURES[0]).value == 900
    grid.get_by_role("button", name="用我的").click()
    is_saved(grid, "长沙市", MEASURES[0])
    assert result_of(cities[0], MEASURES[0]).value == 800


def test_the_second_of_two_people_may_take_the_others(grid, colleague, cities):
    collide(grid, colleague)
    grid.get_by_role("button", name="用对方的").click()
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("900")
    expect(grid.locator("#grid-issues")).to_be_hidden()
    assert result_of(cities[0], MEASURES[0]).value == 900


def test_what_a_colleague_changed_appears_by_itself(grid, colleague):
    cell(colleague, "株洲市", MEASURES[2]).focus()
    colleague.keyboard.type("96")
    colleague.keyboard.press("Enter")
    is_saved(colleague, "株洲市", MEASURES[2])
    grid.evaluate("document.dispatchEvent(new Event('grid-look'))")
    expect(cell(grid, "株洲市", MEASURES[2])).to_have_value("96")
    td = grid.locator("td.cell", has=cell(grid, "株洲市", MEASURES[2]))
    expect(td).to_have_attribute("title", re.compile("他人已改：培训中心 培训丙.*改为“96”"))


@pytest.mark.both_browsers
def test_an_expired_session_loses_nothing(grid, address, person, cities):
    Session.objects.all().delete()
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.type("1000")
    grid.keyboard.press("Enter")
    expect(grid.locator("#expired-dialog")).to_be_visible()
    expect(cell(grid, "长沙市", MEASURES[0])).to_have_value("1000")
    assert result_of(cities[0], MEASURES[0]).value is None
    sign_in(grid.context, address, person.username)
    grid.evaluate("window.dispatchEvent(new Event('focus'))")
    is_saved(grid, "长沙市", MEASURES[0])
    assert result_of(cities[0], MEASURES[0]).value == 1000


def test_what_was_not_sent_is_there_after_opening_the_page_again(grid, address, person, cities):
    Session.objects.all().delete()
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.type("1000")
    grid.keyboard.press("Enter")
    expect(grid.locator("#expired-dialog")).to_be_visible()
    again = open_grid(grid.context, address, person)
    is_saved(again, "长沙市", MEASURES[0])
    assert result_of(cities[0], MEASURES[0]).value == 1000


def test_without_a_network_the_value_waits_and_is_sent_later(grid, cities):
    grid.context.set_offline(True)
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.type("1000")
    grid.keyboard.press("Enter")
    expect(grid.locator("#grid-issues")).to_contain_text("网络不通")
    grid.context.set_offline(False)
    grid.evaluate("window.dispatchEvent(new Event('online'))")
    is_saved(grid, "长沙市", MEASURES[0])
    assert result_of(cities[0], MEASURES[0]).value == 1000


@pytest.fixture
def audited(cities):
    """A measure of 长沙市 that names its places."""
    component = result_of(cities[0], MEASURES[0]).measure.component
    return make_measure(component, "内部审计", "数量", "个", "2", places=["望城区", "浏阳市"])


def ticked(measure):
    return Result.objects.get(measure=measure).ticked


def places_of(page):
    return page.get_by_role("dialog", name="长沙市 · 内部审计：勾选已完成的")


@pytest.mark.both_browsers
def test_named_places_are_ticked_and_counted(context, address, person, audited):
    page = open_grid(context, address, person)
    cell(page, "长沙市", "内部审计").focus()
    expect(places_of(page)).to_be_hidden()
    page.keyboard.press(" ")
    expect(places_of(page)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    page.keyboard.press("Enter")
    is_saved(page, "长沙市", "内部审计")
    expect(places_of(page)).to_be_hidden()
    expect(cell(page, "长沙市", "内部审计")).to_have_value("1")
    assert ticked(audited) == ["浏阳市"]


@pytest.mark.both_browsers
def test_places_stay_at_their_cell_and_keep_the_tab_key(context, address, person, audited):
    page = open_grid(context, address, person)
    cell(page, "长沙市", "内部审计").dblclick()
    places = places_of(page)
    td = page.locator("td.cell", has=cell(page, "长沙市", "内部审计"))
    expect_under(places, td)
    for label in ("浏阳市", "全部已完成", "确定", "望城区"):
        page.keyboard.press("Tab")
        expect(places.locator(":focus")).to_have_accessible_name(label)
    page.set_viewport_size({"width": 1280, "height": 600})
    page.evaluate("scrollBy(0, 40)")
    expect_under(places, td)
    page.keyboard.press("Escape")
    expect(places).to_be_hidden()
    expect(cell(page, "长沙市", "内部审计")).to_be_focused()
    assert ticked(audited) == []


def expect_under(box, td):
    bottom = td.evaluate("td => td.getBoundingClientRect().bottom")
    expect(box).to_have_attribute("style", re.compile(rf"top: {int(bottom)}\b"))


@pytest.mark.both_browsers
def test_a_click_outside_the_places_keeps_them_and_chooses_that_cell(
    context, address, person, audited
):
    page = open_grid(context, address, person)
    cell(page, "长沙市", "内部审计").dblclick()
    places_of(page).get_by_label("望城区").click()
    cell(page, "株洲市", MEASURES[0]).click()
    is_saved(page, "长沙市", "内部审计")
    expect(places_of(page)).to_be_hidden()
    expect(cell(page, "株洲市", MEASURES[0])).to_be_focused()
    page.keyboard.type("900")
    page.keyboard.press("Enter")
    is_saved(page, "株洲市", MEASURES[0])
    assert ticked(audited) == ["望城区"]


def test_a_closed_year_can_be_read_and_not_written(context, address, person):
    Year.objects.update(state=YearState.REVIEW)
    page = open_grid(context, address, person)
    field = cell(page, "长沙市", MEASURES[0])
    expect(field).to_have_attribute("readonly", "")
    expect(page.get_by_text("采集已关闭")).to_be_visible()


def test_the_score_unfolds_into_its_derivation(grid):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.evaluate(PASTE, ["0\t166"])
    is_saved(grid, "长沙市", MEASURES[1])
    grid.get_by_label(re.compile("^长沙市得分")).click()
    expect(grid.locator(".row-derivation")).to_contain_text("8 档 × 1 = 8")


def test_the_panel_of_a_cell_takes_a_remark_and_a_file(grid, cities, tmp_path):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.press("Control+Enter")
    panel = grid.get_by_role("dialog", name="长沙市 · 农业实用技术培训")
    panel.get_by_label("备注").fill("按培训台账统计")
    panel.get_by_role("button", name="保存备注").click()
    expect(panel).to_contain_text("备注已保存")
    expect(panel.get_by_role("button", name="保存备注")).to_be_focused()
    proof = tmp_path / "台账.txt"
    proof.write_text("培训台账", encoding="utf-8")
    panel.get_by_label("添加佐证材料").set_input_files(proof)
    panel.get_by_role("button", name="上传").click()
    expect(panel.get_by_role("link", name="台账.txt")).to_be_visible()
    panel.get_by_role("button", name="关闭").click()
    field = cell(grid, "长沙市", MEASURES[0])
    expect(field).to_be_focused()
    grid.keyboard.type("1000")  # the remark raised the version; the grid knows
    grid.keyboard.press("Enter")
    is_saved(grid, "长沙市", MEASURES[0])
    assert result_of(cities[0], MEASURES[0]).remark == "按培训台账统计"


def test_escape_closes_the_panel_whatever_was_done_in_it(grid, cities):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.type("5")
    grid.keyboard.press("Enter")
    is_saved(grid, "长沙市", MEASURES[0])
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.type("6")
    grid.keyboard.press("Enter")
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.press("Control+Enter")
    panel = grid.get_by_role("dialog", name="长沙市 · 农业实用技术培训")
    panel.get_by_role("button", name="恢复此值").first.focus()
    grid.keyboard.press("Enter")
    expect(panel).to_contain_text("5")
    grid.wait_for_function(
        "() => document.getElementById('cell-panel').contains(document.activeElement)"
    )
    grid.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(cell(grid, "长沙市", MEASURES[0])).to_be_focused()


def test_grid_has_no_accessibility_violations(grid):
    cell(grid, "长沙市", MEASURES[0]).focus()
    grid.keyboard.type("三十")
    grid.keyboard.press("Enter")
    expect(grid.locator("#grid-issues")).to_be_visible()
    grid.get_by_label(re.compile("^株洲市得分")).click()
    expect(grid.locator(".row-derivation")).to_be_visible()
    report = Axe().run(grid)
    assert report.violations_count == 0, report.generate_report()


def test_list_of_indicators_has_no_accessibility_violations(context, live_server, address, person):
    sign_in(context, address, person.username)
    page = context.new_page()
    page.goto(live_server.url + reverse("collection", args=[2017]))
    report = Axe().run(page)
    assert report.violations_count == 0, report.generate_report()
