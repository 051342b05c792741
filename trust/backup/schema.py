"""The structure of the database: which one a backup was made under, and the way there and back."""

from collections.abc import Iterable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import InvalidMigrationPlan
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps

from trust.backup.archive import BackupRefused


def applied() -> list[str]:
    """Return the migrations of the database as «app.name», in order."""
    rows = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in rows)


def unknown(migrations: Iterable[str]) -> list[str]:
    """Return those migrations that this program does not have: the backup is of a newer one."""
    known = MigrationExecutor(connection).loader.disk_migrations
    return sorted(m for m in migrations if _node(m) not in known)


def is_todays(migrations: Iterable[str]) -> bool:
    """Return whether these are the program's own migrations, and the database has all of them."""
    known = MigrationExecutor(connection).loader.disk_migrations
    return sorted(migrations) == sorted(f"{app}.{name}" for app, name in known) == applied()


def go_to(migrations: Iterable[str]) -> StateApps:
    """Bring an empty database to the structure that these migrations make; return its models.

    Each migration runs in a transaction of its own: call it outside of any. Raises BackupRefused
    from a structure that is neither newer nor older.
    """
    executor = MigrationExecutor(connection)
    wanted = {_node(m) for m in migrations}
    ends = _ends(executor, wanted)
    apps_gone = {app for app, _ in executor.loader.applied_migrations} - {app for app, _ in wanted}
    targets: list[tuple[str, str | None]] = [*ends]
    targets += [(app, None) for app in sorted(apps_gone)]
    try:
        executor.migrate(targets)
    except InvalidMigrationPlan as error:
        raise BackupRefused(
            "数据库的结构与备份时的相差太远，不能恢复到这里；请换用空数据库。"
        ) from error
    executor.loader.build_graph()
    return executor.loader.project_state(ends).apps


def models_of(migrations: Iterable[str]) -> StateApps:
    """Return the models that these migrations make; no database is changed."""
    executor = MigrationExecutor(connection)
    return executor.loader.project_state(_ends(executor, {_node(m) for m in migrations})).apps


def go_forward() -> None:
    """Bring the database to this program's structure, rows and all."""
    call_command("migrate", interactive=False, verbosity=0)


def _node(migration: str) -> tuple[str, str]:
    app, _, name = migration.partition(".")
    return app, name


def _ends(executor: MigrationExecutor, wanted: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the last migrations of each app."""
    return sorted(node for node in wanted if not _later_of_app(executor, node) & wanted)


def _later_of_app(executor: MigrationExecutor, node: tuple[str, str]) -> set[tuple[str, str]]:
    children = executor.loader.graph.node_map[node].children
    return {child.key for child in children if child.key[0] == node[0]}
