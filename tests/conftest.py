"""What every test may use. The cast and the rows are in tests/factories.py."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A busy machine is no failure: no time limit on an example, none on making one.
settings.register_profile(
    "house", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

# Playwright's own event loop runs in the thread of the test, which also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = "/usr/bin/chromium"
CHROMIUM_OPTIONS = [
    "--no-sandbox",  # root may not use the sandbox
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PURE_FOLDERS = {"engine", "pasting", "reader"}


def pytest_collection_modifyitems(items):
    tests = Path(__file__).parent
    for item in items:
        folder, *below = item.path.relative_to(tests).parts
        if folder == "browser" or "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        elif PURE_FOLDERS & {folder, *below}:
            item.add_marker(pytest.mark.pure)
        else:
            item.add_marker(pytest.mark.db)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": CHROMIUM_OPTIONS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return browser_context_args | {
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def new_context(new_context):
    """Browser contexts that let nothing out; the test fails that tried to, or broke the CSP.

    The fixtures context and page are made by it; a second person gets a new_context() of his own.
    """
    complaints = []

    def is_outside(url):
        return not url.startswith(("http://localhost:", "http://127.0.0.1:", "data:", "blob:"))

    def refuse(route):
        complaints.append(f"outside request: {route.request.url}")
        route.abort()

    def listen(message):
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    def make(**options):
        context = new_context(**options)
        context.route(is_outside, refuse)
        context.on("console", listen)
        return context

    yield make
    assert complaints == []
