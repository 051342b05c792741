"""The rows of every table as lines of JSON, and back."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.apps import apps as current_apps
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection, models

from trust.backup.archive import BackupRefused

#: Of the moment or of the machine only; a job whose task is gone is enqueued anew
#: (trust.jobs.requeue_stale), what is summed up by rebuild_summaries.
LEFT_OUT = {
    "sessions.session", "django_tasks_db.dbtaskresult", "trust.operationrecord", "trust.portion",
    "assessment.unitsummary", "selfeval.submissionsummary",
}  # fmt: skip
BATCH = 500


def tables_of(apps=current_apps) -> dict[str, type[models.Model]]:
    """Return the models that a backup holds, by label. apps: those of another structure."""
    found = {label_of(model): model for model in apps.get_models(include_auto_created=True)}
    return {
        label: model
        for label, model in sorted(found.items())
        if model._meta.managed and not model._meta.proxy and label not in LEFT_OUT
    }


def label_of(model) -> str:
    return model._meta.label_lower


def digest_of(lines: Iterator[bytes], write=lambda line: None) -> dict:
    digest, rows = hashlib.sha256(), 0
    for line in lines:
        write(line)
        digest.update(line)
        rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def lines_of(model) -> Iterator[bytes]:
    """Yield the rows in the order of their keys, each as one line of JSON."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=2000):
        told = {
            name: as_json(field, value)
            for name, field, value in zip(names, fields, row, strict=True)
        }
        yield json.dumps(told, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def as_json(field: models.Field, value):
    """Return a column's value as JSON holds it without loss; row_of reads it back."""
    if isinstance(field, models.JSONField) or value is None:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, bytes | memoryview):
        return field.value_to_string(field.model(**{field.attname: bytes(value)}))
    return value


def insert(model, lines) -> None:
    """Insert rows as they are: no save(), no signals, no automatic dates."""
    fields = model._meta.concrete_fields
    rows = (row_of(model, json.loads(line)) for line in lines)
    size = min(BATCH, connection.ops.bulk_batch_size(fields, [None] * BATCH) or BATCH)
    while batch := list(islice(rows, size)):
        model._base_manager.all()._insert(batch, fields=fields, using=connection.alias, raw=True)


def row_of(model, told: dict):
    """Return an unsaved row of the model from its columns as as_json gave them, key and all.

    Raises BackupRefused for what is no value of its column.
    """
    values = {}
    for field in model._meta.concrete_fields:
        value = told[field.attname]
        try:
            values[field.attname] = (
                value if value is None or isinstance(field, models.JSONField)
                else field.to_python(value)
            )  # fmt: skip
        except ValidationError as error:
            raise BackupRefused(f"备份中 {label_of(model)} 有无法识别的内容：{value}") from error
    return model(**values)


def advance_sequences(tables: list[type[models.Model]]) -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
