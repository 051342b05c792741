"""What stands in sight while one types: the cell above the foot, a figure in its cell."""

import pytest

from tests.browser.browsing import NARROW, SIDEWAYS
from tests.selfeval.factories import make_form, make_report, make_task

#: How far what has the focus reaches under the foot, in pixels.
UNDER = """() => document.activeElement.getBoundingClientRect().bottom
  - document.querySelector(".fill-foot").getBoundingClientRect().top"""
CUT = "input => input.scrollWidth - input.clientWidth"


@pytest.mark.parametrize("width", [1280, NARROW["width"]])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_focus_is_never_under_the_foot(page, width, key):
    page.set_viewport_size({"width": width, "height": 420})  # there is much below
    cells = page.locator("#filling .entry-input")
    (cells.first if key == "Tab" else cells.last).focus()
    for _ in range(cells.count()):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.matches('.entry-input')"):
            assert page.evaluate(UNDER) <= 0


def test_amount_stands_whole_in_its_cell_on_a_telephone(new_context, open_section, report, filer):
    wide = make_report(make_task(make_form("project_spending")), report.county)
    page = open_section(new_context(), filer, "funds", of=wide)
    page.set_viewport_size(NARROW)
    amount = page.locator(".is-amount > .entry-input").first
    amount.fill("12345678901.89")
    assert amount.evaluate(CUT) == 0
    assert page.evaluate(SIDEWAYS) == 0
