"""Before a report is published: what everybody will read, what is masked, who decides on names."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from selfeval.models import Publication
from selfeval.review.actions.flow import publish_report
from tests.selfeval.factories import actor_for, make_submitted
from tests.selfeval.filed import make_world, step
from tests.selfeval.review_pages import browser
from tests.selfeval.test_review_public import prove, public, publishing
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

PLANTED = {
    "contact": "张建国",
    "summary": "联系人张建国，电话：０７３１－８８８８　１２３４转8012，手机138 1234 5678。\n"
    "移民户刘建国（身份证430223198001011234）家住攸县酒埠江镇官田村3组12号，账号6228480402564890018，邮箱"
    "liu_jg@126.com。投入13800000000元，见湘库移自评〔2017〕0001号。刘建国说好。王主任到场。",
    "trained.outcome": "200人，联系13812345678",
    "villages.reason": "张建国同志调离，电话0731—88881234。",
    "projects.1.name": "官田村3组12号房屋 13812345678",
    "projects.1.amount": "13812345678",
    "benefit_a1.outcome": "见 张建国 处",
}  # fmt: skip
CERTAIN = (
    "张建国", "８８８８", "8012", "138 1234", "430223", "3组12号", "6228", "liu_jg", "88881234",
    "联系13812345678", "房屋 138",
)  # fmt: skip
FIGURES = ("13800000000元", "湘库移自评〔2017〕0001号", "13812345678", "200人")


def world(state="accepted", **words):
    cast = make_world()
    make_submitted(cast.report, cast["county"], state=state, **(PLANTED | words))
    return cast


def office_of(cast) -> Client:
    office = browser(cast["assessment_office"])
    prove(office)
    return office


def text_of(response) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", response.content.decode()))


def names(response) -> list[tuple[str, bool]]:
    return [(one.key, is_hidden) for one, is_hidden in response.context["asked"]]


def send(cast, client, *, hide=(), shown=("刘建国", "王主任"), **more):
    """Press 确认公开, or another button, with the names of the page."""
    cast.report.refresh_from_db()
    sent = {"version": cast.report.version, "asked": ["刘建国", "王主任"]}
    return client.post(publishing(cast), sent | {"hide": hide, "shown": shown} | more)


def test_publisher_sees_what_is_masked_before_anybody_else_does():
    cast = world()
    page = office_of(cast).get(publishing(cast))
    assert page.context["counts"] == [
        ("电话", 5), ("身份证号", 1), ("账号", 1), ("电子邮箱", 1), ("住址", 2), ("姓名", 7),
    ]  # fmt: skip
    body = page.content.decode()
    assert '<mark class="mask">＊＊＊<span class="mask-word">电话</span></mark>' in body
    reading = body[body.index('<article class="reading"') : body.index("</article>")]
    assert not [words for words in (*CERTAIN, "刘建国") if words in re.sub("<[^>]+>", "", reading)]
    assert all(words in reading for words in FIGURES)
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"
    assert Client().get(public(cast)).status_code == 404


def test_public_reads_what_the_publisher_saw():
    cast = world()
    office = office_of(cast)
    seen = office.get(publishing(cast))
    send(cast, office, hide=["刘建国", "王主任"])
    page = Client().get(public(cast))
    text = text_of(page)
    assert not [words for words in (*CERTAIN, "刘建国", "王主任") if words in text]
    assert all(words in text for words in FIGURES)
    assert "mask" not in page.content.decode()
    assert page.context["paper"] == seen.context["paper"].__class__(
        **{name: getattr(seen.context["paper"], name) for name in seen.context["paper"].__slots__}
        | {"filing": page.context["paper"].filing}
    )


def test_names_that_a_title_tells_of_are_the_publishers_to_decide():
    cast = world()
    office = office_of(cast)
    page = office.get(publishing(cast))
    assert names(page) == [("刘建国", True), ("王主任", True)]
    send(cast, office, hide=["刘建国"], shown=["刘建国"])
    text = text_of(Client().get(public(cast)))
    assert "刘建国" not in text
    assert "移民户刘＊＊（" in text
    assert "王主任到场" in text


def test_what_was_decided_is_kept_and_logged():
    cast = world()
    send(cast, office_of(cast), hide=["刘建国"], shown=["刘建国"])
    kept = Publication.objects.get(submission=cast.report.accepted)
    assert (kept.hidden, kept.kept) == (["刘建国"], ["王主任"])
    assert kept.published_by == cast["assessment_office"]
    entry = AuditEntry.objects.filter(action="公开").get()
    assert entry.after["确认遮盖的姓名"] == ["刘建国"]
    assert entry.after["确认保留的文字"] == ["王主任"]
    assert entry.after["遮盖"] == kept.masks
    assert kept.masks["电话"] == 5


def test_changed_choices_are_shown_before_they_are_published():
    cast = world()
    office = office_of(cast)
    page = send(cast, office, hide=["刘建国"])
    assert page.status_code == 422
    assert "您改了要遮盖的姓名，还没有公开" in text_of(page)
    assert names(page) == [("刘建国", True), ("王主任", False)]
    assert "王主任保留" not in text_of(page)
    assert "王保留主任到场" in text_of(page)
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


def test_preview_masks_as_ticked_and_publishes_nothing():
    cast = world()
    page = send(cast, office_of(cast), hide=["王主任"], preview="1")
    assert page.status_code == 200
    assert names(page) == [("刘建国", False), ("王主任", True)]
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


def test_a_name_that_the_page_did_not_ask_about_keeps_the_report_back():
    cast = world()
    office = office_of(cast)
    one = ["刘建国"]
    sent = {"version": cast.report.version, "asked": one, "hide": one, "shown": one}
    page = office.post(publishing(cast), sent, follow=True)
    assert "有 1 个可能的姓名还没有确认是否遮盖（王主任）" in text_of(page)
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


def test_a_report_that_changed_since_the_page_was_opened_is_not_published():
    cast = world()
    office = office_of(cast)
    page = send(cast, office, hide=["刘建国", "王主任"], version=cast.report.version - 1)
    cast.report.refresh_from_db()
    assert (page.status_code, cast.report.state) == (302, "accepted")


def test_published_again_it_proposes_what_was_decided():
    cast = world()
    office = office_of(cast)
    send(cast, office, hide=["王主任"], shown=["王主任"])
    step(cast, "unpublish_report", "assessment_office", reason="再看一遍。")
    assert names(office.get(publishing(cast))) == [("刘建国", False), ("王主任", True)]
    send(cast, office, hide=["刘建国"], shown=["刘建国"])
    assert Publication.objects.get().hidden == ["刘建国"]


def test_what_was_published_before_names_were_asked_about_is_masked_by_what_is_certain():
    cast = world(state="published")
    page = Client().get(public(cast))
    text = text_of(page)
    assert not [words for words in CERTAIN if words in text]
    assert "移民户刘建国（身份证＊＊＊）家住＊＊＊" in text
    assert all(words in text for words in FIGURES)


def test_with_a_decision_the_page_still_costs_one_query(django_assert_num_queries):
    cast = world()
    send(cast, office_of(cast), hide=["刘建国", "王主任"])
    with django_assert_num_queries(1):
        Client().get(public(cast))


def test_nobody_publishes_by_the_action_without_deciding():
    cast = world()
    told = {"user": cast["assessment_office"], "actor": actor_for(cast["assessment_office"])}
    for decided in (None, {"刘建国": True}, {"刘建国": True, "王主任": True, "李四": True}):
        with pytest.raises(Refused):
            publish_report(
                report_id=cast.report.pk, version=cast.report.version, decided=decided, **told
            )
    assert not Publication.objects.exists()


def test_many_are_published_but_those_with_names_to_decide_about():
    cast = world()
    office = office_of(cast)
    sent = {"step": "publish", "report": [cast.report.pk]}
    page = office.get(reverse("reports-bulk"), sent)
    assert "有 2 个可能的姓名还没有确认是否遮盖（刘建国、王主任）" in text_of(page)
    assert publishing(cast) in page.content.decode()
    office.post(
        reverse("reports-bulk"), sent | {"report": [f"{cast.report.pk}:{cast.report.version}"]}
    )
    cast.report.refresh_from_db()
    assert cast.report.state == "accepted"


def test_before_many_are_published_one_sees_how_much_is_masked():
    cast = world(summary="张建国，13812345678。")
    page = office_of(cast).get(
        reverse("reports-bulk"), {"step": "publish", "report": [cast.report.pk]}
    )
    text = text_of(page)
    assert "电话 4 处，住址 1 处，姓名 4 处" in text
    assert "张＊＊姓名同志调离，电话＊＊＊" in text
    assert "张建国" not in text
    assert publishing(cast) in page.content.decode()


def test_files_of_a_published_report_are_for_those_who_sign_in():
    cast = world(state="published")
    for suffix in ("pdf", "docx", "xlsx", "json"):
        answer = Client().get(reverse(f"report-{suffix}", args=[cast.report.pk]))
        assert answer.url.startswith(reverse("sign-in"))
