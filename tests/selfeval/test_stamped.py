"""盖章扫描件: sent by the county at any time before publication, seen by who reviews."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from selfeval.filing.actions.stamped import send_stamped
from selfeval.filing.actions.submitting import submit_report, withdraw_submission
from selfeval.models import STAMPED, Attachment, Report, ReportState
from selfeval.paper.filing import document_for, paper_for
from selfeval.paper.model import Heading
from selfeval.paper.receipt import receipt_document
from tests.factories import make_account, make_city, make_county
from tests.selfeval.factories import (
    actor_for,
    file_report,
    fill_report,
    make_filer,
    make_report,
    write,
)
from tests.trust import hostile
from trust import files
from trust.guard.upload import OLE
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def report():
    return make_report(county=make_county("浏阳市", make_city("长沙市")))


@pytest.fixture
def county(client, report):
    client.force_login(make_filer(report))
    return client


def send(client, report, name="盖章件.pdf", data=None):
    file = SimpleUploadedFile(name, hostile.pdf() if data is None else data)
    return client.post(reverse("report-stamped", args=[report.pk]), {"file": file}, follow=True)


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def test_the_county_sends_it_before_and_after_submitting(county, report):
    assert "盖章件.pdf" in send(county, report).content.decode()
    file_report(report)
    assert "定稿.pdf" in send(county, report, "定稿.pdf", hostile.pdf(b"2")).content.decode()
    assert Attachment.objects.filter(code=STAMPED, withdrawn_at=None).count() == 2
    logged = AuditEntry.objects.filter(action="上传盖章扫描件").values_list("after", flat=True)
    assert sorted(entry["状态"] for entry in logged) == ["已提交", "草稿"]


def test_the_same_file_is_not_laid_twice_and_bad_ones_are_told(county, report):
    send(county, report)
    assert "已经上传过" in send(county, report, "又一份.pdf").content.decode()
    assert "不接受 .exe 文件" in send(county, report, "a.exe", b"MZ").content.decode()
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("盖章件.pdf", hostile.pdf()),
        ("盖章件.PNG", hostile.png()),
        ("盖章件.jpg", hostile.jpg()),
        ("盖章件.jpeg", hostile.jpg()),
        ("盖章件.ofd", hostile.archive([("OFD.xml", "<OFD/>")])),
    ],
)
def test_scans_pictures_and_sealed_files_are_taken(county, report, name, data):
    assert name in send(county, report, name, data).content.decode()
    assert Attachment.objects.get().name == name


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("盖章件.txt", "已盖章".encode()),
        ("盖章件.docx", hostile.docx()),
        ("盖章件.xlsx", hostile.xlsx()),
        ("盖章件.doc", OLE + bytes(4096)),
        ("盖章件.wps", OLE + bytes(4096)),
        ("盖章件.pdf", hostile.docx()),
        ("盖章件.pdf", "已盖章".encode()),
        ("盖章件.jpg", hostile.pdf()),
        ("盖章件.ofd", hostile.docx()),
    ],
)
def test_what_is_no_scan_is_refused_by_name_and_by_content(county, report, name, data):
    answer = send(county, report, name, data)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "没有保存" in said
    assert "另存为" not in said or name.endswith(".ofd")
    assert Attachment.objects.count() == 0
    if not name.endswith((".pdf", ".jpg", ".ofd")):
        assert "可用的格式是 .pdf、.png、.jpg、.ofd" in said
        assert "扫描成 .pdf，或拍成 .jpg、.jpeg、.png 照片后再上传" in said


def test_the_action_itself_takes_only_scans(report):
    filer = make_filer(report)
    told = {"file": files.store(b"x"), "user": filer, "actor": actor_for(filer)}
    with pytest.raises(Refused, match=r"只收 \.pdf、\.png、\.jpg、\.jpeg、\.ofd"):
        send_stamped(report_id=report.pk, name="盖章件.docx", **told)
    assert Attachment.objects.count() == 0


def test_the_page_offers_only_scans_to_choose_from(county, report):
    shown = page(county, "report-stamped", report.pk)
    assert 'accept=".pdf,.png,.jpg,.jpeg,.ofd"' in shown
    assert "只收 .pdf、.png、.jpg、.jpeg、.ofd" in shown


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
    assert "报告已公开" in send(county, report, "晚了.pdf", hostile.pdf(b"3")).content.decode()
    assert Attachment.objects.count() == 1
    assert "报告已公开" in page(county, "report-stamped", report.pk)


def test_reviewers_see_it_in_report_and_list_and_filter_by_it(county, client, report):
    other = make_report(report.task, make_county("宁乡市", report.county.city))
    for each in (report, other):
        file_report(each)
    send(county, report)
    client.force_login(make_account(role="assessment_office"))
    reviewed = page(client, "report-review", report.pk)
    assert "盖章件.pdf" in reviewed
    got = client.get(reverse("attachment", args=[Attachment.objects.get().pk]))
    assert b"".join(got.streaming_content) == hostile.pdf()
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


# --- of which submission it is


def send_back_and_file_again(report, **words):
    submission = report.latest
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RETURNED, returned_from=ReportState.SUBMITTED
    )
    report.refresh_from_db()
    again = file_report(report, **words)
    assert again.number == submission.number + 1
    return again


def listed(client, **query):
    return page(client, "selfeval", state="all", **query)


@pytest.mark.parametrize("words", [{}, {"contact": "李某某"}], ids=["as it was", "changed"])
def test_a_paper_of_an_earlier_submission_does_not_count_for_the_next(
    county, client, report, words
):
    file_report(report)
    send(county, report)
    send_back_and_file_again(report, **words)
    mine = page(county, "report-stamped", report.pk)
    assert "第 1 次提交" in mine
    assert "上一次提交的扫描件，需重新盖章上传" in mine
    assert "上一次提交的扫描件，需重新盖章上传" in page(county, "report-receipt", report.pk)
    client.force_login(make_account(role="assessment_office"))
    reviewed = page(client, "report-review", report.pk)
    assert "上一次提交的扫描件，需重新盖章上传" in reviewed
    assert "已上传" not in reviewed
    assert "盖章件已交" not in listed(client)
    assert "以前的扫描件，<br>需重新盖章上传" in listed(client)
    for stamp, is_there in (("sent", False), ("lacking", True), ("outdated", True)):
        assert (report.county_name in listed(client, stamp=stamp)) == is_there


def test_the_paper_sent_anew_counts_and_the_version_before_keeps_its_own(county, client, report):
    file_report(report)
    send(county, report)
    send_back_and_file_again(report, contact="李某某")
    send(county, report, "新盖章件.pdf", hostile.pdf(b"2"))
    client.force_login(make_account(role="assessment_office"))
    assert "已上传" in page(client, "report-review", report.pk)
    first = page(client, "report-review", report.pk, number=1)
    assert "提交以后上传，属第 2 次提交" in first
    assert "需重新盖章上传" not in first
    assert "盖章件已交" in listed(client)
    for stamp, is_there in (("sent", True), ("lacking", False), ("outdated", False)):
        assert (report.county_name in listed(client, stamp=stamp)) == is_there


def test_two_submissions_ago_is_said_by_its_number(county, report):
    file_report(report)
    send(county, report)
    for contact in ("李某某", "赵某某"):
        send_back_and_file_again(report, contact=contact)
    assert "第 1 次提交的扫描件，需重新盖章上传" in page(county, "report-stamped", report.pk)


def test_the_same_file_may_be_sent_for_the_next_submission_too(county, report):
    file_report(report)
    send(county, report)
    send_back_and_file_again(report)
    assert "已经上传过" not in send(county, report).content.decode()
    assert sorted(Attachment.objects.values_list("sent_for", flat=True)) == [1, 2]


def test_what_was_sealed_before_submitting_counts_if_nothing_changed_since(county, client, report):
    fill_report(report)
    send(county, report)
    submit(report)
    client.force_login(make_account(role="assessment_office"))
    assert "盖章件已交" in listed(client)


def test_what_was_sealed_before_the_words_changed_does_not_count(county, client, report):
    fill_report(report)
    send(county, report)
    write(report, {"summary": "盖章以后又改。"})
    report.refresh_from_db()
    submit(report)
    assert "上传以后内容改过，需重新盖章上传" in page(county, "report-stamped", report.pk)
    client.force_login(make_account(role="assessment_office"))
    assert "上传以后内容改过，需重新盖章上传" in page(client, "report-review", report.pk)
    assert "盖章件已交" not in listed(client)
    assert report.county_name in listed(client, stamp="outdated")


def submit(report):
    user = make_filer(report)
    submit_report(report_id=report.pk, version=report.version, user=user, actor=actor_for(user))
    report.refresh_from_db()


def test_a_paper_for_a_correction_is_not_told_of_what_stands_submitted(county, client, report):
    file_report(report)
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.RETURNED, returned_from=ReportState.SUBMITTED
    )
    send(county, report)
    assert Attachment.objects.get().sent_for == 2
    client.force_login(make_account(role="assessment_office"))
    assert "盖章件已交" not in listed(client)
    assert "以前的扫描件，" not in listed(client)
    assert report.county_name in listed(client, stamp="lacking")


def test_papers_of_the_program_before_are_told_of_what_they_came_for(county, report):
    fill_report(report)
    send(county, report, "送签.pdf", hostile.pdf(b"1"))
    submit(report)
    send(county, report, "定稿.pdf", hostile.pdf(b"2"))
    send_back_through_actions(report)
    send(county, report, "修改.pdf", hostile.pdf(b"3"))
    submit(report)
    send(county, report, "再定稿.pdf", hostile.pdf(b"4"))
    Attachment.objects.update(sent_for=None, sent_digest="")
    migration = import_module("selfeval.migrations.0007_sealed_for_a_submission")
    migration.say_what_for(apps, None)
    found = dict(Attachment.objects.values_list("name", "sent_for"))
    assert found == {"送签.pdf": 1, "定稿.pdf": 1, "修改.pdf": 2, "再定稿.pdf": 2}


def send_back_through_actions(report):
    user = make_filer(report)
    withdraw_submission(
        report_id=report.pk, version=report.version, user=user, actor=actor_for(user)
    )
    report.refresh_from_db()


# --- apart from ordinary attachments


def test_the_lists_of_files_set_it_apart_and_say_of_which_submission_it_is(county, report):
    file_report(report)
    send(county, report)
    attach(report, "名册.txt")
    again = send_back_and_file_again(report, contact="李某某")
    assert [held["name"] for held in again.files] == ["名册.txt"]
    assert [(held["name"], held["sent_for"]) for held in again.sealed] == [("盖章件.pdf", 1)]
    filing = paper_for(report, again).filing
    assert [(file.name, file.place) for file in filing.attachments] == [("名册.txt", "全表")]
    assert [(file.name, file.place) for file in filing.sealed] == [
        ("盖章件.pdf", "第 1 次提交（不是本次）")
    ]
    shown = page(county, "report-receipt", report.pk)
    assert "<dt>附件</dt><dd>1 件</dd>" in shown


def test_what_was_kept_before_papers_said_for_what_is_still_printed(report):
    submission = file_report(report)
    submission.attachments = [{"id": 1, "code": STAMPED, "name": "旧.pdf", "sha256": "ab" * 32}]
    filing = paper_for(report, submission).filing
    assert [(file.name, file.place) for file in filing.sealed] == [("旧.pdf", "未写明哪一次提交")]
    assert filing.attachments == ()


@pytest.mark.parametrize("paper", ["report", "receipt"])
def test_on_paper_it_has_a_list_of_its_own(paper, county, report):
    fill_report(report)
    attach(report, "名册.txt")
    send(county, report)
    submit(report)
    parts = paper_for(report, report.latest).sections[-1].parts
    heads = [part.text for part in parts if isinstance(part, Heading)]
    assert heads[-2:] == ["附件清单", "盖章扫描件"]
    html = document_for(report, report.latest).html
    if paper == "receipt":
        html = receipt_document(kept(report)).html
    plain, _, sealed = html.partition(">盖章扫描件</h2>")
    assert "名册.txt" in plain
    assert "盖章件.pdf" not in plain
    assert "盖章件.pdf" in sealed
    assert "第 1 次提交" in sealed


def kept(report):
    rows = report.submissions.select_related("report__task__form", "report__county__city")
    return rows.get()


def attach(report, name):
    Attachment.objects.create(
        report=report, code="", file=files.store(name.encode()), name=name,
        added_by=make_filer(report),
    )  # fmt: skip


def test_the_page_before_submitting_tells_both_apart(county, report):
    fill_report(report)
    attach(report, "名册.txt")
    send(county, report)
    shown = page(county, "report-submit", report.pk)
    assert "附件 1 件" in shown
    assert "盖章扫描件 1 件" in shown


def make_filer_and_take_back(client, report, sent):
    file_report(report)
    client.force_login(make_filer(report))
    client.post(reverse("report-stamped-take-back", args=[report.pk]), {"file": sent.pk})
