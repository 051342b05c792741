"""Signing in as one does it: a wrong password, the right one, and back to where one was."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from cities import turns
from tests.browser.browsing import check_page
from tests.factories import PASSWORD, make_account, make_year


@pytest.fixture
def address(live_server, transactional_db):
    make_year()
    make_account("kaohe", role="assessment_office", full_name="考核甲")
    return live_server.url


def fill_in(page, password):
    page.get_by_label("账号").fill("kaohe")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def test_wrong_password_is_said_and_the_right_one_leads_home(page, address):
    page.goto(address)
    fill_in(page, "wrong")
    expect(page.get_by_role("alert")).to_contain_text(
        "账号或密码不正确，请检查大小写和输入法后重试"
    )
    expect(page.get_by_label("账号")).to_have_value("kaohe")
    expect(page.get_by_label("密码")).to_have_value("")
    check_page(page)
    fill_in(page, PASSWORD)
    expect(page).to_have_url(address + "/")
    expect(page.get_by_role("button", name="考核甲")).to_be_visible()


def test_too_many_wrong_passwords_lock_and_say_for_how_long(page, address):
    page.goto(address)
    for _ in range(5):
        fill_in(page, "wrong")
        expect(page.locator("form[aria-busy]")).to_have_count(0)  # answered
    expect(page.get_by_role("heading", name="账号暂时锁定")).to_be_visible()
    expect(page.get_by_text("还须等待约 15 分钟")).to_be_visible()
    check_page(page)


def test_expired_session_leads_back_to_where_one_was(page, address):
    page.goto(address)
    fill_in(page, PASSWORD)
    expect(page).to_have_url(address + "/")
    page.goto(address + "/2017/flow/?from=desk")
    Session.objects.all().delete()
    page.reload()
    expect(page).to_have_url(re.compile(r"/sign-in/\?next="))
    fill_in(page, PASSWORD)
    expect(page).to_have_url(address + "/2017/flow/?from=desk")


def test_signing_out_shuts_the_pages(page, address):
    page.goto(address)
    fill_in(page, PASSWORD)
    page.get_by_role("button", name="考核甲").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("已退出登录")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_who_is_turned_away_comes_again_by_himself(page, address):
    taken = [turns._places.acquire(blocking=False) for _ in range(turns.MOST_AT_ONCE)]
    page.goto(f"{address}/sign-in/?next=/notices/")
    try:
        fill_in(page, PASSWORD)
        expect(page.locator("#messages")).to_contain_text("正在排队")
        expect(page.get_by_label("密码")).to_have_value(PASSWORD)
    finally:
        for _ in taken:
            turns._places.release()
    expect(page).to_have_url(f"{address}/notices/")
