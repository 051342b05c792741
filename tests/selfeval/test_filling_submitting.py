"""Attachments, submitting, the receipt and taking a submission back, through the client."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from selfeval.models import Attachment, Report, ReportState
from tests.factories import make_account, make_county
from tests.selfeval.factories import (
    file_report,
    fill_report,
    write,
)
from tests.selfeval.filling_pages import opened, url

pytestmark = pytest.mark.django_db


NAMES = "名单".encode()


def attach(client, report, name="名单.txt", data=NAMES, code="trained"):
    file = SimpleUploadedFile(name, data)
    return client.post(url("attachment-add", report), {"code": code, "file": file})


def test_a_file_is_laid_to_an_indicator_and_taken_back(county, report, store):
    page = attach(county, report)
    assert "已添加“名单.txt”" in page.content.decode()
    assert json.loads(page["HX-Trigger"])["files-count"] == {"code": "trained", "count": 1}
    file = Attachment.objects.get()
    got = county.get(reverse("attachment", args=[file.pk]))
    assert b"".join(got.streaming_content) == "名单".encode()
    assert got["X-Content-Type-Options"] == "nosniff"
    county.post(reverse("attachment-withdraw", args=[file.pk]))
    file.refresh_from_db()
    assert file.withdrawn_at


def test_several_files_come_at_once_and_the_bad_ones_are_told(county, report, store):
    sent = [
        SimpleUploadedFile("批复.txt", "批复".encode()),
        SimpleUploadedFile("程序.exe", b"MZ"),
        SimpleUploadedFile("名单.txt", "名单".encode()),
        SimpleUploadedFile("名单（二）.txt", "名单".encode()),
    ]
    page = county.post(url("attachment-add", report), {"code": "", "file": sent}).content.decode()
    assert "已添加“批复.txt”、“名单.txt”。" in page
    assert "不接受 .exe 文件" in page
    assert "与“名单.txt”是同一个文件" in page
    assert sorted(Attachment.objects.values_list("name", flat=True)) == ["名单.txt", "批复.txt"]


def test_a_file_that_lies_there_already_is_not_laid_twice(county, report, store):
    attach(county, report)
    answer = attach(county, report)
    assert "已经添加过，没有重复添加" in answer.content.decode()
    assert report.attachments.current().count() == 1
    assert attach(county, report, code="").status_code == 200  # for the whole report


def test_a_file_that_is_not_what_it_says_is_refused(county, report, store):
    page = attach(county, report, "名单.xlsx", b"MZ\x00\x00")
    assert page.status_code == 422
    assert not Attachment.objects.exists()


def test_files_for_what_the_form_has_not_are_refused(county, report, store):
    assert attach(county, report, code="nothing").status_code == 403
    assert county.get(url("attachment-add", report), {"code": "nothing"}).status_code == 404


def test_a_reviewer_gets_the_files_that_were_submitted(county, report, filer, store, client):
    attach(county, report)
    first = Attachment.objects.get()
    file_report(report, user=filer)
    Report.objects.filter(pk=report.pk).update(state=ReportState.RETURNED)
    attach(county, report, "后加.txt", b"later")
    later = Attachment.objects.exclude(pk=first.pk).get()
    client.force_login(make_account(role="city", place=report.county.city))
    got = client.get(reverse("attachment", args=[first.pk]))
    assert b"".join(got.streaming_content) == "名单".encode()
    assert client.get(reverse("attachment", args=[later.pk])).status_code == 403
    client.force_login(make_account(role="county", place=make_county("邻县", report.county.city)))
    assert client.get(reverse("attachment", args=[first.pk])).status_code == 404


# --- Submitting ---------------------------------------------------------------------------------


def submit(client, report, version=None):
    report.refresh_from_db()
    told = {"version": report.version if version is None else version}
    return client.post(url("report-submit", report), told)


def test_errors_block_submitting_with_links_to_them(county, report):
    page = county.get(url("report-submit", report)).content.decode()
    assert "还有 14 处须先处理" in page
    assert f"{url('report-section', report, 'scores')}#c-trained-outcome" in page
    refused = submit(county, report)
    assert refused.status_code == 422
    assert "还有 14 个问题须先解决，没有提交" in refused.content.decode()


def sheet(client, report, section="basics", version=None):
    report.refresh_from_db()
    told = {"section": section, "version": report.version if version is None else version}
    return client.get(url("report-submit", report), told)


def test_a_section_to_be_sent_is_fetched_as_it_is_opened(county, report):
    """A form has hundreds of cells, of which few are looked at again in a rush."""
    fill_report(report, {"contact": "独一无二的人"})
    page = county.get(url("report-submit", report)).content.decode()
    assert "独一无二的人" not in page
    assert f"{url('report-submit', report)}?section=basics&amp;version={report.version}" in page
    shown = sheet(county, report).content.decode()
    assert "独一无二的人" in shown
    assert "<main" not in shown
    assert "之后有改动" not in shown
    assert "之后有改动" in sheet(county, report, version=report.version - 1).content.decode()


def test_a_section_to_be_sent_is_shown_to_who_submits_and_until_then(county, report, filer, client):
    assert sheet(county, report, "nothing").status_code == 404
    file_report(report, user=filer)
    assert sheet(county, report).status_code == 404
    Report.objects.filter(pk=report.pk).update(state=ReportState.RETURNED)
    assert sheet(county, report).status_code == 200
    for other in (
        make_account(role="county", place=make_county("邻县", report.county.city)),
        make_account(role="auditor"),
    ):
        client.force_login(other)
        assert sheet(client, report).status_code == 404


def test_submitting_twice_gives_one_receipt(county, report):
    fill_report(report)
    version = report.version
    first, second = submit(county, report, version), submit(county, report, version)
    assert first.url == second.url == url("report-receipt", report)
    (kept,) = report.submissions.all()
    page = county.get(first.url).content.decode()
    assert kept.receipt in page
    assert "第 1 次" in page


def test_a_page_that_is_out_of_date_is_shown_anew(county, report):
    fill_report(report)
    late = submit(county, report, report.version - 1)
    assert late.status_code == 409
    assert "在您打开本页之后有改动，没有提交" in late.content.decode()
    assert not report.submissions.exists()


def test_a_submission_is_taken_back(county, report, filer):
    file_report(report, user=filer)
    response = county.post(url("report-withdraw", report), {"version": report.version})
    assert response.url == url("report-fill", report)
    report.refresh_from_db()
    assert report.state == ReportState.DRAFT


def test_a_receipt_on_paper(county, report, filer):
    file_report(report, user=filer)
    answered = county.get(url("report-receipt-pdf", report))
    assert answered["Content-Type"] == "application/pdf"
    assert answered.content.startswith(b"%PDF")


def test_no_receipt_without_a_submission(county, report):
    assert county.get(url("report-receipt", report)).status_code == 404
    assert county.get(url("report-receipt-pdf", report)).status_code == 404


def test_personal_words_are_escaped(county, report):
    write(report, {"unit": "<script>alert(1)</script>", "summary": "</textarea><b>"})
    page = opened(county, report)
    assert "<script>alert(1)" not in page
    assert "</textarea><b>" not in page
