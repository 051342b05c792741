"""The log comes last, and it comes: what every action of the suite is held to.

No action asks the database for anything after its first entry: who appends keeps everybody else
from appending until the transaction ends. And an action that writes rows of which the log answers
(trust.registries) leaves an entry, noted every row that a statement of its wrote or removed, and
looked before at those that were there (trust.touched). And what a request, a command or a job
writes of such rows, it writes in an action. conftest.py has each connection of the suite watched,
other threads' too, so that every test of an action shows it.
"""

import re
from collections import Counter
from collections.abc import Collection
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps

from django.db import connection

from trust import registries
from trust.ledger import FOUND
from trust.registries import answered_rows

LOCK = re.compile(r"SELECT pg_advisory_xact_lock\(7310001\)")
HEAD = re.compile(r'SELECT "trust_auditentry"."sequence" AS "\w+", "trust_auditentry"."digest"')
ENTRIES = re.compile(r'INSERT INTO "trust_auditentry"')


WRITTEN = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


class LogNotLast(AssertionError):
    """A statement between an action's first entry and its end."""


class LogSilent(AssertionError):
    """An action that wrote rows of which the log answers, and left no entry."""


class RowsNotNoted(AssertionError):
    """An action wrote more rows of a table than it noted: the log would not answer for some."""


class RowsNotLookedAt(AssertionError):
    """An action changed or removed rows that it had not looked at: it would cover up what somebody
    did to them before."""


class RowsWrittenOutside(AssertionError):
    """A request, a command or a job wrote rows of which the log answers outside of any action."""


_at_work: ContextVar[str] = ContextVar("at_work", default="")


def at_work(does, *, is_so: bool = True):
    """Return the function, told apart from what tests write themselves: its writes are acts.
    is_so: False for what brings rows with the log that answers for them."""

    @wraps(does)
    def doing(*args, **kwargs):
        token = _at_work.set(does.__qualname__ if is_so else "")
        try:
            return does(*args, **kwargs)
        finally:
            _at_work.reset(token)

    return doing


@dataclass
class _Rows:
    """Of an action by table. written, changed: the most rows that one statement wrote, and of those
    the most that were there; made: all that are new."""

    written: Counter = field(default_factory=Counter)
    changed: Counter = field(default_factory=Counter)
    made: Counter = field(default_factory=Counter)

    def count(self, table: str, rows: int, *, is_new: bool) -> None:
        self.written[table] = max(self.written[table], rows)
        if is_new:
            self.made[table] += rows
        else:
            self.changed[table] = max(self.changed[table], rows)

    def not_looked_at(self, table: str, told: Collection) -> int:
        """Return of how many rows at least it is not told what they were. told: their digests."""
        looked_at = sum(FOUND in (digest or "") for digest in told)
        return self.changed[table] - self.made[table] - looked_at


class _Watch:
    """Of one connection: the action that appends, and what it may still say."""

    def __init__(self):
        self.action, self.allowed = None, ()
        self.writing, self.rows = None, _Rows()

    def __call__(self, execute, sql, params, many, context):
        action = _action_on(context["connection"])
        if action is not None:
            self._look(action, sql)
        result = execute(sql, params, many, context)
        found = WRITTEN.match(sql)
        if found and action is None and _at_work.get():
            _check_not_answered(found[2], sql)
        if action is not None and found:
            is_new = found[1] == "INSERT INTO" and "DO UPDATE" not in sql
            self.rows.count(found[2], _rows_of(sql, context["cursor"]), is_new=is_new)
        return result

    def _look(self, action, sql: str) -> None:
        if action is not self.writing:
            self.writing, self.rows = action, _Rows()
        if action is self.action and not any(kind.match(sql) for kind in self.allowed):
            raise LogNotLast(sql[:500])
        if LOCK.match(sql):
            self.action, self.allowed = action, (HEAD, ENTRIES)
        elif ENTRIES.match(sql):
            self.action, self.allowed = action, (ENTRIES,)


def _check_not_answered(table: str, sql: str) -> None:
    for label, model in answered_rows.items():
        passing = registries.passing.get(label, ())
        is_passing = any(f'SET "{column}" =' in sql for column in passing)
        if model._meta.db_table == table and not is_passing:
            raise RowsWrittenOutside(f"{_at_work.get()}: {sql[:500]}")


def _rows_of(sql: str, cursor) -> int:
    """Return how many rows a statement wrote; what returns rows has not told them yet on SQLite."""
    return max(cursor.rowcount, sql.count("), (") + 1 if "RETURNING" in sql else 0)


def _action_on(connection):
    """Return the block of trust.log.acting() that is open; the tests' own are not durable."""
    return next((block for block in connection.atomic_blocks if block.durable), None)


def watch(connection, **_signal) -> None:
    """Watch a connection that was just made."""
    if not any(isinstance(wrapper, _Watch) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(_Watch())


def answer_for_what_was_written(append):
    """Return what trust.log appends with, refusing an action that wrote and says nothing, or that
    noted fewer rows than it wrote."""

    def appended(entries, rows):
        answered = {model._meta.db_table: model for _, model in answered_rows.items()}
        by_action = _rows_of_action()
        written = [table for table in answered if by_action.written[table]]
        if written and not entries:
            raise LogSilent(", ".join(sorted(written)))
        for table in written:
            noted = rows.get(answered[table]._meta.label_lower, {})
            if len(noted) < (count := by_action.written[table]):
                raise RowsNotNoted(f"{table}: {len(noted)} of {count}")
            if (count := by_action.not_looked_at(table, noted.values())) > 0:
                raise RowsNotLookedAt(f"{table}: {count}")
        append(entries, rows)

    return appended


def _rows_of_action() -> _Rows:
    """Return what this action wrote."""
    action = _action_on(connection)
    watches = [w for w in connection.execute_wrappers if isinstance(w, _Watch)]
    return next((w.rows for w in watches if w.writing is action), _Rows())
