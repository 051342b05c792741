"""The browsers that are there: nothing in the pages needs more than Chromium 102.

A page that needs more works on the developer's machine and fails in the office, without a word.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(
    path
    for folder, kinds in (("static", ("*.css", "*.js")), ("templates", ("*.html",)))
    for kind in kinds
    for path in (ROOT / folder).rglob(kind)
)
#: What it is, how it stands in a file, and the first Chromium that has it. Left out is what only
#: adds to a page that is right without: field-sizing (texts.js stands in for it) and text-wrap.
NEWER = [
    ("popover", r"\bpopover\b|:popover-open|(show|hide|toggle)Popover\(", 114),
    ("has", r":has\((?!li\)\))", 105),  # the empty path above a page is hidden for the ear alone
    ("container units", r"@container|container-type|\d(cq|sv|dv|lv)[a-z]+\b", 105),
    ("media ranges", r"@media[^{]*[<>]", 104),
    ("transforms by name", r"^\s*(translate|rotate|scale):", 104),
    ("colour functions", r"color-mix\(|oklch\(|light-dark\(", 111),
    ("nested rules", r"^\s*&|@scope|@starting-style", 112),
    ("layout", r"subgrid|anchor-name|position-area|interpolate-size", 117),
    ("unprefixed", r"^\s*mask(-\w+)?:|:autofill|:user-(in)?valid|:dir\(", 110),
    ("platform", r"AbortSignal\.(timeout|any)|checkVisibility\(|Response\.json\(", 103),
    ("arrays", r"\.(toSorted|toReversed|toSpliced|with)\(|\.groupBy\(|\.fromAsync\(", 110),
    ("iterators", r"(?<!Object)\.(values|keys|entries|matchAll)\([^)]*\)\.\w+\(", 122),
    (
        "language",
        r"withResolvers|isWellFormed|Promise\.try|\.(union|intersection|difference)\(",
        111,
    ),
    ("submitter's data", r"new FormData\([^)]*,", 112),
    ("documents", r"URL\.(canParse|parse)\(|startViewTransition|scrollend|beforetoggle", 111),
    ("asking before leaving", r"beforeunload[^;]*preventDefault\(\)", 119),
    ("elements", r"<search\b|<details[^>]*\sname=|commandfor|closedby", 118),
]


@pytest.mark.parametrize(("name", "pattern", "since"), NEWER, ids=[row[0] for row in NEWER])
def test_pages_need_nothing_newer_than_the_baseline(name, pattern, since):
    found = [
        f"{path.relative_to(ROOT)}: {hit.group().strip()}"
        for path in FILES
        for hit in re.finditer(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert found == [], f"{name}: from Chromium {since} on"


def test_the_notice_of_an_old_browser_runs_in_old_browsers():
    """One word that such an engine cannot read, and it says nothing at all."""
    script = (ROOT / "static/js/old-browser.js").read_text(encoding="utf-8")
    code = re.sub(r"/\*.*?\*/|//[^\n]*|\"[^\"]*\"", "", script, flags=re.DOTALL)
    newer = r"=>|`|\b(const|let|class|import|export|async|await)\b|\?\.|\?\?|\.\.\.|catch \{"
    assert re.findall(newer, code) == []
