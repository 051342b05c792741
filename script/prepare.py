"""Bring key, database and static files up to date, in one process; run by script/server."""

import hashlib
import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def make_secret_key() -> None:
    """Make a key of this installation's own, once, readable by its owner alone."""
    path = ROOT / "var" / "secret_key"
    if os.environ.get("SECRET_KEY") or path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(60))
    fresh.replace(path)


def prepare() -> None:
    """Check, bring the database up to date, begin if it is empty, collect static files."""
    from config.starting import refuse_to_start_badly

    refuse_to_start_badly()
    bring_up_to_date()

    from trust import jobs

    begin()
    jobs.requeue_stale()  # those that a killed worker left behind
    collect_static()


def begin() -> None:
    """Load the demo into an empty database; an office with words of its own begins by itself."""
    from django.core.management import call_command

    from cities.models import Account, Place
    from portal.demo.sites import own_demo

    if Account.objects.exists() or Place.objects.exists():
        return
    if own_demo():
        print("数据库为空，正在载入演示数据……", flush=True)
        call_command("load_demo")
        return
    print(
        "数据库为空，本站有自己的叫法，不载入演示数据。还没有账号，请另开一个窗口，在本目录运行：\n"
        "  .venv/bin/python manage.py create_account 账号 --role administrator --generate\n"
        "  .venv/bin/python manage.py create_account 账号 --role assessment_office --generate\n"
        "以后各步见 docs/another-province.md。",
        flush=True,
    )


def bring_up_to_date() -> None:
    """Migrate; where that upgraded a site, read its tables again with the reader it has now, and
    sum up its units."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    is_upgrade = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    call_command("migrate", interactive=False, verbosity=0, skip_checks=False)

    from assessment.models import CityTable

    if is_upgrade and CityTable.objects.exists():
        print("程序已升级，正在重读指标表……", flush=True)
        call_command("reread_tables")
        call_command("rebuild_summaries")


def collect_static() -> None:
    """Copy the static files to STATIC_ROOT, unless none has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected-from"
    if stamp.is_file() and stamp.read_text() == digest.hexdigest():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    make_secret_key()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    prepare()
