"""A county's report, those who fill it in, and its sections in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.browsing import sign_in
from tests.factories import make_account, make_county
from tests.selfeval.factories import make_form, make_report, make_task


@pytest.fixture
def report(transactional_db):
    return make_report(make_task(make_form()), make_county("试验县"))


@pytest.fixture
def filer(report):
    return make_account("county", role="county", place=report.county, full_name="填报甲")


@pytest.fixture
def colleague(report):
    return make_account("county2", role="county", place=report.county, full_name="填报乙")


@pytest.fixture
def open_section(live_server, report):
    """Open a section of the report in a context, signed in as an account."""

    def go(context, account, section="basics", of=report):
        sign_in(context, live_server.url, account.username)
        page = context.new_page()
        page.goto(live_server.url + reverse("report-section", args=[of.pk, section]))
        expect(page.locator("#filling[data-ready]")).to_be_visible()
        return page

    return go


@pytest.fixture
def page(context, open_section, filer):
    return open_section(context, filer)
