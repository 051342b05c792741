"""Objections: each side is told of what the others did, and nobody else."""

from decimal import Decimal

import pytest
from django.core import mail

from assessment.models import ObjectionWindow
from assessment.objections import actions
from cities.models import Role
from tests import factories
from tests.assessment.objections.conftest import answered, desk, filed
from tests.assessment.objections.steps import fresh
from trust.models import Notice
from trust.notices.outbox import deliver

pytestmark = pytest.mark.django_db
__all__ = ["answered", "desk", "filed"]


def told() -> dict[str, list[str]]:
    """Return who was told what since last asked, with the kind."""
    found: dict[str, list[str]] = {}
    for notice in Notice.objects.order_by("pk"):
        line = f"{notice.kind.partition('.')[2]} {notice.title}"
        found.setdefault(notice.recipient.username, []).append(line)
        assert notice.link == "/2017/objections/1/"
    Notice.objects.all().delete()
    return found


@pytest.fixture(autouse=True)
def _strangers(desk):
    city = desk.people["city"].memberships.get().place
    factories.make_account("shut", role=Role.CITY, place=city, is_active=False)
    Notice.objects.all().delete()


def test_what_is_filed_is_told_to_who_collects_it_and_the_assessment_office(desk, filed):
    body = Notice.objects.filter(recipient=desk.people["office"]).get().body
    assert "要求：应为 1,103 人次。请责任处室于 " in body
    line = "objection 长沙市提出申诉：移民培训"
    assert told() == {"peixun": [line], "kaohe": [line], "kaohe2": [line]}


def test_an_answer_is_told_to_the_city_and_who_decides(desk, filed):
    told()
    desk.answer(filed)
    line = "objection 长沙市申诉 2017-01责任处室已答复"
    assert told() == {"kaohe": [line], "kaohe2": [line], "city1": [line]}


def test_a_message_and_a_withdrawal_are_told_to_the_other_sides(desk, filed):
    told()
    actions.write_message(objection=fresh(filed), text="补充验收表。", files=(), **desk.by("city"))
    line = "objection 长沙市申诉 2017-01有新的补充说明"
    assert told() == {"peixun": [line], "kaohe": [line], "kaohe2": [line]}
    desk.withdraw(filed)
    line = "objection 长沙市申诉 2017-01市州已撤回"
    assert told() == {"peixun": [line], "kaohe": [line], "kaohe2": [line]}


def test_a_decision_is_told_to_the_city_and_a_correction_to_the_office(desk, answered):
    told()
    desk.decide(answered)
    bodies = " ".join(Notice.objects.values_list("body", flat=True))
    assert "更正了 1 项数据" in bodies
    assert "800" not in bodies  # no figure goes out by mail
    assert told() == {
        "city1": ["decision 申诉 2017-01已决定：成立"],
        "peixun": ["correction 长沙市的数据据申诉 2017-01更正"],
    }


def test_a_decision_without_a_correction_is_told_as_one(desk, answered):
    told()
    desk.decide(answered, "rejected")
    assert told() == {
        "city1": ["decision 申诉 2017-01已决定：不成立"],
        "peixun": ["decision 长沙市申诉 2017-01已决定：不成立"],
    }


def test_asking_for_a_second_decision_is_told(desk, answered):
    ObjectionWindow.objects.update(has_second_stage=True)
    desk.decide(answered, "rejected")
    told()
    desk.appeal(answered)
    line = "objection 长沙市申诉 2017-01市州申请复议"
    assert told() == {"peixun": [line], "kaohe": [line], "kaohe2": [line]}


def test_what_a_city_writes_stays_words_in_the_letter(desk):
    people = type(desk.people["office"]).objects.filter(username="peixun")
    people.update(email="px@example.cn")
    desk.file(claimed=Decimal(1103), reason="<b>有误</b>\r\nBcc: all@example.cn")
    deliver()
    (letter,) = mail.outbox
    assert letter.to == ["px@example.cn"]
    assert letter.message()["Bcc"] is None
