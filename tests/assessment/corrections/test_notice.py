"""更正通知: one sheet for the city concerned, the same whenever it is printed."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from assessment.models.corrections import LONGEST_CORRECTION_REASON
from tests.assessment.corrections.desk import OWN, TRAINING
from trust import files
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def handed_out(desk, persona, correction, form) -> bytes:
    client = Client()
    client.force_login(desk.people[persona])
    response = client.get(reverse("correction-notice", args=[2017, correction.pk, form]))
    assert response.status_code == 200
    return response.content


def sheets(pdf: bytes) -> list[str]:
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages]


def words_of(document: bytes) -> str:
    read = Document(io.BytesIO(document))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in read.paragraphs), *cells])


def test_notice_says_what_was_what_is_why_and_what_it_did(desk):
    made = desk.correct(1103, document="〔2018〕9号")
    [printed] = sheets(handed_out(desk, "city", made, "pdf"))
    written = words_of(handed_out(desk, "city", made, "docx"))

    code = made.snapshot.units.get(place__key=OWN).code_shown
    for told in (
        "第2号更正", TRAINING, "800 人次", "1,103 人次", "验收表第3页为1103人次。", "〔2018〕9号",
        "83.11 → 100.00", "第 3 名 → 第 1 名", "文号：", "考核办（盖章）",
    ):  # fmt: skip
        assert told in written
        assert told.replace(" ", "") in printed.replace(" ", "").replace("\n", "")
    assert code in written
    assert "中你单位的下列记录有误，现予更正" in written
    assert "株洲" not in printed + written


def test_notice_of_a_rule_says_rule_and_phrase(desk):
    made = desk.correct_rule(2)
    printed = "".join(sheets(handed_out(desk, "city", made, "pdf")))
    written = words_of(handed_out(desk, "city", made, "docx"))

    for told in (
        "规则原文",
        "每少完成10%扣1分",
        "更正的内容",
        "分数",
        "1 分",
        "2 分",
        "省定表为扣2分。",
    ):
        assert told in written
        assert told.replace(" ", "") in printed.replace(" ", "").replace("\n", "")
    assert "测量项" not in written
    assert "中你单位的下列规则有误，现予更正" in written


def test_files_are_kept_with_the_correction_and_named_in_its_notice(desk):
    made = desk.correct(1103, files=[(files.store(b"%PDF-1.4 scan"), "会议纪要.pdf")])
    plain = desk.correct(950)

    assert "会议纪要.pdf" in words_of(handed_out(desk, "city", made, "docx"))
    printed = "".join(sheets(handed_out(desk, "city", made, "pdf")))
    assert "会议纪要.pdf" in printed
    assert "依据材料" not in words_of(handed_out(desk, "city", plain, "docx"))
    sealed = AuditEntry.objects.filter(action="提出更正").earliest("pk").after["附件"]
    assert made.files.get().file.sha256 in str(sealed)


def test_file_is_read_by_whoever_reads_the_correction(desk):
    waiting = desk.propose(1103, files=[(files.store(b"%PDF-1.4 scan"), "会议纪要.pdf")])
    url = reverse("correction-file", args=[2017, waiting.files.get().pk])

    def asked(persona):
        client = Client()
        client.force_login(desk.people[persona])
        answer = client.get(url)
        if answer.status_code == 200:
            assert b"".join(answer.streaming_content) == b"%PDF-1.4 scan"
        return answer.status_code

    assert [asked(p) for p in ("second", "auditor", "city", "other_city")] == [200, 200, 404, 404]
    desk.confirm(waiting)
    assert [asked(p) for p in ("city", "other_city")] == [200, 404]


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_notice_is_the_same_file_whoever_asks_for_it_and_whenever(desk, form):
    made = desk.correct(1103)
    first = handed_out(desk, "city", made, form)
    desk.correct(950)

    assert handed_out(desk, "auditor", made, form) == first
    assert handed_out(desk, "city", made, form) == first


def test_longest_reason_still_is_one_sheet(desk):
    made = desk.correct(1103, reason="错" * LONGEST_CORRECTION_REASON, document="文" * 100)
    assert len(sheets(handed_out(desk, "city", made, "pdf"))) == 1


def test_there_is_no_notice_before_it_is_made_and_in_no_other_form(desk):
    waiting = desk.propose(1103)
    client = Client()
    client.force_login(desk.people["assessment_office"])
    for form in ("pdf", "docx"):
        url = reverse("correction-notice", args=[2017, waiting.pk, form])
        assert client.get(url).status_code == 404
    made = desk.confirm(waiting)
    url = reverse("correction-notice", args=[2017, made.pk, "xlsx"])
    assert client.get(url).status_code == 404
