"""A whole year as its people walk through it, page by page: from 准备 to a correction after 公布, a
card's code looked up without an account, and the next year made like it.

Nothing but the accounts and the two tables is laid beforehand; everybody begins at home.
"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from assessment.engine.snapshot.recomputing import checked, recompute
from assessment.models import CityTable, Result, Snapshot, YearState
from tests.browser.browsing import check_page, expect_message, press
from tests.browser.people import People, agree, fill, follow, give_name_and_password, menu
from tests.factories import PASSWORD, make_cast, make_city, make_table, make_year
from tests.quick_press import print_in_words
from trust import baseline, files, proof

TRAINING, SKILLS, RATE = "农业实用技术培训", "转移就业技能培训", "获证率"
FOLLOWED = "无就业跟踪服务"
CONDUCT = "发生违纪违规行为被通报每起"
CODE = re.compile(r"(\w{5}-){3}\w{5}")
NEW_PASSWORD = "walks-the-whole-year-8"


@pytest.fixture
def people(transactional_db, live_server, new_context, monkeypatch, settings) -> People:
    settings.REAUTHENTICATION_AGE = 3600  # who signed in for the walk is not asked once more
    print_in_words(monkeypatch)  # how papers are laid out has tests of its own
    year = make_year(state=YearState.PREPARING)
    own, _ = (
        make_table(year, make_city(name, key), issued=False)
        for name, key in (("长沙市", "430100"), ("株洲市", "430200"))
    )
    make_cast(own)
    baseline.lay(None)
    return People(live_server.url, new_context)


def test_year_is_walked_from_the_tables_to_a_correction_and_the_next_one(people):
    for step in STEPS:
        step(people)

    last, first = Snapshot.objects.filter(year__number=2017)
    assert (totals(first), totals(last)) == (
        {"长沙市": (Decimal("100.00"), 1), "株洲市": (Decimal("95.20"), 2)},
        {"株洲市": (Decimal("95.20"), 1), "长沙市": (Decimal("91.56"), 2)},
    )
    assert [recompute(checked(files.read(each.file))) for each in (first, last)] == [[], []]
    assert CityTable.objects.filter(year__number=2018).exclude(issued_at=None).count() == 2
    ahead = Result.objects.filter(measure__component__item__section__table__year__number=2018)
    assert set(ahead.values_list("value", flat=True)) == {None}
    assert proof.examine().faults == []


def totals(snapshot) -> dict:
    units = snapshot.units.order_by("rank")
    return {unit.city_name: (unit.total, unit.rank) for unit in units}


def step_page(people, step):
    """Return the page of the year's next step, from the assessment office's home."""
    page = people.at_home("kaohe")
    follow(page, f"去办理.*{step}")
    expect(page.locator("h1")).to_have_text(step)
    return page


def administrator_adds_a_second_person(people):
    page = people.at_home("kaohe")
    expect(page.get_by_role("main")).to_contain_text("新建账号，并授予角色“考核办”")
    page = people.at_home("guanli")
    menu(page, "系统设置")
    follow(page, "账号")
    follow(page, "新建账号")
    for label, typed in (("账号", "kaohe2"), ("姓名", "考核乙")):
        page.get_by_role("textbox", name=label).fill(typed)
    page.get_by_label("初始密码").fill(PASSWORD)
    page.get_by_label("再输入一次").fill(PASSWORD)
    page.get_by_role("button", name="添加另一个").click()
    page.get_by_role("combobox", name="角色").select_option(label="考核办")
    page.get_by_role("button", name="保存", exact=True).click()
    expect_message(page, "考核乙")


def second_person_chooses_a_password(people):
    page = people.nobody()
    give_name_and_password(page, "kaohe2", PASSWORD)
    people.pages["kaohe2"] = page
    expect(page.get_by_role("main")).to_contain_text("您的密码须先修改")
    page.get_by_label("现在的密码").fill(PASSWORD)
    page.get_by_label("新密码", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("再输入一次新密码").fill(NEW_PASSWORD)
    page.get_by_role("button", name="修改密码").click()
    page = people.at_home("kaohe2")
    expect(page.get_by_role("button", name="考核乙")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("只有您一个账号")


def office_confirms_and_issues_the_tables(people):
    page = people.at_home("kaohe")
    menu(page, "指标表")
    confirm_and_issue_both(page)


def confirm_and_issue_both(page):
    follow(page, "长沙市")
    check_page(page)
    agree(page, "确认并看下一市州", "确认规则")
    expect(page.locator("h1")).to_have_text("株洲市考核指标表")
    agree(page, "确认规则")
    expect_message(page, "已确认株洲市的计分规则")
    menu(page, "指标表")
    agree(page, "下达已确认的 2 张", "下达")
    expect_message(page, "下达")


def take_step(people, step, to):
    """Take a step of the year for which nothing is missing, from home."""
    page = step_page(people, step)
    press(page, step)
    expect_message(page, f"已进入“{to}”阶段")


def year_goes_to_the_cities(people):
    take_step(people, "下达指标表", "下达")
    take_step(people, "开始市州自查", "市州自查")


def city_reports_and_hands_in(people):
    page = people.at_home("city1")
    follow(page, "填报自查")
    fill(page, "移民培训", {TRAINING: "1003", SKILLS: "166", RATE: "96", FOLLOWED: "否"})
    fill(page, "廉政建设", {CONDUCT: "0"})
    follow(page, "核对、上报")
    expect(page.get_by_role("main")).to_contain_text("自评 100.00 分")
    check_page(page)
    agree(page, "上报")
    expect(page.get_by_role("main")).to_contain_text("回执")


def year_goes_to_the_offices_without_the_other_city(people):
    page = step_page(people, "开始处室采集")
    page.get_by_label("不等的原因：株洲市").fill("株洲市另报纸质材料")
    check_page(page)
    press(page, "开始处室采集")
    expect_message(page, "已进入“处室采集”阶段")


def office_records_and_signs(people):
    page = people.at_home("peixun")
    follow(page, "移民培训")
    fill(page, "长沙市", {TRAINING: "800", SKILLS: "166", FOLLOWED: "否"})
    fill(page, "株洲市", {TRAINING: "1103", SKILLS: "166", RATE: "95", FOLLOWED: "否"})
    page.get_by_role("button", name="市州自报 96").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="采用 96").click()
    expect(dialog).to_contain_text("已采用")
    dialog.get_by_role("button", name="关闭").last.click()
    page = people.at_home("peixun")
    follow(page, "廉政建设")
    fill(page, "长沙市", {CONDUCT: "0"})
    fill(page, "株洲市", {CONDUCT: "1"})
    people.at_home("peixun")
    follow(page, "完成签章")
    agree(page, "把录全的 2 项一并签章", "签章")
    expect_message(page, "已完成签章")


def another_person_reviews(people):
    take_step(people, "结束采集，转入复核", "复核")
    for indicator in ("移民培训", "廉政建设"):
        page = people.at_home("kaohe")
        follow(page, f"去处理.*{indicator}（")
        agree(page, "核对无误，复核", "复核")
        expect_message(page, "已复核")


def office_opens_a_window_and_tells_the_cities(people):
    page = people.at_home("kaohe")
    follow(page, "年度进程")
    follow(page, "申诉")
    follow(page, "设定申诉期")
    now = timezone.localtime()
    set_window(page, now - timedelta(days=1), now + timedelta(days=1))
    take_step(people, "向市州反馈初步得分", "反馈与申诉")


def set_window(page, opens, closes, **more):
    for label, at in (("申诉开始", opens), ("申诉截止", closes)):
        page.get_by_label(label).fill(at.strftime("%Y-%m-%dT%H:%M"))
    if more:
        page.get_by_label("变更理由").fill(more["reason"])
    press(page, "提议变更申诉期" if more else "保存申诉期")
    expect_message(page, "申诉期")


def own_card(people, city="city1"):
    page = people.at_home(city)
    follow(page, "查看评分卡")
    return page


def city_objects_to_a_figure(people):
    page = own_card(people)
    expect(page.get_by_role("main")).to_contain_text("83.11")
    page.get_by_role("button", name="全部展开").click()
    check_page(page)
    follow(page, f"提出申诉.*{TRAINING}")
    page.get_by_label("记录的数不对").check()
    page.get_by_label("应为").fill("1003")
    page.get_by_label("申诉理由").fill("验收表第3页为1003人次。")
    check_page(page)
    press(page, "提交申诉")
    expect(page.locator("h1")).to_have_text("申诉 2017-01")


def office_answers_it(people):
    page = people.at_home("peixun")
    follow(page, "去处理.*申诉")
    follow(page, "2017-01")
    answer_form = page.get_by_role("region", name="答复")
    answer_form.get_by_label("内容").fill("经核，抄录有误，应为1003人次。")
    check_page(page)
    answer_form.get_by_role("button", name="答复").click()
    expect_message(page, "答复已提交，由考核办决定")


def assessment_office_upholds_it(people):
    page = people.at_home("kaohe2")  # the first one reviewed the figure
    follow(page, "去处理.*申诉 2017-01")
    follow(page, "作出决定")
    page.get_by_label("成立", exact=True).check()
    page.get_by_label("理由").fill("经核对原始资料。")
    check_page(page)
    press(page, "作出决定")
    expect(page.get_by_role("main")).to_contain_text("83.11 → 100.00")
    expect(own_card(people).get_by_role("main")).to_contain_text("100.00")


def two_persons_finalise(people):
    page = people.at_home("kaohe")
    follow(page, "去处理.*申诉期")
    follow(page, "设定申诉期")
    now = timezone.localtime()
    set_window(page, now - timedelta(days=1), now - timedelta(minutes=1), reason="各市州都无异议")
    page = people.at_home("kaohe2")  # the cities were told another day: a second person agrees
    follow(page, "去确认")
    agree(page, "确认变更申诉期", "确认")
    page = step_page(people, "审定")
    page.get_by_label("审定机构").fill("局长办公会")
    page.get_by_label("审定日期").fill(timezone.localdate().isoformat())
    page.get_by_label("会议纪要或批复文号").fill("会议纪要〔2018〕3号")
    check_page(page)
    press(page, "提议审定")
    expect_message(page, "等考核办的另一人在本页确认")
    page = people.at_home("kaohe2")
    follow(page, "去确认")
    check_page(page)
    agree(page, "确认审定", "确认")
    expect_message(page, "已进入“审定”阶段")


def results_are_published_with_a_page(people):
    page = step_page(people, "公布")
    page.get_by_label("公布日期").fill(timezone.localdate().isoformat())
    page.get_by_label("通报名称、文号").fill("通报〔2018〕12号")
    page.get_by_label("主送").fill("各市州移民管理机构")
    page.get_by_label("同时公开网页").check()
    for part in ("名次和总分", "各部分得分", "评分卡（PDF）"):
        page.get_by_label(part).check()
    check_page(page)
    press(page, "公布")
    expect_message(page, "已进入“公布”阶段")


def public_page(people):
    """Return the year's page as somebody without an account gets there."""
    page = people.nobody()
    page.get_by_role("link", name="考核结果公开查询").click()
    page.get_by_role("link", name="2017年度").click()
    expect(page.locator("h1")).to_have_text("2017年度市州移民工作绩效考核结果")
    return page


def everybody_reads_them(people):
    page = public_page(people)
    expect(page.get_by_role("row", name="长沙市")).to_contain_text("100.00")
    check_page(page)


def one_figure_is_corrected_by_two(people):
    page = people.at_home("kaohe")
    menu(page, "评分卡")
    follow(page, "长沙市")
    page.get_by_role("button", name="全部展开").click()
    follow(page, f"更正.*{TRAINING}")
    page.get_by_label("更正为").fill("900")
    press(page, "计算影响")
    expect(page.get_by_role("main")).to_contain_text("原总分")
    page.get_by_label("更正理由").fill("审计发现验收表重复计103人次。")
    check_page(page)
    press(page, "提出更正")
    expect(page.locator("h2#answer")).to_have_text("待另一人确认")
    page = people.at_home("kaohe2")
    follow(page, "去看更正")
    check_page(page)
    agree(page, "确认更正")
    expect_message(page, "第2号更正已作出")


def cities_read_what_was_corrected(people):
    page = own_card(people)
    expect(page.get_by_role("main")).to_contain_text("91.56")
    follow(page, "第2号更正")
    expect(page.get_by_role("main")).to_contain_text("1,003 人次 → 900 人次")
    check_page(page)
    page = own_card(people, "city2")
    expect(page.get_by_role("main")).to_contain_text("因第2号更正")
    expect(page.get_by_role("main")).not_to_contain_text("900 人次")


def county_is_asked_for_nothing(people):
    page = people.at_home("county1")
    expect(page.get_by_role("main")).to_contain_text("望城区自评填报")
    expect(page.get_by_role("navigation", name="主导航")).not_to_contain_text("评分卡")


def codes_of_the_city(people) -> tuple[str, str]:
    """Return what the city's card bears: that which was corrected, and the newest."""
    page = own_card(people)
    follow(page, "第2号更正")
    follow(page, "审定 第1号")
    expect(page.get_by_role("main")).to_contain_text("100.00")
    first = code_on(page)
    page = own_card(people)
    follow(page, "更正 第2号")
    expect(page.get_by_role("main")).to_contain_text("91.56")
    return first, code_on(page)


def code_on(page) -> str:
    return CODE.search(page.get_by_role("main").inner_text())[0]


def public_reads_what_was_corrected_and_looks_codes_up(people):
    page = public_page(people)
    expect(page.get_by_role("row", name="长沙市")).to_contain_text("91.56")
    page.get_by_role("link", name="核验手中的评分卡").click()
    for code, says in zip(codes_of_the_city(people), ("形成了第2号", "最新的评分卡"), strict=True):
        page.get_by_label("校验码").fill(code)
        press(page, "核验")
        expect(page.get_by_role("main")).to_contain_text(says)


def auditor_reads_both_and_the_log(people):
    for named, total in (("审定 第1号", "100.00"), ("更正 第2号", "91.56")):
        page = people.at_home("shenji")
        menu(page, "评分卡")
        follow(page, "快照")
        follow(page, named)
        expect(page.get_by_role("row", name="长沙市")).to_contain_text(total)
    page = people.at_home("shenji")
    menu(page, "审计日志")
    press(page, "核验完整性")
    expect(page.get_by_role("main")).to_contain_text("日志的每一条首尾相连，没有改动。")


def next_year_is_made_like_it(people):
    page = people.at_home("kaohe")
    follow(page, "年度进程")
    follow(page, "照此新建")
    press(page, "照 2017 年度新建")
    expect_message(page, "照 2017 年度建立，没有带结果")
    confirm_and_issue_both(page)


STEPS = (
    administrator_adds_a_second_person,
    second_person_chooses_a_password,
    office_confirms_and_issues_the_tables,
    year_goes_to_the_cities,
    city_reports_and_hands_in,
    year_goes_to_the_offices_without_the_other_city,
    office_records_and_signs,
    another_person_reviews,
    office_opens_a_window_and_tells_the_cities,
    city_objects_to_a_figure,
    office_answers_it,
    assessment_office_upholds_it,
    two_persons_finalise,
    results_are_published_with_a_page,
    everybody_reads_them,
    one_figure_is_corrected_by_two,
    cities_read_what_was_corrected,
    county_is_asked_for_nothing,
    auditor_reads_both_and_the_log,
    public_reads_what_was_corrected_and_looks_codes_up,
    next_year_is_made_like_it,
)
