"""The log comes last: no action asks the database for anything after its first entry.

Who appends keeps everybody else from appending until the transaction ends. conftest.py has each
connection of the suite watched, other threads' too, so that every test of an action shows it.
"""

import re

LOCK = re.compile(r"SELECT pg_advisory_xact_lock")
HEAD = re.compile(r'SELECT "trust_auditentry"."sequence" AS "\w+", "trust_auditentry"."digest"')
ENTRIES = re.compile(r'INSERT INTO "trust_auditentry"')


class LogNotLast(AssertionError):
    """A statement between an action's first entry and its end."""


class _Watch:
    """Of one connection: the action that appends, and what it may still say."""

    def __init__(self):
        self.action, self.allowed = None, ()

    def __call__(self, execute, sql, params, many, context):
        action = _action_on(context["connection"])
        if action is not None:
            self._look(action, sql)
        return execute(sql, params, many, context)

    def _look(self, action, sql: str) -> None:
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
