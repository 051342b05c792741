"""The lists of reports: what each persona is offered, in words, at which cost; many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from selfeval.models import Report
from tests.factories import make_city, make_county
from tests.selfeval.factories import file_report, make_report, make_task
from tests.selfeval.filed import bring_to, make_world, step, submit
from tests.selfeval.review_pages import browser
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db

LIST = reverse("selfeval")
#: session, account, roles; tasks, cities; counts by word, the page; the frame's years.
LIST_QUERIES = 8


def names(response) -> list[str]:
    return [line.report.county_name for line in response.context["lines"]]


def counts(response) -> dict[str, int]:
    return {choice.code: choice.count for choice in response.context["choices"]}


def test_county_sees_its_own_reports_alone():
    cast = make_world()
    response = browser(cast["county"]).get(LIST)
    assert names(response) == ["望城区"]
    assert "开始填报" in response.content.decode()


def test_county_is_told_how_long_is_left_and_goes_on_filling():
    cast = make_world(deadline=timezone.now() + timedelta(days=3))
    Report.objects.filter(pk=cast.report.pk).update(saved_at=timezone.now())
    page = browser(cast["county"]).get(LIST).content.decode()
    assert "还剩 3 天" in page
    assert "继续填报" in page
    assert reverse("report-fill", args=[cast.report.pk]) in page


def test_city_sees_the_counties_of_its_city_alone():
    cast = make_world()
    assert names(browser(cast["city"]).get(LIST)) == ["望城区"]
    assert names(browser(cast["other_city"]).get(LIST)) == ["渌口区"]


@pytest.mark.parametrize("persona", ["assessment_office", "office", "auditor"])
def test_province_and_auditor_see_all(persona):
    cast = make_world()
    assert sorted(names(browser(cast[persona]).get(LIST))) == ["望城区", "渌口区"]


def test_administrator_sees_no_report():
    cast = make_world()
    assert names(browser(cast["administrator"]).get(LIST)) == []


@pytest.mark.parametrize(
    ("state", "city", "province"),
    [
        ("draft", 0, 0),
        ("submitted", 1, 0),
        ("city_review", 1, 0),
        ("province_review", 0, 1),
        ("returned", 0, 0),
        ("accepted", 0, 0),
        ("published", 0, 0),
    ],
)
def test_waiting_counts_what_is_the_reviewers_turn(state, city, province):
    cast = make_world()
    bring_to(cast, state)
    assert counts(browser(cast["city"]).get(LIST))["waiting"] == city
    assert counts(browser(cast["assessment_office"]).get(LIST))["waiting"] == province


def test_without_city_review_a_submitted_report_waits_for_the_office():
    cast = make_world(city_review=False)
    submit(cast)
    assert counts(browser(cast["assessment_office"]).get(LIST))["waiting"] == 1
    assert counts(browser(cast["city"]).get(LIST))["waiting"] == 0


def test_list_opens_with_what_waits():
    cast = make_world()
    submit(cast)
    response = browser(cast["city"]).get(LIST)
    assert response.context["current"].code == "waiting"
    assert names(response) == ["望城区"]


@pytest.mark.parametrize(
    ("change", "word", "expected"),
    [
        ({"task__deadline": -1}, "overdue", 1),
        ({"task__deadline": 1}, "overdue", 0),
        ({"task__deadline": -1, "extended_until": 1}, "overdue", 0),
        ({"task__deadline": -2, "extended_until": -1}, "overdue", 1),
        ({"state": "returned", "correct_by": -1, "task__deadline": -2}, "overdue", 1),
        ({"state": "returned", "correct_by": 1, "task__deadline": -2}, "overdue", 0),
        ({"state": "returned", "task__deadline": -2}, "overdue", 0),
        ({"state": "accepted", "task__deadline": -2}, "overdue", 0),
    ],
)
def test_overdue_means_past_the_deadline_or_the_day_of_the_correction(change, word, expected):
    cast = make_world()
    Report.objects.exclude(pk=cast.report.pk).delete()
    for name, value in change.items():
        moment = timezone.now() + timedelta(days=value) if isinstance(value, int) else value
        if name == "task__deadline":
            cast.task.deadline = moment
            cast.task.save()
        else:
            Report.objects.filter(pk=cast.report.pk).update(**{name: moment})
    assert counts(browser(cast["assessment_office"]).get(LIST))[word] == expected


def test_filters_narrow_by_year_task_city_and_name():
    cast = make_world()
    office = browser(cast["assessment_office"])
    other = make_task(year=2018)
    make_report(other, make_county("宁乡市", make_city("长沙市")))
    key = make_city("株洲市").key
    assert names(office.get(LIST, {"state": "all", "year": 2018})) == ["宁乡市"]
    assert names(office.get(LIST, {"state": "all", "task": other.pk})) == ["宁乡市"]
    assert names(office.get(LIST, {"state": "all", "city": key})) == ["渌口区"]
    assert names(office.get(LIST, {"state": "all", "q": "望城"})) == ["望城区"]
    assert len(names(office.get(LIST, {"state": "nonsense", "year": "x", "page": "99"}))) == 3


def test_list_shows_the_submission_and_not_the_draft_of_a_returned_report():
    cast = make_world()
    bring_to(cast, "returned")
    Report.objects.filter(pk=cast.report.pk).update(total_shown="11.11", total=11, grade="差")
    page = browser(cast["city"]).get(LIST, {"state": "all"}).content.decode()
    assert "11.11" not in page
    assert ">98<" in page


@pytest.mark.parametrize("more", [0, 30])
def test_list_costs_the_same_for_any_number_of_reports(django_assert_num_queries, more):
    cast = make_world()
    for number in range(more):
        make_report(cast.task, make_county(f"县{number}", make_city("长沙市")))
    office = browser(cast["assessment_office"])
    with django_assert_num_queries(LIST_QUERIES):
        response = office.get(LIST, {"state": "all"})
    assert len(names(response)) == 2 + more


def test_list_reads_no_contents(django_assert_max_num_queries):
    cast = make_world()
    submit(cast)
    office = browser(cast["assessment_office"])
    with django_assert_max_num_queries(LIST_QUERIES) as captured:
        office.get(LIST, {"state": "all"})
    words = " ".join(query["sql"] for query in captured)
    assert '"selfeval_report"."data"' not in words
    assert '"findings"' not in words


# --- many at once ---------------------------------------------------------------------------


def other_report(cast, name="宁乡市") -> Report:
    report = make_report(cast.task, make_county(name, make_city("长沙市")))
    file_report(report)
    return report


def preview(client, step, *reports):
    return client.get(
        reverse("reports-bulk"), {"step": step, "report": [report.pk for report in reports]}
    )


def test_bulk_preview_says_what_will_become_of_each_and_changes_nothing():
    cast = make_world()
    submit(cast)
    waiting, done = other_report(cast), other_report(cast, "浏阳市")
    Report.objects.filter(pk=done.pk).update(state="accepted")
    before = AuditEntry.objects.count()

    response = preview(browser(cast["city"]), "pass_on", cast.report, waiting, done)

    planned = {p.report.county_name: (p.target, p.why_not) for p in response.context["planned"]}
    assert planned["望城区"] == ("省级审核", "")
    assert planned["宁乡市"] == ("省级审核", "")
    assert planned["浏阳市"] == ("", "处于“已通过”，不能办理“初审通过”")
    assert AuditEntry.objects.count() == before


def test_bulk_step_is_done_in_one_go_and_each_report_has_its_log_entry():
    cast = make_world()
    submit(cast)
    other = other_report(cast)
    city = browser(cast["city"])
    page = preview(city, "pass_on", cast.report, other).content.decode()
    sent = [f"{r.pk}:{Report.objects.get(pk=r.pk).version}" for r in (cast.report, other)]
    assert all(f'value="{value}"' in page for value in sent)

    response = city.post(reverse("reports-bulk"), {"step": "pass_on", "report": sent}, follow=True)

    assert "已办理“初审通过” 2 份" in response.content.decode()
    states = set(Report.objects.filter(latest__isnull=False).values_list("state", flat=True))
    assert states == {"province_review"}
    assert AuditEntry.objects.filter(action="初审通过，报省级审核").count() == 2


def test_bulk_leaves_a_report_that_changed_since_the_preview():
    cast = make_world()
    submit(cast)
    stale = f"{cast.report.pk}:{cast.report.version}"
    step(cast, "take_up", "city")
    page = browser(cast["city"]).post(
        reverse("reports-bulk"), {"step": "pass_on", "report": [stale]}, follow=True
    )
    cast.report.refresh_from_db()
    assert cast.report.state == "city_review"
    assert "已有变动" in page.content.decode()


def test_bulk_of_other_cities_reports_does_nothing():
    cast = make_world()
    submit(cast)
    response = preview(browser(cast["other_city"]), "pass_on", cast.report)
    assert response.context["planned"] == []
    sent = [f"{cast.report.pk}:{cast.report.version}"]
    browser(cast["other_city"]).post(reverse("reports-bulk"), {"step": "pass_on", "report": sent})
    cast.report.refresh_from_db()
    assert cast.report.state == "submitted"


@pytest.mark.parametrize("persona", ["county", "office", "auditor", "administrator"])
def test_bulk_is_for_reviewers(persona):
    cast = make_world()
    assert browser(cast[persona]).get(reverse("reports-bulk")).status_code == 403


def test_bulk_publishing_asks_for_the_password_again():
    cast = make_world()
    bring_to(cast, "accepted")
    sent = [f"{cast.report.pk}:{cast.report.version}"]
    response = browser(cast["assessment_office"]).post(
        reverse("reports-bulk"), {"step": "publish", "report": sent}
    )
    assert response["Location"].startswith(reverse("confirm-password"))
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


# --- desks ----------------------------------------------------------------------------------


def test_desk_of_the_county_shows_its_report_and_what_it_was_reminded_of():
    cast = make_world()
    browser(cast["assessment_office"]).post(
        reverse("selfeval-remind", args=[cast.task.pk]), {"report": [cast.report.pk]}
    )
    page = browser(cast["county"]).get("/").content.decode()
    assert "开始填报" in page
    assert "考核办催报" in page


@pytest.mark.parametrize(("persona", "named"), [("city", True), ("assessment_office", False)])
def test_desk_of_reviewers_names_what_waits_for_them(persona, named):
    cast = make_world()
    submit(cast)
    page = browser(cast[persona]).get("/").content.decode()
    assert (reverse("report-review", args=[cast.report.pk]) in page) is named
    assert "待我审核" in page


def test_navigation_leads_there():
    cast = make_world()
    assert "自评填报" in browser(cast["county"]).get("/").content.decode()
    assert "县级自评" in browser(cast["city"]).get("/").content.decode()


def test_bulk_without_a_step_leads_back_to_the_list():
    cast = make_world()
    answer = browser(cast["city"]).get(reverse("reports-bulk"), follow=True)
    assert answer.redirect_chain == [(reverse("selfeval"), 302)]
    assert "请先在列表里勾选报告" in answer.content.decode()
    step = reverse("reports-bulk") + "?step=none"
    assert browser(cast["city"]).get(step).status_code == 404
