"""What every test may use. The cast and the rows are in tests/factories.py."""

import gc
import os
import platform
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from hypothesis import HealthCheck, settings

from tests import log_last, prepared, summaries_kept, summed_up

# A busy machine is no failure: no time limit on an example, none on making one.
settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

connection_created.connect(log_last.watch)
connection_created.connect(summaries_kept.watch)


# Playwright's own event loop runs in the thread of the test, which also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

#: Debian's Chromium without windows: the same engine for three quarters of the time.
CHROMIUM = "/usr/bin/chromium-headless-shell"
#: With its windows, for what a page does while another has the focus.
WHOLE_CHROMIUM = "/usr/bin/chromium"
CHROMIUM_OPTIONS = [
    "--no-sandbox",  # root may not use the sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
#: What a page of ours may ask for: this machine, or what it carries itself.
INSIDE = ("http://localhost:", "http://127.0.0.1:", "data:", "blob:")
#: The last Chromium for Windows 7; script/test fetches it. There is none for other processors.
OLD_CHROMIUM = Path(__file__).parent.parent / "var" / "chromium-109" / "chromium"
OLD_CHROMIUM_OPTIONS = [*CHROMIUM_OPTIONS, "--no-zygote"]
HAS_OLD_CHROMIUM = platform.machine() == "x86_64"
#: By one of these a test asks for a database, as by the marker django_db.
DATABASES = {"db", "transactional_db", "live_server"}
#: With one of these it commits what it writes: races, locks, what a job finds.
COMMITTING = {"transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption("--old-chromium", action="store_true", help="use Chromium 109 alone")


def pytest_generate_tests(metafunc):
    """Run what is marked both_browsers in Debian's Chromium and in 109; or all in 109 alone."""
    if "browser" not in metafunc.fixturenames:
        return
    if metafunc.definition.get_closest_marker("windows"):
        metafunc.parametrize("browser", ["whole"], indirect=True)
    elif metafunc.config.getoption("old_chromium"):
        metafunc.parametrize("browser", ["109"], indirect=True)
    elif HAS_OLD_CHROMIUM and metafunc.definition.get_closest_marker("both_browsers"):
        metafunc.parametrize("browser", ["newest", "109"], indirect=True)


def pytest_itemcollected(item):
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.path.relative_to(Path(__file__).parent).parts[0] == "browser" or "browser" in fixtures:
        item.add_marker(pytest.mark.browser)
    elif DATABASES & fixtures or item.get_closest_marker("django_db"):
        item.add_marker(pytest.mark.db)
    else:
        item.add_marker(pytest.mark.pure)
    if item.get_closest_marker("db") and _is_of_both_databases(item, fixtures):
        item.add_marker(pytest.mark.both_databases)


def _is_of_both_databases(item, fixtures) -> bool:
    """The rule of docs/contributing.md: what may differ on PostgreSQL, and each action once."""
    if any(marker.name == "one_database" for marker in item.own_markers):
        return False
    if _is_about_the_database(item, fixtures):
        return True
    row = getattr(item, "callspec", None)
    is_later_row = row is not None and any(row.indices.values())
    return not is_later_row and item.get_closest_marker("one_database") is None


def _is_about_the_database(item, fixtures) -> bool:
    """Whether it commits, counts queries, or is said to differ with every row."""
    marker = item.get_closest_marker("django_db")
    return (
        bool(COMMITTING & fixtures)
        or bool(marker and marker.kwargs.get("transaction"))
        or any("num_queries" in name for name in fixtures)
        or item.get_closest_marker("every_row") is not None
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with the browser's tests, which take long: a worker that ends before the other then
    finds something short to take over."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish():
    """What was collected stays to the end: no garbage collector need walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session")
def running(launch_browser):
    """Return the running browser of a name; each is started when the first test asks for it."""
    browsers = {}
    started = {
        "newest": {},
        "whole": {"executable_path": WHOLE_CHROMIUM},
        "109": {"executable_path": OLD_CHROMIUM, "args": OLD_CHROMIUM_OPTIONS},
    }

    def browser(name):
        if name not in browsers:
            browsers[name] = launch_browser(**started[name])
        return browsers[name]

    yield browser
    for each in browsers.values():
        each.close()


@pytest.fixture
def browser(running, request):
    """The browser of this test: Debian's, or the one that its parameter names."""
    return running(getattr(request, "param", "newest"))


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",  # contrast is measured of colours that have come to rest
    }


@pytest.fixture
def new_context(new_context):
    """Browser contexts that let nothing out; the test fails that tried to, or broke the CSP.

    The fixtures context and page are made by it; a second person gets a new_context() of his own.
    Nothing is routed: a browser whose requests are held keeps no files, and each page would fetch
    every one anew.
    """
    complaints = []

    def watch(request):
        if not request.url.startswith(INSIDE):
            complaints.append(f"outside request: {request.url}")

    def listen(message):
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def make(**options):
        context = new_context(**options)
        context.on("request", watch)
        context.on("console", listen)
        return context

    yield make
    assert complaints == []


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """On SQLite put the worker a migrated database, which is then only brought up to date."""
    if connection.vendor == "sqlite":
        prepared.put(Path(connection.settings_dict["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Begin with what was put there; it goes with the folder of the run."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session", autouse=True)
def _log_answers():
    """Hold every action of the suite to an entry for what it writes, and all that is served, run
    or worked off to actions."""
    from django.core.handlers.base import BaseHandler

    from trust import jobs, log
    from trust.backup import restoring, schema
    from trust.command import Command

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(log, "_append", log_last.answer_for_what_was_written(log._append))
        for owner, name in ((BaseHandler, "get_response"), (Command, "execute"), (jobs, "run")):
            patch.setattr(owner, name, log_last.at_work(getattr(owner, name)))
        brings = log_last.at_work(restoring._load, is_so=False)
        patch.setattr(restoring, "_load", brings)
        migrates = log_last.at_work(schema.go_forward, is_so=False)
        patch.setattr(schema, "go_forward", migrates)
        yield


@pytest.fixture(scope="session", autouse=True)
def _summaries_follow():
    """Hold every action of the suite to summaries that are what the records say."""
    from trust.registries import followers

    held = followers["市州"]
    followers._held["市州"] = summaries_kept.compared(held)
    yield
    followers._held["市州"] = held


@pytest.fixture(scope="session", autouse=True)
def _submissions_are_summed_up():
    """Hold every action of the suite to right figures of what it submitted."""
    from trust import registries

    registries.followers.add("~ tests", summed_up.look)  # the last one
