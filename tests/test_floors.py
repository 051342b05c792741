"""The house has floors, and imports run downward only."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: From the ground up. What stands on one floor does not know its neighbours; config/ wires it all.
FLOORS = (
    ("lib",),
    ("trust",),
    ("cities",),
    ("press",),
    ("setup",),
    ("assessment", "selfeval"),
    ("portal",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
EXEMPT = {"config", "tests"}
#: The one place of Django's where an app may import late: the site is being put together.
READY = "ready"


def modules() -> list[Path]:
    found = (path for room in FLOOR_OF for path in sorted((ROOT / room).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of everything that is imported, anywhere in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module if node.level == 0 else "." * node.level
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def may_import(room: str, other: str) -> bool:
    return other == room or FLOOR_OF[other] < FLOOR_OF[room]


def test_every_room_has_a_floor():
    """A new folder of code at the top has to say where it stands."""
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert rooms == set(FLOOR_OF) | EXEMPT


def test_imports_run_downward_only():
    wrong = []
    for path in modules():
        room = path.relative_to(ROOT).parts[0]
        for line, name in imported(ast.parse(path.read_text())):
            other = name.split(".")[0]
            if other in EXEMPT or (other in FLOOR_OF and not may_import(room, other)):
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert wrong == []


@pytest.mark.parametrize(
    ("room", "other", "allowed"),
    [
        ("portal", "selfeval", True),
        ("selfeval", "assessment", False),
        ("assessment", "selfeval", False),
        ("trust", "cities", False),
        ("lib", "trust", False),
        ("press", "cities", True),
        ("selfeval", "selfeval", True),
    ],
)
def test_a_room_stands_on_what_is_below_it(room, other, allowed):
    assert may_import(room, other) is allowed


def test_imports_stand_at_the_top():
    """One inside a function hides an arrow; only an app's ready() may, while the site starts."""
    late = []
    for path in modules():
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if function.name == READY and path.name == "apps.py":
                continue
            late += [f"{path.relative_to(ROOT)}:{line} {name}" for line, name in imported(function)]
    assert late == []
