"""Telling: to whom a notice comes, with its change or not at all."""

import pytest

from tests.factories import make_account, make_city
from tests.trust.notices.conftest import DUTY, KIND
from trust import log
from trust.models import Channel, Delivery, Notice, NoticeMute
from trust.notices.actions import Telling, notify, notify_all

pytestmark = pytest.mark.django_db


def channels_of(notice: Notice) -> list[str]:
    return [row.channel for row in notice.deliveries.all()]


def test_each_is_told_once_in_the_site_and_by_mail_where_there_is_an_address(person, tell):
    silent, city = make_account(), make_city()
    tell(person, silent, person, title="  请\r\n填报 ", body=" 还剩 3 天。\n", about=city)
    first, second = Notice.objects.order_by("recipient_id")
    assert (first.recipient, second.recipient) == (person, silent)
    assert (first.title, first.body, first.link) == ("请 填报", "还剩 3 天。", "/selfeval/")
    assert (first.object_type, first.object_key) == ("cities.place", str(city.pk))
    assert (channels_of(first), channels_of(second)) == ([Channel.EMAIL], [])
    assert first.read_at is None


def test_it_comes_from_the_unit_and_says_nothing_of_the_machine(person, tell):
    tell(person)
    tell(person, actor=log.Actor("考核甲", role="考核办"))
    tell(person, actor=log.Actor("考核甲"))
    told = Notice.objects.order_by("pk").values_list("sent_as", flat=True)
    assert list(told) == ["系统", "考核办", "考核甲"]


def test_a_disabled_account_and_whoever_acts_are_not_told(person, tell):
    shut = make_account(email="shut@example.cn", is_active=False)
    tell(person, shut, actor=log.Actor("甘某", account=person))
    assert not Notice.objects.exists()


def test_what_is_rolled_back_tells_nobody(person, actor):
    def act():
        with log.acting():
            notify([person], kind=KIND, title="已办理", link="/", actor=actor)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert not Notice.objects.exists()
    assert not Delivery.objects.exists()


def test_outside_of_an_action_nobody_is_told(person, actor):
    with pytest.raises(RuntimeError, match="acting"):
        notify([person], kind=KIND, title="已办理", link="/", actor=actor)
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    "link", ["", "selfeval/", "https://evil.example/", "//evil.example/", r"/\evil.example/"]
)
def test_a_link_that_leads_out_of_the_site_is_refused(person, tell, link):
    with pytest.raises(ValueError, match="leads to a path of this site"):
        tell(person, link=link)


def test_a_kind_that_nobody_registered_is_refused(person, tell):
    with pytest.raises(KeyError):
        tell(person, kind="nobody.knows")


def test_what_is_told_once_is_not_told_again_but_to_who_was_not_there(person, tell):
    late = make_account()
    assert len(tell(person, once="2017 collecting 7")) == 1
    assert [n.recipient for n in tell(person, late, once="2017 collecting 7")] == [late]
    assert len(tell(person, once="2017 collecting 3")) == 1
    assert len(tell(person)) == len(tell(person)) == 1


@pytest.mark.parametrize(
    ("muted", "kind", "in_site", "channels"),
    [
        ([], KIND, True, [Channel.EMAIL]),
        ([Channel.EMAIL], KIND, True, []),
        ([Channel.SITE], KIND, False, [Channel.EMAIL]),
        ([Channel.SITE], DUTY, True, [Channel.EMAIL]),
        ([Channel.SITE, Channel.EMAIL], DUTY, True, []),
    ],
    ids=["all-on", "no-mail", "mail-alone", "duty-stays", "duty-without-mail"],
)
def test_what_was_switched_off_does_not_come(person, tell, muted, kind, in_site, channels):
    for channel in muted:
        NoticeMute.objects.create(account=person, kind=kind, channel=channel)
    (notice,) = tell(person, kind=kind)
    assert (notice.in_site, channels_of(notice)) == (in_site, channels)


def test_a_kind_that_is_switched_off_altogether_leaves_nothing(person, tell):
    for channel in (Channel.SITE, Channel.EMAIL):
        NoticeMute.objects.create(account=person, kind=KIND, channel=channel)
    NoticeMute.objects.create(account=make_account(), kind=KIND, channel=Channel.SITE)
    assert tell(person) == []
    assert not Notice.objects.exists()


def test_telling_costs_the_same_whatever_the_number(actor, django_assert_num_queries):
    def told(count):
        people = [make_account(email=f"p{count}{n}@example.cn") for n in range(count)]
        return [Telling([one], title=f"{n}", link="/", once=f"{n}") for n, one in enumerate(people)]

    one, many = told(1), told(30)
    with log.acting():
        with django_assert_num_queries(4):  # told before, muted, notices, outbox
            notify_all(one, kind=KIND, actor=actor)
        with django_assert_num_queries(4):
            notify_all(many, kind=KIND, actor=actor)
    assert Delivery.objects.count() == 31
