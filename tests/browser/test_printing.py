"""Ctrl+P: the content alone, black on white, on sheets that hold every column."""

import io
from unicodedata import normalize

import pytest
from django.urls import reverse
from pypdf import PdfReader

from assessment.models import Indicator
from selfeval.models import Report
from tests.browser.browsing import open_as

pytestmark = pytest.mark.one_database

#: What is printed: whose page, whether it lies across, a head of its table that each sheet bears.
PRINTED = {
    "scorecard": ("kaohe", False, None),
    "overview": ("kaohe", False, None),
    "year-flow": ("kaohe", False, None),
    "year-papers": ("kaohe", False, None),
    "scorecards": ("kaohe", True, "总分"),
    "indicators": ("kaohe", True, "录入"),
    "collection-grid": ("pxzx", True, "得分"),
    "incidents": ("kaohe", True, "计入"),
    "objections": ("kaohe", True, None),
    "report": ("kaohe", False, None),
}
#: Upright, but for a map that lies across on a sheet of its own.
PARTLY_ACROSS = {"overview"}
#: Between the margins, in CSS pixels: of an upright sheet, and of one laid across.
UPRIGHT, ACROSS = 658, 1009
BUTTONS = """() => [...document.querySelectorAll(
    "button:not(.grid *), .btn, .top-bar, .side, input:not(.cell-input), select")]
  .filter((part) => part.offsetParent !== null).map((part) => part.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def addresses(demo) -> dict[str, str]:
    at = {
        "scorecard": ["430100"],
        "collection-grid": [Indicator.objects.get(year__number=2017, name="移民培训").pk],
    }
    report = Report.objects.filter(state="accepted").earliest("pk")
    told = {name: reverse(name, args=[2017, *at.get(name, [])]) for name in PRINTED
            if name != "report"}  # fmt: skip
    return told | {"report": reverse("report-review", args=[report.pk])}


@pytest.mark.parametrize("name", PRINTED)
def test_page_is_printed_as_a_paper(site, addresses, new_context, name):
    who, is_wide, head = PRINTED[name]
    page = open_as(new_context(), site, who, addresses[name])
    page.wait_for_load_state("networkidle")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages

    for sheet in sheets:
        width, height = sheet.mediabox.width, sheet.mediabox.height
        assert {round(width), round(height)} == {595, 842}
    assert (sheets[0].mediabox.width > sheets[0].mediabox.height) == is_wide
    words = [normalize("NFKC", "".join(sheet.extract_text().split())) for sheet in sheets]
    assert "年度" in words[0]
    assert "查找市州" not in words[0]
    if head:
        assert all(head in each for each in words)

    page.emulate_media(media="print")
    page.set_viewport_size({"width": ACROSS if is_wide else UPRIGHT, "height": 1000})
    assert page.evaluate(BUTTONS) == []
    if name not in PARTLY_ACROSS:
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
