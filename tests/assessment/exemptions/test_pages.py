"""Exemptions on their pages: proposed with a file, answered once, listed, told to the city."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import Exemption, Item, Year
from tests.assessment.exemptions.steps import DOCUMENT, HERE, fresh
from trust.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def page(client, desk):
    """Return the page of a name as a person of the cast sees it, or what it answers to a post."""

    def opened(name, *args, by="assessment_office", data=None):
        client.force_login(desk.people[by])
        address = reverse(name, args=[2017, *args])
        return client.get(address) if data is None else client.post(address, data)

    return opened


def proposal(desk, **changes) -> dict:
    return {
        "subject": desk.subject().key, "cause": "force_majeure", "document": DOCUMENT,
        "plea": "特大洪灾，培训停办。", **changes,
    }  # fmt: skip


def test_proposal_comes_with_what_proves_it(desk, page):
    sent = proposal(desk, file=SimpleUploadedFile("洪灾报告.txt", "水位".encode()))
    answer = page("exemption-new", HERE, data=sent)
    assert answer.status_code == 302
    made = Exemption.objects.get()
    assert (made.told, made.points, made.file_name) == (
        "不可抗力豁免（第 1 号）",
        9,
        "洪灾报告.txt",
    )
    shown = page("exemption", 1, by="second").content.decode()
    assert "特大洪灾，培训停办。" in shown
    assert "确认豁免" in shown
    assert b"".join(page("exemption-file", 1).streaming_content).decode() == "水位"


def test_pages_and_notices_call_it_as_cards_do(desk, page):
    exemption = desk.hold()
    assert exemption.told.endswith("豁免（第 1 号）")
    for shown in (page("exemption", 1), page("exemptions")):
        assert "第 1 号" in shown.content.decode()
        assert "2017-01" not in shown.content.decode()
    titles = Notice.objects.values_list("title", flat=True)
    assert "2017年度豁免（第 1 号）已生效：长沙市" in titles


def test_proposal_that_lacks_something_keeps_what_was_typed(desk, page):
    answer = page("exemption-new", HERE, data=proposal(desk, document=""))
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "请写明依据文件和文号。" in shown
    assert "特大洪灾，培训停办。" in shown
    assert not Exemption.objects.exists()


def test_what_is_exempt_is_not_offered_again(desk, page):
    desk.hold()
    shown = page("exemption-new", HERE).content.decode()
    assert "移民培训（整项" not in shown
    assert "产业扶持 要点1（7 分）：项目未验收" in shown


def test_office_is_offered_its_own_items_alone(desk, page):
    office = desk.people["other_office"].memberships.get().office
    Item.objects.get(name="产业扶持").offices.set([office])
    shown = {by: page("exemption-new", HERE, by=by).content.decode()
             for by in ("office", "other_office", "second")}  # fmt: skip
    offered = {
        by: [name for name in ("移民培训（整项", "产业扶持（整项") if name in words]
        for by, words in shown.items()
    }
    assert offered == {
        "office": ["移民培训（整项"],
        "other_office": ["产业扶持（整项"],
        "second": ["移民培训（整项", "产业扶持（整项"],
    }


def test_what_waits_stands_on_the_desk_of_who_may_confirm_it(desk, client):
    exemption = desk.propose()

    def told(by):
        client.force_login(desk.people[by])
        return "有 1 件豁免待您确认" in client.get("/").content.decode()

    people = ("assessment_office", "second", "office", "other_office", "city")
    assert [by for by in people if told(by)] == ["second", "office"]
    desk.answer(exemption)
    assert [by for by in people if told(by)] == []
    desk.lift(exemption, persona="office")
    assert [by for by in people if told(by)] == ["assessment_office", "second"]
    Year.objects.update(state="feedback")  # nothing is decided any more
    assert not told("second")


def test_reason_that_is_too_long_is_told_with_field_and_limit(desk, page):
    desk.propose()
    sent = {"act": "decline", "answer": "长" * 5000, "version": 1}
    answer = page("exemption-answer", 1, by="second", data=sent)
    assert (answer.status_code, "意见不超过 200 个字" in answer.content.decode()) == (422, True)


def test_second_answer_is_told_that_the_first_was_quicker(desk, page):
    exemption = desk.propose()
    sent = {"act": "agree", "answer": "", "version": 1}
    assert page("exemption-answer", 1, by="second", data=sent).status_code == 302
    again = page(
        "exemption-answer", 1, by="second", data={**sent, "act": "decline", "answer": "迟"}
    )
    assert again.status_code == 409
    words = again.content.decode()
    assert "已由他人办理" in words
    assert "您写的内容" in words
    assert "迟</p>" in words
    assert fresh(exemption).state == "in_force"


def test_late_answer_goes_on_from_what_is_asked_now_and_agrees_to_nothing_unseen(desk, page):
    exemption = desk.hold()
    desk.lift(exemption)
    sent = {"act": "agree", "answer": "看过了", "version": 1}
    late = page("exemption-answer", 1, by="office", data=sent)
    form = late.context["answer_form"]
    assert (late.status_code, form["act"].value(), form["version"].value()) == (409, None, 3)
    assert form["answer"].value() == "看过了"
    sent |= {"version": form["version"].value()}
    assert page("exemption-answer", 1, by="office", data=sent).status_code == 302
    assert fresh(exemption).state == "lifted"


@pytest.mark.parametrize("reason", ["任务恢复。", ""])
def test_late_lifting_goes_on_from_what_stands_now(desk, page, reason):
    exemption = desk.hold()
    desk.answer_lifting(desk.lift(exemption), agrees=False, answer="仍受影响。")
    late = page("exemption-lift", 1, data={"reason": reason, "version": 2})
    form = late.context["lifting_form"]
    assert (late.status_code, form["reason"].value()) == (409, reason)
    assert "已由他人办理" in late.content.decode()
    sent = {"reason": "任务恢复。", "version": form["version"].value()}
    assert page("exemption-lift", 1, data=sent).status_code == 302
    assert fresh(exemption).state == "lifting"


def test_lifting_goes_through_two_pages(desk, page):
    exemption = desk.hold()
    assert page("exemption-lift", 1, data={"reason": "任务恢复。", "version": 2}).status_code == 302
    own = page("exemption", 1).content.decode()
    assert "等待另一人答复" in own
    sent = {"act": "agree", "answer": "", "version": 3}
    assert page("exemption-answer", 1, by="second", data=sent).status_code == 302
    assert fresh(exemption).state == "lifted"


def test_own_proposal_is_taken_back(desk, page):
    desk.propose()
    assert page("exemption-take-back", 1, data={"version": 1}).status_code == 302
    assert Exemption.objects.get().state == "taken_back"


def test_city_reads_what_took_force_and_nothing_before(desk, page):
    exemption = desk.propose()
    assert page("exemption", 1, by="city").status_code == 404
    assert "移民培训" not in page("exemptions", by="city").content.decode()
    desk.answer(exemption)
    shown = page("exemption", 1, by="city").content.decode()
    assert DOCUMENT in shown
    assert "考核甲" not in shown
    assert page("exemption", 1, by="other_city").status_code == 404


def test_list_costs_the_same_for_any_number(desk, page):
    desk.propose()
    page("exemptions")
    costs = []
    for subject in (None, ("产业扶持", 1), ("产业扶持", 2)):
        if subject:
            desk.propose(*subject)
        with CaptureQueriesContext(connection) as queries:
            page("exemptions")
        costs.append(len(queries))
    assert costs[0] == costs[2]


def test_page_leads_to_what_it_would_change(desk, page):
    desk.record_all()
    desk.record("农业实用技术培训", 0)
    exemption = desk.propose()
    trial = page("exemption", 1).context["trial"]
    assert trial == f"{reverse('trial', args=[2017])}?x{desk.subject().item.components[0].pk}=1"
    desk.answer(exemption)
    assert page("exemption", 1).context["trial"].endswith("=0")
