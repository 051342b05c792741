"""延期申请: a county asks, the office grants it as asked or says no with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from selfeval.models import Extension, ExtensionRequest, Report, ReportState
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import make_filer, make_report
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db
REASON = "汛期抢险，推迟填报。"


@pytest.fixture
def report():
    return make_report(county=make_county("浏阳市", make_city("长沙市")))


@pytest.fixture
def office():
    return make_account(role="assessment_office")


def ask(client, report, *, days=30, reason=REASON):
    until = timezone.localtime(report.task.deadline + timedelta(days=days))
    told = {"until": until.strftime("%Y-%m-%dT%H:%M"), "reason": reason}
    return client.post(reverse("report-extension-ask", args=[report.pk]), told, follow=True)


def answer(client, asked, **told):
    url = reverse("selfeval-extension-answer", args=[asked.pk])
    return client.post(url, told, follow=True).content.decode()


def test_the_county_asks_and_the_office_grants(client, report, office):
    client.force_login(make_filer(report))
    assert (
        "申请延期"
        in client.get(reverse("report-fill", args=[report.pk]), follow=True).content.decode()
    )
    assert "等待答复" in ask(client, report).content.decode()
    asked = ExtensionRequest.objects.get()
    client.force_login(office)
    assert "1 份延期申请等待答复" in client.get(reverse("home")).content.decode()
    missing = client.get(reverse("selfeval-missing", args=[report.task_id])).content.decode()
    assert REASON in missing
    assert "已批准延期" in answer(client, asked, granted="1")
    report.refresh_from_db()
    assert report.extended_until == asked.until
    assert Extension.objects.get().reason == REASON
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"申请延期", "批准延期", "答复延期申请"} <= actions
    client.force_login(make_account(role="county", place=report.county, username="again"))
    page = client.get(reverse("report-extension-ask", args=[report.pk])).content.decode()
    assert "已批准" in page


def test_what_is_typed_stays_if_the_session_is_over(client, report):
    client.force_login(make_filer(report))
    page = client.get(reverse("report-extension-ask", args=[report.pk])).content.decode()
    assert "data-keep" in page


def test_no_is_said_with_a_reason_that_the_county_reads(client, report, office):
    client.force_login(make_filer(report))
    ask(client, report)
    asked = ExtensionRequest.objects.get()
    client.force_login(office)
    assert "请写明不同意的理由" in answer(client, asked, granted="0")
    assert "已答复不同意" in answer(client, asked, granted="0", answer="已延过一次。")
    assert "已经答复过" in answer(client, asked, granted="1")
    assert not Extension.objects.exists()
    client.force_login(make_account(role="county", place=report.county, username="again"))
    page = client.get(reverse("report-extension-ask", args=[report.pk])).content.decode()
    assert "不同意：已延过一次。" in page
    assert "等待答复" in ask(client, report).content.decode()  # and may ask again


def test_one_request_waits_at_a_time_and_must_ask_for_more(client, report):
    client.force_login(make_filer(report))
    assert "申请的时间须晚于" in ask(client, report, days=-1).content.decode()
    assert "请写明理由" in ask(client, report, reason="").content.decode()
    ask(client, report)
    assert "已有一份延期申请等待答复" in ask(client, report, days=40).content.decode()
    assert ExtensionRequest.objects.count() == 1


def test_what_was_submitted_needs_no_more_time(client, report):
    Report.objects.filter(pk=report.pk).update(state=ReportState.SUBMITTED)
    client.force_login(make_filer(report))
    assert "不需要延期" in ask(client, report).content.decode()
    assert not ExtensionRequest.objects.exists()


def test_a_city_sees_its_counties_requests_and_answers_none(client, report, office):
    client.force_login(make_filer(report))
    ask(client, report)
    asked = ExtensionRequest.objects.get()
    client.force_login(make_account(role="city", place=report.county.city))
    page = client.get(reverse("selfeval-missing", args=[report.task_id])).content.decode()
    assert REASON in page
    assert "批准</button>" not in page
    url = reverse("selfeval-extension-answer", args=[asked.pk])
    assert client.post(url, {"granted": "1"}).status_code == 403
    client.force_login(make_account(role="city", place=make_city("株洲市"), username="other"))
    assert client.post(url, {"granted": "1"}).status_code == 404
