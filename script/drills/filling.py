"""A row for every table that a demo leaves empty: no sense in it, but what the database takes."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import DatabaseError, models, transaction
from django.utils import timezone

#: So many rows are tried, as the rules of a table forbid most that chance makes.
MOST_TRIES = 400


def fill(tables: Iterable[type[models.Model]], random: Random) -> list[str]:
    """Lay a row into each table that has none, and into those it leans on; return the names of
    those that took one. Around the log: lay a baseline afterwards."""
    empty = [model for model in tables if not model._base_manager.exists()]
    return [model._meta.label_lower for model in empty if _has_row(model, random, ())]


def _has_row(model: type[models.Model], random: Random, within: tuple) -> bool:
    if model._base_manager.exists():
        return True
    if model in within:  # a table that leans on itself
        return False
    columns = [column for column in model._meta.concrete_fields if column.is_relation]
    for column in columns:
        _has_row(column.related_model, random, (*within, model))
    return any(_is_taken(model, random) for _ in range(MOST_TRIES))


def _is_taken(model: type[models.Model], random: Random) -> bool:
    row = model()
    for column in model._meta.concrete_fields:
        if not isinstance(column, models.AutoField):
            setattr(row, column.attname, _value(column, random))
    try:
        with transaction.atomic():
            model._base_manager.bulk_create([row])
    except DatabaseError:
        return False
    return True


def _value(column: models.Field, random: Random) -> Any:
    if column.null and random.random() < 0.5:
        return None
    if column.has_default() and random.random() < 0.5:
        return column.get_default()
    if column.is_relation:
        rows = column.related_model._base_manager.values_list(column.target_field.attname)
        return random.choice([key for (key,) in rows[:50]] or [None])
    if column.choices:
        return random.choice([key for key, _ in column.flatchoices])
    kinds = (each for kind, each in VALUES if isinstance(column, kind))
    return random.choice([*next(kinds, [None])])


#: By kind of column, what may stand in it. A moment is a day, too, so it comes first.
VALUES: list[tuple[type[models.Field], list]] = [
    (models.BooleanField, [True, False]),
    (models.IntegerField, [0, 1, 2, 2017]),
    (models.DecimalField, [Decimal(0), Decimal(1), Decimal(2)]),
    (models.DateTimeField, [timezone.now(), timezone.now() + timedelta(days=1)]),
    (models.DateField, [date(2017, 1, 1), date(2017, 12, 31)]),
    (models.JSONField, [{}, []]),
    (models.CharField, ["", "a", "填"]),
    (models.TextField, ["", "填"]),
]
