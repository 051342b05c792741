"""The documentation keeps up with the product: links, formulas, words on screen, the glossary.

In the handbook 「…」 marks words on screen; «…» within them stands for what varies.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.core.management import get_commands

from selfeval.engine.calculate import calculate
from selfeval.engine.formulas import FUNCTIONS, names_in, parse_formula
from selfeval.engine.values import MISSING

ROOT = Path(__file__).resolve().parent.parent.parent
README = ROOT / "README.md"
HANDBOOK = sorted((ROOT / "docs" / "handbook").glob("*.md"))
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
APPS = (
    "assessment", "cities", "config", "lib", "portal", "press", "selfeval", "setup", "trust",
)  # fmt: skip

#: What names the machine on which something was written, or a mirror it was fetched from.
OF_THIS_MACHINE = re.compile(
    r"(?<![\w.])/(?:work|tmp|home|root/(?!kaohe))\S*|https?://(?!127\.0\.0\.1|kaohe\.example)\S+"
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- links ----------------------------------------------------------------------------------------


def links(document: Path) -> list[str]:
    return re.findall(r"\]\(([^)\s]+)\)", document.read_text())


def anchors(document: Path) -> set[str]:
    """Return the headings as GitHub and Gitea name them in addresses."""
    heads = re.findall(r"^#+ (.+)$", without_code(document.read_text()), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_and_pictures_lead_somewhere(document):
    broken = []
    for link in links(document):
        address, _, anchor = link.partition("#")
        target = (document.parent / address).resolve() if address else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_picture_is_shown_and_small():
    shown = {
        (document.parent / link).resolve()
        for document in DOCUMENTS
        for link in links(document)
        if link.endswith(".png")
    }
    pictures = set((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures == shown
    assert {p.name for p in pictures if p.stat().st_size > 250_000} == set()


def test_every_document_is_in_the_index_of_the_readme():
    indexed = {(ROOT / link).resolve() for link in links(README)}
    expected = {*(ROOT / "docs").glob("*.md"), ROOT / "CHANGELOG.md"}
    assert expected - indexed == set()


def test_every_page_of_the_handbook_is_in_its_index():
    index = ROOT / "docs" / "handbook" / "README.md"
    linked = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    assert set(HANDBOOK) - linked == {index}


# --- commands -------------------------------------------------------------------------------------


#: Commands of the packages that only some sites install (requirements-rq.lock).
OF_SOME_SITES = {"rqworker"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_commands_that_are_shown_exist(document):
    shown = set(re.findall(r"(?:manage\.py|^kaohe|&& kaohe) ([a-z_]+)", document.read_text(), re.M))
    assert shown - set(get_commands()) - OF_SOME_SITES == set()


def test_services_run_commands_that_exist_and_timers_are_enabled():
    examples = ROOT / "docs" / "examples"
    deployment = (ROOT / "docs" / "deployment.md").read_text()
    run = [re.findall(r"manage\.py (\w+)", p.read_text()) for p in examples.glob("*.service")]
    assert {name for names in run for name in names} - set(get_commands()) == set()
    for timer in examples.glob("*.timer"):
        assert timer.with_suffix(".service").exists()
        assert re.search(rf"^systemctl enable .*\b{timer.name}\b", deployment, re.MULTILINE)


# --- formulas -------------------------------------------------------------------------------------


def formulas_told() -> list[tuple[str, str]]:
    """Return the formulas of the handbook's tables, each with what stands beside it."""
    text = (ROOT / "docs" / "handbook" / "forms.md").read_text()
    rows = re.findall(r"^\| `([^`]+)` \| ([^|\n]+) \|$", text, flags=re.MULTILINE)
    last = re.findall(r"^\|.*\| `([^`]+)` \|$", text, flags=re.MULTILINE)
    return rows + [(formula, "") for formula in last]


@pytest.mark.parametrize(("formula", "told"), formulas_told(), ids=lambda text: text)
def test_formulas_of_the_handbook_can_be_read_and_come_to_what_it_says(formula, told):
    node = parse_formula(formula)
    if names_in(node) or not told:
        return
    assert re.split("[；，（]", told)[0] == calculate(node, lambda name: MISSING).shown


def test_the_handbook_names_just_the_functions_there_are():
    text = (ROOT / "docs" / "handbook" / "forms.md").read_text()
    table = text.partition("### 符号和函数")[2].partition("\n### ")[0]
    assert set(re.findall(r"^\| `(\w+)\(", table, flags=re.MULTILINE)) == set(FUNCTIONS)


# --- words on screen ------------------------------------------------------------------------------


@cache
def words_on_screen() -> str:
    """Return all that can come to a screen: templates, scripts and the strings of the apps."""
    templates = [
        re.sub(r"\{#.*?#\}", "", path.read_text()) for path in (ROOT / "templates").rglob("*.html")
    ]
    scripts = [
        re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        for path in (ROOT / "static" / "js").rglob("*.js")
    ]
    modules = [
        text
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        for text in strings(path)
    ]
    return "\n".join([*templates, *scripts, *modules])


def strings(path: Path) -> list[str]:
    """Return the strings of a module, without its docstrings."""
    tree = ast.parse(path.read_text())
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
    ]


@pytest.mark.parametrize("document", HANDBOOK, ids=named)
def test_words_on_screen_are_on_a_screen(document):
    quoted = set(re.findall(r"「([^」]+)」", document.read_text())) - {"", "…"}
    screen = words_on_screen()
    unknown = [
        words
        for words in sorted(quoted)
        if not all(part.strip() in screen for part in words.split("…"))
    ]
    assert unknown == []


# --- the glossary ---------------------------------------------------------------------------------


@cache
def identifiers() -> frozenset[str]:
    """Return every word of the apps' code."""
    paths = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    return frozenset(word for path in paths for word in re.findall(r"\w+", path.read_text()))


def test_identifiers_of_the_glossary_are_in_the_code():
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", (ROOT / "docs" / "glossary.md").read_text(), re.M)
    told = [word for row in rows for code in re.findall(r"`([^`]+)`", row) for word in code.split()]
    words = {part for word in told for part in word.split(".")}
    assert words - identifiers() == set()


def test_a_term_of_the_glossary_has_one_line():
    text = (ROOT / "docs" / "glossary.md").read_text()
    terms = re.findall(r"^\| ([^|]+) \| `", text, flags=re.MULTILINE)
    assert [term for term in set(terms) if terms.count(term) > 1] == []


# --- for everybody --------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_documents_name_no_machine_of_their_writers(document):
    assert OF_THIS_MACHINE.findall(document.read_text()) == []
