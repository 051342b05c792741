"""盖章扫描件: sent by the county at any time before publication, seen by who reviews."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from selfeval.models import STAMPED, Attachment, Report, ReportState
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import file_report, make_filer, make_report
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return make_report(county=make_county("浏阳市", make_city("长沙市")))


@pytest.fixture
def county(client, report):
    client.force_login(make_filer(report))
    return client


def send(client, report, name="盖章件.txt", words="已盖章"):
    file = SimpleUploadedFile(name, words.encode())
    return client.post(reverse("report-stamped", args=[report.pk]), {"file": file}, follow=True)


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def test_the_county_sends_it_before_and_after_submitting(county, report):
    assert "盖章件.txt" in send(county, report).content.decode()
    file_report(report)
    assert "定稿.txt" in send(county, report, "定稿.txt", "定稿已盖章").content.decode()
    assert Attachment.objects.filter(code=STAMPED, withdrawn_at=None).count() == 2
    logged = AuditEntry.objects.filter(action="上传盖章扫描件").values_list("after", flat=True)
    assert sorted(entry["状态"] for entry in logged) == ["已提交", "草稿"]


def test_the_same_file_is_not_laid_twice_and_bad_ones_are_told(county, report):
    send(county, report)
    assert "已经上传过" in send(county, report, "又一份.txt").content.decode()
    assert "不接受 .exe 文件" in send(county, report, "a.exe", "MZ").content.decode()
    assert Attachment.objects.count() == 1


def test_it_is_taken_back_and_kept(county, report):
    send(county, report)
    sent = Attachment.objects.get()
    county.post(reverse("report-stamped-take-back", args=[report.pk]), {"file": sent.pk})
    sent.refresh_from_db()
    assert sent.withdrawn_at
    assert "还没有上传" in page(county, "report-stamped", report.pk)


def test_an_ordinary_attachment_is_not_taken_back_as_a_sealed_paper(county, report):
    send(county, report)
    Attachment.objects.update(code="")
    url = reverse("report-stamped-take-back", args=[report.pk])
    answer = county.post(url, {"file": Attachment.objects.get().pk})
    assert "已不存在" in answer.content.decode()
    assert Attachment.objects.get().withdrawn_at is None


def test_after_publication_nothing_changes(county, report):
    file_report(report)
    send(county, report)
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED)
    assert "报告已公开" in send(county, report, "晚了.txt", "晚了").content.decode()
    assert Attachment.objects.count() == 1
    assert "报告已公开" in page(county, "report-stamped", report.pk)


def test_reviewers_see_it_in_report_and_list_and_filter_by_it(county, client, report):
    other = make_report(report.task, make_county("宁乡市", report.county.city))
    for each in (report, other):
        file_report(each)
    send(county, report)
    client.force_login(make_account(role="assessment_office"))
    reviewed = page(client, "report-review", report.pk)
    assert "盖章件.txt" in reviewed
    got = client.get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert b"".join(got.streaming_content) == "已盖章".encode()
    assert "未上传" in page(client, "report-review", other.pk)
    listed = page(client, "selfeval", state="all")
    assert listed.count("盖章件已交") == 1
    for stamp, shown, hidden in (("sent", report, other), ("lacking", other, report)):
        found = page(client, "selfeval", state="all", stamp=stamp)
        assert shown.county_name in found
        assert hidden.county_name not in found


def test_what_was_sent_with_a_draft_or_taken_back_is_not_for_reviewers(county, client, report):
    send(county, report)
    sent = Attachment.objects.get()
    client.force_login(make_account(role="assessment_office"))
    assert client.get(reverse("attachment", args=[sent.pk])).status_code == 403
    make_filer_and_take_back(client, report, sent)
    client.force_login(make_account(role="assessment_office"))
    assert client.get(reverse("attachment", args=[sent.pk])).status_code == 403


def make_filer_and_take_back(client, report, sent):
    file_report(report)
    client.force_login(make_filer(report))
    client.post(reverse("report-stamped-take-back", args=[report.pk]), {"file": sent.pk})
