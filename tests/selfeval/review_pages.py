"""What the tests of reviewed share: a person's browser, and a report's pages and buttons in it."""

from django.test import Client
from django.urls import reverse


def browser(account) -> Client:
    """A browser that is signed in and has its session written."""
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    client.get(reverse("jobs"))
    return client


def url(name: str, cast, *more) -> str:
    return reverse(name, args=[cast.report.pk, *more])


def page(cast, persona: str, name="report-review", **query) -> str:
    response = browser(cast[persona]).get(url(name, cast), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def status(cast, persona: str, name="report-review") -> int:
    return browser(cast[persona]).get(url(name, cast)).status_code


def take(cast, persona: str, name: str, **more):
    """Press a button of the page, at the version that the page showed."""
    cast.report.refresh_from_db()
    sent = {"step": name, "version": cast.report.version} | more
    response = browser(cast[persona]).post(url("report-step", cast), sent, follow=True)
    cast.report.refresh_from_db()
    return response
