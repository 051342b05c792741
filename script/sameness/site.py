"""A site of its own with the clock stopped, in the checkout one stands in; copied for each process.

Drives a checkout from outside: through manage.py's commands, its addresses, and the table of
the log. Nothing of the product is imported, so that modules may be moved and renamed.
"""

import logging
import os
import re
import shutil
import string
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # ten o'clock in the morning, a Tuesday
HOST = "localhost"
#: Not secret: what is signed with it must be the same every time.
KEY = string.ascii_letters + string.digits
DATABASE = "site.sqlite3"
LOG = "SELECT digest, request FROM trust_auditentry"
HEX = re.compile(rb"[0-9a-f]{16,64}")
PAPER_DIGITS = 16  # of a digest, at the foot of a PDF
UNSET = ("DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "TRUSTED_PROXIES", "EMAIL_URL")

#: What takes time and is not told: digests in the names of static files, slow digests of passwords.
PLAIN_STATIC = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
QUICK_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def begin(folder: Path, static: Path) -> None:
    """Set Django up on the database and files of a folder. Once a process."""
    sys.path.insert(0, os.getcwd())
    for name in UNSET:
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": KEY,
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(static),
        "INSECURE_LOCAL_HTTP": "1",
    }
    static.mkdir(exist_ok=True)
    _stop_clock()
    import django
    from django.conf import settings

    settings.STORAGES = settings.STORAGES | PLAIN_STATIC
    settings.PASSWORD_HASHERS = QUICK_HASHERS
    django.setup()
    logging.disable(logging.CRITICAL)  # what is refused is told in the snapshot


def _stop_clock() -> None:
    """Let it always be the same moment; before the product's modules take hold of the clock."""
    from django.utils import timezone

    timezone.now = lambda: NOW
    time.time = NOW.timestamp


class Site:
    """A process's own copy of a site, which is put back whenever something was written.

    stages: the site at different times, a folder each; it stands in one of them.
    """

    def __init__(self, stages: Path, folder: Path, static: Path):
        self._stages, self._folder = stages, folder
        folder.mkdir()
        begin(folder, static)
        self._entries: dict[bytes, bytes] = {}

    def go_to(self, stage: str) -> None:
        self._stage = self._stages / stage
        shutil.rmtree(self._folder / "media", ignore_errors=True)
        shutil.copytree(self._stage / "media", self._folder / "media")
        self.put_back()
        self._note_log()

    def client(self, session: str | None):
        from django.test import Client

        client = Client(raise_request_exception=False, SERVER_NAME=HOST)
        if session:
            client.cookies["sessionid"] = session
        return client

    def addresses(self) -> Iterator[str]:
        """Yield the root's every address as it is declared, with its arguments in brackets."""
        from django.urls import get_resolver

        return _addresses(get_resolver(), "/")

    def address_of(self, path: str) -> str | None:
        """Return the declared address that a path goes to, if any."""
        from django.urls import Resolver404, resolve

        try:
            return "/" + resolve(path).route
        except Resolver404:
            return None

    def blank(self, told: bytes) -> bytes:
        """Return what was told without the digests and request numbers of the log."""
        return HEX.sub(lambda found: self._entries.get(found[0], found[0]), told)

    def was_written(self) -> bool:
        """Note what the log says by now; return whether the database was written."""
        from django.db import connection

        raw = connection.connection
        if raw is not None and raw.total_changes == 0:
            return False
        self._note_log()
        return True

    def put_back(self) -> None:
        from django.db import connection

        connection.close()
        for path in self._folder.glob(f"{DATABASE}-*"):
            path.unlink()
        shutil.copyfile(self._stage / DATABASE, self._folder / DATABASE)

    def _note_log(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(LOG)
            for digest, request in cursor.fetchall():
                for length in (PAPER_DIGITS, len(digest)):
                    self._entries[digest[:length].encode()] = b"<log digest>"
                self._entries[request.encode()] = b"<request>"


def _addresses(resolver, before: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        address = before + str(pattern.pattern).removeprefix("^").removesuffix("$")
        if hasattr(pattern, "url_patterns"):
            yield from _addresses(pattern, address)
        else:
            yield address
