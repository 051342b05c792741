"""The site held against its log: what is altered behind it is named, what upgrades is not."""

import os
from decimal import Decimal
from random import Random

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations import Migration, RunSQL

from assessment.actions.results import Entry, record_block
from assessment.models import Result, UnitSummary
from cities.actions import grant_membership
from cities.models import Account, Membership, Role
from config.checks import check_log_key
from script.drills.tampering import Report
from script.drills.tampering_log import forge_a_row, tamper_with_files, tamper_with_log
from tests.factories import PASSWORD, make_account, make_table
from trust import baseline, files, log, proof
from trust.models import AuditEntry, Notice, StoredFile

pytestmark = pytest.mark.django_db


@pytest.fixture
def result(actor):
    """A recorded result on a site of which the log answers for every row."""
    make_table()
    baseline.lay(None)
    row = Result.objects.order_by("pk").first()
    entry = Entry(row.pk, Decimal(7), row.version)
    record_block(entries=[entry], user=None, actor=log.command_actor("import_results"))
    row.refresh_from_db()
    return row


def faults(*words):
    with pytest.raises(CommandError) as error:
        call_command("verify_log", *words)
    return str(error.value).splitlines()


def migrated(app, name="9999_later", *, is_backwards=False):
    step = Migration(name, app)
    step.operations = [RunSQL("")]
    baseline.after_migrate(None, plan=[(step, is_backwards)])


def test_a_row_altered_behind_the_log_is_named_with_the_entry_that_told_of_it(result):
    call_command("verify_log")
    Result.objects.filter(pk=result.pk).update(value=Decimal(8))
    result.refresh_from_db()
    last = AuditEntry.objects.latest("sequence").sequence
    assert faults() == [
        f"{Result._meta.verbose_name}“{result}”（assessment_result {result.pk}）"
        f"在日志以外被改动过；日志最后在第 {last} 条说到它。"
    ]


def test_rows_put_in_and_taken_out_behind_the_log_are_named(result):
    intruder = make_account("intruder")
    Membership.objects.create(account=intruder, role=Role.ADMINISTRATOR)
    Result.objects.filter(pk=result.pk)._raw_delete(connection.alias)
    told = faults()
    assert sorted(line.partition("）")[2] for line in told) == [
        "在日志中没有记载。",
        "在日志中没有记载。",
        "已不在数据库中，而日志没有记载删除；日志最后在第 2 条说到它。",
    ]
    assert any("“intruder”" in line for line in told)


def test_when_an_account_signed_in_is_no_difference(client, result, actor):
    account = make_account("zhang")
    baseline.lay({"cities"})
    client.post("/sign-in/", {"username": "zhang", "password": PASSWORD})
    account.refresh_from_db()
    assert account.last_login
    assert proof.examine().faults == []


def test_a_damaged_file_is_named_unless_bytes_are_left_out(result):
    stored = files.store(b"words")
    path = files.path_of(stored.sha256)
    path.chmod(0o600)
    path.write_bytes(b"swords")
    assert [line.split("（")[0] for line in faults()] == [f"文件 {stored.sha256}"]
    call_command("verify_log", "--quick")
    path.unlink()
    assert "不在文件库中" in faults()[0]


def test_a_kept_head_finds_the_end_cut_and_all_rewritten(result, capsys):
    head = proof.head_now()
    call_command("verify_log", "--expect", f"{head}  2026-11-30 08:00:00")
    call_command("verify_log", "--expect", str(head).upper())
    assert capsys.readouterr().out.count("审计日志完好：2 条") == 2
    assert "链头形如" in faults("--expect", "12:昨天")[0]
    later = f"{head.sequence + 5}:{head.digest}"
    assert faults("--expect", later)[0].startswith("日志只到第 2 条，而链头 7:")
    other = f"1:{head.digest}"
    assert "从那条或更早起，日志被整段改写。现有 2 条自身完好。" in faults("--expect", other)[0]


def test_an_upgrade_keeps_the_rows_of_the_apps_that_migrated_and_hides_nothing_elsewhere(result):
    Result.objects.filter(pk=result.pk).update(value=Decimal(8))
    result.refresh_from_db()
    Account.objects.create_user("quietly")
    migrated("cities")
    assert AuditEntry.objects.latest("sequence").after == {"迁移": ["cities.9999_later"]}
    assert [line.partition("）")[0] for line in faults()] == [
        f"{Result._meta.verbose_name}“{result}”（assessment_result {result.pk}"
    ]
    migrated("assessment")
    call_command("verify_log")


@pytest.mark.parametrize("told", [{"app": "cities", "is_backwards": True}, {"app": "sessions"}])
def test_no_baseline_going_back_nor_for_tables_that_the_log_leaves_alone(result, told):
    migrated(**told)
    assert AuditEntry.objects.count() == 2


def test_no_baseline_on_an_empty_site(transactional_db):
    migrated("trust", "0006_row_digests")
    assert not AuditEntry.objects.exists()


def test_the_first_upgrade_answers_for_all_that_is_there(actor):
    make_table()
    log.write_alone(actor, "录入")
    (told,) = proof.examine().faults  # the log answered for no row yet
    assert told.startswith("日志没有说到任何一行，而数据库里有")
    migrated("trust", "0006_row_digests")
    told = AuditEntry.objects.latest("sequence").rows
    assert {"cities.place", "assessment.result", "assessment.historicalresult"} <= set(told)
    call_command("verify_log")


def test_the_head_is_sent_to_the_auditors_and_expected_the_next_time(result, tmp_path, capsys):
    auditor = make_account("shenji", role=Role.AUDITOR, email="shenji@example.gov.cn")
    baseline.lay({"cities"})
    kept, away = tmp_path / "log-head", tmp_path / "away"
    words = ["--expect-file", str(kept), "--to", str(away)]
    head = proof.head_now()
    call_command("send_log_head", *words)
    call_command("send_log_head", *words)
    told = capsys.readouterr().out.splitlines()
    assert "还没有上次的链头可以核对" in told[0]
    assert "上次的链头仍在日志里" in told[1]
    lines = away.read_text().splitlines()
    assert lines[0].split(" ")[0] == str(head)
    assert kept.read_text().splitlines() == lines
    notices = Notice.objects.filter(recipient=auditor).order_by("pk")
    assert [notice.body.splitlines()[0] for notice in notices] == lines
    assert notices[0].deliveries.get().channel == "email"
    AuditEntry._base_manager.filter(sequence__gte=5)._raw_delete(connection.alias)
    kept.write_text(f"{lines[0]}\n9:{head.digest} 2026-11-30 08:00:00\n")
    with pytest.raises(CommandError, match="(?s)末尾的记录被整段删去.*链头没有寄出"):
        call_command("send_log_head", *words)
    assert notices.last().title == "数据或审计日志被改动过"
    assert away.read_text().splitlines() == lines


def test_a_head_that_would_not_leave_the_machine_is_said(result, tmp_path):
    with pytest.raises(CommandError, match="链头离不开本机"):
        call_command("send_log_head", "--expect-file", str(tmp_path / "kept"))


def test_a_hash_made_anew_at_sign_in_is_an_act(result, settings):
    account = make_account("zhang", role=Role.AUDITOR)
    baseline.lay({"cities"})
    before = account.password
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS,
    ]  # fmt: skip
    assert account.check_password(PASSWORD)
    account.refresh_from_db()
    assert account.password != before
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.actor, entry.object_key) == (
        "更新密码摘要", account, str(account.pk),
    )  # fmt: skip
    assert proof.examine().faults == []


def test_a_lost_or_open_key_is_refused_at_the_start(result, settings, tmp_path):
    key = tmp_path / "key"
    key.write_text("k" * 40)
    key.chmod(0o600)
    settings.AUDIT_KEY_FILE = str(key)
    log.write_alone(log.Actor("x"), "录入")
    assert check_log_key(None, databases=["default"]) == []
    assert proof.examine().faults == []
    key.chmod(0o604)
    os.utime(key, ns=(1, 1))
    assert "chmod" in check_log_key(None)[0].msg
    settings.AUDIT_KEY_FILE = ""
    assert check_log_key(None) == []
    assert "没有设置 AUDIT_KEY_FILE" in check_log_key(None, databases=["default"])[0].msg


def test_a_summary_that_does_not_follow_from_the_records_is_named(result, capsys):
    summary = UnitSummary.objects.get()
    right, summary.figures["total"] = summary.figures["total"], "1"
    summary.save()
    assert faults() == [
        f"市州的摘要不是按记录得来的：2017年度长沙市的摘要与记录不符：总分现为 1，应为 {right}。"
        "请运行 rebuild_summaries 重新生成，并查明何人改动。"
    ]
    call_command("verify_log", "--quick")
    call_command("rebuild_summaries")
    call_command("verify_log")
    assert "完好" in capsys.readouterr().out


@pytest.mark.parametrize("left", ["none", "of another program"])
def test_a_summary_that_pages_do_not_read_is_no_fault(result, left):
    if left == "none":
        UnitSummary.objects.all().delete()
    else:
        UnitSummary.objects.update(made_by="0", figures={"total": "1"})
    call_command("verify_log")


def test_an_entry_answers_for_the_rows_that_its_act_wrote(actor):
    account = make_account("zhang")
    grant_membership(account=account, role=Role.AUDITOR, actor=actor)
    entry = AuditEntry.objects.latest("sequence")
    assert list(entry.rows) == ["cities.membership"]
    assert list(entry.rows["cities.membership"]) == [str(Membership.objects.get().pk)]


def test_tamperings_with_log_and_files_are_all_found(result, actor):
    for number in range(40):
        log.write_alone(actor, "录入", label=str(number))
    stored = [files.store(bytes([number]) * 9) for number in range(3)]
    report = Report()
    tamper_with_log(report, Random(7), rounds=2)
    forge_a_row(report)
    tamper_with_files(report, Random(7), rounds=3)
    assert report.missed == []
    assert report.done > 60
    assert all(map(files.verify, stored))
    assert StoredFile.objects.count() == 3
