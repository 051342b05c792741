"""What an act found of the rows that it wrote: altered behind the log, they stay named."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations import Migration, RunSQL
from django.test.utils import CaptureQueriesContext

from assessment.actions.results import Entry, record_block, write_remark
from assessment.models import Component, Result
from cities.actions import create_account, disable_account, end_membership, grant_membership
from cities.models import Account, Membership, Role
from tests.factories import PASSWORD, make_account, make_measure, make_office, make_table
from trust import baseline, log, proof, touched
from trust.models import AuditEntry, Notice
from trust.touched import bulk_update, updated

pytestmark = pytest.mark.django_db
COMMAND = log.command_actor("import_results")


@pytest.fixture
def result():
    """A recorded result on a site of which the log answers for every row."""
    make_table()
    make_account("zhang", role=Role.ASSESSMENT_OFFICE)
    baseline.lay(None)
    row = Result.objects.order_by("pk").first()
    record(row, 7)
    return row


def record(row, value):
    row.refresh_from_db()
    record_block(entries=[Entry(row.pk, Decimal(value), row.version)], user=None, actor=COMMAND)
    row.refresh_from_db()


def altered(row, **values):
    """Write past the product, as whoever has the database can."""
    type(row)._base_manager.filter(pk=row.pk).update(**values)


def faults(*words) -> list[str]:
    with pytest.raises(CommandError) as error:
        call_command("verify_log", *words)
    return str(error.value).splitlines()


def migrated(*operations):
    step = Migration("9999_later", "assessment")
    step.operations = list(operations)
    baseline.after_migrate(None, plan=[(step, False)])


def make_auditor(actor) -> Account:
    return create_account(username="shenji", full_name="审", password=PASSWORD, actor=actor)


def last() -> int:
    return AuditEntry.objects.latest("sequence").sequence


def test_a_figure_altered_and_then_honestly_touched_stays_named(result):
    told = last()
    altered(result, value=Decimal(8))
    result.refresh_from_db()
    write_remark(
        result_id=result.pk, version=result.version, remark="已核对", user=None, actor=COMMAND
    )
    result.refresh_from_db()
    (fault,) = faults("--quick")
    what = f"{Result._meta.verbose_name}“{result}”（assessment_result {result.pk}）"
    assert fault == (
        f"第 {last()} 条办理时，{what}已在日志以外被改动过，"
        f"不是第 {told} 条所说的样子。查明以后用 settle_log 登记。"
    )
    record(result, 9)
    assert faults("--quick") == [fault.replace("8.0000", "9.0000")]


def test_figures_written_by_the_lot_say_what_they_found(result):
    altered(result, value=Decimal(8))
    record(result, 9)
    assert "已在日志以外被改动过" in faults("--quick")[0]


def test_an_account_forged_stays_named_when_the_forger_signs_in(client, result):
    account = Account.objects.get(username="zhang")
    mine = Account(username="x")
    mine.set_password("Evil-pass-2026")
    altered(account, password=mine.password)
    told = client.post("/sign-in/", {"username": "zhang", "password": "Evil-pass-2026"})
    assert told.status_code == 302
    assert AuditEntry.objects.latest("sequence").action == "登录"
    (fault,) = faults("--quick")
    assert "账号“" in fault
    assert "已在日志以外被改动过" in fault


def test_a_row_put_in_stays_named_when_an_act_writes_it(result, actor):
    account = make_account("intruder")
    disable_account(account=account, actor=actor)
    (fault,) = faults("--quick")
    assert fault.startswith(f"第 {last()} 条办理时，账号“")
    assert "已在日志中没有记载" in fault


def test_honest_acts_upon_each_other_s_rows_find_what_the_log_says(client, result, actor):
    for value in (8, 8, 9):
        record(result, value)
    account = Account.objects.get(username="zhang")
    client.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    grant_membership(account=make_auditor(actor), role=Role.AUDITOR, actor=actor)
    disable_account(account=account, actor=actor)
    with log.acting():
        rows = list(Membership.objects.order_by("pk"))
        updated(Membership.objects.filter(pk=rows[0].pk), valid_to=rows[0].valid_from)
        bulk_update(rows, ["valid_to"])
        rows[0].save()
        log.write(actor, "改任职")
    call_command("verify_log", "--quick")
    told = AuditEntry.objects.latest("sequence").rows["cities.membership"]
    assert all("<" in digests for digests in told.values())


def test_what_is_known_is_settled_and_still_counted(result, capsys):
    altered(result, value=Decimal(8))
    record(result, 9)
    found = last()
    with pytest.raises(CommandError, match=f"没有第 {found + 5} 条；没有登记"):
        call_command("settle_log", found + 5, reason="张三查明")
    with pytest.raises(CommandError, match="没有写查明的情况"):
        call_command("settle_log", found, reason=" ")
    call_command("settle_log", found, reason="张三查明：维护时误改")
    call_command("verify_log", "--quick")
    assert "另有 1 条发现过日志以外的改动，审计员已登记查明。" in capsys.readouterr().out
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.after, entry.reason) == (
        "查明日志以外的改动", {"记录": [found]}, "张三查明：维护时误改",
    )  # fmt: skip
    altered(result, value=Decimal(1))
    record(result, 2)
    assert len(faults("--quick")) == 1  # what comes later is told of all the same


def test_a_baseline_laid_again_is_named(result):
    for _ in range(2):
        migrated(RunSQL(""))
        altered(result, value=Decimal(8))
    migrated(RunSQL(""))
    told = faults("--quick")
    assert [line.partition("：")[0] for line in told] == [
        f"第 {last() - back} 条把第 {last() - 2} 条登记过的升级 assessment.9999_later 又登记一次"
        for back in (1, 0)
    ]


def test_a_log_that_tells_of_no_row_is_not_whole(result):
    AuditEntry._base_manager.all()._raw_delete(connection.alias)
    (fault,) = faults("--quick")
    assert fault.startswith("日志没有说到任何一行，而数据库里有")
    assert "指标表" in fault


def test_a_value_that_cannot_be_read_hides_no_other(result):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no word in a column of figures")
    other = Result.objects.exclude(pk=result.pk).first()
    altered(other, remark="改")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessment_result SET value = 'abc' WHERE id = %s", [result.pk])
    told = faults("--quick")
    assert len(told) == 2
    assert f"（assessment_result {result.pk}）在日志以外被改动过，读不出来" in told[0]
    assert f"（assessment_result {other.pk}）在日志以外被改动过" in told[1]


def test_altered_rows_are_told_to_the_auditors_each_day_and_the_head_leaves(result, tmp_path):
    auditor = make_account("shenji", role=Role.AUDITOR, email="shenji@example.gov.cn")
    baseline.lay({"cities"})
    altered(result, value=Decimal(8))
    kept = tmp_path / "head"
    with pytest.raises(CommandError, match="被改动过.*\n链头已寄出；已告知审计员"):
        call_command("send_log_head", "--expect-file", str(kept))
    titles = Notice.objects.filter(recipient=auditor).values_list("title", flat=True)
    assert "数据或审计日志被改动过" in titles
    assert kept.read_text().count("\n") == 1


def test_a_restore_is_no_repetition_where_a_row_was_altered(result, tmp_path):
    path = tmp_path / "a.backup"
    call_command("backup", str(path))
    assert proof.examine().faults == []
    call_command("restore", str(path))  # all is in: as if it had been broken off at its end
    altered(result, value=Decimal(8))
    with pytest.raises(CommandError, match="本站已有数据，只能恢复到空的站点"):
        call_command("restore", str(path))


def test_a_row_altered_and_then_honestly_removed_stays_named(result, actor):
    held = grant_membership(account=make_auditor(actor), role=Role.AUDITOR, actor=actor)
    told = last()
    altered(held, valid_to=held.valid_from.replace(year=2099))
    end_membership(membership=Membership.objects.get(pk=held.pk), actor=actor)
    (fault,) = faults("--quick")
    assert fault == (
        f"第 {last()} 条办理时，任职（cities_membership {held.pk}）已在日志以外被改动过，"
        f"不是第 {told} 条所说的样子。查明以后用 settle_log 登记。"
    )


def test_links_altered_and_then_honestly_taken_away_stay_named(result, actor):
    item = result.measure.component.item
    links = type(item).offices.through
    offices = [make_office(name) for name in ("甲处", "乙处", "丙处")]
    item.offices.add(*offices[:2])
    baseline.lay(None)
    links._base_manager.filter(item=item, office__name="甲处").update(office=offices[2])
    with log.acting():
        item.offices.clear()
        log.write(actor, "改负责处室")
    (fault,) = faults("--quick")
    assert fault.startswith(f"第 {last()} 条办理时，")
    assert "已在日志以外被改动过" in fault


@pytest.mark.parametrize("several", [2, 20])
def test_rows_that_go_by_the_lot_are_looked_at_together(result, actor, several):
    made = [make_account(f"zhang{n}", role=Role.ASSESSMENT_OFFICE) for n in range(several)]
    held = Membership.objects.filter(account__in=made)
    with log.acting():
        with CaptureQueriesContext(connection) as asked:
            held.delete()
        log.write(actor, "收回任职")
    assert len(asked) <= 6
    told = AuditEntry.objects.get(sequence=last()).rows["cities.membership"]
    assert [digests[0] for digests in told.values()] == ["<"] * several


def test_what_goes_with_a_row_is_looked_at_a_kind_at_a_time():
    table = make_table()
    component = Component.objects.first()
    for number in range(20):
        make_measure(component, f"指标{number}", "数量")
    looked = []
    with touched.gathering(lambda model, keys: looked.append((model, len(keys)))) as gone:
        table.delete()
    assert len(looked) <= 1 + len({model for model, _ in looked})
    assert {model: sum(n for m, n in looked if m is model) for model, _ in looked} == {
        model: len(keys) for model, keys in gone.items() if not hasattr(model, "history_id")
    }


def test_a_migration_that_changes_nothing_vouches_for_nothing(result):
    altered(result, value=Decimal(8))
    migrated()
    assert "在日志以外被改动过" in faults("--quick")[0]
