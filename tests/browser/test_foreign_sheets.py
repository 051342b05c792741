"""Sheets of other offices built in the browser, filled and printed; what it takes is counted."""

import re
from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from press.paper import layout
from selfeval.loading import draft_of
from selfeval.models import FormDefinition, FormState
from selfeval.paper.document import paper_of
from selfeval.paper.model import Edition, Filing, Grid
from selfeval.paper.report import report_html
from tests.browser.browsing import open_as
from tests.browser.test_selfeval_layouts import is_ready, is_saved
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import make_report, make_task
from tests.selfeval.test_paper import reader, squeezed

pytestmark = pytest.mark.django_db(transaction=True)
#: A clerk who builds a sheet of one page needs no more clicks and pastes than this.
MOST = 40
#: Second levels of the first sheet with how many indicators each, under their first level.
LEVELS = (
    ("产出指标", 50, (("数量指标", 5), ("质量指标", 4), ("时效指标", 2), ("成本指标", 1))),
    ("效益指标", 30, (("经济效益指标", 2), ("社会效益指标", 2), ("生态效益指标", 2))),
    ("满意度指标", 10, (("服务对象满意度指标", 2),)),
)
FUNDS = (
    "项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n"
    "\t年度资金总额\t\t\t\t10\t\t\n"
    "\t其中：当年财政拨款\t\t\t\t—\t\t—\n"
    "\t上年结转资金\t\t\t\t—\t\t—\n"
    "\t其他资金\t\t\t\t—\t\t—\n"
)
HEADS = "一级指标\t二级指标\t三级指标\t年度指标值\t全年完成值\t分值\t得分\t偏差原因分析及改进措施"
UNITS = (
    "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t历史值\t全年完成值\t分值\t得分\n"
    "产出指标\t数量指标\t硬化产业路里程\t≥\t12\t公里\t\t\t30\t\n"
    "\t\t培训移民\t≥\t600\t人次\t\t\t30\t\n"
    "\t质量指标\t验收合格率\t＝\t100\t%\t\t\t20\t\n"
    "效益指标\t社会效益指标\t受益移民\t≥\t1800\t人\t\t\t20\t\n"
)


def indicators() -> str:
    """Return the first sheet's indicators as they are copied: levels merged, a target each."""
    lines = [
        "一级指标\t二级指标\t三级指标\t年度指标值\t全年完成值\t分值\t得分\t偏差原因分析及改进措施"
    ]
    for first, points, groups in LEVELS:
        count = sum(number for _, number in groups)
        left, name = points, first
        for second, number in groups:
            for place in range(1, number + 1):
                count -= 1
                share = left // (count + 1)
                left -= share
                group = second if place == 1 else ""
                title = f"{second.removesuffix('指标')}事项{place}"
                lines.append(f"{name}\t{group}\t{title}\t≥{place * 10}个\t\t{share}\t\t")
                name = ""
    return "\n".join(lines) + "\n"


@dataclass
class Hand:
    """Does what a person does, and counts it: a click, a text typed into a field, a paste."""

    page: Page
    done: list[str] = field(default_factory=list)

    def click(self, target: Locator) -> None:
        self.done.append("click")
        target.click()
        self.page.wait_for_load_state()

    def type(self, label: str, words: str) -> None:
        self.click(self.page.get_by_label(re.compile(f"^{label}(选填)?$")))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(words)

    def paste(self, text: str) -> None:
        """Paste into what has the focus, as the clipboard does."""
        self.done.append("paste")
        self.page.keyboard.insert_text(text)

    def button(self, name: str, *, inside: Locator | None = None) -> None:
        self.click((inside or self.page).get_by_role("button", name=name, exact=True).first)

    def link(self, name: str) -> None:
        self.click(self.page.get_by_role("link", name=name, exact=True).first)

    def said(self) -> str:
        return f"{self.done.count('click')} clicks, {self.done.count('paste')} pastes"


@pytest.fixture
def hand(context, live_server):
    make_account("kaohe", role="assessment_office")
    page = open_as(context, live_server.url, "kaohe", reverse("selfeval-forms"))
    page.set_viewport_size({"width": 1280, "height": 800})
    return Hand(page)


def begin(hand: Hand, title: str) -> None:
    hand.button("新建表式")
    hand.type("名称", title)
    hand.type("编码", "foreign")
    hand.button("从空表开始")
    expect(hand.page.locator(".form-outline")).to_be_visible()


def to_part(hand: Hand, place: int) -> None:
    link = hand.page.locator(".form-outline a").nth(place)
    hand.click(link)
    expect(hand.page.locator(".form-outline a").nth(place)).to_have_attribute(
        "aria-current", "page"
    )


def put(hand: Hand, text: str) -> None:
    """Paste a block into the part that is open, look at it, write it."""
    hand.link("从 Excel 粘贴")
    expect(hand.page.get_by_label("表格", exact=True)).to_be_focused()
    hand.paste(text)
    hand.button("看结果")
    hand.button("写入表式")
    expect(hand.page.locator(".form-outline")).to_be_visible()


def use(hand: Hand) -> FormDefinition:
    expect(hand.page.get_by_text("没有发现问题")).to_be_visible()
    hand.link("完成编辑")
    hand.button("启用")
    hand.button("启用", inside=hand.page.get_by_role("dialog", name="请确认"))
    expect(hand.page.get_by_text("已冻结")).to_be_visible()
    return FormDefinition.objects.get(code="foreign", state=FormState.IN_USE)


def report_on(form: FormDefinition):
    report = make_report(make_task(form, year=2023), make_county("岳阳县", make_city("岳阳市")))
    make_account("xian", role="county", place=report.county)
    return report


def printed(report):
    report.refresh_from_db()
    filing = Filing("岳阳县", edition=Edition.TO_SIGN)
    paper = paper_of(draft_of(report), filing)
    pages = reader(layout.make_pdf([report_html(paper)], "自评")).pages
    return paper, [squeezed(page.extract_text()) for page in pages]


def cell_of(paper, text):
    grids = [part for s in paper.sections for part in s.parts if isinstance(part, Grid)]
    return next(cell for grid in grids for _, _, cell in grid.placed() if cell.text == text)


def test_a_sheet_of_money_and_three_levels_is_built_in_few_steps_and_printed(hand):
    begin(hand, "项目支出绩效自评表")
    to_part(hand, 1)
    put(hand, FUNDS)
    hand.link("评分和等级")
    expect(hand.page.get_by_role("heading", name="评分和等级")).to_be_focused()
    put(hand, indicators())
    form = use(hand)
    print(f"\nfirst foreign sheet: {hand.said()}")
    assert len(hand.done) <= MOST

    paper, pages = printed(report_on(form))
    text = "".join(pages)
    for line in (*FUNDS.split("\n")[0].split("\t")[2:], *HEADS.split("\t")):
        assert squeezed(line) in text
    assert [text.count(word) for word in ("事项1", "≥10个", "其中：当年财政拨款")] == [8, 8, 1]
    # merged as the original has them: the first level over its rows, the second over its own
    assert cell_of(paper, "产出指标").rowspan == 12
    assert cell_of(paper, "数量指标").rowspan == 5
    assert cell_of(paper, "满意度指标").rowspan == 2
    assert len(pages) == 1  # as the original


def test_a_sheet_of_units_and_two_opinions_is_built_filled_checked_and_printed(
    hand, new_context, live_server
):
    begin(hand, "区域绩效目标自评表")
    hand.link("评分和等级")
    expect(hand.page.get_by_role("heading", name="评分和等级")).to_be_focused()
    put(hand, UNITS)
    for opinion in ("主管部门意见", "财政部门意见"):
        to_part(hand, 1)
        hand.button("签章")
        expect(hand.page.get_by_role("heading", name="签章")).to_be_visible()
        hand.type("标题", opinion)
        hand.button("保存")
        expect(hand.page.locator(".form-outline")).to_contain_text(opinion)
    form = use(hand)
    print(f"\nsecond foreign sheet: {hand.said()}")
    assert len(hand.done) <= MOST

    report = report_on(form)
    page = open_as(new_context(), live_server.url, "xian", reverse("report-fill", args=[report.pk]))
    is_ready(page)
    outcomes = page.locator("[data-cell$='.outcome']")
    expect(outcomes).to_have_count(4)
    for cell, words in zip(outcomes.all(), ("12.5", "540", "100", "9276.2513"), strict=True):
        cell.fill(words)
    page.keyboard.press("Tab")
    is_saved(page)
    expect(page.locator("#dock-count")).to_be_visible()
    paper, pages = printed(report)
    text = "".join(pages)
    for words in (
        "指标性质",
        "度量单位",
        "历史值",
        "9276.2513",
        "公里",
        "主管部门意见",
        "财政部门意见",
    ):
        assert words in text
    assert cell_of(paper, "产出指标").rowspan == 3
    assert len(pages) == 1
