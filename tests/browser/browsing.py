"""What the browser tests share: being signed in, a dialog answered, what every page keeps to."""

from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.test import Client
from playwright.sync_api import expect

from cities.models import Account

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Charts of which a part lies beyond the edge of their own frame, without saying so.
CUT_CHARTS = """[...document.querySelectorAll('.chart:not(.chart-full)')]
    .filter(one => one.scrollWidth > one.clientWidth).length"""
AXE = AXE_SCRIPT + ";" + (Path(__file__).parent / "contrast.js").read_text()
RUN_AXE = """axe.run({
    resultTypes: ['violations'], rules: { 'color-contrast': { enabled: false } },
})"""
#: The looks that had contrast enough on a page of this run; the style sheets are the same for all.
_looks_that_pass: set[str] = set()


def sign_in(context, site: str, username: str) -> None:
    """Give the context the session of this account, without the form; "" is nobody."""
    if not username:
        return
    client = Client()
    account = Account.objects.get(username=username)
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": site}])


def open_as(context, site: str, username: str, path: str):
    sign_in(context, site, username)
    page = context.new_page()
    page.goto(site + path)
    return page


def press(page, button: str) -> None:
    """Press a button that asks first, as people do: once the page's scripts have run."""
    wanted = page.get_by_role("button", name=button)
    wanted.wait_for()
    page.wait_for_load_state()
    wanted.click()


def answer(page, button: str) -> None:
    """Press a button of the dialog that asks before something happens."""
    page.get_by_role("dialog", name="请确认").get_by_role("button", name=button).click()


def expect_message(page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)


def faults_of(page) -> list[str]:
    """Return what axe finds on a screen and on a telephone, and whether one, or a
    chart of it, scrolls sideways."""
    found = []
    page.evaluate(AXE)
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        report = AxeResults(page.evaluate(RUN_AXE))
        if size == WIDE:  # no colour here depends on the width: once is enough
            report.response["violations"] += _too_faint(page)
        if report.violations_count:
            found.append(f"{page.url}, {size['width']} wide\n{report.generate_report()}")
        if page.evaluate(SIDEWAYS) > 0:
            found.append(f"{page.url} scrolls sideways at {size['width']}")
        if cut := page.evaluate(CUT_CHARTS):
            found.append(f"{page.url} has {cut} charts that scroll sideways at {size['width']}")
    page.set_viewport_size(WIDE)
    return found


def _too_faint(page) -> list[dict]:
    """Return what axe finds of contrast, of the looks that have not passed before."""
    answered = page.evaluate("known => contrastOf(known)", list(_looks_that_pass))
    _looks_that_pass.update(answered["passed"])
    return answered["violations"]


def check_page(page) -> None:
    assert faults_of(page) == []
