"""The chain: written only with its change, never rewritten, every tampering found."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories import make_account
from tests.log_last import LogNotLast
from trust import log
from trust.models import AuditEntry
from trust.querysets import AppendOnly

#: What is broken in the chain, and how it is found: with PostgreSQL's lock and JSON as well.
pytestmark = [pytest.mark.django_db, pytest.mark.every_row]

TABLE = AuditEntry._meta.db_table


def write_many(actor, count=12):
    for number in range(count):
        log.write_alone(
            actor,
            "录入",
            label=f"第 {number} 格",
            before={"完成值": number},
            after={"完成值": number + 1},
        )


def tamper(sql, *values):
    """Change the table behind the models' back, as somebody with the database would."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def told():
    return list(AuditEntry.objects.order_by("sequence").values_list("object_label", flat=True))


def test_write_outside_an_action_is_refused(actor):
    with pytest.raises(RuntimeError), transaction.atomic():
        log.write(actor, "录入")
    assert told() == []


def test_an_action_inside_a_bare_transaction_is_refused(transactional_db, actor):
    """What follows it there would follow its entries too."""
    with transaction.atomic(), pytest.raises(RuntimeError):
        log.write_alone(actor, "录入")
    assert told() == []


def test_entry_falls_with_its_change(actor):
    def change():
        with log.acting():
            log.write(actor, "录入")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        change()
    assert told() == []
    log.write_alone(actor, "录入", label="后来的")
    assert told() == ["后来的"]


def test_entries_are_appended_when_the_outermost_action_ends(actor):
    with log.acting():
        log.write(actor, "录入", label="一")
        log.write_alone(actor, "录入", label="二")
        assert told() == []
        log.write(actor, "录入", label="三")
    assert told() == ["一", "二", "三"]
    assert log.verify()[2] is None


@pytest.mark.parametrize("block", [log.acting, transaction.atomic])
def test_entries_of_what_is_undone_within_an_action_vanish(actor, block):
    with log.acting():
        log.write(actor, "录入", label="成")
        with suppress(ValueError), block():
            log.write_alone(actor, "录入", label="不成")
            raise ValueError
        log.write(actor, "录入", label="又成")
    assert told() == ["成", "又成"]


def test_an_entry_tells_what_was_so_when_it_was_written(actor):
    account = make_account(full_name="原名")
    with log.acting():
        entry = log.write(actor, "删除", account, after=(kept := {"姓名": account.full_name}))
        kept["姓名"] = account.full_name = "后来的名字"
        key = account.pk
        account.delete()
    entry.refresh_from_db()
    assert (entry.object_key, entry.after) == (str(key), {"姓名": "原名"})


def test_a_dry_run_neither_writes_nor_waits_for_the_log(actor):
    with CaptureQueriesContext(connection) as asked, log.acting():
        log.write(actor, "录入")
        transaction.set_rollback(True)
    assert told() == []
    assert [sql for query in asked if "SAVEPOINT" not in (sql := query["sql"])] == []


def test_many_entries_take_the_lock_once(actor):
    with CaptureQueriesContext(connection) as asked, log.acting():
        for number in range(508):
            log.write(actor, "录入", label=f"第 {number} 格")
    heads = [query["sql"] for query in asked if query["sql"].startswith("SELECT")]
    assert len(heads) == (2 if connection.vendor == "postgresql" else 1)
    assert told() == [f"第 {number} 格" for number in range(508)]
    assert log.verify()[2] is None


def test_a_question_after_the_first_entry_fails_the_test(actor):
    """What watches all other tests of actions, watched itself."""

    def append_and_ask(entries, rows):
        append(entries, rows)
        AuditEntry.objects.count()

    append = log._append
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "_append", append_and_ask)
        with pytest.raises(LogNotLast):
            log.write_alone(actor, "录入")


def test_entries_are_numbered_and_chained(actor):
    write_many(actor, 3)
    entries = list(AuditEntry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == [1, 2, 3]
    assert entries[0].previous_digest == log.GENESIS
    assert [entry.previous_digest for entry in entries[1:]] == [
        entry.digest for entry in entries[:2]
    ]
    assert log.verify() == (3, entries[-1].digest, None)


def test_entry_costs_two_queries_on_sqlite_beside_its_savepoint(
    actor, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5 if connection.vendor == "postgresql" else 4):
        log.write_alone(actor, "录入", after={"分值": Decimal("0.10")})


def test_decimals_and_moments_are_kept_as_text(actor):
    entry = log.write_alone(actor, "录入", after={"分值": Decimal("0.10"), "n": 3})
    entry.refresh_from_db()
    assert entry.after == {"分值": "0.10", "n": 3}
    assert log.verify()[2] is None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_name", "别人"),
        ("role", "审计员"),
        ("address", "10.0.0.1"),
        ("request", "x"),
        ("action", "删除"),
        ("object_type", "a.b"),
        ("object_key", "99"),
        ("object_label", "改过"),
        ("reason", "补写的理由"),
        ("outcome", "refused"),
        ("digest", "0" * 64),
        ("previous_digest", "f" * 64),
        ("algorithm", "md5"),
        ("algorithm", "none"),
        ("before", '{"完成值": 999}'),
        ("after", '{"完成值": 999}'),
        ("after", None),
    ],
)
@pytest.mark.parametrize("at", [1, 6, 12])
def test_an_altered_column_is_found(actor, column, value, at):
    write_many(actor)
    tamper(f"UPDATE {TABLE} SET {column} = %s WHERE sequence = %s", value, at)
    broken = log.verify()[2]
    assert broken is not None
    assert broken.sequence == at
    assert broken.why


def test_an_altered_time_is_found(actor):
    write_many(actor)
    moved = AuditEntry.objects.get(sequence=5).at - timedelta(microseconds=1)
    value = moved if connection.vendor == "postgresql" else moved.strftime("%Y-%m-%d %H:%M:%S.%f")
    tamper(f"UPDATE {TABLE} SET at = %s WHERE sequence = 5", value)
    assert log.verify()[2].sequence == 5


def test_another_account_is_found(actor):
    write_many(actor)
    tamper(f"UPDATE {TABLE} SET actor_id = %s WHERE sequence = 5", make_account().pk)
    assert log.verify()[2].sequence == 5


@pytest.mark.parametrize("gone", range(1, 12))
def test_a_removed_entry_is_found(actor, gone):
    write_many(actor)
    tamper(f"DELETE FROM {TABLE} WHERE sequence = %s", gone)
    assert log.verify()[2].sequence == gone + 1


def test_a_removed_entry_is_found_when_the_rest_is_renumbered(actor):
    write_many(actor)
    tamper(f"DELETE FROM {TABLE} WHERE sequence = 5")
    for number in range(6, 13):
        tamper(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", number - 1, number)
    assert log.verify()[2].sequence == 5


def test_an_inserted_entry_is_found(actor):
    write_many(actor)
    for number in range(12, 5, -1):
        tamper(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", number + 1, number)
    AuditEntry(
        sequence=6, at=AuditEntry.objects.first().at, actor_name="假", action="录入",
        algorithm="sha256", previous_digest=AuditEntry.objects.get(sequence=5).digest,
        digest="0" * 64,
    ).save()  # fmt: skip
    assert log.verify()[2].sequence == 6


@pytest.mark.parametrize(("one", "other"), [(1, 2), (3, 9), (11, 12)])
def test_swapped_entries_are_found(actor, one, other):
    write_many(actor)
    tamper(f"UPDATE {TABLE} SET sequence = 99 WHERE sequence = %s", one)
    tamper(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = %s", one, other)
    tamper(f"UPDATE {TABLE} SET sequence = %s WHERE sequence = 99", other)
    assert log.verify()[2].sequence == one


def test_swapped_contents_are_found(actor):
    write_many(actor)
    tamper(f"UPDATE {TABLE} SET object_label = '第 8 格' WHERE sequence = 4")
    tamper(f"UPDATE {TABLE} SET object_label = '第 3 格' WHERE sequence = 9")
    assert log.verify()[2].sequence == 4


def test_a_recomputed_entry_breaks_the_next(actor):
    write_many(actor)
    entry = AuditEntry.objects.get(sequence=5)
    entry.reason = "后来编的"
    tamper(
        f"UPDATE {TABLE} SET reason = %s, digest = %s WHERE sequence = 5",
        entry.reason,
        log.digest_of(entry),
    )
    assert log.verify()[2].sequence == 6


def test_a_cut_end_is_found_by_a_printed_digest(actor):
    write_many(actor)
    printed = AuditEntry.objects.latest("sequence").digest
    assert log.holds(printed)
    assert log.holds(printed[:16])  # as much as paper bears
    tamper(f"DELETE FROM {TABLE} WHERE sequence = 12")
    assert log.verify()[2] is None
    assert not log.holds(printed)
    assert not log.holds(printed[:16])


def test_two_hundred_random_tamperings_are_found(actor):
    write_many(actor, 30)
    random = Random(7)
    columns = ["actor_name", "role", "address", "action", "object_label", "reason", "digest"]
    for _ in range(200):
        column, at = random.choice(columns), random.randint(1, 30)
        kept = getattr(AuditEntry.objects.get(sequence=at), column)
        changed = kept[:-1] + chr(ord(kept[-1]) ^ 1) if kept else "x"
        tamper(f"UPDATE {TABLE} SET {column} = %s WHERE sequence = %s", changed, at)
        assert log.verify()[2].sequence == at
        tamper(f"UPDATE {TABLE} SET {column} = %s WHERE sequence = %s", kept, at)
    assert log.verify()[2] is None


def test_models_refuse_to_change_the_log(actor):
    entry = log.write_alone(actor, "录入")
    entry.reason = "改"
    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    for change in (
        lambda all: all.update(reason="改"),
        lambda all: all.delete(),
        lambda all: all.bulk_create([entry]),
        lambda all: all.bulk_update([entry], ["reason"]),
    ):
        with pytest.raises(AppendOnly):
            change(AuditEntry.objects.all())
    assert log.verify() == (1, entry.digest, None)
