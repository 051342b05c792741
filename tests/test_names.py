"""Names: within one app a class's name means one thing."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ("cities", "lib", "portal", "selfeval", "setup", "trust")
#: What Django asks every model, command and migration to call it.
EXEMPT = {"Meta", "Command", "Migration"}


@pytest.mark.parametrize("app", APPS)
def test_no_class_name_occurs_twice(app):
    places = defaultdict(list)
    for path in sorted((ROOT / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and node.name not in EXEMPT:
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
