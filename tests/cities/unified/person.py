"""A person with a browser between the site (Django's test client) and the provider (over HTTP)."""

import html
import re
from urllib.parse import urljoin, urlsplit

import requests

SITE = "http://testserver"


class Person:
    def __init__(self, client, number: str = "430000-17"):
        self.client, self.number = client, number
        self.browser = requests.Session()
        self.asked: list[str] = []  # of the provider

    def sign_in(self, goal: str = "/audit-log/"):
        """Return the site's answer to whoever comes back from signing in there."""
        return self.client.get(self.way_back("/sign-in/unified/", goal))

    def way_back(self, way_out: str = "/sign-in/unified/", goal: str = "/audit-log/") -> str:
        """Return the address of the site to which the provider sends the person."""
        return self.follow(self.client.get(way_out, {"next": goal}).url)

    def follow(self, url: str) -> str:
        while not url.startswith(SITE):
            self.asked.append(url)
            answer = self.browser.get(url, allow_redirects=False, timeout=10)
            while answer.status_code == 200 and (form := _form_of(answer.text)):
                action, fields = form
                if "login" in fields:
                    fields |= {"login": self.number, "password": "any"}
                if "xsrf" in fields:  # of the page that asks whether to sign out there
                    fields |= {"logout": "yes"}
                answer = self.browser.post(
                    urljoin(url, action), fields, allow_redirects=False, timeout=10
                )
            url = urljoin(url, answer.headers["Location"])
        parts = urlsplit(url)
        return f"{parts.path}?{parts.query}"


def _form_of(page: str) -> tuple[str, dict[str, str]] | None:
    """Return where the first form of a page goes, and what it carries."""
    form = re.search(r"<form[^>]*action=\"([^\"]+)\".*?</form>", page, re.DOTALL)
    if form is None:
        return None
    inputs = re.findall(r"<(?:input|button)[^>]*>", form[0])
    fields = {
        name[1]: (value[1] if (value := re.search(r'value="([^"]*)"', each)) else "")
        for each in inputs
        if (name := re.search(r'name="([^"]+)"', each))
    }
    return html.unescape(form[1]), fields
