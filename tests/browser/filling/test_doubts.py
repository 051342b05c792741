"""A figure in doubt on a county's sheet: marked at once, told at the field, never in the way."""

import re

from playwright.sync_api import expect

from tests.browser.browsing import check_page
from tests.browser.filling.sheet import data_of, field, is_saved, type_in

DOUBTED = re.compile("has-doubt")
SENTENCE = "0.95% 不超过 1%（目标 90%）"


def test_doubt_comes_and_goes_with_the_figure(context, open_section, filer, report):
    page = open_section(context, filer, "scores")
    box = page.locator("td.entry", has=field(page, "satisfaction.outcome"))
    type_in(page, "satisfaction.outcome", "0.95%")
    page.keyboard.press("Tab")
    is_saved(page)
    expect(box).to_have_class(DOUBTED)
    expect(page.locator("#findings")).to_contain_text(SENTENCE)
    field(page, "satisfaction.outcome").focus()
    expect(page.locator("#cell-card")).to_contain_text(re.compile(f"存疑.*{re.escape(SENTENCE)}"))
    check_page(page)
    type_in(page, "satisfaction.outcome", "95")
    page.keyboard.press("Tab")
    expect(box).not_to_have_class(DOUBTED)
    (answer,) = [each for each in data_of(report)["indicators"] if each["code"] == "satisfaction"]
    assert answer["outcome"] == "95"
