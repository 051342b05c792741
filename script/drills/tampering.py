"""Tamperings with a site behind its log's back, one at a time and each undone: what finds which.

Here are the rows; the log itself and files are in tampering_log.py. Each tampering is done in a
transaction that is rolled back; the ledger is folded once, and of rows only those concerned are
read again.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

FAR = 987_654_321  # a key that no row has


@dataclass(frozen=True)
class Tampering:
    """kind: what is done. place: to what. do: does it. table: whose rows are then otherwise.
    keys: which, where it makes and removes none; no others are read again."""

    kind: str
    place: str
    do: Callable[[], Any]
    table: str = ""
    keys: tuple[str, ...] | None = None


@dataclass
class Report:
    done: int = 0
    found: Counter = field(default_factory=Counter)
    kinds: Counter = field(default_factory=Counter)
    refused: int = 0
    missed: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)  # tables, with a row of the drill's own
    empty: list[str] = field(default_factory=list)
    tables: int = 0

    def as_json(self) -> dict:
        return {
            name: dict(told) if isinstance(told, Counter) else told
            for name, told in vars(self).items()
        }


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tamper_with_rows(report: Report, random: Random, *, a_table: int = 0) -> None:
    """Every table and column that the log answers for. a_table: how many each at most, 0: all."""
    from trust import log, registries
    from trust.ledger import Ledger

    ledger = Ledger()
    log.verify(ledger)
    for label, model in registries.answered_rows.items():
        keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        if not keys:
            report.empty.append(label)
            continue
        report.tables += 1
        planned = list(_of_table(model, keys, random))
        for each in random.sample(planned, min(a_table or len(planned), len(planned))):
            attempt(each, report, lambda each=each: _rows_differ(ledger, each))


def _rows_differ(ledger, tampering: Tampering) -> str:
    found = ledger.differences_in(tampering.table, only=tampering.keys)
    return "各行摘要" if next(found, None) else ""


def attempt(tampering: Tampering, report: Report, look: Callable[[], str]) -> None:
    with undone():
        try:
            with transaction.atomic():
                changed = tampering.do()
        except DatabaseError:
            report.refused += 1
            return
        if changed == 0:
            return
        report.done += 1
        report.kinds[tampering.kind] += 1
        found = look()
    if found:
        report.found[found] += 1
    else:
        report.missed.append(f"{tampering.kind} {tampering.place}")


def _of_table(model, keys: list, random: Random) -> Iterator[Tampering]:
    from trust import registries

    label, rows = model._meta.label_lower, model._base_manager
    passing = registries.passing.get(label, frozenset())
    for column in model._meta.concrete_fields:
        if column.name not in passing and not column.primary_key:
            yield from _of_column(column, random.choice(keys), random.choice(keys))
    key, name = random.choice(keys), model._meta.pk.attname
    one, new = rows.filter(pk=key), "改" if isinstance(model._meta.pk, models.CharField) else FAR
    place = f"{label} {key}"
    yield Tampering("删行", place, lambda: one._raw_delete(connection.alias) or 1, label)
    yield Tampering("复制行", place, lambda: _copy(model, key), label)
    if not model._meta.pk.is_relation:
        yield Tampering("改编号", place, lambda: one.update(**{name: new}), label)


def _of_column(column: models.Field, key, other) -> Iterator[Tampering]:
    model, name = column.model, column.attname
    label, one = model._meta.label_lower, model._base_manager.filter(pk=key)
    own, theirs = (
        model._base_manager.values_list(name, flat=True).get(pk=each) for each in (key, other)
    )
    place, keys = f"{label}.{name} {key}", (str(key),)
    for value in others(column, own)[:1]:
        yield Tampering("另一个值", place, partial(one.update, **{name: value}), label, keys)
    if column.null and own is not None:
        yield Tampering("置空", place, partial(one.update, **{name: None}), label, keys)
    if theirs != own:
        swap = partial(_swap, model, name, key, other)
        yield Tampering("两行互换", place, swap, label, (*keys, str(other)))


def _swap(model, column: str, one, other) -> int:
    rows = model._base_manager
    mine = rows.values_list(column, flat=True).get(pk=one)
    theirs = rows.values_list(column, flat=True).get(pk=other)
    rows.filter(pk=one).update(**{column: theirs})
    return rows.filter(pk=other).update(**{column: mine})


def _copy(model, key) -> int:
    """Insert the row once more, under another key and with other values where one must be."""
    row = model._base_manager.get(pk=key)
    row.pk = None if isinstance(model._meta.pk, models.AutoField) else FAR
    for column in model._meta.concrete_fields:
        if column.unique and not column.primary_key:
            for value in others(column, getattr(row, column.attname))[:1]:
                setattr(row, column.attname, value)
    row._state.adding = True
    model._base_manager.bulk_create([row])
    return 1


def others(column: models.Field, value) -> list:
    """Return values of a column that are not this one; none for a kind that is not known."""
    if column.is_relation:
        rows = column.related_model._base_manager.exclude(pk=value).order_by("pk")
        return [*rows.values_list("pk", flat=True)[:2], FAR]
    for kind, other in OTHERS:
        if isinstance(column, kind):
            return [other(column, value)]
    return []


def _other_text(column: models.Field, value) -> str:
    text = str(value or "")
    return (("变" if text[:1] == "改" else "改") + text)[: column.max_length]


def _other_decimal(column: models.Field, value) -> Decimal:
    return (value or Decimal(0)) + Decimal(1).scaleb(-(column.decimal_places or 0))


#: By kind of column, another value. A moment is a day, too, so it comes first.
OTHERS: list[tuple[type[models.Field], Callable[[models.Field, Any], Any]]] = [
    (models.BooleanField, lambda column, value: not value),
    (models.IntegerField, lambda column, value: (value or 0) + 1),
    (models.DecimalField, _other_decimal),
    (models.FloatField, lambda column, value: (value or 0) + 1),
    (
        models.DateTimeField,
        lambda column, value: (value or timezone.now()) + timedelta(microseconds=1),
    ),
    (
        models.DateField,
        lambda column, value: (value or timezone.localdate()) + timedelta(days=1),
    ),
    (models.JSONField, lambda column, value: [value, "改"]),
    (models.CharField, _other_text),
    (models.TextField, _other_text),
]


# --- For good -----------------------------------------------------------------------------------


def verify_log(*words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "verify_log", *words],
        capture_output=True, text=True, timeout=1800,
    )  # fmt: skip


def any_row(model, random: Random):
    keys = list(model._base_manager.order_by("pk").values_list("pk", flat=True)[:200])
    return model._base_manager.get(pk=random.choice(keys)) if keys else None


def altering(row, random: Random) -> tuple[str, Any, Any] | None:
    """Return a column of a row, what it holds and what it might; None for none that could be
    altered for good without the database's own rules refusing it."""
    kinds = (models.TextField, models.JSONField, models.DateTimeField)
    columns = [
        column
        for column in row._meta.concrete_fields
        if isinstance(column, kinds) and getattr(row, column.attname) is not None
    ]
    if not columns:
        return None
    column = random.choice(columns)
    own = getattr(row, column.attname)
    return column.attname, own, others(column, own)[0]
