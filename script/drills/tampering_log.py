"""Tamperings with the log itself and with files; after tampering.py, the whole of the drill.

Runs within a site's settings: python -m script.drills.tampering_log ROUNDS THROUGH SEED KEYFILE.
Prints the report as JSON. Of entries only those behind the last one believed are read again.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random

import django
from django.db import connection

from script.drills.filling import fill
from script.drills.tampering import (
    Report,
    Tampering,
    altering,
    any_row,
    attempt,
    others,
    tamper_with_rows,
    verify_log,
)
from script.drills.tampering_acts import tamper_before_acts


def tamper_with_log(report: Report, random: Random, *, rounds: int) -> None:
    """Entries altered, removed, inserted, swapped; the end cut; all rewritten from one on."""
    from trust import proof

    head = proof.head_now()
    if head is None or head.sequence is None or head.sequence < 40:
        raise SystemExit("too short a log to tamper with")
    for _ in range(rounds):
        at = head.sequence - random.randrange(1, 30)
        believed = at - 2
        for each in _of_log(at, head.sequence):
            attempt(each, report, lambda b=believed: _log_differs(head, b))


def _log_differs(head, believed: int) -> str:
    from trust import log

    if log.verify(after=believed)[2]:
        return "日志首尾相连"
    return "昨天的链头" if head.fault() else ""


def _of_log(at: int, last: int) -> Iterator[Tampering]:
    from trust.models import AuditEntry

    rows = AuditEntry._base_manager
    row = rows.get(sequence=at)
    for column in AuditEntry._meta.concrete_fields:
        if column.primary_key:
            continue
        for value in others(column, getattr(row, column.attname))[:1]:
            yield Tampering(
                f"日志：改{column.verbose_name}", f"{at}",
                lambda c=column, v=value: rows.filter(sequence=at).update(**{c.attname: v}),
            )  # fmt: skip
    yield Tampering("日志：删一条", f"{at}", lambda: _cut(at, at))
    yield Tampering("日志：删一条并重编号", f"{at}", lambda: _close_gap(at, last))
    yield Tampering("日志：插一条", f"{at}", lambda: _insert(at, last))
    yield Tampering("日志：截去末尾", f"{at}", lambda: _cut(at, last))
    yield Tampering("日志：从某条起整段改写", f"{at}", lambda: _rewrite(at))
    yield Tampering("日志：整段改写并降低算法", f"{at}", lambda: _rewrite(at, algorithm="sha256"))


def _cut(first: int, last: int) -> int:
    from trust.models import AuditEntry

    rows = AuditEntry._base_manager.filter(sequence__gte=first, sequence__lte=last)
    return rows._raw_delete(connection.alias) or 1


def _close_gap(at: int, last: int) -> int:
    from trust.models import AuditEntry

    _cut(at, at)
    for number in range(at + 1, last + 1):
        AuditEntry._base_manager.filter(sequence=number).update(sequence=number - 1)
    return 1


def _insert(at: int, last: int) -> int:
    from trust.models import AuditEntry

    rows = AuditEntry._base_manager
    for number in range(last, at - 1, -1):
        rows.filter(sequence=number).update(sequence=number + 1)
    row = rows.get(sequence=at + 1)
    row.pk, row.sequence, row.action = None, at, "伪造"
    rows.bulk_create([row])
    return 1


def _rewrite(at: int, *, algorithm: str = "") -> int:
    """Alter an entry and give it and all that follow digests that fit, as who knows the program."""
    from trust import log
    from trust.models import AuditEntry

    rows = AuditEntry._base_manager
    digest = rows.values_list("digest", flat=True).get(sequence=at - 1)
    for entry in rows.filter(sequence__gte=at).order_by("sequence"):
        entry.previous_digest = digest
        entry.algorithm = algorithm or entry.algorithm.removeprefix("hmac-")
        if entry.sequence == at:
            entry.reason += "改"
        entry.digest = digest = log.digest_of(entry)
        told = {n: getattr(entry, n) for n in ("previous_digest", "algorithm", "reason", "digest")}
        rows.filter(pk=entry.pk).update(**told)
    return 1


def forge_a_row(report: Report) -> None:
    """Alter a row and the digest that the log holds of it; then all digests of entries, too."""
    from assessment.models import Result
    from trust import proof
    from trust.ledger import row_digests
    from trust.models import AuditEntry

    head, table = proof.head_now(), Result._meta.label_lower
    rows = AuditEntry._base_manager.filter(rows__has_key=table).order_by("-sequence")
    entry = rows.first()
    if head is None or entry is None:
        return
    key = next(key for key, digest in entry.rows[table].items() if digest)

    def forge(*, wholly: bool) -> int:
        Result._base_manager.filter(pk=key).update(remark="改")
        told = entry.rows | {table: entry.rows[table] | row_digests({Result: {key}})[table]}
        AuditEntry._base_manager.filter(pk=entry.pk).update(rows=told)
        return _rewrite(entry.sequence) if wholly else 1

    def look() -> str:
        return _log_differs(head, entry.sequence - 1)

    attempt(Tampering("改行并改日志里的摘要", key, lambda: forge(wholly=False)), report, look)
    attempt(Tampering("改行、改摘要并整段改写日志", key, lambda: forge(wholly=True)), report, look)


def tamper_with_keyed_log(report: Report, random: Random, *, rounds: int, key_file: str) -> None:
    """As tamper_with_log, with the site's key; who tampers has not got it, nor an older head."""
    from django.test import override_settings

    from trust import log

    with override_settings(AUDIT_KEY_FILE=key_file):
        for number in range(40):
            log.write_alone(log.Actor("演练"), "演练", label=str(number))
        tamper_with_log(report, random, rounds=rounds)


# --- Files ------------------------------------------------------------------------------------


def tamper_with_files(report: Report, random: Random, *, rounds: int) -> None:
    from trust.models import StoredFile

    stored = list(StoredFile.objects.order_by("pk"))
    for each in random.sample(stored, min(rounds, len(stored))):
        other = random.choice(stored)
        for kind, change in _of_file(each, other):
            with _kept(each), _kept(other):
                change()
                report.done += 1
                report.kinds[kind] += 1
                if _files_differ(each, other):
                    report.found["文件摘要"] += 1
                else:
                    report.missed.append(f"{kind} {each.sha256}")
        rows = StoredFile._base_manager.filter(pk=each.pk)
        for column, value in (("sha256", "0" * 64), ("size", each.size + 1)):
            change = partial(rows.update, **{column: value})
            look = partial(_file_differs, each.pk)
            attempt(Tampering(f"文件：改{column}", each.sha256, change), report, look)


def _of_file(each, other) -> Iterator[tuple[str, Callable]]:
    from trust import files

    own, theirs = files.path_of(each.sha256), files.path_of(other.sha256)
    data = own.read_bytes()
    yield "文件：改内容", lambda: _lay(own, bytes([data[0] ^ 1]) + data[1:] if data else b"x")
    yield "文件：截短", lambda: _lay(own, data[:-1])
    yield "文件：删除", own.unlink
    if other.pk != each.pk:
        yield "文件：互换", lambda: (_lay(own, theirs.read_bytes()), _lay(theirs, data))


def _files_differ(*stored) -> str:
    from trust import files

    return "文件摘要" if not all(files.verify(each) for each in stored) else ""


def _file_differs(pk: int) -> str:
    from trust.models import StoredFile

    return _files_differ(StoredFile.objects.get(pk=pk))


@contextmanager
def _kept(stored) -> Iterator[None]:
    from trust import files

    path = files.path_of(stored.sha256)
    data = path.read_bytes()
    try:
        yield
    finally:
        _lay(path, data)


def _lay(path, data: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(data)


# --- Through the command itself ------------------------------------------------------------------


def tamper_before_the_command(report: Report, random: Random, *, rounds: int) -> None:
    """Alter a row for good, have manage.py verify_log look at the site, and put the value back."""
    from trust import proof, registries

    head = str(proof.head_now())
    tables = [model for _, model in registries.answered_rows.items() if any_row(model, random)]
    for _ in range(rounds):
        model = random.choice(tables)
        row = any_row(model, random)
        if (altered := altering(row, random)) is None:
            continue
        one, (name, own, other) = model._base_manager.filter(pk=row.pk), altered
        one.update(**{name: other})
        try:
            done = verify_log("--quick", "--expect", head)
        finally:
            one.update(**{name: own})
        report.done += 1
        report.kinds["经命令核验：另一个值"] += 1
        if done.returncode == 1 and f"（{model._meta.db_table} {row.pk}）" in done.stderr:
            report.found["命令 verify_log"] += 1
        else:
            report.missed.append(f"{model._meta.label_lower}.{name} {row.pk}")
    if (done := verify_log("--expect", head)).returncode:
        report.missed.append(f"after all was undone: {done.stderr[-500:]}")


def main(rounds: int, through: int, *, seed: int, key_file: str) -> None:
    django.setup()
    from trust import baseline, registries

    report, random = Report(), Random(seed)
    report.filled = fill([model for _, model in registries.answered_rows.items()], random)
    baseline.lay(None)
    tamper_with_rows(report, random)
    tamper_with_log(report, random, rounds=rounds)
    forge_a_row(report)
    tamper_with_files(report, random, rounds=rounds)
    tamper_before_the_command(report, random, rounds=through)
    tamper_before_acts(report, random)
    tamper_with_keyed_log(report, random, rounds=rounds, key_file=key_file)
    print(json.dumps(report.as_json(), ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), seed=int(sys.argv[3]), key_file=sys.argv[4])
