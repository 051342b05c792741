"""Sheets and templates: nothing for what is on no page, and lengths by their names."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
TOKENS = ROOT / "static" / "css" / "tokens.css"
#: Which properties take their lengths from which names of tokens.css.
NAMED = {
    r"(?:padding|margin)(?:-\w+)?|(?:row-|column-)?gap": "space-",
    r"font-size": "size",
    r"border-radius": "radius",
}
COMPONENTS = sorted((ROOT / "templates" / "components").glob("*.html"))
PYTHON = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
#: What packages put on our pages: Django's lists and row forms, its errors, htmx, Bootstrap.
FROM_PACKAGES = {
    "action-checkbox", "action-checkbox-column", "addlink", "errorlist", "htmx-request", "selected",
}  # fmt: skip
#: Around what only a page knows: Django's columns and fields by their names, is-{{ state }}, …
PACKAGES_PARTS = {("column-", ""), ("field-", "")}
PART = r"(?:\{\{.*?\}\}|\{%.*?%\}|\$?\{[^{}]*\})"


def named(path: Path) -> str:
    return path.name


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|\{#.*?#\}|(?<=\s)(//|# )[^\n]*", "", text, flags=re.DOTALL)


def texts_of(folder: str, ending: str) -> list[str]:
    paths = sorted((ROOT / folder).rglob(f"*.{ending}"))
    return [without_comments(path.read_text(encoding="utf-8")) for path in paths]


@cache
def strings() -> str:
    """Return what may name a class: class attributes, arguments of tags, strings of the code."""
    found = []
    for html in texts_of("templates", "html"):
        found += re.findall(r'class="([^"]*)"', html)
        for tag in re.findall(r"\{%.*?%\}", html):
            found += re.findall(r'"[^"]*"', tag)
    python = (text for app in PYTHON if app != "tests" for text in texts_of(app, "py"))
    for code in (*texts_of("static/js", "js"), *python):
        found += re.findall(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`", code)
    return "\n".join(found)


@cache
def words() -> set[str]:
    return set(re.findall(r"[A-Za-z_][\w-]*", strings()))


@cache
def around_parts() -> set[tuple[str, str]]:
    return PACKAGES_PARTS | set(re.findall(rf"([A-Za-z][\w-]*-){PART}([\w-]*)", strings()))


def is_on_a_page(name: str) -> bool:
    if name in words() | FROM_PACKAGES:
        return True
    parts = [
        name[len(before) : len(name) - len(after)]
        for before, after in around_parts()
        if name.startswith(before) and name.endswith(after)
    ]
    return any(part.isdigit() or part in words() for part in parts)


@pytest.mark.parametrize("sheet", SHEETS, ids=named)
def test_every_class_of_a_sheet_is_on_a_page(sheet):
    selectors = re.sub(r"\{[^{}]*\}", "", without_comments(sheet.read_text(encoding="utf-8")))
    names = set(re.findall(r"\.([A-Za-z_][\w-]*)", selectors))
    assert sorted(name for name in names if not is_on_a_page(name)) == []


@pytest.mark.parametrize("component", COMPONENTS, ids=named)
def test_every_component_is_included(component):
    assert f"components/{component.name}" in strings()


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != TOKENS], ids=named)
def test_a_length_that_has_a_name_goes_by_it(sheet):
    text = without_comments(sheet.read_text(encoding="utf-8"))
    tokens = TOKENS.read_text(encoding="utf-8")
    found = []
    for properties, beginning in NAMED.items():
        lengths = "|".join(re.findall(rf"--{beginning}[\w-]*: (\d+px);", tokens))
        literal = rf"(?<![\w-])(?:{properties}):[^;]*(?<![\w.-])(?:{lengths})\b[^;]*;"
        found += re.findall(literal, text)
    assert found == []


#: On pages that show no comments, in parts that others share with them.
NOT_SHOWN = {
    ("selfeval/filling/submit.html", "cell-comments"),
    ("selfeval/forms/preview.html", "cell-comments"),
    ("selfeval/public/report.html", "cell-comments"),
}


@cache
def templates() -> dict[str, str]:
    folder = ROOT / "templates"
    paths = sorted(folder.rglob("*.html"))
    return {str(path.relative_to(folder)): without_comments(path.read_text()) for path in paths}


def parts_of(name: str) -> set[str]:
    """Return a template and all that it includes by name."""
    found, waiting = set(), [name]
    while waiting:
        if (part := waiting.pop()) in templates() and part not in found:
            found.add(part)
            waiting += re.findall(r'{% include "([^"]+)"', templates()[part])
    return found


def layouts_of(name: str) -> list[str]:
    """Return a template and what it extends, up to a page's frame; [] for what is no page."""
    layouts = [name]
    while layouts[-1] not in ("base.html", "public/base.html"):
        above = re.search(r'{% extends "([^"]+)"', templates()[layouts[-1]])
        if above is None or above[1] not in templates():
            return []
        layouts.append(above[1])
    return layouts


def sheets_of(layouts: list[str]) -> set[str]:
    """Return the sheets that a page loads: the frame's, and those of the nearest block styles."""
    asked = templates()[layouts[-1]]
    for layout in layouts:
        own = re.search(r"{% block styles %}(.*?){% endblock", templates()[layout], re.DOTALL)
        asked += own[1] if own else ""
        if own and "block.super" not in own[1]:
            break
    parts = [templates()[part] for part in re.findall(r'{% include "([^"]+)"', asked)]
    return set(re.findall(r"css/([\w-]+)\.css", asked + "".join(parts)))


@cache
def classes_of(sheet: str) -> set[str]:
    text = without_comments((ROOT / "static" / "css" / f"{sheet}.css").read_text())
    return set(re.findall(r"\.([A-Za-z_][\w-]*)", re.sub(r"\{[^{}]*\}", "", text)))


def test_a_page_loads_the_sheets_of_its_classes():
    styled = set().union(*(classes_of(sheet.stem) for sheet in SHEETS))
    bare = set()
    for page in templates():
        loaded = set().union(*map(classes_of, sheets_of(layouts_of(page) or ["base.html"])))
        for part in parts_of(page) if layouts_of(page) else ():
            for words in re.findall(r'class="([^"]*)"', templates()[part]):
                names = set(re.sub(PART, " ", words).split())
                bare |= {(page, name) for name in names & styled - loaded}
    assert bare - NOT_SHOWN == set()


def test_a_form_that_is_included_is_given_its_token():
    """What is included «only» has nothing but what it is given, and a form without its token is
    refused; the test client asks for none."""
    templates = ROOT / "templates"
    texts = {
        str(path.relative_to(templates)): path.read_text() for path in templates.rglob("*.html")
    }
    included = [
        (name, found)
        for name, text in texts.items()
        for found in re.finditer(r'{% include "([^"]+)"([^%]*) only %}', text)
    ]
    needy = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    while True:  # what includes it, is included in turn
        more = {name for name, found in included if found[1] in needy} - needy
        if not more:
            break
        needy |= more
    lacking = [
        (name, found[1])
        for name, found in included
        if found[1] in needy and "csrf_token=csrf_token" not in found[2]
    ]
    assert lacking == []
