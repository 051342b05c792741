"""Headers on every answer, and the refusals at start-up."""

import contextlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.conf import settings as site
from django.contrib.auth.hashers import check_password, make_password
from django.core.checks import run_checks
from django.db import connection
from django.test import Client

from config import checks, hashers
from config.settings import PASSWORD_HASHERS

CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
ARGON2, PBKDF2 = hashers.OneAtATimeArgon2PasswordHasher, hashers.OneAtATimePBKDF2PasswordHasher
GOOD_KEY = "k" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2


def in_fresh_process(code, **environment):
    """Run code with the site's settings and nothing of this process's environment."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"} | environment,
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def read(names, **environment):
    """Return the named settings as the environment makes them."""
    result = in_fresh_process(
        "import json; from django.conf import settings; "
        f"print(json.dumps([getattr(settings, name) for name in {names!r}]))",
        **environment,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def refusals(**options):
    """Return the ids of what the start-up checks find with these settings."""
    found = run_checks(tags=[checks.STARTUP], include_deployment_checks=True, **options)
    return [message.id for message in found if message.is_serious()]


# --- Headers -----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status"),
    [("/none-such/", 404), ("/sign-in/", 200), ("/static/bootstrap/css/bootstrap.min.css", 200)],
)
def test_headers_stand_on_every_answer(path, status):
    with contextlib.closing(Client(raise_request_exception=False).get(path)) as answer:
        pass
    assert answer.status_code == status
    assert set(answer["Content-Security-Policy"].split("; ")) == set(CSP.split("; "))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_headers_stand_on_a_refused_form_and_a_wrong_host():
    forged = Client(enforce_csrf_checks=True).post("/sign-in/", {})
    wrong_host = Client().get("/", headers={"Host": "elsewhere.example"})
    assert (forged.status_code, wrong_host.status_code) == (403, 400)
    for answer in (forged, wrong_host):
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store, private"


def test_policy_allows_nothing_unsafe():
    assert "unsafe" not in str(site.CONTENT_SECURITY_POLICY)


# --- What the environment makes ----------------------------------------------------------------


def test_defaults_are_those_of_production():
    names = ["DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"]
    assert read(names) == [False, True, True, True]


def test_local_http_drops_secure_from_cookies_alone():
    names = ["DEBUG", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS"]
    assert read(names, INSECURE_LOCAL_HTTP="1") == [False, False, True, 0]


def test_database_of_postgresql_is_read_from_its_url():
    [databases] = read(["DATABASES"], DATABASE_URL="postgresql://u:p%40@db:5433/site")
    database = databases["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    parts = [database[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["u", "p@", "db", 5433, "site"]
    assert database["CONN_HEALTH_CHECKS"] is True


def test_database_of_another_kind_is_refused():
    result = in_fresh_process("import config.settings", DATABASE_URL="mysql://u:p@db/site")
    assert result.returncode == 1
    assert "只支持 sqlite:// 和 postgresql://" in result.stderr


def test_wrong_word_for_a_switch_is_refused():
    result = in_fresh_process("import config.settings", TRUSTED_PROXIES="x", HSTS_SECONDS="soon")
    assert result.returncode == 1
    assert "soon" in result.stderr


# --- Refusals at start-up ----------------------------------------------------------------------


@pytest.fixture
def good(settings):
    """Settings that a site may start with."""
    settings.DEBUG = False
    settings.SECRET_KEY = GOOD_KEY
    settings.ALLOWED_HOSTS = ["kaohe.example"]
    settings.INSECURE_LOCAL_HTTP = False
    settings.DATABASE_IS_NAMED = True
    settings.DATABASES["default"].setdefault("OPTIONS", {})
    return settings


def test_good_settings_are_not_refused(good):
    if connection.vendor == "sqlite":
        assert refusals() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("DEBUG", True, "config.E001"),
        ("SECRET_KEY", "", "config.E002"),
        ("SECRET_KEY", "django-insecure-" + GOOD_KEY, "config.E003"),
        ("SECRET_KEY", "change-me-" + GOOD_KEY, "config.E003"),
        ("SECRET_KEY", "too-short-0123456789", "config.E004"),
        ("SECRET_KEY", "ab" * 40, "config.E004"),
        ("ALLOWED_HOSTS", ["*"], "config.E005"),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "config.E022"),
        ("INSECURE_LOCAL_HTTP", True, "config.E006"),
        ("DATABASE_IS_NAMED", False, "config.E023"),
        ("TRUSTED_PROXIES", ["nginx"], "config.E007"),
        ("TRUSTED_PROXIES", ["unix", "::/0"], "config.E016"),
        ("HEALTH_ADDRESSES", ["0.0.0.0/0"], "config.E016"),
        ("AUDIT_DIGEST", "sha1024", "config.E015"),
        ("AUDIT_DIGEST", "md5", "config.E015"),
    ],
)
def test_bad_setting_is_refused(good, name, value, expected):
    setattr(good, name, value)
    assert refusals() == [expected]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("ALLOWED_HOSTS", ["kaohe.example.gov.cn"], "ALLOWED_HOSTS 还是"),
        ("SITE_URL", "https://kaohe.example.gov.cn", "SITE_URL 还是"),
        ("EMAIL_HOST", "mail.example.gov.cn", "EMAIL_URL 还是"),
        ("EMAIL_HOST_PASSWORD", "PASSWORD", "EMAIL_URL 还是"),
        ("DEFAULT_FROM_EMAIL", "考核办 <kaohe@example.gov.cn>", "DEFAULT_FROM_EMAIL 还是"),
    ],
)
def test_an_example_that_was_left_as_it_is_is_refused(good, name, value, told):
    setattr(good, name, value)
    assert refusals() == ["config.E024"]
    [message] = checks.check_examples_are_replaced(None)
    assert message.msg.startswith(told)


@pytest.mark.parametrize(
    "address", ["mail.hn.gov.cn:25", "smtp+tls://kaohe:p/ss@mail:587", "smtp://:25", "x://mail"]
)
def test_an_address_of_mail_that_cannot_be_read_is_named(address):
    result = in_fresh_process("import config.settings", EMAIL_URL=address)
    assert result.returncode == 1
    said = result.stderr.splitlines()[-1]
    assert "EMAIL_URL 读不懂" in said
    assert "smtp://mail.hn.gov.cn:25" in said


def test_a_database_in_a_release_is_named_where_it_outlasts_it(good, tmp_path, monkeypatch):
    (tmp_path / "var").mkdir()
    (tmp_path / "releases/one").mkdir(parents=True)
    (tmp_path / "releases/one/var").symlink_to("../../var")
    database = good.DATABASES["default"] | {"NAME": f"{tmp_path}/releases/one/var/site.sqlite3"}
    monkeypatch.setitem(good.DATABASES, "default", database)
    good.DATABASE_IS_NAMED = False
    [message] = checks.check_database_is_named(None)
    assert f"DATABASE_URL=sqlite:///{tmp_path}/var/site.sqlite3" in message.hint
    assert "releases" not in message.msg


def test_a_site_on_trial_need_not_name_its_database(good):
    good.DATABASE_IS_NAMED, good.INSECURE_LOCAL_HTTP = False, True
    good.ALLOWED_HOSTS = ["localhost"]
    assert refusals() == []


def test_a_database_that_is_named_is_known_as_such():
    names = ["DATABASE_IS_NAMED"]
    assert read(names, DATABASE_URL="sqlite:////tmp/site.sqlite3") == [True]
    assert read(names, DATABASE_ULR="postgresql:///kaohe") == [False]


@pytest.mark.parametrize(
    "change",
    [
        {"transaction_mode": "DEFERRED"},
        {"timeout": 5},
        {"init_command": "PRAGMA synchronous=FULL;"},
        {"init_command": None},
    ],
    ids=str,
)
def test_sqlite_without_its_options_is_refused(good, monkeypatch, change):
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode = WAL;",
    }
    database = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}
    monkeypatch.setitem(good.DATABASES, "default", database)
    assert refusals() == []
    database["OPTIONS"] = options | change
    assert refusals() == ["config.E008"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_sqlite_that_is_not_in_wal_is_refused(good):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=DELETE")
        try:
            assert refusals(databases=["default"]) == ["config.E009"]
        finally:
            cursor.execute("PRAGMA journal_mode=WAL")
    assert refusals(databases=["default"]) == []


@pytest.mark.django_db
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit"])
def test_postgresql_that_may_forget_is_refused(good, name):
    """The tests' own server may forget; a view says in its place what a good one would."""
    says = "CREATE OR REPLACE TEMP VIEW pg_settings AS SELECT name, {} FROM pg_catalog.pg_settings"
    assert refusals(databases=["default"]) == ["config.E010"]
    with connection.cursor() as cursor:
        cursor.execute(says.format("'on' AS setting"))
        assert refusals(databases=["default"]) == []
        cursor.execute(says.format("CASE name WHEN %s THEN 'off' ELSE 'on' END AS setting"), [name])
        assert refusals(databases=["default"]) == ["config.E010"]


def test_serving_stops_with_every_reason_on_standard_error(tmp_path):
    result = in_fresh_process(
        "import config.wsgi",
        DEBUG="1",
        SECRET_KEY="change-me",
        ALLOWED_HOSTS="kaohe.example",
        TRUSTED_PROXIES="nginx",
        DATABASE_URL=f"sqlite:///{tmp_path}/away/site.sqlite3?timeout=1",  # not waited for
    )
    assert (result.returncode, result.stdout) == (3, "")
    for refusal in ("config.E001", "config.E003", "config.E006", "config.E007", "config.E008"):
        assert refusal in result.stderr


# --- Passwords ---------------------------------------------------------------------------------


@pytest.fixture(params=["argon2", "pbkdf2"])
def encoded(request, settings):
    """A password as the site hashes it, and as an earlier release did."""
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    told = {"argon2": (ARGON2(),), "pbkdf2": (PBKDF2(), 1)}
    hasher, *rounds = told[request.param]
    return hasher.encode("correct horse", "salty-salt", *rounds)


def test_password_hash_is_djangos_own(encoded):
    assert encoded.startswith(("argon2$argon2id$", "pbkdf2_sha256$1$salty-salt$"))
    assert check_password("correct horse", encoded)
    assert not check_password("wrong", encoded)


def test_a_password_is_checked_when_its_turn_has_come(encoded):
    with ThreadPoolExecutor(1) as server:
        with hashers._turn:
            told = server.submit(check_password, "correct horse", encoded)
            assert wait([told], timeout=0.5).not_done
        assert told.result(20)


def test_what_an_earlier_release_hashed_is_hashed_anew(settings):
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    made = []
    assert check_password("horse", PBKDF2().encode("horse", "salty-salt", 1), made.append)
    assert made == ["horse"]
    assert make_password("horse").startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
