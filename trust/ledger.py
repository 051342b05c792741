"""What the log says of rows: their digests as an action left them, held against what is there.

An entry that ends an action holds, for every row of an answered table that the action wrote, the
digest of the row as it then was, or null where it went. Whoever later changes a row in the database
itself changes it behind the last entry that told of it.
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

#: By table («app.model»), by key, the digest of the row, None for one that is gone.
RowDigests = dict[str, dict[str, str | None]]
#: Half a digest names a row well enough (2^128), and an import of a year holds thousands.
LENGTH = 32
LOT = 500


def row_digests(rows: Rows, algorithm: str = "") -> RowDigests:
    """Return the digests of rows as they are now. One query for 500 rows of a table."""
    name = digests.base(algorithm or digests.current())
    return {
        model._meta.label_lower: dict.fromkeys(map(str, keys), None) | _by_key(model, keys, name)
        for model, keys in sorted(rows.items(), key=lambda held: held[0]._meta.label_lower)
        if keys and model._meta.label_lower in _answered()
    }


def all_row_digests(tables: Iterable[type[models.Model]]) -> RowDigests:
    """Return the digests of all rows of these tables, without those that have none."""
    name = digests.base(digests.current())
    told: RowDigests = {
        model._meta.label_lower: dict(_digests(model, model._base_manager.all(), name))
        for model in sorted(tables, key=lambda model: model._meta.label_lower)
    }
    return {table: rows for table, rows in told.items() if rows}


def _by_key(model, keys: Iterable, name: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    left = iter(sorted(keys))
    while lot := list(islice(left, LOT)):
        found |= _digests(model, model._base_manager.filter(pk__in=lot), name)
    return found


def _digests(model, rows: models.QuerySet, name: str) -> Iterator[tuple[str, str]]:
    """Yield the key and the digest of each row. A file is told by its own digest, not its key."""
    passing = registries.passing.get(model._meta.label_lower, frozenset())
    fields = [f for f in model._meta.concrete_fields if f.name not in passing]
    columns = [f"{f.name}__sha256" if f.related_model is StoredFile else f.attname for f in fields]
    for pk, *values in rows.order_by("pk").values_list("pk", *columns).iterator(chunk_size=2000):
        told = {f.attname: as_json(f, v) for f, v in zip(fields, values, strict=True)}
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        yield str(pk), hashlib.new(name, text.encode()).hexdigest()[:LENGTH]


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


class Ledger:
    """What the log says of every row, folded from its entries in their order."""

    def __init__(self):
        self._told: dict[str, dict[str, Told]] = {}

    def read(self, entry: AuditEntry) -> None:
        name = digests.base(entry.algorithm)
        for table, rows in (entry.rows or {}).items():
            held = self._told.setdefault(table, {})
            for key, digest in rows.items():
                held[key] = Told(digest, name, entry.sequence)

    def differences(self) -> Iterator[Difference]:
        """Yield what is otherwise than the log says. Reads every answered table once; one query
        more for each digest that was ever in use, and one for every difference."""
        if not self._told:
            return
        for table in _answered():
            yield from self.differences_in(table)

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
    return "" if told.digest == digest else "在日志以外被改动过"


def _name(model, key: str) -> str:
    row = model._base_manager.filter(pk=key).first()
    return f"{model._meta.verbose_name}{_in_words(row)}（{model._meta.db_table} {key}）"


def _in_words(row: models.Model | None) -> str:
    """Return a row in its own words, without those where what they rest on is gone."""
    try:
        return f"“{row}”" if row is not None else ""
    except Exception:  # noqa: BLE001  # whatever a tampered row makes its words raise
        return ""
