"""The private site from within the drill's own process: its actions, its rows, its log.

enter() first; what needs models is imported inside of functions, after it.
"""

import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from script.drills.sites import Site


def enter(site: Site) -> None:
    """Make this process one of the site's. Once a process."""
    import django

    os.environ.update(site.environment())
    django.setup()


def sound() -> list[str]:
    """Return what is wrong with the log, the rows it answers for and the files; nothing if all is
    whole."""
    from trust import files, log
    from trust.ledger import Ledger
    from trust.models import StoredFile
    from trust.moment import one_moment

    ledger = Ledger()
    with one_moment():  # a worker may go on
        _, _, broken = log.verify(ledger)
        wrong = [f"entry {broken.sequence}: {broken.why}"] if broken else []
        wrong += [f"{found.what}: {found.why}" for found in ledger.differences()]
    wrong += [f"file {row}" for row in StoredFile.objects.all() if not files.verify(row)]
    return wrong


def accounts_of(told: str) -> dict[str, str]:
    """Return the passwords that load_demo printed, by the name to sign in with."""
    rows = [line.split() for line in told.splitlines() if line.startswith("  ")]
    return {row[0]: row[1] for row in rows if len(row) >= 3 and row[1].count("-") == 2}


EMPTY = "drill_empty"


def keep_empty() -> None:
    """Keep the database as it is now, migrated and empty, for an_empty_database."""
    from django.db import connection

    connection.close()
    _copied(str(connection.settings_dict["NAME"]), EMPTY)


def an_empty_database(name: str):
    """Inside, this process asks a migrated database without rows; it goes with the block."""
    from django.db import connection

    own = connection.settings_dict["NAME"]
    is_file = connection.vendor == "sqlite"
    return _asking(str(Path(own).with_name(f"{EMPTY}.sqlite3")) if is_file else EMPTY, name)


def another_database(name: str):
    """Inside, this process asks a copy of the site's database; it goes with the block."""
    from django.db import connection

    return _asking(str(connection.settings_dict["NAME"]), name)


@contextmanager
def _asking(origin: str, name: str):
    from django.db import connection

    connection.close()
    own = connection.settings_dict["NAME"]
    copy = _copied(origin, name)
    connection.settings_dict["NAME"] = copy
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
        _drop(copy)


def _copied(origin: str, name: str) -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        copy = str(Path(origin).with_name(f"{name}.sqlite3"))
        _drop(copy)
        shutil.copy(origin, copy)  # nobody has it open: its journal is in it
        return copy
    _drop(name)
    _postgresql("createdb", "-T", origin, name)
    return name


def _drop(name: str) -> None:
    from django.db import connection

    if connection.vendor == "sqlite":
        for path in Path(name).parent.glob(f"{Path(name).name}*"):
            path.unlink()
    else:
        _postgresql("dropdb", "--if-exists", "--force", name)


def _postgresql(command: str, *words: str) -> None:
    from django.db import connection

    told = connection.settings_dict
    subprocess.run(
        [command, "-h", told["HOST"], "-U", told["USER"], *words], check=True, capture_output=True
    )
