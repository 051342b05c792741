"""What stands in sight while one types: the cell above the foot, a figure in its cell."""

import pytest

from tests.browser.browsing import NARROW

#: How far what has the focus reaches under the foot, in pixels.
UNDER = """() => document.activeElement.getBoundingClientRect().bottom
  - document.querySelector(".fill-foot").getBoundingClientRect().top"""


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
