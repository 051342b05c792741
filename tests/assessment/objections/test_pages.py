"""Objections as the people see them: from the card and back, and with what was typed kept."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from assessment.models import Objection, ObjectionWindow, Result, StepProposal, Year, YearState
from tests.assessment.objections.steps import CLAUSE, RATE, SKILLS, TRAINING, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def browse(desk):
    def signed_in(persona) -> Client:
        client = Client()
        client.force_login(desk.people[persona])
        return client

    return signed_in


def words(response) -> str:
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", text)


def card(client, city="430100"):
    return client.get(reverse("scorecard", args=[2017, city])).content.decode()


def page(client, number=1, status=200):
    response = client.get(reverse("objection", args=[2017, number]))
    assert response.status_code == status
    return words(response)


def on_figure(desk, name=TRAINING):
    return reverse("objection-to-figure", args=[2017, desk.cells()[name].measure_id])


def send(client, step, text="写了很多字", number=1, version=None, **more):
    version = Objection.objects.get(number=number).version if version is None else version
    url = reverse("objection-write", args=[2017, number])
    return client.post(url, {"step": step, "text": text, "version": version} | more)


def test_city_objects_from_its_card_and_finds_it_there(desk, browse):
    city = browse("city")
    url = on_figure(desk)
    assert f'href="{url}"' in card(city)
    assert "农业实用技术培训 800 人次" in words(city.get(url))
    evidence = SimpleUploadedFile("验收表.txt", "1103人次".encode())
    sent = {"wants": "figure", "claimed": "1103", "reason": "见验收表。", "files": evidence}
    response = city.post(url, sent, follow=True)
    assert "申诉 2017-01已提交" in words(response)
    assert "要求 应为 1,103 人次" in words(response)
    here = card(city)
    assert re.search(r"申诉 2017-01\s*<span[^>]*>已提交", here)
    anchor = f"{reverse('scorecard', args=[2017, '430100'])}#item-"
    assert anchor in response.content.decode()
    file = city.get(reverse("objection-file", args=[2017, Objection.objects.get().files.get().pk]))
    assert b"".join(file.streaming_content) == "1103人次".encode()


def test_deduction_is_contested_where_it_is_taken(desk, browse):
    city = browse("city")
    here = card(city)
    links = re.findall(r'href="(/2017/objections/deductions/\d+/)"', here)
    assert len(links) == 1  # nothing else was deducted
    response = city.post(links[0], {"wants": "nothing", "reason": "洪灾。"}, follow=True)
    assert f"扣分 {CLAUSE} 要求 不应扣分" in words(response)


def test_no_press_before_the_window_opens_and_the_date_is_told(desk, browse):
    ObjectionWindow.objects.update(opens_at=timezone.now() + timedelta(hours=3))
    city = browse("city")
    assert "提出申诉</a>" not in card(city)
    assert "现在还不能提出" in words(city.get(on_figure(desk)))
    sent = {"wants": "figure", "claimed": "1103", "reason": "写了很多字"}
    response = city.post(on_figure(desk), sent)
    assert (response.status_code, Objection.objects.exists()) == (422, False)
    assert "写了很多字" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "请选择申诉要求"),
        ({"wants": "figure", "reason": "x"}, "请填写应为多少"),
        ({"wants": "figure", "claimed": "约900", "reason": "x"}, "约900"),
        ({"wants": "figure", "claimed": "900"}, "请写明申诉理由"),
        ({"wants": "figure", "claimed": "800", "reason": "x"}, "与现在的记录相同"),
    ],
)
def test_what_is_wrong_with_an_objection_is_said(desk, browse, sent, why):
    response = browse("city").post(on_figure(desk), sent)
    assert (response.status_code, Objection.objects.exists()) == (422, False)
    assert why in words(response)


def test_odd_figure_is_asked_about_where_it_is_claimed_and_where_it_is_decided(desk, browse):
    sent = {"wants": "figure", "claimed": "150", "reason": "见验收表。"}
    city = browse("city")
    filed = words(city.post(on_figure(desk, RATE), sent, follow=True))
    assert "申诉 2017-01已提交" in filed
    assert "超过 100%" in filed
    desk.answer(Objection.objects.get())
    shown = browse("assessment_office").get(reverse("objection-decide", args=[2017, 1]))
    assert "存疑 获证率：" in words(shown)
    assert "超过 100%" in words(shown)


def test_one_file_refused_files_nothing(desk, browse):
    documents = [SimpleUploadedFile("好.txt", b"ok"), SimpleUploadedFile("坏.exe", b"MZ")]
    sent = {"wants": "figure", "claimed": "900", "reason": "写了", "files": documents}
    response = browse("city").post(on_figure(desk), sent)
    assert (response.status_code, Objection.objects.exists()) == (422, False)
    assert "坏.exe" in words(response)


def test_pressed_twice_is_filed_once_and_a_colleague_keeps_his_words(desk, browse):
    sent = {"wants": "figure", "claimed": "1103", "reason": "见验收表。"}
    city = browse("city")
    for _ in range(2):
        response = city.post(on_figure(desk), sent)
        assert response["Location"] == reverse("objection", args=[2017, 1])
    response = city.post(on_figure(desk), sent | {"reason": "别的理由写了很多"})
    assert (response.status_code, Objection.objects.count()) == (409, 1)
    assert "别的理由写了很多" in response.content.decode()
    assert "查看申诉 2017-01" in words(response)


@pytest.mark.parametrize(
    ("persona", "seen"),
    [
        ("city", True), ("office", True), ("assessment_office", True), ("auditor", True),
        ("other_office", False), ("other_city", False), ("county", False),
        ("administrator", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("state", YearState.values)
def test_who_reads_an_objection_in_every_stage_of_the_year(
    desk, browse, answered, persona, seen, state
):
    """A city its own whatever the stage; nothing that was filed is ever hidden from it."""
    desk.decide(answered, "rejected")
    Year.objects.update(state=state)
    client = browse(persona)
    for name in ("objection", "objection-pdf", "objection-decision-pdf"):
        status = client.get(reverse(name, args=[2017, 1])).status_code
        assert status == (200 if seen else 404), name
    listed = client.get(reverse("objections", args=[2017]))
    hidden = persona in ("county", "administrator")
    assert listed.status_code == (404 if hidden else 200)
    assert ("2017-01" in words(listed)) is seen


def test_city_reads_nothing_of_the_cities_that_it_moved(desk, browse, answered):
    desk.decide(answered)
    assert "株洲市 第2→3名" in page(browse("auditor"))
    pdf = browse("city").get(reverse("objection-decision-pdf", args=[2017, 1]))
    printed = "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.content)).pages)
    for told in (page(browse("city")), printed, words(browse("city").get("/2017/objections/"))):
        assert "株洲" not in told
    assert "第 3 名 → 第 1 名" in re.sub(r"\s+", " ", printed)


def test_office_answers_and_is_led_to_the_cell(desk, browse, filed):
    office = browse("office")
    assert "有 1 件申诉待本处室答复" in words(office.get(reverse("home")))
    assert "待本处室答复" not in words(browse("other_office").get(reverse("home")))
    cell = desk.cells()[TRAINING]
    answer = office.get(reverse("objection", args=[2017, 1])).content.decode()
    assert f"?at={cell.pk}#c{cell.pk}" in answer
    assert send(office, "answer").status_code == 302
    assert fresh(filed).state == "answered"


def test_answer_to_what_was_withdrawn_meanwhile_keeps_what_was_typed(desk, browse, filed):
    version = filed.version
    desk.withdraw(filed)
    response = send(browse("office"), "answer", version=version)
    assert (response.status_code, fresh(filed).state) == (409, "withdrawn")
    assert "写了很多字" in words(response)
    assert "已由他人办理" in words(response)


def test_second_answer_of_a_colleague_keeps_what_was_typed(desk, browse, filed):
    version = filed.version
    desk.answer(filed)
    response = send(browse("office"), "answer", version=version)
    assert (response.status_code, filed.messages.count()) == (409, 1)
    assert "写了很多字" in words(response)


@pytest.mark.parametrize("persona", ["auditor", "other_office"])
def test_who_only_looks_writes_nothing(desk, browse, filed, persona):
    status = send(browse(persona), "message").status_code
    assert (status, filed.messages.exists()) == (403 if persona == "auditor" else 404, False)


def decide(client, **more):
    url = reverse("objection-decide", args=[2017, 1])
    shown = client.get(url).content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', shown)[1]
    sent = {"outcome": "upheld", "value0": "1103", "reason": "写了很多字", "seal": seal}
    sent |= {"version": Objection.objects.get().version} | more
    return client.post(url, sent)


def test_decision_is_shown_before_it_is_taken(desk, browse, answered):
    desk_ = browse("assessment_office")
    shown = words(desk_.get(reverse("objection-decide", args=[2017, 1])))
    assert "长沙市 83.11 100.00 3 1" in shown
    assert "株洲市 91.56 91.56 2 3" in shown
    assert decide(desk_).status_code == 302
    assert "决定：成立" in page(desk_)
    assert desk.cells()[TRAINING].value == 1103


def test_preview_of_another_figure_decides_nothing(desk, browse, answered):
    response = decide(browse("assessment_office"), value0="1000", preview="1", reason="")
    assert response.status_code == 200
    assert "长沙市 83.11 91.56 3 2" in words(response) or "长沙市 83.11 100.00 3 1" in words(
        response
    )
    assert fresh(answered).state == "answered"


def test_figure_changed_after_the_preview_is_shown_anew_with_what_was_typed(desk, browse, answered):
    client = browse("assessment_office")
    first = decide(client, value0="950", outcome="partly")
    assert (first.status_code, fresh(answered).state) == (409, "answered")
    assert "影响与您上次看到的不同" in words(first)
    assert "写了很多字" in first.content.decode()
    seal = re.search(r'name="seal" value="(\w+)"', first.content.decode())[1]
    assert decide(client, value0="950", outcome="partly", seal=seal).status_code == 302
    assert desk.cells()[TRAINING].value == 950


def test_decision_too_late_keeps_the_reason(desk, browse, answered):
    client, url = browse("assessment_office"), reverse("objection-decide", args=[2017, 1])
    desk.withdraw(answered)
    response = client.post(url, {"outcome": "rejected", "reason": "写了很多字", "version": 2})
    assert (response.status_code, fresh(answered).state) == (409, "withdrawn")
    assert "写了很多字" in words(response)


def test_corrected_figure_names_its_objection_on_card_cell_and_history(desk, browse, answered):
    desk.decide(answered)
    told = "据申诉 2017-01更正"
    assert told in card(browse("city"))
    cell = desk.cells()[TRAINING]
    panel = browse("office").get(reverse("result-detail", args=[2017, cell.pk]))
    assert told in words(panel)
    Result.objects.filter(pk=cell.pk).update(value=1000)
    assert told not in card(browse("city"))


def test_list_is_narrowed_in_words_and_exported_with_what_each_changed(desk, browse, answered):
    desk.decide(answered)
    desk.file(SKILLS, claimed=Decimal(100))
    client = browse("assessment_office")
    every = words(client.get(reverse("objections", args=[2017])))
    assert "全部 2 待处室答复 1 待决定 0 复议待决定 0 已决定 1 已撤回 0" in every
    assert "83.11 → 100.00" in every
    narrowed = words(client.get("/2017/objections/?state=answer"))
    assert ("2017-02" in narrowed, "2017-01" in narrowed) == (True, False)
    response = client.get(reverse("objections-export", args=[2017]))
    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    row = dict(zip(rows[0], rows[1], strict=True))
    assert (row["编号"], row["结果"], row["原名次"], row["现名次"]) == ("2017-01", "成立", 3, 1)
    assert row["数据更正"] == "农业实用技术培训 800 → 1,103 人次"
    assert browse("city").get(reverse("objections-export", args=[2017])).status_code == 404


@pytest.mark.parametrize("more", [0, 2])
def test_list_costs_the_same_for_any_number(
    desk, browse, answered, more, django_assert_num_queries
):
    desk.decide(answered)
    for words_ in (SKILLS, "获证率")[:more]:
        desk.file(words_, claimed=Decimal(50))
    client = browse("assessment_office")
    client.get(reverse("search"))
    with django_assert_num_queries(12):
        client.get(reverse("objections", args=[2017]))


def test_desk_of_the_assessment_office_counts_what_waits(desk, browse, filed):
    told = words(browse("assessment_office").get(reverse("home")))
    assert "申诉 2017-01还没有办结：待处室答复" in told
    assert "申诉 2017-01还没有办结" in told


def test_window_is_set_on_a_page_and_kept_if_another_was_first(desk, browse):
    client, url = browse("assessment_office"), reverse("objection-window", args=[2017])
    sent = {
        "opens_at": "2018-03-01T08:00", "closes_at": "2018-03-05T18:00", "answer_days": "3",
        "appeal_days": "5", "reason": "写了很多字", "version": "1",
    }  # fmt: skip
    late = client.post(url, sent | {"closes_at": "2018-02-01T00:00"})
    assert "截止时间须晚于开始时间" in words(late)
    asked = words(client.post(url, sent, follow=True))
    assert "已提议“变更申诉期”，等考核办的另一人" in asked
    assert "2018-03-05 18:00" not in words(client.get("/2017/objections/"))
    address = reverse("step-proposal", args=[2017, StepProposal.objects.get().pk])
    done = words(browse("second").post(address, {"act": "confirm"}, follow=True))
    assert "已变更申诉期，已通知各市州" in done
    assert "2018-03-01 08:00 至 2018-03-05 18:00" in words(client.get("/2017/objections/"))
    stale = client.post(url, sent | {"answer_days": "9"})
    assert (stale.status_code, "写了很多字" in stale.content.decode()) == (409, True)
