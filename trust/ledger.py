"""What the log says of rows: their digests as an action left them, held against what is there.

An entry that ends an action holds, for every row of an answered table that the action wrote, the
digest of the row as it then was, or null where it went; and the digest of what the action found,
where the row was there already. Whoever changes a row in the database itself changes it behind the
last entry that told of it, and the next action upon that row tells that it found another one.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import models

from trust import digests, registries
from trust.backup.rows import as_json
from trust.models import AuditEntry, StoredFile
from trust.touched import Rows

#: By table («app.model»), by key, the digest of the row, None for one that is gone. What an action
#: found stands behind it: «left<found», «<found» for one that is gone.
RowDigests = dict[str, dict[str, str | None]]
FOUND = "<"
#: Of a row that cannot be read, and what is then raised.
NO_DIGEST = "unreadable"
UNREADABLE = (TypeError, ValueError, ArithmeticError)
#: Half a digest names a row well enough (2^128), and an import of a year holds thousands.
LENGTH = 32
LOT = 500
#: The act by which an auditor says of entries that what they found is known, and what of; those of
#: its `after` that it names are told no more.
SETTLED, ENTRIES = "查明日志以外的改动", "记录"
HOW_TO_SETTLE = "查明以后用 settle_log 登记。"
#: The act by which an upgrade tells of rows anew (trust.baseline), and what of its `after` names
#: the migrations.
BASELINE, MIGRATIONS = "升级后登记各行摘要", "迁移"


def row_digests(rows: Rows, algorithm: str = "") -> RowDigests:
    """Return the digests of rows as they are now. One query for 500 rows of a table."""
    name = digests.base(algorithm or digests.current())
    return {
        model._meta.label_lower: dict.fromkeys(map(str, keys), None) | _by_key(model, keys, name)
        for model, keys in sorted(rows.items(), key=lambda held: held[0]._meta.label_lower)
        if keys and model._meta.label_lower in _answered()
    }


def look_at(found: RowDigests, model: type[models.Model], keys: Collection) -> None:
    """Put the digests of rows as they are now into found, and keep anybody else from writing them
    until the transaction ends: to be called before an action writes them. As row_digests."""
    label = model._meta.label_lower
    if label in _answered():
        name = digests.base(digests.current())
        told = _by_key(model, keys, name, is_locking=True)
        found.setdefault(label, {}).update(told)


def with_found(left: RowDigests, found: RowDigests) -> RowDigests:
    """Return what an action left with what it found."""
    return {
        table: {key: _told(digest, found.get(table, {}).get(key)) for key, digest in rows.items()}
        for table, rows in left.items()
    }


def _told(left: str | None, found: str | None) -> str | None:
    return f"{left or ''}{FOUND}{found}" if found else left


def all_row_digests(tables: Iterable[type[models.Model]]) -> RowDigests:
    """Return the digests of all rows of these tables, without those that have none."""
    name = digests.base(digests.current())
    told: RowDigests = {
        model._meta.label_lower: dict(_digests(model, model._base_manager.all(), name))
        for model in sorted(tables, key=lambda model: model._meta.label_lower)
    }
    return {table: rows for table, rows in told.items() if rows}


def _by_key(model, keys: Iterable, name: str, *, is_locking: bool = False) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    left = iter(sorted(keys))
    while lot := list(islice(left, LOT)):
        rows = model._base_manager.filter(pk__in=lot)
        # As the UPDATE that follows locks them: who refers to them in the meantime need not wait.
        rows = rows.select_for_update(no_key=True) if is_locking else rows
        found |= _digests(model, rows, name, is_lot=True)
    return found


def _digests(
    model, rows: models.QuerySet, name: str, *, is_lot: bool = False
) -> Iterator[tuple[str, str]]:
    """Yield the key and the digest of each row. A file is told by its own digest, not its key.
    is_lot: there are so few that they are fetched at once, without a cursor on the server.

    What the database holds may be no value of its column: on SQLite a word may stand for a figure.
    Such a row has a digest that no row has; an action upon it fails.
    """
    if is_lot:
        yield from _read(model, rows, name, is_lot=True)
        return
    try:
        yield from list(_read(model, rows, name, is_lot=False))
    except UNREADABLE:
        for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
            try:
                yield from list(_read(model, rows.filter(pk=pk), name, is_lot=True))
            except UNREADABLE:
                yield str(pk), NO_DIGEST


def _read(model, rows: models.QuerySet, name: str, *, is_lot: bool) -> Iterator[tuple[str, str]]:
    passing = registries.passing.get(model._meta.label_lower, frozenset())
    fields = [f for f in model._meta.concrete_fields if f.name not in passing]
    columns = [_sha256(f) if f.related_model is StoredFile else f.attname for f in fields]
    found = rows.order_by("pk").values_list("pk", *columns)
    for pk, *values in found if is_lot else found.iterator(chunk_size=2000):
        told = {f.attname: as_json(f, v) for f, v in zip(fields, values, strict=True)}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield str(pk), hashlib.new(name, text.encode()).hexdigest()[:LENGTH]


def _sha256(field: models.Field) -> models.Subquery:
    """Return the digest of a row's file, without a join: what is joined would be locked as well."""
    files = StoredFile._base_manager.filter(pk=models.OuterRef(field.attname))
    return models.Subquery(files.values("sha256"))


def _answered() -> dict[str, type[models.Model]]:
    return dict(registries.answered_rows.items())


@dataclass(frozen=True, slots=True)
class Told:
    """What the log last said of a row. name: of the digest."""

    digest: str | None
    name: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not as the log last told of it.

    what: in words, the row if it is there. sequence: of that entry, 0 where none tells of it.
    """

    table: str
    key: str
    what: str
    why: str
    sequence: int

    def __str__(self):
        if not self.sequence:
            return f"{self.what}{self.why}。"
        return f"{self.what}{self.why}；日志最后在第 {self.sequence} 条说到它。"


@dataclass(frozen=True, slots=True)
class FoundAltered:
    """An action that found a row otherwise than the log had told of it. told: its entry, 0 where
    none did; sequence: the action's."""

    table: str
    key: str
    why: str
    told: int
    sequence: int


class Ledger:
    """What the log says of every row, folded from its entries in their order."""

    def __init__(self):
        self._told: dict[str, dict[str, Told]] = {}
        self._altered: list[FoundAltered] = []
        self._migrated: dict[str, int] = {}
        self._again: dict[int, str] = {}
        self._settled: set[int] = set()

    @property
    def settled(self) -> int:
        """Return how many entries are told no more, since what they found is known."""
        return len(self._settled & {*self._again, *(one.sequence for one in self._altered)})

    def read(self, entry: AuditEntry) -> None:
        if entry.action == SETTLED:
            self._settled |= {n for n in (entry.after or {}).get(ENTRIES, ()) if n < entry.sequence}
        if entry.action == BASELINE:
            self._read_baseline(entry)
        name = digests.base(entry.algorithm)
        for table, rows in (entry.rows or {}).items():
            held = self._told.setdefault(table, {})
            for key, told in rows.items():
                left, _, found = told.partition(FOUND) if told else (None, "", "")
                known = held.get(key)
                if found and (known is None or known.name == name) and (why := _why(found, known)):
                    before = known.sequence if known else 0
                    self._altered.append(FoundAltered(table, key, why, before, entry.sequence))
                held[key] = Told(left or None, name, entry.sequence)

    def differences(self) -> Iterator[Difference]:
        """Yield what is otherwise than the log says, nothing where it tells of no row. Reads every
        answered table once; one query more for each digest that was ever in use, and one for every
        difference."""
        for table in _answered() if self._told else ():
            yield from self.differences_in(table)

    def found_by_acts(self) -> Iterator[str]:
        """Yield a sentence for each action that found a row otherwise than the log had told of it,
        or laid a baseline anew, unless an auditor settled it. One query for each."""
        for one in self._altered:
            if one.sequence not in self._settled and one.table in _answered():
                what = _name(_answered()[one.table], one.key)
                told = f"，不是第 {one.told} 条所说的样子" if one.told else ""
                yield f"第 {one.sequence} 条办理时，{what}已{one.why}{told}。{HOW_TO_SETTLE}"
        for sequence, again in self._again.items():
            if sequence not in self._settled:
                yield f"第 {sequence} 条{again}：此前各行有没有被改动，从此看不出。{HOW_TO_SETTLE}"

    def tables_untold(self) -> list[str]:
        """Return which tables with a history hold rows while the log tells of no row at all."""
        if self._told:
            return []
        kept = [model for model in _answered().values() if hasattr(model, "history")]
        return [str(m._meta.verbose_name) for m in kept if m._base_manager.exists()]

    def _read_baseline(self, entry: AuditEntry) -> None:
        """A migration runs once: told of again, it laid a baseline over whatever was there."""
        for name in (entry.after or {}).get(MIGRATIONS, ()):
            first = self._migrated.setdefault(name, entry.sequence)
            if first != entry.sequence:
                self._again[entry.sequence] = f"把第 {first} 条登记过的升级 {name} 又登记一次"

    def differences_in(
        self, table: str, *, only: Collection[str] | None = None
    ) -> Iterator[Difference]:
        """Yield what is otherwise in one table («app.model»). only: of these keys alone."""
        model, told = _answered()[table], self._told.get(table, {})
        rows = model._base_manager.all()
        if only is not None:
            rows = rows.filter(pk__in=only)
            told = {key: told[key] for key in only if key in told}
        there: set[str] = set()
        wrong: dict[str, str] = {}
        for name in {one.name for one in told.values()} or {digests.base(digests.current())}:
            for key, digest in _digests(model, rows, name):
                there.add(key)
                one = told.get(key)
                if why := _why(digest, one) if one is None or one.name == name else "":
                    wrong[key] = why
        for key in told.keys() - there:
            if told[key].digest is not None:
                wrong[key] = "已不在数据库中，而日志没有记载删除"
        for key in sorted(wrong, key=lambda key: (len(key), key)):
            sequence = told[key].sequence if key in told else 0
            yield Difference(table, key, _name(model, key), wrong[key], sequence)


def _why(digest: str, told: Told | None) -> str:
    if told is None:
        return "在日志中没有记载"
    if told.digest is None:
        return "仍在数据库中，而日志记载已经删除"
    if digest == NO_DIGEST:
        return "在日志以外被改动过，读不出来"
    return "" if told.digest == digest else "在日志以外被改动过"


def _name(model, key: str) -> str:
    try:
        row = model._base_manager.filter(pk=key).first()
    except UNREADABLE:
        row = None
    return f"{model._meta.verbose_name}{_in_words(row)}（{model._meta.db_table} {key}）"


def _in_words(row: models.Model | None) -> str:
    """Return a row in its own words, without those where what they rest on is gone."""
    try:
        return f"“{row}”" if row is not None else ""
    except Exception:  # noqa: BLE001  # whatever a tampered row makes its words raise
        return ""
