"""Where a person is reached by a gateway: typed by the person, shown masked, in no log."""

import pytest
from django.urls import reverse

from tests.factories import make_account
from tests.trust.notices.conftest import KIND
from trust.models import AuditEntry, Channel, NoticeAddress, NoticeMute

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE, NUMBER = "notice-settings", "13812345678"


@pytest.fixture(autouse=True)
def _site_with_sms(_own_urls, settings):
    settings.ROOT_URLCONF = "config.urls"
    settings.GATEWAYS = settings.GATEWAYS | {
        "sms": settings.GATEWAYS["sms"] | {"URL": "https://sms.example.cn/"}
    }


@pytest.fixture
def mine(signed_in, person):
    return signed_in(person)


def text(response) -> str:
    return response.content.decode()


def kept(person) -> list[tuple[str, str]]:
    rows = NoticeAddress.objects.filter(account=person)
    return list(rows.values_list("channel", "address"))


def test_a_site_without_gateways_asks_for_no_number(mine, settings, django_assert_num_queries):
    told = text(mine.get(reverse(PAGE)))
    assert "手机号码" in told
    assert "短信" in told
    assert "政务微信" not in told
    settings.GATEWAYS = settings.GATEWAYS | {"sms": settings.GATEWAYS["wechat"]}
    told = text(mine.get(reverse(PAGE)))
    assert "手机号码" not in told
    assert "短信" not in told
    mine.post(reverse(PAGE), {"sms": NUMBER})
    assert not NoticeAddress.objects.exists()


def test_a_number_is_kept_shown_masked_and_in_no_log(mine, person):
    told = text(mine.post(reverse(PAGE), {"sms": f" {NUMBER} ", "on": f"{KIND}|sms"}, follow=True))
    assert kept(person) == [("sms", NUMBER)]
    assert "现在是 138****78" in told
    assert NUMBER not in told
    entry = AuditEntry.objects.get(action="修改通知号码")
    assert entry.after == {"手机号码": "已填写"}
    assert not any(NUMBER in str(vars(each)) for each in AuditEntry.objects.all())


def test_left_empty_it_stays_and_is_taken_back_where_one_says_so(mine, person):
    other = NoticeAddress.objects.create(
        account=make_account(), channel=Channel.SMS, address="13900000000"
    )
    NoticeAddress.objects.create(account=person, channel=Channel.SMS, address=NUMBER)
    mine.post(reverse(PAGE), {"sms": ""})
    assert kept(person) == [("sms", NUMBER)]
    mine.post(reverse(PAGE), {"sms": "", "sms-gone": "on"})
    assert kept(person) == []
    assert AuditEntry.objects.get(action="修改通知号码").after == {"手机号码": "已删去"}
    mine.post(reverse(PAGE), {"sms": "13711112222"})
    mine.post(reverse(PAGE), {"sms": "13733334444"})
    assert kept(person) == [("sms", "13733334444")]
    other.refresh_from_db()
    assert other.address == "13900000000"


@pytest.mark.parametrize("typed", ["138 1234 5678", "138-1234-5678", "１３８－１２３４　５６７８"])
def test_a_number_is_kept_without_what_is_written_in_between(mine, person, typed):
    mine.post(reverse(PAGE), {"sms": typed})
    assert kept(person) == [("sms", NUMBER)]


@pytest.mark.parametrize("typed", ["123", "@all", "1381234567890", "9" * 90])
def test_a_wrong_one_is_told_and_nothing_of_the_page_is_lost(mine, person, typed):
    NoticeMute.objects.create(account=person, kind=KIND, channel=Channel.SITE)
    told = text(mine.post(reverse(PAGE), {"sms": typed, "on": f"{KIND}|site"}))
    assert told.count("手机号码没有保存：须是 11 位手机号码，以 1 开头，请核对后再填。") == 1
    assert f'value="{typed}"' in told
    box = told.split(f'value="{KIND}|site"')[1].split(">")[0]
    assert " checked" in box
    assert (kept(person), NoticeMute.objects.count()) == ([], 1)
