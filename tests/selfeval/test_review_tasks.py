"""Tasks: made, given out, changed, extended by name, reminded of; who has handed in."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from selfeval.models import Extension, FormDefinition, Reminder, Report, Task
from tests.factories import make_city, make_county
from tests.selfeval.factories import make_form, make_report, make_task
from tests.selfeval.filed import make_world, send_back, submit
from tests.selfeval.review_pages import browser

pytestmark = pytest.mark.django_db

#: session, account, roles; task, its reports by city, requests for time; the frame's years.
MISSING_QUERIES = 7


def moment(days: int) -> str:
    return (timezone.localtime() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def entry(form: FormDefinition, **changes) -> dict:
    return {
        "year": 2018, "form": form.pk, "title": "移民后期扶持自评", "opens_at": moment(-1),
        "deadline": moment(20), "grace_minutes": 30, "city_review": "on", "audience": [],
    } | changes  # fmt: skip


def test_office_makes_a_task_for_a_city_and_gives_it_out():
    cast = make_world()
    form = cast.task.form
    office = browser(cast["assessment_office"])
    make_county("宁乡市", make_city("长沙市"))
    city = make_city("长沙市")
    office.post(reverse("selfeval-task-new"), entry(form, audience=[city.pk]))
    task = Task.objects.get(year=2018)
    assert task.opened_at is None
    assert (
        "将向 2 个县市区布置"
        in office.get(reverse("selfeval-task", args=[task.pk])).content.decode()
    )

    page = office.post(
        reverse("selfeval-task-open", args=[task.pk]), {"version": task.version}, follow=True
    ).content.decode()

    assert "已布置到 2 个县市区" in page
    names = sorted(Report.objects.filter(task=task).values_list("county_name", flat=True))
    assert names == ["宁乡市", "望城区"]


def test_task_with_a_deadline_before_its_beginning_is_not_made():
    cast = make_world()
    office = browser(cast["assessment_office"])
    response = office.post(reverse("selfeval-task-new"), entry(cast.task.form, deadline=moment(-2)))
    assert response.status_code == 422
    assert "截止时间须晚于开始填报的时间" in response.content.decode()
    assert not Task.objects.filter(year=2018).exists()


def test_same_form_is_asked_once_a_year():
    cast = make_world()
    office = browser(cast["assessment_office"])
    response = office.post(reverse("selfeval-task-new"), entry(cast.task.form, year=2017))
    assert response.status_code == 422
    assert Task.objects.count() == 1


def test_only_forms_in_use_can_be_asked_for():
    cast = make_world()
    draft = make_form("unit_narrative", state="draft")
    response = browser(cast["assessment_office"]).post(reverse("selfeval-task-new"), entry(draft))
    assert response.status_code == 422


def test_task_given_out_keeps_its_year_and_takes_another_deadline():
    cast = make_world()
    office = browser(cast["assessment_office"])
    url = reverse("selfeval-task-edit", args=[cast.task.pk])
    sent = entry(cast.task.form, year=2019, version=cast.task.version, title="改过的名称")
    office.post(url, sent)
    cast.task.refresh_from_db()
    assert (cast.task.year, cast.task.title) == (2017, "改过的名称")


def test_second_of_two_people_who_change_a_task_is_told():
    cast = make_world()
    office = browser(cast["assessment_office"])
    url = reverse("selfeval-task-edit", args=[cast.task.pk])
    office.post(url, entry(cast.task.form, version=cast.task.version, title="先改的"))
    late = office.post(url, entry(cast.task.form, version=cast.task.version, title="后改的"))
    assert late.status_code == 422
    assert "任务已被他人改动" in late.content.decode()
    cast.task.refresh_from_db()
    assert cast.task.title == "先改的"


def test_task_that_was_not_given_out_is_discarded():
    cast = make_world()
    task = make_task(year=2018, opened=False)
    browser(cast["assessment_office"]).post(
        reverse("selfeval-task-discard", args=[task.pk]), {"version": task.version}
    )
    assert not Task.objects.filter(pk=task.pk).exists()


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("selfeval-tasks", {"city": 200, "office": 200, "auditor": 200, "county": 404}),
        ("selfeval-task", {"city": 200, "office": 200, "auditor": 200, "county": 404}),
        ("selfeval-missing", {"city": 200, "office": 200, "auditor": 200, "county": 404}),
        ("selfeval-missing-xlsx", {"city": 200, "office": 200, "county": 404}),
        ("selfeval-task-edit", {"city": 403, "office": 403, "auditor": 403, "county": 403}),
        ("selfeval-task-new", {"city": 403, "office": 403, "auditor": 403, "county": 403}),
    ],
)
def test_tasks_are_read_by_reviewers_and_managed_by_the_office(name, codes):
    cast = make_world()
    arguments = [] if name in ("selfeval-tasks", "selfeval-task-new") else [cast.task.pk]
    for persona, code in codes.items():
        response = browser(cast[persona]).get(reverse(name, args=arguments))
        assert response.status_code == code, persona


@pytest.mark.parametrize(
    "name", ["selfeval-task-open", "selfeval-extend", "selfeval-remind", "selfeval-task-discard"]
)
def test_managing_is_the_offices(name):
    cast = make_world()
    for persona, code in (("city", 403), ("auditor", 403), ("county", 404)):
        response = browser(cast[persona]).post(reverse(name, args=[cast.task.pk]), {"all": "1"})
        assert response.status_code == code, persona
    assert not Reminder.objects.exists()


def test_city_sees_only_its_own_counties_on_the_lists():
    cast = make_world()
    page = browser(cast["city"]).get(reverse("selfeval-missing", args=[cast.task.pk]))
    assert "望城区" in page.content.decode()
    assert "渌口区" not in page.content.decode()


# --- who has and who has not ------------------------------------------------------------------


def test_lists_tell_who_has_handed_in_and_who_has_not():
    cast = make_world()
    submit(cast)
    office = browser(cast["assessment_office"])
    response = office.get(reverse("selfeval-missing", args=[cast.task.pk]))
    told = {
        city.name: (len(city.handed_in), len(city.missing)) for city in response.context["cities"]
    }
    assert told == {"长沙市": (1, 0), "株洲市": (0, 1)}


def test_returned_report_counts_as_not_handed_in():
    cast = make_world()
    submit(cast)
    send_back(cast)
    response = browser(cast["city"]).get(reverse("selfeval-missing", args=[cast.task.pk]))
    assert (response.context["missing"], response.context["handed_in"]) == (1, 0)


def test_lists_are_exported_as_a_workbook():
    cast = make_world()
    submit(cast)
    response = browser(cast["assessment_office"]).get(
        reverse("selfeval-missing-xlsx", args=[cast.task.pk])
    )
    book = load_workbook(io.BytesIO(response.content))
    rows = {sheet.title: list(sheet.values) for sheet in book}
    assert [row[1] for row in rows["未提交"][1:]] == ["渌口区"]
    county = dict(zip(rows["已提交"][0], rows["已提交"][1], strict=True))
    assert (county["县市区"], county["总分"], county["提交次数"]) == ("望城区", 98, 1)


@pytest.mark.parametrize("more", [0, 12])
def test_lists_cost_the_same_for_any_number(django_assert_num_queries, more):
    cast = make_world()
    for number in range(more):
        make_report(cast.task, make_county(f"县{number}", make_city("长沙市")))
    office = browser(cast["assessment_office"])
    with django_assert_num_queries(MISSING_QUERIES):
        office.get(reverse("selfeval-missing", args=[cast.task.pk]))


# --- extensions and reminders -----------------------------------------------------------------


def extend(cast, **sent):
    values = {
        "report": [cast.report.pk], "until": moment(30), "reason": "受灾，档案须重新整理。",
    } | sent  # fmt: skip
    return (
        browser(cast["assessment_office"])
        .post(reverse("selfeval-extend", args=[cast.task.pk]), values, follow=True)
        .content.decode()
    )


def test_extension_is_granted_by_name_with_its_reason():
    cast = make_world()
    assert "望城区延期至" in extend(cast)
    granted = Extension.objects.get()
    assert granted.reason == "受灾，档案须重新整理。"
    assert str(granted) == f"望城区 延至 {timezone.localtime(granted.until):%Y-%m-%d %H:%M}"
    cast.report.refresh_from_db()
    assert cast.report.extended_until > cast.task.deadline
    task_page = browser(cast["assessment_office"]).get(
        reverse("selfeval-task", args=[cast.task.pk])
    )
    assert "受灾，档案须重新整理。" in task_page.content.decode()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"report": []}, "请先勾选"),
        ({"reason": " "}, "请写明延期理由"),
        ({"until": ""}, "请填写延至什么时间"),
        ({"until": moment(1)}, "延期须晚于"),
    ],
)
def test_extension_that_lacks_something_is_not_granted(sent, told):
    cast = make_world()
    assert told in extend(cast, **sent)
    assert not Extension.objects.exists()


def remind(cast, **sent) -> str:
    return (
        browser(cast["assessment_office"])
        .post(reverse("selfeval-remind", args=[cast.task.pk]), sent, follow=True)
        .content.decode()
    )


def test_all_who_have_not_handed_in_are_reminded_in_the_site_and_by_mail(
    django_capture_on_commit_callbacks,
):
    cast = make_world()
    cast["other_county"].email = "lukou@example.com"
    cast["other_county"].save()
    submit(cast)
    with django_capture_on_commit_callbacks(execute=True):
        page = remind(cast, all="1")
    assert "已催报 1 个县市区" in page
    assert [letter.to for letter in mail.outbox] == [["lukou@example.com"]]


def test_nobody_is_reminded_twice_a_day():
    cast = make_world()
    remind(cast, report=[cast.report.pk])
    assert "没有重复发送" in remind(cast, report=[cast.report.pk])
    assert Reminder.objects.count() == 1


def test_reminding_nobody_says_what_to_do():
    assert "请先勾选县市区" in remind(make_world())
