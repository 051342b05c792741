"""What a county's people are told of their reports; what others are not."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from selfeval.models import ExtensionRequest, Reminder
from selfeval.review.actions import flow
from selfeval.year import actions as tasks
from selfeval.year.extensions import answer_request, ask_extension
from selfeval.year.reminders import send_due
from tests.factories import make_account, make_cast, make_county
from tests.selfeval.factories import (
    COMMAND,
    actor_for,
    make_filer,
    make_report,
    make_submitted,
    make_task,
)
from trust.models import Delivery, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db):
    account = make_cast()["assessment_office"]
    return {"user": account, "actor": actor_for(account)}


@pytest.fixture
def report(office):
    """A report with its county's person, a shut account of it, and a stranger's."""
    found = make_report()
    make_filer(found, "own")
    make_account("shut", role="county", place=found.county, is_active=False)
    make_filer(make_report(found.task), "stranger")
    return found


def told() -> dict[str, list[str]]:
    """Return who was told what since last asked, with the page that it leads to."""
    found: dict[str, list[str]] = {}
    for notice in Notice.objects.order_by("pk"):
        found.setdefault(notice.recipient.username, []).append(f"{notice.title} {notice.link}")
    Notice.objects.all().delete()
    return found


def submitted(report):
    report.save()
    make_submitted(report, report.county.membership_set.first().account, state="province_review")
    report.refresh_from_db()
    return report


def test_counties_are_told_of_a_task_that_is_given_out(office):
    counties = [make_county(f"第{n}县") for n in range(12)]
    people = [make_account(f"p{n}", role="county", place=c) for n, c in enumerate(counties)]
    make_account("elsewhere", role="county", place=make_county("外县"))
    task = make_task(opened=False)
    task.audience.set(counties)
    tasks.open_task(task_id=task.pk, version=task.version, **office)
    found = told()
    assert set(found) == {person.username for person in people}
    own = task.reports.get(county=counties[0])
    assert found["p0"] == [f"{task}已布置，请填报 /selfeval/reports/{own.pk}/"]
    late = make_county("后来县")
    make_account("late", role="county", place=late)
    task.audience.add(late)
    task.refresh_from_db()
    tasks.open_task(task_id=task.pk, version=task.version, **office)
    assert set(told()) == {"late"}


def test_a_report_that_is_sent_back_is_told_with_the_reason(office, report):
    report = submitted(report)
    until = timezone.now() + timedelta(days=5)
    flow.return_report(
        report_id=report.pk, version=report.version, reason="资金数与台账不符。", cells=None,
        correct_by=until, **office,
    )  # fmt: skip
    body = Notice.objects.get().body
    assert body.startswith(f"请于 {timezone.localtime(until):%Y-%m-%d %H:%M} 前修改")
    assert body.endswith("原因：资金数与台账不符。")
    assert told() == {"own": [f"{report}已退回修改 /selfeval/reports/{report.pk}/"]}


def test_what_becomes_of_a_report_is_told(office, report):
    report = submitted(report)
    page = f"/selfeval/reports/{report.pk}/review/"
    given = {"report_id": report.pk, **office}
    report = flow.accept_report(version=report.version, **given)
    assert told() == {"own": [f"{report}已审核通过 {page}"]}
    report = flow.publish_report(version=report.version, **given)
    assert told() == {"own": [f"{report}已公开 {page}"]}
    flow.unpublish_report(version=report.version, reason="有误", **given)
    assert Notice.objects.get().body == "公开页不再提供。原因：有误。"
    assert told() == {"own": [f"{report}已撤回公开 {page}"]}


def test_a_step_that_concerns_the_reviewers_alone_is_not_told(office, report):
    report = submitted(report)
    report.task.city_review = False
    report.task.save()
    report.state = "submitted"
    report.save()
    flow.take_up(report_id=report.pk, version=report.version, **office)
    assert told() == {}


@pytest.mark.parametrize(
    ("is_granted", "line"), [(True, "已批准延期"), (False, "的延期申请未获同意")]
)
def test_the_answer_to_a_request_for_time_is_told(office, report, is_granted, line):
    own = report.county.membership_set.first().account
    until = report.task.deadline + timedelta(days=3)
    ask_extension(report_id=report.pk, until=until, reason="洪灾", user=own, actor=actor_for(own))
    assert told() == {}
    answer_request(
        pk=ExtensionRequest.objects.get().pk, is_granted=is_granted, answer="请抓紧", **office
    )
    body = Notice.objects.get().body
    assert body == (f"可填报至 {moment(until)}。" if is_granted else "请抓紧。")
    assert told() == {"own": [f"{report}{line} /selfeval/reports/{report.pk}/"]}


def moment(at) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def test_reminders_are_notices_and_go_out_by_the_outbox(office, report, settings):
    own = report.county.membership_set.first().account
    type(own).objects.filter(pk=own.pk).update(email="own@example.cn")
    settings.EMAIL_BACKEND = "tests.trust.notices.test_outbox.Down"
    said, errors = StringIO(), StringIO()
    report.task.deadline = timezone.now() + timedelta(days=2)
    report.task.save()
    call_command("send_reminders", stdout=said, stderr=errors)
    assert said.getvalue().endswith("共催报 2 份。\n")
    assert "邮件留在发件箱" in errors.getvalue()
    assert Reminder.objects.get(report=report).recipients == ["own@example.cn"]
    assert Delivery.objects.get().state == Delivery.State.WAITING
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("send_reminders", stdout=said, stderr=errors)
    assert said.getvalue().endswith("共催报 0 份。\n")
    (letter,) = mail.outbox
    assert letter.to == ["own@example.cn"]
    assert letter.subject.startswith("【催报】")
    assert told()["own"] == [
        f"【催报】{report.task}（{report.county_name}） /selfeval/reports/{report.pk}/"
    ]


def test_reminding_costs_the_same_for_any_number_of_counties(office, django_assert_num_queries):
    def due(year, count):
        task = make_task(year=year, deadline=timezone.now() + timedelta(days=2))
        for _ in range(count):
            make_account(role="county", place=make_report(task).county, email=f"{count}@b.cn")

    # reports, sent before, people, rows, muted, notices, outbox; a savepoint with its end; the rows
    # once more for the log, the log, which PostgreSQL locks first
    cost = 12 + (connection.vendor == "postgresql")
    due(2017, 1)
    with django_assert_num_queries(cost):
        assert len(send_due(actor=COMMAND, year=2017)) == 1
    due(2018, 9)
    with django_assert_num_queries(cost):
        assert len(send_due(actor=COMMAND, year=2018)) == 9
