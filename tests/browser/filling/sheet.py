"""What stands on a section's page, and typing into it."""

import re

from playwright.sync_api import expect

from selfeval.models import Report


def field(page, address):
    return page.locator(f'[data-cell="{address}"]')


def computed(page, address):
    return page.locator(f'[data-computed="{address}"]')


def is_saved(page):
    expect(page.locator("#fill-state")).to_contain_text(re.compile("^草稿已保存"))


def data_of(report) -> dict:
    return Report.objects.get(pk=report.pk).data


def type_in(page, address, words):
    field(page, address).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
