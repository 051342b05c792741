"""docs/contributing.md leads to files, folders and names that are there."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.test_floors import FLOOR_OF

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs" / "contributing.md"
README = ROOT / "README.md"
LONGEST_README = 120  # lines
#: What says of a kind of rule, a basis or an effect by name what it does.
KINDS = re.compile(r"\b(?:SHORTFALL_SHARE|PER_OCCURRENCE|NOT_DONE|SHARE_SHORT|EffectRow\()")


def spans(document: Path) -> set[str]:
    """Return what stands as code within a line."""
    text = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", text))


@cache
def words_of_the_code() -> frozenset[str]:
    folders = [*FLOOR_OF, "config", "tests"]
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return frozenset(word for path in paths for word in re.findall(r"\w+", path.read_text()))


def is_there(path: str) -> bool:
    """Whether it exists, here or as the same file of the apps (`urls.py`)."""
    return (ROOT / path).exists() or any(ROOT.glob(f"*/{path}"))


@pytest.mark.parametrize("document", [PAGE, README], ids=lambda path: path.name)
def test_files_and_folders_that_are_named_exist(document):
    named = {
        span for span in spans(document) if re.fullmatch(r"[\w./-]*(?:/|\.\w{2,4})[\w-]*", span)
    }
    assert len(named) > 10
    assert {path for path in named if not is_there(path)} == set()


def test_names_of_code_are_in_the_code():
    named = {span for span in spans(PAGE) if re.fullmatch(r"[A-Za-z]\w+", span)}
    assert "make_cast" in named
    assert named - words_of_the_code() == set()


def test_every_room_stands_on_its_floor():
    told = re.findall(r"^\| (\d*) ?\| `(\w+)/` \|", PAGE.read_text(), flags=re.MULTILINE)
    floors = {room: str(floor) for room, floor in FLOOR_OF.items()}
    assert {room: floor for floor, room in told} == floors | {"config": ""}


def test_a_kind_of_rule_is_told_with_every_module_that_knows_it():
    modules = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "assessment").rglob("*.py")
        if "migrations" not in path.parts and KINDS.search(path.read_text())
    }
    [row] = re.findall(r"^\| a kind of rule \|(.+)$", PAGE.read_text(), flags=re.MULTILINE)
    assert set(re.findall(r"`(assessment/[\w/]+\.py)`", row)) == modules


def test_the_readme_is_short():
    assert len(README.read_text().splitlines()) <= LONGEST_README
