"""What the browser tests share: being signed in, a dialog answered, what every page keeps to."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.test import Client
from playwright.sync_api import expect

from cities.models import Account

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Contrast takes axe most of its time, and no colour here depends on the width: once is enough.
LOOKS = ((WIDE, {}), (NARROW, {"color-contrast": {"enabled": False}}))
RUN_AXE = "rules => axe.run({ resultTypes: ['violations'], rules })"


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
    """Return what axe finds on a screen and on a telephone, and whether one scrolls sideways."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for size, rules in LOOKS:
        page.set_viewport_size(size)
        report = AxeResults(page.evaluate(RUN_AXE, rules))
        if report.violations_count:
            found.append(f"{page.url}, {size['width']} wide\n{report.generate_report()}")
        if page.evaluate(SIDEWAYS) > 0:
            found.append(f"{page.url} scrolls sideways at {size['width']}")
    page.set_viewport_size(WIDE)
    return found


def check_page(page) -> None:
    assert faults_of(page) == []
