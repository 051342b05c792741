"""Who may change what is kept of units: acts that record figures side by side, any other alone.

On PostgreSQL one advisory lock of all years, for other acts are rare; SQLite's IMMEDIATE
transactions let one act write at a time already. It is taken after every row that an act locks,
before any summary is locked, made or removed, and only the log's chain comes after it.
"""

from django.db import connection

LOCK = 7310002


def beside_others() -> None:
    """Wait until whoever is alone is done, and keep the next one waiting."""
    _wait("pg_advisory_xact_lock_shared")


def alone() -> None:
    """Wait until everybody else is done, and keep all waiting until the transaction ends. Not
    to be asked by who is beside_others already: two would wait for each other."""
    _wait("pg_advisory_xact_lock")


def _wait(lock: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}({LOCK})")
