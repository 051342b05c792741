"""verify_log and create_account, as other programs call them."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from cities import passwords
from cities.models import Account, Membership, Role
from tests.factories import make_city, make_county, make_office
from trust import log
from trust.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_verify_log_of_a_whole_log(actor, capsys):
    log.write_alone(actor, "录入")
    last = log.write_alone(actor, "录入")
    call_command("verify_log")
    assert capsys.readouterr().out == f"审计日志完好：2 条，链头 {last.digest}\n"
    call_command("verify_log", expect=last.digest)


def test_verify_log_of_an_empty_log(capsys):
    call_command("verify_log")
    assert "0 条" in capsys.readouterr().out


def test_verify_log_names_the_first_bad_entry(actor):
    for _ in range(4):
        log.write_alone(actor, "录入")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {AuditEntry._meta.db_table} SET reason = 'x' WHERE sequence >= 3")
    with pytest.raises(CommandError, match=r"^第 3 条：内容与摘要不符") as error:
        call_command("verify_log")
    assert error.value.returncode == 1


def test_verify_log_misses_a_printed_digest(actor):
    log.write_alone(actor, "录入")
    with pytest.raises(CommandError, match="末尾的记录可能被整段删去"):
        call_command("verify_log", expect="f" * 64)


@pytest.mark.parametrize(
    ("role", "unit"),
    [
        (Role.ASSESSMENT_OFFICE, {}),
        (Role.OFFICE, {"office": "后期扶持处"}),
        (Role.CITY, {"place": "430100"}),
        (Role.CITY, {"place": "长沙市"}),
        (Role.COUNTY, {"place": "望城区"}),
        (Role.AUDITOR, {}),
        (Role.ADMINISTRATOR, {}),
    ],
)
def test_create_account_prints_a_password_that_must_be_changed(capsys, role, unit):
    make_office("后期扶持处")
    make_county("望城区", city=make_city("长沙市", key="430100"))
    call_command("create_account", "zhang", role=role, full_name="张三", generate=True, **unit)
    account = Account.objects.get()
    password = capsys.readouterr().out.strip().rsplit("：", 1)[1]
    assert account.check_password(password)
    assert passwords.is_due(account)
    assert Membership.objects.get().role == role
    assert [entry.action for entry in AuditEntry.objects.order_by("sequence")] == [
        "新建账号",
        "授予角色",
    ]
    assert AuditEntry.objects.first().actor_name.startswith("命令 create_account")
    assert password not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("name", "role", "unit"),
    [
        ("zhang", Role.OFFICE, {}),
        ("zhang", Role.OFFICE, {"office": "没有这个处"}),
        ("zhang", Role.CITY, {"place": "望城区"}),
        ("zhang", Role.COUNTY, {"place": "长沙市"}),
        ("zhang", Role.COUNTY, {"place": "高新区"}),  # stands in two cities
        ("zhang", Role.AUDITOR, {"place": "长沙市"}),
        ("taken", Role.AUDITOR, {}),
        ("a b", Role.AUDITOR, {}),
    ],
)
def test_create_account_changes_nothing_on_bad_input(name, role, unit):
    Account.objects.create_user("taken")
    make_county("望城区", city=make_city("长沙市"))
    for city in ("长沙市", "株洲市"):
        make_county("高新区", city=make_city(city))
    with pytest.raises(CommandError, match="没有新建"):
        call_command("create_account", name, role=role, generate=True, stdout=io.StringIO(), **unit)
    assert Account.objects.count() == 1
    assert AuditEntry.objects.count() == 0
