"""The pages of claims: lists at one cost, what is typed is kept, one file each time."""

import io
import zipfile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from assessment.claims.paper import claims_paper
from assessment.models import BonusClaim
from assessment.self_check.word import paper_docx
from tests.assessment.claims.steps import PROVINCIAL, fresh
from trust.models import Notice

pytestmark = pytest.mark.django_db

NEW = {
    "kind": "award", "title": "先进集体", "level": "国家级", "happened_on": "2017-06-01",
    "issuer": "水利部", "amount": "1",
}  # fmt: skip


def signed_in(client, desk, persona="city"):
    client.force_login(desk.people[persona])
    return client


@pytest.mark.one_database
def test_list_costs_the_same_for_any_number(client, desk, django_assert_max_num_queries):
    signed_in(client, desk, "office")
    url = reverse("claims", args=[2017])
    desk.decide(desk.file())
    client.get(url)
    for turn in range(2):
        with django_assert_max_num_queries(24):
            shown = client.get(url).content.decode()
        for number in range(2):
            title = f"先进事迹第{turn}{number}件"
            desk.file(PROVINCIAL, title=title, document_number="", level="省级")
    assert "2017-01" in shown


@pytest.mark.one_database
def test_filters_leave_what_they_say(client, desk):
    first = desk.file()
    desk.decide(first)
    desk.file(title="另一件先进事迹", document_number="")
    signed_in(client, desk, "office")
    shown = client.get(reverse("claims", args=[2017]), {"state": "decide"}).content.decode()
    assert "另一件先进事迹" in shown
    assert "全国移民工作先进集体" not in shown


@pytest.mark.one_database
def test_form_asks_about_the_date_and_about_what_looks_alike(client, desk):
    desk.file()
    signed_in(client, desk)
    rule = desk.claimable().rule.pk
    sent = NEW | {"rule": rule, "title": "“全国移民工作先进集体”", "happened_on": "2016-12-30"}
    response = client.post(reverse("claim-new", args=[2017]), sent)
    words = response.content.decode()
    assert response.status_code == 422
    assert "不在 2017 年内" in words
    assert "像是同一事项" in words
    assert "“全国移民工作先进集体”" in words
    same = {"same_as": BonusClaim.objects.get().pk, "date_reason": "年末发文。"}
    assert client.post(reverse("claim-new", args=[2017]), sent | same).status_code == 302
    assert fresh(BonusClaim.objects.latest("pk")).same_as.number == 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"happened_on": "2099-06-01", "date_reason": "x"}, "2099-06-01 还没有到"),
        ({"happened_on": "2016-06-01", "date_reason": "x"}, "“x”看不出原因；请写明原因"),
    ],
)
def test_a_day_to_come_and_a_reason_of_one_letter_are_refused_in_a_draft(client, desk, more, said):
    signed_in(client, desk)
    sent = NEW | {"rule": desk.claimable().rule.pk} | more
    response = client.post(reverse("claim-new", args=[2017]), sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert more["happened_on"] in response.content.decode()
    assert not BonusClaim.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("amount", "said"), [("0", "应大于 0"), ("1.5", "不是整数"), ("三", "“三”"), ("", "请填写")]
)
def test_amount_that_is_none_is_refused_in_a_sentence(client, desk, amount, said):
    signed_in(client, desk)
    sent = NEW | {"rule": desk.claimable().rule.pk, "amount": amount}
    response = client.post(reverse("claim-new", args=[2017]), sent)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not BonusClaim.objects.exists()


@pytest.mark.one_database
def test_office_without_a_reason_keeps_what_it_chose(client, desk):
    claim = desk.file()
    signed_in(client, desk, "office")
    url = reverse("claim-decide", args=[2017, claim.number])
    response = client.post(url, {"outcome": "accept", "amount": "1", "version": claim.version})
    assert response.status_code == 422
    assert "请写明采纳或不采纳的理由" in response.content.decode()
    nothing = {"outcome": "accept", "amount": "0", "reason": "属实", "version": claim.version}
    page = client.post(url, nothing).content.decode()
    assert "采纳数（次）应大于 0" in page
    assert fresh(claim).state == "filed"


@pytest.mark.one_database
def test_older_page_answers_409_and_keeps_the_words(client, desk):
    claim = desk.file()
    desk.send_back(claim)
    desk.hand_in(claim)
    signed_in(client, desk, "office")
    sent = {"outcome": "reject", "reason": "写了很多字", "version": claim.version}
    response = client.post(reverse("claim-decide", args=[2017, claim.number]), sent)
    assert response.status_code == 409
    assert "写了很多字" in response.content.decode()


@pytest.mark.one_database
def test_who_comes_late_reads_why_and_has_the_words_back(client, desk):
    claim = desk.file()
    seen = {"version": claim.version}
    desk.send_back(claim)
    signed_in(client, desk, "second")

    def told(name, sent):
        response = client.post(reverse(name, args=[2017, claim.number]), sent)
        words = response.content.decode()
        assert "您写的内容" in words
        return response.status_code, words

    for name, sent in (
        ("claim-decide", {"outcome": "reject", "reason": "写了很多字"}),
        ("claim-decide", {"reason": "写了很多字"}),
        ("claim-step", {"step": "return", "text": "写了很多字"}),
    ):
        status, words = told(name, seen | sent)
        assert (status, "已由他人办理，没有保存" in words, "标红" in words) == (409, True, False)
        assert "写了很多字</p>" in words
    desk.hand_in(claim)
    desk.decide(claim)
    signed_in(client, desk)
    sent = {"step": "withdraw", "text": "填错了", "version": fresh(claim).version}
    status, words = told("claim-step", sent)
    assert (status, "现在是“采纳”，不能这样办理" in words) == (422, True)
    assert "填错了</p>" in words


@pytest.mark.one_database
def test_draft_is_nobody_s_but_the_city_s(client, desk):
    draft = desk.write()
    url = reverse("claim", args=[2017, draft.number])
    for persona in ("office", "assessment_office", "auditor", "other_city"):
        assert signed_in(client, desk, persona).get(url).status_code == 404
    assert signed_in(client, desk).get(url).status_code == 200
    assert not Notice.objects.exists()


@pytest.mark.one_database
def test_withdrawn_draft_is_never_the_office_s(client, desk):
    draft = desk.write()
    desk.withdraw(draft)
    url = reverse("claim", args=[2017, draft.number])
    assert signed_in(client, desk, "office").get(url).status_code == 404


@pytest.mark.one_database
def test_card_names_the_claim_behind_a_bonus(client, desk):
    desk.decide(desk.file())
    signed_in(client, desk, "office")
    card = client.get(reverse("scorecard", args=[2017, "430100"])).content.decode()
    assert "加分申报：第 1 号 国家级“全国移民工作先进集体”国移函〔2017〕5号" in card


@pytest.mark.one_database
def test_what_waits_is_listed_before_the_next_step(client, desk):
    desk.file()
    signed_in(client, desk, "assessment_office")
    shown = client.get(reverse("year-flow", args=[2017])).content.decode()
    assert "1 件加分申报还没有决定" in shown


@pytest.mark.one_database
def test_workbook_and_paper_say_what_was_accepted(client, desk):
    desk.decide(desk.file())
    desk.decide(desk.file(PROVINCIAL, level="省级", not_same="另一件。"), same=1)
    signed_in(client, desk, "office")
    data = client.get(reverse("claims-export", args=[2017])).content
    rows = list(load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True))
    assert any("全国移民工作先进集体" in map(str, row) for row in rows)
    person = desk.by("city")["user"]
    paper = claims_paper(desk.table, person)
    assert [row[-1] for row in paper.tables[0].rows] == ["3", "同第 1 号，不重复计"]
    assert len(paper.tables[1].rows) == 2
    assert paper.document.html == claims_paper(desk.table, person).document.html
    other = claims_paper(desk.table, desk.by("other_office")["user"])
    assert other.notes == (
        "本表只列由您的处室决定的申报，其他处室的不在内。",
        "没有由您的处室决定的申报。",
    )
    word = paper_docx(paper)
    assert word == paper_docx(claims_paper(desk.table, person))
    with zipfile.ZipFile(io.BytesIO(word)) as parts:  # no moment of its own
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
