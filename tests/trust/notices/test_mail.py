"""Letters: what they say, and what hostile words in them do not do."""

import pytest
from django.core import mail

from tests.trust.notices.conftest import KIND
from trust.models import Channel, NoticeMute
from trust.notices.outbox import deliver

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def letter():
    deliver()
    (found,) = mail.outbox
    return found


def test_a_letter_says_what_and_where(settings, person, tell):
    settings.SITE_URL = "https://kaohe.example.cn/"
    settings.DEFAULT_FROM_EMAIL = "考核办 <kaohe@example.cn>"
    (notice,) = tell(person, title="2017年度市州自查已开始", body="请对照指标表开展自查。")
    found = letter()
    assert found.subject == "2017年度市州自查已开始"
    lines = found.body.splitlines()
    assert lines[0] == "甘某："
    assert lines[2].startswith("2017年度市州自查已开始（20")
    assert lines[3:5] == [
        "请对照指标表开展自查。",
        f"https://kaohe.example.cn/notices/{notice.pk}/",
    ]
    message = found.message()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@example.cn>")


def test_without_an_address_of_the_site_it_says_where_to_look(person, tell):
    tell(person)
    found = letter()
    assert "://" not in found.body
    assert "按顶栏的铃铛查看" in found.body


def test_who_has_it_by_mail_alone_is_led_to_what_it_is_about(settings, person, tell):
    settings.SITE_URL = "https://kaohe.example.cn"
    NoticeMute.objects.create(account=person, kind=KIND, channel=Channel.SITE)
    tell(person, link="/selfeval/")
    assert "https://kaohe.example.cn/selfeval/\n" in letter().body


def test_several_are_numbered_the_oldest_first(person, tell):
    tell(person, title="第一件")
    tell(person, title="第二件")
    body = letter().body
    assert body.index("1. 第一件（") < body.index("2. 第二件（")


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_title_adds_no_head_to_the_letter(person, tell, sign):
    tell(person, title=f"申诉{sign}Bcc: all@example.cn")
    message = letter().message()
    assert message["Bcc"] is None
    assert letter_to(message) == ["gan@example.cn"]


def letter_to(message) -> list[str]:
    return [address.strip() for address in message["To"].split(",")]
