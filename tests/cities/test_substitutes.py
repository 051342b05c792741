"""代办: named from day to day, said wherever the substitute acts, ended early, never doubled."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cities.models import Account, Membership, Role, Substitution
from cities.substitutes.hands import hand, hands_of, same_person, standing_in
from tests import factories
from tests.together import at_once
from trust.models import AuditEntry, Notice

pytestmark = pytest.mark.django_db
PAGE = "/substitutes/"


def day(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def centre():
    return factories.make_office("培训中心")


@pytest.fixture
def zhang(centre):
    return factories.make_account("zhang", role=Role.OFFICE, office=centre, full_name="张三")


@pytest.fixture
def li(centre):
    return factories.make_account("li", role=Role.OFFICE, office=centre, full_name="李四")


def browser(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def name(absent, by, first=0, last=3, /, **more):
    sent = {"substitute": by.pk, "first_day": day(first), "last_day": day(last)}
    return browser(absent).post(PAGE, sent | {"reason": "出差"} | more)


def held(absent, substitute, first=0, last=3) -> Substitution:
    return Substitution.objects.create(
        absent=absent,
        substitute=substitute,
        first_day=day(first),
        last_day=day(last),
        reason="出差",
    )


def test_named_substitute_is_told_and_the_log_says_why(zhang, li):
    assert name(zhang, li)["Location"] == PAGE
    made = Substitution.objects.get()
    assert (made.absent, made.substitute, made.last_day) == (zhang, li, day(3))
    notice = Notice.objects.get()
    assert (notice.recipient, notice.title) == (li, "您被指定为张三的代办人")
    entry = AuditEntry.objects.get(action="指定代办人")
    assert (entry.reason, entry.after["代办人"]) == ("出差", "李四")


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"first_day": day(-1)}, "起始日期早于今天"),
        ({"last_day": day(-1), "first_day": day(0)}, "截止日期早于起始日期"),
        ({"last_day": day(400)}, "代办一次不超过一年"),
        ({"reason": " "}, "请写明事由"),
        ({"substitute": ""}, "请选择代办人"),
        ({"first_day": "明天"}, "请按“年-月-日”填写"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(zhang, li, sent, told):
    answer = name(zhang, li, **sent)
    page = answer.content.decode()
    assert (answer.status_code, told in page) == (422, True)
    assert 'value="出差"' in page or sent.get("reason")
    assert not Substitution.objects.exists()


def test_only_a_colleague_of_the_same_office_stands_in(zhang):
    other = factories.make_account(role=Role.OFFICE, office=factories.make_office("资金财务处"))
    gone = factories.make_account(role=Role.OFFICE, office=zhang.memberships.get().office)
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    for account in (other, gone, zhang):
        assert "不是同一处室（或考核办）在用的账号" in name(zhang, account).content.decode()
    assert not Substitution.objects.exists()


@pytest.mark.parametrize("role", [Role.CITY, Role.AUDITOR, Role.ADMINISTRATOR])
def test_there_is_no_such_page_for_others(role):
    place = factories.make_city() if role == Role.CITY else None
    client = browser(factories.make_account(role=role, place=place))
    assert client.get(PAGE).status_code == 404
    assert client.post(reverse("substitute-act"), {"act": "for"}).status_code == 404


@pytest.mark.parametrize("turn", ["same", "again", "chain_on", "chain_before", "back"])
def test_an_account_is_in_one_substitution_a_day(zhang, li, centre, turn):
    wang = factories.make_account("wang", role=Role.OFFICE, office=centre, full_name="王五")
    held(zhang, li, 1, 3)
    absent, substitute = {
        "same": (zhang, wang),  # two stand in for one
        "again": (wang, li),  # one stands in for two
        "chain_on": (li, wang),
        "chain_before": (wang, zhang),
        "back": (li, zhang),
    }[turn]
    assert "在这些日子里已有代办" in name(absent, substitute, 3, 5).content.decode()
    assert name(absent, substitute, 4, 5).status_code == 302


def test_an_ended_one_makes_room(zhang, li, centre):
    wang = factories.make_account("wang", role=Role.OFFICE, office=centre)
    first = held(zhang, li)
    browser(zhang).post(reverse("substitute-end", args=[first.pk]))
    assert name(zhang, wang).status_code == 302


def test_either_of_the_two_ends_it_once_and_the_other_is_told(zhang, li):
    made = held(zhang, li)
    url = reverse("substitute-end", args=[made.pk])
    assert "代办已提前结束" in browser(li).post(url, follow=True).content.decode()
    made.refresh_from_db()
    assert (made.ended_by, Notice.objects.get().recipient) == (li, zhang)
    assert "已经结束，无须再办" in browser(zhang).post(url, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="提前结束代办").count() == 1


def test_a_colleague_sees_it_and_does_not_end_it(zhang, li, centre):
    made = held(zhang, li)
    third = browser(factories.make_account(role=Role.OFFICE, office=centre))
    page = third.get(PAGE).content.decode()
    assert "李四" in page
    assert "提前结束</button>" not in page
    answer = third.post(reverse("substitute-end", args=[made.pk]), follow=True)
    assert "只能由被代办人或代办人本人提前结束" in answer.content.decode()
    made.refresh_from_db()
    assert made.ended_at is None


def test_another_office_sees_nothing_of_it_and_the_assessment_office_all(zhang, li):
    made = held(zhang, li)
    other = browser(factories.make_account(role=Role.OFFICE, office=factories.make_office("甲处")))
    assert "李四" not in other.get(PAGE).content.decode()
    assert other.post(reverse("substitute-end", args=[made.pk])).status_code == 404
    kaohe = browser(factories.make_account(role=Role.ASSESSMENT_OFFICE))
    assert "李四" in kaohe.get(PAGE).content.decode()


def test_who_acts_for_another_is_named_so_in_frame_and_log_until_the_own_name_is_taken_again(
    zhang, li, centre
):
    wang = factories.make_account("wang", role=Role.OFFICE, office=centre)
    held(zhang, li)
    client, act = browser(li), reverse("substitute-act")
    assert "（代 张三）</span>" not in client.get(PAGE).content.decode()
    page = client.post(act, {"act": "for"}, follow=True).content.decode()
    assert "李四（代 张三）</span>" in page
    client.post(reverse("notice-settings"), {})
    assert AuditEntry.objects.latest("sequence").actor_name == "李四（代 张三）"
    again = {"substitute": wang.pk, "first_day": day(8), "last_day": day(9), "reason": "休假"}
    assert "请先恢复以本人名义办理" in client.post(PAGE, again).content.decode()
    client.post(act, {"act": "own"})
    assert client.post(PAGE, again).status_code == 302
    assert AuditEntry.objects.latest("sequence").actor_name == "李四"


def test_acting_for_another_ends_with_the_substitution_and_with_the_role(zhang, li, centre):
    made = held(zhang, li)
    client = browser(li)
    client.post(reverse("substitute-act"), {"act": "for"})
    assert "（代 张三）" in client.get("/").content.decode()
    Membership.objects.filter(account=zhang).update(valid_to=day(-1), valid_from=day(-1))
    assert "（代 张三）" not in client.get("/").content.decode()
    Membership.objects.filter(account=zhang).update(valid_to=None)
    assert "（代 张三）" in client.get("/").content.decode()
    browser(zhang).post(reverse("substitute-end", args=[made.pk]))
    assert "（代 张三）" not in client.get("/").content.decode()


def test_nobody_acts_for_another_before_after_or_without(zhang, li):
    assert standing_in(li) is None
    held(zhang, li, 1, 3)
    assert standing_in(li) is None
    assert (standing_in(li, day(1)) or standing_in(li, day(3))).absent == zhang
    assert standing_in(li, day(4)) is None
    assert standing_in(zhang, day(2)) is None
    answer = browser(li).post(reverse("substitute-act"), {"act": "for"}, follow=True)
    assert "您今天没有代办的人" in answer.content.decode()


@pytest.mark.parametrize(
    ("first", "last", "ended", "done", "expected"),
    [
        (0, 3, None, -9, "与您互为代办的人"),  # done before, and it holds today
        (-9, -5, None, -5, "与您互为代办的人"),  # over, and done on its last day
        (-9, -5, None, -4, ""),
        (-9, -5, None, -10, ""),
        (-9, 3, -5, -5, "与您互为代办的人"),  # on the day on which it was ended
        (-9, 3, -5, -4, ""),
        (2, 3, None, 0, ""),  # is to come
        (2, 3, 0, 2, ""),  # ended before it began
    ],
)
def test_the_two_are_one_person_while_it_holds(zhang, li, first, last, ended, done, expected):
    made = held(zhang, li, first, last)
    if ended is not None:
        made.ended_at, made.ended_by = timezone.now() + timedelta(days=ended), zhang
        made.save()
    at = timezone.now() + timedelta(days=done)
    for one, other in ((zhang, li), (li, zhang)):
        assert hand(Account.objects.get(pk=one.pk), other.pk, at=at) == expected
    assert hand(li, li.pk, at=at) == "您"
    assert hand(li, None) == ""


def test_who_counts_as_the_other_is_told_who_stands_in_for_whom(zhang, li, centre):
    wang = factories.make_account("wang", role=Role.OFFICE, office=centre, full_name="王五")
    assert same_person(li, zhang) == ""
    assert same_person(li, li, did="提议") == "这是您提议的"
    first = held(zhang, li, 0, 3)
    first.ended_at, first.ended_by = timezone.now(), zhang
    first.save()
    held(zhang, wang, 0, 3)
    li, wang, zhang = (Account.objects.get(pk=each.pk) for each in (li, wang, zhang))
    assert same_person(li, zhang) == "这是张三提出的，张三当时由您代办，两人算同一个人"
    assert same_person(zhang, li) == "这是李四提出的，李四当时是您的代办人，两人算同一个人"
    assert same_person(wang, li) == "这是李四提出的，李四与您先后代办同一人，两人算同一个人"
    assert same_person(wang, zhang) == "这是张三提出的，张三由您代办，两人算同一个人"


def test_one_press_sent_twice_names_once(zhang, li):
    assert [name(zhang, li).status_code for _ in range(2)] == [302, 302]
    assert Substitution.objects.count() == 1
    assert name(zhang, li, 1, 3).status_code == 422


def test_two_who_stood_in_for_one_are_no_two_persons_in_that_ones_name(zhang, li, centre):
    wang = factories.make_account("wang", role=Role.OFFICE, office=centre, full_name="王五")
    first = held(zhang, li, 0, 3)
    first.ended_at, first.ended_by = timezone.now(), zhang
    first.save()
    held(zhang, wang, 0, 3)
    for one, other in ((li, wang), (wang, li)):
        assert hand(Account.objects.get(pk=one.pk), other.pk) == "与您代办同一人的人"
    assert hand(Account.objects.get(pk=wang.pk), zhang.pk) == "与您互为代办的人"
    later = timezone.now() + timedelta(days=2)
    assert wang.pk in hands_of(Account.objects.get(pk=li.pk))
    first.ended_at = timezone.now() - timedelta(days=1)  # before the other began
    first.save()
    assert hand(Account.objects.get(pk=wang.pk), li.pk, at=later) == ""


@pytest.fixture
def kaohe():
    return factories.make_account("kaohe", role=Role.ASSESSMENT_OFFICE, full_name="考核甲")


def name_for(absent, substitute, by, **more):
    return name(by, substitute, **({"absent": absent.pk, "reason": "住院"} | more))


def test_assessment_office_names_for_who_cannot_and_both_are_told(zhang, li, kaohe):
    assert name_for(zhang, li, kaohe)["Location"] == PAGE
    made = Substitution.objects.get()
    assert (made.absent, made.substitute, made.named_by) == (zhang, li, kaohe)
    told = {notice.recipient: notice.title for notice in Notice.objects.all()}
    assert told == {zhang: "考核办为您指定了代办人：李四", li: "您被指定为张三的代办人"}
    entry = AuditEntry.objects.get(action="为他人指定代办人")
    assert (entry.actor, entry.reason, entry.after["被代办人"]) == (kaohe, "住院", "张三")
    assert "住院（考核办考核甲代为指定）" in browser(li).get(PAGE).content.decode()
    assert standing_in(li) == made
    assert name_for(zhang, li, kaohe).status_code == 302  # pressed twice
    again = name_for(zhang, li, kaohe, last_day=day(2))
    assert "张三在这些日子里已有代办" in again.content.decode()
    assert Substitution.objects.count() == 1


def test_the_form_for_others_is_the_assessment_offices_alone(zhang, li, kaohe):
    heading = "为不能登录的处室账号指定代办人"
    assert heading not in browser(zhang).get(PAGE).content.decode()
    page = browser(kaohe).get(PAGE).content.decode()
    assert heading in page
    assert "培训中心 张三（zhang）" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))  # two forms with the same fields
    answer = name_for(zhang, li, browser_account(li.memberships.get().office))
    assert "所选的人不是处室在用的其他账号" in answer.content.decode()
    assert not Substitution.objects.exists()


def browser_account(office) -> Account:
    return factories.make_account(role=Role.OFFICE, office=office)


@pytest.mark.parametrize(
    ("which", "told"),
    [
        ("stranger", "不是与张三同一处室（或考核办）在用的账号"),
        ("himself", "所选的人不是处室在用的账号"),
        ("own_hand", "不能指定自己或与自己算同一个人的账号代办"),
        ("no_reason", "请写明事由"),
    ],
)
def test_assessment_office_names_neither_itself_nor_a_stranger(zhang, li, kaohe, which, told):
    chosen, more = li, {}
    if which == "stranger":
        chosen = browser_account(factories.make_office("资金财务处"))
    elif which == "no_reason":
        more = {"reason": " "}
    else:  # the assessment office's person is of this office, too
        office = zhang.memberships.get().office
        Membership.objects.create(account=kaohe, role=Role.OFFICE, office=office)
        chosen = kaohe if which == "himself" else li
        if which == "own_hand":
            held(kaohe, li, 0, 0)
            more = {"first_day": day(1)}
    answer = name_for(zhang, chosen, kaohe, **more)
    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert not Substitution.objects.exclude(named_by=None).exists()


def test_nobody_names_for_another_in_a_third_ones_name(zhang, li, kaohe):
    second = factories.make_account("kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核乙")
    held(second, kaohe)
    client = browser(kaohe)
    client.post(reverse("substitute-act"), {"act": "for"})
    sent = {"absent": zhang.pk, "substitute": li.pk, "first_day": day(0), "last_day": day(1)}
    answer = client.post(PAGE, sent | {"reason": "住院"})
    assert "请先恢复以本人名义办理" in answer.content.decode()


def test_who_names_is_no_second_person_to_the_one_named_nor_is_the_namers_own_hand(
    zhang, li, kaohe
):
    second = factories.make_account("kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核乙")
    third = factories.make_account("kaohe3", role=Role.ASSESSMENT_OFFICE)
    name_for(zhang, li, kaohe)
    held(kaohe, second)

    def seen(one, other):
        return hand(Account.objects.get(pk=one.pk), other.pk, at=timezone.now())

    assert seen(kaohe, li) == "您指定的代办人"
    assert seen(li, kaohe) == "指定您代办的人"
    assert seen(second, li) == "与您互为代办的人指定的代办人"
    assert seen(li, second) == "与指定您代办的人互为代办的人"
    assert (seen(kaohe, zhang), seen(zhang, kaohe), seen(second, zhang)) == ("", "", "")
    assert (seen(third, li), seen(li, third)) == ("", "")
    Substitution.objects.filter(named_by=kaohe).update(ended_at=timezone.now())
    later = timezone.now() + timedelta(days=1)
    assert hand(Account.objects.get(pk=kaohe.pk), li.pk, at=later) == "您指定的代办人"
    Substitution.objects.filter(named_by=kaohe).update(
        first_day=day(-3), ended_at=timezone.now() - timedelta(days=1)
    )
    assert hand(Account.objects.get(pk=kaohe.pk), li.pk, at=later) == ""


def test_assessment_office_ends_what_it_named_and_the_others_are_told(zhang, li, kaohe):
    second = factories.make_account("kaohe2", role=Role.ASSESSMENT_OFFICE, full_name="考核乙")
    own = held(zhang, li, 5, 6)
    name_for(zhang, li, kaohe)
    Notice.objects.all().delete()
    page = browser(second).get(PAGE).content.decode()
    assert page.count("提前结束</button>") == 1
    browser(second).post(reverse("substitute-end", args=[own.pk]))
    named = Substitution.objects.get(named_by=kaohe)
    browser(second).post(reverse("substitute-end", args=[named.pk]))
    assert set(Substitution.objects.exclude(ended_at=None)) == {named}
    assert {notice.recipient for notice in Notice.objects.all()} == {zhang, li, kaohe}


def test_the_database_keeps_days_and_persons_apart(zhang, li):
    wrongs = ({"substitute": zhang}, {"last_day": day(-1)}, {"named_by": zhang}, {"named_by": li})
    for wrong in wrongs:
        told = {"absent": zhang, "substitute": li, "first_day": day(0), "last_day": day(1)}
        with pytest.raises(ValidationError):
            Substitution(**told | wrong, reason="出差").full_clean()


def test_the_list_costs_the_same_for_any_number(zhang, li, django_assert_num_queries):
    client = browser(zhang)
    held(zhang, li, 0, 1)
    client.get(PAGE)
    with django_assert_num_queries(8):
        client.get(PAGE)
    for turn in range(2, 8):
        held(zhang, li, turn * 3, turn * 3 + 1)
    with django_assert_num_queries(8):
        client.get(PAGE)


@pytest.mark.django_db(transaction=True)
def test_two_namings_at_once_are_one(zhang, li, centre):
    wang = factories.make_account("wang", role=Role.OFFICE, office=centre)
    at_once(lambda: name(zhang, li), lambda: name(wang, li))
    assert Substitution.objects.count() == 1
