"""What the log says of rows: their digests as an action left them, held against what is there.

An entry that ends an action holds, for every row of an answered table that the action wrote, the
digest of the row as it then was, or null where it went. Whoever later changes a row in the database
itself changes it behind the last entry that told of it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True)
class Told:
    """What the log last said of a row. name: of the digest."""

    digest: str | None
    name: str
    sequence: int


@dataclass(frozen=True)
class Difference:
    """A row that is not as the log last told of it.

    what: in words, the row if it is there. sequence: of that entry, 0 where none tells of it.
    """

    table: str
    key: str
    what: str
    why: str
    sequence: int


class Ledger:
    """What the log says of every row, folded from its entries in their order."""

    def __init__(self):
        self._told: dict[tuple[str, str], Told] = {}

    def read(self, entry: AuditEntry) -> None:
        name = digests.base(entry.algorithm)
        for table, rows in (entry.rows or {}).items():
            for key, digest in rows.items():
                self._told[table, key] = Told(digest, name, entry.sequence)

    def differences(self) -> Iterator[Difference]:
        """Yield what is otherwise than the log says. Reads every answered table once; one query
        more for each digest that was ever in use, and one for every difference."""
        if not self._told:
            return
        for table, model in _answered().items():
            yield from self._differences_in(table, model)

    def _differences_in(self, table: str, model) -> Iterator[Difference]:
        told = {key: one for (t, key), one in self._told.items() if t == table}
        names = {one.name for one in told.values()} or {digests.base(digests.current())}
        there: dict[str, set[str]] = {}
        for name in names:
            for key, digest in _digests(model, model._base_manager.all(), name):
                there.setdefault(key, set()).add(digest)
        for key in sorted(there.keys() | told.keys(), key=lambda k: (len(k), k)):
            one = told.get(key)
            if why := _why(there.get(key), one):
                yield Difference(table, key, _name(model, key), why, one.sequence if one else 0)


def _why(there: set[str] | None, told: Told | None) -> str:
    if told is None:
        return "日志中没有记载"
    if there is None:
        return "" if told.digest is None else "已不在数据库中，而日志没有记载删除"
    if told.digest is None:
        return "仍在数据库中，而日志记载已经删除"
    return "" if told.digest in there else "在日志以外被改动过"


def _name(model, key: str) -> str:
    row = model._base_manager.filter(pk=key).first()
    return f"{model._meta.verbose_name}{f'“{row}”' if row else ''}（{model._meta.db_table} {key}）"
