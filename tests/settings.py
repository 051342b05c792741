"""The site's own settings, with what tests need otherwise: speed, no worker, nothing left behind.

TEST_DATABASE=postgresql runs them on a throw-away PostgreSQL (tests/postgresql.py).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from tests import postgresql

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2)
os.environ["INSECURE_LOCAL_HTTP"] = "1"
os.environ.pop("DEBUG", None)
# Workers of pytest-xdist inherit the address of the server that the first process started.
if os.environ.get("TEST_DATABASE") == "postgresql":
    os.environ["DATABASE_URL"] = postgresql.start_once()
else:
    os.environ.pop("DATABASE_URL", None)

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, LOGGING  # noqa: E402

_scratch = Path(tempfile.mkdtemp(prefix="tests-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)

MEDIA_ROOT = str(_scratch / "media")
STATIC_ROOT = str(_scratch / "static")
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# A file, not memory: several connections see the same rows under the same locks as when serving.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
    DATABASES["default"]["NAME"] = str(_scratch / "unused.sqlite3")
    DATABASES["default"]["OPTIONS"] |= {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    }
else:
    DATABASES["default"]["TEST"] = {"TEMPLATE": postgresql.TEMPLATE}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

# Static files straight from their packages: no collecting, no scan of a folder for each client.
STORAGES = {
    "default": {"BACKEND": "trust.disk.DiskStore"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

LOGGING["root"]["level"] = "ERROR"
