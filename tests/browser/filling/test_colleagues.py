"""Two people in one section, a session that ran out, a line that was cut: no words are lost."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from selfeval.filing.actions.drafts import remove_row
from tests.browser.browsing import sign_in
from tests.browser.filling.sheet import data_of, field, is_saved, type_in
from tests.selfeval.factories import (
    COMMAND,
)

LOOK = "document.dispatchEvent(new Event('report-look'))"


@pytest.mark.both_browsers
def test_two_people_at_one_field_choose(page, new_context, open_section, colleague, report):
    other = open_section(new_context(), colleague)
    type_in(other, "unit", "乙填的")
    other.keyboard.press("Tab")
    is_saved(other)
    type_in(page, "unit", "甲填的")
    page.keyboard.press("Tab")
    issue = page.locator("#fill-issues li")
    expect(issue).to_contain_text("填报乙 刚刚改为“乙填的”，您填的是“甲填的”")
    assert data_of(report)["fields"]["unit"] == "乙填的"
    issue.get_by_role("button", name="用我的").click()
    expect(issue).to_have_count(0)
    is_saved(page)
    assert data_of(report)["fields"]["unit"] == "甲填的"
    other.evaluate(LOOK)
    expect(field(other, "unit")).to_have_value("甲填的")


def test_fields_of_a_colleague_arrive_and_do_not_disturb(
    page, new_context, open_section, colleague, report
):
    other = open_section(new_context(), colleague)
    other.get_by_role("button", name="增加一行").click()
    expect(field(other, "projects.1.name")).to_be_focused()
    other.keyboard.type("饮水工程")
    is_saved(other)
    field(page, "summary").focus()
    page.keyboard.type("正在写")
    page.evaluate(LOOK)
    expect(field(page, "projects.1.name")).to_have_value("饮水工程")
    expect(field(page, "summary")).to_be_focused()
    expect(field(page, "summary")).to_have_value("正在写")


def test_an_expired_session_loses_nothing(page, context, live_server, filer, report):
    Session.objects.all().delete()
    field(page, "summary").focus()
    page.keyboard.type("写了很久的一段")
    dialog = page.locator("#expired-dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="留在本页").click()
    expect(page.locator("#fill-state")).to_contain_text("1 格未保存")
    sign_in(context, live_server.url, filer.username)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    is_saved(page)
    assert data_of(report)["fields"]["summary"] == "写了很久的一段"


def test_a_window_closed_offline_brings_its_words_back(page, context, open_section, filer, report):
    context.set_offline(True)
    field(page, "unit").focus()
    page.keyboard.type("离线写的")
    page.keyboard.press("Tab")
    expect(page.locator("#fill-state")).to_contain_text("未保存")
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = open_section(context, filer)
    expect(field(again, "unit")).to_have_value("离线写的")
    is_saved(again)
    assert data_of(report)["fields"]["unit"] == "离线写的"


def test_words_in_a_row_that_a_colleague_removed_are_told(page, report):
    page.get_by_role("button", name="增加一行").click()
    expect(field(page, "projects.1.name")).to_be_focused()
    remove_row(
        report_id=report.pk, table="projects", row="1", version=None, user=None, actor=COMMAND
    )
    page.keyboard.type("饮水工程")
    page.keyboard.press("Tab")
    expect(page.locator("#toasts")).to_contain_text("您填的“饮水工程”没有保存")
    expect(field(page, "projects.1.name")).to_have_count(0)
