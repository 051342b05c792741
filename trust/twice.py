"""A form that is sent twice at once, by a double click or a browser that tries again, makes one
thing. Where a constraint or a version says so already, nothing of this is needed."""

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

#: The same from the same person within this time is a second press, not a second thing.
PRESSED_TWICE = timedelta(minutes=1)
Row = TypeVar("Row", bound=Model)


def just_made(rows: QuerySet[Row], column: str, *, now: datetime | None = None) -> Row | None:
    """Return the newest of rows that was made just now: what the first of two presses made.

    rows: what has the same content, of the same person, in the order of their making. column:
    when one was made. One query; to be called under the lock under which such a row is made.
    """
    since = (now or timezone.now()) - PRESSED_TWICE
    return rows.filter(**{f"{column}__gte": since}).last()
