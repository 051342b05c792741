"""Reading many tables as they were at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Let everything that is read inside be of one moment; nothing may be written.

    Nobody waits for it: a snapshot on PostgreSQL, a reader's transaction on SQLite, where the
    site's own ones would hold the lock of writers. Within another transaction that one is used.
    """
    if connection.in_atomic_block:
        yield
        return
    sqlite: Any = connection if connection.vendor == "sqlite" else None
    mode = sqlite.transaction_mode if sqlite else None
    try:
        if sqlite:
            sqlite.transaction_mode = "DEFERRED"
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if sqlite:
            sqlite.transaction_mode = mode
