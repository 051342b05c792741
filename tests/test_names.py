"""Names: within one app a class's name means one thing."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ("assessment", "cities", "lib", "portal", "press", "selfeval", "setup", "trust")
#: What Django asks every model, command and migration to call it.
EXEMPT = {"Meta", "Command", "Migration"}
#: One meaning in two classes: how the database keeps it, and the value that is scored or read,
#: which may know of no database.
KEPT_AND_SCORED = {
    "Policy", "StepReading", "Pooling", "Section", "Item", "Component", "Measure", "Rule",
    "Severity",
}  # fmt: skip


@pytest.mark.parametrize("app", APPS)
def test_no_class_name_occurs_twice(app):
    places = defaultdict(list)
    for path in sorted((ROOT / app).rglob("*.py")):
        for name, line in _classes(ast.parse(path.read_text())):
            places[name].append(f"{path.relative_to(ROOT)}:{line}")
    twice = {name: found for name, found in places.items() if len(found) > 1}
    if app == "assessment":
        twice = {
            name: found for name, found in twice.items() if not _is_kept_and_scored(name, found)
        }
    assert twice == {}


def _classes(tree, within=""):
    """A class within another bears that one's name: Measure.Kind, Rule.Kind."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and node.name not in EXEMPT:
            yield within + node.name, node.lineno
            yield from _classes(node, f"{within}{node.name}.")


def _is_kept_and_scored(name, found) -> bool:
    where = {place.split("/")[1] for place in found}
    return name in KEPT_AND_SCORED and len(found) == 2 and "models" in where
