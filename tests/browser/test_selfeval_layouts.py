"""Each of the four official layouts, from an empty report to an accepted one, in a browser.

The figures are those of the four source reports: two are typed and pasted, one is filled in
by workbook, one by keyboard alone, to the last signature of the province.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from cities.models import Account
from selfeval.engine.answers import answers_of
from selfeval.engine.cells import entered_words
from selfeval.engine.laid import Laid
from selfeval.loading import draft_of
from selfeval.models import Report, ReportState
from tests.browser.browsing import open_as
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import make_form, make_report, make_task, source

#: What stands where in a table: each line's cells by address, computed ones among them.
MATRIX = """block => [...block.querySelectorAll('tbody > tr:not(.is-line)')]
  .map(line => [...line.querySelectorAll(':scope > td.entry')])
  .filter(line => line.length)
  .map(line => line.map(box => box.querySelector(':scope > [data-cell]')?.dataset.cell ?? ''))"""
PASTE = """(input, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  const options = { clipboardData, bubbles: true, cancelable: true };
  input.focus();
  input.dispatchEvent(new ClipboardEvent('paste', options));
}"""
UNFILLED = """wanted => [...document.querySelectorAll('.sheet [data-cell]')]
  .map(input => [input.dataset.cell, input.value])
  .filter(([address, words]) => address in wanted && words !== wanted[address])
  .map(([address]) => address)"""
FOCUS = """() => ({
  address: document.activeElement.dataset.cell ?? '',
  words: document.activeElement.value ?? '',
})"""
#: So many stops of the Tab key lead anywhere on a page.
MOST_TABS = 250


@dataclass
class Case:
    """A county with one task; all who work on its report; the words of the source."""

    site: str
    report: Report
    county: Account
    city: Account
    office: Account
    words: dict[str, str] = field(default_factory=dict)

    def now(self) -> Report:
        return Report.objects.select_related("task__form", "accepted").get(pk=self.report.pk)


@pytest.fixture
def make_case(transactional_db, live_server):
    def make(name: str) -> Case:
        told = source(name)
        city = make_city(told["city"])
        task = make_task(make_form(told["form"]), year=told["year"])
        report = make_report(task, make_county(told["county"], city))
        people = (
            make_account("county", role="county", place=report.county),
            make_account("city", role="city", place=city),
            make_account("office", role="assessment_office"),
        )
        return Case(live_server.url, report, *people, words=open_words(report, told))

    return make


def open_words(report: Report, told: dict) -> dict[str, str]:
    """Return the source's words by address, without what the form computes or prints itself."""
    entered, form = answers_of(told), draft_of(report).form
    cells = Laid(form, entered, told["year"]).cell_by_address
    words = entered_words(entered)
    return {a: words[a] for a in words if a in cells and not cells[a].is_computed}


# --- what all layouts have in common -----------------------------------------------------


def click(target: Locator) -> None:
    target.click()


def press(target: Locator) -> None:
    """Go to a link or button by the Tab key and press it."""
    page = target.page
    expect(target).to_be_enabled()
    for _ in range(MOST_TABS):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {target}")


def start(context, case: Case, act: Callable = click) -> Page:
    """Open the county's desk and begin its report, which is empty."""
    assert entered_words(draft_of(case.report).answers) == {}
    page = open_as(context, case.site, case.county.username, reverse("home"))
    act(page.get_by_role("link", name="开始填报"))
    is_ready(page)
    return page


def is_ready(page: Page) -> None:
    expect(page.locator("#filling[data-ready]")).to_be_visible()


def is_saved(page: Page) -> None:
    expect(page.locator("#fill-state")).to_contain_text(re.compile("^草稿已保存"))


def to_next(page: Page, act: Callable = click) -> bool:
    """Go on to the next section, or to the page of submitting; returns whether it was a section."""
    before = page.url
    act(page.locator(".sheet-after"))
    page.wait_for_url(lambda url: url != before)
    is_ready(page)
    return "/sections/" in page.url


def submit(page: Page, act: Callable = click) -> None:
    act(page.get_by_role("button", name="确认提交"))
    page.wait_for_url(re.compile("/receipt/"))
    expect(page.locator(".receipt-head")).to_contain_text("已提交，等待审核")


def review(new_context, case: Case, act: Callable = click) -> Page:
    """City and province take the report through to the end, each from his own list."""
    city = _from_list(new_context(), case, case.city, act)
    act(city.get_by_role("button", name="开始初审"))
    expect(city.locator("#messages")).to_be_visible()
    act(city.get_by_role("button", name="初审通过，报省级审核"))
    expect(city.locator("#messages")).to_contain_text("已报省级审核")
    office = _from_list(new_context(), case, case.office, act)
    act(office.get_by_role("button", name="审核通过"))
    act(office.get_by_role("dialog", name="请确认").get_by_role("button", name="审核通过"))
    expect(office.locator("#messages")).to_contain_text("已审核通过")
    return office


def _from_list(context, case: Case, reviewer: Account, act: Callable) -> Page:
    page = open_as(context, case.site, reviewer.username, reverse("selfeval"))
    act(page.get_by_role("link", name=case.report.county_name))
    page.wait_for_url(re.compile("/review/"))
    return page


def is_accepted(case: Case, page: Page, total: str, grade: str) -> None:
    """The report stands as accepted, with the source's words, total and grade."""
    report = case.now()
    assert report.state == ReportState.ACCEPTED
    assert (report.accepted.total_shown, report.accepted.grade) == (total, grade)
    kept = entered_words(answers_of(report.accepted.data))
    assert {address: kept.get(address, "") for address in case.words} == case.words
    figures = page.locator(".review .figures")
    if grade:
        expect(figures).to_contain_text(total)
        expect(figures).to_contain_text(grade)
    else:
        expect(figures).not_to_contain_text("总分")


#: A larger block is shown before it is written.
WRITTEN_AT_ONCE = 20


# --- typed and pasted --------------------------------------------------------------------


def fill_section(page: Page, words: dict[str, str]) -> None:
    """Paste each table as a block out of a spreadsheet; type what stands outside of tables."""
    for block in page.locator(".sheet-block:has(table.is-grid)").all():
        paste_table(block, words)
    for number, address in enumerate(page.evaluate(UNFILLED, words)):
        cell = page.locator(f'[data-cell="{address}"]')
        if cell.evaluate("element => element.tagName") == "SELECT":
            cell.select_option(words[address])
        elif number:
            cell.fill(words[address])
        else:
            cell.click()
            page.keyboard.press("Control+A")
            page.keyboard.type(words[address])
    page.keyboard.press("Tab")
    is_saved(page)
    assert page.evaluate(UNFILLED, words) == []


def paste_table(block: Locator, words: dict[str, str]) -> None:
    lines = lines_of(block, words)
    filled = [line for line in lines if any(map(words.get, line))]
    if not filled:
        return
    left = min(n for line in filled for n, address in enumerate(line) if words.get(address))
    top = next(line for line in filled if line[left])
    pasted = [line[left:] for line in lines[lines.index(top) : lines.index(filled[-1]) + 1]]
    text = "".join("\t".join(words.get(a, "") for a in line) + "\n" for line in pasted)
    block.locator(f'[data-cell="{top[left]}"]').evaluate(PASTE, text)
    if sum(bool(words.get(address)) for line in pasted for address in line) > WRITTEN_AT_ONCE:
        look = block.page.get_by_role("dialog", name="写入前请核对")
        look.get_by_role("button", name=re.compile(r"^写入 \d+ 格$")).click()
    last = next(a for a in reversed(pasted[-1]) if words.get(a))
    expect(block.locator(f'[data-cell="{last}"]')).to_have_value(words[last])


def lines_of(block: Locator, words: dict[str, str]) -> list[list[str]]:
    """Return the addresses of a table, line by line; of a growing one, the lines it shall have."""
    growing = block.get_attribute("data-growing")
    if not growing:
        return block.evaluate(MATRIX)
    rows = {address.split(".")[1]: None for address in words if address.startswith(f"{growing}.")}
    if rows and not block.locator("tr[data-row]").count():
        block.get_by_role("button", name="增加一行").click()
        expect(block.locator("tr[data-row]")).to_have_count(1)
    first = [address.split(".")[-1] for address in block.evaluate(MATRIX)[0]]
    return [[column and f"{growing}.{row}.{column}" for column in first] for row in rows]


def fill_all(page: Page, words: dict[str, str]) -> None:
    """Fill every section, one after the other, up to the page of submitting."""
    fill_section(page, words)
    while to_next(page):
        fill_section(page, words)


def test_a_form_with_basic_tables_is_filled_and_accepted(context, new_context, make_case):
    case = make_case("2017_yueyanglou")
    page = start(context, case)
    fill_all(page, case.words)
    expect(page.locator(".figures")).to_contain_text("98")
    expect(page.locator("#findings")).to_contain_text("222.89")  # appropriated, 220.58 spent
    submit(page)
    expect(page.locator(".receipt")).to_contain_text("98 · 优秀")
    is_accepted(case, review(new_context, case), "98", "优秀")


def test_a_scored_form_waits_for_its_empty_score(context, new_context, make_case):
    case = make_case("2020_hengyang")
    page = start(context, case)
    fill_all(page, case.words)
    found = page.locator("#findings")
    expect(found.locator('[data-group="errors"]')).to_contain_text("已填得分合计 85")
    expect(page.get_by_role("button", name="确认提交")).to_be_disabled()
    expect(page.locator(".figures")).not_to_contain_text("优秀")

    missing = found.locator('[data-group="missing"]')
    missing.locator("summary").click()
    missing.get_by_role("link", name="满意度").click()
    score = page.locator('[data-cell="satisfaction.score"]')
    expect(score).to_be_focused()
    page.keyboard.type("10")
    page.keyboard.press("Tab")
    expect(page.locator(".fill-total [data-total=shown]")).to_have_text("95")
    expect(page.locator(".fill-total [data-total=grade]")).to_have_text("优秀")
    is_saved(page)

    why = page.locator('[data-cell="explain:training_money@training_state"]')
    expect(page.get_by_role("button", name="确认提交")).to_have_count(0)
    why.fill("跨年结算，余款次年支付。")
    why.press("Tab")
    expect(page.locator("#dock-count")).to_be_hidden()
    page.get_by_role("link", name="核对与提交").first.click()
    is_ready(page)
    submit(page)
    expect(page.locator(".receipt")).to_contain_text("95 · 优秀")
    is_accepted(case, review(new_context, case), "95", "优秀")


# --- by workbook -------------------------------------------------------------------------


def test_the_form_of_the_fund_is_filled_by_workbook_and_accepted(
    context, new_context, make_case, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    case = make_case("2023_yueyang")
    page = start(context, case)
    page.get_by_role("link", name="离线填报").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载填报表 .xlsx").click()
    written = write_workbook(download.value, tmp_path / "填报表.xlsx", case.words)
    assert written == len(case.words)
    page.get_by_label("填好的工作簿").set_input_files(tmp_path / "填报表.xlsx")
    page.get_by_role("button", name="预览变化").click()
    expect(page.get_by_role("heading", name=re.compile("处变化"))).to_contain_text(f"{written} 处")
    assert entered_words(draft_of(case.now()).answers) == {}  # nothing before it is confirmed
    page.get_by_role("button", name="写入这些变化").click()
    is_ready(page)
    page.get_by_role("link", name="核对与提交").first.click()
    is_ready(page)
    expect(page.locator(".figures")).to_contain_text("97.16")
    expect(page.locator("#findings")).to_contain_text("93.56")  # entered as 94
    submit(page)
    expect(page.locator(".receipt")).to_contain_text("97.16 · 优")
    is_accepted(case, review(new_context, case), "97.16", "优")


def write_workbook(download, target, words: dict[str, str]) -> int:
    """Write the words where the workbook says that they belong; returns how many."""
    book = load_workbook(BytesIO(download.path().read_bytes()))
    places = {row[2]: row[:2] for row in book["核对码"].iter_rows(values_only=True) if row[2]}
    found = [address for address in words if address in places]
    for address in found:
        sheet, cell = places[address]
        book[sheet][cell] = words[address]
    book.save(target)
    return len(found)


# --- by keyboard -------------------------------------------------------------------------


def test_the_narrative_form_goes_from_empty_to_accepted_by_keyboard(
    context, new_context, make_case
):
    case = make_case("2022_shaodong")
    page = start(context, case, press)
    type_section(page, case.words)
    while to_next(page, press):
        type_section(page, case.words)
    expect(page.locator("#findings")).to_contain_text("925")  # 550 in the text
    submit(page, press)
    is_accepted(case, review(new_context, case, press), "—", "")


def type_section(page: Page, words: dict[str, str]) -> None:
    """Go from stop to stop by the Tab key up to the end of the section, typing into each field."""
    end = page.locator(".sheet-after")
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if words.get(stop["address"]) and not stop["words"]:
            page.keyboard.type(words[stop["address"]])
        elif end.evaluate("element => element === document.activeElement"):
            break
    assert page.evaluate(UNFILLED, words) == []
