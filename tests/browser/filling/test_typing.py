"""Typing: by keyboard from empty to submitted, what saves and computes itself, rows that grow,
blocks from a spreadsheet."""

import re

from playwright.sync_api import expect

from selfeval.models import Submission
from tests.browser.filling.sheet import computed, data_of, field, is_saved, type_in

PASTE = """([text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  const event = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", event));
}"""


def test_a_report_is_filled_and_submitted_by_keyboard(page, report):
    keys = page.keyboard
    field(page, "unit").focus()
    for words in ("试验县移民局", "张某某", "12", "100", "100"):
        keys.type(words)
        keys.press("Tab")
    expect(computed(page, "rate")).to_have_text("100")
    field(page, "summary").focus()
    keys.type("按计划完成。")
    keys.press("Enter")
    keys.type("没有遗留。")
    next_part = page.get_by_role("link", name=re.compile("绩效指标 ›"))
    next_part.focus()
    keys.press("Enter")
    page.wait_for_url(re.compile("/sections/scores/"))
    assert data_of(report)["fields"]["summary"] == "按计划完成。\n没有遗留。"
    fill_scores(page)
    page.get_by_role("link", name="核对与提交").first.focus()
    keys.press("Enter")
    page.wait_for_url(re.compile("/submit/"))
    expect(page.locator("#filling[data-ready]")).to_be_visible()
    page.locator("#submit-button").focus()
    keys.press("Enter")
    page.wait_for_url(re.compile("/receipt/"))
    expect(page.locator(".receipt-number")).to_have_text(Submission.objects.get().receipt)


def fill_scores(page):
    """Fill the section of scores from the first field on, adding the indicator it asks for."""
    keys = page.keyboard
    page.get_by_role("button", name="增加指标到效益").focus()
    keys.press("Enter")
    keys.type("受益人口满意")
    keys.press("Enter")
    expect(field(page, "benefit_a1.target")).to_be_focused()
    keys.type("90")
    keys.press("Enter")
    for address, words in (
        ("benefit_a1.outcome", "92"),
        ("trained.target", "200"),
        ("trained.outcome", "200"),
        ("villages.target", "4"),
        ("villages.outcome", "4"),
        ("satisfaction.outcome", "95"),
    ):
        type_in(page, address, words)
    page.keyboard.press("Tab")
    is_saved(page)
    for unit in ("预算执行率", "培训人数", "建成移民村", "效益", "满意度"):
        take = page.get_by_role("button", name=f"采用建议分：{unit}", exact=True)
        take.focus()
        keys.press("Enter")
        expect(take).to_be_hidden()
    expect(page.locator(".fill-total [data-total=shown]")).to_have_text("100")
    expect(page.locator(".fill-total [data-total=grade]")).to_have_text("优秀")
    field(page, "grade").select_option("优秀")
    expect(page.locator("#dock-count")).to_be_hidden()


def test_what_is_typed_saves_itself_without_leaving_the_field(page, report):
    field(page, "unit").focus()
    page.keyboard.type("移民局")
    is_saved(page)
    assert data_of(report)["fields"] == {"unit": "移民局"}
    expect(page.locator("li[data-section=basics] [data-part=percent]")).to_have_text("25%")
    expect(page.locator("#fill-filled")).to_have_text("1")
    page.reload()
    expect(field(page, "unit")).to_have_value("移民局")


def test_computed_cells_follow_and_tell_their_formula(page):
    type_in(page, "budget", "200")
    type_in(page, "spent", "150")
    page.keyboard.press("ArrowRight")  # to the computed rate
    expect(computed(page, "rate")).to_be_focused()
    expect(computed(page, "rate")).to_have_text("75")
    expect(page.locator("#cell-card")).to_contain_text(
        "执行率 = 执行数 150 ÷ 预算数 200 × 100 = 75"
    )
    findings = page.locator("#findings")
    expect(findings).to_contain_text("低于 90%，请说明原因")


def test_words_that_are_no_number_are_kept_and_found(page, report):
    type_in(page, "budget", "三百")
    page.keyboard.press("Tab")
    is_saved(page)
    assert data_of(report)["fields"]["budget"] == "三百"
    expect(field(page, "budget")).to_have_attribute("data-mark", "error")
    expect(page.locator("#findings")).to_contain_text("不是数字，请填阿拉伯数字")


def test_rows_grow_and_go_by_keyboard(page, report):
    page.get_by_role("button", name="增加一行").focus()
    page.keyboard.press("Enter")
    expect(field(page, "projects.1.name")).to_be_focused()
    page.keyboard.type("饮水工程")
    page.keyboard.press("Tab")
    page.keyboard.type("12.5")
    page.keyboard.press("Enter")  # a new row under the last
    expect(field(page, "projects.2.amount")).to_be_focused()
    page.keyboard.type("7.5")
    page.keyboard.press("ArrowUp")
    expect(field(page, "projects.1.amount")).to_be_focused()
    expect(computed(page, "projects.total.amount")).to_have_text("20")
    page.keyboard.press("Control+Delete")
    page.get_by_role("dialog").get_by_role("button", name="删除", exact=True).click()
    expect(computed(page, "projects.total.amount")).to_have_text("7.5")
    expect(field(page, "projects.2.amount")).to_have_value("7.5")
    assert [row["row"] for row in data_of(report)["tables"]["projects"]] == ["2"]


def test_a_block_from_a_spreadsheet_makes_its_rows(page, report):
    page.get_by_role("button", name="增加一行").click()
    expect(field(page, "projects.1.name")).to_be_focused()
    page.evaluate(PASTE, ["饮水工程\t1,200.5\n道路\t30\n桥梁\t4\n"])
    expect(computed(page, "projects.total.amount")).to_have_text("1234.5")
    is_saved(page)
    rows = data_of(report)["tables"]["projects"]
    assert [row["name"] for row in rows] == ["饮水工程", "道路", "桥梁"]
    field(page, "projects.1.name").focus()
    page.evaluate(PASTE, ["甲\t1\n乙\t2\n丙\t3\n丁\t4\n戊\t5\n己\t6\n"])
    dialog = page.locator("#paste-dialog")
    expect(dialog).to_contain_text("其中 6 格会改变已录的内容；2 个值没有对应的格")
    dialog.get_by_role("button", name="返回核对").click()
    expect(field(page, "projects.1.name")).to_have_value("饮水工程")


def test_a_pasted_figure_that_stands_is_shown_before_it_changes(page, report):
    page.get_by_role("button", name="增加一行").click()
    expect(field(page, "projects.1.name")).to_be_focused()
    page.evaluate(PASTE, ["名称\t金额\n饮水工程\t12\n合计\t12"])
    dialog = page.locator("#paste-dialog")
    expect(dialog).to_contain_text("合计、平均行，不粘贴")
    dialog.get_by_role("button", name="写入 2 格").click()
    expect(computed(page, "projects.total.amount")).to_have_text("12")
    field(page, "projects.1.amount").focus()
    page.evaluate(PASTE, ["15\n20"])
    expect(dialog).to_contain_text(re.compile(r"12\s*→\s*15"))
    dialog.get_by_role("button", name="写入 2 格").click()
    expect(computed(page, "projects.total.amount")).to_have_text("35")
    expect(field(page, "projects.1.amount")).to_have_value("15")
    is_saved(page)
    rows = data_of(report)["tables"]["projects"]
    assert [row["amount"] for row in rows] == ["15", "20"]
