"""One entry after an upgrade: what its migrations made of the rows, so that the log answers on.

A migration writes rows and columns outside of any action. When all have run, the digests of the
rows of the apps that migrated are kept once more; what lies in other apps' tables keeps the digests
it had, so that an upgrade hides nothing there.
"""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

from trust import log, registries
from trust.ledger import BASELINE, MIGRATIONS, all_row_digests

#: Since this migration the log answers for rows, so it begins with all of them.
BEGINNING = ("trust", "0006_row_digests")


def after_migrate(sender, plan: Sequence[tuple[Migration, bool]] = (), **signal) -> None:
    """Lay a baseline when migrations ran forwards and none is left to run; of those that change
    nothing none, for it would vouch for whatever is there."""
    ran = {(step.app_label, step.name) for step, _ in plan if step.operations}
    if any(is_backwards for _, is_backwards in plan) or not ran or _is_unfinished():
        return
    lay(None if BEGINNING in ran else {app for app, _ in ran}, after=_told(ran))


def lay(apps: Collection[str] | None, *, after: dict | None = None) -> None:
    """Keep the digests of all answered rows of these apps, of every app for None; nothing without
    rows. One query for 500 rows of a table, and the entry's."""
    models = [
        model
        for _, model in registries.answered_rows.items()
        if apps is None or model._meta.app_label in apps
    ]
    with log.acting():
        rows = all_row_digests(models)
        if rows:
            log.write(log.command_actor("migrate"), BASELINE, after=after).rows = rows


def _told(ran: Collection[tuple[str, str]]) -> dict:
    return {MIGRATIONS: sorted(f"{app}.{name}" for app, name in ran)}


def _is_unfinished() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
