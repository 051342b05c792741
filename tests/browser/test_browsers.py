"""What the browsers in the offices differ in: Chromium 109 is the last for Windows 7.

Each behaves as the newest does; both_browsers runs these in both.
"""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessment.models import Indicator
from selfeval.models import FormState
from tests.browser.browsing import open_as, sign_in
from tests.browser.filling.sheet import field
from tests.factories import make_account, make_city, make_county, make_office, make_table
from tests.selfeval.factories import make_form, make_report, make_task

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_browsers]

LONG = "IF(budget > 0, spent / budget * 100, 0) + " * 12 + "1"


def open_grid(context, site):
    office = make_office("培训中心")
    make_table(city=make_city("长沙市"), office=office)
    make_account("peixun", role="office", office=office)
    indicator = Indicator.objects.get(name="移民培训")
    page = open_as(context, site, "peixun", reverse("collection-grid", args=[2017, indicator.pk]))
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    return page


def open_section(context, site):
    report = make_report(make_task(make_form()), make_county("试验县"))
    make_account("county", role="county", place=report.county)
    page = open_as(context, site, "county", reverse("report-section", args=[report.pk, "basics"]))
    expect(page.locator("#filling[data-ready]")).to_be_visible()
    return page


def open_form_editor(context, site, part):
    make_account("kaohe", role="assessment_office")
    form = make_form(state=FormState.DRAFT)
    path = f"{reverse('selfeval-form-edit', args=[form.pk])}?part={part}"
    return open_as(context, site, "kaohe", path)


def asks_before_it_closes(page) -> bool:
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    return asked == ["beforeunload"]


def test_a_grid_with_a_figure_on_its_way_asks_before_it_closes(context, live_server):
    page = open_grid(context, live_server.url)
    page.route("**/2017/**", lambda route: None)  # a server that takes its time
    page.get_by_label("长沙市 农业实用技术培训", exact=True).focus()
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    expect(page.locator("#grid-state")).to_contain_text("保存中")
    assert asks_before_it_closes(page)


def test_a_report_with_words_not_sent_asks_before_it_closes(context, live_server):
    page = open_section(context, live_server.url)
    context.set_offline(True)
    field(page, "unit").focus()
    page.keyboard.type("移民局")
    page.keyboard.press("Tab")
    expect(page.locator("#fill-state")).to_contain_text("未保存")
    assert asks_before_it_closes(page)


def test_a_form_with_something_typed_asks_before_it_closes(context, live_server):
    page = open_form_editor(context, live_server.url, "")
    name = page.get_by_label("名称", exact=True)
    name.focus()
    page.keyboard.type("改")
    assert asks_before_it_closes(page)


def test_a_long_formula_is_seen_whole(context, live_server):
    page = open_form_editor(context, live_server.url, "sections.0.blocks.1")
    page.get_by_role("button", name="添加栏目").click()
    expect(page.get_by_text("第 2 次保存")).to_be_visible()
    formula = page.get_by_role("textbox", name="第 3 行 公式", exact=True)
    formula.fill(LONG)
    assert formula.evaluate("field => field.scrollHeight - field.clientHeight") <= 1


def test_running_text_grows_with_what_is_in_it(context, live_server):
    page = open_section(context, live_server.url)
    before = field(page, "summary").bounding_box()["height"]
    field(page, "summary").fill("\n".join("按计划完成。" * 3 for _ in range(12)))
    assert field(page, "summary").bounding_box()["height"] > before
    hidden = field(page, "summary").evaluate("field => field.scrollHeight - field.clientHeight")
    assert hidden <= 1


def test_colours_of_marks_are_printed(page, live_server):
    page.emulate_media(media="print")
    page.goto(live_server.url + reverse("sign-in"))
    adjust = "getComputedStyle(document.querySelector('h1')).webkitPrintColorAdjust"
    assert page.evaluate(adjust) == "exact"


TOO_OLD = "浏览器太旧"
#: Kernel 86, as in browsers of 2021, by its name and by what it lacks.
KERNEL_86 = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) Chrome/86.0.4240.198 Safari/537.36"
COMPATIBLE = "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko"
LACKS = "delete HTMLElement.prototype.inert"


@pytest.fixture
def old_page(new_context):
    """Return a page in a browser that lacks what pages need and calls itself so."""

    def make(user_agent):
        context = new_context(user_agent=user_agent)
        context.add_init_script(LACKS)
        return context.new_page()

    return make


def test_nothing_is_said_where_all_works(page, live_server):
    page.goto(live_server.url + reverse("sign-in"))
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    expect(page.locator("#old-browser")).to_be_hidden()
    expect(page.locator('meta[name="renderer"]')).to_have_attribute("content", "webkit")


def test_a_browser_that_is_too_old_is_told_once_and_what_to_do(old_page, live_server):
    make_account("kaohe", role="assessment_office")
    page = old_page(KERNEL_86)
    page.goto(live_server.url + reverse("sign-in"))
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("浏览器太旧（内核 Chromium 86，需要 102 以上）")
    expect(notice).to_contain_text("请改用 Chrome 109（Windows 7 能用的最后一版）")
    expect(notice).not_to_contain_text("IE 内核", use_inner_text=True)
    sign_in(page.context, live_server.url, "kaohe")
    page.goto(live_server.url)
    expect(notice).to_contain_text(TOO_OLD)
    notice.get_by_role("button", name="知道了，不再提示").click()
    expect(page.locator("#old-browser")).to_be_hidden()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#old-browser")).to_be_hidden()


def test_the_compatible_mode_is_told_to_change_over(old_page, live_server):
    page = old_page(COMPATIBLE)
    page.goto(live_server.url + reverse("sign-in"))
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("正在使用 IE 内核（兼容模式）")
    expect(notice).to_contain_text("切换到“极速模式”")
    expect(notice).not_to_contain_text(TOO_OLD, use_inner_text=True)


def test_a_browser_without_scripts_is_told(new_context, live_server):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + reverse("sign-in"))
    notice = page.locator("noscript p")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("浏览器没有运行脚本（JavaScript）")
