"""What people are told of their own accounts, and when they are not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cities import actions
from cities.models import Role
from cities.recipients import people_by_place, people_of
from tests import factories
from trust import log
from trust.models import Notice

pytestmark = pytest.mark.django_db
NEW = "another-horse-battery-9"


@pytest.fixture
def keeper():
    account = factories.make_account("guanli", role=Role.ADMINISTRATOR, full_name="管理辛")
    return log.Actor("管理辛", account=account, role="系统管理员")


@pytest.fixture
def person():
    return factories.make_account("zhang", role=Role.OFFICE, office=factories.make_office(),
                                  last_login=timezone.now())  # fmt: skip


def told() -> list[tuple[str, str]]:
    return [(n.recipient.username, n.title) for n in Notice.objects.order_by("pk")]


def test_who_sets_the_own_password_is_not_told(person):
    actions.set_password(account=person, password=NEW, actor=log.Actor("张", account=person))
    assert told() == []


def test_a_role_given_and_taken_away_is_told(keeper, person):
    city = factories.make_city("长沙市")
    held = actions.grant_membership(account=person, role=Role.CITY, place=city, actor=keeper)
    day = timezone.localdate() + timedelta(days=3)
    actions.end_membership(membership=held, last_day=day, actor=keeper)
    actions.end_membership(membership=held, actor=keeper, reason="调离。")
    assert told() == [
        ("zhang", "您的角色已授予：市州 长沙市"),
        ("zhang", f"您的角色到 {day} 为止：市州 长沙市"),
        ("zhang", "您的角色已收回：市州 长沙市"),
    ]
    assert Notice.objects.first().body == "原因：调离。如有疑问，请联系系统管理员。"


def test_the_roles_of_an_account_that_nobody_used_yet_are_no_news(keeper):
    account = factories.make_account()
    actions.grant_membership(account=account, role=Role.AUDITOR, actor=keeper)
    assert told() == []


def test_people_of_a_unit_are_those_of_today_in_use():
    city, other = factories.make_city("长沙市"), factories.make_city("株洲市")
    own = factories.make_account("own", role=Role.CITY, place=city)
    both = factories.make_account("both", role=Role.CITY, place=city)
    factories.make_membership(both, Role.CITY, place=other)
    factories.make_account("shut", role=Role.CITY, place=city, is_active=False)
    factories.make_account("county", role=Role.COUNTY, place=factories.make_county(city=city))
    today = timezone.localdate()
    for name, days in (("gone", (-9, -1)), ("to-come", (1, 9))):
        since, until = (today + timedelta(days=day) for day in days)
        account = factories.make_account(name)
        factories.make_membership(account, Role.CITY, place=city, valid_from=since, valid_to=until)
    assert set(people_of(Role.CITY, [city])) == {own, both}
    assert set(people_of(Role.CITY)) == {own, both}
    assert set(people_of(Role.CITY, [other.pk])) == {both}
    assert people_by_place(Role.CITY) == {city: [own, both], other: [both]}
    assert people_by_place(Role.CITY, [other]) == {other: [both]}
    office = factories.make_office("资金财务处")
    clerk = factories.make_account(role=Role.OFFICE, office=office)
    assert set(people_of(Role.OFFICE, [office])) == {clerk}
    assert set(people_of(Role.OFFICE, [factories.make_office("培训中心")])) == set()
