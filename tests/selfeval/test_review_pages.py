"""A submitted report before its reviewers: what they read, may do, compare."""

import pytest

from selfeval.models import Report
from tests.selfeval.factories import actor_for, make_report, make_task, write
from tests.selfeval.filed import bring_to, make_world, send_back, step, submit
from tests.selfeval.review_pages import browser, page, status, take, url

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

#: session, account, roles; report, versions, last year, remarks, comments, returns, log, next,
#: sealed papers; years.
REVIEW_QUERIES = 13


# --- who reads it ----------------------------------------------------------------------------

READERS = {
    "county": 200,
    "city": 200,
    "assessment_office": 200,
    "office": 200,
    "auditor": 200,
    "other_county": 404,
    "other_city": 404,
    "administrator": 404,
}


@pytest.mark.parametrize("persona", READERS)
def test_submitted_report_is_read_by_its_own_and_the_province(persona):
    cast = make_world()
    submit(cast)
    assert status(cast, persona) == READERS[persona]
    assert status(cast, persona, "report-compare") == READERS[persona]


@pytest.mark.parametrize("persona", READERS)
def test_draft_has_no_page_for_anybody(persona):
    assert status(make_world(), persona) == 404


def test_reviewers_read_the_submission_and_never_what_is_typed_since():
    cast = make_world()
    bring_to(cast, "returned")
    write(cast.report, {"summary": "还没有提交的新内容。"}, user=cast["county"])
    assert "还没有提交的新内容" not in page(cast, "city")
    assert "按计划完成全年任务" in page(cast, "city")


def test_page_shows_the_form_the_scores_and_how_they_came_about():
    cast = make_world()
    submit(cast)
    shown = page(cast, "city")
    assert "湘库移自评" in shown
    assert "完成 200 ÷ 目标 200 = 100%" in shown
    assert "一个村延期一月完成。" in shown
    assert "低于分值 20" in shown


def test_findings_stand_with_the_reason_given_for_them():
    cast = make_world()
    submit(
        cast,
        **{"spent": "80", "execution.score": "8", "execution.reason": "年底结算。", "total": "96"},
    )
    reviewed = browser(cast["city"]).get(url("report-review", cast)).context["reviewed"]
    told = {found.message[:7]: found.explanation for found in reviewed.findings}
    assert told["预算执行率 8"] == "年底结算。"
    assert told["“建成移民村”"] == "一个村延期一月完成。"


def test_page_shows_last_years_figures_beside():
    cast = make_world()
    county = cast.report.county
    last = make_report(make_task(cast.task.form, year=2016), county)
    cast_last = type(cast)(cast.people, last.task, last)
    submit(cast_last, **{"budget": "80", "spent": "80"})
    submit(cast)
    assert "上年 80" in page(cast, "city")


@pytest.mark.parametrize("returns", [0, 2])
def test_page_costs_a_fixed_number_of_queries(django_assert_num_queries, returns):
    cast = make_world()
    submit(cast)
    for _ in range(returns):
        send_back(cast)
        write(cast.report, {"summary": f"第{_}次修改。"}, user=cast["county"])
        step(cast, "submit_report", "county")
    city = browser(cast["city"])
    with django_assert_num_queries(REVIEW_QUERIES + bool(returns)):  # the version before
        city.get(url("report-review", cast))


# --- steps -----------------------------------------------------------------------------------

OFFERED = {
    ("submitted", "city"): ["take_up", "return"],
    ("submitted", "assessment_office"): [],
    ("submitted", "county"): ["withdraw"],
    ("city_review", "city"): ["pass_on", "return"],
    ("city_review", "county"): [],
    ("province_review", "city"): [],
    ("province_review", "assessment_office"): ["accept", "return"],
    ("accepted", "assessment_office"): ["publish", "reopen"],
    ("accepted", "city"): [],
    ("published", "assessment_office"): ["unpublish"],
    ("published", "auditor"): [],
    ("returned", "city"): [],
}


@pytest.mark.parametrize(("state", "persona"), OFFERED)
def test_buttons_are_those_that_may_be_pressed(state, persona):
    cast = make_world()
    bring_to(cast, state)
    response = browser(cast[persona]).get(url("report-review", cast))
    offered = [each.name for each in response.context["reviewed"].steps]
    assert offered == OFFERED[state, persona]


def test_city_and_office_take_a_report_through():
    cast = make_world()
    submit(cast)
    take(cast, "city", "take_up")
    take(cast, "city", "pass_on")
    take(cast, "assessment_office", "accept")
    assert cast.report.state == "accepted"
    shown = page(cast, "assessment_office")
    assert "初审通过，报省级审核" in shown  # what happened
    assert "审核通过" in shown


@pytest.mark.parametrize(
    ("persona", "code"), [("other_city", 404), ("county", 403), ("office", 403)]
)
def test_who_may_not_review_cannot_press(persona, code):
    cast = make_world()
    submit(cast)
    response = browser(cast[persona]).post(
        url("report-step", cast), {"step": "take_up", "version": cast.report.version}
    )
    assert response.status_code == code
    cast.report.refresh_from_db()
    assert cast.report.state == "submitted"


def test_step_on_a_page_that_is_out_of_date_does_nothing_and_says_so():
    cast = make_world()
    submit(cast)
    response = browser(cast["city"]).post(
        url("report-step", cast), {"step": "take_up", "version": 1}, follow=True
    )
    assert "报告已有变动，没有办理" in response.content.decode()
    cast.report.refresh_from_db()
    assert cast.report.state == "submitted"


def test_second_press_says_where_the_report_stands():
    cast = make_world()
    bring_to(cast, "province_review")
    take(cast, "assessment_office", "accept")
    again = take(cast, "assessment_office", "accept").content.decode()
    assert "处于“已通过”，不能办理" in again


def test_unknown_step_is_not_found():
    cast = make_world()
    submit(cast)
    assert take(cast, "city", "return").status_code == 404


# --- versions --------------------------------------------------------------------------------


def resubmitted():
    cast = make_world()
    submit(cast)
    send_back(cast, cells=None)
    write(
        cast.report,
        {
            "summary": "按计划完成全年任务，培训移民二百人，建成移民村四个。",
            "budget": "101",
            "execution.reason": "年底结算。",
        },
        user=cast["county"],
    )
    step(cast, "submit_report", "county")
    return cast


def test_two_versions_are_compared_field_by_field():
    cast = resubmitted()
    response = browser(cast["county"]).get(url("report-compare", cast), {"from": 1, "to": 2})
    told = {
        change.difference.label: (change.difference.before, change.difference.after)
        for change in response.context["changes"]
    }
    assert told["预算数"] == ("100", "101")
    assert "工作概述" in told
    assert "执行率" in told  # computed cells too


def test_an_earlier_version_can_be_read_and_says_so():
    cast = resubmitted()
    shown = page(cast, "city", number=1)
    assert "这是第 1 次提交的版本" in shown
    assert "培训移民二百人" not in shown


@pytest.mark.parametrize("query", [{"from": "9"}, {"from": "x"}, {"to": "99999"}])
def test_versions_that_are_not_there_are_not_found(query):
    cast = resubmitted()
    assert browser(cast["city"]).get(url("report-compare", cast), query).status_code == 404


def test_every_step_is_told_with_its_reason():
    cast = make_world()
    submit(cast)
    send_back(cast, reason="执行数与附件不符。")
    shown = page(cast, "county")
    assert "提交自评报告" in shown
    assert "执行数与附件不符。" in shown
    assert str(cast["city"]) in shown


def test_what_is_typed_in_drafts_is_no_part_of_the_story():
    cast = make_world()
    submit(cast)
    reviewed = browser(cast["city"]).get(url("report-review", cast)).context["reviewed"]
    assert [event.text for event in reviewed.events] == ["提交自评报告"]
    assert actor_for(cast["county"])  # the county wrote many cells before


def test_next_report_that_waits_is_offered():
    cast = make_world()
    submit(cast)
    other = make_report(cast.task, county_name="邻县")
    Report.objects.filter(pk=other.pk).update(
        county=_neighbour(cast), state="city_review", latest=cast.report.latest
    )
    assert "下一份待审核：邻县" in page(cast, "city")


def _neighbour(cast):
    from tests.factories import make_county

    return make_county("邻县", cast.report.county.city)
