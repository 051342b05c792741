"""The columns of an indicator table, and a sheet pasted, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from selfeval.loading import form_of
from selfeval.models import FormDefinition
from tests.browser.browsing import check_page, open_as
from tests.browser.test_selfeval_forms import edit_url
from tests.factories import make_account
from tests.selfeval.factories import make_form
from tests.selfeval.test_form_pasting import FUNDS, MERGED, block

pytestmark = pytest.mark.django_db(transaction=True)
BLOCK = "sections.1.blocks.0"


@pytest.fixture
def draft():
    make_account("kaohe", role="assessment_office")
    return make_form(state="draft")


def test_own_column_is_named_and_moved_by_keys(context, live_server, draft):
    page = open_as(context, live_server.url, "kaohe", edit_url(draft, BLOCK))
    page.get_by_role("button", name="自定栏目").click()
    head = page.get_by_role("textbox", name="第 6 行 表头")
    head.fill("自评依据")
    head.press("Alt+ArrowUp")
    moved = page.get_by_role("textbox", name="第 5 行 表头")
    expect(moved).to_have_value("自评依据")
    expect(moved).to_be_focused()
    moved.press("Alt+ArrowUp")
    expect(page.get_by_role("textbox", name="第 4 行 表头")).to_be_focused()
    expect(page.locator(".printed-table tr").first).to_contain_text("自评依据")

    draft.refresh_from_db()
    table = form_of(draft).sections[1].blocks[0]
    assert table.names == ("target", "outcome", "weight", "column_1", "score", "reason")


def test_sheet_is_pasted_looked_at_and_written(context, live_server, draft):
    page = open_as(context, live_server.url, "kaohe", edit_url(draft, "sections.0"))
    page.get_by_role("link", name="从 Excel 粘贴").click()
    page.get_by_label("表格", exact=True).fill(block(*FUNDS))
    page.get_by_role("button", name="看结果").click()
    expect(page.get_by_text("读到一张表：4 栏，3 行")).to_be_visible()
    page.get_by_role("button", name="写入表式").click()
    expect(page.get_by_role("heading", name="项目资金")).to_be_visible()

    lines = [line.removesuffix("20") + "18" if line.endswith("20") else line for line in MERGED]
    page.goto(f"{live_server.url}{reverse('selfeval-form-paste', args=[draft.pk])}?part=scoring")
    page.get_by_label("表格", exact=True).fill(block(*lines))
    page.get_by_role("button", name="看结果").click()
    expect(page.locator(".printed-table")).to_contain_text("硬化产业路里程")
    page.get_by_role("button", name="写入表式").click()
    expect(page.locator(".form-outline")).to_contain_text("管护制度")
    labels = [node.label for node in form_of(FormDefinition.objects.get()).scoring.tree]
    assert labels == ["预算执行率", "产出指标", "效益指标"]


@pytest.mark.parametrize("part", [BLOCK, "scoring"])
def test_columns_and_pasting_are_accessible(context, live_server, draft, part):
    check_page(open_as(context, live_server.url, "kaohe", edit_url(draft, part)))
    paste = f"{reverse('selfeval-form-paste', args=[draft.pk])}?part={part}"
    page = open_as(context, live_server.url, "kaohe", paste)
    page.get_by_label("表格", exact=True).fill(block(*MERGED))
    page.get_by_role("button", name="看结果").click()
    check_page(page)
