"""The one way to write the audit log, and the one way to check it.

An entry is written in the transaction of the change it tells of: if it cannot
be written, the change does not happen. Each entry's digest covers the digest
before it, so that an altered, removed or inserted line is found.

Appending keeps everybody else from appending until the transaction ends. So an
action (acting) gathers its entries, and they are appended all at once as the last
thing before it is committed.
"""

import json
import os
import pwd
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from lib.wording import in_name_of, whom_for
from trust import digests, registries, touched
from trust.ledger import Ledger, RowDigests, look_at, row_digests, with_found
from trust.models import AuditEntry, Outcome
from trust.people import acts_for, persona_of

GENESIS = "0" * 64
#: The role of management commands: an actor without an account that may act all the same.
COMMAND_ROLE = "系统命令"


@dataclass(frozen=True)
class Actor:
    """Who acts: an account through a page, or a command and the system's account."""

    name: str
    account: Any = None  # the signed-in one, of the model that the settings name
    role: str = ""
    address: str = ""
    request: str = ""
    acts_for: str = ""  # whom a substitute acts for; the name says it, too

    @property
    def standing(self) -> str:
        """Return the role, and whom it is acted for: what stands beside an account's own name."""
        return in_name_of(self.role, self.acts_for) if self.acts_for else self.role

    def instead_of(self, absent: str) -> "Actor":
        """Return the person as acting for somebody else."""
        if self.acts_for:
            return self
        return replace(self, name=in_name_of(self.name, absent), acts_for=absent)

    def in_own_name(self) -> "Actor":
        """Return the person as acting for nobody else."""
        return replace(self, name=whom_for(self.name)[0], acts_for="") if self.acts_for else self


def actor_of(request) -> Actor:
    """Return the signed-in person of a request, with role, address and request number."""
    user = request.user
    known = user.is_authenticated
    actor = Actor(
        name=str(user) if known else "未登录",
        account=user if known else None,
        role=persona_of(user).title if known else "",
        address=request.META.get("REMOTE_ADDR", "")[:64],
        request=getattr(request, "id", ""),
    )
    absent = acts_for(request) if known else ""
    return actor.instead_of(absent) if absent else actor


def command_actor(command: str) -> Actor:
    """Return the actor of a management command: the account of the operating system."""
    try:
        account = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        account = str(os.getuid())
    return Actor(name=f"命令 {command}（{account}）", role=COMMAND_ROLE)


def is_command(actor: Actor) -> bool:
    """Whether a management command acts: it has no account."""
    return actor.account is None and actor.role == COMMAND_ROLE


def is_acting() -> bool:
    """Whether an action runs: what it writes and its entries stand or fall together."""
    return touched.current() is not None


@dataclass(frozen=True)
class _Waiting:
    """An entry on its way. It lies among the callbacks of on_commit, for Django forgets those
    of a savepoint that is rolled back, as the entry has to be; called, it does nothing."""

    entry: AuditEntry

    def __call__(self) -> None:
        pass


@contextmanager
def acting() -> Iterator[None]:
    """Run what an action does in one transaction, and append what it wrote to the log last.

    As a decorator or in a with statement. An action within another is part of it, with a
    savepoint of its own: its entries wait for the outer one's end. Nothing is appended of what
    is rolled back. Raises RuntimeError inside a bare transaction.atomic(), which would go on
    after the entries. A query before rows are written that are there already, one for each save()
    or lot. At the end two queries, three on PostgreSQL, and one for every table written to of which
    the log answers; none without entries.
    """
    if is_acting():
        with transaction.atomic():
            yield
        return
    found: RowDigests = {}
    with transaction.atomic(durable=True):
        with touched.gathering(partial(look_at, found)) as rows:
            yield
            for _, follow in registries.followers.items():
                follow(rows)
        if not connection.needs_rollback:
            entries = _waiting()
            _append(entries, with_found(row_digests(rows), found) if entries else {})


def _waiting() -> list[AuditEntry]:
    held = [told[1] for told in connection.run_on_commit if isinstance(told[1], _Waiting)]
    return [told.entry for told in held if told.entry._state.adding]


def write(
    actor: Actor,
    action: str,
    target=None,
    *,
    label: str = "",
    before=None,
    after=None,
    reason: str = "",
    outcome: str = Outcome.DONE,
) -> AuditEntry:
    """Tell the log of what is done; the entry joins the chain when the action ends. No query.

    target: the model instance acted on, if any. before, after: JSON values
    (Decimals and dates are turned to strings). All is kept as it is now; number, time
    and digest come with the end. Raises RuntimeError outside of acting(): an entry must
    stand or fall with its change.
    """
    if not is_acting():
        raise RuntimeError("trust.log.write must run inside trust.log.acting()")
    entry = AuditEntry(
        actor=actor.account,
        actor_name=actor.name[:150],
        role=actor.role[:60],
        address=actor.address,
        request=actor.request,
        action=action,
        object_type=target._meta.label_lower if target is not None else "",
        object_key=str(target.pk) if target is not None else "",
        object_label=(label or (str(target) if target is not None else ""))[:300],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        outcome=outcome,
        algorithm=digests.current(),
    )
    transaction.on_commit(_Waiting(entry))
    return entry


def _append(entries: Sequence[AuditEntry], rows: RowDigests) -> None:
    """Put entries at the end of the chain, in their order; the last one answers for the rows."""
    if not entries:
        return
    entries[-1].rows = (entries[-1].rows or {}) | rows or None
    _lock_chain()
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "digest").first()
    sequence, digest = last or (0, GENESIS)
    for entry in entries:
        sequence += 1
        entry.sequence, entry.at, entry.previous_digest = sequence, timezone.now(), digest
        entry.digest = digest = digest_of(entry)
    AuditEntry._base_manager.bulk_create(entries)  # of its own manager's methods none may write


@acting()
def write_alone(actor: Actor, action: str, target=None, **details) -> AuditEntry:
    """Append an entry that accompanies no change (a sign-in, a refusal, a download)."""
    return write(actor, action, target, **details)


def digest_of(entry: AuditEntry) -> str:
    """Return the digest over everything the entry says and the digest before it.

    Raises UnknownAlgorithm, WrongKey.
    """
    return digests.digest(_text_of(entry), entry.algorithm)


def _text_of(entry: AuditEntry) -> str:
    """Return what is digested of an entry, as the program of its day did."""
    told = {
        "sequence": entry.sequence,
        "at": _instant(entry.at),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "role": entry.role,
        "address": entry.address,
        "request": entry.request,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_key": entry.object_key,
        "object_label": entry.object_label,
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "outcome": str(entry.outcome),
        "previous": entry.previous_digest,
    }
    if digests.covers_rows(entry.algorithm):
        told["rows"] = entry.rows
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True)
class BrokenLink:
    """The first entry that does not hold, and why."""

    sequence: int
    why: str


def verify(ledger: Ledger | None = None, *, after: int = 0) -> tuple[int, str, BrokenLink | None]:
    """Walk the chain from the first entry to the last; ledger: hears what each says of rows.

    after: begin behind the entry of this number and believe it. Returns the number of entries
    that hold, the digest of the last good one and the first bad one, if any. One query, read in
    batches, and one where it begins later.
    """
    count, previous, rank = after, GENESIS, 0
    if after:
        known = AuditEntry.objects.only("digest", "algorithm").get(sequence=after)
        previous, rank = known.digest, digests.rank(known.algorithm)
    entries = AuditEntry.objects.filter(sequence__gt=after) if after else AuditEntry.objects.all()
    for entry in entries.order_by("sequence").iterator(chunk_size=200):
        why = _fault(entry, count + 1, previous, rank=rank)
        if why:
            return count, previous, BrokenLink(entry.sequence, why)
        if ledger is not None:
            ledger.read(entry)
        previous, count = entry.digest, count + 1
        rank = digests.rank(entry.algorithm)
    return count, previous, None


def verify_end(most: int) -> BrokenLink | None:
    """Check that the last entries, at most so many, are whole and follow each other. One query."""
    entries = list(AuditEntry.objects.order_by("-sequence")[:most])[::-1]
    for before, entry in zip([None, *entries], entries, strict=False):
        previous = before.digest if before else entry.previous_digest
        expected = before.sequence + 1 if before else entry.sequence
        rank = digests.rank(before.algorithm) if before else 0
        if why := _fault(entry, expected, previous, rank=rank):
            return BrokenLink(entry.sequence, why)
    return None


#: How acts begin that leave what they name as it is: somebody read it, or proved who he is.
READING = (
    "下载", "导出", "生成", "登录", "退出登录", "重新验证身份", "修改密码", "重设密码",
    "发出重设密码链接", "统一身份登录失败",
)  # fmt: skip
_IS_READING = reduce(or_, (Q(action__startswith=beginning) for beginning in READING))


def entries_on(model, rows: QuerySet, column: str = "pk") -> Q:
    """Return where the entries on rows of a model are. column: of rows, that holds their keys."""
    keys = rows.order_by().annotate(told=Cast(column, TextField())).values("told")
    return Q(object_type=model._meta.label_lower, object_key__in=keys)


def last_change(entries: Q) -> str:
    """Return the digest of the newest of these entries that changed anything, "" without one.

    It is what a paper bears: all that its words rest on stands in the log up to there. An act
    not known as mere reading counts as a change, so that never an older entry is named. Two
    queries.
    """
    changes = AuditEntry.objects.filter(entries, ~_IS_READING, outcome=Outcome.DONE)
    newest = changes.aggregate(sequence=Max("sequence"))["sequence"]
    digests = AuditEntry.objects.filter(sequence=newest).values_list("digest", flat=True)
    return digests.first() or ""


def holds(digest: str) -> bool:
    """Return whether an entry bears this digest: one printed on paper proves the log up to it.

    digest: all of it, or its beginning as paper bears it, 16 characters at least.
    """
    return len(digest) >= 16 and AuditEntry.objects.filter(digest__startswith=digest).exists()


def _fault(entry: AuditEntry, expected: int, previous: str, *, rank: int) -> str:
    if entry.sequence != expected:
        return f"序号应为 {expected}，实为 {entry.sequence}，中间的记录缺失或被插入"
    if entry.previous_digest != previous:
        return "与前一条的摘要不衔接"
    if digests.rank(entry.algorithm) < rank:
        return f"摘要算法 {entry.algorithm} 弱于前一条的，末尾的记录可能被整段改写"
    try:
        is_whole = entry.digest in digests.all_digests(_text_of(entry), entry.algorithm)
    except (digests.UnknownAlgorithm, digests.WrongKey) as error:
        return str(error)
    return "" if is_whole else "内容与摘要不符，记录被改动过"


def _lock_chain() -> None:
    """Let one transaction at a time append; SQLite's IMMEDIATE transactions do already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(7310001)")


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value):
    if value is None:
        return None
    return json.loads(json.dumps(value, ensure_ascii=False, default=_as_text))


def _as_text(value) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return _instant(value)
    return str(value)
