"""The log comes last, and it comes: what every action of the suite is held to.

No action asks the database for anything after its first entry: who appends keeps everybody else
from appending until the transaction ends. And an action that writes a row of which the log
answers (trust.registries) leaves an entry. conftest.py has each connection of the suite watched,
other threads' too, so that every test of an action shows it.
"""

import re

from django.db import connection

from trust.registries import answered_rows

LOCK = re.compile(r"SELECT pg_advisory_xact_lock")
HEAD = re.compile(r'SELECT "trust_auditentry"."sequence" AS "\w+", "trust_auditentry"."digest"')
ENTRIES = re.compile(r'INSERT INTO "trust_auditentry"')


WRITTEN = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


class LogNotLast(AssertionError):
    """A statement between an action's first entry and its end."""


class LogSilent(AssertionError):
    """An action that wrote rows of which the log answers, and left no entry."""


class _Watch:
    """Of one connection: the action that appends, and what it may still say."""

    def __init__(self):
        self.action, self.allowed = None, ()
        self.writing, self.written = None, set()

    def __call__(self, execute, sql, params, many, context):
        action = _action_on(context["connection"])
        if action is not None:
            self._look(action, sql)
        return execute(sql, params, many, context)

    def _look(self, action, sql: str) -> None:
        if action is not self.writing:
            self.writing, self.written = action, set()
        if found := WRITTEN.match(sql):
            self.written.add(found[1])
        if action is self.action and not any(kind.match(sql) for kind in self.allowed):
            raise LogNotLast(sql[:500])
        if LOCK.match(sql):
            self.action, self.allowed = action, (HEAD, ENTRIES)
        elif ENTRIES.match(sql):
            self.action, self.allowed = action, (ENTRIES,)


def _action_on(connection):
    """Return the block of trust.log.acting() that is open; the tests' own are not durable."""
    return next((block for block in connection.atomic_blocks if block.durable), None)


def watch(connection, **_signal) -> None:
    """Watch a connection that was just made."""
    if not any(isinstance(wrapper, _Watch) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(_Watch())


def answer_for_what_was_written(append):
    """Return what trust.log appends with, refusing an action that wrote and says nothing."""

    def appended(entries):
        if not entries:
            answered = {model._meta.db_table for _, model in answered_rows.items()}
            watches = [w for w in connection.execute_wrappers if isinstance(w, _Watch)]
            action = _action_on(connection)
            silent = {t for w in watches if w.writing is action for t in w.written} & answered
            if silent:
                raise LogSilent(", ".join(sorted(silent)))
        append(entries)

    return appended
