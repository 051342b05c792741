"""Signatures: past three arguments they are named, and values of many parts are built by name."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("assessment", "cities", "config", "lib", "portal", "press", "selfeval", "setup", "trust")
MOST, MOST_PARTS = 3, 5

BY_POSITION = "called by Django by position"
PIPED = "called by position in the limited process"
GEOMETRY = "coordinates in the order that everybody writes them"
#: Functions that take more by position, each with its reason.
REASONS = {
    "assessment/admin/tables.py CityTableAdmin.change_view": BY_POSITION,
    "assessment/reader/taking.py take_document": PIPED,
    "assessment/reader/taking.py take_exported": PIPED,
    "cities/passwords.py PasswordDueMiddleware.process_view": BY_POSITION,
    "config/middleware.py KeepableWordsMiddleware.process_view": BY_POSITION,
    "lib/drawing.py line": GEOMETRY,
    "lib/drawing.py rect": GEOMETRY,
    "setup/pages.py HistoryAdmin.history_form_view": BY_POSITION,
    "setup/pages.py SetupAdmin.construct_change_message": BY_POSITION,
    "setup/pages.py SetupAdmin.render_change_form": BY_POSITION,
    "setup/pages.py SetupAdmin.save_model": BY_POSITION,
    "setup/pages.py SetupAdmin.save_related": BY_POSITION,
}


def functions(tree, within=""):
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield within + node.name, bool(within), node
            yield from functions(node)
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{node.name}.")
        else:
            yield from functions(node, within)


def positional(is_method, node) -> int:
    names = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (is_method and names[:1] in (["self"], ["cls"]))


def sources(*rooms):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


def test_past_three_arguments_are_named():
    found = {
        f"{path} {name}"
        for path, tree in sources(*ROOMS)
        for name, is_method, node in functions(tree)
        if positional(is_method, node) > MOST
    }
    assert found == set(REASONS)
    assert len(found) <= 20


@pytest.mark.parametrize("room", ROOMS)
def test_values_of_many_parts_are_built_by_name(room):
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and len(node.args) > MOST_PARTS
        if _name(node.func)[:1].isupper()
    ]
    assert found == []


def _name(called) -> str:
    return getattr(called, "id", "") or getattr(called, "attr", "")
