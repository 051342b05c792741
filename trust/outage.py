"""What is away for a while and comes back by itself: the database, room on the disk.

Whoever stumbles over it is told so in one sentence and may try again; it is no failure of the
program. What will not go away by waiting (a table that is missing) is none of this.
"""

import errno
import sqlite3

from django.db import DatabaseError, InterfaceError, OperationalError, connection

UNREACHABLE = "系统暂时连接不上数据库"
BUSY = "数据库正忙"
FULL = "服务器的磁盘已满"
READ_ONLY = "服务器的磁盘或数据库暂时只能读、不能写"
BROKEN_DISK = "服务器的磁盘读写出错"

_DISK = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EIO: BROKEN_DISK,
}
_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: BROKEN_DISK,
}
#: By the SQLSTATE of PostgreSQL, or the class that its first two signs are.
_POSTGRESQL = {
    "08": UNREACHABLE,
    "25006": READ_ONLY,
    "40": BUSY,  # deadlocks; of a transaction that was rolled back nothing stands
    "53100": FULL,
    "53": BUSY,
    "55P03": BUSY,
    "57": UNREACHABLE,  # shut down, or starting
    "57014": BUSY,
    "58030": BROKEN_DISK,
}

_held: list[str] = []


def why_away(error: BaseException | None) -> str:
    """Return what is away where this error or one that it came of tells of it, else ""."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if why := _why(error):
            return why
        error = error.__cause__ or error.__context__
    return ""


def hold(why: str) -> None:
    """Have every page of this process say that this is away; "" ends it."""
    _held[:] = [why] if why else []


def held() -> str:
    """Return what hold was told, "" where nothing is held."""
    return _held[0] if _held else ""


def reach_database() -> None:
    """Make sure of the connection, which may be none, new, or one that a restart broke.

    No query where a connection was looked at for this request; else what Django asks before a
    request's first query. Raises DatabaseError while the database is away.
    """
    connection.close_if_health_check_failed()
    connection.ensure_connection()


def _why(error: BaseException) -> str:
    if isinstance(error, OSError):
        return _DISK.get(error.errno or 0, "")
    if not isinstance(error, DatabaseError | InterfaceError):
        return ""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF, "")
    code = getattr(cause, "sqlstate", None) or getattr(cause, "pgcode", None)
    if code:
        return _POSTGRESQL.get(code) or _POSTGRESQL.get(code[:2], "")
    # Without a code the server said nothing: it was not reached or went away.
    return UNREACHABLE if isinstance(error, OperationalError | InterfaceError) else ""
