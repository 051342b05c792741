"""Papers over the web, by the job and by the command: who gets which version, and the log."""

import io
import json
import zipfile
from urllib.parse import unquote

import docx
import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from assessment.letters.actions import change_words
from assessment.letters.kinds import Words
from press.paper import sharing
from press.paper.printing import print_each
from press.paper.rendering import Press
from selfeval.filing.receipts import digest_of
from selfeval.filing.workbook.intake import import_workbook, read_for
from selfeval.filing.workbook.map import SHEET
from selfeval.filing.workbook.writing import workbook_of
from selfeval.paper import batch
from selfeval.paper.filing import document_for
from selfeval.paper.model import verification
from selfeval.paper.receipt import receipt_document, receipt_pdf
from tests.factories import make_account, make_city, make_county, make_year
from tests.quick_press import print_in_words
from tests.selfeval.factories import (
    COMMAND,
    file_report,
    fill_report,
    make_filer,
    make_report,
    make_task,
)
from tests.selfeval.factories import write as write_words
from tests.selfeval.filed import bring_to, make_world, step
from trust import files, jobs, log, papers
from trust.models import AuditEntry, Job, KeptPaper
from trust.refusals import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FORMATS = ("report-pdf", "report-docx", "report-xlsx", "report-json")


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def get(client, name, report, **query):
    return client.get(reverse(name, args=[report.pk]), query)


@pytest.fixture
def report():
    return make_report(county=make_county("浏阳市", make_city("长沙市")))


@pytest.fixture
def submission(report):
    return file_report(report, summary="按计划完成全年任务，提交时的话。")


def test_a_reader_gets_the_submission_and_never_the_draft(client, report, submission):
    report.state = "draft"
    report.save(update_fields=["state"])
    write_words(report, {"summary": "撤回后改写的话。"})
    client.force_login(make_account(role="assessment_office"))
    answer = get(client, "report-pdf", report, draft="1")
    text = text_of(answer.content)
    assert "提交时的话" in text
    assert "撤回后改写" not in text
    assert submission.receipt in text


def test_the_county_prints_its_draft_marked_as_one(client, report):
    fill_report(report)
    client.force_login(make_filer(report))
    answer = get(client, "report-pdf", report)
    assert "草稿，未提交" in text_of(answer.content)
    assert "%E8%8D%89%E7%A8%BF" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_draft_does_not_exist_for_others(client, report, name):
    fill_report(report)
    client.force_login(make_account(role="assessment_office"))
    assert get(client, name, report).status_code == 404


def test_the_county_prints_its_draft_for_signature_under_the_code_it_will_have(client, report):
    fill_report(report)
    report.refresh_from_db()
    client.force_login(make_filer(report))
    page = client.get(reverse("report-section", args=[report.pk, "scores"])).content.decode()
    assert f"{reverse('report-pdf', args=[report.pk])}?sign=1" in page
    answer = get(client, "report-pdf", report, sign="1")
    text = text_of(answer.content)
    assert "送签稿，未提交" in text
    assert "草稿" not in text
    assert "送签稿" in unquote(answer["Content-Disposition"])
    code = verification(digest_of(report.data))
    assert f"校验码{code}" in text


def test_the_code_for_signature_is_that_of_the_submission(client, report, submission):
    client.force_login(make_filer(report))
    code = f"校验码{verification(submission.digest)}"
    assert code in text_of(get(client, "report-pdf", report, sign="1").content)
    assert code in text_of(get(client, "report-pdf", report).content)


def test_the_county_prints_the_empty_form(client, report):
    fill_report(report)
    write_words(report, {"summary": "不该印出的话。"})
    client.force_login(make_filer(report))
    answer = get(client, "report-pdf", report, blank="1")
    text = text_of(answer.content)
    assert "工作概述" in text
    assert "不该印出" not in text
    assert "草稿" not in text
    assert "空白表" in unquote(answer["Content-Disposition"])
    for name in ("report-docx", "report-xlsx"):
        assert get(client, name, report, blank="1").status_code == 200


@pytest.mark.parametrize("edition", ["draft", "sign", "blank"])
def test_no_edition_shows_a_draft_to_those_who_review(client, report, submission, edition):
    client.force_login(make_account(role="assessment_office"))
    assert submission.receipt in text_of(
        get(client, "report-pdf", report, **{edition: "1"}).content
    )


def test_word_excel_and_json_say_the_same(client, report, submission):
    client.force_login(make_account(role="assessment_office"))
    word = docx.Document(io.BytesIO(get(client, "report-docx", report).content))
    assert any("提交时的话" in p.text for p in word.paragraphs)
    book = openpyxl.load_workbook(io.BytesIO(get(client, "report-xlsx", report).content))
    assert any("提交时的话" in str(c.value) for row in book.worksheets[0] for c in row)
    told = json.loads(get(client, "report-json", report).content)["reports"][0]
    assert (told["receipt"], told["total"]) == (submission.receipt, "98")


def test_each_download_is_logged_with_its_version(client, report, submission):
    client.force_login(make_account(role="assessment_office"))
    get(client, "report-json", report)
    entry = AuditEntry.objects.filter(action="下载自评报告").get()
    assert entry.after["版本"] == "第1次提交"
    assert entry.after["文件"].endswith(".json")


def test_a_receipt_tells_what_arrived_when_and_from_whom(submission):
    submission.attachments = [{"id": 1, "code": "trained", "name": "名册.pdf", "sha256": "ab" * 32}]
    text = text_of(receipt_pdf(submission))
    words = ("浏阳市", "2017年度", "第1次提交", "按时", submission.receipt, submission.digest,
             "名册.pdf", "ab" * 32, "培训人数")  # fmt: skip
    assert [word for word in words if word not in text] == []


def test_a_receipt_is_in_the_words_of_the_day_it_was_given(submission):
    before = receipt_document(submission).html
    assert "县市区绩效自评报告提交回执" in before
    assert "上列自评报告已由系统收到并按提交时的内容保存。" in before
    year, office = make_year(2017), make_account(role="assessment_office")
    change_words(
        year=year, paper="county-receipt", seen=0,
        words=Words("{年度}年{填报单位}收件单", "收到下列材料：", "请妥善保存。", "收件人"),
        user=office, actor=log.Actor(str(office), account=office),
    )  # fmt: skip
    assert receipt_document(submission).html == before
    submission.submitted_at = timezone.now()
    late = receipt_document(submission)
    assert late.title == "2017年长沙市浏阳市收件单"
    for words in ("收到下列材料：", "请妥善保存。", "收件人："):
        assert words in late.html
    assert "上列自评报告" not in late.html


def test_the_job_puts_every_submitted_report_into_folders_by_city(report, submission):
    other = make_county("醴陵市", make_city("株洲市"))
    file_report(make_report(report.task, other))
    make_report(report.task)
    owner = make_account(role="assessment_office")
    job = jobs.start(
        kind="selfeval_zip", title="x", parameters={"year": 2017}, owner=owner,
        request_actor=log.Actor(str(owner), account=owner),
    )  # fmt: skip
    jobs.run(job.pk)
    job = Job.objects.get(pk=job.pk)
    assert (job.state, job.done, job.message) == ("done", 2, "共 2 份自评报告。")
    with files.open_file(job.file) as held, zipfile.ZipFile(held) as archive:
        names = archive.namelist()
        assert [name.split("/")[0] for name in names] == ["长沙市", "株洲市"]
        assert "提交时的话" in text_of(archive.read(names[0]))


def test_reports_made_in_turns_are_each_printed_once_under_their_own_name(monkeypatch):
    task = make_task(year=2031)
    for name in ("甲县", "乙县", "丙县"):
        county = make_county(name, make_city(f"{name}所在市"))
        file_report(make_report(task, county), summary=f"{name}的话。")
    monkeypatch.setattr(sharing, "portion_size", lambda documents: 2)
    print_in_words(monkeypatch)
    rows = list(batch.submitted_reports(2031))
    made = list(print_each(Press(), batch.reports_in_batch(2031).documents(), at_a_time=2))
    assert [d.name.split("/")[0] for d, _ in made] == [row.county.city.name for row in rows]
    assert all(
        f"{row.county.name}的话" in pdf.decode() for row, (_, pdf) in zip(rows, made, strict=True)
    )


def test_the_zip_is_for_the_province_alone(client, report, submission):
    address = reverse("reports-zip", args=[2017])
    client.force_login(make_filer(report))
    assert client.post(address).status_code == 404
    client.force_login(make_account(role="assessment_office"))
    assert client.post(address).status_code == 302
    assert client.post(reverse("reports-zip", args=[2016])).status_code == 404


def test_the_command_writes_reports_by_city(report, submission, tmp_path):
    call_command("render_selfeval", "2017", str(tmp_path / "out"), "--county", "浏阳市")
    (found,) = (tmp_path / "out").glob("长沙市/*.pdf")
    assert submission.receipt in text_of(found.read_bytes())
    assert AuditEntry.objects.filter(action="生成自评报告").exists()


def test_the_command_says_when_there_is_nothing(report, tmp_path):
    with pytest.raises(CommandError, match="2017 年度没有“浏阳市”已提交的自评报告"):
        call_command("render_selfeval", "2017", str(tmp_path / "out"), "--county", "浏阳市")
    assert not (tmp_path / "out").exists()


def filled(data, words):
    book = openpyxl.load_workbook(io.BytesIO(data))
    where = {row[2]: row[:2] for row in book[SHEET].iter_rows(min_row=12, values_only=True)}
    for address, value in words.items():
        sheet, cell = where[address]
        book[sheet][cell].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_goes_out_is_filled_and_comes_back_into_the_draft(report):
    typed = {"budget": 120, "spent": 96.5, "projects.1.name": "路", "projects.1.amount": 3,
             "trained.target": "≥200人", "summary": "线下填的话"}  # fmt: skip
    data = filled(workbook_of(report), typed)
    assert import_workbook(data, "填报表.xlsx", COMMAND).startswith("已导入：2017 浏阳市")
    report.refresh_from_db()
    assert report.data["fields"]["spent"] == "96.5"
    assert report.data["tables"]["projects"] == [{"row": "1", "name": "路", "amount": "3"}]
    assert read_for(report, workbook_of(report), "填报表.xlsx").changed == {}


def test_a_cell_that_a_colleague_changed_since_is_not_overwritten(report):
    data = filled(workbook_of(report), {"budget": 120})
    write_words(report, {"budget": "130"})
    with pytest.raises(Refused, match="130"):
        import_workbook(data, "填报表.xlsx", COMMAND)
    report.refresh_from_db()
    assert report.data["fields"]["budget"] == "130"


def test_what_cannot_be_read_is_refused_whole_with_sheet_and_cell(report):
    data = filled(workbook_of(report), {"budget": "一百", "spent": 3})
    with pytest.raises(Refused, match=r"工作表“基本情况” \w+：“一百”不是数字"):
        import_workbook(data, "填报表.xlsx", COMMAND)
    report.refresh_from_db()
    assert "spent" not in report.data["fields"]


def test_a_report_is_laid_out_when_it_is_accepted_and_kept_for_good_when_published(
    store, settings, django_capture_on_commit_callbacks
):
    cast = make_world()
    with django_capture_on_commit_callbacks(execute=True):
        bring_to(cast, "accepted")
    document = document_for(cast.report, cast.report.latest)
    [key] = [path.name for path in (settings.MEDIA_ROOT / papers.FOLDER).glob("*/*")]
    assert not KeptPaper.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        step(cast, "publish_report", "assessment_office")
    assert document_for(cast.report, cast.report.latest).html == document.html
    assert KeptPaper.objects.get().key == key
