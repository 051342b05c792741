"""Accounts and roles: who may change them, what must stay apart, what is logged."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cities import actions, passwords, resets
from cities.models import Account, Membership, Role
from cities.permissions import persona_of
from tests.factories import PASSWORD, make_account, make_city, make_office
from trust import log
from trust.models import AuditEntry
from trust.refusals import Refused

pytestmark = pytest.mark.django_db

STRONG = "another-horse-battery-8"


@pytest.fixture
def administrator():
    return make_account("admin1", role=Role.ADMINISTRATOR)


@pytest.fixture
def actor(administrator):
    return log.Actor(name="admin1", account=administrator, role="系统管理员")


def fresh(account):
    return Account.objects.get(pk=account.pk)


def attempts(account, actor):
    """Every act on accounts, as functions of nothing."""
    membership = Membership.objects.filter(account=account).first()
    return {
        "create": lambda: actions.create_account(username="new", password=STRONG, actor=actor),
        "link": lambda: resets.send_reset_link(account=account, site="http://x", actor=actor),
        "disable": lambda: actions.disable_account(account=account, actor=actor),
        "enable": lambda: actions.enable_account(account=account, actor=actor),
        "grant": lambda: actions.grant_membership(
            account=account, role=Role.CITY, place=make_city(), actor=actor
        ),
        "end": lambda: actions.end_membership(membership=membership, actor=actor),
    }


@pytest.mark.parametrize("act", ["create", "link", "disable", "enable", "grant", "end"])
@pytest.mark.parametrize(
    "role", [Role.ASSESSMENT_OFFICE, Role.AUDITOR, Role.OFFICE, Role.CITY, None, "anonymous"]
)
def test_only_administrators_and_commands_manage_accounts(act, role):
    target = make_account(role=Role.OFFICE, office=make_office())
    unit = {Role.OFFICE: {"office": make_office()}, Role.CITY: {"place": make_city()}}.get(role, {})
    if role == "anonymous":
        actor = log.Actor(name="未登录")
    else:
        account = make_account(role=role, **unit)
        actor = log.Actor(name="x", account=account, role=log.COMMAND_ROLE)
    with pytest.raises(Refused):
        attempts(target, actor)[act]()
    assert AuditEntry.objects.count() == 0
    assert fresh(target).check_password(PASSWORD)


@pytest.mark.parametrize("act", ["create", "link", "disable", "grant", "end"])
def test_commands_manage_accounts_too(act):
    target = make_account(role=Role.OFFICE, office=make_office())
    attempts(target, log.command_actor("tests"))[act]()
    assert AuditEntry.objects.count() == 1


def test_new_account_has_no_role_and_is_logged_without_its_password(actor):
    account = actions.create_account(
        username="li", full_name="李四", password=STRONG, actor=actor, must_change=True
    )
    assert fresh(account).check_password(STRONG)
    assert persona_of(account).roles == frozenset()
    assert passwords.is_due(account)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.after) == ("新建账号", {"账号": "li", "姓名": "李四", "启用": True})


@pytest.mark.parametrize(
    ("username", "password"), [("admin1", STRONG), ("a b", STRONG), ("", STRONG), ("li", "123")]
)
def test_bad_names_and_weak_passwords_make_no_account(actor, username, password):
    with pytest.raises(ValidationError):
        actions.create_account(username=username, password=password, actor=actor)
    assert Account.objects.count() == 1


def test_own_password_needs_no_administrator():
    account = make_account()
    actions.set_password(
        account=account, password=STRONG, actor=log.Actor(name="x", account=account)
    )
    assert fresh(account).check_password(STRONG)
    assert AuditEntry.objects.get().action == "修改密码"


def test_nobody_sets_the_password_of_another(actor):
    account = make_account()
    for other in (actor, log.command_actor("tests")):
        with pytest.raises(Refused, match="本人"):
            actions.set_password(account=account, password=STRONG, actor=other)
    assert fresh(account).check_password(PASSWORD)


def test_name_and_address_of_a_person_are_changed_and_logged(actor):
    account = make_account("li", full_name="李四")

    actions.describe_account(account=account, full_name="李肆", email="li@example.org", actor=actor)

    assert (fresh(account).full_name, fresh(account).email) == ("李肆", "li@example.org")
    entry = AuditEntry.objects.order_by("sequence").last()
    assert (entry.action, entry.after["电子邮箱"]) == ("修改账号", "li@example.org")
    with pytest.raises(ValidationError):
        actions.describe_account(account=account, full_name="李肆", email="不是邮箱", actor=actor)


def test_disabled_account_is_shut_and_opened_again(actor):
    account = make_account(role=Role.AUDITOR)
    actions.disable_account(account=account, actor=actor, reason="调离")
    assert not fresh(account).is_active
    actions.disable_account(account=account, actor=actor)
    actions.enable_account(account=account, actor=actor)
    assert fresh(account).is_active
    assert [e.action for e in AuditEntry.objects.order_by("sequence")] == ["停用账号", "启用账号"]
    assert AuditEntry.objects.last().reason == "调离"


def test_administrator_cannot_shut_himself_out(actor, administrator):
    with pytest.raises(Refused, match="自己"):
        actions.disable_account(account=administrator, actor=actor)


def test_last_administrator_stays(administrator):
    command = log.command_actor("tests")
    with pytest.raises(Refused, match="至少须保留一名"):
        actions.disable_account(account=administrator, actor=command)
    with pytest.raises(Refused, match="至少须保留一名"):
        actions.end_membership(membership=administrator.memberships.get(), actor=command)
    make_account(role=Role.ADMINISTRATOR)
    actions.disable_account(account=administrator, actor=command)
    assert not fresh(administrator).is_active


GROUPS = {
    Role.ASSESSMENT_OFFICE: 1, Role.OFFICE: 1, Role.CITY: 1, Role.AUDITOR: 2, Role.ADMINISTRATOR: 3,
}  # fmt: skip


@pytest.mark.parametrize("first", GROUPS)
@pytest.mark.parametrize("second", GROUPS)
def test_duties_are_kept_apart(actor, first, second):
    def grant(account, role):
        units = {Role.OFFICE: {"office": make_office()}, Role.CITY: {"place": make_city()}}
        return actions.grant_membership(
            account=account, role=role, actor=actor, **units.get(role, {})
        )

    account = make_account()
    grant(account, first)
    if first == second:
        with pytest.raises(Refused, match="无须重复"):
            grant(account, second)
    elif GROUPS[first] == GROUPS[second]:
        grant(account, second)
        assert persona_of(fresh(account)).roles == {first, second}
    else:
        with pytest.raises(ValidationError, match="三员分离"):
            grant(account, second)
        assert persona_of(fresh(account)).roles == {first}


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.OFFICE, {}),
        (Role.CITY, {}),
        (Role.AUDITOR, {"office": "office"}),
        (Role.CITY, {"office": "office"}),
        (Role.COUNTY, {"place": "city"}),
        ("king", {}),
    ],
)
def test_unit_must_fit_the_role(actor, role, unit):
    units = {"office": make_office(), "city": make_city()}
    with pytest.raises(ValidationError):
        actions.grant_membership(
            account=make_account(), role=role, actor=actor,
            **{name: units[value] for name, value in unit.items()},
        )  # fmt: skip
    assert AuditEntry.objects.count() == 0


def test_role_is_gone_at_once_and_its_row_stays(actor):
    account = make_account()
    Membership.objects.create(
        account=account, role=Role.AUDITOR, valid_from=timezone.localdate() - timedelta(days=9)
    )
    actions.end_membership(membership=account.memberships.get(), actor=actor, reason="轮岗")
    assert persona_of(fresh(account)).roles == frozenset()
    assert account.memberships.count() == 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.before["角色"], entry.reason) == ("收回角色", "审计员", "轮岗")


def test_role_of_today_is_gone_at_once_too(actor):
    account = make_account(role=Role.AUDITOR)
    membership = account.memberships.get()
    key = str(membership.pk)
    actions.end_membership(membership=membership, actor=actor)
    assert persona_of(fresh(account)).roles == frozenset()
    assert AuditEntry.objects.get().object_key == key


def test_a_role_that_another_took_away_first_is_told_as_it_stood(actor):
    account = make_account(role=Role.AUDITOR)
    first, second = account.memberships.get(), account.memberships.get()
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.end_membership(membership=first, actor=actor, last_day=tomorrow)
    actions.end_membership(membership=second, actor=actor)
    ended = AuditEntry.objects.order_by("sequence").last()
    assert ended.before["截止日期"] == tomorrow.isoformat()
    with pytest.raises(Refused, match="没有做任何改动"):
        actions.end_membership(membership=first, actor=actor)
    assert AuditEntry.objects.count() == 2


def test_role_may_end_on_a_later_day(actor):
    account = make_account(role=Role.AUDITOR)
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.end_membership(membership=account.memberships.get(), actor=actor, last_day=tomorrow)
    assert persona_of(fresh(account)).is_auditor
    assert not account.memberships.in_force(tomorrow + timedelta(days=1)).exists()


def test_change_falls_with_its_log_entry(actor, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    target = make_account(role=Role.OFFICE, office=make_office())
    for act in attempts(target, actor).values():
        monkeypatch.setattr("cities.actions.log.write", broken)
        before = list(Account.objects.values()), list(Membership.objects.values())
        with suppress(RuntimeError):
            act()
        assert (list(Account.objects.values()), list(Membership.objects.values())) == before
        monkeypatch.undo()
