"""The structure of the database: which one a backup was made under, and the way there and back."""

from collections.abc import Iterable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import StateApps


def applied() -> list[str]:
    """Return the migrations of the database as «app.name», in order."""
    rows = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in rows)


def unknown(migrations: Iterable[str]) -> list[str]:
    """Return those migrations that this program does not have: the backup is of a newer one."""
    known = MigrationExecutor(connection).loader.disk_migrations
    return sorted(m for m in migrations if _node(m) not in known)


def go_to(migrations: Iterable[str]) -> StateApps:
    """Bring an empty database to the structure that these migrations make; return its models.

    Each migration runs in a transaction of its own: call it outside of any.
    """
    executor = MigrationExecutor(connection)
    wanted = {_node(m) for m in migrations}
    ends = [node for node in wanted if not _later_of_app(executor, node) & wanted]
    apps_gone = {app for app, _ in executor.loader.applied_migrations} - {app for app, _ in wanted}
    targets: list[tuple[str, str | None]] = [*sorted(ends)]
    targets += [(app, None) for app in sorted(apps_gone)]
    executor.migrate(targets)
    executor.loader.build_graph()
    return executor.loader.project_state(sorted(ends)).apps


def go_forward() -> None:
    """Bring the database to this program's structure, rows and all."""
    call_command("migrate", interactive=False, verbosity=0)


def _node(migration: str) -> tuple[str, str]:
    app, _, name = migration.partition(".")
    return app, name


def _later_of_app(executor: MigrationExecutor, node: tuple[str, str]) -> set[tuple[str, str]]:
    children = executor.loader.graph.node_map[node].children
    return {child.key for child in children if child.key[0] == node[0]}
