"""Several people at their own browsers: each signs in with name and password, begins at home and
goes on by what the pages offer."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, expect

from tests.browser.browsing import answer, press
from tests.factories import PASSWORD


@dataclass
class People:
    """Everybody's own browser with one page; whoever is asked for first signs in."""

    site: str
    new_context: Callable
    pages: dict[str, Page] = field(default_factory=dict)

    def at_home(self, username: str) -> Page:
        """Return the person's page, at home."""
        page = self.pages.get(username) or self._signed_in(username)
        page.get_by_role("banner").get_by_role("link", name="水库移民工作考核").click()
        expect(page).to_have_url(self.site + "/")
        return page

    def nobody(self) -> Page:
        page = self.new_context().new_page()
        page.goto(self.site)
        return page

    def _signed_in(self, username: str, password=PASSWORD) -> Page:
        page = self.pages[username] = self.nobody()
        give_name_and_password(page, username, password)
        return page


def give_name_and_password(page, username, password):
    page.get_by_label("账号").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def menu(page, entry):
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=entry).click()


def follow(page, name):
    """Follow the first link of the page's own part that begins with these words."""
    page.get_by_role("main").get_by_role("link", name=re.compile(f"^{name}")).first.click()


def agree(page, button, yes=""):
    """Press a button that asks first, and say yes."""
    press(page, button)
    answer(page, yes or button)


def fill(page, row, figures):
    """Type figures into a grid's cells of this row, each as it is saved."""
    expect(page.locator("#grid[data-ready]")).to_be_visible()
    for name, typed in figures.items():
        cell = page.get_by_label(f"{row} {name}", exact=True)
        cell.fill(typed)
        cell.press("Enter")
        expect(page.locator("td.cell", has=cell)).to_have_class(re.compile("is-saved"))
