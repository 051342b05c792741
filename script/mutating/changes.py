"""The small changes that can be made to a module, and a seeded sample of them.

Most are made by mutmut's operators, over everything that a module says: functions, methods,
properties, tables and the fields of classes. Its own run leaves out whatever is decorated or
stands outside a function, and has no choice by chance; so only its operators are used.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import OPERATORS_TYPE, mutation_operators

_T = TypeVar("_T")

#: What asks for no more than its type would, as mutmut sees it: len(None) tells nothing.
PLAIN_CALLS = {"len", "isinstance"}


def negated_condition(node: cst.If | cst.While | cst.CompIf) -> Iterator[cst.CSTNode]:
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    yield node.with_changes(test=cst.UnaryOperation(cst.Not(), test))


def dropped_statement(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    """Leave out a call, a raise, a return or the like; names that are bound stay bound."""
    kept = (cst.Import, cst.ImportFrom, cst.Assign, cst.AnnAssign, cst.Pass)
    is_text = isinstance(node.body[0], cst.Expr) and isinstance(
        node.body[0].value, cst.SimpleString | cst.ConcatenatedString
    )
    if not is_text and not isinstance(node.body[0], kept):
        yield node.with_changes(body=[cst.Pass()])


OPERATORS: OPERATORS_TYPE = [
    *mutation_operators,
    (cst.If, negated_condition),
    (cst.While, negated_condition),
    (cst.CompIf, negated_condition),
    (cst.SimpleStatementLine, dropped_statement),
]


@dataclass(frozen=True)
class Change:
    """One node of a module put in another's place.

    first, last: the lines of the statement it is part of. where: the names of the class and
    the function around it, so that it is still known when lines move.
    """

    path: Path
    operator: str
    line: int
    first: int
    last: int
    where: str
    wrapper: MetadataWrapper
    before: cst.CSTNode
    after: cst.CSTNode

    @cached_property
    def source(self) -> str:
        changed = self.wrapper.module.deep_replace(self.before, self.after)
        assert isinstance(changed, cst.Module)
        return changed.code

    @property
    def is_python(self) -> bool:
        try:
            compile(self.source, str(self.path), "exec")
        except SyntaxError:
            return False
        return True

    @property
    def told(self) -> str:
        """Return what stands there and what stands there instead, on one line each."""
        before, after = self._words(self.before), self._words(self.after)
        return f"{self.path} {self.where}: `{before}` → `{after}`"

    def _words(self, node: cst.CSTNode) -> str:
        return " ".join(self.wrapper.module.code_for_node(node).split())


class _Changes(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, path: Path, wrapper: MetadataWrapper) -> None:
        super().__init__()
        self.path, self.wrapper = path, wrapper
        self.found: list[Change] = []
        self.names: list[str] = []
        self.statements: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Annotation | cst.Decorator):
            return False
        if _is_plain_call(node) or _is_name_of_a_type(node):
            return False
        if isinstance(node, cst.BaseStatement):
            self.statements.append(node)
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.append(node.name.value)
        for sort, operator in OPERATORS:
            if isinstance(node, sort):
                self.found += [self._change(node, after, operator) for after in operator(node)]
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.FunctionDef | cst.ClassDef):
            self.names.pop()
        if isinstance(original_node, cst.BaseStatement):
            self.statements.pop()

    def _change(self, node: cst.CSTNode, after: cst.CSTNode, operator: object) -> Change:
        around = self.get_metadata(PositionProvider, self.statements[-1])
        position = self.get_metadata(PositionProvider, node, around)
        return Change(
            path=self.path,
            operator=operator.__name__,
            line=position.start.line,
            first=around.start.line,
            last=around.end.line,
            where=".".join(self.names),
            wrapper=self.wrapper,
            before=node,
            after=after,
        )


def _is_plain_call(node: cst.CSTNode) -> bool:
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value in PLAIN_CALLS
    )


def _is_name_of_a_type(node: cst.CSTNode) -> bool:
    """Tell Facts = Mapping[str, Fact] and Key = TypeVar("Key"), which only annotations ask for."""
    if not isinstance(node, cst.Assign) or not isinstance(node.targets[0].target, cst.Name):
        return False
    name, value = node.targets[0].target.value, node.value
    is_type_variable = isinstance(value, cst.Call) and m.matches(value.func, m.Name("TypeVar"))
    is_of_types = isinstance(value, cst.Subscript | cst.BinaryOperation) or is_type_variable
    return is_of_types and bool(re.fullmatch("_?[A-Z][a-z][A-Za-z]*", name))


def changes_of(path: Path, source: str) -> list[Change]:
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = _Changes(path, wrapper)
    wrapper.visit(visitor)
    return visitor.found


def sample(changes: Sequence[Change], count: int, seed: int) -> list[Change]:
    """Return count changes by chance, the operators in turns.

    In turns, because half of all changes take an argument from a call, which nearly any test
    notices: drawn evenly they would flatter the figure. Where a change comes in the draw is a
    matter of the seed and its own words alone, so that code that is added or moved elsewhere
    draws no others: what was looked at once stays looked at.
    """
    by_operator: dict[str, list[tuple[str, Change]]] = defaultdict(list)
    for lot, change in zip(_lots(changes, seed), changes, strict=True):
        by_operator[change.operator].append((lot, change))
    groups = [sorted(by_operator[name], key=itemgetter(0)) for name in sorted(by_operator)]
    drawn = (change for _, change in _in_turns(groups) if change.is_python)
    return [change for change, _ in zip(drawn, range(count), strict=False)]


def _lots(changes: Iterable[Change], seed: int) -> Iterator[str]:
    """Draw each its lot; those of the same words in one function by which of them it is."""
    met: Counter[str] = Counter()
    for change in changes:
        words = f"{change.operator} {change.told}"
        met[words] += 1
        yield sha256(f"{seed} {met[words]} {words}".encode()).hexdigest()


def _in_turns(groups: Iterable[list[_T]]) -> Iterator[_T]:
    waiting = [iter(group) for group in groups]
    while waiting:
        for group in [*waiting]:
            one = next(group, None)
            if one is None:
                waiting.remove(group)
            else:
                yield one
